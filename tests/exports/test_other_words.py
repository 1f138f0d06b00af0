"""The same files in other words: Taiwan's script, other synonyms, other forms of times, other habits of Excel."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.exports.columns import plain
from sim.exports.contact_file import ContactFile
from sim.exports.intervals import Intervals
from sim.exports.moments import moments
from sim.exports.order_counts import OrderCounts
from sim.exports.roster_codes import is_off, shift_of
from sim.exports.rosters import Roster
from sim.exports.scripts import simplified
from sim.exports.spans import spans
from sim.exports.states import states
from sim.exports.totals import is_total
from tests.exports.test_plausible_files import MOMENTS, ORDERS, csv_of, read, readings, same_orders

START = dt.datetime(2026, 11, 11, 9)
CALLS = [
    (START + dt.timedelta(seconds=301 * i), 5 + i % 20, None if i % 8 == 7 else 61 + 37 * i % 240, "张李王"[i % 3])
    for i in range(48)
]


def same_calls(made) -> bool:
    assert isinstance(made, ContactFile), made
    c = made.contacts
    found = sorted(
        (float(c.arrival[i]), float(c.wait[i]), float(c.service[i]) if c.answered[i] else None) for i in range(len(c))
    )
    day = START.replace(hour=0)
    return found == sorted(((at - day).total_seconds(), float(w), t) for at, w, t, _ in CALLS)


def calls(heading, row):
    return csv_of([heading, *(row(*call) for call in CALLS)], ";")


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        (("訂單編號", "訂單成立時間", "訂單狀態", "訂單總金額"), ("已完成", "已取消")),
        (("訂單編號", "下單時間", "訂單狀態", "付款金額"), ("訂單完成", "訂單取消")),
        (("orderId", "createTime", "orderStatus", "payAmount"), ("TRADE_SUCCESS", "TRADE_CLOSED")),
        (("Order Ref", "Placed On", "State", "Gross"), ("Awaiting shipment", "Canceled")),
        (("Bestell-Nr.", "Bestellt am", "Status", "Gesamtbetrag"), ("Versandt", "Storniert")),
        (("交易单号", "下单日期", "状态", "金额"), ("已付款", "交易关闭")),
    ],
)
def test_orders_in_other_words(heading, words):
    rows = [(a, b, words[c == "交易关闭"], d) for a, b, c, d in ORDERS]
    assert same_orders(read(csv_of([heading, *rows])))


@pytest.mark.parametrize("encoding", ["utf-8", "big5"])
@pytest.mark.parametrize(
    ("heading", "words"),
    [
        (("來電時間", "等待時間(秒)", "通話時間(秒)", "客服人員", "接聽狀態"), ("已接聽", "未接聽")),
        (("進線時間", "等候時長", "通話秒數", "專員", "通話結果"), ("接通", "客戶放棄")),
    ],
)
def test_calls_in_the_script_of_taiwan(heading, words, encoding):
    made = calls(heading, lambda at, wait, talk, who: (at, wait, talk or 0, "陳" if talk else "", words[talk is None]))
    made = read(made.decode().encode(encoding))
    assert same_calls(made) and made.contacts.agents == ("陳",)  # names stay as they are


@pytest.mark.parametrize(
    ("heading", "words"),
    [
        (("Anrufbeginn", "Wartezeit (s)", "Gesprächsdauer (s)", "Mitarbeiter", "Ergebnis"), ("angenommen", "verloren")),
        (("Start", "Ring (s)", "Billable seconds", "Handled by", "Disposition"), ("ANSWERED", "NO ANSWER")),
        (("呼叫时间", "队列等待时长", "通话秒数", "坐席名称", "应答状态"), ("已应答", "已放弃")),
    ],
)
def test_calls_in_other_words_are_no_orders(heading, words):
    made = calls(heading, lambda at, wait, talk, who: (at, wait, talk or 0, who if talk else "", words[talk is None]))
    assert same_calls(read(made))


def test_words_in_either_script_are_the_same():
    assert plain("訂單編號（母單）") == plain("订单编号") and simplified("abc") == "abc"
    assert spans(["1小時2分鐘3秒", "2分鐘"]).seconds.tolist() == [3723.0, 120.0]
    assert spans(["2"], "等待時間（分鐘）").seconds.tolist() == [120.0]
    assert states(["訂單取消", "待付款"]).cancelled.tolist() == [True, False]
    assert is_total(["總計", "5"]) and is_total(["彙總"]) and is_off("病假") and is_off("輪休")
    assert shift_of("9點-18點30") == shift_of("9点-18点30")
    assert moments(["2026/10/5 下午3時05分"]).seconds.tolist() == moments(["2026-10-05 15:05:00"]).seconds.tolist()


def test_intervals_of_twelve_hours():
    rows = [(at, 20 + i % 9, i % 4) for i in range(26) for at in [START.replace(hour=8) + dt.timedelta(minutes=30 * i)]]
    heading = ("Date", "Interval", "Calls Offered", "Calls Handled", "Calls Abandoned", "AHT")
    for form in ("%I:%M %p", "%I:%M %p - "):
        body = []
        for at, offered, lost in rows:
            clock = f"{at:{form}}" + (f"{at + dt.timedelta(minutes=30):%I:%M %p}" if "-" in form else "")
            body.append((f"{at:%Y-%m-%d}", clock, offered, offered - lost, lost, "3:20"))
        made = read(csv_of([heading, *body]))
        assert isinstance(made, Intervals) and (made.start % 86400 == [8 * 3600 + 1800 * i for i in range(26)]).all()
        assert made.offered.sum() == sum(row[1] for row in rows) and set(made.length_s) == {1800.0}


def test_hours_with_their_word():
    rows = [(f"2026年10月{5 + day}日", f"{hour}{word}", 7 + hour) for day in range(3) for hour in range(24)
            for word in ["点" if day else "點"]]  # fmt: skip
    made = read(csv_of([("日期", "小时", "下单笔数"), *rows]))
    assert isinstance(made, OrderCounts) and made.hourly().tolist() == [[7 + hour for hour in range(24)]] * 3


@pytest.mark.parametrize("end", ["次日06:00", "06:00(+1)", "06:00 +1", "6:00am next day", "隔天6:00", "06:00"])
def test_a_shift_into_the_next_day(end):
    rows = [(who, f"2026/11/{9 + day}", "22:00", end) for day in range(3) for who in ("张三", "李四")]
    made = read(csv_of([("姓名", "日期", "Clock In", "Clock Out"), *rows]))
    assert isinstance(made, Roster) and len(made.hours) == 6
    assert set(made.hours.seconds.tolist()) == {3 * 8 * 3600.0}


def test_dates_that_excel_turned_are_refused():
    """Typed day first and opened with American settings: up to the 12th they become other days, later ones texts."""
    days = [at + dt.timedelta(days=i % 21) for i, at in enumerate(MOMENTS)]
    cells = [f"{at:%Y-%d-%m %H:%M:%S}" if at.day <= 12 else f"{at:%d/%m/%Y %H:%M:%S}" for at in days]
    rows = [(row[0], at, *row[2:]) for row, at in zip(ORDERS, cells, strict=True)]
    (reading,) = readings(csv_of([("订单编号", "订单创建时间", "订单状态", "实付金额"), *rows]))
    assert reading.read is None and "Excel" in reading.problem.text("en")


def test_two_ways_to_write_dates_in_one_column_are_read():
    cells = [f"{at:%Y-%m-%d %H:%M:%S}" if i % 2 else f"{at + dt.timedelta(days=13):%d/%m/%Y %H:%M:%S}"
             for i, at in enumerate(MOMENTS)]  # fmt: skip
    found = moments(cells)
    assert not found.mixed and not np.isnan(found.seconds).any()


def test_contacts_an_hour_apart_in_the_autumn_night_are_no_doubles():
    """01:30 and 02:30 in UTC are both half past two in Berlin."""
    heading = ("Call Start", "Agent", "Wait", "Talk", "Status")
    begin = dt.datetime(2026, 10, 24, 20)
    rows = [
        (f"{begin + dt.timedelta(minutes=15 * i):%Y-%m-%dT%H:%M:%SZ}", "Ana", 10, 100, "Answered") for i in range(40)
    ]
    rows.append((f"{begin + dt.timedelta(minutes=600):%Y-%m-%dT%H:%M:%SZ}", "", 10, "", "Abandoned"))
    made = read(csv_of([heading, *rows]), "Europe/Berlin")
    assert len(made.contacts) == 41
