"""Orders counted by interval: every layout gives the same hours."""

from __future__ import annotations

import numpy as np
import pytest

from sim.exports.order_counts import OrderCounts
from sim.exports.reading import read_file
from sim.exports.sources import from_bytes

COUNTS = np.arange(24)[None, :] + np.arange(8)[:, None]


def rows(line: str) -> str:
    return "".join(line.format(d=d + 1, h=h, n=COUNTS[d, h]) for d in range(8) for h in range(24))


LAYOUTS = {
    "hour": "hour,orders\n" + rows("2026-11-{d:02d}T{h:02d}:00,{n}\n"),
    "date_hour": "date,hour,orders\n" + rows("2026-11-{d:02d},{h},{n}\n"),
    "chinese": "日期,时段,订单数\n" + rows("2026/11/{d},{h:02d}:00-{h:02d}:59,{n}\n") + "合计,,1000\n",
    "half_hours": "date,time,orders\n" + rows("2026-11-{d:02d},{h}:00,{n}\n2026-11-{d:02d},{h}:30,0\n"),
}


def read(text: str) -> OrderCounts:
    (reading,) = read_file(from_bytes("counts.csv", text.encode()))
    assert reading.problem is None and isinstance(reading.read, OrderCounts)
    return reading.read


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_hours(layout):
    assert (read(LAYOUTS[layout]).hourly() == COUNTS).all()


def test_hours_that_are_missing_had_no_orders():
    lines = [line for line in LAYOUTS["date_hour"].splitlines(keepends=True) if ",3," not in line]
    assert read("".join(lines)).orders.sum() < COUNTS.sum()
    assert read("".join(lines)).hourly().shape == (8, 24)


@pytest.mark.parametrize(
    "row, said",
    [("2026-11-01,5,9\n", "comes twice"), ("2026-11-09,5,some\n", "cannot be read"), ("2026-11-09,x,5\n", "cannot")],
)
def test_an_interval_that_cannot_be_counted_is_refused_with_its_row(row, said):
    (reading,) = read_file(from_bytes("counts.csv", (LAYOUTS["date_hour"] + row).encode()))
    assert reading.read is None and said in str(reading.problem)
