"""`playbook goal` and `playbook beside`: what they print, write and refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from playbook.__main__ import main
from playbook.command import LANGUAGES, say
from playbook.command.goal import promise_of
from sim.experiment import run
from sim.experiment.results import Range
from sim.files.bad_input import BadInput
from sim.scenario.file import read_scenario, write_scenario
from tests.season.shop import small_shop

FEW = ("--replications", "10", "--fresh", "40")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    write_scenario(small_shop(), tmp_path / "shop.toml")
    return tmp_path / "shop.toml"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_set_that_keeps_the_promise_is_printed_and_written(shop: Path, capsys, language: str) -> None:
    out, kept = shop.parent / "goal.toml", shop.parent / "goal.json"
    base = run(small_shop(), 10).totals["late_parcels"].max()
    promise = f"late_parcels<={0.2 * base:.0f}"
    options = ("--with", "peak-time", *FEW, "-o", str(out), "--json", str(kept), "--language", language)
    assert main(["goal", str(shop), "--promise", promise, *options]) == 0
    shown, told = capsys.readouterr().out, json.loads(kept.read_text())
    changed = told["set"]["levers"]
    assert read_scenario(out) == small_shop().with_levers(changed)
    assert told["set"]["kept"] <= told["set"]["seasons"] <= 40
    assert told["feasible"] == (told["set"]["low"] >= 0.9)
    title = say("goal_set" if told["feasible"] else "goal_nearest", language)
    assert bool(changed) == (title in shown)
    assert f"{told['set']['share']:.1%}" in shown


def test_a_promise_that_is_kept_takes_nothing_and_the_team_is_written_as_it_is(shop: Path, capsys) -> None:
    out = shop.parent / "same.toml"
    assert main(["goal", str(shop), "--promise", "quits<=1000", *FEW, "-o", str(out), "--language", "en"]) == 0
    assert say("goal_nothing", "en") in capsys.readouterr().out
    assert read_scenario(out) == small_shop()


def test_two_ways_to_write_a_share_are_the_same_promise() -> None:
    for text in ("service_level>=60%", "service_level >= 0.6", "service_level≥60％"):
        promise, _ = promise_of(text, 0.9, "en")
        assert (promise.kpi, promise.number, promise.at_least) == ("service_level", pytest.approx(0.6), True)
    promise, _ = promise_of("late_parcels<=1,200", 0.8, "en")
    assert (promise.number, promise.at_least, promise.sure) == (1200, False, 0.8)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text, named",
    [
        ("peak_service_levl>=0.6", "peak_service_level"),  # the nearest figure is proposed
        ("xqzt>=1", "profit"),
        ("service_level>=60", "100%"),
        ("late_parcels<=5%", "late_parcels"),
        ("service_level=0.6", "service_level=0.6"),
        ("service_level>=1.2.3", "1.2.3"),
        ("", "--promise"),
    ],
)
def test_a_promise_that_cannot_be_meant_is_one_sentence(text: str, named: str, language: str, capsys) -> None:
    with pytest.raises(BadInput):
        promise_of(text, 0.9, language)
    assert main(["goal", "starter", "--promise", text, "--language", language]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and named in error


@pytest.mark.parametrize(
    "options, named",
    [
        (("--with", "peak-tim"), "peak-time"),
        (("--with", "zzzz"), "hiring"),
        (("--replications", "5"), "10"),
        (("-o", "no/such/folder/x.toml"), "no/such/folder"),
    ],
)
def test_other_bad_input_of_goal_is_one_sentence(options: tuple[str, ...], named: str, capsys) -> None:
    assert main(["goal", "starter", "--promise", "quits<=3", *options, "--language", "en"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and named in error


@pytest.mark.parametrize("sure", ["1", "0.2", "high", "100%"])
def test_a_share_of_seasons_that_cannot_be_shown_is_refused(sure: str, capsys) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["goal", "starter", "--promise", "quits<=3", "--sure", sure, "--language", "en"])
    assert stopped.value.code == 2 and capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_scenarios_stand_beside_a_base(shop: Path, capsys, language: str) -> None:
    other, kept = shop.parent / "other.toml", shop.parent / "beside.json"
    changed = small_shop().with_levers({"peak.temps": 6})
    write_scenario(changed, other)
    options = ("--replications", "3", "--json", str(kept), "--language", language)
    assert main(["beside", str(shop), str(other), str(shop), *options]) == 0
    shown, told = capsys.readouterr().out, json.loads(kept.read_text())
    assert say("beside_same", language) in shown
    first, second = told["others"]
    assert first["fields"] == [{"path": "peak.temps", "from": 0, "to": 6}] and not second["fields"]
    known = Range.of(run(changed, 3).totals["profit"] - run(small_shop(), 3).totals["profit"])
    assert first["changes"]["profit"]["mean"] == pytest.approx(known.mean)
    assert all(one["mean"] == one["p10"] == one["p90"] == 0 for one in second["changes"].values())


def test_what_cannot_stand_side_by_side_is_one_sentence(shop: Path, capsys) -> None:
    longer, euro = shop.parent / "longer.toml", shop.parent / "euro.toml"
    write_scenario(small_shop().with_levers({"calendar.weeks": 5}), longer)
    write_scenario(small_shop().with_levers({"currency": "EUR"}), euro)
    for names, named in ((([longer]), "28"), ([euro], "EUR"), ([shop] * 6, "6")):
        assert main(["beside", str(shop), *map(str, names), "--language", "en"]) == 2
        error = capsys.readouterr().err
        assert error.count("\n") == 1 and named in error
