"""The command `playbook replay`: what it prints, writes and refuses."""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from playbook import __main__ as command
from playbook.command import replay as command_replay
from tests.calibrate.made_days import SurvivalCurve, contact_rows, files, made_day, window_rows, write

ROOT = Path(__file__).resolve().parents[2]
WORDS = tomllib.loads((ROOT / "playbook" / "command" / "words.toml").read_text(encoding="utf-8"))
LAWS = {"patience": SurvivalCurve(300.0), "wrapup": SurvivalCurve(14.0)}


@pytest.fixture(scope="module")
def made():
    return made_day(5, contacts=300, agents=3, service=150.0, **LAWS)


@pytest.fixture
def paths(tmp_path, made) -> list[str]:
    return [str(path) for path in files(tmp_path, made)]


@pytest.fixture
def month(tmp_path) -> str:
    """Three days in one file, without windows."""
    rows = []
    for day in (1, 2, 3):
        rows += contact_rows(made_day(day, contacts=250, agents=3, service=150.0, **LAWS).day, f"2026-11-0{day}")
    return str(write(tmp_path / "month.csv", rows))


def run(*arguments: str, language: str = "en") -> int:
    return command.main(["replay", *arguments, "--replications", "3", "--language", language])


def line(text: str, start: str) -> list[str]:
    return re.split(r"\s{2,}", next(row for row in text.splitlines() if row.startswith(start)))


def test_the_real_day_stands_beside_its_replays(paths, made, tmp_path, capsys):
    """The column of the real day is the file's own abandonment and mean wait; JSON holds the same table."""
    out = tmp_path / "day.json"
    assert run(*paths, "--json", str(out)) == 0
    text = capsys.readouterr().out
    assert "300 contacts, 3 replications, seed 1" in text
    assert line(text, "Gave up waiting")[1] == f"{100 * (~made.day.answered).mean():.1f}"
    assert line(text, "Mean wait  ")[1] == f"{made.day.wait.mean():.1f}"
    document = json.loads(out.read_text(encoding="utf-8"))
    rows = {row["figure"]: row for row in document["figures"]}
    assert rows["mean_wait"]["actual"] == pytest.approx(made.day.wait.mean(), abs=1e-3)
    assert rows["mean_wait"]["p10"] <= rows["mean_wait"]["p50"] <= rows["mean_wait"]["p90"]
    assert rows["mean_wait"]["mean"] == pytest.approx(np.mean(document["values"]["mean_wait"]))
    assert sum(row["contacts"] for row in document["half_hours"]) == 300
    assert {"abandonment_actual", "abandonment_p10", "mean_wait_mean", "on_duty"} <= set(document["half_hours"][0])
    assert document["half_hours"][0]["from"] == "08:00"
    assert document["laws"] == []
    assert document["patience"]["ended"] == (~made.day.answered).sum()


def test_the_same_seed_writes_the_same_bytes_and_another_does_not(paths, tmp_path):
    written = []
    for i, seed in enumerate("112"):
        out = tmp_path / f"{i}.json"
        assert run(*paths, "--seed", seed, "--json", str(out)) == 0
        written.append(out.read_bytes())
    assert written[0] == written[1] != written[2]


def test_patience_and_wrap_up_can_be_set_by_hand(paths, tmp_path):
    """Very patient callers give up less often; without wrap-up nobody is free while somebody waits."""
    shown = {}
    for name, options in {
        "measured": [],
        "patient": ["--patience", "9000"],
        "bare": ["--wrap", "none"],
        "exponential": ["--patience", "exponential", "--wrap", "14"],
    }.items():
        out = tmp_path / f"{name}.json"
        assert run(*paths, *options, "--json", str(out)) == 0
        document = json.loads(out.read_text(encoding="utf-8"))
        shown[name] = {row["figure"]: row["mean"] for row in document["figures"]}
        if name == "exponential":
            assert document["patience"]["times"] == [] and 100 < document["patience"]["tail"] < 900
            assert document["wrap_up"]["tail"] == 14
    assert shown["patient"]["abandonment"] < 0.3 * shown["measured"]["abandonment"]
    assert shown["bare"]["free_while_waiting"] == pytest.approx(0.0, abs=1e-6)
    assert shown["measured"]["free_while_waiting"] > 0.1
    assert shown["bare"]["mean_wait"] < shown["measured"]["mean_wait"]


def test_one_day_of_a_month_is_the_day_of_a_file_of_its_own(month, tmp_path, capsys):
    assert run(month, "--date", "2026-11-02", "--estimates", "day") == 0
    from_month = capsys.readouterr().out
    alone = write(tmp_path / "alone.csv", [row for row in rows_of(month) if row["date"] == "2026-11-02"])
    assert run(str(alone)) == 0
    assert capsys.readouterr().out == from_month
    assert "Replay of 2026-11-02: 250 contacts" in from_month
    assert "inferred: two services of an agent at most 180 s apart are one stretch" in from_month


