"""From contacts and hours of duty to a day that can be replayed: whom to measure people by, and what is in doubt."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

import numpy as np

from sim.calibrate.checks import at_once
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import Duty
from sim.calibrate.edges import measured_edges
from sim.calibrate.laws import Law
from sim.calibrate.people import Measured, measure
from sim.calibrate.posts import served_in, window_of
from sim.calibrate.replay import GivenDay
from sim.calibrate.survival import SurvivalCurve

LATE_WRAP = 0.1  # until nine in ten wrap-ups are over, to be without a contact says nothing against duty


def sample_of(contacts: Contacts, day: int, others: bool) -> Contacts:
    """The contacts by which people are measured: those of the other days, or of the day itself."""
    return contacts.rows(contacts.day != day if others else contacts.day == day)


def other_days(contacts: Contacts, day: int) -> bool:
    """Whether somebody was served on another day of the file."""
    return bool((contacts.answered & (contacts.day != day)).any())


def given_day(
    contacts: Contacts,
    duty: Duty,
    day: int,
    *,
    others: bool,
    gap: float,
    target: float,
    certain: Collection[int] = (),
    parallel: bool = False,
    chosen: Callable[[Measured, Contacts], Measured] = lambda measured, sample: measured,
) -> GivenDay:
    """Day `day` of the contacts, people measured on the others or on itself.

    `gap`: seconds between two services of an agent that are a break. `certain`: days whose windows are facts and not
    inferred. `parallel`: agents have several contacts in hand, as many at once as each had at most in the file; their
    wrap-up cannot be seen then, and is taken as none. `chosen` puts in place of what is measured what somebody asks
    for by hand. Raises ValueError where the sample has nobody who was served.
    """
    sample = sample_of(contacts, day, others)
    measured = measure(sample, duty, gap)
    if parallel:
        measured = replace(measured, wrapup=Law(SurvivalCurve(0.0), kinds=len(contacts.kinds)))
    measured, most = chosen(measured, sample), at_once(contacts) if parallel else None
    today, windows = contacts.rows(contacts.day == day), duty.windows[day]
    if day in certain:
        return GivenDay(today, windows, measured, target, at_once=most)
    wrap = float(measured.wrapup.curve.draw(np.array([LATE_WRAP]))[0])
    serves = measured.serving.read(today).likely(len(today))
    types = served_in(windows, window_of(today, windows), serves, measured.usual)
    return GivenDay(today, windows, measured, target, measured_edges(today, windows, types, wrap), most)
