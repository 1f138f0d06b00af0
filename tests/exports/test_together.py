"""What files say beside each other: of the same days, of the same shop."""

from __future__ import annotations

import datetime as dt

import pytest

from sim.exports.reading import Reading, read_table
from sim.exports.sources import from_bytes
from sim.exports.tables import read_tables
from sim.exports.together import together


def reading(name: str, text: str) -> Reading:
    (table,) = read_tables(from_bytes(name, text.encode()))
    return read_table(table)


def contacts(first: dt.date, agents: tuple[str, ...], queues: tuple[str, ...]) -> Reading:
    lines = ["Arrived at,Answered at,Ended at,Agent,Queue"]
    for day in range(10):
        for i in range(30):
            came = dt.datetime.combine(first + dt.timedelta(days=day), dt.time(9)) + dt.timedelta(minutes=15 * i)
            begun, ended = came + dt.timedelta(seconds=20 + i), came + dt.timedelta(seconds=200 + 3 * i)
            lines.append(f"{came},{begun},{ended},{agents[i % len(agents)]},{queues[i % len(queues)]}")
    return reading("contacts.csv", "\n".join(lines))


def orders(first: dt.date) -> Reading:
    lines = ["订单编号,订单创建时间,订单状态"]
    for day in range(10):
        for i in range(20):
            placed = dt.datetime.combine(first + dt.timedelta(days=day), dt.time(10)) + dt.timedelta(minutes=20 * i)
            lines.append(f"{90_000 + 100 * day + i},{placed},交易成功")
    return reading("orders.csv", "\n".join(lines))


MONTH = dt.date(2026, 9, 1)


def said(*readings: Reading) -> str:
    return " | ".join(remark.text("en") for remark in together(readings))


@pytest.mark.parametrize(("away", "none_in_common"), [(0, False), (9, False), (-9, False), (10, True), (-600, True)])
def test_orders_of_other_days_are_said(away, none_in_common):
    mine = contacts(MONTH, ("Ana", "Bo"), ("sales", "returns"))
    assert ("no day in common" in said(mine, orders(MONTH + dt.timedelta(days=away)))) == none_in_common


def test_last_years_orders_beside_this_months_are_none_of_other_days():
    mine = contacts(MONTH, ("Ana", "Bo"), ("sales", "returns"))
    assert said(mine, orders(MONTH - dt.timedelta(days=365)), orders(MONTH)) == ""


def test_files_of_two_shops_are_said_and_two_desks_of_one_are_not():
    mine = contacts(MONTH, ("Ana", "Bo"), ("sales", "returns"))
    other = contacts(MONTH, ("Cho", "Dan"), ("phone", "wholesale"))
    assert "of two shops" in said(mine, other)
    assert "of two shops" not in said(mine, contacts(MONTH, ("Cho", "Dan"), ("sales", "wholesale")))
    assert "of two shops" not in said(mine, contacts(MONTH, ("Ana", "Dan"), ("phone", "wholesale")))
    later = MONTH + dt.timedelta(days=40)
    assert "of two shops" not in said(mine, contacts(later, ("Cho", "Dan"), ("phone", "wholesale")))
