"""No command writes over a file that it reads, and none works for minutes before it finds that it cannot write."""

from __future__ import annotations

import os

import pytest

from playbook.__main__ import main
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
        (("import", "chats.csv", "-o", "new.toml", "--save-preset", "new.toml"), "--save-preset", "new.toml"),
        (("forecast", "chats.csv", "-o", "link.csv"), "--out", "link.csv"),
        (("roster", "shop.toml", "-o", "shop.toml"), "--out", "shop.toml"),
        (("roster", "shop.toml", "-o", "a", "--people", "people.csv", "--next", "people.csv"), "--next", "people.csv"),
        (("roster", "shop.toml", "-o", "a", "--next", "a"), "--out", "a"),
        (("heads", "shop.toml", "--json", "shop.toml"), "--json", "shop.toml"),
        (("hiring", "shop.toml", "--json", "shop.toml"), "--json", "shop.toml"),
    ],
)
def test_a_file_that_is_read_is_not_written_over(folder, capsys, arguments, option, path):
    before = {name: (folder / name).read_bytes() for name in os.listdir(folder)}
    assert main([*arguments, "--language", "en"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"playbook: {option} {path}: this file is read here and would be lost; name another file"
    ]
    assert {name: (folder / name).read_bytes() for name in os.listdir(folder)} == before


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
