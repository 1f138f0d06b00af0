"""Every page as axe-core sees it: nothing that keeps somebody out, in both languages, before and after results.

A practice's page is looked at in one language while it is walked, and on a phone in the other while it answers a
slider (both in `test_three_minutes`); all other pages here.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from playbook.notebooks.building import NOTEBOOKS
from playbook.pages import OPEN, PARTS
from playbook.practices import LANGUAGES
from tests.browser.axe import barriers
from tests.browser.conftest import settled
from tests.browser.test_app_pages import opened
from tests.browser.test_three_minutes import ANSWERS, WALKS

EVERY = {
    path.relative_to(NOTEBOOKS).as_posix()
    for path in NOTEBOOKS.glob("*/**/*.ipynb")
    if path.parent.name != ".ipynb_checkpoints"  # left by an editor
}
PRACTICES = {f"{language}/{slug}.ipynb" for slug, language in WALKS + ANSWERS}
# One template makes all pages for trainers: each practice's is looked at in one language, and half of them in each.
ONCE = {f"{language}/trainers/{slug}.ipynb" for slug, language in WALKS}
PAGES = sorted(EVERY - PRACTICES - ONCE)


@pytest.mark.parametrize("part", [part for part in PARTS if part != OPEN])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_on_a_part_keeps_anybody_out(served, page, language, part):
    """The other parts of a practice, each at its own address."""
    opened(page, served.at(f"/{language}/peak-time/{part}"))
    settled(page)
    assert barriers(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_on_a_page_keeps_anybody_out(served, page, path):
    opened(page, served.page(path))
    settled(page)
    assert barriers(page) == []


def everything_shown(page: Page) -> None:
    """Bet, answer, lever, reason and share, with every fold open."""
    page.locator(".pb-bet input[type=range]").first.focus()
    page.keyboard.press("ArrowRight")
    page.locator(".pb-bet button").first.click()
    expect(page.locator(".pb-run .pb-big").first).to_be_visible()
    lever = page.locator(".pb-lever input[type=range]")
    expect(lever).to_be_visible()
    lever.focus()
    page.keyboard.press("Home" if lever.input_value() == lever.get_attribute("max") else "End")
    expect(page.locator(".pb-share a[download]").first).to_be_visible()
    for head in page.locator(".pb-fold-head:visible").all():
        head.click()
        expect(head).to_have_attribute("aria-expanded", "true")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_the_results_keeps_anybody_out(served, page, language):
    opened(page, served.page(f"{language}/hiring.ipynb"))
    everything_shown(page)
    assert barriers(page) == []


@pytest.mark.parametrize("path", ["en/start.ipynb", "en/peak-time.ipynb", "zh/hiring.ipynb"])
def test_nothing_in_the_dark_keeps_anybody_out(served, page, path):
    """Where the reader's system is dark: the start page with a season, practices as they open and with results."""
    page.emulate_media(color_scheme="dark")
    opened(page, served.page(path))
    settled(page)
    red, green, blue = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert max(red, green, blue) < 64, "the page is dark"
    assert barriers(page) == []
    if "start" not in path:
        everything_shown(page)
        assert barriers(page) == []


def test_choices_that_belong_together_are_one_stop_of_the_tab_key(served, page):
    """A group of radio buttons has a role, a name and one stop; the arrows move among its choices."""
    opened(page, served.at("/en/peak-time/challenges"))
    group = page.locator(".pb-challenge").get_by_role("radiogroup")
    expect(group).to_have_count(1)
    expect(group).to_have_attribute("aria-label", page.locator(".widget-radio .widget-label").first.inner_text())
    names = group.locator("input").evaluate_all("all => all.map(one => one.name)")
    assert len(names) > 2 and len(set(names)) == 1 and names[0]
    group.locator("input:checked").focus()
    page.keyboard.press("ArrowDown")
    expect(group.locator("input").nth(1)).to_be_checked()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") != "radio"
