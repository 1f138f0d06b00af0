"""Results as plain aligned text, and as JSON whose bytes depend on the result alone."""

from __future__ import annotations

import json
import math
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np

from playbook import language as languages
from playbook import money
from playbook.command import say
from sim.files.messages import visible

if TYPE_CHECKING:
    from sim.scenario import Scenario

DIGITS = {"money": 0, "share": 1, "seconds": 1, "points": 2, "ratio": 3, "hours": 0}
SCALE = {"share": 100.0}


def unit_label(unit: str, currency: str, language: str) -> str:
    """What stands in the unit column: the currency for money, a short word otherwise."""
    return languages.currency_word(currency, language) if unit == "money" else say(f"unit_{unit}", language)


def numbers(values: list[float], unit: str, signed: bool = False) -> list[str]:
    """The numbers of one row, all with the same decimals; a count has one where the row is small."""
    sizes = [abs(value) for value in values if math.isfinite(value)]
    digits = DIGITS.get(unit, 0 if max(sizes, default=0.0) >= 100 else 1)
    return [number(value, unit, digits, signed) for value in values]


def number(value: float, unit: str, digits: int, signed: bool = False) -> str:
    """`value` as shown to a person: shares in per cent, thousands parted, "–" for a value that does not exist."""
    if not math.isfinite(value):
        return "–"
    value = value * SCALE.get(unit, 1.0)
    text = f"{value:{'+' if signed else ''},.{digits}f}"
    # "-0" says nothing that "0" doesn't.
    return text.lstrip("+-") if float(text.replace(",", "")) == 0 else text


def money_amount(value: float, currency: str, language: str) -> str:
    """12,300 CNY; 12,300元."""
    gap = " " if language == "en" else ""
    return f"{number(value, 'money', 0)}{gap}{languages.currency_word(currency, language)}"


def width(text: str) -> int:
    """Columns that `text` takes on a terminal, where Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text if not unicodedata.combining(c))


def aligned(rows: list[list[str]], left: frozenset[int] = frozenset({0})) -> str:
    """Rows of cells as lines with two spaces between columns; columns in `left` are flush left, others right."""
    rows = [[visible(cell) for cell in row] for row in rows]
    widths = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = []
        for i, cell in enumerate(row):
            pad = " " * (widths[i] - width(cell))
            cells.append(cell + pad if i in left else pad + cell)
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def known(totals: dict) -> list[tuple[str, dict]]:
    """(id, definition) of the KPIs in `totals`, in the order of data/kpis.toml."""
    from sim.season.kpi import definitions

    return [(kpi, entry) for kpi, entry in definitions().items() if kpi in totals]


def shown(*sides: dict) -> list[tuple[str, dict]]:
    """The same, without what a mechanism counts where none of these seasons has it."""
    return [
        (kpi, entry)
        for kpi, entry in known(sides[0])
        if "of" not in entry or any(np.any(totals[kpi]) for totals in sides)
    ]


def season_table(estimate: Any, scenario: Scenario, language: str) -> str:
    """The KPI table of a scenario's `sim.experiment.Estimate`."""
    from sim.season.kpi import names

    head = [say("kpi", language), "P10", "P50", "P90", say("mean", language), "±", say("unit", language)]
    body = []
    for kpi, entry in shown(estimate.totals):
        unit, found = entry["unit"], estimate.range(kpi)
        # of what is so or not in a season only the share of seasons says something
        spread = [math.nan] * 3 if entry.get("chance") else [found.p10, found.p50, found.p90]
        values = numbers([*spread, found.mean, found.half_width], unit)
        body.append([names(kpi, scenario)[language], *values, unit_label(unit, scenario.currency, language)])
    return aligned([head, *body], left=frozenset({0, 6}))


def reading(low: float, high: float, better: str, language: str) -> str:
    """What the interval of B − A says about B, in a word: only an interval clear of zero decides."""
    if low == 0 == high:
        return say("same", language)
    if not (math.isfinite(low) and math.isfinite(high)) or low <= 0 <= high:
        return say("unclear", language)
    rose = low > 0
    if better == "none":
        return say("higher" if rose else "lower", language)
    return say("better" if rose == (better == "higher") else "worse", language)


def comparison_table(comparison: Any, scenario: Scenario, language: str) -> str:
    """The paired table of a scenario and another, a `sim.experiment.Comparison`."""
    from sim.season.kpi import names

    keys = ("kpi", None, None, "difference", "from", "to", "unit", "reading")
    head = [say(key, language) if key else "AB"[i - 1] for i, key in enumerate(keys)]
    body = []
    for kpi, entry in shown(comparison.a.totals, comparison.b.totals):
        unit, gap = entry["unit"], comparison.difference(kpi)
        low, high = gap.mean - gap.half_width, gap.mean + gap.half_width
        values = numbers([side.range(kpi).p50 for side in (comparison.a, comparison.b)], unit)
        values += numbers([gap.mean, low, high], unit, signed=True)
        tail = [unit_label(unit, scenario.currency, language), reading(low, high, entry["better"], language)]
        body.append([names(kpi, scenario)[language], *values, *tail])
    return aligned([head, *body], left=frozenset({0, 6, 7}))


def money_table(change: Any, currency: str, language: str) -> str:
    """A `sim.experiment.MoneyChange`: its parts, the largest first, their sum, and what is left for later."""
    from sim.experiment import Range

    words, shown = languages.words(language), change.folded()

    def row(name: str, values: Any) -> list[str]:
        found = Range.of(values)
        return [name, *numbers([found.mean, found.p10, found.p90], "money", signed=True)]

    def named(parts: dict[str, Any], prefix: str = "") -> list[list[str]]:
        return [row(money.label(words, prefix + name, values.mean()), values) for name, values in parts.items()]

    unit = unit_label("money", currency, language)
    head = [say("money_parts", language, unit=unit), say("mean", language), "P10", "P90"]
    rows = [head, *named(shown.parts), row(words.t("chart.together"), shown.change)]
    return aligned([*rows, *named(shown.later, money.LATER)])


def as_json(document: dict) -> bytes:
    """UTF-8 JSON with sorted keys and a final newline; numpy scalars and arrays are plain, NaN is null."""
    return (json.dumps(_plain(document), sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
