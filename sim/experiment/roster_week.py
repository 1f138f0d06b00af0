"""A week of a team for planning: what its chats and calls need, and the floor as the judge of who is there.

The team's own season is played a few times up to the end of the week, and each floor day of it is kept as it began:
its contacts with their draws, the people who were there, how fast each was. From that come a line for each type (how
many come when, how long each takes a person of the desk) and a judge: other people at the desk, in any hours, meet the
same contacts. Whoever helps out from other teams stays as in the season. What the season's own staffing brought about,
a caller's second try, is left out of what comes in: the formulas count as many as a kept promise leaves, and the
judge's floor makes its own.

What cannot wait (chats, calls) is planned by the promise; tickets and returns stay on the floor and take the time
between, as they do in the season.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim import draws, floor
from sim.arrays import Bools, Floats, Ints
from sim.draws import Purpose
from sim.experiment.patience_laws import patience_of
from sim.floor import tape
from sim.floor.model import Cause, Channel, Crew, DayLog, Outcome, Tape
from sim.planning.heads import Capacity, needs_of, with_second_tries
from sim.planning.kept import CONFIDENCE, Kept, Verdict, failing, kept_on
from sim.planning.promises import Answered, Line, Promise
from sim.planning.roster.result import Needs
from sim.scenario import Scenario
from sim.season.setup import Setup
from sim.units import SECONDS_PER_HOUR

QUIET = 1e-9


@dataclass(frozen=True)
class Played:
    """A floor day as it began, and who was there: the desk's people by group, and the others; who took how many; who
    came again on the same day after an answer, by type and second; and how lucky the season was, and the day in it
    (`sim.experiment.noise.levels`)."""

    tape: Tape
    crew: Crew
    group: Ints  # (A,) of the shop
    handled: Ints  # (A, all types) contacts
    again: tuple[Ints, Floats]
    season: float
    level: float


@dataclass(frozen=True)
class Week:
    """R replications of the D days of a week. T slots of `slot_minutes`; K chats and calls, in the shop's order.

    `left` (T,): slots whose chats and calls are left to the opening (`sim.planning.strays`). They are on the floor, but
    ask for nobody, and the promise of a day does not count them.
    """

    scenario: Scenario
    world: Setup
    first: int
    days: int
    seed: int
    slot_minutes: int
    runs: tuple[tuple[Played, ...], ...]
    left: Bools | None = None

    @property
    def date(self) -> dt.date:
        """Of the first day."""
        return self.scenario.calendar.start + dt.timedelta(days=self.first)

    @property
    def slot(self) -> float:
        """Seconds."""
        return self.slot_minutes * SECONDS_PER_HOUR / 60

    @property
    def slots(self) -> int:
        """In a day; a day with a changed clock is counted like the others."""
        return round(24 * SECONDS_PER_HOUR / self.slot)

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The desk's groups that serve a chat or a call and have people; those alike but for their shift are one."""
        people, speed = self.scenario.people, self.world.facts.skills.speed
        alike: dict[tuple[object, ...], list[int]] = {}
        for g in self.scenario.desk:
            if people[g].count and (speed[g][list(self.kinds)] > 0).any():
                key = (tuple(speed[g].tolist()), people[g].chats, people[g].pay_month, people[g].rest_days)
                alike.setdefault(key, []).append(g)
        return tuple(tuple(group) for group in alike.values())

    @property
    def desk(self) -> tuple[int, ...]:
        """All groups of the shop that are planned."""
        return tuple(g for group in self.groups for g in group)

    @cached_property
    def kinds(self) -> tuple[int, ...]:
        """Chats and calls that somebody of the desk serves."""
        types, speed = self.world.types, self.world.facts.skills.speed
        able = (speed[list(self.scenario.desk)] > 0).any(axis=0)
        return tuple(np.flatnonzero((types.channel != Channel.DEFERRED) & able).tolist())

    @property
    def serves(self) -> Bools:
        """Which kinds each group serves, (G, K)."""
        first = [group[0] for group in self.groups]
        return self.world.facts.skills.speed[np.ix_(first, self.kinds)] > 0

    @cached_property
    def came(self) -> Floats:
        """Contacts of every type of the shop in each slot, means over the replications, (all types, T). Where nobody
        comes for the first time at that hour, or who comes is left to the opening, the shop is closed: who comes then
        is counted when it is open, as the others of their day come.

        How lucky the replications were is known, and seasons differ by a tenth: what came is set to luck of mean 1, as
        of forty seasons the mean would be off by 1.6 %. What parcels bring comes on many days, so only the season's
        luck is taken from it.
        """
        types = len(self.world.types)
        total = np.zeros((types, self.days * self.slots))
        first = np.zeros(self.slots)
        lucky = np.zeros((2, self.days))
        for run in self.runs:
            for day, played in enumerate(run):
                rows = ~played.tape.queued & (played.tape.cause != Cause.REDIAL)
                rows &= played.tape.enter < played.tape.horizon
                at = day * self.slots + self._slot(played.tape.enter[rows])
                np.add.at(total, (played.tape.kind[rows], at), 1.0)
                kind, enter = played.again
                np.add.at(total, (kind, day * self.slots + self._slot(enter)), 1.0)
                new = (played.tape.cause[rows] != Cause.REPEAT) & np.isin(played.tape.kind[rows], self.kinds)
                np.add.at(first, at[new] % self.slots, 1.0)
                lucky[:, day] += played.season, played.level
        by_day = total.reshape(types, self.days, self.slots)
        open_at = np.tile(first > 0, (self.days, 1))
        if self.left is not None:
            open_at &= ~self.left.reshape(self.days, self.slots)
        for k in self.kinds:
            open_then = by_day[k] * open_at
            seen = open_then.sum(axis=1, keepdims=True)
            everybody = by_day[k].sum(axis=1, keepdims=True)
            by_day[k] = open_then * np.divide(everybody, seen, out=np.ones_like(seen), where=seen > 0)
        asked = np.array([work.source == "order" for work in self.scenario.work]).astype(int)
        return total / np.repeat(lucky[asked], self.slots, axis=1)

    @cached_property
    def first_came(self) -> Floats:
        """Chats and calls that come for the first time, in each slot, means over the replications, (K, T)."""
        found = np.zeros((len(self.world.types), self.days * self.slots))
        for run in self.runs:
            for day, played in enumerate(run):
                one = played.tape
                rows = ~one.queued & (one.cause != Cause.REDIAL) & (one.cause != Cause.REPEAT)
                rows &= one.enter < one.horizon
                np.add.at(found, (one.kind[rows], day * self.slots + self._slot(one.enter[rows])), 1.0)
        return found[list(self.kinds)] / max(len(self.runs), 1)

    @cached_property
    def speed(self) -> Floats:
        """Work per second of a person of each group, (G, all types): of a contact as it was taken in the season. Who
        is slow takes longer and therefore fewer: where people are busy, hardly more than their share of the work."""
        found = self.world.facts.skills.speed[[group[0] for group in self.groups]]
        for row, group in enumerate(self.groups):
            mine = [(p, np.isin(p.group, group)) for run in self.runs for p in run]
            speed = np.concatenate([p.crew.speed[who] for p, who in mine] or [found[row][None, :]])
            handled = [p.handled[who].astype(float) for p, who in mine] or [np.zeros((1, len(found[row])))]
            took = np.concatenate(handled)
            # a type that they took nothing of: by everybody alike
            took = np.where(took.sum(axis=0) > 0, took, 1.0)
            each = np.divide(took, speed, out=np.zeros(speed.shape), where=speed > 0)
            able = (speed > 0).all(axis=0) & (len(speed) > 0)
            found[row] = np.where(able, took.sum(axis=0) / np.maximum(each.sum(axis=0), 1e-12), found[row])
        return found

    def heads(self, group: int) -> int:
        """People of a group."""
        return sum(self.scenario.people[g].count for g in self.groups[group])

    def lines(self, promises: tuple[Promise, ...]) -> list[Line]:
        """A line of each kind with its promise."""
        types, made = self.world.types, []
        for k, promise in zip(self.kinds, promises, strict=True):
            able = [row for row in range(len(self.groups)) if self.speed[row, k] > 0]
            weight = np.array([self.heads(row) for row in able], float)
            speed = float(weight @ self.speed[able, k] / weight.sum())
            work = self.scenario.work[k]
            chats = 1
            if types.channel[k] == Channel.CHAT:
                chats = int(min(self.scenario.people[self.groups[row][0]].chats for row in able))
            law = work.patience
            line = Line(
                self.came[k], self.slot, work.handle.mean / speed + work.wrap_mean,
                None if law is None else patience_of(law), (promise,), chats,
                float(self.world.rules.stretch[chats - 1]),
            )  # fmt: skip
            made.append(with_second_tries(line, work.redial))
        return made

    def needs(
        self, promises: tuple[Promise, ...], price: Floats, chance: float, cv: float, shrinkage: float = 0.0,
        capacities: dict[tuple[int, ...], Capacity] | None = None, load: float = 1.0,
    ) -> Needs:  # fmt: skip
        """People of the desk wanted, less those who help out; `capacities` as in `needs_of`. `load`: times as many
        contacts."""
        lines, names = self.lines(promises), [self.scenario.work[k].id for k in self.kinds]
        if load != 1.0:  # what was worked out for other arrivals knows those
            lines, capacities = [replace(one, arrivals=one.arrivals * load) for one in lines], None
        found = needs_of(names, lines, self.serves, price, chance, cv, shrinkage, capacities)
        wanted = np.maximum(found.wanted - self.helpers(found.sets), 0.0)
        return replace(found, wanted=wanted)

    def helpers(self, sets: Bools) -> Floats:
        """People of other teams who are there for each set of kinds, in the desk's pace, (R, T)."""
        there = np.zeros((len(sets), self.days * self.slots))
        for run in self.runs:
            for day, played in enumerate(run):
                others = np.flatnonzero(~np.isin(played.group, self.desk))
                for row, which in enumerate(sets):
                    kinds = np.array(self.kinds)[which]
                    able = others[(played.crew.speed[np.ix_(others, kinds)] > 0).any(axis=1)]
                    at = there[row, day * self.slots : (day + 1) * self.slots]
                    at += self._there(played.crew, able) / len(self.runs)
        return there

    def usual_cover(self) -> Floats:
        """People of each group at the desk in the season as it is, (G, T)."""
        cover = np.zeros((len(self.groups), self.days * self.slots))
        for run in self.runs:
            for day, played in enumerate(run):
                for row, group in enumerate(self.groups):
                    mine = np.flatnonzero(np.isin(played.group, group))
                    cover[row, day * self.slots : (day + 1) * self.slots] += self._there(played.crew, mine)
        return cover / len(self.runs)

    def _there(self, crew: Crew, agents: Ints) -> Floats:
        """How many of these agents are on duty in each slot of their day, (slots,)."""
        edges = np.arange(self.slots + 1) * self.slot
        rows = crew.windows[np.isin(crew.windows[:, 0], agents)] if len(crew.windows) else crew.windows
        inside = np.minimum(rows[:, 2:3], edges[1:]) - np.maximum(rows[:, 1:2], edges[:-1])
        there: Floats = np.maximum(inside, 0.0).sum(axis=0) / self.slot
        return there

    def _slot(self, times: Floats) -> Ints:
        return np.clip((times / self.slot).astype(np.int64), 0, self.slots - 1)

    def few(self, count: int) -> Week:
        """The week with its first replications only."""
        return replace(self, runs=self.runs[:count])

    def leaving(self, left: Bools | None) -> Week:
        """The week with the chats and calls of these slots left to the opening."""
        return replace(self, left=left)

    def judge(
        self, promises: tuple[Promise, ...], chance: float, shrinkage: float = 0.0, confidence: float = CONFIDENCE
    ) -> Verdict:
        """A judge of people (G, T) at the desk: each day's promise, kept in a share `chance` of the replications
        (`sim.planning.kept.failing`)."""
        share, seen = shares_of(promises), Seen(self, promises, shrinkage)

        def verdict(cover: Ints) -> Bools:
            return failing(*seen(cover), share, chance, self.days, confidence)

        return verdict

    def kept(self, cover: Ints, promises: tuple[Promise, ...], shrinkage: float = 0.0) -> Kept:
        """On what share of its days these people (G, T) keep the promises."""
        return kept_on(*self.play(cover, promises, shrinkage), shares_of(promises), self.days)

    def play(self, cover: Ints, promises: tuple[Promise, ...], shrinkage: float = 0.0) -> tuple[Floats, Floats]:
        """Contacts kept as promised, and all, by replication, kind and the slot in which they came, (R, K, T) each."""
        return Seen(self, promises, shrinkage)(cover)

    def play_day(
        self, day: int, cover: Ints, promises: tuple[Promise, ...], shrinkage: float = 0.0
    ) -> tuple[Floats, Floats]:
        """The same of one day, with `cover` (G, slots) and (R, K, slots) each."""
        shape = len(self.runs), len(self.kinds), self.slots
        kept, came = np.zeros(shape), np.zeros(shape)
        place = np.full(len(self.world.types), -1)
        place[list(self.kinds)] = np.arange(len(self.kinds))
        for r, run in enumerate(self.runs):
            played, world = run[day], self.world
            crew = self._crew(played, cover, shrinkage, r, day)
            contacts = tape.hand_over(played.tape, played.crew, crew)
            log = floor.run_day(contacts, crew, world.types, world.rules, engine=world.engine)
            rows = (place[log.kind] >= 0) & (log.enter < played.tape.horizon)
            rows[: len(contacts)][contacts.queued] = False  # they came yesterday
            rows &= ~((log.outcome == Outcome.PENDING) & np.isnan(log.start))  # still waiting: nobody knows yet
            k, at = place[log.kind[rows]], self._slot(log.enter[rows])
            np.add.at(came[r], (k, at), 1.0)
            for n, promise in enumerate(promises):
                mine = k == n
                np.add.at(kept[r], (k[mine], at[mine]), _good(log, rows, promise)[mine].astype(float))
        if self.left is not None:
            counted = ~self.left[day * self.slots : (day + 1) * self.slots]
            kept, came = kept * counted, came * counted
        return kept, came

    def _crew(self, played: Played, cover: Ints, shrinkage: float, run: int, day: int) -> Crew:
        """The desk by `cover` (G, slots), and everybody else as they were."""
        old = played.crew
        others = np.flatnonzero(~np.isin(played.group, self.desk))
        place = {a: i for i, a in enumerate(others.tolist())}
        windows = [(place[int(a)], on, off) for a, on, off in old.windows if int(a) in place]
        ids, speed = old.ids[others].tolist(), [*old.speed[others]]
        accuracy, preference = [*old.accuracy[others]], [*old.preference[others]]
        chats = old.chats[others].tolist()
        skills, taken = self.world.facts.skills, set(old.ids.tolist())
        for row, group in enumerate(self.groups):
            g, mine = group[0], np.isin(played.group, group)
            right = old.accuracy[mine].mean(axis=0) if mine.any() else np.ones(old.accuracy.shape[1])
            for seat in range(int(cover[row].max(initial=0))):
                if shrinkage:
                    key = draws.key(self.seed, "roster.away", run, day, g, seat)
                    if draws.uniform(key, Purpose.CHOICE) < shrinkage:
                        continue
                agent = len(ids)
                ids.append(next_free(taken))
                speed.append(self.speed[row])
                accuracy.append(right)
                preference.append(skills.preference[g])
                chats.append(int(skills.chats[g]))
                windows += [(agent, on, off) for on, off in spans(cover[row] > seat, self.slot)]
        kinds = old.speed.shape[1]
        return Crew(
            ids=np.array(ids, dtype=np.int64), speed=np.array(speed, float).reshape(-1, kinds),
            accuracy=np.array(accuracy, float).reshape(-1, kinds),
            preference=np.array(preference, dtype=np.int64).reshape(-1, kinds),
            chats=np.array(chats, dtype=np.int64), windows=np.array(sorted(windows), float).reshape(-1, 3),
        )  # fmt: skip


