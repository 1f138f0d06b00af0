"""The best decisions known for a session's bot `near`, and a check that the bots stand in their order.

    python -m playbook.workshop.search quarter          # writes data/bots/quarter.toml
    python -m playbook.workshop.search my-session.toml  # prints it

One lever of one round after the other is moved to a setting that is better on the same lucks, until none is any more.
Better is more value, where the difference is larger than its standard error; what is level in value goes by customers
and people. The search starts from where the practices' own best players would set the levers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from playbook.workshop import bots, score
from playbook.workshop.lived import Seasons, Settings, stages_of
from playbook.workshop.runs import figures_of
from playbook.workshop.session import Session, fitted, read_session, shipped
from sim.arrays import Floats
from sim.experiment.tasks import replication_seed
from sim.files.atomic import write_atomic
from sim.scenario import Scenario
from sim.scenario.file import team as shipped_team

SEEDS, FIRST = 12, 1000  # lucks that are searched with: none of those that a room or a test looks at
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


def judge_of(session: Session, team: Scenario, seeds: Sequence[int], seasons: Seasons | None = None) -> Judge:
    """Judges decisions by whole seasons in these lucks, with the session's own events."""
    lived, last = seasons or Seasons(), len(session.rounds) - 1
    events = tuple(event for one in session.rounds if one.counts for event in one.events)

    def judge(decided: Decided) -> Judged:
        stages = stages_of(session, team, bots.standing(session, team, decided), last, events)
        figures = [figures_of(lived.reach(stages, seed)) for seed in seeds]
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
    lines = [f"# The best decisions known for the session {session.id}: found by `python -m playbook.workshop.search`."]
    for round_, settings in zip(session.rounds, decided, strict=True):
        lines += ["", f"[{round_.id}]", *(f'"{path}" = {value:g}' for path, value in sorted(settings.items()))]
    return "\n".join(lines) + "\n"


def main(name: str) -> None:
    own = Path(name)
    session = read_session(own) if own.suffix == ".toml" else shipped(name)
    team = shipped_team(session.team)
    fitted(session, team)
    judge = judge_of(session, team, [replication_seed(session.seed, FIRST + one) for one in range(SEEDS)])
    for bot in (bots.IDLE, bots.RULE):
        print(f"{bot} {judge(bots.decisions(session, team, bot)).values.mean():,.0f}", flush=True)
    start = bots.decisions(session, team, bots.NEAR)
    near, found = best(session, start, judge, told=lambda text: print(text, flush=True))
    print(f"near {found.values.mean():,.0f}")
    text = as_toml(session, near)
    if own.suffix == ".toml":
        print(text)
        return
    bots.FOLDER.mkdir(exist_ok=True)
    write_atomic(bots.FOLDER / f"{session.id}.toml", text.encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
