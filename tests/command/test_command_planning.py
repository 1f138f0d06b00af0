"""`playbook heads` and `playbook roster`: what they print, write, read again and refuse."""

from __future__ import annotations

import csv
import json
import re

import numpy as np
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from playbook import __main__ as command
from sim.scenario.file import team, write_scenario
from tests.command.tools import WORDS

FAST = ("--replications", "2", "--no-floor")
SHOP = "jd"  # early, middle and late shifts, and few enough people for a roster in seconds


def run(capsys, *arguments, status=0):
    assert command.main([*arguments]) == status
    return capsys.readouterr()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_heads_are_printed_by_half_hour_and_written_as_numbers(capsys, tmp_path, language):
    out = tmp_path / "heads.json"
    shown = run(capsys, "heads", "flagship", *FAST, "--language", language, "--json", str(out)).out
    assert getattr(team("flagship").title, language) in shown
    rows = [line for line in shown.splitlines() if line[:5] in ("00:00", "12:30", "23:30")]
    document = json.loads(out.read_text(encoding="utf-8"))
    people = np.array(document["people"]).sum(axis=0).reshape(7, 48)
    assert [int(cell) for cell in rows[1].split()[1:]] == people[:, 25].tolist() and len(rows) == 3
    assert f"{people.sum() / 2:,.0f}" in shown
    assert "chat_before" not in shown and "service_early" not in shown


def test_a_surer_or_a_quicker_promise_takes_more_people(capsys, tmp_path):
    def hours(*more):
        out = tmp_path / "heads.json"
        run(capsys, "heads", "flagship", *FAST, "--language", "en", "--json", str(out), *more)
        return np.array(json.loads(out.read_text(encoding="utf-8"))["people"]).sum() / 2

    usual = hours("--within", "60")
    assert hours("--within", "180") < usual < hours("--within", "60", "--promise", "0.95")
    assert usual < hours("--within", "60", "--sure", "0.97") and usual < hours("--within", "60", "--shrinkage", "0.25")


