"""Leadership: who leads, and what leads do with their hours.

A lead has a quality z in standard deviations. Good leads keep people (Hoffman & Tadelis 2021) and, through coaching,
teach what stays with the people (Lazear, Shaw & Stanton 2015); coaching saturates in its hours and cannot exceed what
a span leaves of a lead's week. Hours spent on keeping people cut quits and come off the other work; the push fades
until it is repeated (Friebel, Heinz & Zubanov 2022: its size sets, its fading is an assumption here).

Who is promoted decides on z: the best at the work lead no better than others (direction: Benson, Li & Shue 2019),
a signal of aptitude finds those who do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints


@dataclass(frozen=True)
class Leadership:
    quits: float  # log factor on the quit hazard for a standard deviation of the lead's quality
    boss: float  # log output for a standard deviation of the lead's quality, coaching in full
    coached: float  # log output that a lead of mean quality teaches, coaching in full
    coach_hours: float  # hours a week and person in which 63 % of coaching arrives
    learn_weeks: float  # weeks in which 63 % of what a lead teaches is learned
    lead_hours: float  # hours of a lead's week that are free for the people led
    attention: float  # log factor on the quit hazard, just after the push, at `attention_hours`
    attention_hours: float  # a month and person, of the trial
    fade_weeks: float  # weeks until half of the push is left
    aptitude_signal: float  # validity of what shows aptitude before a promotion
    output_aptitude: float  # correlation of own output with aptitude for leading


def quits_term(leadership: Leadership, quality: Floats) -> Floats:
    """Log factor on the quit hazard of people under leads of `quality`, in SDs."""
    return leadership.quits * np.asarray(quality, float)


def possible_hours(leadership: Leadership, span: float, wanted: float) -> float:
    """Hours a week and person that a lead can give of those `wanted`."""
    return min(wanted, leadership.lead_hours / span)


def taught(leadership: Leadership, quality: Floats, hours: Floats) -> Floats:
    """Log output that people end up with under a lead who coaches them `hours` a week each."""
    arrives = 1 - np.exp(-np.asarray(hours, float) / leadership.coach_hours)
    return (leadership.coached + leadership.boss * np.asarray(quality, float)) * arrives


def learning(leadership: Leadership, now: Floats, target: Floats, weeks: float) -> Floats:
    """What people have of it `weeks` later: towards the target; what was learned stays when the lead goes."""
    return now + (np.maximum(now, target) - now) * (1 - np.exp(-weeks / leadership.learn_weeks))


def attention_term(leadership: Leadership, hours_month: float, weeks_since: Floats) -> Floats:
    """Log factor on the quit hazard, `weeks_since` the leads were last told to keep people; ≤ 0."""
    much = -math.expm1(-hours_month / leadership.attention_hours) / -math.expm1(-1.0)
    return leadership.attention * much * left(leadership.fade_weeks, weeks_since)


def left(half_weeks: float, weeks: Floats) -> Floats:
    """Share of a push that is left: full at first, half after `half_weeks`, soon nothing."""
    return np.exp(-math.log(2) * (np.asarray(weeks, float) / half_weeks) ** 2)


def aptitude(leadership: Leadership, output: Floats, luck: Floats) -> Floats:
    """Aptitude for leading in SDs, from own output in SDs and a normal draw, (n,)."""
    r = leadership.output_aptitude
    return r * np.asarray(output) + math.sqrt(1 - r**2) * np.asarray(luck)


def promoted(leadership: Leadership, output: Floats, apt: Floats, noise: Floats, places: int, on_output: float) -> Ints:
    """Positions of the people made leads, best first: ranked on `on_output` · output + the rest · signal of aptitude.

    `output`, `apt`, `noise`: (n,) in SDs. Their quality as leads is their aptitude.
    """
    v = leadership.aptitude_signal
    signal = v * np.asarray(apt) + math.sqrt(1 - v**2) * np.asarray(noise)
    score = on_output * np.asarray(output) + (1 - on_output) * signal
    return np.argsort(-score, kind="stable")[:places]
