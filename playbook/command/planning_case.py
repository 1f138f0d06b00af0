"""What `playbook heads` and `playbook roster` begin with: a team's week, its lines, what is wanted by the formulas."""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from playbook.command import say, tables
from playbook.command.runs import load
from playbook.command.working import Progress
from playbook.planning.case import WeekCase

if TYPE_CHECKING:
    from sim.experiment.roster_week import Week
    from sim.planning.roster.result import Wish
    from sim.scenario import Scenario


class Case(WeekCase):
    """What both commands begin with: a week as its arguments ask for it."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        from sim.experiment.roster_people import read_people
        from sim.experiment.roster_week import week_of
        from sim.experiment.team_roster import desk_of
        from sim.planning.promises import Answered
        from sim.scenario.file import BadInput

        self.arguments, language = arguments, arguments.language
        scenario = load(arguments.team, language)
        if week_of(scenario, arguments.week) is None:
            raise BadInput(say("planning_no_week", language, week=say(f"week_{arguments.week}", language)))
        week = self._play(scenario)
        desk = desk_of(week, getattr(arguments, "overtime", 0.0), cyclic=arguments.week == "usual")
        wishes: tuple[Wish, ...] = ()
        if getattr(arguments, "people", None):
            people, wishes = read_people(arguments.people, desk.people, week.date, desk.grid.days)
            desk = replace(desk, people=people)
        targets = [scenario.work[k].target_s for k in week.kinds]
        within = [target if arguments.within is None else arguments.within for target in targets]
        promises = tuple(Answered(arguments.promise, one) for one in within)
        super().__init__(week, desk, promises, arguments.sure, arguments.shrinkage, wishes)

    def _play(self, scenario: Scenario) -> Week:
        from sim.experiment.roster_week import weeks
        from sim.scenario.file import BadInput

        arguments, found = self.arguments, None
        progress = Progress(arguments.language, key="planning_playing")
        try:
            with closing(weeks(scenario, arguments.week, arguments.replications, arguments.seed)) as runs:
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
        return self.types[k]

    @property
    def types(self) -> list[str]:
        return self.type_names(self.arguments.language)

    @property
    def groups(self) -> list[str]:
        return self.group_names(self.arguments.language)

    @property
    def helpers(self) -> list[str]:
        return self.helper_names(self.arguments.language)

    def money(self, value: float) -> str:
        return f"{tables.number(value, 'money', 0)} {self.scenario.currency}"
