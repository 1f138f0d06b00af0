"""Bots: they decide what a session opens, stand in their order, and no exploit beats the steady one."""

from __future__ import annotations

import numpy as np
import pytest

from playbook.workshop import bots, score
from playbook.workshop.lived import Seasons, stages_of
from playbook.workshop.runs import figures_of
from playbook.workshop.search import Judged, as_toml, best, judge_of
from playbook.workshop.session import session_names, shipped
from sim.experiment.tasks import replication_seed
from sim.files.toml_file import read_toml
from sim.scenario.file import team as shipped_team
from tests.workshop.trial import TEAM, session

SESSION = session()
QUICK = session_names()[0]  # the shortest
FEW, MANY = 2, 100  # rooms
SURE = 0.95


def figures(own, team, decided, seed, seasons):
    """Figures of the whole season in one luck."""
    events = tuple(event for one in own.rounds if one.counts for event in one.events)
    stages = stages_of(own, team, bots.standing(own, team, decided), len(own.rounds) - 1, events)
    return figures_of(seasons.reach(stages, seed).figures)


def lucks(own, n):
    """Lucks of their own: neither a room's nor those of the search."""
    return [replication_seed(own.seed, 5000 + one) for one in range(n)]


@pytest.mark.parametrize("bot", bots.BOTS)
@pytest.mark.parametrize("name", [*session_names(), "trial"])
def test_bots_decide_what_a_round_offers(name, bot):
    own, team = (SESSION, TEAM) if name == "trial" else (shipped(name), shipped_team(shipped(name).team))
    found = bots.decisions(own, team, bot)
    assert len(found) == len(own.rounds)
    for round_, settings in zip(own.rounds, found, strict=True):
        offered = {one.path: one for one in round_.choices}
        assert set(settings) == (set() if bot == bots.IDLE else set(offered))
        for path, value in settings.items():
            now = round_.given.get(path, team.at(path))
            assert value in offered[path].values_from(now)


def test_what_stands_follows_what_comes_set_and_what_was_decided():
    rounds = [one.model_dump() for one in SESSION.rounds]
    rounds[2]["given"] = {"budget.advertising": 0.7}
    own = session(rounds=rounds)
    found = bots.standing(own, TEAM, ({"training.pair_minutes": 30.0}, {"hiring.extra": 1.0}, {}, {"peak.temps": 2.0}))
    paths = ("training.pair_minutes", "hiring.extra", "budget.advertising", "peak.temps")
    assert [[one[path] for path in paths] for one in found] == [
        [30, 0, 1, 0], [0, 1, 1, 0], [0, 1, 0.7, 0], [0, 1, 0.7, 2]
    ]  # fmt: skip


def test_exploits_do_what_they_are_called():
    found = bots.exploits(SESSION, TEAM)
    near = bots.decisions(SESSION, TEAM, bots.NEAR)
    assert found["stop"][:-1] == near[:-1] and set(found["stop"][-1].values()) == {0.0}
    assert all(one.get("training.pair_minutes", 0.0) == 0 for one in found["untrained"])
    assert all(one["peak.overtime_hours"] == 4 and one.get("peak.temps", 0.0) == 0 for one in found["overtime"])
    assert found["hoard"][2]["budget.advertising"] == 0.7
    assert len({str(one) for one in (*found.values(), near)}) == len(found) + 1


def test_the_search_finds_the_best_of_a_made_world_and_goes_by_podiums_where_value_is_level():
    """Value has its top at 2 temps; nothing but customers depends on the crew."""

    def judge(decided):
        night = decided[-1]
        value = -abs(night["peak.temps"] - 2) + np.array([0.0, 0.01])
        return Judged(value, {"customers": night["peak.night_crew"], "people": 0.5})

    start = bots.decisions(SESSION, TEAM, bots.RULE)
    found, held = best(SESSION, ({}, *start[1:-1], {**start[-1], "peak.temps": 40.0, "peak.night_crew": 0.0}), judge)
    assert found[-1]["peak.temps"] == 2 and found[-1]["peak.night_crew"] == 0.5
    assert held.values.mean() == pytest.approx(0.005)


def test_decisions_are_written_as_they_are_read(tmp_path):
    decided = bots.decisions(SESSION, TEAM, bots.RULE)
    path = tmp_path / "trial.toml"
    path.write_text(as_toml(SESSION, decided), encoding="utf-8")
    assert read_toml(path) == {one.id: settings for one, settings in zip(SESSION.rounds, decided, strict=True)}


def in_their_order(name, n):
    own = shipped(name)
    team = shipped_team(own.team)
    judge = judge_of(own, team, range(5000, 5000 + n))
    values = [judge(bots.decisions(own, team, bot)).values.mean() for bot in (bots.NEAR, bots.RULE, bots.IDLE)]
    assert values == sorted(values, reverse=True), values


def beaten(name, rooms):
    """Exploit → share of rooms in which the steady bot is ahead of it: on the podium `profit`, and in the order of all
    four. A room has its own seed, and judges by all of its lucks."""
    own = shipped(name)
    team = shipped_team(own.team)
    players = {"near": bots.decisions(own, team, bots.NEAR), **bots.exploits(own, team)}
    ahead = {other: [] for other in players if other != "near"}
    for room in range(rooms):
        found = {player: [] for player in players}
        for luck in range(own.lucks + 1):
            seasons = Seasons(most=50)
            seed = replication_seed(5000 + room, luck)
            for player, decided in players.items():
                found[player].append(figures(own, team, decided, seed, seasons))
        scores = {player: score.podiums(rows) for player, rows in found.items()}
        for other, rows in ahead.items():
            order = score.order({one: scores[one] for one in ("near", other)})
            rows.append((scores["near"]["profit"] > scores[other]["profit"], order[0] == "near"))
    return {other: tuple(np.mean(rows, axis=0).tolist()) for other, rows in ahead.items()}


def test_the_bots_of_the_shortest_session_stand_in_their_order():
    in_their_order(QUICK, 10)


def test_no_exploit_beats_the_steady_bot():
    found = beaten(QUICK, FEW)
    assert all(min(shares) == 1.0 for shares in found.values()), found


@pytest.mark.worlds
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", session_names())
def test_no_exploit_beats_the_steady_bot_in_ninety_five_of_a_hundred_rooms(name):
    in_their_order(name, 30)
    found = beaten(name, MANY)
    assert all(min(shares) >= SURE for shares in found.values()), found
