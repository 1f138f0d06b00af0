"""The race: against a model whose answers are known, and short real seasons."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest

from playbook.command import first_told, tables
from playbook.first.found import Limits
from playbook.first.levels import standing
from playbook.first.race import race, what_first
from playbook.first.steps import steps
from sim.contract.mechanism import MoneyPart
from sim.experiment import options
from sim.experiment.kept import Kept
from sim.experiment.results import Replication
from sim.scenario.file import team
from sim.season.money import CAUSES, LOST

STARTER = team("starter")
STEPS = {step.name: step for step in steps(standing(STARTER))}
# What a field is worth by how far the team moved it, out of pocket until day 40; all else moves nothing.
PLANTED = {"budget.own_name": 9000.0, "goals.told": 4000.0, "goals.again": 1000.0, "market.answer": -2000.0}
PAID = {"goals.told": 600.0}


@pytest.fixture
def model(monkeypatch):
    """Seasons by formula: what is planted, and luck; `played` counts them."""
    paths = {STEPS[name].path: (STEPS[name], worth) for name, worth in PLANTED.items() if name in STEPS}
    played = []

    def play(task):
        played.append(task)
        luck = np.random.default_rng(task.seed % 2**32)
        shared, noise = 500 * luck.normal(), luck.normal(size=len(paths))
        value, out = shared, 0.0
        for (path, (step, worth)), own in zip(paths.items(), noise, strict=True):
            share = (task.scenario.at(path) - step.before) / (step.after - step.before)
            value += share * (worth + 50 * own)
            out += share * PAID.get(step.name, 0.0)
        moved = {step.name for path, (step, _) in paths.items() if task.scenario.at(path) == step.after}
        if {"budget.own_name", "goals.told"} <= moved:
            value -= 3000.0  # they do partly the same
        money = dict.fromkeys([*map(str, MoneyPart), "orders", *(LOST + cause for cause in CAUSES)], 0.0)
        money[MoneyPart.OTHER.value] = value
        cash = np.where(np.arange(84) < 40, -out, value)
        laws = ("a planted law",) if "market.answer" in moved else ()
        totals = {"value": value, "profit": value, "end_state": 0.0, "service_level": 0.9, "quits": 1.0}
        return Replication(totals, {"cash": cash}, {}, laws, {}, money, {})

    monkeypatch.setattr(options, "play", play)
    return played


def last(stream):
    return deque(stream, maxlen=1).pop()


def test_the_planted_best_comes_first_and_the_rest_in_order(model):
    found = last(race(STARTER, list(STEPS.values())))
    assert found.stage == "done" and found.played == found.planned == len(model)
    assert [one.step.name for one in found.worths] == ["budget.own_name", "goals.told", "market.answer"]
    assert [one.change["value"].mean for one in found.worths] == pytest.approx([9000, 4000, -2000], abs=60)
    assert [one.first for one in found.worths] == pytest.approx([1, 0, 0])
    assert all(one.n == 20 and not one.drops for one in found.worths)
    again = [one for one in found.others if one.step.name == "goals.again"]
    assert [one.drops for one in again] == [True] * ("goals.again" in STEPS)
    assert {step.name for step in found.still} == STEPS.keys() - PLANTED.keys()


def test_a_pair_that_does_partly_the_same_is_known_and_counted(model):
    found = last(race(STARTER, list(STEPS.values())))
    (pair,) = (x for x in found.pairs if {x.one, x.other} == {"budget.own_name", "goals.told"})
    assert pair.more.mean == pytest.approx(-3000)
    assert found.chosen.steps == ("budget.own_name", "goals.told")
    assert found.chosen.promised == pytest.approx(10_000, abs=60)
    assert found.chosen.played["value"].mean == pytest.approx(10_000, abs=60)
    assert found.chosen.hours == sum(STEPS[name].hours for name in found.chosen.steps)


def test_the_set_is_played_in_seasons_that_chose_nothing(model):
    found = last(race(STARTER, list(STEPS.values()), replications=5))
    both = [task.seed for task in model if task.scenario == found.chosen.plan]
    assert len(both) == 10  # five as a pair, five of its own
    ours = {task.seed for task in model if task.scenario == STEPS["market.answer"].plan}
    assert len(set(both) & ours) == 5


def test_money_and_hours_limit_the_set(model):
    some = list(STEPS.values())
    told = STEPS["goals.told"]
    free = last(race(STARTER, some, Limits(money=599.0)))
    assert free.chosen.steps == ("budget.own_name",)
    (dear,) = (one for one in free.worths if one.step.name == "goals.told")
    assert (dear.outlay, dear.payback_day) == (600.0, 40)
    assert "goals.told" in last(race(STARTER, some, Limits(money=600.0))).chosen.steps
    assert last(race(STARTER, some, Limits(money=0.0, before_day=0), replications=2)).chosen.outlay == 0.0
    none = last(race(STARTER, some, Limits(hours=min(step.hours for step in (told, STEPS["budget.own_name"])) - 0.1)))
    assert none.chosen.steps == () and none.chosen.played["value"].mean == 0.0


def test_broken_laws_are_told(model):
    found = last(race(STARTER, [STEPS["market.answer"]], replications=2))
    assert found.laws == (
        "market.answer: replication 1, a planted law",
        "market.answer: replication 2, a planted law",
    )


def test_it_firms_up_and_says_how_far_it_is(model):
    stages, before = [], 0
    for found in race(STARTER, list(STEPS.values()), replications=6):
        assert before <= found.played <= found.planned
        before = found.played
        if found.stage not in stages:
            stages.append(found.stage)
        told = [one.first for one in found.worths if one.first is not None]
        assert sum(told) == pytest.approx(1) if told else found.stage == "screening"
    assert stages == ["screening", "racing", "pairs", "doubt", "set", "done"]


def test_a_first_ranking_is_there_after_one_season_of_each(model):
    sides = {side.key for step in STEPS.values() for side in (step.team, step.plan)}
    found = next(x for x in race(STARTER, list(STEPS.values())) if x.worths)
    assert found.played == len(sides) and found.worths[0].step.name == "budget.own_name"


def test_closed_it_plays_nothing_more(model):
    stream = race(STARTER, list(STEPS.values()))
    for _ in range(3):
        next(stream)
    stream.close()
    assert len(model) == 3


def test_no_step_at_all_is_an_answer(model):
    found = last(race(STARTER, []))
    assert found.worths == () and found.chosen.steps == () and found.stage == "done"


# ------------------------------------------------------------------------------------------------------ real seasons


@pytest.fixture(scope="module")
def short():
    """Two weeks of the starter shop, and a few steps of it."""
    shop = STARTER.with_levers({"calendar.weeks": 2, "calendar.campaigns": ()})
    wanted = ("budget.own_name", "goals.told", "goals.again", "compliance.confirmed", "hiring.method")
    return shop, [step for step in steps(standing(shop)) if step.name in wanted]


def _bytes(found):
    return tables.as_json(first_told.document(found))


def test_two_workers_write_what_one_does(short):
    shop, some = short
    alone, two = (last(race(shop, some, replications=2, workers=workers)) for workers in (1, 2))
    assert _bytes(alone) == _bytes(two)
    assert alone.laws == ()


def test_a_run_that_was_cut_short_goes_on_where_it_was(short, tmp_path, monkeypatch):
    shop, some = short
    stream = race(shop, some, replications=2, keep=Kept(tmp_path))
    for _ in range(5):
        next(stream)
    stream.close()
    kept = Kept(tmp_path)
    whole = last(race(shop, some, replications=2, keep=kept))
    assert kept.found == 5 and kept.added == whole.played - 5
    monkeypatch.setattr(options, "play", lambda task: pytest.fail("played again"))
    assert _bytes(last(race(shop, some, replications=2, keep=Kept(tmp_path)))) == _bytes(whole)


def test_a_rating_changes_the_team_that_everything_is_against(model):
    found = last(what_first(STARTER, ratings={"goals": {"told": 3}}, replications=2))
    assert found.team.at("goals.minutes") == 5.0
    assert all(one.step.team.at("goals.minutes") == 5.0 for one in found.worths if one.step.path != "goals.minutes")


def test_no_season_is_no_race():
    with pytest.raises(ValueError, match="at least one"):
        next(race(STARTER, [], replications=0))
