"""The facts of a shop, the section of the page "What first", and the picture of both ends."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from playbook import charts, practices
from playbook.first import doubts, options
from playbook.first.levels import next_value
from playbook.first.told import Told
from playbook.lab.first.doubts import DoubtsSection
from playbook.language import escape, words
from playbook.practices import LANGUAGES
from sim.evidence import parameter_table, register, weakest
from sim.experiment.results import Range
from sim.experiment.swings import Option, Swing, Swings, worth_knowing
from sim.scenario.file import team, team_names
from tests.playbook.lab_tools import click, figures, no_trouble, texts
from tests.season.shop import small_shop

SHOP = small_shop()


def by_id(shop, *chosen: Option) -> dict[str, doubts.Asked]:
    return {one.fact.id: one for one in doubts.asked(chosen, shop)}


def test_every_range_names_its_reason_and_its_grade_is_that_of_its_weakest_evidence():
    for one in doubts.table().values():
        assert all(row in register() for row in one.evidence)
        if one.evidence:
            assert one.grade == weakest(register()[row].grade for row in one.evidence)
        else:
            assert one.grade == "D"  # nothing is held up by itself but an assumption
        assert not one.parameter or parameter_table()[one.parameter].distribution != "fixed"


@pytest.mark.parametrize("name", team_names())
def test_every_shipped_team_has_the_facts_and_can_have_both_ends(name):
    shop = team(name)
    found = by_id(shop)
    assert 10 <= len(found) and {"orders", "margin", "handle", "pay", "quits"} <= found.keys()
    for one in found.values():
        for end in ("low", "high"):
            fields, held = one.fact.world(end)
            assert (shop.with_levers(fields) != shop) if fields else held
        for language in LANGUAGES:
            said = words(language)
            low, high = one.said(said, shop.currency)
            assert low != high and one.name(said) and one.find(said) and one.because(said)


def test_a_factor_works_on_the_field_and_on_what_lies_above_one():
    found = by_id(SHOP)
    margin = doubts.table()["margin"]
    assert found["margin"].fact.fields == {"money.gross_margin": pytest.approx((0.4 * margin.low, 0.4 * margin.high))}
    lift = doubts.table()["lift"]
    (ends,) = found["lift"].fact.fields.values()
    assert ends == pytest.approx((1 + 4 * lift.low, 1 + 4 * lift.high))
    assert set(found["questions"].fact.fields) == {"work.ask.rate"}
    assert set(found["packing"].fact.fields) == {"work.pack.handle"}


def test_all_seconds_of_a_duration_move_together_and_its_mean_with_them():
    times = {"family": "empirical", "values_s": (30.0, 60.0, 300.0)}
    shop = SHOP.with_levers({"work.ask.handle": times})
    fact = by_id(shop)["handle"].fact
    longer = shop.with_levers(fact.world("high")[0])
    for before, after in zip(shop.work, longer.work, strict=True):
        assert after.handle.mean == pytest.approx(before.handle.mean * (1 if before.source == "wave" else fact.high))


def test_what_the_files_fixed_is_less_in_doubt():
    """Where every time is the times of a file the range is the narrower one."""
    times = {"family": "empirical", "values_s": (30.0, 60.0, 300.0)}
    shop = SHOP.with_levers({f"work.{name}.handle": times for name in ("ask", "call", "mail")})
    wide, narrow = by_id(SHOP)["handle"].fact, by_id(shop)["handle"].fact
    assert wide.low < narrow.low < 1 < narrow.high < wide.high


def test_a_range_that_a_team_cannot_have_is_drawn_in():
    """All would-be buyers ask and two thirds of them buy: with more questions orders would come from nothing."""
    shop = SHOP.with_levers({"work.ask.rate": 1.6, "customers.asked_buy": 0.6})
    fact = by_id(shop)["asked_buy"].fact
    assert fact.low == doubts.table()["asked_buy"].low and 1 < fact.high < doubts.table()["asked_buy"].high


def test_assumptions_are_those_that_the_steps_practices_name():
    shop = team("starter")
    found = by_id(shop, options.named("budget", shop), options.named("crm", shop), options.as_is(shop))
    assumed = {name for name, one in found.items() if one.doubt is None}
    named = {*practices.load("budget")[0].parameters, *practices.load("crm")[0].parameters}
    table = parameter_table()
    assert assumed and assumed <= named and all(table[name].grade == "D" for name in assumed)
    for name in assumed:
        assert table[name].low < found[name].fact.low < found[name].fact.high < table[name].high


def test_a_step_goes_one_level_up():
    shop = team("starter")
    row = next(row for row in practices.load("peak-time")[0].rubric if row.id == "opening_crew")
    one = options.named("peak-time.opening_crew", shop)
    assert one.plan.at(row.path) == next_value(row, float(one.team.at(row.path))) > one.team.at(row.path)
    with pytest.raises(ValueError, match="best level"):
        options.named("peak-time.opening_crew", shop.with_levers({row.path: row.value(5)}))
    for name in ("no-practice", "budget.no-line"):
        with pytest.raises(KeyError):
            options.named(name, shop)


def test_the_plans_that_are_worth_most_come_with_the_playbook():
    shop = team("flagship")
    found = options.shipped_best(shop)
    assert 2 <= len(found) <= options.MOST and all(one.plan != one.team for one in found)
    assert options.shipped_best(SHOP) == []
    worth = [1.0, 3.0, -1.0, 2.0][: len(found)]
    assert options.best_of(found, worth)[0] is found[1]


# ------------------------------------------------------------------------------------------------------- in words

BUDGET, CRM = (Option(slug, SHOP, SHOP) for slug in ("budget", "crm"))


def told(language: str, turns: bool, noise: float = 0.0) -> Told:
    """Two steps; at the low end of the margin the second one is first, or nothing moves the order; `noise`: by how much
    the worth of both differs from season to season."""
    asked = by_id(SHOP)["margin"]
    n = noise * np.array([[1.0, -1.0, 1.0, -1.0], [-1.0, 1.0, -1.0, 1.0]])
    points = {"base": (10e3, 8e3), "low": (2e3, 7e3 if turns else 1e3), "high": (15e3, 9e3)}
    worth = {end: np.array(pair)[:, None] + n for end, pair in points.items()}
    swing = Swing(asked.fact, ("budget", "crm"), "budget", worth["base"], worth["low"], worth["high"])
    base = {name: Range.of(row) for name, row in zip(swing.names, worth["base"], strict=True)}
    found = Swings((BUDGET, CRM), "budget", base, (swing,), (), "done", 8, 8)
    return Told(words(language), "CNY", [asked], found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_turns_is_told_with_its_price_and_how_to_find_it_out(language):
    said = told(language, True)
    (line,) = said.first_to_know()
    crm = options.label(said.words, "crm")
    assert crm in line and said.words.pick(doubts.table()["margin"].find) in line
    assert said.words.value(0.3 * 5e3, "CNY") in line
    head, (row,) = said.rows()
    assert len(head) == len(row) and crm in row[-1]
    (bar,) = said.bars()
    assert bar.turned == (crm, "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_nothing_turns_is_an_answer(language):
    said = told(language, False)
    (line,) = said.first_to_know()
    assert said.first in line and not said.found.turning
    assert said.rows()[1][0][-1] == said.words.t("doubts.no")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_lead_within_luck_is_told_as_one_and_what_it_may_be_worth(language):
    said = told(language, True, noise=50e3)
    (line,) = said.first_to_know()
    ((swing,), most) = said.found.swings, worth_knowing(said.found.swings[0]).high
    assert not swing.turns and not swing.settled and most > 0
    assert said.name(swing) in line and said.words.value(most, "CNY") in line
    assert said.rows()[1][0][-1] == said.words.t("doubts.luck", best=options.label(said.words, "crm"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("turns", [True, False])
def test_the_title_of_the_picture_says_what_it_found(language, turns):
    said = told(language, turns)
    picture = charts.tornado(said.words, said.first, 10e3, said.bars(), "CNY")
    name = said.words.pick(doubts.table()["margin"].name)
    assert (name in picture.title) == turns and (said.first in picture.title) == (not turns)
    assert name in picture.summary and picture.span[0] <= 2e3 and picture.span[1] >= 15e3
    for layout in (picture.svg, picture.narrow):
        assert (layout.count("Z") == 1) == turns  # the diamond: not told by colour alone


def test_a_picture_of_nothing_says_so():
    said = words("en")
    for bars in ([], [charts.Bar("a", (float("nan"), 1.0), ("1", "2"))]):
        assert charts.tornado(said, "x", 1.0, bars, "CNY").summary == said.t("chart.empty")


# ------------------------------------------------------------------------------------------------------- the page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_section_plays_both_ends_of_every_fact(language, monkeypatch):
    """Two facts and two steps of the small shop, from the button to the table."""
    two = {name: doubts.table()[name] for name in ("margin", "pay")}
    monkeypatch.setattr(doubts, "table", lambda: two)
    monkeypatch.setattr(doubts, "_assumptions", lambda *_: iter(()))
    chosen = [Option("peak-time", SHOP, SHOP.with_levers({"peak.temps_packing": 3})),
              Option("incentives", SHOP, SHOP.with_levers({"pay.level": 1.1}))]  # fmt: skip
    page = SimpleNamespace(words=words(language), title="<b>", team=SHOP, options=lambda: chosen)
    section = DoubtsSection(page, seasons=3)
    assert not figures(texts(section))
    click(section.bar, 120)
    shown = texts(section)
    assert figures(shown) and escape(section.t("doubts.worth_first")) in shown
    assert all(escape(page.words.pick(one.name)) in section.table.value for one in two.values())
    no_trouble(section)
    section.clear()
    assert not figures(texts(section)) and not section.table.value


def test_without_steps_the_section_says_what_comes_first():
    page = SimpleNamespace(words=words("en"), title="x", team=SHOP, options=list)
    section = DoubtsSection(page)
    section.bar.press()
    assert escape(page.words.t("doubts.no_options")) in texts(section)
    no_trouble(section)
