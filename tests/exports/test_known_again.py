"""Customers and order numbers are known again across files, and nothing that is kept says who they were."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.exports.contact_file import ContactFile
from sim.exports.contacts import joined
from sim.exports.known_again import NOBODY, known_again
from sim.exports.orders import Orders
from sim.exports.reading import Reading, read_file
from sim.exports.sources import from_bytes
from tests.exports import made_contacts as made

PLANTED = ("13912345678", "李小花的店", "8811223344556677")
ORDERS = (
    "订单编号,买家会员名,订单创建时间,订单状态\n"
    f"{PLANTED[2]},{PLANTED[1]},2026-11-11 09:30:00,交易成功\n"
    "8811223344556688,别人,2026-11-11 10:30:00,交易成功\n"
)
CHATS = (
    "会话ID,开始时间,结束时间,客服,顾客,订单编号,是否下单\n"
    f"1,2026-11-11 09:00:00,2026-11-11 09:05:00,小王,{PLANTED[1]},,是\n"
    f"2,2026-11-11 12:00:00,2026-11-11 12:05:00,小王,{PLANTED[1]},{PLANTED[2]},\n"
    "3,2026-11-11 13:00:00,2026-11-11 13:05:00,小李,王**,-,否\n"
)
CALLS = (
    "Call Id,Agent,Call Start,Answered (Y/N),Wait Time,Talk Time,Caller\n"
    f"a,Ana,2026-11-11 09:00:00,Y,3,0:01:00,{PLANTED[0]}\n"
    f"b,Ana,2026-11-11 11:00:00,Y,3,0:01:00,{PLANTED[0]}\n"
    "c,Ben,2026-11-11 12:00:00,N,3,,anonymous\n"
    "d,Ben,2026-11-11 12:10:00,Y,3,0:01:00,anonymous\n"
)


def read(text: str, name: str = "file.csv") -> Reading:
    return read_file(from_bytes(name, text.encode()))[0]


def test_a_chat_that_names_an_order_is_joined_to_it_and_is_no_order_itself():
    orders, chats = read(ORDERS).read, read(CHATS).read
    assert isinstance(orders, Orders) and isinstance(chats, ContactFile)
    found = chats.contacts
    assert found.customer is not None and found.order is not None and found.ordered is not None
    assert found.customer[0] == found.customer[1] == orders.buyers[0] != NOBODY
    assert found.customer[2] == NOBODY  # masked: it may be anybody
    assert found.order.tolist() == [0, int(orders.ids[0]), 0]
    assert found.ordered.tolist() == [1, -1, 0]


def test_callers_of_every_system_are_known_again():
    found = read(CALLS).read.contacts
    assert found.customer[0] == found.customer[1] != NOBODY
    assert found.customer[2] == found.customer[3] == NOBODY
    day = [made.Made(60 * i, 1, 30, "Ana", "presale") for i in range(3)]
    log = read_file(from_bytes("queue_log", made.queue_log(day).encode()))[0].read.contacts
    assert len(set(log.customer.tolist())) == 1 and log.customer[0] != NOBODY
    rows = [made.record(one, i) | {"CustomerEndpoint": {"Address": f"+{i // 2}55123"}} for i, one in enumerate(day)]
    records = read_file(from_bytes("r.json", made.records(rows).encode()))[0].read.contacts
    assert records.customer[0] == records.customer[1] != records.customer[2]


@pytest.mark.parametrize("text", [ORDERS, CHATS, CALLS])
def test_nothing_planted_is_held_or_said(text: str):
    reading = read(text)
    assert reading.read is not None
    held = repr(reading.read) + "".join(one.text(word) for one in reading.read.remarks for word in ("en", "zh"))
    assert not [one for one in PLANTED if one in held]
    assert any(remark.key == "remark.known_again" for remark in reading.read.remarks)


def test_who_was_masked_rounded_or_not_named_is_nobody():
    assert not known_again(["", "-", "138****0000", "王**", "2.20E+18", "Anonymous", "游客"]).any()


def test_files_with_and_without_customers_are_joined():
    day = [made.Made(60 * i, 1, 30, "Ana", "presale") for i in range(3)]
    plain = read(made.call_list(day)).read.contacts
    assert plain.customer is None
    both = joined([plain, read(CALLS).read.contacts])
    assert (both.customer == NOBODY).sum() == len(plain) + 2
    assert both.dates == (dt.date(2026, 11, 11),) and both.rows(np.arange(2)).customer.shape == (2,)
