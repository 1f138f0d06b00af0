"""Tables out of files: encodings, separators, titles, totals, quotation marks, workbooks, JSON."""

from __future__ import annotations

import io
import zipfile

import pytest
import xlsxwriter

from sim.exports.encodings import decoded
from sim.exports.numbers import numbers
from sim.exports.orders import read_orders
from sim.exports.sources import Kind, Source, from_bytes, from_path
from sim.exports.spans import spans
from sim.exports.tables import Table, made_table, read_tables
from sim.files.bad_input import BadInput


def tables(data: bytes | str) -> list[Table]:
    return read_tables(from_bytes("file.csv", data.encode() if isinstance(data, str) else data))


def table(data: bytes | str) -> Table:
    (found,) = tables(data)
    return found


def said(found: Table) -> dict[str, int]:
    return {remark.key.partition(".")[2]: remark.count for remark in found.remarks}


ROWS = "id,when,what\n" + "".join(f"{i},2026-11-11 08:0{i}:00,thing {'abcdefgh'[i]}\n" for i in range(8))
CHINESE = "订单编号,下单时间,商品\n" + "".join(f"{i},2026-11-11 08:0{i}:00,马克杯，蓝色\n" for i in range(8))
FRENCH = "n°,date,désignation\n" + "".join(f"{i},2026-11-11 08:0{i}:00,thé glacé à la pêche\n" for i in range(8))
TAIWAN = "訂單編號,下單時間,商品\n" + "".join(f"{i},2026-11-11 08:0{i}:00,馬克杯與茶壺組合優惠中\n" for i in range(8))


@pytest.mark.parametrize(
    "text, written, name",
    [
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "utf-16", "utf-16"),
        (CHINESE, "utf-16-le", "utf-16"),
        (CHINESE, "utf-16-be", "utf-16"),
        (FRENCH, "cp1252", "cp1252"),
        (TAIWAN, "big5", "big5"),
        (ROWS, "ascii", "utf-8"),
    ],
)
def test_every_usual_encoding_gives_the_same_text(text, written, name):
    assert decoded(Source("f", text.encode(written))) == (text, name)


def test_a_file_cut_inside_its_last_letter_is_still_utf8():
    text, name = decoded(Source("f", CHINESE.rstrip().encode()[:-1]))
    assert name == "utf-8" and text == CHINESE.rstrip()[:-1]


def test_a_damaged_letter_does_not_make_utf8_something_else():
    data = CHINESE.encode().replace("蓝".encode(), b"\xe8\xff\x93", 1)
    text, name = decoded(Source("f", data))
    assert name == "utf-8" and text.count("蓝") == 7


@pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"id,x\n" + b"1,\x00abcdef\n" * 40])
def test_bytes_that_are_no_text_are_refused(data):
    with pytest.raises(BadInput):
        tables(data)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_every_usual_separator_is_found(sign):
    found = table(ROWS.replace(",", sign))
    assert found.headings == ("id", "when", "what") and len(found) == 8


def test_a_comma_for_decimals_does_not_part_a_file_of_semicolons():
    found = table("date;total;tax\n" + "2026-11-11 08:05;59,00;9,40\n" * 5)
    assert found.headings == ("date", "total", "tax") and found.cells(0) == ["2026-11-11 08:05", "59,00", "9,40"]


def test_excels_sep_line_is_obeyed_and_counts_as_a_row():
    found = table("sep=;\n" + ROWS.replace(",", ";"))
    assert len(found) == 8 and found.first_row == 3


def test_titles_stand_above_and_totals_below():
    found = table("November report\nShop: Sample\n\n" + ROWS + "Total,,8\n")
    assert found.headings == ("id", "when", "what") and len(found) == 8
    assert found.first_row == 5 and found.above == (("November report",), ("Shop: Sample",))
    assert said(found) == {"totals": 1} and found.below == (("Total", "8"),)


@pytest.mark.parametrize("word", ["合计", "总计：", "Total", "Grand Total", "小计", "合计 8 单"])
def test_every_word_for_a_total_is_known(word):
    assert len(table(ROWS + f"{word},,8\n")) == 8


def test_a_file_without_headings_has_none():
    found = table("".join(ROWS.splitlines(keepends=True)[1:]))
    assert found.headings == () and len(found) == 8 and found.first_row == 1


def test_a_queue_log_has_no_headings_and_rows_of_any_width():
    found = table("1794358770|NONE|700|PJSIP/201|ADDMEMBER|\n1794358800|17.1|700|NONE|ENTERQUEUE||555|1\n")
    assert found.headings == () and found.width == 8 and found.cells(0)[4] == "ADDMEMBER"


