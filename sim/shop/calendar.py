"""The shop's calendar: floor days, and shifts as windows on their clocks.

A floor day is a day of the shop's own time zone. Its clock counts real seconds since the shop's midnight, so a day
on which summer time ends has 90,000 of them. Shifts live on the wall clock of their own time zone; both meet in UTC.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import get_args
from zoneinfo import ZoneInfo

import numpy as np

from sim.arrays import Bools, Floats
from sim.shop.facts import Campaign, Shop
from sim.shop.people import Shift
from sim.shop.types import Weekday, minute_of_day
from sim.units import DAYS_PER_WEEK, SECONDS_PER_DAY, SECONDS_PER_HOUR

MINUTES_PER_HOUR = 60
MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR
MINUTE_S = SECONDS_PER_HOUR / MINUTES_PER_HOUR
QUARTER = 15  # minutes: every change of clocks is a multiple of it
NIGHT_FROM, NIGHT_TO = 22 * MINUTES_PER_HOUR, 6 * MINUTES_PER_HOUR  # minutes of the day
BEFORE_OPENING = 1 / 3  # of an opening shift: people settle in before the rush


@dataclass(frozen=True)
class FloorDay:
    index: int
    date: dt.date
    begins: float  # POSIX seconds of the shop's midnight
    length: float  # seconds until the next one


@cache
def floor_days(start: dt.date, days: int, timezone: str) -> tuple[FloorDay, ...]:
    zone = ZoneInfo(timezone)
    dates = [start + dt.timedelta(days=i) for i in range(days + 1)]
    midnights = [dt.datetime.combine(date, dt.time(), zone).timestamp() for date in dates]
    return tuple(FloorDay(i, dates[i], midnights[i], midnights[i + 1] - midnights[i]) for i in range(days))


@cache
def instant(date: dt.date, minute: int, timezone: str) -> float:
    """POSIX seconds of a minute of a local day; minutes past 1440 fall on the next day's wall clock."""
    date += dt.timedelta(days=minute // MINUTES_PER_DAY)
    minute %= MINUTES_PER_DAY
    time = dt.time(minute // MINUTES_PER_HOUR, minute % MINUTES_PER_HOUR)
    return dt.datetime.combine(date, time, ZoneInfo(timezone)).timestamp()


@cache
def clock(day: FloorDay, timezone: str) -> Floats:
    """Seconds since midnight at which the wall clock shows 0:00, 0:15 … 24:00, (97,), never falling.

    An hour that the change of clocks leaves out takes no time, and one that it repeats takes both.
    """
    minutes = range(0, MINUTES_PER_DAY + QUARTER, QUARTER)
    if day.length == SECONDS_PER_DAY:
        shown = np.array(minutes, float) * MINUTE_S
    else:
        shown = np.array([instant(day.date, minute, timezone) - day.begins for minute in minutes])
        shown = np.minimum.accumulate(shown[::-1])[::-1]  # what is left out begins where the clock goes on
    shown.setflags(write=False)
    return shown


def since_midnight(day: FloorDay, timezone: str, wall: Floats) -> Floats:
    """Seconds since midnight at which the wall clock shows `wall` seconds; the same on a day of 24 hours."""
    if day.length == SECONDS_PER_DAY:
        return wall
    shown = clock(day, timezone)
    return np.interp(wall, np.linspace(0, SECONDS_PER_DAY, len(shown)), shown)


def opening_of(event: Campaign, timezone: str) -> float:
    """POSIX seconds at which a campaign opens by the wall clock."""
    minutes, rest = divmod(event.shape.opens_s, MINUTE_S)
    return instant(event.day, int(minutes), timezone) + rest


def rests(seat: int, rest_days: int, date: dt.date, rest_from: Weekday = "sun") -> bool:
    """Whether the holder of a seat has this date off. Seats take turns, so that days off spread over the week.

    Neighbouring seats start their rest where the one before ends: with two days off, seat 0 rests on days 0 and 1 of
    the cycle, seat 1 on days 2 and 3, and so on around the week. The cycle begins on the weekday `rest_from`.
    """
    since = date.weekday() - get_args(Weekday).index(rest_from)
    return (since - seat * max(rest_days, 1)) % DAYS_PER_WEEK < rest_days


@dataclass(frozen=True)
class Extra:
    """What changes a shift on one day: hours added at its end, and the minutes of break given in it."""

    overtime_hours: float = 0.0
    break_minutes: float | None = None  # none = as the shift says


@cache
def shift_spans(shift: Shift, date: dt.date, home: str, extra: Extra = Extra()) -> tuple[tuple[float, float], ...]:
    """Working spans of a shift that begins on `date`, as POSIX seconds, breaks taken out."""
    zone = shift.timezone or home
    begin = minute_of_day(shift.start)
    end = begin + shift.minutes + round(extra.overtime_hours * MINUTES_PER_HOUR)
    cuts = [
        (begin + (minute_of_day(first) - begin) % MINUTES_PER_DAY, _minutes(first, second))
        for first, second in shift.breaks
    ]
    due = sum(length for _, length in cuts)
    given = due if extra.break_minutes is None else extra.break_minutes
    spans, at = [], begin
    for cut, length in cuts:
        minutes = round(length * given / due)
        if minutes:
            spans.append((at, cut))
            at = cut + minutes
    spans.append((at, end))
    return tuple((instant(date, a, zone), instant(date, b, zone)) for a, b in spans if a < b)


def _minutes(first: str, second: str) -> int:
    return (minute_of_day(second) - minute_of_day(first)) % MINUTES_PER_DAY


def break_share(shift: Shift, extra: Extra) -> float:
    """Share of the shift's own break time that is given; 1 if it has none."""
    due = _due(shift)
    return 1.0 if due == 0 or extra.break_minutes is None else extra.break_minutes / due


def break_worked(shift: Shift, extra: Extra) -> float:
    """Hours of the shift's own break that are worked, and paid like any hour beyond the shift."""
    due = _due(shift)
    return 0.0 if extra.break_minutes is None else max(0.0, due - extra.break_minutes) / MINUTES_PER_HOUR


def _due(shift: Shift) -> int:
    return sum(_minutes(a, b) for a, b in shift.breaks)


def clip(spans: tuple[tuple[float, float], ...], day: FloorDay) -> list[tuple[float, float]]:
    """The part of POSIX spans that falls into a floor day, on the day's own clock."""
    inside = ((max(a - day.begins, 0.0), min(b - day.begins, day.length)) for a, b in spans)
    return [(a, b) for a, b in inside if a < b]


def opening_night(opening: float, hours: float) -> tuple[tuple[float, float], ...]:
    """A shift of so many hours around an opening (POSIX seconds): `BEFORE_OPENING` of it before."""
    seconds = hours * SECONDS_PER_HOUR
    return ((opening - seconds * BEFORE_OPENING, opening + seconds * (1 - BEFORE_OPENING)),)


def campaign_windows(shop: Shop, days_after: int) -> frozenset[int]:
    """Indices of the floor days in a peak window: from the eve to `days_after` days past the big day."""
    days: set[int] = set()
    for event in shop.calendar.campaigns:
        big = (event.day - shop.calendar.start).days
        days.update(range(max(big - 1, 0), min(big + days_after + 1, shop.calendar.days)))
    return frozenset(days)


def at_night(seconds: Floats) -> Bools:
    """Which times of a day, in seconds since midnight, lie between 22:00 and 06:00."""
    if seconds.max(initial=0.0) >= MINUTES_PER_DAY * MINUTE_S:  # of another date
        seconds = seconds % (MINUTES_PER_DAY * MINUTE_S)
    return (seconds >= NIGHT_FROM * MINUTE_S) | (seconds < NIGHT_TO * MINUTE_S)


def night_share(shift: Shift) -> float:
    """Share of a shift's minutes, breaks included, that lie between 22:00 and 06:00."""
    begin = minute_of_day(shift.start)
    minutes = (begin + np.arange(shift.minutes)) % MINUTES_PER_DAY
    return float(((minutes >= NIGHT_FROM) | (minutes < NIGHT_TO)).mean())
