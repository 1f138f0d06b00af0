"""Why profit changed, as a page shows and ships it: parts in money, and loops only where one carries much of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from playbook import charts
from playbook.lab.kpi import KpiWords
from playbook.lab.seasons import clear, range_of, rounded, shipped
from playbook.language import Words
from playbook.money import LATER, label

if TYPE_CHECKING:
    from sim.experiment import MoneyChange, Range

CAUSE = "profit"  # whose change is split into money
DIRECT = "direct"
CARRIES = 0.1  # of the change: what a loop must carry to be shown
Parts = dict[str, np.ndarray]


@dataclass(frozen=True)
class Loops:
    """Contributions of loops to the change of one season total, (n,) each: they add up to it in every replication."""

    kpi: str
    change: np.ndarray
    parts: Parts  # "direct" and the loops

    @property
    def carry(self) -> bool:
        """Whether a loop brings more than a tenth of the change, and not by chance."""
        least = CARRIES * abs(float(self.change.mean()))
        found = (range_of(values) for name, values in self.parts.items() if name != DIRECT)
        return any(abs(one.mean) > least and clear(one) for one in found)

    @property
    def largest(self) -> str:
        """The loop that brings most, either way."""
        return max((name for name in self.parts if name != DIRECT), key=lambda name: abs(self.parts[name].mean()))


@dataclass(frozen=True)
class Why:
    """A change of profit, (n,), its parts in money, which add up to it, and what is left for later, apart.

    Names as in `sim.experiment.money`. `loops`: only where one carries much of the change.
    """

    change: np.ndarray
    parts: Parts
    later: Parts
    loops: Loops | None = None

    @classmethod
    def of(cls, found: MoneyChange, loops: Loops | None = None) -> Why:
        return cls(found.change, dict(found.parts), dict(found.later), loops)

    @property
    def n(self) -> int:
        return len(self.change)

    def range(self, part: str) -> Range:
        return range_of(self.parts[part])

    def folded(self) -> MoneyChange:
        """What is shown: the largest part first, without small ones."""
        from sim.experiment import MoneyChange

        return MoneyChange(self.change, self.parts, self.later).folded()

    def to_json(self) -> dict[str, Any]:
        loops = self.loops and {
            "kpi": self.loops.kpi, "change": rounded(self.loops.change), "parts": _short(self.loops.parts),
        }  # fmt: skip
        return {
            "change": rounded(self.change), "parts": _short(self.parts), "later": _short(self.later), "loops": loops,
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Why:
        some = data["loops"]
        loops = some and Loops(some["kpi"], np.asarray(some["change"], float), _arrays(some["parts"]))
        return cls(np.asarray(data["change"], float), _arrays(data["parts"]), _arrays(data["later"]), loops)

    @classmethod
    def from_file(cls, name: str, start: str, end: str, folder: Path) -> Why | None:
        """The explanation in the shipped file `name`.json, if it is of exactly this change: keys of both scenarios."""
        found = (shipped(name, folder) or {"why": []})["why"]
        return next((cls.from_json(one) for one in found if is_of(one, start, end)), None)


def is_of(data: Mapping[str, Any], start: str, end: str) -> bool:
    """Whether an explanation in a shipped file is of this change, and in the form of today."""
    return {"from": start, "to": end}.items() <= data.items() and {"parts", "later", "loops"} <= data.keys()


def _short(parts: Parts) -> dict[str, list[float]]:
    return {name: rounded(values) for name, values in parts.items()}


def _arrays(parts: Mapping[str, Any]) -> Parts:
    return {name: np.asarray(values, float) for name, values in parts.items()}


def spread_of_mean(values: np.ndarray) -> tuple[float, float, float]:
    """P10, mean, P90 of contributions: means add up to the mean change, P50s need not."""
    found = range_of(values)
    return min(found.p10, found.mean), found.mean, max(found.p90, found.mean)


def told(kpis: KpiWords, parts: Parts, prefix: str = "", ranges: bool = True) -> str:
    """Parts in a row, each with its mean and, with `ranges`, its range: more pay −¥8,179 (−¥9,000 to −¥7,000)."""
    words = kpis.words
    said = (
        (label(words, prefix + name, mean), amount(kpis, x) if ranges else kpis.signed(CAUSE, mean))
        for name, x in parts.items()
        for mean in [float(x.mean())]
    )
    # a label stands within a sentence here
    shown = (words.t("money.told", part=part[0].lower() + part[1:], amount=value) for part, value in said)
    return words.t("common.semicolon").join(shown)


def amount(kpis: KpiWords, values: np.ndarray, kpi: str = CAUSE) -> str:
    """A signed mean and its range."""
    low, mean, high = (kpis.signed(kpi, x) for x in spread_of_mean(values))
    return mean if low == high else kpis.words.t("lab.change", mean=mean, low=low, high=high)


def money_figure(
    words: Words, kpis: KpiWords, why: Why, params: Mapping[str, Any], source: str = "",
    span: tuple[float, float] | None = None,
) -> charts.Figure:  # fmt: skip
    """The parts as a staircase to the change; what is left for next year beneath it, in a colour of its own.

    `span`: ends that the axis of money reaches at least.
    """
    shown = why.folded()

    def bars(some: Parts, prefix: str = "") -> list[charts.Part]:
        return [
            charts.Part(label(words, prefix + name, float(x.mean())), spread_of_mean(x)) for name, x in some.items()
        ]

    note = words.t("money.note_later" if shown.later else "money.note")
    return charts.contributions(
        words, bars(shown.parts), kpis.unit(CAUSE), total=spread_of_mean(why.change), apart=bars(shown.later, LATER),
        digits=kpis.digits(CAUSE), title=words.t("money.figure"), note=note, params=params,
        source=source, span=span,
    )  # fmt: skip
