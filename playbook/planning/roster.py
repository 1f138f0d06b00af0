"""Who works when in a team's week: rosters made and checked, and what they break, in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from playbook import roster_sheet
from playbook.command import say
from playbook.planning.case import WeekCase
from playbook.planning.heads import rostered, weighed
from sim.arrays import Ints
from sim.experiment.roster_week import Week
from sim.experiment.team_roster import Desk
from sim.planning.kept import Kept
from sim.planning.roster.check import broken
from sim.planning.roster.names import burdens_of
from sim.planning.roster.plan import Judge, judged, rosters
from sim.planning.roster.result import Needs, Roster


def made(case: WeekCase, needs: Needs, judge: Judge | None, rounds: int) -> Iterator[Roster]:
    """Rosters that come nearer to the promise with each question to the judge, as
    `sim.planning.roster.plan.rosters`."""
    desk = case.desk
    return rosters(
        needs, desk.groups, desk.people, desk.grid, desk.rules, case.wishes, judge, rounds, case.week.date.weekday()
    )


def checked(desk: Desk, needs: Needs, shifts: Ints) -> Roster:
    """What shifts (N, D), changed by hand, come to."""
    return judged(shifts, needs, desk.groups, desk.people, desk.grid)


def broken_lines(roster: Roster, desk: Desk, first: dt.date, language: str) -> list[str]:
    """The rules of working time that a roster breaks, a sentence each."""
    lines = []
    for one in broken(roster.shifts, roster.people, roster.groups, roster.grid, desk.rules):
        facts = {
            "name": roster.people[one.person].name, "day": roster_sheet.day_name(first, one.day, language),
            "found": f"{one.found:g}", "limit": f"{one.limit:g}",
        }  # fmt: skip
        lines.append(say(f"roster_breaks_{one.rule}", language, **facts))
    return lines


def law_line(desk: Desk, language: str) -> str:
    """Whose law of working time the roster keeps."""
    rest = f"{desk.rules.rest_hours:g}"
    return say("roster_law" if desk.law_known else "roster_law_unknown", language, country=desk.country, rest=rest)


def today(week: Week) -> Ints:
    """People of each group put down today, (G, T), as whole ones: what is not whole is carried on to the next slot, so
    that the hours stay."""
    found = np.rint(np.cumsum(rostered(week), axis=1))
    return np.diff(found, axis=1, prepend=0.0).astype(np.int64)


@dataclass(frozen=True)
class Against:
    """How often promises are kept with a roster and with today's shifts, on the same weeks."""

    kept: Kept
    now: Kept


def against_lines(
    case: WeekCase, needs: Needs, roster: Roster, found: Against | None, money: Callable[[float], str], language: str
) -> list[str]:
    """A roster against today's shifts: who keeps the promise, and then the money of both, by the one price there is for
    being short: customers who give up. `found`: None where the floor was not asked."""
    one = weighed(case, needs, roster.cost, roster.cover)
    facts = {
        "pay": money(one.pay), "loss": money(one.loss), "pay_now": money(one.pay_now), "loss_now": money(one.loss_now),
        "gain": money(abs(one.gain)), "sure": _percent(case.sure),
    }  # fmt: skip
    if found is None:
        keeps = keeps_now = None
        first = say("against_not_asked", language)
    else:
        keeps, keeps_now = (bool((each.share >= case.sure).all()) for each in (found.kept, found.now))
        names = case.type_names(language)
        shares = [
            say("against_type", language, type=name, kept=_percent(a), now=_percent(b))
            for name, a, b in zip(names, found.kept.share, found.now.share, strict=True)
        ]
        first = say(
            f"against_{_WHO[keeps, keeps_now]}", language, weeks=found.kept.weeks, sure=facts["sure"],
            shares=say("against_comma", language).join(shares),
        )  # fmt: skip
    less = "less" if one.gain > 0 else "more"
    if keeps and not keeps_now:
        less += "_kept"
    elif keeps is False:
        less += "_open"
    verdict = say(f"against_{less}", language, **facts)
    return [first, say("against_money", language, **facts, verdict=verdict)]


_WHO = {(True, True): "both", (True, False): "roster", (False, True): "today", (False, False): "neither"}


def _percent(share: float) -> str:
    return f"{100 * float(share):.0f}"


@dataclass(frozen=True)
class Shared:
    """Of one person over all the weeks, the fewest and the most: late and night shifts, weekend shifts; and the most
    hours of overtime."""

    late: tuple[float, float]
    ends: tuple[float, float]
    most: float


def spread(found: tuple[float, float], number: Callable[[float], str]) -> str:
    """ "3–5", or "3" where all have as many."""
    low, high = (number(one) for one in found)
    return low if low == high else f"{low}–{high}"


def shared(weeks: Sequence[tuple[Roster, dt.date]]) -> Shared:
    """How evenly the shifts that nobody likes fell; each week with its first day, all of the same people."""
    late, ends, hours = (np.zeros(len(weeks[0][0].people)) for _ in range(3))
    for made, first in weeks:
        heavy = [burdens_of(group, made.grid, first.weekday()) for group in made.groups]
        for i, person in enumerate(made.people):
            for day in np.flatnonzero(made.shifts[i] >= 0).tolist():
                p = int(made.shifts[i, day])
                late[i] += heavy[person.group][day, p, 0]
                ends[i] += heavy[person.group][day, p, 1]
                hours[i] += made.groups[person.group].patterns[p].overtime
    return Shared((late.min(), late.max()), (ends.min(), ends.max()), float(hours.max()))
