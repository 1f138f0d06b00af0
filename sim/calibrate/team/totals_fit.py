"""What reports by interval say about a team: arrivals, mean handle times, mean patience, people on duty.

Handle times are log-normal with the mean of the report; how far they spread is in no such report and is the sample
shop's. People on duty are those of a roster or of a column where there is one, else those with whom customers would
have waited as they did (`inverted`). Who serves what cannot be seen: everybody serves everything, at one speed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import Bools, Floats
from sim.calibrate.duty import Duty, union
from sim.calibrate.pooling import pooled
from sim.calibrate.team import inverted
from sim.calibrate.team.arrivals import Arrivals, fitted_arrivals
from sim.calibrate.team.beside import NOTHING
from sim.calibrate.team.counts import HALF_HOUR_S, Counts
from sim.calibrate.team.covering import covering
from sim.calibrate.team.days import Sorted, sorted_days
from sim.calibrate.team.durations import LONGER_THAN, KindLaws
from sim.calibrate.team.groups import USUAL_REST, GroupOf, People, rest_days_of
from sim.calibrate.team.held_out import HeldOut, held_out
from sim.calibrate.team.inverted import Patience
from sim.calibrate.team.on_duty import on_duty, person_days
from sim.calibrate.team.pace import between, by_hour_of, by_kind, spread_beyond
from sim.calibrate.team.shifts import patterns
from sim.calibrate.team.totals import Totals
from sim.exports.agent_days import AgentDays
from sim.exports.contacts import EPOCH
from sim.exports.hours import Hours
from sim.files.bad_input import BadInput
from sim.files.messages import phrase
from sim.shop.durations import Duration
from sim.units import DAYS_PER_WEEK, HOURS_PER_DAY, SECONDS_PER_DAY

NO_HEAD_START = (0.0, 0.0)


@dataclass(frozen=True)
class Usual:
    """Usual days by the reports: what is to be expected of another one."""

    laws: KindLaws
    patience: Patience | None
    day_spread: float  # of a day's own level of handle times
    present: Floats  # (S,) people on duty of a mean day
    known: bool  # people, from a roster or a column


@dataclass(frozen=True)
class TotalsFit:
    """What was read; `Fit` without a single contact."""

    totals: Totals
    days: Sorted
    arrivals: Arrivals
    held_out: HeldOut | None
    usual: Usual
    people: People
    inferred: bool  # shifts, from people by interval
    spread: float  # of handle times, the sample's
    duty: Duty | None  # of a roster
    agents: int  # people that a report by agent names; 0 = there is none

    parallel = False
    head_start = NO_HEAD_START
    beside = NOTHING

    @property
    def counts(self) -> Counts:
        return self.totals.counts

    @property
    def kinds(self) -> tuple[str, ...]:
        return self.totals.kinds

    @property
    def seconds(self) -> Floats:
        return np.array([law.mean for law in self.laws.handle])

    @property
    def laws(self) -> KindLaws:
        return self.usual.laws

    @property
    def day_spread(self) -> float:
        return self.usual.day_spread


def fitted_totals(
    totals: Totals, spread: float, hours: Hours | None = None, agents: AgentDays | None = None
) -> TotalsFit:
    """`spread`: coefficient of variation of handle times; `hours` of a roster and rows of `agents` beside the report.

    Raises BadInput where no handle time is told, or nothing that people on duty could be read from.
    """
    days = sorted_days(totals.counts)
    duty = None if hours is None or not len(hours) else _placed(hours, totals)
    if duty is not None and not any(days.usual[day] for day in duty.windows):
        duty = None  # a roster of another month
    usual = usual_of(totals, days.usual, spread, duty)
    return TotalsFit(
        totals=totals,
        days=days,
        arrivals=fitted_arrivals(totals.counts, days),
        held_out=held_out(totals.counts.no_finer(HALF_HOUR_S)),
        usual=usual,
        people=_named(_people(totals, days.usual, usual.present, duty), duty, agents),
        inferred=duty is None,
        spread=spread,
        duty=duty,
        agents=0 if agents is None else len(agents.agents),
    )


def usual_of(totals: Totals, days: Bools, spread: float, duty: Duty | None = None) -> Usual:
    """By these days (D,) alone. Raises BadInput as `fitted_totals` does."""
    answered, lost = totals.answered[:, days], totals.abandoned[:, days]
    handle = totals.mean_of(totals.handle_s[:, days], answered)
    if not np.isfinite(handle).any():
        raise BadInput(phrase("totals.no_handle"))
    count = np.nansum(answered, axis=(1, 2))
    whole = float(np.average(handle[np.isfinite(handle)], weights=np.maximum(count[np.isfinite(handle)], 1e-9)))
    handle = drawn(handle, count, whole, spread)
    slots = inverted.slots_of(_expected(totals, days), totals.interval_s)
    patience = inverted.told(totals.wait_s[:, days].sum(axis=0), lost.sum(axis=0))
    if patience is None:
        patience = inverted.found(slots, totals.answer_wait_s[:, days].sum(axis=0), lost.sum(axis=0), whole)
    present, known = _present(totals, days, duty, slots, patience, whole)
    wrap = totals.mean_of(totals.wrap_s[:, days], answered)
    level = _day_spread(totals, days, handle, spread)
    return Usual(_laws(totals, days, handle, wrap, patience, spread), patience, level, present, known)


def drawn(mean: Floats, count: Floats, whole: float, spread: float) -> Floats:
    """(K,) means of types drawn to the whole by how much the types differ (DerSimonian & Laird 1986): of few contacts
    a mean is luck."""
    some = np.isfinite(mean) & (count > 0)
    made = np.where(some, mean, whole)
    if some.sum() < 2:
        return made
    variance = (spread * mean[some]) ** 2 / count[some]
    apart = between(mean[some], variance)
    made[some] = (apart * mean[some] + variance * whole) / (apart + variance)
    return made


def _laws(
    totals: Totals, days: Bools, handle: Floats, wrap: Floats, patience: Patience | None, spread: float
) -> KindLaws:
    """Log-normal handling without its wrap-up, and exponential wrap-up and patience."""
    lost = totals.abandoned[:, days]
    ratio = np.ones(len(handle))
    if patience is not None:
        waited = totals.wait_s[:, days]
        if np.isfinite(patience.lost_wait):
            waited = totals.answer_wait_s[:, days] + lost * patience.lost_wait
        ratio = pooled(lost.sum(axis=(1, 2)), waited.sum(axis=(1, 2)) / patience.mean).mean
    after = np.where(np.isfinite(wrap) & (wrap > LONGER_THAN) & (wrap < handle), wrap, 0.0)

    def short(value: float) -> float:
        return float(f"{value:.6g}")

    return KindLaws(
        handle=tuple(
            Duration(family="lognormal", mean_s=short(h - w), cv=spread) for h, w in zip(handle, after, strict=True)
        ),
        wrap=tuple(Duration(family="exponential", mean_s=short(w)) if w else None for w in after),
        patience=tuple(
            Duration(family="exponential", mean_s=short(patience.mean / r)) if patience else None for r in ratio
        ),
        served=np.nansum(totals.answered[:, days], axis=(1, 2)).astype(np.int64),
        gave_up=np.nansum(lost, axis=(1, 2)).astype(np.int64),
        by_hour=_by_hour(totals, days, handle),
    )


def _by_hour(totals: Totals, days: Bools, handle: Floats) -> tuple[tuple[float, ...], ...]:
    """Factors on handle times by hour, as far as the hours' means differ between days."""
    said = np.isfinite(totals.handle_s[:, days]) & (totals.answered[:, days] > 0)
    answered, took = (np.where(said, one[:, days], 0.0) for one in (totals.answered, totals.handle_s))

    def hours(table: Floats) -> Floats:
        return np.asarray(table.reshape(*table.shape[:-1], HOURS_PER_DAY, -1).sum(axis=-1))

    profile = by_hour_of(hours(took.sum(axis=0)), hours((answered * handle[:, None, None]).sum(axis=0)))
    return by_kind(np.array(profile), hours(answered.sum(axis=1))) if profile else ()


