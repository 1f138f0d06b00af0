"""What would give a wrong number without a word is seen, said in both languages, and handled or refused."""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
import pytest

from sim.exports.calls import read_calls
from sim.exports.chats import read_chats
from sim.exports.contact_file import ContactFile, Lack
from sim.exports.doubts import looked_through
from sim.exports.hours import hours_of
from sim.exports.rosters import midnight_of
from sim.exports.shapes import Shape, read_shape, shape_of
from sim.exports.tickets import read_tickets
from sim.files.bad_input import BadInput
from tests.exports.made_contacts import FIRST, Made, call_list, table_of

H = 3600


def day_of(count: int = 60, lost: bool = True, shift: int = 0) -> list[Made]:
    """A plain day: one contact every five minutes, one in six gives up."""
    return [
        Made(9 * H + 300 * i + shift, 20 + i, None if lost and i % 6 == 5 else 120 + i, "AB"[i % 2], "presale")
        for i in range(count)
    ]


def through(day: list[Made], **more) -> ContactFile:
    return looked_through(read_calls(table_of("calls.csv", call_list(day))), **more)


def said(file: ContactFile) -> dict[str, int]:
    for remark in file.remarks:
        assert remark.text("en").isprintable() and remark.text("zh") != remark.text("en")
    return {remark.key: remark.count for remark in file.remarks if remark.key.startswith("doubts.")}


def without_ids(day: list[Made]) -> str:
    return "\n".join(line.partition(",")[2] for line in call_list(day).splitlines()) + "\n"


def test_of_a_plain_day_only_the_clock_is_open():
    file = through(day_of())
    assert said(file) == {"doubts.clock": 60} and file.lacks == frozenset() and len(file.whole()) == 60


def test_every_row_twice_counts_once():
    lines = without_ids(day_of()).splitlines()
    file = read_calls(table_of("calls", "\n".join([lines[0], *lines[1:], *lines[1:]])))
    file = looked_through(file)
    assert len(file.contacts) == 60 and said(file)["doubts.doubled"] == 60
    assert file.contacts.gave_up.sum() == 10


def test_some_rows_delivered_again_count_once_and_two_people_who_gave_up_stay_two():
    lines = without_ids(day_of()).splitlines()
    lost = [line for line in lines if ",N," in line][:1]
    file = looked_through(read_calls(table_of("calls", "\n".join([*lines, *lines[1:3], *lost]))))
    assert said(file)["doubts.doubled"] == 2 and file.contacts.gave_up.sum() == 11


def test_a_forgotten_hang_up_is_set_aside():
    day = day_of()
    day[3] = Made(day[3].came, 5, 9 * H, "B", "presale")
    file = through(day)
    assert len(file.contacts) == 59 and said(file)["doubts.endless"] == 1


def test_a_robot_is_set_aside_by_its_name_and_named_by_its_work():
    day = day_of()
    named = [Made(c.came + 1, 0, 10, "智能客服机器人", "presale") for c in day]
    file = through(sorted([*day, *named], key=lambda c: c.came))
    assert said(file)["doubts.robots"] == 60 and len(file.contacts) == 60
    busy = [Made(H * i + 60, 0, 30, "Svc-7", "presale") for i in range(24)]
    file = through(sorted([*day, *busy], key=lambda c: c.came))
    (remark,) = (r for r in file.remarks if r.key == "doubts.tireless")
    assert remark.count == 1 and "Svc-7" in str(remark) and len(file.contacts) == 84


def test_more_than_all_the_time_on_duty():
    day = day_of()
    on = midnight_of(FIRST.date()) + 9 * H
    few = hours_of([("A", on, on + 600), ("B", on, on + 8 * H)])
    many = hours_of([("A", on, on + 8 * H), ("B", on, on + 8 * H)])
    assert said(through(day, hours=few))["doubts.too_busy"] == 1
    assert "doubts.too_busy" not in said(through(day, hours=many))


