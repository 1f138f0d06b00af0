"""Races: what the service floor's people put into a prize that only a few of them can win."""

from __future__ import annotations

import numpy as np

from sim.arrays import Ints
from sim.mechanisms import contest


def race(world, state, rows: Ints, winners: int, prize_days: float, days: float) -> contest.Play:
    """Equilibrium among the people at `rows` for a prize of `prize_days` standard days' pay over `days` of work."""
    pay = world.mechanisms.incentives
    noise = pay.day_noise / np.sqrt(days)
    ability = np.log(state.pace[rows])
    return contest.equilibrium(ability, winners, prize_days, days, noise, pay.elasticity, pay.most, state.rush)
