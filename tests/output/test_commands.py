"""`playbook best`, and `season` and `compare` that run until an interval is narrow enough."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

import sim.experiment as experiment
from playbook import __main__ as command
from sim.contract.mechanism import MoneyPart
from sim.scenario.file import team, write_scenario
from sim.season import kpi
from sim.season.money import CAUSES, LOST

PROFIT = {"starter": 100_000.0, "flagship": 120_000.0, "crossborder": 0.0}


def columns(mean: float, n: int, seed: int = 5) -> tuple[dict, dict]:
    """Totals and luck of n seasons: profit is `mean`, 10,000 of known luck and 2,000 of unknown."""
    rng = np.random.default_rng(seed)
    known, unknown = rng.normal(size=(2, n))
    totals = {name: np.ones(n) for name in kpi.definitions()} | {"profit": mean + 1e4 * known + 2e3 * unknown}
    totals["service_level"] = 0.8 + 0.05 * known
    return totals, {"orders": known}


def money_of(totals: dict) -> dict:
    """Books in which profit is pay and nothing else, with people worth 5,000 a year later."""
    n = len(totals["profit"])
    names = [*MoneyPart, "orders", *(LOST + cause for cause in CAUSES)]
    return dict.fromkeys(map(str, names), np.zeros(n)) | {"pay": totals["profit"], "later.people": totals["profit"] / 2}


@pytest.fixture
def fake(monkeypatch):
    """Seasons in no time: each team's profit has its own mean and the luck of the seed."""

    def replicate(scenario, replications=20, seed=1, **options):
        totals, luck = columns(PROFIT[scenario.id], replications, seed)
        for n in range(1, replications + 1):
            yield experiment.Estimate(
                scenario, seed, replications, {name: x[:n] for name, x in totals.items()},
                {"orders": np.ones((n, scenario.calendar.days))}, {}, (), (), {name: x[:n] for name, x in luck.items()},
                money={name: x[:n] for name, x in money_of(totals).items()},
            )  # fmt: skip

    def compare(a, b, *arguments, **options):
        for pair in zip(replicate(a, *arguments, **options), replicate(b, *arguments, **options), strict=True):
            yield experiment.Comparison(*pair)

    monkeypatch.setattr(experiment, "replicate", replicate)
    monkeypatch.setattr(experiment, "compare", compare)


@pytest.fixture
def domestic(fake, tmp_path) -> Path:
    """A plan in the same currency as the starter's and the flagship's."""
    path = tmp_path / "plan.toml"
    write_scenario(team("starter").with_levers({"id": "crossborder"}), path)
    return path


# ------------------------------------------------------------------------------------------------- season, compare


def test_a_season_says_what_its_known_luck_is_worth(fake, capsys):
    assert command.main(["season", "starter"]) == 0
    line = next(x for x in capsys.readouterr().out.splitlines() if "known luck" in x)
    mean, half, plain = (
        float(x.replace(",", "")) for x in re.search(r": ([\d,]+) ± ([\d,]+) CNY.* ± ([\d,]+) CNY", line).groups()
    )
    assert abs(mean - 100_000) < 2 * half and plain > 2 * half


def test_a_season_runs_until_its_interval_is_narrow_enough(fake, capsys, tmp_path):
    out = tmp_path / "season.json"
    assert command.main(["season", "starter", "--half-width", "800", "--json", str(out)]) == 0
    printed = capsys.readouterr()
    said = re.search(r"± ([\d,]+) CNY after (\d+) replications; ± 800 CNY was asked for and is reached", printed.out)
    document = json.loads(out.read_text(encoding="utf-8"))
    assert int(said[2]) == document["replications"] == len(document["kpis"]["profit"]["values"])
    precision = document["precision"]
    assert precision["reached"] and precision["half_width"] <= 800 and precision["controls"] == ["orders"]
    assert 20 <= document["replications"] < 200


def test_shares_are_asked_for_in_per_cent_as_the_table_shows_them(fake, capsys):
    """± 2 of the service level is two per cent of contacts; "2%" is two per cent of its mean."""
    arguments = ["season", "starter", "--of", "service_level", "--half-width"]
    assert command.main([*arguments, "2"]) == 0
    assert re.search(r"± 2 % was asked for and is reached", capsys.readouterr().out)
    assert command.main([*arguments, "2%"]) == 0
    assert re.search(r"± 2 % of the mean was asked for and is reached", capsys.readouterr().out)


def test_a_cap_that_comes_first_is_said_with_what_it_would_take(fake, capsys):
    assert command.main(["season", "starter", "--half-width", "100", "--at-most", "30"]) == 0
    out, shown = capsys.readouterr()
    assert "replication 30 of at most 30" in shown and "± 100 CNY asked for" in shown
    needed = re.search(r"after 30 replications; .* is not reached. About ([\d,]+) replications would do", out)
    assert 1000 < int(needed[1].replace(",", "")) < 3000


def test_compare_runs_until_the_difference_is_known_well_enough(fake, capsys):
    """On the same luck the difference never varies here: the first look is enough."""
    assert command.main(["compare", "starter", "flagship", "--half-width", "1%", "--replications", "12"]) == 0
    out = capsys.readouterr().out
    assert "B − A: ± 0 CNY after 12 replications" in out and "is reached" in out


