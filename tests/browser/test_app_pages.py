"""The app as a person meets it: start page, first practice, both languages, keyboard and phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import leave, settled

START, PEAK = "start.ipynb", "peak-time.ipynb"


def opened(page: Page, url: str) -> Page:
    """`url` once everything on it is drawn."""
    page.goto(url, wait_until="commit")
    page.wait_for_selector("body[data-ready]")
    return page


def assert_for_readers(page: Page) -> None:
    """No code, no traceback, no failed cell: what a manager may see."""
    text = page.locator("body").inner_text()
    assert "Traceback" not in text
    assert "from playbook import" not in page.content()
    assert page.locator(".jp-InputArea-editor, .jp-CodeMirrorEditor, .highlight-ipynb").count() == 0
    assert page.locator(".pb-error").count() == 0
    assert page.evaluate(TWICE) == []
    assert page.evaluate("[...document.querySelectorAll('.pb-slider input')].every(x => x.labels.length === 1)")


TWICE = """(ids => ids.filter((id, i) => ids.indexOf(id) < i))([...document.querySelectorAll('[id]')].map(x => x.id))"""


def figures(page: Page):
    """The figures that can be seen; a figure has a wide and a narrow form, and shows one."""
    return page.locator("svg[role=img]:visible")


BETS = {
    "en": ("Team", "Starter shop, 8 people, before 618", "At least", "Recorded: ", "Record my bet"),
    "zh": ("团队", "起步小店，8人，618前", "最少", "已记下：", "记下我的赌注"),
}


def record_bet(page: Page, language: str = "en") -> str:
    """Bet on the small team, whose season is quick, so that later sections open; gives what the page says."""
    team, starter, least, recorded, record = BETS[language]
    page.get_by_label(team, exact=True).select_option(label=starter)
    low = page.get_by_label(least, exact=True)
    low.focus()
    page.keyboard.press("ArrowRight")
    said = f"{recorded}{round(100 * float(low.input_value()))}%"
    page.get_by_role("button", name=record).click()
    expect(page.get_by_text(said)).to_be_visible()
    return said


def test_the_start_page_opens_and_runs_a_season(served, page):
    """Pick the small team, press run: figures with ranges come without a reload."""
    opened(page, served.url)
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "token" not in page.url
    assert_for_readers(page)
    page.get_by_label(re.compile("^Small new shop")).check()
    expect(figures(page).first).to_be_visible()  # from the shipped result, before anything is computed
    page.get_by_role("button", name="Play the season").click()
    expect(page.get_by_text(re.compile(r"\d+ of \d+|Done: \d+")).first).to_be_visible()
    expect(figures(page).first).to_be_visible()
    assert_for_readers(page)


def test_a_link_on_the_start_page_opens_the_practice_and_back(served, page):
    """The login travels in a cookie; no page needs the token again."""
    opened(page, served.url)
    page.locator('a[href$="en/peak-time"]').first.click()
    page.wait_for_url(re.compile(r"/en/peak-time$"), wait_until="commit")
    page.wait_for_selector("body[data-ready]")
    assert_for_readers(page)
    page.go_back(wait_until="commit")
    page.wait_for_selector("body[data-ready]")
    expect(page.get_by_role("button", name="Play the season")).to_be_visible()


def test_a_slider_moved_by_keyboard_changes_figure_and_sentence(served, page):
    opened(page, served.page(f"en/{PEAK}"))
    assert_for_readers(page)
    record_bet(page)
    section = page.locator(".pb-lever")
    slider = section.locator("input[type=range]:visible")
    label = slider.evaluate("element => element.labels[0].textContent")
    live = section.locator(".pb-live:visible").first
    seen = []
    for key in ("ArrowRight", "ArrowRight"):
        slider.focus()
        page.keyboard.press(key)
        value = float(slider.input_value())
        written = f"({value:g}|{100 * value:g}%)"  # a share is written in per cent
        shown = re.compile(rf"\({re.escape(label)} = {written}\)")
        expect(section.get_by_role("img", name=shown).first).to_be_visible()
        expect(live).to_contain_text(re.compile(rf"{written}"))
        seen.append((live.inner_text(), section.get_by_role("img", name=shown).first.get_attribute("aria-label")))
    assert seen[0] != seen[1]
    night = page.locator('.pb-stage [role="slider"]').first  # the same lever in the night that moves
    expect(night).to_have_attribute("aria-valuetext", re.compile(rf"{100 * value:g}"))
    assert_for_readers(page)


# Notes when a peak week is drawn, and when a season's sentence stands in its section and the peak week is gone.
WATCH = """section => {
  const said = window.playbookSaid = [];
  const look = () => {
    const week = section.querySelector('.pb-peak svg'), season = section.querySelector('.pb-live .pb-big');
    const now = week ? 'peak week' : season ? 'season' : '';
    if (now && said[said.length - 1] !== now) said.push(now);
  };
  look();
  new MutationObserver(look).observe(section, {childList: true, subtree: true, characterData: true});
}"""


@pytest.mark.parametrize("language, width", [("en", 1200), ("zh", 390)])
def test_a_slider_shows_the_peak_week_first_and_then_its_season(served, page, screenshots, language, width):
    """On a page and on a phone: the week with its figure, the season in its place, and nothing off the side."""
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, served.page(f"{language}/{PEAK}"))
    record_bet(page, language)
    section = page.locator(".pb-lever")
    slider = section.locator("input[type=range]")
    section.evaluate(WATCH)
    slider.focus()
    page.keyboard.press("End")
    week = section.locator(".pb-peak")
    expect(week.get_by_role("img").first).to_be_visible()
    expect(week.locator(".pb-big")).to_contain_text("6月17日" if language == "zh" else "17 Jun")
    section.screenshot(path=screenshots / f"peak-week-{language}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(section.locator(".pb-live .pb-big")).to_be_visible()
    expect(week.get_by_role("img")).to_have_count(0)
    assert page.evaluate("window.playbookSaid") == ["peak week", "season"]
    assert_for_readers(page)


def test_what_was_saved_is_there_after_the_browser_was_closed(served, page, browser):
    opened(page, served.page(f"en/{PEAK}"))
    said = record_bet(page)
    page.goto("about:blank")
    other = browser.new_context()
    again = other.new_page()
    again.set_default_timeout(240_000)
    opened(again, served.page(f"en/{PEAK}"))
    expect(again.get_by_text(said)).to_be_visible()
    leave(other)


@pytest.mark.parametrize("path", [f"en/{START}", f"en/{PEAK}", f"zh/{START}", f"zh/{PEAK}"])
def test_on_a_phone_nothing_runs_off_the_side(served, page, path):
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, served.page(path))
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_for_readers(page)


def test_the_chinese_page_says_that_it_is_chinese(served, page):
    opened(page, served.page(f"zh/{PEAK}"))
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert re.search("[一-鿿]{2,}", page.title())
    page.locator('a[href$="en/peak-time"]').first.click()
    page.wait_for_url(re.compile(r"/en/peak-time$"), wait_until="commit")
    page.wait_for_selector("body[data-ready]")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_the_keyboard_focus_can_be_seen_wherever_it_goes(served, page):
    """The first twelve stops of the Tab key, each with an outline of its own."""
    opened(page, served.url)
    stops = []
    for _ in range(12):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e);"
            "return [e.tagName, e.textContent.slice(0, 30), s.outlineStyle, parseFloat(s.outlineWidth)]; }"
        )
        if stop[0] == "BODY":
            break
        stops.append(stop)
    assert len(stops) >= 4
    assert all(style != "none" and width >= 2 for _, _, style, width in stops), stops


def test_a_page_whose_kernel_has_gone_says_so_and_offers_to_reload(served, page):
    opened(page, served.page(f"en/{START}"))
    notice = page.locator("#pb-gone")
    expect(notice).to_be_hidden()
    page.evaluate(
        "async () => { const c = JSON.parse(document.getElementById('jupyter-config-data').textContent);"
        "await fetch(c.baseUrl + 'voila/api/shutdown/' + c.kernelId, {method: 'POST'}); await playbookWatch(); }"
    )
    expect(notice).to_be_visible()
    notice.get_by_role("button").click()
    page.wait_for_selector("body[data-ready]")
    expect(page.locator("#pb-gone")).to_be_hidden()


def test_printing_gives_the_whole_practice_without_buttons(served, page):
    opened(page, served.page(f"en/{PEAK}"))
    printed = page.pdf()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= 1
    page.emulate_media(media="print")
    assert page.locator("button:visible").count() == 0
