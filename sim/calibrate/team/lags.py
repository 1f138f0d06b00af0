"""Contacts for each order: how many before the sale, how many after it, and how long after.

Where contacts can be joined to orders each counts for its order, by days since shipping; how many orders were that old
on a day of the file is known, so that neither its first nor its last days bend the rate. Else daily contacts are held
against the orders of the day and of the days before: contacts of a type on a day are

    before · orders of the day + after · mean of the orders shipped 1 … T days ago,

neither below 0 (non-negative least squares; Lawson & Hanson 1974), T the length that leaves the least. For ranges
what is left of each day is drawn anew, near days alike (dependent wild bootstrap; Shao 2010, JASA 105:218–235). Orders
that hardly differ from day to day cannot tell the two apart, and the range says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from sim.arrays import Bools, Floats
from sim.calibrate.contacts import Contacts
from sim.calibrate.team.bands import BAND
from sim.calibrate.team.sales import Joined, Sales, moments_of
from sim.units import DAYS_PER_WEEK, SECONDS_PER_DAY

MOST_LAG = 30
MOST_TRANSIT = 10  # days that daily counts are tried with
LEAST_DAYS = 21  # of both files together
LEAST_JOINED = 7  # the same where contacts can be joined to orders
LEAST_KNOWN = 20  # contacts of a type of which it is known who asked
LEAST_EXPOSED = 0.2  # of the orders that were seen at an age, for the age to count
LEAST_SEEN = 30  # contacts after the sale from which a lag is read
DRAWS = 200
NEAR_DAYS = 3  # days whose luck is alike
WIDER = 1.4  # ranges from daily numbers, by made worlds
MISSING = 0.2  # share of contacts after the sale up to which a type comes before it
SURE = 0.8  # of the draws on one side of a half: the type belongs there
PACKED_AFTER = 1  # days from order to parcel where the file does not say: the next morning, as in a season


@dataclass(frozen=True)
class Lags:
    """Contacts for each order by type, (K,) before the sale and after it, with 80 % ranges (2, K). `sources`: where
    each type belongs; None: cannot be told apart. `transit_days`: days after shipping in which parcels are asked about,
    None: not seen."""

    how: Literal["number", "customer", "days"]
    days: int
    orders: int
    before: Floats
    after: Floats
    before_band: Floats
    after_band: Floats
    sources: tuple[Literal["order", "parcel"] | None, ...]
    transit_days: int | None
    transit_band: tuple[int, int] | None


def lags_of(contacts: Contacts, sales: Sales, found: Joined | None, usual: Bools, seed: int = 1) -> Lags | None:
    """`usual`: (days of the contacts,) which are used. None where the files share too few days."""
    if not len(sales):
        return None
    table = _Days(contacts, sales, usual)
    if found is not None:
        return _by_joined(contacts, sales, found, table, seed)
    return _by_days(table, seed)


class _Days:
    """Both files by day, on one calendar from the first order on."""

    def __init__(self, contacts: Contacts, sales: Sales, usual: Bools) -> None:
        placed = np.floor(sales.placed / SECONDS_PER_DAY).astype(np.int64)
        shipped = np.floor(sales.shipped / SECONDS_PER_DAY)
        told = np.isfinite(shipped)
        later = int(np.median(shipped[told] - placed[told])) if told.mean() > 0.5 else PACKED_AFTER
        self.sent = np.where(told, shipped, placed + max(later, 0)).astype(np.int64)
        self.first = int(placed.min())
        self.last = int(placed.max())
        self.day = np.floor(moments_of(contacts) / SECONDS_PER_DAY).astype(np.int64) - self.first
        count = self.last - self.first + 1
        self.orders = np.bincount(placed - self.first, minlength=count).astype(np.float64)
        self.parcels = np.bincount(self.sent - self.first, minlength=count)[:count].astype(np.float64)
        dates = np.unique(self.day, return_index=True)
        good = usual[contacts.day[dates[1]]] & (dates[0] >= 0) & (dates[0] < count)
        self.used = dates[0][good]
        self.kind, self.kinds = contacts.kind, len(contacts.kinds)

    def contacts(self, rows: Bools) -> Floats:
        """(days used, K) counts of some contacts."""
        at = np.searchsorted(self.used, self.day[rows])
        at = np.minimum(at, max(len(self.used) - 1, 0))
        mine = self.used[at] == self.day[rows] if len(self.used) else np.zeros(int(rows.sum()), dtype=bool)
        flat = at[mine] * self.kinds + self.kind[rows][mine]
        return np.bincount(flat, minlength=len(self.used) * self.kinds).reshape(-1, self.kinds).astype(np.float64)

    def ago(self, days: Floats, lag: int) -> Floats:
        """(days used,) of `days` so many days before; nan before the first."""
        at = self.used - lag
        return np.where(at >= 0, days[np.maximum(at, 0)], np.nan)


def _source(late: bool, early: bool) -> Literal["order", "parcel"] | None:
    return "parcel" if late else "order" if early else None


def _by_joined(contacts: Contacts, sales: Sales, found: Joined, table: _Days, seed: int) -> Lags | None:
    if len(table.used) < LEAST_JOINED:
        return None
    after, every_row = found.about >= 0, np.ones(len(contacts), dtype=bool)
    known = table.contacts(found.known).sum(axis=0)
    told = known / np.maximum(table.contacts(every_row).sum(axis=0), 1.0)
    lag = np.full(len(contacts), -1)
    lag[after] = np.clip(table.day[after] + table.first - table.sent[found.about[after]], 0, MOST_LAG + 1)
    seen = np.array([table.contacts(after & (lag == one)) for one in range(MOST_LAG + 1)])  # (L, D, K)
    parcels = np.array([table.ago(table.parcels, one) for one in range(MOST_LAG + 1)])  # (L, D)
    whole, orders = table.contacts(every_row), table.orders[table.used]
    chance, draws = np.random.default_rng(seed), []
    for number in range(DRAWS + 1):
        days = np.arange(len(table.used)) if not number else chance.integers(0, len(table.used), len(table.used))
        exposed = np.nansum(parcels[:, days], axis=1)
        enough = exposed >= LEAST_EXPOSED * max(float(exposed.max()), 1.0)
        rate = np.where(enough[:, None], seen[:, days].sum(axis=1) / np.maximum(exposed, 1.0)[:, None], 0.0)
        each = rate.sum(axis=0) / np.maximum(told, 1e-9)
        every = whole[days].sum(axis=0) / max(float(orders[days].sum()), 1.0)
        by_lag = rate.sum(axis=1)[1:]
        mean = float((by_lag * np.arange(1, MOST_LAG + 1)).sum() / max(by_lag.sum(), 1e-12))
        draws.append((np.maximum(every - each, 0.0), np.minimum(each, every), 2 * mean - 1))
    enough_seen = int(seen[1:].sum()) >= LEAST_SEEN
    made = _made("number" if found.by_number else "customer", table, draws, enough_seen)
    few = known < LEAST_KNOWN
    sources = tuple(None if unknown else one for unknown, one in zip(few, made.sources, strict=True))
    return replace(made, sources=sources)


def _by_days(table: _Days, seed: int) -> Lags | None:
    used = np.flatnonzero(table.used >= MOST_TRANSIT + PACKED_AFTER)
    if len(used) < LEAST_DAYS - DAYS_PER_WEEK or len(table.used) < LEAST_DAYS:
        return None
    whole = table.contacts(np.ones(len(table.day), bool))[used]
    today = table.orders[table.used][used]
    sums = np.array([table.ago(table.parcels, one)[used] for one in range(1, MOST_TRANSIT + 1)]).cumsum(axis=0)
    past = sums / np.arange(1, MOST_TRANSIT + 1)[:, None]  # (T, D)
    before, after, days = found = _least(whole, today, past)
    fit = np.outer(today, before) + np.outer(past[int(days) - 1], after)
    rest = (whole - fit) * np.sqrt(len(used) / (len(used) - 3))
    chance, draws = np.random.default_rng(seed), [found]
    for _ in range(DRAWS):
        luck = np.convolve(chance.standard_normal(len(used) + NEAR_DAYS - 1), np.ones(NEAR_DAYS), "valid")
        draws.append(_least(fit + rest * (luck / np.sqrt(NEAR_DAYS))[:, None], today, past))
    return _made("days", table, draws, True)


def _least(whole: Floats, today: Floats, past: Floats) -> tuple[Floats, Floats, float]:
    """Before and after (K,) by least squares, and the length of the way that leaves the least."""
    weight = 1.0 / np.maximum(whole.mean(axis=0), 1.0)  # a busy type varies more
    best: tuple[float, Floats, Floats, int] | None = None
    for days, way in enumerate(past, start=1):
        before, after = _two(whole, today, way)
        rest = whole - np.outer(today, before) - np.outer(way, after)
        left = float(((rest**2).sum(axis=0) * weight).sum())
        if best is None or left < best[0]:
            best = left, before, after, days
    assert best is not None
    return best[1], best[2], float(best[3])


def _two(y: Floats, a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """(K,) coefficients of two columns, none below 0: the inner solution, or the better of the two edges."""
    (aa, bb, ab), (ay, by) = (float(a @ a), float(b @ b), float(a @ b)), (a @ y, b @ y)
    det = max(aa * bb - ab**2, 1e-9)
    first, second = (bb * ay - ab * by) / det, (aa * by - ab * ay) / det
    only_a, only_b = np.maximum(ay / max(aa, 1e-9), 0.0), np.maximum(by / max(bb, 1e-9), 0.0)
    edge_a = only_a * ay >= only_b * by  # what each takes off the squares
    inside = (first >= 0) & (second >= 0)
    edges = np.where(edge_a, only_a, 0.0), np.where(edge_a, 0.0, only_b)
    return np.where(inside, first, edges[0]), np.where(inside, second, edges[1])


def _made(
    how: Literal["number", "customer", "days"], table: _Days, draws: list[tuple[Floats, Floats, float]], seen: bool
) -> Lags:
    before, after, transit = (np.array([one[i] for one in draws]) for i in range(3))
    share = after / np.maximum(before + after, 1e-12)
    late = (share[1:] > 0.5).mean(axis=0) >= SURE
    # an order or a buyer that is found came before the contact; one that is not may only be missing
    early = (share[1:] <= (0.5 if how == "days" else MISSING)).mean(axis=0) >= SURE
    sources = tuple(_source(p, o) for p, o in zip(late, early, strict=True))
    days = np.clip(np.round(transit), 1, MOST_LAG)
    low, high = np.quantile(days[1:], BAND)
    shown = seen and float(after[0].sum()) > 0 and (how != "days" or "parcel" in sources)
    bands = [np.quantile(drawn[1:], BAND, axis=0) for drawn in (before, after)]
    if how == "days":  # they are few, follow each other, and a question is not the order that it may become
        bands = [
            np.maximum(mid[0] + WIDER * (band - mid[0]), 0.0) for band, mid in zip(bands, (before, after), strict=True)
        ]
    return Lags(
        how, len(table.used), int(table.orders[table.used].sum()), before[0], after[0],
        bands[0], bands[1], sources,
        int(days[0]) if shown else None, (int(low), int(high)) if shown else None,
    )  # fmt: skip
