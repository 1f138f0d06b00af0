"""V13: customers of late parcels over four years (Bhan & Anderson 2023).

What a late parcel takes away in the first year set the base. How much of it is left over four years tests it: the
model takes customers away for good, so a loss of the first year is the loss of every year. A parcel is late there or is
not, so that ten days cost what one does: that is the second test.

The study's parcels were late because the goods were not there. Who finds none is lost here or takes something else
(`sim.mechanisms.supply`), unless the shop lets them wait: `sim.mechanisms.back_orders` takes both published numbers as
they are, so that it would pass these claims whatever is true, and is not what is tested.
"""

from __future__ import annotations

import math

import numpy as np

from sim.arrays import Floats
from sim.evidence import Parameters
from sim.mechanisms.base import Base, evening
from sim.studies.base import SETS, TESTS, Claim, Study

CUSTOMERS = 60_000  # of late parcels, and as many others: not in the abstract
ORDERS_YEAR = 2.0  # of a customer who stays
YEARS = (1.0, 4.0)
BEYOND_DOUBT = 2.0  # standard errors of the first year's loss, below which no share of it can be told


def experiment(p: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """Change of orders in the first year; the share of it that four years show (nan: there was none to see); how much
    more of the first year a parcel takes away that comes more than ten days late.
    """
    base = p.bind(Base, "base")
    hurt = evening(base, float(CUSTOMERS), 0.0, float(CUSTOMERS), 0.0).hurt / CUSTOMERS
    late, others = _orders(base, rng, hurt), _orders(base, rng, 0.0)
    first, four = (late[:, k].mean() / others[:, k].mean() - 1 for k in (0, 1))
    error = math.hypot(*(arm[:, 0].std() / arm[:, 0].mean() for arm in (late, others))) / math.sqrt(CUSTOMERS)
    longer = _orders(base, rng, hurt)[:, 0].mean() / others[:, 0].mean() - 1  # by the same loss: no days are counted
    return {
        "first_year": float(first),
        "lasting": float(four / first) if -first > BEYOND_DOUBT * error else math.nan,
        "longer": float(longer - first),
    }


def _orders(base: Base, rng: np.random.Generator, hurt: float) -> Floats:
    """Orders of each customer within each of `YEARS`, (CUSTOMERS, 2), when so many are lost at the start."""
    stays = rng.exponential(base.years, CUSTOMERS) * (rng.random(CUSTOMERS) >= hurt)
    first, four = YEARS
    early = rng.poisson(ORDERS_YEAR * np.minimum(stays, first))
    later = rng.poisson(ORDERS_YEAR * (np.minimum(stays, four) - np.minimum(stays, first)))
    return np.column_stack([early, early + later]).astype(float)


STUDY = Study(
    id="V13",
    slug="back-orders",
    claims=(
        Claim("first_year", math.nan, -0.061, -0.021, SETS, "share", "SC-09", "between its two published values"),
        Claim("lasting", 0.046 / 0.061, 0.5, 0.95, TESTS, "share", "SC-09-years", "a judged band: less than for good"),
        Claim("longer", 0.021 - 0.061, -0.06, -0.02, TESTS, "share", "SC-09-longer", "no interval was read"),
    ),
    design=f"{CUSTOMERS:,} customers whose parcel came late and as many others; their orders in {YEARS[0]:.0f} and in "
    f"{YEARS[1]:.0f} years.",
    experiment=experiment,
)
