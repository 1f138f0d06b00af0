"""What `playbook heads` and `playbook roster` begin with: a team's week, its lines, what is wanted by the formulas."""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from playbook.command import say, tables
from playbook.command.runs import load
from playbook.command.working import Progress

if TYPE_CHECKING:
    from sim.arrays import Floats
    from sim.experiment.roster_week import Week
    from sim.experiment.team_roster import Desk
    from sim.planning.heads import Capacity
    from sim.planning.promises import Line, Promise
    from sim.planning.roster.result import Needs, Wish


class Case:
    """What both commands begin with: the week, its lines, and what is wanted by the formulas."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        from sim.experiment.roster_people import read_people
        from sim.experiment.roster_week import week_of
        from sim.experiment.team_roster import desk_of, hour_short
        from sim.planning.promises import Answered
        from sim.scenario.file import BadInput

        self.arguments, language = arguments, arguments.language
        self.scenario = load(arguments.team, language)
        if week_of(self.scenario, arguments.week) is None:
            raise BadInput(say("planning_no_week", language, week=say(f"week_{arguments.week}", language)))
        self.week = self._play()
        self.desk: Desk = desk_of(self.week, getattr(arguments, "overtime", 0.0), cyclic=arguments.week == "usual")
        self.wishes: tuple[Wish, ...] = ()
        if getattr(arguments, "people", None):
            people, self.wishes = read_people(arguments.people, self.desk.people, self.week.date, self.desk.grid.days)
            self.desk = replace(self.desk, people=people)
        targets = [self.scenario.work[k].target_s for k in self.week.kinds]
        within = [target if arguments.within is None else arguments.within for target in targets]
        self.promises: tuple[Promise, ...] = tuple(Answered(arguments.promise, one) for one in within)
        self.lines: list[Line] = self.week.lines(self.promises)
        self.price: Floats = hour_short(self.week, self.lines)
        self.cv = self.scenario.demand.dispersion_cv
        self.capacities: dict[tuple[int, ...], Capacity] = {}
        self.needs = self.needs_at(arguments.sure)

    def needs_at(self, sure: float) -> Needs:
        """By the formulas, for a share of days on which the promise is kept."""
        shrinkage = self.arguments.shrinkage
        return self.week.needs(self.promises, self.price, sure, self.cv, shrinkage, self.capacities)

    def _play(self) -> Week:
        from sim.experiment.roster_week import weeks
        from sim.scenario.file import BadInput

        arguments, found = self.arguments, None
        progress = Progress(arguments.language, key="planning_playing")
        try:
            with closing(weeks(self.scenario, arguments.week, arguments.replications, arguments.seed)) as runs:
                for n, one in enumerate(runs, start=1):
                    found = one
                    progress.show(n, arguments.replications)
        except ValueError as error:
            raise BadInput(say("planning_no_desk", arguments.language)) from error
        finally:
            progress.close()
        assert found is not None
        return found

    def title(self, k: int) -> str:
        return getattr(self.scenario.work[self.week.kinds[k]].title, self.arguments.language)

    @property
    def types(self) -> list[str]:
        return [self.title(k) for k in range(len(self.week.kinds))]

    @property
    def groups(self) -> list[str]:
        language = self.arguments.language
        return [
            " / ".join(getattr(self.scenario.people[g].title, language) for g in members)
            for members in self.week.groups
        ]

    @property
    def helpers(self) -> list[str]:
        """Who is not of the desk and takes chats or calls as well."""
        speed, desk = self.week.world.facts.skills.speed, self.scenario.desk
        return [
            getattr(group.title, self.arguments.language)
            for g, group in enumerate(self.scenario.people)
            if g not in desk and group.count and (speed[g][list(self.week.kinds)] > 0).any()
        ]

    def money(self, value: float) -> str:
        return f"{tables.number(value, 'money', 0)} {self.scenario.currency}"
