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
    """All choices of a session. `n` seasons of `planned`; `base`: the shop that the changes are against."""

    n: int
    planned: int
    seed: int
    base: Scenario
    standing: dict[str, Range]  # TOLD of the base itself
    rows: tuple[Answer, ...]

    def of(self, round: str, path: str) -> tuple[Answer, ...]:
        return tuple(one for one in self.rows if (one.round, one.path) == (round, path))

    def best(self, round: str, path: str, kpi: str = "value") -> Answer | None:
        """The setting with the highest `kpi` of a lever; None where no two settings are clearly apart in it."""
        rows = self.of(round, path)
        if not apart(rows, kpi):
            return None
        return max(rows, key=lambda one: 0.0 if one.change is None else one.change[kpi].mean)


def apart(rows: tuple[Answer, ...], kpi: str) -> bool:
    """Whether the best and the poorest of some settings differ by more than luck: each mean by its 95 % half-width,
    added in squares (which is cautious: both lived the same luck)."""
    means = [Range(0.0, 0.0, 0.0, 0.0, 0.0, 1) if one.change is None else one.change[kpi] for one in rows]
    if len(means) < 2:
        return False
    high, low = max(means, key=lambda one: one.mean), min(means, key=lambda one: one.mean)
    return high.mean - low.mean > (high.half_width**2 + low.half_width**2) ** 0.5


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
    bets = {one.id: one.bet for one in session.rounds}
    rows = tuple(
        Answer(round, path, value, _change(base, found.get((path, value)), (*TOLD, bets[round])))
        for round, path, value in asked
    )
    standing = {kpi: base.range(kpi) for kpi in dict.fromkeys((*TOLD, *bets.values()))}
    return Answers(base.n, base.planned, base.seed, base.scenario, standing, rows)


def _change(base: Estimate, other: Estimate | None, kpis: tuple[str, ...]) -> dict[str, Range] | None:
    if other is None:
        return None
    return {kpi: Range.of(other.totals[kpi] - base.totals[kpi]) for kpi in dict.fromkeys(kpis)}