def test_several_at_once_and_a_call_that_runs_on():
    day = day_of(lost=False)
    chats = [Made(c.came, 2, 1500, c.agent, c.kind) for c in day]
    file = through(chats)
    (remark,) = (r for r in file.remarks if r.key == "doubts.at_once")
    assert remark.count > 40 and remark.facts["most"] >= 3
    one = day_of(lost=False)
    one[4] = Made(one[4].came, 20, 1500, one[4].agent, "presale")
    found = said(through(one))
    assert found["doubts.runs_on"] >= 1 and "doubts.at_once" not in found


def test_waits_of_nought_are_no_waits():
    zero = [Made(c.came, 0 if c.service else c.wait, c.service, c.agent, c.kind) for c in day_of()]
    file = through(zero)
    assert said(file)["doubts.zero_waits"] == 50 and Lack.WAITS in file.lacks
    with pytest.raises(BadInput, match="how long customers waited"):
        file.whole()
    idle = through([Made(c.came, 0, 100, c.agent, c.kind) for c in day_of()])
    assert "doubts.no_waits" in said(idle) and Lack.WAITS not in idle.lacks


def test_nobody_gave_up_though_many_waited_minutes():
    patient = [Made(c.came, 200, c.service or 90, c.agent, c.kind) for c in day_of()]
    file = through(patient)
    assert said(file)["doubts.no_leavers"] == 60 and Lack.LOST in file.lacks
    assert len(file.whole()) == 60  # it can be replayed; only patience cannot be measured


def test_tickets_are_no_queue():
    slow = [Made(c.came, c.wait * 60, None if c.service is None else 5 * H, c.agent, c.kind) for c in day_of()]
    file = through(slow)
    assert "doubts.tickets" in said(file)
    with pytest.raises(BadInput, match="tickets and not a queue") as caught:
        file.whole()
    assert "工单" in caught.value.text("zh")


def test_the_hour_that_comes_twice_is_said_where_the_zone_has_one():
    night = (dt.date(2026, 10, 25) - FIRST.date()).days * 86400
    day = [Made(night + 2 * H + 60 * i, 5, 30, "A", "presale") for i in range(30)]
    day += [Made(night + 9 * H + 60 * i, 5, 30, "A", "presale") for i in range(30)]
    assert said(through(day, zone="Europe/Berlin"))["doubts.two_clocks"] == 30
    assert "doubts.two_clocks" not in said(through(day, zone="Asia/Shanghai"))


def test_cut_off_days_large_days_and_a_slip_in_the_year():
    chance = random.Random(5)
    days = []
    for d in range(10):
        until = 13 * H if d == 9 else 21 * H
        for _ in range(400 if d == 4 else 50):
            came = 86400 * d + chance.randrange(9 * H, 21 * H)
            if came - 86400 * d < until:
                days.append(Made(came, chance.randrange(30), 100, f"A{chance.randrange(9)}", "presale"))
    days.append(Made(-365 * 86400, 3, 50, "A0", "presale"))
    found = said(through(sorted(days, key=lambda c: c.came)))
    assert found["doubts.last_day"] > 0 and found["doubts.strayed"] == 1
    assert "doubts.first_day" not in found and found["doubts.large_day"] == 400


def chat_list(rows: list[str]) -> str:
    return "会话ID,开始时间,结束时间,客服,首次响应时长,技能组\n" + "\n".join(rows) + "\n"


def test_chats_have_lengths_and_no_working_time():
    rows = [
        f"{i},2026/11/11 9:{i:02d}:05,2026/11/11 9:{i + 2:02d}:05,{'小安' if i % 5 else ''},20,售前" for i in range(50)
    ]
    table = table_of("chats", chat_list(rows))
    assert shape_of(table) is Shape.CHATS
    file = read_shape(table, Shape.CHATS)
    assert isinstance(file, ContactFile)
    assert (len(file.contacts), int(file.contacts.gave_up.sum())) == (50, 10)
    assert file.contacts.service[file.contacts.answered].tolist() == [100.0] * 40
    assert file.contacts.wait[~file.contacts.answered].tolist() == [120.0] * 10
    keys = {remark.key for remark in file.remarks}
    assert {"chats.lengths", "doubts.at_once"} <= keys and "chats.greeted" not in keys


