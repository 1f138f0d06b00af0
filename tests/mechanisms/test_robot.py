"""A robot that takes more chats: the load it leaves, the share that earns most, and what a season makes of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.contract.mechanism import bind
from sim.draws import key
from sim.evidence import parameters
from sim.mechanisms.robot import Numbers, best_share, fate, fresh, human_load, outages, right_share
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

NUMBERS: Numbers = bind(Numbers, "robot", parameters())
MANY = key(1, "chat", np.arange(200_000))
shares = st.floats(0, 1)


def answered(share: float, today: float = 0.0, handover: float = 0.0, kept_up: float = 1.0):
    same = np.full(len(MANY), today), np.full(len(MANY), share)
    taken, right = fate(NUMBERS, MANY, *same, handover, kept_up)
    return taken, taken & right


@pytest.mark.parametrize(("share", "today"), [(0.2, 0.0), (0.7, 0.0), (0.5, 0.45), (1.0, 0.45)])
def test_of_what_it_takes_so_many_are_right(share, today):
    taken, right = answered(share, today)
    assert taken.mean() == pytest.approx(share, abs=0.005)
    assert right.sum() / taken.sum() == pytest.approx(right_share(NUMBERS, today, share), abs=0.01)
    came = 1 - taken.mean() + (taken.sum() - right.sum()) / len(MANY)
    assert came == pytest.approx(human_load(share, right_share(NUMBERS, today, share)), abs=0.006)


def test_a_larger_share_leaves_the_fate_of_easier_chats():
    less, more = answered(0.3), answered(0.6)
    assert (more[0] >= less[0]).all()
    assert np.array_equal(less[1], less[0] & more[1])


@given(handover=shares)
def test_handing_over_takes_less_and_more_of_it_is_right(handover):
    plain, ready = answered(0.6), answered(0.6, handover=handover)
    assert (ready[0] <= plain[0]).all()
    wrong = [taken.sum() - right.sum() for taken, right in (plain, ready)]
    assert wrong[1] / wrong[0] == pytest.approx(1 - NUMBERS.aware * handover, abs=0.02)
    assert ready[1].sum() / plain[1].sum() == pytest.approx(1 - NUMBERS.cautious * handover**2, abs=0.02)


@given(right=st.floats(0.3, 1), harder=st.floats(0.05, 0.5), saved=st.floats(0.1, 10), harm=st.floats(0, 10))
def test_the_best_share_earns_most(right, harder, saved, harm):
    def earned(share: float) -> float:
        r = right - harder * share
        return share * (saved * r - harm * (1 - r))

    best = best_share(right, harder, saved, harm)
    assert earned(best) >= max(earned(share) for share in np.linspace(0, 1, 101)) - 1e-9


def test_the_best_share_lies_inside_where_mistakes_cost_what_right_answers_save():
    assert best_share(0.9, 0.4, 1.0, 1.0) == pytest.approx(0.5)
    assert best_share(0.9, 0.4, 1.0, 0.0) == 1.0
    assert best_share(0.4, 0.4, 1.0, 1.0) == 0.0
    assert (best_share(0.9, 0.0, 1.0, 1.0), best_share(0.4, 0.0, 1.0, 1.0)) == (1.0, 0.0)


def test_upkeep_halves_what_is_stale_and_how_often_it_breaks_down():
    assert 1 - fresh(NUMBERS, NUMBERS.half_hours) == pytest.approx((1 - fresh(NUMBERS, 0.0)) / 2)
    often, seldom = ([outages(NUMBERS, hours, 3, day) for day in range(20_000)] for hours in (0.0, NUMBERS.half_hours))
    assert sum(map(len, often)) == pytest.approx(20_000 / 7 * NUMBERS.outages_week, rel=0.08)
    assert sum(map(len, seldom)) == pytest.approx(sum(map(len, often)) / 2, rel=0.1)
    assert all(set(few) <= set(many) for few, many in zip(seldom, often, strict=True))
    lengths = [hours for day in often for _, hours in day]
    assert np.mean(lengths) == pytest.approx(NUMBERS.outage_hours, rel=0.1)


def test_a_robot_that_is_always_down_leaves_the_floor_as_it_is():
    plain = run_season(Setup(small_shop(), parameters()), 2)
    broken = parameters().holding({"robot.outages_week": 300.0, "robot.outage_hours": 2000.0, "robot.outage_cv": 0.1})
    down = run_season(Setup(small_shop(**{"robot.share": 0.8, "robot.nights": 0.8}), broken), 2)
    assert not down.laws
    for count in ("contacts", "answered", "live_lost"):
        assert np.array_equal(down.days[count][1:], plain.days[count][1:]), count


def test_a_season_keeps_its_books_and_its_counts():
    shop = small_shop(**{"robot.share": 0.6, "robot.nights": 0.6, "robot.upkeep_hours": 7.0})
    season = run_season(Setup(shop, parameters()), 2)
    days, setup = season.days, Setup(shop, parameters())
    assert not season.laws
    assert 0 < days["robot_wrong"].sum() < days["kept_off"].sum()
    hour = float(setup.facts.pay_hour[setup.facts.service].mean())
    assert season.ledger["robot_fees"] == pytest.approx(-days["kept_off"] * NUMBERS.fee_hours * hour)
    upkeep = -season.ledger["robot_upkeep"] / setup.facts.pay_hour.max()
    assert upkeep == pytest.approx(1.0 + NUMBERS.setup_hours * (np.arange(len(upkeep)) == 0))


def test_a_perfect_robot_loses_nobody_and_what_it_takes_reaches_nobody():
    perfect = {"robot.right": 1.0, "robot.harder": 0.0, "robot.stale": 0.0, "robot.outages_week": 0.0}
    numbers = parameters().holding(perfect | {"robot.sells_less": 0.0, "robot.cold": 0.0})
    shop = small_shop(**{"robot.share": 1.0, "robot.nights": 1.0})
    season = run_season(Setup(shop, numbers), 2)
    plain = run_season(Setup(small_shop(), numbers), 2)
    assert season.days["robot_wrong"].sum() == season.days["robot_lost"].sum() == 0
    assert season.days["orders"].sum() > plain.days["orders"].sum()
    assert season.days["contentment"].mean() > plain.days["contentment"].mean() - NUMBERS.rated_less


def test_who_is_put_off_buys_no_more():
    shop = small_shop(**{"robot.share": 0.8, "robot.nights": 0.8})
    orders = [
        run_season(Setup(shop, parameters().holding({"robot.put_off": put_off})), 2).days["orders"].sum()
        for put_off in (0.0, 0.5, 1.0)
    ]
    assert orders[0] > orders[1] > orders[2]
