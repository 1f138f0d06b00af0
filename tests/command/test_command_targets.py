"""No command writes over a file that it reads, and none works for minutes before it finds that it cannot write."""

from __future__ import annotations

import argparse
import os
import re

import pytest

from playbook.__main__ import main, parser
from playbook.command.targets import READ, WRITTEN
from sim.scenario.file import team, write_scenario

DAYS = "日期,接待人数\n" + "".join(f"2026-09-{day:02d},{100 + day % 7}\n" for day in range(1, 29))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "chats.csv").write_text(DAYS, encoding="utf-8")
    (tmp_path / "people.csv").write_text("name\nA\n", encoding="utf-8")
    (tmp_path / "kept.toml").write_text("", encoding="utf-8")
    write_scenario(team("starter"), tmp_path / "shop.toml")
    (tmp_path / "link.csv").symlink_to("chats.csv")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "option", "path"),
    [
        (("import", "chats.csv", "-o", "chats.csv"), "--out", "chats.csv"),
        (("import", "chats.csv", "--save-preset", "./chats.csv"), "--save-preset", "./chats.csv"),
        (("import", "link.csv", "--save-preset", "chats.csv"), "--save-preset", "chats.csv"),
        (("import", "chats.csv", "--preset", "kept.toml", "-o", "kept.toml"), "--out", "kept.toml"),
        (("forecast", "chats.csv", "-o", "link.csv"), "--out", "link.csv"),
        (("roster", "shop.toml", "-o", "shop.toml"), "--out", "shop.toml"),
        (("roster", "shop.toml", "-o", "a", "--people", "people.csv", "--next", "people.csv"), "--next", "people.csv"),
        (("heads", "shop.toml", "--json", "shop.toml"), "--json", "shop.toml"),
        (("hiring", "shop.toml", "--json", "shop.toml"), "--json", "shop.toml"),
        (("season", "shop.toml", "--json", "shop.toml"), "--json", "shop.toml"),
        (("best", "starter", "shop.toml", "--worth", "1", "--json", "shop.toml"), "--json", "shop.toml"),
        (("replay", "chats.csv", "--json", "link.csv"), "--json", "link.csv"),
    ],
)
def test_a_file_that_is_read_is_not_written_over(folder, capsys, arguments, option, path):
    before = {name: (folder / name).read_bytes() for name in os.listdir(folder)}
    assert main([*arguments, "--language", "en"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"playbook: {option} {path}: this file is read here and would be lost; name another file"
    ]
    assert {name: (folder / name).read_bytes() for name in os.listdir(folder)} == before


@pytest.mark.parametrize(
    ("arguments", "option", "other", "path"),
    [
        (
            ("import", "chats.csv", "-o", "new.toml", "--save-preset", "./new.toml"),
            "--save-preset",
            "--out",
            "./new.toml",
        ),
        (("roster", "shop.toml", "-o", "a", "--next", "a"), "--next", "--out", "a"),
        (("roster", "shop.toml", "-o", "a", "--json", "a"), "--json", "--out", "a"),
    ],
)
def test_two_results_do_not_go_to_one_file(folder, capsys, arguments, option, other, path):
    before = set(os.listdir(folder))
    assert main([*arguments, "--language", "en"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"playbook: {option} {path}: {other} writes to this file, too; name another file for one of them"
    ]
    assert set(os.listdir(folder)) == before


def test_every_option_of_every_command_that_names_a_file_is_known_as_read_or_written():
    top = parser("en")
    commands = next(action.choices for action in top._actions if isinstance(action, argparse._SubParsersAction))
    for name, command in commands.items():
        if name in ("build", "showroom", "workspace"):  # folders of their own
            continue
        for action in command._actions:
            if action.metavar and re.match(r"FILE|OUT|TEAM|PLAN|CONTACTS|WINDOWS|A$|B$", action.metavar):
                assert action.dest in READ or action.dest in WRITTEN, (name, action.dest)


@pytest.mark.parametrize("target", ["no/such/folder/out", "."])
@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "chats.csv", "--out"),
        ("import", "chats.csv", "--save-preset"),
        ("forecast", "chats.csv", "--out"),
        ("roster", "starter", "--out"),
        ("roster", "starter", "-o", "a.xlsx", "--next"),
    ],
)
def test_a_place_that_takes_no_file_is_told_before_the_work(folder, capsys, arguments, target):
    before = set(os.listdir(folder))
    assert main([*arguments, target, "--language", "en"]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and len(captured.err.splitlines()) == 1
    assert captured.err.startswith(f"playbook: {arguments[-1]} {target}: ")
    assert set(os.listdir(folder)) == before


@pytest.mark.parametrize(
    ("arguments", "right"),
    [
        (("roster", "starter", "-o", "week.csv"), "week.xlsx"),
        (("roster", "starter", "-o", "week.xlsx", "--next", "who.xlsx"), "who.csv"),
        (("checkup", "-o", "Form.PDF"), "Form.xlsx"),
        (("forecast", "chats.csv", "-o", "days.xlsx"), "days.csv"),
        (("import", "chats.csv", "-o", "team.json"), "team.toml"),
        (("goal", "starter", "--promise", "profit>=1", "-o", "plan.xlsx"), "plan.toml"),
        (("afterwards", "--form", "came.xlsx"), "came.csv"),
        (("season", "starter", "--json", "season.csv"), "season.json"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_name_that_ends_as_another_kind_of_file_is_told_the_right_one(folder, capsys, arguments, right, language):
    """A workbook named .csv, or a table named .xlsx, would not open where it is meant for."""
    before = set(os.listdir(folder))
    assert main([*arguments, "--language", language]) == 2
    captured = capsys.readouterr()
    assert captured.out == "" and len(captured.err.splitlines()) == 1 and right in captured.err
    assert set(os.listdir(folder)) == before


def test_a_name_without_an_ending_or_with_one_of_its_own_is_taken(folder, capsys):
    for name in ("form", "form.2026", "form.xlsx"):
        assert main(["checkup", "-o", name, "--language", "en"]) == 0
        assert (folder / name).read_bytes()[:2] == b"PK"


def test_a_session_file_that_is_missing_is_said_to_be_missing(folder, capsys):
    assert main(["pack", "mine.toml", "-o", "pack", "--language", "en"]) == 2
    assert capsys.readouterr().err.startswith("playbook: mine.toml: there is no such file")


@pytest.mark.parametrize("command", ["season", "heads", "hiring", "validate"])
def test_an_export_given_as_a_team_is_told_what_to_do_first(folder, capsys, command):
    assert main([command, "chats.csv", "--language", "en"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.endswith("make a team of it first: playbook import chats.csv -o shop.toml")
