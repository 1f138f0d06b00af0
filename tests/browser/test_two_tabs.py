"""Two tabs of one reader: what is done in one is said, or shows, in the other when the reader comes back to it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from playbook.language import words

PEAK = "/en/peak-time"
COME_BACK = "window.dispatchEvent(new Event('focus'))"  # a browser without windows never loses the focus


def opened(page: Page, address: str) -> Page:
    page.goto(address, wait_until="commit")
    page.wait_for_selector("body[data-ready]")
    return page


def test_a_bet_made_in_one_tab_is_said_in_the_other_and_shows_on_the_start_page(served, page):
    english = words("en")
    start, other = page.context.new_page(), page.context.new_page()
    opened(start, served.at("/en/"))
    opened(other, served.at(PEAK))
    opened(page, served.at(PEAK))
    page.get_by_role("button", name=english.t("bet.record")).click()
    expect(page.locator(".pb-bet .pb-good")).to_be_visible()
    other.evaluate(COME_BACK)
    expect(other.locator(".pb-bet .pb-near[role=status]")).to_contain_text(english.t("lab.elsewhere"))
    other.get_by_role("link", name=english.t("lab.load_again")).click()
    expect(other.locator(".pb-bet .pb-good")).to_be_visible()
    assert english.t("start.step_bet") not in start.locator("main").inner_text()
    start.evaluate(COME_BACK)
    expect(start.locator("main")).to_contain_text(english.t("start.step_bet"))
    page.evaluate(COME_BACK)
    page.wait_for_timeout(1000)
    assert page.locator(".pb-bet .pb-near[role=status]").count() == 0