@pytest.mark.parametrize(
    "language, pay, later", [("en", "Less pay", "More skill in the team next year"), ("zh", "工资奖金少付了", "明年")]
)
def test_compare_says_in_money_where_the_difference_comes_from(fake, capsys, language, pay, later):
    """All of it is pay; what is left for next year stands below the sum."""
    arguments = ["compare", "starter", "flagship", "--replications", "4", "--language", language]
    assert command.main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    at = [next(i for i, line in enumerate(lines) if line.startswith(start)) for start in (pay, later)]
    assert lines[at[0]].split()[-3:] == lines[at[0] + 1].split()[-3:] == ["+20,000"] * 3
    assert at[1] == at[0] + 2 and "+10,000" in lines[at[1]]


def test_without_half_width_the_document_is_as_ever(fake, tmp_path):
    out = tmp_path / "season.json"
    assert command.main(["season", "starter", "--json", str(out)]) == 0
    assert "precision" not in json.loads(out.read_text(encoding="utf-8"))


# ------------------------------------------------------------------------------------------------------------ best


@pytest.mark.parametrize("language", ["en", "zh"])
def test_best_names_the_plan_and_says_how_sure_it_is(domestic, capsys, language):
    arguments = ["best", "starter", "flagship", str(domestic), "--worth", "10000", "--language", language]
    assert command.main(arguments) == 0
    out = capsys.readouterr().out
    verdict = out.splitlines()[-1]
    assert verdict.startswith("flagship") and "95" in verdict and "10,000" in verdict
    rows = {line.split()[0]: line for line in out.splitlines()[:-1] if line}
    assert " 0 " in rows["flagship"] and "20,000" in rows["starter"] and "120,000" in rows[str(domestic)]
    assert ("dropped after 10" if language == "en" else "第10次后出局") in rows["starter"]


def test_best_writes_what_it_found(domestic, tmp_path, capsys):
    out = tmp_path / "best.json"
    arguments = ["best", "flagship", "starter", "--worth", "10000", "--confidence", "0.9", "--json", str(out)]
    assert command.main(arguments) == 0
    document = json.loads(out.read_text(encoding="utf-8"))
    assert (document["decided"], document["leader"], document["confidence"]) == (True, "flagship", 0.9)
    assert [plan["dropped_after"] for plan in document["plans"]] == [None, 10]
    assert document["plans"][1]["behind"] == pytest.approx(20_000)
    assert "first look at all plans: season 20 of 20" in capsys.readouterr().err


def test_best_admits_that_the_cap_came_first(monkeypatch, tmp_path, capsys):
    """Two plans on luck of their own, and a difference that matters far below their noise."""

    def replicate(scenario, replications=20, seed=1, **options):
        values = np.random.default_rng(len(scenario.id)).normal(0, 1e4, replications)
        for n in range(1, replications + 1):
            yield experiment.Estimate(scenario, seed, replications, {"profit": values[:n]}, {}, {}, ())

    monkeypatch.setattr(experiment, "replicate", replicate)
    assert command.main(["best", "starter", "flagship", "--worth", "10", "--at-most", "12"]) == 0
    out = capsys.readouterr().out
    assert "Not decided" in out and "after 12 replications" in out and out.count("still in") == 2


def test_ctrl_c_writes_nothing(monkeypatch, tmp_path, capsys):
    def replicate(scenario, replications=20, seed=1, **options):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(experiment, "replicate", replicate)
    out = tmp_path / "best.json"
    assert command.main(["best", "starter", "flagship", "--worth", "10", "--json", str(out)]) == 130
    assert command.main(["season", "starter", "--half-width", "10", "--json", str(out)]) == 130
    assert not out.exists() and capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["best", "starter", "--worth", "1"], "two plans or more"),
        (["best", "starter", "flagship"], "--worth"),
        (["best", "starter", "flagship", "--worth", "0"], "a number above 0, not 0"),
        (["best", "starter", "flagship", "--worth", "nan"], "a number above 0, not nan"),
        (["best", "starter", "flagship", "--worth", "1", "--confidence", "95"], "from 0.5 to below 1, not 95"),
        (["best", "starter", "flagship", "--worth", "1", "--of", "profits"], "no such key figure; did you mean profit"),
        (["best", "starter", "flagship", "--worth", "1", "--of", "contacts"], "neither better nor worse"),
        (["best", "starter", "flagship", "--worth", "1", "--at-most", "9"], "--at-most 9"),
        (["best", "starter", "crossborder", "--worth", "1"], "two currencies"),
        (["best", "starter", "nowhere.toml", "--worth", "1"], "nowhere.toml: no such file"),
        (["best", "starter", "flagship", "--worth", "1", "--json", "no/such/folder/x.json"], "does not exist"),
        (["season", "starter", "--half-width", "-5"], "a number above 0"),
        (["season", "starter", "--half-width", "x%"], "per cent sign for a share of the mean, not x%"),
        (["season", "starter", "--half-width", "5", "--at-most", "15"], "the first look comes after 20 replications"),
        (["season", "starter", "--at-most", "50"], "goes with --half-width"),
        (["season", "starter", "--of", "luck"], "--of luck"),
        (["compare", "starter", "flagship", "--half-width", "1", "--of", "luck"], "--of luck"),
    ],
    ids=lambda value: " ".join(value[2:] or value) if isinstance(value, list) else "",
)
def test_what_cannot_be_meant_is_said_in_one_sentence(fake, capsys, arguments, said):
    try:
        status = command.main([*arguments, "--language", "en"])
    except SystemExit as stopped:
        status = stopped.code
    captured = capsys.readouterr()
    assert status == 2
    assert said in captured.err and "Traceback" not in captured.err
    assert captured.out == ""
