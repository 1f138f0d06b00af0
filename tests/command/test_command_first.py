"""`playbook first` on the command line."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace

import pytest

from playbook import __main__ as command
from playbook.command import first_told
from playbook.first import race as racing
from playbook.first.steps import steps
from playbook.language import words
from sim.scenario.file import read_scenario

FEW = ("budget.own_name", "goals.told", "hiring.method", "training.last_course")


@pytest.fixture
def few(monkeypatch):
    """Only some of the steps."""

    def some(at):
        return tuple(step for step in steps(at) if step.name in FEW)

    monkeypatch.setattr(racing, "steps", some)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_answer_is_told_and_written(language, few, small, tmp_path, capsys):
    out = tmp_path / "out.json"
    arguments = ["first", str(small), "--replications", "2", "--budget", "50000", "--json", str(out)]
    assert command.main([*arguments, "--language", language]) == 0
    shown, data = capsys.readouterr(), json.loads(out.read_text(encoding="utf-8"))
    assert data["format"] == "playbook first 1" and data["limits"] == {"before_day": None, "hours": None, "money": 5e4}
    assert {one["name"] for one in (*data["steps"], *data["others"], *data["still"])} <= set(FEW)
    best = data["steps"][0]
    line = next(line for line in shown.out.splitlines() if line.startswith("1  "))
    assert f"{best['change']['value']['mean']:+,.0f}" in line
    assert "50,000" in shown.out
    assert out.read_bytes().endswith(b"\n") and list(data) == sorted(data)


def test_without_hours_a_day_gives_some_and_says_so(few, small, capsys):
    days = 6
    date = read_scenario(small).calendar.start + dt.timedelta(days=days)
    assert command.main(["first", str(small), "--replications", "1", "--before", f"{date}", "--language", "en"]) == 0
    out = capsys.readouterr().out
    assert f"at most {round(days / 7 * 4, 1):g} hours" in out and "assumed: 4 a week" in out


def test_a_run_goes_on_from_its_folder(few, small, tmp_path, capsys):
    arguments = ["first", str(small), "--replications", "2", "--keep", str(tmp_path / "kept"), "--language", "en"]
    assert command.main(arguments) == 0
    before = capsys.readouterr()
    assert command.main(arguments) == 0
    after = capsys.readouterr()
    assert after.out == before.out and "0 added" in after.err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--before", "2031-01-01"), "from 2026-04-27 to 2026-05-03"),
        (("--before", "2026-04-26"), "from 2026-04-27 to 2026-05-03"),
        (("--json", "no/such/folder.json"), "folder"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(given, said, small, capsys):
    assert command.main(["first", str(small), *given, "--language", "en"]) == 2
    shown = capsys.readouterr()
    assert said in shown.err and not shown.out and len(shown.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--before", "soon"), "2026-11-11"),
        (("--budget", "-1"), "from 0 on"),
        (("--budget", "nan"), "from 0 on"),
        (("--hours", "many"), "from 0 on"),
    ],
)
def test_what_is_no_number_or_date_is_refused(given, said, capsys):
    with pytest.raises(SystemExit) as ended:
        command.main(["first", "starter", *given, "--language", "en"])
    assert ended.value.code == 2 and said in capsys.readouterr().err


def test_a_team_that_is_not_there_is_told(capsys):
    assert command.main(["first", "nowhere", "--language", "en"]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_stopped_it_says_that_what_was_played_is_kept(few, small, tmp_path, monkeypatch, capsys):
    from sim.experiment import options

    played = []

    def interrupted(task, real=options.play):
        played.append(task)
        if len(played) == 3:
            raise KeyboardInterrupt
        return real(task)

    monkeypatch.setattr(options, "play", interrupted)
    folder = tmp_path / "kept"
    arguments = ["first", str(small), "--replications", "2", "--keep", str(folder), "--language", "en"]
    assert command.main(arguments) == 130
    assert str(folder) in capsys.readouterr().err and len(list(folder.glob("*.npz"))) == 2


def test_what_alone_takes_more_than_there_is_is_told():
    """A step that is worth something and not in the set would otherwise be missing without a word."""

    def worth(slug, mean, outlay, hours):
        step = SimpleNamespace(slug=slug, hours=hours)
        return SimpleNamespace(step=step, outlay=outlay, change={"value": SimpleNamespace(mean=mean)})

    worths = [
        worth("budget", 9.0, 0.0, 3.0), worth("adaptability", 8.0, 5777.0, 4.0), worth("training", 7.0, 0.0, 12.0),
        worth("risk", -1.0, 9000.0, 4.0),
    ]  # fmt: skip
    limits, team = SimpleNamespace(money=3000.0, hours=10.0), SimpleNamespace(currency="CNY")
    found = SimpleNamespace(worths=worths, limits=limits, team=team)
    dear, long = first_told._too_much(found, words("en"), "en")
    assert dear.startswith("Adaptability ") and "5,777 CNY" in dear and "3,000" in dear
    assert long.startswith("Training ") and "12.0 hours" in long and "10.0" in long