def rows_of(path: str) -> list[dict]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_people_measured_on_the_other_days_do_not_know_the_replayed_one(month, tmp_path, capsys):
    """If everybody but one gives up at once on the replayed day, its patience does not show it."""
    rows = rows_of(month)
    mine = [row for row in rows if row["date"] == "2026-11-02"]
    notes = []
    for spoil in (False, True):
        for row in mine[10:] if spoil else ():
            row |= {"wait_s": "0.5", "outcome": "abandoned", "service_s": "", "agent": ""}
        path = write(tmp_path / "spoilt.csv", rows)
        assert run(str(path), "--date", "2026-11-02", "--estimates", "others") == 0
        notes.append(re.search("Patience, measured on the other days.*", capsys.readouterr().out)[0])
    assert notes[0] == notes[1]


def test_agents_of_the_windows_come_on_duty_as_the_file_says(paths, made, tmp_path, capsys):
    """A fourth agent, on duty all day in the windows, shortens the replayed waits and not the real ones."""
    more = [*window_rows(made.windows, made.day.agents), {"agent": "Z", "on_s": "08:00", "off_s": "18:00"}]
    waits = []
    for windows in (paths[1], str(write(tmp_path / "more.csv", more))):
        assert run(paths[0], windows) == 0
        waits.append([float(cell) for cell in line(capsys.readouterr().out, "Mean wait  ")[1:6]])
    assert waits[0][0] == waits[1][0]
    assert waits[1][4] < 0.7 * waits[0][4]


def test_what_the_file_does_not_say_is_said(paths, made, tmp_path, capsys):
    """Contacts without an agent and services outside the windows are counted in the text."""
    rows = contact_rows(made.day)
    served = [i for i, row in enumerate(rows) if row["outcome"] == "served"]
    for i in served[:7]:
        rows[i]["agent"] = ""
    mine = [row for row in window_rows(made.windows, made.day.agents) if row["agent"] != "A02"]
    of_third = sum(row["agent"] == "A02" for row in rows)
    contacts, windows = write(tmp_path / "c.csv", rows), write(tmp_path / "w.csv", mine)
    assert run(str(contacts), str(windows)) == 0
    text = capsys.readouterr().out
    assert "Contacts served by nobody named: 7;" in text
    assert f"Contacts served outside the hours of duty of their agent: {of_third};" in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_is_whole_in_both_languages(paths, capsys, language):
    arguments = ["replay", *paths, "--replications", "2", "--language", language]
    assert command.main(arguments) == 0
    text = capsys.readouterr().out
    for key in ("replay_real", "replay_abandonment", "replay_half_hours", "replay_rests_on", "replay_occupancy"):
        assert WORDS[key][language] in text
    assert "{" not in text
    if language == "zh":
        assert set(re.findall(r"[A-Za-z]+", text)) <= {"P", "A", "kind"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_help_names_every_column(capsys, language):
    with pytest.raises(SystemExit) as stopped:
        command.main(["replay", "--help", "--language", language])
    assert stopped.value.code == 0
    out = capsys.readouterr().out
    names = ("request_s", "type", "wait_s", "outcome", "service_s", "agent", "priority", "date", "on_s", "off_s")
    assert all(name in out for name in names)
    assert all(option in out for option in ("--patience", "--wrap", "--estimates", "--head-start", "--target", "--gap"))


# ---------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    "arguments",
    [
        ["replay"],
        ["replay", "x.csv", "--date", "17 Feb"],
        ["replay", "x.csv", "--patience", "long"],
        ["replay", "x.csv", "--patience", "0"],
        ["replay", "x.csv", "--wrap", "-5"],
        ["replay", "x.csv", "--wrap", "curve"],
        ["replay", "x.csv", "--estimates", "month"],
        ["replay", "x.csv", "--head-start", "1.5"],
        ["replay", "x.csv", "--workers", "2"],
        ["replay", "x.csv", "--replications", "0"],
    ],
)
def test_a_wrong_argument_gives_status_2_and_one_line(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        command.main(arguments)
    assert stopped.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == "" and len(captured.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["nowhere.csv"], "there is no such file"),
        (["."], "is a folder"),
        (["{contacts}", "nowhere.csv"], "nowhere.csv: there is no such file"),
        (["{contacts}", "{contacts}"], "row 1 has no column on_s"),
        (["{windows}"], "row 1 has no column request_s"),
        (["{contacts}", "{windows}", "--date", "2026-11-01"], "no column date"),
        (["{contacts}", "{windows}", "--estimates", "others"], "nobody was served on the other days of the file"),
        (["{month}", "{windows}"], "its windows have no dates, but the contacts are of several days"),
        (["{month}", "--date", "2026-11-09"], "no contacts on 2026-11-09"),
    ],
)
def test_files_that_do_not_fit_give_status_2_and_one_sentence(paths, month, tmp_path, capsys, options, said):
    places = {"contacts": paths[0], "windows": paths[1], "month": month}
    out = tmp_path / "never.json"
    before = set(os.listdir(tmp_path))
    assert run(*(option.format(**places) for option in options), "--json", str(out)) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and len(captured.err.splitlines()) == 1
    assert said in captured.err
    assert run(*(option.format(**places) for option in options), "--json", str(out), language="zh") == 2
    (sentence,) = capsys.readouterr().err.splitlines()
    assert re.search("[\u4e00-\u9fff]{4}", sentence) and said not in sentence
    assert set(os.listdir(tmp_path)) == before


