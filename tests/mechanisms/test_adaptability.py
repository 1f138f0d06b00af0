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
from sim.mechanisms.adaptability import (
    AGENT,
    PACKER,
    USUAL,
    Adaptability,
    alarms,
    comes,
    decided_factor,
    helped_by,
    seen_factor,
    wrong_chance,
)
from sim.mechanisms.incidents import overlap
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.shop.events import deck
from sim.studies.floors import alike, kind, rules, work_types
from sim.units import DAYS_PER_WEEK, PAID_HOURS_PER_MONTH
from tests.season.shop import small_shop

NUMBERS: Adaptability = bind(Adaptability, "adaptability", parameters())
COMES = ("viral_hit@3", "viral_hit@9", "viral_hit@18")  # in the small shop's four weeks


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
    """A season of the small shop with some videos; levers of adaptability by their names, others by their paths."""
    plan = {name if "." in name else f"adaptability.{name}": value for name, value in levers.items()}
    return run_season(Setup(small_shop(**{"incidents.by_hand": COMES} | plan), parameters()), seed)


def happened(played):
    return played.state.memory["incidents"].incidents


def test_who_is_called_hangs_on_what_an_event_brings():
    events = deck()
    assert helped_by(events["viral_hit"]) == {AGENT, PACKER}
    assert helped_by(events["flu_wave"]) == {AGENT}
    assert helped_by(events["courier_strike"]) == set(), "nothing leaves: more hands pack for a full yard"


@pytest.mark.parametrize("looks_every", [0.25, 3.0])
@pytest.mark.parametrize("rights", [0.0, 1.0])
def test_an_event_is_seen_and_decided_after_its_own_days_times_the_factors(looks_every, rights):
    """A wrong decision of the team's own is asked for after all, which takes as long as ever."""
    own, factors = deck()["viral_hit"], []
    for one in (x for seed in range(1, 5) for x in happened(season(seed, watch_days=looks_every, rights=rights))):
        assert one.seen - one.begins == pytest.approx(own.seen_days * looks_every / USUAL)
        factors.append(round((one.decided - one.seen) / own.decided_days, 9))
    assert set(factors) == {1.0, round(decided_factor(NUMBERS, rights), 9)}


def test_events_that_do_not_name_the_practice_are_seen_and_decided_as_ever():
    by_hand = {"incidents.by_hand": ("break_in@5",)}
    ours, as_ever = season(watch_days=0.25, rights=1.0, **by_hand), season(**by_hand)
    assert happened(ours) == happened(as_ever) and happened(ours)


def test_days_without_a_decision_are_those_of_the_events():
    played = season(watch_days=1.0, rights=0.5)
    found = happened(played)
    each = [min(1.0, sum(overlap(x.begins, min(x.decided, x.ends), day) for x in found)) for day in range(28)]
    assert played.days["undecided_days"] == pytest.approx(each)
    assert played.days["undecided_days"].sum() < season().days["undecided_days"].sum()


def test_whoever_is_called_comes_on_the_morning_after_the_notice_and_goes_when_it_is_over():
    played = season(watch_days=0.25, rights=1.0, pool_packing=3)
    wanted = {day for x in happened(played) for day in range(comes(NUMBERS, x.decided), 28) if day < x.ends}
    came = set(np.flatnonzero(played.days["called_days"]))
    assert came and came <= wanted
    assert len(wanted - came) <= 2 + len(wanted) / 7, "but for illness and days off"


def test_waiting_is_paid_by_the_hour_of_the_work_that_is_waited_for():
    played, shop = season(pool_packing=2), small_shop()
    packer = next(group for group in shop.people if group.id == "stock")
    hour = packer.pay_month / PAID_HOURS_PER_MONTH * (1 + shop.money.contributions)
    assert not played.laws
    assert played.ledger["retainer"] == pytest.approx(np.full(28, -2 * NUMBERS.retainer_hours * hour / DAYS_PER_WEEK))


def test_a_wrong_decision_costs_its_share_of_a_days_sales():
    played, shop = season(rights=1.0, watch_days=0.25), small_shop()
    sales = shop.demand.orders_day * shop.money.order_value
    assert played.days["wrong_decisions"].sum() > 0
    assert played.ledger["twice"] == pytest.approx(-played.days["wrong_decisions"] * NUMBERS.twice * sales)
    assert season(rights=0.0, watch_days=0.25).days["wrong_decisions"].sum() == 0


def test_nobody_is_paid_twice():
    """Temps of a sale and people on call are both there; each is paid from one account."""
    sale = {"peak.temps_packing": 2, "peak.temps_days_before": 5}
    alone, both = season(**sale), season(**sale, rights=1.0, watch_days=0.25, pool_packing=3)
    assert both.ledger["called"].sum() < 0
    hours = -np.array([alone.ledger["temps"].sum(), both.ledger["temps"].sum()]) / small_shop().peak.temp_pay_hour
    assert hours[1] == pytest.approx(hours[0], abs=8.0), "but for the end of a shift that a parcel in hand draws out"


def test_who_may_not_be_called_in_time_changes_nothing_but_the_pay_for_waiting():
    slow = {"watch_days": 14.0, "rights": 0.0}
    without, with_pool = season(**slow), season(**slow, pool=4, pool_packing=4)
    assert with_pool.ledger["retainer"].sum() < 0 == with_pool.days["called_days"].sum()
    for name, values in without.days.items():
        if name != "cash":
            assert np.array_equal(values, with_pool.days[name]), name
