"""The conditions of a round in words."""

from __future__ import annotations

from collections.abc import Iterable

from playbook.lab.kpi import KpiWords
from playbook.practices import Bound


def conditions(kpis: KpiWords, bounds: Iterable[Bound]) -> list[str]:
    """One line for each condition, before anything has run."""
    lines = []
    for bound in bounds:
        side = "least" if bound.at_least is not None else "most"
        key, shown = f"challenge.{side}_{bound.of}", number(kpis, bound, bound.number)
        if bound.falls:
            key, shown = "challenge.fall", kpis.size(bound.kpi, bound.number)
        lines.append(kpis.words.t(key, kpi=kpis.name(bound.kpi), number=shown))
    return lines


def limit(kpis: KpiWords, bound: Bound) -> str:
    """What is asked for: at least 40%."""
    key = "challenge.at_least" if bound.at_least is not None else "challenge.at_most"
    return kpis.words.t(key, limit=number(kpis, bound, bound.number))


def reached(kpis: KpiWords, bound: Bound, value: float) -> str:
    """What a plan reaches, said as the bound is."""
    return kpis.words.t(f"challenge.mean_{bound.of}", value=number(kpis, bound, value))


def number(kpis: KpiWords, bound: Bound, value: float) -> str:
    """A number on the bound's scale."""
    if bound.of == "start":
        whole = abs(100 * value - round(100 * value)) < 1e-6
        return kpis.words.percent(value, 0 if whole else 1)
    return kpis.signed(bound.kpi, value) if bound.of == "change" else kpis.value(bound.kpi, value)
