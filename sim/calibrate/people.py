"""What is read from contacts about people, and what of it may as well be true on one day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import draws
from sim.arrays import Bools, Floats
from sim.calibrate.ahead import Ahead, group_of, line_found, measured_ahead, nothing_ahead
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import Duty
from sim.calibrate.laws import Law, measured_law, needed, with_days
from sim.calibrate.order import Order, measured_order
from sim.calibrate.patience import measured_patience, waits
from sim.calibrate.segments import Segments, measured_segments
from sim.calibrate.serving import Serving, measured_serving
from sim.calibrate.skills import skills
from sim.calibrate.survival import SurvivalCurve
from sim.calibrate.turns import Aside, measured_aside, measured_rung
from sim.calibrate.work import Work, measured_work
from sim.calibrate.wrapup import is_told, measured_wrapup, told_wrapup
from sim.draws import Purpose


@dataclass(frozen=True)
class Measured:
    """What is read from the contacts: people, not results."""

    patience: Law
    wrapup: Law  # by type
    serving: Serving
    work: Work
    segments: Segments
    order: Order
    kinds: tuple[str, ...]
    aside: Aside
    ahead: Ahead

    @property
    def usual(self) -> Bools:
        """(agents, kinds) types that each serves most of the time."""
        return np.asarray(self.serving.on >= 0.5)


@dataclass(frozen=True)
class People:
    """The numbers of one replication, by segment: hazard ratios of patience and wrap-up, seconds ahead in the line."""

    patience: Floats
    wrapup: Floats
    head_start: Floats
    ahead: Floats  # hazard ratios of patience by the line found, as `ahead` has them


def measure(
    contacts: Contacts, duty: Duty, gap: float, few: Contacts | None = None, parallel: bool = False
) -> Measured:
    """Everything about people from all the days in `contacts`, on at least one of which somebody was served.

    `gap`: seconds between two services of an agent from which on it is a break and no wrap-up. `few`: the contacts that
    the order in the line is read from, where all would make too many pairs. `parallel`: people have several contacts
    in hand, and no wrap-up can be seen, only read. ValueError where nobody was served.
    """
    if not contacts.answered.any():
        raise ValueError("nobody was served: there is nothing to measure people by")
    few = contacts if few is None else few
    skilled, segments = skills(contacts), measured_segments(contacts)
    rung = measured_rung(few, skilled[few.agent])
    serving = measured_serving(contacts, skilled, rung)
    serves = serving.read(contacts).likely(len(contacts))
    of_few = serves if few is contacts else serving.read(few).likely(len(few))
    patience, ahead = law_of_patience(contacts, measured_patience(contacts), segments)
    if is_told(contacts):
        wrapup = told_wrapup(contacts)
    elif parallel:
        wrapup = Law(SurvivalCurve(0.0), kinds=len(contacts.kinds))
    else:
        wrapup = measured_wrapup(contacts, duty, serves, gap)
    return Measured(
        patience=patience,
        wrapup=wrapup,
        serving=serving,
        work=measured_work(contacts),
        segments=segments,
        order=measured_order(few, segments.of(few), len(segments), of_few),
        kinds=contacts.kinds,
        aside=measured_aside(few, of_few, rung),
        ahead=ahead,
    )


def law_of_patience(contacts: Contacts, curve: SurvivalCurve, segments: Segments) -> tuple[Law, Ahead]:
    """Patience by segment, as ratios to the curve of all, and by the line found."""
    seconds, gave_up, waited = waits(contacts)
    segment, kind, day = (of[waited] for of in (segments.of(contacts), contacts.kind, contacts.day))
    kinds = len(contacts.kinds)
    law = measured_law(curve, seconds, gave_up, segment, day, kinds)
    if law.types is None:
        return law, nothing_ahead(kinds)
    group = group_of(kind, line_found(contacts)[waited])
    ahead, hazard = measured_ahead(curve, seconds, gave_up, law.ratio[segment], group, kinds)
    return with_days(law, hazard, gave_up, kind, day), ahead


def known_people(measured: Measured) -> People:
    """The best estimate of each."""
    return People(measured.patience.ratio, measured.wrapup.ratio, measured.order.ahead, measured.ahead.mean)


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
        measured.ahead.draw(uniforms("ahead", measured.ahead.mean.size).reshape(measured.ahead.mean.shape)),
    )