def test_days_and_hours_may_be_headings():
    grid = table(
        "九月排班表,,,\n姓名,11/9,11/10,11/11\n小安,早,晚,休\n小方,中,早,早\n\n早：9:00-18:00\n晚：16:00-次日1:00\n"
    )
    assert grid.headings == ("姓名", "11/9", "11/10", "11/11") and len(grid) == 2
    assert grid.below == (("早：9:00-18:00",), ("晚：16:00-次日1:00",))
    hours = table("date," + ",".join(map(str, range(24))) + "\n" + ("2026-11-11" + ",3" * 24 + "\n") * 4)
    assert len(hours) == 4 and hours.headings[1:3] == ("0", "1")


def test_blocks_with_headings_of_their_own_are_tables_of_their_own():
    block = "Start of the hour,2026-11-05,2026-11-06\n00:00,1,2\n01:00,3,4\n02:00,5,6\n"
    first, second = tables(f"Timezone,Asia/Shanghai\n{block}\n\nTimezone,UTC\n{block}Times above are in UTC\n")
    assert first.above == (("Timezone", "Asia/Shanghai"),) and second.above == (("Timezone", "UTC"),)
    assert (len(first), len(second), second.below) == (3, 3, (("Times above are in UTC",),))


def test_two_exports_put_one_behind_the_other_are_one_table():
    found = table(ROWS + ROWS.replace("2026-11-11", "2026-11-12"))
    assert len(found) == 16 and said(found) == {"headings_again": 1}


def test_cells_are_cleaned():
    found = table('id,phone,note,when\n"=""00123""",\'13800,\u3000two\u00a0words ,2026-11-11 08:05\t\n' * 1)
    assert found.cells(0) == ["00123", "13800", "two words", "2026-11-11 08:05"]


def test_a_note_over_several_lines_stays_one_cell():
    found = table('id,when,note\n1,2026-11-11 08:05,"ring the bell\nthen wait, please"\n2,2026-11-11 08:06,x\n')
    assert len(found) == 2 and found.cells(0)[2] == "ring the bell then wait, please"


def test_a_quotation_mark_that_is_never_closed_swallows_nothing():
    """A size in inches at the beginning of a cell: the file is even with the mark as a letter."""
    found = table('order_time,item\n2026-11-11 08:05,Lamp\n2026-11-11 08:06,"5 in lamp\n2026-11-11 09:05,Lamp\n')
    assert len(found) == 3 and said(found) == {"quote_letter": 1} and "row 3" in str(found.remarks[0])


def test_two_quotation_marks_far_apart_swallow_nothing():
    body = [f"2026-11-11 08:{i:02d},Lamp\n" for i in range(40)]
    body[5], body[30] = '2026-11-11 08:05,"small\n', '2026-11-11 08:30,size 7"\n'
    found = table("order_time,item\n" + "".join(body))
    assert len(found) == 40


def test_a_line_that_no_table_has_is_refused_with_its_row():
    """Forty million cells in one line came out of a small zip."""
    with pytest.raises(BadInput, match="row 2 has more than 1,000,000 characters in one line"):
        table("order_time,item\n" + "0," * 600_000 + "\n2026-11-11 08:00,Lamp\n")
    assert len(table("order_time,item\n" + "2026-11-11 08:00,Lamp\n" * 60_000)) == 60_000  # long, line by line


def test_an_open_quotation_mark_beside_real_ones_is_refused_with_its_row():
    body = [f'2026-11-11 08:{i:02d},"Lamp, blue"\n' for i in range(20)]
    body[5] = '2026-11-11 08:05,"5 in lamp\n'
    with pytest.raises(BadInput, match="in row 7 a quotation mark is opened and never closed"):
        table("order_time,item\n" + "".join(body))


def test_rows_with_a_comma_too_many_are_set_aside_or_refused():
    long = ROWS + "".join(f"{i},2026-11-11 09:{i:02d}:00,x\n" for i in range(10, 50))
    found = table(long + "99,2026-11-11 10:00:00,mug, blue\n")
    assert len(found) == 48 and said(found) == {"wide_rows": 1}
    with pytest.raises(BadInput, match="8 rows, the first of them row 2, have more cells than the 3 headings"):
        table(ROWS.replace("thing", "thing, big"))


def test_a_separator_at_the_end_of_each_row_is_no_column():
    found = table(ROWS.replace("\n", ",\n"))
    assert found.headings == ("id", "when", "what") and not found.remarks


def test_a_row_that_ends_early_is_said():
    assert said(table(ROWS + "9,2026-11-11 10:00:00\n")) == {"short_rows": 1}


GRID = "姓名,2026-12-01,2026-12-02,2026-12-03,2026-12-04\n" + "".join(f"张{i},早,早,休,晚\n" for i in range(8))


