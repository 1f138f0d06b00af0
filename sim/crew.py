"""Who is on the floor today, when, how fast and how right: the roster meets the calendar.

The people groups know nothing of shifts and the calendar knows nothing of fatigue; this module puts them together
for `sim.season` and gives the floor a `Crew`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim import draws
from sim.floor.model import Crew, Floats, Ints
from sim.market.calendar import (
    MINUTES_PER_HOUR,
    Extra,
    FloorDay,
    break_share,
    campaign_windows,
    clip,
    floor_days,
    opening_night,
    rests,
    shift_spans,
)
from sim.market.campaigns import campaign
from sim.people import fatigue as tiredness
from sim.people import incentives as pay
from sim.people import learning as ramp
from sim.people.fatigue import Fatigue
from sim.people.incentives import Incentives
from sim.people.learning import Learning
from sim.people.roster import Roster, Talent
from sim.scenario import Scenario
from sim.units import SECONDS_PER_HOUR

AWAY = ((), 0.0, 0.0, 1.0)
NO_WINDOWS = (0, 3)


@dataclass(frozen=True)
class Skills:
    """A scenario's groups as arrays: G groups, K kinds of work."""

    speed: Floats  # (G, K), 0 = lacks it
    preference: Ints  # (G, K) who is tried first: those with the fewest other skills, so that the flexible stay free
    chats: Ints  # (G,)
    on_floor: np.ndarray  # (G,) bool: has any skill
    pay_month: Floats  # (G,)

    @classmethod
    def of(cls, scenario: Scenario) -> Skills:
        speed = np.array([[group.skills.get(work.id, 0.0) for work in scenario.work] for group in scenario.people])
        return cls(
            speed=speed,
            preference=np.broadcast_to((speed > 0).sum(axis=1)[:, None], speed.shape).astype(np.int64),
            chats=np.array([group.chats for group in scenario.people]),
            on_floor=speed.max(axis=1) > 0,
            pay_month=np.array([group.pay_month for group in scenario.people]),
        )


class Rota:
    """Who works when in a season. Pure but for its caches; the same for every replication of a scenario."""

    def __init__(self, scenario: Scenario) -> None:
        calendar = scenario.calendar
        self.scenario = scenario
        self.days = floor_days(calendar.start, calendar.days, scenario.timezone)
        self.peak = campaign_windows(scenario)
        self.big = {(event.day - calendar.start).days: event for event in calendar.campaigns}
        self.openings = {
            index: self.days[index].begins + campaign(event.preset).opens_s for index, event in self.big.items()
        }
        self.skills = Skills.of(scenario)
        self._cache: dict = {}

    def presence(self, group: int, seat: int, day: FloorDay) -> tuple[tuple, float, float, float]:
        """Spans, hours, extra hours and break share of a seat's holder on a floor day; cached."""
        key = (group, seat, day.index)
        if key not in self._cache:
            self._cache[key] = self._presence(group, seat, day)
        return self._cache[key]

    def _presence(self, group: int, seat: int, day: FloorDay) -> tuple[tuple, float, float, float]:
        people = self.scenario.people[group]
        shift = self.scenario.shifts[people.shift]
        spans, extra_hours, breaks = [], 0.0, 1.0
        for offset in (-1, 0, 1):  # shifts of neighbouring dates reach into this day: past midnight, or by time zone
            date = day.date + dt.timedelta(days=offset)
            index = day.index + offset
            night = self._night(group, seat, index)
            if night is not None:
                begin, given, extra = night, 1.0, 0.0
            else:
                off = rests(seat, people.rest_days, date, people.rest_from)
                if self._sleeps(group, seat, index) or (off and index not in self.big):
                    continue
                change = self._extra(index)
                begin = shift_spans(shift, date, self.scenario.timezone, change)
                given = break_share(shift, change)
                extra = change.overtime_hours
            inside = clip(begin, day)
            if not inside:
                continue
            whole = sum(b - a for a, b in begin)
            part = sum(b - a for a, b in inside) / whole
            if night is None and off:
                extra = whole / SECONDS_PER_HOUR
            extra_hours += extra * part
            breaks = min(breaks, given)
            spans += inside
        spans = _merged(spans)
        hours = sum(b - a for a, b in spans) / SECONDS_PER_HOUR
        return spans, hours, extra_hours, breaks

    def _extra(self, index: int) -> Extra:
        if index not in self.peak:
            return Extra()
        peak = self.scenario.peak
        return Extra(peak.overtime_hours, peak.break_minutes)

    def _in_night_crew(self, group: int, seat: int) -> bool:
        """Every so many-th seat of a service group goes to the opening night, spread evenly by the share."""
        share = self.scenario.peak.night_crew
        people = self.scenario.people[group]
        if people.role != "service" or not self.skills.on_floor[group]:
            return False
        position = sum(g.count for g in self.scenario.people[:group] if g.role == "service") + seat
        return int((position + 1) * share) > int(position * share)

    def _night(self, group: int, seat: int, index: int):
        """The night shift of a member of the opening crew that begins on day `index`; none otherwise."""
        opening = self._opening_from(index)
        if opening is None or not self._in_night_crew(group, seat):
            return None
        shift = self.scenario.shifts[self.scenario.people[group].shift]
        return opening_night(opening, shift.minutes / MINUTES_PER_HOUR)

    def _opening_from(self, index: int) -> float | None:
        """The opening on the evening or at the midnight that ends day `index`."""
        for opening in self.openings.values():
            if 0 <= index < len(self.days) and 0 < opening - self.days[index].begins <= self.days[index].length:
                return opening
        return None

    def _sleeps(self, group: int, seat: int, index: int) -> bool:
        """The opening crew does not also work its usual shift of the next date."""
        return self._opening_from(index - 1) is not None and self._in_night_crew(group, seat)


