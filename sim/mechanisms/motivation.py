"""Motivation: goals, praise, colleagues in sight, and the morale of a team.

- **Goals** work through difficulty, which is the share of one's own days that stay below the goal: a gain that rises
  to a best difficulty and falls beyond it, to a loss where nobody believes in it any more (inverted V; Locke & Latham
  1990, 2002). A goal for numbers is partly reached at the expense of care (direction: Ordóñez et al. 2009).
- **Recognition** is an impulse that decays. It works while it is scarce, comes as a surprise, and moves most those who
  did not get it (Bradler, Dur, Neckermann & Non 2016; Kosfeld & Neckermann 2011). Announced awards for what people
  did anyway take something from those who did it (Gubler, Larkin & Pierce 2016).
- **Peers**: people who see a quicker colleague work get a little quicker (Mas & Moretti 2009), and slower beside a
  slow one.
- **Morale** is a stock of the team in [−1, 1], fed by time together and decaying in months. It does little to output
  and more to quits (`sim.mechanisms.attrition.morale_term`). Events that crowd the calendar are duties and feed
  nothing.

Log effects on speed are terms for `sim.mechanisms.bounds.Transfer.output`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints, OneOrMany
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK


@dataclass(frozen=True)
class Motivation:
    goal: float  # log output at the best difficulty
    goal_best: float  # share of one's own days below the best goal
    goal_hopeless: float  # log output lost under a goal that no day reaches
    goal_careless: float  # log factor on wrong answers per log point that a goal for numbers brings
    praise: float  # log output just after praise of others, for those who were not praised, while it is scarce
    praised: float  # the same for those who were, as a share of it
    praise_scarce: float  # share of people praised a month at which praise is worth 1/e
    praise_weeks: float  # weeks in which an impulse falls to half
    award: float  # log output while an announced award may be won, as long as it is new
    award_crowding: float  # log output lost by those who gave it anyway, while the award runs
    award_weeks: float  # weeks in which the newness of an announced award falls to half
    peers: float  # % of own speed for 1 % of the mean speed of colleagues in sight
    morale: float  # log output at morale 1
    event_hours: float  # hours together a month that do most for morale
    event_budget: float  # money a head and month at which money does 63 % of what it can
    morale_weeks: float  # weeks in which morale falls to half


def goal_log_speed(motivation: Motivation, difficulty: OneOrMany) -> Floats:
    """Log speed under a daily goal that a share `difficulty` of one's own days stays below; 0 for no goal (0)."""
    best = motivation.goal_best
    d = np.asarray(difficulty, float)
    above = motivation.goal - (motivation.goal + motivation.goal_hopeless) * (d - best) / (1 - best)
    return np.where(d <= best, motivation.goal * d / best, above)


def goal_log_wrong(motivation: Motivation, difficulty: OneOrMany, quality_weight: float) -> Floats:
    """Log factor on wrong answers, ≥ 0: what a goal asks for in numbers it takes from care, unless quality counts."""
    pressed = motivation.goal * np.minimum(np.asarray(difficulty, float) / motivation.goal_best, 1)
    return motivation.goal_careless * (1 - quality_weight) * pressed


def praise_impulse(motivation: Motivation, praised: np.ndarray, share_month: float) -> Floats:
    """Log speed added by one round of unexpected praise, (n,): `praised` says who got it.

    `share_month`: share of the people praised in a month; the more, the less each is worth.
    """
    if not np.any(praised):
        return np.zeros(np.shape(praised))
    scarce = np.exp(-share_month / motivation.praise_scarce)
    return motivation.praise * scarce * np.where(praised, motivation.praised, 1.0)


def half_left(weeks_to_half: float, days: float) -> float:
    """Share of a stock that is left `days` later."""
    return float(np.exp(-np.log(2) * days / DAYS_PER_WEEK / weeks_to_half))


def praise_later(motivation: Motivation, stock: Floats, days: float) -> Floats:
    """The stock of recognition (log speed) `days` later."""
    return stock * half_left(motivation.praise_weeks, days)


def award_log_speed(
    motivation: Motivation, announced: float, weeks_running: float, gives_anyway: Floats, winners_share: float
) -> Floats:
    """Log speed while an announced award runs, (n,).

    `announced` in [0, 1]; `gives_anyway` in [0, 1]: how far a person already did what is awarded; `winners_share` of
    people a month, 0 = no award. What it adds wears off, what it crowds out does not.
    """
    if winners_share <= 0:
        return np.zeros(np.shape(gives_anyway))
    new = half_left(motivation.award_weeks, weeks_running * DAYS_PER_WEEK)
    scarce = np.exp(-winners_share / motivation.praise_scarce)
    gives = np.asarray(gives_anyway, float)
    return announced * (motivation.award * new * scarce * (1 - gives) - motivation.award_crowding * gives)


def peers_log_speed(motivation: Motivation, log_speed: Floats, team: Ints, teams: int, seen: OneOrMany) -> Floats:
    """Log speed that colleagues in sight add, (n,).

    `log_speed`: lasting log speed (n,), 0 = usual; `team` (n,) in 0 … teams − 1; `seen`: share of the time that a
    person works where colleagues are seen (0 at home). Only a team-mate who is there pulls; alone nobody does.
    """
    seen = np.broadcast_to(np.asarray(seen, float), np.shape(log_speed))
    there = np.bincount(team, weights=seen, minlength=teams)[team] - seen
    pull = np.bincount(team, weights=seen * log_speed, minlength=teams)[team] - seen * log_speed
    mean = np.divide(pull, there, out=np.zeros_like(pull), where=there > 0)
    return motivation.peers * seen * mean


def events(motivation: Motivation, hours_month: float, budget: float) -> float:
    """What a month of events feeds morale, in [0, 1]: most at `event_hours`, less beyond, nothing for nothing."""
    time = hours_month / motivation.event_hours
    fed = time * np.exp(1 - time)
    money = 1 - np.exp(-budget / motivation.event_budget)
    return float(fed * (1 + money) / 2)


def morale_later(motivation: Motivation, morale: OneOrMany, fed: float, days: float) -> Floats:
    """Morale `days` later, in [−1, 1]: it decays to 0; a month of `fed` = 1 fills what is missing to 1 in a month."""
    left = morale * half_left(motivation.morale_weeks, days)
    return left + (1 - left) * (1 - np.exp(-fed * days / DAYS_PER_MONTH * np.log(2)))


def morale_log_speed(motivation: Motivation, morale: OneOrMany) -> Floats:
    """Log speed from morale in [−1, 1]."""
    return motivation.morale * np.asarray(morale, float)