def test_a_day_without_a_named_agent_needs_windows(month, tmp_path, capsys):
    rows = rows_of(month)
    for row in rows:
        row["agent"] = row["agent"] if row["date"] != "2026-11-02" else ""
    path = str(write(tmp_path / "unnamed.csv", rows))
    assert run(path, "--date", "2026-11-02") == 2
    assert "no agent is named who served a contact on 2026-11-02" in capsys.readouterr().err
    assert run(path, "--date", "2026-11-02", language="zh") == 2
    assert "unnamed.csv：2026-11-02接起的咨询都没有写客服" in capsys.readouterr().err
    assert run(path, "--date", "2026-11-03") == 0


def test_a_day_on_which_nobody_was_served_borrows_people_from_the_others(month, tmp_path, capsys):
    rows = rows_of(month)
    for row in rows:
        if row["date"] == "2026-11-02":
            row |= {"outcome": "abandoned", "service_s": "", "agent": ""}
    path = str(write(tmp_path / "lost.csv", rows))
    windows = str(write(tmp_path / "w.csv", [{"agent": "A00", "on_s": "08:00", "off_s": "18:00"}]))
    own = ("--date", "2026-11-02", "--estimates", "day")
    assert run(path, windows, *own) == 2
    assert "choose other days with --estimates others" in capsys.readouterr().err
    assert run(path, windows, *own, language="zh") == 2
    assert "请改用 --estimates others" in capsys.readouterr().err
    assert run(path, windows, "--date", "2026-11-02") == 0  # the others are the usual choice
    assert "Patience, measured on the other days" in capsys.readouterr().out


# ------------------------------------------------------------------------------------------------ shipped figures


def shipped(name: str) -> list[dict]:
    text = (ROOT / "data" / name).read_text(encoding="utf-8")
    assert text.startswith("# ") and "Guedj & Mandelbaum" in text and "playbook replay" in text
    return list(csv.DictReader(io.StringIO("".join(row for row in text.splitlines(True) if not row.startswith("#")))))


def test_the_shipped_figures_are_complete_and_make_sense():
    """Three days, with wrap-up and without: the replays come nearer with it, and ranges are in order."""
    rows = shipped("replayed_days.csv")
    assert {row["date"] for row in rows} == {"1999-02-08", "1999-02-14", "1999-02-17"}
    found = {(row["date"], row["wrap_up"], row["figure"]): row for row in rows}
    assert len(found) == len(rows) == 3 * 2 * 8
    for row in rows:
        assert float(row["p10"]) <= float(row["p50"]) <= float(row["p90"])
    off = {"gaps": 0.0, "none": 0.0}
    for (_, wrap, figure), row in found.items():
        if figure == "abandonment":
            off[wrap] += abs(float(row["mean"]) - float(row["actual"])) / 3
    assert off["gaps"] < 0.01 < off["none"]


def test_the_shipped_half_hours_add_up_to_the_shipped_days():
    rows = shipped("replayed_half_hours.csv")
    assert len(rows) <= 150
    days = {row["date"]: row for row in shipped("replayed_days.csv") if row["figure"] == "abandonment"}
    for date, day in days.items():
        mine = [row for row in rows if row["date"] == date]
        contacts = np.array([float(row["contacts"]) for row in mine])
        lost = np.array([float(row["abandonment_actual"] or 0) for row in mine])
        assert (contacts * lost).sum() / contacts.sum() == pytest.approx(float(day["actual"]), abs=1e-3)


def test_the_shipped_month_holds_what_it_promises():
    """Total within a point a day, every type with 200 calls about as near as luck allows, ranges that mostly hold."""
    rows = {row["type"]: row for row in shipped("replayed_month.csv") if row["figure"] == "abandonment"}
    assert float(rows[""]["distance"]) <= 0.01 and float(rows[""]["correlation"]) >= 0.97
    assert sum(int(row["contacts"]) for kind, row in rows.items() if kind) == int(rows[""]["contacts"])
    for row in rows.values():
        if int(row["contacts"]) >= 200:
            assert float(row["distance"]) <= max(0.03, 1.25 * float(row["luck"]))
            assert int(row["inside"]) >= 0.7 * int(row["days"])


def test_the_reader_of_seconds_takes_words_or_a_number():
    read = command_replay.seconds_or(("gaps", "none"), "en")
    assert read("gaps") == "gaps" and read("12.5") == 12.5
    with pytest.raises(argparse.ArgumentTypeError, match="one of gaps, none, or seconds above 0"):
        read("1e3")
