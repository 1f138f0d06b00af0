"""Hours of duty: who was there from when to when, as a roster, a telephone system or a file of windows says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints
from sim.exports.contacts import EPOCH
from sim.units import SECONDS_PER_DAY


@dataclass(frozen=True)
class Hours:
    """W windows in order of (agent, on). `agent` is a position in `agents`; `on` and `off` are seconds since 1970 on
    the shop's clock. An agent of `agents` without a window was named and had no hours."""

    agents: tuple[str, ...]
    agent: Ints
    on: Floats
    off: Floats

    def __len__(self) -> int:
        return len(self.on)

    @property
    def seconds(self) -> Floats:
        """(A,) seconds on duty of each agent."""
        return np.bincount(self.agent, self.off - self.on, minlength=len(self.agents)).astype(np.float64)

    def by_day(self) -> list[tuple[dt.date, str, float, float]]:
        """(date, agent, on, off) with seconds since that day's midnight; what runs past midnight is cut there."""
        found = []
        for agent, on, off in zip(self.agent, self.on, self.off, strict=True):
            while on < off:
                day = float(np.floor(on / SECONDS_PER_DAY)) * SECONDS_PER_DAY
                until = min(off, day + SECONDS_PER_DAY)
                date = EPOCH + dt.timedelta(seconds=day)
                found.append((date, self.agents[agent], float(on - day), float(until - day)))
                on = until
        return found


def hours_of(windows: Iterable[tuple[str, float, float]], agents: Iterable[str] = ()) -> Hours:
    """Windows (agent, on, off) in any order; those of one agent that touch or overlap are one, empty ones are dropped.

    `agents`: names that are known beside those of the windows.
    """
    rows = sorted(windows)
    names = tuple(sorted({name for name, _, _ in rows} | set(agents)))
    place = {name: i for i, name in enumerate(names)}
    merged: list[tuple[int, float, float]] = []
    for name, on, off in rows:
        if off <= on:
            continue
        if merged and merged[-1][0] == place[name] and on <= merged[-1][2]:
            merged[-1] = (place[name], merged[-1][1], max(off, merged[-1][2]))
        else:
            merged.append((place[name], on, off))
    table = np.array(merged, dtype=np.float64).reshape(-1, 3)
    return Hours(names, table[:, 0].astype(np.int64), table[:, 1].copy(), table[:, 2].copy())


NO_HOURS = hours_of(())


def without(window: tuple[float, float], breaks: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """What is left of a window (on, off) once breaks (from, to) are taken out."""
    left, now = [], window[0]
    for start, end in sorted(breaks):
        if end > now and start < window[1]:
            left.append((now, start))
            now = max(now, end)
    left.append((now, window[1]))
    return [(on, off) for on, off in left if off > on]
