"""The three minutes of a practice, by keyboard alone: bet, answer, lever, why, share."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from playbook import practices
from playbook.lab.kpi import KpiWords
from playbook.language import words
from sim.scenario.file import read_scenario, team
from tests.browser.axe import barriers
from tests.browser.conftest import Server, settled, start_server, stop_server
from tests.browser.test_app_pages import BETS, assert_for_readers, opened

WIDTH, HEIGHT = 1200, 800
PHONE = {"width": 390, "height": 900}
MINUS, JOINER = "\N{MINUS SIGN}", "\N{WORD JOINER}"
SCREENS = 1.5
# Pixels of the page at 1200 px once every step is done, folds closed; the moving night is more.
TALLEST, NIGHT = 1900, 620
WALKS = list(zip(practices.names(), itertools.cycle(practices.LANGUAGES[::-1]), strict=False))
ANSWERS = [(slug, next(one for one in practices.LANGUAGES if one != language)) for slug, language in WALKS]
WHOLE = "peak-time"  # the practice that is walked with all of its seasons
# Python reads it when it starts: a page plays few seasons of a plan, with which all is drawn that is drawn with many.
FEW = """
from playbook.lab.study import Effort

Effort.__init__.__defaults__ = (4, 30, 9, 2)
assert Effort() == Effort(seasons=4, weeks=30, points=9, loops=2)
"""


@pytest.fixture(scope="session")
def few_seasons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose pages play few seasons: each walk has its own bet, so that one workspace does for all."""
    before = tmp_path_factory.mktemp("few-seasons")
    (before / "sitecustomize.py").write_text(FEW, encoding="utf-8")
    server = start_server("--language", "en", workspace=tmp_path_factory.mktemp("few-workspace"), before=before)
    yield server
    stop_server(server)


class Walk:
    """A reader's way through the three minutes of a practice; the clock is printed and judges nothing."""

    def __init__(self, page: Page, slug: str, language: str) -> None:
        self.page, self.name, self.language = page, f"{language} {slug}", language
        self.practice, self.text = practices.load(slug, language)
        self.said, self.began = words(language).t, time.monotonic()

    def clock(self, step: str) -> None:
        print(f"{self.name} {step}: {time.monotonic() - self.began:.1f} s")

    def press(self, control: Locator, key: str = "Enter") -> None:
        """A key on a control, which keeps the focus; what is still hidden takes none, so its turn is waited for."""
        expect(control).to_be_visible()
        control.focus()
        self.page.keyboard.press(key)
        assert control.evaluate("element => element === document.activeElement")

    def night(self) -> float:
        """How tall the figure that moves is, which has a place of its own; 0 on a page without one."""
        stage = self.page.locator(".pb-stage, .pb-own_stage")
        return stage.evaluate("element => element.getBoundingClientRect().height") if stage.count() else 0

    # ------------------------------------------------------------------------------------------------- step by step

    def sees_one_question(self) -> None:
        """One lock, no button in vain, nothing under the headings that wait; all on a screen and a half."""
        page, said = self.page, self.said
        expect(page.get_by_text(said("run.bet_first"))).to_be_visible()
        expect(page.get_by_role("heading", name=said("lever.title"))).to_be_hidden()
        expect(page.get_by_role("heading", name=said("share.title"))).to_be_hidden()
        opening = page.locator(".pb-bet, .pb-run, .pb-lever, .pb-why, .pb-share").get_by_role("button")
        assert [one.inner_text() for one in opening.all() if one.is_visible()] == [said("bet.record")]
        links = page.locator(".pb-more")
        expect(links.get_by_role("link", name=said("more.challenges"))).to_be_visible()
        bottom = links.evaluate("element => element.getBoundingClientRect().bottom + scrollY")
        assert bottom - self.night() < SCREENS * HEIGHT

    def bets(self) -> None:
        """The bet, and with it the answer; the bet's line stays, so that no step is lost."""
        page, bet = self.page, self.practice.bet
        low = page.get_by_label(self.said("bet.low"), exact=True)
        low.focus()
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        kpis = KpiWords(words(self.language), team(self.practice.team).currency)
        range_ = kpis.range(bet.kpi, float(low.input_value()), bet.high)
        self.press(page.get_by_role("button", name=self.said("bet.record")))
        recorded = re.escape(self.said("bet.recorded", range=range_))
        joined = recorded.replace(MINUS, f"{MINUS}{JOINER}?")  # the page keeps a sign with its number
        expect(page.locator(".pb-bet")).to_contain_text(re.compile(joined))
        expect(page.locator(".pb-run .pb-big")).to_be_visible()
        expect(page.locator(".pb-run .pb-team")).to_be_visible()
        expect(page.locator(".pb-why .pb-big")).to_be_visible()

    def moves_the_lever(self) -> float:
        """To an end of its range; its sentence and its curve. Gives the setting."""
        page, main = self.page, self.practice.main
        slider = page.locator(".pb-lever input[type=range]")
        at_end = slider.input_value() == slider.get_attribute("max")
        self.press(slider, "Home" if at_end else "End")
        if {main.id: float(slider.input_value())} == self.practice.why:  # what is shipped needs no button
            self.press(slider, "ArrowRight" if at_end else "ArrowLeft")
        expect(page.locator(".pb-lever .pb-live .pb-big")).to_be_visible()
        label = re.compile(re.escape(self.text.levers[main.id].label))
        expect(page.locator(".pb-lever").get_by_role("img", name=label).first).to_be_visible()
        return float(slider.input_value())

    def asks_why(self) -> None:
        """One sentence; the figures are in folds, which open by key."""
        why = self.page.locator(".pb-why")
        ask = why.get_by_role("button", name=self.said("why.start"))
        self.press(ask)
        expect(why.locator(".pb-big")).to_be_visible()
        assert ask.evaluate("element => element === document.activeElement")
        figure = why.locator(".pb-fold svg:visible")
        expect(figure).to_have_count(0)
        self.press(why.locator(".pb-fold-head").first)
        expect(figure.first).to_be_visible()

    def takes_along(self, folder: Path) -> list[Path]:
        """Everything that can be saved, in `folder`."""
        taken, links = [], self.page.locator(".pb-share a[download]")
        expect(links).to_have_count(3)  # a setting that is not shipped is played first
        for link in links.all():
            with self.page.expect_download() as saving:
                self.press(link)
            taken.append(folder / saving.value.suggested_filename)
            saving.value.save_as(taken[-1])
        return taken

    def is_no_longer_than_needed(self) -> None:
        """The page once nothing runs and the folds are closed again."""
        expect(self.page.locator(".pb-why").get_by_role("progressbar")).to_have_count(0)
        for head in self.page.locator(".pb-fold-head[aria-expanded=true]").all():
            head.click()
        tall, night = self.page.evaluate("document.documentElement.scrollHeight"), self.night()
        print(f"{self.name}: {tall} px tall, the night {night:.0f}")
        assert night <= NIGHT and tall - night <= TALLEST


