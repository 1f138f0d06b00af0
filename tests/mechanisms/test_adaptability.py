"""Shocks seen, decided and answered: by hand, against a fluid queue, and in the seasons of a small shop."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import floor
from sim.contract.mechanism import bind
from sim.draws import key
from sim.evidence import parameters
from sim.floor import Channel, Family, tape
from sim.mechanisms.adaptability import USUAL, Adaptability, alarms, comes, decided_factor, seen_factor, wrong_chance
from sim.mechanisms.shocks import Shocks, lifted, shocks
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.studies.floors import alike, kind, rules, work_types
from sim.units import DAYS_PER_WEEK
from tests.season.shop import small_shop

NUMBERS: Adaptability = bind(Adaptability, "adaptability", parameters())
UNPLANNED: Shocks = bind(Shocks, "shocks", parameters())
OFTEN = 30.0  # times the usual number of shocks, so that a small shop's four weeks have some


def test_at_the_usual_looks_and_with_nothing_decided_alone_a_shock_takes_its_own_days():
    assert seen_factor(USUAL) == decided_factor(NUMBERS, 0.0) == 1.0
    assert wrong_chance(NUMBERS, 0.0) == 0.0


def test_a_team_that_may_decide_everything_takes_the_quick_time_and_is_wrong_as_often_as_assumed():
    assert decided_factor(NUMBERS, 1.0) == pytest.approx(NUMBERS.quick)
    assert wrong_chance(NUMBERS, 1.0) == NUMBERS.wrong


@given(less=st.floats(0, 1), more=st.floats(0, 1))
def test_the_first_rights_are_the_safest(less, more):
    """Time falls in proportion to what is given; mistakes grow with its square."""
    less, more = sorted((less, more))
    assert decided_factor(NUMBERS, more) <= decided_factor(NUMBERS, less)
    assert wrong_chance(NUMBERS, more) >= wrong_chance(NUMBERS, less)
    assert wrong_chance(NUMBERS, more / 2) == pytest.approx(wrong_chance(NUMBERS, more) / 4)


@given(decided=st.floats(0, 80), notice=st.floats(0, 5))
def test_people_come_on_the_first_morning_after_their_notice(decided, notice):
    first = comes(replace(NUMBERS, notice_days=notice), decided)
    assert first - 1 - 1e-9 <= decided + notice <= first


def test_alarms_come_with_the_looks_and_with_the_right_to_act_on_them():
    every = sum(len(alarms(NUMBERS, seed, 84, 1.0, 1.0)) for seed in range(200))
    assert every == pytest.approx(200 * 84 * NUMBERS.false_alarm, rel=0.2)
    half = sum(len(alarms(NUMBERS, seed, 84, 1.0, 0.5)) for seed in range(200))
    assert 0.35 * every < half < 0.65 * every
    assert not alarms(NUMBERS, 1, 84, 1.0, 0.0)


def open_area(arrivals: float, before: float, after: float, delay: float) -> float:
    """Contact-seconds open in a pulse that is answered after `delay`: ½ (λ − μ) t², then drained at μ₂ − λ."""
    piled = (arrivals - before) * delay
    return piled * delay / 2 + piled**2 / (2 * (after - arrivals))


@pytest.mark.parametrize("looks_every", [1.0, 3.0, 7.0])
@pytest.mark.parametrize("rights", [0.0, 0.5, 1.0])
def test_what_is_open_on_the_floor_grows_with_the_square_of_the_delay(looks_every, rights):
    """Ten people at 20 s a contact and one every second; twenty more come after the delay. On the floor an hour stands
    for a day of the season: the shock's own times are a day to be seen and a day to be decided."""
    hour, work, people, called, gap = 3600.0, 20.0, 10, 20, 1.0
    delay = hour * (seen_factor(looks_every) + decided_factor(NUMBERS, rights))
    wanted = open_area(1 / gap, people / work, (people + called) / work, delay)
    until = 2.2 * delay + 10 * work  # drained at the pace at which it piled up
    types = work_types(kind(Channel.DEFERRED, work, work_family=Family.FIXED, target=hour))
    times = np.arange(gap, until, gap)
    contacts = tape.build(types, key(1, "pulse", np.arange(len(times))), np.zeros(len(times), int), times, 1, 2 * until)
    windows = [(one, 0.0 if one < people else delay, 2 * until) for one in range(people + called)]
    log = floor.run_day(contacts, alike(people + called, windows=windows), types, rules())
    assert log.queue_area[0] == pytest.approx(wanted, rel=0.02)


