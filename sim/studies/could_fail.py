"""Could a claim have failed? A pass is worth something only where another model would have missed.

Each study is run again in two ways, on the same luck:

- with every parameter at its neutral value, as if no mechanism were there. A claim that passes then is no evidence;
- with each assumption (grade D) that the study reads at either end of its range, the others where they stand, and for
  claims that hold all that with every assumption at the end that lowers the estimate, and at the one that raises it.
  A claim whose verdict turns hangs on the values that were assumed. Values with which a number that set the model no
  longer comes out of the study do not count: with them the model would have been set otherwise.

What is left is told by the claim: where only a direction was published, any size of the right sign passes, so it could
have failed only by no effect at all; where the published value lies within what a trial of that size finds without any
effect, the trial was too small to tell.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Collection
from concurrent.futures import Executor
from dataclasses import dataclass

from sim import draws
from sim.evidence import Parameter, Parameters, parameter_table
from sim.evidence import parameters as usual_parameters
from sim.experiment import last
from sim.studies.base import SETS, Study, Verdict, run

ASSUMED = "D"  # the grade of a parameter that leans on an assumption
TRIED = 2  # experiments that show whether a parameter moves a study at all

# What a verdict is worth, in the order in which it is asked.
MISSED = "missed"  # it could fail, for it does
SET = "set"  # it set a parameter
NOTHING = "nothing"  # it passes with nothing in the model
LEAKED = "leaked"  # an assumption was argued from it
HANGS = "hangs"  # it turns within the range of an assumption
SIGN = "sign"  # a direction: any size passes
SMALL = "small"  # the trial could not tell the published value from nothing
YES = "yes"


@dataclass(frozen=True)
class Turned:
    """Values of assumptions, by id, with which the verdict is another."""

    values: dict[str, float]
    verdict: Verdict


@dataclass(frozen=True)
class Weight:
    """What a claim's verdict is worth. `absent`: with everything neutral; none where the study reads no parameter."""

    usual: Verdict
    absent: Verdict | None
    turned: tuple[Turned, ...]

    @property
    def kind(self) -> str:
        """One of the constants above."""
        claim, absent = self.usual.claim, self.absent
        if claim.role == SETS:
            return SET
        if not self.usual.passed:
            return MISSED
        if absent is not None and absent.passed:
            return NOTHING
        if claim.leak:
            return LEAKED
        if self.turned:
            return HANGS
        if math.isnan(claim.published):
            return SIGN
        if absent is not None and absent.low <= claim.published <= absent.high:
            return SMALL
        return YES


class _Watched(Parameters):
    """Parameters that remember which of them were asked for."""

    def __init__(self, values: Parameters) -> None:
        super().__init__(dict(values))
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> float:
        self.read.add(name)
        return super().__getitem__(name)


def neutral() -> Parameters:
    """Every parameter at the value at which its effect is absent."""
    return usual_parameters().holding({row.id: row.neutral for row in parameter_table().values()})


def parameters_read(study: Study) -> tuple[str, ...]:
    """Ids of the parameters that an experiment of the study asks for, sorted."""
    watched = _Watched(usual_parameters())
    _estimates(study, watched, 0, seed=1)
    return tuple(sorted(watched.read))


def assumptions(study: Study, among: Collection[str] | None = None) -> tuple[Parameter, ...]:
    """The assumptions with a range that move any of the study's estimates; `among` so many parameters, without it of
    all that an experiment asks for.
    """
    rows = (parameter_table()[name] for name in (parameters_read(study) if among is None else among))
    return tuple(row for row in rows if row.grade == ASSUMED and row.low < row.high and _moves(study, row))


def key(study: Study, experiments: int, seed: int, read: Collection[str]) -> str:
    """Digest of what a weight is made from: claims but for their words, the parameters `read`, their ranges and neutral
    values. KeyError for a parameter that is no more.
    """
    claims = [(one.id, one.published, one.low, one.high, one.role, one.leak) for one in study.claims]
    rows = [(row.id, row.low, row.high, row.neutral, row.grade) for row in map(parameter_table().__getitem__, read)]
    made_from = [study.id, experiments, seed, claims, rows, usual_parameters().fingerprint(read)]
    return hashlib.sha256(json.dumps(made_from).encode()).hexdigest()


def weights(
    study: Study, experiments: int = 200, seed: int = 1, executor: Executor | None = None,
    among: Collection[str] | None = None,
) -> tuple[Weight, ...]:  # fmt: skip
    """What the study's verdicts are worth, claims in their order. `among`: see `assumptions`."""

    def verdicts(values: Parameters) -> tuple[Verdict, ...]:
        return last(run(study, experiments, seed, values, executor)).verdicts

    base = usual_parameters()
    usual = verdicts(base)
    absent = verdicts(neutral()) if among is not None or parameters_read(study) else (None,) * len(usual)
    ends = {}  # assumption → its two ends and the verdicts there
    for row in assumptions(study, among):
        ends[row.id] = [({row.id: end}, verdicts(base.holding({row.id: end}))) for end in (row.low, row.high)]
    tried = [pair for both in ends.values() for pair in both]
    turned = [_turned(usual, tried, k) for k in range(len(usual))]
    for k, one in enumerate(usual):
        if one.passed and one.claim.role != SETS and not turned[k] and len(ends) > 1:
            corners = [_corner(ends, k, highest) for highest in (False, True)]
            turned[k] = _turned(usual, [(corner, verdicts(base.holding(corner))) for corner in corners], k)
    return tuple(Weight(*one) for one in zip(usual, absent, turned, strict=True))


Tried = tuple[dict[str, float], tuple[Verdict, ...]]  # values, and what comes out with them


def _turned(usual: tuple[Verdict, ...], tried: list[Tried], k: int) -> tuple[Turned, ...]:
    """Where claim `k` gets another verdict, although the numbers that set the model come out as they did."""
    sets = [i for i, one in enumerate(usual) if one.claim.role == SETS and one.passed]
    possible = [(values, found) for values, found in tried if all(found[i].passed for i in sets if i != k)]
    return tuple(Turned(values, found[k]) for values, found in possible if found[k].passed != usual[k].passed)


def _corner(ends: dict[str, list[Tried]], k: int, highest: bool) -> dict[str, float]:
    """Of each assumption that moves claim `k` the end with its highest or lowest mean."""
    corner: dict[str, float] = {}
    for low, high in ends.values():
        means = [found[k].mean for _, found in (low, high)]
        if means[0] != means[1]:
            corner |= (low, high)[(means[1] > means[0]) == highest][0]
    return corner


def _estimates(study: Study, values: Parameters, number: int, seed: int) -> dict[str, float]:
    return study.experiment(values, draws.generator(seed, "study", study.id, number))


def _moves(study: Study, row: Parameter) -> bool:
    """Whether the two ends of a parameter's range give other estimates on the same luck."""
    values = usual_parameters()
    for number in range(TRIED):
        low, high = (_estimates(study, values.holding({row.id: end}), number, 1) for end in (row.low, row.high))
        if any(low[name] != high[name] for name in low if not (math.isnan(low[name]) and math.isnan(high[name]))):
            return True
    return False
