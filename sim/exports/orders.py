"""Orders as shops export them: a table to one record for each order, whoever made the table.

One row is seldom one order. Rows are folded by order number; cancelled and unpaid orders, deposits, refunds and orders
of a live show are told apart and stay, flagged: whether they count is the caller's choice. Nothing that says who
ordered is read; order numbers become salted hashes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Floats, Ints
from sim.exports import days as by_day
from sim.exports.columns import BY_CHOICE, BY_CONTENT, Found, find
from sim.exports.dates import DAY_S, HOUR_S
from sim.exports.doubled import doubled
from sim.exports.folding import Folded, each_row, grouped, is_number_of_orders, parted_by_moment
from sim.exports.guessing import guess_id, guess_placed, guess_status
from sim.exports.known_again import known_again, remark_on
from sim.exports.moments import Moments, in_hour_that_comes_twice, moments
from sim.exports.numbers import numbers
from sim.exports.personal import not_read
from sim.exports.platforms import Platform, platform_of
from sim.exports.quality import Remark
from sim.exports.split_moments import clock_beside, joined
from sim.exports.states import States, flagged, states
from sim.exports.tables import Table
from sim.files.bad_input import bad, listed, shown
from sim.files.messages import cut, phrase

LONGEST_NAME = 40  # letters of a heading in a sentence
_MOST_UNREAD = 0.2  # share of rows without a readable moment above which a column is the wrong one
_TOGETHER = 0.02  # share of rows at another's moment, from which rows may be products of one order
_GUESSED = {"placed": "remark.guessed_placed", "id": "remark.guessed_id", "status": "remark.guessed_status"}
_LIVE = ("直播", "live")
_DEPOSIT = ("定金", "预售", "阶段", "deposit", "presale", "pre-sale")


@dataclass(frozen=True)
class Orders:
    """Orders of one file, in the order of their first rows.

    Moments are seconds since 1970 on the shop's wall clock, (n,) each, NaN where the file has none: `placed`, `paid`,
    `shipped` and `promised` (to be shipped by). `amount` is what was to be paid, `refund` what was given back of it
    (NaN: unknown), in the file's currency. `cancelled`, `unpaid`, `refunded`, `deposit` (a presale, paid in two parts)
    and `live` (out of a live show) are flags, (n,) each. `ids`: salted hashes of the order numbers, (n,);
    `buyers`: of who bought, 0 where the file does not say.
    `zone_known`: the file itself says its clock. `rows`: rows of data in the file.
    """

    name: str
    platform: Platform | None
    rows: int
    ids: NDArray[np.uint64]
    placed: Floats
    paid: Floats
    shipped: Floats
    promised: Floats
    amount: Floats
    refund: Floats
    cancelled: Bools
    unpaid: Bools
    refunded: Bools
    deposit: Bools
    live: Bools
    buyers: NDArray[np.uint64]
    zone_known: bool
    columns: Mapping[str, Found]
    remarks: tuple[Remark, ...]

    def __len__(self) -> int:
        return len(self.placed)

    @property
    def counted(self) -> Bools:
        """(n,) orders that were neither cancelled nor left unpaid."""
        return ~(self.cancelled | self.unpaid)

    @property
    def days(self) -> by_day.Days:
        """The days on which orders were placed."""
        found = by_day.days_of(self.placed)
        assert found is not None  # read_orders refuses a file without a moment
        return found

    def hourly(self, chosen: Bools | None = None) -> Ints:
        """(D, 24) orders placed by day and hour, all or those `chosen`, from the first day to the last."""
        placed = self.placed if chosen is None else self.placed[chosen]
        days = self.days
        start = np.floor(np.nanmin(self.placed) / DAY_S) * DAY_S
        hours = ((placed - start) // HOUR_S).astype(np.int64)
        return np.bincount(hours, minlength=24 * len(days.counts)).reshape(-1, 24)


def looks_like_orders(table: Table) -> bool:
    """Whether headings say that a table is an export of orders."""
    return platform_of(table) is not None or {"id", "placed"} <= find(table, "orders").keys()


def order_columns(table: Table) -> dict[str, Found]:
    """The columns of an export of orders, by role, as far as headings or somebody's choice say them."""
    platform = platform_of(table)
    return find(table, "orders", platform.places(table) if platform else None)


