"""Reports by interval on one grid of days and intervals: what came, what became of it, and how long it took.

A row that a report leaves out is an interval in which nobody came. Where the waits are all zero although some gave up,
they are not known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from sim.arrays import Floats, Ints
from sim.calibrate.team.counts import Counts
from sim.calibrate.team.works import MOST_WORK, OTHER
from sim.exports.contacts import EPOCH
from sim.exports.intervals import Intervals
from sim.files.bad_input import BadInput, bad
from sim.files.messages import phrase
from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR


@dataclass(frozen=True)
class Totals:
    """K types, D days, S intervals. Sums of contacts and of seconds; nan: the reports do not say it."""

    counts: Counts  # contacts offered
    answered: Floats  # (K, D, S)
    abandoned: Floats  # (K, D, S)
    answer_wait_s: Floats  # (K, D, S) waiting of the answered
    wait_s: Floats  # (K, D, S) waiting of all
    handle_s: Floats  # (K, D, S) handling of the answered, wrap-up in it
    wrap_s: Floats  # (K, D, S)
    on_duty: Floats  # (D, S) people, on average

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def kinds(self) -> tuple[str, ...]:
        return self.counts.kinds

    @property
    def offered(self) -> Floats:
        """(K, D, S)"""
        return self.counts.by_kind

    @property
    def interval_s(self) -> float:
        return SECONDS_PER_DAY / self.counts.slots

    @property
    def dates(self) -> tuple[dt.date, ...]:
        return tuple(self.counts.date(day) for day in range(len(self)))

    def mean_of(self, seconds: Floats, count: Floats) -> Floats:
        """(K,) seconds of one contact, over all cells that say both; nan where none does."""
        said = np.isfinite(seconds) & (count > 0)
        sums = [np.where(said, one, 0.0).sum(axis=(1, 2)) for one in (seconds, count)]
        with np.errstate(invalid="ignore"):
            return np.asarray(sums[0] / np.where(sums[1] > 0, sums[1], np.nan))


def totals_of(reports: Sequence[Intervals]) -> Totals:
    """All reports of a shop together. Raises BadInput where they have no dates, or no interval that divides an hour."""
    counted = _once([one for one in reports if np.isfinite(one.offered).any()])
    if not counted:
        raise bad(reports[0].name, phrase("totals.nothing_came"))
    undated = next((one for one in reports if not one.dated), None)
    if undated is not None:
        raise bad(undated.name, phrase("totals.no_dates"))
    interval = max(float(np.median(one.length_s)) for one in reports)
    if interval <= 0 or SECONDS_PER_HOUR % interval:
        raise _too_long(counted[0], interval)
    names = sorted({name for one in counted for name in one.queues})
    place = {name: k for k, name in enumerate(names)}
    kind = np.concatenate([np.array([place[name] for name in one.queues])[one.queue] for one in counted])
    start = np.concatenate([one.start for one in counted])
    first_day = int(start.min() // SECONDS_PER_DAY)
    days = int(start.max() // SECONDS_PER_DAY) - first_day + 1
    shape = len(names), days, int(SECONDS_PER_DAY // interval)
    cell = (kind, *_cell(start, first_day, interval))

    def grid(column: str) -> Floats:
        made = np.zeros(shape)
        np.add.at(made, cell, np.concatenate([getattr(one, column) for one in counted]))
        return made

    def seconds(mean: str, of: str) -> Floats:
        """Mean × count; a mean of nobody is no time."""
        made = np.zeros(shape)
        each = [np.where(getattr(one, of) > 0, getattr(one, mean) * getattr(one, of), 0.0) for one in counted]
        np.add.at(made, cell, np.concatenate(each))
        return made

    offered, abandoned = np.nan_to_num(grid("offered")), grid("abandoned")
    answer_wait, wait = seconds("asa_s", "answered"), grid("waited_s")
    if np.nansum(abandoned) > 0 and not np.nansum(answer_wait):  # a column that nobody filled
        answer_wait, wait = np.full(shape, np.nan), np.full(shape, np.nan)
    return _few_kinds(
        Totals(
            _counts(offered, EPOCH + dt.timedelta(days=first_day), tuple(names), interval),
            grid("answered"), abandoned, answer_wait, wait, seconds("aht_s", "answered"), seconds("acw_s", "answered"),
            _on_duty(reports, first_day, shape[1:], interval),
        )
    )  # fmt: skip


def _once(reports: list[Intervals]) -> list[Intervals]:
    """The reports without what an earlier one says of the same queue and interval."""
    made: list[Intervals] = []
    seen: set[tuple[str, float]] = set()
    for one in reports:
        cells = [(one.queues[k], start) for k, start in zip(one.queue.tolist(), one.start.tolist(), strict=True)]
        new = np.array([cell not in seen for cell in cells], dtype=bool)
        seen.update(cells)
        if new.any():
            made.append(one.rows(new))
    return made


def _too_long(report: Intervals, interval: float) -> BadInput:
    return bad(report.name, phrase("totals.interval", minutes=f"{interval / 60:g}"))


def _cell(start: Floats, first_day: int, interval: float) -> tuple[Ints, Ints]:
    """Day and interval of each row."""
    day = (start // SECONDS_PER_DAY).astype(np.int64)
    return day - first_day, ((start - day * SECONDS_PER_DAY) // interval).astype(np.int64)


def _counts(offered: Floats, first: dt.date, kinds: tuple[str, ...], interval: float) -> Counts:
    some = offered.sum(axis=0) > 0
    any_day = some.any(axis=1)
    begun = np.where(any_day, some.argmax(axis=1) * interval, np.nan)
    ended = np.where(any_day, (some.shape[1] - some[:, ::-1].argmax(axis=1)) * interval, np.nan)
    return Counts(first, kinds, offered, begun, ended)


def _on_duty(reports: Sequence[Intervals], first_day: int, shape: tuple[int, ...], interval: float) -> Floats:
    """People by interval: of a report by agent where there is one, else the most that any queue names, since one person
    stands in the rows of all queues that they serve."""
    said = [one for one in reports if np.isfinite(one.on_duty).any()]
    agents = [one for one in said if not np.isfinite(one.offered).any()]
    made = np.full(shape, np.nan)
    for one in agents or said:
        day, slot = _cell(one.start, first_day, interval)
        inside = (day >= 0) & (day < shape[0]) & np.isfinite(one.on_duty)
        np.fmax.at(made, (day[inside], slot[inside]), one.on_duty[inside])
    return made


def _few_kinds(totals: Totals) -> Totals:
    """Queues without a contact left out; the rarest together where there are more than a team has room for."""
    count = totals.offered.sum(axis=(1, 2))
    order = np.argsort(-count, kind="stable")
    order = order[count[order] > 0]
    kept = np.sort(order if len(order) <= MOST_WORK else order[: MOST_WORK - 1])
    rest = np.setdiff1d(order, kept)
    names = tuple(totals.kinds[k] for k in kept) + ((OTHER,) if len(rest) else ())

    def joined(table: Floats) -> Floats:
        return np.concatenate([table[kept], table[rest].sum(axis=0, keepdims=True)]) if len(rest) else table[kept]

    changed: dict[str, Any] = {
        one.name: joined(value)
        for one in fields(totals)
        if isinstance(value := getattr(totals, one.name), np.ndarray) and value.ndim == 3
    }
    return replace(totals, counts=replace(totals.counts, kinds=names, by_kind=joined(totals.offered)), **changed)
