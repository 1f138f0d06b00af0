"""The model's numbers in words: what a reader sees instead of an id and a unit of the parameters' table."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from sim.evidence import Parameter

HERE = Path(__file__).with_name("numbers.toml")
FIGURES = 3  # significant ones: nothing here is known better


@cache
def _table() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(HERE.read_text(encoding="utf-8"))


def name_of(number: Parameter, language: str) -> str:
    """What the number is; the table's own meaning where nobody has named it for readers yet."""
    return _table()["names"].get(number.id, {language: number.meaning})[language]


def shown(x: float, number: Parameter, language: str) -> str:
    """A value of the number in its unit: 64%, 8 weeks, 0. A unit without words follows as it stands."""
    if x == 0:
        return "0"
    template = _table()["units"].get(number.unit, {language: "{n} " + number.unit})[language]
    return template.format(n=_plain(x), p=_plain(100 * x))


def unnamed(numbers: list[Parameter]) -> list[str]:
    """The ids of those whose name or unit has no words."""
    table = _table()
    return [one.id for one in numbers if one.id not in table["names"] or one.unit not in table["units"]]


def _plain(x: float) -> str:
    return f"{x:.{FIGURES}g}".replace("-", "\N{MINUS SIGN}")