def read_orders(
    table: Table,
    zone: str | None = None,
    clock: str | None = None,
    order: str | None = None,
) -> Orders:
    """The orders of a table. Raises BadInput where it has no moment of an order, or days without hours.

    `zone`: the shop's time zone; `clock`: the zone that moments without an offset are written in, where it is another.
    `order`: MONTH_FIRST or DAY_FIRST of `sim.exports.moments`, where somebody has said so.
    """
    platform = platform_of(table)
    found = order_columns(table)
    if "placed" not in found:
        found["placed"] = guess_placed(table, found)
    if not found.keys() & {"status", "cancelled"} and "status" not in table.chosen:
        status = guess_status(table, {one.index for one in found.values()})
        found |= {"status": status} if status is not None else {}
    return _Reader(table, found, zone, clock, order).orders(platform)


class _Reader:
    """One table on its way to orders."""

    def __init__(
        self, table: Table, found: dict[str, Found], zone: str | None, clock: str | None, order: str | None
    ) -> None:
        self.table, self.found = table, found
        self.zone, self.clock, self.order = zone, clock, order
        self.remarks: list[Remark] = list(table.remarks)
        self._read: dict[str, Moments] = {}
        placed = self.moments("placed")
        self._refuse(placed)
        if self.order is None:
            self.order = placed.order  # the columns of one file agree about day and month
        self.moment = placed
        self.again = doubled(table)
        if self.again.any():
            first = table.number(int(np.flatnonzero(self.again)[0]))
            self.remarks.append(Remark("remark.doubled", int(self.again.sum()), {"row": first}))
        self.kept = np.flatnonzero(~self.again)
        self.placed = placed.seconds[self.kept]
        self.folded = self._folded()

    def moments(self, role: str) -> Moments:
        if role not in self._read:
            found = moments(self.cells(role), self.zone, self.order, self.clock)
            self._read[role] = self._with_clock(found) if role == "placed" and found.date_only else found
        return self._read[role]

    def _with_clock(self, dates: Moments) -> Moments:
        """Dates with the time of day that stands in a column of its own; as they were where there is none."""
        at = clock_beside(self.table, self.found["placed"], {one.index for one in self.found.values()})
        if at is None:
            return dates
        facts = {**self._heading("placed"), "clock": cut(self.table.headings[at], LONGEST_NAME)}
        self.remarks.append(Remark("remark.clock_beside", len(self.table), facts))
        return moments(joined(self.cells("placed"), self.table.column(at)), self.zone, self.order, self.clock)

    def cells(self, role: str) -> list[str]:
        return self.table.column(self.found[role].index)

    def kept_cells(self, role: str) -> list[str]:
        cells = self.cells(role)
        return cells if len(self.kept) == len(cells) else [cells[i] for i in self.kept.tolist()]

    def _refuse(self, placed: Moments) -> None:
        """BadInput for a column of moments that orders cannot be counted by."""
        heading = self._heading("placed")["column"]
        if placed.date_only:
            raise bad(self.table.name, phrase("export.date_only", column=heading))
        if placed.mixed:
            raise bad(self.table.name, phrase("export.day_month_mixed", column=heading))
        n, read = len(self.table), int((~np.isnan(placed.seconds)).sum())
        if not read or placed.unread > _MOST_UNREAD * n:
            row = placed.first_unread or 0
            cell = shown(self.cells("placed")[row])
            facts = {"column": heading, "count": f"{placed.unread:,}", "row": self.table.number(row), "value": cell}
            raise bad(self.table.name, phrase("export.no_moments", **facts))
        if placed.unread:
            row = placed.first_unread or 0
            facts = {"row": self.table.number(row), "value": shown(self.cells("placed")[row]), "column": heading}
            self.remarks.append(Remark("remark.unread", placed.unread, facts))
        if placed.ambiguous:
            example = self.found["placed"].example
            self.remarks.append(
                Remark("remark.day_month", read, {"column": heading, "example": example, "read": _date(placed)})
            )

    def _folded(self) -> Folded:
        """Rows folded by the column of order numbers: the one that is named so, or else acts so."""
        if "id" in self.found:
            cells = self.kept_cells("id")
            folded = grouped(cells, self.placed)
            if is_number_of_orders(folded, self.placed):
                return folded
            parted = parted_by_moment(cells, folded, self.placed)
            if parted is not None:
                self.remarks.append(Remark("remark.ids_rounded", parted.rounded, self._heading("id")))
                return parted
            if self.found["id"].how == BY_CHOICE:
                return folded
            del self.found["id"]
        if "id" in self.table.chosen:
            return each_row(len(self.kept))  # somebody says that no column has order numbers
        taken = {found.index for found in self.found.values()}
        guess = guess_id(self.table, taken, self.kept, self.placed)
        if guess is None:
            return each_row(len(self.kept))
        self.found["id"] = guess
        return grouped(self.kept_cells("id"), self.placed)

    def _heading(self, role: str) -> dict[str, object]:
        return {"column": cut(self.found[role].heading, LONGEST_NAME)}

    def orders(self, platform: Platform | None) -> Orders:
        folded = self.folded
        placed = folded.earliest(self.placed)
        amount, refund = self._money()
        flags = self._flags(amount, refund)
        lost = np.isnan(placed)
        stray = by_day.strays(placed)
        self._remark_left_out(lost, stray)
        keep = ~lost & ~stray

        def kept(values: Floats) -> Floats:
            return values[keep]

        cancelled, unpaid, refunded, deposit, live = (flag[keep] for flag in flags)
        buyers = np.zeros(len(folded), np.uint64)
        if "buyer" in self.found:
            buyers = known_again(self.kept_cells("buyer"))[folded.first]
        made = Orders(
            self.table.name, platform, len(self.table), folded.ids[keep], kept(placed), kept(self._when("paid")),
            kept(self._when("shipped")), kept(self._when("promised")), kept(amount), kept(refund), cancelled, unpaid,
            refunded, deposit, live, buyers[keep], self.moment.zone_known or self.clock is not None,
            self._columns(), (),
        )  # fmt: skip
        self._remark(made)
        return replace(made, remarks=tuple(self.remarks))

    def _columns(self) -> dict[str, Found]:
        """The columns that were read, without an example of the order numbers."""
        return {role: replace(found, example="") if role == "id" else found for role, found in self.found.items()}

    def _when(self, role: str) -> Floats:
        """(n,) the earliest moment of each order in a column; all NaN without one."""
        if role not in self.found:
            return np.full(len(self.folded), np.nan)
        return self.folded.earliest(self.moments(role).seconds[self.kept])

    def _money(self) -> tuple[Floats, Floats]:
        folded, none = self.folded, np.full(len(self.folded), np.nan)
        amount = refund = none
        if "line_amount" in self.found:
            amount = folded.total(numbers(self.kept_cells("line_amount")))
        elif "amount" in self.found:
            amount = folded.first_told(numbers(self.kept_cells("amount")))
        if "refund" in self.found:
            refund = folded.first_told(numbers(self.kept_cells("refund")))
        return amount, refund

    def _flags(self, amount: Floats, refund: Floats) -> tuple[Bools, Bools, Bools, Bools, Bools]:
        """Cancelled, unpaid, refunded, deposit and live, (n,) each."""
        folded, no = self.folded, np.zeros(len(self.folded), bool)
        cancelled, unpaid, refunded, deposit, live, ordinary = (no.copy() for _ in range(6))
        if "status" in self.found:
            cells = self.kept_cells("status")
            said = states(cells)
            self._remark_unknown(said)
            filled = np.array([bool(cell) for cell in cells])
            # an order is cancelled when all of its rows that say anything are
            cancelled = folded.any(said.cancelled) & ~folded.any(filled & ~said.cancelled)
            unpaid = folded.any(said.unpaid) & ~folded.any(filled & ~said.unpaid)
            refunded, deposit = folded.any(said.refunded), folded.any(said.deposit)
            ordinary = folded.any(said.ordinary | said.refunded)
        if "refund_state" in self.found:
            refunded = refunded | folded.any(states(self.kept_cells("refund_state")).refunded)
        if "cancelled" in self.found:
            cancelled = cancelled | folded.any(flagged(self.kept_cells("cancelled")))
        if "id" in self.found and self.found["id"].heading.lower().startswith("invoice"):
            credit = np.array([cell[:1] in "Cc" and cell[1:].isdigit() for cell in self.kept_cells("id")])
            cancelled = cancelled | folded.any(credit)
        if "stage" in self.found:
            deposit = deposit | folded.any(_mentions(self.kept_cells("stage"), _DEPOSIT))
        if "source" in self.found:
            live = folded.any(_mentions(self.kept_cells("source"), _LIVE))
        paid = self._when("paid")
        if (~np.isnan(paid)).any():
            # without a word of the shop that says otherwise: cash on delivery is paid late
            unpaid = unpaid | (np.isnan(paid) & ~ordinary & ~cancelled)
        refunded = refunded | (refund > 0)
        return cancelled, unpaid & ~cancelled, refunded, deposit, live

    def _remark_unknown(self, said: States) -> None:
        if said.unknown:
            words = sorted(said.unknown, key=lambda word: -said.unknown[word])
            facts = {"words": listed(map(shown, words[:5]), longest=120)}
            self.remarks.append(Remark("remark.states_unknown", sum(said.unknown.values()), facts))

    def _remark_left_out(self, lost: Bools, stray: Bools) -> None:
        first = self.folded.first
        for key, which in (("remark.no_moment", lost), ("remark.stray", stray)):
            if which.any():
                row = int(self.kept[first[int(np.flatnonzero(which)[0])]])
                cell = shown(self.cells("placed")[row])
                facts = {"row": self.table.number(row), "value": cell}
                self.remarks.append(Remark(key, int(which.sum()), facts))

    def _remark(self, made: Orders) -> None:
        for role in _GUESSED:
            if role in self.found and self.found[role].how == BY_CONTENT:
                facts = {**self._heading(role), "example": cut(self.found[role].example, LONGEST_NAME)}
                self.remarks.append(Remark(_GUESSED[role], len(made), facts))
        folded_rows = len(self.kept) - len(self.folded)
        if folded_rows:
            facts = {"orders": f"{len(self.folded):,}", **self._heading("id")}
            self.remarks.append(Remark("remark.folded", folded_rows, facts))
        for key, which in (
            ("remark.cancelled", made.cancelled),
            ("remark.unpaid", made.unpaid),
            ("remark.refunded", made.refunded & ~made.cancelled),
            ("remark.deposits", made.deposit),
            ("remark.live", made.live),
        ):
            if which.any():
                self.remarks.append(Remark(key, int(which.sum())))
        if not self.found.keys() & {"status", "cancelled", "paid"}:
            key = "remark.no_unpaid" if made.cancelled.any() else "remark.no_state"  # numbers may show who cancelled
            self.remarks.append(Remark(key, int((~made.cancelled).sum())))
        if "id" not in self.found:
            _, times = np.unique(made.placed, return_counts=True)
            together = int((times - 1).sum())
            if together > _TOGETHER * len(made):
                self.remarks.append(Remark("remark.same_moment", together, self._heading("placed")))
        self.remarks += by_day.remarks(made.days)
        if self.zone is not None:
            twice = made.placed[in_hour_that_comes_twice(made.placed, ZoneInfo(self.zone))]
            if len(twice):
                self.remarks.append(Remark("remark.two_clocks", len(twice), {"date": _day(twice[0])}))
        if self.zone is None and self.moment.offsets == (0.0,):
            hour = int(np.argmax(made.hourly().sum(axis=0)))
            self.remarks.append(Remark("remark.utc", len(made), {**self._heading("placed"), "hour": f"{hour:02d}:00"}))
        if not made.zone_known:
            hour = int(np.argmax(made.hourly().sum(axis=0)))
            self.remarks.append(Remark("remark.clock", 24, {**self._heading("placed"), "hour": f"{hour:02d}:00"}))
        self.remarks += remark_on(self.table, self.found)
        self.remarks += not_read(self.table, {found.index for found in self.found.values()})


def _mentions(cells: list[str], words: tuple[str, ...]) -> Bools:
    known = {cell: any(word in cell.casefold() for word in words) for cell in set(cells)}
    return np.array([known[cell] for cell in cells], bool)


def _date(found: Moments) -> str:
    """The first date of a column as it was read."""
    return _day(found.seconds[~np.isnan(found.seconds)][0])


def _day(seconds: float) -> str:
    return str(np.datetime64(int(seconds), "s").astype("datetime64[D]"))
