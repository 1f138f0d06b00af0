"""The command `playbook` and what it cannot use: bad input, no place for a result, no engine."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys

import pytest

import sim.experiment as experiment
from playbook import __main__ as command
from sim.scenario.file import team, team_names, write_scenario
from tests.command.tools import ROOT, run_command

# ---------------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    "arguments",
    [
        ["season"],
        ["season", "starter", "--replications", "0"],
        ["season", "starter", "--replications", "ten"],
        ["season", "starter", "--seed", "-1"],
        ["season", "starter", "--workers", "1.5"],
        ["season", "starter", "--language", "fr"],
        ["season", "starter", "--jsn", "x"],
        ["compare", "starter"],
        ["seasn", "starter"],
        ["--port", "70000"],
    ],
)
def test_a_wrong_argument_gives_status_2_and_one_line(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        command.main(arguments)
    assert stopped.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    assert captured.err.startswith("playbook")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_name_that_is_neither_file_nor_team_gives_status_2_and_the_teams(capsys, language):
    assert command.main(["season", "flagshp", "--language", language]) == 2
    error = capsys.readouterr().err
    assert len(error.splitlines()) == 1
    assert all(name in error for name in ("flagshp", *team_names()))


@pytest.mark.parametrize("content", ["", "not = [toml", 'schema_version = 1\nid = "x"\n', "\x00\xff"])
@pytest.mark.parametrize("subcommand", ["season", "validate"])
def test_a_broken_file_gives_status_2_and_one_sentence_with_its_name(tmp_path, capsys, content, subcommand):
    path = tmp_path / "broken.toml"
    path.write_text(content, encoding="latin-1")
    assert command.main([subcommand, str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 1
    assert "broken.toml" in captured.err


def test_a_broken_file_is_told_in_the_users_language(tmp_path, capsys, monkeypatch):
    """Somebody who works in Chinese learns in Chinese which entry of which file is wrong."""
    path = tmp_path / "broken.toml"
    path.write_text("schema_version = 2\n", encoding="utf-8")
    sentences = []
    for arguments, variable in ((["--language", "zh"], "en"), ([], "zh_CN.UTF-8")):
        monkeypatch.setenv("PLAYBOOK_LANGUAGE", variable)
        assert command.main([*arguments, "season", str(path)]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        sentences += captured.err.splitlines()
    assert len(sentences) == 2 and len(set(sentences)) == 1
    assert sentences[0].endswith("broken.toml：schema_version 现在是2，请改为1")


@pytest.mark.parametrize("target", ["no/such/folder/out.json", "."])
def test_an_impossible_json_target_is_refused_before_the_run(monkeypatch, tmp_path, capsys, target):
    def replicate(*_, **__):
        raise AssertionError("the season ran although its result has no place to go")
        yield

    monkeypatch.setattr(experiment, "replicate", replicate)
    monkeypatch.chdir(tmp_path)
    assert command.main(["season", "starter", "--json", target]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert os.listdir(tmp_path) == []


def test_a_full_disk_takes_the_json_but_not_the_table(fake, full_disk, capsys):
    """The run is not lost: its table stands before the sentence says that nothing could be written."""
    assert command.main(["season", "starter", "--json", str(full_disk), "--language", "en"]) == 2
    captured = capsys.readouterr()
    assert "Profit of the season" in captured.out
    last = captured.err.splitlines()[-1]
    assert last.startswith(f"playbook: --json {full_disk}: nothing can be written there")
    assert "Traceback" not in captured.err
    assert stat.S_ISCHR(full_disk.stat().st_mode) and os.listdir(full_disk.parent) == [full_disk.name]


@pytest.mark.skipif(os.name == "nt", reason="a reader that goes is another matter on Windows")
def test_whoever_stops_reading_still_gets_the_json(small, tmp_path):
    """As with `playbook season … --json out.json | head -1`."""
    out = tmp_path / "out.json"
    run = [sys.executable, "-m", "playbook", "season", str(small), "--replications", "1", "--json", str(out)]
    process = subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 0 and "Traceback" not in errors
    assert json.loads(out.read_text(encoding="utf-8"))["replications"] == 1


@pytest.mark.skipif(os.name == "nt", reason="links need a right there that few have")
def test_json_through_a_link_lands_in_its_file_and_the_link_stays(fake, tmp_path):
    (tmp_path / "there").mkdir()
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "there" / "file.json")
    for _ in range(2):  # the file is made, then replaced
        assert command.main(["season", "starter", "--json", str(link)]) == 0
        assert link.is_symlink()
        assert json.loads((tmp_path / "there" / "file.json").read_text(encoding="utf-8"))["seed"] == 1
    assert os.listdir(tmp_path / "there") == ["file.json"]


def test_two_currencies_are_not_compared(fake, tmp_path, capsys):
    path = tmp_path / "dollars.toml"
    write_scenario(team("starter").with_levers({"currency": "USD"}), path)
    assert command.main(["compare", "starter", str(path), "--language", "en"]) == 2
    assert "USD" in capsys.readouterr().err


# ------------------------------------------------------------------------------------------------------ engine

NOWHERE = """
import sys
import numba.core.caching as caching

def refuse(self):
    raise OSError(30, "Read-only file system")

caching._CacheLocator.ensure_cache_path = refuse
from playbook.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("workers", ["1", "2"])
def test_where_numba_may_keep_nothing_the_plain_engine_plays_the_same_season(small, tmp_path, workers):
    """A read-only installation and a home that cannot be written: one line says it, no traceback, the same bytes."""
    written = []
    for start in (["-m", "playbook"], ["-c", NOWHERE]):
        out = tmp_path / f"{len(written)}.json"
        run = ["season", str(small), "--replications", "2", "--workers", workers, "--json", str(out)]
        run += ["--language", "en"]
        done = subprocess.run([sys.executable, *start, *run], cwd=ROOT, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, done.stderr
        written.append(out.read_bytes())
        told = [line for line in done.stderr.splitlines() if "fast engine" in line]
        assert len(told) == (0 if start[0] == "-m" else 1)
        assert not told or "set NUMBA_CACHE_DIR" in told[0]
        assert "Traceback" not in done.stderr and "Warning" not in done.stderr
    assert written[0] == written[1]


@pytest.mark.parametrize(("language", "said"), [("en", "(NUMBA_DISABLE_JIT is set)"), ("zh", "快速引擎（设置了")])
def test_with_numba_switched_off_the_plain_engine_runs_and_one_line_says_so(small, language, said):
    done = run_command(
        "season", str(small), "--replications", "2", "--workers", "2", "--language", language,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(done.stderr.splitlines()) == 3 and said in done.stderr.splitlines()[0]
    assert len(done.stdout.splitlines()) > 10
