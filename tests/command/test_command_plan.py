"""`playbook plan`: which files, where, and what is said when they cannot be made. The plan itself is a sample here."""

from __future__ import annotations

import datetime as dt
import os
import sys
from types import SimpleNamespace

import docx
import pytest

from playbook.command import plan as command
from playbook.command.plan import FILES
from playbook.documents import pdf
from playbook.workspace import Workspace
from sim.scenario.file import read_scenario, team
from tests.command.tools import ROOT
from tests.documents.sample import sample

MAIN = "playbook.documents.plan"


@pytest.fixture
def planned(monkeypatch, tmp_path):
    """Makes every plan the sample, and keeps what it was asked for."""
    asked = []

    def plan_of(scenario, decided, language, *, seasons, seed, made, workers, progress):
        options = {"seasons": seasons, "seed": seed, "made": made, "workers": workers, "progress": progress}
        asked.append((scenario, language, {"decided": decided, **options}))
        options["progress"](options["seasons"], options["seasons"])
        return sample(language)

    monkeypatch.setitem(
        sys.modules, MAIN, SimpleNamespace(plan_of=plan_of, Decided=lambda: None, of_workspace=lambda one: one.folder)
    )
    monkeypatch.chdir(tmp_path)
    return asked


def run(*arguments: str) -> int:
    from playbook.__main__ import main

    return main(["plan", *map(str, arguments)])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_files_are_written_and_listed(planned, tmp_path, small, capsys, language):
    out = tmp_path / "new" / "folder"
    assert run(small, "-o", out, "--seasons", "3", "--seed", "5", "--language", language) == 0
    captured = capsys.readouterr()
    assert sorted(os.listdir(out)) == sorted(FILES)
    assert [line.split("  ")[0] for line in captured.out.splitlines()[1:]] == [str(out / name) for name in FILES]
    ((scenario, said, options),) = planned
    assert scenario.key == read_scenario(small).key and said == language
    assert (options["seasons"], options["seed"], options["workers"]) == (3, 5, 1)
    assert options["made"] == dt.date.today() and options["decided"] is None
    made = docx.Document(out / "plan.docx")
    assert made.core_properties.title == sample(language).title
    assert sample(language).title in (out / "wall.html").read_text(encoding="utf-8")


def test_a_pdf_and_a_template_where_they_are_asked_for(planned, tmp_path, small):
    held = docx.Document()
    held.add_paragraph("Of ACME")
    held.add_paragraph("{{p body }}")
    held.save(tmp_path / "own.docx")
    assert run(small, "-o", "out", "--template", "own.docx", "--pdf") == 0
    assert sorted(os.listdir("out")) == sorted([*FILES, "plan.pdf"])
    assert docx.Document("out/plan.docx").paragraphs[0].text == "Of ACME"
    before = {name: (tmp_path / "out" / name).read_bytes() for name in os.listdir("out")}
    assert run(small, "-o", "out", "--template", "own.docx", "--pdf") == 0
    assert {name: (tmp_path / "out" / name).read_bytes() for name in os.listdir("out")} == before


def test_without_typst_nothing_is_done(planned, tmp_path, small, capsys, monkeypatch):
    monkeypatch.setattr(pdf, "find_spec", lambda name: None)
    assert run(small, "-o", "out", "--pdf") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert 'python -m pip install "team-playbook[pdf]"' in line
    assert planned == [] and not (tmp_path / "out").exists()


def test_a_template_that_cannot_be_used_is_told_before_the_work(planned, tmp_path, small, capsys):
    (tmp_path / "no.docx").write_text("text")
    assert run(small, "-o", "out", "--template", "no.docx") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "no.docx" in line and planned == [] and not (tmp_path / "out").exists()


def test_what_is_read_is_not_written_over(planned, tmp_path, small, capsys):
    held = docx.Document()
    held.add_paragraph("{{p body }}")
    (tmp_path / "out").mkdir()
    held.save(tmp_path / "out" / "plan.docx")
    before = (tmp_path / "out" / "plan.docx").read_bytes()
    assert run(small, "-o", "out", "--template", "out/plan.docx") == 2
    assert "plan.docx" in capsys.readouterr().err and planned == []
    (tmp_path / "out" / "plan.ics").symlink_to(small)
    assert run(small, "-o", "out") == 2
    assert "plan.ics" in capsys.readouterr().err and planned == []
    assert (tmp_path / "out" / "plan.docx").read_bytes() == before
    assert sorted(os.listdir("out")) == ["plan.docx", "plan.ics"]


def test_a_place_that_takes_no_files_is_told_before_the_work(planned, tmp_path, small, capsys):
    (tmp_path / "file").write_text("x")
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "wall.html").mkdir()
    for out in ("file", "file/below", "there"):
        assert run(small, "-o", out) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith(f"playbook: -o {out}: ")
    assert planned == [] and os.listdir("there") == ["wall.html"]


def test_none_is_written_where_one_cannot_be(planned, tmp_path, small, capsys, monkeypatch):
    def full(files):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(command, "write_all_atomic", full)
    assert run(small, "-o", "out") == 2
    assert capsys.readouterr().err.splitlines()[-1].endswith("(No space left on device); name another folder")
    assert not (tmp_path / "out").exists()


def test_what_is_kept_counts_for_its_own_team_alone(planned, tmp_path, small, capsys):
    workspace = Workspace.open(tmp_path / "kept")
    workspace.set_scenario(read_scenario(small))
    assert run(small, "-o", "out", "--workspace", "kept") == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("With the decisions")
    assert run("starter", "-o", "out", "--workspace", "kept") == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("Without decisions")
    assert [options["decided"] for _, _, options in planned] == [tmp_path / "kept", None]
    assert planned[1][0].key == team("starter").key
    assert run(small, "-o", "out", "--workspace", "none") == 2
    assert not (tmp_path / "none").exists()


def test_the_usual_workspace_is_looked_at_and_not_made(planned, own_workspace, small, capsys):
    Workspace.open(own_workspace).set_scenario(read_scenario(small))
    assert run(small, "-o", "out") == 0
    assert str(own_workspace) in capsys.readouterr().out
    for name in os.listdir(own_workspace):
        (own_workspace / name).unlink()
    own_workspace.rmdir()
    assert run(small, "-o", "out") == 0
    assert not own_workspace.exists()


def test_the_readme_has_the_command():
    assert "`playbook plan TEAM -o FOLDER`" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_plan_itself_takes_what_the_command_gives(tmp_path, small):
    """No sample here: seasons of a week, played and written as the user gets them, the same bytes twice."""
    pytest.importorskip(MAIN)
    found = []
    for name in ("one", "two"):
        assert run(small, "-o", tmp_path / name, "--seasons", "2", "--seed", "7", "--language", "zh") == 0
        found.append({file: (tmp_path / name / file).read_bytes() for file in FILES})
    assert found[0] == found[1]
