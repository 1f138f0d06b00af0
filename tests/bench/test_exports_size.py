"""A million rows of seven columns: how long they take and how much memory."""

from __future__ import annotations

import resource
import sys
import time

import pytest

from sim.exports.orders import read_orders
from sim.exports.sources import from_path
from sim.exports.tables import read_tables

ROWS = 1_000_000
MOST_S, MOST_BYTES = 20.0, 1e9  # of the processor, and of memory at most


@pytest.mark.bench
def test_a_million_rows_take_twenty_seconds_and_a_gigabyte(tmp_path):
    path = tmp_path / "orders.csv"
    with path.open("w", encoding="gb18030") as file:
        file.write("订单编号,订单创建时间,订单付款时间,订单状态,买家实际支付金额,宝贝标题,收货地址\n")
        for i in range(ROWS):
            day, second = i % 30 + 1, i * 7919 % 86400
            when = f"2026-11-{day:02d} {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
            file.write(f'="22{i:017d}",{when},{when},交易成功,{i % 900}.50,"马克杯，蓝色, 款{i % 97}",浙江省\n')
    begun = time.process_time()
    (table,) = read_tables(from_path(path))
    orders = read_orders(table)
    took = time.process_time() - begun
    assert len(orders) == ROWS
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    assert took < MOST_S and most < MOST_BYTES