def test_a_greeting_that_nobody_typed_is_no_wait():
    rows = [f"{i},2026/11/11 9:{i:02d}:05,2026/11/11 9:{i:02d}:55,小安,{i % 2},售前" for i in range(40)]
    file = read_chats(table_of("chats", chat_list(rows)))
    assert Lack.WAITS in file.lacks and np.isnan(file.contacts.wait).all()


TICKETS = "ID,Status,Ticket type,Created at,Solved at,Assignee,First reply time in minutes,Reopens,Assignee stations\n"


def test_tickets_are_counted_with_their_promise():
    rows = [f"{i},open,question,2026-11-11 09:{i:02d},2026-11-12 09:{i:02d},Ana,{90 + i},{i % 2},1" for i in range(20)]
    table = table_of("tickets", TICKETS + "\n".join(rows) + "\n")
    assert shape_of(table) is Shape.TICKETS
    made = read_tickets(table)
    assert made.first_reply_s.tolist() == [60.0 * (90 + i) for i in range(20)]
    assert made.resolution_s.tolist() == [86400.0] * 20 and made.reopens.sum() == 10 and made.open.all()
    assert "tickets.no_queue" in {remark.key for remark in made.remarks}


@pytest.mark.parametrize("wrong", [1, 5])
def test_a_solution_before_the_reply_is_left_out_or_the_file_refused(wrong):
    rows = [
        f"{i},Refund,Chat,2026-06-01 12:{i:02d}:00,2026-06-01 {'11' if i < wrong else '13'}:{i:02d}:38"
        for i in range(40)
    ]
    table = table_of(
        "t", "Ticket ID,Ticket Type,Ticket Channel,First Response Time,Time to Resolution\n" + "\n".join(rows)
    )
    if wrong == 1:
        made = read_tickets(table)
        assert len(made) == 39 and "tickets.backwards_few" in {remark.key for remark in made.remarks}
    else:
        with pytest.raises(BadInput, match="5 of 40 tickets were solved before"):
            read_tickets(table)


def test_replies_of_the_same_minute_are_automatic_and_days_are_no_hours():
    rows = [f"{i},open,q,2026-11-{1 + i:02d},,Ana,0,0,1" for i in range(20)]
    made = read_tickets(table_of("tickets", TICKETS + "\n".join(rows) + "\n"))
    assert made.date_only
    assert {"tickets.automatic", "tickets.date_only"} <= {remark.key for remark in made.remarks}


def overlapping(apart: int) -> tuple[list[str], int]:
    """Rows of two exports that have the middle one of three days in common, and how many contacts that are."""
    days = [day_of(120, shift=24 * H * day) for day in range(3)]
    heading, *rows = without_ids([c for day in days for c in day]).splitlines()
    lost = [row for row in rows[120:240] if ",N," in row]
    assert len(lost) == 20
    return [heading, *rows[:240], *rows[240 - apart :]], 360


def test_a_day_that_two_exports_have_in_common_counts_once_with_those_who_gave_up():
    lines, count = overlapping(120)
    file = looked_through(read_calls(table_of("calls", "\n".join(lines))))
    assert len(file.contacts) == count and said(file)["doubts.doubled"] == 120
    assert "doubts.runs_on" not in said(file)


def test_own_columns_say_nothing_of_what_counts_once():
    """Services of contacts that are there twice do not run on after each other."""
    from sim.calibrate.contacts import read_contacts
    from sim.calibrate.opened import own_file

    heading = "date,request_s,type,wait_s,outcome,service_s,agent"
    rows = [
        f"2026-11-{11 + day},{9 * H + 300 * i},sale,{20 + i},{'abandoned,,' if i % 6 == 5 else f'served,{120 + i},Ana'}"
        for day in range(3)
        for i in range(60)
    ]
    twice = [heading, *rows, *rows[60:120]]
    for sign in ",|;\t":
        made = read_contacts("own.csv", "\n".join(twice).replace(",", sign).encode())
        file = own_file("own.csv", made)
        assert said(file)["doubts.doubled"] == 60 and "doubts.runs_on" not in said(file)
