"""Days made on the floor and written as the files that a phone system would export."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.calibrate.ahead import nothing_ahead
from sim.calibrate.contacts import Contacts
from sim.calibrate.duty import union
from sim.calibrate.laws import Law
from sim.calibrate.order import set_order
from sim.calibrate.people import Measured
from sim.calibrate.replay import GivenDay, play
from sim.calibrate.segments import LEVELS, Segments
from sim.calibrate.serving import always
from sim.calibrate.survival import SurvivalCurve
from sim.calibrate.turns import nobody_aside
from sim.calibrate.work import Work

OPEN_S, HOURS = 8 * 3600.0, 10
NEVER, NOTHING = SurvivalCurve(np.inf), SurvivalCurve(0.0)


@dataclass(frozen=True)
class MadeDay:
    """A day as it was lived on the floor, and the law by which it was."""

    day: Contacts
    windows: np.ndarray
    truth: GivenDay


def made_day(
    seed: int = 1,
    contacts: int = 700,
    agents: int = 5,
    patience: SurvivalCurve = NEVER,
    wrapup: SurvivalCurve = NOTHING,
    service: float = 180.0,
    kinds: int = 1,
    priority: float = 0.0,
    breaks: bool = True,
) -> MadeDay:
    """Lognormal services, agents with breaks, everybody skilled; `patience` and `wrapup` as given."""
    chance = np.random.default_rng(seed)
    arrival = np.sort(chance.uniform(OPEN_S, OPEN_S + HOURS * 3600.0, contacts))
    windows = []
    for agent in range(agents):
        now = OPEN_S
        while now < OPEN_S + HOURS * 3600.0 - 1800.0:
            off = min(now + chance.uniform(3600.0, 9000.0), OPEN_S + HOURS * 3600.0) if breaks else 2 * 86400.0
            windows.append((agent, now, off))
            now = off + chance.uniform(600.0, 1800.0)
    blank = Contacts(
        kinds=tuple(f"kind{k}" for k in range(kinds)),
        agents=tuple(f"A{a:02d}" for a in range(agents)),
        dates=(None,),
        day=np.zeros(contacts, dtype=np.int64),
        arrival=arrival,
        kind=chance.integers(0, kinds, contacts),
        priority=np.where(chance.random(contacts) < priority, 2, 0),
        wait=np.zeros(contacts),
        answered=np.ones(contacts, dtype=bool),
        service=chance.lognormal(np.log(service) - 0.4, 0.9, contacts),
        agent=np.zeros(contacts, dtype=np.int64),
    )
    truth = GivenDay(blank, union(windows), known(blank, Law(patience, kinds=kinds), Law(wrapup, kinds=kinds)))
    lived, _, _, laws = play(truth, seed=10_000 + seed, number=0)
    assert not laws, laws
    return MadeDay(lived, truth.windows, truth)


def known(day: Contacts, patience: Law, wrapup: Law, head_start: float = 90.0) -> Measured:
    """People about whom nothing is in doubt: everybody serves everything, the urgent stand ahead of the others."""
    kinds = len(day.kinds)
    segments = Segments(np.zeros((kinds, LEVELS)), np.zeros(kinds, dtype=bool))
    serving = always(np.ones((len(day.agents), kinds), dtype=bool))
    work = Work((np.sort(day.service),) * kinds, np.ones(kinds))
    order = set_order(len(segments), head_start)
    ahead, aside = nothing_ahead(kinds), nobody_aside(kinds)
    return Measured(patience, wrapup, serving, work, segments, order, day.kinds, aside, ahead)


def weibull(shape: float, mean: float, steps: int = 4000) -> SurvivalCurve:
    """A Weibull law as a curve of many small steps."""
    from scipy.special import gamma

    survival = 1.0 - (np.arange(steps) + 0.5) / steps
    scale = mean / gamma(1.0 + 1.0 / shape)
    return SurvivalCurve(0.0, scale * (-np.log(survival)) ** (1.0 / shape), np.append(survival[1:], 0.0))


def write(path: Path, rows: list[dict[str, Any]], separator: str = ",") -> Path:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
    return path


def contact_rows(day: Contacts, date: str = "") -> list[dict[str, Any]]:
    """The rows of a contacts file, to a thousandth of a second."""
    return [
        ({"date": date} if date else {})
        | {
            "request_s": f"{day.arrival[i]:.3f}",
            "type": day.kinds[day.kind[i]],
            "priority": int(day.priority[i]),
            "wait_s": f"{day.wait[i]:.3f}",
            "outcome": "served" if day.answered[i] else "abandoned",
            "service_s": f"{day.service[i]:.3f}" if day.answered[i] else "",
            "agent": day.agents[day.agent[i]] if day.agent[i] >= 0 else "",
        }
        for i in range(len(day))
    ]


def window_rows(windows: np.ndarray, agents: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"agent": agents[int(a)], "on_s": f"{on:.3f}", "off_s": f"{off:.3f}"} for a, on, off in windows]


def files(folder: Path, made: MadeDay) -> tuple[Path, Path]:
    """The two files of a day."""
    contacts = write(folder / "contacts.csv", contact_rows(made.day))
    return contacts, write(folder / "windows.csv", window_rows(made.windows, made.day.agents))
