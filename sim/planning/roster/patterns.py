"""The shifts that a roster is made of: when one begins, which half hours of it are worked, what kind it is.

A roster's time is cut into slots of equal length, numbered from the midnight of its first day. A pattern that runs
past midnight goes on in the next day's slots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from sim.arrays import Floats
from sim.units import HOURS_PER_DAY

MINUTES_PER_HOUR = 60
EARLY, MIDDLE, LATE, NIGHT, SPLIT = KINDS = ("early", "middle", "late", "night", "split")
UNLIKED = (LATE, NIGHT, SPLIT)  # shared evenly
MORNING, FORENOON, EVENING = 6, 10, 22  # hours: of six to ten begins an early shift, past 22 ends a late one
PARTS = 2.0  # hours of break from which on a shift is one in two parts


@dataclass(frozen=True)
class Grid:
    """`days` of `slots` each. In a `cyclic` one the last night goes on on the first morning, as in a usual week."""

    days: int
    slot_minutes: int = 30
    cyclic: bool = False
    day_minutes: int = HOURS_PER_DAY * MINUTES_PER_HOUR

    def __post_init__(self) -> None:
        if self.days < 1 or self.slot_minutes < 1 or self.day_minutes % self.slot_minutes:
            raise ValueError("a roster has a day or more, and whole slots in each of them")

    @property
    def slots(self) -> int:
        """In a day."""
        return self.day_minutes // self.slot_minutes

    @property
    def length(self) -> int:
        """Slots in all."""
        return self.days * self.slots

    @property
    def slot_hours(self) -> float:
        return self.slot_minutes / MINUTES_PER_HOUR


@dataclass(frozen=True)
class Pattern:
    """A shift. `start`: slot of the day; `worked`: slots from there on, without the breaks; hours without breaks."""

    name: str
    start: int
    worked: tuple[int, ...]
    hours: float
    overtime: float = 0.0  # of `hours`
    kind: str = MIDDLE

    @property
    def span(self) -> int:
        """Slots from beginning to end, breaks included."""
        return self.worked[-1] + 1

    @property
    def pause(self) -> int:
        """Slots of the longest break."""
        return max((b - a - 1 for a, b in pairwise(self.worked)), default=0)

    @property
    def end(self) -> int:
        """Slot of the first day before which it ends; past the day's last one if it runs over midnight."""
        return self.start + self.span


def pattern(grid: Grid, start: int, worked: Sequence[int], overtime: float = 0.0, name: str = "") -> Pattern:
    """A shift with its hours, kind and name, which is its clock times where none is given. With a break of `PARTS`
    hours or more it is one in two parts, whenever it begins and ends."""
    if not worked or min(worked) < 0 or not 0 <= start < grid.slots:
        raise ValueError("a shift begins on its day and has something to work")
    slots = tuple(sorted(worked))
    end = start + slots[-1] + 1
    made = Pattern(
        name or f"{clock(grid, start)}-{clock(grid, end)}", start, slots, len(slots) * grid.slot_hours, overtime,
        kind_of(grid, start, end),
    )  # fmt: skip
    return replace(made, kind=SPLIT) if made.pause * grid.slot_hours >= PARTS else made


def kind_of(grid: Grid, start: int, end: int) -> str:
    """Night: it reaches past midnight or begins before six. Late: it ends past 22. Early: it begins before ten.
    Middle: the others."""
    begin, until = start * grid.slot_hours, end * grid.slot_hours
    if until > HOURS_PER_DAY or begin < MORNING:
        return NIGHT
    if until > EVENING:
        return LATE
    return EARLY if begin < FORENOON else MIDDLE


def clock(grid: Grid, slot: int) -> str:
    """A slot as a time of day; midnight at the end of a day is 24:00."""
    minutes = slot * grid.slot_minutes
    if minutes > grid.day_minutes:
        minutes -= grid.day_minutes
    return f"{minutes // MINUTES_PER_HOUR:02d}:{minutes % MINUTES_PER_HOUR:02d}"


def shift_patterns(
    grid: Grid, starts: Sequence[float], hours: float, break_hours: float = 0.0, break_after: Sequence[float] = (),
    overtime: float = 0.0,
) -> tuple[Pattern, ...]:  # fmt: skip
    """Shifts of so many worked `hours` (`overtime` of them) that begin at these hours of the day, with one break that
    may be taken after so many hours of work; in order, each once. ValueError where a time is no whole slot."""
    length, pause = _whole(grid, hours), _whole(grid, break_hours)
    found = {}
    for start in (_whole(grid, hour) for hour in starts):
        for after in (_whole(grid, hour) for hour in (break_after if pause else (hours,))):
            if not 0 < after <= length:
                raise ValueError("a break lies within its shift")
            worked = (*range(after), *range(after + pause, length + pause)) if pause else tuple(range(length))
            name = f"{clock(grid, start)}-{clock(grid, start + length + pause)}"
            if pause:
                name += f" ({clock(grid, start + after)})"
            found[start, worked] = pattern(grid, start, worked, overtime, name)
    return tuple(found.values())


def coverage(grid: Grid, patterns: Sequence[Pattern]) -> Floats:
    """Who is there when: (D, P, T), 1 where a shift that begins on day d is worked in slot t."""
    found = np.zeros((grid.days, len(patterns), grid.length))
    for p, one in enumerate(patterns):
        for day in range(grid.days):
            slots = day * grid.slots + one.start + np.array(one.worked)
            slots = slots % grid.length if grid.cyclic else slots[slots < grid.length]
            found[day, p, slots] = 1.0
    return found


def _whole(grid: Grid, hours: float) -> int:
    slots = hours / grid.slot_hours
    if abs(slots - round(slots)) > 1e-9:
        raise ValueError(f"{hours:g} hours are no whole number of {grid.slot_minutes} minutes")
    return round(slots)
