"""What happens to exports between a shop's program and us: saved by Excel, joined, cut, printed, mailed, broken.

Each damage changes a page, or what is written of it. What a damage takes away without a trace it takes from the page's
truth; what it only spoils has to come back, or be said.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zipfile
from collections.abc import Callable
from random import Random

from tests.exports.pages import Cell, Page, Row

Damage = Callable[[Page, Random], None]
LEAST_BLOCK = 9  # equal rows in a row from which an importer may call them written twice


def nothing(page: Page, random: Random) -> None: ...


def lost_rows(page: Page, random: Random) -> None:
    gone = {record for record, _ in page.body if random.random() < 0.3} - {page.body[0][0]}
    page.body = [(record, row) for record, row in page.body if record not in gone]


def shuffled_rows(page: Page, random: Random) -> None:
    if page.heading[0] == "Name":
        return newest_first(page, random)  # Shopify's further rows belong to the one above
    random.shuffle(page.body)
    return None


def newest_first(page: Page, random: Random) -> None:
    page.body.sort(key=lambda pair: -pair[0])


def shuffled_columns(page: Page, random: Random) -> None:
    order = random.sample(range(len(page.heading)), len(page.heading))
    page.heading = [page.heading[i] for i in order]
    page.body = [(record, [row[i] for i in order]) for record, row in page.body]
    page.free = None if page.free is None else order.index(page.free)
    page.ids = None if page.ids is None else order.index(page.ids)


def every_row_twice(page: Page, random: Random) -> None:
    page.body = [pair for pair in page.body for _ in "ab"]


def joined_to_itself(page: Page, random: Random) -> None:
    page.body = page.body * 2


def block_again(page: Page, random: Random) -> None:
    at = random.randrange(len(page.body) - LEAST_BLOCK)
    page.body += page.body[at : at + LEAST_BLOCK + random.randrange(6)]


def joined_files(page: Page, random: Random) -> None:
    """Two exports put one after the other, the second's mark and heading in between."""
    at = random.randrange(2, len(page.body) - 1)
    head: Row = ["\ufeff" + str(page.heading[0]), *page.heading[1:]]
    page.body.insert(at, (-1, head))


def total_row(page: Page, random: Random) -> None:
    page.below = [_total(page, random.choice(("合计", "总计", "Total", "Grand Total", "合计：")))]


def subtotals(page: Page, random: Random) -> None:
    every = random.randint(5, 12)
    made = []
    for i, pair in enumerate(page.body, start=1):
        made.append(pair)
        if i % every == 0:
            made.append((-1, _total(page, "小计")))
    page.body = made


def _total(page: Page, word: str) -> Row:
    sums: Row = []
    for x in range(len(page.heading)):
        cells = [row[x] for _, row in page.body]
        numbers = [cell for cell in cells if isinstance(cell, int | float)]
        sums.append(sum(numbers) if len(numbers) == len(cells) else "")
    return [word, *sums[1:]]


def titles(page: Page, random: Random) -> None:
    lines: list[Row] = [["店铺报表"], ["统计时间：2026-10-05 至 2026-10-30"], []]
    page.above = lines[: random.randint(1, 3)]


def footer(page: Page, random: Random) -> None:
    page.below += [[], ["打印时间：2026-11-01 10:00:05"], ["制表人", "小王"]][: random.randint(2, 3)]


def heading_again(page: Page, random: Random) -> None:
    every = random.randint(6, 20)
    page.body = [
        pair
        for i, one in enumerate(page.body)
        for pair in ([(-1, list(page.heading)), one] if i and i % every == 0 else [one])
    ]


def blank_lines(page: Page, random: Random) -> None:
    page.body = [pair for one in page.body for pair in ([(-1, []), one] if random.random() < 0.2 else [one])]


def wide_rows(page: Page, random: Random) -> None:
    some = random.sample(range(len(page.body)), random.randint(1, 4))
    for i in some:
        page.body[i][1].append(random.choice(("1", "备注", "")))


def trailing_signs(page: Page, random: Random) -> None:
    page.heading = [*page.heading, ""]
    page.body = [(record, [*row, ""]) for record, row in page.body]


def wide_table(page: Page, random: Random) -> None:
    more = [f"备用{i}" for i in range(random.randint(40, 400))]
    page.heading = [*page.heading, *more]
    page.body = [(record, [*row, *[""] * len(more)]) for record, row in page.body]


