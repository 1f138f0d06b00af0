"""The three minutes of a practice, by keyboard alone: bet, answer, lever, why, share."""

from __future__ import annotations

import itertools
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from playbook import practices
from playbook.lab.kpi import KpiWords
from playbook.language import words
from sim.scenario.file import read_scenario, team
from tests.browser.test_app_pages import assert_for_readers, opened

HEIGHT = 800
SCREENS = 1.5
# Pixels of the page at 1200 px once every step is done, folds closed; the moving night is more.
TALLEST, NIGHT = 1950, 630
WALKS = [("peak-time", "zh"), *zip(practices.names(), itertools.cycle(practices.LANGUAGES[::-1]), strict=False)]


@pytest.mark.parametrize("slug, language", WALKS)
def test_three_minutes_by_keyboard(served, page, tmp_path, slug, language):
    """What is on the screen at each step; the clock is printed and judges nothing."""
    practice, text = practices.load(slug, language)
    said, began = words(language).t, time.monotonic()

    def clock(step: str) -> None:
        print(f"{language} {slug} {step}: {time.monotonic() - began:.1f} s")

    page.set_viewport_size({"width": 1200, "height": HEIGHT})
    opened(page, served.page(f"{language}/{slug}.ipynb"))
    clock("page is there")
    assert_for_readers(page)

    # One lock, no button in vain, nothing under the headings that wait.
    expect(page.get_by_text(said("run.bet_first"))).to_be_visible()
    expect(page.get_by_role("heading", name=said("lever.title"))).to_be_hidden()
    expect(page.get_by_role("heading", name=said("share.title"))).to_be_hidden()
    opening = page.locator(".pb-bet, .pb-run, .pb-lever, .pb-why, .pb-share").get_by_role("button")
    assert [one.inner_text() for one in opening.all() if one.is_visible()] == [said("bet.record")]
    links = page.locator(".pb-more")
    expect(links.get_by_role("link", name=said("more.challenges"))).to_be_visible()
    bottom = links.evaluate("element => element.getBoundingClientRect().bottom + scrollY")
    stage = page.locator(".pb-stage")  # the figure that moves has a place of its own
    moving = stage.evaluate("element => element.getBoundingClientRect().height") if stage.count() else 0
    assert bottom - moving < SCREENS * HEIGHT

    # The bet, and with it the answer. The focus stays where it was.
    low = page.get_by_label(said("bet.low"), exact=True)
    low.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    record = page.get_by_role("button", name=said("bet.record"))
    bet = practice.bet
    at_least = KpiWords(words(language), team(practice.team).currency).range(
        bet.kpi, float(low.input_value()), bet.high
    )
    record.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pb-bet")).to_contain_text(said("bet.recorded", range=at_least))  # and no step is lost
    expect(page.locator(".pb-run .pb-big")).to_be_visible()
    clock("answer")
    assert record.evaluate("element => element === document.activeElement")
    expect(page.locator(".pb-run .pb-team")).to_be_visible()
    expect(page.locator(".pb-why .pb-big")).to_be_visible()

    # The lever; its sentence and its curve.
    slider = page.locator(".pb-lever input[type=range]")
    slider.focus()
    at_end = slider.input_value() == slider.get_attribute("max")
    page.keyboard.press("Home" if at_end else "End")
    if {practice.main.id: float(slider.input_value())} == practice.why:  # what is shipped needs no button
        page.keyboard.press("ArrowRight" if at_end else "ArrowLeft")
    moved_to = float(slider.input_value())
    expect(page.locator(".pb-lever .pb-live .pb-big")).to_be_visible()
    clock("lever")
    label = text.levers[practice.main.id].label
    expect(page.locator(".pb-lever").get_by_role("img", name=re.compile(re.escape(label))).first).to_be_visible()

    # Why, in one sentence; the button at work keeps the focus.
    why = page.locator(".pb-why")
    ask = why.get_by_role("button", name=said("why.start"))
    ask.focus()
    page.keyboard.press("Enter")
    expect(why.locator(".pb-big")).to_be_visible()
    clock("why")
    assert ask.evaluate("element => element === document.activeElement")
    fold = why.locator(".pb-fold-head").first
    figure = why.locator(".pb-fold svg:visible")
    expect(figure).to_have_count(0)
    fold.focus()
    page.keyboard.press("Enter")
    expect(figure.first).to_be_visible()
    assert fold.evaluate("element => element === document.activeElement")

    # Something to take away.
    names = []
    for link in page.locator(".pb-share a[download]").all():
        with page.expect_download() as saving:
            link.focus()
            page.keyboard.press("Enter")
        names.append(saving.value.suggested_filename)
        saving.value.save_as(tmp_path / names[-1])
    clock("shared")
    expect(why.get_by_role("progressbar")).to_have_count(0)
    for fold_head in page.locator(".pb-fold-head[aria-expanded=true]").all():
        fold_head.click()
    tall = page.evaluate("document.documentElement.scrollHeight")
    moving = stage.evaluate("element => element.getBoundingClientRect().height") if stage.count() else 0
    print(f"{language} {tall} px tall, the night {moving:.0f}")
    assert moving <= NIGHT and tall - moving <= TALLEST
    assert [Path(name).suffix for name in names] == [".html", ".png", ".toml"]
    scenario = read_scenario(tmp_path / names[2])
    assert scenario.at(practice.main.path) == moved_to
    assert_for_readers(page)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sheet_fits_on_one_page(served, page, browser, tmp_path, language):
    """Printed on A4: one page, and nothing is fetched from anywhere."""
    opened(page, served.page(f"{language}/hiring.ipynb"))
    page.locator(".pb-bet button").first.click()
    lever = page.locator(".pb-lever input[type=range]")
    expect(lever).to_be_visible()
    lever.focus()
    page.keyboard.press("Home" if lever.input_value() == lever.get_attribute("max") else "End")
    with page.expect_download() as saving:
        page.locator(".pb-share a[download$='.html']").click()
    sheet = tmp_path / "sheet.html"
    saving.value.save_as(sheet)
    with browser.new_context() as other:
        paper = other.new_page()
        paper.goto(sheet.as_uri())
        printed = paper.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
