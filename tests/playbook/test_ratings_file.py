"""Ratings in files: a form that people fill, read back; every mistake in one sentence that says what would be right."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from playbook import practices
from playbook.command import say
from playbook.first.levels import level_of
from playbook.first.ratings import (
    form,
    keep,
    levels_in_file,
    ratings_of,
    read_given,
    read_ratings,
    slugs,
    together,
    write_form,
)
from playbook.practices import LANGUAGES, LEVELS
from playbook.workspace import Workspace
from playbook.workspace.kept import Group
from sim.files.bad_input import BadInput
from sim.scenario.file import team

LINES = [(slug, row.id) for slug in slugs() for row in practices.load(slug)[0].rubric]
CSV = "practice,row,level,who,note\n"


def csv_file(folder: Path, *rows: str, head: str = CSV, name: str = "form.csv") -> Path:
    path = folder / name
    path.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def filled(language: str, levels: list[int | None], who: str = "", note: str = "") -> bytes:
    """The form of a language as a person gives it back: one sheet, levels as numbers."""
    rows = CalamineWorkbook.from_filelike(io.BytesIO(form(language))).get_sheet_by_index(0).to_python()
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet(say("checkup_sheet", language))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, str(cell))
        if number and (level := levels[number - 1]) is not None:
            sheet.write_number(number, 7, level)
            sheet.write_string(number, 8, note)
    sheet.write_string(1, 9, who)
    book.close()
    return held.getvalue()


def by_line(levels: list[int | None]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (slug, row), level in zip(LINES, levels, strict=True):
        if level is not None:
            found.setdefault(slug, {})[row] = level
    return found


@settings(max_examples=8, deadline=None)
@given(st.lists(st.sampled_from([None, *LEVELS]), min_size=len(LINES), max_size=len(LINES)), st.sampled_from(LANGUAGES))
def test_what_is_filled_into_the_form_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, levels: list[int | None], language: str
) -> None:
    path = tmp_path_factory.mktemp("form") / "form.xlsx"
    path.write_bytes(filled(language, levels, "Ann", "why"))
    assert read_ratings(path) == by_line(levels)
    assert {(one.who, one.note) for one in read_given(path)} <= {("Ann", "why")}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(LEVELS), min_size=1, max_size=7))
def test_the_team_is_the_middle_of_its_people_the_lower_of_two(
    tmp_path_factory: pytest.TempPathFactory, levels: list[int]
) -> None:
    """As many are at it or above as half of them, and not more than half are below."""
    rows = [f"risk,{practices.load('risk')[0].rubric[0].id},{level},P{n}," for n, level in enumerate(levels)]
    (found,) = read_ratings(csv_file(tmp_path_factory.mktemp("csv"), *rows))["risk"].values()
    assert found in levels
    assert 2 * sum(level < found for level in levels) < len(levels) + 1
    assert 2 * sum(level <= found for level in levels) >= len(levels)


def test_headings_and_names_may_be_chinese_or_english_ids_or_what_people_read(tmp_path: Path) -> None:
    en, zh = (practices.load("peak-time", language)[1] for language in LANGUAGES)
    head = "专题;问题;打分;姓名\n"
    path = csv_file(
        tmp_path, f"{zh.title};{zh.rubric['breaks'].question};2;小王", f"{en.title};FIRST_DAY;4;", head=head
    )
    found = read_given(path)
    assert [(one.slug, one.row, one.level, one.who) for one in found] == [
        ("peak-time", "breaks", 2, "小王"), ("peak-time", "first_day", 4, "小王"),
    ]  # fmt: skip
    path.write_bytes(path.read_text(encoding="utf-8").encode("gbk"))  # as Excel in China saves it
    assert read_given(path) == found


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("peak-tim,breaks,3,,", 'row 2: practice is "peak-tim"; did you mean peak-time?'),
        ("Juggling,breaks,3,,", 'row 2: practice is "Juggling"; write one of goals, roles'),
        (",breaks,3,,", "row 2: practice is empty; the practice, by its name"),
        ("peak-time,brakes,3,,", 'row 2: row is "brakes"; did you mean breaks?'),
        ("peak-time,lunch,3,,", 'row 2: row is "lunch"; write one of first_day, opening_crew, staying_late, breaks'),
        ("peak-time,,3,,", "row 2: row is empty; the line's question"),
        ("peak-time,breaks,6,,", 'row 2: level is "6"; write 1, 2, 3, 4 or 5, or leave it empty'),
        ("peak-time,breaks,0,,", 'row 2: level is "0"; write 1, 2, 3, 4 or 5'),
        ("peak-time,breaks,3.5,,", 'row 2: level is "3.5"; write 1, 2, 3, 4 or 5'),
        ("peak-time,breaks,good,,", 'row 2: level is "good"; write 1, 2, 3, 4 or 5'),
        ("peak-time,breaks,3", "row 2 has 3 cells"),
        ("peak-time,breaks,3,Ann,\npeak-time,breaks,4,ANN,", 'row 3: Ann has rated "breaks" in row 2 already'),
        ("peak-time,breaks,3,,\npeak-time,breaks,4,,", 'row 3: somebody without a name has rated "breaks" in row 2'),
    ],
)
def test_a_mistake_is_one_sentence_with_file_row_field_and_what_is_right(tmp_path: Path, row: str, says: str) -> None:
    with pytest.raises(BadInput) as error:
        read_ratings(csv_file(tmp_path, row))
    english, chinese = (error.value.text(language) for language in LANGUAGES)
    assert says in english and "form.csv" in english and "\n" not in english and len(english) <= 400
    assert "form.csv" in chinese and any("\u4e00" <= c <= "\u9fff" for c in chinese) and "\n" not in chinese


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "empty"), (b"practice,row\npeak-time,breaks\n", "no column level (the level, 1 to 5)"),
     (b"PK\x03\x04 no zip", "zip"), (b"%PDF-1.7", "PDF")],
)  # fmt: skip
def test_a_file_that_is_no_form_is_one_sentence(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "form.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput) as error:
        read_ratings(path)
    assert says in error.value.text("en") and "form.csv" in error.value.text("en")
    with pytest.raises(BadInput, match=r"none\.csv"):
        read_ratings(tmp_path / "none.csv")


def test_empty_is_not_rated_and_a_note_alone_is_kept(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path, "peak-time,breaks,,Ann,ask the leads", "peak-time,first_day,don't know,Ann,", ",,,,a remark below"
    )
    assert read_ratings(path) == {}
    assert [(one.row, one.level, one.note) for one in read_given(path)] == [("breaks", None, "ask the leads")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_says_what_the_file_says_and_holds_no_formula(tmp_path: Path, language: str) -> None:
    shop = team("jd").model_copy(update={"title": team("jd").title.model_copy(update={language: "=1+1"})})
    path = tmp_path / "form.xlsx"
    write_form(path, language, shop)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    levels = levels_in_file(shop)
    assert [int(row[6]) for row in rows[1:]] == [levels[slug][row] for slug, row in LINES]
    assert read_ratings(path) == {}
    assert b"<f>" not in b"".join(sheet_xml(path)) and b"dataValidation " in b"".join(sheet_xml(path))
    assert form(language, shop) == path.read_bytes(), "the same team gives the same bytes"


def sheet_xml(path: Path) -> list[bytes]:
    import zipfile

    with zipfile.ZipFile(path) as book:
        return [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/")]


def test_a_cell_that_looks_like_a_formula_is_its_text(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(filled("en", [3] * len(LINES), "=Ann", "=HYPERLINK(1)"))
    assert {(one.who, one.note) for one in read_given(path)} == {("=Ann", "=HYPERLINK(1)")}


def test_several_files_are_several_people(tmp_path: Path) -> None:
    files = {
        name: read_given(csv_file(tmp_path, f"peak-time,breaks,{level},,", name=name))
        for name, level in (("ann.csv", 2), ("bo.csv", 5))
    }
    assert [(one.who, one.level) for one in together(files)] == [("ann", 2), ("bo", 5)]
    files["c.csv"] = read_given(csv_file(tmp_path, "peak-time,breaks,3,Bo,", name="c.csv"))
    with pytest.raises(BadInput, match=r"Bo has rated this line in .*bo\.csv, too"):
        together(files)


def test_what_is_kept_joins_what_is_there_and_turns_nothing_over(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path / "workspace")
    given_ = read_given(csv_file(tmp_path, "peak-time,breaks,2,Ann,why", "peak-time,breaks,5,Bo,", "risk,plans,4,Ann,"))
    keep(workspace, given_)
    assert ratings_of(workspace) == {"peak-time": {"breaks": 2}, "risk": {"plans": 4}}
    assert workspace.group("peak-time") == Group(raters=2, shown=True)
    workspace.reset()
    workspace.set_group("peak-time", Group(raters=3))
    workspace.rate_all("peak-time", {"rubric.breaks": 1}, "Cy")
    keep(workspace, given_)
    assert ratings_of(workspace) == {"risk": {"plans": 4}}, "Cy rates in secret"
    assert {who: one.level for who, one in workspace.ratings["peak-time"]["rubric.breaks"].items()} == {
        "Cy": 1, "Ann": 2, "Bo": 5,
    }  # fmt: skip


@pytest.mark.parametrize(("slug", "row"), LINES)
def test_a_field_at_a_level_stands_at_it_and_just_below_it_one_lower(slug: str, row: str) -> None:
    line = next(one for one in practices.load(slug)[0].rubric if one.id == row)
    values = [line.value(level) for level in LEVELS]
    down = -1e-4 * (values[4] - values[0])
    for level, value in zip(LEVELS, values, strict=True):
        same = max(n for n, other in zip(LEVELS, values, strict=True) if other == value)
        assert level_of(line, value) == same
        if value != values[0]:
            assert level_of(line, value + down) < level


def test_a_csv_of_names_written_by_a_spreadsheet_is_read(tmp_path: Path) -> None:
    """Quotes, line ends of Windows, a mark at the beginning."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(
        [["Practice", "Question", "Level", "Name", "Note"], ["peak-time", "breaks", "4", "Ann", 'she said "no", twice']]
    )
    path = tmp_path / "form.csv"
    path.write_bytes(text.getvalue().encode("utf-8-sig"))
    assert [(one.level, one.note) for one in read_given(path)] == [(4, 'she said "no", twice')]
