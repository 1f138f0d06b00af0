"""`playbook roster`: who works when, for a week or several, or a roster that was changed by hand, judged again."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from playbook.command import say
from playbook.command.planning import case_document, kept_document, kept_text, percent, settled_heads
from playbook.command.planning_case import Case
from playbook.command.runs import before_json
from playbook.command.targets import targets
from playbook.command.working import Progress
from playbook.planning.standard import ROSTERS

if TYPE_CHECKING:
    from playbook.planning.new_shifts import Advice
    from sim.planning.kept import Kept
    from sim.planning.roster.result import Needs, Roster

MOST_NOTES = 10  # on the terminal; the workbook has all of them
NEARLY = 0.005  # a cost that is so little above the least is not told


@dataclass(frozen=True)
class Made:
    """A week's roster, measured by `needs`, and how often the promise is kept with it; None where the floor was not
    asked."""

    case: Case
    needs: Needs
    roster: Roster
    kept: Kept | None
    now: Kept | None  # the same with today's shifts
    advice: Advice | None = None  # where the promise is not kept

    @cached_property
    def compared(self) -> list[str]:
        """The roster against today's shifts: first the promise, then pay and loss of both."""
        from playbook.planning.roster import Against, against_lines

        against = None if self.kept is None or self.now is None else Against(self.kept, self.now)
        case = self.case
        found = against_lines(case, self.needs, self.roster, against, case.money, case.arguments.language)
        return found + self._shifts()

    def _shifts(self) -> list[str]:
        """New shifts that the roster has, and what would close its gap."""
        from playbook.planning.new_shifts import advice_lines, made_line

        case, lines = self.case, list[str]()
        language = case.arguments.language
        if case.arguments.new_shifts and case.changed is None:
            lines.append(made_line(self.roster, case.shifts or (), language))
        if self.advice is not None:
            lines += advice_lines(case, self.advice, case.money, language)
            if self.advice.shifts:
                lines.append(say("new_shifts_option", language))
        return lines


def roster(arguments: argparse.Namespace) -> int:
    """Make a roster and write it, or check one that was changed by hand."""
    from playbook import roster_sheet
    from sim.scenario.file import BadInput

    language = arguments.language
    if not arguments.out and not arguments.check:
        raise BadInput(say("roster_where", language))
    written = targets(arguments)
    target, out, following = written["json"], written["out"], written["next"]
    weeks = [_week(Case(arguments))]
    while len(weeks) < arguments.weeks:
        weeks.append(_week(weeks[-1].case.after(weeks[-1].roster)))
    with before_json(target, lambda: _document(weeks), language):
        for one in weeks:
            for line in roster_text(one):
                print(line)
            if len(weeks) > 1:
                print()
        if len(weeks) > 1:
            print(_shared(weeks))
    if out is not None:
        first = weeks[0].case
        planned = [(one.roster, one.case.week.date) for one in weeks]
        roster_sheet.write_weeks(out, planned, language, first.groups, first.types, [one.compared for one in weeks])
        print(say("written", language, path=arguments.out), file=sys.stderr)
    if following is not None:
        from sim.experiment.roster_people import people_bytes
        from sim.files.toml_file import write_bytes
        from sim.planning.roster.several import left_by

        write_bytes(following, people_bytes(left_by(weeks[-1].roster, weeks[-1].case.week.date)))
        print(say("written", language, path=arguments.next), file=sys.stderr)
    if target is not None:
        print(say("written", language, path=arguments.json), file=sys.stderr)
    return 0


def _week(case: Case) -> Made:
    """One week: made, or checked where it was changed by hand, and judged on weeks that nothing was chosen by."""
    from playbook.planning.new_shifts import advice, new_shifts
    from playbook.planning.roster import today

    needs = _needs(case)
    if case.arguments.new_shifts and case.changed is None and case.shifts is None:
        case = case.with_shifts(new_shifts(case.desk, needs))
    tried = case.shifts is not None
    made = _made(case, needs) if case.changed is None else _checked(case, needs)
    if case.arguments.no_floor:
        return Made(case, needs, made, None, None, advice(case, needs, made, None, tried))
    kept = case.kept(made.cover)
    found = advice(case, needs, made, case.kept, tried) if (kept.share < case.sure).any() else None
    return Made(case, needs, made, kept, case.kept(today(case.week)), found)


def _needs(case: Case) -> Needs:
    """What shortage is measured by, of a roster that was made and of one that was changed alike."""
    from sim.planning.settled import like

    if case.arguments.no_floor:
        return case.needs
    return like(case.needs, case.desk.serves, settled_heads(case, lower=False).people)


def _made(case: Case, needs: Needs) -> Roster:
    from playbook.planning.roster import made

    judge, rounds = (None, 0) if case.arguments.no_floor else (case.judge(), ROSTERS)
    progress, found = Progress(case.arguments.language, key="planning_roster"), None
    progress.show(0, rounds + 1)
    try:
        runs = made(case, needs, judge, rounds)
        with closing(runs):
            for n, one in enumerate(runs, start=1):
                found = one
                progress.show(n, rounds + 1)
    finally:
        progress.close()
    assert found is not None
    return found


