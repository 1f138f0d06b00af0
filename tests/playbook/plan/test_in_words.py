"""Facts of the shop's file in the reader's language: no name that only the file knows is left in a plan."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, get_args

import pytest

from playbook.documents.blocks import Number, Table
from playbook.documents.plan import Decided, applied
from playbook.documents.plan.appendix import figures, practice_of, sources
from playbook.documents.plan.flow import _shifts
from playbook.documents.plan.in_words import clock_of
from playbook.documents.plan.words import table
from playbook.documents.plan.writing import Writer
from playbook.documents.said import value_text
from playbook.language import languages
from playbook.language import words as words_of
from sim.scenario import Scenario
from sim.scenario.file import team, team_names
from sim.shop.durations import Family
from sim.shop.people import Role
from sim.shop.types import Weekday
from sim.shop.work import Channel

MADE = dt.date(2026, 8, 1)


def writer(language: str, shop: Scenario) -> Writer:
    return Writer(language, applied(shop, Decided()), Decided(), None, MADE)  # type: ignore[arg-type]


def texts(found: Writer) -> list[str]:
    return [cell for block in figures(found) if isinstance(block, Table) for row in block.rows for cell in row
            if isinstance(cell, str)]  # fmt: skip


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("name", team_names())
def test_the_shops_figures_hold_no_id(name: str, language: str):
    shop = team(name)
    ids = {*get_args(Role), *get_args(Weekday), *shop.shifts, *(work.id for work in shop.work)}
    ids |= {one.preset for one in shop.calendar.campaigns} | {group.id for group in shop.people}
    ids |= {"lognormal", "exponential"} if language == "zh" else set()
    found = texts(writer(language, shop))
    if language == "en":  # an English id may be an English word: those that can be none are left
        ids = {one for one in ids if re.search(r"[_\d]", one) or one in get_args(Weekday)}
    assert [one for one in found if one in ids] == []
    assert [one for one in found if re.search(r"\d{4}-\d\d-\d\d|[a-z]_[a-z]", one)] == []
    assert [one for one in found if language == "zh" and re.fullmatch(r"[A-Za-z_]+", one)] == []


@pytest.mark.parametrize("language", languages)
def test_every_word_that_a_field_may_hold_has_words(language: str):
    held = {"law": get_args(Family), "weekday": get_args(Weekday), "channel": get_args(Channel)}
    held["made_by"] = ("order", "parcel", "return", "wave")
    assert {f"{section}.{one}" for section, names in held.items() for one in names} <= set(table(language))


def test_a_long_list_is_said_by_its_ends_and_its_unit_stands_beside_it():
    shop = team("starter")
    work = shop.work[0].id
    values = [float(n) for n in range(40)]
    law = {"family": "empirical", "values_s": values}
    measured = shop.with_fields({f"work.{work}.wrap": law, f"work.{work}.wrap_s": 0.0})
    found = texts(writer("en", measured))
    assert "40 numbers from 0 to 39" in found and "as measured" in found
    assert any(one.startswith("measured values") and one.endswith("(seconds)") for one in found)
    assert "40个数，从0到39" in texts(writer("zh", measured))


def test_shifts_name_their_clock_once_and_in_words():
    one = _shifts(writer("zh", team("starter")))
    assert one.caption == "班次表（按北京时间的钟）" and "按哪里的钟" not in one.head
    assert not any("Asia/Shanghai" in str(cell) for row in one.rows for cell in row)
    abroad = next(name for name in team_names() if len({s.timezone for s in team(name).shifts.values()}) > 1)
    several = _shifts(writer("en", team(abroad)))
    assert several.head[-1] == "Clock of" and {"China", "United Kingdom"} <= {row[-1] for row in several.rows}
    assert clock_of(writer("en", team("starter")), "America/Sao_Paulo") == "Sao Paulo"


def test_sources_are_called_by_what_they_are_about():
    found: list[Any] = [Number(1, "count", one) for one in ("people.x.count", "crm.messages", "data/events.toml")]
    rows = sources(writer("zh", team("starter")), found).rows
    assert [row[1] for row in rows] == ["老客运营（crm）", "人员（people）", "事件表（data/events.toml）"]
    assert practice_of("peak") == "peak-time" and practice_of("goals") == "goals" and practice_of("money") == ""


@pytest.mark.parametrize(
    ("number", "english"),
    [
        (Number(1, "days", "x"), "1 day"),
        (Number(2, "days", "x"), "2 days"),
        (Number(1, "weeks", "x", signed=True), "+1 week"),
        (Number(21, "days", "x"), "21 days"),
        (Number(1, "count", "x"), "1"),
    ],
)
def test_one_of_something_is_in_the_singular(number: Number, english: str):
    assert value_text(number, words_of("en")) == english
