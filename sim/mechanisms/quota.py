"""Quota: a bonus that steps, and what people do with the days that are left.

A month has T working days. A day of usual work is worth 1 and a day of effort e is worth 1 + ρ(e − 1) with luck on
top; the bonus B, in days' pay, is paid on the last evening to whoever has reached the quota. With d days to go and x
days of usual work still missing, the best effort solves

    V(d, x) = max over e of  m·(e − 1) − (C(e) − C(1)) + E V(d − 1, x − 1 − ρ(e − 1) − σz),   V(0, x) = B where x ≤ 0,

with C(e) = e^(1 + 1/ε) / (1 + 1/ε) and m = 1 the motive of a flat wage. Nothing is assumed about when people try:
that effort rises where the quota is in reach, falls where it is out of reach or met, and that results bunch just
above the step all follow. A person's distance is counted in days of their own usual work, so that one table serves
everybody: the able start closer.

Ratchet (Weitzman 1980): a share of what is delivered beyond the quota is added to the next one, which costs
what a day's head start is worth on the first morning. Without it effort after the quota is just the usual.

Out of reach: whoever has no hope of the quota, however hard they try, does a little less than without one, as under a
goal that no day reaches (Locke & Latham 1990, 2002; `motivation`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.arrays import Alike, Floats

TAIL = 4  # standard deviations of a day's luck that are counted
STEP = 0.1  # days of usual work between two distances of the table
EFFORTS = 25  # efforts tried on either side of 1
REACH = 1.5  # the table covers distances up to this many times the days of the month
BEYOND = 0.5  # … and that many times the days past the quota
RETURNS = 5  # returns to speed in [0, 1] for which tables are made
PLANS = 32  # kept


@dataclass(frozen=True)
class Quota:
    ratchet: float  # share of what is beyond the quota that the next quota takes
    least: float  # lowest effort that still passes for work
    hopeless: float  # log effort lost by somebody without any hope of the quota


@dataclass(frozen=True)
class Plan:
    """Best efforts. `effort[r, d, i]`: at return_to_speed r / (R − 1), d days to go, distance `distance[i]`."""

    distance: Floats  # (X,) days of usual work, increasing
    effort: Floats  # (R, T + 1, X)
    value: Floats  # (R, T + 1, X) in days' pay, over a month at usual effort without the bonus


@lru_cache(maxsize=PLANS)
def plan(quota: Quota, elasticity: float, most: float, noise: float, days: int, bonus: float, target: float) -> Plan:
    """Tables for a month of `days` working days.

    `bonus` in days' pay (share of a month's pay × days); `target`: usual quota in days of usual work (only the ratchet
    needs it); `noise`: standard deviation of a day's result at given effort, in days of usual work. The elasticity, the
    most and the noise stand in `sim.mechanisms.incentives`.
    """
    distance = np.arange(-BEYOND * days, REACH * max(days, target) + STEP, STEP)
    grid = np.linspace(0, 1, RETURNS)
    tables = [_solve(quota, elasticity, most, noise, days, bonus, target, distance, back) for back in grid]
    return Plan(distance, np.stack([effort for effort, _ in tables]), np.stack([value for _, value in tables]))


def _solve(
    quota: Quota, elasticity: float, most: float, noise: float, days: int, bonus: float, target: float,
    distance: Floats, back: float,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Efforts and values (T + 1, X) at return to speed `back`."""
    if elasticity <= 0:  # people whom no reward moves
        return np.ones((days + 1, len(distance))), np.zeros((days + 1, len(distance)))
    effort, value = backward(quota.least, elasticity, most, noise, days, bonus, 0.0, distance, back)
    if quota.ratchet > 0 and bonus > 0:
        start = np.searchsorted(distance, target)
        per_day = (value[days, start - 1] - value[days, start + 1]) / (distance[start + 1] - distance[start - 1])
        price = quota.ratchet * per_day
        effort, value = backward(quota.least, elasticity, most, noise, days, bonus, price, distance, back)
    return effort, value


def backward(
    least: float, elasticity: float, most: float, noise: float, days: int, bonus: float, beyond: float,
    distance: Floats, back: float,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Backward induction on the grid `distance`; `beyond`: price of a day's work past the quota on the last evening."""
    efforts = effort_grid(least, most)
    gain = (efforts - 1) - (_cost(efforts, elasticity) - _cost(1.0, elasticity))
    luck = _luck(noise)
    value, best = np.empty((days + 1, len(distance))), np.ones((days + 1, len(distance)))
    # the step as its mean over a cell of the grid, so that it stands at 0 and not at the next point
    value[0] = bonus * np.clip(1 / 2 - distance / STEP, 0, 1) - beyond * np.maximum(-distance, 0)
    for d in range(1, days + 1):
        # luck first, effort second: the expected value on a grid of distances before luck, read at each effort
        ahead = np.convolve(np.pad(value[d - 1], len(luck) // 2, mode="edge"), luck, mode="valid")
        after = distance[None, :] - 1 - back * (efforts[:, None] - 1)
        total = gain[:, None] + np.interp(after, distance, ahead)
        choice = total.argmax(axis=0)
        best[d] = efforts[choice]
        value[d] = total[choice, np.arange(len(distance))]
    return best, value


def _luck(noise: float) -> Floats:
    """Chances of a day's luck on the table's steps; a single 1 without luck."""
    reach = round(TAIL * noise / STEP)
    steps = np.arange(-reach, reach + 1) * STEP
    density = np.exp(-((steps / noise) ** 2) / 2) if reach else np.ones(1)
    return density / density.sum()


def effort_grid(least: float, most: float) -> Floats:
    """Efforts to choose from, log-spaced on either side of exactly 1."""
    below = np.exp(np.linspace(np.log(least), 0, EFFORTS))[:-1]
    return np.concatenate([below, [1.0], np.exp(np.linspace(0, np.log(most), EFFORTS))[1:]])


def effort(table: Plan, days_left: int, missing: Floats, ability: Floats, return_to_speed: float) -> Floats:
    """Best effort today of everybody at once, (n,).

    `days_left`: working days left, today included; `missing`: standard days of work that the quota still asks for
    (≤ 0: met); `ability`: factor on a standard day that the person usually does.
    """
    last = table.effort.shape[1] - 1
    place = np.clip(return_to_speed, 0, 1) * (len(table.effort) - 1)
    low = min(int(place), len(table.effort) - 2)
    part = place - low
    d = min(max(days_left, 0), last)
    own = np.asarray(missing, float) / ability
    lower, upper = (np.interp(own, table.distance, table.effort[r, d]) for r in (low, low + 1))
    return (1 - part) * lower + part * upper


def hope(noise: float, most: float, days_left: int, missing: Floats, ability: Floats, return_to_speed: float) -> Floats:
    """Chance to reach the quota for somebody who tries as hard as anybody can from today on, (n,).

    Arguments as in `effort`; 1 where it is met.
    """
    from scipy.special import ndtr  # here: a season without a quota needs no scipy

    own = np.asarray(missing, float) / ability
    within = days_left * (1 + return_to_speed * (most - 1)) - own
    spread = max(noise * np.sqrt(days_left), STEP)
    return np.where(own <= 0, 1.0, ndtr(within / spread))


def _cost(e: Alike, elasticity: float) -> Alike:
    power = 1 + 1 / elasticity
    return e**power / power
