"""What a plan says of its steps so that nobody takes it for more: dates that are over, promises that luck hides."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from playbook.documents.blocks import Number, Paragraph, Table
from playbook.documents.plan import Decided, Played, applied, play, written
from playbook.documents.plan.objectives import past, promised
from playbook.documents.plan.steps import events, later, overview, unseen
from playbook.documents.plan.writing import Writer
from playbook.documents.wall import wall_html
from playbook.language import languages
from playbook.workspace import PlanEntry, Promise
from tests.playbook.plan.worlds import entry
from tests.season.shop import small_shop

SHOP = small_shop()
START, END = SHOP.calendar.start, SHOP.calendar.end
DAY = dt.timedelta(days=1)


def writer(language: str = "en", plan: dict[str, PlanEntry] | None = None, made: dt.date = START) -> Writer:
    decided = Decided(plan or {})
    return Writer(language, applied(SHOP, decided), decided, seasons(), made)


@cache
def seasons() -> Played:
    """Of the shop as it is: what is tested here is told of a plan without a season that it changes."""
    return play(applied(SHOP, Decided()), 2)


def promise(**change: tuple[float, float, float]) -> Promise:
    return Promise(change=change, n=2, seed=1, team=SHOP.key, plan="b")


@pytest.mark.parametrize("language", languages)
def test_a_season_that_began_or_is_over_says_so(language: str):
    there = writer(language)
    assert past(there) == "" == past(replace(there, made=START - DAY))
    under_way, over = past(replace(there, made=START + DAY)), past(replace(there, made=END + DAY))
    assert under_way and over and under_way != over
    assert past(replace(there, made=END)) == past(replace(there, made=END)) != over


def test_steps_whose_date_is_over_are_marked():
    plan = {"risk": entry("risk", date=START), "goals": entry("goals", date=START + 7 * DAY)}
    there = writer(plan=plan, made=START + DAY)
    assert overview(there).marked == {0} and "marked" in overview(there).caption
    assert overview(replace(there, made=START)).marked == frozenset()


def test_what_begins_later_than_the_season_is_said_to_be_reckoned_from_its_first_day():
    levers = {"hiring.replace": 0.5}
    assert later(writer(plan={"goals": entry("goals", date=START, levers=levers)})) == ""
    assert later(writer(plan={"goals": entry("goals", date=START + DAY, levers={})})) == ""
    assert later(writer(plan={"goals": entry("goals", date=START + DAY, levers=levers)})) != ""


@pytest.mark.parametrize("language", languages)
def test_a_promise_that_luck_hides_is_named_and_one_that_exceeds_it_is_not(language: str):
    there = writer(language, {"goals": entry("goals")})
    season = there.kpi("profit")
    span = season.high - season.low
    assert span > 0
    for size, told in ((span / 2, True), (-span / 2, True), (2 * span, False), (0.0, False)):
        plan = {"goals": entry("goals", promise=promise(profit=(size - 1, size, size + 1)))}
        assert (there.title("goals") in unseen(replace(there, decided=Decided(plan)))) is told


def test_changes_that_read_as_nothing_are_left_out_and_ends_that_are_one_are_no_range():
    some = promise(profit=(5.0, 5.0, 5.0), quits=(0.0, 0.0, 0.0), service_level=(-0.0001, 0.0, 0.0001))
    there = writer(plan={"goals": entry("goals", promise=some)})
    (one,) = there.promises("goals", some)
    assert one[0] == "profit" and isinstance(one[1], Number) and one[1].low is None
    table = promised(there)
    assert isinstance(table, Table) and len(table.rows) == 1
    nothing = promise(quits=(0.0, 0.0, 0.0), late_parcels=(0.0, 0.0, 0.0))
    assert [kpi for kpi, _ in there.promises("goals", nothing)] == ["quits"]


def test_the_day_after_the_season_asks_what_came_where_steps_are_chosen():
    assert [one.uid for one in events(writer())] == [f"sale-{one.day}" for one in SHOP.calendar.campaigns]
    (asked,) = (one for one in events(writer(plan={"goals": entry("goals")})) if one.uid == "afterwards")
    assert asked.day == END + DAY


@pytest.mark.parametrize("language", languages)
def test_six_steps_and_three_risks_stand_on_the_wall(language: str):
    slugs = ("budget", "crm", "projects", "incentives", "risk", "communication")
    plan = {slug: entry(slug, levers={}) for slug in slugs}
    there = writer(language, plan)
    doc = written(there.applied, there.decided, there.played, language, START)
    page = wall_html(doc)
    assert all(page.count(there.title(slug).replace("'", "&#x27;")) >= 1 for slug in slugs)
    assert np.array([there.kpi_name(name) in page for name in ("profit", "service_level")]).all()


def test_notes_on_steps_stand_under_their_table():
    plan = {"goals": entry("goals", date=START + DAY)}
    there = writer(plan=plan)
    doc = written(there.applied, there.decided, there.played, "en", START)
    (section,) = (one for one in doc.sections if one.key == "steps")
    notes = [one.text for one in section.blocks if isinstance(one, Paragraph) and one.small]
    assert notes == [said for said in (later(there), unseen(there)) if said] and notes
