"""`playbook hiring`: what it prints, writes and refuses."""

from __future__ import annotations

import json

import pytest

from playbook import __main__ as command
from playbook.command import hiring
from sim.scenario.file import team
from tests.command.tools import WORDS

FAST = ("--replications", "2", "--no-floor", "--within", "60")


def run(capsys, *arguments, status=0):
    assert command.main(["hiring", *arguments]) == status
    return capsys.readouterr()


def written(capsys, path, *arguments):
    shown = run(capsys, *arguments, "--json", str(path)).out
    return shown, json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_plan_is_printed_and_written(capsys, tmp_path, language):
    shown, document = written(capsys, tmp_path / "plan.json", "flagship", *FAST, "--language", language)
    assert document["format"] == "playbook hiring 1" and document["currency"] == "CNY"
    assert getattr(team("flagship").title, language) in shown and WORDS["hiring_ways"][language].split("{")[0] in shown
    assert "chat_before" not in shown and "service_" not in shown and "{" not in shown
    periods = document["periods"]
    assert periods[0]["first"] == document["first_day"] and periods[-1]["last"] == document["last_day"]
    for advert in document["adverts"]:
        assert advert["out"] in shown and advert["on_floor"] in shown
    assert [one["promise"] for one in document["frontier"]] == [0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.99]
    sale = next(one for one in periods if one["campaign"] == 0)
    assert sale["missing"][0] > 3 and document["verdict"] is None
    back = team("flagship").with_levers(document["levers"])
    assert back != team("flagship")


def test_the_judge_says_how_surely_and_at_what_price(capsys, tmp_path):
    arguments = ("flagship", "--replications", "2", "--within", "60", "--language", "en")
    shown, document = written(capsys, tmp_path / "plan.json", *arguments)
    verdict = document["verdict"]
    assert verdict["cost"]["p10"] <= verdict["cost"]["mean"] <= verdict["cost"]["p90"]
    assert f"{verdict['cost']['mean']:,.0f} CNY" in shown and "→" in shown


def test_too_late_is_said(capsys, tmp_path):
    arguments = ("flagship", *FAST, "--from", "2026-10-05", "--lead", "4w", "--language", "en")
    shown, document = written(capsys, tmp_path / "plan.json", *arguments)
    late = document["late"][0]
    assert late["due"] == "2026-09-15" and late["due"] in shown and late["brings"] == 0
    quick, document = written(capsys, tmp_path / "quick.json", *arguments[:-4], "--lead", "5d", "--language", "en")
    assert not document["late"] and "had to be out" not in quick


def test_temps_that_stay_longer_help_longer(capsys, tmp_path):
    _, short = written(capsys, tmp_path / "a.json", "flagship", *FAST, "--language", "en")
    _, long = written(capsys, tmp_path / "b.json", "flagship", *FAST, "--after", "14", "--language", "en")
    sale = [sum(one["campaign"] == 0 for one in document["periods"]) for document in (short, long)]
    assert sale == [1, 3]


@pytest.mark.parametrize("option", [("--lead", "soon"), ("--lead", "900d"), ("--from", "11.11"), ("--promise", "80")])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_cannot_be_read_is_refused_in_a_sentence(capsys, option, language):
    with pytest.raises(SystemExit) as stopped:
        command.main(["--language", language, "hiring", "starter", *option])
    assert stopped.value.code == 2 and option[1] in capsys.readouterr().err


def test_days_that_make_no_season_are_refused(capsys):
    shown = run(capsys, "starter", "--until", "2001-01-01", "--language", "en", status=2)
    assert "2001-01-01" in shown.err and "--until" in shown.err


def test_a_lever_that_the_cheapest_mix_leaves_alone_is_shown_as_nothing():
    """A solver's zero may have a sign."""
    assert hiring.Said._cell(None, "robot", [-0.0]) == "0 %" == hiring.Said._cell(None, "outsourced", [])
    assert hiring.Said._cell(None, "robot", [-0.0, 15.0]) == "15 %"
