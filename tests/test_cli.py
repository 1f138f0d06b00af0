"""The command `playbook` on a terminal: what it prints, writes and returns."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import string
import subprocess
import sys
import time
import tomllib
import unicodedata
from pathlib import Path

import numpy as np
import pytest

import sim.experiment as experiment
from playbook import __main__ as command
from playbook.command import runs, tables
from sim.experiment.workers import WorkersLost
from sim.files.messages import phrase, visible
from sim.scenario.file import read_scenario, team, team_names, write_scenario
from sim.season import kpi

ROOT = Path(__file__).resolve().parent.parent
WORDS = tomllib.loads((ROOT / "playbook" / "command" / "words.toml").read_text(encoding="utf-8"))
SUBCOMMANDS = ("app", "lab", "season", "compare", "best", "studies", "validate", "build", "warmup")


def estimate(scenario, totals=None, laws=(), neutralised=()) -> experiment.Estimate:
    """An estimate with the given totals; every KPI that is not given is 1, 2, 3, … over eleven replications."""
    values = {name: np.arange(1.0, 12.0) for name in kpi.definitions()} | (totals or {})
    days = {"orders": np.ones((11, scenario.calendar.days))}
    return experiment.Estimate(scenario, 1, 11, values, days, {}, tuple(laws), tuple(neutralised))


@pytest.fixture
def fake(monkeypatch):
    """`fake(totals=…, laws=…)` makes every run give that estimate at once."""

    def install(**facts) -> None:
        def replicate(scenario, replications=20, seed=1, **options):
            yield estimate(scenario, **facts)

        def compare(a, b, replications=20, seed=1, **options):
            yield experiment.Comparison(estimate(a, **facts), estimate(b, **facts))

        monkeypatch.setattr(experiment, "replicate", replicate)
        monkeypatch.setattr(experiment, "compare", compare)

    install()
    return install


@pytest.fixture
def small(tmp_path) -> Path:
    """A scenario file that runs in a moment: one week of the starter shop."""
    path = tmp_path / "small.toml"
    write_scenario(team("starter").with_levers({"calendar.weeks": 1, "calendar.campaigns": ()}), path)
    return path


def row(text: str, name: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(name))


def run_command(*arguments: str, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "playbook", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120, **options
    )


# ------------------------------------------------------------------------------------------------------- season


def test_season_shows_the_quantiles_of_the_replications(fake, capsys):
    """Eleven profits 0, 1 000, … 10 000 have P10 1 000, P50 5 000 and P90 9 000."""
    fake(totals={"profit": 1000.0 * np.arange(11)})
    assert command.main(["season", "starter", "--language", "en"]) == 0
    assert re.search(r"Profit of the season +1,000 +5,000 +9,000 +5,000 +2,228 +CNY", capsys.readouterr().out)


def test_season_shows_shares_in_per_cent_and_missing_values_as_a_dash(fake, capsys):
    fake(totals={"service_level": np.full(11, 0.805), "csat": np.full(11, np.nan)})
    command.main(["season", "starter", "--language", "en"])
    out = capsys.readouterr().out
    assert re.search(r"Answered within target +80\.5 +80\.5 +80\.5 +80\.5 +0\.0 +%", out)
    assert row(out, "Customer satisfaction").split()[2:7] == ["–"] * 5
    assert "nan" not in out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_season_table_has_a_row_for_every_key_figure_and_its_columns_line_up(fake, capsys, language):
    """On a terminal Chinese characters take two columns; the end of column P10 is the same in every row."""
    command.main(["season", "flagship", "--language", language])
    out = capsys.readouterr().out
    table = out.split("\n\n")[1].splitlines()
    assert len(table) == 1 + len(kpi.definitions())
    names = [entry["name"][language] for entry in kpi.definitions().values()]
    assert all(line.startswith(name) for line, name in zip(table[1:], names, strict=True))
    ends = set()
    for line, name in zip(table[1:], names, strict=True):
        first = re.match(r" +\S+", line[len(name) :])[0]
        ends.add(tables.width(name + first))
    assert len(ends) == 1


def test_season_says_which_laws_were_broken(fake, capsys):
    fake(laws=("replication 1, day 3: 5 chats came and 4 are accounted for",))
    assert command.main(["season", "starter", "--language", "en"]) == 0
    assert "5 chats came and 4 are accounted for" in capsys.readouterr().out


def test_evidence_only_names_the_assumptions_it_switched_off(small, capsys):
    assert command.main(["season", str(small), "--replications", "1", "--evidence-only", "--language", "en"]) == 0
    from sim.evidence import parameters

    out = capsys.readouterr().out
    assert parameters(True).neutralised
    assert all(name in out for name in parameters(True).neutralised)


def test_progress_goes_to_standard_error_and_the_table_to_standard_output(small, capsys):
    assert command.main(["season", str(small), "--replications", "2", "--language", "en"]) == 0
    captured = capsys.readouterr()
    assert "replication 2 of 2" in captured.err
    assert "replication 2 of 2" not in captured.out
    assert "Profit" in captured.out


def test_json_has_the_same_bytes_with_one_and_two_workers(small, tmp_path, capsys):
    written = []
    for workers in ("1", "2"):
        out = tmp_path / f"{workers}.json"
        arguments = ["season", str(small), "--replications", "3", "--workers", workers, "--json", str(out)]
        assert command.main(arguments) == 0
        written.append(out.read_bytes())
    assert written[0] == written[1]
    document = json.loads(written[0])
    assert document["replications"] == 3
    assert len(document["kpis"]["profit"]["values"]) == 3
    assert set(document["kpis"]) == set(kpi.definitions())


def test_json_holds_null_where_a_number_does_not_exist(fake, tmp_path):
    fake(totals={"csat": np.full(11, np.nan)})
    out = tmp_path / "season.json"
    assert command.main(["season", "starter", "--json", str(out)]) == 0
    assert json.loads(out.read_text(encoding="utf-8"))["kpis"]["csat"]["p50"] is None


def test_a_stopped_run_returns_130_and_leaves_the_old_file_as_it_was(monkeypatch, tmp_path, capsys):
    def replicate(scenario, replications=20, seed=1, **options):
        yield estimate(scenario)
        raise KeyboardInterrupt

    monkeypatch.setattr(experiment, "replicate", replicate)
    out = tmp_path / "season.json"
    out.write_text("old", encoding="utf-8")
    assert command.main(["season", "starter", "--json", str(out)]) == 130
    assert out.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["season.json"]
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C reaches a child by another way on Windows")
def test_ctrl_c_inside_an_eval_still_ends_with_the_status(tmp_path):
    """Libraries make classes with `eval`; Python would take such an interrupt for one that nobody caught."""
    (tmp_path / "interrupted.py").write_text(
        "import os, signal\nfrom playbook import __main__ as command\n"
        "def run(arguments):\n    eval('os.kill(os.getpid(), signal.SIGINT)')\n"
        "command.run = run\ncommand.entry()\n"
    )
    command = [sys.executable, "-m", "interrupted", "validate", "starter"]
    assert subprocess.run(command, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}).returncode == 130


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C reaches a child by another way on Windows")
def test_ctrl_c_ends_all_workers_without_a_traceback(tmp_path):
    """The interrupt goes to the whole process group, as a terminal sends it."""
    out = tmp_path / "season.json"
    arguments = ["season", "starter", "--replications", "5000", "--workers", "2", "--json", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "playbook", *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        time.sleep(4)
        os.killpg(process.pid, signal.SIGINT)
        stdout, stderr = process.communicate(timeout=200)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 130
    assert "Traceback" not in stderr
    assert stdout == ""
    assert not out.exists()
    with pytest.raises(ProcessLookupError):
        for _ in range(50):
            os.killpg(process.pid, 0)
            time.sleep(0.1)


# ----------------------------------------------------------------------------------------------------- kept, lost


def test_kept_replications_print_the_same_table_and_are_counted(small, tmp_path, capsys):
    line = ["season", str(small), "--replications", "2", "--language", "en"]
    printed = []
    for more in ([], ["--keep", str(tmp_path / "kept")], ["--keep", str(tmp_path / "kept"), "--workers", "2"]):
        assert command.main([*line, *more]) == 0
        printed.append(capsys.readouterr())
    assert printed[0].out == printed[1].out == printed[2].out
    assert "kept" not in printed[0].err
    assert "kept: 0 replications found, 2 added" in printed[1].err
    assert "kept: 2 replications found, 0 added" in printed[2].err


def test_a_comparison_and_a_race_find_what_a_season_kept(small, tmp_path, capsys):
    keep = ["--keep", str(tmp_path / "kept"), "--language", "en"]
    assert command.main(["season", str(small), "--replications", "2", *keep]) == 0
    assert command.main(["compare", str(small), str(small), "--replications", "3", *keep]) == 0
    assert "kept: 5 replications found, 1 added" in capsys.readouterr().err  # two each, and the third in the twin
    assert command.main(["best", str(small), str(small), "--worth", "1e6", "--at-most", "10", *keep]) == 0
    assert "kept: 13 replications found, 7 added" in capsys.readouterr().err  # three, and the twin's ten


@pytest.mark.parametrize("language, said", [("en", "nothing can be kept in this folder"), ("zh", "无法保存")])
def test_a_folder_that_cannot_keep_is_refused_before_the_run(fake, small, capsys, language, said):
    assert command.main(["season", "starter", "--keep", str(small), "--language", language]) == 2
    printed = capsys.readouterr()
    assert printed.out == "" and said in printed.err and len(printed.err.splitlines()) == 1


def test_a_stopped_run_says_that_what_it_kept_is_there(monkeypatch, tmp_path, capsys):
    def replicate(scenario, replications=20, seed=1, **options):
        yield estimate(scenario)
        raise KeyboardInterrupt

    monkeypatch.setattr(experiment, "replicate", replicate)
    assert command.main(["season", "starter", "--keep", str(tmp_path / "kept"), "--language", "en"]) == 130
    said = capsys.readouterr().err
    assert "nothing was written" not in said
    assert f"kept in {tmp_path / 'kept'} are found again" in said


@pytest.mark.parametrize("language, said", [("en", "has died 3 times"), ("zh", "意外退出 3 次")])
def test_lost_workers_are_one_sentence_and_status_1(monkeypatch, capsys, language, said):
    def replicate(scenario, replications=20, seed=1, **options):
        yield estimate(scenario)
        raise WorkersLost(phrase("workers.died", times=3))

    monkeypatch.setattr(experiment, "replicate", replicate)
    assert command.main(["season", "starter", "--language", language]) == 1
    printed = capsys.readouterr()
    assert printed.out == "" and said in printed.err and "Traceback" not in printed.err


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
    assert sentences[0].endswith("broken.toml：schema_version 现在是 2，请改为 1")


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


# ------------------------------------------------------------------------------------------------------ compare


def test_compare_judges_by_the_direction_that_is_better_for_each_figure(monkeypatch, capsys):
    """More profit is better, more late parcels are worse, more contacts are neither; noise decides nothing."""
    noise = np.array([-1.0, 1.0] * 5 + [0.0])
    changed = {
        "profit": 100 + np.arange(1.0, 12.0),
        "late_parcels": 100 + np.arange(1.0, 12.0),
        "contacts": 100 + np.arange(1.0, 12.0),
        "csat": noise + np.arange(1.0, 12.0),
    }

    def compare(a, b, replications=20, seed=1, **options):
        yield experiment.Comparison(estimate(a), estimate(b, totals=changed))

    monkeypatch.setattr(experiment, "compare", compare)
    assert command.main(["compare", "starter", "flagship", "--language", "en"]) == 0
    out = capsys.readouterr().out
    assert row(out, "Profit").endswith("better")
    assert row(out, "Parcels shipped late").endswith("worse")
    assert row(out, "Contacts ").endswith("higher")
    assert row(out, "Customer satisfaction").endswith("not clear")
    assert row(out, "Revenue").endswith("the same")
    assert re.search(r"Profit of the season +6 +106 +\+100 +\+100 +\+100 ", out)


def test_a_scenario_compared_with_itself_differs_in_nothing(small, capsys):
    """Common random numbers: the same scenario lives through the same season."""
    assert command.main(["compare", str(small), str(small), "--replications", "2", "--language", "en"]) == 0
    table = capsys.readouterr().out.split("\n\n")[1].splitlines()
    assert all(line.endswith("the same") for line in table[1:])


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


# --------------------------------------------------------------------------------------------- validate, warmup


@pytest.mark.parametrize("name", team_names())
@pytest.mark.parametrize("language", ["en", "zh"])
def test_validate_says_what_a_valid_scenario_holds(capsys, name, language):
    assert command.main(["validate", name, "--language", language]) == 0
    out = capsys.readouterr().out
    assert getattr(team(name).title, language) in out
    assert str(team(name).headcount) in out


EVIL = "a\x1b]0;title\x07\x1b[31m\x9b2J\rb\u202ec\u2028d"


def _harmless(text: str) -> bool:
    return all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp") for c in text)


@pytest.mark.parametrize("arguments", [
    ("validate",), ("season",), ("compare", "{}"), ("best", "{}", "--worth", "1", "--at-most", "10"),
])  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_title_cannot_command_the_terminal(small, tmp_path, monkeypatch, capsys, arguments, language):
    """A file from somebody else may hold what colours, renames or clears a terminal, or hides what follows."""
    title = {"en": EVIL, "zh": EVIL}
    event = {"name": title, "day": read_scenario(small).calendar.start, "preset": "618", "lift": 2.0}
    levers = {"title": title, "calendar.campaigns": [event]}
    write_scenario(read_scenario(small).with_levers(levers), small)
    monkeypatch.setattr(runs, "say_if_plain", lambda language: None)
    command.main([arguments[0], str(small), *(a.format(small) for a in arguments[1:]), "--language", language])
    captured = capsys.readouterr()
    assert r"a\x1b]0;title\x07\x1b[31m\x9b2J\x0db\u202ec\u2028d" in captured.out
    assert _harmless(captured.out) and _harmless(captured.err)


@pytest.mark.parametrize("arguments", [
    ("validate", f"no\n{EVIL}.toml"), ("season", "starter", "--json", f"{EVIL}/out.json"),
    ("season", "starter", "--replications", EVIL), ("season", "starter", "--of", EVIL), ("studies", EVIL),
    ("replay", EVIL), ("replay", "x", "--date", EVIL), ("best", "starter", "flagship", "--worth", EVIL), (EVIL,),
])  # fmt: skip
def test_a_name_on_the_command_line_cannot_command_the_terminal(arguments, capsys):
    try:
        assert command.main([*arguments, "--language", "en"]) == 2
    except SystemExit as error:
        assert error.code == 2
    captured = capsys.readouterr()
    assert captured.out == "" and len(captured.err.splitlines()) == 1
    assert _harmless(captured.err)


def test_joined_emoji_and_chinese_blanks_are_shown_as_they_are():
    assert visible("张\u3000三 \U0001f469\u200d\U0001f4bb é") == "张\u3000三 \U0001f469\u200d\U0001f4bb é"


def test_a_team_name_means_the_team_and_a_path_means_the_file(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "starter").write_text("not = [toml", encoding="utf-8")
    assert command.main(["validate", "starter"]) == 0
    assert command.main(["validate", "./starter"]) == 2


def test_warmup_says_when_the_engine_is_ready(monkeypatch, capsys):
    warmed = []
    monkeypatch.setattr(experiment, "run", lambda scenario, **options: warmed.append(scenario.id))
    assert command.main(["warmup", "--language", "en"]) == 0
    assert warmed == ["starter"]


# -------------------------------------------------------------------------------------------- words and manners


def test_every_sentence_exists_in_both_languages_with_the_same_placeholders():
    for key, entry in WORDS.items():
        assert set(entry) == {"en", "zh"}, key
        fields = [{f for _, f, _, _ in string.Formatter().parse(text) if f} for text in entry.values()]
        assert fields[0] == fields[1], key


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("subcommand", ["", *SUBCOMMANDS])
def test_help_is_there_for_every_subcommand_in_both_languages(capsys, language, subcommand):
    with pytest.raises(SystemExit) as stopped:
        command.main([*([subcommand] if subcommand else []), "--language", language, "--help"])
    assert stopped.value.code == 0
    out = capsys.readouterr().out
    assert WORDS["help_help"][language] in out


def test_the_language_comes_from_the_surroundings_unless_named(monkeypatch, capsys):
    for name in ("PLAYBOOK_LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    command.main(["validate", "starter"])
    assert team("starter").title.zh in capsys.readouterr().out
    command.main(["validate", "starter", "--language", "en"])
    assert team("starter").title.en in capsys.readouterr().out


def test_teams_named_in_the_help_are_the_shipped_ones():
    assert command.TEAMS.split(", ") == list(team_names())


def test_the_command_prints_chinese_on_a_terminal_that_cannot():
    done = run_command("validate", "starter", "--language", "zh", env=os.environ | {"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a shell pipe")
def test_a_reader_that_stops_early_is_no_error():
    done = subprocess.run(
        f'"{sys.executable}" -m playbook season --help | true; exit ${{PIPESTATUS[0]}}',
        shell=True, executable="/bin/bash", cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stderr == ""


def test_checking_a_file_loads_neither_notebooks_nor_the_engine():
    """`playbook validate` answers at once: what makes it slow to start stays unloaded."""
    code = (
        "import sys; from playbook.__main__ import main; main(['validate', 'starter']);"
        "print(sorted({'pandas', 'numba', 'scipy', 'ipywidgets', 'IPython', 'tornado', 'voila'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"
