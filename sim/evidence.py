"""The register of effects and the parameters that the model takes from it.

`data/evidence.csv` lists published effects and stated assumptions; `data/parameters.csv` lists what the model uses,
with the evidence each number hangs on. A parameter is as good as its weakest evidence: one that leans on an
assumption (grade D) is an assumption. `parameters(evidence_only=True)` sets all of those to their neutral value.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar

import numpy as np

from sim import draws

DATA = Path(__file__).resolve().parent.parent / "data"


# From the firmest: L what a law says, A field experiment, B quasi-experiment or observational, C lab or meta-analysis,
# D assumption
GRADES = "LABCD"


class Fields(Protocol):
    """Any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


T = TypeVar("T", bound=Fields)


@dataclass(frozen=True)
class Effect:
    """One row of the register. `low` and `high` bound the 95 % interval where one is known."""

    id: str
    mechanism: str
    estimate: float | None
    low: float | None
    high: float | None
    unit: str
    source: str
    doi: str
    setting: str
    grade: str  # one of GRADES
    role: str  # calibrates, holds out, context
    read: str  # where the number was seen: abstract, secondary, direction, partly, memory, own


@dataclass(frozen=True)
class Parameter:
    """A number the model uses, and what it hangs on."""

    id: str
    value: float
    low: float
    high: float
    distribution: str  # how doubt draws it between low and high: triangular, fixed
    neutral: float  # the value at which the effect is absent
    unit: str
    evidence: tuple[str, ...]
    calibrated: str  # how the value came from the evidence
    meaning: str

    @property
    def grade(self) -> str:
        """The weakest grade among its evidence."""
        effects = register()
        return weakest(effects[row].grade for row in self.evidence)

    def quantile(self, u: float) -> float:
        """What doubt's draw stays below with probability `u`, 0 … 1; the value where it is not drawn."""
        return _triangular(u, self) if self.distribution == "triangular" else self.value


def weakest(grades: Iterable[str]) -> str:
    """The last of GRADES among these."""
    return max(grades, key=GRADES.index)


class Parameters(Mapping[str, float]):
    """Values by id, frozen. `neutralised` names the parameters that were set to neutral."""

    def __init__(self, values: dict[str, float], neutralised: tuple[str, ...] = ()) -> None:
        self._values = dict(values)
        self._prints: dict[tuple[str, ...], str] = {}
        self.neutralised = neutralised

    def __getitem__(self, name: str) -> float:
        if name not in self._values:
            raise KeyError(f"data/parameters.csv has no row {name}")
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def bind(self, mechanism: type[T], prefix: str) -> T:
        """The parameter class `mechanism`, each field filled from "prefix.field"."""
        return mechanism(**{field.name: self[f"{prefix}.{field.name}"] for field in fields(mechanism)})

    def holding(self, values: Mapping[str, float]) -> Parameters:
        """The same with some values changed. KeyError for an id that there is none of."""
        for name in values:
            self[name]
        return Parameters({**self._values, **values}, self.neutralised) if values else self

    def drawn(self, seed: int) -> Parameters:
        """One possible truth: each effect drawn from its own range, so that doubt about effects can be simulated.

        The draw of a parameter hangs on `seed` and its name alone: both arms of a comparison share it, and a new
        parameter changes no other. A neutralised or fixed parameter keeps its value.
        """
        table = parameter_table()
        spread = [row for row in table.values() if row.distribution == "triangular" and row.id not in self.neutralised]
        uniforms = draws.uniform(
            np.array([draws.key(seed, "doubt", row.id) for row in spread], np.uint64), draws.Purpose.SIZE
        )
        values = {row.id: _triangular(float(u), row) for row, u in zip(spread, uniforms, strict=True)}
        return Parameters(self._values | values, self.neutralised)

    def fingerprint(self, ids: Iterable[str] | None = None) -> str:
        """SHA-256 of all ids and values, or of these: two runs with the same print used the same numbers."""
        chosen = tuple(sorted(self._values if ids is None else ids))
        if chosen not in self._prints:  # asked again for every setting of a page
            text = "\n".join(f"{name}={self._values[name]!r}" for name in chosen)
            self._prints[chosen] = hashlib.sha256(text.encode()).hexdigest()
        return self._prints[chosen]


@cache
def register() -> dict[str, Effect]:
    """All effects by id."""
    rows = _rows("evidence.csv")
    for row in rows:
        for name in ("estimate", "low", "high"):
            row[name] = float(row[name]) if row[name] else None
    return {row["id"]: Effect(**row) for row in rows}


@cache
def parameter_table() -> dict[str, Parameter]:
    """All parameters by id."""
    table = {}
    for row in _rows("parameters.csv"):
        for name in ("value", "low", "high", "neutral"):
            row[name] = float(row[name])
        row["evidence"] = tuple(row["evidence"].split())
        table[row["id"]] = Parameter(**row)
    return table


@cache
def parameters(evidence_only: bool = False) -> Parameters:
    """The model's parameters; with `evidence_only`, everything that leans on an assumption is neutral."""
    table = parameter_table()
    values = {name: row.value for name, row in table.items()}
    if not evidence_only:
        return Parameters(values)
    assumed = tuple(name for name, row in table.items() if row.grade == "D" and row.value != row.neutral)
    return Parameters(values | {name: table[name].neutral for name in assumed}, assumed)


def _triangular(u: float, row: Parameter) -> float:
    """The `u`-quantile of the triangular distribution between low and high with its mode at the value."""
    width = row.high - row.low
    if width == 0:
        return row.value
    if u * width < row.value - row.low:
        return row.low + (u * width * (row.value - row.low)) ** 0.5
    return row.high - ((1 - u) * width * (row.high - row.value)) ** 0.5


def _rows(name: str) -> list[dict[str, Any]]:
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
