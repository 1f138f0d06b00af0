"""Call lists: a row a call, or a row a leg of it; when it came, who answered, for how long.

Many lists leave the wait of a lost call empty, or write 0 in all of them: it is then not known, and never taken for 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.exports.chats import is_chats
from sim.exports.clocks import elapsed, wall_clock
from sim.exports.columns import Found, find
from sim.exports.contact_file import ContactFile, Lack
from sim.exports.contacts import contacts_of
from sim.exports.known_again import bought, known_again
from sim.exports.legs import folded, groups
from sim.exports.quality import Remark
from sim.exports.spans import spans
from sim.exports.stamps import NOTHING_TOLD, Stamps, Told, beside, stamped
from sim.exports.tables import Table
from sim.exports.words_met import OUTWARD, Fate, fates, one_answer, words_of
from sim.files.bad_input import bad
from sim.files.messages import phrase

_CHANNEL = re.compile(r"^([A-Za-z]+[A-Za-z0-9]*/.+)-[0-9a-f]{3,}(?:;\d)?$")  # PJSIP/201-0000a3: another one each call
LEAST_TOLD = 0.5  # share of lost calls that have a wait, from which waits of the lost count as known


def is_calls(table: Table) -> bool:
    """Whether rows have a moment, and something that only contacts have: an answer, a wait, a talk."""
    found = find(table, "calls")
    if "came" not in found and "date" not in found:
        return False
    if found.keys() & {"answered", "answered_at", "talk"}:
        return True
    if "wait" in found:  # of chats with begin and end the agent's name says who was answered
        return "outcome" in found or not is_chats(table)
    return "outcome" in found and fates(table.column(found["outcome"].index)) is not None


def read_calls(table: Table, zone: str | None = None, told: Told = NOTHING_TOLD) -> ContactFile:
    """The contacts of a call list. `zone`: the shop's, used where the file's own is known.

    Raises BadInput where it is not said when calls came or which were answered.
    """
    found = find(table, "calls")
    stamps = stamped(table, found, told, "came", "date", "clock")
    if stamps.date_only:
        raise bad(table.name, phrase("calls.date_only"))
    rows = _Rows(table, found, stamps, told, None if stamps.utc else zone)
    inward = ~np.isin(np.array([word.lower() for word in rows.cells("direction")], dtype=object), list(OUTWARD))
    kept = np.flatnonzero(inward & ~rows.strange & ~np.isnan(rows.came))
    if not rows.answered[kept].any():
        raise bad(table.name, phrase("contacts.none_served"))
    ids, callers = (rows.kept(role, kept) if role in found else None for role in ("id", "caller"))
    agents, kinds = (rows.kept(role, kept) for role in ("agent", "kind"))
    wait, answered, lost_zero = rows.wait[kept], rows.answered[kept], rows.lost_zero(kept)
    if lost_zero:
        wait = np.where(answered, wait, np.nan)
    legs = folded(groups(ids, callers, rows.came[kept]), rows.came[kept], wait, answered, agents)
    service = rows.service[kept][legs.rows]
    contacts = contacts_of(
        wall_clock(legs.came, zone if stamps.utc else None),
        legs.wait,
        answered[legs.rows],
        service,
        kind=[kinds[i] for i in legs.rows],
        agent=[agents[i] for i in legs.rows],
        wrapup=rows.wrapup[kept][legs.rows],
        left=rows.left[kept][legs.rows],
        continues=legs.continues,
        customer=known_again(rows.kept("caller", kept[legs.rows])),
        order=known_again(rows.kept("order_id", kept[legs.rows])),
        ordered=bought(rows.kept("ordered", kept[legs.rows])),
    )
    lost, served = ~contacts.answered, contacts.answered
    lacks = {
        Lack.SERVICE: bool(np.isnan(contacts.service[served]).mean() > 1 - LEAST_TOLD),
        Lack.WAITS: bool(np.isnan(contacts.wait[served]).mean() > 1 - LEAST_TOLD),
        Lack.LOST_WAITS: bool(lost.any() and np.isnan(contacts.wait[lost]).mean() > 1 - LEAST_TOLD),
        Lack.LOST: not lost.any() and rows.answered_only,
        Lack.AGENT: not contacts.agents,
    }
    partly = np.zeros(len(contacts), dtype=bool)  # single rows without what the others have cannot be counted on
    if not lacks[Lack.SERVICE]:
        partly |= served & np.isnan(contacts.service)
    if not lacks[Lack.WAITS]:
        partly |= served & np.isnan(contacts.wait)
    if not (lacks[Lack.LOST_WAITS] or lacks[Lack.WAITS]):
        partly |= lost & np.isnan(contacts.wait)
    counts = {
        "calls.folded": legs.folded,
        "calls.handed_on": int(legs.continues.sum()),
        "calls.outward": int((~inward).sum()),
        "calls.strange": int(rows.strange.sum()),
        "calls.partly": int(partly.sum()),
        "calls.lost_waits": int(lost.sum()) if lacks[Lack.LOST_WAITS] else 0,
        "calls.no_service": int(served.sum()) if lacks[Lack.SERVICE] else 0,
        "calls.left": int(contacts.left.sum()) if contacts.left is not None else 0,
    }
    remarks = (*stamps.remarks, *_remarks(counts, lost_zero))
    held = frozenset(lack for lack, missing in lacks.items() if missing)
    return ContactFile(table.name, contacts.rows(~partly), remarks=remarks, lacks=held, utc=stamps.utc)


def _remarks(counts: dict[str, int], lost_zero: bool) -> Iterator[Remark]:
    for key, count in counts.items():
        if count:
            yield Remark("calls.lost_zero" if key == "calls.lost_waits" and lost_zero else key, count)


@dataclass
class _Rows:
    """The columns of a call list, one element a row."""

    table: Table
    found: Mapping[str, Found]
    stamps: Stamps
    told: Told
    zone: str | None  # of the clock that the moments are read from; None: it never changes

    def __post_init__(self) -> None:
        self.came = self.stamps.seconds
        self.answered_at = beside(self.table, self.found.get("answered_at"), self.came, self.told)
        self.ended_at = beside(self.table, self.found.get("ended_at"), self.came, self.told)
        talk, whole = self._spans("talk"), self._spans("duration")
        if "talk" not in self.found:  # a duration alone is the talk
            talk, whole = whole, np.full(len(whole), np.nan)
        self.answered, self.left, self.answered_only = self._fates(talk)
        wait = self._spans("wait")
        wait = np.where(np.isnan(wait), elapsed(self.came, self.answered_at, self.zone), wait)
        wait = np.where(np.isnan(wait) & ~self.answered, elapsed(self.came, self.ended_at, self.zone), wait)
        wait = np.where(np.isnan(wait), np.where(self.answered, whole - talk, whole), wait)
        self.wait: Floats = np.where(wait < 0, np.nan, wait)
        begin = np.where(np.isnan(self.answered_at), self.came + self.wait, self.answered_at)
        service = np.where(np.isnan(talk), elapsed(begin, self.ended_at, self.zone), talk)
        self.service: Floats = np.where(self.answered & (service >= 0), service, np.nan)
        self.wrapup = self._spans("wrapup")

    def cells(self, role: str) -> list[str]:
        cells = self.table.column(self.found[role].index) if role in self.found else [""] * len(self.table)
        return [_CHANNEL.sub(r"\1", cell) for cell in cells] if role == "agent" else cells

    def kept(self, role: str, rows: Ints) -> list[str]:
        """The cells of some rows only."""
        cells = self.cells(role)
        return [cells[i] for i in rows.tolist()]

    def lost_zero(self, kept: np.ndarray) -> bool:
        """Whether all lost calls that have a wait have waited 0 seconds, though answered ones waited."""
        lost = self.wait[kept][~self.answered[kept]]
        told = lost[~np.isnan(lost)]
        return len(told) > 1 and bool((told == 0).all())

    def _spans(self, role: str) -> Floats:
        if role not in self.found:
            return np.full(len(self.table), np.nan)
        column = self.found[role]
        return spans(self.table.column(column.index), column.heading).seconds

    def _fates(self, talk: Floats) -> tuple[Bools, Bools, bool]:
        """Which rows were answered, which left for another reason, and whether all are said to have been answered."""
        self.strange: Bools = np.zeros(len(talk), dtype=bool)
        words = words_of(self.cells("outcome"))
        left = np.array([word is Fate.LEFT for word in words], dtype=bool)
        for role in ("answered", "outcome"):
            said = fates(self.cells(role)) if role in self.found else None
            if said is not None:
                answered = np.array([fate is Fate.ANSWERED for fate in said])
                self.strange = np.array([fate is None for fate in said])
                return answered, left & ~answered, False
        if "answered_at" in self.found:
            answered = ~np.isnan(self.answered_at)
            return answered, left & ~answered, bool(answered.all())
        if any(one_answer(self.cells(role)) for role in ("answered", "outcome") if role in self.found):
            return np.ones(len(talk), dtype=bool), np.zeros(len(talk), dtype=bool), True
        if not np.isnan(talk).all():
            answered = talk > 0
            return answered, left & ~answered, bool(answered.all())
        raise bad(self.table.name, phrase("calls.no_outcome"))