@pytest.mark.parametrize(("language", "words"), [("en", "Days differ by {} %"), ("zh", "每天的量相差{}%")])
def test_the_more_days_differ_the_wider_the_range_of_heads_and_it_says_so(capsys, tmp_path, language, words):
    """At no noise there is none; at 5 % and 10 % the hours of quiet and busy days lie ever further apart, in words and
    in the numbers."""
    wide = []
    for cv in (0.0, 0.05, 0.1):
        path, out = tmp_path / "team.toml", tmp_path / "heads.json"
        write_scenario(team("flagship").with_levers({"demand.dispersion_cv": cv}), path)
        shown = run(capsys, "heads", str(path), *FAST, "--language", language, "--json", str(out)).out
        document = json.loads(out.read_text(encoding="utf-8"))
        found, people = document["range"], np.array(document["people"]).sum(axis=0)
        low, high = (np.array(found[key]) for key in ("low", "high"))
        assert (low <= people).all() and (people <= high).all() and found["cv"] == cv
        assert found["hours"] == pytest.approx([low.sum() / 2, high.sum() / 2])
        assert (words.format(f"{100 * cv:g}") in shown) == (cv > 0)
        assert not cv or all(f"{one:,.0f}" in shown for one in found["hours"])
        wide.append(found["hours"][1] - found["hours"][0])
    assert wide[0] == 0 and 0 < 1.5 * wide[1] < wide[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A roster of the shop's week, its numbers, and the people of the week after."""
    folder = tmp_path_factory.mktemp("roster")
    files = {name: folder / name for name in ("roster.xlsx", "roster.json", "next.csv")}
    options = ["--language", "zh", "-o", str(files["roster.xlsx"]), "--json", str(files["roster.json"])]
    assert command.main(["roster", SHOP, *FAST, *options, "--next", str(files["next.csv"])]) == 0
    return files


def test_a_roster_is_a_workbook_of_names_by_days(made):
    table = CalamineWorkbook.from_path(str(made["roster.xlsx"])).get_sheet_by_index(0).to_python()
    document = json.loads(made["roster.json"].read_text(encoding="utf-8"))
    assert table[0][0] == WORDS["roster_name"]["zh"] and len(table) == len(document["people"]) + 1
    assert {str(cell)[0] for row in table[1:] for cell in row[2:9]} <= set("早中晚夜休")
    for row, person in zip(table[1:], document["people"], strict=True):
        assert [cell == "休" for cell in row[2:9]] == [one is None for one in person["shifts"]]
    assert document["broken"] == [] and document["holes"] == 0


def test_it_is_read_again_and_judged_by_the_rules(made, capsys, tmp_path):
    """The same file gives the same numbers; seven early shifts in a row break the law."""
    again = tmp_path / "again.json"
    check = ("roster", SHOP, *FAST, "--language", "en", "--json", str(again))
    shown = run(capsys, *check, "--check", str(made["roster.xlsx"])).out
    first, second = (json.loads(path.read_text(encoding="utf-8")) for path in (made["roster.json"], again))
    assert first["people"] == second["people"] and first["cost"] == second["cost"] and first["cover"] == second["cover"]
    assert "due" not in shown
    table = CalamineWorkbook.from_path(str(made["roster.xlsx"])).get_sheet_by_index(0).to_python()
    table[1][2:9] = ["8:00-17:00"] * 7
    changed = tmp_path / "changed.xlsx"
    with xlsxwriter.Workbook(changed) as book:
        sheet = book.add_worksheet()
        for i, row in enumerate(table):
            for j, cell in enumerate(row):
                sheet.write(i, j, cell)
    shown = run(capsys, *check, "--check", str(changed)).out
    name = str(table[1][0])
    assert any(line.startswith(name) and "day off" in line for line in shown.splitlines())
    assert {one["rule"] for one in json.loads(again.read_text(encoding="utf-8"))["broken"]} == {"days", "days_off"}


def test_the_week_after_begins_where_this_one_ended(made, capsys, tmp_path):
    with made["next.csv"].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    document = json.loads(made["roster.json"].read_text(encoding="utf-8"))
    late = [
        sum(one is not None and one.split()[0].split("-")[1] > "22:00" for one in person["shifts"])
        for person in document["people"]
    ]
    assert [row["name"] for row in rows] == [person["name"] for person in document["people"]]
    assert all(float(row["late"]) >= count for row, count in zip(rows, late, strict=True))
    rows[0] |= {"name": "张三", "away": document["first_day"], "wish": f"{document['first_day']}休；2026-09-01 early"}
    path, out = tmp_path / "people.csv", tmp_path / "next.json"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    options = ("--people", str(path), "-o", str(tmp_path / "b.xlsx"), "--json", str(out), "--language", "zh")
    run(capsys, "roster", SHOP, *FAST, *options)
    first = json.loads(out.read_text(encoding="utf-8"))["people"][0]
    assert first["name"] == "张三" and first["shifts"][0] is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nA\n", "row for each"),
        ("name\n" + "A\n" * 3, "no other row"),
        ("name,wish\nA,sometime off\n", "off, early"),
        ("name,wish\nA,2026-19-01 off\n", "write dates as"),
        ("name,wish\nA,2026-09-01 tea\n", "off, early"),
        ("name,away\nA,monday\n", "write dates as"),
        ("name,overtime\nA,many\n", "write hours of overtime"),
    ],
)
def test_a_table_of_people_that_is_wrong_is_one_sentence(capsys, tmp_path, text, said):
    path = tmp_path / "people.csv"
    path.write_text(text, encoding="utf-8")
    error = run(capsys, "roster", SHOP, *FAST, "-o", str(tmp_path / "x.xlsx"), "--people", str(path),
                "--language", "en", status=2).err  # fmt: skip
    sentences = [line for line in error.splitlines() if "people.csv" in line]
    assert len(sentences) == 1 and said in sentences[0] and not (tmp_path / "x.xlsx").exists()


@pytest.fixture
def nothing_is_played(monkeypatch):
    def never(*_, **__):
        raise AssertionError("played before what the user gave was read")

    monkeypatch.setattr("sim.experiment.played_weeks._played", never)


def test_a_bad_table_or_roster_is_refused_before_anything_is_played(capsys, tmp_path, made, nothing_is_played):
    people, changed = tmp_path / "people.csv", tmp_path / "changed.xlsx"
    names = [f"P{n}" for n in range(9)]
    people.write_text("name\n" + "\n".join(names), encoding="utf-8")
    with xlsxwriter.Workbook(changed) as book:
        book.add_worksheet().write_row(0, 0, ["姓名"])
    count = len(json.loads(made["roster.json"].read_text(encoding="utf-8"))["people"])
    for option, said in (
        (("--people", people), f"9 rows, but the desk has {count} people"),
        (("--check", changed), "A01"),
    ):
        shown = run(capsys, "roster", SHOP, "-o", str(tmp_path / "x.xlsx"), "--language", "en",
                    option[0], str(option[1]), status=2).err.strip()  # fmt: skip
        assert len(shown.splitlines()) == 1 and said in shown


