"""What a shop may not be sure of, as facts for `sim.experiment.swings`: data/doubts.toml and the options' assumptions.

The file says how wide each is and how to find it out; an assumption is a parameter of grade D that a practice among the
options names, from P10 to P90 of its own range.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from playbook import practices
from playbook.first.options import AS_IS
from playbook.language import Words
from playbook.practices import numbers
from sim.evidence import DATA, parameter_table
from sim.files.toml_file import read_toml
from sim.files.validation import validated
from sim.scenario import Scenario
from sim.shop.types import Part, Slug, Text

if TYPE_CHECKING:
    from sim.experiment.swings import Fact, Option

DOUBTS = DATA / "doubts.toml"
LOW, HIGH = 0.1, 0.9  # of a parameter's range: P10 and P90
HALVINGS = 5  # of a range that a team cannot have, before the fact is left alone

Factor = Annotated[float, Field(gt=0, le=10)]


class Doubt(Part):
    """A row of data/doubts.toml: see there."""

    id: Slug
    name: Text
    unit: Literal["", "share", "money", "count", "factor"] = ""
    fields: tuple[str, ...] = ()
    only: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    above: float = 0.0
    parameter: str = ""
    low: Factor = 1.0
    high: Factor = 1.0
    measured: tuple[Factor, Factor] | None = None
    find: Text
    because: Text
    evidence: tuple[str, ...] = ()
    grade: Literal["L", "A", "B", "C", "D"]

    @model_validator(mode="after")
    def _one_kind(self) -> Doubt:
        if bool(self.fields) == bool(self.parameter):
            raise ValueError(f"{self.id} is fields of the scenario or a parameter, one of the two")
        if self.fields and not self.low < 1 < self.high:
            raise ValueError(f"{self.id} goes from below 1 to above 1")
        return self


class _Table(Part):
    doubt: tuple[Doubt, ...]


@cache
def table() -> dict[str, Doubt]:
    """All doubts by id, in the order of the file. BadInput for a file that is wrong."""
    return {one.id: one for one in validated(_Table, read_toml(DOUBTS), DOUBTS).doubt}


@dataclass(frozen=True)
class Asked:
    """A fact in words: `doubt` is None for an assumption of `practice`; `ends`: the field's own values at both ends,
    None where there are several fields."""

    fact: Fact
    doubt: Doubt | None = None
    practice: str = ""
    ends: tuple[float, float] | None = None

    def name(self, words: Words) -> str:
        if self.doubt is not None:
            return words.pick(self.doubt.name)
        said = numbers.name_of(parameter_table()[self.fact.parameter], words.language)
        return said[:1].upper() + said[1:]

    def find(self, words: Words) -> str:
        """How to find it out."""
        if self.doubt is not None:
            return words.pick(self.doubt.find)
        return words.t("doubts.find_assumption", practice=practices.load(self.practice, words.language)[1].title)

    def because(self, words: Words) -> str:
        """Why the range is as wide as it is."""
        if self.doubt is not None:
            return words.pick(self.doubt.because)
        return words.t("doubts.because_assumption", practice=practices.load(self.practice, words.language)[1].title)

    def said(self, words: Words, currency: str) -> tuple[str, str]:
        """Its low and its high end as people read them: 48%, 1,400; −15% where several fields move together."""
        low, high = (self._said(words, currency, end) for end in (0, 1))
        return low, high

    def _said(self, words: Words, currency: str, end: int) -> str:
        raw = (self.fact.low, self.fact.high)[end]
        unit = self.doubt.unit if self.doubt is not None else ""
        if self.fact.parameter and not unit:
            return numbers.shown(raw, parameter_table()[self.fact.parameter], words.language)
        value = raw if self.fact.parameter else None if self.ends is None else self.ends[end]
        if value is None:
            return ("+" if raw > 1 else "") + words.percent(raw - 1)
        if unit == "share":
            return words.percent(value, 1 if value < 0.1 else 0)
        if unit == "factor":
            return words.t("doubts.times", n=words.number(value, 1))
        return words.money(value, currency) if unit == "money" else words.number(value)


def asked(options: Sequence[Option], team: Scenario) -> list[Asked]:
    """Everything that is not sure about a team and its options: the shop's facts first, then the assumptions."""
    scenarios = list({id(one): one for option in options for one in (option.team, option.plan)}.values()) or [team]
    facts = [found for doubt in table().values() if (found := _of_shop(doubt, team, scenarios)) is not None]
    taken = {one.fact.parameter for one in facts}
    return [*facts, *_assumptions(options, taken)]


