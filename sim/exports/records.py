"""Contact records of a cloud centre (Amazon Connect), as JSON lines or as CSV.

A record is delivered at least once: the latest of an id counts. One without a queue ended in the menu and is none of
ours. One with a queue and without an agent left the queue: it gave up, if the customer hung up, and was cut short
otherwise (callback, overflow, end of the flow). A contact handed on is a record of its own that names the one before;
one that waited in two queues in a row is one contact. Work after the contact is measured, not inferred.
Source: AWS documentation, "Contact records data model".
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.exports.clocks import wall_clock
from sim.exports.columns import find
from sim.exports.contact_file import ContactFile
from sim.exports.contacts import contacts_of
from sim.exports.known_again import known_again
from sim.exports.legs import numbered
from sim.exports.moments import is_nothing, moments
from sim.exports.quality import Remark
from sim.exports.spans import spans
from sim.exports.stamps import NOTHING_TOLD, UTC, Told, relied_on
from sim.exports.tables import Table
from sim.files.bad_input import bad
from sim.files.messages import phrase

NEEDED = ("id", "queue", "enqueued", "agent")
TEXTS = {"kind": "queue", "agent": "agent", "customer": "customer", "order": "order_id"}  # of a contact, by role
HUNG_UP = {"", "CUSTOMER_DISCONNECT"}
NOT_ASKED_FOR = {"OUTBOUND", "CALLBACK", "EXTERNAL_OUTBOUND", "MONITOR", "AGENT_REPLY"}  # nobody waits in these


def is_records(table: Table) -> bool:
    return all(role in find(table, "records") for role in NEEDED)


def read_records(table: Table, zone: str | None = None, told: Told = NOTHING_TOLD) -> ContactFile:
    """The contacts of a file of records. `zone`: the shop's, as an IANA name; None: the clock that the file shows.

    Raises BadInput where no contact reached a queue, none was answered, or times cannot be read.
    """
    records = _Records(table, told)
    latest = records.latest()
    in_queue = (records.text("queue") != "") & ~np.isnan(records.enqueued)
    asked = ~np.isin(_upper(records.text("initiation")), list(NOT_ASKED_FOR))
    kept = latest & in_queue & asked
    if not kept.any():
        raise bad(table.name, phrase("records.no_queue"))
    rows = np.flatnonzero(kept)
    rows = rows[np.argsort(records.enqueued[rows], kind="stable")]
    found = _joined(records, rows)
    if not found.answered.any():
        raise bad(table.name, phrase("contacts.none_served"))
    zoned = wall_clock(found.arrival, zone if records.zone_known else None)
    contacts = contacts_of(
        zoned, found.wait, found.answered, found.service,
        kind=found.kind, agent=found.agent, wrapup=found.wrapup, left=found.left, continues=found.continues,
        customer=known_again(found.customer), order=known_again(found.order),
    )  # fmt: skip
    counts = {
        "records.again": int((~latest).sum()),
        "records.menu": int((latest & ~in_queue & ~records.unread).sum()),
        "records.not_asked_for": int((latest & in_queue & ~asked).sum()),
        "records.requeued": found.requeued,
        "records.handed_on": int(found.continues.sum()),
        "records.left": int(found.left.sum()),
        "records.no_end": found.no_end,
    }
    return ContactFile(table.name, contacts, remarks=(*records.doubts, *_remarks(counts)), utc=records.zone_known)


def _remarks(counts: dict[str, int]) -> Iterator[Remark]:
    return (Remark(key, count) for key, count in counts.items() if count)


class _Records:
    """The columns of a file of records; moments in UTC where it says so."""

    def __init__(self, table: Table, told: Told) -> None:
        self.table, self.told = table, told
        self.found = find(table, "records")
        missing = [role for role in NEEDED if role not in self.found]
        if missing:
            raise bad(table.name, phrase("records.no_column", column=missing[0]))
        if not any(self._cells("enqueued")):
            raise bad(table.name, phrase("records.no_queue"))
        stamps, self.doubts = relied_on(table, self.found["enqueued"], told)
        self.unread = np.isnan(stamps.seconds) & (self.text("enqueued") != "")
        self.zone_known, self.enqueued = stamps.zone_known or told.clock is not None, stamps.seconds

    def _cells(self, role: str) -> list[str]:
        return self.table.column(self.found[role].index) if role in self.found else [""] * len(self.table)

    def text(self, role: str) -> np.ndarray:
        return np.array(["" if is_nothing(cell) else cell for cell in self._cells(role)], dtype=object)

    def moments(self, role: str) -> Floats:
        return moments(self._cells(role), UTC, self.told.order, self.told.clock).seconds

    def seconds(self, role: str) -> Floats:
        return spans(self._cells(role)).seconds

    def latest(self) -> Bools:
        """Which rows are the latest of their id; of two equally late ones the lower row."""
        code = numbered(self._cells("id"))
        updated = np.nan_to_num(self.moments("updated"), nan=-np.inf)
        order = np.lexsort((np.arange(len(code)), updated, code))
        last = np.ones(len(code), dtype=bool)
        last[:-1] = code[order][1:] != code[order][:-1]
        chosen = np.zeros(len(code), dtype=bool)
        chosen[order[last]] = True
        return chosen


class _Found:
    """Columns of contacts, those that waited twice in a row joined."""

    def __init__(self, count: int) -> None:
        self.arrival, self.wait, self.service, self.wrapup = (np.full(count, np.nan) for _ in range(4))
        self.answered, self.left, self.continues = (np.zeros(count, dtype=bool) for _ in range(3))
        self.kind, self.agent, self.customer, self.order = ([""] * count for _ in range(4))
        self.requeued = self.no_end = 0


def _joined(records: _Records, rows: Ints) -> _Found:
    answered = records.text("agent")[rows] != ""
    waits, dequeued = records.seconds("wait")[rows], records.moments("dequeued")[rows]
    arrival = records.enqueued[rows]
    waits = np.where(np.isnan(waits), dequeued - arrival, waits)
    ended = records.moments("ended")[rows]
    connected = records.moments("connected")[rows]
    waits = np.where(np.isnan(waits), np.where(answered, connected, ended) - arrival, waits)
    service = records.seconds("interaction")[rows] + np.nan_to_num(records.seconds("hold")[rows])
    service = np.where(np.isnan(service), ended - connected, service)
    reason, after = _upper(records.text("reason")[rows]), records.text("next")[rows]
    left = ~answered & (~np.isin(reason, list(HUNG_UP)) | (after != ""))
    ids, before = records.text("id")[rows].tolist(), records.text("previous")[rows].tolist()
    place = {name: i for i, name in enumerate(ids)}
    previous = [place.get(name, -1) if name else -1 for name in before]
    whole = ~np.isnan(waits) & (~answered | ~np.isnan(service))
    found = _Found(len(rows))
    found.no_end = int((~whole).sum())
    found.arrival, found.wait, found.service = arrival.copy(), waits, service
    found.wrapup, found.answered, found.left = records.seconds("wrapup")[rows], answered, left
    for name, role in TEXTS.items():
        setattr(found, name, records.text(role)[rows].tolist())
    for i, at in enumerate(previous):
        if at < 0 or at >= i:
            continue
        if answered[at]:
            found.continues[i] = True
        elif whole[at]:  # waited before in another queue: one contact that came then
            found.wait[i] += arrival[i] - found.arrival[at]
            found.arrival[i], found.continues[i] = found.arrival[at], found.continues[at]
            whole[at] = False
            found.requeued += 1
    for name in ("arrival", "wait", "service", "wrapup", "answered", "left", "continues"):
        setattr(found, name, getattr(found, name)[whole])
    for name in TEXTS:
        setattr(found, name, [text for text, keep in zip(getattr(found, name), whole, strict=True) if keep])
    return found


def _upper(words: np.ndarray) -> np.ndarray:
    return np.array([str(word).strip().upper() for word in words], dtype=object)
