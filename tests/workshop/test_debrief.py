"""The debrief finds the decision that made the difference, and what it says of one is so when it is played."""

from __future__ import annotations

import json

import pytest

from playbook.workshop import bots
from playbook.workshop.debrief import debrief
from playbook.workshop.lived import lucks, stages_of, swapped
from sim.experiment.stages import figures, play_on
from tests.workshop.trial import EVENT, TEAM, decided, session

BLUNDER = "peak.temps"  # 40 of them, for a shop with five at the chat
PLANTED = decided(temps=40.0, temps_packing=2.0, night_crew=0.5)
SOUND = decided(temps=2.0, temps_packing=2.0, night_crew=0.5)


def settings(own, *teams):
    return {number: bots.standing(own, TEAM, one) for number, one in enumerate(teams)}


def value(stages, seed):
    reached = None
    for stage in stages:
        reached = play_on(stage, seed, reached)
    return figures(reached).so_far["value"]


def test_a_planted_blunder_is_ranked_first_in_twenty_of_twenty_rooms():
    first = []
    for seed in range(20):
        own = session(seed=seed, lucks=1)
        (found,) = debrief(own, TEAM, settings(own, PLANTED), (EVENT,), workers=1)["teams"].values()
        top = found["decisions"][0]
        first.append((top["path"], top["chosen"], top["value"][1] < 0))
    assert first == [(BLUNDER, 40.0, True)] * 20


def test_swapping_it_does_what_was_said():
    """In other lucks than those of the debrief, within two standard errors of both."""
    own, other = session(lucks=4), session(seed=77, lucks=4)
    (found,) = debrief(own, TEAM, settings(own, PLANTED), (EVENT,), workers=1)["teams"].values()
    told = found["decisions"][0]
    stages = stages_of(other, TEAM, bots.standing(other, TEAM, PLANTED), 3, (EVENT,))
    back = swapped(stages, 2, BLUNDER, told["before"])
    effects = [value(stages, seed) - value(back, seed) for seed in lucks(other)]
    mean = sum(effects) / len(effects)
    error = (sum((x - mean) ** 2 for x in effects) / (len(effects) - 1) / len(effects)) ** 0.5
    assert abs(told["value"][1] - mean) <= 2 * (error**2 + told["se"] ** 2) ** 0.5
    # and in its own lucks to the last digit
    mine = [value(stages_of(own, TEAM, bots.standing(own, TEAM, PLANTED), 3, (EVENT,)), seed) for seed in lucks(own)]
    without = [
        value(
            stages_of(own, TEAM, bots.standing(own, TEAM, decided(temps_packing=2.0, night_crew=0.5)), 3, (EVENT,)), s
        )
        for s in lucks(own)
    ]
    same = sum(a - b for a, b in zip(mine, without, strict=True)) / len(mine)
    assert told["value"][1] == pytest.approx(same, abs=0.51)


def test_every_decision_is_told_of_once_and_nothing_else():
    own = session(lucks=1)
    found = debrief(own, TEAM, settings(own, PLANTED, decided()), (EVENT,), workers=1)
    assert json.loads(json.dumps(found)) == found
    told = {(one["round"], one["path"], one["before"], one["chosen"]) for one in found["teams"]["0"]["decisions"]}
    assert told == {
        (1, "training.pair_minutes", 0.0, 30.0), (3, "peak.temps", 0.0, 40.0), (3, "peak.temps_packing", 0.0, 2.0),
        (3, "peak.night_crew", 0.0, 0.5),
    }  # fmt: skip
    assert [one["path"] for one in found["teams"]["1"]["decisions"]] == ["training.pair_minutes"]
    sizes = [abs(one["value"][1]) for one in found["teams"]["0"]["decisions"]]
    assert sizes == sorted(sizes, reverse=True)
    for one in found["teams"]["0"]["decisions"]:
        assert all(low <= high for low, _, high in (one[kpi] for kpi in ("value", "profit", "peak_service_level")))


def test_the_one_choice_of_the_room_is_the_blunder_and_it_closes_the_gap():
    own = session(lucks=2)
    room = debrief(own, TEAM, settings(own, SOUND, PLANTED), (EVENT,), workers=1)["room"]
    assert (room["better"], room["worse"], room["round"], room["path"]) == (0, 1, 3, BLUNDER)
    assert (room["a"], room["b"]) == (2.0, 40.0)
    assert room["share"] == pytest.approx(1.0) and room["value"] == room["gap"]  # they differ in nothing else


def test_where_nobody_differs_no_choice_made_a_difference():
    own = session(lucks=1)
    assert debrief(own, TEAM, settings(own, SOUND, SOUND), (EVENT,), workers=1)["room"] is None
    assert debrief(own, TEAM, settings(own, SOUND), (EVENT,), workers=1)["room"] is None


def test_what_comes_set_with_a_round_is_nobodys_decision():
    rounds = [one.model_dump() for one in session().rounds]
    rounds[2]["given"] = {"budget.advertising": 0.7}
    own = session(lucks=1, rounds=rounds)
    kept, moved = decided(), ({}, {}, {"budget.advertising": 1.3}, {})
    found = debrief(own, TEAM, settings(own, kept, moved), (), workers=1)["teams"]
    assert [one["path"] for one in found["0"]["decisions"]] == ["training.pair_minutes"]
    assert [(one["path"], one["before"], one["chosen"]) for one in found["1"]["decisions"]] == [
        ("budget.advertising", 0.7, 1.3)
    ]


def test_workers_change_nothing():
    own = session(lucks=1)
    given = settings(own, SOUND, PLANTED)
    assert debrief(own, TEAM, given, (EVENT,), workers=2) == debrief(own, TEAM, given, (EVENT,), workers=1)
