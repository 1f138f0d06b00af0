"""`playbook roster` for a shop with two rushes a day: it says which shifts would help, makes them, and reads them."""

from __future__ import annotations

import json

import pytest
from python_calamine import CalamineWorkbook

from playbook import __main__ as command
from sim.scenario.file import team, write_scenario
from tests.command.tools import WORDS

FAST = ("--replications", "2", "--no-floor")
HOURLY = [0] * 9 + [8, 8, *[2] * 9, 8, 8, 0, 0]  # from 9 to 22, most in the first and the last two hours


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    path = tmp_path_factory.mktemp("rush") / "shop.toml"
    write_scenario(team("jd").with_fields({"demand.hourly": HOURLY}), path)
    return path


def made(capsys, folder, name, *arguments):
    out = folder / f"{name}.json"
    assert command.main(["roster", *arguments, *FAST, "--json", str(out)]) == 0
    return json.loads(out.read_text(encoding="utf-8")), capsys.readouterr().out


def test_new_shifts_are_told_made_and_read_again(shop, capsys, tmp_path):
    now, said = made(capsys, tmp_path, "now", str(shop), "-o", str(tmp_path / "now.xlsx"), "--language", "en")
    advice = now["advice"]
    assert now["new_shifts"] == [] and 1 <= len(advice["shifts"]) <= 3
    before, after = advice["short_hours"]
    assert after < 0.5 * before and f"instead of {before:.0f}" in said and "--new-shifts" in said
    assert advice["people"] > (advice["people_with_shifts"] or 0)

    book = tmp_path / "new.xlsx"
    new, said = made(capsys, tmp_path, "new", str(shop), "-o", str(book), "--new-shifts", "--language", "zh")
    assert new["new_shifts"] == advice["shifts"] and new["broken"] == [] and new["holes"] == 0
    assert new["cost"] == pytest.approx(now["cost"]) and new["shortage"] < 0.5 * now["shortage"]
    given = {one for person in new["people"] for one in person["shifts"]}
    assert given & set(new["new_shifts"]) and "新班次" in said and "--new-shifts" not in said

    sheets = CalamineWorkbook.from_path(str(book))
    rows = sheets.get_sheet_by_index(0).to_python()
    code = next(
        row[2 + day] for row, one in zip(rows[1:], new["people"], strict=True)
        for day, name in enumerate(one["shifts"]) if name in new["new_shifts"]
    )  # fmt: skip
    assert str(code).startswith(WORDS["roster_code_split"]["zh"])
    legend = {row[0]: row for row in sheets.get_sheet_by_name(WORDS["roster_shifts_sheet"]["zh"]).to_python()}
    assert legend[code][1:3] != ["", ""] and legend[code][4] == 8

    again, _ = made(capsys, tmp_path, "again", str(shop), "--check", str(book), "--language", "en")
    assert again["people"] == new["people"] and again["shortage"] == pytest.approx(new["shortage"])


def test_people_whose_hours_are_too_few_are_told_so(capsys, tmp_path):
    """Four times as many orders as the shop's people can answer: no shift makes up for that."""
    path, jd = tmp_path / "shop.toml", team("jd")
    write_scenario(jd.with_fields({"demand.orders_day": 4 * jd.demand.orders_day}), path)
    found, said = made(capsys, tmp_path, "few", str(path), "-o", str(tmp_path / "few.xlsx"), "--language", "en")
    hours = found["advice"]["hours"]
    assert hours["there"] == 17 * 5 * 8 < hours["needed"]
    assert f"{hours['needed']:,.0f} hours at the desk" in said and f"these people have {hours['there']:,.0f}" in said
    assert found["advice"]["people"] * 40 >= hours["needed"] - hours["there"] - 40
