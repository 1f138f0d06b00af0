"""Revealed staffing: people are dealt out in proportion, the best headcount is found, prices scale to nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.evidence import parameters
from sim.experiment import last
from sim.experiment.staffing import PRICES, Curve, DeskHour, around, curve, scaled, with_people
from sim.units import PAID_HOURS_PER_MONTH
from tests.season.shop import small_shop


@given(st.integers(1, 200))
def test_people_are_dealt_out_in_proportion(people):
    shop = with_people(small_shop(), people)
    early, late = (group.count for group in shop.people[:2])
    assert shop.desk_people == people
    assert abs(early - 0.4 * people) < 1 and abs(late - 0.6 * people) < 1
    assert [group.count for group in shop.people[2:]] == [group.count for group in small_shop().people[2:]]


def test_a_shop_without_a_desk_has_no_curve():
    with pytest.raises(ValueError, match="nobody"):
        with_people(small_shop(**{"people.early.role": "content", "people.late.role": "content"}), 3)


@given(st.floats(3, 17), st.floats(0.1, 10))
def test_the_best_headcount_of_a_parabola_is_its_top(top, steep):
    people = tuple(range(2, 19))
    value = np.array([[-steep * (n - top) ** 2] * 3 for n in people])
    found = Curve(10, people, {"profit": value, "end_state": np.zeros_like(value)})
    assert found.best == pytest.approx(top, abs=1e-6)
    assert found.lost(10) == pytest.approx(0)


@given(st.sampled_from([4, 8, 12]), st.floats(-50, 50), st.floats(1, 600))
def test_an_hour_brings_what_a_head_brings_before_its_pay(present, gain, hours):
    """Where each head more changes profit by `gain` an hour, at an end of the curve as inside it."""
    people = (4, 8, 12)
    profit = np.array([[1000 + gain * hours * n] * 2 for n in people])
    found = Curve(present, people, {"profit": profit, "end_state": 0 * profit})
    assert found.hour_brings(DeskHour(hours, 30.0), profit) == pytest.approx(gain + 30, rel=1e-6, abs=1e-6)


def test_an_hour_at_the_desk_costs_its_pay_and_contributions():
    """Five days of 8 hours a week; pay of 20 an hour and a quarter of it on top."""
    levers = {f"people.{name}.pay_month": 20 * PAID_HOURS_PER_MONTH for name in ("early", "late")}
    shop = small_shop(**levers, **{"money.contributions": 0.25, "calendar.weeks": 3})
    assert DeskHour.of(shop).cost == pytest.approx(25)
    assert DeskHour.of(shop).season == pytest.approx(3 * 5 * 8)


def test_an_end_of_the_curve_stays_an_end():
    people = (4, 8, 12)
    value = np.array([[1.0], [2.0], [3.0]])
    assert Curve(8, people, {"profit": value, "end_state": 0 * value}).best == 12


@given(st.integers(1, 100))
def test_the_present_headcount_is_on_its_curve(present):
    people = around(present, (0.5, 1.0, 2.0))
    assert present in people and list(people) == sorted(set(people)) and people[0] >= 1


def test_prices_scale_from_costing_nothing_to_double():
    now, none, double = ({name: table[name] for name in PRICES} for table in (parameters(), scaled(0), scaled(2)))
    assert scaled(1) == pytest.approx(now)
    neutral = {name: parameters(evidence_only=True)[name] for name in PRICES}
    for name in PRICES:
        if now[name] != neutral[name]:  # a price of better evidence than an assumption stays there
            assert none[name] == pytest.approx(neutral[name])
        assert double[name] - now[name] == pytest.approx(now[name] - none[name])


def test_with_more_people_more_are_answered():
    shop = small_shop(**{"calendar.weeks": 3})
    found = last(curve(shop, (2, 5, 10), 3))
    assert list(found.figures["service_level"].mean(axis=1)) == sorted(found.figures["service_level"].mean(axis=1))
    assert found.value.shape == (3, 3)
    assert last(curve(shop, (5,), 3)).value[0] == pytest.approx(found.value[1])


def test_parameters_can_be_held_at_other_values():
    from sim.experiment import run

    shop = small_shop(**{"calendar.weeks": 3})
    free, dear = (run(shop, 2, holding={"redress.goodwill": share}) for share in (0.0, 1.0))
    assert (dear.totals["profit"] < free.totals["profit"]).all()
    assert run(shop, 2, holding={"redress.goodwill": 1.0}, doubt=True).n == 2
    with pytest.raises(KeyError, match="godwill"):
        run(shop, 2, holding={"redress.godwill": 1.0})
