"""The page "What first" on a stand-in race: order, verdicts, words, limits, what goes into the plan, stopping."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from threading import Event

import pytest

from playbook import charts, language, practices
from playbook.first.found import TOLD
from playbook.first.ratings import ratings_of
from playbook.first.said import ordered, to_do, verdict
from playbook.lab.first.page import FirstPage
from playbook.practices import LANGUAGES
from playbook.workspace import Workspace
from playbook.workspace.kept import Group
from sim.scenario.file import team
from tests.playbook.fake_race import ROWS, Race, step, worth
from tests.playbook.lab_tools import click, every, figures, no_trouble, texts

SHOP = team("starter")
HOSTILE = '<script>alert("x")</script>'
Opened = Callable[..., FirstPage]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    def make(race: Race | None = None, language: str = "en") -> FirstPage:
        workspace = Workspace.open(tmp_path / "workspace")
        workspace.set_scenario(SHOP)
        return FirstPage(language, race=race or Race(), workspace=workspace, memory={})

    return make


def plain(html: str) -> str:
    """What is read of a piece of HTML."""
    bare = re.sub(r"<(style|svg).*?</\1>", " ", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).replace("\u2060", "").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_every_check_up_can_be_said(opened: Opened, language: str) -> None:
    """Both values of a step differ as they are shown, also where they lie between the steps of a lever."""
    words = opened(language=language).words
    for slug in practices.names():
        for row in practices.load(slug)[0].rubric:
            for level in (1, 2, 3, 4):
                one = step(SHOP, slug, row.id, level)
                if one.before != one.after:
                    said = to_do(words, one)
                    _, before, after = re.split("from | to |：从|到(?=[^到]*$)", said)[-3:]
                    assert before != after, said


def test_sure_gains_stand_before_luck_and_luck_before_losses() -> None:
    worths = [worth(SHOP, *row) for row in reversed(ROWS)]
    big_luck = worth(SHOP, "goals", "told", 1, 60_000.0, 200_000.0)
    found = ordered([*worths, big_luck])
    assert [verdict(one) for one in found] == ["gains", "gains", "luck", "luck", "loses"]
    assert found[2] is big_luck
    assert verdict(worth(SHOP, *ROWS[0], n=1)) == "luck"  # of one season nothing is sure


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_its_figure_its_cards_and_the_rest(opened: Opened, language: str) -> None:
    page = opened(language=language)
    ask, ranking, chosen, t = page.ask, page.ranking, page.chosen, page.words.t
    assert not figures(texts(ranking))
    click(ask.bar)
    for section in (ask, ranking, chosen):
        no_trouble(section)
    best = worth(SHOP, *ROWS[0])
    assert to_do(page.words, best.step) in plain(ask.said.value) and "84%" in plain(ask.said.value)
    alt = unescape(figures(ranking.figure.value)[0])
    assert t("first_page.found", gains="2", luck="1", loses="1") in alt
    cards = plain(ranking.cards.value)
    assert cards.count(t("first_page.outlay")) == 3 and t("first_page.card_loses") not in cards
    assert t("money.delay_up") in cards and "+¥28,000" in cards.replace("+2.80万元", "+¥28,000")
    assert 'href="workflow.ipynb"' in ranking.cards.value
    assert t("first_page.neutral") in cards and t("first_page.doubt") in cards
    pairs = plain(ranking.pairs.value)
    assert pairs.count(to_do(page.words, best.step)) == 1  # the other pair's range holds 0
    still = plain(ranking.still.value)
    assert practices.load("market", language)[1].levers["answer"].label in still  # what it needs first
    assert ranking.table.value.count("<tr>") == 1 + len(ROWS)
    assert len(chosen.forms) == 2 and t("first_page.set_found", played="", promised="")[:6] in chosen.figure.value


def test_what_is_asked_is_what_the_fields_say(opened: Opened) -> None:
    race = Race()
    page = opened(race)
    ask = page.ask
    ask.money.value, ask.hours.value = "¥30,000", ""
    ask.date.value = SHOP.calendar.start + dt.timedelta(days=14)
    click(ask.bar)
    limits = race.calls[0]["limits"]
    assert (limits.money, limits.hours, limits.before_day) == (30_000.0, None, 14)
    assert race.calls[0]["keep"] == page.workspace.folder / "runs" and race.calls[0]["ratings"] == {}
    ask.hours.value = "10"
    click(ask.bar)
    assert race.calls[1]["limits"].hours == 20.0  # two weeks


def test_the_day_is_that_of_the_first_sale(opened: Opened) -> None:
    assert opened().ask.date.value == SHOP.calendar.campaigns[0].day


@pytest.mark.parametrize("money, dated", [(HOSTILE, True), ("50.000,00 maybe", True), ("50000", False)])
def test_a_field_that_cannot_be_read_is_said_and_nothing_runs(opened: Opened, money: str, dated: bool) -> None:
    race = Race()
    ask = opened(race).ask
    ask.money.value = money
    ask.date.value = ask.date.value if dated else None
    ask.bar.press()
    assert 'role="alert"' in ask.bar.line.value and "<script" not in ask.bar.line.value
    assert not race.calls


def test_ratings_count_once_they_are_on_the_table(opened: Opened) -> None:
    race = Race()
    page = opened(race)
    for who, level in (("Li", 2), ("Wu", 3), ("Xu", 5), ("Yu", 4)):
        page.workspace.rate("goals", "rubric.told", level, who)
    assert ratings_of(page.workspace) == {}
    page.workspace.set_group("goals", Group(raters=4, shown=True))
    assert ratings_of(page.workspace) == {"goals": {"told": 3}}  # the lower of two middles
    page.ask.returned()
    assert page.ask.whose.value == "mine"
    click(page.ask.bar)
    assert race.calls[0]["ratings"] == {"goals": {"told": 3}}


def test_a_stopped_race_is_closed_and_leaves_what_was_found(opened: Opened) -> None:
    there, go_on = Event(), Event()

    def wait(stage: str) -> None:
        if stage == "pairs":
            there.set()
            go_on.wait(30)

    race = Race(wait=wait)
    page = opened(race)
    ask, ranking, chosen = page.ask, page.ranking, page.chosen
    ask.bar.button.click()
    assert there.wait(30)
    ask.bar.stop.click()
    go_on.set()
    assert ask.bar.wait(30) and every(lambda: race.closed == 1)
    assert page.answer is not None and page.answer.found.stage == "racing"
    assert figures(texts(ranking)) and not chosen.forms
    assert page.words.t("first_page.no_set_yet") in texts(chosen)
    click(ask.bar)
    assert page.answer.found.stage == "done" and len(chosen.forms) == 2


def test_the_plan_keeps_what_was_promised(opened: Opened) -> None:
    page = opened()
    chosen = page.chosen
    click(page.ask.bar)
    first, second = chosen.forms.values()
    second.include.value = False
    chosen.put.click()
    assert page.workspace.plan == {} and page.words.t("first_page.not_all") in texts(chosen)  # nobody owns it
    first.owner.value = HOSTILE
    chosen.put.click()
    no_trouble(chosen)
    assert "<script" not in texts(chosen)
    (slug, entry), *rest = page.workspace.plan.items()
    best = worth(SHOP, *ROWS[0])
    assert not rest and slug == "workflow" and entry.owner == HOSTILE
    assert entry.date == SHOP.calendar.campaigns[0].day and entry.levers == {best.step.path: best.step.after}
    kept = entry.promise
    assert kept is not None and tuple(kept.change) == TOLD
    found = best.change["value"]
    assert kept.change["value"] == pytest.approx((found.p10, found.mean, found.p90))
    assert (kept.outlay, kept.hours, kept.n, kept.seed) == (best.outlay, best.step.hours, best.n, 1)
    assert (kept.team, kept.plan) == (best.step.team.key, best.step.plan.key)
    assert "has not risen by at least ¥24,800" in entry.wrong_if  # P10 of profit: the practice is judged by a sum


def test_what_is_in_the_plan_is_replaced_at_a_second_press_only(opened: Opened) -> None:
    page = opened()
    chosen = page.chosen
    click(page.ask.bar)
    for form in chosen.forms.values():
        form.owner.value = "Li"
    chosen.put.click()
    before = dict(page.workspace.plan)
    assert len(before) == 2
    for form in chosen.forms.values():
        form.owner.value = "Wu"
    chosen.put.click()
    assert page.workspace.plan == before and "pb-near" in chosen.said.value
    chosen.put.click()
    assert [one.owner for one in page.workspace.plan.values()] == ["Wu", "Wu"]


def test_what_is_typed_stays_while_firmer_results_come(opened: Opened) -> None:
    page = opened()
    chosen = page.chosen
    click(page.ask.bar)
    first = next(iter(chosen.forms.values()))
    written = first.wrong.value
    first.owner.value, first.date.value = "Li", SHOP.calendar.start + dt.timedelta(days=200)
    assert first.wrong.value != written  # another date: the sentence follows
    first.wrong.value = "nobody asks any more"
    click(page.ask.bar)
    first = next(iter(chosen.forms.values()))
    assert (first.owner.value, first.wrong.value) == ("Li", "nobody asks any more")


def test_another_shop_takes_the_answer_away(opened: Opened) -> None:
    page = opened()
    ask, ranking, chosen = page.ask, page.ranking, page.chosen
    click(ask.bar)
    page.workspace.set_scenario(team("livestream"))
    ask.returned()
    assert page.answer is None and not figures(texts(ranking)) and not figures(texts(chosen))
    assert ask.date.value == team("livestream").calendar.campaigns[0].day


def test_a_set_of_nothing_is_said(opened: Opened) -> None:
    race = Race(rows=ROWS[3:] + ROWS[2:3], chosen=0)
    page = opened(race)
    click(page.ask.bar)
    assert page.words.t("first_page.no_set") in texts(page.chosen)
    assert page.chosen.put.layout.display == "none"


def test_groups_of_the_figure_differ_by_their_marks_and_what_is_not_finite_is_left_out() -> None:
    words = language.words("en")
    rows = [
        charts.Change("A", (1.0, 2.0, 3.0), "gains"),
        charts.Change("<B>", (-1.0, 0.5, 2.0), "luck"),
        charts.Change("C", (-3.0, -2.0, -1.0), "loses"),
        charts.Change("D", (0.0, float("nan"), 1.0), "gains"),
    ]
    heads = {"gains": "sure", "luck": "luck", "loses": "lost"}
    figure = charts.gains(words, rows, "CNY", heads, found="What it found")
    assert figure.title == "What it found" and "&lt;B&gt;" in figure.svg and ">D<" not in figure.svg
    assert figure.svg.count("<circle") == 2 * 2 and figure.svg.count("<path") == 2  # a mark a row, and at its heading
    assert charts.gains(words, rows[3:], "CNY", heads, found="x").summary == words.t("chart.empty")
