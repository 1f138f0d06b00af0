"""Scenarios beside a base: which fields differ, in words, and what that changes, season by season under one luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from playbook import practices
from playbook.api.fields import TEXTS, Leaf, leaves
from playbook.lab.season_view import STRIP
from playbook.lab.slider import lever_value
from playbook.language import Words
from playbook.practices import Lever
from sim.experiment.results import Estimate, Range
from sim.files.bad_input import shown
from sim.files.messages import said
from sim.scenario import Scenario

if TYPE_CHECKING:
    from playbook.lab.kpi import KpiWords

MOST = 5  # scenarios beside the base
FIGURES = ("value", *STRIP)  # profit with what is left, then the key figures of the start page
NAMES = ("id", "schema_version", *TEXTS)  # first or later parts of paths that only name things


@dataclass(frozen=True)
class Differs:
    """A field that two scenarios have not in common; None: one of them lacks it."""

    path: str
    before: Leaf | None
    after: Leaf | None

    @property
    def leaf(self) -> Leaf:
        found = self.after or self.before
        assert found is not None  # of one of the two
        return found

    def label(self, words: Words) -> str:
        """A lever's label, else what the field means, with its path where several fields mean the same."""
        if (known := _levers().get(self.path)) is not None:
            slug, lever = known
            return practices.load(slug, words.language)[1].levers[lever.id].label
        meaning = self.leaf.meaning(words.language)
        if not meaning:
            return self.path
        return words.t("beside.field", meaning=meaning, path=self.path) if self.leaf.kind != self.path else meaning

    def value(self, words: Words, leaf: Leaf | None, currency: str) -> str:
        """The field's value on one side, with its unit."""
        if leaf is None or leaf.value is None:
            return words.t("beside.without")
        value = leaf.value
        known = _levers().get(self.path)
        if known is not None and isinstance(value, (int, float)) and not isinstance(value, bool):
            slug, lever = known
            return lever_value(words, lever, practices.load(slug, words.language)[1].levers[lever.id], value)
        if isinstance(value, bool):
            return words.t("beside.yes") if value else words.t("beside.no")
        if isinstance(value, (int, float)):
            text = words.number(value, next((n for n in range(4) if abs(round(value, n) - value) < 1e-9), 4))
            unit = leaf.unit(words.language, currency)
            return f"{text} {unit}" if unit and words.language == "en" else f"{text}{unit}"
        if isinstance(value, (list, tuple)):
            return said(shown(str(list(value))), words.language)
        return str(value)


def differences(base: Scenario, other: Scenario) -> tuple[Differs, ...]:
    """Fields that decide something and differ, in the order of a scenario file."""
    a, b = leaves(base), leaves(other)
    paths = [path for path in dict.fromkeys((*a, *b)) if not set(path.split(".")) & set(NAMES)]
    return tuple(
        Differs(path, a.get(path), b.get(path))
        for path in paths
        if (path in a) != (path in b) or a[path].value != b[path].value
    )


def changes(base: Estimate, other: Estimate, figures: Sequence[str] = FIGURES) -> Mapping[str, Range]:
    """The range of `other` less `base`, season by season, of each figure."""
    return {kpi: Range.of(other.totals[kpi] - base.totals[kpi]) for kpi in figures}


def rows_of_fields(words: Words, found: Sequence[Differs], currency: str) -> list[list[str]]:
    """What, from, to: a line a field."""
    return [
        [one.label(words), *(one.value(words, leaf, currency) for leaf in (one.before, one.after))] for one in found
    ]


def rows_of_changes(kpis: KpiWords, found: Mapping[str, Range]) -> list[list[str]]:
    """Figure, mean change, its 95 % interval, P10 to P90: a line a figure."""
    rows = []
    for kpi, change in found.items():
        if change.n < 2:
            rows.append([kpis.name(kpi), kpis.signed(kpi, change.mean), "–", "–"])
            continue
        low, high = change.mean - change.half_width, change.mean + change.half_width
        pairs = ((low, high), (change.p10, change.p90))
        ends = (kpis.words.t("beside.ends", low=kpis.signed(kpi, x), high=kpis.signed(kpi, y)) for x, y in pairs)
        rows.append([kpis.name(kpi), kpis.signed(kpi, change.mean), *ends])
    return rows


@cache
def _levers() -> dict[str, tuple[str, Lever]]:
    """Path → the first practice with a lever for it, and that lever."""
    found: dict[str, tuple[str, Lever]] = {}
    for slug in practices.in_order():
        for lever in practices.load(slug)[0].levers:
            found.setdefault(lever.path, (slug, lever))
    return found


def unlike(base: Scenario, other: Scenario) -> str:
    """Why two scenarios cannot be put side by side: "currency", "length", or ""."""
    if base.currency != other.currency:
        return "currency"
    return "length" if base.calendar.days != other.calendar.days else ""


def as_data(base: Scenario, other: Scenario, found: Mapping[str, Range]) -> dict[str, Any]:
    """Differences as a document: values as in a scenario file, changes in the scenarios' units."""
    return {
        "fields": [
            {"path": one.path, "from": one.before and one.before.value, "to": one.after and one.after.value}
            for one in differences(base, other)
        ],
        "changes": {
            kpi: {"mean": one.mean, "half_width": one.half_width, "p10": one.p10, "p90": one.p90, "n": one.n}
            for kpi, one in found.items()
        },
    }
