"""The chance that an option is truly the best of several, from what a few shared seasons say of each."""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats

DRAWS = 20_000
FEWEST = 3  # seasons from which anything is said
KEY = 28  # of the draws: the same seasons always say the same


def of_being_best(values: Floats, draws: int = DRAWS) -> Floats:
    """(k, n) values of k options in n seasons under the same luck → (k,) chances that each has the largest true mean.

    The posterior of the means under a flat prior, with the options' common luck in it: mean + t · noise, where the
    noise has the sample's covariance of the means (drawn as the centred seasons with normal weights) and the common
    factor √((n − 1) / χ²(n − 1)) makes each margin Student's t. Ties share. Raises ValueError below three seasons.
    """
    n = values.shape[1]
    if n < FEWEST:
        raise ValueError(f"{n} seasons: at least {FEWEST} say how sure a best one is")
    random = np.random.Generator(np.random.Philox(KEY))
    means = values.mean(axis=1)
    rest = (values - means[:, None]) / np.sqrt(n * (n - 1))
    wide = np.sqrt((n - 1) / random.chisquare(n - 1, draws))
    drawn = means[:, None] + (rest @ random.standard_normal((n, draws))) * wide
    scale = np.abs(values).max() + 1.0
    best = np.isclose(drawn, drawn.max(axis=0), rtol=0.0, atol=1e-12 * scale)
    shares: Floats = (best / best.sum(axis=0)).mean(axis=1)
    return shares
