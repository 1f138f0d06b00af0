"""Weeks of tiredness: they make ill and leave; a break that is missed makes mistakes, and is paid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contract.channels import ILLNESS, RESTED
from sim.contract.mechanism import Shifts
from sim.evidence import Parameters, parameters
from sim.mechanisms import attrition, fatigue
from sim.mechanisms.attrition import Attrition
from sim.mechanisms.fatigue import Fatigue
from sim.season import rota
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.shop.calendar import Extra, break_worked
from sim.shop.people import Shift
from tests.season import days
from tests.season.shop import small_shop

P = parameters()
TIRED, LEAVING = P.bind(Fatigue, "fatigue"), P.bind(Attrition, "attrition")
levels = st.floats(0, 1)


def test_exhaustion_follows_tiredness_in_weeks_and_goes_as_slowly():
    """One time constant at a level of 0.5 brings 63 % of it, another one of rest leaves 37 % of that."""
    span = 7 * TIRED.worn_weeks
    worn = fatigue.exhaustion(TIRED, np.zeros(1), 0.5, span)
    assert worn[0] == pytest.approx(0.5 * (1 - np.exp(-1)))
    assert fatigue.exhaustion(TIRED, worn, 0.0, span)[0] == pytest.approx(worn[0] / np.e)


@given(levels, levels, st.floats(0, 400), st.floats(0, 400))
def test_exhaustion_lies_between_what_it_was_and_the_level_and_days_add_up(worn, level, first, then):
    once = fatigue.exhaustion(TIRED, np.array([worn]), level, first + then)
    twice = fatigue.exhaustion(TIRED, fatigue.exhaustion(TIRED, np.array([worn]), level, first), level, then)
    assert once == pytest.approx(twice, abs=1e-12)
    assert min(worn, level) - 1e-12 <= once[0] <= max(worn, level) + 1e-12


def test_usual_weeks_leave_hazard_and_illness_as_they_are_counted():
    usual = fatigue.beyond_usual(TIRED, np.array([0.0, TIRED.worn_usual]))
    assert not usual.any() and not attrition.weariness(LEAVING, 0.0, usual).any()


def test_a_standard_deviation_of_exhaustion_makes_leave_as_the_correlation_says():
    """r = 0.3 with leaving is 2 r / √(1 − r²) standard deviations between leavers and stayers: the log odds of one."""
    r, sd = 0.3, 0.05
    assert attrition.weariness(LEAVING, 0.0, sd) == pytest.approx(2 * r / np.sqrt(1 - r**2), abs=0.05)
    assert parameters(evidence_only=True)["attrition.worn"] == 0


def weary(last: int, **levers) -> float:
    """Mean log factor on the desk's hazard on the morning of day `last`."""
    setup, seen = Setup(small_shop(**levers), P), {}

    def each(day, state):
        here = setup.facts.service[state.people.group] & state.people.employed(day)
        worn = fatigue.beyond_usual(TIRED, state.memory["fatigue"].worn)
        seen[day] = attrition.weariness(LEAVING, state.memory["fatigue"].level, worn)[here].mean()

    run_season(setup, 1, each_day=each, stop=last + 1)
    return seen[last]


def test_a_week_of_overtime_is_felt_when_it_is_over():
    """Twelve days after the window tiredness is as usual; who was worn out is still sooner gone."""
    long = {"peak.overtime_hours": 3.0, "peak.days_after": 5, "calendar.weeks": 5}
    usual = weary(33, **{"calendar.weeks": 5})
    assert weary(9, **long) == weary(9, **{"calendar.weeks": 5}), "before the window nothing has happened"
    assert weary(33, **long) > 2 * usual > 0


def test_the_worn_out_fall_ill_and_the_usual_are_ill_as_ever():
    """So worn that the chance reaches 1, nobody comes; at the usual exhaustion the chance is the usual one."""
    setup = Setup(small_shop(), Parameters(dict(P) | {"talent.absence": 0.5}))
    day, nobody = days.morning(setup), np.zeros(0, dtype=np.int64)
    n = len(day.people)
    days.remember(day, "fatigue", worn=np.full(n, TIRED.worn_usual))
    usual, _ = rota.on_duty(setup.rota, day, nobody)
    assert not day[ILLNESS].any() and 0 < len(usual.person) < n
    days.remember(day, "fatigue", worn=np.full(n, TIRED.worn_usual + np.log(2) / TIRED.ill))
    assert np.exp(day[ILLNESS]) == pytest.approx(2.0)
    assert not len(rota.on_duty(setup.rota, day, nobody)[0].person)


def test_rest_brings_back_both():
    day = days.morning(Setup(small_shop(), P))
    n = len(day.people)
    days.remember(day, "fatigue", level=np.full(n, 0.4), worn=np.full(n, 0.3))
    tired, worn = day[RESTED](14)
    assert tired == pytest.approx(0.4 * (1 - TIRED.recovery) ** 14)
    assert worn == pytest.approx(0.3 * np.exp(-2 / TIRED.worn_weeks) - TIRED.worn_usual)


def test_half_a_break_makes_half_the_mistakes_of_none():
    level, hours = np.zeros(1), np.array([8.0])
    logs = [np.log(fatigue.wrong_factor(TIRED, level, hours, share))[0] for share in (2.0, 1.0, 0.5, 0.0)]
    assert logs == pytest.approx([0, 0, TIRED.wrong_no_break / 2, TIRED.wrong_no_break])


@pytest.mark.parametrize(("given_", "hours"), [(None, 0.0), (90.0, 0.0), (60.0, 0.0), (15.0, 0.75), (0.0, 1.0)])
def test_a_break_that_is_worked_is_paid_as_an_hour_beyond_the_shift(given_, hours):
    shift = Shift(start="09:00", end="18:00", breaks=(("12:00", "13:00"),))
    assert break_worked(shift, Extra(2.0, given_)) == hours
    setup = Setup(small_shop(), P)
    plan = rota.Rota(setup.facts, Shifts(0, 0.0, given_, 0.0))
    (big,) = setup.facts.big
    _, numbers = plan.duty(np.zeros(2, int), np.arange(2), setup.facts.days[big - 1])
    extra = numbers[numbers[:, 0] > 0, 1]
    assert len(extra) and extra == pytest.approx(np.full(len(extra), hours))
