"""Four podiums instead of one, and how well people knew what would come.

- profit: the season's profit and what its end is worth for the year after, so that burning people at the end loses;
  the mean over all lucks that the room looks at, because one lucky season is no skill
- customers: the mean of three shares: answered in time over the season, answered in time in the first four hours of
  the sale, and contentment (1 to 5 stars laid on 0 to 1); before a sale has opened, of the first and the last
- people: share of the team that is expected to stay to the end, less the tiredness gained from the first week to the
  last (0 to 1). Expected leavers, not those who left: with 27 people one more or fewer is luck
- risk: profit as above in the worst tenth of lucks. Not the spread: a shop that earns nothing for sure has none

Nobody wins by one number: the four stand side by side, and no order is made of them.

A bet is a range that should hold with 80 %. Its interval score (Gneiting & Raftery 2007, Journal of the American
Statistical Association 102, 359–378, doi:10.1198/016214506000001437, section 6.2) is its width, and tenfold the
distance by which it missed: lower is better, and on average no other range does better than the one from the P10 to
the P90 of what somebody truly expects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from playbook.workshop.session import Session
from playbook.workshop.state import State

PODIUMS = ("profit", "customers", "people", "risk")
FRONTIER = PODIUMS[:2]  # that a picture can show against each other
LEVEL = 0.8  # that a bet should hold with
WORST = 10  # per cent of lucks
STARS = (1.0, 5.0)  # the ends of contentment
NEEDS = ("value", "service_level", "peak_service_level", "csat", "quits_expected", "people_first", "tired_more")


# ---- podiums


def podiums(figures: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The four scores of a team, higher is better. `figures`: its NEEDS in each luck, those of the
    opening only where there was one; `people_first`: people of the
    first morning, `tired_more`: fatigue gained from the first week to the last."""
    of = {name: np.array([one[name] for one in figures]) for name in NEEDS if name in figures[0]}
    in_time = [of[name] for name in ("service_level", "peak_service_level") if name in of]
    content = (of["csat"] - STARS[0]) / (STARS[1] - STARS[0])
    stay = 1 - of["quits_expected"] / np.maximum(of["people_first"], 1)
    return {
        "profit": float(of["value"].mean()),
        "customers": float(np.mean([*in_time, content])),
        "people": float(np.mean(stay - of["tired_more"])),
        "risk": float(np.percentile(of["value"], WORST)),
    }


def places(scores: Mapping[str, Mapping[str, float]], podium: str) -> dict[str, int]:
    """The place of each on a podium, from 1; who is level shares it."""
    return {name: 1 + sum(other[podium] > mine[podium] for other in scores.values()) for name, mine in scores.items()}


def frontier(scores: Mapping[str, Mapping[str, float]], on: Sequence[str] = FRONTIER) -> tuple[str, ...]:
    """Those whom nobody beats on one of these podiums without being behind on another, in order of the first."""

    def beaten(own: Mapping[str, float]) -> bool:
        return any(
            all(one[name] >= own[name] for name in on) and any(one[name] > own[name] for name in on)
            for one in scores.values()
        )

    left = [name for name, own in scores.items() if not beaten(own)]
    return tuple(sorted(left, key=lambda name: -scores[name][on[0]]))


# ---- bets


def interval_score(low: float, high: float, truth: float, level: float = LEVEL) -> float:
    """As the module says; in the unit of the figure, ≥ 0."""
    return high - low + 2 / (1 - level) * (max(low - truth, 0.0) + max(truth - high, 0.0))


def bets(session: Session, state: State, number: int) -> dict[str, dict[str, Any]]:
    """The bets of a round that has results: person → {team, low, high, truth, inside, score}.

    `score` is over the mean of the room's, so that rounds that ask for other units can be put together: below 1 is
    better than the room. A bet is held against the round's days in the room's own luck.
    """
    found: dict[str, dict[str, Any]] = {}
    teams = state.play.results.get(number, {}).get("teams", {})
    for (asked, person), bet in state.play.bets.items():
        own = teams.get(str(state.people[person].team))
        kpi = session.rounds[number].bet
        if asked != number or own is None or kpi not in own["round_figures"]:
            continue
        truth = float(own["round_figures"][kpi])
        found[person] = {
            "team": state.people[person].team, "low": bet.low, "high": bet.high, "truth": truth,
            "inside": bet.low <= truth <= bet.high, "score": interval_score(bet.low, bet.high, truth),
        }  # fmt: skip
    usual = np.mean([one["score"] for one in found.values()]) if found else 0.0
    for one in found.values():
        one["score"] = float(one["score"] / usual) if usual else 1.0
    return found


def coverage(scored: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """{covered, of, score}: how many of these bets held, and the mean of their scores (None of no bets)."""
    rows = list(scored)
    mean = float(np.mean([one["score"] for one in rows])) if rows else None
    return {"covered": sum(bool(one["inside"]) for one in rows), "of": len(rows), "score": mean}


def by_person(session: Session, state: State) -> dict[str, dict[str, Any]]:
    """Person → `coverage` of their bets in all rounds that have results."""
    return _grouped(session, state, lambda person, one: person)


def by_team(session: Session, state: State) -> dict[str, dict[str, Any]]:
    """Team, as text → `coverage` of its people's bets."""
    return _grouped(session, state, lambda person, one: str(one["team"]))


def _grouped(session: Session, state: State, by: Any) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for number in sorted(state.play.results):
        for person, one in bets(session, state, number).items():
            groups.setdefault(by(person, one), []).append(one)
    return {name: coverage(rows) for name, rows in groups.items()}
