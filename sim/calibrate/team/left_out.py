"""Days played by the laws of other days: how near the team comes to queues that it was not fitted to.

Given are who came when about what, and who was on duty; handle times, wrap-up and patience are drawn from the laws that
the scenario file would hold, fitted to the other days. Abandonment, waits and service level come out of the queue.

A day has its own pace: on one, or in an hour of it, all handle times are longer than on another, and a queue feels it.
It is played twice, with the day's own mean handle times by hour (drawn to that of the day where few were served), as
with its own contacts and people, and with those of the other days: their profile by hour, and a level that is drawn
anew each time as widely as theirs differ, since nobody knows it beforehand. The second is the error of a day to come
whose contacts and people are known; how much of it is luck, and how much a flood of contacts that no other day had, is
said beside it (`ceiling`, `surges`). Where hours of duty are inferred, people come and go in the middle of the span
that `sim.calibrate.edges` leaves open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim import draws
from sim.arrays import Bools, Floats, Ints
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import Duty, union
from sim.calibrate.edges import measured_edges
from sim.calibrate.figures import TYPE_UNITS, ranges
from sim.calibrate.months import ReplayedDay, Score, luck, score
from sim.calibrate.people import Measured
from sim.calibrate.prepared import LATE_WRAP
from sim.calibrate.team.beside import NOTHING
from sim.calibrate.team.ceiling import Ceiling, ceiling_of
from sim.calibrate.team.durations import KindLaws, kind_laws
from sim.calibrate.team.fit import Fit
from sim.calibrate.team.holding import Holding
from sim.calibrate.team.measuring import measured_of
from sim.calibrate.team.pace import at_flat_hours, hour_of, measured_pace
from sim.calibrate.team.speeds import measured_speeds
from sim.calibrate.team.surges import usual_services
from sim.calibrate.team.works import Rules, works_of
from sim.calibrate.work import measured_work, own_share
from sim.draws import Purpose
from sim.floor import run_day
from sim.floor.model import Channel, Crew, Outcome, WorkTypes
from sim.floor.model import Rules as FloorRules
from sim.floor.tape import build, work_types
from sim.season.pace import evenly
from sim.shop.facts import Shop
from sim.units import HOURS_PER_DAY, SECONDS_PER_DAY

FOLDS = 4  # parts of the days; each is played by the laws of the others
REPLICATIONS = 10
LEAST_DAYS = 7  # below, days left out say more of their own luck than of the fit
SLOTS = 48
FIGURES = tuple(TYPE_UNITS)


@dataclass(frozen=True)
class Slots:
    """(S,) by half hour over all days: contacts, and what became of them. Shares and seconds; nan: nobody came."""

    contacts: Floats
    abandonment: Floats
    mean_wait: Floats
    service_level: Floats


@dataclass(frozen=True)
class LeftOut:
    """`days` in order of their dates, at their own pace and at that of the others; `actual` and `played` by half hour,
    at their own pace."""

    days: tuple[ReplayedDay, ...]
    other_pace: tuple[ReplayedDay, ...]
    kinds: tuple[str, ...]
    actual: Slots
    played: Slots
    pace: Floats  # (D,) handle times of the day ÷ those by the laws of the others
    target: float  # seconds within which an answer counts, on average over types
    drawn: Mapping[str, Floats]  # (D, n) by figure: each replication at the pace of the others, all contacts
    surged: Bools  # (D,) an hour of the day had a flood of contacts

    def score(
        self, name: str, kind: int | None = None, own_pace: bool = True, without_surges: bool = False
    ) -> Score | None:
        """Of a figure over days, for all contacts or one type. None: it never came."""
        days = self.days if own_pace else self.other_pace
        kept = [day for day, surged in zip(days, self.surged, strict=True) if not (without_surges and surged)]
        return score(kept, name, 0 if kind is None else kind + 1)

    def ceiling(self, name: str) -> Ceiling | None:
        """What a perfect model would reach on days without a flood, at the pace of the others. None: too few days."""
        return ceiling_of(self.drawn[name][~self.surged])

    def slot_error(self, name: str) -> float:
        """Mean distance by half hour, weighted by contacts."""
        some = self.actual.contacts > 0
        gap = np.abs(getattr(self.actual, name) - getattr(self.played, name))[some]
        return float(np.average(gap, weights=self.actual.contacts[some]))


@dataclass(frozen=True)
class Laws:
    """What a day is played by."""

    measured: Measured
    of_kinds: KindLaws
    types: WorkTypes  # made of them
    speed: Floats  # (A,)
    day_spread: float  # of a day's own level of handle times
    at_once: Ints  # (A,) contacts that each may have in hand
    stretch: Floats  # (most of them,) how much slower each goes with 1, 2, … in hand

    def at_pace(self, by_hour: Floats) -> Laws:
        """The same with the handle times of a day that is known, (24,) factors."""
        by_kind = np.tile(by_hour, (len(self.types), 1))
        return replace(self, types=replace(self.types, by_hour=by_kind), day_spread=0.0)


def left_out(
    fit: Fit,
    rules: Mapping[str, Rules] | None = None,
    replications: int = REPLICATIONS,
    folds: int = FOLDS,
    seed: int = 1,
    each: Callable[[int, int], None] = lambda played, days: None,
) -> LeftOut | None:
    """None where fewer than two days with duty are at hand, or nobody was served on the others.

    `each(played, days)` is told how many days are through; what it raises ends the work.
    """
    contacts, duty = fit.contacts, fit.duty
    days = np.array([day for day, windows in sorted(duty.windows.items()) if len(windows)])
    days = np.random.default_rng(seed).permutation(days)  # no part is made of Mondays
    folds = min(folds, len(days))
    made: dict[int, tuple[ReplayedDay, ReplayedDay, float]] = {}
    drawn: dict[int, dict[str, Floats]] = {}
    sums, target = np.zeros((2, 4, SLOTS)), 0.0
    for fold in range(folds if folds > 1 else 0):
        mine = days[fold::folds]
        sample = fit.worked.rows(~np.isin(contacts.day, mine))
        if not sample.answered.any():
            return None
        others = Duty(duty.agents, {day: w for day, w in duty.windows.items() if day not in mine})
        laws = laws_of(sample, others, rules or {}, fit.beside.holding, fit.surges.of(sample))
        target = float(laws.types.target.mean())
        for number in mine.tolist():
            day, windows = contacts.rows(contacts.day == number), duty.windows[number]
            if fit.inferred:
                windows = _open_ended(day, windows, laws)
            whole, hours = pace_of(fit.worked.rows(contacts.day == number), laws)
            own, slots, _ = _one_day(day, windows, laws.at_pace(hours), replications, seed)
            other, _, drawn[number] = _one_day(day, windows, laws, replications, seed)
            made[number] = own, other, whole
            each(len(made), len(days))
            sums += slots
    if not made:
        return None
    own_pace, other_pace, paces = zip(*(made[day] for day in sorted(made)), strict=True)
    surged = np.isin(sorted(made), np.unique(contacts.day[fit.surges.of(contacts)]))
    all_drawn = {name: np.array([drawn[day][name] for day in sorted(made)]) for name in FIGURES}
    return LeftOut(
        own_pace,
        other_pace,
        contacts.kinds,
        _slots(sums[0]),
        _slots(sums[1]),
        np.array(paces),
        target,
        all_drawn,
        surged,
    )


def pace_of(day: Contacts, laws: Laws) -> tuple[float, Floats]:
    """Seconds of services ÷ those that the laws expect of the same types and people: of the day, and (24,) by hour."""
    served = day.rows(day.answered)
    if not len(served):
        return 1.0, np.ones(HOURS_PER_DAY)
    speed = np.append(laws.speed, 1.0)[served.agent]  # the last: nobody knows who served it
    expected = laws.types.work_mean[served.kind] / speed
    hour = hour_of(served)
    own = own_share(tuple((served.service / expected)[hour == h] for h in range(HOURS_PER_DAY)))
    sums = [np.bincount(hour, seconds, HOURS_PER_DAY) for seconds in (served.service, expected)]
    whole = float(sums[0].sum() / sums[1].sum())
    return whole, np.where(sums[1] > 0, own * sums[0] / np.maximum(sums[1], 1e-9) + (1 - own) * whole, whole)


def _open_ended(day: Contacts, windows: Floats, laws: Laws) -> Floats:
    wrap = float(laws.measured.wrapup.curve.draw(np.array([LATE_WRAP]))[0])
    half, serves = np.full(len(laws.speed), 0.5), laws.measured.usual[windows[:, 0].astype(np.int64)]
    opened = measured_edges(day, windows, serves, wrap).at(half, half)
    return union([(int(agent), float(on), float(off)) for agent, on, off in opened])


def laws_of(
    sample: Contacts,
    duty: Duty,
    rules: Mapping[str, Rules],
    holding: Holding | None = None,
    surge: Bools | None = None,
) -> Laws:
    """Laws of some days, as a scenario file would hold them. `sample` (n): with work in place of lengths; `surge` (n,):
    whose services say nothing of others."""
    usual = sample if surge is None else usual_services(sample, surge)
    measured = replace(measured_of(sample, duty, holding is not None), work=measured_work(usual))
    pace = measured_pace(usual)
    laws, speed = kind_laws(sample, measured), measured_speeds(at_flat_hours(usual, pace)).factor
    laws = replace(laws, by_hour=pace.by_hour)
    types = types_of(sample.kinds, laws, rules)
    most, stretch = (holding.most, holding.stretch) if holding else (1, np.ones(1))
    if holding:
        types = replace(types, channel=np.full(len(types), Channel.CHAT))
    at_once = np.full(len(sample.agents), most, dtype=np.int64)
    return Laws(measured, laws, types, speed, pace.day_spread, at_once, stretch)


def types_of(kinds: tuple[str, ...], laws: KindLaws, rules: Mapping[str, Rules]) -> WorkTypes:
    """For the floor, by way of a scenario's work."""
    works = works_of(kinds, laws, np.zeros(len(kinds)), rules, NOTHING, {})
    only: dict[str, Any] = {"work": works}  # nobody asks for the rest of a shop
    return work_types(Shop.model_construct(None, **only))


