"""Four podiums instead of one, and how well people knew what would come.

- profit: the season's profit and what is left at its end for the year after, so that burning people at the end loses;
  the mean over all lucks that the room looks at, because one lucky season is no skill
- customers: share answered in time, half of it the season's and half that of the sale's first four hours
- people: share of the team that did not leave, less how tired those who stayed are (0 to 1)
- risk: what the decisions are worth in the worst tenth of lucks

A bet is a range that should hold with 80 %; its interval score (Gneiting and Raftery, Journal of the American
Statistical Association 102 (2007), 359-378, section 6.2) is its width, and tenfold the distance by which it missed:
lower is better, and neither a very wide nor a very narrow range pays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playbook.workshop.state import State

PODIUMS = ("profit", "customers", "people", "risk")
LEVEL = 0.8  # that a bet should hold
WORST = 10  # per cent of lucks


def podiums(figures: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The four scores of a team from its key figures in each luck; higher is better."""

    def mean(name: str) -> float:
        return float(np.mean([one[name] for one in figures]))

    people = np.mean([1 - one["quits"] / max(one["headcount_end"] + one["quits"], 1) - one["tired"] for one in figures])
    return {
        "profit": mean("value"),
        "customers": (mean("service_level") + mean("peak_service_level")) / 2,
        "people": float(people),
        "risk": float(np.percentile([one["value"] for one in figures], WORST)),
    }


def places(scores: Mapping[str, Mapping[str, float]], podium: str) -> dict[str, int]:
    """The place of each on a podium, from 1; who is level shares it."""
    own = {name: one[podium] for name, one in scores.items()}
    return {name: 1 + sum(other > mine for other in own.values()) for name, mine in own.items()}


def interval_score(low: float, high: float, truth: float, level: float = LEVEL) -> float:
    """As the module says; in the unit of the figure."""
    missed = max(low - truth, 0.0) + max(truth - high, 0.0)
    return high - low + 2 / (1 - level) * missed


@dataclass(frozen=True)
class Scored:
    """A bet after the round: what came, whether it held, and its score over the room's mean (below 1 is better)."""

    number: int
    person: str
    team: int
    low: float
    high: float
    truth: float
    score: float

    @property
    def held(self) -> bool:
        return self.low <= self.truth <= self.high


def scored(state: State, kpis: Sequence[str]) -> tuple[Scored, ...]:
    """Every bet of a round that is over. `kpis`: the figure that each round asked for."""
    found = []
    for (number, person), bet in state.play.bets.items():
        team = state.people[person].team
        own = state.play.results.get(number, {}).get("teams", {}).get(str(team))
        if own is None:
            continue
        truth = own["round_figures"][kpis[number]]
        score = interval_score(bet.low, bet.high, truth)
        found.append(Scored(number, person, team, bet.low, bet.high, truth, score))
    return _over_the_rooms(found)


def coverage(bets: Iterable[Scored]) -> tuple[int, int]:
    """How many held, of how many."""
    held = [one.held for one in bets]
    return sum(held), len(held)


def mean_score(bets: Sequence[Scored]) -> float | None:
    """The mean of their scores, None of no bets."""
    return float(np.mean([one.score for one in bets])) if bets else None


def _over_the_rooms(bets: Sequence[Scored]) -> tuple[Scored, ...]:
    """Scores of a round over that round's mean: rounds ask for figures of different units."""
    mean: dict[int, Any] = {}
    for one in bets:
        mean.setdefault(one.number, []).append(one.score)
    usual = {number: float(np.mean(scores)) or 1.0 for number, scores in mean.items()}
    return tuple(
        Scored(one.number, one.person, one.team, one.low, one.high, one.truth, one.score / usual[one.number])
        for one in bets
    )
