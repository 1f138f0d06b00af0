"""A team's season for planning its size: what comes, who is there, and how the promise is kept, period by period.

The season is played a few times, and of each floor day three things are kept by hour and set of types: the contacts
that came, the people on duty who take them (each as fast as they were, an experienced person of the group counts as
one), and the contacts that were kept as promised. A period is a campaign with the days around it in which temps and
overtime are at work (`sim.shop.calendar.campaign_windows`), or what a week from the first weekday on has besides.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.experiment.patience_laws import patience_of
from sim.experiment.tasks import replication_seed, world_of
from sim.floor.model import Cause, Channel, Crew, DayLog, Outcome, Tape
from sim.planning.hiring.need import Curve, curve
from sim.planning.promises import Answered, Line, together
from sim.scenario import Scenario
from sim.season.clock import run_season
from sim.season.setup import Setup
from sim.shop.calendar import campaign_windows, instant, shift_spans
from sim.units import DAYS_PER_WEEK, HOURS_PER_DAY, SECONDS_PER_HOUR, STANDARD_SHIFT_HOURS


@dataclass(frozen=True)
class Period:
    """Days of the season as indices, and their dates. `campaign`: position of the shop's campaign; none = a week."""

    days: tuple[int, ...]
    first: dt.date
    last: dt.date
    campaign: int | None = None


