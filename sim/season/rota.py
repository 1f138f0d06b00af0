"""Who is on the floor today, when, how fast and how right: the roster meets the calendar.

The people groups know nothing of shifts and the calendar knows nothing of fatigue; this module puts them together
for `sim.season.clock` and gives the floor a `Crew`.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from sim import draws
from sim.arrays import Bools, Floats, Ints, Keys
from sim.contract.channels import (
    CARE,
    EFFORT,
    ERRORS,
    ILLNESS,
    MATCH,
    OUTPUT,
    PARCEL_TIME,
    RAMP,
    SECOND,
    SPEED_TODAY,
    WRONG_TODAY,
)
from sim.contract.day import Day
from sim.contract.facts import Facts
from sim.contract.floor_day import DayCrew, Shift
from sim.contract.mechanism import Shifts
from sim.floor.model import Crew
from sim.shop.calendar import (
    MINUTES_PER_HOUR,
    Extra,
    FloorDay,
    break_share,
    break_worked,
    campaign_windows,
    clip,
    opening_night,
    rests,
    shift_spans,
)
from sim.units import SECONDS_PER_HOUR

Spans = tuple[tuple[float, float], ...]  # (begin, end) on a day's clock
KINDS = (2, 3)  # of hours: on other days and on public holidays; in the shift, beyond it, on a day off
IN_SHIFT, BEYOND, DAY_OFF = range(3)
AWAY = (0.0, 0.0, 1.0, *[0.0] * math.prod(KINDS))  # hours, extra hours, break share, hours by kind of who has no shift
ALMOST = 1e-9  # of a person: rounding of shares
WINDOW = 3  # numbers of a window: agent, on, off


class Rota:
    """Who works when in a season. Pure but for its caches; the same for every replication of a scenario."""

    def __init__(self, facts: Facts, shifts: Shifts) -> None:
        self.facts, self.shop, self.days, self.shifts = facts, facts.shop, facts.days, shifts
        self.window = campaign_windows(self.shop, shifts.days_after)
        self.holidays = frozenset(self.shop.calendar.holidays)
        groups = len(self.shop.people)
        able = [g.role == "service" and floor for g, floor in zip(self.shop.people, facts.skills.on_floor, strict=True)]
        counts = np.where(able, [g.count for g in self.shop.people], 0)
        self._may_move, self._before = np.array(able, bool), np.cumsum(counts) - counts
        # a share that is somebody is one person at least
        self._moved = max(shifts.opening_share, 1 / max(1, counts.sum())) if shifts.opening_share > 0 else 0.0
        self._tables = [(np.full((groups, 0), None), np.zeros((groups, 0, len(AWAY)))) for _ in self.days]

    def duty(self, group: Ints, seat: Ints, day: FloorDay) -> tuple[np.ndarray, Floats]:
        """What the holders of these seats do on a floor day; worked out once for each seat and day.

        Spans on the day's clock, (n,) tuples of (begin, end), and (n, 9): hours, extra hours, break share, hours
        by kind.
        """
        spans, numbers = self._tables[day.index]
        more = int(seat.max(initial=-1)) + 1 - spans.shape[1]
        if more > 0:
            spans = np.concatenate([spans, np.full((len(spans), more), None)], axis=1)
            numbers = np.concatenate([numbers, np.full((len(spans), more, len(AWAY)), np.nan)], axis=1)
            self._tables[day.index] = spans, numbers
        found = numbers[group, seat]
        unknown = np.isnan(found[:, 0]).nonzero()[0]
        for i in unknown.tolist():
            where = int(group[i]), int(seat[i])
            at, *found[i] = self._duty(*where, day)
            spans[where] = at
            numbers[where] = found[i]  # last: another thread takes these for the sign that all is there
        return spans[group, seat], found

    def _duty(self, group: int, seat: int, day: FloorDay) -> tuple[Any, ...]:
        people = self.shop.people[group]
        shift = self.shop.shifts[people.shift]
        parts: list[tuple[float, float]] = []
        extra_hours, breaks, kinds = 0.0, 1.0, np.zeros(KINDS)
        for offset in (-1, 0, 1):  # shifts of neighbouring dates reach into this day: past midnight, or by time zone
            date = day.date + dt.timedelta(days=offset)
            index = day.index + offset
            night = self._night(group, seat, index)
            if night is not None:
                begin, given, extra = night, 1.0, 0.0
            else:
                off = rests(seat, people.rest_days, date, people.rest_from)
                if self._sleeps(group, seat, index) or (off and index not in self.facts.big):
                    continue
                change = self._extra(index)
                begin = shift_spans(shift, date, self.shop.timezone, change)
                given = break_share(shift, change)
                extra = change.overtime_hours + break_worked(shift, change)
            inside = clip(begin, day)
            if not inside:
                continue
            whole = sum(b - a for a, b in begin)
            part = sum(b - a for a, b in inside) / whole
            rest = night is None and off
            if rest:
                extra = whole / SECONDS_PER_HOUR
            extra_hours += extra * part
            of_date = kinds[int(date in self.holidays)]
            of_date[DAY_OFF if rest else BEYOND] += extra * part
            of_date[IN_SHIFT] += sum(b - a for a, b in inside) / SECONDS_PER_HOUR - extra * part
            breaks = min(breaks, given)
            parts += inside
        spans = _merged(parts)
        hours = sum(b - a for a, b in spans) / SECONDS_PER_HOUR
        return spans, hours, extra_hours, breaks, *kinds.ravel()

    def _extra(self, index: int) -> Extra:
        if index not in self.window:
            return Extra()
        return Extra(self.shifts.overtime_hours, self.shifts.break_minutes)

    def _in_night_crew(self, group: int, seat: int) -> bool:
        """Every so many-th seat of a service group goes to the opening night, spread evenly by the share."""
        if not self._may_move[group]:
            return False
        position = int(self._before[group]) + seat
        return _whole((position + 1) * self._moved) > _whole(position * self._moved)

    def _night(self, group: int, seat: int, index: int) -> Spans | None:
        """The night shift of a member of the opening crew that begins on day `index`; none otherwise."""
        opening = self._opening_from(index)
        if opening is None or not self._in_night_crew(group, seat):
            return None
        shift = self.shop.shifts[self.shop.people[group].shift]
        return opening_night(opening, shift.minutes / MINUTES_PER_HOUR)

    def _opening_from(self, index: int) -> float | None:
        """The opening on the evening or at the midnight that ends day `index`."""
        for opening in self.facts.openings.values():
            if 0 <= index < len(self.days) and 0 < opening - self.days[index].begins <= self.days[index].length:
                return opening
        return None

    def _sleeps(self, group: int, seat: int, index: int) -> bool:
        """The opening crew does not also work its usual shift of the next date."""
        return self._opening_from(index - 1) is not None and self._in_night_crew(group, seat)


def _whole(x: float) -> int:
    """Whole people in `x`; thirteen thirteenths are one, whatever the last digit says."""
    return int(x + ALMOST)


def _merged(spans: list[tuple[float, float]]) -> Spans:
    """Spans in order, touching and overlapping ones joined."""
    merged: list[tuple[float, float]] = []
    for a, b in sorted(spans):
        if merged and a <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(b, merged[-1][1]))
        else:
            merged.append((a, b))
    return tuple(merged)


def absent(key: Keys, day: int, chance: Floats) -> Bools:
    """Who is ill today, from each person's own draw."""
    return draws.uniform(draws.extend(key, day), draws.Purpose.CHOICE) < chance


