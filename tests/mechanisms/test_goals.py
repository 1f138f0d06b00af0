"""Goals: who is taken first of those who wait, who knows it, and what telling costs."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim import floor
from sim.contract.mechanism import bind
from sim.draws import key
from sim.evidence import parameters
from sim.floor.model import Channel
from sim.mechanisms.goals import (
    Goals,
    ahead,
    away,
    by_worth,
    hands,
    log_wrong,
    most,
    one_line,
    places,
    remembered,
    reminded,
)
from sim.planning.queueing import erlang_c, priority_waits
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.studies.floors import alike, kind, poisson, rules, work_types
from tests.season.shop import small_shop

NUMBERS: Goals = bind(Goals, "goals", parameters())
FIRST, LAST = np.array([0, 1]), np.array([1, 0])  # places of two classes: as aimed, and the other way round
RATES, SERVERS = (0.5, 0.9), 2


def waits(know: float, horizon: float = 60_000.0) -> list[float]:
    """Mean waits of two classes on a floor of whose people a share knows that the first comes first."""
    types = work_types(kind(priority=2), kind(priority=1))
    tape = poisson(types, RATES, horizon, 5)
    start = ahead(FIRST, LAST, tape.kind, tape.key, know)
    tape = floor.tape.build(types, tape.key, tape.kind, tape.enter, 5, horizon, start)
    log = floor.run_day(tape, alike(SERVERS, 2), one_line(types), rules())
    return [float(log.waited[log.kind == k].mean()) for k in range(2)]


@pytest.mark.parametrize("know", [0.0, 0.3, 0.5, 1.0])
def test_waits_are_cobhams_with_a_share_of_each_class_in_the_wrong_queue(know):
    """Whoever is drawn to the front waits as the first class of Cobham's formula, everybody else as the second."""
    front = RATES[0] * know + RATES[1] * (1 - know)
    first, second = priority_waits((front, sum(RATES) - front), 1.0, SERVERS)
    expected = [know * first + (1 - know) * second, know * second + (1 - know) * first]
    assert waits(know) == pytest.approx(expected, rel=0.06)


def test_where_half_know_it_is_first_come_first_served_in_the_mean():
    fair = erlang_c(sum(RATES), 1.0, SERVERS).wait
    front = sum(RATES) / 2
    first, second = priority_waits((front, front), 1.0, SERVERS)
    assert (first + second) / 2 == pytest.approx(fair)
    assert waits(0.5) == pytest.approx([fair, fair], rel=0.06)


def test_where_nobody_knows_people_are_taken_as_the_shop_has_them():
    """One line with head starts is the same floor as priorities, contact by contact."""
    types = work_types(kind(priority=3, patience=4.0), kind(priority=1, patience=4.0))
    tape = poisson(types, (1.2, 1.4), 500.0, 3)
    start = ahead(FIRST, places(types.priority), tape.kind, tape.key, 0.0)
    lined = floor.tape.build(types, tape.key, tape.kind, tape.enter, 3, 500.0, start)
    one, other = (floor.run_day(day, alike(2, 2), of, rules()) for day, of in ((tape, types), (lined, one_line(types))))
    assert np.count_nonzero(one.waited) > len(one) / 2
    for column in ("end", "waited", "agent", "outcome"):
        assert np.array_equal(getattr(one, column), getattr(other, column), equal_nan=True), column


@settings(max_examples=60)
@given(
    rates=st.tuples(*[st.floats(0.01, 0.3)] * 3),
    means=st.tuples(*[st.floats(0.2, 1.0)] * 3),
    worth=st.tuples(*[st.floats(0.1, 10.0)] * 3),
)
def test_no_order_of_three_classes_costs_less_than_by_worth_for_time(rates, means, worth):
    """Cobham's waits at one server, exponential work: W = Σ λ s² ÷ ((1 − what comes before) (1 − that and its own))."""
    left = sum(rate * mean**2 for rate, mean in zip(rates, means, strict=True))

    def cost(order: tuple[int, ...]) -> float:
        before, total = 0.0, 0.0
        for k in order:
            after = before + rates[k] * means[k]
            total += worth[k] * rates[k] * left / ((1 - before) * (1 - after))
            before = after
        return total

    found = by_worth(np.array(worth), np.array(means))
    best = min(cost(order) for order in permutations(range(3)))
    assert cost(tuple(np.argsort(found, kind="stable").tolist())) == pytest.approx(best)


def test_whoever_has_three_chats_gives_each_a_third_of_the_time_slowed_down():
    """Three chats at 1.5 times the time each: half of it. A call takes all of it, and its wrap-up."""
    types = work_types(kind(Channel.CHAT, work=120.0), kind(Channel.PHONE, work=300.0, wrap_mean=60.0))
    assert hands(types, np.array([1.0, 1.2, 1.5]), np.array([3, 3])) == pytest.approx([60.0, 360.0])
    assert hands(types, np.array([1.0, 1.2, 1.5]), np.array([1, 1])) == pytest.approx([120.0, 360.0])


# ---- who knows


