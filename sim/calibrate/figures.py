"""What a day was like, real or replayed: the same figures by the same definitions.

abandonment          hung up ÷ all contacts
mean_wait            seconds in the queue, of all contacts; of those answered; of those who hung up
service_level        answered within the target ÷ all contacts
delayed              contacts that had to wait ÷ all
occupancy            seconds in service ÷ agents' seconds on duty, wrap-up left out (a file does not hold it)
free_while_waiting   hours that agents on duty spent without a service while somebody waited whom they serve

Who still waits when the last agent has left counts as having hung up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Floats
from sim.calibrate.contacts import Contacts
from sim.calibrate.wrapup import Line
from sim.files.csv_rows import HOUR_S

UNITS = {
    "abandonment": "share",
    "mean_wait": "seconds",
    "mean_wait_answered": "seconds",
    "mean_wait_abandoned": "seconds",
    "service_level": "share",
    "delayed": "share",
    "occupancy": "share",
    "free_while_waiting": "hours",
}
HALF_HOUR_S = 1800.0


def day_figures(day: Contacts, windows: Floats, skilled: NDArray[np.bool_], target: float) -> dict[str, float]:
    """The figures of one day by name, in the order and units of `UNITS`; nan where nobody is concerned."""
    served, wait = day.answered, day.wait
    talk, on_duty, free = 0.0, float((windows[:, 2] - windows[:, 1]).sum()), 0.0
    lines: dict[bytes, Line] = {}
    for agent in np.unique(windows[:, 0]).astype(int):
        mine = served & (day.agent == agent)
        of_agent = windows[windows[:, 0] == agent]
        talk += day.service[mine].sum()
        who = skilled[agent].tobytes()
        if who not in lines:
            lines[who] = Line(day.rows(skilled[agent, day.kind]))
        free += _free_while_waiting(day.rows(mine), of_agent, lines[who])
    made = {
        "abandonment": _mean(~served),
        "mean_wait": _mean(wait),
        "mean_wait_answered": _mean(wait[served]),
        "mean_wait_abandoned": _mean(wait[~served]),
        "service_level": _mean(served & (wait <= target)),
        "delayed": _mean(wait > 0),
        "occupancy": talk / on_duty if on_duty > 0 else float("nan"),
        "free_while_waiting": free / HOUR_S,
    }
    return {name: float(made[name]) for name in UNITS}


def _free_while_waiting(served: Contacts, windows: Floats, line: Line) -> float:
    """Seconds in one agent's windows, outside of the services, with somebody in the line."""
    on, off = line.seconds_until(windows[:, 1]), line.seconds_until(windows[:, 2])
    total = float((off - on).sum())
    for _, first, last in windows:
        began, ended = np.clip(served.start, first, last), np.clip(served.end, first, last)
        total -= float((line.seconds_until(ended) - line.seconds_until(began)).sum())
    return max(0.0, total)


def half_hours(day: Contacts, windows: Floats, edges: Floats) -> dict[str, Floats]:
    """By half hour of arrival: contacts, abandonment (share), mean_wait (s), on_duty (agents, mean). nan: nobody."""
    slots = len(edges) - 1
    slot = np.clip(np.searchsorted(edges, day.arrival, side="right") - 1, 0, slots - 1)
    count = np.bincount(slot, minlength=slots).astype(np.float64)
    on_duty = [
        np.maximum(0.0, np.minimum(windows[:, 2], edges[i + 1]) - np.maximum(windows[:, 1], edges[i])).sum()
        for i in range(slots)
    ]
    with np.errstate(invalid="ignore"):
        return {
            "contacts": count,
            "abandonment": np.bincount(slot, ~day.answered, minlength=slots) / count,
            "mean_wait": np.bincount(slot, day.wait, minlength=slots) / count,
            "on_duty": np.array(on_duty) / HALF_HOUR_S,
        }


def half_hour_edges(day: Contacts) -> Floats:
    """Half hours from the first arrival to the last."""
    first, last = day.arrival.min() // HALF_HOUR_S, day.arrival.max() // HALF_HOUR_S
    return np.arange(first, last + 2) * HALF_HOUR_S


def _mean(values: Floats | Bools) -> float:
    return float(np.mean(values)) if len(values) else float("nan")


def half_hour_ranges(values: Floats) -> dict[str, Floats]:
    """p10, mean and p90 over the replications (n, S) of a figure by half hour: (S,) each; nan where nobody came."""
    low, high = np.quantile(values, [0.1, 0.9], axis=0)
    return {"p10": low, "mean": values.mean(axis=0), "p90": high}
