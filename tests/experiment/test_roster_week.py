"""A team's week for planning: its own figures, the floor as judge, and the desk with law and prices."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.experiment.patience_laws import patience_of
from sim.experiment.played_weeks import week_of, weeks
from sim.experiment.roster_week import next_free, spans
from sim.experiment.team_roster import desk_of, hour_short, slot_short
from sim.floor.model import Cause
from sim.planning.promises import Answered, GaveUp
from sim.scenario.file import team
from sim.shop.durations import Duration
from tests.floor.builders import FAMILIES, law

EIGHTY = 0.8


@pytest.fixture(scope="module")
def week():
    *_, last = weeks(team("flagship"), "usual", replications=2)
    return last


@pytest.fixture(scope="module")
def promises(week):
    return tuple(Answered(EIGHTY, week.scenario.work[k].target_s) for k in week.kinds)


@pytest.mark.parametrize("name", ["starter", "flagship", "livestream", "jd", "crossborder"])
def test_a_usual_week_has_nothing_of_a_campaign_and_the_peak_week_has_the_big_day(name):
    scenario = team(name)
    start = scenario.calendar.start
    first, end = week_of(scenario, "usual")
    assert end - first == 7 and (start + dt.timedelta(days=first)).weekday() == 0
    big = max(scenario.calendar.campaigns, key=lambda event: event.lift).day
    usual = {start + dt.timedelta(days=day) for day in range(first, end)}
    assert not usual & {event.day for event in scenario.calendar.campaigns}
    first, end = week_of(scenario, "peak")
    assert end - first == 7 and start + dt.timedelta(days=first + 1) == big


def test_the_week_is_that_of_the_season(week):
    """What came is what stands on the days' tapes and who came again on the day itself, over how lucky the day was and
    the season; the desk is there for its standard hours."""
    asked = np.array([work.source == "order" for work in week.scenario.work])
    came, lucky, seen = np.zeros((len(asked), week.days)), np.zeros((2, week.days)), []
    for run in week.runs:
        for day, p in enumerate(run):
            rows = ~p.tape.queued & (p.tape.cause != Cause.REDIAL) & (p.tape.enter < p.tape.horizon)
            seen.append(rows.sum())
            came[:, day] += np.bincount(np.concatenate([p.tape.kind[rows], p.again[0]]), minlength=len(asked))
            lucky[:, day] += p.season, p.level
    found = week.came.reshape(len(asked), week.days, -1).sum(axis=2)
    assert found == pytest.approx(came / np.where(asked[:, None], lucky[1], lucky[0])) and min(seen) > 100
    hours = week.usual_cover().sum() / 2
    staffed = sum(p.crew.windows[:, 2].sum() - p.crew.windows[:, 1].sum() for run in week.runs for p in run)
    desk = sum(np.isin(p.group, week.desk).sum() for run in week.runs for p in run)
    assert 0 < hours <= staffed / 3600 / 2 and hours / (desk / 2) == pytest.approx(8.0, abs=0.8)


def test_an_hour_short_costs_less_where_few_come(week, promises):
    """As much as customers would have kept one person busy, never less than what calls a person in."""
    lines = week.lines(promises)
    whole, by_slot = hour_short(week, lines), slot_short(week, lines)
    assert by_slot.shape == (len(lines), week.days * week.slots) and (by_slot <= whole[:, None] + 1e-9).all()
    k = int(whole.argmax())
    busy = lines[k].arrivals * lines[k].busy / (lines[k].at_once * lines[k].interval)
    assert by_slot[k][busy >= 1] == pytest.approx(whole[k]) and by_slot[k].min() < whole[k]
    few = (busy < 1) & (by_slot[k] > by_slot.min())
    assert by_slot[k][few] == pytest.approx(whole[k] * busy[few])


def test_groups_alike_but_for_their_shift_are_one(week):
    people = week.scenario.people
    assert sum(week.heads(row) for row in range(len(week.groups))) == sum(people[g].count for g in week.desk)
    for members in week.groups:
        assert len({(people[g].chats, people[g].pay_month) for g in members}) == 1


def test_more_people_keep_more_promises(week, promises):
    few, many = (np.full((len(week.groups), week.days * 48), n) for n in (0, 6))
    kept, _ = week.play(few, promises)
    better, came_too = week.play(many, promises)
    roots = 0.98  # redials come only where somebody was lost
    assert (better.sum(axis=(0, 2)) > kept.sum(axis=(0, 2))).all()
    assert (came_too.sum(axis=(0, 2)) >= roots * week.came[list(week.kinds)].sum(axis=1)).all()
    judge = week.judge(promises, 0.9)
    assert judge(few).any() and not judge(many).any()
    lenient = week.judge(tuple(GaveUp(0.99) for _ in promises), 0.9)
    assert not lenient(many).any()


def test_nobody_is_blamed_for_midnight(week, promises):
    """With many people the last half hour of each day is as good as the one before: who is in hand then is served."""
    many = np.full((len(week.groups), week.days * 48), 8)
    kept, came = (one.sum(axis=(0, 1)).reshape(7, 48).sum(axis=0) for one in week.play(many, promises))
    assert kept[47] / came[47] > 0.97 and came[47] > 10


def test_who_is_away_is_missed(week, promises):
    there = np.full((len(week.groups), week.days * 48), 2)
    kept, _ = week.play(there, promises)
    fewer, _ = week.play(there, promises, shrinkage=0.5)
    assert fewer.sum() < kept.sum()


def test_the_formulas_ask_for_what_the_floor_takes(week, promises):
    """Heads by formula keep the chats' promise, and hardly more than is asked."""
    price = hour_short(week, week.lines(promises))
    needs = week.needs(promises, price, 0.8, week.scenario.demand.dispersion_cv)
    from sim.planning.heads import dealt

    heads = dealt(needs, week.serves, np.ones(len(week.groups)))
    kept, came = week.play(heads, promises)
    share = kept.sum(axis=(0, 2)) / came.sum(axis=(0, 2))
    chats = [i for i, k in enumerate(week.kinds) if week.scenario.work[k].channel == "chat"]
    assert (share[chats] > EIGHTY).all()
    load = sum(line.arrivals.sum() * line.busy / line.at_once for line in week.lines(promises)) / 1800
    assert load < heads.sum() < 3 * load
    alone = needs.wanted[: len(promises)].sum()
    assert heads.sum() < alone  # counted once


