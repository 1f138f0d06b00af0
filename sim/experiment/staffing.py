"""Revealed staffing: what a shop's own headcount says about the price of bad service.

A shop that has paid so many people at its desk for years is not wrong by a factor of two. So the prices that no study
gives (what an unanswered question, a wrong answer or a lost customer costs) are set where the present headcount lies
near the best one, by profit and what is left for the year after. `curve` plays a team with fewer and with more people;
`scaled` are the prices at half or double their distance from "costs nothing".
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arrays import Floats, Ints
from sim.contract.facts import Facts
from sim.evidence import parameter_table
from sim.experiment.replications import replicate
from sim.experiment.results import last
from sim.experiment.workers import Stream
from sim.scenario import Scenario
from sim.units import STANDARD_SHIFT_HOURS

# What a failure costs: no study has these sizes, so the headcounts of shops set them together.
PRICES = (
    "conversion.answered_lift", "conversion.slow_loss", "redress.misfit", "redress.goodwill", "redress.claim",
    "fulfilment.cancelled", "score.demand", "base.late", "base.failed",
)  # fmt: skip
NEAR = 0.3  # a shop that has paid so many people for years is not further from its best
FIGURES = ("profit", "end_state", "service_level", "abandonment")


@dataclass(frozen=True)
class Curve:
    """A team with another number of people at the service desk: `figures[kpi]` (k, n), k headcounts, n pairs."""

    present: int
    people: tuple[int, ...]
    figures: dict[str, Floats]

    @property
    def value(self) -> Floats:
        """Profit and what is left for the year after, (k, n)."""
        return self.figures["profit"] + self.figures["end_state"]

    @property
    def best(self) -> float:
        """The headcount of most mean value: the top of the parabola through the best point and its neighbours.

        An end of the curve stays an end.
        """
        mean, heads = self.value.mean(axis=1), np.array(self.people, float)
        top = int(mean.argmax())
        if top in (0, len(heads) - 1):
            return float(heads[top])
        x, y = heads[top - 1 : top + 2], mean[top - 1 : top + 2]
        a, b, _ = np.polyfit(x - x[1], y, 2)
        return float(x[1] - b / (2 * a)) if a < 0 else float(x[1])

    def lost(self, people: int) -> Floats:
        """Value lost against the present headcount, (n,), pair by pair."""
        value = self.value
        return value[self.people.index(self.present)] - value[self.people.index(people)]

    def hour_brings(self, hour: DeskHour, money: Floats) -> Floats:
        """What one more hour at the desk brings before its pay, (n,): between the headcounts next to the present one,
        or from the present one where it is an end of the curve. `money` (k, n): profit, or `value`.
        """
        at = self.people.index(self.present)
        few, many = max(at - 1, 0), min(at + 1, len(self.people) - 1)
        hours = (self.people[many] - self.people[few]) * hour.season
        brings: Floats = (money[many] - money[few]) / hours + hour.cost
        return brings


@dataclass(frozen=True)
class DeskHour:
    """Hours that a person at the desk is paid for in a season without overtime, and what one of them costs the shop."""

    season: float
    cost: float  # money, contributions among it

    @classmethod
    def of(cls, scenario: Scenario) -> DeskHour:
        """Means over the people at the desk. ValueError where nobody is."""
        facts, groups = Facts(scenario), list(scenario.desk)
        counts = np.array([scenario.people[i].count for i in groups], float)
        if not counts.sum():
            raise ValueError("nobody is at the service desk")
        hours = facts.working_days(facts.rest_days[groups], scenario.calendar.days) * STANDARD_SHIFT_HOURS
        paid = float(counts @ hours)
        return cls(paid / float(counts.sum()), float((counts * hours) @ facts.pay_hour[groups]) / paid)


def with_people(scenario: Scenario, people: int) -> Scenario:
    """The same shop with so many people at its desk, dealt out over the groups in their present proportions.

    ValueError where there is no desk.
    """
    groups = scenario.desk
    counts = np.array([scenario.people[i].count for i in groups], float)
    if not counts.sum():
        raise ValueError("nobody is at the service desk")
    given = _dealt(counts, people)
    return scenario.with_levers({f"people.{i}.count": int(n) for i, n in zip(groups, given, strict=True)})


def _dealt(counts: Floats, people: int) -> Ints:
    """`people` in the proportions of `counts`, largest remainders first."""
    exact = counts * people / counts.sum()
    whole = np.floor(exact).astype(np.int64)
    most = np.argsort(-(exact - whole), kind="stable")[: people - int(whole.sum())]
    whole[most] += 1
    return whole


def around(present: int, shares: Sequence[float]) -> tuple[int, ...]:
    """Headcounts at these shares of the present one, each once, the present among them."""
    return tuple(sorted({max(1, round(share * present)) for share in shares} | {present}))


def curve(
    scenario: Scenario, people: Sequence[int], replications: int = 10, seed: int = 1, **options: Any
) -> Stream[Curve]:
    """The curve of a team, a headcount more each time; options as in `sim.experiment.replicate`."""
    done: dict[str, list[Floats]] = {name: [] for name in FIGURES}
    for i, heads in enumerate(people):
        with closing(replicate(with_people(scenario, heads), replications, seed, **options)) as runs:
            estimate = last(runs)
        for name in FIGURES:
            done[name].append(estimate.totals[name])
        yield Curve(scenario.desk_people, tuple(people[: i + 1]), {k: np.array(v) for k, v in done.items()})


def scaled(factor: float) -> dict[str, float]:
    """The prices of failures at `factor` times their distance from costing nothing."""
    table = parameter_table()
    return {name: table[name].neutral + factor * (table[name].value - table[name].neutral) for name in PRICES}
