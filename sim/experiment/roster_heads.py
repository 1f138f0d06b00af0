"""Heads of a played week: the formulas' answer, settled on the simulated floor."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sim.arrays import Bools, Floats, Ints
from sim.experiment.roster_week import Week
from sim.planning.kept import Verdict
from sim.planning.promises import Promise
from sim.planning.roster.result import Needs
from sim.planning.settled import ROUNDS, Settled, like, settled

FEW = 8  # weeks by which most of the way is gone


def settle(
    week: Week, needs: Needs, promises: tuple[Promise, ...], cost: Floats, sure: float, shrinkage: float = 0.0,
    rounds: int = ROUNDS, lower: bool = True, before: Callable[[], None] | None = None,
) -> Iterator[Settled]:  # fmt: skip
    """Answers that come nearer, the last one the best, as in `settled`: upwards on a few of the week's replications,
    which is quick, and then on all of them, until the promises are kept on a share `sure` of the days. `before` is
    called before each question, of which some change nothing and give no answer: it may raise, to end the work."""
    serves, few = week.serves, week.few(FEW)
    if len(few.runs) < len(week.runs):
        judge = few.judge(promises, sure, shrinkage, confidence=0.0)
        one = None
        for one in settled(needs, serves, cost, hearing(judge, before), rounds, False, week.days):
            yield one
        if one is not None:
            needs = like(needs, serves, one.people)
    judge = hearing(week.judge(promises, sure, shrinkage), before)
    yield from settled(needs, serves, cost, judge, rounds, lower, week.days)


def hearing(judge: Verdict, before: Callable[[], None] | None) -> Verdict:
    """The same judge; `before` is called before each question."""
    if before is None:
        return judge

    def ask(cover: Ints) -> Bools:
        before()
        return judge(cover)

    return ask