def played_days(day: Contacts, windows: Floats, laws: Laws, replications: int, seed: int) -> Iterator[Contacts]:
    """The contacts of one day as they fared, once a replication; each has a level of handle times of its own."""
    date = day.dates[int(day.day[0])]
    occasion = date.toordinal() if date else 0
    alike = np.ones(len(laws.stretch))
    crew, rules = _crew(laws, windows), FloorRules(laws.stretch, alike, -1, False, 0, 0, 0)
    segments = laws.measured.segments
    rung = laws.measured.aside.rung[day.kind]  # whom agents ring: they do not stand in the line
    order = np.argsort(day.arrival, kind="stable")
    levels = evenly(laws.day_spread, replications)
    for number in range(replications):
        keys = draws.key(seed, "left-out", occasion, number, np.arange(len(day)))
        aside = rung & (draws.uniform(keys, Purpose.CHOICE_B) < laws.measured.aside.share[day.kind])
        segment = segments.draw(day, draws.uniform(keys, Purpose.CHOICE))
        start = np.where(aside, SECONDS_PER_DAY, laws.measured.order.ahead[segment])
        tape = build(
            laws.types, keys[order], day.kind[order], day.arrival[order], seed, 2 * SECONDS_PER_DAY, start[order]
        )
        tape = replace(tape, work=tape.work * levels[number], deadline=np.where(aside[order], np.inf, tape.deadline))
        log = run_day(tape, crew, laws.types, rules)
        served = log.outcome == Outcome.SERVED
        later = np.where(aside[order] & served, log.waited, 0.0)
        sorted_day = day.rows(order)
        yield replace(
            sorted_day,
            wait=log.waited - later,
            answered=served,
            service=np.where(served, log.end - log.start, np.nan),
            agent=np.where(served, log.agent, -1),
        )


