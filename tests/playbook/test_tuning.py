"""Goals that part the players, the best player of a round, and how a goal gets into its file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook import practices, tuning
from playbook.better import search
from playbook.lab.judging import judge
from playbook.lab.seasons import Seasons
from playbook.practices import BOTS, Bots, Bound, Challenge
from playbook.rounds import SAMPLES, Sample, Table, judged_by, played, settings
from tests.playbook import fake_experiment
from tests.playbook.lab_tools import PRACTICES

LUCK = np.array([-3.0, 1.0, 0.0, 2.0, -1.0, 1.0])


def a_round(**more: Bound) -> Challenge:
    """Profit must rise; the players pull one lever to 0, 5 and 10."""
    bots = Bots(naive={"packing": 0}, rule={"packing": 5}, near={"packing": 10})
    goal = Bound(kpi="profit", at_least=6, of="change")
    return Challenge(id="one", levers=("packing",), goal=goal, bots=bots, **more)


def find(sample: Sample, changes: Mapping[str, float]) -> Seasons:
    """Each packer is worth one, give or take a little luck of his own, in every sample the same."""
    packing = changes.get("packing", 0)
    own = LUCK * packing / 100
    return Seasons({"profit": 1000 + 300 * LUCK + packing + own, "labour_cost": 100 + packing + 0 * LUCK})


def test_goals_that_fit_lie_between_the_rule_and_the_near_best() -> None:
    """Five and ten, less two standard errors of each: about 5.1 to 9.7."""
    fit = tuning.fitting(a_round(), find)
    error = np.std(LUCK, ddof=1) / np.sqrt(len(LUCK))
    assert min(fit) == pytest.approx(5 + 2 * 0.05 * error, abs=0.1)
    assert max(fit) == pytest.approx(10 - 2 * 0.1 * error, abs=0.1)
    assert tuning.readable(min(fit), max(fit)) == 7


def test_a_rule_that_breaks_the_budget_needs_no_goal_to_stop_it() -> None:
    """The goal may then lie anywhere between doing nothing and the near-best."""
    budget = Bound(kpi="labour_cost", at_most=104, of="value")
    round_ = a_round(budget=budget)
    cheap = round_.model_copy(update={"bots": Bots(naive={}, rule={"packing": 10}, near={"packing": 3})})
    fit = tuning.fitting(cheap, find)
    assert 0 < min(fit) < 0.1 and max(fit) < 3
    assert "budget" in tuning.blame(round_, find), "the near-best has ten packers and four are allowed"


def test_no_goal_parts_a_near_best_that_is_no_better() -> None:
    """Then it is said which player has to change."""
    round_ = a_round()
    same = round_.model_copy(update={"bots": Bots(naive={}, rule={"packing": 9}, near={"packing": 9})})
    assert tuning.fitting(same, find) == []
    assert "not surely better than rule" in tuning.blame(same, find)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_a_readable_number_stays_between(low: float, width: float) -> None:
    """Never outside, and no longer than it has to be."""
    number = tuning.readable(low, low + width)
    assert low <= number <= low + width


@pytest.mark.parametrize(("low", "high", "said"), [(5.1, 9.7, 7), (0.0131, 0.0299, 0.02), (12345, 15432, 14000)])
def test_few_digits_are_enough(low: float, high: float, said: float) -> None:
    """Near the middle, as a person would put it."""
    assert tuning.readable(low, high) == said


@pytest.mark.parametrize("slug", practices.names())
def test_a_goal_is_written_and_nothing_else(slug: str) -> None:
    """In every round of every practice: one number changes, comments stay."""
    text = (practices.HERE / slug / "practice.toml").read_text(encoding="utf-8")
    for i, round_ in enumerate(practices.load(slug)[0].rounds):
        side = "at_least" if round_.goal.at_least is not None else "at_most"
        other = tuning.with_goal(text, round_.id, 0.375)
        lines = [(a, b) for a, b in zip(text.split("\n"), other.split("\n"), strict=True) if a != b]
        assert len(lines) == 1 and lines[0][1].startswith("goal = ")
        then, now = tomllib.loads(text), tomllib.loads(other)
        table, old = (now["final"], then["final"]) if i == 3 else (now["challenges"][i], then["challenges"][i])
        assert table["goal"] == old["goal"] | {side: 0.375}


def test_the_last_round_keeps_to_its_budget_too() -> None:
    """More money than that does not win it, however many are answered."""
    practice, _ = practices.load("hiring")
    last, budget = practice.rounds[-1], practice.final.budget
    assert budget and last.bounds == (practice.final.goal, budget)
    start = Seasons({"labour_cost": LUCK + 1000, "peak_service_level": 0.3 + 0 * LUCK})
    dear = Seasons({"labour_cost": 1.2 * start.totals["labour_cost"], "peak_service_level": 1.0 + 0 * LUCK})
    assert not judge(last.bounds, dear, start).passed
    assert judge(last.bounds[:1], dear, start).passed


def test_a_round_that_is_not_there_is_not_written() -> None:
    """Rather than writing somewhere."""
    with pytest.raises(ValueError, match="nowhere"):
        tuning.with_goal('[[challenges]]\nid = "here"\n[[rubric]]\nid = "nowhere"\ngoal = 1\n', "nowhere", 2)


def test_every_player_is_played_in_every_sample() -> None:
    """Four rounds, four players, three samples."""
    practice, _ = practices.load("peak-time")
    assert len(practice.rounds) == 4
    flat = Seasons({kpi: LUCK for kpi in judged_by(practice)})
    everything = list(played(practice.rounds, lambda *_: flat))
    assert len(everything) == 4 * len(SAMPLES) * (len(BOTS) + 1)
    asked = list(settings(practice))
    assert all(one.round.played(one.player) in asked for one in everything)


def test_the_search_finds_the_best_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in's profit over its packers, looked through one by one."""
    monkeypatch.setattr("sim.experiment.run", fake_experiment.run)
    monkeypatch.setattr("sim.experiment.replicate", fake_experiment.replicate)
    practice, _ = practices.load("demo-practice", "en", PRACTICES)
    table = Table(practice, 4)
    goal = Bound(kpi="profit", at_least=1, of="change")
    lever = practice.main
    bots = Bots(naive={}, rule={}, near={lever.id: lever.low})
    best = search(table, Challenge(id="one", levers=(lever.id,), goal=goal, bots=bots))
    profits = {x: table.find(SAMPLES[0], {lever.id: x}).totals["profit"].mean() for x in lever.points(200)}
    assert profits[best.setting[lever.id]] == pytest.approx(max(profits.values()))
