"""From what a queue did to what it must have been: patience and people on duty, by formulas turned round.

The queue of each interval is taken as M/M/n+M in the long run (`sim.planning.erlang.erlang_a`). While all customers
wait alike, those who gave up ÷ all seconds waited is the rate of giving up, whatever the queue was (maximum likelihood
of the exponential law). Reports often give the waits of the answered only; then patience and people are found together:
so many people that the answered wait as long as they did, and so much patience that as many gave up as did.

People are in fractions: two whole numbers of them straddle what was seen. An interval is looked at over all its days
together, each with its own rate, since a mean of waits is not the wait at the mean rate.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import Floats
from sim.calibrate.team.bands import P90
from sim.planning.erlang import Impatient, erlang_a

GROUPS = 4  # of days by how busy an interval was; each is reckoned by its mean
MOST_PEOPLE = 2000
LN2 = math.log(2)  # expected number of which none comes half of the time
PATIENCE = (0.05, 200.0)  # searched between, in mean handle times
PRECISE = 1e-3  # of the logarithm of patience
LEAST_LOST = 5  # who gave up, for a patience at all


@dataclass(frozen=True)
class Patience:
    """Mean seconds; `low` … `high` hold it with 80 %. `lost_wait`: mean wait of those who gave up, if the file does not
    say it, else nan."""

    mean: float
    low: float
    high: float
    lost_wait: float
    seconds: Floats  # (D, …) waiting of all, as told or as found


@dataclass(frozen=True)
class Slot:
    """An interval over its days, in groups: rates (G,) a second, and how many days each stands for."""

    rate: Floats
    days: Floats
    interval: float

    @property
    def contacts(self) -> Floats:
        """(G,) that come over the days of a group."""
        return np.asarray(self.rate * self.days * self.interval)


def slots_of(rates: Floats, interval: float, groups: int = GROUPS) -> tuple[Slot | None, ...]:
    """(S,) from contacts (D, S) that were to be expected on each day; None: never any."""
    made: list[Slot | None] = []
    for column in rates.T:
        some = np.sort(column[column > 0]) / interval
        parts = np.array_split(some, min(groups, len(some))) if len(some) else []
        rate, days = np.array([p.mean() for p in parts]), np.array([float(len(p)) for p in parts])
        made.append(Slot(rate, days, interval) if parts else None)
    return tuple(made)


def people(slot: Slot, seconds: float, handle: float, patience: float, answered_only: bool) -> float:
    """Who must have been there, at least one, so that customers waited so many seconds over all days.

    `answered_only`: the seconds are those of the answered. Where nobody waited, the fewest with whom nobody waits half
    of the time: there may have been more.
    """
    load = float((slot.rate * slot.days).sum() / slot.days.sum()) * handle

    def waited(n: int) -> float:
        queues = _queues(slot, handle, patience, n)
        if sum(q.delayed * c for q, c in zip(queues, slot.contacts, strict=True)) <= LN2:
            return 0.0
        return float(sum(_waited(q, answered_only) * c for q, c in zip(queues, slot.contacts, strict=True)))

    # From above: so few that hardly anybody is answered make few answered wait, too, and are not who was there.
    n = max(1, math.ceil(load))
    while waited(n) > seconds and n < MOST_PEOPLE:
        n += 1
    while n > 1 and waited(n) <= waited(n - 1) <= seconds:
        n -= 1
    enough = waited(n)
    if n == 1 or enough == 0 or (fewer := waited(n - 1)) <= seconds:
        return float(n)
    return n - math.log(seconds / enough) / math.log(fewer / enough)


def gave_up(slot: Slot, number: float, handle: float, patience: float) -> float:
    """How many give up over all days with `number` people, whole or not."""
    low = max(1, math.floor(number))
    first, second = (
        sum(q.abandoned * c for q, c in zip(_queues(slot, handle, patience, n), slot.contacts, strict=True))
        for n in (low, low + 1)
    )
    part = number - low
    return float(math.exp((1 - part) * math.log(max(first, 1e-12)) + part * math.log(max(second, 1e-12))))


def told(wait_s: Floats, abandoned: Floats) -> Patience | None:
    """From days (D, …) whose waits are all known. None: hardly anybody gave up."""
    if np.isnan(wait_s).any() or abandoned.sum() < LEAST_LOST or not wait_s.sum():
        return None
    return _with_doubt(float(wait_s.sum() / abandoned.sum()), wait_s, abandoned, math.nan)


def found(
    slots: tuple[Slot | None, ...], answer_wait_s: Floats, abandoned: Floats, handle: float
) -> Patience | None:  # fmt: skip
    """From days (D, S) of which the waits of the answered are known. None: hardly anybody gave up, or nothing fits."""
    from scipy.optimize import brentq

    seen, lost = answer_wait_s.sum(axis=0), float(abandoned.sum())
    if np.isnan(seen).any() or lost < LEAST_LOST or not seen.sum():
        return None
    open_slots = [(slot, float(one)) for slot, one in zip(slots, seen, strict=True) if slot is not None and one > 0]

    def more(log_patience: float) -> float:
        """How many more give up by the formulas than did; falls with patience."""
        patience = math.exp(log_patience)
        made = [gave_up(s, people(s, one, handle, patience, True), handle, patience) for s, one in open_slots]
        return math.log(max(sum(made), 1e-9) / lost)

    low, high = (math.log(times * handle) for times in PATIENCE)
    if more(low) * more(high) > 0:
        return None
    mean = math.exp(float(brentq(more, low, high, xtol=PRECISE)))
    # the law says how long those waited who gave up: of all days together, spread as they are over days
    rest = max(mean * lost - float(seen.sum()), 0.0)
    made = _with_doubt(mean, answer_wait_s + abandoned * (rest / lost), abandoned, rest / lost)
    # that is a law's word; customers who differ in patience give up sooner, but no sooner than others are answered
    answered = max(float(sum(slot.contacts.sum() for slot in slots if slot is not None)) - lost, 1.0)
    soonest = float(seen.sum()) * (1.0 / lost + 1.0 / answered)
    return replace(made, low=min(made.low, soonest * made.low / mean))


def _with_doubt(mean: float, seconds: Floats, abandoned: Floats, lost_wait: float) -> Patience:
    """A ratio of two sums over days: its spread is that of what a day adds to it (Cochran 1977, section 2.11), and no
    less than that of so many who gave up by chance."""
    waited, lost = (one.reshape(len(one), -1).sum(axis=1) for one in (seconds, abandoned))
    days = int((waited + lost > 0).sum())
    between = float(((waited - mean * lost) ** 2).sum()) * days / max(days - 1, 1) / (mean * lost.sum()) ** 2
    spread = P90 * math.sqrt(max(between, 1.0 / float(lost.sum())))
    return Patience(mean, mean * math.exp(-spread), mean * math.exp(spread), lost_wait, seconds)


def _queues(slot: Slot, handle: float, patience: float, n: int) -> list[Impatient]:
    return [erlang_a(float(rate), 1.0 / handle, 1.0 / patience, n) for rate in slot.rate]


def _waited(queue: Impatient, answered_only: bool) -> float:
    return queue.wait_served * (1.0 - queue.abandoned) if answered_only else queue.wait
