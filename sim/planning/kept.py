"""Whether promises are kept on simulated days: how surely, and where they fail.

A promise is a share of a day's contacts, and it is to be kept on a share of the days. How often people keep it is seen
on some simulated weeks only, so a share of days that just reaches what is asked may be luck. It counts as kept where
the share, with the stated confidence, is not lower than asked (Clopper & Pearson 1934, "The use of confidence or
fiducial limits illustrated in the case of the binomial", Biometrika 26, 404–413), of all days together, and on none of
the days by itself is it seen to be lower.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.arrays import Bools, Floats, Ints

QUIET = 1e-9
CONFIDENCE = 0.95
HALF = 0.5  # of what the worst slot misses: slots that miss so much are named beside it

Verdict = Callable[[Ints], Bools]  # (G, T) people → (K, T) where the promise fails


def days_kept(kept: Floats, came: Floats, share: Floats, days: int) -> Bools:
    """Which simulated days keep each promise, (R, K, D).

    `kept` and `came` (R, K, T): contacts that were served as promised, and all, by replication, type and the slot in
    which they came. `share` (K,) is promised of a day's contacts. A day without contacts keeps everything.
    """
    runs, kinds, slots = kept.shape
    if came.shape != kept.shape or slots % days or len(share) != kinds:
        raise ValueError("contacts and promises do not fit together")
    good, everybody = (one.reshape(runs, kinds, days, -1).sum(axis=3) for one in (kept, came))
    found: Bools = good >= share[:, None] * everybody - QUIET
    return found


def failing(
    kept: Floats, came: Floats, share: Floats, chance: float, days: int, confidence: float = CONFIDENCE
) -> Bools:
    """Where promises fail on a simulated floor, (K, T): in the weakest slots of the days that keep them too rarely.

    `kept`, `came` and `share` as in `days_kept`. A promise has to be kept on a share `chance` of the replications of
    each day, and of all days together so often that with this confidence (0: as it is seen) no lower share explains
    it. Where all are too few, the days below that level are named, and of a day that is named the slots that, where
    it failed, missed at least half as many contacts as the worst one.
    """
    of_day = days_kept(kept, came, share, days)
    runs, kinds, _ = of_day.shape
    weak = of_day.mean(axis=0) < chance - QUIET  # (K, D)
    level = enough(runs * days, chance, confidence) / (runs * days)
    few = of_day.mean(axis=(0, 2)) < level - QUIET
    weak |= few[:, None] & (of_day.mean(axis=0) < level - QUIET)
    good, everybody = (one.reshape(runs, kinds, days, -1) for one in (kept, came))
    # what is missing on the days that fail: on the others somebody more would help nobody
    missing = np.where(of_day[..., None], 0.0, share[:, None, None] * everybody - good).sum(axis=0)  # (K, D, S)
    named = missing >= np.maximum(HALF * missing.max(axis=2, keepdims=True), QUIET)
    found: Bools = (named & weak[:, :, None]).reshape(kinds, -1)
    return found


@lru_cache(maxsize=256)
def enough(days: int, chance: float, confidence: float) -> int:
    """Of so many days, on how many a promise has to be seen kept before a share of days below `chance` is ruled out;
    all of them where even that is too little to say so."""
    from scipy.stats import beta

    if confidence <= 0:
        return int(np.ceil(chance * days - QUIET))
    for seen in range(int(chance * days), days):
        if beta.ppf(1 - confidence, seen, days - seen + 1) >= chance:
            return seen
    return days


def share_range(seen: Floats, of: int, confidence: float = CONFIDENCE) -> tuple[Floats, Floats]:
    """Between which shares the true one lies, where a share `seen` of `of` runs apart showed it (Clopper & Pearson)."""
    from scipy.stats import beta

    count, tail = np.rint(np.asarray(seen, dtype=float) * of), (1 - confidence) / 2
    low = np.where(count > 0, beta.ppf(tail, np.maximum(count, 1), of - count + 1), 0.0)
    high = np.where(count < of, beta.ppf(1 - tail, count + 1, np.maximum(of - count, 1)), 1.0)
    return low, high


@dataclass(frozen=True)
class Kept:
    """On what share of the days promises were kept, of weeks that nothing was chosen by.

    `share` (K,) of all days, `low` and `high` (K,) its range, `by_day` (K, D), `weeks` how many were played.
    """

    share: Floats
    low: Floats
    high: Floats
    by_day: Floats
    weeks: int


def kept_on(kept: Floats, came: Floats, share: Floats, days: int, confidence: float = CONFIDENCE) -> Kept:
    """How often promises were kept, with its range; arguments as in `days_kept`.

    Days of one week go together (the same people, the same season), so the range is that of as many days apart as
    their spread over weeks comes to (Korn & Graubard 1998, "Confidence intervals for proportions with small expected
    number of positive counts estimated from survey data", Survey Methodology 24, 193–201).
    """
    from scipy.stats import beta

    of_day = days_kept(kept, came, share, days)
    runs, kinds, _ = of_day.shape
    found = of_day.mean(axis=(0, 2))
    low, high = np.zeros(kinds), np.ones(kinds)
    for k, p in enumerate(found.tolist()):
        apart = float(runs * days)
        if runs > 1 and 0 < p < 1:
            spread = float(of_day[:, k].mean(axis=1).var(ddof=1))
            apart = min(apart, max(float(runs), p * (1 - p) / max(spread / runs, QUIET)))
        tail = (1 - confidence) / 2
        if p > 0:
            low[k] = beta.ppf(tail, p * apart, (1 - p) * apart + 1)
        if p < 1:
            high[k] = beta.ppf(1 - tail, p * apart + 1, (1 - p) * apart)
    return Kept(found, low, high, of_day.mean(axis=0), runs)
