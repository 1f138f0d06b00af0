"""Podiums, their order, and how bets are scored."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook.workshop import score
from playbook.workshop.state import Bet, Person, Play, State
from tests.workshop.rivals import order
from tests.workshop.trial import session

USUAL = {
    "value": 100.0, "service_level": 0.8, "peak_service_level": 0.5, "csat": 4.2, "quits_expected": 2.0,
    "people_first": 20.0, "tired_more": 0.1,
}  # fmt: skip


def test_podiums_of_one_luck_are_what_they_say():
    found = score.podiums([USUAL])
    assert found == {
        "profit": 100.0, "customers": pytest.approx((0.8 + 0.5 + 0.8) / 3), "people": pytest.approx(1 - 0.1 - 0.1),
        "risk": 100.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "podium", "up"),
    [
        ({"value": 120.0}, "profit", True),
        ({"value": 120.0}, "risk", True),
        ({"service_level": 0.9}, "customers", True),
        ({"peak_service_level": 0.9}, "customers", True),
        ({"csat": 4.8}, "customers", True),
        ({"quits_expected": 4.0}, "people", False),
        ({"tired_more": 0.3}, "people", False),
    ],
)
def test_each_part_moves_its_podium(change, podium, up):
    before, after = (score.podiums([one])[podium] for one in (USUAL, USUAL | change))
    assert (after > before) is up and after != before


def test_before_a_sale_has_opened_customers_are_judged_by_all_days():
    before = {name: x for name, x in USUAL.items() if name != "peak_service_level"}
    assert score.podiums([before])["customers"] == pytest.approx((0.8 + 0.8) / 2)


def test_a_bet_on_an_opening_that_was_none_is_not_scored():
    now = state({(3, "p"): Bet(0.1, 0.2, 0)}, {3: {"0": 0.15}})
    assert session().rounds[3].bet == "peak_service_level" and set(score.bets(session(), now, 3)) == {"p"}
    now.play.results[3]["teams"]["0"]["round_figures"] = {"service_level": 0.15}
    assert score.bets(session(), now, 3) == {}


def test_risk_is_the_worst_tenth_and_no_reward_for_earning_nothing_for_sure():
    wild = [USUAL | {"value": 1000.0 + 100.0 * luck} for luck in range(11)]
    nothing = [USUAL | {"value": 0.0}] * 11
    assert score.podiums(wild)["risk"] == pytest.approx(1100.0)
    assert score.podiums(wild)["risk"] > score.podiums(nothing)["risk"]


def test_the_order_is_by_mean_place_and_one_podium_is_not_enough():
    four = dict.fromkeys(score.PODIUMS, 1.0)
    scores = {"one trick": four | {"profit": 3.0}, "all round": dict.fromkeys(score.PODIUMS, 2.0), "last": four}
    assert score.places(scores, "profit") == {"one trick": 1, "all round": 2, "last": 3}
    assert score.places(scores, "people") == {"one trick": 2, "all round": 1, "last": 2}
    assert order(scores) == ("all round", "one trick", "last")


@given(st.dictionaries(st.text(max_size=3), st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=8))
def test_nobody_on_the_frontier_is_beaten_and_everybody_else_is(points):
    scores = {name: {"profit": a, "customers": b} for name, (a, b) in points.items()}
    on = score.frontier(scores)

    def beats(a, b):
        return a != b and a[0] >= b[0] and a[1] >= b[1]

    assert on
    for name, own in points.items():
        assert (name not in on) == any(beats(other, own) for other in points.values())


def test_a_bet_that_held_costs_its_width_and_a_miss_tenfold_the_distance():
    assert score.interval_score(2.0, 5.0, 3.0) == 3.0
    assert score.interval_score(2.0, 5.0, 6.0) == pytest.approx(3.0 + 10.0)
    assert score.interval_score(2.0, 5.0, 1.5) == pytest.approx(3.0 + 5.0)


def test_no_range_does_better_than_the_one_that_is_truly_expected():
    came = np.random.default_rng(1).normal(size=20_000)
    own = np.quantile(came, [0.1, 0.9])
    best = np.mean([score.interval_score(*own, x) for x in came])
    for low, high in ((0.5, 0.5), (0.7, 0.7), (1.5, 1.5), (1.0, 1.4), (0.0, 0.0), (3.0, 3.0)):
        other = np.mean([score.interval_score(low * own[0], high * own[1], x) for x in came])
        assert other > best


def state(bets: dict[tuple[int, str], Bet], truths: dict[int, dict[str, float]]) -> State:
    people = {name: Person(name, name, team, "all", "a", 0.0) for name, team in (("p", 0), ("q", 0), ("r", 1))}
    results = {
        number: {"teams": {team: {"round_figures": {session().rounds[number].bet: x}} for team, x in own.items()}}
        for number, own in truths.items()
    }
    return State(teams=("A", "B"), people=people, play=Play("result", 3, bets=bets, results=results))


def test_bets_are_scored_by_person_and_team_against_the_own_team():
    now = state(
        {(1, "p"): Bet(0.5, 0.7, 0), (1, "q"): Bet(0.8, 0.9, 0), (1, "r"): Bet(0.5, 0.7, 0), (3, "p"): Bet(0.1, 0.2, 0),
         (2, "p"): Bet(0.1, 0.2, 0)},
        {1: {"0": 0.6, "1": 0.9}, 3: {"0": 0.15, "1": 0.5}},
    )  # fmt: skip
    first = score.bets(session(), now, 1)
    assert {name: one["inside"] for name, one in first.items()} == {"p": True, "q": False, "r": False}
    assert np.mean([one["score"] for one in first.values()]) == pytest.approx(1.0)
    assert first["p"]["score"] < first["r"]["score"] and first["r"]["truth"] == 0.9
    assert score.bets(session(), now, 2) == {}  # that round has no results yet
    people, teams = score.by_person(session(), now), score.by_team(session(), now)
    assert {name: (one["covered"], one["of"]) for name, one in people.items()} == {
        "p": (2, 2), "q": (0, 1), "r": (0, 1)
    }  # fmt: skip
    assert {name: (one["covered"], one["of"]) for name, one in teams.items()} == {"0": (2, 3), "1": (0, 1)}
