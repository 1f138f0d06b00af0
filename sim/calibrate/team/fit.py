"""Everything that a file of contacts says about a team, in one go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from sim.arrays import Bools, Floats
from sim.calibrate.checks import Found, checked
from sim.calibrate.contacts import URGENT, Contacts
from sim.calibrate.duty import Duty
from sim.calibrate.people import Measured
from sim.calibrate.skills import skills
from sim.calibrate.team.arrivals import Arrivals, fitted_arrivals
from sim.calibrate.team.beside import NOTHING, Beside, beside
from sim.calibrate.team.counts import Counts, of_contacts
from sim.calibrate.team.days import Sorted, set_apart, sorted_days
from sim.calibrate.team.durations import KindLaws, kind_laws
from sim.calibrate.team.groups import People, people_of
from sim.calibrate.team.held_out import HeldOut, held_out
from sim.calibrate.team.holding import measured_holding, worked
from sim.calibrate.team.hours import seen_duty
from sim.calibrate.team.kinds import with_few_kinds
from sim.calibrate.team.measuring import measured_of
from sim.calibrate.team.pace import Pace, at_flat_hours, measured_pace
from sim.calibrate.team.sales import Sales
from sim.calibrate.team.speeds import Speeds, measured_speeds
from sim.calibrate.team.surges import Surges, measured_surges, usual_services
from sim.calibrate.work import measured_work


class Findings(Protocol):
    """What a team is made from, whatever files said it."""

    @property
    def kinds(self) -> tuple[str, ...]: ...
    @property
    def arrivals(self) -> Arrivals: ...
    @property
    def laws(self) -> KindLaws: ...
    @property
    def people(self) -> People: ...
    @property
    def inferred(self) -> bool:
        """Shifts are, since nobody says them."""

    @property
    def parallel(self) -> bool:
        """People have several contacts in hand at once."""

    @property
    def day_spread(self) -> float:
        """Of a day's own level of handle times, coefficient of variation."""

    @property
    def head_start(self) -> tuple[float, float]:
        """Share of contacts that are taken before their turn, and by how many seconds; 0 and 0: none."""

    @property
    def seconds(self) -> Floats:
        """(K,) mean length of a service as the file has it, with whatever else was in hand."""

    @property
    def beside(self) -> Beside:
        """What the files have beside arrivals and handle times."""


@dataclass(frozen=True)
class Fit:
    """What was read, and from what."""

    contacts: Contacts  # without what cannot have been
    found: Found
    duty: Duty
    inferred: bool  # hours of duty, from who served when
    counts: Counts
    days: Sorted
    arrivals: Arrivals
    held_out: HeldOut | None
    measured: Measured
    laws: KindLaws
    speeds: Speeds
    people: People
    pace: Pace
    worked: Contacts  # with the work of each service in place of its length, where people have several in hand
    surges: Surges  # hours whose contacts say nothing of handle times
    beside: Beside = NOTHING

    @property
    def seconds(self) -> Floats:
        """(K,) mean length of a service as the file has it."""
        work = np.array([law.mean for law in self.laws.handle])
        if self.worked is self.contacts:
            return work
        served, kinds = self.contacts.answered, len(self.contacts.kinds)
        length, own = (
            np.bincount(one.kind[served], one.service[served], kinds) for one in (self.contacts, self.worked)
        )
        return np.asarray(work * np.where(own > 0, length / np.maximum(own, 1e-9), length.sum() / own.sum()))

    @property
    def kinds(self) -> tuple[str, ...]:
        return self.contacts.kinds

    @property
    def parallel(self) -> bool:
        return self.found.parallel

    @property
    def day_spread(self) -> float:
        return self.pace.day_spread

    @property
    def head_start(self) -> tuple[float, float]:
        """Of the urgent, where the file shows that they are taken earlier."""
        urgent = self.contacts.priority >= URGENT
        if urgent.all() or not urgent.any() or not self.measured.order.choices:
            return 0.0, 0.0
        ahead = self.measured.order.ahead[self.measured.segments.of(self.contacts)]
        start = float(ahead[urgent].mean() - ahead[~urgent].mean())
        return (float(urgent.mean()), start) if start > 0 else (0.0, 0.0)


def fitted(
    contacts: Contacts,
    duty: Duty | None = None,
    sales: Sales | None = None,
    apart: Collection[dt.date] = (),
) -> Fit:
    """`duty`: hours of duty of a file; None: inferred. `sales`: orders of the same shop, where a file has them.
    `apart`: days that are known not to be usual.
    ValueError for contacts without a date, or all unanswered."""
    kept, found = checked(with_few_kinds(contacts))
    inferred = duty is None
    hours = seen_duty(kept, skills(kept)) if duty is None else duty
    counts = of_contacts(kept)
    named = np.array([counts.date(day) in apart for day in range(len(counts))])
    days = set_apart(sorted_days(counts), named, counts.totals)
    holding = measured_holding(kept) if found.parallel else None
    work = worked(kept, holding) if holding else kept
    surges = measured_surges(counts, days)
    usual_work = usual_services(work, surges.of(work))
    measured = replace(measured_of(work, hours, found.parallel), work=measured_work(usual_work))
    pace = measured_pace(usual_work)
    speeds = measured_speeds(at_flat_hours(usual_work, pace))
    usual = _usual(kept, counts, days)
    if not (usual & np.isin(np.arange(len(usual)), list(hours.windows))).any():
        usual = np.ones_like(usual)  # hours of duty of campaign days only: better than none
    return Fit(
        contacts=kept,
        found=found,
        duty=hours,
        inferred=inferred,
        counts=counts,
        days=days,
        arrivals=fitted_arrivals(counts, days),
        held_out=held_out(counts),
        measured=measured,
        laws=replace(kind_laws(work, measured), by_hour=pace.by_hour),
        speeds=speeds,
        pace=pace,
        people=people_of(kept, hours, measured, speeds, usual, holding.most if holding else 1, counts.slots),
        worked=work,
        surges=surges,
        beside=beside(kept, usual, holding, sales),
    )


def _usual(contacts: Contacts, counts: Counts, days: Sorted) -> Bools:
    """(days of the file,) which of them are usual."""
    place = np.array([(date - counts.first).days for date in contacts.dates if date is not None])
    inside = (place >= 0) & (place < len(counts))
    return np.asarray(inside & days.usual[np.clip(place, 0, len(counts) - 1)])
