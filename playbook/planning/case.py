"""A week of a team with what is promised of it: its lines, prices, and what is wanted by the formulas."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.arrays import Floats
    from sim.experiment.roster_week import Week
    from sim.experiment.team_roster import Desk
    from sim.planning.heads import Capacity
    from sim.planning.promises import Line, Promise
    from sim.planning.roster.plan import Judge
    from sim.planning.roster.result import Needs, Wish
    from sim.planning.strays import Strays
    from sim.scenario import Scenario


def worth_each(price: Floats, lines: list[Line]) -> Floats:
    """Money that goes with a customer who gives up, by kind (K,): the time that their answer takes, at the `price` (K,)
    of an hour short."""
    import numpy as np

    from sim.units import SECONDS_PER_HOUR

    return np.array([p * one.busy / one.at_once for p, one in zip(price, lines, strict=True)]) / SECONDS_PER_HOUR


class WeekCase:
    """`promises` (K,) in the order of `Week.kinds`; `sure`: share of the days on which they are kept; `shrinkage`:
    share of paid time that is lost. ValueError where few of those who wait for ever are promised to give up."""

    def __init__(
        self, week: Week, desk: Desk, promises: tuple[Promise, ...], sure: float, shrinkage: float = 0.0,
        wishes: tuple[Wish, ...] = (),
    ) -> None:  # fmt: skip
        from sim.experiment.team_roster import hour_short, slot_short

        self.desk, self.wishes = desk, wishes
        self.scenario: Scenario = week.scenario
        self.strays = self._strays(week, promises)
        self.week = week = week.leaving(self.strays.left)
        self.promises, self.sure, self.shrinkage = promises, sure, shrinkage
        self.lines: list[Line] = week.lines(promises)
        self.price: Floats = hour_short(week, self.lines)
        self.slot_price: Floats = slot_short(week, self.lines)  # (K, T)
        self.cv = self.scenario.demand.dispersion_cv
        self.capacities: dict[tuple[int, ...], Capacity] = {}
        self.needs = self.needs_at(sure)

    def _strays(self, week: Week, promises: tuple[Promise, ...]) -> Strays:
        """What comes outside the hours in which the desk has people today and is left to the opening, at the prices of
        customers who give up."""
        from sim.experiment.team_roster import hour_short
        from sim.planning.strays import strays, worked

        lines = week.lines(promises)
        worth = worth_each(hour_short(week, lines), lines)
        works = worked(week.usual_cover().sum(axis=0), week.days)
        return strays(week.first_came, worth, works, float(self.pay_hour.min()), self.desk.grid.slot_hours)

    def at(self, desk: Desk, wishes: tuple[Wish, ...]) -> WeekCase:
        """The same week and promise with other people or shifts."""
        other = copy.copy(self)
        other.desk, other.wishes = desk, wishes
        return other

    def needs_at(self, sure: float, load: float = 1.0) -> Needs:
        """By the formulas, for a share of days on which the promise is kept; `load`: times as many contacts."""
        return self.week.needs(self.promises, self.slot_price, sure, self.cv, self.shrinkage, self.capacities, load)

    @property
    def pay_hour(self) -> Floats:
        """Money that an hour of each group costs, (G,)."""
        import numpy as np

        return np.array([group.hour for group in self.desk.groups])

    def judge(self) -> Judge:
        """The simulated floor."""
        return self.week.judge(self.promises, self.sure, self.shrinkage)

    def type_names(self, language: str) -> list[str]:
        return [getattr(self.scenario.work[k].title, language) for k in self.week.kinds]

    def group_names(self, language: str) -> list[str]:
        return [
            " / ".join(getattr(self.scenario.people[g].title, language) for g in members)
            for members in self.week.groups
        ]

    def helper_names(self, language: str) -> list[str]:
        """Who is not of the desk and takes chats or calls as well."""
        speed, desk = self.week.world.facts.skills.speed, self.scenario.desk
        return [
            getattr(group.title, language)
            for g, group in enumerate(self.scenario.people)
            if g not in desk and group.count and (speed[g][list(self.week.kinds)] > 0).any()
        ]
