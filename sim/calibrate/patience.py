"""How long callers wait before they hang up, read from a day on which most were answered first.

A wait that ended with an answer says only that this patience was longer: it is cut short (censored). Kaplan–Meier
uses both; the mean wait of those who hung up would be far too short an estimate (Brown et al. 2005, "Statistical
analysis of a telephone call center", JASA 100:36–50, section 5). Whoever was answered at once tells nothing and is
left out. Whoever left the queue for another reason than hanging up (`Contacts.left`) was cut short, too.
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats
from sim.calibrate.contacts import Contacts
from sim.calibrate.survival import SurvivalCurve, kaplan_meier

LEAST_RUNNING = 10  # callers still in line for a step of the curve
LEAST_EVENTS = 8  # hang-ups for a curve; with fewer, patience is exponential
LAST_QUARTER = 0.75


def waits(contacts: Contacts) -> tuple[Floats, Bools, Bools]:
    """Seconds of those who had to wait, which of these waits ended with hanging up, and whose they are."""
    waited = (contacts.wait > 0) | ~contacts.answered
    return contacts.wait[waited], contacts.gave_up[waited], waited


def exponential_patience(contacts: Contacts) -> SurvivalCurve:
    """Exponential patience by maximum likelihood: mean = all waiting ÷ hang-ups; infinite if nobody hung up."""
    seconds, gave_up, _ = waits(contacts)
    count = int(gave_up.sum())
    tail = float(seconds.sum() / count) if count else float("inf")
    return SurvivalCurve(tail, ended=count, cut_short=len(seconds) - count)


def measured_patience(contacts: Contacts) -> SurvivalCurve:
    """The Kaplan–Meier curve; beyond its last step with ten callers in line, an exponential tail.

    The tail's mean is all waiting beyond the upper quartile of the hang-ups ÷ hang-ups there (maximum likelihood for
    a constant hazard from there on). With fewer than eight hang-ups: `exponential_patience`.
    """
    seconds, gave_up, _ = waits(contacts)
    if gave_up.sum() < LEAST_EVENTS:
        return exponential_patience(contacts)
    quartile = np.quantile(seconds[gave_up], LAST_QUARTER)
    late = int((gave_up & (seconds > quartile)).sum())
    if not late:  # all hung up at the same second, or the last quarter did
        return exponential_patience(contacts)
    tail = float(np.maximum(0.0, seconds - quartile).sum() / late)
    return kaplan_meier(seconds, gave_up, tail, LEAST_RUNNING)
