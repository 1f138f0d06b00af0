"""What a day was like, real or replayed: the same figures by the same definitions.

abandonment          hung up ÷ all contacts
mean_wait            seconds in the queue, of all contacts; of those answered; of those who hung up
service_level        answered within the target ÷ all contacts
delayed              contacts that had to wait ÷ all
occupancy            seconds in service ÷ agents' seconds on duty (times the contacts that each may have in hand),
                     wrap-up left out (a file does not hold it)
free_while_waiting   hours that agents on duty spent without a service while somebody waited whom they serve

Who still waits when the last agent has left counts as having hung up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Bools, Floats, Ints
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
TYPE_UNITS = {name: UNITS[name] for name in ("abandonment", "mean_wait", "service_level")}
HALF_HOUR_S = 1800.0


def day_figures(
    day: Contacts, windows: Floats, skilled: NDArray[np.bool_], target: float, at_once: Ints | None = None
) -> dict[str, float]:
    """The figures of one day by name, in the order and units of `UNITS`; nan where nobody is concerned.

    `at_once`: (A,) contacts that each agent may have in hand; None: one.
    """
    served, wait = day.answered, day.wait
    places = np.ones(len(windows)) if at_once is None else at_once[windows[:, 0].astype(int)]
    talk, on_duty, free = 0.0, float(((windows[:, 2] - windows[:, 1]) * places).sum()), 0.0
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


def type_figures(day: Contacts, target: float) -> dict[str, Floats]:
    """By type, (K,) each: contacts, and the figures of `TYPE_UNITS`; nan: no contact of it."""
    kinds = len(day.kinds)
    count = np.bincount(day.kind, minlength=kinds).astype(np.float64)
    in_time = day.answered & (day.wait <= target)
    with np.errstate(invalid="ignore"):
        return {
            "contacts": count,
            "abandonment": np.bincount(day.kind, ~day.answered, minlength=kinds) / count,
            "mean_wait": np.bincount(day.kind, day.wait, minlength=kinds) / count,
            "service_level": np.bincount(day.kind, in_time, minlength=kinds) / count,
        }


def type_half_hours(day: Contacts, edges: Floats) -> dict[str, Floats]:
    """By type and half hour of arrival, (K, S) each: contacts, abandonment, mean_wait. nan: nobody."""
    none = np.empty((0, 3))
    found = [half_hours(day.rows(day.kind == k), none, edges) for k in range(len(day.kinds))]
    return {name: np.array([one[name] for one in found]) for name in ("contacts", "abandonment", "mean_wait")}


def half_hour_edges(day: Contacts) -> Floats:
    """Half hours from the first arrival to the last."""
    first, last = day.arrival.min() // HALF_HOUR_S, day.arrival.max() // HALF_HOUR_S
    return np.arange(first, last + 2) * HALF_HOUR_S


def _mean(values: Floats | Bools) -> float:
    return float(np.mean(values)) if len(values) else float("nan")


def by_chance(contacts: Floats, share: Floats) -> Floats:
    """Mean distance from a share among so many contacts of which each gives up by itself with this chance.

    The mean deviation of the binomial law (de Moivre 1730): 2 m (1 − p) P(X = m) ÷ n with m = ⌊np⌋ + 1.
    """
    from scipy.stats import binom

    m = np.floor(contacts * share) + 1.0
    with np.errstate(invalid="ignore", divide="ignore"):
        found = 2.0 * m * (1.0 - share) * binom.pmf(m, contacts, share) / contacts
    return np.asarray(np.where(contacts > 0, found, np.nan))


def ranges(values: Floats) -> dict[str, Floats]:
    """p10, p50, p90 and mean over the replications (n, …) of a figure: (…) each; nan where nobody came."""
    # such that one more replication lies between p10 and p90 eight times in ten, however few there are: the usual
    # interpolation of ten would hold six and a half
    low, middle, high = np.quantile(values, [0.1, 0.5, 0.9], axis=0, method="weibull")
    return {"p10": low, "p50": middle, "p90": high, "mean": values.mean(axis=0)}