def other_heading(page: Page, random: Random) -> None:
    at = random.randrange(len(page.heading))
    page.heading[at] = random.choice(("字段甲", "col_x", "Поле", ""))


def heading_twice(page: Page, random: Random) -> None:
    at = random.randrange(len(page.heading))
    page.heading = [*page.heading, page.heading[at]]
    page.body = [(record, [*row, row[at]]) for record, row in page.body]


def other_case(page: Page, random: Random) -> None:
    page.heading = [f" {str(cell).swapcase()}\u00a0" for cell in page.heading]


def no_heading(page: Page, random: Random) -> None:
    page.heading = list(page.body[0][1])
    page.body = page.body[1:]
    first = min(page.keys)
    if all(record != first for record, _ in page.body):
        page.body.append((first, []))  # the record still stands in the file, in the heading's place


def tabs_in_ids(page: Page, random: Random) -> None:
    _ids(page, lambda cell: f"\t{cell}\t")


def formula_ids(page: Page, random: Random) -> None:
    _ids(page, lambda cell: f'="{cell}"')


def apostrophe_ids(page: Page, random: Random) -> None:
    _ids(page, lambda cell: f"'{cell}")


def rounded_ids(page: Page, random: Random) -> None:
    """Excel keeps fifteen digits, and shows six."""
    if page.kind == "orders":
        _ids(page, lambda cell: f"{float(cell.strip() or 0):.5E}" if cell.strip().isdigit() else cell)


def _ids(page: Page, change: Callable[[str], str]) -> None:
    if page.ids is not None:
        for _, row in page.body:
            if page.ids < len(row) and row[page.ids] != "":
                row[page.ids] = change(str(row[page.ids]))


def _moments(page: Page, share: float, random: Random, change: Callable[[dt.datetime], Cell]) -> None:
    for _, row in page.body:
        if random.random() < share:
            row[:] = [change(cell) if isinstance(cell, dt.datetime) else cell for cell in row]


def serial(moment: dt.datetime) -> Cell:
    return round((moment - dt.datetime(1899, 12, 30)).total_seconds() / 86400, 10)


def excel_numbers(page: Page, random: Random) -> None:
    _moments(page, 1.0, random, serial)


def some_excel_numbers(page: Page, random: Random) -> None:
    _moments(page, 0.2, random, serial)


def midnight_as_24(page: Page, random: Random) -> None:
    def change(moment: dt.datetime) -> Cell:
        return moment if moment.hour or moment.minute else f"{moment - dt.timedelta(days=1):%Y-%m-%d} 24:00:00"

    page.date = "iso"
    if page.kind in ("order_counts", "intervals"):
        _moments(page, 1.0, random, change)


def day_and_month_mixed(page: Page, random: Random) -> None:
    """Excel with another country's settings turns what it can and leaves what it cannot."""

    def change(moment: dt.datetime) -> Cell:
        day, month = (moment.month, moment.day) if moment.day <= 12 else (moment.day, moment.month)
        return f"{month:02d}/{day:02d}/{moment.year} {moment:%H:%M}"

    _moments(page, 1.0, random, change)


def hashes(page: Page, random: Random) -> None:
    """A column that was too narrow when somebody copied it."""
    _moments(page, 0.05, random, lambda _: "########")


def errors(page: Page, random: Random) -> None:
    _moments(page, 0.04, random, lambda _: random.choice(("#REF!", "#VALUE!", "#N/A", "0000-00-00 00:00:00")))


def year_slip(page: Page, random: Random) -> None:
    _, row = random.choice(page.body)
    row[:] = [cell.replace(year=2062) if isinstance(cell, dt.datetime) else cell for cell in row]


def thousands(page: Page, random: Random) -> None:
    sign = "," if random.random() < 0.7 else " "
    for _, row in page.body:
        row[:] = [f"{cell:,}".replace(",", sign) if isinstance(cell, int | float) else cell for cell in row]


def decimal_commas(page: Page, random: Random) -> None:
    turn = str.maketrans(",.", ".,")
    for _, row in page.body:
        row[:] = [f"{cell:,}".translate(turn) if isinstance(cell, int | float) else cell for cell in row]


def odd_blanks(page: Page, random: Random) -> None:
    for _, row in page.body:
        row[:] = [f"\u00a0{page.shown(cell)}\u3000" if random.random() < 0.3 else cell for cell in row]


