"""Several countries in one team: what a misfit takes, what a course takes away, and what two desks wait."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.floor import compiled, tape
from sim.floor.model import Outcome
from sim.mechanisms.culture import ABROAD, Culture, fitting, handle, later, log_wrong, misfit
from sim.planning.erlang import erlang_a
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.floor.builders import PHONE, crew, kind, rules, work_types
from tests.season.shop import small_shop

NUMBERS: Culture = bind(Culture, "culture", parameters())
TALK = np.array([True, False])


def season(held=None, each_floor=None, **levers):
    played = run_season(Setup(small_shop(**levers), parameters().holding(held or {})), 1, each_floor=each_floor)
    assert not played.laws
    return played


def test_who_shares_the_country_misfits_nothing_and_who_shares_the_language_a_part():
    assert misfit(NUMBERS, "US", "US") == 0
    assert misfit(NUMBERS, "GB", "US") == misfit(NUMBERS, "US", "GB") == NUMBERS.cousins
    assert misfit(NUMBERS, "CN", "US") == 1


@given(mu=st.floats(0, 1))
def test_a_misfit_takes_time_and_makes_errors_in_proportion(mu):
    assert handle(NUMBERS, 0.0) == 1 and log_wrong(NUMBERS, 0.0) == 0
    assert handle(NUMBERS, mu) - 1 == pytest.approx(mu * (handle(NUMBERS, 1.0) - 1))
    assert log_wrong(NUMBERS, mu) == pytest.approx(mu * NUMBERS.wrong)


@given(first=st.floats(0, 60), second=st.floats(0, 60))
def test_hours_of_a_course_add_up_and_never_take_away_more_than_they_can(first, second):
    both = later(NUMBERS, later(NUMBERS, 0.0, first), second)
    assert both == pytest.approx(float(later(NUMBERS, 0.0, first + second)))
    assert 0 <= both <= NUMBERS.most
    assert later(NUMBERS, 0.0, NUMBERS.enough_hours) == pytest.approx(NUMBERS.most * (1 - math.exp(-1)))


def test_a_course_saves_at_most_a_twentieth_of_a_contact():
    """What the register says of it (REM-07): of a talk, where nothing is shared."""
    left = handle(NUMBERS, 1 - NUMBERS.most) / handle(NUMBERS, 1.0)
    assert 0.94 < left < 0.96


def test_what_only_one_side_can_do_fits_everybody():
    both, nobody_else = np.ones((2, 2)), np.array([[0.0, 1.0], [1.0, 1.0]])
    assert fitting(np.array([0.0, 1.0]), both, TALK).tolist() == [[True, False], [False, True]]
    assert fitting(np.array([0.0, 1.0]), nobody_else, TALK)[:, 0].all()
    assert fitting(np.zeros(2), both, TALK).all()


def test_all_sorted_are_two_desks_that_wait_as_erlang_a_says_of_each():
    """Six a minute for six people who talk, three for four who write; a minute each, patience of two."""
    horizon, rates, people, patience = 20_000.0, (6.0, 3.0), (6, 4), 2.0
    types = work_types(*(kind(PHONE, work=1.0, patience=patience) for _ in rates))
    came = [tape.arrivals(5, 0, f"{k}", np.array([r * horizon]), np.array([0.0, horizon])) for k, r in enumerate(rates)]
    keys, times = zip(*came, strict=True)
    what = np.repeat(np.arange(2), [len(one) for one in keys])
    day = tape.build(types, np.concatenate(keys), what, np.concatenate(times), 5, horizon)
    fits = np.repeat(fitting(np.array([0.0, 1.0]), np.ones((2, 2)), TALK), people, axis=0)
    log = compiled.run_day(day, crew(fits.astype(float).tolist()), types, rules(), engine="compiled")
    for k, (rate, servers) in enumerate(zip(rates, people, strict=True)):
        ended = (log.kind == k) & (log.outcome != Outcome.PENDING)
        theory = erlang_a(rate, 1.0, 1 / patience, servers)
        assert np.mean(log.outcome[ended] == Outcome.ABANDONED) == pytest.approx(theory.abandoned, rel=0.06)
        assert log.waited[ended].mean() == pytest.approx(theory.wait, rel=0.06)


def test_where_all_share_the_customers_country_nothing_moves():
    asked = {"culture.only": 1.0, "culture.first": 1, "culture.course_hours": 4.0}
    plain, sorted_out = season(), season(**asked)
    for name, values in plain.days.items():
        assert sorted_out.days[name] == pytest.approx(values, abs=1e-9), name
    for name, values in plain.ledger.items():
        assert sorted_out.ledger[name] == pytest.approx(values, abs=1e-6), name


def test_a_team_sorted_by_language_is_a_team_of_other_skills():
    """Those abroad write, the others talk: the same season as of people who can do nothing else."""
    sorted_out = season({"culture.wrong": 0.0}, **ABROAD, **{"culture.only": 1.0})
    skills = {"people.early.skills": {"ask": 1.0, "call": 1.0}, "people.late.skills": {"mail": 1.0}}
    able = season(None, **ABROAD, **skills)
    for name in ("contacts", "answered", "live_lost", "orders", "busy_s"):
        assert sorted_out.days[name] == pytest.approx(able.days[name]), name


def crews(**levers):
    found = []
    season(None, lambda day, began, people, log: found.append(people), **ABROAD, **levers)
    return found


def test_the_teams_mean_of_wrong_answers_is_what_the_shop_counted():
    """Two people here and three abroad, all of whom may take every type: on the first day, without any course yet."""
    plain, known = crews()[0], crews(**{"culture.first": 1})[0]
    desk = plain.speed[:, 0] > 0
    factor = ((1 - known.accuracy) / (1 - plain.accuracy))[desk]
    here, abroad = factor.min(axis=0), factor.max(axis=0)
    assert (2 * here + 3 * abroad)[:3] / 5 == pytest.approx(1.0)
    assert (abroad / here)[:2] == pytest.approx(math.exp(NUMBERS.wrong))
    assert (abroad / here)[2] == pytest.approx(math.exp(NUMBERS.wrong * NUMBERS.writing))


def test_a_course_teaches_those_abroad_and_makes_them_quicker():
    """Two hours a week for two of four weeks; the season sees what three Mondays credit."""
    levers = {"culture.course_hours": 2.0, "culture.course_weeks": 2}
    learned = season(**ABROAD, **levers).state.memory["culture"].learned
    plain, taught = crews()[-1], crews(**levers)[-1]
    assert sorted(set(np.round(learned, 12))) == pytest.approx([0.0, float(later(NUMBERS, 0.0, 4.0))])
    gain = (taught.speed / np.where(plain.speed > 0, plain.speed, 1))[:, 0]
    late = plain.ids[plain.speed[:, 0] > 0]
    assert gain.max() == pytest.approx(handle(NUMBERS, 1.0) / handle(NUMBERS, 1 - learned.max()), rel=0.05)
    assert len(late) and taught.ids.tolist() == plain.ids.tolist()
