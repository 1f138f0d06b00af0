"""What each choice of a session does in its shop: set alone, everything else as it stands, on the same luck.

The shop stands as the session puts it: its events come, and settings that a round brings are there. A choice is set for
the whole season, so one that a room takes in a later round may do less than is told here;
levers of the opening act around it whenever they are set.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from playbook.lab.kpi import kpis
from playbook.workshop.session import Session
from sim.experiment.replications import side_by_side
from sim.experiment.results import Estimate, Range
from sim.scenario import Scenario

# Changes that are told of every choice: money of the season and what is left for the year after, their sum, customers
# on the evening of the opening, and people.
TOLD = ("value", "profit", "end_state", "peak_service_level", "late_parcels", "quits")


@dataclass(frozen=True)
class Answer:
    """A setting of a lever. `change`: of each of TOLD and of the round's bet, against leaving the lever as it stands;
    None for the setting that stands."""

    round: str
    path: str
    value: float
    change: dict[str, Range] | None


@dataclass(frozen=True)
class Answers:
    """All choices of a session. `n` seasons of `planned`; `base`: the shop that the changes are against;
    `ahead`: (round, path, key figure) → what `leading` says."""

    n: int
    planned: int
    seed: int
    base: Scenario
    standing: dict[str, Range]  # TOLD of the base itself
    rows: tuple[Answer, ...]
    ahead: dict[tuple[str, str, str], tuple[float, ...]]

    def of(self, round: str, path: str) -> tuple[Answer, ...]:
        return tuple(one for one in self.rows if (one.round, one.path) == (round, path))

    def leading(self, round: str, path: str, kpi: str = "value") -> tuple[float, ...]:
        """Settings of a lever that nothing beats clearly in `kpi`, in order; all where none is clearly apart."""
        return self.ahead[(round, path, kpi)]

    def clear(self, round: str, path: str, kpi: str = "value") -> bool:
        """Whether the best setting of a lever beats another one clearly in `kpi`."""
        return len(self.leading(round, path, kpi)) < len(self.of(round, path))


def shop(session: Session, team: Scenario) -> Scenario:
    """The team with every event of the rounds that count and what these rounds bring."""
    counting = [one for one in session.rounds if one.counts]
    given = {path: value for one in counting for path, value in one.given.items()}
    events = tuple(dict.fromkeys((*team.incidents.by_hand, *(event for one in counting for event in one.events))))
    return team.with_levers({"incidents.by_hand": events, **given})


def choices(session: Session, team: Scenario) -> tuple[tuple[str, str, float], ...]:
    """(round, path, setting) of every choice, with the setting that stands, in order."""
    base = shop(session, team)
    return tuple(
        (one.id, choice.path, value)
        for one in session.rounds
        for choice in one.choices
        for value in choice.values_from(float(base.at(choice.path)))
    )


def answers(session: Session, team: Scenario, seasons: int, seed: int, **options: Any) -> Iterator[Answers]:
    """Season by season; options as in `sim.experiment.replications.replicate`."""
    base, asked = shop(session, team), choices(session, team)
    moved = [one for one in dict.fromkeys(one[1:] for one in asked) if one[1] != float(base.at(one[0]))]
    scenarios = (base, *(base.with_levers({path: value}) for path, value in moved))
    with closing(side_by_side(scenarios, seasons, seed, **options)) as stream:
        for first, *others in stream:
            found = dict(zip(moved, others, strict=True))
            yield _told(session, asked, first, found)


def _told(
    session: Session, asked: tuple[tuple[str, str, float], ...], base: Estimate,
    found: dict[tuple[str, float], Estimate],
) -> Answers:  # fmt: skip
    rows, ahead = [], {}
    for one in session.rounds:
        told = tuple(dict.fromkeys((*TOLD, one.bet)))
        for choice in one.choices:
            path = choice.path
            here = {value: found.get((path, value), base) for name, at, value in asked if (name, at) == (one.id, path)}
            rows += [Answer(one.id, path, v, _change(base, played, told)) for v, played in here.items()]
            ahead |= {(one.id, path, kpi): _ahead(here, kpi) for kpi in told}
    every = dict.fromkeys((*TOLD, *(one.bet for one in session.rounds)))
    standing = {kpi: base.range(kpi) for kpi in every}
    return Answers(base.n, base.planned, base.seed, base.scenario, standing, tuple(rows), ahead)


def _change(base: Estimate, other: Estimate, told: tuple[str, ...]) -> dict[str, Range] | None:
    """None for the setting that stands."""
    return None if other is base else {kpi: Range.of(other.totals[kpi] - base.totals[kpi]) for kpi in told}


def _ahead(played: dict[float, Estimate], kpi: str) -> tuple[float, ...]:
    """Settings whose seasons are not clearly behind those of the best one: by the 95 % half-width of their difference,
    season by season. One season tells nothing apart."""
    sign = -1.0 if kpis()[kpi].better == "lower" else 1.0
    best = max(played.values(), key=lambda one: sign * float(one.totals[kpi].mean()))
    behind = {value: Range.of(sign * (best.totals[kpi] - one.totals[kpi])) for value, one in played.items()}
    return tuple(value for value, gap in behind.items() if not gap.mean > gap.half_width)
