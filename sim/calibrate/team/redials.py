"""Who comes again: after giving up, and after an answer. Only where a file says who the customer is.

The next contact of the same customer about the same counts. Those whose time is not over when the file ends are cut
short there, as durations are (Kaplan & Meier 1958), so that the last days of a month take nothing away. A customer also
comes for something new; how often is seen from who comes back after more than a week, and taken off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Floats, Ints
from sim.calibrate.contacts import Contacts
from sim.calibrate.pooling import pooled
from sim.calibrate.team.bands import P90
from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

REDIAL_WITHIN_S = 24 * SECONDS_PER_HOUR
REPEAT_WITHIN_S = 7 * SECONDS_PER_DAY
ANEW_S = (REPEAT_WITHIN_S, 21 * SECONDS_PER_DAY)  # who comes back in this time comes for something new
LEAST = 30  # contacts after which somebody might have come again
MOST_A_DAY = 3.0  # contacts of one number, on average of all days: more is a switchboard or a reseller
SHORTEST_S = 60.0
MOST_NEW = 0.5  # share of those who came that may have come for something new, for a time to be read


@dataclass(frozen=True)
class Coming:
    """Who comes again within a time: `share` (K,), types with few drawn to `whole`; `band`: 80 % of the whole; `day`:
    the whole within one day; `after_s`: mean time until then, nan: not
    clear; `contacts` that might have been followed."""

    share: Floats
    whole: float
    band: tuple[float, float]
    day: float
    after_s: float
    contacts: int


@dataclass(frozen=True)
class Again:
    """None: too few to say."""

    redial: Coming | None  # of those who gave up, within a day
    back: Coming | None  # of those answered, within a week
    anew: float  # times a day that a customer comes for something new


def measured_again(contacts: Contacts) -> Again | None:
    """None where the file does not say who the customers are. Contacts handed on are no new ones."""
    if contacts.customer is None:
        return None
    seen = contacts if contacts.continues is None else contacts.rows(~contacts.continues)
    assert seen.customer is not None
    dates = np.array([date.toordinal() if date else 0 for date in seen.dates], dtype=np.float64)
    moment = dates[seen.day] * SECONDS_PER_DAY + seen.arrival
    known = _one_person(seen.customer, float(moment.max() - moment.min()) if len(seen) else 0.0)
    until, left = _until_next(seen, moment, known)
    length, came = np.minimum(until, left), until <= left
    kinds = len(seen.kinds)
    after_answer, after_loss = known & seen.answered, known & seen.gave_up
    anew, doubt = _rate(length[after_answer], came[after_answer])
    found = [
        _coming(seen.kind[rows], length[rows], came[rows], kinds, within, anew, doubt)
        for rows, within in ((after_loss, REDIAL_WITHIN_S), (after_answer, REPEAT_WITHIN_S))
    ]
    return Again(found[0], found[1], anew * SECONDS_PER_DAY) if any(found) else None


def _one_person(customer: NDArray[np.uint64], span_s: float) -> Bools:
    """(n,) whether a customer is told, and not so often that it must be several people."""
    _, place, count = np.unique(customer, return_inverse=True, return_counts=True)
    most = max(MOST_A_DAY * max(span_s / SECONDS_PER_DAY, 1.0), LEAST)
    return np.asarray((customer != 0) & (count[place] <= most))


def _until_next(contacts: Contacts, moment: Floats, known: Bools) -> tuple[Floats, Floats]:
    """(n,) seconds from the end of each contact to the customer's next about the same, and to the file's end."""
    assert contacts.customer is not None
    rows = np.flatnonzero(known)
    order = rows[np.lexsort((moment[rows], contacts.kind[rows], contacts.customer[rows]))]
    here, after = order[:-1], order[1:]
    same = (contacts.customer[here] == contacts.customer[after]) & (contacts.kind[here] == contacts.kind[after])
    ended = moment + np.nan_to_num(contacts.wait) + np.nan_to_num(contacts.service)
    until = np.full(len(contacts), np.inf)
    until[here[same]] = np.maximum(moment[after[same]] - ended[here[same]], 0.0)
    end = float(moment.max()) if len(moment) else 0.0
    return until, np.maximum(end - ended, 0.0)


def _rate(length: Floats, came: Bools) -> tuple[float, float]:
    """Returns a second for something new, and the variance of that estimate; 0 where the file is too short to see."""
    first, last = ANEW_S
    seconds = float((np.minimum(length, last) - first).clip(0.0).sum())
    count = int((came & (length > first) & (length <= last)).sum())
    return (count / seconds, (count + 1) / seconds**2) if seconds > 0 else (0.0, 0.0)


def _coming(
    kind: Ints, length: Floats, came: Bools, kinds: int, within: float, anew: float, doubt: float
) -> Coming | None:
    if len(length) < LEAST or not (length >= within).any():
        return None  # a file that is over before the time is says nothing of it
    whole, variance = _came(length, came, within, anew, doubt)
    by_kind, n = np.zeros(kinds), np.bincount(kind, minlength=kinds).astype(np.float64)
    for k in np.flatnonzero(n):
        by_kind[k] = _came(length[kind == k], came[kind == k], within, anew, doubt)[0]
    share = np.minimum(whole * pooled(by_kind * n, whole * n).mean, 1.0) if whole > 0 else by_kind
    sd = float(np.sqrt(variance))
    band = (max(whole - P90 * sd, 0.0), min(whole + P90 * sd, 1.0))
    day = _came(length, came, float(SECONDS_PER_DAY), anew, doubt)[0]
    return Coming(share, whole, band, day, _mean_time(length, came, within, anew), len(length))


def _came(length: Floats, came: Bools, within: float, anew: float, doubt: float) -> tuple[float, float]:
    """Share that came again within the time for the same, and its variance (Greenwood's, and that of `anew`)."""
    times = np.sort(length)
    events = np.sort(length[came & (length <= within)])
    at_risk = len(times) - np.searchsorted(times, events, side="left")
    at_risk = at_risk - (np.arange(len(events)) - np.searchsorted(events, events, side="left"))  # one after the other
    lasting = float(np.prod(1.0 - 1.0 / at_risk))
    greenwood = float((1.0 / np.maximum(at_risk * (at_risk - 1.0), 1.0)).sum())
    new = float(np.exp(anew * within))
    alone = min(lasting * new, 1.0)
    return 1.0 - alone, alone**2 * (greenwood + within**2 * doubt) + 1.0 / len(length) ** 2


def _mean_time(length: Floats, came: Bools, within: float, anew: float) -> float:
    """Mean seconds until those come who come for the same; nan: most came for something new, or nobody came."""
    times, risk = length[came & (length <= within)], np.minimum(length, within)
    new = anew * float(risk.sum())
    if not len(times) or new > MOST_NEW * len(times):
        return float("nan")
    return max((float(times.sum()) - anew * float((risk**2).sum()) / 2) / (len(times) - new), SHORTEST_S)