def _day_spread(totals: Totals, days: Bools, handle: Floats, spread: float) -> float:
    """How far days' mean handle times differ beyond what contacts so far apart give by chance."""
    said = np.isfinite(totals.handle_s[:, days])
    answered, took = (np.where(said, one[:, days], 0.0).sum(axis=2) for one in (totals.answered, totals.handle_s))
    some = took.sum(axis=0) > 0
    answered, took = answered[:, some], took[:, some].sum(axis=0)
    chance = (answered * handle[:, None] ** 2).sum(axis=0) * spread**2 / took**2
    return spread_beyond(np.log(took / (answered * handle[:, None]).sum(axis=0)), chance)


def _expected(totals: Totals, days: Bools) -> Floats:
    """(D, S) contacts to be expected on each of these days, given how many came on it in all."""
    learned = replace(sorted_days(totals.counts), usual=days)
    shares = fitted_arrivals(totals.counts, learned).shares
    return np.asarray(totals.counts.totals[days][:, None] * shares[totals.counts.weekday[days]])


def _present(
    totals: Totals, days: Bools, duty: Duty | None, slots: tuple[inverted.Slot | None, ...],
    patience: Patience | None, handle: float,
) -> tuple[Floats, bool]:  # fmt: skip
    """(S,) people of a mean day, and whether somebody says so."""
    if duty is not None:
        there = on_duty(len(totals), duty, totals.counts.slots)
        with_hours = days & np.isin(np.arange(len(totals)), list(duty.windows))
        return np.asarray(there[with_hours].mean(axis=0)), True
    if np.isfinite(totals.on_duty[days]).any():
        told = totals.on_duty[days]
        busy = np.nansum(totals.handle_s[:, days], axis=0) / totals.interval_s  # nobody works more than all the time
        return np.asarray(np.fmax(np.nan_to_num(told), busy).mean(axis=0)), True
    if patience is None:
        raise BadInput(phrase("totals.no_waits"))
    count, waited = float(days.sum()), patience.seconds.sum(axis=0)
    made = [
        inverted.people(slot, float(seconds), handle, patience.mean, False) * float(slot.days.sum()) / count
        if slot is not None else 0.0
        for slot, seconds in zip(slots, waited, strict=True)
    ]  # fmt: skip
    return np.array(made), False