def lived(minutes: float, remind_days: int, number: int, days: int) -> list[float]:
    """Share who know it on each day, as the season goes on from nobody."""
    know, found = 0.0, []
    for day in range(days):
        know = remembered(NUMBERS, know, 1.0)
        if day % remind_days == 0:
            know = reminded(NUMBERS, know, minutes, number)
        found.append(know)
    return found


@given(minutes=st.floats(1, 60), remind_days=st.integers(1, 40), number=st.integers(1, 8))
def test_after_long_the_share_who_know_swings_between_what_is_told_and_what_is_forgotten(minutes, remind_days, number):
    """Just after each reminder k = most · r ÷ (1 − (1 − r) q), q being what is left of it before the next."""
    cycles = 60
    days = lived(minutes, remind_days, number, cycles * remind_days)
    reach, left = 1 - math.exp(-minutes / NUMBERS.enough_minutes), math.exp(-remind_days / NUMBERS.forget_days)
    after = math.exp(-(number - 1) / NUMBERS.span) * reach / (1 - (1 - reach) * left)
    assert days[-remind_days] == pytest.approx(after, rel=1e-3)
    a_day = math.exp(-1 / NUMBERS.forget_days)
    mean = after * (1 - left) / (remind_days * (1 - a_day))
    assert np.mean(days[-remind_days:]) == pytest.approx(mean, rel=1e-3)


def test_the_same_hours_are_worth_most_neither_daily_nor_monthly():
    """An hour a month in reminders, coming and going included: too short to be heard, or too seldom."""
    hours = 60 / 28  # minutes a day
    mean = {
        days: np.mean(lived(hours * days - NUMBERS.gather_minutes, days, 1, 20 * days)[-days:]) for days in (2, 7, 28)
    }
    assert mean[7] > mean[2] and mean[7] > mean[28]


@given(know=st.floats(0, 1), minutes=st.floats(0, 120), number=st.integers(1, 12), days=st.floats(0, 100))
def test_a_share_stays_a_share_and_a_reminder_takes_nothing_away(know, minutes, number, days):
    told = reminded(NUMBERS, know, minutes, number)
    assert know <= told <= 1 and 0 <= remembered(NUMBERS, told, days) <= told
    assert reminded(NUMBERS, know, 0.0, number) == know


def test_goals_for_right_answers_do_most_when_one_in_e_still_knows_each():
    """(g − 1) e^(−(g − 1) ÷ s) is largest at g = 1 + s."""
    by_number = {n: log_wrong(NUMBERS, n, most(NUMBERS, n)) for n in range(1, 13)}
    assert min(by_number, key=by_number.get) == 1 + round(NUMBERS.span)
    assert by_number[1] == 0.0


@given(low=st.floats(0, 1), high=st.floats(0, 1), seed=st.integers(0, 99))
def test_whoever_is_taken_as_aimed_by_few_is_by_more(low, high, seed):
    low, high = sorted((low, high))
    keys = key(seed, "contacts", np.arange(50))
    kinds = np.arange(50) % 2
    few, more = (ahead(FIRST, LAST, kinds, keys, know) for know in (low, high))
    aimed = ahead(FIRST, LAST, kinds, keys, 1.0)
    assert (more[few == aimed] == aimed[few == aimed]).all()


# ---- in a season


def test_reminders_take_their_minutes_from_the_floor_and_are_counted():
    """Half an hour and the way there, every five days of a 40-hour week: 33 of 1,714 minutes."""
    assert away(NUMBERS, 30.0, 5) == pytest.approx((30 + NUMBERS.gather_minutes) / 60 / (5 * 40 / 7))
    base, told = (
        run_season(Setup(small_shop(**levers), parameters()), 1)
        for levers in ({}, {"goals.minutes": 30.0, "goals.remind_days": 5})
    )
    assert not told.laws
    share = away(NUMBERS, 30.0, 5)
    desk = 5  # people who serve, of eight
    assert told.days["reminder_hours"][:7] == pytest.approx([desk * share * 40 / 7] * 7)
    missing = base.days["staffed_s"][:5].sum() - told.days["staffed_s"][:5].sum()
    served = 5 / 7 * base.days["staffed_s"][:5].sum()  # two of the seven on the floor pack, on longer days
    assert missing == pytest.approx(share * served, rel=0.1)


def test_the_season_knows_what_reminders_leave():
    season = run_season(Setup(small_shop(**{"goals.minutes": 10.0, "goals.remind_days": 9}), parameters()), 1)
    assert season.days["aim_known"] == pytest.approx(lived(10.0, 9, 1, 28))


def test_whom_the_aim_names_first_waits_less():
    """The same reminders under two aims, in three seasons of people who take one chat at a time."""
    levers = {"people.early.chats": 1, "people.late.chats": 1, "goals.minutes": 20.0, "goals.remind_days": 1}
    waited = {}
    for kept in (0.5, 5.0):
        found = np.zeros(2)  # seconds of chats and of calls

        def read(day, began, crew, log, found=found):
            for k in range(2):
                found[k] += log.waited[log.kind == k].sum()

        for seed in (1, 2, 3):
            run_season(Setup(small_shop(**levers, **{"goals.kept": kept}), parameters()), seed, each_floor=read)
        waited[kept] = found
    buyers, callers = waited[0.5] - waited[5.0]
    assert buyers < 0 < callers
