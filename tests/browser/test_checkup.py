"""The check-up in a browser: three practices by keyboard on a phone, several people in secret, then the spread."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from playbook import practices
from playbook.first.ratings import slugs
from playbook.language import Words, words
from playbook.pages import CHECKUP
from playbook.workspace import Workspace
from sim.scenario.file import team
from tests.browser.test_app_pages import assert_for_readers, opened

PHONE = {"width": 390, "height": 844}
WALKED = 3  # practices


def walk(page: Page, said: Words, keys: str) -> None:
    """Rate some practices with the number keys alone: the heading has the focus, then each line, then the button."""
    for slug in slugs()[:WALKED]:
        practice, text = practices.load(slug, said.language)
        expect(page.locator(".pb-ck-head")).to_have_text(text.title)
        expect(page.locator(".pb-ck-head")).to_be_focused()
        expect(page.locator(".pb-card")).to_have_count(len(practice.rubric))
        expect(page.locator(".pb-card input[type=radio]").first).to_be_visible()
        for n in range(len(practice.rubric)):
            page.keyboard.press(keys[n % len(keys)])
        expect(page.locator(".pb-card input:checked")).to_have_count(len(practice.rubric))
        expect(page.locator("button.pb-onward")).to_be_focused()
        page.keyboard.press("Enter")
    expect(page.locator(".pb-ck-head")).to_have_text(practices.load(slugs()[WALKED], said.language)[1].title)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_two_people_rate_by_keyboard_and_see_where_they_differ(served, page, workspace, screenshots, language):
    kept, said = Workspace.open(workspace), words(language)
    kept.set_scenario(team("flagship"))
    page.set_viewport_size(PHONE)
    opened(page, served.page(f"{language}/{CHECKUP}.ipynb"))
    survey, spread = page.locator(".pb-checkup_survey"), page.locator(".pb-checkup_spread")
    expect(spread.get_by_text(said.t("checkup.nothing"))).to_be_visible()
    survey.get_by_label(said.t("rubric.raters")).select_option(label="2")
    for who, keys in (("Ann", "21"), ("Bo", "450")):
        name = survey.get_by_label(said.t("rubric.who"), exact=True)
        name.fill(who)
        name.press("Tab")
        survey.get_by_role("button", name=said.t("checkup.start")).press("Enter")
        walk(page, said, keys)
        page.screenshot(path=screenshots / f"checkup-rating-{language}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        note = survey.get_by_label(said.t("checkup.note"), exact=True).first
        note.fill("<b>5</b>")
        survey.locator(".pb-card").first.get_by_label("3", exact=True).check()
        survey.get_by_role("button", name=said.t("checkup.stop")).click()
        expect(survey.locator("[role=status]:focus")).to_contain_text(who)
        expect(survey.get_by_text(said.t("checkup.far", name=who, n=WALKED + 1, of=len(slugs())))).to_be_visible()
        assert spread.locator("svg[role=img]:visible").count() == 0
    assert kept.ratings["goals"]["rubric." + practices.load("goals")[0].rubric[0].id]["Bo"].level == 4
    page.screenshot(path=screenshots / f"checkup-waiting-{language}.png")
    survey.get_by_role("button", name=said.t("checkup.show_now", n=0, of=2)).click()
    expect(spread.locator("svg[role=img]:visible").first).to_be_visible()
    expect(spread.get_by_text(said.t("checkup.talk_first"))).to_be_visible()
    expect(spread.get_by_text("<b>5</b>").first).to_be_visible()
    assert_for_readers(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    spread.screenshot(path=screenshots / f"checkup-spread-{language}.png")


def test_back_and_the_file_s_levels_on_a_wide_page(served, page, workspace, screenshots):
    """Radio buttons show what was chosen when one goes back; the file's level fills what is open."""
    Workspace.open(workspace).set_scenario(team("starter"))
    opened(page, served.page(f"en/{CHECKUP}.ipynb"))
    said, survey = words("en"), page.locator(".pb-checkup_survey")
    survey.get_by_role("button", name=said.t("checkup.start")).click()
    first = survey.locator(".pb-card").first
    first.get_by_label("3", exact=True).check()
    page.screenshot(path=screenshots / "checkup-wide-en.png")
    survey.get_by_role("button", name=said.t("checkup.next")).click()
    survey.get_by_role("button", name=said.t("checkup.back")).click()
    expect(survey.locator(".pb-ck-head")).to_have_text(practices.load(slugs()[0])[1].title)
    expect(survey.locator(".pb-card").first.get_by_label("3", exact=True)).to_be_checked()
    survey.get_by_role("button", name=said.t("checkup.take")).click()
    expect(survey.locator(".pb-card input:checked")).to_have_count(len(practices.load(slugs()[0])[0].rubric))
    expect(survey.get_by_text(re.compile("^Lines taken from the file"))).to_be_visible()
    assert_for_readers(page)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_short_way_by_keyboard_asks_one_line_and_more_when_asked(served, page, workspace, screenshots, language):
    kept, said = Workspace.open(workspace), words(language)
    kept.reset()
    page.set_viewport_size(PHONE)
    opened(page, served.page(f"{language}/{CHECKUP}.ipynb"))
    survey = page.locator(".pb-checkup_survey")
    way = survey.get_by_role("radio", checked=True).first
    way.focus()
    page.keyboard.press("ArrowDown")
    for wide in (1200, PHONE["width"]):
        page.set_viewport_size({"width": wide, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= wide
        survey.screenshot(path=screenshots / f"checkup-way-{language}-{wide}.png")
    survey.get_by_role("button", name=said.t("checkup.start")).press("Enter")
    expect(page.locator(".pb-card")).to_have_count(1)
    expect(page.locator(".pb-ck-head")).to_be_focused()
    page.keyboard.press("4")
    expect(page.locator("button.pb-onward")).to_be_focused()
    survey.get_by_role("button", name=said.t("checkup.more")).press("Enter")
    rows = practices.load(slugs()[0])[0].rubric
    expect(page.locator(".pb-card")).to_have_count(len(rows))
    expect(page.locator(".pb-card").first.get_by_label("4", exact=True)).to_be_checked()
    page.screenshot(path=screenshots / f"checkup-short-{language}.png")
    assert_for_readers(page)
