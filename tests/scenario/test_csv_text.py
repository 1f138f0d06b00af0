"""What the project writes as CSV: a spreadsheet shows it as text, and the project reads it back as it was."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiment.roster_people import people_bytes, read_people
from sim.files.csv_text import csv_bytes, guarded, plain
from sim.planning.roster.result import Person

FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1+1", "\t=1")


@pytest.mark.parametrize("name", FORMULAS)
def test_a_name_that_would_be_a_formula_is_written_as_text(name):
    held = csv_bytes([["name"], [name]]).decode("utf-8-sig")
    cell = list(csv.reader(io.StringIO(held)))[1][0]
    assert cell[0] == "'" and plain(cell) == name


@pytest.mark.parametrize("number", ["-3", "+3.5", "-1e-05", "0"])
def test_numbers_stay_numbers(number):
    assert guarded(number) == number


@given(st.text(alphabet="'=+-@\t＝a1.e", max_size=6))
def test_every_text_comes_back_as_it_was(text):
    assert plain(guarded(text)) == text
    assert guarded(text)[:1] not in tuple("=@\t＝")


def test_the_people_of_a_roster_come_back_from_their_table(tmp_path):
    people = tuple(Person(name, 0, last_end=-3.0) for name in ("=1+1", "'=1+1", "-张三", "@ann", "O'Neil", "'"))
    content = people_bytes(people)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1:]
    assert not any(row[0].startswith(("=", "-", "@")) for row in rows)
    assert rows[0][rows[0].index("-3")] == "-3"  # a number is one still
    back, _ = read_people("people.csv", people, dt.date(2026, 6, 15), 7, content)
    assert [one.name for one in back] == [one.name for one in people]
