"""Why a roster cannot keep the promise, and what would: shifts that the shop does not have, or more people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from playbook import roster_sheet
from playbook.command import say
from playbook.planning.case import WeekCase
from playbook.roster_codes import Legend, breaks, is_meant
from sim.arrays import Ints
from sim.experiment.hiring_options import price_of_one
from sim.experiment.team_roster import Desk, assumed
from sim.planning.heads import dealt
from sim.planning.kept import Kept
from sim.planning.roster.heads_plan import plan_heads
from sim.planning.roster.new_shifts import WORTH, helpful, more_people, offered, relaxed, with_shifts
from sim.planning.roster.patterns import SPLIT, Grid, Pattern, clock
from sim.planning.roster.result import HeadsPlan, Needs, Roster

GAP = 0.01  # of the trial plan, which only says what a roster would come to
STEP = 0.5  # hours, in which breaks are offered


@dataclass(frozen=True)
class Apart:
    """Two half hours of a day that no shift reaches both of, with the people each takes; `there`: shifts a day."""

    slots: tuple[int, int]  # of the week
    people: tuple[int, int]
    there: float


@dataclass(frozen=True)
class Advice:
    """What would close a roster's gap. Hours short in the week: `before` in the roster that was made, `after` in a
    plan with the new shifts. People: at least so many more, None where none help.
    `shifts`: None where none were looked for, as the roster has new ones already."""

    needed: float  # hours at the desk in the week that the promise takes, whoever serves several types counted once
    there: float  # that the people have
    apart: Apart | None
    shifts: tuple[Pattern, ...] | None
    before: float
    after: float
    plan: HeadsPlan | None  # with the new shifts
    kept: Kept | None  # the promise with that plan; None where the floor was not asked
    group: int  # of whom more people are meant
    people: int | None
    also: int | None  # more people with the new shifts; None where they are enough, or no number is


def choice(desk: Desk, needs: Needs | None = None) -> tuple[Pattern, ...]:
    """Shifts that the desk does not have, in the hours in which `needs` ask for anybody, or at any time."""
    numbers, grid = assumed(), desk.grid
    opens = np.ones(grid.slots, dtype=bool)
    if needs is not None:
        opens = (needs.wanted.max(axis=0) > 0).reshape(grid.days, grid.slots).any(axis=0)
    after = np.arange(numbers.break_from, numbers.break_to + STEP / 2, STEP).tolist()
    found = [one for group in desk.groups for one in offered(group, grid, desk.rules, opens, after)]
    return tuple(dict.fromkeys(found))


def with_new(desk: Desk, shifts: Sequence[Pattern]) -> Desk:
    return replace(desk, groups=with_shifts(desk.groups, shifts)) if shifts else desk


def new_shifts(desk: Desk, needs: Needs) -> tuple[Pattern, ...]:
    """The few that would help these people most; none where they help little."""
    return helpful(needs, desk.groups, desk.people, desk.grid, desk.rules, choice(desk, needs))


def named_in(desk: Desk, legend: Legend) -> tuple[Pattern, ...]:
    """New shifts that a workbook's own sheet of codes names."""
    return tuple(one for one in choice(desk) if any(is_meant(meant, one, desk.grid) for meant in legend.values()))


def advice(
    case: WeekCase, needs: Needs, roster: Roster, kept: Callable[[Ints], Kept] | None, tried: bool = False
) -> Advice | None:  # fmt: skip
    """What would close the gap of a roster that cannot meet `needs`; None where nothing is short by them. `kept`: how
    often people (G, T) keep the promise on weeks that nothing was chosen by; `tried`: the desk has new shifts already,
    as far as they help."""
    desk = case.desk
    facts = (desk.people, desk.grid, desk.rules)
    now = relaxed(needs, desk.groups, *facts)
    if now.hours < STEP:
        return None
    short, plan = float(roster.short.sum()) * desk.grid.slot_hours, None
    shifts = None if tried else new_shifts(desk, needs)
    if shifts:
        plan, hours = _trial(desk, needs, shifts)
        if hours > (1 - WORTH) * short:  # in whole people nothing is left of what fractions save
            shifts, plan = (), None
    group = max(range(len(desk.groups)), key=lambda g: (sum(desk.groups[g].serves), -desk.groups[g].hour))
    more = more_people(needs, desk.groups, *facts, group)
    needed = float(dealt(needs, desk.serves, case.pay_hour).sum()) * desk.grid.slot_hours
    why = needed, hours_of(desk), apart(desk, needs)
    if not shifts or plan is None:
        return Advice(*why, shifts, short, short, None, None, group, more, None)
    groups = with_shifts(desk.groups, shifts)
    found = None if kept is None else kept(plan.cover)
    enough = found is not None and bool((found.share >= case.sure).all())
    also = None if enough else more_people(needs, groups, *facts, group)
    return Advice(*why, shifts, short, hours, plan, found, group, more, also)


