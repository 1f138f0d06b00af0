"""The command `playbook` on a terminal: seasons and comparisons, what is printed, kept and stopped."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import sim.experiment as experiment
from playbook import __main__ as command
from playbook.command import tables
from sim.experiment.workers import WorkersLost
from sim.files.messages import phrase
from sim.season import kpi
from tests.command.tools import ROOT, estimate, row

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
    assert re.search(r"Answered in time +80\.5 +80\.5 +80\.5 +80\.5 +0\.0 +%", out)
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


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_a_sale_nothing_is_called_its_first_hours(small, capsys, language):
    """The figure then is of the worst day, and says so."""
    entry = kpi.definitions()["peak_service_level"]
    opening, worst = entry["name"][language], entry["without_sale"][language]
    for path, there, absent in (("starter", opening, worst), (small, worst, opening)):
        assert command.main(["season", str(path), "--replications", "2", "--language", language]) == 0
        out = capsys.readouterr().out
        assert there in out and absent not in out


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


@pytest.mark.parametrize("language, said", [("en", "has died 3 times"), ("zh", "意外退出3次")])
def test_lost_workers_are_one_sentence_and_status_1(monkeypatch, capsys, language, said):
    def replicate(scenario, replications=20, seed=1, **options):
        yield estimate(scenario)
        raise WorkersLost(phrase("workers.died", times=3))

    monkeypatch.setattr(experiment, "replicate", replicate)
    assert command.main(["season", "starter", "--language", language]) == 1
    printed = capsys.readouterr()
    assert printed.out == "" and said in printed.err and "Traceback" not in printed.err


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
