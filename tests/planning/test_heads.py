"""Heads: known answers, agreement with the exact queue, people counted once, the chance and its price, the judge."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.planning import queueing as q
from sim.planning.heads import (
    Capacity,
    busy_day,
    chance_kept,
    day_kept,
    dealt,
    heads,
    missed,
    needs_of,
    offers,
    on_the_roster,
    with_second_tries,
)
from sim.planning.promises import Answered, GaveUp, Line, together
from sim.planning.roster.heads_plan import shortfall
from sim.planning.roster.result import Group, Needs
from sim.planning.settled import like, settled

HALF_HOUR = 1800.0
EIGHTY = (Answered(0.8, 20.0),)
PATIENCE = {
    "exponential": q.ExponentialPatience(300.0),
    "lognormal": q.LognormalPatience(300.0, 1.2),
    "erlang": q.GammaPatience(300.0, 2),
    "uniform": q.UniformPatience(50.0, 400.0),
    "hyperexponential": q.MixedPatience((q.ExponentialPatience(60.0), q.ExponentialPatience(900.0)), (0.7, 0.3)),
    "fixed": q.FixedPatience(200.0),
}
calm = settings(max_examples=25, deadline=None, derandomize=True)


def line(arrivals, handle=180.0, patience=None, promises=EIGHTY, **more):
    return Line(np.array(np.atleast_1d(arrivals), float), HALF_HOUR, handle, patience, promises, **more)


@pytest.mark.parametrize(("calls", "handle", "people"), [(100, 180, 14), (100, 600, 40), (1000, 180, 107)])
def test_known_crews(calls, handle, people):
    """80 % in 20 seconds of customers who never hang up, by Erlang C."""
    assert heads(line(calls, handle)) == people


@pytest.mark.parametrize("name", PATIENCE)
@calm
@given(load=st.floats(0.2, 150), people=st.integers(1, 120), within=st.floats(0, 400))
def test_many_crews_at_once_are_the_exact_queue(name, load, people, within):
    handle = 270.0
    rate = load / handle
    promised = line(1, handle, PATIENCE[name], (Answered(0.8, within), GaveUp(0.03)))
    exact = q.impatient(rate, 1 / handle, people, PATIENCE[name])
    found = promised.shares(people, rate)
    if load < 5 * people:
        assert float(found.gave_up) == pytest.approx(exact.abandoned, abs=2e-5)
        assert float(found.answered) == pytest.approx(exact.served_within(within), abs=2e-5)
    assert float(found.margin) == pytest.approx(min(found.answered - 0.8, 0.03 - found.gave_up), abs=1e-12)


@calm
@given(load=st.floats(0.2, 60), people=st.integers(1, 60), within=st.floats(0, 300))
def test_answered_in_time_is_that_of_erlang(load, people, within):
    """Exponential patience, and none."""
    rate = load / 270.0
    exact = q.erlang_a(rate, 1 / 270.0, 1 / 300.0, people)
    general = q.impatient(rate, 1 / 270.0, people, PATIENCE["exponential"])
    assert general.served_within(within) == pytest.approx(exact.served_within(within), abs=1e-9)
    if load < people:
        patient = q.erlang_c(rate, 1 / 270.0, people)
        found = line(1, 270.0, None, (Answered(0.8, within),)).shares(people, rate)
        assert float(found.answered) == pytest.approx(patient.answered_within(within), rel=1e-9)
        assert float(found.gave_up) == 0.0


@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    rates=st.lists(st.floats(0.5, 120), min_size=3, max_size=12), within=st.floats(5, 200), share=st.floats(0.5, 0.97)
)
def test_one_person_less_breaks_the_promise(rates, within, share):
    one = line(rates, 240.0, PATIENCE["lognormal"], (Answered(share, within),))
    people = heads(one)
    assert (one.shares(people, one.felt).margin >= -1e-9).all()
    assert (one.shares(people - 1, one.felt).margin < 1e-9).all()


def test_whole_positions_for_each_queue_overstate_the_sum():
    """Two types of 100 and 60 chats in half an hour: each alone, and from one line by people who take both."""
    before = line(100, 270.0, PATIENCE["lognormal"], (Answered(0.8, 60.0),))
    after = line(60, 300.0, PATIENCE["lognormal"], (Answered(0.8, 60.0),))
    apart = int(heads(before)[0] + heads(after)[0])
    both = int(heads(together([before, after]))[0])
    load = (100 * 270 + 60 * 300) / HALF_HOUR
    assert load * 0.8 < both < apart
    assert apart - both >= 2
    # the same in a program of groups: with everybody able nobody is counted twice, with nobody able nothing is saved
    able, unable = np.array([[True, True]]), np.array([[True, False], [False, True]])
    prices = np.full(2, 500.0)
    assert dealt(needs_of(("a", "b"), [before, after], able, prices), able, np.ones(1)).sum() == both
    assert dealt(needs_of(("a", "b"), [before, after], unable, prices), unable, np.ones(2)).sum() == apart
    # a few who can do both are worth more than nothing and less than everybody
    some = np.array([[True, False], [False, True], [True, True]])
    mixed = dealt(needs_of(("a", "b"), [before, after], some, prices), some, np.array([1.0, 1.0, 1.3]))
    assert both <= mixed.sum() <= apart and mixed[2].sum() < mixed.sum()


def test_small_queues_are_rounded_once():
    """Six shops with 3 chats in half an hour each: a person for each, or far fewer for all of them."""
    few = [line(3, 300.0, PATIENCE["exponential"], (Answered(0.8, 180.0),)) for _ in range(6)]
    assert sum(int(heads(one)[0]) for one in few) > 1.3 * int(heads(together(few))[0])


def test_surer_costs_more_people_and_loses_fewer_customers():
    day = line(20 + 15 * np.sin(np.arange(24) / 3), 270.0, PATIENCE["lognormal"], (Answered(0.8, 60.0),))
    made = offers(day, (0.5, 0.8, 0.95), 0.15, hour=40.0, lost=30.0, late=5.0)
    assert made[0].hours < made[1].hours < made[2].hours
    assert made[0].gave_up > made[1].gave_up > made[2].gave_up and made[0].late > made[2].late
    for one in made:
        assert one.pay == pytest.approx(40 * one.people.sum() / 2)
        assert one.loss == pytest.approx(30 * one.gave_up + 5 * one.late)
        assert one.total == pytest.approx(one.pay + one.loss)
        assert (chance_kept(day, one.people, 0.15) >= one.chance).all()
        assert day_kept(day, one.people, 0.15) >= one.chance  # each interval keeps it, so the day does


def test_the_chance_is_that_of_drawn_days():
    """A gamma factor of cv 0.2: the share of drawn days on which the exact queue keeps the promise."""
    one, people = line(60, 270.0, PATIENCE["exponential"], (Answered(0.8, 60.0),)), np.array([10])
    factor = np.random.default_rng(3).gamma(25, 1 / 25, 4000)
    kept = np.array([q.erlang_a(60 / HALF_HOUR * f, 1 / 270, 1 / 300, 10).served_within(60.0) for f in factor[:400]])
    sure = one.shares(10, one.felt[0] * factor).margin >= 0
    assert ((kept >= 0.8) == sure[:400]).all()
    assert chance_kept(one, people, 0.2)[0] == pytest.approx(sure.mean(), abs=0.03)
    assert day_kept(one, people, 0.2) == pytest.approx(chance_kept(one, people, 0.2)[0], abs=1e-6)


def test_equal_days_are_kept_for_sure_or_not_at_all():
    one = line([30, 60], 270.0, PATIENCE["lognormal"])
    people = heads(one)
    assert (chance_kept(one, people, 0.0) == 1).all() and (chance_kept(one, people - 1, 0.0) == 0).all()
    assert day_kept(one, people, 0.0) == 1 and busy_day(0.9, 0.0) == 1
    gone, late = missed(one, people, 0.0)
    exact = [
        q.impatient(r, 1 / 270, int(n), PATIENCE["lognormal"]).abandoned for n, r in zip(people, one.felt, strict=True)
    ]
    assert gone == pytest.approx(np.array(exact) @ one.felt * HALF_HOUR, rel=1e-3) and late > 0


def test_chats_at_once_shrinkage_and_nothing_to_do():
    quiet = line([0, 40, 0], 240.0, PATIENCE["exponential"])
    assert heads(quiet)[0] == 0 and (chance_kept(quiet, np.zeros(3, int), 0.1)[[0]] == 1).all()
    one, three = (heads(line(80, 240.0, at_once=n, stretch=s))[0] for n, s in ((1, 1.0), (3, 1.6667)))
    assert one / 3 < three < one
    assert on_the_roster(np.array([14.0]), 0.3) == pytest.approx(20.0)
    with pytest.raises(ValueError):
        line(10, promises=(GaveUp(0.03),))
    with pytest.raises(ValueError):
        heads(line(10**9, 600.0))
    with pytest.raises(ValueError):
        on_the_roster(np.ones(1), 1.0)


def test_people_who_serve_both_are_counted_once_by_the_known_formula():
    """100 contacts of 3 minutes in half an hour take 14 people (80 % in 20 s, Erlang C); two such types with people of
    their own 28. Served from one line, 200 contacts take 24, not 28: whoever adds up by type counts people twice."""
    one = line(100)
    both = needs_of(("a", "b"), [one, one], np.array([[True, True]]), np.ones(2))
    apart = needs_of(("a", "b"), [one, one], np.eye(2, dtype=bool), np.ones(2))
    assert dealt(apart, np.eye(2, dtype=bool), np.ones(2)).sum() == 28
    once = dealt(both, np.array([[True, True]]), np.ones(1)).sum()
    assert once == heads(line(200))[0] == 24
    # half of them serve both, the others one type each: still nobody is counted twice
    serves = np.array([[True, False], [False, True], [True, True]])
    mixed = needs_of(("a", "b"), [one, one], serves, np.ones(2))
    assert dealt(mixed, serves, np.array([1.0, 1.0, 1.1])).sum() == 24


def test_who_tries_again_is_counted_as_a_kept_promise_leaves_it():
    """Nobody tries again: as it was. Everybody does: as many more as give up where the promise is just kept."""
    one = line([40, 80, 20], 240.0, PATIENCE["exponential"])
    assert with_second_tries(one, 0.0) is one and with_second_tries(line([40, 80]), 0.5).arrivals.tolist() == [40, 80]
    more = with_second_tries(one, 0.5).arrivals / one.arrivals
    crew = heads(line(80, 240.0, PATIENCE["exponential"]))
    lost = float(q.impatient(80 / HALF_HOUR, 1 / 240.0, int(crew[0]), PATIENCE["exponential"]).abandoned)
    assert more == pytest.approx(1 / (1 - 0.5 * lost), rel=1e-4) and 1.0 < more[0] < 1.1


def test_customers_who_came_late_in_the_last_interval_are_still_in_hand():
    """What people feel lags by the time of a contact: ten minutes are a third of half an hour."""
    step = line([0, 90, 90, 0], 600.0)
    assert step.felt * HALF_HOUR == pytest.approx([0, 60, 90, 30])


def test_a_bad_day_takes_nothing_from_the_others():
    """People are taken away day by day: the judge wants all four on the first day and two on the second."""
    need = Needs.apart(("a",), np.full((1, 8), 4.0), np.ones(1))

    def judge(people):
        fails = np.zeros((1, 8), dtype=bool)
        fails[0, 1] = people[0, :4].sum() < 16
        return fails | (people < 2)

    found = list(settled(need, np.array([[True]]), np.ones(1), judge, days=2))[-1]
    assert found.people[0].tolist() == [4, 4, 4, 4, 2, 2, 2, 2] and not found.fails.any()


def test_a_judge_settles_the_heads():
    """He wants 5 at the third hour and is content with 2 elsewhere; the formula says 4 everywhere."""
    need = Needs.apart(("a",), np.full((1, 8), 4.0), np.ones(1))
    least = np.array([2, 2, 5, 2, 2, 2, 2, 2])
    steps = list(settled(need, np.array([[True]]), np.ones(1), lambda people: people < least))
    assert not steps[-1].fails.any() and steps[0].fails[0].tolist() == [False, False, True, *[False] * 5]
    assert (steps[-1].people[0] >= least).all() and steps[-1].people[0, 2] == 5
    assert steps[-1].people.sum() < steps[1].people.sum()
    never = list(settled(need, np.array([[True]]), np.ones(1), lambda people: people < 99, rounds=3))
    assert len(never) == 3 and never[-1].fails.all()


def test_what_two_types_are_short_of_together_is_short_once():
    """Three people who serve both where five are wanted: two are missing, not four."""
    serves = np.array([[True, True]])
    sets = np.array([[True, False], [False, True], [True, True]])
    need = Needs(("a", "b"), sets, np.array([[2.0], [2.0], [4.0]]), np.ones(2))
    asked = like(need, serves, np.array([[5]]))
    assert asked.wanted.tolist() == [[2.0], [2.0], [5.0]]
    team = [Group("both", (True, True), (), 10.0)]
    assert shortfall(asked, team, np.array([[3]])).sum() == pytest.approx(2.0)
    apart = like(need, np.eye(2, dtype=bool), np.array([[2], [3]]))
    assert apart.wanted.tolist() == [[2.0], [3.0], [5.0]]


def test_capacity_grows_with_every_person_and_faster_than_in_step():
    found = Capacity(line(1, 240.0, PATIENCE["lognormal"], (Answered(0.8, 60.0),))).of(np.arange(40))
    assert (np.diff(found) > 0).all() and found[39] / 39 > found[3] / 3
