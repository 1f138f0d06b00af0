"""What `playbook heads` and `playbook roster` begin with: a team's week, its lines, what is wanted by the formulas."""

from __future__ import annotations

import argparse
import datetime as dt
from contextlib import closing
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from playbook.command import say, tables
from playbook.command.runs import load
from playbook.command.working import Progress
from playbook.planning.case import WeekCase
from playbook.planning.standard import JUDGED_WEEKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.arrays import Ints
    from sim.experiment.roster_week import Week
    from sim.experiment.team_roster import Desk
    from sim.planning.kept import Kept
    from sim.planning.roster.patterns import Pattern
    from sim.planning.roster.result import Person, Roster, Wish
    from sim.scenario import Scenario


class Case(WeekCase):
    """What both commands begin with: a week as its arguments ask for it.

    `later`: so many weeks after the first; `before`: the people as the week before leaves them; `shifts`: new ones that
    it had, None where none were looked for. What the user gave
    (a table of people, a changed roster) is read, and refused, before anything is played.
    """

    def __init__(
        self, arguments: argparse.Namespace, later: int = 0, before: Sequence[Person] | None = None,
        shifts: tuple[Pattern, ...] | None = None,
    ) -> None:  # fmt: skip
        from sim.experiment.played_weeks import unplayed
        from sim.experiment.team_roster import desk_of
        from sim.planning.promises import Answered
        from sim.planning.roster.several import going_on

        self.arguments, self.later, self.shifts = arguments, later, shifts
        scenario = load(arguments.team, arguments.language)
        self._look(scenario)
        week = unplayed(scenario, arguments.week, arguments.seed, later=later)
        desk = desk_of(week, getattr(arguments, "overtime", 0.0), cyclic=arguments.week == "usual")
        desk = self._with_new(desk)
        people, wishes = self._people(desk, week)
        desk = replace(desk, people=people if before is None else going_on(before, people))
        self.changed = self._changed(desk, week)
        week = self._play(scenario)
        targets = [scenario.work[k].target_s for k in week.kinds]
        within = [target if arguments.within is None else arguments.within for target in targets]
        promises = tuple(Answered(arguments.promise, one) for one in within)
        super().__init__(week, desk, promises, arguments.sure, arguments.shrinkage, wishes)

    def after(self, roster: Roster) -> Case:
        """The week after this one, with this roster behind it."""
        from sim.planning.roster.several import left_by

        return Case(self.arguments, self.later + 1, left_by(roster, self.week.date), self.shifts)

    def with_shifts(self, shifts: tuple[Pattern, ...]) -> Case:
        """The same week where these new shifts may be given, too."""
        from playbook.planning.new_shifts import with_new

        other = self.at(with_new(self.desk, shifts), self.wishes)
        assert isinstance(other, Case)
        other.shifts = shifts
        return other

    def _with_new(self, desk: Desk) -> Desk:
        """With the new shifts of the week before, or of the workbook that is to be checked."""
        from playbook import roster_sheet
        from playbook.planning.new_shifts import named_in, with_new

        if getattr(self.arguments, "check", None):
            self.shifts = named_in(desk, roster_sheet.own_codes(self.arguments.check, self.arguments.language))
        return with_new(desk, self.shifts or ())

    def _look(self, scenario: Scenario) -> None:
        """BadInput where the season has not all of the weeks, or nobody is there to be planned."""
        from sim.experiment.played_weeks import unplayed, week_of
        from sim.scenario.file import BadInput

        arguments, language = self.arguments, self.arguments.language
        span = week_of(scenario, arguments.week)
        if span is None:
            raise BadInput(say("planning_no_week", language, week=say(f"week_{arguments.week}", language)))
        there = 1 + (scenario.calendar.days - span[1]) // (span[1] - span[0])
        if getattr(arguments, "weeks", 1) > there:
            raise BadInput(say("planning_no_weeks", language, count=there))
        try:
            unplayed(scenario, arguments.week)
        except ValueError as error:
            raise BadInput(say("planning_no_desk", language)) from error

    def _people(self, desk: Desk, week: Week) -> tuple[tuple[Person, ...], tuple[Wish, ...]]:
        """The desk's people, with what a table says of them in this week."""
        from sim.experiment.roster_people import read_people
        from sim.planning.roster.several import of_week

        arguments = self.arguments
        if not getattr(arguments, "people", None):
            return desk.people, ()
        days = week.days
        first = week.date - dt.timedelta(days=self.later * days)
        people, wishes = read_people(arguments.people, desk.people, first, days * arguments.weeks)
        return of_week(people, wishes, self.later, days)

    def _changed(self, desk: Desk, week: Week) -> Ints | None:
        """The shifts (N, D) of a roster that was changed by hand, where one is to be checked. The sheets of all weeks
        are read with the first, so that none is refused after long work."""
        from playbook import roster_sheet

        arguments = self.arguments
        if not getattr(arguments, "check", None):
            return None
        found = [
            roster_sheet.read(
                arguments.check, desk.people, desk.groups, desk.grid, arguments.language,
                week.date + dt.timedelta(days=n * week.days), self.later + n,
            )
            for n in range(1 if self.later else arguments.weeks)
        ]  # fmt: skip
        return found[0]

    def _play(self, scenario: Scenario, fresh: bool = False) -> Week:
        from sim.experiment.played_weeks import weeks

        arguments, found = self.arguments, None
        count = min(JUDGED_WEEKS, arguments.replications) if fresh else arguments.replications
        progress = Progress(arguments.language, key="planning_fresh" if fresh else "planning_playing")
        runs = weeks(
            scenario, arguments.week, count, arguments.seed, skip=arguments.replications if fresh else 0,
            later=self.later,
        )  # fmt: skip
        try:
            with closing(runs):
                for n, one in enumerate(runs, start=1):
                    found = one
                    progress.show(n, count)
        finally:
            progress.close()
        assert found is not None
        return found

    def kept(self, cover: Ints) -> Kept:
        """How often these people (G, T) keep the promises, on weeks that nothing was chosen by."""
        return self._fresh.leaving(self.week.left).kept(cover, self.promises, self.shrinkage)

    @cached_property
    def _fresh(self) -> Week:
        return self._play(self.scenario, fresh=True)

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
        return tables.money_amount(value, self.scenario.currency, self.arguments.language)
