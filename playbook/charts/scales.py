"""From numbers to places: spans, domains, ticks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from playbook.language import Words

WHOLE = ("count", "people", "contacts", "orders", "parcels")  # units without halves
LARGEST, SMALLEST = 1e15, 1e-9  # numbers beyond are faults of their maker: drawn at the edge, or as zero
_TIME_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)


@dataclass(frozen=True)
class Span:
    """The middle of a figure and what eight in ten lie between: mean, P10 and P90 of a total."""

    low: float
    mid: float
    high: float

    @classmethod
    def of(cls, x: Any) -> Span:
        """From anything with p10, mean and p90 (`sim.experiment.Range`), three numbers, one number, None, or a Span."""
        if x is None:
            three = (math.nan,) * 3
        elif isinstance(x, Span):
            three = (x.low, x.mid, x.high)
        elif hasattr(x, "p10"):
            # a few seasons far out can pull the mean beyond nine in ten
            three = (min(x.p10, x.mean), x.mean, max(x.p90, x.mean))
        else:
            three = x if isinstance(x, (Sequence, np.ndarray)) else (x, x, x)
        low, mid, high = numbers(three).tolist()
        return cls(low, mid, high)

    def times(self, factor: float) -> Span:
        return Span(factor * self.low, factor * self.mid, factor * self.high)

    @property
    def known(self) -> bool:
        return all(map(math.isfinite, (self.low, self.mid, self.high)))

    @property
    def point(self) -> bool:
        return self.low == self.mid == self.high

    def text(self, words: Words, unit: str, digits: int | None = None) -> str:
        """72% (65%–80%); one value where there is no range."""
        mid = words.value(self.mid, unit, digits)
        if self.point:
            return mid
        return words.t("chart.with_range", value=mid, range=words.range(self.low, self.high, unit, digits))


def signed_range(words: Words, low: float, high: float, unit: str, digits: int | None = None) -> str:
    """The ends of a range of changes, each with its sign: −2 pp to +10 pp."""
    first, last = (words.signed(value, unit, digits) for value in (low, high))
    return first if first == last else words.t("units.range_words", low=first, high=last)


def numbers(values: Iterable[Any]) -> np.ndarray:
    """A flat float array: what is not finite as nan, no number beyond ±1e15 or between ±1e-9 and zero."""
    array = np.atleast_1d(np.asarray(values, dtype=float)).ravel()
    array = np.where(np.abs(array) < SMALLEST, 0.0, array)
    return np.where(np.isfinite(array), np.clip(array, -LARGEST, LARGEST), np.nan)


def domain(values: Iterable[Any], unit: str = "", zero: bool | None = None) -> tuple[float, float]:
    """The range of an axis over `values`: with zero where the values are near it, a little room otherwise.

    `zero` forces (True) or forbids (False) the zero line. Nothing known gives (0, 1).
    """
    array = numbers(values)
    array = array[~np.isnan(array)]
    if not len(array):
        return 0.0, 1.0
    low, high = float(array.min()), float(array.max())
    if zero is None:
        zero = unit != "share" and low >= 0 and low < 0.6 * high
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if too_close(low, high):
        room = max(0.1 * abs(high), 0.05 if unit == "share" else 0.0) or 1.0
        low, high = low - (0 if zero and low == 0 else room), high + room
    if unit == "share" and array.min() >= 0 and array.max() <= 1:
        low, high = max(low, 0.0), min(high, 1.0)
    return low, high


def widened(low: float, high: float, span: tuple[float, float] | None) -> tuple[float, float]:
    """The domain, no narrower than an axis that stood here before: an axis grows, and never jumps back."""
    if span is None or not all(map(math.isfinite, span)):
        return low, high
    return min(low, *span), max(high, *span)


def too_close(low: float, high: float) -> bool:
    """Whether two ends are too near each other, for their size, to make an axis."""
    return high - low <= 1e-6 * max(abs(low), abs(high))


def ticks(low: float, high: float, unit: str = "", count: int = 5) -> list[float]:
    """About `count` round values that reach from at or below `low` to at or above `high`; steps fit for clock units."""
    rough = (high - low) / max(count - 1, 1)
    if unit in ("s", "seconds") and 0.8 < rough <= _TIME_STEPS[-1]:
        step = float(next(s for s in _TIME_STEPS if s >= rough * 0.8))
    else:
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.8)
    if unit in WHOLE:
        step = max(step, 1.0)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(i * step, 12) for i in range(first, last + 1)]


def tick_labels(words: Words, values: Sequence[float], unit: str) -> list[str]:
    """Labels of one axis, all with the same number of decimals."""
    if not values:
        return []
    step = min((b - a for a, b in pairwise(values)), default=abs(values[0]) or 1.0)
    if unit == "share":
        return [words.percent(v, _decimals(step * 100, 4)) for v in values]
    if unit == "money" or (len(unit) == 3 and unit.isupper()):
        return [words.money(v, "CNY" if unit == "money" else unit, trim=True) for v in values]
    if unit in ("s", "seconds"):
        return [words.duration(v) for v in values]
    digits = _decimals(step, 6)
    if digits == 0:
        return [words.compact(v) for v in values]
    return [words.number(v, digits) for v in values]


def axis_labels(words: Words, values: Sequence[float], unit: str, change: bool = False) -> list[str]:
    """As `tick_labels`, with a unit that is a word once, on the last of them, and a plus before gains of a `change`."""
    labels = tick_labels(words, values, unit)
    if change:
        labels = ["+" + label if value > 0 else label for value, label in zip(values, labels, strict=True)]
    if words.has(f"units.{unit}") and unit not in ("s", "seconds"):
        labels[-1] = words.t(f"units.{unit}", n=labels[-1])
    return labels


def _decimals(step: float, most: int) -> int:
    """Decimals, at most `most`, that write every multiple of `step` exactly: 0.25 needs two."""
    return next((digits for digits in range(most) if abs(round(step, digits) - step) < 1e-6 * step), most)


@dataclass(frozen=True)
class Scale:
    """A straight line from values (low, high) to places (start, end)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of `value`, kept a little beyond the ends at most."""
        share = (float(value) - self.low) / (self.high - self.low)
        return self.start + min(max(share, -0.02), 1.02) * (self.end - self.start)


def runs(keep: np.ndarray) -> list[tuple[int, int]]:
    """Half-open index ranges in which `keep` holds."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], keep.astype(int), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
