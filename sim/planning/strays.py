"""Contacts outside the hours that a shop works in: so few in a half hour that nobody is put there for them.

Whoever comes then is answered at the opening. At most all of them are lost by that, each at what a customer who gives
up is worth; where that is less than one person's pay for the half hour, a person there would cost more than they bring.
In hours in which somebody is there today nothing is left, however few come: no shop sends its people home for half an
hour.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats


@dataclass(frozen=True)
class Strays:
    """Slots that are left to the opening, (T,), and what that means in the week; money in the shop's currency."""

    left: Bools
    contacts: float  # that come then, in the mean week
    loss: float  # at most: were all of them to go away
    hours: float  # of the slots in which any of them come
    pay: float  # of one person there for those hours


PAUSE = 4  # half hours, at most, with nobody there that are a break and no closed hours


def worked(there: Floats, days: int) -> Bools:
    """The slots (T,) in which a shop works, from the people `there` (T,): on a day on which anybody is, all times of
    day at which somebody is on some day of the week, and breaks between them. The night is one with the next day's."""
    by_day: Bools = np.greater(np.reshape(there, (days, -1)), 0)
    usual: Bools = np.tile(by_day.any(axis=0), 3)
    for before, after in itertools.pairwise(np.flatnonzero(usual).tolist()):
        if after - before - 1 <= PAUSE:
            usual[before:after] = True
    open_day: Bools = np.any(by_day, axis=1)
    found: Bools = np.outer(open_day, usual.reshape(3, -1)[1]).ravel()
    return found


def strays(came: Floats, worth: Floats, works: Bools, pay_hour: float, slot_hours: float) -> Strays:
    """`came` (K, T) contacts of a mean week, `worth` (K,) of one who gives up, `works` (T,): slots in which
    somebody is there today; `pay_hour`: an hour of the cheapest person."""
    lost = np.asarray(worth, float) @ came
    left = ~np.asarray(works, bool) & (lost < pay_hour * slot_hours)
    hours = float((left & (came.sum(axis=0) > 0)).sum()) * slot_hours
    return Strays(left, float(came[:, left].sum()), float(lost[left].sum()), hours, hours * pay_hour)