def season(seed: int = 1, **levers):
    plan = {f"adaptability.{name}": value for name, value in levers.items()}
    return run_season(Setup(small_shop(**{"shocks.chance": OFTEN} | plan), parameters()), seed)


def test_shocks_come_as_often_as_long_and_as_large_as_they_should():
    every = [one for seed in range(300) for one in shocks(UNPLANNED, 2.0, seed, 84)]
    expected = 300 * 84 * -np.expm1(-2 * UNPLANNED.a_year / 365)
    assert len(every) == pytest.approx(expected, abs=4 * expected**0.5)
    assert np.median([one.ends - one.begins for one in every]) == pytest.approx(UNPLANNED.days, rel=0.08)
    assert np.median([one.lift for one in every]) == pytest.approx(UNPLANNED.lift, rel=0.08)
    assert not shocks(UNPLANNED, 0.0, 1, 84)


def test_a_changed_delay_leaves_every_shock_as_it_was_and_more_chance_only_adds_some():
    as_ever, sooner = shocks(UNPLANNED, 9.0, 3, 84), shocks(UNPLANNED, 9.0, 3, 84, seen=0.1, decided=0.2)
    assert [(one.begins, one.ends, one.lift) for one in as_ever] == [(one.begins, one.ends, one.lift) for one in sooner]
    assert all(new.decided < old.decided for new, old in zip(sooner, as_ever, strict=True))
    assert set(as_ever) < set(shocks(UNPLANNED, 20.0, 3, 84))


def test_a_shock_of_half_a_day_lifts_that_day_by_half():
    found = [one for one in shocks(replace(UNPLANNED, days=0.5, days_sd=0.0), OFTEN, 1, 28) if one.ends < one.day + 1]
    assert found
    for one in found:
        assert lifted((one,), one.day) == pytest.approx(1 + one.lift / 2)
        assert lifted((one,), one.day + 1) == 1.0


def test_days_without_a_decision_are_those_of_the_shocks():
    found = shocks(UNPLANNED, OFTEN, 1, 28, seen_factor(1.0), decided_factor(NUMBERS, 0.5))
    each = [min(1.0, sum(one.open_on(day) for one in found)) for day in range(28)]
    assert season(watch_days=1.0, rights=0.5).days["undecided_days"] == pytest.approx(each)


def test_whoever_is_called_comes_on_the_morning_after_the_notice_and_goes_when_it_is_over():
    levers = {"watch_days": 0.25, "rights": 1.0, "pool_packing": 3}
    found = shocks(UNPLANNED, OFTEN, 1, 28, seen_factor(0.25), decided_factor(NUMBERS, 1.0))
    wanted = {day for one in found for day in range(comes(NUMBERS, one.decided), 28) if day < one.ends}
    came = set(np.flatnonzero(season(**levers).days["called_days"]))
    assert came and came <= wanted
    assert len(wanted - came) <= 2 + len(wanted) / 7, "but for illness and days off"


def test_waiting_is_paid_by_the_hour_of_the_work_that_is_waited_for():
    played, shop = season(pool_packing=2, rights=0.0, watch_days=14.0), small_shop()
    packer = next(group for group in shop.people if group.id == "stock")
    hour = packer.pay_month / (40 * 365 / 7 / 12) * (1 + shop.money.contributions)
    assert not played.laws
    assert played.ledger["retainer"] == pytest.approx(np.full(28, -2 * NUMBERS.retainer_hours * hour / DAYS_PER_WEEK))


def test_nobody_is_paid_twice():
    """Temps of a sale and people on call are both there; each is paid from one account."""
    sale = {"peak.temps_packing": 2, "peak.temps_days_before": 5}
    alone = run_season(Setup(small_shop(**{"shocks.chance": OFTEN} | sale), parameters()), 1)
    called = {"adaptability.rights": 1.0, "adaptability.watch_days": 0.25, "adaptability.pool_packing": 3}
    both = run_season(Setup(small_shop(**{"shocks.chance": OFTEN} | sale | called), parameters()), 1)
    assert both.ledger["called"].sum() < 0
    hours = -np.array([alone.ledger["temps"].sum(), both.ledger["temps"].sum()]) / 25.0
    assert hours[1] == pytest.approx(hours[0], abs=8.0), "but for the end of a shift that a parcel in hand draws out"


def test_who_may_not_be_called_in_time_changes_nothing_but_the_pay_for_waiting():
    slow = {"watch_days": 14.0, "rights": 0.0}
    without, with_pool = season(**slow), season(**slow, pool_packing=4)
    assert with_pool.days["called_days"].sum() == 0
    for name, values in without.days.items():
        if name != "cash":
            assert np.array_equal(values, with_pool.days[name]), name
