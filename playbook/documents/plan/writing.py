"""What every section writes with: the words, the team, its steps and its seasons, and numbers that know their source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from playbook.api.fields import MONEY, Leaf, leaves
from playbook.api.fields import _words as field_words
from playbook.documents.blocks import Cell, Number
from playbook.documents.plan.decided import Applied, Decided
from playbook.documents.plan.playing import Played
from playbook.documents.plan.words import text
from playbook.lab.kpi import kpis
from playbook.language import Words
from playbook.language import words as words_of
from sim.files.messages import phrase, visible
from sim.scenario import Scenario
from sim.shop.people import Role
from sim.shop.responsibility import NAMED

# Units of the fields of a team, as a document has them; the others have none of their own.
UNITS = {
    "share": "share", "factor": "ratio", "weights": "ratio", "s": "seconds", "minutes": "minutes", "hours": "hours",
    "days": "days", "weeks": "weeks", "stars": "points", MONEY: "money",
}  # fmt: skip
ALONE = ("share", "factor", "weights", MONEY, "clock", "date", "s", "minutes", "hours", "days", "weeks")


@dataclass(frozen=True)
class Writer:
    """See the module's docstring. `made`: the document's date."""

    language: str
    applied: Applied
    decided: Decided
    played: Played
    made: dt.date

    @property
    def team(self) -> Scenario:
        """As it is."""
        return self.applied.team

    @property
    def planned(self) -> Scenario:
        """With its steps."""
        return self.applied.planned

    @cached_property
    def words(self) -> Words:
        return words_of(self.language)

    @cached_property
    def _leaves(self) -> Mapping[str, Leaf]:
        return leaves(self.planned)

    @cached_property
    def _today(self) -> Mapping[str, Leaf]:
        return leaves(self.team)

    def t(self, key: str, **values: object) -> str:
        return text(self.language, key, **values)

    def says(self, texts: Any) -> str:
        """This language's side of a text in both, what cannot be seen written out."""
        return visible(self.words.pick(texts))

    def role(self, role: Role) -> str:
        name = phrase(NAMED[role]).text(self.language)
        return name[:1].upper() + name[1:]

    def roles(self, roles: Iterable[Role]) -> str:
        return self.words.t("common.comma").join(self.role(role) for role in roles)

    # Numbers -------------------------------------------------------------------------------------------------------

    def source(self, path: str) -> str:
        """Where the planned value of a field comes from: the field, or the step that changed it."""
        slug = self.applied.by.get(path)
        return path if slug is None else f"plan:{slug}"

    def field(self, path: str, today: bool = False) -> Cell:
        """The value of a field with the team's steps, or as it is today; None for one that is left open."""
        found = (self._today if today else self._leaves).get(path)
        return None if found is None else self.cell(found, path if today else self.source(path))

    def cell(self, leaf: Leaf, source: str) -> Cell:
        value = leaf.value
        if value is None or isinstance(value, dt.date):
            return value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self.number(float(value), self.unit(leaf.kind), source)
        if isinstance(value, (list, tuple)):
            return visible(self.words.t("common.comma").join(_short(one) for one in value)) or None
        return visible(str(value))

    def unit(self, kind: str) -> str:
        """Of a field by its kind: "people.count"."""
        return UNITS.get(field_words()["fields"].get(kind, {}).get("unit", ""), "count")

    def meaning(self, path: str) -> str:
        """What a field is, with what it counts where its number does not say that."""
        leaf = self._leaves[path]
        said, unit = leaf.meaning(self.language), field_words()["fields"].get(leaf.kind, {}).get("unit", "")
        if unit and unit not in ALONE:
            return self.t("common.with_unit", what=said, unit=leaf.unit(self.language, self.team.currency))
        return said

    def name(self, path: str) -> str:
        """What a field is, for a path of anybody's: the path itself where there is no such field."""
        return self.meaning(path) if path in self._leaves else visible(path)

    def number(self, value: float, unit: str, source: str, **more: Any) -> Number:
        currency = self.team.currency if unit == "money" else ""
        return Number(float(value), unit, source, currency=currency, **more)

    def sum_of(self, value: float, unit: str, table: str) -> Number:
        """A number that is worked out from the fields of a table of the scenario."""
        return self.number(value, unit, table)

    def kpi(self, name: str, *, today: bool = False, change: bool = False) -> Number:
        """A key figure of the seasons: its median, P10 to P90."""
        played = self.played
        found = played.change(name) if change else (played.team if today else played.plan).range(name)
        return self.number(
            found.p50, kpis()[name].unit, f"run:{name}", low=found.p10, high=found.p90, of=self.luck, signed=change
        )

    def spread(self, values: Any, unit: str, source: str, mean: bool = False) -> Number:
        """A figure of each season, (n,): its median or (for what adds up) its mean, P10 to P90."""
        from sim.experiment.results import Range

        found = Range.of(values)
        of = self.t("common.of_mean", n=found.n) if mean else self.luck
        return self.number(found.mean if mean else found.p50, unit, source, low=found.p10, high=found.p90, of=of)

    def kpi_name(self, name: str) -> str:
        return self.words.pick(kpis()[name].name)

    @property
    def luck(self) -> str:
        """What ranges of seasons are of."""
        return self.t("common.of_luck", n=self.played.n)


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
