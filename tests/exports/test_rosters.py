"""Rosters come back as the hours that were meant, from a grid of codes, a list of shifts or a list of days."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.calibrate.contacts import Contacts
from sim.exports.contacts import contacts_of
from sim.exports.hours import hours_of
from sim.exports.reading import read_file
from sim.exports.roster_codes import Shift, shift_of
from sim.exports.roster_names import matched, on_the_floor
from sim.exports.rosters import Roster, midnight_of, read_grid
from sim.exports.shapes import Shape, read_shape, shape_of
from sim.exports.shift_lists import read_duty_list, read_shift_list
from sim.exports.sources import from_bytes
from sim.files.bad_input import BadInput
from tests.exports.made_contacts import table_of

FEW = settings(max_examples=60, deadline=None)
H = 3600.0
LEGEND = "早：9:00-18:00（12:00-13:00吃饭）\n晚：16:00-次日1:00\n休：休息\n"
HOURS = {"早": [(9, 12), (13, 18)], "晚": [(16, 25)], "休": []}
NEAR = dt.date(2026, 11, 11)


def hours(roster: Roster) -> list[tuple[str, float, float]]:
    h = roster.hours
    first = midnight_of(dt.date(2026, 11, 9))
    rows = zip(h.agent, h.on, h.off, strict=True)
    return [(h.agents[a], (on - first) / H, (off - first) / H) for a, on, off in rows]


def keys(roster: Roster) -> dict[str, int]:
    return {remark.key: remark.count for remark in roster.remarks}


HEADS = {
    "month/day": lambda d: f"{d.month}/{d.day}",
    "Chinese": lambda d: f"{d.month}月{d.day}日",
    "whole": lambda d: d.isoformat(),
    "with weekday": lambda d: f"{d.month}/{d.day}(周{'一二三四五六日'[d.weekday()]})",
    "day": lambda d: str(d.day),
}


@FEW
@given(
    st.lists(st.lists(st.sampled_from("早晚休"), min_size=5, max_size=5), min_size=2, max_size=5),
    st.sampled_from(sorted(HEADS)),
    st.booleans(),
    st.sampled_from(["utf-8", "gb18030", "utf-16"]),
)
def test_a_grid_comes_back(cells, form, weekdays, encoding):
    cells[0][0] = "早"
    days = [dt.date(2026, 11, 9) + dt.timedelta(days=i) for i in range(5)]
    text = "2026年11月客服排班表" + "," * 5 + "\n姓名," + ",".join(map(HEADS[form], days)) + "\n"
    if weekdays:
        text += "星期," + ",".join("一二三四五六日"[d.weekday()] for d in days) + "\n"
    people = [f"小{'安北陈丁鄂'[i]}" for i in range(len(cells))]
    text += "".join(f"{name},{','.join(row)}\n" for name, row in zip(people, cells, strict=True))
    table = table_of("roster", text + "\n" + LEGEND, encoding)
    assert shape_of(table) is Shape.ROSTER
    roster = read_grid(table, NEAR)
    meant = [
        (name, on + 24 * i, off + 24 * i)
        for name, row in zip(people, cells, strict=True)
        for i, code in enumerate(row)
        for on, off in HOURS[code]
    ]
    assert roster.people == tuple(sorted(people))
    windows = [(name, on * H, off * H) for name, on, off in meant]
    joined = hours_of(windows, people)  # a late shift may run into an early one
    assert hours(roster) == [
        (joined.agents[a], on / H, off / H) for a, on, off in zip(joined.agent, joined.on, joined.off, strict=True)
    ]
    assert "rosters.year_taken" not in keys(roster)


@pytest.mark.parametrize(
    "text, shift",
    [
        ("9:00-18:00（12:00-13:00吃饭）", Shift(9 * H, 18 * H, ((12 * H, 13 * H),))),
        ("16:00-次日1:00", Shift(16 * H, 25 * H)),
        ("22-6", Shift(22 * H, 30 * H)),
        ("22:00 - 06:00 (02:00-02:30)", Shift(22 * H, 30 * H, ((26 * H, 26.5 * H),))),
        ("9:00-12:00, 13:00-18:00", Shift(9 * H, 18 * H, ((12 * H, 13 * H),))),
        ("9:00 am to 5:30 pm", Shift(9 * H, 17.5 * H)),
        ("9点至18点", Shift(9 * H, 18 * H)),
        ("休息", None),
    ],
)
def test_hours_as_people_write_them(text, shift):
    assert shift_of(text) == shift


def test_the_year_is_found_by_the_weekdays_or_the_nearest_day_and_goes_on_at_new_year():
    text = "姓名,12/30,12/31,1/1\n星期,三,四,五\n小安,早,早,早\n\n" + LEGEND
    roster = read_grid(table_of("roster", text), dt.date(2026, 6, 1))
    assert [date for date, _ in roster.days] == [dt.date(2026, 12, 30), dt.date(2026, 12, 31), dt.date(2027, 1, 1)]
    assert keys(roster)["rosters.year_taken"] == 3


def test_day_first_headings_are_told_by_their_run():
    text = "Name,30/11,01/12,02/12\nAna,E,E,L\nBen,L,off,E\n\nE: 9:00-17:00\nL: 13:00-21:00\n"
    roster = read_grid(table_of("roster", text), NEAR)
    assert {date for date, _ in roster.days} == {dt.date(2026, 11, 30), dt.date(2026, 12, 1), dt.date(2026, 12, 2)}


def test_half_leave_two_codes_unknown_codes_and_hours_in_the_cell():
    text = "姓名,11/9,11/10,11/11,11/12\n小安,早（下午假）,早/晚,奇,10:00-14:00\n小北,早,早,早,早\n\n" + LEGEND
    roster = read_grid(table_of("roster", text), NEAR)
    mine = [(on, off) for name, on, off in hours(roster) if name == "小安"]
    assert mine == [(9, 12), (13, 13.5), (33, 36), (37, 49), (82, 86)]
    assert keys(roster) | {"rosters.unknown_codes": 1, "rosters.several": 1, "rosters.half": 1} == keys(roster)


@pytest.mark.parametrize(
    "below",
    [
        "早：9:00-18:00（12:00-13:00吃饭）,,\n晚：16:00-次日1:00,,\n",
        "早,9:00-18:00（12:00-13:00吃饭）,\n晚,16:00-次日1:00,\n",
    ],
)
def test_a_legend_close_below_or_in_two_cells(below):
    roster = read_grid(table_of("roster", "姓名,11/9,11/10\n小安,早,休\n小北,休,晚\n" + below), NEAR)
    assert roster.people == ("小北", "小安") and hours(roster) == [("小北", 40, 49), ("小安", 9, 12), ("小安", 13, 18)]


def test_counts_below_a_grid_are_no_person():
    text = "姓名,11/9,11/10\n小安,早,休\n小北,休,早\n早班人数,1,1\n\n" + LEGEND
    assert read_grid(table_of("roster", text), NEAR).people == ("小北", "小安")


@pytest.mark.parametrize(
    "heads, below",
    [("早班,晚班", "\n早班：9:00-18:00\n晚班：16:00-次日1:00\n"), ("早 9:00-18:00,晚 16:00-次日1:00", "")],
)
def test_a_column_a_shift_with_names_in_the_cells(heads, below):
    text = f'日期,{heads}\n2026-11-09,小安、小北,小陈\n2026-11-10,小安,"小北,小陈"\n'
    text += "2026-11-11,休,小安\n2026-11-12,小北,小安\n"
    table = table_of("roster", text + below)
    assert shape_of(table) is Shape.ROSTER
    roster = read_shape(table, Shape.ROSTER)
    assert isinstance(roster, Roster)
    assert [h for h in hours(roster) if h[0] == "小陈"] == [("小陈", 16, 25), ("小陈", 40, 49)]
    assert roster.people == ("小北", "小安", "小陈") and len(roster.days) == 9


def test_a_row_without_a_name_is_said():
    roster = read_grid(table_of("roster", "姓名,11/9,11/10\n小安,早,休\n,早,早\n\n" + LEGEND), NEAR)
    assert roster.people == ("小安",) and keys(roster)["rosters.open_shifts"] == 2


def test_a_shift_list_with_next_day_ends_open_shifts_and_breaks():
    text = "Employee,Email,Location,Date,Start Time,End Time,Unpaid Break\n"
    text += "Ana,a@x.org,Shop,11/13/2026,9:00am,5:00pm,30\nBen,,Shop,11/13/2026,4:00pm,1:00am,0\n"
    text += ",,Shop,11/13/2026,4:00pm,1:00am,0\nAna,,Shop,11/14/2026,12:00pm,8:00pm,0\n"
    table = table_of("shifts", text)
    assert shape_of(table) is Shape.SHIFTS
    roster = read_shift_list(table)
    assert hours(roster) == [
        ("Ana", 105, 108.75), ("Ana", 109.25, 113), ("Ana", 132, 140), ("Ben", 112, 121),
    ]  # fmt: skip
    assert keys(roster)["rosters.open_shifts"] == 1 and keys(roster)["rosters.breaks_placed"] == 1


def test_a_name_above_its_rows_is_carried_down():
    text = "Employee,Date,Start,End\nAna,2026-11-09,9:00,13:00\n,2026-11-10,9:00,13:00\n,2026-11-11,9:00,13:00\n"
    text += "Ben,2026-11-09,13:00,17:00\n,2026-11-10,13:00,17:00\n"
    roster = read_shift_list(table_of("shifts", text))
    assert len(roster.hours) == 5 and keys(roster)["rosters.filled_down"] == 3


def test_full_moments_past_midnight_and_hours_beyond_24():
    whole = read_shift_list(table_of("a", "agent,on_s,off_s\nAna,2026-11-09 13:00,2026-11-10 01:00\n"))
    beyond = read_shift_list(table_of("a", "date,agent,on_s,off_s\n2026-11-09,Ana,13:00,25:00\n"))
    earlier = read_shift_list(table_of("a", "date,agent,on_s,off_s\n2026-11-09,Ana,13:00,01:00\n"))
    assert hours(whole) == hours(beyond) == hours(earlier) == [("Ana", 13, 25)]
    assert [row[2:] for row in whole.hours.by_day()] == [(13 * H, 24 * H), (0.0, H)]


def test_a_list_of_days_has_no_hours_and_says_so():
    text = "".join(f"2026-11-{d:02d},工作日,A{d % 3},女,五室\n" for d in range(9, 20))
    table = table_of("duty", text, "gb18030")
    assert shape_of(table) is Shape.DUTY_LIST
    roster = read_duty_list(table)
    assert roster.people == ("A0", "A1", "A2") and len(roster.days) == 11 and not roster.has_hours
    assert keys(roster)["rosters.no_hours"] == 11


def floor(*agents: str) -> Contacts:
    came = midnight_of(NEAR) + 10 * H + np.arange(len(agents)) * 60.0
    some = np.ones(len(agents))
    return contacts_of(came, some * 5, some > 0, some * 100, agent=list(agents))


def test_who_is_on_the_roster_and_never_served_does_not_count_as_on_duty():
    day = midnight_of(NEAR)
    planned = hours_of([(name, day + 9 * H, day + 17 * H) for name in ("Ana", "ben ", "Lead")])
    kept, (said,) = on_the_floor(planned, floor("Ana", "Ben"))
    assert kept.agents == ("Ana", "Ben") and said.key == "rosters.never_served" and "Lead" in str(said)


def test_names_that_differ_are_asked_for_and_can_be_said():
    day = midnight_of(NEAR)
    planned = hours_of([(name, day + 9 * H, day + 17 * H) for name in ("王小安 201", "小北")])
    kept, (said,) = on_the_floor(planned, floor("PJSIP/201", "nickname"))
    assert kept.agents == ("PJSIP/201",) and said.key == "rosters.names_differ"
    assert "小北" in str(said) and "nickname" in said.text("zh")
    kept, none = on_the_floor(planned, floor("PJSIP/201", "nickname"), {"小北": "nickname"})
    assert kept.agents == ("PJSIP/201", "nickname") and none == ()


def test_a_name_that_could_be_two_agents_is_nobodys():
    assert matched(["小安", "Eva"], ["店:小安", "店2:小安", "eva"]) == {"Eva": "eva"}


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("姓名,11/9,11/10\n小安,甲,乙\n小北,乙,甲\n", "nothing says the hours"),
        ("姓名,11/9,11/10\n小安,休,休\n小北,休,年假\n", "nobody is on duty"),
        ("Employee,Date,Start,End\nAna,2026-11-09,soon,later\nBen,2026-11-09,soon,later\n", "no begin of a shift"),
    ],
)
def test_one_sentence_for_a_roster_that_cannot_be_used(text, sentence):
    table = table_of("roster.csv", text)
    shape = shape_of(table)
    assert shape is not None
    with pytest.raises(BadInput, match=sentence) as caught:
        read_shape(table, shape, near=NEAR)
    assert caught.value.text("zh").startswith("roster.csv：")


def test_shifts_that_end_on_the_next_day_are_no_row_of_days():
    rows = "".join(f"Ana,2026-11-{day:02d} 13:00,2026-11-{day + 1:02d} 01:00\n" for day in range(1, 9))
    (reading,) = read_file(from_bytes("windows.csv", f"agent,on_s,off_s\n{rows}".encode()))
    assert reading.kind == "shifts" and (reading.read.hours.seconds == 8 * 12 * 3600).all()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_roster_that_was_made_here_is_read_by_the_codes_beside_it(language):
    from playbook import roster_sheet
    from sim.planning.roster.patterns import Grid, shift_patterns
    from sim.planning.roster.plan import judged
    from sim.planning.roster.result import OFF, Group, Needs, Person

    grid = Grid(3, 30)
    desk = Group("desk", (True,), shift_patterns(grid, (8, 15, 22), 8, 1, (4,)), 40.0)
    people = tuple(Person(name, 0) for name in ("张三", "Ann", "李四"))
    needs = Needs.apart(("chat",), np.full((1, grid.length), 1.0), np.array([100.0]))
    made = judged(np.array([[0, OFF, 1], [2, 1, OFF], [0, 0, OFF]]), needs, (desk,), people, grid)
    book = roster_sheet.workbook(made, dt.date(2026, 6, 15), language, ["客服"], ["咨询"])
    reading = read_file(from_bytes("week.xlsx", book))[0]
    assert reading.problem is None and set(reading.read.people) == {"张三", "Ann", "李四"}
    assert {(str(day), name) for day, name in reading.read.days} == {
        ("2026-06-15", "张三"), ("2026-06-17", "张三"), ("2026-06-15", "Ann"), ("2026-06-16", "Ann"),
        ("2026-06-15", "李四"), ("2026-06-16", "李四"),
    }  # fmt: skip
    assert sum(off - on for on, off in zip(reading.read.hours.on, reading.read.hours.off, strict=True)) == 6 * 8 * 3600
