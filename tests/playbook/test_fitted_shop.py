"""A shop fitted to contacts, on the sample that is nearest in size."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from playbook.fitted_shop import contacts_an_order, fitted_shop
from playbook.my_shop import Numbers
from sim.calibrate.team.fit import Fit, fitted
from sim.calibrate.team.scenario import Wishes
from sim.calibrate.team.works import Rules
from sim.scenario.file import read_scenario, team, write_scenario
from tests.calibrate.made_month import KINDS, made_month

WISHES = Wishes(
    dt.date(2026, 9, 28), weeks=4, rules={KINDS[0]: Rules("order", "chat"), KINDS[1]: Rules("parcel", "phone")}
)


@pytest.fixture(scope="module")
def fit() -> Fit:
    return fitted(made_month(days=14, contacts=600, agents=14).contacts)


def test_without_orders_the_shop_has_as_many_as_its_contacts_ask_for(fit: Fit, tmp_path):
    made = fitted_shop(fit, WISHES)
    sample = team(made.base)
    wanted = float(fit.arrivals.level.mean()) / contacts_an_order(sample)
    assert made.scenario.demand.orders_day == pytest.approx(wanted, rel=0.01)
    assert "fit.f_orders" in made.bounded and "fit.f_orders" not in made.kept
    assert dt.date(2026, 10, 1) in made.scenario.calendar.holidays
    write_scenario(made.scenario, tmp_path / "team.toml")
    assert read_scenario(tmp_path / "team.toml") == made.scenario


def test_typed_numbers_stand(fit: Fit):
    known = replace(Numbers.of(team("flagship")), orders=900.0, basket=88.0, margin=0.4)
    made = fitted_shop(fit, WISHES, known)
    assert made.scenario.demand.orders_day == pytest.approx(900.0)
    assert made.scenario.money.order_value == 88.0 and made.scenario.money.gross_margin == 0.4
