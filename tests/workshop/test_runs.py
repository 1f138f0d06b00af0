"""What a round comes to: for all teams and bots, on the same luck, and each day lived once."""

from __future__ import annotations

import json

import pytest

from playbook.workshop import bots, lived, runs
from sim.experiment import run
from sim.season import kpi
from tests.workshop.trial import EVENT, OPENING, TEAM, decided, session

SESSION = session()


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(runs, "_seasons", lived.Seasons())


def results(number, events=(EVENT,), own=SESSION, **teams):
    """Teams by number, each with its night's decision."""
    given = teams or {"0": {}, "1": {"temps": 2.0}, "2": {}}
    settings = {int(one): bots.standing(own, TEAM, decided(**night))[: number + 1] for one, night in given.items()}
    return runs.results(own, TEAM, settings, number, events)


def test_its_shape_is_json_and_small():
    found = results(3)
    assert json.loads(json.dumps(found)) == found
    assert len(json.dumps(found)) < 200_000 / 6 * len(found["teams"])
    assert list(found["teams"]) == ["0", "1", "2"] and list(found["bots"]) == list(bots.BOTS)
    for one in (*found["teams"].values(), *found["bots"].values()):
        assert one["broken"] == []
        assert set(one["figures"]) == set(one["round_figures"]) == set(one["range"]) <= set(kpi.definitions())
        assert set(one["podiums"]) == {"profit", "customers", "people", "risk"}
        for low, mean, high in one["range"].values():
            assert low <= high and low - 1 <= mean <= high + 1


def test_who_decides_alike_gets_the_same_and_a_decision_makes_a_difference():
    teams = results(3)["teams"]
    assert teams["0"] == teams["2"]
    assert teams["0"]["figures"] != teams["1"]["figures"]
    assert teams["1"]["figures"]["labour_cost"] > teams["0"]["figures"]["labour_cost"]


def test_who_decides_nothing_lives_the_season_as_any_experiment_plays_it():
    calm = session(rounds=[one.model_dump() | {"events": ()} for one in SESSION.rounds])
    idle = runs.results(calm, TEAM, {}, 3, ())["bots"]["idle"]
    plain = run(TEAM, replications=calm.lucks + 1, seed=calm.seed).range("value")
    assert idle["range"]["value"] == [pytest.approx(x, abs=0.51) for x in (plain.p10, plain.mean, plain.p90)]


def test_a_round_is_its_days_and_the_figures_are_all_of_them():
    found = {number: results(number)["teams"]["1"] for number in (1, 2, 3)}
    assert [len(one["days"]["profit"]) for one in found.values()] == [7, 7, 14]
    for one in found.values():
        assert sum(one["days"]["profit"]) == pytest.approx(one["round_figures"]["profit"], abs=20)
    parts = [one["round_figures"]["orders"] for one in found.values()]
    assert sum(parts) == pytest.approx(found[3]["figures"]["orders"], abs=2)


def test_the_night_is_in_the_round_that_has_the_opening():
    found = [results(number)["teams"]["0"]["night"] for number in (1, 2, 3)]
    assert found[:2] == [None, None]
    night = found[2]
    assert set(night) == {"minutes", "waiting", "in_time", "came"} and len({len(x) for x in night.values()}) == 1
    assert all(kept <= came for kept, came in zip(night["in_time"], night["came"], strict=True))
    assert sum(night["came"]) > 0 and night["minutes"] == sorted(night["minutes"])
    assert SESSION.begins(3) <= OPENING < SESSION.rounds[3].until


def test_the_first_hours_of_the_sale_are_told_once_a_sale_has_opened():
    """Before, they would be the hours of the worst day: customers are then judged by all days."""
    for number in (1, 2, 3):
        found = results(number)
        for one in (*found["teams"].values(), *found["bots"].values()):
            for part in ("figures", "range", "round_figures"):
                assert ("peak_service_level" in one[part]) is (number == 3), part
        own = found["teams"]["0"]
        low, high = (own["range"]["service_level"][i] for i in (0, 2))
        content = [(own["range"]["csat"][i] - 1) / 4 for i in (0, 2)]
        if number < 3:
            assert (low + content[0]) / 2 <= own["podiums"]["customers"] <= (high + content[1]) / 2


def test_events_are_told_in_their_round():
    assert results(2)["teams"]["0"]["came"] == []
    found = results(3)
    for one in (*found["teams"].values(), *found["bots"].values()):
        assert one["came"] == [EVENT] and one["prevented"] == []
    assert results(3, events=())["teams"]["0"]["came"] == []


def test_a_round_to_learn_on_is_forgotten():
    alone = results(1)
    tried = results(0)
    assert results(1) == alone
    assert tried["teams"]["0"]["figures"] == tried["bots"]["idle"]["figures"]  # nobody decided anything in it
    assert tried["teams"]["0"]["figures"] != alone["teams"]["0"]["figures"]  # and in the next one everybody did


def test_a_later_round_plays_its_own_days_only_and_bots_can_be_played_ahead(monkeypatch):
    played = []
    real = lived.play_on
    monkeypatch.setattr(
        lived, "play_on", lambda stage, *rest, **more: played.append(stage.until) or real(stage, *rest, **more)
    )
    results(2)
    assert set(played) == {7, 14}
    before = len(played)
    runs.ahead(SESSION, TEAM, 3, (EVENT,))
    bots_only = played[before:]
    assert set(bots_only) == {28} and len(bots_only) == len(bots.BOTS) * (SESSION.lucks + 1)
    results(3)
    assert played[before + len(bots_only) :] == [28] * 2 * (SESSION.lucks + 1)  # three teams, two of them alike
    results(3)
    assert len(played) == before + len(bots_only) + 2 * (SESSION.lucks + 1)
