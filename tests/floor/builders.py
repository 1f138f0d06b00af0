"""Small worlds for the floor's tests: those of `sim.studies.floors`, tapes by hand, and logs that are easy to read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sim.draws import key
from sim.floor import Channel, DayLog, Tape, WorkTypes, tape
from sim.shop.durations import Duration
from sim.studies.floors import FOREVER, alike, crew, kind, poisson, rules, work_types

__all__ = [
    "CHAT", "FAMILIES", "FOREVER", "PHONE", "TICKET", "alike", "crew", "given", "kind", "law", "outcomes", "poisson",
    "rules", "work_types",
]  # fmt: skip
PHONE, CHAT, TICKET = Channel.PHONE, Channel.CHAT, Channel.DEFERRED

FAMILIES = ("exponential", "lognormal", "fixed", "uniform", "gamma", "weibull", "hyperexponential", "empirical",
            "mixture")  # fmt: skip


def law(family: str, mean: float = 1.0) -> Duration:
    """A duration of this family and mean, to be drawn in pieces."""
    sorts: dict[str, dict[str, Any]] = {
        "exponential": {"mean_s": mean},
        "lognormal": {"mean_s": mean, "cv": 1.5},
        "fixed": {"mean_s": mean},
        "uniform": {"low_s": 0.25 * mean, "high_s": 1.75 * mean},
        "gamma": {"mean_s": mean, "shape": 2.5},
        "weibull": {"mean_s": mean, "shape": 0.7},
        "hyperexponential": {"means_s": (0.5 * mean, 3.0 * mean), "shares": (0.8, 0.2)},
        "empirical": {"values_s": (0.0, 0.0, 0.5 * mean, 3.875 * mean), "below": (0.0, 0.1, 0.6, 1.0)},
        "mixture": {
            "parts": (
                {"share": 0.25, "family": "fixed", "mean_s": 0.4 * mean},
                {"share": 0.25, "family": "gamma", "mean_s": 1.6 * mean, "shape": 0.5},
                {"share": 0.3, "family": "lognormal", "mean_s": mean, "cv": 0.5},
                {"share": 0.2, "family": "uniform", "low_s": 0.0, "high_s": 2.0 * mean},
            )
        },
    }
    return Duration(family=family, **sorts[family])


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
