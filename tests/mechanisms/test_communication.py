"""Who has heard of a changed rule, who answers by the old one, and what telling costs."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.mechanisms.communication import (
    LAG,
    MESSAGES,
    Communication,
    after_brief,
    after_hours,
    best_messages,
    broken_into,
    changed,
    changes,
    in_shift,
    read_chance,
    touched,
)
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

NUMBERS: Communication = bind(Communication, "communication", parameters())


@given(hours=st.lists(st.floats(0.5, 12), min_size=1, max_size=8), lag=st.floats(0.5, 40))
def test_one_change_makes_as_many_wrong_answers_as_come_in_the_mean_lag_whatever_the_shifts(hours, lag):
    """q λ L: shifts of any length, one after the other until nobody is left who has not heard."""
    numbers = replace(NUMBERS, chance_hours=2 * lag, carries=1e-9, read=1e9)  # everybody reads
    contacts, stock, wrong = 11.0, changed(numbers, MESSAGES), 0.0
    for shift in hours * math.ceil(60 * lag / sum(hours)):
        old = float(touched(numbers, (stock * in_shift(numbers, lag, shift)).sum()))
        wrong += old * contacts * shift
        stock = stock * after_hours(numbers, lag, shift)
    assert wrong == pytest.approx(numbers.touches * contacts * lag, rel=1e-6)


def test_who_does_not_read_waits_for_chance():
    """Mean lag = r L + (1 − r) L₂."""
    chance, lag = read_chance(NUMBERS, MESSAGES), 8.0
    stock = changed(NUMBERS, MESSAGES)
    hours = sum(
        8.0 * (stock * after_hours(NUMBERS, lag, 8.0 * n) * in_shift(NUMBERS, lag, 8.0)).sum() for n in range(99)
    )
    assert hours == pytest.approx(chance * lag + (1 - chance) * NUMBERS.chance_hours)


def test_most_is_read_between_silence_and_noise():
    best = best_messages(NUMBERS)
    assert best == pytest.approx(5 * math.log(9))
    tried = [read_chance(NUMBERS, best * factor) for factor in (0.5, 0.99, 1.0, 1.01, 2.0)]
    assert max(tried) == tried[2]
    assert read_chance(NUMBERS, 0.0) == 0.0
    assert read_chance(NUMBERS, 60.0) == pytest.approx(math.exp(-1.5), rel=1e-4)


@given(messages=st.floats(0, 300), minutes=st.floats(0, 60), hours=st.floats(0, 16), lag=st.floats(0.5, 80))
def test_shares_are_shares_and_nobody_forgets(messages, minutes, hours, lag):
    assert changed(NUMBERS, messages).sum() == pytest.approx(1.0) and (changed(NUMBERS, messages) >= 0).all()
    assert 0 < after_brief(NUMBERS, minutes) <= 1
    left, mean = after_hours(NUMBERS, lag, hours), in_shift(NUMBERS, lag, hours)
    assert (0 <= left).all() and (left <= mean + 1e-12).all() and (mean <= 1 + 1e-12).all()
    assert broken_into(NUMBERS, messages) <= 1 + NUMBERS.interrupted


@given(rules=st.floats(0, 100), place=st.floats(0, 1))
def test_one_place_answers_part_of_what_was_not_heard(rules, place):
    all_of_it = float(touched(NUMBERS, rules))
    assert (1 - NUMBERS.found) * all_of_it <= float(touched(NUMBERS, rules, place)) <= all_of_it <= 1


def test_rules_change_every_day_around_a_sale_and_by_chance_else():
    numbers = replace(NUMBERS, rules_week=0.0)
    assert changes(numbers, 1, 40, (20,)) == (18, 19, 20, 21, 22)
    weeks = 2000
    by_chance = len(changes(replace(NUMBERS, rules_week=0.7), 1, 7 * weeks, ()))
    assert by_chance / (7 * weeks) == pytest.approx(1 - math.exp(-0.1), rel=0.1)


def season(**levers):
    return run_season(Setup(small_shop(**levers), parameters()), 1)


def service(**levers):
    """(wrong share of one contact in hand, seconds on the floor) of who serves customers, by day."""
    found = []

    def note(day, began, crew, log):
        serves = crew.speed[:, 0] > 0
        window = serves[crew.windows[:, 0].astype(int)]
        seconds = (crew.windows[:, 2] - crew.windows[:, 1])[window].sum()
        found.append((1 - crew.accuracy[serves, 0].mean(), seconds))

    run_season(Setup(small_shop(**levers), parameters()), 1, each_floor=note)
    return np.array(found).T


def test_a_brief_takes_its_minutes_on_its_days_only():
    """24 minutes are a twentieth of a shift of eight hours."""
    days = changes(NUMBERS, 1, 28, (16,))
    usual = service()[1]
    briefed = service(**{"communication.brief_minutes": 24.0, "communication.brief_days": 1})[1]
    on = np.isin(np.arange(28), days)
    assert 0 < on.sum() < 14
    assert briefed[on] / usual[on] == pytest.approx(0.95)
    assert briefed[~on] == pytest.approx(usual[~on])


def test_whoever_was_off_hears_from_a_brief_that_is_repeated():
    once, thrice = (
        season(**{"communication.brief_minutes": 15.0, "communication.brief_days": days}) for days in (1, 3)
    )
    assert thrice.days["rule_known"].sum() > once.days["rule_known"].sum() > 0
    assert thrice.days["old_rule_avoided"].sum() > once.days["old_rule_avoided"].sum() > 0


def test_hours_are_paid_as_agreed():
    """One place: hours a week. Reminders at half the lag: minutes for everybody of the service floor and change."""
    kept, reminded = season(**{"communication.place": 1.0}), season(**{"communication.lag_hours": LAG / 2})
    facts = Setup(small_shop(), parameters()).facts
    hour = facts.pay_hour.max()
    assert not kept.laws and not reminded.laws
    assert kept.ledger["rules"].sum() == pytest.approx(-4 * NUMBERS.keep_hours * hour)
    paid, days = reminded.ledger["rules"], changes(NUMBERS, 1, 28, (16,))
    assert (np.flatnonzero(paid) == days).all()
    assert paid[days[0]] == pytest.approx(-5 * NUMBERS.remind_minutes / 60 * hour)  # five people
    for one in (kept, reminded):
        assert one.days["telling_hours"] == pytest.approx(-one.ledger["rules"] / hour)


def test_messages_take_seconds_of_everybody():
    """120 messages instead of 60, at 5 s: five minutes more in each shift of eight hours."""
    more = season(**{"communication.messages": 120.0}).days["telling_hours"]
    assert 0 < more.min() and more.max() <= 5 * 5 / 60 * 1.5  # five people, shifts of up to half as long again


def test_before_anything_is_new_only_interruptions_differ():
    """60 messages break into 12 answers in a hundred, half as many again of which are wrong: 6 % more."""
    assert changes(NUMBERS, 1, 28, (16,))[0] > 0
    usual, quiet = service()[0], service(**{"communication.messages": 0.0})[0]
    assert usual[0] / quiet[0] == pytest.approx(1.06)