def periods_of(scenario: Scenario) -> tuple[Period, ...]:
    """The periods of a season in their order; the days of a campaign, too, are parted where they are more than a week.

    Campaigns whose days meet are one, named after the first.
    """
    start, busy = scenario.calendar.start, campaign_windows(scenario, scenario.peak.days_after)
    big = {(event.day - start).days: i for i, event in enumerate(scenario.calendar.campaigns)}
    found = []
    runs = itertools.groupby(range(scenario.calendar.days), lambda day: None if day in busy else day // DAYS_PER_WEEK)
    for week, run in runs:
        days = list(run)
        campaign = None if week is not None else next(big[day] for day in days if day in big)
        for at in range(0, len(days), DAYS_PER_WEEK):
            part = tuple(days[at : at + DAYS_PER_WEEK])
            first, last = (start + dt.timedelta(days=day) for day in (part[0], part[-1]))
            found.append(Period(part, first, last, campaign))
    return tuple(found)


@dataclass(frozen=True)
class Played:
    """Replications so far, R of them: S sets of types, D days, hours of the day; K kinds that are chats and calls.

    `came` and `kept` (R, K, D): contacts, and those kept as promised. `ledger`: account → (R,) money of the season;
    `profit` (R,).
    """

    came: Floats
    kept: Floats
    ledger: dict[str, Floats]

    @property
    def profit(self) -> Floats:
        total: Floats = np.sum(list(self.ledger.values()), axis=0)
        return total


@dataclass(frozen=True)
class SeasonNeed:
    """What a season asks for. `kinds`: chats and calls that the desk serves, as positions in the shop's work; `sets`
    (S, K): kinds that the same people serve. Means over the replications: `arrivals` and `missed` (K, D, 24), contacts
    and those of them that were not kept as promised; `cover` (S, D, 24), people.
    """

    scenario: Scenario
    world: Setup
    within: tuple[float, ...]  # seconds promised, by kind
    kinds: tuple[int, ...]
    sets: Bools
    periods: tuple[Period, ...]
    arrivals: Floats
    cover: Floats
    missed: Floats
    played: Played

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Groups of the desk that have people; those who serve the same kinds are one, whatever their shifts."""
        speed, alike = self.world.facts.skills.speed, dict[tuple[bool, ...], list[int]]()
        for g in self.scenario.desk:
            serves = tuple((speed[g, list(self.kinds)] > 0).tolist())
            if self.scenario.people[g].count and any(serves):
                alike.setdefault(serves, []).append(g)
        return tuple(tuple(one) for one in alike.values())

    def at_once(self, row: int) -> int:
        """Contacts of a kind that one person has in hand at most."""
        work = self.scenario.work[self.kinds[row]]
        able = [group.chats for group in self.scenario.people if group.count and work.id in group.skills]
        return min(able) if work.channel == "chat" else 1

    def hours(self, row: int) -> float:
        """Hours of one person that a contact of a kind takes."""
        work, chats = self.scenario.work[self.kinds[row]], self.at_once(row)
        stretch = self.scenario.floor.stretch[chats - 1]
        return (work.handle.mean + work.wrap_mean) * stretch / chats / SECONDS_PER_HOUR

    def dealt(self, group: int, people: int, ready: int = 0) -> dict[str, int]:
        """So many people of `groups[group]`, on the floor from day `ready` of the season on, over its shifts, by id:
        one after the other to the shift in whose hours they answer most of those customers who on their days are kept
        waiting too long and whom nobody before them answers. Once none is left, as the shifts are filled today."""
        members = self.groups[group]
        kinds = (self.world.facts.skills.speed[list(members)][:, list(self.kinds)] > 0).any(axis=0)
        days = slice(ready if ready < self.missed.shape[1] else 0, None)
        late = self.missed[kinds][:, days].sum(axis=0)  # (D, 24)
        came = self.arrivals[kinds].sum(axis=(1, 2))
        hours = np.array([self.hours(row) for row in np.flatnonzero(kinds).tolist()])
        pace = float(came.sum() / max(came @ hours, 1e-9))  # contacts of an hour's work
        shifts = np.array([self.on_duty(g) for g in members]) * pace * self._days_worked(members)[:, None]
        counts = np.array([self.scenario.people[g].count for g in members], float)
        given = np.zeros(len(members), dtype=int)
        for _ in range(people):
            gain = np.minimum(late, shifts[:, None, :]).sum(axis=(1, 2))
            best = int(gain.argmax() if gain.any() else (counts / (counts + given + 1)).argmax())
            late = np.maximum(late - shifts[best], 0.0)
            given[best] += 1
        return {self.scenario.people[g].id: int(n) for g, n in zip(members, given, strict=True) if n}

    def _days_worked(self, members: tuple[int, ...]) -> Floats:
        """Share of the days on which somebody of each group is on duty."""
        rest = np.array([self.scenario.people[g].rest_days for g in members])
        found: Floats = (1 - rest / DAYS_PER_WEEK) * (1 - self.world.talent.absence)
        return found

    def on_duty(self, g: int) -> Floats:
        """Share of each hour of the shop's day that a group's shift is on, (24,)."""
        scenario = self.scenario
        spans = shift_spans(scenario.shifts[scenario.people[g].shift], scenario.calendar.start, scenario.timezone)
        midnight = instant(scenario.calendar.start, 0, scenario.timezone)
        found = np.zeros(HOURS_PER_DAY)
        for begin, end in spans:
            edges = midnight + np.arange(-HOURS_PER_DAY, 3 * HOURS_PER_DAY + 1) * SECONDS_PER_HOUR
            inside = np.minimum(end, edges[1:]) - np.maximum(begin, edges[:-1])
            found += np.maximum(inside, 0.0).reshape(-1, HOURS_PER_DAY).sum(axis=0) / SECONDS_PER_HOUR
        return found

    @cached_property
    def spread(self) -> Floats:
        """Standard deviation of a period's contacts between seasons, as a share of their mean, (P,)."""
        came = self.played.came.sum(axis=1)
        found = [came[:, list(one.days)].sum(axis=1) for one in self.periods]
        return np.array([one.std(ddof=1) / max(one.mean(), 1.0) if len(one) > 1 else 0.0 for one in found])

    @cached_property
    def person(self) -> Floats:
        """Hours that one experienced person gives in each period, (P,): standard shifts on the days of duty."""
        desk = [self.scenario.people[g] for g in self.scenario.desk]
        count = sum(group.count for group in desk)
        rest = sum(group.count * group.rest_days for group in desk) / max(count, 1)
        here = 1 - self.world.talent.absence
        hours = STANDARD_SHIFT_HOURS * (1 - rest / DAYS_PER_WEEK) * here
        return np.array([len(one.days) * hours for one in self.periods])

    @cached_property
    def there(self) -> Floats:
        """People there for each set in each period, (S, P), in experienced ones."""
        return np.stack([self.cover[:, list(one.days)].sum(axis=(1, 2)) for one in self.periods], axis=1) / self.person

    @cached_property
    def work(self) -> Floats:
        """People whom the contacts of each set and period keep busy, (S, P)."""
        hours = np.array([self.hours(row) for row in range(len(self.kinds))])
        by_day = self.sets.astype(float) @ (self.arrivals.sum(axis=2) * hours[:, None])
        return np.stack([by_day[:, list(one.days)].sum(axis=1) for one in self.periods], axis=1) / self.person

    def line(self, s: int, p: int) -> Line:
        """The customers of a set in a period, from one line."""
        members, lines = np.flatnonzero(self.sets[s]).tolist(), []
        days = list(self.periods[p].days)
        for k in members:
            work = self.scenario.work[self.kinds[k]]
            chats = self.at_once(k)
            lines.append(
                Line(
                    self.arrivals[k][days].ravel(), SECONDS_PER_HOUR, work.handle.mean + work.wrap_mean,
                    None if work.patience is None else patience_of(work.patience),
                    (Answered(ANY, self._within(s, p)),), chats, self.scenario.floor.stretch[chats - 1],
                )
            )  # fmt: skip
        return together(lines)

    def _within(self, s: int, p: int) -> float:
        """Where types are promised different times, those who come together wait for the mean of them."""
        members, days = np.flatnonzero(self.sets[s]), list(self.periods[p].days)
        came = self.arrivals[members][:, days].sum(axis=(1, 2))
        times = np.array(self.within)[members]
        return float(times @ came / came.sum()) if came.sum() else float(times.min())

    def share(self, s: int, p: int) -> Floats:
        """Each kind's share of the work of a set in a period, (K,)."""
        days = list(self.periods[p].days)
        work = np.zeros(len(self.kinds))
        for k in np.flatnonzero(self.sets[s]).tolist():
            one = self.scenario.work[self.kinds[k]]
            work[k] = self.arrivals[k][days].sum() * (one.handle.mean + one.wrap_mean)
        return work / work.sum() if work.sum() else work

    def curve(self, s: int, p: int, load: float) -> Curve:
        """How the promise of a set in a period hangs on the people there, at `load` times the mean contacts."""
        days = list(self.periods[p].days)
        cover, there = self.cover[s][days].ravel(), float(self.there[s, p])
        return curve(self.line(s, p), cover / there if there else cover, load)

    def kept(self, played: Played) -> Floats:
        """Shares of a period's contacts kept as promised, (R, S, P); 1 where none came."""
        found = np.ones((len(played.came), len(self.sets), len(self.periods)))
        for p, one in enumerate(self.periods):
            came, kept = (x[:, :, list(one.days)].sum(axis=2) for x in (played.came, played.kept))
            for s, which in enumerate(self.sets):
                all_of_them = came[:, which].sum(axis=1)
                found[:, s, p] = np.where(all_of_them > 0, kept[:, which].sum(axis=1) / np.maximum(all_of_them, 1), 1.0)
        return found


ANY = 0.5  # a promised share that a line has to name; curves give all of them


def sets_of(world: Setup, scenario: Scenario, kinds: tuple[int, ...]) -> Bools:
    """Sets of kinds that people serve from one line, (S, K): of those with the same people, the largest."""
    speed = world.facts.skills.speed
    groups = [tuple(k for k, kind in enumerate(kinds) if speed[g, kind] > 0) for g in scenario.desk]
    served = {one for one, g in zip(groups, scenario.desk, strict=True) if one and scenario.people[g].count}
    wanted = {(k,) for one in served for k in one} | served
    by_people: dict[frozenset[int], tuple[int, ...]] = {}
    for one in sorted(wanted, key=lambda one: (len(one), one)):
        able = frozenset(i for i, group in enumerate(groups) if set(group) & set(one))
        by_people[able] = one
    sets = np.zeros((len(by_people), len(kinds)), dtype=bool)
    for row, one in enumerate(by_people.values()):
        sets[row, list(one)] = True
    return sets


def season_need(
    scenario: Scenario, within: float | None = None, replications: int = 10, seed: int = 1, engine: str = "auto"
) -> Iterator[SeasonNeed]:
    """The season with one replication more each time; `within`: seconds promised, none = each type's own target.

    ValueError where nobody of the desk takes chats or calls.
    """
    world = world_of(scenario, False, engine)
    speed, types = world.facts.skills.speed, world.types
    able = [g for g in scenario.desk if scenario.people[g].count]
    kinds = tuple(np.flatnonzero((types.channel != Channel.DEFERRED) & (speed[able] > 0).any(axis=0)).tolist())
    if not kinds:
        raise ValueError("nobody at the service desk takes chats or calls")
    sets, periods = sets_of(world, scenario, kinds), periods_of(scenario)
    times = tuple(scenario.work[k].target_s if within is None else within for k in kinds)
    recorder = Recorder(world, kinds, sets, times)
    for r in range(replications):
        recorder.play(replication_seed(seed, r))
        n = r + 1
        yield SeasonNeed(
            scenario, world, times, kinds, sets, periods, recorder.arrivals / n, recorder.cover / n,
            recorder.missed / n, recorder.played,
        )  # fmt: skip


def play(base: SeasonNeed, scenario: Scenario, replications: int, seed: int, engine: str = "auto") -> Iterator[Played]:
    """A changed plan of the same shop, one replication more each time, under the luck that this seed gives."""
    recorder = Recorder(world_of(scenario, False, engine), base.kinds, base.sets, base.within)
    for r in range(replications):
        recorder.play(replication_seed(seed, r))
        yield recorder.played


class Recorder:
    """Plays replications and adds them up."""

    def __init__(self, world: Setup, kinds: tuple[int, ...], sets: Bools, within: tuple[float, ...]) -> None:
        self.world, self.kinds, self.sets, self.within = world, kinds, sets, np.array(within)
        self.place = np.full(len(world.types), -1)
        self.place[list(kinds)] = np.arange(len(kinds))
        self.arrivals = np.zeros((len(kinds), world.days, HOURS_PER_DAY))
        self.cover = np.zeros((len(sets), world.days, HOURS_PER_DAY))
        self.missed = np.zeros((len(kinds), world.days, HOURS_PER_DAY))
        self._came: list[Floats] = []
        self._kept: list[Floats] = []
        self._money: list[dict[str, float]] = []

    def play(self, seed: int) -> None:
        self._came.append(np.zeros((len(self.kinds), self.world.days)))
        self._kept.append(np.zeros((len(self.kinds), self.world.days)))
        result = run_season(self.world, seed, each_floor=self._evening)
        self._money.append({name: float(values.sum()) for name, values in result.ledger.items()})

    @property
    def played(self) -> Played:
        names = self._money[0]
        ledger = {name: np.array([one[name] for one in self._money]) for name in names}
        return Played(np.array(self._came), np.array(self._kept), ledger)

    def _evening(self, day: int, today: Tape, crew: Crew, log: DayLog) -> None:
        first = ~today.queued & (today.cause != Cause.REDIAL) & (today.enter < today.horizon)
        first &= self.place[today.kind] >= 0
        np.add.at(self.arrivals[:, day], (self.place[today.kind[first]], _hour(today.enter[first])), 1.0)
        rows = (self.place[log.kind] >= 0) & (log.enter < today.horizon)
        rows[: len(today)][today.queued] = False  # they came yesterday
        rows &= ~((log.outcome == Outcome.PENDING) & np.isnan(log.start))  # still waiting: nobody knows yet
        k = self.place[log.kind[rows]]
        good = ~np.isnan(log.start[rows]) & (log.waited[rows] <= self.within[k])
        self._came[-1][:, day] = np.bincount(k, minlength=len(self.kinds))
        self._kept[-1][:, day] = np.bincount(k[good], minlength=len(self.kinds))
        np.add.at(self.missed[:, day], (k[~good], _hour(log.enter[rows][~good])), 1.0)
        for s, which in enumerate(self.sets):
            self.cover[s, day] += _there(crew, np.array(self.kinds)[which])


def _hour(times: Floats) -> Ints:
    found: Ints = np.clip((times / SECONDS_PER_HOUR).astype(np.int64), 0, HOURS_PER_DAY - 1)
    return found


def _there(crew: Crew, kinds: Ints) -> Floats:
    """People who take one of these kinds by hour (24,), each counted by their speed at those that they take."""
    if not len(crew.windows):
        return np.zeros(HOURS_PER_DAY)
    speed = crew.speed[:, kinds]
    takes = (speed > 0).sum(axis=1)
    pace = np.divide(speed.sum(axis=1), takes, out=np.zeros(len(speed)), where=takes > 0)
    edges = np.arange(HOURS_PER_DAY + 1) * SECONDS_PER_HOUR
    agent, on, off = crew.windows[:, 0].astype(np.int64), crew.windows[:, 1:2], crew.windows[:, 2:3]
    inside = np.maximum(np.minimum(off, edges[1:]) - np.maximum(on, edges[:-1]), 0.0) / SECONDS_PER_HOUR
    found: Floats = pace[agent] @ inside
    return found
