"""A whole workshop on telephones: the bots' script, played through the forms of real pages at 390 pixels."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Response, TimeoutError

from playbook.language import words
from playbook.workshop import pages
from playbook.workshop.asks import Request
from tests.workshop.bots import FACILITATOR, Join, drive, whole_workshop
from tests.workshop.rooms import open_room
from tests.workshop.served import served

PHONE = {"width": 390, "height": 844}
SOON_MS = 1_500  # until a page that has heard of something shows it


class InBrowser:
    """Each client has a browser of its own. What a page has no form for is posted as its script would."""

    def __init__(self, browser: Browser, address: str, code: str, secret: str) -> None:
        self.browser, self.address, self.code = browser, address.rstrip("/"), code
        self.pages: dict[str, Page] = {FACILITATOR: self._page()}
        self.by_form = 0
        host = self.pages[FACILITATOR]
        host.goto(f"{self.address}/host")
        host.locator("input[name=secret]").fill(secret)
        host.locator("button").first.click()
        host.wait_for_selector("#agenda")

    def _page(self) -> Page:
        page = self.browser.new_context(viewport=PHONE).new_page()
        page.set_default_timeout(10 * SOON_MS)
        return page

    def join(self, step: Join) -> str | None:
        page = self._page()
        page.goto(self.address)
        form = page.locator('form[action="/join"]')
        if form.locator(f'option[value="{step.team}"]').count() == 0:
            return self._post(page, "/join", {"code": self.code, "name": step.name, "team": str(step.team)})
        form.locator("[name=code]").fill(self.code)
        form.locator("[name=name]").fill(step.name)
        form.locator("[name=team]").select_option(str(step.team))
        key = self._send(page, form)
        if key is None:
            page.wait_for_selector("#story, #lobby, main")
            self.pages[step.client] = page
        return key

    def do(self, client: str, request: Request) -> str | None:
        page, fields = self.pages[client], dict(request.fields)
        if request.act == "bet":  # as people type it
            scale = pages.scale_of(words("en"), "service_level")
            fields |= {name: f"{float(fields[name]) / scale:.6g}" for name in ("low", "high")}
        path = f"/host/{request.act}" if client == FACILITATOR else f"/{request.act}"
        form = page.locator(f'form[action="{path}"]').first
        try:
            if self._filled(form, fields):
                key = self._send(page, form)
                self.by_form += 1
                return key
        except TimeoutError:  # the page changed under the hand, as a page that follows the room does
            page.reload()
        return self._post(page, path, fields)

    def view(self, client: str) -> dict[str, Any]:
        page = self.pages[client]
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
        return page.request.get(f"{self.address}/api/view").json()["view"]

    def wait(self, what: str) -> None:
        for _ in range(600):
            view = self.view(FACILITATOR)
            if view["debrief"] if what == "debrief" else view["phase"] == "result":
                return
            time.sleep(0.02)
        raise TimeoutError(what)

    def _filled(self, form: Locator, fields: dict[str, str]) -> bool:
        """Whether a page has the form, and a place in it for each of these."""
        if form.count() == 0:
            return False
        form.evaluate(
            "e => { for (let d = e.closest('details'); d; d = d.parentElement.closest('details')) d.open = true }"
        )
        for name, value in fields.items():
            field = form.locator(f'[name="{name}"]')
            if field.count() == 0:
                return False
            kind = field.first.evaluate("e => e.type")
            if kind == "radio":
                same = [one for one in field.all() if float(one.get_attribute("value") or "nan") == float(value)]
                if not same:
                    return False
                same[0].check(timeout=SOON_MS)
            elif kind == "select-one":
                field.select_option(value, timeout=SOON_MS)
            elif kind != "hidden":
                field.fill(value, timeout=SOON_MS)
        return True

    def _send(self, page: Page, form: Locator) -> str | None:
        """Press its button; the key of the refusal, None where it was taken."""

        def posted(response: Response) -> bool:
            return response.request.method == "POST"

        with page.expect_response(posted, timeout=4 * SOON_MS) as answer:
            form.locator("button").first.click(timeout=SOON_MS)
        response = answer.value
        return None if response.status < 400 else _key_in(response.text())

    def _post(self, page: Page, path: str, fields: dict[str, str]) -> str | None:
        seen = page.request.get(f"{self.address}/api/view")
        token = seen.json()["csrf"] if seen.ok else ""  # who is not in the room has none
        answer = page.request.post(
            f"{self.address}{path}", form={"csrf": token, **fields},
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


@pytest.mark.parametrize("sizes", [(2, 2)])
def test_a_whole_workshop_on_telephones(browser, tmp_path, sizes):
    """Through the forms, in two rounds with one rewind and one who comes late: nobody's page is wider than a phone."""
    with served(open_room(tmp_path, len(sizes))) as serving:
        driver = InBrowser(browser, serving.address, serving.live.code, serving.secret)
        steps = drive(whole_workshop(sizes, 4), driver)
        assert driver.by_form > steps / 4
        for page in driver.pages.values():
            page.context.close()
