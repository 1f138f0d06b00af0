"""Numbers, ranges and texts as every document says them."""

from __future__ import annotations

import datetime as dt
import math
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook.documents.blocks import Facts, Number, Table
from playbook.documents.said import MARK, cell_text, clean, range_text, say_facts, say_table, totals_of, value_text
from playbook.documents.widths import needs, shares, widest
from playbook.language import words

EN, ZH = words("en"), words("zh")


def money(value: float, low: float | None = None, high: float | None = None, **facts) -> Number:
    return Number(value, "money", "x", low, high, currency=facts.pop("currency", "CNY"), **facts)


def share(value: float, low: float | None = None, high: float | None = None, signed: bool = False) -> Number:
    return Number(value, "share", "x", low, high, signed=signed)


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [
        (money(1_234_567, 1_100_000, 1_300_000), ("¥1.23m", "¥1.10m–¥1.30m"), ("123万元", "110万元～130万元")),
        (money(66_433, -23_567, 156_433, signed=True), ("+¥66,433", "−¥23,567 to +¥156,433"),
         ("+6.64万元", "−2.36万元至+15.6万元")),
        (money(12.5, currency="USD"), ("$12.50", ""), ("12.50美元", "")),
        (share(0.713, 0.66, 0.77), ("71%", "66%–77%"), ("71%", "66%～77%")),
        (share(0.034, 0.021, 0.06), ("3.4%", "2.1%–6.0%"), ("3.4%", "2.1%～6.0%")),
        (share(0.04), ("4%", ""), ("4%", "")),
        (share(0.129, 0.09, 0.17, signed=True), ("+13 points", "+9 to +17 points"), ("+13个百分点", "+9至+17个百分点")),
        (share(-0.021, -0.05, 0.01, signed=True), ("−2.1 points", "−5.0 to +1.0 points"),
         ("−2.1个百分点", "−5.0至+1.0个百分点")),
        (Number(905, "seconds", "x", 600, 1500), ("15 min 5 s", "10 min–25 min"), ("15分5秒", "10分钟～25分钟")),
        (Number(2.4, "count", "x", 1, 4), ("2.4", "1–4"), ("2.4", "1～4")),
        (Number(3, "hours", "x"), ("3 h", ""), ("3小时", "")),
    ],
)  # fmt: skip
def test_known_numbers(number, english, chinese):
    assert (value_text(number, EN), range_text(number, EN)) == english
    assert (value_text(number, ZH), range_text(number, ZH)) == chinese


def test_what_is_no_number_is_a_dash():
    assert value_text(money(math.nan), EN) == "–"
    assert value_text(share(math.inf, 0.1, math.nan), ZH) == "–"


def test_a_cell_on_one_line_has_its_range_in_brackets():
    assert cell_text(share(0.713, 0.66, 0.77), EN) == "71% (66%–77%)"
    assert cell_text(dt.date(2026, 9, 1), ZH) == "2026年9月1日"
    assert cell_text(None, EN) == ""


@given(st.text(max_size=80))
def test_a_text_made_clean_stays_so_and_holds_nothing_that_xml_forbids(text):
    found = clean(text)
    assert clean(found) == found
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n" for c in found)
    assert not set(found) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


def test_line_ends_are_one_kind_and_marks_for_one_place_stay():
    assert clean("a\r\nb\rc\x0bd\u2028e") == "a\nb\nc\nd\ne"
    assert clean("שלום \u200f!") == "שלום \u200f!"
    assert clean("\u202ex\u202c") == "x"


def of(value: float, what: str) -> Number:
    return Number(value, "count", "x", value - 1, value + 1, what)


def test_one_kind_of_range_is_explained_once_without_a_mark():
    said = say_table(Table(("a", "b"), (("x", of(3, "8 seasons in 10")), ("y", of(4, "8 seasons in 10")))), EN)
    assert [row[1].range for row in said.rows] == ["2–4", "3–5"]
    assert said.notes == ("Range in small type: 8 seasons in 10",)


def test_two_kinds_of_range_are_told_apart():
    said = say_table(Table(("a", "b"), ((of(3, "luck"), of(4, "error")),)), EN)
    assert [cell.range for cell in said.rows[0]] == ["2–4\u00a0¹", "3–5\u00a0²"]
    assert said.notes == ("¹Range in small type: luck", "²Range in small type: error")
    rows, notes = say_facts(Facts((("x", of(3, "luck")), ("y", "text"))), EN)
    assert (rows[0][1].range, rows[1][1].text, notes) == ("2–4", "text", ("Range in small type: luck",))


def test_a_marked_row_has_a_sign_and_the_sign_is_explained():
    said = say_table(Table(("a",), (("x",), ("y",)), marked=frozenset((1,))), EN)
    assert [row[0].text for row in said.rows] == ["x", f"{MARK} y"]
    assert MARK in said.notes[0]


def test_totals_are_sums_and_money_of_two_currencies_has_none():
    rows = (("x", money(10), money(1)), ("y", money(2.5), money(1, currency="USD")), ("z", None, None))
    found = totals_of(Table(("a", "b", "c"), rows, totals=(1, 2)))
    assert found is not None
    assert [cell.value if isinstance(cell, Number) else cell for cell in found] == [None, 12.5, None]
    assert totals_of(Table(("a", "b", "c"), rows, totals=(2,))) is None
    said = say_table(Table(("a", "b", "c"), rows, totals=(1,)), ZH)
    assert [cell.text for cell in said.totals or ()] == ["合计", "12.50元", ""]


def test_columns_of_numbers_stand_right():
    rows = (("x", money(10), None, money(1)), ("y", money(2), None, "none"))
    assert say_table(Table(("a", "b", "c", "d"), rows), EN).right == (False, True, False, False)


@given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=12), st.integers(0, 10**9)), min_size=1, max_size=6),
       st.floats(1, 200))  # fmt: skip
def test_columns_take_the_whole_width_and_what_is_whole_fits_where_all_can(rows, room):
    cells = tuple((one, other, Number(n, "count", "x")) for one, other, n in rows)
    said = say_table(Table(("name", "other", "n"), cells), EN)
    parts, (least, _) = shares(said, room, 1.0), needs(said)
    assert math.isclose(sum(parts), 1.0)
    if sum(least) + 3 <= room:
        assert all(part * room >= need + 1 - 1e-6 for part, need in zip(parts, least, strict=True))
        assert parts[2] * room >= widest(said.rows[0][2].text)
