"""V14: stars of parcels on time and late (orders of a Brazilian marketplace).

How often a review is bad set the score. How many stars that makes tests the model's coarsest step: a review is good or
bad, five stars or one.
"""

from __future__ import annotations

import numpy as np

from sim.evidence import Parameters
from sim.mechanisms.score import LEAST, MOST, Score, bad_share
from sim.studies.base import SETS, TESTS, Claim, Study

PARCELS, LATE = 97_000, 0.081


def experiment(p: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """Bad reviews that a late parcel adds, stars that it costs, and stars of a parcel on time."""
    score = p.bind(Score, "score")
    late = rng.random(PARCELS) < LATE
    bad = rng.random(PARCELS) < np.where(late, bad_share(score, 1.0, 1.0, 0.0), bad_share(score, 1.0, 0.0, 0.0))
    stars = np.where(bad, LEAST, MOST)
    return {
        "bad": float(bad[late].mean() - bad[~late].mean()),
        "lost": float(stars[late].mean() - stars[~late].mean()),
        "on_time": float(stars[~late].mean()),
    }


STUDY = Study(
    id="V14",
    slug="stars",
    claims=(
        Claim("bad", 0.45, 0.40, 0.50, SETS, "share", "SC-12", "no interval was read"),
        Claim("lost", 2.55 - 4.28, -2.0, -1.45, TESTS, "stars", "SC-12-stars", "no interval was read"),
        Claim("on_time", 4.28, 4.1, 4.45, TESTS, "stars", "SC-12-on-time", "no interval was read"),
    ),
    design=f"{PARCELS:,} parcels, {LATE:.1%} of them late, each with a review.",
    experiment=experiment,
)