def test_the_desk_has_the_law_of_its_country_and_pays_by_the_month(week, promises):
    desk = desk_of(week, overtime=2.0)
    assert desk.country == "CN" and desk.law_known and desk.rules.overtime_month == 36 and desk.rules.rest_hours == 11
    assert len(desk.people) == sum(week.heads(row) for row in range(len(week.groups)))
    for members, group in zip(week.groups, desk.groups, strict=True):
        first = week.scenario.people[members[0]]
        assert group.hour == pytest.approx(week.world.facts.pay_hour[members[0]])
        assert group.days == (7 - first.rest_days, 7 - first.rest_days)
        assert group.overtime_hour >= 1.5 * group.hour
        assert {one.hours for one in group.patterns} == {8.0, 10.0}
    assert {one.hours for one in desk_of(week).groups[0].patterns} == {8.0}
    dearest = max(group.hour for group in desk.groups)
    assert (hour_short(week, week.lines(promises)) >= 2 * dearest).all()


@pytest.mark.parametrize("family", FAMILIES)
def test_patience_of_every_family_has_its_mean(family):
    one = patience_of(law(family, 200.0))
    assert float(one.limited_mean(np.array([1e7]))[0]) == pytest.approx(law(family, 200.0).mean, rel=1e-3)
    assert float(one.survival(np.array([0.0]))[0]) >= 0.85
    fixed = patience_of(Duration(family="lognormal", mean_s=60.0, cv=0.0))
    assert fixed.survival(np.array([59.0, 61.0])).tolist() == [1.0, 0.0]


def test_spans_and_free_numbers():
    assert spans(np.array([True, True, False, True]), 1800.0) == [(0.0, 3600.0), (5400.0, 7200.0)]
    taken = {0, 2}
    given = {next_free(taken) for _ in range(2)}
    assert len(given) == 2 and not given & {0, 2} and taken == {0, 2} | given


def test_nobody_is_wanted_at_night_for_those_who_come_again():
    """Where customers come from nine to nine only, a second question after midnight asks for nobody at the desk."""
    scenario = team("starter")
    open_hours = tuple(share if 9 <= hour < 21 else 0.0 for hour, share in enumerate(scenario.demand.hourly))
    chats = {f"work.{k}.repeat": 1.0 for k, one in enumerate(scenario.work) if one.source == "order"}
    demand = scenario.demand.model_copy(update={"hourly": open_hours})
    shop = scenario.model_copy(update={"demand": demand}).with_levers(chats)
    *_, made = weeks(shop, "usual", replications=2)
    night = made.came[list(made.kinds)].reshape(len(made.kinds), made.days, made.slots)[:, :, :16]
    assert not night.any()
    assert any((p.tape.cause[p.tape.enter < 8 * 3600] == Cause.REPEAT).any() for run in made.runs for p in run)
