"""Which decision made the difference: each is taken back, on the same lucks, with everything else as it was decided.

For the room: what the weakest team lacks of the strongest. Each choice in which they differ is given to the weakest as
the strongest made it; the one that closes most of the gap is the one that made most of the difference. Shares of all
choices need not add up to one: what two of them do together belongs to neither.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playbook.workshop import bots
from playbook.workshop.lived import Settings, lived_rounds, stages_of, swapped
from playbook.workshop.session import Session
from sim.arrays import Floats
from sim.experiment.results import Range
from sim.experiment.staged import Table
from sim.experiment.stages import Staged
from sim.scenario import Scenario

VALUE = "value"  # ranks decisions, teams and choices
TOLD = (VALUE, "profit", "peak_service_level", "quits")  # of a decision
SCREENED, FIRMED = 4, 5  # lucks in which every decision is tried; decisions of a team that are tried in all
WORKERS = 2
WHOLE, DIGITS = 1000, 4


@dataclass(frozen=True)
class Moved:
    """A lever that a team moved: in round `number`, the stage `at` of its season, from `before` to `chosen`."""

    at: int
    number: int
    path: str
    before: float
    chosen: float


def debrief(
    session: Session, team: Scenario, settings: Mapping[int, Sequence[Settings]], events: Sequence[str], *,
    workers: int | None = None,
) -> dict[str, Any]:  # fmt: skip
    """{"teams": {team: {"decisions": [...]}}, "room": {...} or None, "seasons": n}, all of it JSON.

    A decision: `round`, `path`, `before`, `chosen`, and of each of TOLD what it changed against leaving the lever where
    it stood, as P10, mean and P90 over `n` lucks; `se`: standard error of the mean value. Those that changed most, up
    or down, come first: the FIRMED that moved most in SCREENED lucks are played in all of the room's. `room`: the teams
    `better` and `worse` by mean value, their `gap`, and the choice (`round`, `path`, `a` the better's, `b` the worse's)
    that closes most of it: its `value` and `share` of the gap; None where all teams did the same. `settings`: what
    stands after each round's decision; `events`: `id@day`.
    """
    last = len(next(iter(settings.values()))) - 1
    some = range(session.seasons)
    table = Table(session.seed, workers=workers or min(os.cpu_count() or 1, WORKERS))
    own = {one: stages_of(session, team, mine, last, events) for one, mine in sorted(settings.items())}
    moves = {one: tuple(_moves(session, team, settings[one], last)) for one in own}
    back = {(one, move): swapped(own[one], move.at, move.path, move.before) for one in own for move in moves[one]}
    few = range(min(SCREENED, len(some)))
    _play(table, (*own.values(), *back.values()), few)

    def change(one: int, move: Moved, kpi: str, lucks: range) -> Floats:
        return table.values(own[one], kpi, lucks) - table.values(back[one, move], kpi, lucks)

    firm = {one: sorted(moves[one], key=lambda m: -abs(change(one, m, VALUE, few).mean()))[:FIRMED] for one in own}
    _play(table, (*own.values(), *(back[one, move] for one in own for move in firm[one])), some)

    def decision(one: int, move: Moved) -> dict[str, Any]:
        lucks = some if move in firm[one] else few
        changes = {kpi: change(one, move, kpi, lucks) for kpi in TOLD}
        told = {"round": move.number, "path": move.path, "before": move.before, "chosen": move.chosen, "n": len(lucks)}
        return {**told, "se": _error(changes[VALUE]), **{kpi: _span(values) for kpi, values in changes.items()}}

    def order(told: Mapping[str, Any]) -> tuple[int, float]:
        return -told["n"], -abs(told[VALUE][1])

    teams = {str(one): {"decisions": sorted((decision(one, move) for move in moves[one]), key=order)} for one in own}
    means = {one: float(table.values(stages, VALUE, some).mean()) for one, stages in own.items()}
    better, worse = (pick(own, key=lambda one: means[one]) for pick in (max, min))
    room = None
    if means[better] > means[worse]:
        room = _room(session, settings, better, worse, own, last, table, some)
    return {"teams": teams, "room": room, "seasons": len(some)}


def _moves(session: Session, team: Scenario, own: Sequence[Settings], last: int) -> Iterator[Moved]:
    """Every lever that a round moved by the team's own will."""
    before = bots.standing(session, team, ({},) * len(session.rounds))[lived_rounds(session, last)[0]]
    for at, number in enumerate(lived_rounds(session, last)):
        round_ = session.rounds[number]
        stood = {**before, **round_.given}
        for choice in round_.choices:
            if (chosen := own[number][choice.path]) != stood[choice.path]:
                yield Moved(at, number, choice.path, stood[choice.path], chosen)
        before = own[number]


def _room(
    session: Session, settings: Mapping[int, Sequence[Settings]], better: int, worse: int, own: Mapping[int, Staged],
    last: int, table: Table, some: range,
) -> dict[str, Any] | None:  # fmt: skip
    found = []
    for at, number in enumerate(lived_rounds(session, last)):
        for choice in session.rounds[number].choices:
            a, b = (settings[one][number][choice.path] for one in (better, worse))
            if a != b:
                told = {"round": number, "path": choice.path, "a": a, "b": b}
                found.append((told, swapped(own[worse], at, choice.path, a)))
    if not found:
        return None
    _play(table, [stages for _, stages in found], some)
    values = {one: table.values(own[one], VALUE, some) for one in (better, worse)}
    gains = [table.values(stages, VALUE, some) - values[worse] for _, stages in found]
    most = max(range(len(found)), key=lambda i: gains[i].mean())
    gap = values[better] - values[worse]
    return {
        "better": better, "worse": worse, **found[most][0], "value": _span(gains[most]),
        "share": round(float(gains[most].mean() / gap.mean()), DIGITS), "gap": _span(gap),
    }  # fmt: skip


def _play(table: Table, seasons: Sequence[Staged], some: range) -> None:
    for _ in table.play(seasons, some):
        pass


def _span(values: Floats) -> list[float]:
    found = Range.of(values)
    return [_short(x) for x in (found.p10, found.mean, found.p90)]


def _error(values: Floats) -> float | None:
    """Standard error of the mean; None of one luck."""
    return _short(float(values.std(ddof=1)) / len(values) ** 0.5) if len(values) > 1 else None


def _short(x: float) -> float:
    return float(round(x)) if abs(x) >= WHOLE else round(float(x), DIGITS)
