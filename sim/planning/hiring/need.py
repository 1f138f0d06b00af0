"""How many people a promise takes in a period, where more people come in the same shifts as those who are there.

A promise over a week is one to all customers who come in it, so what counts is not the worst half hour but the sum:
with n people the half hours keep shares of their customers by `sim.planning.promises`, and the week the mean of them.
n is in people; `profile` spreads one person over the slots.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.planning.promises import Line

STEPS, LEAST, MOST = 16, 0.3, 8.0  # crews of a curve, as multiples of the work that comes in
FULL = 0.999  # of the highest share that more people can keep: the last bit takes people without end


@dataclass(frozen=True)
class Curve:
    """The share of a period's customers that `people` (N,) keep the promise to, `kept` (N,), both rising."""

    people: Floats
    kept: Floats

    @property
    def reach(self) -> float:
        """The highest share that any number of people in these shifts comes to."""
        return float(self.kept[-1])

    def need(self, promise: float) -> float:
        """Fewest people for this promise, or for the highest share within reach."""
        wanted = min(promise, FULL * self.reach)
        at = int(np.searchsorted(self.kept, wanted))
        if at == 0:
            return float(self.people[0]) if self.kept[0] >= wanted > 0 else 0.0
        low, high = self.kept[at - 1], self.kept[at]
        part = (wanted - low) / (high - low)
        return float(self.people[at - 1] + part * (self.people[at] - self.people[at - 1]))


def curve(line: Line, profile: Floats, load: float = 1.0) -> Curve:
    """The curve of a line whose arrivals are multiplied by `load`; `profile` (T,) people there in each slot for one
    that is counted."""
    rates = np.asarray(line.arrivals, float) / line.interval * load
    weight = rates / rates.sum() if rates.sum() else np.zeros(len(rates))
    work = float((rates * line.busy / line.at_once).sum())
    there = float(profile.sum())
    if not work or not there:
        return Curve(np.zeros(1), np.zeros(1) if work else np.ones(1))
    people = np.concatenate([[0.0], work / there * np.geomspace(LEAST, MOST, STEPS)])
    some = rates > 0
    kept = _answered(line, people[:, None] * profile[some], rates[some]) @ weight[some]
    return Curve(people, np.maximum.accumulate(kept))


def _answered(line: Line, people: Floats, rates: Floats) -> Floats:
    """Share of the customers who are answered as promised, (N, T); half a person is there half of the time."""
    floor = np.floor(people)
    low, high = line.shares(np.stack([floor, floor + 1]), rates).answered
    found: Floats = low + (people - floor) * (high - low)
    return found
