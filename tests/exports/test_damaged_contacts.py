"""Damaged files of contacts, reports and rosters: one sentence or a remark, and never a traceback or a silent count."""

from __future__ import annotations

import random

import pytest

from sim.exports.calls import read_calls
from sim.exports.contact_file import ContactFile
from sim.exports.shapes import read_shape, shape_of
from sim.exports.sources import from_bytes
from sim.exports.tables import read_tables
from sim.files.bad_input import BadInput
from tests.exports.made_contacts import ZONE, Made, call_list, queue_log, record, records, rows_of, table_of

H = 3600
DAY = [
    Made(9 * H + 120 * i, 7 * (i % 9), None if i % 7 == 6 else 90 + i, "AB"[i % 2], ("sales", "refund")[i % 3 % 2])
    for i in range(60)
]
SHIFTS = "".join(f"A{i % 5},2026-11-{9 + i % 9:02d},9:00am,5:30pm\n" for i in range(40))
REPORT = "Interval Start,Interval End,Queue Name,Offer,Answer,Abandon,ASA,Avg Handle,Avg ACW\n" + "".join(
    f"2026-11-11T{h:02d}:00:00Z,2026-11-11T{h:02d}:30:00Z,Q,{h},{h - 2},2,{h * 900},{h * 9000},{h * 100}\n"
    for h in range(3, 23)
)
GRID = "姓名," + ",".join(f"11/{d}" for d in range(9, 16)) + "\n" + "".join(
    f"小{name}," + ",".join(random.Random(i).choices("早晚休", k=7)) + "\n" for i, name in enumerate("安北陈丁鄂方")
) + "\n早：9:00-18:00（12:00-13:00吃饭）\n晚：16:00-次日1:00\n休：休息\n"  # fmt: skip
FILES = {
    "queue_log": queue_log(DAY),
    "records": records([record(c, i) for i, c in enumerate(DAY)]),
    "calls": call_list(DAY),
    "report": REPORT,
    "grid": GRID,
    "shifts": "Employee,Date,Start,End\n" + SHIFTS,
}
ODD = [
    "",
    "-",
    '"',
    "x",
    "-5",
    "1e99",
    "1e400",
    "nan",
    "2026-13-45",
    "9" * 20,
    "24:61",
    "合计",
    "0",
    "9:00-9:00",
    "#REF!",
]


def damaged(text: str, chance: random.Random) -> bytes:
    """The file with a few bytes turned, lines lost, cut, doubled or in another order, or cells overwritten."""
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    match chance.randrange(7):
        case 0:
            data = bytearray(text.encode())
            for _ in range(chance.randrange(1, 6)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            return bytes(data)
        case 1:
            del lines[at]
        case 2:
            lines.insert(chance.randrange(len(lines)), lines[at])
        case 3:
            lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
        case 4:
            return text.encode()[: chance.randrange(len(text))]
        case 5:
            chance.shuffle(lines)
        case _:
            sign = "|" if lines[at].count("|") > lines[at].count(",") else ","
            cells = lines[at].split(sign)
            cells[chance.randrange(len(cells))] = chance.choice(ODD)
            lines[at] = sign.join(cells)
    return "\n".join(lines).encode()


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_read_or_refused_in_one_sentence(name):
    for seed in range(60):
        data = damaged(FILES[name], random.Random(f"{name} {seed}"))
        try:
            for table in read_tables(from_bytes(name, data)):
                shape = shape_of(table)
                if shape is None:
                    continue
                for remark in read_shape(table, shape, ZONE).remarks:
                    assert remark.text("en").isprintable() and remark.text("zh").isprintable()
        except BadInput as refused:
            assert refused.text("en").isprintable() and refused.text("zh").isprintable()


@pytest.mark.parametrize("seed", range(40))
def test_one_odd_cell_changes_no_other_row_and_is_said_if_its_own_is_lost(seed):
    chance = random.Random(seed)
    lines = call_list(DAY).splitlines()
    at, odd = chance.randrange(len(DAY)), chance.choice([word for word in ODD if word not in ('"', "合计")])
    cells = lines[1 + at].split(",")
    cells[chance.choice([2, 4, 5, 6])] = odd  # its moment, its answer, its wait or its talk
    lines[1 + at] = ",".join(cells)
    try:
        file: ContactFile = read_calls(table_of("calls", "\n".join(lines) + "\n"))
    except BadInput:
        return
    read, others = rows_of(file), [c.row for i, c in enumerate(DAY) if i != at]
    assert [row for row in read if row in others] == others
    assert len(read) == len(DAY) or file.remarks