def hours_of(desk: Desk) -> float:
    """Of the desk's people in the roster's time, without overtime and leave."""
    each = [max(one.hours for one in group.patterns if not one.overtime) * group.days[1] for group in desk.groups]
    return float(sum(each[one.group] for one in desk.people))


def _trial(desk: Desk, needs: Needs, shifts: Sequence[Pattern]) -> tuple[HeadsPlan, float]:
    """A plan with the shifts that the relaxation uses, and the hours that are short in it."""
    groups = with_shifts(desk.groups, shifts)
    used = relaxed(needs, groups, desk.people, desk.grid, desk.rules).used
    few = [
        replace(group, patterns=tuple(one for one in group.patterns if used[one] > 1e-6) or group.patterns)
        for group in groups
    ]
    plan = plan_heads(needs, few, desk.people, desk.grid, desk.rules, gap=GAP)
    return plan, float(plan.short.sum()) * desk.grid.slot_hours


def apart(desk: Desk, needs: Needs) -> Apart | None:
    """The two half hours of a day, further apart than any shift of the shop is long, that take most people together;
    None where that is fewer than there are: then something else is in the way."""
    wanted = needs.wanted.max(axis=0)
    longest = max(one.span for group in desk.groups for one in group.patterns)
    there = sum(desk.groups[one.group].days[1] for one in desk.people) / desk.grid.days
    best = None
    for day in range(desk.grid.days):
        for first in range(desk.grid.slots - longest):
            a = day * desk.grid.slots + first
            later = wanted[a + longest : (day + 1) * desk.grid.slots]
            b = a + longest + int(later.argmax())
            if best is None or wanted[a] + wanted[b] > sum(best.people):
                best = Apart((a, b), (round(wanted[a]), round(wanted[b])), there)
    return best if best is not None and sum(best.people) > there else None


def hours_text(grid: Grid, one: Pattern, language: str) -> str:
    """ "09:00–13:00 and 18:00–22:00", "12:30–21:30 with a break 16:30–17:30"."""
    begin, end, pause = clock(grid, one.start), clock(grid, one.end), breaks(grid, one)
    if one.kind == SPLIT:
        until, again = pause.split("-")
        return say("new_shifts_parts", language, begin=begin, until=until, again=again, end=end)
    key = "new_shifts_break" if pause else "new_shifts_plain"
    return say(key, language, begin=begin, end=end, breaks=pause)


def _listed(grid: Grid, shifts: Sequence[Pattern], language: str) -> str:
    return say("against_comma", language).join(hours_text(grid, one, language) for one in shifts)


def advice_lines(case: WeekCase, found: Advice, money: Callable[[float], str], language: str) -> list[str]:
    """Why, which shifts would help and by how much, and how many more people it takes without them."""
    grid, first, lines = case.desk.grid, case.week.date, []
    if found.needed > found.there:
        facts = {"needed": f"{found.needed:,.0f}", "there": f"{found.there:,.0f}"}
        lines.append(say("new_shifts_few", language, **facts))
    elif found.apart is not None:
        a, b = found.apart.slots
        facts = {
            "day": roster_sheet.day_name(first, a // grid.slots, language), "sum": sum(found.apart.people),
            "first": found.apart.people[0], "first_at": clock(grid, a % grid.slots),
            "second": found.apart.people[1], "second_at": clock(grid, b % grid.slots),
            "there": f"{found.apart.there:.0f}",
        }  # fmt: skip
        lines.append(say("new_shifts_why", language, **facts))
    if found.shifts:
        facts = {
            "shifts": _listed(grid, found.shifts, language), "before": f"{found.before:.0f}",
            "after": f"{found.after:.0f}", "kept": "",
        }  # fmt: skip
        if found.kept is not None:
            names = case.type_names(language)
            shares = [
                say("new_shifts_type", language, type=name, kept=f"{100 * float(share):.0f}")
                for name, share in zip(names, found.kept.share, strict=True)
            ]
            facts["kept"] = say("new_shifts_kept", language, shares=say("against_comma", language).join(shares))
        lines.append(say("new_shifts_help", language, **facts))
    elif found.shifts is not None:
        lines.append(say("new_shifts_none", language))
    each, monthly = price_of_one(case.scenario, case.week.groups[found.group])
    for key, n in (("new_shifts_people", found.people), ("new_shifts_also", found.also)):
        if n:
            lines.append(say(key, language, n=n, pay=money(n * monthly), hire=money(n * each)))
    return lines


def made_line(roster: Roster, shifts: Sequence[Pattern], language: str) -> str:
    """Which new shifts a roster has, and how many of all; or that none would help."""
    if not shifts:
        return say("new_shifts_needless", language)
    every = [one for i in range(len(roster.people)) for d in range(roster.grid.days) if (one := roster.pattern(i, d))]
    used = [one for one in shifts if one in every]
    facts = {"count": sum(one in shifts for one in every), "all": len(every)}
    line = say("new_shifts_made", language, shifts=_listed(roster.grid, used or shifts, language), **facts)
    return line + (say("new_shifts_ask", language) if any(one.kind == SPLIT for one in used) else "")
