"""Numbers as people type them: per cent for a share, thousands (万 in Chinese) for a season's money."""

from __future__ import annotations

from dataclasses import dataclass

from playbook.lab.kpi import KpiWords
from playbook.language import Words


@dataclass(frozen=True)
class Typed:
    """How a key figure is typed: what was typed × `scale` is the figure; `unit` stands after the box."""

    scale: float
    unit: str
    signed: bool  # whether it may lie below zero: the telephone's keys then need a minus

    def shown(self, x: float) -> str:
        """A figure as it would be typed."""
        return f"{x / self.scale:.6g}"


def typed(words: Words, kpi: str, currency: str) -> Typed:
    """How one types the key figure `kpi` in this language."""
    unit = KpiWords(words, currency).unit(kpi)
    t = words.t
    if unit == "share":
        return Typed(0.01, "%", False)
    if unit == currency:
        name = words.money(0, currency).replace("0", "").strip()
        return Typed(scale_of(words, kpi), t("workshop.unit_money", currency=name), True)
    units = {
        "seconds": t("workshop.unit_seconds"), "hours": t("workshop.unit_hours"), "points": t("workshop.unit_points"),
    }  # fmt: skip
    return Typed(1.0, units.get(unit, ""), False)


def scale_of(words: Words, kpi: str) -> float:
    """What is typed for `kpi` times this is the key figure: the server multiplies low and high of a bet by it."""
    unit = KpiWords(words).unit(kpi)
    if unit == "share":
        return 0.01
    return (10_000.0 if words.language == "zh" else 1_000.0) if unit == "CNY" else 1.0
