"""A hiring plan against the season: what it books, when people come, and whether the promise then holds."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.experiment.hiring_options import Numbers, latest_advert, levers_of, options_of, start_of, staying, worth
from sim.experiment.hiring_plan import HiringPlan, Planner, hiring_plans, people_cost, seasons
from sim.experiment.hiring_season import periods_of, play, season_need
from sim.experiment.hiring_span import between
from sim.experiment.results import last
from sim.planning.kept import share_range
from sim.scenario.file import team

SEASONS = 4


@pytest.fixture(scope="module")
def need():
    return last(season_need(team("flagship"), 60.0, SEASONS))


@pytest.fixture(scope="module")
def plan():
    """The flagship's plan with one round of the judge, and the steps that it took."""
    found = list(hiring_plans(team("flagship"), within=60.0, replications=SEASONS, rounds=1))
    made = [one for one in found if isinstance(one, HiringPlan)]
    assert found.count(None) <= seasons(SEASONS, 1)
    return made


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 21), st.integers(0, 40))
def test_every_day_belongs_to_one_period(after, later):
    scenario = team("flagship")
    start = scenario.calendar.start + dt.timedelta(days=later)
    scenario = between(scenario, start=start, days_after=after)
    found = periods_of(scenario)
    assert list(itertools.chain(*(one.days for one in found))) == list(range(scenario.calendar.days))
    assert all(len(one.days) <= 7 and (one.last - one.first).days == len(one.days) - 1 for one in found)
    big = scenario.calendar.campaigns[0].day
    sale = [one for one in found if one.campaign == 0]
    assert sale[0].first == big - dt.timedelta(days=1) and sale[-1].last <= big + dt.timedelta(days=after)


def test_what_comes_and_who_is_there_is_what_the_season_has(need):
    """Hours of duty at everybody's pace lie near those of the desk's people, contacts near the shop's rates."""
    usual = np.array(need.periods[2].days)
    orders = need.scenario.demand.orders_day
    before = next(row for row, k in enumerate(need.kinds) if need.scenario.work[k].id == "chat_before")
    asked = need.arrivals[before][usual].sum(axis=1).mean()
    assert asked == pytest.approx(orders * need.scenario.questions_an_order * 0.55, rel=0.25)
    assert 0.75 * need.scenario.desk_people < need.there[0, 2] < 1.1 * need.scenario.desk_people
    played = need.played
    assert need.missed.sum() * SEASONS == pytest.approx(played.came.sum() - played.kept.sum())
    assert (need.kept(played) <= 1).all() and need.kept(played)[:, 0, 2].mean() > need.kept(played)[:, 0, 8].mean()


def test_hires_cost_what_the_season_books(need):
    options = options_of(need, need.there)
    units = np.array([3.0 if one.kind == "hire" and one.week == 1 else 0.0 for one in options])
    changed = need.scenario.with_levers(levers_of(need, options, units))
    after = last(play(need, changed, SEASONS, 1))
    booked = float((people_cost(after) - people_cost(need.played)).mean())
    said = sum(n * one.cost for n, one in zip(units, options, strict=True))
    assert units.sum() == 3 and booked == pytest.approx(said, rel=0.1)


@pytest.mark.parametrize("kind, rel", [("temps", 0.15), ("overtime", 0.15), ("outsourced", 0.15)])
def test_the_other_ways_cost_what_the_season_books(need, kind, rel):
    options = options_of(need, need.there)
    first = next(i for i, one in enumerate(options) if one.kind == kind)
    units = np.zeros(len(options))
    units[first] = min(options[first].most, 10)
    after = last(play(need, need.scenario.with_levers(levers_of(need, options, units)), SEASONS, 1))
    booked = float((people_cost(after) - people_cost(need.played)).mean())
    assert booked == pytest.approx(units[first] * options[first].cost, rel=rel)


def test_people_come_when_the_pipeline_is_through(need):
    """An advert on a Monday of week 2: lead days and a day later the first day, then the classroom."""
    scenario, numbers = need.scenario, Numbers.now()
    start = start_of(scenario, numbers, 2)
    assert start.advert == scenario.calendar.start + dt.timedelta(days=14)
    assert (start.comes - start.advert).days == 1 + scenario.hiring.lead_days
    assert (start.on_floor - start.comes).days == scenario.hiring.training_days
    assert latest_advert(scenario, numbers, start.on_floor) == start.advert


def test_hires_give_nothing_before_they_are_there_and_more_each_week(need):
    for one in options_of(need, need.there):
        if one.kind != "hire":
            continue
        ready = start_of(need.scenario, Numbers.now(), one.week).ready
        gone = [p for p, period in enumerate(need.periods) if period.days[-1] < ready]
        assert not one.gives[:, gone].any()
        full = [p for p, period in enumerate(need.periods) if period.days[0] >= ready]
        assert (0 < one.gives[0, full]).all() and (one.gives[0, full] < one.stays[full]).all()
        pace = one.gives[0, full] / one.stays[full]
        assert (np.diff(pace) > 0).all() and (np.diff(one.stays[full]) < 0).all()


def test_who_is_new_leaves_sooner():
    stays = staying(team("flagship"), Numbers.now(), 200)
    leaves = 1 - stays[1:] / stays[:-1]
    assert stays[0] == 1 and (np.diff(leaves) < 0).all()


