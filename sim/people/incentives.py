"""Incentives: flat pay, a piece rate, a quality gate.

Each person weighs the return of speed against its cost, which is isoelastic. With m = 1 the motive that a flat wage
already supplies, s the pieces' share of a standard day's pay and ρ the return to speed, the best effort is

    e = (1 + s·ρ) ^ elasticity,

1 on a flat wage. The elasticity is set so that pieces worth a whole day's pay (s = 1) on work that never runs out
(ρ = 1) raise output by the within-worker effect of Lazear (2000), 0.197 log points. On a contact floor work does run
out: ρ is the share of yesterday's contacts that had to wait, because only then does a quicker answer let another one
in. What a piece rate buys in speed it takes from care (direction: Hong et al. 2018); a quality gate, where pieces
count only above a share of right answers, keeps a part of that care.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.floor.model import Floats


@dataclass(frozen=True)
class Incentives:
    elasticity: float  # of effort to its reward
    careless: float  # extra share of wrong answers per log point of effort, as a factor minus 1
    gate_keeps: float  # share of that loss which a quality gate prevents


def elasticity_from_within(log_points: float) -> float:
    """The elasticity at which pieces worth a whole day's pay raise effort by `log_points`."""
    return log_points / math.log(2)


def effort(incentives: Incentives, piece_share: Floats, return_to_speed: float) -> Floats:
    """Factor on speed, ≥ 1. `piece_share`: pieces' part of a standard day's pay; `return_to_speed` in [0, 1]."""
    return (1 + piece_share * return_to_speed) ** incentives.elasticity


def wrong_factor(incentives: Incentives, effort_now: Floats, gated: bool) -> Floats:
    """Factor on the share of wrong answers, ≥ 1."""
    loss = incentives.careless * np.log(effort_now)
    return 1 + loss * (1 - incentives.gate_keeps if gated else 1)


def piece_pay(pieces: Floats, right_share: Floats, rate: float, gate: float) -> Floats:
    """Money for finished pieces; nothing for people whose share of right answers is below the gate."""
    return np.where(right_share >= gate, pieces * rate, 0.0)
