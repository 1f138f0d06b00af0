"""Studies of parcels, reviews and queues: known answers, and misses that nothing hides."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.evidence import parameters
from sim.experiment import last
from sim.mechanisms.base import Base
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.studies import base, v11_delivery
from sim.studies.registry import STUDIES
from tests.season.shop import small_shop


def means(study: str, experiments: int, **changed: float) -> dict[str, float]:
    """Mean estimates, with some parameters at other values ("__" for ".")."""
    values = parameters().holding({name.replace("__", "."): value for name, value in changed.items()})
    found = last(base.run(STUDIES[study], experiments, 2, values))
    return {one.claim.id: one.mean for one in found.verdicts}


def test_a_quicker_parcel_sells_at_once_and_a_little_more_as_customers_come_back():
    """Nothing is gained where a day is worth nothing; the first week has the day alone, later ones more customers."""
    values = parameters().bind(Base, "base")
    loss = parameters()["contentment.delay_loss"]
    assert v11_delivery.weekly_orders(values, 0.0, 8, 2.0) == pytest.approx(np.ones(8))
    weeks = v11_delivery.weekly_orders(values, loss, 52, 2.0)
    assert weeks[0] == pytest.approx(1 + 2 * loss, rel=1e-3) and (np.diff(weeks) > 0).all()
    most = (1 + 2 * loss) * (1 + v11_delivery.RETURNING * 2 * loss / (1 - v11_delivery.RETURNING))
    assert weeks[-1] < most  # the base cannot grow beyond where as many are lost as join


def test_the_loss_of_a_courier_is_the_loss_of_a_day_and_no_more():
    loss = parameters()["contentment.delay_loss"]
    assert means("V11", 30)["courier"] == pytest.approx(math.log1p(-loss), abs=0.006)
    assert means("V11", 30, contentment__delay_loss=0.16)["courier"] == pytest.approx(math.log1p(-0.16), abs=0.006)


def test_a_customer_lost_is_lost_in_every_year_whatever_a_late_parcel_costs():
    for late in (0.03, 0.06):
        found = means("V13", 20, base__late=late)
        assert found["first_year"] == pytest.approx(-late, abs=0.006)
        assert found["lasting"] == pytest.approx(1.0, abs=0.12)


def test_without_a_loss_no_share_of_it_is_told():
    found = last(base.run(STUDIES["V13"], 20, 2, parameters().holding({"base.late": 0.0})))
    assert np.isnan(found.estimates["lasting"]).mean() > 0.8


def test_a_parcel_that_comes_very_late_costs_no_more_than_another_late_one():
    for late in (0.03, 0.06):
        assert means("V13", 20, base__late=late)["longer"] == pytest.approx(0.0, abs=0.006)


def test_goods_that_are_not_there_hurt_no_customer():
    """Back-orders have no counterpart: where everybody takes something else, an empty shelf changes nothing at all."""
    few = {"people.early.count": 1, "people.late.count": 1}

    def season(lost: float, safety: float) -> dict[str, np.ndarray]:
        shop = small_shop(**few | {"supply.safety": safety})
        return run_season(Setup(shop, parameters().holding({"supply.lost": lost})), 4).days

    usual, empty = season(0.0, 1.0), season(0.0, 0.0)
    assert (usual["orders"] == empty["orders"]).all() and (usual["customers_hurt"] == empty["customers_hurt"]).all()
    assert usual["customers_hurt"].sum() > 0 and season(0.5, 0.0)["orders"].sum() < usual["orders"].sum()


def test_a_bad_review_costs_all_stars_but_one():
    p = parameters()
    found = means("V14", 10)
    more = p["score.bad_late"] - p["score.bad"]
    assert found["bad"] == pytest.approx(more, abs=0.01) and found["lost"] == pytest.approx(-4 * more, abs=0.04)
    assert found["on_time"] == pytest.approx(5 - 4 * p["score.bad"], abs=0.01)


def test_one_queue_for_all_is_never_slower_here():
    """Its patients are the same, and so is their treatment: only the waits differ."""
    found = last(base.run(STUDIES["V15"], 4, 2)).estimates
    assert (found["stay"] > 0).all() and (found["wait"] > found["stay"]).all()


@pytest.mark.parametrize(
    ("study", "claim"),
    [("V11", "courier"), ("V13", "lasting"), ("V13", "longer"), ("V14", "on_time"), ("V15", "stay")],
)
def test_a_miss_is_told_with_its_reason_in_both_languages(study, claim):
    from sim.studies.registry import words

    verdicts = {one.claim.id: one for one in last(base.run(STUDIES[study], 20, 2)).verdicts}
    assert not verdicts[claim].passed
    assert all(words()[study]["claims"][claim]["miss"][language] for language in ("en", "zh"))
