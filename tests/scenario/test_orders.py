"""Orders from a file: what is counted, what is refused, and how a shop is put on them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.file import BadInput, read_scenario, team
from sim.scenario.orders import orders_of, read_orders
from tests.sentences import in_chinese

NOVEMBER = dt.date(2010, 11, 1)


def csv(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "orders.csv"
    path.write_bytes(text.encode(encoding))
    return path


def sentence(path: Path, zone: str | None = None) -> str:
    with pytest.raises(BadInput) as caught:
        read_orders(path, zone)
    text = str(caught.value)
    assert text.isprintable() and len(text) <= 400
    in_chinese(caught.value, path)
    return text.removeprefix(f"{path}: ")


def shop_month(tmp_path: Path) -> Path:
    """Four weeks of a shop that is closed on Saturdays: one row an order, every tenth cancelled."""
    rows = ["order,order_time,value,cancel"]
    for i in range(28):
        date = NOVEMBER + dt.timedelta(days=i)
        if date.weekday() != 5:
            rows += [f"{i}-{n},{date} {9 + n % 9:02}:{n % 60:02}:00,12.5,{n % 10 == 0}" for n in range(100)]
    return csv(tmp_path, "\n".join(rows))


def test_counts_by_hour_are_taken_as_they_are(tmp_path):
    path = csv(tmp_path, "hour,orders\n2026-11-01T08:00,3\n2026-11-01 09:00,0\n2026-11-02T23:00:00,12.0\n")
    orders = read_orders(path)
    assert list(orders.rows) == [(dt.date(2026, 11, 1), 8, 3), (dt.date(2026, 11, 2), 23, 12)]
    assert (orders.first, orders.last) == (dt.date(2026, 11, 1), dt.date(2026, 11, 2))


def test_rows_of_single_orders_are_counted_and_cancelled_ones_left_out(tmp_path):
    path = csv(tmp_path, "id,order_time,cancel\n1,2010-12-01 08:26:00,False\n2,2010-12-01 08:59:59,False\n"
               "3,2010-12-01 09:00:00,True\n4,2010-12-02 10:01:00,\n")  # fmt: skip
    assert list(read_orders(path).rows) == [(dt.date(2010, 12, 1), 8, 2), (dt.date(2010, 12, 2), 10, 1)]


def test_a_day_without_rows_inside_the_file_had_no_orders(tmp_path):
    """A shop closed on Saturday has no rows for it: that is a count of zero, not a gap to fill."""
    orders = read_orders(shop_month(tmp_path))
    saturday = dt.date(2010, 11, 6)
    assert orders.days()[saturday] == (0,) * 24
    assert orders.counts()[saturday, 12] == 0
    assert (dt.date(2010, 10, 31), 12) not in orders.counts()


def test_a_file_that_ends_on_a_cancelled_order_covers_that_day(tmp_path):
    path = csv(tmp_path, "order_time,cancel\n2026-01-01 08:00,no\n2026-01-03 08:00,yes\n")
    assert read_orders(path).last == dt.date(2026, 1, 3)


def test_times_with_an_offset_become_the_shops_wall_clock(tmp_path):
    """16:30 in Greenwich is half past midnight of the next day in Shanghai."""
    path = csv(tmp_path, "order_time\n2026-11-10T16:30:00Z\n2026-11-10T16:30:00.5+00:00\n2026-11-11T00:30:00+0800\n")
    assert list(read_orders(path, "Asia/Shanghai").rows) == [(dt.date(2026, 11, 11), 0, 3)]
    assert "write the shop's wall clock, without an offset" in sentence(path)


@pytest.mark.parametrize("text", [
    "hour;orders\r\n2026-11-01 08:00;3\r\n", "hour\torders\n2026/11/1 8:00\t3\n",
    "\ufeffHour , Orders\n2026-11-01T08,3\n", 'hour,orders\n"2026-11-01 08:00:00.000","3"\n\n,\n',
])  # fmt: skip
def test_the_usual_forms_of_csv_are_read(tmp_path, text):
    """Semicolons, tabs, quotes, a byte order mark, capitals, blank lines: what spreadsheets write."""
    assert list(read_orders(csv(tmp_path, text)).rows) == [(dt.date(2026, 11, 1), 8, 3)]


REFUSED = [
    ("", "row 1 must name the columns hour and orders, or order_time; it is empty"),
    ("date,count\n1,2\n", 'name the columns hour and orders, or order_time; its columns are "date", "count"'),
    ("ordertime\n1\n", '(is "ordertime" meant to be order_time?)'),
    ("hour,order\n1,2\n", "row 1 has the column hour but not orders; its columns are hour, order"),
    ("hour,orders\n", "the file has no rows below its heading; give at least one"),
    ("hour,orders\n2026-11-01T08:00,3\n2026-11-01T25:00,3\n",
     'row 3: hour is "2026-11-01T25:00"; write a date and a time like 2026-11-11T08:00'),
    ("hour,orders\n2026-02-30T08:00,3\n", 'row 2: hour is "2026-02-30T08:00"; write a date and a time'),
    ("hour,orders\n08:00,3\n", 'row 2: hour is "08:00"; write a date and a time'),
    ("hour,orders\n2026-11-01T08:30,3\n", 'row 2: hour is "2026-11-01T08:30"; write a full hour'),
    ("hour,orders\n2026-11-01T08:00,3\n\n2026-11-01 08:00,4\n",
     'row 4: hour is "2026-11-01 08:00", which row 2 has already; write one row for each hour'),
    ("hour,orders\n2026-11-01T08:00,-3\n", 'row 2: orders is "-3"; write a whole number from 0 to 1,000,000'),
    ("hour,orders\n2026-11-01T08:00,2.5\n", 'row 2: orders is "2.5"; write a whole number'),
    ("hour,orders\n2026-11-01T08:00,many\n", 'row 2: orders is "many"; write a whole number'),
    ("hour,orders\n2026-11-01T08:00,\n", 'row 2: orders is empty; write a whole number'),
    ("hour,orders\n2026-11-01T08:00\n", "row 2 has 1 cells; write 2, one for each column of row 1"),
    ("hour,orders\n1026-11-01T08:00,1\n", 'row 2: hour is "1026-11-01T08:00"; write a year from 2000 to 2100'),
    ("order_time,cancel\n2026-11-01 08:00,maybe\n", 'row 2: cancel is "maybe"; write true or false'),
    ("order_time\nyesterday\n", 'row 2: order_time is "yesterday"; write a date and a time'),
    ('hour,orders\n2026-11-01T08:00,"3\n2026-11-01T09:00,3\n', "cannot be read as CSV"),
    ("hour,orders\n2026-11-01T08:00,3\n2062-11-02T08:00,3\n2026-11-03T08:00,3\n",
     "row 3: the date 2062-11-02 is 13,148 days away from the nearest other one, more than 180; mend its year, or"),
    ("order_time\n2001-11-01 08:00\n2026-11-01 08:00\n2026-11-02 08:00\n", "row 2: the date 2001-11-01 is 9,131 days"),
    ("hour,orders\n2026-11-01T08:00," + "9" * 200_000, "cannot be read as CSV"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), REFUSED, ids=[said[:40] for _, said in REFUSED])
def test_a_bad_row_is_told_with_row_field_and_value(tmp_path, text, said):
    """A slip among thousands of rows is found by its number, as the spreadsheet shows it."""
    assert said in sentence(csv(tmp_path, text))


def test_another_encoding_is_told(tmp_path):
    assert "save the file as UTF-8" in sentence(csv(tmp_path, "订单,order_time\n一,2026-11-01 08:00\n", "gb18030"))
    assert "the file is UTF-16" in sentence(csv(tmp_path, "order_time\n", "utf-16"))
    assert "no such file" in sentence(tmp_path / "nope.csv")


@settings(deadline=None, max_examples=200)
@given(text=st.text(st.sampled_from('hour,orders_time cancel\n\r;\t"2026-11-01T08:00\0午'), max_size=80))
def test_any_text_gives_counts_or_one_sentence(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text("hour,orders\n" + text, encoding="utf-8", newline="")
    try:
        read_orders(path, "Asia/Shanghai")
    except BadInput as error:
        assert str(error).isprintable() and len(str(error)) <= 400
        in_chinese(error)


@settings(deadline=None, max_examples=50)
@given(times=st.lists(st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2020, 3, 1)), min_size=1, max_size=60))
def test_both_forms_of_a_file_say_the_same(tmp_path_factory, times):
    """One row an order, or the same orders counted by hour beforehand: the same counts."""
    folder = tmp_path_factory.getbasetemp()
    counted = Counter((time.date(), time.hour) for time in times)
    rows, hours = folder / "rows.csv", folder / "hours.csv"
    rows.write_text("order_time\n" + "".join(f"{time:%Y-%m-%d %H:%M:%S}\n" for time in times))
    hours.write_text("hour,orders\n" + "".join(f"{d}T{h:02}:00,{n}\n" for (d, h), n in counted.items()))
    assert read_orders(rows) == read_orders(hours)
    assert sum(n for *_, n in read_orders(rows).rows) == len(times)


def test_a_day_that_memory_cannot_hold_is_refused_before_the_season(tmp_path):
    """A million orders in an hour pass for a count; what they bring to the floor is estimated before it is played."""
    rows = [f"2010-11-03T{hour:02}:00,1000000" for hour in range(24)]
    path = csv(tmp_path, "hour,orders\n2010-11-02T08:00,5\n" + "\n".join(rows))
    assert read_orders(path).counts()[dt.date(2010, 11, 3), 5] == 1_000_000
    flagship = team("flagship").with_levers({"calendar": {"start": NOVEMBER, "weeks": 4}})
    said = "the largest day, 2010-11-03, would bring about 170,000,000 contacts and tasks, and one day may have at most"
    with pytest.raises(BadInput, match=said) as caught:
        orders_of(flagship, path)
    in_chinese(caught.value, path)
    late = flagship.with_levers({"calendar": {"start": dt.date(2011, 1, 3), "weeks": 4}})
    assert orders_of(late, path).last == dt.date(2010, 11, 3)  # that day is not played


def test_a_scenario_file_may_name_its_orders(tmp_path):
    """Two lines by hand are enough: the file's name and the start of the calendar."""
    shop_month(tmp_path)
    text = Path("data/teams/starter.toml")
    text = (Path(__file__).parents[2] / text).read_text(encoding="utf-8")
    head, rest = text.split("[[calendar.campaigns]]")
    text = head.replace("2026-04-27", "2010-11-01").replace("weeks = 12", "weeks = 4") + rest[rest.index("[demand]") :]
    text = text.replace("[demand]\n", '[demand]\nhourly_csv = "orders.csv"\n')
    path = tmp_path / "shop.toml"
    path.write_text(text, encoding="utf-8")
    assert sum(read_orders(read_scenario(path).demand.hourly_csv).counts().values()) == 90 * 24
    (tmp_path / "orders.csv").write_text("order_time\nnever\n")
    with pytest.raises(BadInput, match=r"orders\.csv: row 2: order_time is"):
        read_scenario(path)