def _assumptions(options: Iterable[Option], taken: set[str]) -> Iterator[Asked]:
    from sim.experiment.swings import Fact

    rows = parameter_table()
    for slug in dict.fromkeys(option.name.partition(".")[0] for option in options if option.name != AS_IS):
        for name in practices.load(slug)[0].parameters:
            row = rows[name]
            low, high = row.quantile(LOW), row.quantile(HIGH)
            if name in taken or row.grade != "D" or low == high:
                continue
            taken.add(name)
            yield Asked(Fact(name, low, high, parameter=name), practice=slug)


def _of_shop(doubt: Doubt, team: Scenario, scenarios: Sequence[Scenario]) -> Asked | None:
    """The doubt for a team; None where the team has no such field. The range is drawn in where one of the scenarios
    cannot have its end, such as more buyers than askers."""
    from sim.experiment.swings import Fact

    if doubt.parameter:
        row = parameter_table()[doubt.parameter]
        return Asked(Fact(doubt.id, row.quantile(LOW), row.quantile(HIGH), parameter=row.id), doubt)
    values = {path: value for pattern in doubt.fields for path, value in _paths(doubt, pattern, team)}
    narrow = doubt.measured is not None and all(_measured(team, path, value) for path, value in values.items())
    wide = doubt.measured if narrow and doubt.measured is not None else (doubt.low, doubt.high)
    factors = [_possible(values, doubt.above, factor, scenarios) for factor in wide]
    fields = {path: (_times(value, factors[0], doubt.above), _times(value, factors[1], doubt.above))
              for path, value in values.items()}  # fmt: skip
    if not fields or factors == [1.0, 1.0]:
        return None
    ends = next(iter(fields.values())) if doubt.unit and len(fields) == 1 else None
    return Asked(Fact(doubt.id, *factors, fields=fields), doubt, ends=ends)


def _paths(doubt: Doubt, pattern: str, team: Scenario) -> Iterator[tuple[str, Any]]:
    """The fields of the team under a pattern with their values; none that is empty or 0: no factor moves it."""
    before, star, after = pattern.partition(".*.")
    if not star:
        found = [(pattern, team.at(pattern))]
    else:
        found = []
        for i, one in enumerate(team.at(before)):
            if all(one[name] in allowed for name, allowed in doubt.only.items()):
                path = f"{before}.{one.get('id', i)}.{after}"
                found.append((path, team.at(path)))
    yield from ((path, value) for path, value in found if value)


def _law(value: Any) -> bool:
    return isinstance(value, Mapping)


def _times(value: Any, factor: float, above: float = 0.0) -> Any:
    """A number, what of it lies above `above`, or all the seconds of a duration, times a factor."""
    if not _law(value):
        return above + (value - above) * factor
    made = {**value}
    for name, one in value.items():
        if name == "parts":
            made[name] = [_times(part, factor) for part in one]
        elif name.endswith("_s"):
            made[name] = tuple(x * factor for x in one) if isinstance(one, (list, tuple)) else one * factor
    return made


def _measured(team: Scenario, path: str, value: Any) -> bool:
    """Whether the team's file shows that this was measured: times of a file, or a sale with a curve of its own."""
    if _law(value):
        return value["family"] in ("empirical", "mixture")
    return path.startswith("calendar.campaigns.") and team.at(path.rpartition(".")[0])["own_shape"] is not None


def _possible(values: Mapping[str, Any], above: float, factor: float, scenarios: Sequence[Scenario]) -> float:
    """The factor, drawn in by halves until every scenario can have it; 1 where none can."""
    for _ in range(HALVINGS):
        try:
            for one in scenarios:
                one.with_levers({path: _times(value, factor, above) for path, value in values.items()})
        except ValueError:
            factor = (1 + factor) / 2
            continue
        return factor
    return 1.0
