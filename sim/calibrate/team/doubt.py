"""How far the work of a half hour, as it was read from a file, may be off: one standard deviation, as a share.

Three things are in it, by what they weigh in the whole: how well the mean of each weekday and half hour is known from
so many days; how well a mean handle time is known from so many services; and, where no file says who tries again after
giving up, how many of the contacts were second tries, which come less often once promises are kept (none to twice the
sample's share, each as likely). People who gave up tell of patience, which moves heads little: where patience is a
tenth off, heads are 0.3 % off.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.calibrate.team.fit import Findings

MOST = 1.0  # that a scenario holds


def doubt(fit: Findings, redial: Sequence[float], usual_cv: float) -> float:
    """`redial` (K,): share of those who gave up that is taken to try again. `usual_cv`: how far days differ where the
    file has too few to say so; the days of a weekday are then taken for one."""
    arrivals, laws = fit.arrivals, fit.laws
    came = arrivals.rates / max(float(arrivals.rates.sum()), 1e-9)
    rates = float((came * (arrivals.shares_sd**2 + arrivals.level_sd[:, None] ** 2)).sum())
    if np.isnan(arrivals.cv):
        rates += usual_cv**2
    served, lost = laws.served.astype(float), laws.gave_up.astype(float)
    work = served * np.array([law.mean for law in laws.handle])
    weight = work / work.sum() if work.sum() else np.full(len(work), 1 / max(len(work), 1))
    handle = float(weight**2 @ (1 / np.maximum(served, 1.0)))
    told = fit.beside.again is not None and fit.beside.again.redial is not None
    again = 0.0 if told else float(weight @ (np.array(redial) * lost / np.maximum(served + lost, 1.0)))
    return min(float(np.sqrt(rates + handle + again**2 / 3)), MOST)
