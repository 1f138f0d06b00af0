"""Columns confirmed once: kept, found again by the headings, used again, and nothing of the file's cells with them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sim.exports.presets import (
    Preset,
    fingerprint,
    fitting,
    labels,
    read_presets,
    roles_of,
    with_preset,
    write_presets,
)
from sim.exports.reading import Answers, read_file, read_table
from sim.exports.sources import from_bytes
from sim.exports.tables import Table, made_table, read_tables
from sim.files.bad_input import BadInput
from tests.exports import shops

HEADINGS = ("编号", "时间一", "时间二", "金额")
ROWS = [[f"A{i}", f"2026-11-{i + 1:02d} 09:00:00", f"2026-11-{i + 1:02d} 10:00:00", "25.5"] for i in range(20)]


def made(headings: tuple[str, ...] = HEADINGS) -> Table:
    return made_table("orders.csv", headings, ROWS)


def test_a_reading_gives_the_preset_that_reads_the_file_the_same_way():
    for shop in (shops.PDD, shops.TAOBAO, shops.WOOCOMMERCE):
        (table,) = read_tables(from_bytes("a", shop.text.encode()))
        first = read_table(table, Answers("Asia/Shanghai", "UTC"))
        again = read_table(table, preset=first.preset())
        assert again.problem is None
        assert (again.read.placed == first.read.placed).all()
        assert again.answers == first.answers


def test_a_column_that_somebody_changes_is_read():
    found = read_table(made())
    assert found.columns["placed"].heading == "时间一"
    preset = found.preset().changed(made(), "placed", "时间二")
    changed = read_table(made(), preset=preset)
    assert (changed.read.placed - found.read.placed == 3600.0).all()
    without = read_table(made(), preset=preset.changed(made(), "amount", ""))
    assert "amount" not in without.columns


def test_a_preset_knows_its_files_by_their_headings_in_any_order_and_no_others():
    preset = read_table(made()).preset()
    assert fitting([preset], made(HEADINGS[::-1])) is preset
    assert fitting([preset], made(("编号 ", *HEADINGS[1:]))) is preset
    assert fitting([preset], made((*HEADINGS[:3], "数量"))) is None


def test_presets_are_kept_in_a_file_and_replace_older_ones(tmp_path: Path):
    first = replace(read_table(made()).preset(), zone="Europe/Berlin")
    second = replace(first, headings="0" * 16)
    path = tmp_path / "presets.toml"
    write_presets(path, with_preset((first, second), replace(first, zone=None)))
    kept = read_presets(path)
    assert kept == (second, replace(first, zone=None))
    assert "A1" not in path.read_text(encoding="utf-8")


def test_files_are_read_by_the_preset_that_fits_them():
    data = from_bytes("a.csv", "\n".join(",".join(row) for row in (HEADINGS, *ROWS)).encode())
    preset = read_table(made()).preset().changed(made(), "placed", "时间二")
    (plain,), (told,) = read_file(data), read_file(data, presets=[preset])
    assert told.columns["placed"].heading == "时间二" != plain.columns["placed"].heading


def test_what_somebody_answers_goes_before_the_preset():
    preset = replace(read_table(made()).preset(), zone="Asia/Tokyo", clock="UTC")
    assert read_table(made(), Answers(zone="Asia/Shanghai"), preset).answers == Answers("Asia/Shanghai", "UTC")


def test_columns_of_one_name_and_of_none_can_be_told_apart():
    table = made_table("a", ("时间", "时间", ""), [["1", "2", "3"]])
    assert labels(table) == ("时间", "时间 [2]", "#3")
    assert fingerprint(table) != fingerprint(made_table("a", ("时间", ""), [["1", "2"]]))


def test_no_customers_number_is_an_example():
    for shop in (shops.PDD, shops.TAOBAO):
        (reading,) = read_file(from_bytes("a", shop.text.encode()))
        assert reading.columns["id"].example == ""
        assert reading.columns["placed"].example != ""


def test_a_kind_that_the_columns_do_not_make_is_refused_in_a_sentence():
    preset = Preset("calls", fingerprint(made()), {"agent": "金额"})
    problem = read_table(made(), preset=preset).problem
    assert problem is not None and "missing" in str(problem)
    with pytest.raises(BadInput, match="下单"):
        Preset("orders", "").changed(made(), "placed", "下单")
    with pytest.raises(BadInput, match="colour"):
        Preset("orders", "").changed(made(), "colour", "金额")


@pytest.mark.parametrize(
    "text",
    [
        "preset = 1",
        "[[preset]]\nkind = 'orders'",
        "[[preset]]\nkind = 'cats'\nheadings = ''",
        "[[preset]]\nkind = 'orders'\nheadings = 'a'\nzone = 'Mars'",
        "[[preset]]\nkind = 'orders'\nheadings = 'a'\norder = 'both'",
        "[[preset]]\nkind = 'orders'\nheadings = 'a'\n[preset.columns]\nplaced = 1",
        "[[preset]]\nkind = 'orders'\nheadings = 'a'\n[preset.columns]\ncolour = 'b'",
        "[[preset]]\nkind = 'orders'\nheadings = 'a'\nwords = 'b'",
    ],
)
def test_a_file_that_holds_no_presets_is_refused(text: str, tmp_path: Path):
    path = tmp_path / "presets.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"presets\.toml"):
        read_presets(path)


def test_only_kinds_that_are_told_by_headings_have_roles():
    assert "placed" in roles_of("orders") and "came" in roles_of("calls")
    assert roles_of("roster") == roles_of("queue_log") == ()
