"""`playbook checkup`: the form, what is said of filled ones, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from playbook import __main__ as command
from playbook import practices
from playbook.command import say
from playbook.first.ratings import levels_in_file, ratings_of, read_given, slugs
from playbook.workspace import Workspace
from sim.scenario.file import team
from tests.command.tools import run_command

FORM = """practice,row,level,who,note
peak-time,breaks,1,Ann,
peak-time,breaks,4,Bo,
risk,plans,3,Ann,
risk,plans,3,Bo,
"""


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("PLAYBOOK_WORKSPACE", str(tmp_path / "workspace"))
    return Workspace.open()


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "form.csv"
    path.write_text(FORM, encoding="utf-8")
    return path


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_form_is_written_with_the_files_levels(tmp_path, capsys, workspace, language):
    """Of the team that is named; without one of the shop that the playbook speaks of; of none where there is none."""
    from python_calamine import CalamineWorkbook

    def levels(*arguments: str) -> list:
        out = tmp_path / "form.xlsx"
        assert command.main(["checkup", *arguments, "-o", str(out), "--language", language]) == 0
        assert str(len(slugs())) in capsys.readouterr().out and read_given(out) == ()
        rows = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()
        assert rows[0][6] == say("checkup_head_file", language)
        return [row[6] for row in rows[1:]]

    def said(name: str) -> list:
        return [level for rows in levels_in_file(team(name)).values() for level in rows.values()]

    assert set(levels()) == {""}
    assert levels("jd") == said("jd")
    workspace.set_scenario(team("starter"))
    assert levels() == said("starter")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_filled_forms_are_read_the_widest_gap_is_named_and_kept_on_demand(capsys, workspace, filled, language):
    assert command.main(["checkup", "--read", str(filled), "--language", language]) == 0
    text = practices.load("peak-time", language)[1]
    shown = capsys.readouterr().out
    line = next(one for one in shown.splitlines() if text.rubric["breaks"].question in one)
    assert line.split()[-3:] == ["1", "1–4", "2"]
    facts = {"practice": text.title, "question": text.rubric["breaks"].question, "low": 1, "high": 4}
    assert shown.rstrip().splitlines()[-1] == say("checkup_talk_line", language, **facts), "nobody differs elsewhere"
    assert workspace.ratings == {}
    assert command.main(["checkup", "--read", str(filled), "--keep", "--language", language]) == 0
    assert ratings_of(workspace) == {"peak-time": {"breaks": 1}, "risk": {"plans": 3}}


@pytest.mark.parametrize(
    ("arguments", "key"),
    [([], "checkup_which"), (["--keep", "-o", "x.xlsx"], "checkup_keep_what"),
     (["jd", "--read", "x.csv"], "checkup_read_team"), (["-o", "a.xlsx", "--read", "x.csv"], "checkup_which")],
)  # fmt: skip
def test_what_does_not_go_together_is_one_sentence(capsys, arguments, key):
    assert command.main(["checkup", *arguments, "--language", "en"]) == 2
    shown = capsys.readouterr().err
    assert say(key, "en") in shown and len(shown.splitlines()) == 1


def test_bad_files_end_with_one_sentence_and_status_2(capsys, tmp_path, filled):
    filled.write_text("practice,row,level\nrisk,plans,7\n", encoding="utf-8")
    for arguments in (["--read", str(filled)], ["--read", str(tmp_path / "no.csv")], ["nobody", "-o", "x.xlsx"],
                      ["-o", str(tmp_path / "no" / "x.xlsx")]):  # fmt: skip
        assert command.main(["checkup", *arguments, "--language", "en"]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
    filled.write_text("practice,row,level\nrisk,plans,\n", encoding="utf-8")
    assert command.main(["checkup", "--read", str(filled), "--language", "en"]) == 2
    assert "fill the column Level" in capsys.readouterr().err


def test_a_form_that_is_read_is_not_written_over(filled):
    """The command as a process: -o and --read exclude each other before anything is touched."""
    before = filled.read_bytes()
    done = run_command("checkup", "--read", str(filled), "-o", str(filled), "--language", "en")
    assert done.returncode == 2 and filled.read_bytes() == before and "Traceback" not in done.stderr
