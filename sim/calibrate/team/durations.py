"""Handle time, wrap-up and patience of each type, as a scenario file can hold them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Ints
from sim.calibrate.contacts import Contacts
from sim.calibrate.laws import Law
from sim.calibrate.people import Measured
from sim.calibrate.segments import LEVELS
from sim.calibrate.team.handle import law_of
from sim.calibrate.team.waiting import NEAR, curve_law, patience_by_kind
from sim.calibrate.work import Work, own_share
from sim.calibrate.wrapup import is_told
from sim.shop.durations import Duration

OWN_SHAPE = 200  # services of a type from which on its law has a shape of its own
LONGER_THAN = 1.0  # second: a shorter wrap-up is none


@dataclass(frozen=True)
class KindLaws:
    """(K,) each. `patience` None: nobody of this type gives up. `wrap` None: no wrap-up is seen."""

    handle: tuple[Duration, ...]
    wrap: tuple[Duration | None, ...]
    patience: tuple[Duration | None, ...]
    served: Ints
    gave_up: Ints


def kind_laws(contacts: Contacts, measured: Measured) -> KindLaws:
    """From contacts and what is measured of them. ValueError where nobody was served."""
    kinds = len(contacts.kinds)
    answered = contacts.answered
    return KindLaws(
        handle=_handle(measured.work),
        wrap=_told_wrap(contacts) if is_told(contacts) else _wrap(measured.wrapup),
        patience=patience_by_kind(contacts, measured.patience),
        served=np.bincount(contacts.kind[answered], minlength=kinds),
        gave_up=np.bincount(contacts.kind[~answered], minlength=kinds),
    )


def _handle(work: Work) -> tuple[Duration, ...]:
    """The mean of a type of few services is drawn to that of all, and its law has the shape of all."""
    every = np.concatenate(work.services)
    whole = float(every.mean())
    made = []
    for services, own in zip(work.services, work.own, strict=True):
        if len(services) >= OWN_SHAPE:  # it has a share of its own of nearly 1, and a mean that is known
            made.append(law_of(services))
            continue
        mean = float(own * services.mean() + (1 - own) * whole) if len(services) else whole
        made.append(law_of(every, mean))
    return tuple(made)


def _told_wrap(contacts: Contacts) -> tuple[Duration | None, ...]:
    """As the file has it by type, types of few drawn to all as their handle times are."""
    assert contacts.wrapup is not None
    told = contacts.rows(contacts.answered & ~np.isnan(contacts.wrapup))
    assert told.wrapup is not None
    seconds = tuple(np.maximum(told.wrapup[told.kind == k], 0.0) for k in range(len(contacts.kinds)))
    every = np.concatenate(seconds)
    made: list[Duration | None] = []
    for mine, own in zip(seconds, own_share(seconds), strict=True):
        mean = float(own * mine.mean() + (1 - own) * every.mean()) if len(mine) else float(every.mean())
        made.append(None if mean < LONGER_THAN else law_of(mine if len(mine) >= OWN_SHAPE else every, mean))
    return tuple(made)


def _wrap(law: Law) -> tuple[Duration | None, ...]:
    """Exponential where the curve of all is near one, else the curve."""
    curve, ratio = law.curve, law.ratio.reshape(law.kinds, LEVELS)[:, 0]
    mean = curve.mean
    if mean < LONGER_THAN or not np.isfinite(mean):
        return (None,) * law.kinds
    near = bool(np.abs(np.exp(-curve.times / mean) - curve.survival).max(initial=0.0) <= NEAR)
    return tuple(
        Duration(family="exponential", mean_s=float(f"{mean / r:.6g}")) if near else curve_law(curve, float(r))
        for r in ratio
    )
