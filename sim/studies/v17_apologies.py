"""V17: what late riders get (Halperin, Ho, List & Muir 2022).

That money wins some of them back set the direction of a coupon's effect; its size is assumed. What a late ride costs
later on is read by nothing: the model has it from a retailer's late parcels. Nor is what an apology does to those whom
another ride had failed before: in the model it does nothing to them, in the experiment it made things worse.

Everybody got the coupon, by mail within the hour: nobody had to complain, and nobody had to decide. The model has no
words: an apology without money is nothing there.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from sim.evidence import Parameters
from sim.mechanisms.base import Base, evening
from sim.mechanisms.recovery import Recovery, won_back
from sim.studies.base import SETS, TESTS, Claim, Study

RIDERS, ARMS = 1_500_000, 8  # half of the arms with a coupon; how many arms: a press summary
AGAIN = 0.1  # of them, whom another ride had failed before (not in the abstract)
COUPON = 0.4  # of a ride's price: 5 dollars (press summary) of a price that was not in it
RIDES, SPREAD = 12.0, 1.4  # in the weeks that are counted, and their standard deviation over the mean between riders


def experiment(p: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """Log of later rides: of late riders over others, with a coupon over none, and with a second apology over none."""
    base, recovery = p.bind(Base, "base"), replace(p.bind(Recovery, "recovery"), theirs=1.0)
    harm = evening(base, float(RIDERS), 0.0, float(RIDERS), 0.0).hurt / RIDERS
    first, second = (harm * (1 - won_back(recovery, COUPON, 1.0, before)) for before in (0.0, 1.0))
    half, again = RIDERS // 2, round(RIDERS * AGAIN) // 2
    late, others = rides(rng, RIDERS // ARMS, harm), rides(rng, RIDERS // ARMS, 0.0)
    money, none = rides(rng, half, first), rides(rng, half, harm)
    repeated, silent = rides(rng, again, second), rides(rng, again, harm)
    return {
        "later": math.log(late / others),
        "money": math.log(money / none),
        "repeated": math.log(repeated / silent),
    }


def rides(rng: np.random.Generator, riders: int, lost: float) -> float:
    """Mean rides of so many riders who order this share less; each has a rate of their own (gamma)."""
    shape = 1 / SPREAD**2
    return float(rng.poisson(rng.gamma(riders * shape, RIDES * (1 - lost) / shape))) / riders


STUDY = Study(
    id="V17",
    slug="apologies",
    claims=(
        Claim("money", math.nan, 0.0, math.inf, SETS, "log rides", "CS-09", "direction: more"),
        Claim("later", math.nan, math.log(0.9), math.log(0.95), TESTS, "log rides", "CS-09-later", "a range"),
        Claim("repeated", math.nan, -math.inf, 0.0, TESTS, "log rides", "CS-09-repeated", "direction: fewer"),
    ),
    design=f"{RIDERS:,} riders after a late ride in {ARMS} arms, half with a coupon; their later rides.",
    experiment=experiment,
)
