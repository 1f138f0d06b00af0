"""Contacts joined to orders: by the order's number, or by who bought, each as a salted number (`sim.exports`).

A contact that names an order placed before it is about that order. A customer's contact is about the order last placed
in the three weeks before, unless that customer orders within a day after and that is nearer: then it was a question
before the sale. Of several questions before one order the last one led to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Floats, Ints
from sim.calibrate.contacts import Contacts
from sim.exports.contacts import EPOCH
from sim.exports.orders import Orders
from sim.units import SECONDS_PER_DAY

BUYS_WITHIN_S = 1 * SECONDS_PER_DAY  # who asks and buys later was not won by that answer
ABOUT_S = 21 * SECONDS_PER_DAY
LEAST_SHARE = 0.05  # of contacts whose customer or order is found among the orders; fewer: other names in both files
LEAST = 50  # such contacts


@dataclass(frozen=True)
class Sales:
    """Orders that count, (n,) each: salted numbers, 0 for not known, and seconds since 1970 on the shop's clock."""

    ids: NDArray[np.uint64]
    buyers: NDArray[np.uint64]
    placed: Floats
    shipped: Floats  # nan: not known

    def __len__(self) -> int:
        return len(self.placed)

    @classmethod
    def of(cls, orders: Orders) -> Sales:
        """Those neither cancelled nor left unpaid."""
        rows = np.flatnonzero(orders.counted)
        return cls(orders.ids[rows], orders.buyers[rows], orders.placed[rows], orders.shipped[rows])


@dataclass(frozen=True)
class Joined:
    """(N,) contacts: `about`, the order placed before; `led_to`, the order placed after (positions, −1: none);
    `known`: whether the file says who asked, or about which order; `by_number`: whether orders were named."""

    about: Ints
    led_to: Ints
    known: Bools
    by_number: bool


def moments_of(contacts: Contacts) -> Floats:
    """(N,) when each came, in seconds since 1970 on the shop's clock. ValueError for contacts without a date."""
    if not contacts.dates or contacts.dates[0] is None:
        raise ValueError("contacts without a date")
    days = np.array([(date - EPOCH).days for date in contacts.dates if date is not None], dtype=np.float64)
    return np.asarray(days[contacts.day] * SECONDS_PER_DAY + contacts.arrival)


def joined(contacts: Contacts, sales: Sales) -> Joined | None:
    """None where the files name no customers and orders, or others."""
    moment = moments_of(contacts)
    about, led_to = np.full(len(contacts), -1), np.full(len(contacts), -1)
    known = np.zeros(len(contacts), dtype=bool)
    by_number = False
    if contacts.customer is not None and sales.buyers.any():
        known = contacts.customer != 0
        about, led_to = _by_customer(contacts.customer, moment, sales)
    if contacts.order is not None:
        named = _named(contacts.order, sales)
        by_number = bool((named >= 0).sum() >= LEAST)
        before = (named >= 0) & (sales.placed[named] <= moment)
        about[before], led_to[before] = named[before], -1
        later = (named >= 0) & ~before
        led_to[later], about[later] = named[later], -1
        # where the desk writes down orders, a contact without one came before the sale
        known = np.ones(len(contacts), dtype=bool) if by_number else known
    found = (about >= 0) | (led_to >= 0)
    if found.sum() < max(LEAST, LEAST_SHARE * known.sum()):
        return None
    return Joined(about, led_to, known, by_number)


def _named(order: NDArray[np.uint64], sales: Sales) -> Ints:
    place = np.argsort(sales.ids, kind="stable")
    at = np.minimum(np.searchsorted(sales.ids[place], order), len(place) - 1)
    return np.where((order != 0) & (sales.ids[place][at] == order), place[at], -1)


def _by_customer(customer: NDArray[np.uint64], moment: Floats, sales: Sales) -> tuple[Ints, Ints]:
    """Positions of the order each contact is about, and of that which it led to."""
    buyers = np.flatnonzero(sales.buyers != 0)
    order = buyers[np.lexsort((sales.placed[buyers], sales.buyers[buyers]))]
    names = np.unique(sales.buyers[order])
    # one axis: the customer's rank far apart, the moment within
    base = float(min(moment.min(), sales.placed[order].min()))
    far = float(max(moment.max(), sales.placed[order].max())) - base + 2 * ABOUT_S
    rank = np.searchsorted(names, sales.buyers[order])
    axis = rank * far + (sales.placed[order] - base)
    mine = np.minimum(np.searchsorted(names, customer), len(names) - 1)
    bought = (customer != 0) & (names[mine] == customer)
    at = np.searchsorted(axis, mine * far + (moment - base), side="right")
    before, after = np.maximum(at - 1, 0), np.minimum(at, len(order) - 1)
    past = np.where(bought & (rank[before] == mine) & (at > 0), moment - sales.placed[order[before]], np.inf)
    ahead = np.where(bought & (rank[after] == mine) & (at < len(order)), sales.placed[order[after]] - moment, np.inf)
    past[past > ABOUT_S], ahead[ahead > BUYS_WITHIN_S] = np.inf, np.inf
    about = np.where(np.isfinite(past) & (past <= ahead), order[before], -1)
    asked = np.isfinite(ahead) & (ahead < past)
    led_to = np.where(asked, order[after], -1)
    # the last question before an order led to it
    rows = np.flatnonzero(asked)
    rows = rows[np.lexsort((moment[rows], led_to[rows]))]
    earlier = rows[:-1][led_to[rows[:-1]] == led_to[rows[1:]]]
    led_to[earlier] = -1
    return about, led_to
