"""Did they learn? Two short forms that ask the same in other words, one before and one after; nothing is shown of one
person.

Half of the room has form a first, the other half form b. Whoever had a first gains what was learned and what b is
easier; whoever had b first gains what was learned less that. The mean of the two halves' means is what was learned,
however much the forms differ (a cross-over: Jones & Kenward 2014, Design and Analysis of Cross-Over Trials, 3rd ed.,
chapter 2). Each half has its own spread, so the interval has Welch's degrees of freedom (Welch 1947, Biometrika 34,
28–35, doi:10.1093/biomet/34.1-2.28).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from playbook.workshop.session import Question, Session
from playbook.workshop.state import State
from sim.experiment.intervals import CONFIDENCE, student

LEAST = 2  # people of each half, else nobody could be told from the mean, and no spread is known


def learned(session: Session, state: State) -> dict[str, Any] | None:
    """{n, before, after, gain: [low, mean, high]} of those who filled in both forms, shares of right answers.

    None where too few did.
    """
    halves: dict[str, list[tuple[float, float]]] = {"a": [], "b": []}
    for person in state.people.values():
        before, after = (state.checks.get((when, person.id)) for when in ("before", "after"))
        if before is not None and after is not None:
            first, second = (
                (session.check.a, session.check.b) if person.form == "a" else (session.check.b, session.check.a)
            )
            if first:
                halves[person.form].append((right(first, before), right(second, after)))
    return gained(halves["a"], halves["b"])


def right(questions: Sequence[Question], answers: Mapping[str, int]) -> float:
    """Share of a form's questions that were answered right."""
    return sum(answers.get(one.id) == one.right for one in questions) / len(questions)


def gained(a_first: Sequence[tuple[float, float]], b_first: Sequence[tuple[float, float]]) -> dict[str, Any] | None:
    """The same from (before, after) of each person of the two halves."""
    halves = [np.array(one, float) for one in (a_first, b_first)]
    if any(len(one) < LEAST for one in halves):
        return None
    low, mean, high = interval(*(one[:, 1] - one[:, 0] for one in halves))
    before, after = (float(np.mean([one[:, i].mean() for one in halves])) for i in (0, 1))
    return {"n": sum(map(len, halves)), "before": before, "after": after, "gain": [low, mean, high]}


def interval(a: np.ndarray, b: np.ndarray, confidence: float = CONFIDENCE) -> tuple[float, float, float]:
    """Low end, mean and high end of what was learned, from the gains (n,) of both halves; in −1 … 1.

    Where all of a half gained the same, its spread is not 0 but unknown: it counts as half an answer of the others'
    steps, so that an interval never has width 0 by chance.
    """
    mean = (a.mean() + b.mean()) / 2
    parts = [max(float(np.var(one, ddof=1)), _step(a, b) ** 2 / 4) / len(one) / 4 for one in (a, b)]
    error = math.sqrt(sum(parts))
    if not error:
        return float(mean), float(mean), float(mean)
    freedom = sum(parts) ** 2 / sum(part**2 / (len(one) - 1) for part, one in zip(parts, (a, b), strict=True))
    half = student(max(1, math.floor(freedom)), confidence) * error
    return max(-1.0, float(mean - half)), float(mean), min(1.0, float(mean + half))


def _step(a: np.ndarray, b: np.ndarray) -> float:
    """The smallest change that anybody showed, 0 where nobody changed."""
    moved = np.abs(np.concatenate([a, b]))
    return float(moved[moved > 0].min()) if (moved > 0).any() else 0.0
