"""Bots: they decide what a session opens, stand in their order, and no exploit beats the steady one."""

from __future__ import annotations

import numpy as np
import pytest

from playbook.workshop import bots
from playbook.workshop.search import Judged, as_toml, best, judge_of
from playbook.workshop.session import session_names, shipped
from sim.files.toml_file import read_toml
from sim.scenario.file import team as shipped_team
from tests.workshop import rivals
from tests.workshop.rivals import FROM, behind, drawn, order, podiums, rooms, same, worth
from tests.workshop.trial import TEAM, session

SESSION = session()
QUICK = session_names()[0]  # the shortest
FEW, MANY = 2, 100  # rooms
SURE = 0.95


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


@pytest.mark.parametrize("bot", [bots.RULE, bots.NEAR])
def test_exploits_do_what_they_are_called(bot):
    found = bots.exploits(SESSION, TEAM, bot)
    own = bots.decisions(SESSION, TEAM, bot)
    assert found["stop"][:-1] == own[:-1] and set(found["stop"][-1].values()) == {0.0}
    assert all(one.get("training.pair_minutes", 0.0) == 0 for one in found["untrained"])
    assert all(one["peak.overtime_hours"] == 4 and one.get("peak.temps", 0.0) == 0 for one in found["overtime"])
    assert found["hoard"][2]["budget.advertising"] == 0.7
    assert len({str(one) for one in (*found.values(), own)}) == len(found) + 1


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


def test_the_builder_writes_the_file_of_each_session(tmp_path, monkeypatch):
    """As it does other results: all, or one; a session that there is not is told in one sentence."""
    from playbook import build
    from playbook.workshop import search

    def found(own, seasons, workers):
        return bots.decisions(own, shipped_team(own.team), bots.RULE)

    monkeypatch.setattr(search, "searched", found)
    monkeypatch.setattr(bots, "FOLDER", tmp_path / "bots")
    assert build.main(["bots", "--only", QUICK]) == 0
    assert [one.name for one in (tmp_path / "bots").iterdir()] == [f"{QUICK}.toml"]
    assert build.main(["bots", "--workers", "1"]) == 0
    assert {one.stem for one in (tmp_path / "bots").iterdir()} == {*session_names()}
    rule = bots.decisions(shipped(QUICK), shipped_team(shipped(QUICK).team), bots.RULE)
    assert read_toml(tmp_path / "bots" / f"{QUICK}.toml") == {
        one.id: settings for one, settings in zip(shipped(QUICK).rounds, rule, strict=True)
    }
    assert build.main(["bots", "--only", "quartre"]) == 2
    with pytest.raises(SystemExit):
        build.main(["bots", "--seasons", "1"])


@pytest.mark.parametrize("name", session_names())
def test_the_best_known_name_every_lever_of_every_round(name):
    """A lever that was opened after the search would be set as its practice's best player does."""
    known = read_toml(bots.FOLDER / f"{name}.toml")
    assert {one: {*settings} for one, settings in known.items()} == {
        one.id: {choice.path for choice in one.choices} for one in shipped(name).rounds
    }


def in_their_order(name, n):
    own = shipped(name)
    team = shipped_team(own.team)
    judge = judge_of(own, team, range(FROM, FROM + n))
    means = [judge(bots.decisions(own, team, bot)).values.mean() for bot in (bots.NEAR, bots.RULE, bots.IDLE)]
    assert means == sorted(means, reverse=True), means


def beaten(found):
    """Exploit → share of rooms in which whoever plays the same without it is ahead: on the podium `profit`, and in the
    order of all four."""
    scored, ahead = [podiums(room) for room in found], {}
    for other in scored[0].keys() - {*bots.BOTS}:
        steady = same(other)
        rows = [
            (one[steady]["profit"] > one[other]["profit"], order({k: one[k] for k in (steady, other)})[0] == steady)
            for one in scored
        ]
        ahead[other] = tuple(np.mean(rows, axis=0).tolist())
    return ahead


def test_who_is_behind_is_told_apart_by_value_and_by_place():
    """An exploit that earns more in one of two lucks and treats people worse in both."""
    level = {"service_level": 0.8, "csat": 4.0, "people_first": 10.0, "tired_more": 0.0}
    steady = level | {"value": 10.0, "quits_expected": 1.0}
    lucks = [
        {"rule": steady, "near": steady, "stop": level | {"value": value, "quits_expected": 5.0, "service_level": 0.5}}
        for value in (9.0, 10.5)
    ]
    assert behind([[one] for one in lucks]) == {"stop": (0.5, 1.0)}  # first on two podiums, third on two
    assert behind([lucks]) == behind(drawn(lucks, 2, 3)) == {"stop": (1.0, 1.0)}


def test_rooms_are_kept_one_by_one_and_not_lived_twice(tmp_path, monkeypatch, capsys):
    level = {"service_level": 0.8, "csat": 4.0, "people_first": 10.0, "tired_more": 0.0, "quits_expected": 1.0}
    lived = []

    def of(own, team, numbers):
        lived.extend(numbers)
        worth = {"rule": 10.0, "near": 20.0, "stop": 9.0 + 2 * numbers[0], "stop+": 19.0}
        return [[{name: level | {"value": value} for name, value in worth.items()}]]

    monkeypatch.setattr(rivals, "rooms", of)
    file = str(tmp_path / "rooms.jsonl")
    rivals.part(QUICK, "0", "1", file)
    rivals.part(QUICK, "0", "2", file)
    assert lived == [0, 1]
    assert rivals.ahead([one["podiums"] for one in rivals.kept([file])]) == {"stop": (1, 1), "stop+": (0, 0)}
    rivals.count(file)
    assert f"{QUICK}: 2 rooms" in capsys.readouterr().out


@pytest.fixture(scope="module")
def few():
    """A few rooms of the shortest session, with everybody in them."""
    own = shipped(QUICK)
    return rooms(own, shipped_team(own.team), range(FEW))


def test_the_bots_of_the_shortest_session_stand_in_their_order():
    in_their_order(QUICK, 10)


def test_no_exploit_beats_whoever_plays_the_same_without_it(few):
    found = beaten(few)
    assert len(found) == 9 and all(min(shares) == 1.0 for shares in found.values()), found


def test_single_lucks_say_the_same(few):
    """Not only the mean of a room: where luck decides, nobody learns from it."""
    idle, rule, near = (worth(few, bot) for bot in (bots.IDLE, bots.RULE, bots.NEAR))
    assert np.all(near > rule) and np.all(rule > idle)
    won = {one: int(np.sum(worth(few, one) >= worth(few, same(one)))) for one in few[0][0] if one not in bots.BOTS}
    assert max(won.values()) <= (1 - SURE) * len(near), won


@pytest.mark.worlds
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", session_names())
def test_no_exploit_beats_the_steady_bot_in_ninety_five_of_a_hundred_rooms(name):
    in_their_order(name, 30)
    own = shipped(name)
    found = beaten(rooms(own, shipped_team(own.team), range(MANY)))
    assert all(min(shares) >= SURE for shares in found.values()), found
