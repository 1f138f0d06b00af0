"""Whether some hours, or some days, take longer than others for the same types and people.

An hour's factor is what its services took ÷ what was to be expected at the level of their days: a slow day says nothing
of its hours. How sure it is, is read from how it differs between days; then factors are drawn to 1 as far as hours do
not differ beyond that (DerSimonian & Laird 1986, Controlled Clinical Trials 7:177–188). Days' levels differ by the luck
of who called, and by what nobody knows beforehand: the second is the spread of days to come.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import Floats, Ints
from sim.calibrate.contacts import Contacts
from sim.units import HOURS_PER_DAY, SECONDS_PER_HOUR

DIGITS = 3
ROUNDS = 20
LEAST_DAYS = 3  # for how much an hour differs between days


@dataclass(frozen=True)
class Pace:
    """`by_hour`: (K, 24) factors on handle times by hour of arrival, 1 over all contacts of a type; empty: hours do not
    differ. The types have one profile, but not one mean of it: some come when all takes long. `day_spread`: standard
    deviation of a day's own level, relative, the luck of its contacts taken out."""

    by_hour: tuple[tuple[float, ...], ...]
    day_spread: float


def measured_pace(contacts: Contacts) -> Pace:
    """From services. Types, people and hours are told apart by turns: who works late is not slow because it is late."""
    served = contacts.rows(contacts.answered)
    days, day = np.unique(served.day, return_inverse=True)
    if len(days) < LEAST_DAYS:
        return Pace((), 0.0)
    hour = hour_of(served)
    sorts = ((served.kind, len(contacts.kinds)), (served.agent + 1, len(contacts.agents) + 1), (hour, HOURS_PER_DAY))
    factors = [np.ones(size) for _, size in sorts]
    for _ in range(ROUNDS):
        for i, (which, size) in enumerate(sorts):
            others = _product(sorts, factors, but=i)
            took, due = (np.bincount(which, column, size).astype(np.float64) for column in (served.service, others))
            factors[i] = np.where(due > 0, took / np.maximum(due, 1e-9), 1.0)
    expected = _product(sorts, factors, but=2)
    took, due = (_table(column, day, hour, len(days)) for column in (served.service, expected))
    profile: Floats = np.array(by_hour_of(took, due) or (1.0,) * HOURS_PER_DAY, dtype=np.float64)
    expected = expected * profile[hour]
    level = took.sum(axis=1) / _table(expected, day, hour, len(days)).sum(axis=1)
    noise = np.bincount(day, (served.service - level[day] * expected) ** 2) / took.sum(axis=1) ** 2
    spread = spread_beyond(np.log(level), noise)
    if np.all(profile == 1.0):
        return Pace((), spread)
    came = np.zeros((len(contacts.kinds), HOURS_PER_DAY))
    np.add.at(came, (served.kind, hour), 1.0)
    return Pace(by_kind(profile, came), spread)


def by_kind(profile: Floats, came: Floats) -> tuple[tuple[float, ...], ...]:
    """(K, 24) factors for types of which so many contacts (K, 24) came: 1 on average over its own, so that the mean
    handle time of each is what it was."""
    count = came.sum(axis=1)
    mean = np.where(count > 0, came @ profile / np.maximum(count, 1e-9), 1.0)
    return tuple(map(tuple, np.round(profile / mean[:, None], DIGITS).tolist()))


def at_flat_hours(contacts: Contacts, pace: Pace) -> Contacts:
    """The contacts with services as they would have been in a mean hour."""
    if not pace.by_hour:
        return contacts
    return replace(contacts, service=contacts.service / np.array(pace.by_hour)[contacts.kind, hour_of(contacts)])


def hour_of(contacts: Contacts) -> Ints:
    """(n,) hour of arrival; what a night has beyond midnight belongs to the last."""
    return np.clip(contacts.arrival // SECONDS_PER_HOUR, 0, HOURS_PER_DAY - 1).astype(np.int64)


def _product(sorts: tuple[tuple[Ints, int], ...], factors: list[Floats], but: int) -> Floats:
    """(n,) seconds by all sorts but one."""
    return np.asarray(np.prod([factors[i][which] for i, (which, _) in enumerate(sorts) if i != but], axis=0))


def by_hour_of(took: Floats, due: Floats) -> tuple[float, ...]:
    """Factors of hours from seconds that services took and that were due, both (D, 24); empty: none can be told."""
    some_day = due.sum(axis=1) > 0
    took, due = took[some_day], due[some_day]
    days = len(due)
    if days < LEAST_DAYS:
        return ()
    due = due * (took.sum(axis=1) / due.sum(axis=1))[:, None]
    whole = due.sum(axis=0)
    some = whole > 0
    ratio = np.ones(HOURS_PER_DAY)
    ratio[some] = took.sum(axis=0)[some] / whole[some]
    gap = (took - ratio * due) ** 2
    freedom = max(int((due > 0).sum()) - days - int(some.sum()), 1)
    luck = float((gap[due > 0] / due[due > 0]).sum()) / freedom  # of a second's worth of contacts
    # an hour that few days had says little of its own spread: it is no surer than contacts make it
    variance = np.maximum(gap.sum(axis=0)[some] * days / (days - 1) / whole[some] ** 2, luck / whole[some])
    apart = between(ratio[some], variance)
    if apart <= 0:
        return ()
    made = np.ones(HOURS_PER_DAY)
    made[some] = 1.0 + (ratio[some] - 1.0) * apart / (apart + variance)
    made /= float((made * whole).sum() / whole.sum())
    return tuple(made.tolist())


def _table(column: Floats, day: np.ndarray, hour: np.ndarray, days: int) -> Floats:
    flat = np.bincount(day * HOURS_PER_DAY + hour, column, days * HOURS_PER_DAY)
    return np.asarray(flat.reshape(days, HOURS_PER_DAY), dtype=np.float64)


def spread_beyond(values: Floats, variance: Floats) -> float:
    """Standard deviation of what values (D,) were drawn from, beyond each one's own variance; 0 for few."""
    return math.sqrt(between(values, variance)) if len(values) >= LEAST_DAYS else 0.0


def between(values: Floats, variance: Floats) -> float:
    """The variance of what values were drawn from, beyond each one's own; 0 where they differ by luck alone."""
    variance = np.maximum(variance, 1e-12)
    if len(values) < 2:
        return 0.0
    weight = 1.0 / variance
    centre = (weight * values).sum() / weight.sum()
    excess = float((weight * (values - centre) ** 2).sum()) - (len(values) - 1)
    return max(excess, 0.0) / float(weight.sum() - (weight**2).sum() / weight.sum())