@pytest.mark.parametrize("slug, language", WALKS)
def test_three_minutes_by_keyboard(request, page, tmp_path, slug, language):
    """What is on the screen at each step."""
    server = request.getfixturevalue("served" if slug == WHOLE else "few_seasons")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    walk = Walk(page, slug, language)
    opened(page, server.page(f"{language}/{slug}.ipynb"))
    walk.clock("page is there")
    assert_for_readers(page)
    walk.sees_one_question()
    assert barriers(page) == []
    walk.bets()
    walk.clock("answer")
    setting = walk.moves_the_lever()
    walk.clock("lever")
    walk.asks_why()
    walk.clock("why")
    sheet, picture, scenario = walk.takes_along(tmp_path)
    walk.clock("shared")
    walk.is_no_longer_than_needed()
    assert (sheet.suffix, picture.suffix) == (".html", ".png")
    assert read_scenario(scenario).at(walk.practice.main.path) == setting
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    assert_for_readers(page)
    assert barriers(page) == []


@pytest.mark.parametrize("slug, language", ANSWERS)
def test_every_practice_takes_a_bet_and_answers_a_slider(served, page, slug, language):
    """In the language that is not walked, on a phone: the main lever's far end is a shipped result, there at once."""
    page.set_viewport_size(PHONE)
    opened(page, served.page(f"{language}/{slug}.ipynb"))
    settled(page)
    assert barriers(page) == []
    *_, least, recorded, record = BETS[language]
    page.get_by_label(least, exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name=record).click()
    expect(page.get_by_text(recorded)).to_be_visible()
    section = page.locator(".pb-lever")
    slider = section.locator("input[type=range]")
    expect(slider).to_be_visible()
    start = slider.input_value()
    slider.focus()
    page.keyboard.press("Home" if start == slider.get_attribute("max") else "End")
    assert slider.input_value() != start
    expect(section.locator(".pb-live .pb-big")).to_be_visible()
    expect(section.get_by_role("img").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
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
