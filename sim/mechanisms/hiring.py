"""Hiring: whom the shop gets, when, and for how long.

A method sees a signal of a candidate's ability, s = ρ·ability + √(1 − ρ²)·noise, both in standard deviations, and the
best signal of k candidates is hired. The expected ability of the hire is ρ·E[max of k standard normals]; ρ is the
validity of the methods together, from Sackett et al. (2022) by multiple regression with one correlation between
methods. Abilities count from the people who are there, who came through the usual practice (a chat with a few).

Choosing costs days: each candidate more has to come along first, each test takes its time. Better pay brings them
quicker and brings better ones. People whom the team knows stay longer (Burks et al. 2015), but a team of n knows only
so many; people hired on a test stay longer too (Hoffman, Kahn & Li 2018).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.arrays import Floats, Ints

GRID = np.linspace(-9.0, 9.0, 3601)  # standard deviations: the normal distribution for E[max], ±1e-9 beyond


@dataclass(frozen=True)
class Recruitment:
    chat: float  # validity of a chat about the job
    interview: float  # of a scored interview with the same questions for everybody
    work_sample: float  # of a trial of the work itself
    quiz: float  # of a test of job knowledge
    overlap: float  # correlation between two methods
    usual_applicants: float  # seen for one place by the usual practice, a chat
    applicants_pay: float  # % more applicants a week for 1 % more pay
    ability_pay: float  # standard deviations of applicants' ability for a log point of pay
    days_per_candidate: float  # of waiting until one more has applied
    days_per_test: float
    network: float  # candidates whom one employee knows, a month
    referred_quits: float  # log factor on the quit hazard of a referred hire
    tested_quits: float  # log factor on the quit hazard of a hire who passed a job test


def validity(recruitment: Recruitment, tests: int) -> float:
    """Correlation of the best weighting of the methods with ability: 0 chat, 1 interview, 2 + sample, 3 + quiz."""
    if tests == 0:
        return recruitment.chat
    single = np.array([recruitment.interview, recruitment.work_sample, recruitment.quiz])[:tests]
    between = np.full((len(single), len(single)), recruitment.overlap)
    np.fill_diagonal(between, 1.0)
    return float(min(1.0, math.sqrt(single @ np.linalg.solve(between, single))))


@cache
def expected_best(k: float) -> float:
    """E[max of k standard normals], k ≥ 1 (a fraction is allowed): 0, 0.564, 0.846, 1.029 …"""
    below = (1 + np.array([math.erf(x / math.sqrt(2)) for x in GRID])) / 2
    # ∫ x dΦ(x)^k by parts on a symmetric grid: upper end − ∫ Φ(x)^k dx
    return float(GRID[-1] - np.trapezoid(below**k, GRID))


def expected_gain(recruitment: Recruitment, tests: int, applicants: float) -> float:
    """Standard deviations of ability by which a hire is expected to beat the usual practice's hire."""
    usual = recruitment.chat * expected_best(recruitment.usual_applicants)
    return validity(recruitment, tests) * expected_best(max(1.0, applicants)) - usual


def choose(rho: float, ability: Floats, noise: Floats) -> Ints:
    """Which of k candidates is hired for each place: (n, k) abilities and luck in SDs → (n,) positions."""
    return np.argmax(rho * ability + math.sqrt(1 - rho**2) * noise, axis=1)


def hired(recruitment: Recruitment, tests: int, ability: Floats, noise: Floats, log_pay: float = 0.0) -> Floats:
    """Ability of the hires in SDs around the people who are there, (n,), from candidates (n, k).

    `log_pay`: log of pay against the market's; it moves who applies.
    """
    rho = validity(recruitment, tests)
    best = np.take_along_axis(ability, choose(rho, ability, noise)[:, None], axis=1)[:, 0]
    usual = recruitment.chat * expected_best(recruitment.usual_applicants)
    return best - usual + recruitment.ability_pay * log_pay


@dataclass(frozen=True)
class Pipeline:
    """Days from the advertisement to: the last candidate has applied, the offer, the first day at work."""

    seen: float
    offered: float
    starts: float


def pipeline(
    recruitment: Recruitment, lead_days: float, tests: int, applicants: float, log_pay: float = 0.0
) -> Pipeline:
    """When a place that is advertised on day 0 is filled. `lead_days`: to the first day, by the usual practice."""
    slow = math.exp(-recruitment.applicants_pay * log_pay)
    seen = recruitment.days_per_candidate * applicants * slow
    offered = seen + recruitment.days_per_test * tests
    after = max(0.0, lead_days - recruitment.days_per_candidate * recruitment.usual_applicants)
    return Pipeline(seen, offered, offered + after)


def referred_share(recruitment: Recruitment, wanted: float, places_month: float, employed: float) -> float:
    """Share of places that the team's acquaintances can fill, ≤ `wanted`: the network runs dry."""
    if places_month <= 0:
        return wanted
    return min(wanted, recruitment.network * employed / places_month)


def log_quits(recruitment: Recruitment, referred: Floats, tests: int | Floats) -> Floats:
    """Log factor on the quit hazard of hires: `referred` 0 or 1; two and more tests include one of the job itself."""
    tested = np.asarray(tests) >= 2
    return recruitment.referred_quits * np.asarray(referred, float) + recruitment.tested_quits * tested


def cost(hire_cost: float, candidate_cost: float, tests: int, applicants: float) -> float:
    """Money for one hire: advertisement and contract, and staff time for each candidate and method (a chat is one)."""
    return hire_cost + candidate_cost * applicants * max(1, tests)
