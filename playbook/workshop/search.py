"""The best decisions known for a session's bot `near`, judged by whole seasons on the same luck.

    playbook build bots [--only quarter]         # writes data/bots/
    playbook build bots --only my-session.toml   # prints them

One lever of one round after the other is moved to a setting that is better on the same lucks, until none is any more.
Better is more value, where the difference is larger than its standard error; what is level in value goes by customers
and people. The search starts from where the practices' own best players would set the levers.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from playbook.workshop import bots, score
from playbook.workshop.lived import Settings, stages_of
from playbook.workshop.runs import figures_of
from playbook.workshop.session import Session, fitted, read_session, session_names, shipped
from sim.arrays import Floats
from sim.experiment.staged import Table
from sim.experiment.workers import one_pool
from sim.files.atomic import write_atomic
from sim.files.bad_input import BadInput
from sim.scenario import Scenario
from sim.scenario.file import team as shipped_team

SEASONS, FIRST = 12, 1000  # lucks that are searched with: none of those that a room or a test looks at
SWEEPS = 3
Decided = tuple[Settings, ...]


@dataclass(frozen=True)
class Judged:
    """What decisions come to over some lucks: value (n,), and the podiums."""

    values: Floats
    podiums: dict[str, float]

    def beats(self, other: Judged) -> bool:
        """See the module's docstring."""
        more = self.values - other.values
        error = float(more.std(ddof=1)) / len(more) ** 0.5
        if abs(more.mean()) > error:
            return bool(more.mean() > 0)
        return sum(self.podiums[name] - other.podiums[name] for name in ("customers", "people")) > 0


Judge = Callable[[Decided], Judged]


def judge_of(session: Session, team: Scenario, lucks: Iterable[int], executor: Executor | None = None) -> Judge:
    """Judges decisions by whole seasons with the session's own events, in these replications of its seed."""
    table, last, lucks = Table(session.seed, executor=executor), len(session.rounds) - 1, tuple(lucks)
    events = tuple(event for one in session.rounds if one.counts for event in one.events)

    def judge(decided: Decided) -> Judged:
        stages = stages_of(session, team, bots.standing(session, team, decided), last, events)
        for _ in table.play([stages], lucks):
            pass
        figures = [figures_of(table.figures(stages, luck)) for luck in lucks]
        return Judged(np.array([one["value"] for one in figures]), score.podiums(figures))

    return judge


def best(
    session: Session,
    start: Decided,
    judge: Judge,
    sweeps: int = SWEEPS,
    told: Callable[[str], None] = lambda text: None,
) -> tuple[Decided, Judged]:
    """Decisions that no single change of a lever makes better, and what they come to. Later rounds are tried first:
    their days before are lived already."""
    decided, held = [dict(one) for one in start], judge(start)
    for _ in range(sweeps):
        moved = False
        for number in reversed(range(len(decided))):
            for choice in session.rounds[number].choices if session.rounds[number].counts else ():
                for setting in choice.values_from(decided[number][choice.path]):
                    if setting == decided[number][choice.path]:
                        continue
                    tried = [dict(one) for one in decided]
                    tried[number][choice.path] = setting
                    if (found := judge(tuple(tried))).beats(held):
                        decided, held, moved = tried, found, True
                        told(f"{held.values.mean():,.0f}  {session.rounds[number].id} {choice.path} = {setting:g}")
        if not moved:
            break
    return tuple(decided), held


def as_toml(session: Session, decided: Decided) -> str:
    """Decisions as their file has them."""
    lines = [f"# The best decisions known for the session {session.id}: found by `playbook build bots`."]
    for round_, settings in zip(session.rounds, decided, strict=True):
        lines += ["", f"[{round_.id}]", *(f'"{path}" = {value:g}' for path, value in sorted(settings.items()))]
    return "\n".join(lines) + "\n"


def options(commands: argparse._SubParsersAction) -> None:
    """Add `bots` to the builder's commands."""
    command = commands.add_parser("bots", help="search data/bots/: the best decisions known for each workshop")
    command.add_argument("--only", metavar="SESSION", help="one session, or a file; all if absent")
    command.add_argument("--seasons", type=_several, default=SEASONS, metavar="N", help="lucks of each try")
    command.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    command.set_defaults(tune=run)


def _several(text: str) -> int:
    """One luck has no spread to judge by."""
    if not text.isdigit() or int(text) < 2:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 1")
    return int(text)


def run(arguments: argparse.Namespace) -> int:
    """Do what `options` read; 2 for a session that there is not, or that cannot be used."""
    names = session_names() if arguments.only is None else (arguments.only,)
    try:
        for name in names:
            own = read_session(name) if Path(name).suffix else shipped(name)
            text = as_toml(own, searched(own, arguments.seasons, arguments.workers))
            if Path(name).suffix:
                print(text)
            else:
                bots.FOLDER.mkdir(parents=True, exist_ok=True)
                write_atomic(bots.FOLDER / f"{own.id}.toml", text.encode())
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def searched(session: Session, seasons: int = SEASONS, workers: int = 1) -> Decided:
    """The best decisions found for a session in its own shop, from those known so far."""
    team = shipped_team(session.team)
    fitted(session, team)

    def told(text: str) -> None:
        print(f"{session.id}: {text}", file=sys.stderr, flush=True)

    with one_pool(None, workers) as pool:
        judge = judge_of(session, team, range(FIRST, FIRST + seasons), pool)
        for bot in (bots.IDLE, bots.RULE):
            told(f"{bot} {judge(bots.decisions(session, team, bot)).values.mean():,.0f}")
        found, held = best(session, bots.decisions(session, team, bots.NEAR), judge, told=told)
        told(f"near {held.values.mean():,.0f}")
    return found
