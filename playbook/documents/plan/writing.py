"""What every section writes with: words, the team, its steps and its seasons, and numbers that know their source."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from playbook import practices
from playbook.api.fields import MONEY, Leaf, leaves
from playbook.documents.blocks import Cell, Number
from playbook.documents.plan.decided import Applied, Decided
from playbook.documents.plan.playing import Played
from playbook.documents.plan.words import table, text
from playbook.documents.said import cell_text
from playbook.lab.kpi import KpiWords, kpis
from playbook.lab.ranking import Gain, shipped_gains
from playbook.language import Words
from playbook.language import words as words_of
from playbook.workspace import Promise
from sim.files.messages import phrase, visible
from sim.scenario import Scenario
from sim.scenario.file import team, team_names
from sim.shop.people import Role
from sim.shop.responsibility import NAMED

# Units of the fields of a team, as a document has them; the others have none of their own.
UNITS = {
    "share": "share", "factor": "ratio", "weights": "ratio", "s": "seconds", "minutes": "minutes", "hours": "hours",
    "days": "days", "weeks": "weeks", "stars": "points", MONEY: "money",
}  # fmt: skip
RATES = ("work.rate", "work.rate_late")  # of contacts for one order or parcel
# Numbers of things, though the list of fields has them as factors.
COUNTED = ("communication.messages", "crm.messages", "roles.pods", "projects.at_once", "innovation.looks")  # fmt: skip
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FROM_MONDAY = ("collaboration.first_day",)  # numbers that stand for a weekday, 1 = Monday


@cache
def lever_names(language: str) -> Mapping[str, tuple[str, str, bool]]:
    """What practices call the fields that their levers move, and what they count, and whether in per cent: by path."""
    found: dict[str, tuple[str, str, bool]] = {}
    for slug in practices.in_order():
        practice, texts = practices.load(slug, language)
        for lever in practice.levers:
            words = texts.levers[lever.id]
            found.setdefault(lever.path, (words.label, words.unit, lever.percent))
    return found


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

    @cached_property
    def _levers(self) -> Mapping[str, tuple[str, str, bool]]:
        return lever_names(self.language)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Of every practice of the playbook, by slug, in their order."""
        return {slug: practices.load(slug, self.language)[1].title for slug in practices.in_order()}

    def title(self, slug: str) -> str:
        """A practice's title, or what stands there for one that is none of the playbook's."""
        return self.titles.get(slug) or visible(slug)

    @cached_property
    def gains(self) -> Mapping[str, Gain]:
        """What each practice's near-best plan brings this team, by practice, where the team is one of the samples and
        the seasons came with the playbook."""
        same = next((name for name in team_names() if team(name) == self.team), None)
        return {one.slug: one for one in shipped_gains(same, self.team)} if same else {}

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

    @property
    def sides(self) -> tuple[str, ...]:
        """Columns of what is compared: today, and with the plan where it changes something."""
        return (text(self.language, "common.today"), text(self.language, "common.planned"))[: 1 + self.applied.changed]

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
        if worded := self.worded(leaf.kind, value):
            return worded
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self.number(float(value), self.unit(leaf), source)
        if isinstance(value, (list, tuple)):
            return visible(self.words.t("common.comma").join(_short(one) for one in value)) or None
        return visible(str(value))

    def worded(self, path: str, value: Any) -> str | None:
        """What a number stands for, where it is none: a weekday; None for a true number."""
        if not isinstance(value, (int, float)):
            return None
        if path in FROM_MONDAY and 1 <= value <= len(WEEKDAYS):
            return self.t(f"weekday.{WEEKDAYS[round(value) - 1]}")
        return None

    def unit(self, leaf: Leaf) -> str:
        """Of a field, as a document has it."""
        if leaf.kind in self._levers and self._levers[leaf.kind][2]:
            return "share"
        if leaf.kind in RATES:
            return "ratio"
        return "count" if leaf.kind in COUNTED else UNITS.get(leaf.measure, "count")

    def meaning(self, path: str) -> str:
        """What a field is: as the practice that moves it says it, with what it counts where its number does not; else
        in this plan's own words, or as the list of fields has it."""
        if path in self._levers:
            label, unit, _ = self._levers[path]
            alone = self.unit(self._leaves[path]) not in ("count", "ratio")
            return label if alone or not unit else text(self.language, "common.with_unit", what=label, unit=unit)
        if f"field.{path}" in table(self.language):
            return text(self.language, f"field.{path}")
        return self._leaves[path].meaning(self.language)

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
        if found.p10 == found.p90:  # the same in every season
            return self.number(found.mean, unit, source)
        of = text(self.language, "common.of_mean", n=found.n) if mean else self.luck
        return self.number(found.mean if mean else found.p50, unit, source, low=found.p10, high=found.p90, of=of)

    def promised(self, kpi: str, slug: str, promise: Promise) -> Number:
        """What a step was said to change of a figure: mean, P10 to P90."""
        low, mean, high = promise.change[kpi]
        unit = kpis()[kpi].unit if kpi in kpis() else "count"
        ends: dict[str, Any] = {}
        if low != high:
            of = text(self.language, "common.of_mean", n=promise.n)
            ends = {"low": min(low, high), "high": max(low, high), "of": of}
        return self.number(mean, unit, f"plan:{slug}", signed=True, **ends)

    def promises(self, slug: str, promise: Promise) -> list[tuple[str, Number]]:
        """(figure, its change) of a step: those that read as nothing are left out, unless all do."""
        found = [(kpi, self.promised(kpi, slug, promise)) for kpi in promise.change]
        told = [(kpi, one) for kpi, one in found if re.search("[1-9]", cell_text(one, self.words))]
        return told or found[:1]

    def kpi_name(self, name: str) -> str:
        """What people call a figure; the name itself of one that is none of the model's."""
        return KpiWords.of(self.words, self.team).name(name) if name in kpis() else visible(name)

    @property
    def luck(self) -> str:
        """What ranges of seasons are of."""
        return text(self.language, "common.of_luck", n=self.played.n)


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
