"""The workbook: read back by calamine, and by its XML where formulas and charts are asked for."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
import python_calamine

from playbook.documents.blocks import Number, Section, Table
from playbook.documents.xlsx import xlsx_bytes
from playbook.language import languages
from tests.documents.sample import HOSTILE, sample, texts


def opened(content: bytes) -> Any:
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))


def part(content: bytes, pattern: str) -> str:
    """The XML of every part of a name, one after the other."""
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        return "".join(held.read(name).decode() for name in sorted(held.namelist()) if re.fullmatch(pattern, name))


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("hostile", [False, True])
def test_the_same_document_is_the_same_file_and_has_a_sheet_for_each_section(language, hostile):
    document = sample(language, hostile)
    content = xlsx_bytes(document)
    assert content == xlsx_bytes(document)
    names = opened(content).sheet_names
    assert len({name.lower() for name in names}) == len(names)
    assert all(1 <= len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)
    if not hostile:
        (budget,) = [one.name for s in document.sections for one in s.blocks if isinstance(one, Table) and one.name]
        titles = [section.title for section in document.sections]
        titles.insert(3, budget)
        assert names[1:] == [*titles, document.appendix[0].title]
        every = {cell for name in names for row in opened(content).get_sheet_by_name(name).to_python() for cell in row}
        assert set(texts(document)) <= every


def test_numbers_are_numbers_with_their_ends_in_columns_and_dates_are_dates():
    rows = opened(xlsx_bytes(sample("en"))).get_sheet_by_name("Objectives").to_python()
    head = next(row for row in rows if row[0] == "Key figure")
    assert head[1:4] == ["Now", "Now, lower end", "Now, upper end"]
    first = rows[rows.index(head) + 1]
    assert first[1:4] == [0.713, 0.66, 0.77]
    assert first[7:10] == pytest.approx([12.9, 9.0, 17.0])  # a change of a share: percentage points
    assert first[11] == dt.date(2026, 10, 12)
    said = [row[0] for row in rows]
    assert "Now and With the plan, lower and upper end: 8 seasons in 10" in said
    assert "▲ Longest wait" in said


def test_totals_are_live_sums_that_carry_their_value():
    content = xlsx_bytes(sample("en"))
    assert opened(content).get_sheet_by_name("Budget").to_python()[5][:2] == ["Total", 80000.5]
    sheets = part(content, r"xl/worksheets/sheet\d+\.xml")
    assert "<f>SUM(B3:B5)</f><v>80000.5</v>" in sheets
    assert len(re.findall("<f>", sheets)) == 1 + 11


def test_a_sum_goes_over_the_column_of_values_and_not_over_its_ends():
    rows = tuple((f"r{n}", Number(n, "count", "x", n - 1, n + 1), Number(n, "count", "x")) for n in range(1, 4))
    table = Table(("a", "b", "c"), rows, totals=(1, 2), name="T")
    document = replace(sample("en"), sections=(Section("s", "S", (table,)),), appendix=())
    content = xlsx_bytes(document)
    assert re.findall("<f>(.*?)</f>", part(content, r"xl/worksheets/sheet\d+\.xml")) == ["SUM(B2:B4)", "SUM(E2:E4)"]


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [
        (Number(1200, "money", "x", currency="CNY"), '"¥"#,##0', '#,##0"元"'),
        (Number(12.5, "money", "x", currency="USD"), '"$"#,##0.00', '#,##0.00"美元"'),
        (Number(0.7, "share", "x"), "0%", "0%"),
        (Number(0.07, "share", "x"), "0.0%", "0.0%"),
        (Number(0.07, "share", "x", signed=True), '0.0" points"', '0.0"个百分点"'),
        (Number(3, "hours", "x"), '#,##0" h"', '#,##0"小时"'),
        (Number(3.5, "points", "x"), "0.00", "0.00"),
        (Number(3, "count", "x"), "#,##0", "#,##0"),
    ],
)
def test_number_formats_are_of_the_unit(number, english, chinese):
    for language, form in (("en", english), ("zh", chinese)):
        section = Section("s", "S", (Table(("a",), ((number,),)),))
        styles = part(xlsx_bytes(replace(sample(language), sections=(section,), appendix=())), "xl/styles.xml")
        plus = "+" if number.signed else ""
        wanted = f"{plus}{form};-{form};{form}".replace('"', "&quot;")
        assert f'formatCode="{wanted}"' in styles


def test_nothing_that_somebody_wrote_is_a_formula_or_a_link():
    document = sample("en", hostile=True)
    content = xlsx_bytes(document)
    formulas = re.findall("<f>(.*?)</f>", part(content, r"xl/worksheets/sheet\d+\.xml"))
    assert all(re.fullmatch(r"SUM\([A-Z]+\d+:[A-Z]+\d+\)", one) for one in formulas)
    assert 'TargetMode="External"' not in part(content, r".*\.rels")
    book = opened(content)
    held = {cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row}
    assert {"=1+1", "@SUM(A1)", "+1", "<script>alert(1)</script>", "{{ 7*7 }}"} <= held
    charts = part(content, r"xl/charts/chart\d+\.xml")
    references = re.findall("<c:f>(.*?)</c:f>", charts)
    assert references and all(re.fullmatch(r".+!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", one) for one in references)


def test_a_chart_shows_the_columns_that_the_table_names():
    charts = part(xlsx_bytes(sample("en")), r"xl/charts/chart\d+\.xml")
    assert re.findall("<c:f>(.*?)</c:f>", charts) == [
        "Budget!$A$1", "Budget!$B$2", "Budget!$A$3:$A$5", "Budget!$B$3:$B$5",
    ]  # fmt: skip
    assert '<c:barDir val="bar"/>' in charts


def test_the_longest_texts_and_numbers_that_are_none_do_not_stop_it():
    nothing = (Number(math.nan, "money", "x"), Number(math.inf, "count", "x"))
    table = Table(("a", "b"), (("x" * 40_000, nothing[0]), (HOSTILE[4], nothing[1])))
    content = xlsx_bytes(replace(sample("en"), sections=(Section("s", "S", (table,)),)))
    rows = opened(content).get_sheet_by_name("S").to_python()
    assert rows[2] == ["x" * 32_767, "–"] and rows[3] == ["a\nbc", "–"]
