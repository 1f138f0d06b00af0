"""Stages and days of a season, and the bad end of risk, in a browser: on a page and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from playbook.language import words
from tests.browser.conftest import settled
from tests.browser.test_app_pages import assert_for_readers, opened


@pytest.mark.parametrize("slug, language, width", [("roles", "en", 1200), ("communication", "zh", 390)])
def test_a_stage_opens_with_the_bet_and_follows_its_lever(served, page, screenshots, slug, language, width):
    """Before the bet it shows who is there; after it, what comes of it at each setting of the lever."""
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, served.page(f"{language}/{slug}.ipynb"))
    said, section = words(language), page.locator(".pb-own_stage")
    figure = section.locator("svg[role=img]:visible")
    expect(figure).to_have_count(1)
    expect(section.get_by_text(said.t("own_stage.bet_first"))).to_be_visible()
    expect(section.get_by_role("slider")).not_to_be_visible()
    page.locator(".pb-bet").get_by_role("button", name=said.t("bet.record")).click()
    slider = section.get_by_role("slider")
    expect(slider).to_be_visible()
    before = figure.get_attribute("aria-label")
    slider.focus()
    page.keyboard.press("ArrowLeft" if slug == "communication" else "ArrowRight")
    expect(figure).not_to_have_attribute("aria-label", before or "")
    settled(page)
    section.screenshot(path=screenshots / f"stage-{slug}-{language}-{width}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_for_readers(page)


@pytest.mark.parametrize("slug, language, width", [("goals", "en", 1200), ("workflow", "zh", 390)])
def test_the_days_of_a_season_come_with_the_bet_and_follow_the_lever(served, page, screenshots, slug, language, width):
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, served.page(f"{language}/{slug}.ipynb"))
    said, section = words(language), page.locator(".pb-own_stage")
    figure, slider = section.locator("svg[role=img]:visible"), section.get_by_role("slider")
    expect(section.get_by_text(said.t("own_stage.bet_first"))).to_be_visible()
    expect(figure).to_have_count(0)
    expect(slider).not_to_be_visible()
    page.locator(".pb-bet").get_by_role("button", name=said.t("bet.record")).click()
    expect(figure).to_have_count(1)
    expect(figure.get_by_text(said.t("daily.key"))).to_be_visible()
    before = figure.get_attribute("aria-label")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(figure).not_to_have_attribute("aria-label", before or "")
    settled(page)
    section.screenshot(path=screenshots / f"days-{slug}-{language}-{width}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_for_readers(page)


@pytest.mark.parametrize("language, width", [("en", 1200), ("zh", 390)])
def test_the_courier_plays_by_key_once_the_bet_is_made(served, page, screenshots, language, width):
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, served.page(f"{language}/risk.ipynb"))
    said, section = words(language), page.locator(".pb-courier")
    expect(section.get_by_text(said.t("own_stage.bet_first"))).to_be_visible()
    expect(section.get_by_role("slider")).to_have_count(0)
    page.locator(".pb-bet").get_by_role("button", name=said.t("bet.record")).click()
    yards, days = section.locator(".pb-yard"), section.get_by_role("slider")
    expect(yards).to_have_count(2)
    play = section.get_by_role("button", name=said.t("stage.play"))
    play.focus()
    page.keyboard.press("Enter")
    expect(section.get_by_role("button", name=said.t("stage.pause"))).to_be_visible()
    expect(play).to_be_visible()  # it has played to its end
    expect(yards.first.get_by_text(said.t("courier.is_over"))).to_be_visible()
    days.focus()
    page.keyboard.press("Home")
    expect(yards.first.get_by_text(said.t("courier.is_before"))).to_be_visible()
    first = days.get_attribute("aria-valuetext")
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    expect(days).not_to_have_attribute("aria-valuetext", first or "")
    section.locator("summary").click()
    expect(section.locator("svg[tabindex]:visible")).to_have_count(1)
    settled(page)
    section.screenshot(path=screenshots / f"stage-risk-{language}-{width}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_for_readers(page)


def test_where_nothing_moves_the_courier_shows_the_end(served, browser):
    with browser.new_context(reduced_motion="reduce") as still:
        page = still.new_page()
        opened(page, served.page("en/risk.ipynb"))
        said, section = words("en"), page.locator(".pb-courier")
        page.locator(".pb-bet").get_by_role("button", name=said.t("bet.record")).click()
        expect(section.get_by_text(said.t("courier.is_over"))).to_have_count(2)
        expect(section.get_by_role("button", name=said.t("stage.play"))).not_to_be_visible()
        expect(section.locator(".pb-yard-curtain")).not_to_be_visible()
        expect(section.locator("svg[tabindex]:visible")).to_have_count(1)


@pytest.mark.parametrize("language, width", [("zh", 1200), ("en", 390)])
def test_the_bad_end_is_told_once_the_bet_is_made(served, page, screenshots, language, width):
    page.set_viewport_size({"width": width, "height": 900})
    challenges = served.at(f"/{language}/risk/challenges")
    opened(page, challenges)
    said, section = words(language), page.locator(".pb-bad_end")
    expect(section.locator(".pb-big")).not_to_be_visible()
    opened(page, served.page(f"{language}/risk.ipynb"))
    page.locator(".pb-bet").get_by_role("button", name=said.t("bet.record")).click()
    expect(page.locator(".pb-run .pb-big")).to_be_visible()
    opened(page, challenges)
    expect(section.locator(".pb-big")).to_be_visible()
    more = section.get_by_role("button", name=said.t("bad_end.more"))
    more.focus()
    page.keyboard.press("Enter")
    expect(section.get_by_role("table")).to_be_visible()
    settled(page)
    section.screenshot(path=screenshots / f"bad-end-{language}-{width}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_for_readers(page)