def test_weeks_in_a_row_are_those_of_one_after_the_other(capsys, tmp_path):
    """The second of two weeks is the one that the first week's table of people leads to, and has a sheet of its own."""

    def made(name, *options):
        run(capsys, "roster", "starter", *FAST, "--language", "zh", *options, "--json", str(tmp_path / name))
        return json.loads((tmp_path / name).read_text(encoding="utf-8"))

    def late_shifts(name):
        with (tmp_path / name).open(encoding="utf-8-sig", newline="") as file:
            return sum(float(row["late"]) + float(row["weekend"]) for row in csv.DictReader(file))

    book = str(tmp_path / "two.xlsx")
    one = made("one.json", "-o", str(tmp_path / "one.xlsx"), "--next", str(tmp_path / "one.csv"))
    first, second = made("two.json", "-o", book, "--weeks", "2", "--next", str(tmp_path / "two.csv"))["weeks"]
    assert first["people"] == one["people"] and first["first_day"] == one["first_day"]
    assert second["first_day"] > first["first_day"] and not second["broken"]
    sheets = CalamineWorkbook.from_path(book).sheet_names
    assert [name.split()[-1] for name in sheets[:2]] == [first["first_day"], second["first_day"]] and len(sheets) == 4
    assert late_shifts("two.csv") > late_shifts("one.csv") > 0
    again = made("again.json", "--weeks", "2", "--check", book)["weeks"]
    assert [one["people"] for one in again] == [first["people"], second["people"]]


def test_more_weeks_than_the_season_has_are_refused(capsys, tmp_path, nothing_is_played):
    shown = run(capsys, "roster", "flagship", "--weeks", "13", "-o", str(tmp_path / "x.xlsx"), "--language", "en",
                status=2).err.strip()  # fmt: skip
    assert len(shown.splitlines()) == 1 and "--weeks" in shown


def test_a_roster_is_checked_in_the_measure_it_was_made_in(capsys, tmp_path):
    """With the floor asked: the plan's own file is as short, and as often kept, as the plan was."""
    book, documents = tmp_path / "r.xlsx", []
    for n, option in enumerate((("-o", str(book)), ("--check", str(book)))):
        out = tmp_path / f"{n}.json"
        run(capsys, "roster", "starter", "--replications", "2", *option, "--json", str(out), "--language", "en")
        documents.append(json.loads(out.read_text(encoding="utf-8")))
    made, checked = documents
    assert made["shortage"] == checked["shortage"] and made["short"] == checked["short"]
    assert made["kept"] == checked["kept"] and made["kept"]["weeks"] == 2


@pytest.mark.parametrize("arguments", [("roster", "starter"), ("heads", "no-such-team")])
def test_what_is_missing_is_one_sentence(capsys, arguments):
    assert len(run(capsys, *arguments, "--language", "zh", status=2).err.strip().splitlines()) == 1


@pytest.mark.parametrize("option", [("--promise", "2"), ("--sure", "x"), ("--within", "-1"), ("--week", "holy")])
def test_options_out_of_range_are_refused(capsys, option):
    with pytest.raises(SystemExit) as ended:
        command.main(["heads", "starter", *option])
    assert ended.value.code == 2 and len(capsys.readouterr().err.strip().splitlines()) == 1


def test_the_floor_says_whether_a_roster_keeps_the_promise(capsys, tmp_path):
    shown = run(capsys, "roster", "starter", "--replications", "2", "-o", str(tmp_path / "r.xlsx"), "--promise", "0.5",
                "--language", "en").out  # fmt: skip
    assert "on 2 other simulated weeks" in shown
    weighed = next(line for line in shown.splitlines() if "Today's shifts, measured alike" in line)
    pay, loss, pay_now, loss_now, gain = (
        float(one.replace(",", "")) for one in re.findall(r"([\d,]+) CNY", weighed)
    )  # fmt: skip
    less = "this roster comes to" in weighed
    assert (pay_now + loss_now - pay - loss) * (1 if less else -1) == pytest.approx(gain, abs=3)
