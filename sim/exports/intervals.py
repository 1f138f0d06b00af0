"""What a report by interval says: contacts, waits and people on duty of each half hour, without a single contact.

Such a report cannot give how much handling times differ, the shape of patience, skills, the speed of one agent,
wrap-up against idling, or who calls again. It does give the mean patience, if patience is exponential: all waiting ÷
those who gave up, the maximum-likelihood value.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.exports.days import strays
from sim.exports.quality import Remark

DAY_S = 86400.0


@dataclass(frozen=True)
class Intervals:
    """N intervals of queues, in order of (start, queue). Times in seconds, counts in contacts, nan: not said.

    `start`: since 1970 on the shop's clock; where `dated` is false, of the first day of the report.
    """

    name: str
    queues: tuple[str, ...]
    queue: Ints  # position in `queues`
    start: Floats
    length_s: Floats
    offered: Floats
    answered: Floats
    abandoned: Floats
    asa_s: Floats  # mean wait of the answered
    waited_s: Floats  # all waiting together, of answered and lost
    aht_s: Floats  # talk, hold and wrap-up
    acw_s: Floats  # wrap-up within it
    on_duty: Floats  # agents, mean
    sl: Floats  # share in time, by the definition of the report
    dated: bool = True
    remarks: tuple[Remark, ...] = ()

    def __len__(self) -> int:
        return len(self.start)

    def rows(self, index: Any) -> Intervals:
        """These intervals only (a mask or positions)."""
        columns = [f.name for f in fields(self) if isinstance(getattr(self, f.name), np.ndarray)]
        return replace(self, **{name: getattr(self, name)[index] for name in columns})

    def said(self, *more: Remark) -> Intervals:
        """The same with further remarks."""
        return replace(self, remarks=self.remarks + more)

    @property
    def mean_patience(self) -> float:
        """Seconds, if patience is exponential: all waiting ÷ those who gave up; nan where either is not said."""
        known = ~np.isnan(self.waited_s) & ~np.isnan(self.abandoned)
        gave_up = float(self.abandoned[known].sum())
        return float(self.waited_s[known].sum()) / gave_up if gave_up > 0 else float("nan")

    @property
    def mean_aht(self) -> float:
        """Seconds of handling of an answered contact over all intervals; nan where it is not said."""
        known = ~np.isnan(self.aht_s) & ~np.isnan(self.answered)
        answered = float(self.answered[known].sum())
        return float((self.aht_s[known] * self.answered[known]).sum()) / answered if answered > 0 else float("nan")


def doubled(made: Intervals) -> Bools:
    """Intervals of which an equal row came before."""
    columns = [made.queue.astype(np.float64), made.start, made.offered, made.answered, made.abandoned, made.aht_s]
    table = np.nan_to_num(np.column_stack(columns), nan=-1.0)
    _, first = np.unique(table, axis=0, return_index=True)
    again = np.ones(len(made), dtype=bool)
    again[first] = False
    return again


def checked(made: Intervals) -> Intervals:
    """The intervals without those told twice, and what in them does not fit together said."""
    again = doubled(made)
    far = strays(np.where(again, np.nan, made.start)) if made.dated else np.zeros(len(made), dtype=bool)
    kept = made.rows(~again & ~far)
    kept = kept.rows(np.lexsort((kept.queue, kept.start)))
    counts = {"intervals.doubled": again, "intervals.strayed": far}
    found = [Remark(key, int(which.sum())) for key, which in counts.items() if which.any()]
    same = (np.diff(kept.start) == 0) & (np.diff(kept.queue) == 0)
    if same.any():
        found.append(Remark("intervals.twice", int(same.sum())))
    elsewhere = kept.offered - kept.answered - kept.abandoned
    if (elsewhere < 0).any():
        found.append(Remark("intervals.more_than_came", int((elsewhere < 0).sum())))
    if (elsewhere > 0).any():
        found.append(Remark("intervals.elsewhere", int(elsewhere[elsewhere > 0].sum())))
    busy = kept.answered * kept.aht_s > kept.on_duty * kept.length_s
    if busy.any():
        found.append(Remark("intervals.too_busy", int(busy.sum()), {"all": f"{len(kept):,}"}))
    waited = kept.answered.sum() > 0 and not np.isnan(kept.asa_s).all() and not np.nansum(kept.asa_s)
    if waited and np.nansum(kept.abandoned) > 0:
        found.append(Remark("intervals.waits_all_zero", int(np.nansum(kept.answered))))
    return kept.said(*found)
