"""Risk: plans that are rehearsed in turn, reserves, warnings, and what they save of a compound Poisson loss."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from sim.evidence import parameters
from sim.mechanisms import incidents
from sim.mechanisms.incidents import Damping, Incident, chance_of_a_day, life
from sim.mechanisms.risk import (
    NAME,
    NOTHING,
    Risk,
    alive,
    drills_on,
    expected,
    hit,
    lasting,
    mean_alive,
    standstill,
    worst_first,
)
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.shop.events import Event, deck
from sim.shop.types import Text
from sim.units import DAYS_PER_YEAR
from tests.season.shop import small_shop

NUMBERS = parameters().bind(Risk, "risk")
WORDS = Text(en="x", zh="某")
EVENT = Event(
    id="closed", name=WORDS, what=WORDS, family="platform", rate=2.0, days=3.0, spread=0.7, seen_days=0.5,
    decided_days=1.0, touches={"traffic": 0.0}, damped_by=(NAME,), evidence="ASM-incidents",
)  # fmt: skip


# ---- drills


def test_every_drill_is_held_once():
    """Evenly spaced, the first on day 0: six in twelve weeks are two weeks apart."""
    held = [drills_on(6.0, day) for day in range(84)]
    assert [day for day in range(84) if held[day]] == [0, 14, 28, 42, 56, 70] and max(held) == 1
    assert sum(drills_on(0.0, day) for day in range(84)) == 0


@given(drills=st.integers(1, 200))
def test_as_many_drills_are_held_as_were_asked_for(drills):
    assert sum(drills_on(float(drills), day) for day in range(84)) == drills


def turning(interval: float, half_life: float, floor: float) -> float:
    """How alive a plan is at moments of its turn, one by one."""
    ages = (np.arange(100_000) + 1 / 2) / 100_000 * interval
    return float(np.maximum(floor, 2 ** (-ages / half_life)).mean())


@given(interval=st.floats(0.1, 200), half_life=st.floats(0.5, 30), floor=st.floats(0.0, 0.9))
def test_a_plan_is_alive_on_average_as_the_closed_form_says(interval, half_life, floor):
    assert mean_alive(interval, half_life, floor) == pytest.approx(turning(interval, half_life, floor), rel=1e-3)


def test_after_a_half_life_between_drills_a_plan_is_alive_to_one_over_two_ln_two():
    assert mean_alive(8.0, 8.0) == pytest.approx(1 / (2 * math.log(2)))
    assert mean_alive(0.0, 8.0) == 1.0


def test_many_plans_together_are_worth_no_more_than_the_drills_they_share():
    """With a drill every two weeks and nothing left of reading, P plans tend to h ÷ (τ ln 2) and no further."""
    plain = replace(NUMBERS, read=0.0)
    total = [plans * alive(plain, plans, 6.0) for plans in (1, 4, 16, 64)]
    assert total == sorted(total)
    assert total[-1] == pytest.approx(NUMBERS.half_life_weeks / (2 * math.log(2)), rel=0.01)


def test_of_plans_that_nobody_rehearses_reading_is_left_and_less_of_a_thick_folder():
    assert alive(NUMBERS, 0, 6.0) == 0.0
    assert alive(NUMBERS, 5, 0.0) == pytest.approx(NUMBERS.read * math.exp(-5 / NUMBERS.folder))
    assert alive(NUMBERS, 25, 0.0) < alive(NUMBERS, 5, 0.0)


# ---- warnings


def test_alarms_are_believed_until_there_are_too_many():
    assert hit(NUMBERS, 0.0) == 0.0
    believed = replace(NUMBERS, trust=1e9)
    assert hit(replace(believed, sharp=0.0), 0.3) == pytest.approx(0.3), "signs that tell nothing are right by chance"
    assert hit(replace(believed, sharp=2.0), 0.5) == pytest.approx(0.97725, abs=1e-5), "Φ(2)"
    found = [hit(NUMBERS, w) for w in (0.001, 0.05, 0.9)]
    assert found[1] > found[0] and found[1] > found[2], "best in between"


# ---- what is lost


@given(median=st.floats(0.1, 20), spread=st.floats(0.0, 1.5), delay=st.floats(0.0, 30))
def test_the_days_before_and_after_a_decision_add_up(median, spread, delay):
    before, after = lasting(median, spread, delay)
    assert before + after == pytest.approx(median * math.exp(spread**2 / 2))
    assert -1e-9 <= before <= delay + 1e-9 and after >= -1e-9


def lives(damping: Damping, lengths: np.ndarray) -> list[Incident]:
    """Incidents of EVENT as the season makes them."""
    found: list[Incident] = []
    for length in lengths:
        env = simpy.Environment()
        env.process(life(env, EVENT, float(length), damping, found))
        env.run()
    return found


def test_what_is_expected_is_what_lives_come_to():
    """Decided in half the time, then two thirds of the rest at two fifths of the size."""
    lengths = EVENT.days * np.exp(EVENT.spread * np.random.default_rng(1).standard_normal(20_000))
    damping = Damping(seen=0.5, decided=0.5, length=2 / 3, loss=0.4)
    cost = [
        (min(one.decided, one.ends) + one.loss * max(0.0, one.ends - one.decided)) * NUMBERS.unsold
        for one in lives(damping, lengths)
    ]
    times = EVENT.rate * 84 / DAYS_PER_YEAR
    assert expected(NUMBERS, EVENT, 84, 1, (0.5, 0.5, 2 / 3, 0.4)) == pytest.approx(times * np.mean(cost), rel=0.02)


def test_the_loss_of_a_season_is_compound_poisson():
    """Mean λ E[X], variance λ E[X²]; the worst season in twenty costs several times the mean."""
    rng = np.random.default_rng(2)
    daily = chance_of_a_day(EVENT.rate)
    number = (rng.random((20_000, 84)) < daily).sum(axis=1)
    lengths = EVENT.days * np.exp(EVENT.spread * rng.standard_normal((20_000, number.max())))
    cost = lengths * NUMBERS.unsold * (np.arange(number.max()) < number[:, None])
    seasons, rate = cost.sum(axis=1), EVENT.rate * 84 / DAYS_PER_YEAR
    mean, square = (EVENT.days * NUMBERS.unsold) ** np.array([1, 2]) * np.exp(EVENT.spread**2 * np.array([0.5, 2.0]))
    assert seasons.mean() == pytest.approx(rate * mean, rel=0.03)
    assert seasons.var() == pytest.approx(rate * square, rel=0.08)
    assert np.quantile(seasons, 0.95) > 3 * seasons.mean()
    assert expected(NUMBERS, EVENT, 84, 1, NOTHING) == pytest.approx(rate * mean)


def test_the_list_has_the_worst_first_and_nothing_that_no_plan_touches():
    kinds = worst_first(NUMBERS, 84, 1)
    costs = [expected(NUMBERS, event, 84, 1, NOTHING) for event in kinds]
    assert costs == sorted(costs, reverse=True) and costs[0] > 0
    assert {event.id for event in kinds} == {event.id for event in deck().values() if NAME in event.damped_by}


def test_the_first_hours_of_a_sale_weigh_more_than_its_later_ones():
    """A day from the opening on loses the sale's first day, an hour more than a twenty-fourth of it; a fine weighs
    nothing, for nobody can do anything about it any more."""
    sale = EVENT.model_copy(update={"when": "sale", "rate": 1.0, "days": 1.0, "spread": 0.0})
    day = expected(NUMBERS, sale, 84, 2, NOTHING)
    assert day == pytest.approx(2 * NUMBERS.opening * NUMBERS.unsold)
    hour = expected(NUMBERS, sale.model_copy(update={"days": 1 / 24}), 84, 2, NOTHING)
    assert hour == pytest.approx(day * 24**-NUMBERS.early) and hour > 2 * day / 24
    fined = EVENT.model_copy(update={"touches": {"traffic": 0.0, "fine": 9.0}})
    assert expected(NUMBERS, fined, 84, 1, NOTHING) == expected(NUMBERS, EVENT, 84, 1, NOTHING)
    assert standstill(NUMBERS, EVENT) == pytest.approx(NUMBERS.unsold)


# ---- a courier that stops


def test_parcels_that_cannot_leave_pile_up_as_a_fluid_and_leave_at_once(monkeypatch):
    """For d days nothing leaves: λ a day waits on top, in all λ d (d + 1) ÷ 2 parcel-days; then all of it goes."""
    length, first = 3, 7
    strike = deck()["courier_strike"].model_copy(
        update={"touches": {"dispatch": 0.0}, "days": float(length), "spread": 0.0}
    )
    monkeypatch.setattr(incidents, "deck", lambda: {"courier_strike": strike})
    patient = {"fulfilment.ship_within_days": 7}  # so that nobody is late, and orders are the same
    plain, struck = (
        run_season(Setup(small_shop(**patient | levers), parameters()), 3)
        for levers in ({}, {"incidents.by_hand": (f"courier_strike@{first + 1}",)})
    )
    days = slice(first, first + length)
    assert not struck.laws and struck.days["shipped"][days].sum() == 0
    waiting = (struck.days["backlog_parcels"] - plain.days["backlog_parcels"])[days]
    assert waiting == pytest.approx(plain.days["shipped"][days].cumsum(), rel=0.02)
    usual = plain.days["shipped"][days].mean()
    assert waiting.sum() == pytest.approx(usual * length * (length + 1) / 2, rel=0.15)
    after = first + length
    assert struck.days["shipped"][after] == pytest.approx(plain.days["shipped"][first : after + 1].sum(), rel=0.02)
    assert struck.days["backlog_parcels"][after] == pytest.approx(plain.days["backlog_parcels"][after], abs=10)


# ---- in a season

READY = {"risk.plans": 3, "risk.drills": 6.0, "risk.reserve": 2, "risk.warnings": 0.05}


def test_what_is_prepared_is_booked_and_moves_nothing_else_while_nothing_happens():
    """Without incidents only the four accounts and the two counts are there."""
    plain, ready = (run_season(Setup(small_shop(**levers), parameters()), 3) for levers in ({}, READY))
    assert not ready.laws
    for name, values in plain.ledger.items():
        if name not in ("plans_written", "drills_held", "reserves", "alarms"):
            np.testing.assert_array_equal(ready.ledger[name], values, err_msg=name)
    days, shop = len(plain.days["orders"]), small_shop()
    sales = shop.demand.orders_day * shop.money.order_value
    assert ready.ledger["reserves"].sum() == pytest.approx(-2 * NUMBERS.standing_by * sales * days / 7)
    best = Setup(shop, parameters()).facts.pay_hour.max()
    assert ready.ledger["plans_written"].sum() == pytest.approx(-3 * NUMBERS.plan_hours * best)
    assert np.count_nonzero(ready.ledger["drills_held"]) == math.ceil(days / 14)
    booked = sum(ready.ledger[name].sum() for name in ("plans_written", "drills_held", "reserves", "alarms"))
    assert ready.days["readiness_cost"].sum() == pytest.approx(-booked)


def test_a_shop_that_is_prepared_loses_fewer_orders_to_the_same_incident():
    """The shop is closed on day 5 in both; the prepared one opens sooner."""
    closed = {"incidents.by_hand": ("shop_closed@5",)}
    plain, ready = (run_season(Setup(small_shop(**levers), parameters()), 3) for levers in (closed, closed | READY))
    assert ready.days["incident_days"].sum() <= plain.days["incident_days"].sum()
    assert ready.days["orders"].sum() > plain.days["orders"].sum()


def test_what_is_covered_is_what_the_list_says():
    """One plan, drilled every four weeks: the worst kind costs less, all others what they did."""
    season = run_season(Setup(small_shop(**{"risk.plans": 1, "risk.drills": 3.0}), parameters()), 3)
    shop = small_shop()
    kinds = worst_first(NUMBERS, shop.calendar.days, 1)
    costs = [expected(NUMBERS, event, shop.calendar.days, 1, NOTHING) for event in kinds]
    known = alive(NUMBERS, 1, 3.0)
    by = (1.0, 1 - NUMBERS.quick * known, 1 - NUMBERS.shorter * known, 1.0)
    saved = costs[0] - expected(NUMBERS, kinds[0], shop.calendar.days, 1, by)
    np.testing.assert_allclose(season.days["covered"], saved / sum(costs))


def test_events_that_do_not_name_risk_are_left_as_they_were():
    """A video that goes viral: no plan of this list makes it shorter."""
    assert NAME not in deck()["viral_hit"].damped_by
    viral = {"incidents.by_hand": ("viral_hit@5",)}
    plain, ready = (run_season(Setup(small_shop(**levers), parameters()), 3) for levers in (viral, viral | READY))
    np.testing.assert_array_equal(plain.days["orders"], ready.days["orders"])
