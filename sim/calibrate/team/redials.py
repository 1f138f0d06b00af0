"""Who comes again: after giving up, and after an answer. Only where a file says who the customer is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints
from sim.calibrate.contacts import Contacts
from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

REDIAL_WITHIN_S = 24 * SECONDS_PER_HOUR
REPEAT_WITHIN_S = 7 * SECONDS_PER_DAY
LEAST = 20  # contacts of a type after which somebody might have come again


@dataclass(frozen=True)
class Again:
    """By type, (K,); nan: too few to say."""

    redial: Floats  # share of those who gave up that tries again within a day
    redial_after_s: Floats  # mean time until then
    back: Floats  # share of those answered that comes again about the same within a week
    back_after_s: Floats


def measured_again(contacts: Contacts, customer: Ints) -> Again:
    """`customer` (n,): a number for each customer, −1 where the file does not say who it is.

    The next contact of the same customer about the same counts. Those too near the file's end to have come again
    within the time are left out.
    """
    kinds = len(contacts.kinds)
    dates = [date.toordinal() if date else 0 for date in contacts.dates]
    moment = np.array(dates, dtype=np.float64)[contacts.day] * SECONDS_PER_DAY + contacts.arrival
    end = float(moment.max()) if len(moment) else 0.0
    known = np.flatnonzero(customer >= 0)
    order = known[np.lexsort((moment[known], contacts.kind[known], customer[known]))]
    here, after = order[:-1], order[1:]
    same = (customer[here] == customer[after]) & (contacts.kind[here] == contacts.kind[after])
    until = np.full(len(contacts), np.inf)
    ended = moment + contacts.wait + np.nan_to_num(contacts.service)
    until[here[same]] = np.maximum(moment[after[same]] - ended[here[same]], 0.0)
    found = [
        _share(contacts.kind, until, rows, within, kinds)
        for asked, within in ((~contacts.answered, REDIAL_WITHIN_S), (contacts.answered, REPEAT_WITHIN_S))
        for rows in [np.flatnonzero(asked & (customer >= 0) & (ended + within <= end))]
    ]
    return Again(*found[0], *found[1])


def _share(kind: Ints, until: Floats, rows: Ints, within: float, kinds: int) -> tuple[Floats, Floats]:
    n = np.bincount(kind[rows], minlength=kinds).astype(np.float64)
    came = rows[until[rows] <= within]
    count = np.bincount(kind[came], minlength=kinds)
    seconds = np.bincount(kind[came], until[came], kinds)
    share, after = np.full(kinds, np.nan), np.full(kinds, np.nan)
    share[n >= LEAST] = count[n >= LEAST] / n[n >= LEAST]
    after[(n >= LEAST) & (count > 0)] = (seconds / np.maximum(count, 1))[(n >= LEAST) & (count > 0)]
    return share, after