def _free(page: Page, random: Random, texts: tuple[str, ...]) -> None:
    if page.free is not None:
        for at, text in zip(sorted(random.sample(range(len(page.body)), len(texts))), texts, strict=True):
            row = page.body[at][1]
            if page.free < len(row):
                row[page.free] = text
        bare = "\uf8ff"
        page.text.append(lambda text: text.replace(bare, '"'))


def open_quote(page: Page, random: Random) -> None:
    _free(page, random, ("\uf8ff5 in lamp",))


def two_quotes(page: Page, random: Random) -> None:
    _free(page, random, ("\uf8ffsmall", "size 7\uf8ff"))


def line_break(page: Page, random: Random) -> None:
    _free(page, random, ("杯\n蓝色",))


def bare_line_break(page: Page, random: Random) -> None:
    _free(page, random, ("杯\ue000蓝色",))
    page.text.append(lambda text: text.replace("\ue000", page.line_end))


def bare_sign(page: Page, random: Random) -> None:
    _free(page, random, ("杯\ue001蓝色", "碟\ue001白色"))
    page.text.append(lambda text: text.replace("\ue001", page.sign))


def zero_bytes(page: Page, random: Random) -> None:
    page.text.append(lambda text: text.replace("售", "售\0", 1) if "售" in text else text.replace("1", "1\0", 1))


def two_encodings(page: Page, random: Random) -> None:
    """Half of it from one program, half from another."""
    if page.encoding == "utf-8" and not page.workbook:
        page.data.append(lambda data: _halves(data, random))


def _halves(data: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    at = random.randrange(1, max(2, len(lines)))
    rest = b"\n".join(lines[at:]).decode().encode("gb18030")
    return b"\n".join(lines[:at]) + b"\n" + rest


def line_ends(page: Page, random: Random) -> None:
    page.text.append(lambda text: "".join(random.choice("\n\r") if c == "\n" else c for c in text))


def broken_off(page: Page, random: Random) -> None:
    page.cut = True
    share = random.uniform(0.3, 1.0)
    page.data.append(lambda data: data[: int(len(data) * share)])


def gzipped(page: Page, random: Random) -> None:
    page.data.append(gzip.compress)


def zipped(page: Page, random: Random) -> None:
    def pack(data: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
            folder.writestr("导出/订单.csv", data)
        return out.getvalue()

    page.data.append(pack)


def turned_bytes(page: Page, random: Random) -> None:
    page.knowable = False  # what one wrong digit says cannot be known

    def turn(data: bytes) -> bytes:
        made = bytearray(data)
        for _ in range(random.randrange(1, 9)):
            made[random.randrange(len(made))] = random.randrange(256)
        return bytes(made)

    page.data.append(turn)


def as_workbook(page: Page, random: Random) -> None:
    page.workbook, page.typed = True, random.random() < 0.7


def lost_part(page: Page, random: Random) -> None:
    """A workbook without one of its parts, or with half of it."""
    page.workbook, page.cut = True, True

    def change(data: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            names = whole.namelist()
            broken, half = random.choice(names), random.random() < 0.5
            for name in names:
                part = whole.read(name)
                if name != broken:
                    made.writestr(name, part)
                elif half:
                    made.writestr(name, part[: len(part) * random.randint(10, 95) // 100])
        return out.getvalue()

    page.data.append(change)


STRUCTURE: tuple[Damage, ...] = (
    nothing, lost_rows, shuffled_rows, newest_first, shuffled_columns, every_row_twice, joined_to_itself, block_again,
    joined_files, total_row, subtotals, titles, footer, heading_again, blank_lines, wide_rows, trailing_signs,
    wide_table, other_heading, heading_twice, other_case, no_heading,
)  # fmt: skip
CELLS: tuple[Damage, ...] = (
    tabs_in_ids, formula_ids, apostrophe_ids, rounded_ids, excel_numbers, some_excel_numbers, midnight_as_24,
    day_and_month_mixed, hashes, errors, year_slip, thousands, decimal_commas, odd_blanks,
)  # fmt: skip
BYTES: tuple[Damage, ...] = (
    nothing, open_quote, two_quotes, line_break, bare_line_break, bare_sign, zero_bytes, two_encodings, line_ends,
    broken_off, gzipped, zipped, turned_bytes, as_workbook, as_workbook, as_workbook, lost_part,
)  # fmt: skip
