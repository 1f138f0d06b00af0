"""Who is on the floor today, when, how fast and how right: the roster meets the calendar.

The people groups know nothing of shifts and the calendar knows nothing of fatigue; this module puts them together
for `sim.season.clock` and gives the floor a `Crew`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim import draws
from sim.arrays import Floats, Ints
from sim.floor.model import Crew
from sim.mechanisms import fatigue as tiredness
from sim.mechanisms import incentives as pay
from sim.mechanisms import learning as ramp
from sim.mechanisms.fatigue import Fatigue
from sim.mechanisms.incentives import Incentives
from sim.mechanisms.learning import Learning
from sim.mechanisms.roster import Roster, Talent
from sim.scenario import Scenario
from sim.shop.calendar import (
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
from sim.shop.campaigns import campaign
from sim.units import SECONDS_PER_HOUR

AWAY = (0.0, 0.0, 1.0)  # hours, extra hours, break share of who has no shift
WINDOW = 3  # numbers of a window: agent, on, off


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
        groups = len(scenario.people)
        self._tables = [(np.full((groups, 0), None), np.zeros((groups, 0, len(AWAY)))) for _ in self.days]

    def presence(self, group: Ints, seat: Ints, day: FloorDay) -> tuple[np.ndarray, Floats]:
        """What the holders of these seats do on a floor day; worked out once for each seat and day.

        Spans on the day's clock, (n,) tuples of (begin, end), and hours, extra hours and break share, (n, 3).
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
            at, *found[i] = self._presence(*where, day)
            spans[where] = at
            numbers[where] = found[i]  # last: another thread takes these for the sign that all is there
        return spans[group, seat], found

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
class Form:
    """What practices and pay make of everybody today, by row of the roster (n,)."""

    effort: Floats  # factor on speed
    log_speed: Floats
    log_wrong: Floats
    presence: Floats  # share of the shift on the floor
    second: Floats  # (n, K) speed in another team's work; 0 = none


@dataclass(frozen=True)
class DayCrew:
    """The floor's crew and what the season needs to know of its members, in the same order (A,)."""

    crew: Crew
    person: Ints  # row of the roster
    hours: Floats  # paid
    extra_hours: Floats
    breaks: Floats
    presence: Floats  # share of the hours on the floor
    wrong: Floats  # share of wrong answers with one contact in hand
    effort: Floats


def absent(key, day: int, chance: float) -> np.ndarray:
    """Who is ill today, from each person's own draw."""
    return draws.uniform(draws.extend(key, day), draws.Purpose.CHOICE) < chance


def of_day(
    rota: Rota, people: People, roster: Roster, day: FloorDay, in_hand: Ints, form: Form,
) -> DayCrew:  # fmt: skip
    """The crew of a floor day.

    `in_hand`: people who took a contact past midnight and finish it even without a shift today.
    """
    here = roster.on_floor(day.index) & rota.skills.on_floor[roster.group]
    here = (here & ~absent(roster.key, day.index, people.talent.absence)).nonzero()[0]
    spans, numbers = np.full(len(roster), None), np.empty((len(roster), len(AWAY)))
    numbers[:] = AWAY
    spans[here], numbers[here] = rota.presence(roster.group[here], roster.seat[here], day)
    member = numbers[:, 0] > 0
    member[in_hand] = True
    person = member.nonzero()[0]
    hours, extra, breaks = numbers[person].T
    group = roster.group[person]
    tired, experience = roster.fatigue[person], roster.experience[person]
    effort = form.effort[person]
    pace = roster.ability[person] * ramp.speed(people.learning, experience) * effort * np.exp(form.log_speed[person])
    pace = pace * tiredness.speed_factor(people.fatigue, tired, hours)
    wrong = ramp.wrong_share(people.learning, experience) * tiredness.wrong_factor(people.fatigue, tired, hours)
    gated = rota.scenario.pay.quality_gate > 0
    wrong = wrong * pay.wrong_factor(people.incentives, np.maximum(effort, 1.0), gated)
    wrong = np.minimum(1.0, wrong * np.exp(form.log_wrong[person]))
    own = rota.skills.speed[group]
    speed = np.where(own > 0, own, form.second[person]) * pace[:, None]
    # Another team's work comes after all of one's own.
    preference = rota.skills.preference[group] + (own <= 0) * own.shape[1]
    presence = form.presence[person]
    crew = Crew(
        ids=person,
        speed=speed,
        accuracy=np.repeat(1 - wrong, speed.shape[1]).reshape(speed.shape),
        preference=preference,
        chats=rota.skills.chats[group],
        windows=_windows(spans[person].tolist(), presence),
    )
    return DayCrew(crew, person, hours, extra, breaks, presence, wrong, effort)


def _windows(spans: list[tuple | None], presence: Floats) -> Floats:
    """Windows (agent, on, off) of the agents' spans, cut short from their ends to each agent's `presence`; those left
    empty go."""
    windows = (
        (agent, on, on + share * (off - on) if share < 1 else off)
        for agent, (own, share) in enumerate(zip(spans, presence.tolist(), strict=True))
        for on, off in own or ()
    )
    return np.array([(agent, on, off) for agent, on, off in windows if off > on], float).reshape(-1, WINDOW)