class Seen:
    """The floor's answers for a week's people (G, T). A floor day knows nothing of the day before, so each day with
    the same people is played once."""

    def __init__(self, week: Week, promises: tuple[Promise, ...], shrinkage: float = 0.0) -> None:
        self.week, self.promises, self.shrinkage = week, promises, shrinkage
        self.days: dict[tuple[int, bytes], tuple[Floats, Floats]] = {}

    def __call__(self, cover: Ints) -> tuple[Floats, Floats]:
        """Contacts kept as promised, and all, (R, K, T) each."""
        slots, found = self.week.slots, []
        for day in range(self.week.days):
            today = np.ascontiguousarray(cover[:, day * slots : (day + 1) * slots], dtype=np.int64)
            key = day, today.tobytes()
            if key not in self.days:
                self.days[key] = self.week.play_day(day, today, self.promises, self.shrinkage)
            found.append(self.days[key])
        return np.concatenate([one[0] for one in found], axis=2), np.concatenate([one[1] for one in found], axis=2)


def shares_of(promises: tuple[Promise, ...]) -> Floats:
    """What is promised of a day's contacts, (K,)."""
    return np.array([one.share if isinstance(one, Answered) else 1 - one.share for one in promises])


def next_free(taken: set[int]) -> int:
    """A number that nobody of the crew has, and that is then taken."""
    number = len(taken)
    while number in taken:
        number += 1
    taken.add(number)
    return number


def spans(there: Bools, slot: float) -> list[tuple[float, float]]:
    """Seconds from and to of the slots in a row in which somebody is there."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], there, [False]]).astype(np.int8)))
    return [(float(a) * slot, float(b) * slot) for a, b in edges.reshape(-1, 2)]


def _good(log: DayLog, rows: Bools, promise: Promise) -> Bools:
    """Which of these contacts were served as promised; who is in hand at midnight has been answered."""
    taken = ~np.isnan(log.start[rows])
    kept: Bools = taken & (log.waited[rows] <= promise.within) if isinstance(promise, Answered) else taken
    return kept
