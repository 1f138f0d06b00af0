"""Team pay: a bonus for what all have done together.

A team's bonus moves with the sum of its members' results, so a person who does one per cent more moves the result of a
team of n by 1/n per cent and keeps only their own part of what that earns: the reward at the margin is 1/n of what it
is for the team (Holmström 1982). Against that stands mutual monitoring: people who see each other work take part of
their colleagues' gain as their own (Kandel & Lazear 1992), the less the more there are to watch. The weight that a
person gives the team's gain is

    w(n) = 1/n + monitoring(n) · (1 − 1/n),   monitoring(n) = monitoring · exp(−(n − 2) / sight),

1/n exactly without monitoring, 1 for a person alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, OneOrMany


@dataclass(frozen=True)
class TeamPay:
    monitoring: float  # part of a colleague's gain that counts as one's own, in a team of two who see each other
    sight: float  # people beyond two among whom that falls to 1/e


def weight(team_pay: TeamPay, size: OneOrMany, together: OneOrMany) -> Floats:
    """Share of the team's gain that a member works for, in (0, 1]. `together`: share of time seen by the others."""
    alone = 1 / size
    watched = team_pay.monitoring * together * np.exp(-np.maximum(size - 2, 0) / team_pay.sight)
    return alone + watched * (1 - alone)


def expected(log_gap: OneOrMany, steps: tuple[float, ...], amounts: tuple[float, ...], noise: float) -> Floats:
    """Expected bonus of a team (money, in the unit of `amounts`).

    `log_gap`: expected log result over the target; `steps`: log distances from the target at which `amounts` are added;
    `noise`: standard deviation of the log result.
    """
    from scipy.special import ndtr

    return sum(amount * ndtr((log_gap - step) / noise) for step, amount in zip(steps, amounts, strict=True))


def slope(log_gap: OneOrMany, steps: tuple[float, ...], amounts: tuple[float, ...], noise: float) -> Floats:
    """What a log point of the team's result adds to its expected bonus; arguments as in `expected`."""
    z = [(log_gap - step) / noise for step in steps]
    scale = noise * np.sqrt(2 * np.pi)
    return sum(amount * np.exp(-(one**2) / 2) / scale for one, amount in zip(z, amounts, strict=True))


def reward(team_pay: TeamPay, slope_share: OneOrMany, size: OneOrMany, together: OneOrMany) -> Floats:
    """Reward of a member's speed (for `incentives.effort`) and of help (for `incentives.helping`).

    `slope_share`: what a log point of the team's result adds to everybody's expected bonus together, as a share of
    everybody's pay together.
    """
    return weight(team_pay, size, together) * slope_share
