"""Faults that make customers ask: how many are left, by hand and as an equation; what mending takes and gives."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.mechanisms.improvement import Improvement, in_passing, later, mended, remaining, steady, unheard
from sim.season import kpi
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

NUMBERS: Improvement = bind(Improvement, "improvement", parameters())
FAULTS, ARISE, ENOUGH = st.floats(0, 80), st.floats(0.1, 4), st.floats(10, 60)


@given(faults=FAULTS, arise=ARISE, weeks=st.floats(0, 100))
def test_where_nobody_mends_as_many_are_added_as_arise(faults, arise, weeks):
    assert later(faults, arise, 0.0, 30.0, weeks) == pytest.approx(faults + arise * weeks)


@given(faults=FAULTS, arise=ARISE, over=st.floats(1.1, 5), enough=ENOUGH)
def test_faults_end_where_as_many_arise_as_are_mended(faults, arise, over, enough):
    could, end = arise * over, enough * math.log(1 / (1 - 1 / over))
    assert steady(arise, could, enough) == pytest.approx(end)
    assert later(end, arise, could, enough, 5.0) == pytest.approx(end, rel=1e-6)
    assert later(faults, arise, could, enough, 30 * enough / (could - arise)) == pytest.approx(end, rel=1e-6)


def test_fewer_mended_than_arise_never_end():
    assert steady(2.0, 1.9, 30.0) == math.inf
    assert later(40.0, 2.0, 1.9, 30.0, 1000.0) > 100


@given(faults=FAULTS, arise=ARISE, could=st.floats(0, 12), enough=ENOUGH)
def test_a_week_is_what_small_steps_of_the_equation_come_to(faults, arise, could, enough):
    steps, found = 2000, faults
    for _ in range(steps):
        found += (arise - could * -math.expm1(-found / enough)) / steps
    assert later(faults, arise, could, enough, 1.0) == pytest.approx(found, abs=0.01)
    half = later(faults, arise, could, enough, 0.5)
    assert later(half, arise, could, enough, 0.5) == pytest.approx(later(faults, arise, could, enough, 1.0), abs=1e-6)


def test_what_a_shop_mends_in_passing_keeps_its_faults_as_they_are():
    usual = in_passing(NUMBERS)
    assert steady(NUMBERS.arise, usual, NUMBERS.enough) == pytest.approx(NUMBERS.open)
    assert later(NUMBERS.open, NUMBERS.arise, usual, NUMBERS.enough, 12.0) == pytest.approx(NUMBERS.open)


def test_an_hour_mends_less_where_no_reason_is_noted_and_nobody_looks_again():
    """By hand: 0.2 a hour, 40 % of it blind, 30 % comes back; looking at all of them again takes 30 % more time."""
    plain = replace(NUMBERS, hour=0.2, blind=0.4, back=0.3, look=0.3, doubtful=1e-9, notes=1e-9)
    assert mended(plain, 0.0, 0.0) == pytest.approx(0.2 * 0.4 * 0.7)
    assert mended(plain, 1.0, 0.0) == pytest.approx(0.2 * 0.7)
    assert mended(plain, 1.0, 1.0) == pytest.approx(0.2 / 1.3)


def test_to_look_at_all_of_them_again_takes_more_than_it_keeps():
    some, every = mended(NUMBERS, 0.2, 0.4), mended(NUMBERS, 0.2, 1.0)
    assert mended(NUMBERS, 0.2, 0.0) < some > every


def test_of_few_changes_hardly_any_is_missed_and_of_many_most():
    assert unheard(0.0, 6.0) == 0
    assert unheard(6.0, 6.0) == pytest.approx(3.0)
    assert unheard(0.06, 6.0) < 0.01 * 0.06 and unheard(600.0, 6.0) > 0.98 * 600


@given(share=st.floats(0, 1), faults=FAULTS, usual=st.floats(1, 80))
def test_half_the_faults_make_half_of_their_contacts(share, faults, usual):
    assert remaining(share, usual, usual) == 1
    assert remaining(share, usual / 2, usual) == pytest.approx(1 - share / 2)
    assert remaining(share, faults, usual) >= 1 - share - 1e-12


def season(held: Mapping[str, float] | None = None, **levers):
    setup = Setup(small_shop(**levers), parameters().holding(held or {}))
    result = run_season(setup, 1)
    assert not result.laws
    return setup, result


LEAVING = {"attrition.hazard_month": 0.5, "quits.notice_days": 5.0}


@pytest.mark.parametrize("known", [{}, LEAVING], ids=["stay", "leave"])
def test_a_season_follows_the_equation_and_its_shocks(known):
    """Five people, an hour each; the sale opens on day 16, and with each who leaves a fault is back."""
    setup, played = season(known, **{"improvement.hours": 1.0})
    people = played.state.people
    desk, found, usual, expected = people.group < 2, NUMBERS.open, in_passing(NUMBERS), []
    without = found
    assert (people.gone[desk] < setup.days).any() == bool(known)
    for day in range(setup.days):
        shock = NUMBERS.campaign * (day == 16) + NUMBERS.leaver * np.count_nonzero(people.gone[desk] == day)
        could = mended(NUMBERS, 0.0, 0.0) * np.count_nonzero(people.on_floor(day)[desk])
        found = later(found + shock, NUMBERS.arise, usual + could, NUMBERS.enough, 1 / 7)
        without = later(without + shock, NUMBERS.arise, usual, NUMBERS.enough, 1 / 7)
        expected.append(without - found)
    assert played.days["faults_fewer"] == pytest.approx(expected)


def test_in_the_pause_nobody_leaves_the_floor_and_nothing_is_mended():
    """The sale of the small shop opens in its third week."""
    whole, paused = (season(**{"improvement.hours": 4.0, "improvement.pause_weeks": weeks})[1].days for weeks in (0, 1))
    plain = season()[1].days
    week = slice(14, 21)
    assert paused["staffed_s"][14] > whole["staffed_s"][14]
    assert paused["faults_fewer"][week].max() < paused["faults_fewer"][13] < whole["faults_fewer"][20]
    assert paused["faults_fewer"][:14] == pytest.approx(whole["faults_fewer"][:14])
    assert whole["staffed_s"][0] == pytest.approx(0.9 * plain["staffed_s"][0], rel=0.05)  # 4 of 40 hours


def test_contacts_that_nobody_has_to_make_are_those_that_are_missing():
    """Calls of parcels on their way, counted beside the same season without: those of late parcels stay."""
    known = {"improvement.hour": 4.0, "improvement.asks": 0.9}
    calls = {"demand.orders_day": 400.0, "work.call.rate": 1.0, "work.call.rate_late": 0.0}
    plain, mending = (season(known, **calls, **{"improvement.hours": hours})[1].days for hours in (0.0, 2.0))
    spared = mending["contacts_spared"].sum()
    assert 1000 < spared < 0.9 * 400 * 28
    roots = [days["contacts"].sum() - days["children"].sum() for days in (plain, mending)]
    assert roots[0] - roots[1] == pytest.approx(spared, rel=0.1)


def test_what_is_left_behind_is_the_pay_for_contacts_that_are_not_made():
    """By hand, with a gap that nothing closes, and all calls are of faults."""
    still = {"improvement.arise": 1e-9, "improvement.asks": 1.0, "improvement.hour": 4.0, "improvement.campaign": 0.0}
    setup, played = season(still, **{"improvement.hours": 1.0, "floor.pace_cv": 0.0})
    share = played.days["faults_fewer"][-1] / NUMBERS.open
    hours = 0.1 * 150 * 7 * 52 * 200 / 3600  # calls of a year, 200 s each
    pay = float(setup.facts.pay_hour[0])
    assert kpi.end_state(setup, played).by_kind["faults"] == pytest.approx(share * hours * pay, rel=1e-3)
    assert share > 0.3


def test_a_note_slows_the_desk_by_its_seconds_and_no_packer():
    found = []
    for noted in (0.0, 1.0):
        crews = []
        run_season(
            Setup(small_shop(**{"improvement.noted": noted}), parameters().holding({"improvement.note_s": 50.0})), 1,
            stop=1, each_floor=lambda day, began, crew, log, crews=crews: crews.append(crew.speed),
        )  # fmt: skip
        found.append(crews[0])
    desk, table = found[0][:, 0] > 0, found[0][:, 3] > 0
    assert found[1][desk, 0] == pytest.approx(found[0][desk, 0] * 200 / 250)
    assert found[1][table, 3] == pytest.approx(found[0][table, 3])
