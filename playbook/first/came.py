"""What really came of a season, as its user writes it down: a CSV or TOML file of key figures, in either language.

A figure stands there once, or once for each week (or day), which are then added up where the figure is a sum. Money,
thousands and shares may be written as a spreadsheet shows them: ¥1,200,000, 120万, 83 %.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.files.bad_input import advice, bad, shown
from sim.files.csv_rows import Column, read_rows
from sim.files.csv_text import csv_bytes
from sim.files.messages import Phrase, phrase
from sim.files.toml_file import read_toml
from sim.scenario import Scenario
from sim.season.kpi import definitions

# What a shop knows of its season without a model. The first are sums over its days; the others cannot be added up.
SUMS = ("profit", "revenue", "orders", "contacts", "late_parcels", "quits", "overtime_hours", "labour_cost")
WHOLE = ("service_level", "peak_service_level", "abandonment", "mean_wait_s", "csat", "score", "headcount_end",
         "backlog_end")  # fmt: skip
KNOWN = (*SUMS, *WHOLE)
DEMAND = "demand"  # orders of a usual day, as they were: no key figure
DEMAND_NAMES = {"en": "Orders of a usual day", "zh": "平常一天的订单"}
MOST_DEMAND, MOST = 1e6, 1e12
BOUNDS = {"share": (0.0, 1.0), "points": (1.0, 5.0), "money": (-MOST, MOST)}  # of others: 0 to MOST
_NUMBER = re.compile(r"([+\-−]?)[¥￥$€£]?(\d[\d,，]*(?:\.\d+)?|\.\d+)\s*(%|％|万|亿)?元?")
_TIMES, _PARTS = {"万": 1e4, "亿": 1e8}, {"%": 100.0, "％": 100.0}
COLUMNS = (
    Column("figure", phrase("came.column_kpi"), ("kpi", "key figure", "name", "指标", "项目", "名称")),
    Column("value", phrase("came.column_value"), ("came", "actual", "数值", "值", "实际")),
    Column("week", phrase("came.column_week"), ("day", "date", "周", "日期", "天"), needed=False),
)


@dataclass(frozen=True)
class Came:
    """What a season came to, by key figure in the scenario's units (shares of 1, seconds, hours, money); `demand`:
    orders of a usual day, as they were; `parts`: of how many weeks or days a figure is the sum, where it is one."""

    figures: Mapping[str, float]
    demand: float | None = None
    parts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Entry:
    """A value of the file: `place` says where it stands, for a sentence."""

    name: str
    value: Any
    place: Phrase
    part: str = ""


def read_came(path: Path | str, content: bytes | None = None) -> Came:
    """The file's figures; `content`: of a CSV file that is here already. BadInput for a file, a name or a value that
    cannot be used, and for one without any."""
    toml = content is None and Path(path).suffix.lower() == ".toml"
    entries = _of_toml(path) if toml else _of_csv(path, content)
    found: dict[str, list[float]] = {}
    named: dict[str, set[str]] = {}
    for one in entries:
        kpi = _known(path, one)
        value, parts = _value(path, kpi, one), named.setdefault(kpi, set())
        if kpi in found and kpi not in SUMS:
            raise bad(path, phrase("came.once", place=one.place, name=shown(one.name)))
        if one.part in parts:
            raise bad(path, phrase("came.twice", place=one.place, name=shown(one.name)))
        parts.add(one.part)
        found.setdefault(kpi, []).append(value)
    demand = found.pop(DEMAND, [None])[0]
    if not found:
        raise bad(path, phrase("came.nothing"))
    parts_of = {kpi: len(values) for kpi, values in found.items() if len(values) > 1}
    return Came({kpi: sum(values) for kpi, values in found.items()}, demand, parts_of)


def whole_season(path: Path | str, came: Came, team: Scenario) -> Came:
    """`came`, looked at beside the team's season: BadInput where a sum is of fewer or more weeks than the season has,
    since part of a season is no season that came out badly."""
    calendar = team.calendar
    for kpi, n in came.parts.items():
        if n not in (calendar.weeks, calendar.days):
            facts = {"name": Name(kpi), "n": n, "weeks": calendar.weeks, "days": calendar.days}
            raise bad(path, phrase("came.part", **facts))
    return came


@dataclass(frozen=True)
class Name:
    """A figure's name, in the language that is asked for."""

    kpi: str

    def text(self, language: str) -> str:
        return DEMAND_NAMES[language] if self.kpi == DEMAND else definitions()[self.kpi]["name"][language]

    def __str__(self) -> str:
        return self.text("en")


def form(language: str) -> bytes:
    """An empty file to fill in: a row for each figure that a shop knows, with its unit. Rows may stay empty."""
    head = {"en": ["figure", "value", "unit"], "zh": ["指标", "数值", "单位"]}[language]
    return csv_bytes([head, *([Name(kpi).text(language), "", unit(kpi).text(language)] for kpi in (*KNOWN, DEMAND))])


def bounds(kpi: str) -> tuple[float, float]:
    """Least and most that a figure can be."""
    return (1e-9, MOST_DEMAND) if kpi == DEMAND else BOUNDS.get(definitions()[kpi]["unit"], (0.0, MOST))


def number_in(text: str) -> float | None:
    """A number as people write it, None for what is none: 1,200 or 120万 or 83 %."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    sign, digits, mark = found.groups()
    value = float(digits.replace(",", "").replace("，", "")) * _TIMES.get(mark, 1.0) / _PARTS.get(mark, 1.0)
    return -value if sign in ("-", "−") else value


def _of_csv(path: Path | str, content: bytes | None) -> Iterator[_Entry]:
    for row in read_rows(path, COLUMNS, content):
        if row.cells["value"]:
            place = phrase("came.row", row=row.number)
            yield _Entry(row.cells["figure"], row.cells["value"], place, row.cells.get("week", ""))


def _of_toml(path: Path | str) -> Iterator[_Entry]:
    for name, value in read_toml(path).items():
        values = value if isinstance(value, list) else [value]
        for number, one in enumerate(values):
            yield _Entry(name, one, phrase("came.field", name=shown(name)), str(number))


def _known(path: Path | str, entry: _Entry) -> str:
    names = {name.casefold(): kpi for kpi in (*KNOWN, DEMAND) for name in (kpi, *map(Name(kpi).text, ("en", "zh")))}
    kpi = names.get(entry.name.strip().casefold())
    if kpi is None:
        facts = {"name": shown(entry.name), "advice": advice(entry.name, names)}
        raise bad(path, phrase("came.unknown", place=entry.place, **facts))
    return kpi


def _value(path: Path | str, kpi: str, entry: _Entry) -> float:
    given = entry.value
    value = number_in(given) if isinstance(given, str) else given
    low, high = bounds(kpi)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        facts = {"place": entry.place, "name": Name(kpi), "held": shown(given), "right": unit(kpi)}
        raise bad(path, phrase("came.value", **facts))
    return float(value)


def unit(kpi: str) -> Phrase:
    """What is right to write for a figure."""
    kind = "count" if kpi == DEMAND else definitions()[kpi]["unit"]
    keys = {
        "money": "came.unit_money", "share": "came.unit_share", "seconds": "came.unit_seconds",
        "points": "came.unit_points", "hours": "came.unit_hours", "count": "came.unit_count",
    }  # fmt: skip
    return phrase(keys[kind])
