"""What is measured about people, on days of any size.

Who was taken first is read from pairs of contacts that waited together, and their number grows with the length of the
line: a day with a million contacts would have more of them than any memory. They are read from as many days, or from
such a stretch of a day, as gives enough pairs; everything else is read from all contacts.
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import CLOCKS_S, Duty
from sim.calibrate.laws import Law
from sim.calibrate.order import measured_order
from sim.calibrate.patience import measured_patience
from sim.calibrate.people import Measured, law_of_patience
from sim.calibrate.replay import GAP_S
from sim.calibrate.segments import measured_segments
from sim.calibrate.serving import measured_serving
from sim.calibrate.skills import skills
from sim.calibrate.survival import SurvivalCurve
from sim.calibrate.turns import measured_aside, measured_rung
from sim.calibrate.work import measured_work
from sim.calibrate.wrapup import measured_wrapup

MOST_PAIRS = 3_000_000  # of a taken contact and one that came while the longest wait of the day might have lasted


def measured_of(contacts: Contacts, duty: Duty, parallel: bool = False) -> Measured:
    """As `sim.calibrate.people.measure`. `parallel`: people have several contacts in hand, and no wrap-up can be seen.

    ValueError where nobody was served.
    """
    if not contacts.answered.any():
        raise ValueError("nobody was served: there is nothing to measure people by")
    skilled, segments = skills(contacts), measured_segments(contacts)
    few, no_wrapup = with_few_pairs(contacts), Law(SurvivalCurve(0.0), kinds=len(contacts.kinds))
    rung = measured_rung(few, skilled[few.agent])
    serving = measured_serving(contacts, skilled, rung)
    serves, of_few = (serving.read(of).likely(len(of)) for of in (contacts, few))
    patience, ahead = law_of_patience(contacts, measured_patience(contacts), segments)
    return Measured(
        patience=patience,
        wrapup=no_wrapup if parallel else measured_wrapup(contacts, duty, serves, GAP_S),
        serving=serving,
        work=measured_work(contacts),
        segments=segments,
        order=measured_order(few, segments.of(few), len(segments), of_few),
        kinds=contacts.kinds,
        aside=measured_aside(few, of_few, rung),
        ahead=ahead,
    )


def with_few_pairs(contacts: Contacts, most: int = MOST_PAIRS) -> Contacts:
    """All contacts, or days with few pairs, or a stretch from the middle of the one with the fewest."""
    days = np.unique(contacts.day)
    pairs = {int(day): _pairs(contacts.rows(contacts.day == day)) for day in days}
    if sum(float(p.sum()) for p in pairs.values()) <= most:
        return contacts
    order = sorted(pairs, key=lambda day: float(pairs[day].sum()))
    total = np.cumsum([float(pairs[day].sum()) for day in order])
    kept = order[: int(np.searchsorted(total, most, side="right"))]
    if kept:
        return contacts.rows(np.isin(contacts.day, kept))
    day = contacts.rows(contacts.day == order[0])
    middle, sums = len(day) // 2, np.append(0.0, np.cumsum(pairs[order[0]]))
    reach = middle
    while reach > 1 and sums[min(middle + reach, len(day))] - sums[middle - reach] > most:
        reach //= 2
    return day.rows(slice(middle - reach, middle + reach))


def _pairs(day: Contacts) -> Floats:
    """(n,) of each contact that was taken: how many came before it that might still have waited."""
    made = np.zeros(len(day))
    line = np.sort(day.arrival[day.wait > 0])
    if not len(line):
        return made
    taken = day.answered & (day.agent >= 0)
    now = day.start[taken]
    first = np.searchsorted(line, now - day.wait.max() - CLOCKS_S)
    made[taken] = np.maximum(0, np.searchsorted(line, now - CLOCKS_S) - first)
    return made