def _crew(laws: Laws, windows: Floats) -> Crew:
    skilled = laws.measured.usual.astype(np.float64)
    speed = skilled * laws.speed[:, None]
    return Crew(
        ids=np.arange(len(speed)),
        speed=speed,
        accuracy=np.ones_like(speed),
        preference=np.zeros(speed.shape, dtype=np.int64),
        chats=laws.at_once,
        windows=windows,
    )


def _one_day(
    day: Contacts, windows: Floats, laws: Laws, replications: int, seed: int
) -> tuple[ReplayedDay, Floats, dict[str, Floats]]:
    """The day in short; sums (2, 4, S) by half hour of the day as it was and as it was played on average; and (n,) each
    figure of all contacts by replication."""
    target = laws.types.target
    values: dict[str, list[Floats]] = {name: [] for name in FIGURES}
    slots = np.zeros((2, 4, SLOTS))
    slots[0] = _sums(day, target)
    for fared in played_days(day, windows, laws, replications, seed):
        for name, found in _figures(fared, target).items():
            values[name].append(found)
        slots[1] += _sums(fared, target) / replications
    made = {name: ranges(np.array(rows)) | {"luck": luck(np.array(rows))} for name, rows in values.items()}
    contacts = np.append(float(len(day)), np.bincount(day.kind, minlength=len(day.kinds)).astype(np.float64))
    short = ReplayedDay(day.dates[int(day.day[0])], contacts, _figures(day, target), made, None, ())
    return short, slots, {name: np.array([found[0] for found in rows]) for name, rows in values.items()}


def _figures(day: Contacts, target: Floats) -> dict[str, Floats]:
    """(1 + K,) each: all contacts, then each type; nan: none of it."""
    kinds = len(day.kinds)
    count = np.bincount(day.kind, minlength=kinds).astype(np.float64)
    in_time = day.answered & (day.wait <= target[day.kind])
    made = {}
    for name, column in (("abandonment", ~day.answered), ("mean_wait", day.wait), ("service_level", in_time)):
        sums = np.bincount(day.kind, column, kinds)
        with np.errstate(invalid="ignore"):
            made[name] = np.append(sums.sum() / count.sum(), sums / count)
    return made


def _sums(day: Contacts, target: Floats) -> Floats:
    """(4, S) by half hour of arrival: contacts, given up, seconds waited, in time."""
    slot = np.minimum((day.arrival * SLOTS / SECONDS_PER_DAY).astype(np.int64), SLOTS - 1)
    columns = (np.ones(len(day)), ~day.answered, day.wait, day.answered & (day.wait <= target[day.kind]))
    return np.array([np.bincount(slot, column, SLOTS) for column in columns])


def _slots(sums: Floats) -> Slots:
    with np.errstate(invalid="ignore"):
        return Slots(sums[0], *(sums[1:] / sums[0]))
