"""V11: quicker delivery (Fisher, Gallino & Xu 2019), and the trusted courier that was gone for two days (Cui, Li & Li
2020).

What a day of delivery is worth was set on the retailer's regions; here it goes through the customer base, so that more
new buyers come back later on. Whether the loss of a courier is only the loss of a day is the test: the model knows
parcels that come later, not whom customers trust.
"""

from __future__ import annotations

import math

import numpy as np

from sim.arrays import Floats
from sim.evidence import Parameters
from sim.mechanisms.base import Base, evening, traffic
from sim.mechanisms.customers import delay_factor
from sim.studies.base import SETS, TESTS, Claim, Study
from sim.studies.estimators import effect, log_rate_effect
from sim.units import DAYS_PER_WEEK, DAYS_PER_YEAR

REGIONS, QUICKER = 300, 100  # a third of the customers; how many regions is not in the summary
BEFORE, AFTER = 26, 26  # weeks
SAVED = 2.0  # business days, of seven
RETURNING = 0.4  # share of orders by known customers (not in the summary)
DRIFT, NOISE = 0.05, 0.05  # of a region's log sales, slow and in a week
GOODS, TRUSTED = 10_000, 5_000  # and those which the courier carried
DAYS_BEFORE, DAYS_GONE = 14, 2
SLOWER = 1.0  # days that other couriers take longer (not in the abstract)
SALES, SPREAD = 3.0, 1.0  # orders of a good a day, and their log spread


def experiment(p: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """Log sales for a business day saved; log sales of goods whose courier is gone."""
    return {"per_day": _regions(p, rng), "courier": _courier(p["contentment.delay_loss"], rng)}


def weekly_orders(base: Base, delay_loss: float, weeks: int, saved: float) -> Floats:
    """Orders of each week over the usual, (weeks,), when parcels come `saved` days sooner from the first on."""
    start = known = (1 - RETURNING) * base.years * DAYS_PER_YEAR  # of a shop with one order a day
    quicker, orders = delay_factor(delay_loss, -saved), np.empty((weeks, DAYS_PER_WEEK))
    for day in range(weeks * DAYS_PER_WEEK):
        ratio = known / start
        orders.flat[day] = quicker * traffic(RETURNING, 1.0, ratio)
        known = evening(base, known, quicker * (1 - RETURNING), 0.0, 0.0).known
    return orders.mean(axis=1)


def _regions(p: Parameters, rng: np.random.Generator) -> float:
    base, loss = p.bind(Base, "base"), p["contentment.delay_loss"]
    treated = rng.permutation(REGIONS) < QUICKER
    gain = np.log(weekly_orders(base, loss, AFTER, SAVED))
    shape = (REGIONS, BEFORE + AFTER)
    sales = rng.normal(0, NOISE, shape) + DRIFT * rng.normal(size=(REGIONS, 2)).repeat([BEFORE, AFTER], axis=1)
    sales[:, BEFORE:] += treated[:, None] * gain
    region, week = np.divmod(np.arange(sales.size), shape[1])
    after = (treated[region] & (week >= BEFORE)).astype(float)
    return effect(sales.ravel(), after, region, week) / SAVED


def _courier(delay_loss: float, rng: np.random.Generator) -> float:
    treated = rng.permutation(GOODS) < TRUSTED
    usual = SALES * np.exp(SPREAD * rng.normal(size=GOODS) - SPREAD**2 / 2)
    gone = np.arange(DAYS_BEFORE + DAYS_GONE) >= DAYS_BEFORE
    factor = np.where(treated[:, None] & gone, delay_factor(delay_loss, SLOWER), 1.0)
    sold = rng.poisson(usual[:, None] * factor).astype(float)
    arm, late = (np.broadcast_to(one, sold.shape).ravel() for one in (treated[:, None], gone))
    return log_rate_effect(sold.ravel(), np.ones(sold.size), arm, late)


STUDY = Study(
    id="V11",
    slug="delivery",
    claims=(
        Claim("per_day", 0.015, 0.008, 0.022, SETS, "log sales", "SC-01", "no interval was read"),
        Claim("courier", math.log1p(-0.1642), math.log(0.78), math.log(0.92), TESTS, "log sales", "SC-02",
              "no interval was read"),
    ),
    design=f"{REGIONS} regions, {QUICKER} of them {SAVED:.0f} business days quicker, {BEFORE} weeks before and {AFTER} "
    f"after; {GOODS:,} goods, half of them without their courier for {DAYS_GONE} days.",
    experiment=experiment,
)  # fmt: skip
