"""The start page by keyboard alone: a sample, a shop of one's own, its season, the practice to open next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from playbook.language import words
from sim.scenario.file import team
from tests.browser.conftest import Server, start_server, stop_server
from tests.browser.test_app_pages import assert_for_readers, opened

NAME = "Tea & Co"
NUMBERS = ("120", "90", "45", "2", "30")  # orders, basket, margin, people, of 100 buyers ask first


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a workspace that nobody has used."""
    server = start_server("--language", "en", workspace=tmp_path_factory.mktemp("start-workspace"))
    yield server
    stop_server(server)


def start_page(server: Server, page: Page, language: str) -> None:
    """The start page in a language, logged in."""
    opened(page, server.url)
    if language != "en":
        parts = urlsplit(server.url)
        opened(page, f"{parts.scheme}://{parts.netloc}/{language}/")


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.tagName + ' ' + (document.activeElement.textContent || '').trim()")


def tab_to(page: Page, what: str, stops: int = 40) -> None:
    """Press Tab until the focus is on an element that matches."""
    for _ in range(stops):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
    raise AssertionError(f"no stop of Tab matches {what}; the last was {focused(page)}")


def arrow_to(page: Page, value: str) -> None:
    """Press the arrow key until the radio button of that value has the focus; after the last comes the first."""
    for _ in range(8):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowUp")
    raise AssertionError(f"no card is {value}")


@pytest.mark.parametrize("language, width", [("en", 1200), ("zh", 390)])
def test_by_keyboard_from_a_sample_to_the_next_practice_with_ones_own_shop(
    fresh: Server, page: Page, screenshots: Path, language: str, width: int
) -> None:
    """One stop for all shops; five numbers; the season runs and the focus stays; the practice opens with that shop."""
    t = words(language).t
    page.set_viewport_size({"width": width, "height": 900})
    start_page(fresh, page, language)
    assert page.locator("fieldset legend").first.inner_text() == t("start.choose")
    tab_to(page, ".pb-choice input")
    arrow_to(page, "starter")
    expect(page.locator(".pb-shop")).to_have_text(words(language).pick(team("starter").title))
    arrow_to(page, "mine")
    expect(page.locator(".pb-shop-form")).to_be_visible()
    page.keyboard.press("Tab")
    for text in (NAME, *NUMBERS):
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # past what everything else is taken from
    assert focused(page) == f"BUTTON {t('start.use')}"
    page.keyboard.press("Enter")
    shop = page.locator(".pb-shop")
    expect(shop).to_have_text(NAME)
    expect(page.locator(".pb-start .pb-big").first).to_contain_text(NAME)
    expect(page.get_by_text(re.compile(re.escape(t("run.done", done="16").rstrip("。.")))).first).to_be_visible()
    page.screenshot(path=screenshots / f"start-own-{language}-{width}.png", full_page=True)
    tab_to(page, "button.pb-rests")
    assert focused(page) == f"BUTTON {t('start.run')}"
    page.keyboard.press("Enter")
    expect(page.locator(".pb-start button.pb-rests[aria-disabled=true]").first).to_be_visible()
    assert focused(page) == f"BUTTON {t('start.run')}", "a button that rests keeps the focus"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_for_readers(page)
    tab_to(page, ".pb-next a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/{language}/[a-z-]+$"), wait_until="commit")
    page.wait_for_selector("body[data-ready]")
    teams = page.locator(".pb-bet select")
    expect(teams).to_be_visible()
    chosen = teams.evaluate("select => select.selectedOptions[0].textContent")
    assert NAME in chosen.replace("\xa0", " ")
    assert_for_readers(page)


def test_a_wrong_number_is_said_beside_it_and_starting_clean_forgets_the_shop(fresh: Server, page: Page) -> None:
    """The sentence belongs to the field; then the next client's page knows nothing of the last."""
    t = words("en").t
    start_page(fresh, page, "en")
    page.locator(".pb-choice input[value=mine]").check()
    for name, text in zip(("orders", "basket", "margin", "people", "ask"), NUMBERS, strict=True):
        page.get_by_label(t(f"start.field_{name}")).fill(text)
    page.get_by_label(t("start.field_name")).fill(NAME)
    people = page.get_by_label(t("start.field_people"))
    people.fill("two and a half")
    page.get_by_role("button", name=t("start.use")).click()
    expect(page.get_by_role("alert")).to_have_text(t("start.wrong_people", low="1", high="500"))
    people.fill("3")
    page.get_by_role("button", name=t("start.use")).click()
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name=t("start.keeps")).click()
    page.get_by_role("button", name=t("workspace.reset")).click()
    page.get_by_role("button", name=t("workspace.yes"), exact=True).click()
    expect(page.get_by_text(t("workspace.reset_done"))).to_be_visible()
    assert NAME not in page.locator("body").inner_text() and people.input_value() == ""
