"""The known luck of a season: its mean is 0 whatever the season makes of it, and it explains the season's figures."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.evidence import parameters
from sim.experiment import Comparison, controls, last, noise, replicate, replication_seed, run
from sim.floor import tape
from sim.mechanisms.customers import self_served
from sim.season.setup import Setup
from tests.floor.builders import given, kind, work_types
from tests.output.days import offered_work
from tests.season.shop import small_shop

SHORT = {"calendar.weeks": 1, "calendar.campaigns": ()}
NAMES = ("orders", "desk", "packing", "leavers")


def world_of(**levers) -> Setup:
    return Setup(small_shop(**levers), parameters())


def columns(world: Setup, seeds: int) -> dict[str, np.ndarray]:
    made = [noise.of_season(world, replication_seed(7, r)) for r in range(seeds)]
    return {name: np.array([one[name] for one in made]) for name in made[0]}


@pytest.mark.parametrize(
    "levers",
    [{}, {"demand.dispersion_cv": 0.6, "hiring.replace": 0.3, "hiring.lead_days": 2}],
    ids=["as shipped", "wild days, slow hiring"],
)
def test_the_mean_of_every_kind_of_luck_is_nought(levers):
    """400 seasons: within 3.5 standard errors."""
    found = columns(world_of(**levers), 400)
    assert tuple(found) == NAMES
    for name, values in found.items():
        assert values.std() > 0
        assert abs(values.mean()) <= 3.5 * values.std(ddof=1) / 400**0.5, name


def test_luck_is_the_same_in_both_arms_where_the_change_does_not_weigh_it():
    """More people in the warehouse: the orders' and the desk's luck stay as they were, to the bit."""
    a, b = (noise.of_season(world_of(**{"people.stock.count": n}), 5) for n in (2, 3))
    assert (a["orders"], a["desk"]) == (b["orders"], b["desk"])
    assert a["packing"] != b["packing"]


def test_days_of_an_order_file_have_no_level_of_their_own():
    """A record holds its days' levels already; what stays is the luck of the self-served."""
    shop = small_shop(**{"demand.dispersion_cv": 0.5})
    dates = [shop.calendar.start + dt.timedelta(days=i) for i in range(shop.calendar.days)]
    recorded = Setup(shop, parameters(), orders={(date, hour): 7 for date in dates for hour in range(24)})
    free = Setup(shop, parameters())
    spread = [columns(world, 60)["orders"].std() for world in (recorded, free)]
    assert spread[0] == pytest.approx(
        (self_served(shop.customers.asked_buy, recorded.facts.asks) * 7 * 24 * len(dates)) ** 0.5,
        rel=0.3,
    )
    assert spread[1] > 3 * spread[0]


@pytest.fixture(scope="module")
def seasons():
    return run(small_shop(**SHORT), 20, seed=4)


def test_known_luck_explains_the_orders_of_a_season(seasons):
    """If this fails, the season may draw its orders otherwise than `sim.experiment.noise` believes."""
    found = controls.of_estimate(seasons, "orders")
    assert set(found.used) <= set(NAMES) and "orders" in found.used
    assert found.gain > 3
    assert np.corrcoef(seasons.totals["orders"], seasons.noise["orders"])[0, 1] > 0.9


def test_known_luck_of_leavers_goes_with_those_who_leave():
    """If this fails, people may leave by another draw than `sim.experiment.noise` believes."""
    found = run(small_shop(**SHORT | {"calendar.weeks": 2, "people.late.count": 60}), 10, seed=4)
    assert found.totals["quits"].std() > 0
    assert np.corrcoef(found.totals["quits"], found.noise["leavers"])[0, 1] > 0.6


def test_luck_continues_with_the_replications(seasons):
    shop = small_shop(**SHORT)
    parts = [run(shop, 1, seed=4, first=first).noise for first in (0, 1)]
    for name in NAMES:
        assert np.array_equal(np.concatenate([one[name] for one in parts]), seasons.noise[name][:2])


def test_a_pair_takes_out_what_its_arms_share(seasons):
    """A difference that hangs on demand alone is known better once demand's luck is out."""
    shop = small_shop(**SHORT, **{"money.parcel_cost": 9.0})
    pair = Comparison(seasons, last(replicate(shop, 20, seed=4)))
    found = controls.of_comparison(pair, "profit")
    assert found.gain > 1.5
    assert abs(found.mean - found.plain_mean) <= 2 * found.plain_half_width


def test_offered_work_counts_the_days_new_first_contacts_only():
    """Three new contacts of 10, 20 and 5 seconds, one left from yesterday; four of mean 4 and one of 6 were due."""
    types = work_types(kind(work=4.0), kind(work=6.0))
    yesterday = given(types, [{"enter": 0.0, "kind": 0, "work": 1000.0}])
    carry = tape.rows(yesterday, np.array([0]))
    carry.queued[:] = True
    contacts = [{"enter": 1.0, "work": 10.0}, {"enter": 2.0, "work": 20.0, "kind": 1}, {"enter": 3.0, "work": 5.0}]
    today = given(types, contacts, carry=carry)
    assert len(today) == 4
    assert offered_work(today, types, [4.0, 1.0]) == pytest.approx(35 - (4 * 4 + 1 * 6))
