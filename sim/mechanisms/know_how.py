"""Know-how: what people are taught on top of their own experience, and what they pass on.

A stock for each person in log points of speed, in two parts: one lasts, the other fades (De Grip & Sauermann 2012 saw
a course's gain partly wear off within weeks). It is filled by

- a course: gain grows with its days and saturates; who knows the content already learns nothing more,
- a partner: an hour together closes a part of the gap to a better partner (Sandvik et al. 2020); who leads, learns
  nothing,
- contact: working beside people who were taught more passes it on, at the rate at which experienced colleagues pull
  newcomers up (`sim.mechanisms.learning.contact_rate`).

What a partner shows is the part of ability that can be told, and what was taught before. The ramp of a newcomer is no
part of it: practice brings that anyway, and among experienced colleagues sooner (`sim.mechanisms.learning`). So
colleagues close gaps and open none: nobody learns beyond the best of them.

All three cost hours off the floor or need people who know more, so each can be overdone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints, OneOrMany
from sim.units import DAYS_PER_WEEK


@dataclass(frozen=True)
class KnowHow:
    course: float  # log points that a course teaches when it lacks no time
    course_days: float  # days in which 63 % of that is taught
    lasting: float  # share of what is taught that stays for good
    fade_weeks: float  # weeks in which the rest falls to 1/e
    meeting: float  # rate at which an hour with a better partner closes the gap (1/h)
    codifiable: float  # share of the differences in ability that can be told or shown


@dataclass(frozen=True)
class Stock:
    """What each person was taught, log points of speed, (n,) each."""

    lasting: Floats
    fading: Floats

    @classmethod
    def empty(cls, n: int) -> Stock:
        return cls(np.zeros(n), np.zeros(n))

    @property
    def log_speed(self) -> Floats:
        return self.lasting + self.fading


def learned(know_how: KnowHow, stock: Stock, gain: Floats) -> Stock:
    """The stock after learning `gain` ≥ 0 (n,)."""
    return Stock(stock.lasting + know_how.lasting * gain, stock.fading + (1 - know_how.lasting) * gain)


def after(know_how: KnowHow, stock: Stock, days: float) -> Stock:
    """The stock `days` calendar days later, nothing learned in between."""
    return Stock(stock.lasting, stock.fading * np.exp(-days / DAYS_PER_WEEK / know_how.fade_weeks))


def level(know_how: KnowHow, log_ability: OneOrMany, stock: Stock) -> Floats:
    """What somebody could show a partner, in log points: the part of ability that can be told, and what was taught."""
    return know_how.codifiable * log_ability + stock.log_speed


def course_gain(know_how: KnowHow, days: float, known: OneOrMany = 0.0) -> Floats:
    """What a course of `days` teaches people who know `known` log points of its content already, ≥ 0."""
    content = know_how.course * (1 - np.exp(-days / know_how.course_days))
    return np.maximum(0.0, content - np.asarray(known, float))


def partner_gain(know_how: KnowHow, own: OneOrMany, partner: OneOrMany, hours: OneOrMany) -> Floats:
    """What `hours` with a partner teach, by the `level` of both, (n,); 0 for the better of the two."""
    return np.maximum(0.0, np.asarray(partner) - own) * (1 - np.exp(-know_how.meeting * np.asarray(hours, float)))


def contact_gain(others_above: Floats, rate: OneOrMany, weeks: float) -> Floats:
    """What `weeks` at work beside colleagues teach.

    `others_above`: mean over a person's colleagues of max(0, theirs − own) know-how, (n,) log points (see
    `mean_above`); `rate` a week, from `sim.mechanisms.learning.contact_rate`, times the share of the time spent
    together.
    """
    return others_above * (1 - np.exp(-rate * weeks))


def from_colleagues(
    know_how: KnowHow, log_ability: Floats, stock: Stock, rates: Floats, partner: Ints, hours: float
) -> Floats:
    """What a week among colleagues teaches each of a team, log points (n,) ≥ 0: daily contact, then a partner.

    `log_ability` (n,); `rates` (n,) of contact a week (see `contact_gain`); `partner` (n,) positions, one's own for
    nobody; `hours` with the partner. Contact passes on what was taught, and nothing to those who know more than the
    others all in all; no sum of both leads beyond the best.
    """
    shown, nobody = level(know_how, log_ability, stock), np.zeros(len(log_ability), int)
    above = np.minimum(mean_above(stock.log_speed, nobody, 1), mean_above(shown, nobody, 1))
    contact = contact_gain(above, rates, 1.0)
    return contact + partner_gain(know_how, shown + contact, shown[partner], hours)


def mean_above(level: Floats, team: Ints, teams: int) -> Floats:
    """Mean of max(0, colleague's level − own) over the other members of each person's team, (n,).

    `level` (n,), `team` (n,) in 0 … teams − 1. 0 for somebody alone.
    """
    order = np.lexsort((-level, team))
    sorted_team, sorted_level = team[order], level[order]
    size = np.bincount(team, minlength=teams)
    first = np.concatenate([[0], np.cumsum(size)[:-1]])
    running = np.concatenate([[0.0], np.cumsum(sorted_level)])
    rank = np.arange(len(level)) - first[sorted_team]  # colleagues at least as good
    above = running[np.arange(len(level))] - running[first[sorted_team]] - rank * sorted_level
    found = np.zeros(len(level))
    found[order] = np.maximum(0.0, above) / np.maximum(1, size[sorted_team] - 1)
    return found
