"""Small worlds for the floor's tests: those of `sim.studies.floors`, tapes by hand, and logs that are easy to read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sim.draws import key
from sim.floor import Channel, DayLog, Tape, WorkTypes, tape
from sim.studies.floors import FOREVER, alike, crew, kind, poisson, rules, work_types

__all__ = [
    "CHAT", "FOREVER", "PHONE", "TICKET", "alike", "crew", "given", "kind", "outcomes", "poisson", "rules",
    "work_types",
]  # fmt: skip
PHONE, CHAT, TICKET = Channel.PHONE, Channel.CHAT, Channel.DEFERRED


def given(types: WorkTypes, contacts: list[dict[str, Any]], horizon: float = 1000.0, carry: Tape | None = None) -> Tape:
    """A tape written out by hand, in order of entry: enter, kind, work, patience, wrap, head_start of each contact."""
    contacts = sorted(contacts, key=lambda c: c["enter"])
    column = lambda name, default: np.array([c.get(name, default) for c in contacts], dtype=np.float64)  # noqa: E731
    enter, head_start = column("enter", 0.0), column("head_start", 0.0)
    made = tape.build(
        types,
        key(99, "by hand", np.arange(len(contacts))),
        column("kind", 0).astype(int),
        enter,
        99,
        horizon,
        head_start,
    )
    made = replace(
        made, work=column("work", 1.0), wrap=column("wrap", 0.0), deadline=enter + column("patience", np.inf)
    )
    if carry is None:
        return made
    both = tape.concat(replace(carry, horizon=float(horizon)), made)
    return tape.rows(both, np.argsort(both.enter, kind="stable"))


def outcomes(log: DayLog) -> dict[int, dict[str, Any]]:
    """key → the log's fields of that contact's row."""
    names = ("kind", "enter", "start", "end", "waited", "agent", "outcome", "wrong", "held")
    columns = {name: getattr(log, name).tolist() for name in names}
    return {k: {name: columns[name][i] for name in names} for i, k in enumerate(log.key.tolist())}
