"""Contacts: what replay, fit and every reader of contacts work on, and how one is made of columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Floats, Ints
from sim.units import SECONDS_PER_DAY

EPOCH = dt.date(1970, 1, 1)
NO_KIND = "?"  # the file does not say what a contact was about
# columns that a file may lack, and what stands in one for a contact of which it is not known
MORE: dict[str, Any] = {
    "wrapup": np.nan, "left": False, "continues": False,
    "customer": np.uint64(0), "order": np.uint64(0), "ordered": np.int64(-1),
}  # fmt: skip


@dataclass(frozen=True)
class Contacts:
    """N contacts in order of (day, arrival). Seconds; `kind`, `agent` and `day` are positions in the names."""

    kinds: tuple[str, ...]
    agents: tuple[str, ...]
    dates: tuple[dt.date | None, ...]  # None: the file does not say
    day: Ints
    arrival: Floats  # since midnight
    kind: Ints
    priority: Ints
    wait: Floats
    answered: Bools
    service: Floats  # nan: never served
    agent: Ints  # -1: nobody, or not known
    wrapup: Floats | None = None  # measured after-contact work, nan: not known; None: the file has none
    left: Bools | None = None  # out of the queue for another reason than giving up; None: nobody
    continues: Bools | None = None  # handed on from a contact before it; None: nobody
    customer: NDArray[np.uint64] | None = None  # salted, see `known_again`; 0: not known; None: the file has none
    order: NDArray[np.uint64] | None = None  # the order that it is about, in the same way
    ordered: Ints | None = None  # whether it ended in an order: 1, 0; −1: not known; None: the file does not say

    def __len__(self) -> int:
        return len(self.arrival)

    @property
    def start(self) -> Floats:
        """When the wait ended, with an answer or without."""
        return self.arrival + self.wait

    @property
    def end(self) -> Floats:
        """When the service ended; nan: never served."""
        return self.start + self.service

    @property
    def gave_up(self) -> Bools:
        """Who hung up in the queue. Whoever left it for another reason did not: that wait is cut short."""
        return ~self.answered if self.left is None else ~self.answered & ~self.left

    def rows(self, index: Any) -> Contacts:
        """These contacts only (a mask or positions); all names stay."""
        columns = ("day", "arrival", "kind", "priority", "wait", "answered", "service", "agent")
        more = tuple(name for name in MORE if getattr(self, name) is not None)
        return replace(self, **{name: getattr(self, name)[index] for name in (*columns, *more)})


def contacts_of(
    arrival: Floats,
    wait: Floats,
    answered: Bools,
    service: Floats,
    *,
    kind: Sequence[str] | None = None,
    agent: Sequence[str] | None = None,
    wrapup: Floats | None = None,
    left: Bools | None = None,
    continues: Bools | None = None,
    customer: NDArray[np.uint64] | None = None,
    order: NDArray[np.uint64] | None = None,
    ordered: Ints | None = None,
) -> Contacts:
    """Contacts from columns of N rows in any order, sorted into days.

    `arrival`: seconds since 1970 on the shop's clock. `kind`, `agent`: names, "" for not known; an agent counts only
    where the contact was answered. Columns in which nothing is set are left out.
    """
    count = len(arrival)
    answered = np.asarray(answered, dtype=bool)
    kinds, kind_at = _positions(kind if kind is not None else [""] * count)
    names = agent if agent is not None else [""] * count
    agents, agent_at = _positions([name if served else "" for name, served in zip(names, answered, strict=True)])
    if (kind_at < 0).any():
        kinds, kind_at = (*kinds, NO_KIND), np.where(kind_at < 0, len(kinds), kind_at)
    days, day = np.unique(np.floor(arrival / SECONDS_PER_DAY).astype(np.int64), return_inverse=True)
    made = Contacts(
        kinds=kinds,
        agents=agents,
        dates=tuple(EPOCH + dt.timedelta(days=int(d)) for d in days),
        day=day.astype(np.int64),
        arrival=arrival - days[day] * SECONDS_PER_DAY,
        kind=kind_at,
        priority=np.zeros(count, dtype=np.int64),
        wait=np.asarray(wait, dtype=np.float64),
        answered=answered,
        service=np.where(answered, service, np.nan),
        agent=agent_at,
        wrapup=None if wrapup is None or np.isnan(wrapup).all() else wrapup,
        left=None if left is None or not left.any() else left,
        continues=None if continues is None or not continues.any() else continues,
        customer=None if customer is None or not customer.any() else customer,
        order=None if order is None or not order.any() else order,
        ordered=None if ordered is None or (ordered < 0).all() else ordered,
    )
    return made.rows(np.lexsort((made.arrival, made.day)))


def joined_once(files: Sequence[Contacts]) -> tuple[Contacts, int]:
    """The contacts of several files as one, those that an earlier file has as well left out, and how many these are."""
    own, again = each_once(files)
    return joined(own), again


def each_once(files: Sequence[Contacts]) -> tuple[list[Contacts], int]:
    """Each file without the contacts that an earlier one has as well, and how many these are in all."""
    if len(files) == 1:
        return list(files), 0
    every = _behind_each_other(files)
    file = np.repeat(np.arange(len(files)), [len(one) for one in files])
    names = ("day", "arrival", "kind", "wait", "service", "agent", "answered")
    table = np.nan_to_num(np.column_stack([getattr(every, name).astype(np.float64) for name in names]), nan=-1.0)
    _, first, which = np.unique(table, axis=0, return_index=True, return_inverse=True)
    again = file[first[which.ravel()]] < file  # the first of equal rows is of the earliest file
    return [one.rows(~again[file == i]) for i, one in enumerate(files)], int(again.sum())


def joined(files: Sequence[Contacts]) -> Contacts:
    """The contacts of several files as one, names joined; a column that one file lacks is not known there."""
    return files[0] if len(files) == 1 else _in_time(_behind_each_other(files))


def _in_time(contacts: Contacts) -> Contacts:
    return contacts.rows(np.lexsort((contacts.arrival, contacts.day)))


def _behind_each_other(files: Sequence[Contacts]) -> Contacts:
    kinds, agents = (
        tuple(sorted({name for file in files for name in getattr(file, what)})) for what in ("kinds", "agents")
    )
    known = sorted({date for file in files for date in file.dates if date is not None})
    dates: tuple[dt.date | None, ...] = (*known, *([None] if any(None in file.dates for file in files) else []))

    def placed(what: str, names: tuple[Any, ...]) -> Ints:
        place = {name: i for i, name in enumerate(names)}
        columns = []
        for file in files:
            mine = file.dates if what == "day" else getattr(file, f"{what}s")
            table = np.array([*(place[name] for name in mine), -1], dtype=np.int64)  # the last: nobody
            columns.append(table[getattr(file, what)])
        return np.concatenate(columns)

    def column(name: str, missing: Any) -> Any:
        parts = [getattr(file, name) for file in files]
        if all(part is None for part in parts):
            return None
        return np.concatenate([np.full(len(f), missing) if p is None else p for f, p in zip(files, parts, strict=True)])

    return Contacts(
        kinds=kinds,
        agents=agents,
        dates=dates,
        day=placed("day", dates),
        arrival=column("arrival", np.nan),
        kind=placed("kind", kinds),
        priority=column("priority", 0),
        wait=column("wait", np.nan),
        answered=column("answered", False),
        service=column("service", np.nan),
        agent=placed("agent", agents),
        **{name: column(name, missing) for name, missing in MORE.items()},
    )


def _positions(names: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    """Names in order, and where each row's name stands among them; "" stands at -1 and is none of them."""
    order = sorted({name for name in names if name})
    place = {"": -1} | {name: i for i, name in enumerate(order)}
    return tuple(order), np.array([place[name] for name in names], dtype=np.int64)
