"""Orders of each shop, and of shops that nobody has heard of: how many, and what they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.exports.orders import Orders, looks_like_orders, read_orders
from sim.exports.reading import read_file
from sim.exports.sources import from_bytes
from sim.exports.tables import Table, read_tables
from sim.files.bad_input import BadInput
from tests.exports import shops


def table(text: str, encoding: str = "utf-8") -> Table:
    (found,) = read_tables(from_bytes("orders.csv", text.encode(encoding)))
    return found


def keys(orders: Orders) -> set[str]:
    return {remark.key.partition(".")[2] for remark in orders.remarks}


def remark(orders: Orders, key: str) -> str:
    (found,) = [remark for remark in orders.remarks if remark.key == f"remark.{key}"]
    return str(found)


def moment(seconds: float) -> str:
    return str(np.datetime64(int(seconds), "s")).replace("T", " ")


@pytest.mark.parametrize("sample", shops.ALL, ids=lambda sample: sample.key)
def test_a_shops_export_gives_its_orders(sample):
    found = table(sample.text, sample.encoding)
    assert looks_like_orders(found)
    orders = read_orders(found)
    assert orders.platform is not None and orders.platform.key == sample.key
    assert (orders.rows, len(orders)) == (sample.rows, sample.orders)
    assert moment(orders.placed[0]) == sample.first
    for what in ("cancelled", "unpaid", "refunded", "deposit", "live"):
        assert getattr(orders, what).sum() == getattr(sample, what), what
    if sample.amount is not None:
        assert orders.amount[0] == pytest.approx(sample.amount)
    assert orders.counted.sum() == sample.orders - sample.cancelled - sample.unpaid
    assert not keys(orders) & {"states_unknown", "unread", "no_moment", "guessed_id", "guessed_placed"}


def test_folded_rows_are_said_with_their_number():
    orders = read_orders(table(shops.DOUYIN.text, "utf-8-sig"))
    assert remark(orders, "folded").endswith('(by column "主订单编号"): 1; orders: 4')


def test_late_parcels_can_be_told_where_the_file_has_the_promise():
    orders = read_orders(table(shops.PDD.text, "utf-8-sig"))
    assert orders.promised[0] - orders.paid[0] == 48 * 3600
    assert orders.shipped[0] - orders.paid[0] == 20 * 3600
    assert np.isnan(orders.shipped[1:]).all()


def test_moments_with_an_offset_are_turned_to_the_shops_clock():
    utc = table(shops.AMAZON.text, "cp1252")
    assert moment(read_orders(utc, zone="Asia/Shanghai").placed[0]) == "2026-11-29 23:58:17"
    assert "utc" in keys(read_orders(utc)) and "utc" not in keys(read_orders(utc, zone="Asia/Shanghai"))


def test_somebody_may_say_that_moments_without_an_offset_are_utc():
    orders = read_orders(table(shops.WOOCOMMERCE.text), zone="Asia/Shanghai", clock="UTC")
    assert moment(orders.placed[0]) == "2026-11-02 17:59:28"
    assert "clock" not in keys(orders)


def test_without_an_offset_the_busiest_hour_is_shown():
    assert "the busiest hour is 20:00" in remark(read_orders(table(shops.TAOBAO.text, "gb18030")), "clock")


def test_the_hour_that_comes_twice_in_autumn_is_said():
    rows = "".join(f"{i},2026-10-25 0{i}:30:00\n" for i in range(6))
    orders = read_orders(table("Order ID,Created at\n" + rows), zone="Europe/Berlin")
    assert remark(orders, "two_clocks").startswith("orders of 2026-10-25 in the hour that the clock shows twice: 1")
    assert "two_clocks" not in keys(read_orders(table("Order ID,Created at\n" + rows), zone="Asia/Shanghai"))


def test_dates_without_hours_are_refused_with_the_column():
    text = "INDEX,Order ID,Date,Status,Amount,,\n0,405-1,11/2/26,Shipped,406,,\n1,405-2,11/14/26,Cancelled,406,,\n"
    with pytest.raises(BadInput, match='column "Date" has dates without a time of day'):
        read_orders(table(text))


def test_moments_that_are_all_midnight_are_dates_too():
    text = "Order ID,Created at\n" + "".join(f"{i},2026-11-0{i} 00:00:00\n" for i in range(1, 6))
    with pytest.raises(BadInput, match="dates without a time of day"):
        read_orders(table(text))


def unknown(rows: int = 40) -> str:
    lines = ["Beleg,Artikel,Kunde,Eingang,Versand\n"]
    for i in range(rows):
        for item in range(1 + i % 2):
            lines.append(
                f"B{i:04d},A{item},K{i % 5},2026-11-{1 + i // 4:02d} 1{i % 4}:00:0{i % 7},2026-11-30 10:00:00\n"
            )
    return "".join(lines)


def test_an_unknown_shop_is_read_by_what_its_columns_hold():
    """Order numbers are the cells whose rows came at one moment; customers come again, and parcels leave later."""
    orders = read_orders(table(unknown()))
    assert len(orders) == 40
    assert (orders.columns["placed"].heading, orders.columns["id"].heading) == ("Eingang", "Beleg")
    assert {"guessed_placed", "guessed_id"} <= keys(orders)


def test_a_column_that_somebody_chose_is_taken():
    orders = read_orders(replace(table(unknown()), chosen={"id": 0, "placed": 3}))
    assert len(orders) == 40 and orders.columns["id"].how == "choice"


def test_a_customer_number_under_the_heading_of_orders_does_not_fold():
    """Rows of one number at different moments are no order."""
    rows = "".join(f"K{i % 3},2026-11-{1 + i:02d} 10:00:00\n" for i in range(20))
    assert len(read_orders(table("Order ID,Created at\n" + rows))) == 20


def test_order_numbers_that_excel_rounded_are_told_apart_by_time():
    rows = "".join(f"2.20E+18,2026-11-{1 + i:02d} 10:00:00,{item}\n" for i in range(20) for item in range(2))
    orders = read_orders(table("订单编号,订单创建时间,宝贝标题\n" + rows))
    assert len(orders) == 20 and "ids_rounded" in keys(orders)


def test_names_numbers_and_addresses_are_not_kept():
    orders = read_orders(table(shops.TAOBAO.text, "gb18030"))
    held = repr(orders) + "".join(remark.text(language) for remark in orders.remarks for language in ("en", "zh"))
    for planted in ("买家甲", "测*", "13800000000", "浙江省", "2200000000000000001"):
        assert planted not in held
    assert remark(orders, "personal") == "columns with personal data that were not read: 收货人姓名, 收货地址, 联系手机"
    assert "买家会员名; read only to know the same one again" in remark(orders, "known_again")
    assert 2200000000000000001 not in orders.ids.tolist()


def test_an_unknown_state_counts_as_an_order_and_is_said():
    text = "Order ID,Created at,Status\n1,2026-11-01 10:00:00,vaporised\n2,2026-11-01 11:00:00,shipped\n"
    orders = read_orders(table(text))
    assert orders.counted.all() and '"vaporised"' in remark(orders, "states_unknown")


def days(per_day: list[int], minutes: int = 1440) -> str:
    """One order a row, evenly over each day from the first of November on."""
    lines = ["order_time\n"]
    for day, count in enumerate(per_day):
        for i in range(count):
            at = int((i + 0.5) * minutes / count)
            lines.append(f"2026-11-{1 + day:02d} {at // 60:02d}:{at % 60:02d}:07\n")
    return "".join(lines)


def test_a_last_day_that_was_cut_off_at_ten_is_seen():
    text = days([100] * 8) + "".join(f"2026-11-09 {i // 4:02d}:{15 * (i % 4):02d}:00\n" for i in range(40))
    orders = read_orders(table(text))
    assert orders.days.cut_last == pytest.approx(9 * 3600 + 45 * 60)
    assert orders.days.cut_first is None
    assert orders.days.whole.tolist() == [True] * 8 + [False]
    assert "2026-11-09, ends at 09:45 (orders: 40)" in remark(orders, "cut_last")


def test_whole_days_are_not_called_cut_off():
    orders = read_orders(table(days([100] * 8)))
    assert orders.days.cut_first is None and orders.days.cut_last is None
    assert not keys(orders) & {"cut_first", "cut_last", "peak_day", "empty_days"}


def test_a_day_with_eight_times_the_usual_is_a_candidate_for_a_campaign():
    orders = read_orders(table(days([50] * 10 + [400] + [50] * 3)))
    assert [str(orders.days.date(i)) for i in orders.days.peaks] == ["2026-11-11"]
    assert "2026-11-11: 400 orders, 8.0 times a usual day (50)" in remark(orders, "peak_day")


def test_a_year_mistyped_is_set_aside_with_its_row():
    orders = read_orders(table(days([50] * 6) + "2062-11-03 10:00:00\n"))
    assert len(orders) == 300 and "row 302" in remark(orders, "stray")


@pytest.mark.parametrize("twice", [lambda body: [row for row in body for _ in "ab"], lambda body: body * 2])
def test_rows_that_stand_twice_count_once(twice):
    head, *body = days([20] * 5).splitlines(keepends=True)
    orders = read_orders(table(head + "".join(twice(body))))
    assert len(orders) == 100 and "a second time: 100" in remark(orders, "doubled")


def test_two_orders_of_one_second_stay_two():
    orders = read_orders(table(days([20] * 5) + "2026-11-05 10:00:00\n" * 2))
    assert len(orders) == 102 and "doubled" not in keys(orders)


def test_dates_of_both_orders_are_refused():
    rows = "1,13/11/2026 10:00\n2,11/14/2026 10:00\n3,11/02/2026 10:00\n"
    with pytest.raises(BadInput, match="day first and month first"):
        read_orders(table("Order ID,Created at\n" + rows))


def test_an_open_order_of_day_and_month_is_said_and_can_be_given():
    text = "Order ID,Created at\n" + "".join(f"{i},11/{i}/2026 10:00\n" for i in range(2, 10))
    orders = read_orders(table(text))
    assert "11/2/2026 10:00 is read as 2026-11-02" in remark(orders, "day_month")
    assert moment(read_orders(table(text), order="day first").placed[0]) == "2026-02-11 10:00:00"


def test_orders_by_hour_add_up():
    orders = read_orders(table(days([24] * 5)))
    assert (orders.hourly() == 1).all() and orders.hourly(orders.cancelled).sum() == 0


def test_a_file_whose_numbers_show_who_cancelled_is_not_said_to_hide_it():
    """Invoices that begin with C are cancelled; only who never paid is then unknown."""
    numbers = [f"{'' if i % 5 else 'C'}{536365 + i}" for i in range(60)]
    rows = [f"{number},X,1,11/{1 + i % 20}/2026 9:{i:02d},17850" for i, number in enumerate(numbers)]
    text = "InvoiceNo,StockCode,Quantity,InvoiceDate,CustomerID\n" + "\n".join(rows)
    (found,) = read_file(from_bytes("retail.csv", text.encode()))
    said = {remark.key: remark.count for remark in found.read.remarks}
    assert said["remark.cancelled"] == 12 and said["remark.no_unpaid"] == 48 and "remark.no_state" not in said
