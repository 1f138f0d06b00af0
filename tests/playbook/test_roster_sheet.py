"""The roster's workbook: out and in again, changed by hand, and one sentence for every slip."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

import playbook.command
from playbook import roster_sheet
from playbook.command import say
from sim.files.bad_input import BadInput
from sim.files.messages import PLACEHOLDER, read_words
from sim.planning.roster.patterns import Grid, shift_patterns
from sim.planning.roster.plan import judged
from sim.planning.roster.result import OFF, Group, Needs, Person, Unmet, Wish

WORDS = read_words(Path(playbook.command.__file__).with_name("words.toml"))
GRID = Grid(3, 30)
MONDAY = dt.date(2026, 6, 15)
SHIFTS = shift_patterns(GRID, (8, 9, 15), 8, 1, (4,))
PEOPLE = (Person("张三", 0), Person("=1+1", 0), Person("Ann", 1))
GROUPS = (
    Group("desk", (True,), SHIFTS, 40.0),
    Group("night", (True,), shift_patterns(GRID, (22,), 8), 50.0),
)
ROWS = np.array([[0, OFF, 2], [1, 1, OFF], [0, 0, OFF]])
NEEDS = Needs.apart(("chat",), np.full((1, GRID.length), 1.0), np.array([100.0]))


def roster(**more):
    return judged(ROWS, NEEDS, GROUPS, PEOPLE, GRID, **more)


def read(path, language, **more):
    return roster_sheet.read(path, PEOPLE, GROUPS, GRID, language, **more)


def written(tmp_path, language="zh", made=None):
    path = tmp_path / "roster.xlsx"
    roster_sheet.write(path, made or roster(), MONDAY, language, ["客服", "夜班组"], ["咨询"])
    return path


def changed(tmp_path, rows):
    path = tmp_path / "changed.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                sheet.write_string(i, j, cell)
    return path


def cells(path, sheet=0):
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(sheet).to_python()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_out_and_in_again(tmp_path, language):
    path = written(tmp_path, language)
    for reader in ("en", "zh"):
        assert (read(path, reader) == ROWS).all()
    table = cells(path)
    assert [row[0] for row in table[1:]] == ["张三", "=1+1", "Ann"]  # a name is never a formula
    assert table[1][2:5] == (["早8", "休", "晚15"] if language == "zh" else ["E8", "off", "L15"])
    assert table[0][2] == ("6/15 周一" if language == "zh" else "Mon 15/6")
    assert table[1][5] == 16.0
    legend = cells(path, 1)
    assert legend[1][:5] == [table[1][2], "08:00", "17:00", "12:00-13:00", 8.0]
    assert path.read_bytes() == roster_sheet.workbook(roster(), MONDAY, language, ["客服", "夜班组"], ["咨询"])


def test_a_code_is_the_kind_and_the_hour_with_a_letter_for_the_break_and_hours_of_overtime():
    usual = shift_patterns(GRID, range(24), 8, 1, (3, 4, 5))
    longer = shift_patterns(GRID, (9,), 10, 1, (4,), overtime=2)
    groups = (
        Group("desk", (True,), usual + longer, 40.0),
        Group("half", (True,), shift_patterns(GRID, (9.5,), 4), 40.0),
    )
    for language, early, middle, night in (("en", "E", "M", "N"), ("zh", "早", "中", "夜")):
        named = {code: one for one, code in roster_sheet.codes(groups, language).items()}
        assert len(named) == len(usual) + len(longer) + 1  # each its own
        assert [roster_sheet.breaks(GRID, named[f"{early}9{letter}"]) for letter in "abc"] == [
            "12:00-13:00", "13:00-14:00", "14:00-15:00",
        ]  # fmt: skip
        for short, whole in ((f"{early}9", f"{early}9a"), (f"{early}9+2", f"{early}9+2")):
            assert groups[0].patterns[roster_sheet._shift(short, groups[0], groups, GRID)] == named[whole]
        assert named[f"{early}9+2"].overtime == 2 and named[f"{early}9:30"].hours == 4
        assert named[f"{night}22a"].start == 44 and named[f"{middle}10b"].start == 20 and named[f"{night}0a"].start == 0


def test_changes_by_hand_are_read_in_any_wording(tmp_path):
    """A pasted table with a title above it, other codes, hours, empty cells and another order of people."""
    path = changed(
        tmp_path,
        [["六月排班"], ["Name", "小组", "一", "二", "三"], ["Ann", "", "夜", "", "N"],
         ["张三", "", "e9", "9:00-18:00", "15:00–24:00"], [], ["=1+1", "", "轮休", "早", "15:00-0:00"]],
    )  # fmt: skip
    assert read(path, "en").tolist() == [[1, 1, 2], [OFF, 0, 2], [0, OFF, 0]]


@pytest.mark.parametrize(
    ("rows", "key"),
    [
        ([["Who", "x"], ["张三"]], "roster_bad_head"),
        ([["姓名"], ["李四"]], "roster_bad_person"),
        ([["姓名"], ["张三"], ["张三"]], "roster_bad_twice"),
        ([["姓名"], ["张三"]], "roster_bad_missing"),
        ([["姓名"], ["张三", "", "", "夜"]], "roster_bad_cell"),
        ([["姓名"], ["张三", "", "", "9:00-18:00/19:00-22:00"]], "roster_bad_cell"),  # the second half is not dropped
        ([["姓名"], ["Ann", "", "早"]], "roster_bad_cell"),
        ([["姓名"], ["", "", "早"]], "roster_bad_no_name"),
        ([["姓名", "小组", "6/22 周一"], ["张三"]], "roster_bad_day"),
        ([["Name", "Group", "Mon 15/6", "Mon 16/6"], ["张三"]], "roster_bad_day"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_slip_is_one_sentence(tmp_path, rows, key, language):
    with pytest.raises(BadInput) as error:
        read(changed(tmp_path, rows), language, first=MONDAY)
    said = error.value.text(language)
    pieces = PLACEHOLDER.split(WORDS[f"{key}.{language}"])[::2]
    assert "\n" not in said and all(piece.strip() in said for piece in pieces)
    if key == "roster_bad_cell":
        assert ("D2" if rows[1][0] == "张三" else "C2") in said


def test_no_workbook_is_one_sentence(tmp_path):
    text = tmp_path / "a.xlsx"
    text.write_text("no workbook")
    for path in (text, tmp_path / "missing.xlsx", tmp_path):
        with pytest.raises(BadInput):
            read(path, "en")


def test_the_notes_say_what_is_short_and_why_a_wish_is_not_met():
    wishes = (Wish(0, 0, "off"), Wish(1, 1, "late"))
    made = roster(wishes=wishes, unmet=(Unmet(0, "cover"), Unmet(1, "wish", (0,))), holes=2)
    for language in ("en", "zh"):
        lines = roster_sheet.notes(made, MONDAY, language, ["咨询"])
        short = [line for line in lines if line.startswith("咨询")]
        assert short and all("1" in line for line in short)
        assert any("张三" in line and say("roster_why_cover", language) in line for line in lines)
        assert say("roster_holes", language, count=2) in lines
    for rule in ("leave", "rules", "no_such_shift", "fair", "wish"):
        assert say(f"roster_why_{rule}", "zh", names="x")


def test_a_sheet_for_each_week(tmp_path):
    """Each is read by its own number and dates; a week that the workbook has not is said."""
    path, later = tmp_path / "weeks.xlsx", MONDAY + dt.timedelta(days=3)
    other = judged(ROWS[:, ::-1], NEEDS, GROUPS, PEOPLE, GRID)
    roster_sheet.write_weeks(path, [(roster(), MONDAY), (other, later)], "zh", ["客服", "夜班组"], ["咨询"])
    assert (read(path, "en", first=MONDAY) == ROWS).all()
    assert (read(path, "zh", first=later, week=1) == ROWS[:, ::-1]).all()
    with pytest.raises(BadInput):
        read(path, "zh", first=later)
    with pytest.raises(BadInput):
        read(path, "zh", week=4)


def test_short_spells_end_with_the_day():
    grid = Grid(2, 360)
    assert roster_sheet.spells([0, 1, 1, 2, 2, 0, 0, 0], grid) == [(1, 3, 1), (3, 4, 2), (4, 5, 2)]


def test_codes_mean_what_the_workbook_says_they_do(tmp_path):
    """The team was given an earlier break since: today's "E8" is another shift, the old file means its own."""
    older = written(tmp_path, "en")
    now = (
        Group("desk", (True,), shift_patterns(GRID, (8,), 8, 1, (2, 3)) + SHIFTS, 40.0),
        GROUPS[1],
    )
    found = roster_sheet.read(older, PEOPLE, now, GRID, "en")
    for i, day in np.argwhere(ROWS >= 0).tolist():
        group = PEOPLE[i].group
        assert now[group].patterns[found[i, day]] == GROUPS[group].patterns[ROWS[i, day]]
    assert roster_sheet._shift("E8", now[0], now, GRID) == 0  # without the file's own sheet: the earliest break


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_code_of_a_shift_that_is_no_more_is_one_sentence(tmp_path, language):
    older = written(tmp_path, "en")
    now = (Group("desk", (True,), shift_patterns(GRID, (10, 16), 8, 1, (4,)), 40.0), GROUPS[1])
    with pytest.raises(BadInput) as error:
        roster_sheet.read(older, PEOPLE, now, GRID, language)
    said = error.value.text(language)
    assert all(piece.strip() in said for piece in PLACEHOLDER.split(WORDS[f"roster_bad_old.{language}"])[::2])
    assert "C2" in said and "E8" in said and "08:00" in said and "12:00-13:00" in said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_codes_of_a_week_are_explained_beside_it_and_nothing_of_that_is_read(tmp_path, language):
    path = written(tmp_path, language)
    table = cells(path)
    meaning = {row[at]: row[at + 1] for row in table[1:] for at in (7, 9)}
    assert meaning.pop("") == say("roster_codes_how", language)
    used = {cell for row in table[1:] for cell in row[2:5]}
    assert set(meaning) == used  # those that stand there, the day off among them
    assert "08:00" in meaning[table[1][2]] and "12:00-13:00" in meaning[table[1][2]]
    assert (read(path, language) == ROWS).all()


def test_changes_by_hand_written_again_are_read_as_they_were(tmp_path):
    path = changed(tmp_path, [["姓名"], ["张三", "", "晚", "早9", ""], ["=1+1"], ["Ann", "", "夜", "", "夜"]])
    by_hand = read(path, "zh")
    again = judged(by_hand, NEEDS, GROUPS, PEOPLE, GRID)
    for language in ("en", "zh"):
        assert (read(written(tmp_path, language, again), "zh") == by_hand).all()
