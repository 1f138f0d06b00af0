"""`playbook hiring`: what it prints, writes and refuses."""

from __future__ import annotations

import json

import numpy as np
import pytest

from playbook import __main__ as command
from playbook.command import hiring
from sim.scenario.file import team, write_scenario
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


@pytest.mark.parametrize("language", ["en", "zh"])
def test_heads_and_hiring_name_each_other_s_number_of_the_same_sale(capsys, tmp_path, language):
    """The same team, promise and luck: what hiring says of heads is what heads print, and both say why they differ."""
    shown, document = written(capsys, tmp_path / "plan.json", "flagship", *FAST, "--language", language)
    path, beside = tmp_path / "heads.json", document["heads"]
    options = ("--week", "peak", *FAST[2:], "--replications", "8", "--language", language, "--json", str(path))
    assert command.main(["heads", "flagship", *options]) == 0
    heads = capsys.readouterr().out
    own = json.loads(path.read_text(encoding="utf-8"))
    hours = np.array(own["people"]).sum() / 2
    assert beside["hours"] == hours and beside["first_day"] == own["first_day"]
    said = next(line for line in shown.splitlines() if "playbook heads" in line)
    assert f"{hours:,.0f}" in said and f"{beside['people']:.1f}" in said
    sale = max(one["wanted"][0] for one in document["periods"] if one["campaign"] == 0)
    assert f"{sale:.1f}" in said
    back = next(line for line in heads.splitlines() if "playbook hiring" in line)
    assert f"{hours:,.0f}" in back and f"{beside['people']:.1f}" in back


def test_customers_who_come_while_nobody_is_on_duty_are_told(capsys, tmp_path):
    """With day shifts only nobody hired into them answers the night, and heads put people there."""
    day = team("flagship")
    shift = next(group.shift for group in day.people if group.id == "service_day")
    groups = [one.model_dump() | ({"shift": shift} if one.role == "service" else {}) for one in day.people]
    path, asked = tmp_path / "day.toml", [float(9 <= hour < 22) for hour in range(24)]
    write_scenario(day.with_levers({"people": groups, "demand.hourly": asked}), path)
    shown, _ = written(capsys, tmp_path / "plan.json", str(path), *FAST, "--language", "en")
    assert "come while nobody is on duty" in shown and "no number of them keeps the promise" in shown
    assert command.main(["heads", str(path), "--week", "peak", *FAST, "--language", "en"]) == 0
    heads = capsys.readouterr().out
    assert "no number of people keeps the promise" in heads
    assert "is an assumption" in shown and "is an assumption" in heads  # customers at night, of this sale only


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
