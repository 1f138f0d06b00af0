"""Many days replayed one by one, and how near the replays come: bias, distance, correlation, and ranges that hold.

Each day is replayed with people measured on the others; nothing of the day's result is known to its replay.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.calibrate.figures import TYPE_UNITS, by_chance, ranges
from sim.calibrate.replay import GivenDay, Replay, replay, window_ends
from sim.experiment import last

END_REPLICATIONS = 3  # for each extreme of the windows


@dataclass(frozen=True)
class ReplayedDay:
    """One day in short. Arrays have a place for the whole and one for each type: (1 + K,)."""

    date: dt.date | None
    contacts: Floats
    actual: dict[str, Floats]  # abandonment, mean_wait, service_level
    found: dict[str, dict[str, Floats]]  # by figure: p10, p50, p90, mean, luck
    ends: tuple[float, float] | None  # abandonment with the shortest and the longest duty
    laws: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """How near the replays of D days come in one figure of one group. Shares as fractions, waits in seconds.

    `actual` and `replayed` are weighted by contacts, the others are over days. `luck`: the mean distance that is to
    be expected if the replay is right and only the day's luck, and the doubt that is drawn, are at work. `chance`: that
    by which a share differs if nothing but each contact's own chance is at work; None for waits.
    """

    days: int
    contacts: int
    actual: float
    replayed: float
    bias: float
    distance: float
    luck: float
    chance: float | None
    correlation: float
    inside: int


def replayed_days(given: Iterable[GivenDay], replications: int = 20, seed: int = 1) -> Iterator[ReplayedDay]:
    """One day after the other."""
    for one in given:
        yield summed(last(replay(one, replications, seed)), window_ends(one, seed, END_REPLICATIONS))


def summed(result: Replay, ends: tuple[float, float] | None) -> ReplayedDay:
    day = result.given.day
    actual, found = {}, {}
    for name, types in result.types.items():
        values = np.hstack([result.figures[name][:, None], types])
        found[name] = ranges(values) | {"luck": luck(values)}
        actual[name] = np.append(result.actual[name], result.actual_types[name])
    contacts = np.append(float(len(day)), result.actual_types["contacts"])
    return ReplayedDay(day.dates[int(day.day[0])], contacts, actual, found, ends, result.laws)


def luck(values: Floats) -> Floats:
    """The distance of one more replication from the mean of these (n, …), to be expected."""
    n = len(values)
    if n < 2:
        return np.full(values.shape[1:], np.nan)
    return np.asarray(np.abs(values - values.mean(axis=0)).mean(axis=0) * np.sqrt((n + 1) / (n - 1)))


def score(days: list[ReplayedDay], name: str, group: int) -> Score | None:
    """Over the days on which the group had a contact; group 0 is the whole. None: it never had one."""
    some = [day for day in days if day.contacts[group] > 0]
    if not some:
        return None
    contacts = np.array([day.contacts[group] for day in some])
    real = np.array([day.actual[name][group] for day in some])
    low, high, mean, by_luck = (
        np.array([day.found[name][key][group] for day in some]) for key in ("p10", "p90", "mean", "luck")
    )
    tiny = 1e-9 * (1.0 + np.abs(real))
    return Score(
        days=len(some),
        contacts=int(contacts.sum()),
        actual=float(np.average(real, weights=contacts)),
        replayed=float(np.average(mean, weights=contacts)),
        bias=float((mean - real).mean()),
        distance=float(np.abs(mean - real).mean()),
        luck=float(by_luck.mean()),
        chance=float(by_chance(contacts, np.clip(mean, 0.0, 1.0)).mean()) if TYPE_UNITS[name] == "share" else None,
        correlation=_correlation(real, mean),
        inside=int(((low - tiny <= real) & (real <= high + tiny)).sum()),
    )


def _correlation(a: Floats, b: Floats) -> float:
    """nan with fewer than three days, or where one of both never changes."""
    if len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])
