"""A whole workshop on telephones: the bots' script, played through the forms of real pages at 390 pixels."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

from playbook.language import words
from playbook.workshop import pages
from playbook.workshop.asks import Request
from playbook.workshop.revealing import RUNS_S
from playbook.workshop.simulating import Model
from tests.workshop import rooms
from tests.workshop.bots import FACILITATOR, Join, drive, whole_workshop
from tests.workshop.rooms import open_room
from tests.workshop.served import facilitator, served

PHONE = {"width": 390, "height": 844}
SOON_MS = 6_000  # until a page that has heard of something shows it
SCRIPTED = (
    FACILITATOR,
    "c0-0",
    "c1-0",
)  # whose pages follow the room; each asks for its page again at every step of its team
# How wide the page is, and whether a form was typed into as a hand would: not where it has no place for one of the
# fields, or where the browser would not send it.
TYPE = """([path, fields]) => [document.documentElement.scrollWidth, (() => {
  const form = document.querySelector(`form[action="${path}"]`);
  if (!form) return false;
  const typed = [];
  for (const [name, value] of Object.entries(fields)) {
    const all = [...form.querySelectorAll(`[name="${name}"]`)], one = all[0];
    if (!one) return false;
    const chosen = one.type === "radio" ? all.find((x) => Number(x.value) === Number(value)) : one;
    if (!chosen || (one.tagName === "SELECT" && ![...one.options].some((x) => x.value === value))) return false;
    typed.push(() => {
      if (one.type === "radio") chosen.checked = true; else if (one.type !== "hidden") one.value = value;
      chosen.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
  for (let at = form.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
  for (const one of typed) one();
  return form.checkValidity();
})()]"""

SEND = """path => { const form = document.querySelector(`form[action="${path}"]`);
  form.requestSubmit(form.querySelector("button")); }"""


@dataclass
class Phone:
    """Somebody's browser: a page, and the cookies with which they are in the room. A page with scripts is their own
    and follows the room; the others are lent from hand to hand, the cookies with them. `csrf`: what forms send back."""

    page: Page
    scripts: bool
    cookies: list[Any] = field(default_factory=list)
    csrf: str = ""


class InBrowser:
    """A browser of their own for those of SCRIPTED; everybody else has one without scripts, each with their cookies.
    What a page has no form for is posted as its script would."""

    def __init__(self, browser: Browser, address: str, code: str, secret: str) -> None:
        self.browser, self.address, self.code = browser, address.rstrip("/"), code
        self.steps, self.by_form = 0, 0
        self.lent = self._page(scripts=False)
        self.holder, self.shows = "", ("", -1)  # whose cookies it has; whose page it shows, asked for at which step
        self.phones: dict[str, Phone] = {FACILITATOR: Phone(self._page(scripts=True), True)}
        host = self.phones[FACILITATOR].page
        host.goto(f"{self.address}/host")
        host.locator("input[name=secret]").fill(secret)
        host.locator("button").first.click()
        host.wait_for_selector("#agenda")

    def _page(self, scripts: bool) -> Page:
        page = self.browser.new_context(viewport=PHONE, java_script_enabled=scripts).new_page()
        page.set_default_timeout(5 * SOON_MS)
        return page

    def join(self, step: Join) -> str | None:
        scripts = step.client in SCRIPTED
        phone = Phone(self._page(True) if scripts else self.lent, scripts)
        self._hand_to(step.client, phone)
        phone.page.goto(self.address)
        fields = {"code": self.code, "name": step.name, "team": str(step.team)}
        typed = self._typed(phone, "/join", fields)
        key = self._by_form(phone, "/join", fields) if typed else self._post(phone, "/join", fields)
        if key is None:
            phone.cookies = phone.page.context.cookies()
            self.phones[step.client] = phone
        self.shows = step.client, self.steps
        return key

    def do(self, client: str, request: Request) -> str | None:
        self.steps += 1
        phone, fields = self.phones[client], dict(request.fields)
        if request.act == "bet":  # as people type it
            scale = pages.scale_of(words("en"), "service_level")
            fields |= {name: f"{float(fields[name]) / scale:.6g}" for name in ("low", "high")}
        path = f"/host/{request.act}" if client == FACILITATOR else f"/{request.act}"
        self._hand_to(client, phone)
        if not phone.scripts:
            if self.shows != (client, self.steps - 1):  # else it is what came back a moment ago
                phone.page.goto(self.address)
            self.shows = client, self.steps
        try:
            if self._typed(phone, path, fields):
                return self._by_form(phone, path, fields)
        except TimeoutError:  # the page changed under the hand, as a page that follows the room does
            phone.page.reload()
        return self._post(phone, path, fields)

    def view(self, client: str) -> dict[str, Any]:
        phone = self.phones[client]
        self._hand_to(client, phone)
        found = phone.page.request.get(f"{self.address}/api/view").json()
        phone.csrf = found["csrf"]
        return found["view"]

    def _hand_to(self, client: str, phone: Phone) -> None:
        if not phone.scripts and self.holder != client:
            self.lent.context.clear_cookies()
            self.lent.context.add_cookies(phone.cookies)
            self.holder = client

    def wait(self, what: str) -> None:
        for _ in range(600):
            view = self.view(FACILITATOR)
            if view["debrief"] if what == "debrief" else view["phase"] == "result":
                return
            time.sleep(0.02)
        raise TimeoutError(what)

    def _typed(self, phone: Phone, path: str, fields: dict[str, str]) -> bool:
        """Whether the page has the form and a place in it for each of these; then they stand there."""
        wide, typed = phone.page.evaluate(TYPE, [path, fields])
        assert wide <= PHONE["width"], phone.page.url
        return typed

    def _by_form(self, phone: Phone, path: str, fields: dict[str, str]) -> str | None:
        """Press its button; the key of the refusal, None where it was taken."""
        self.by_form += 1
        if phone.scripts:
            button = phone.page.locator(f'form[action="{path}"] button').first
            if path != "/join":
                with phone.page.expect_response(
                    lambda one: one.request.method == "POST", timeout=4 * SOON_MS
                ) as answer:
                    button.click(timeout=SOON_MS, no_wait_after=True)
            else:
                with phone.page.expect_navigation(wait_until="domcontentloaded", timeout=4 * SOON_MS) as answer:
                    button.click(timeout=SOON_MS, no_wait_after=True)
        else:  # as Enter does: a click is half as much work again
            with phone.page.expect_navigation(wait_until="domcontentloaded", timeout=4 * SOON_MS) as answer:
                phone.page.evaluate(SEND, path)
        response = answer.value
        return None if response.status < 400 else _key_in(response.text())

    def _post(self, phone: Phone, path: str, fields: dict[str, str]) -> str | None:
        answer = phone.page.request.post(
            f"{self.address}{path}", form={"csrf": phone.csrf, **fields},
            headers={"Origin": self.address, "Accept": "application/json"},
        )  # fmt: skip
        found = answer.json()
        return None if answer.ok else found["refused"] or str(answer.status)


def _key_in(page: str) -> str:
    """The key of the refusal that a page says."""
    said, texts = words("en"), re.findall(r'class="refusal" role="alert">([^<]+)<', page)
    for key in said.keys:
        parts = re.split(r"\{\w+\}", said.template(key))
        if key.startswith("workshop.no_") and any(all(part in unescape(one) for part in parts) for one in texts):
            return key
    raise AssertionError(page)


@pytest.mark.parametrize("sizes", [(4,) * 6])
def test_a_whole_workshop_on_telephones(browser, tmp_path, sizes):
    """Through the forms, in four rounds with one rewind and one who comes late: nobody's page is wider than a phone."""
    with served(open_room(tmp_path, len(sizes))) as serving:
        driver = InBrowser(browser, serving.address, serving.live.code, serving.secret)
        steps = drive(whole_workshop(sizes, 4), driver)
        assert driver.by_form > steps / 4
        for page in {driver.lent, *(phone.page for phone in driver.phones.values())}:
            page.context.close()


EVENING = {"first": 1140, "opens": 0, "came": [2], "in_time": [1], "waiting": [1], "lost": [0]}


def _with_evening(*given):
    teams = rooms.results(*given)["teams"]
    return {"teams": {number: one | {"evening": EVENING} for number, one in teams.items()}}


def test_a_telephone_shows_its_results_as_the_evening_on_the_wall_ends(browser, tmp_path):
    """By itself, in both languages, also where motion is not wanted; without a script at the next load."""
    live = open_room(tmp_path, 1, model=Model(_with_evening, rooms.debrief))
    with served(live) as serving:
        host, contexts = facilitator(serving), []
        for name, given in (
            ("Ann", {"locale": "zh-CN", "reduced_motion": "reduce"}), ("Bob", {"java_script_enabled": False}),
        ):  # fmt: skip
            context = browser.new_context(viewport=PHONE, **{"locale": "en-GB"} | given)
            contexts.append((context, context.new_page()))
            page = contexts[-1][1]
            page.goto(serving.address)
            for field, text in (("code", live.code), ("name", name)):
                page.locator(f"#{field}").fill(text)
            page.locator("button.main").click()
            page.wait_for_selector("#lobby")
        (_, phone), (_, plain_phone) = contexts
        assert host.post("/host/begin") is None and host.post("/host/close") is None
        expect(phone.locator("h1")).to_have_text(words("zh").t("workshop_wait.title"), timeout=SOON_MS)
        plain_phone.goto(serving.address)
        expect(plain_phone.locator("h1")).to_have_text(words("en").t("workshop_wait.title"))
        for page in (phone, plain_phone):
            assert page.locator("#result").count() == 0
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        live.clock.now += RUNS_S
        expect(phone.locator("#result h1")).to_be_visible(timeout=SOON_MS)
        plain_phone.goto(serving.address)
        assert plain_phone.locator("#result").count() == 1
        for context, _ in contexts:
            context.close()