def present_of(totals: Totals, day: int, duty: Duty | None, otherwise: Floats) -> Floats:
    """(S,) people of one day, where a roster or a column says it."""
    if duty is not None and day in duty.windows:
        windows = {day: duty.windows[day]}
        return np.asarray(on_duty(len(totals), Duty(duty.agents, windows), totals.counts.slots)[day])
    told = totals.on_duty[day]
    return np.where(np.isfinite(told), told, otherwise) if np.isfinite(told).any() else otherwise


def _placed(hours: Hours, totals: Totals) -> Duty:
    """Hours as windows of the report's days."""
    place = {date: day for day, date in enumerate(totals.dates)}
    number = {name: a for a, name in enumerate(hours.agents)}
    windows: dict[int, list[tuple[int, float, float]]] = {}
    for date, agent, on, off in hours.by_day():
        if date in place:
            windows.setdefault(place[date], []).append((number[agent], on, off))
    return Duty(hours.agents, {day: union(rows) for day, rows in windows.items()})


def _named(people: People, duty: Duty | None, agents: AgentDays | None) -> People:
    """How many there are, and their days off, by a report by agent and day where no roster says it."""
    if agents is None or duty is not None:
        return people
    dated = np.isfinite(agents.day)
    people = replace(people, names=len(agents.agents))
    if not dated.any():
        return people
    days, place = np.unique(agents.day[dated] // SECONDS_PER_DAY, return_inverse=True)
    dates = tuple((EPOCH + dt.timedelta(days=float(day))) for day in days)
    return replace(people, rest_days=rest_days_of(place, agents.agent[dated], dates))


def _people(totals: Totals, days: Bools, present: Floats, duty: Duty | None) -> People:
    """Groups by shift: of the roster, or such as cover the people on duty."""
    skills = dict.fromkeys(totals.kinds, 1.0)
    by_day = totals.counts.totals * days
    weekday = totals.counts.weekday
    each = np.maximum(np.bincount(weekday, by_day > 0, DAYS_PER_WEEK), 1.0)
    contacts = np.bincount(weekday, by_day, DAYS_PER_WEEK) / each
    if duty is None:
        made, number = covering(present)
        groups = tuple(GroupOf(skills, i, float(n), 0) for i, n in enumerate(number))
        seconds = np.full(DAYS_PER_WEEK, present.sum() * totals.interval_s) * (contacts > 0)
        return People(groups, made, USUAL_REST, present, seconds, contacts, 1, 0)
    kept = Duty(duty.agents, {day: windows for day, windows in duty.windows.items() if days[day]})
    rows = person_days(kept, totals.dates)
    made, mine = patterns(rows)
    on = rows.last - rows.first - rows.off
    groups = tuple(
        GroupOf(
            skills, i, float(on[mine == i].sum() / one.seconds / len(kept.windows)), len(set(rows.agent[mine == i]))
        )
        for i, one in enumerate(made)
    )
    there = on_duty(len(totals), kept, totals.counts.slots).sum(axis=1) * (SECONDS_PER_DAY / totals.counts.slots)
    seconds = np.bincount(weekday, there, DAYS_PER_WEEK) / np.maximum(
        np.bincount(weekday, there > 0, DAYS_PER_WEEK), 1.0
    )
    rest = rest_days_of(rows.day, rows.agent, totals.dates, ~days & (totals.counts.totals > 0))
    return People(groups, made, rest, present, seconds, contacts, 1, len(np.unique(rows.agent)))