def on_duty(rota: Rota, day: Day, in_hand: Ints) -> tuple[Shift, list[Spans | None]]:
    """Who works today, and their spans on the day's clock.

    `in_hand`: people who took a contact past midnight and finish it even without a shift today.
    """
    people = day.people
    expected = day.on_floor & day.facts.skills.on_floor[people.group]
    ill = absent(people.key, day.index, day.talent.absence * np.exp(day[ILLNESS]))
    here = (expected & ~ill).nonzero()[0]
    spans, numbers = np.full(len(people), None), np.empty((len(people), len(AWAY)))
    numbers[:] = AWAY
    spans[here], numbers[here] = rota.duty(people.group[here], people.seat[here], day.shop_day)
    member = numbers[:, 0] > 0
    member[in_hand] = True
    person = member.nonzero()[0]
    hours, extra, breaks, *_ = numbers[person].T
    kinds = numbers[person, -math.prod(KINDS) :].reshape(-1, *KINDS)
    return Shift(person, hours, extra, breaks, np.zeros(len(person)), kinds), spans[person].tolist()


def of_day(day: Day, spans: Sequence[Spans | None]) -> DayCrew:
    """The crew of a floor day, from who is on duty (`day.shift`) and what everything adds up to for each of them."""
    people, skills, person = day.people, day.facts.skills, day.shift.person
    group, (log_speed, on_floor) = people.group[person], day[OUTPUT]
    pace = people.ability[person] * day[RAMP][person] * np.exp(log_speed[person]) * day[SPEED_TODAY]
    wrong = day[WRONG_TODAY]
    if day.used(ERRORS) or day.used(CARE):
        wrong = wrong * np.exp((day[ERRORS] - day[CARE])[person])
    wrong = np.minimum(1.0, wrong)
    own, second = skills.speed[group], day[SECOND]
    speed = (own if second is None else np.where(own > 0, own, second[person])) * pace[:, None]
    if day[PARCEL_TIME]:  # at the table only: whoever packs is as fast as ever in other work
        usual = day.facts.parcel_s
        speed[:, day.facts.wave_types] *= usual / (usual + day[PARCEL_TIME])
    # Another team's work comes after all of one's own.
    preference = skills.preference[group] + (own <= 0) * own.shape[1]
    accuracy, match = np.repeat(1 - wrong, speed.shape[1]).reshape(speed.shape), day[MATCH]
    if match is not None:
        speed = speed * match.speed[person]
        accuracy = 1 - np.minimum(1.0, wrong[:, None] * match.wrong[person])
        preference = preference if match.later is None else preference + match.later[person] * own.shape[1]
    availability = on_floor[person]
    crew = Crew(
        ids=person,
        speed=speed,
        accuracy=accuracy,
        preference=preference,
        chats=skills.chats[group],
        windows=_windows(spans, availability),
    )
    effort = np.exp(day[EFFORT][person]) if day.used(EFFORT) else np.ones(len(person))
    return DayCrew(crew, availability, wrong, effort)


def _windows(spans: Sequence[Spans | None], availability: Floats) -> Floats:
    """Windows (agent, on, off) of the agents' spans, cut short from their ends to their `availability`; those left
    empty go."""
    windows = (
        (agent, on, on + share * (off - on) if share < 1 else off)
        for agent, (own, share) in enumerate(zip(spans, availability.tolist(), strict=True))
        for on, off in own or ()
    )
    return np.array([(agent, on, off) for agent, on, off in windows if off > on], float).reshape(-1, WINDOW)
