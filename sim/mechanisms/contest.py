"""Contest: a prize for the best, and who tries for it.

Results are log μ = log ability + log effort, with luck of standard deviation σ over the period; the best k of n win.
The cut for a person is the k-th best result of the others, which is close to normal with its own mean and variance, so

    chance = Φ((μ − cut) / s),  s² = σ² + var(cut),  chance per log point of effort = φ((μ − cut) / s) / s.

A prize worth W standard days' pay over T working days pays W/T · (chance per log point) at the margin. In equilibrium
everybody's effort is best against everybody else's; with two equals this is the first-order condition of Lazear &
Rosen (1981), c′(e) = W · g(0). Where the cut is out of reach, or far below, nothing is left to gain: the stragglers
and the leaders do their usual work and the middle of the field races. With little luck and a large prize no steady
efforts exist (people would mix); the search then ends in an average of play, which is reported as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.arrays import Floats
from sim.mechanisms.incentives import Incentives

LATTICE = 509  # draws of everybody's luck for the cut: a Korobov lattice, prime length
GENERATOR = 76
ROUNDS = 60  # of averaged best responses
CLOSE = 1e-4  # log points of effort within which play has settled
EFFORTS = 81  # levels of effort tried


@dataclass(frozen=True)
class Contest:
    taste: float  # weight of a win of praise alone, in standard days' pay
    shame: float  # log points of effort lost by somebody sure to be listed last


@dataclass(frozen=True)
class Play:
    """Equilibrium, (n,) each."""

    effort: Floats  # factor, 1 = usual
    chance: Floats  # of winning
    slope: Floats  # chance per log point of effort


def chances(log_result: Floats, winners: int, noise: float) -> tuple[Floats, Floats]:
    """Everybody's chance to be among the best `winners`, and what a log point of effort adds to it, (n,) each.

    `log_result`: expected log results (n,); `noise`: standard deviation of a period's luck, > 0.
    """
    n = len(log_result)
    if winners <= 0 or winners >= n:
        return np.full(n, float(winners > 0)), np.zeros(n)
    mean, variance = _cut(np.asarray(log_result, float), winners, noise)
    spread = np.sqrt(noise**2 + variance)
    z = (log_result - mean) / spread
    return _normal(z), _density(z) / spread


def equilibrium(
    log_ability: Floats, winners: int, prize_days: float, days: float, noise: float, elasticity: float, most: float,
    return_to_speed: float,
) -> Play:  # fmt: skip
    """Best efforts against each other, (n,).

    `prize_days`: prize in standard days' pay; `days`: working days in the period; `noise`: standard deviation of
    the period's luck in logs (a day's over √days); `elasticity`, `most` as in `sim.mechanisms.incentives`.
    Without a prize: effort 1.
    """
    log_ability = np.asarray(log_ability, float)
    log_effort = np.zeros(len(log_ability))
    stake = prize_days / days
    if stake > 0 and return_to_speed > 0 and elasticity > 0 and 0 < winners < len(log_ability):
        for turn in range(ROUNDS):
            best = _best_response(log_ability, log_effort, winners, stake, noise, elasticity, most, return_to_speed)
            gap = best - log_effort
            if np.abs(gap).max() < CLOSE:
                break
            log_effort = log_effort + gap / (1 + turn / 2)
    chance, slope = chances(log_ability + return_to_speed * log_effort, winners, noise)
    return Play(np.exp(log_effort), chance, slope)


def _best_response(
    log_ability: Floats, log_effort: Floats, winners: int, stake: float, noise: float, elasticity: float, most: float,
    back: float,
) -> Floats:  # fmt: skip
    """Log efforts (n,) that are best when all others keep theirs: the best level tried, then its own optimum."""
    mean, variance = _cut(log_ability + back * log_effort, winners, noise)
    spread = np.sqrt(noise**2 + variance)[:, None]
    tried = np.linspace(0, np.log(most), EFFORTS)
    power = 1 + 1 / elasticity
    gain = np.exp(tried) - np.exp(power * tried) / power
    z = (log_ability[:, None] + back * tried[None, :] - mean[:, None]) / spread
    worth = gain + stake * _normal(z)
    place = worth.argmax(axis=1)
    # a parabola through the best level and its neighbours; at an end there is none
    inner = np.clip(place, 1, EFFORTS - 2)
    rows = np.arange(len(place))
    left, middle, right = (worth[rows, inner + k] for k in (-1, 0, 1))
    bend = left - 2 * middle + right
    shift = np.where((place == inner) & (bend < 0), (left - right) / (2 * np.where(bend < 0, bend, -1)), 0)
    return np.clip(tried[place] + shift * tried[1], 0, tried[-1])


def _cut(log_result: Floats, winners: int, noise: float) -> tuple[Floats, Floats]:
    """Mean and variance, (n,) each, of the result that a person must beat: the `winners`-th best of the others."""
    n = len(log_result)
    luck = log_result + noise * _lattice(n)
    order = np.partition(luck, (n - winners - 1, n - winners), axis=1)
    last_in, first_out = order[:, n - winners], order[:, n - winners - 1]
    # who is in now is beaten only when the first one out passes; who is out must pass the last one in
    cut = np.where(luck >= last_in[:, None], first_out[:, None], last_in[:, None])
    return cut.mean(axis=0), cut.var(axis=0)


@lru_cache
def _lattice(n: int) -> Floats:
    """Standard normal luck of n people on an even lattice, (LATTICE, n); the same every time."""
    from scipy.special import ndtri

    steps = np.ones(n, np.int64)
    for i in range(1, n):
        steps[i] = steps[i - 1] * GENERATOR % LATTICE
    points = (np.arange(LATTICE)[:, None] * steps % LATTICE + 1 / 2) / LATTICE
    luck = ndtri(points)
    luck.setflags(write=False)
    return luck


def promotion_days(step_pay: float, days_year: float, years: float) -> float:
    """A promotion as a prize: its extra pay (share of pay) over the years somebody stays to draw it, in days' pay."""
    return step_pay * days_year * years


def shame(contest: Contest, chance: Floats, winners_share: float) -> Floats:
    """Log points of effort lost to a posted list, ≤ 0: nothing at the average chance or above, all of it at none."""
    return -contest.shame * np.clip(1 - chance / winners_share, 0, 1)


def _normal(z: Floats) -> Floats:
    from scipy.special import ndtr

    return ndtr(z)


def _density(z: Floats) -> Floats:
    return np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)


def race(
    log_ability: Floats, winners: int, prize_days: float, days: float, response: Incentives, return_to_speed: float
) -> Play:
    """`equilibrium` among people who answer to stakes as `response` says, over `days` of work."""
    noise = response.day_noise / np.sqrt(days)
    return equilibrium(
        log_ability, winners, prize_days, days, noise, response.elasticity, response.most, return_to_speed
    )
