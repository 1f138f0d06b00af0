"""Which of several options is truly best: the chance of each, given what they did under the same luck.

With D (n, k) what each option did in n shared replications, the means' joint posterior (normal figures, nothing known
before) is the observed means plus noise of their observed covariance, scaled by a chi-square that all share: every
difference of two means then has Student's t with the degrees of freedom of the replications. The noise is made of the
centred replications themselves, so that it also exists where there are more options than replications.
"""

from __future__ import annotations

import math

import numpy as np

from sim.arrays import Floats

DRAWS = 40_000  # of the posterior: a chance is known to about ± 0.005
KEY = 1_111  # of the generator: the same question has the same answer


def chances(values: Floats, freedom: int | None = None) -> Floats:
    """The chance of each option that its true mean is the largest, (k,), adding up to 1.

    `values`: (n, k), one column for each option; options that did the same in every replication are one, and share its
    chance. `freedom`: degrees of freedom, n − 1 without it. Of one replication nothing is known: all are equal.
    """
    values = np.asarray(values, dtype=np.float64)
    n, k = values.shape
    freedom = n - 1 if freedom is None else freedom
    if freedom < 1 or k < 2:
        return np.full(k, 1 / max(k, 1))
    options, which = np.unique(values, axis=1, return_inverse=True)
    which = np.asarray(which).reshape(-1)
    rest = options - options.mean(axis=0)
    luck = np.random.Generator(np.random.Philox(key=KEY))
    scale = np.sqrt(freedom / luck.chisquare(freedom, DRAWS))
    # rest'z has the covariance rest'rest = (n − 1) S; the mean's is S / n, with S over the freedom that is left
    noise = luck.standard_normal((DRAWS, n)) @ rest / math.sqrt(n * freedom)
    best = np.argmax(options.mean(axis=0) + scale[:, None] * noise, axis=1)
    shares = np.bincount(best, minlength=options.shape[1]) / DRAWS
    return shares[which] / np.bincount(which)[which]
