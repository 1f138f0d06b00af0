"""How many of those who ask before the sale buy, and how it goes together with their wait.

From a column that says so, or from orders that the same customer placed within a day after. That people who waited
longer bought less is what was seen, not what waiting did: who is in a hurry asks in the busy hour as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats
from sim.calibrate.contacts import Contacts
from sim.calibrate.team.bands import BAND, P90
from sim.calibrate.team.sales import BUYS_WITHIN_S, Joined, Sales, moments_of
from sim.units import SECONDS_PER_DAY

MINUTE_S, HISTORY_S = 60.0, 7 * SECONDS_PER_DAY
LEAST = 50  # people who asked
LEAST_CLASS = 20  # in a class of waits that is shown
CLASSES_S = (30.0, 60.0, 180.0)  # upper ends of the classes; the last has none
PRIOR = 50.0  # people who asked for half of the file's own say
ROUNDS = 30
MOST_WAIT_S = 1800.0  # a longer wait says nothing more


@dataclass(frozen=True)
class WaitClass:
    """Who waited up to `until_s` and longer than the class before."""

    until_s: float
    asked: int
    bought: float


@dataclass(frozen=True)
class Conversion:
    """`share` of those answered that bought, with its 80 % range; `unanswered`, the same of those who were not (nan:
    too few). `slope`: points of the share by which it is lower for each minute of waiting, below 0 where it is higher,
    with its range; nan: waits do not differ."""

    by_column: bool
    asked: int
    share: float
    band: tuple[float, float]
    unanswered: float
    classes: tuple[WaitClass, ...]
    slope: float
    slope_band: tuple[float, float]

    def drawn_to(self, sample: float) -> float:
        """The share, drawn to a sample's where few asked."""
        return (self.share * self.asked + sample * PRIOR) / (self.asked + PRIOR)


def conversion_of(
    contacts: Contacts, before_sale: Bools, sales: Sales | None = None, found: Joined | None = None
) -> Conversion | None:
    """`before_sale`: (K,) types that are asked before the sale. None where the file does not say who bought."""
    rows, bought = _asked(contacts, before_sale, sales, found)
    answered = contacts.answered[rows]
    n = int(answered.sum())
    if n < LEAST:
        return None
    from scipy import stats

    yes = int(bought[answered].sum())
    low, high = stats.beta.ppf(BAND, yes + 0.5, n - yes + 0.5)
    lost = bought[~answered]
    waits = np.nan_to_num(contacts.wait[rows][answered])
    slope, band = _slope(waits, bought[answered].astype(np.float64))
    return Conversion(
        contacts.ordered is not None, n, yes / n, (float(low), float(high)),
        float(lost.mean()) if len(lost) >= LEAST_CLASS else float("nan"),
        _classes(waits, bought[answered]), slope, band,
    )  # fmt: skip


def _asked(
    contacts: Contacts, before_sale: Bools, sales: Sales | None, found: Joined | None
) -> tuple[np.ndarray, Bools]:
    """Rows of those who asked before the sale and may have bought in time, and whether they did."""
    if contacts.ordered is not None:
        told = contacts.ordered >= 0
        mine = told & before_sale[contacts.kind]
        rows = np.flatnonzero(mine if mine.sum() >= LEAST else told)
        return rows, contacts.ordered[rows] == 1
    # orders that contacts name are those that they are about; who bought after asking is seen from the customer only
    if found is None or sales is None or contacts.customer is None or not sales.buyers.any():
        return np.empty(0, np.int64), np.empty(0, bool)
    moment, first, last = moments_of(contacts), float(sales.placed.min()), float(sales.placed.max())
    in_time = moment + BUYS_WITHIN_S <= last
    if last - first >= 2 * HISTORY_S:  # before, a contact may be about an order that is in no file
        in_time &= moment >= first + HISTORY_S
    asked = (contacts.customer != 0) & (found.about < 0) & before_sale[contacts.kind] & in_time
    rows = np.flatnonzero(asked)
    return rows, found.led_to[rows] >= 0


def _classes(waits: Floats, bought: Bools) -> tuple[WaitClass, ...]:
    place = np.searchsorted(CLASSES_S, waits, side="left")
    made = []
    for i, until in enumerate((*CLASSES_S, float("inf"))):
        mine = bought[place == i]
        if len(mine) >= LEAST_CLASS:
            made.append(WaitClass(until, len(mine), float(mine.mean())))
    return tuple(made) if len(made) > 1 else ()


def _slope(waits: Floats, bought: Floats) -> tuple[float, tuple[float, float]]:
    """A logistic slope on minutes (iterated least squares), as points of the share at its mean."""
    nothing = float("nan"), (float("nan"), float("nan"))
    minutes = np.minimum(waits, MOST_WAIT_S) / MINUTE_S
    if minutes.std() < 1e-9 or not 0 < bought.mean() < 1:
        return nothing
    x = np.column_stack([np.ones(len(minutes)), minutes - minutes.mean()])
    beta = np.array([np.log(bought.mean() / (1 - bought.mean())), 0.0])
    for _ in range(ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        curvature = x.T @ (x * (p * (1 - p))[:, None]) + 1e-9 * np.eye(2)
        step = np.linalg.solve(curvature, x.T @ (bought - p))
        beta = beta + step
        if np.abs(step).max() < 1e-9:
            break
    at = float(np.mean(p * (1 - p)))
    sd = float(np.sqrt(np.linalg.inv(curvature)[1, 1]))
    slope = -float(beta[1]) * at
    return slope, (slope - P90 * sd * at, slope + P90 * sd * at)
