"""What is read from contacts about people, and what of it may as well be true on one day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim import draws
from sim.arrays import Floats
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import Duty
from sim.calibrate.laws import Law, measured_law, needed
from sim.calibrate.order import Order, measured_order
from sim.calibrate.patience import measured_patience, waits
from sim.calibrate.segments import Segments, measured_segments
from sim.calibrate.skills import skills
from sim.calibrate.survival import SurvivalCurve
from sim.calibrate.turns import measured_shares
from sim.calibrate.work import Work, measured_work
from sim.calibrate.wrapup import measured_wrapup
from sim.draws import Purpose


@dataclass(frozen=True)
class Measured:
    """What is read from the contacts: people, not results."""

    patience: Law
    wrapup: Law  # by type
    skilled: NDArray[np.bool_]  # (agents, kinds)
    work: Work
    segments: Segments
    order: Order
    kinds: tuple[str, ...]
    aside: Floats  # (kinds,) share of contacts that do not stand in the line


@dataclass(frozen=True)
class People:
    """The numbers of one replication, by segment: hazard ratios of patience and wrap-up, seconds ahead in the line."""

    patience: Floats
    wrapup: Floats
    ahead: Floats


def measure(contacts: Contacts, duty: Duty, gap: float) -> Measured:
    """Everything about people from all the days in `contacts`, on at least one of which somebody was served.

    `gap`: seconds between two services of an agent from which on it is a break and no wrap-up.
    """
    if not contacts.answered.any():
        raise ValueError("nobody was served: there is nothing to measure people by")
    skilled, segments = skills(contacts), measured_segments(contacts)
    segment = segments.of(contacts)
    return Measured(
        patience=law_of_patience(contacts, measured_patience(contacts), segments),
        wrapup=measured_wrapup(contacts, duty, skilled, gap),
        skilled=skilled,
        work=measured_work(contacts),
        segments=segments,
        order=measured_order(contacts, segment, len(segments), skilled),
        kinds=contacts.kinds,
        aside=measured_shares(contacts, skilled),
    )


def law_of_patience(contacts: Contacts, curve: SurvivalCurve, segments: Segments) -> Law:
    """Patience by segment, as ratios to the curve of all."""
    seconds, gave_up, waited = waits(contacts)
    return measured_law(
        curve, seconds, gave_up, segments.of(contacts)[waited], contacts.day[waited], len(contacts.kinds)
    )


def known_people(measured: Measured) -> People:
    """The best estimate of each."""
    return People(measured.patience.ratio, measured.wrapup.ratio, measured.order.ahead)


def drawn_people(measured: Measured, seed: int, date: int, number: int) -> People:
    """One of all that may as well be true, the same for the same seed, day and number."""
    from scipy.special import ndtri

    def uniforms(name: str, count: int) -> Floats:
        return np.asarray(
            draws.uniform(draws.key(seed, f"replay.{name}", date, number, np.arange(count)), Purpose.SIZE)
        )

    many = needed(measured.patience.kinds)
    return People(
        measured.patience.draw_ratio(uniforms("patience", many)),
        measured.wrapup.draw_ratio(uniforms("wrapup", many)),
        measured.order.draw(ndtri(uniforms("order", len(measured.order.ahead)))),
    )
