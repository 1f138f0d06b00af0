"""What files say only beside each other: a roster about those who served, two exports about the same days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import combinations

from sim.exports.contact_file import ContactFile
from sim.exports.contacts import Contacts, joined_once
from sim.exports.doubts import of_agents
from sim.exports.orders import Orders
from sim.exports.quality import Remark
from sim.exports.reading import Reading
from sim.exports.roster_names import on_the_floor
from sim.exports.rosters import Roster


def together(readings: Sequence[Reading]) -> tuple[Remark, ...]:
    """Contacts that several files hold, people on the roster who served nobody or under another name, and agents who
    served for longer than they were there; nothing where there are no contacts."""
    files = [one.read for one in readings if isinstance(one.read, ContactFile) and len(one.read.contacts)]
    if not files:
        return ()
    contacts, again = joined_once([file.contacts for file in files])
    remarks = [Remark("doubts.in_two_files", again)] if again else []
    remarks += [*_of_other_days(readings, contacts.dates), *_of_other_people([file.contacts for file in files])]
    for one in readings:
        if isinstance(one.read, Roster) and one.read.has_hours and contacts.agents:
            hours, names = on_the_floor(one.read.hours, contacts)
            busy = [remark for remark, _ in of_agents(contacts, hours) if remark.key == "doubts.too_busy"]
            remarks += [*names, *busy]
    return tuple(remarks)


def _of_other_days(readings: Sequence[Reading], dates: Sequence[dt.date | None]) -> Iterator[Remark]:
    """Orders of days that no contact is of, in no file of orders: how many contacts an order makes is then a guess."""
    known = [date for date in dates if date is not None]
    orders = [one.read for one in readings if isinstance(one.read, Orders) and len(one.read)]
    spans = [(file.days.date(0), file.days.date(len(file.days.counts) - 1)) for file in orders]
    if not known or not spans or any(first <= max(known) and last >= min(known) for first, last in spans):
        return
    first, last = max(spans, key=lambda span: span[1])
    yield Remark(
        "doubts.other_days", sum(map(len, orders)),
        {"first": first, "last": last, "since": min(known), "until": max(known)},
    )  # fmt: skip


def _of_other_people(files: Sequence[Contacts]) -> Iterator[Remark]:
    """Files of the same days with no agent and no type in common may be of two shops."""
    for one, other in combinations(files, 2):
        days = set(one.dates) & set(other.dates) - {None}
        agents, kinds = set(one.agents) & set(other.agents), set(one.kinds) & set(other.kinds)
        if days and one.agents and other.agents and not agents and not kinds:
            yield Remark("doubts.two_shops", min(len(one), len(other)))