def _checked(case: Case, needs: Needs) -> Roster:
    """The roster that a workbook holds, with what is short and what the floor says of it."""
    from playbook.planning.roster import checked

    assert case.changed is not None
    made = checked(case.desk, needs, case.changed)
    if case.arguments.no_floor:
        return made
    return replace(made, fails=case.judge()(made.cover), rounds=1)


def roster_text(one: Made) -> list[str]:
    """What a roster comes to: people and shifts, cost, what is short, rules that it breaks, the floor's word."""
    from playbook import roster_sheet
    from playbook.planning.heads import short_of
    from playbook.planning.roster import broken_lines, law_line

    case, made = one.case, one.roster
    language, desk, week = case.arguments.language, case.desk, case.week
    shifts = int((made.shifts >= 0).sum())
    facts = {"team": getattr(case.scenario.title, language), "start": week.date}
    lines = [
        say("roster_title", language, week=say(f"week_{case.arguments.week}", language), **facts),
        say("roster_sum", language, people=len(made.people), shifts=shifts, pay=case.money(made.cost)),
        law_line(desk, language),
    ]
    if made.gap > NEARLY:
        lines.append(say("roster_gap", language, gap=f"{100 * made.gap:.1f}"))
    lines[1:1] = one.compared
    if made.short.any():
        hours = short_of(case, one.needs, made.cover).hours
        lines.append(say("short_hours", language, hours=f"{hours:,.1f}"))
    notes = roster_sheet.notes(made, week.date, language, case.types)[1:]
    lines += notes[:MOST_NOTES]
    if len(notes) > MOST_NOTES:
        lines.append(say("roster_more", language, count=len(notes) - MOST_NOTES))
    lines += broken_lines(made, desk, week.date, language)
    if made.fails.any() and case.changed is None:
        days = made.fails.any(axis=0).reshape(desk.grid.days, -1).any(axis=1)
        names = [roster_sheet.day_name(week.date, d, language) for d, bad in enumerate(days.tolist()) if bad]
        key = "roster_open_tries" if made.rounds > ROSTERS else "roster_open_people"
        facts = {"sure": percent(case.sure), "days": ", ".join(names), "count": made.rounds}
        lines.append(say(key, language, **facts))
    return lines + (kept_text(case, one.kept) if one.kept is not None else [])


def _shared(weeks: list[Made]) -> str:
    """How evenly the shifts that nobody likes fell over all the weeks, and the most overtime of one person."""
    from playbook.planning.roster import shared, spread

    found = shared([(one.roster, one.case.week.date) for one in weeks])
    facts = {"late": spread(found.late, "{:g}".format), "ends": spread(found.ends, "{:g}".format)}
    return say("roster_shared", weeks[0].case.arguments.language, weeks=len(weeks), most=f"{found.most:g}", **facts)


def _document(weeks: list[Made]) -> dict:
    """What --json writes: of several weeks the first one's, and all of them under "weeks"."""
    made = [_week_document(one) for one in weeks]
    return made[0] if len(made) == 1 else made[0] | {"weeks": made}


def _week_document(one: Made) -> dict:
    from playbook.planning.heads import weighed
    from sim.planning.roster.check import broken

    case, made = one.case, one.roster
    found = broken(made.shifts, made.people, made.groups, made.grid, case.desk.rules)
    shifts = []
    for i, person in enumerate(made.people):
        row = (made.pattern(i, day) for day in range(made.grid.days))
        shifts.append(
            {"name": person.name, "group": person.group, "shifts": [each.name if each else None for each in row]}
        )
    return {
        "format": "playbook roster 1", **case_document(case), "people": shifts, "cover": made.cover,
        "short": made.short, "cost": made.cost, "shortage": made.shortage, "holes": made.holes, "gap": made.gap,
        "fails": made.fails, "kept": kept_document(one.kept),
        "today": {"kept": kept_document(one.now)} | asdict(weighed(case, one.needs, made.cost, made.cover)),
        "country": case.desk.country, "new_shifts": [each.name for each in case.shifts or ()],
        "advice": _advice_document(one.advice),
        "broken": [{"person": slip.person, "day": slip.day, "rule": slip.rule} for slip in found],
    }  # fmt: skip


def _advice_document(found: Advice | None) -> dict | None:
    """What would close the gap: shifts, hours short before and after, people."""
    if found is None:
        return None
    return {
        "shifts": [each.name for each in found.shifts or ()], "short_hours": [found.before, found.after],
        "kept": kept_document(found.kept), "hours": {"needed": found.needed, "there": found.there},
        "people": found.people, "people_with_shifts": found.also,
    }  # fmt: skip
