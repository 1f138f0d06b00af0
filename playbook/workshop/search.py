"""The best decisions known for a session's bot `near`, and a check that the bots stand in their order.

    python -m playbook.workshop.search quarter          # writes data/bots/quarter.toml
    python -m playbook.workshop.search my-session.toml  # prints it

One lever of one round after the other is moved to the setting with the highest mean value over the same lucks, until
none helps any more. The search starts from where the practices' own best players would set the levers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from playbook.workshop import bots
from playbook.workshop.lived import Seasons, Settings, stages_of
from playbook.workshop.session import Session, fitted, read_session, shipped
from sim.experiment.tasks import replication_seed
from sim.files.atomic import write_atomic
from sim.scenario import Scenario
from sim.scenario.file import team as shipped_team

SEEDS, FIRST = 16, 1000  # lucks that are searched with: none of those that a room or a test looks at
SWEEPS = 3
Decided = tuple[Settings, ...]
Judge = Callable[[Decided], float]


def mean_value(session: Session, team: Scenario, seasons: Seasons, seeds: Sequence[int]) -> Judge:
    """Judges decisions by the mean value of a whole season."""
    last = len(session.rounds) - 1
    events = tuple(event for one in session.rounds if one.counts for event in one.events)

    def judge(decided: Decided) -> float:
        stages = stages_of(session, team, bots.standing(session, team, decided), last, events)
        return float(np.mean([seasons.reach(stages, seed).figures.so_far["value"] for seed in seeds]))

    return judge


def best(session: Session, team: Scenario, start: Decided, judge: Judge, sweeps: int = SWEEPS,
         told: Callable[[str], None] = lambda text: None) -> tuple[Decided, float]:  # fmt: skip
    """Decisions that no single change of a lever makes better, and their mean value. Later rounds are tried first:
    what they share with the season so far is played already."""
    decided, value = [dict(one) for one in start], judge(start)
    for _ in range(sweeps):
        before = value
        for number in reversed(range(len(decided))):
            if not session.rounds[number].counts:
                continue
            for choice in session.rounds[number].choices:
                for setting in choice.values_from(decided[number][choice.path]):
                    if setting == decided[number][choice.path]:
                        continue
                    tried = [dict(one) for one in decided]
                    tried[number][choice.path] = setting
                    if (found := judge(tuple(tried))) > value:
                        decided, value = tried, found
                        told(f"{value:,.0f}  {session.rounds[number].id} {choice.path} = {setting:g}")
        if value == before:
            break
    return tuple(decided), value


def as_toml(session: Session, decided: Decided) -> str:
    """Decisions as their file has them."""
    lines = [f"# The best decisions known for the session {session.id}: found by `python -m playbook.workshop.search`."]
    for round_, settings in zip(session.rounds, decided, strict=True):
        lines += ["", f"[{round_.id}]", *(f'"{path}" = {value:g}' for path, value in sorted(settings.items()))]
    return "\n".join(lines) + "\n"


def main(name: str) -> None:
    own = Path(name)
    session = read_session(own) if own.suffix == ".toml" else shipped(name)
    team = shipped_team(session.team)
    fitted(session, team)
    seasons = Seasons()
    judge = mean_value(session, team, seasons, [replication_seed(session.seed, FIRST + one) for one in range(SEEDS)])
    values = {}
    for bot in (bots.IDLE, bots.RULE):
        decided = bots.decisions(session, team, bot)
        values[bot] = judge(decided)
        print(f"{bot} {values[bot]:,.0f} {list(decided)}", flush=True)
    start = bots.decisions(session, team, bots.NEAR)
    near, values[bots.NEAR] = best(session, team, start, judge, told=lambda text: print(text, flush=True))
    print(f"near {values[bots.NEAR]:,.0f}", flush=True)
    text = as_toml(session, near)
    if own.suffix == ".toml":
        print(text)
    else:
        bots.FOLDER.mkdir(exist_ok=True)
        write_atomic(bots.FOLDER / f"{session.id}.toml", text)


if __name__ == "__main__":
    main(*sys.argv[1:])
