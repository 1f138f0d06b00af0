"""AI assistance: suggestions that carry the practice of the best.

The assistant was trained on the answers of the team's best people. It moves whoever works below that practice a part
of the way up,

    gain = share · max(0, best − skill)    (log points of speed),

so a newcomer gains much and the best gain nothing: the mean effect follows from who is on the team, it is nowhere set.
A part of the help is learned for good, which is why people stay quicker when the assistant is down. Those above the
practice are led down when they follow it: their wrong answers rise a little (direction: a field experiment with chat
agents of a marketplace, AI-06).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, OneOrMany


@dataclass(frozen=True)
class Assistance:
    share: float  # of the gap to the best practice that suggestions close
    best: float  # standard deviations of ability by which that practice lies above an experienced person of the mean
    sticks: float  # share of the help in use that is learned for good, a week
    careless: float  # log factor on wrong answers for each log point that a person is above the practice


def gain(assistance: Assistance, skill: OneOrMany, spread: float, in_use: OneOrMany = 1.0) -> Floats:
    """Log speed that suggestions add, ≥ 0.

    `skill`: log speed without help, 0 = experienced person of mean ability; `spread`: standard deviation of log
    ability; `in_use`: share of the contacts answered with the assistant up, in [0, 1].
    """
    return assistance.share * np.maximum(0.0, assistance.best * spread - skill) * in_use


def kept(assistance: Assistance, help_now: Floats, weeks: OneOrMany) -> Floats:
    """Log speed that `weeks` with the help teach for good, ≥ 0."""
    return help_now * (1 - np.exp(-assistance.sticks * weeks))


def log_wrong(assistance: Assistance, skill: OneOrMany, spread: float, in_use: OneOrMany = 1.0) -> Floats:
    """Log factor on wrong answers, ≥ 0: only people above the practice are led down."""
    return assistance.careless * np.maximum(0.0, skill - assistance.best * spread) * in_use
