"""The short codes of a roster's shifts: how each is made, what it means, and what a workbook's own sheet says of it."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from string import ascii_lowercase
from typing import Any

from playbook.command import say
from sim.planning.roster.patterns import KINDS, Grid, Pattern, clock
from sim.planning.roster.result import Group, Roster

FIRST_BREAK = re.compile(r"(?=\+|$)")
LEGEND = 6  # columns of the sheet of codes


def codes(groups: Sequence[Group], language: str) -> dict[Pattern, str]:
    """A short code for each shift that some group may work: its kind and when it begins ("E9", "晚15"), a letter where
    several begin then (a has the earliest break), and hours of overtime ("E9b+2")."""
    every = sorted(
        {one for group in groups for one in group.patterns},
        key=lambda one: (*_begins(one), one.end, [-slot for slot in one.worked], one.name),
    )
    alike, found = Counter(_begins(one) for one in every), {}
    for _, several in itertools.groupby(every, _begins):
        for number, one in enumerate(several):
            hour, minute = divmod(round(one.start * 60 * one.hours / len(one.worked)), 60)
            letter = ascii_lowercase[number % 26] * (1 + number // 26) if alike[_begins(one)] > 1 else ""
            text = say(f"roster_code_{one.kind}", language) + (f"{hour}:{minute:02d}" if minute else f"{hour}")
            found[one] = text + letter + (f"+{one.overtime:g}" if one.overtime else "")
    return found


def _begins(one: Pattern) -> tuple[int, int, float]:
    """What a shift's code says before its letter."""
    return KINDS.index(one.kind), one.start, one.overtime


def meanings(roster: Roster, language: str) -> list[tuple[str, str]]:
    """Each code that stands in the roster and what it means, a day off last, then how a code is made."""
    used = {
        one for i in range(len(roster.people)) for day in range(roster.grid.days) if (one := roster.pattern(i, day))
    }
    found = []
    for one, code in codes(roster.groups, language).items():
        if one in used:
            facts = {"kind": say(f"roster_kind_{one.kind}", language), "hours": f"{one.hours:g}"}
            facts |= {"begin": clock(roster.grid, one.start), "end": clock(roster.grid, one.end)}
            pause = breaks(roster.grid, one)
            facts["breaks"] = say("roster_meaning_break", language, breaks=pause) if pause else ""
            text = say("roster_meaning", language, **facts)
            if one.overtime:
                text += say("roster_meaning_overtime", language, overtime=f"{one.overtime:g}")
            found.append((code, text))
    found.append((say("roster_code_off", language), say("roster_meaning_off", language)))
    return [*found, ("", say("roster_codes_how", language))]


def breaks(grid: Grid, one: Pattern) -> str:
    """When the breaks of a shift are: "12:00-13:00"; nothing without one."""
    free = [slot for slot in range(one.span) if slot not in one.worked]
    begins = [slot for slot in free if slot - 1 not in free]
    ends = [slot + 1 for slot in free if slot + 1 not in free]
    return ", ".join(
        f"{clock(grid, one.start + a)}-{clock(grid, one.start + b)}" for a, b in zip(begins, ends, strict=True)
    )


Legend = dict[str, tuple[str, ...]]  # code → from, to, breaks, hours, overtime, as a workbook's own sheet says


def plain(cell: str) -> str:
    return re.sub(r"\s+", "", cell).lower()


def said_of(legend: Legend, cell: str) -> tuple[str, ...] | None:
    """What a workbook says that a code means; without a letter: the earliest break."""
    text = plain(cell)
    return legend.get(text) or legend.get(FIRST_BREAK.sub("a", text, count=1))


def is_meant(meant: tuple[str, ...], one: Pattern, grid: Grid) -> bool:
    """Whether a shift is that which a row of the legend describes."""
    found = clock(grid, one.start), clock(grid, one.end), breaks(grid, one), f"{one.hours:g}", f"{one.overtime:g}"
    return found == meant


def row_of_legend(row: Sequence[Any]) -> tuple[str, ...]:
    """From, to, breaks, hours and overtime as `is_meant` writes them."""
    numbers = [
        f"{cell:g}" if isinstance(cell, int | float) else ("" if cell is None else str(cell).strip())
        for cell in row[4:LEGEND]
    ]
    return (*(("" if cell is None else str(cell).strip()) for cell in row[1:4]), *numbers)
