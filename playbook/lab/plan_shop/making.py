"""Rosters of the page, a week after the other: what is asked, and what was made of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from playbook.lab.jobs import checkpoint
from playbook.lab.plan_shop.plan import Asked, Heads, Plan
from playbook.lab.upload import Sent
from playbook.planning.standard import ROSTERS

if TYPE_CHECKING:
    from playbook.planning.case import WeekCase
    from playbook.planning.heads import Short
    from playbook.planning.new_shifts import Advice
    from playbook.planning.roster import Against
    from sim.arrays import Ints
    from sim.planning.kept import Kept
    from sim.planning.roster.patterns import Pattern
    from sim.planning.roster.result import Needs, Person, Roster

MOST_WEEKS = 4


@dataclass(frozen=True)
class Wanted:
    """`overtime`: hours that a shift may be longer; `people`: the reader's table of them; `weeks` in a row;
    `new_shifts`: also shifts that the shop does not have, where they help."""

    asked: Asked
    overtime: float = 0.0
    people: Sent | None = None
    weeks: int = 1
    new_shifts: bool = False


@dataclass(frozen=True)
class Made:
    """A week's roster for the heads that were found, and how often the promises are kept in weeks that nothing was
    settled on. `needs`: what it is measured by; `shifts`: new ones that it may have, None where none were asked for;
    `advice`: what would close its gap, of the last roster where the promise is not kept."""

    heads: Heads
    case: WeekCase
    needs: Needs
    roster: Roster
    short: Short
    against: Against
    shifts: tuple[Pattern, ...] | None = None
    advice: Advice | None = None

    @property
    def kept(self) -> Kept:
        return self.against.kept


def steps(plan: Plan, wanted: Wanted) -> int:
    """About how many there are."""
    later = plan.fresh_steps() + ROSTERS + 1
    return plan.steps(wanted.asked) + ROSTERS + 1 + (wanted.weeks - 1) * later


def made_weeks(plan: Plan, wanted: Wanted) -> Iterator[tuple[Made, ...]]:
    """The weeks so far, again and again while the last of them comes nearer to the promise; heads come first, where
    they are not known. Empty while nothing is made."""
    weeks: tuple[Made, ...] = ()
    for _ in plan.find(wanted.asked):
        yield weeks
    heads = plan.known(wanted.asked)
    assert heads is not None
    while True:
        one = None
        for one in _rosters(plan, wanted, heads, len(weeks), weeks):
            yield (*weeks, one)
        assert one is not None
        if weeks:
            plan.forget(wanted.asked.which, len(weeks))
        weeks = (*weeks, one)
        if len(weeks) == wanted.weeks:
            return
        for found in plan.find_later(wanted.asked, len(weeks)):
            if found is not None:
                heads = found
            yield weeks


def _rosters(plan: Plan, wanted: Wanted, heads: Heads, later: int, before: Sequence[Made]) -> Iterator[Made]:
    """Rosters of one week that come nearer, each judged on weeks of other luck."""
    from playbook.planning.new_shifts import advice, new_shifts, with_new
    from playbook.planning.roster import made, today
    from sim.experiment.roster_heads import hearing
    from sim.experiment.team_roster import desk_of
    from sim.planning.roster.several import going_on, left_by
    from sim.planning.settled import like

    week = heads.case.week
    desk = desk_of(week, wanted.overtime, cyclic=wanted.asked.which == "usual")
    people, wishes = _people(wanted, heads, desk.people, later)
    if before:
        last = before[-1]
        people = going_on(left_by(last.roster, last.case.week.date), people)
    desk = replace(desk, people=people)
    case = heads.case.at(desk, wishes)
    needs = like(case.needs, desk.serves, heads.settled.people)
    shifts = None
    if wanted.new_shifts:
        shifts = new_shifts(desk, needs) if not before else before[0].shifts
        case = case.at(with_new(desk, shifts or ()), wishes)
    now, one = _kept(plan, heads, today(week), later), None
    for roster in made(case, needs, hearing(case.judge(), checkpoint), ROSTERS):
        one = replace(_judged(plan, heads, case, needs, roster, later, now), shifts=shifts)
        yield one
    if one is not None and (one.kept.share < case.sure).any():
        checkpoint()
        found = advice(case, needs, one.roster, lambda cover: _kept(plan, heads, cover, later), wanted.new_shifts)
        yield replace(one, advice=found)


def _people(wanted: Wanted, heads: Heads, people: Sequence[Person], later: int) -> tuple[tuple[Person, ...], tuple]:
    """With what the reader's table says of them in this week."""
    import datetime as dt

    from sim.experiment.roster_people import read_people
    from sim.planning.roster.several import of_week

    if wanted.people is None:
        return tuple(people), ()
    week = heads.case.week
    first = week.date - dt.timedelta(days=later * week.days)
    sent = wanted.people
    return of_week(*read_people(sent.name, people, first, week.days * wanted.weeks, sent.data), later, week.days)


def _judged(
    plan: Plan, heads: Heads, case: WeekCase, needs: Needs, roster: Roster, later: int, now: Kept
) -> Made:  # fmt: skip
    """`now`: how often today's shifts keep the promises."""
    from playbook.planning.heads import short_of
    from playbook.planning.roster import Against

    kept = _kept(plan, heads, roster.cover, later)
    return Made(heads, case, needs, roster, short_of(case, needs, roster.cover), Against(kept, now))


def _kept(plan: Plan, heads: Heads, cover: Ints, later: int) -> Kept:
    fresh = plan.week(heads.asked.which, fresh=True, later=later).leaving(heads.case.week.left)
    return fresh.kept(cover, heads.asked.promises, heads.asked.shrinkage)


def changed(plan: Plan, before: Sequence[Made], sent: Sent, language: str) -> Iterator[Made]:
    """The weeks of a workbook that was changed by hand, each judged as the one that was made. All of its sheets are
    read first, so that none is refused after long work."""
    from playbook import roster_sheet
    from playbook.planning.roster import checked

    shifts: list[Ints] = []
    for n, one in enumerate(before):
        desk, first = one.case.desk, one.case.week.date
        shifts.append(
            roster_sheet.read(sent.name, desk.people, desk.groups, desk.grid, language, first, n, sent.data)
        )  # fmt: skip
    for n, (one, mine) in enumerate(zip(before, shifts, strict=True)):
        for _ in plan.play(one.heads.asked.scenario, one.heads.asked.which, fresh=True, later=n):
            pass
        roster = checked(one.case.desk, one.needs, mine)
        yield _judged(plan, one.heads, one.case, one.needs, roster, n, one.against.now)