def _merged(spans: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Spans in order, touching and overlapping ones joined."""
    merged: list[tuple[float, float]] = []
    for a, b in sorted(spans):
        if merged and a <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(b, merged[-1][1]))
        else:
            merged.append((a, b))
    return tuple(merged)


@dataclass(frozen=True)
class People:
    """The parameter classes of the people side."""

    talent: Talent
    learning: Learning
    fatigue: Fatigue
    incentives: Incentives


@dataclass(frozen=True)
class DayCrew:
    """The floor's crew and what the season needs to know of its members, in the same order (A,)."""

    crew: Crew
    person: Ints  # row of the roster
    hours: Floats
    extra_hours: Floats
    breaks: Floats
    wrong: Floats  # share of wrong answers with one contact in hand
    effort: Floats


def absent(key, day: int, chance: float) -> np.ndarray:
    """Who is ill today, from each person's own draw."""
    return draws.uniform(draws.extend(key, day), draws.Purpose.CHOICE) < chance


def of_day(
    rota: Rota, people: People, roster: Roster, day: FloorDay, in_hand: set[int], piece_share: Floats,
    return_to_speed: float,
) -> DayCrew:  # fmt: skip
    """The crew of a floor day.

    `in_hand`: people who took a contact past midnight and finish it even without a shift today. `piece_share` by
    roster row.
    """
    here = roster.on_floor(day.index) & rota.skills.on_floor[roster.group]
    here &= ~absent(roster.key, day.index, people.talent.absence)
    members: list[int] = []
    spans_of: list[tuple] = []
    hours, extra, breaks = [], [], []
    for person in range(len(roster)):
        today = rota.presence(int(roster.group[person]), int(roster.seat[person]), day) if here[person] else AWAY
        if today[0] or person in in_hand:
            members.append(person)
            spans_of.append(today[0])
            for column, value in zip((hours, extra, breaks), today[1:], strict=True):
                column.append(value)
    person = np.array(members, dtype=np.int64)
    hours, extra, breaks = (np.array(column, float) for column in (hours, extra, breaks))
    group = roster.group[person]
    tired, experience = roster.fatigue[person], roster.experience[person]
    effort = pay.effort(people.incentives, piece_share[person], return_to_speed)
    pace = roster.ability[person] * ramp.speed(people.learning, experience) * effort
    pace = pace * tiredness.speed_factor(people.fatigue, tired, hours)
    wrong = ramp.wrong_share(people.learning, experience) * tiredness.wrong_factor(people.fatigue, tired, hours)
    gated = rota.scenario.pay.quality_gate > 0
    wrong = np.minimum(1.0, wrong * pay.wrong_factor(people.incentives, effort, gated))
    speed = rota.skills.speed[group] * pace[:, None]
    windows = np.array([(a, on, off) for a, spans in enumerate(spans_of) for on, off in spans], float)
    crew = Crew(
        ids=person,
        speed=speed,
        accuracy=np.broadcast_to((1 - wrong)[:, None], speed.shape),
        preference=rota.skills.preference[group],
        chats=rota.skills.chats[group],
        windows=windows if len(windows) else np.zeros(NO_WINDOWS),
    )
    return DayCrew(crew, person, hours, extra, breaks, wrong, effort)