def test_a_promise_takes_people_and_a_higher_one_more(need):
    planner = Planner(need, 0.8, 0.8)
    some, more = planner.wanted(0.8), planner.wanted(0.9)
    assert (more > some).all() and (worth(need) > 0).all()
    sale = next(p for p, one in enumerate(need.periods) if one.campaign is not None)
    assert some[0, sale] > 1.4 * some[0, 2]


def test_the_plan_keeps_the_promise_where_the_team_breaks_it(plan):
    first, final = plan[0], plan[-1]
    assert first.verdict is None and first.offers and final.verdict is not None and final.offers
    _, p = final.worst
    assert final.need.periods[p].campaign == 0
    before, after = (x[:, 0, p].mean() for x in (final.verdict.before, final.verdict.after))
    assert before < 0.6 and after > 0.75
    assert final.verdict.cost.mean == pytest.approx(final.mix.cost, rel=0.15)
    assert 0 <= final.verdict.chance(0.8).min() <= 1 and final.mix.chance >= 0.8


def test_an_advert_names_dates_people_and_how_many_are_sure(plan):
    made = plan[-1]
    for one in made.hired:
        assert one.start.advert < one.start.comes < one.start.on_floor and 0 <= one.surely <= one.count
        assert set(one.people) <= {group.id for group in made.need.scenario.people}
    assert sum(one.count for one in made.hired) == made.units("hire")
    assert made.scenario.key != made.need.scenario.key or not made.mix.units.any()


def test_the_frontier_rises(plan):
    met = [one for one in plan[-1].offers if not one.open.any()]
    assert len(met) >= 3
    assert all(a.cost <= b.cost * 1.02 for a, b in itertools.pairwise(met))


def test_a_start_too_late_brings_nobody_to_the_sale():
    """From 5 October no advert brings anybody by the 20th: it had to be out five weeks before the eve."""
    late = between(team("flagship"), start=dt.date(2026, 10, 5))
    made = next(one for one in hiring_plans(late, within=60.0, replications=2, rounds=0) if one is not None)
    said = next(one for one in made.late if made.need.periods[one.period].campaign == 0)
    assert said.due == dt.date(2026, 10, 19) - dt.timedelta(days=28 + 1 + 5) and said.brings == 0 < said.wanted
    assert not any(one.gives[:, said.period].any() for one in made.options if one.kind == "hire")


def test_with_a_longer_wait_than_the_season_nobody_is_hired():
    slow = between(team("flagship"), lead_days=200)
    made = next(one for one in hiring_plans(slow, within=60.0, replications=2, rounds=0) if one is not None)
    assert not made.units("hire") and {one.kind for one in made.options} >= {"temps", "overtime"}


def test_a_season_between_two_days():
    scenario = team("flagship")
    made = between(scenario, dt.date(2026, 9, 7), dt.date(2026, 10, 1), 14, 7)
    assert made.calendar.start == dt.date(2026, 9, 7) and made.calendar.weeks == 4 and not made.calendar.campaigns
    assert made.hiring.lead_days == 14 and made.peak.days_after == 7
    assert between(scenario) == scenario
    with pytest.raises(ValueError):
        between(scenario, dt.date(2026, 9, 7), dt.date(2026, 9, 7))


def test_hires_come_into_the_shifts_that_miss_customers_while_they_are_there(need):
    """All customers of the last weeks are missed in one shift's own hours: whoever is there by then comes into it, and
    once those hours are filled the next go elsewhere; who is there before meets what is missed then."""
    members = max(need.groups, key=len)
    hours = np.array([need.on_duty(g) for g in members])
    kinds = (need.world.facts.skills.speed[list(members)][:, list(need.kinds)] > 0).any(axis=0)
    late = int(
        np.argmax([(hours[i] - np.delete(hours, i, axis=0).max(axis=0)).clip(0).sum() for i in range(len(hours))])
    )
    own = (hours[late] > 0) & (np.delete(hours, late, axis=0).max(axis=0) == 0)
    assert own.any()  # hours that no other shift has
    missed = np.zeros_like(need.missed)
    missed[int(np.flatnonzero(kinds)[0]), 50:, own] = 1.0
    made = replace(need, missed=missed)
    name = need.scenario.people[members[late]].id
    group = need.groups.index(members)
    assert made.dealt(group, 1, 49) == {name: 1}
    assert sum(made.dealt(group, 40, 49).values()) == 40 and made.dealt(group, 40, 49)[name] < 40
    assert made.dealt(group, 3, 49) != {} and sum(need.dealt(group, 5).values()) == 5


def test_the_chance_of_a_plan_has_the_range_of_so_few_seasons(plan):
    verdict = plan[-1].verdict
    chance = verdict.chance(plan[-1].promise)
    low, high = verdict.chance_range(plan[-1].promise)
    assert (low <= chance).all() and (chance <= high).all() and len(verdict.after) == SEASONS
    # all of four seasons: at least 40 % of those to come, with 97.5 % certainty; none of ten: at most 31 %
    assert share_range(np.ones(1), 4)[0][0] == pytest.approx(0.025**0.25)
    assert share_range(np.zeros(1), 10)[1][0] == pytest.approx(1 - 0.025**0.1)
    one, other = share_range(np.array([0.5]), 10), share_range(np.array([0.5]), 40)
    assert other[1][0] - other[0][0] < 0.6 * (one[1][0] - one[0][0])
