"""Contacts written as queue log, contact records and call list come back as they were."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.exports.calls import read_calls
from sim.exports.chats import read_chats
from sim.exports.contact_file import ContactFile, Lack
from sim.exports.moments import DAY_FIRST, MONTH_FIRST
from sim.exports.queue_log import read_queue_log
from sim.exports.reading import read_table
from sim.exports.records import read_records
from sim.exports.shapes import Shape, read_shape, shape_of
from sim.exports.stamps import Told
from sim.files.bad_input import BadInput
from tests.exports.made_contacts import (
    FIRST,
    ZONE,
    Made,
    QueueLog,
    call_list,
    made_days,
    queue_log,
    record,
    records,
    rows_of,
    table_of,
)

FEW = settings(max_examples=40, deadline=None)
LUNCH = [
    Made(36_000, 10, 100, "Ana", "presale"),
    Made(36_050, 70, None, "", "presale"),
    Made(36_400, 0, 200, "Ben", "aftersale"),
]


def counts(file: ContactFile) -> dict[str, int]:
    return {remark.key: remark.count for remark in file.remarks}


@FEW
@given(made_days(), st.booleans())
def test_a_queue_log_comes_back(day, as_table):
    text = queue_log(day)
    if as_table:
        heads = "id,time,callid,queuename,agent,event,data,data1,data2,data3,data4,data5\n"
        lines = [line.split("|") for line in text.splitlines()]
        rows = [[str(i), *cells[:5], "", *cells[5:], *[""] * (10 - len(cells))] for i, cells in enumerate(lines)]
        text = heads + "".join(",".join(row) + "\n" for row in rows)
    table = table_of("log", text)
    assert shape_of(table) is Shape.QUEUE_LOG
    assert rows_of(read_queue_log(table, ZONE)) == [c.row for c in day]


@FEW
@given(made_days(), st.randoms(use_true_random=False), st.booleans())
def test_contact_records_come_back_delivered_twice_and_in_any_order(day, chance, flat):
    rows = [record(c, i) for i, c in enumerate(day)]
    again = [row | {"LastUpdateTimestamp": "2026-12-31T00:00:00Z"} for row in chance.sample(rows, len(rows) // 2)]
    menu = [{**rows[0], "ContactId": f"menu-{i}", "Queue": None, "Agent": None} for i in range(3)]
    mixed = rows + again + menu
    chance.shuffle(mixed)
    text = records(mixed)
    if flat:
        out = io.StringIO()
        heads = list(dict.fromkeys(key for row in mixed for key in _flat(row)))
        writer = csv.DictWriter(out, heads)
        writer.writeheader()
        writer.writerows(map(_flat, mixed))
        text = out.getvalue()
    table = table_of("records", text)
    assert shape_of(table) is Shape.RECORDS
    file = read_records(table, ZONE)
    assert rows_of(file) == [c.row for c in day]
    assert counts(file).get("records.again", 0) == len(again) and counts(file)["records.menu"] == 3
    assert file.contacts.wrapup is not None
    served = [c.wrapup for c in day if c.service is not None]
    assert file.contacts.wrapup[file.contacts.answered].tolist() == served


def _flat(row: dict) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in row.items():
        if isinstance(value, dict):
            found |= {f"{key}.{name}": inner for name, inner in value.items()}
        elif value is not None:
            found[key] = value
    return found


@FEW
@given(
    made_days(),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    st.booleans(),
)
def test_a_call_list_comes_back(day, sign, form, encoding, lost_waits):
    table = table_of("calls", call_list(day, sign, form, lost_waits), encoding)
    assert shape_of(table) is Shape.CALLS
    file = read_calls(table)
    lost = [c for c in day if c.service is None]
    rows = [r if lost_waits or r[3] else (*r[:2], None, *r[3:]) for r in (c.row for c in day)]
    got = [r if r[2] == r[2] else (*r[:2], None, *r[3:]) for r in rows_of(file)]
    zero = len(lost) > 1 and all(c.wait == 0 for c in lost)  # taken for not known
    if zero:
        rows = [r if r[3] else (*r[:2], None, *r[3:]) for r in rows]
    assert got == rows
    unknown = bool(lost) and (not lost_waits or zero)
    assert (Lack.LOST_WAITS in file.lacks) == unknown
    if unknown:
        with pytest.raises(BadInput, match="how long those waited"):
            file.whole()


def test_a_wait_of_a_lost_call_that_is_empty_is_never_nought():
    file = read_calls(table_of("calls", call_list(LUNCH, lost_waits=False)))
    assert np.isnan(file.contacts.wait[~file.contacts.answered]).all()
    assert counts(file)["calls.lost_waits"] == 1


def test_date_and_clock_in_two_columns_with_the_moment_of_the_answer():
    text = "Call ID,Call Date,Call Time,Time Answered,Agent ID,Call Outcome,\n"
    text += "1,11/13/2026,09:00:00,09:00:12,7,Booked,\n2,11/13/2026,23:59:50,00:00:20,8,No table,\n"
    text += "3,11/13/2026,10:00:00,,8,Abandoned,\n"
    file = read_calls(table_of("calls", text))
    assert [row[2] for row in rows_of(file) if row[3]] == [12, 30]
    assert file.contacts.gave_up.sum() == 1 and file.lacks == {Lack.SERVICE, Lack.LOST_WAITS}


def test_exits_are_cut_short_and_no_hang_ups():
    log = QueueLog()
    log.contact(LUNCH[0], "1.1")
    at = FIRST + dt.timedelta(hours=11)
    for i, (event, data) in enumerate(
        {"EXITWITHTIMEOUT": (1, 1, 40), "EXITWITHKEY": ("1", 1, 1, 40), "EXITEMPTY": (1, 1, 40)}.items()
    ):
        log.line(at, f"2.{i}", "presale", "NONE", "ENTERQUEUE", "", "1", 1)
        log.line(at + dt.timedelta(seconds=40), f"2.{i}", "presale", "NONE", event, *data)
        at += dt.timedelta(minutes=1)
    file = read_queue_log(table_of("log", log.text()), ZONE)
    assert len(file.contacts) == 4 and file.contacts.gave_up.sum() == 0
    assert file.contacts.left is not None and file.contacts.left.sum() == 3
    assert file.contacts.wait[file.contacts.left].tolist() == [40.0] * 3
    assert counts(file)["queue_log.exits"] == 3


def test_a_call_that_a_dial_plan_sends_back_into_the_line_waits_on():
    log = QueueLog()
    at = FIRST + dt.timedelta(hours=11)
    log.line(at, "1.1", "presale", "NONE", "ENTERQUEUE", "", "1", 1)
    log.line(at + dt.timedelta(seconds=60), "1.1", "presale", "NONE", "EXITWITHTIMEOUT", 1, 1, 60)
    log.line(at + dt.timedelta(seconds=62), "1.1", "aftersale", "NONE", "ENTERQUEUE", "", "1", 1)
    log.line(at + dt.timedelta(seconds=92), "1.1", "aftersale", "Ana", "CONNECT", 30, "x", 2)
    log.line(at + dt.timedelta(seconds=100), "1.1", "aftersale", "Ana", "COMPLETEAGENT", 30, 8, 1)
    file = read_queue_log(table_of("log", log.text()), ZONE)
    assert len(file.contacts) == 1 and counts(file)["queue_log.back_in_line"] == 1
    assert file.contacts.kinds == ("aftersale",)
    assert file.contacts.wait[0] == 92.0 and file.contacts.service[0] == 8.0


def test_hours_of_duty_without_breaks_and_with_wrap_up_measured():
    log = QueueLog()
    at = FIRST + dt.timedelta(hours=9)

    def later(minutes: float) -> dt.datetime:
        return at + dt.timedelta(minutes=minutes)

    log.line(at, "NONE", "presale", "Ana", "ADDMEMBER", "")
    log.contact(Made(9 * 3600 + 600, 0, 60, "Ana", "presale"), "1.1")
    log.line(later(11), "NONE", "presale", "Ana", "PAUSE", "wrap-up")
    log.line(later(13), "NONE", "presale", "Ana", "UNPAUSE", "")
    log.line(later(180), "NONE", "presale", "Ana", "PAUSE", "lunch")
    log.line(later(210), "NONE", "presale", "Ana", "UNPAUSE", "")
    log.line(later(480), "NONE", "presale", "Ana", "REMOVEMEMBER", "")
    log.line(later(495), "NONE", "presale", "Ben", "REMOVEMEMBER", "")
    file = read_queue_log(table_of("log", log.text()), ZONE)
    hours = [(agent, on / 3600, off / 3600) for _, agent, on, off in file.hours.by_day()]
    assert hours == [("Ana", 9.0, 12.0), ("Ana", 12.5, 17.0), ("Ben", 9.0, 17.25)]
    assert file.contacts.wrapup is not None and file.contacts.wrapup.tolist() == [120.0]


def test_a_service_ends_where_the_call_is_transferred():
    log = QueueLog()
    log.line(FIRST, "1.1", "presale", "NONE", "ENTERQUEUE", "", "1", 1)
    log.line(FIRST, "1.1", "presale", "Ana", "CONNECT", 0, "x", 0)
    log.line(FIRST + dt.timedelta(seconds=235), "1.1", "presale", "Ana", "BLINDTRANSFER", "701", "internal", 0, 235, 1)
    log.line(FIRST + dt.timedelta(seconds=236), "1.1", "refund", "NONE", "ENTERQUEUE", "", "1", 1)
    log.line(FIRST + dt.timedelta(seconds=246), "1.1", "refund", "Ben", "CONNECT", 10, "x", 0)
    log.line(FIRST + dt.timedelta(seconds=346), "1.1", "refund", "Ben", "COMPLETEAGENT", 10, 100, 1)
    file = read_queue_log(table_of("log", log.text()), ZONE)
    assert file.contacts.service.tolist() == [235.0, 100.0]
    assert file.contacts.continues is not None and file.contacts.continues.tolist() == [False, True]


def test_records_that_wait_twice_are_one_contact_and_handed_on_ones_two():
    first = Made(36_000, 50, None, "", "presale")
    second = Made(36_052, 20, 100, "Ana", "aftersale")
    third = Made(36_180, 5, 60, "Ben", "aftersale")
    rows = [record(c, i) for i, c in enumerate((first, second, third))]
    rows[0] |= {"NextContactId": "id-1"}
    rows[1] |= {"PreviousContactId": "id-0", "NextContactId": "id-2"}
    rows[2] |= {"PreviousContactId": "id-1", "InitiationMethod": "TRANSFER"}
    file = read_records(table_of("records", records(rows)), ZONE)
    assert rows_of(file) == [(36_000, "aftersale", 72, True, 100, "Ana"), third.row]
    assert file.contacts.continues is not None and file.contacts.continues.tolist() == [False, True]


def test_who_left_for_a_callback_did_not_give_up():
    rows = [record(c, i) for i, c in enumerate(LUNCH)]
    rows[1] |= {"NextContactId": "callback"}
    rows.append(record(Made(40_000, 0, 90, "Ana", "presale"), 9) | {"InitiationMethod": "CALLBACK"})
    file = read_records(table_of("records", records(rows)), ZONE)
    assert len(file.contacts) == 3 and file.contacts.gave_up.sum() == 0
    assert counts(file)["records.left"] == 1 and counts(file)["records.not_asked_for"] == 1


def test_phones_of_a_ring_group_and_missed_rings_are_one_contact():
    text = "Call Id,Agent,Call Start,Topic,Answered,Ring Time,Talk Time\n"
    text += "7,Ana,2026-11-11 10:00:00,sales,no,15,\n7,Ben,2026-11-11 10:00:00,sales,yes,15,80\n"
    text += "7,Chen,2026-11-11 10:00:01,sales,no,14,\n"
    text += "8,Ana,2026-11-11 10:05:00,sales,no,20,\n8,Ben,2026-11-11 10:05:20,sales,yes,10,70\n"
    text += "9,Ana,2026-11-11 10:09:00,sales,no,33,\n"
    file = read_calls(table_of("calls", text))
    expected = [
        (36_000, "sales", 15, True, 80, "Ben"),
        (36_300, "sales", 30, True, 70, "Ben"),
        (36_540, "sales", 33, False, None, ""),
    ]
    assert rows_of(file) == expected and counts(file)["calls.folded"] == 3


def test_the_order_of_rows_does_not_matter():
    day = [Made(36_000 + 100 * i, i, 30 + i if i % 3 else None, "Ana", "presale") for i in range(1, 20)]
    lines = call_list(day).splitlines()
    body = lines[1:]
    random.Random(3).shuffle(body)
    assert rows_of(read_calls(table_of("calls", "\n".join([lines[0], *body])))) == [c.row for c in day]


def test_without_the_shops_zone_the_busiest_hour_is_said_in_utc():
    table = table_of("records", records([record(c, i) for i, c in enumerate(LUNCH)]))
    (said,) = (r for r in read_shape(table, Shape.RECORDS).remarks if r.key == "doubts.utc")
    assert "02:00" in str(said) and "02:00" in said.text("zh")
    assert "doubts.utc" not in counts(read_shape(table, Shape.RECORDS, ZONE))


def test_call_detail_records_of_a_telephone_system():
    """Duration holds ring and talk; the channel of the agent has another number in each call."""
    text = "calldate,src,dst,dstchannel,duration,billsec,disposition,uniqueid\n"
    text += "2026-11-11 10:00:00,138,700,PJSIP/201-00000a01,100,80,ANSWERED,1.1\n"
    text += "2026-11-11 10:10:00,138,700,PJSIP/201-00000a02,65,45,ANSWERED,1.2\n"
    text += "2026-11-11 10:20:00,138,700,,33,0,NO ANSWER,1.3\n"
    file = read_calls(table_of("cdr", text))
    assert [row[2:] for row in rows_of(file)] == [
        (20, True, 80, "PJSIP/201"), (20, True, 45, "PJSIP/201"), (33, False, None, ""),
    ]  # fmt: skip


def test_a_strange_word_among_many_outcomes_is_set_aside_and_said():
    day = [Made(36_000 + 100 * i, i, 30 + i if i % 3 else None, "Ana", "presale") for i in range(1, 40)]
    text = call_list(day).replace(",presale,Y,", ",presale,#REF!,", 1)
    file = read_calls(table_of("calls", text))
    assert counts(file)["calls.strange"] == 1
    assert rows_of(file) == [c.row for c in day[1:]]


@pytest.mark.parametrize("columns", [1, 2])
def test_times_on_another_clock_are_turned_to_the_shops(columns):
    """23:30 in London on the 11th is 7:30 in Shanghai on the 12th; the answer of 0:10 is 40 minutes later."""
    heads = ("Call Start", "2026-11-11 23:30:00") if columns == 1 else ("Call Date,Call Time", "2026-11-11,23:30:00")
    text = f"Call ID,{heads[0]},Time Answered,Agent,Talk Time\n1,{heads[1]},00:10:00,Ana,60\n"
    text += f"2,{heads[1]},,,\n"
    file = read_calls(table_of("calls", text), ZONE, Told(clock="Europe/London"))
    assert file.contacts.dates == (dt.date(2026, 11, 12),) and file.utc
    assert file.contacts.arrival.tolist() == [7.5 * 3600] * 2
    assert file.contacts.wait[file.contacts.answered].tolist() == [2400.0]


def test_the_order_of_day_and_month_can_be_said():
    text = "Call Id,Call Start,Answered,Talk Time\n" + "".join(f"{d},{d}/2/2026 09:00,Y,60\n" for d in range(1, 9))
    text += "9,9/2/2026 09:00,N,\n"
    days = read_calls(table_of("calls", text), told=Told(order=DAY_FIRST)).contacts.dates
    months = read_calls(table_of("calls", text), told=Told(order=MONTH_FIRST)).contacts.dates
    assert days[0] == dt.date(2026, 2, 1) and months[0] == dt.date(2026, 1, 2)
    assert len({d.month for d in days if d}) == 1 and len({d.month for d in months if d}) == 9
    open_ = read_calls(table_of("calls", text))
    assert {"stamps.month_first", "stamps.day_first"} & counts(open_).keys()


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("Call Id,Date,Answered (Y/N)\n1,2026-11-11,Y\n2,2026-11-12,N\n", "no time of day"),
        ("Call Id,Call Start,Answered\n1,yesterday,Y\n2,today,N\n", "no column says when"),
        ("Call Id,Call Start,Answered\n1,2026-11-11 09:00,N\n2,2026-11-11 09:01,N\n", "no column says which"),
        ("Call Id,Call Start,Answered,Wait Time\n1,2026-11-11 09:00,N,3\n2,2026-11-11 09:01,N,4\n", "which contacts"),
        (
            "Call Id,Call Start,Answered\n"
            + "".join(f"{d},{d}/2/2026 09:00,Y\n" for d in range(13, 20))
            + "2,2/13/2026 09:01,N\n",
            "some dates have the day first",
        ),
    ],
)
def test_one_sentence_in_both_languages_for_what_cannot_be_read(text, sentence):
    with pytest.raises(BadInput, match=sentence) as caught:
        read_calls(table_of("calls.csv", text))
    assert caught.value.text("zh").startswith("calls.csv：") and caught.value.text("zh") != str(caught.value)


@pytest.mark.parametrize("came", ["进线时间", "进入时间"])
def test_a_column_of_answers_beside_one_of_arrivals_tells_the_wait(came):
    text = (
        f"{came},接入时间,结束时间,客服,类型\n"
        "2026-09-07 10:00:00,2026-09-07 10:00:30,2026-09-07 10:02:00,小林,售前\n"
        "2026-09-07 10:05:00,,2026-09-07 10:06:10,,售后\n"
        "2026-09-07 10:07:00,2026-09-07 10:07:05,2026-09-07 10:08:00,小林,售前\n"
    )
    table = table_of("calls", text)
    assert shape_of(table) is Shape.CALLS
    contacts = read_calls(table).whole()
    assert contacts.answered.tolist() == [True, False, True]
    assert contacts.wait.tolist() == [30.0, 70.0, 5.0]


SERVED = "2026-11-02 10:00:20,2026-11-02 10:03:00,Ana"


@pytest.mark.parametrize("heading", ["Arrived at", "Arrival time", "Queued at", "Received at"])
def test_contacts_are_known_by_any_usual_word_for_their_arrival(heading):
    table = table_of("c.csv", f"{heading},Answered at,Ended at,Agent\n2026-11-02 10:00:00,{SERVED}\n")
    reading = read_table(table)
    assert reading.kind == "calls" and reading.read is not None
    assert reading.read.contacts.wait.tolist() == [20.0]


def test_contacts_whose_arrival_has_no_known_name_are_not_counted_as_orders():
    table = table_of("c.csv", f"Moment X,Answered at,Ended at,Agent\n2026-11-02 10:00:00,{SERVED}\n")
    reading = read_table(table)
    assert reading.kind == "calls" and reading.read is None
    assert "no known heading says when they came" in reading.problem.text("en")
    chosen = read_table(table, preset=reading.preset().changed(table, "came", "Moment X"))
    assert chosen.read.contacts.wait.tolist() == [20.0]


def test_a_chat_list_may_say_when_the_first_reply_came():
    """Some desks export the moment under the heading that others give to the seconds."""
    lines = ["会话ID,进线时间,首次响应时间,结束时间,接待客服"]
    for i in range(30):
        begin = dt.datetime(2026, 10, 19, 9) + dt.timedelta(minutes=i)
        reply, end = begin + dt.timedelta(seconds=20 + i), begin + dt.timedelta(seconds=200 + i)
        lines.append(f"{i},{begin},{reply},{end},王小红")
    file = read_chats(table_of("t", "\n".join(lines)))
    assert file.contacts.wait.tolist() == [20.0 + i for i in range(30)]
    assert file.contacts.service.tolist() == [180.0] * 30