@pytest.mark.parametrize("legend", ["早,9:00-18:00\n晚,13:00-22:00\n", "\n早,9:00-18:00\n", "注：早,9:00-18:00\n"])
def test_a_legend_of_pairs_below_a_table_is_none_of_its_rows(legend):
    found = table(GRID + legend)
    assert len(found) == 8 and said(found) == {} and len(found.below) == legend.strip().count("\n") + 1
    assert found.below[0][-1] == "9:00-18:00"


def test_a_person_with_one_shift_and_a_last_row_that_was_cut_off_stay_rows():
    assert len(table(GRID + "王五,早,,,\n赵六,晚,,,\n")) == 10
    cut = table(GRID + "王五,早\n")
    assert len(cut) == 9 and said(cut) == {"short_rows": 1}


def test_a_file_that_breaks_off_in_its_last_number_says_so():
    text = "when,id\n" + "".join(f"2026-11-11 08:0{i},20260000{i}\n" for i in range(8))
    assert said(table(text[:-3])) == {"cut_end": 1}
    assert said(table(text[:-1])) == {}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("filler", [" ", "1", "2026-11-11 ", "1:", "a,", "Nov 2, "])
def test_very_long_cells_take_no_time(filler):
    """Nothing grows with the square of a cell's length."""
    long = '"x' + (filler * 100_000)[:100_000] + 'x"'
    found = table(ROWS + f"8,{long},thing\n9,2026-11-11 08:09:00,{long}\n")
    assert len(found) == 10
    assert read_orders(found).rows == 10
    assert spans(found.column(2)).unread == 10 and numbers(found.column(1)).shape == (10,)


def test_rows_know_their_number_in_the_file():
    found = table("title\n\n" + ROWS.replace("3,2026", "\n3,2026"))
    assert [found.number(i) for i in range(8)] == [4, 5, 6, 8, 9, 10, 11, 12]


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)
    return out.getvalue()


def test_a_workbook_is_read_sheet_by_sheet():
    import datetime as dt

    rows = [["订单编号", "下单时间", "金额"]]
    rows += [[str(i), dt.datetime(2026, 11, 11, 8, i, 9), 59.5] for i in range(5)]
    first, second = tables(workbook(("订单", [["报表"], [], *rows, ["合计", "", 5]]), ("空", []), ("退款", rows)))
    assert (first.sheet, first.headings, len(first)) == ("订单", ("订单编号", "下单时间", "金额"), 5)
    assert first.cells(3) == ["3", "2026-11-11 08:03:09", "59.5"] and first.first_row == 4
    assert (second.sheet, len(second)) == ("退款", 5)


def test_a_workbook_under_another_ending_is_said_to_be_one():
    data = workbook(("x", [["a", "b"], [1, 2], [3, 4]]))
    assert from_bytes("orders.csv", data).kind is Kind.WORKBOOK
    with pytest.raises(BadInput, match="the Excel workbook does not open"):
        tables(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600)


def test_json_lines_are_flattened_with_dots():
    found = table('{"id": "a", "queue": {"name": "x", "s": 3}}\n{"id": "b", "queue": null, "n": 1.5}\n')
    assert found.headings == ("id", "queue.name", "queue.s", "queue", "n")
    assert [found.cells(i) for i in range(2)] == [["a", "x", "3", "", ""], ["b", "", "", "", "1.5"]]
    with pytest.raises(BadInput, match="row 2 is no JSON object"):
        table('{"id": "a"}\n{"id": \n')


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as folder:
        for name, data in files:
            folder.writestr(name, data)
    return out.getvalue()


def test_one_file_in_a_zip_is_that_file():
    assert len(table(zipped(("orders.csv", ROWS.encode())))) == 8
    with pytest.raises(BadInput, match="holds 2 files"):
        table(zipped(("a.csv", b"x"), ("b.csv", b"y")))


@pytest.mark.parametrize("data", [b"", b"   \n\n", b"id,when\n"])
def test_a_file_without_rows_is_refused(data):
    with pytest.raises(BadInput):
        tables(data)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(BadInput, match="no such file"):
        from_path(tmp_path / "no.csv")
    with pytest.raises(BadInput, match="folder"):
        from_path(tmp_path)


def test_a_made_table_is_read_like_any_other():
    found = made_table("x", ("a", "b"), [["1", "2"], ["3", "4"]])
    assert found.column(1) == ["2", "4"] and found.cells(1) == ["3", "4"] and len(found) == 2


def test_many_chunks_are_one_table():
    """More rows than are packed at once, with what is special at the seams."""
    body = "".join(f"{i},2026-11-11 08:00:00,'x{i}\n" for i in range(120_000))
    found = table("id,when,what\n" + body + "合计,,120000\n")
    assert len(found) == 120_000 and said(found) == {"totals": 1}
    column = found.column(0)
    assert column[0] == "0" and column[-1] == "119999" and len(set(column)) == 120_000
    assert found.cells(99_999) == ["99999", "2026-11-11 08:00:00", "x99999"]
