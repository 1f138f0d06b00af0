"""A stand-in for `sim.experiment` and its peak weeks: the same names and shapes, a formula instead of a season.

It keeps tests of the widgets quick and lets them know the answers: service in the peak rises with temps and
saturates, profit has its best value inside the range, contributions add up exactly.
"""

from __future__ import annotations

import datetime as dt
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from sim.experiment import MoneyChange, Range
from sim.experiment.big_night import Night
from sim.experiment.money import PARTS
from sim.experiment.peak_week import PeakWeeks, Window
from sim.floor.minutes import Minutes
from sim.scenario import Scenario
from sim.season.setup import LOOPS

SHARES = {"late_contacts": 0.2, "overload_errors": 0.1, "repeat_contacts": 0.15, "overload_fatigue": 0.03}
TEAMS = Path(__file__).resolve().parents[2] / "data" / "teams"
DAILY = (
    "orders", "contacts", "answered", "service_level", "abandonment", "mean_wait_s", "occupancy", "staffed_hours",
    "late_parcels", "backlog_parcels", "csat", "headcount", "fatigue", "cash",
)  # fmt: skip

pause = 0.0  # seconds that a replication takes; tests of cancelling raise it
broken = False  # whether the model raises


@dataclass(frozen=True)
class Estimate:
    scenario: Scenario
    seed: int
    planned: int
    totals: dict[str, np.ndarray]
    days: dict[str, np.ndarray]
    laws: tuple[str, ...] = ()
    neutralised: tuple[str, ...] = ()
    money: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return len(next(iter(self.totals.values())))

    def range(self, kpi: str) -> Range:
        return Range.of(self.totals[kpi])

    def band(self, kpi: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return tuple(np.percentile(self.days[kpi], (10, 50, 90), axis=0))


@dataclass(frozen=True)
class Comparison:
    a: Estimate
    b: Estimate

    def difference(self, kpi: str) -> Range:
        return Range.of(self.b.totals[kpi] - self.a.totals[kpi])


@dataclass(frozen=True)
class Explanation:
    kpi: str
    change: np.ndarray
    parts: dict[str, np.ndarray]


@cache
def team(name: str) -> Scenario:
    return Scenario.model_validate(tomllib.loads((TEAMS / f"{name}.toml").read_text(encoding="utf-8")))


def team_names() -> tuple[str, ...]:
    return ("starter", "flagship", "livestream", "jd", "crossborder")


def replicate(
    scenario: Scenario,
    replications: int = 20,
    seed: int = 1,
    *,
    executor: object = None,
    workers: int = 1,
    first: int = 0,
    evidence_only: bool = False,
    doubt: bool = False,
    each_day: Callable[[int, object], None] | None = None,
) -> Iterator[Estimate]:
    rows, days = [], []
    for i in range(first, first + replications):
        if pause:
            time.sleep(pause)
        if broken:
            raise RuntimeError("the floor fell through <b>here</b>")
        if each_day:
            each_day(0, None)
        total, day = _season(scenario, seed, i, evidence_only)
        rows.append(total)
        days.append(day)
        yield Estimate(
            scenario,
            seed,
            replications,
            {kpi: np.array([row[kpi] for row in rows]) for kpi in rows[0]},
            {kpi: np.array([row[kpi] for row in days]) for kpi in DAILY},
            neutralised=("fatigue.made_up",) if evidence_only else (),
        )


def run(scenario: Scenario, replications: int = 20, seed: int = 1, **kw: object) -> Estimate:
    return list(replicate(scenario, replications, seed, **kw))[-1]


def compare(a: Scenario, b: Scenario, replications: int = 20, seed: int = 1, **kw: object) -> Iterator[Comparison]:
    pairs = zip(replicate(a, replications, seed, **kw), replicate(b, replications, seed, **kw), strict=True)
    for one, other in pairs:
        yield Comparison(one, other)


def peak_weeks(
    base: Scenario, changed: Scenario, replications: int = 30, seed: int = 1, *, each_day: Callable | None = None
) -> Iterator[PeakWeeks]:
    """The seasons' figures under another name, from the second day on; nothing for a scenario without campaigns."""
    if not base.calendar.campaigns:
        return
    span = Window(start=1, first=3, end=10, exact=base.floor == changed.floor)
    for pair in compare(base, changed, replications, seed, each_day=each_day):
        a, b = (
            replace(side, days={name: days[:, span.first : span.end] for name, days in side.days.items()})
            for side in (pair.a, pair.b)
        )
        yield PeakWeeks(span, Comparison(a, b))


def prepare_peak_weeks(
    base: Scenario, replications: int = 30, seed: int = 1, *, each_day: Callable | None = None
) -> Iterator[int]:
    for r, _ in enumerate(replicate(base, replications, seed, each_day=each_day)):
        yield r + 1


def explain(
    a: Scenario, b: Scenario, name: str, replications: int = 5, seed: int = 1, *, loops: tuple[str, ...] = LOOPS,
    each_day: Callable[[int, object], None] = lambda day, state: None,
) -> Iterator[Explanation]:  # fmt: skip
    for pair in compare(a, b, replications, seed):
        each_day(0, None)
        change = pair.b.totals[name] - pair.a.totals[name]
        parts = {loop: SHARES.get(loop, 0.0) * change for loop in loops}
        yield Explanation(name, change, {"direct": change - sum(parts.values())} | parts)


def explain_money(
    a: Scenario, b: Scenario, replications: int = 20, seed: int = 1, *,
    each_day: Callable[[int, object], None] = lambda day, state: None,
) -> Iterator[MoneyChange]:  # fmt: skip
    """Late parcels cost 3 each, a fifth of pay counts; what is left of profit is sales in chat."""
    for pair in compare(a, b, replications, seed):
        each_day(0, None)
        gap = {kpi: pair.b.totals[kpi] - pair.a.totals[kpi] for kpi in pair.a.totals}
        none = np.zeros(pair.a.n)
        parts = dict.fromkeys(PARTS, none) | {
            "pay": -0.2 * gap["labour_cost"],
            "compensation": -3 * gap["late_parcels"],
        }
        parts["chat"] = gap["profit"] - parts["pay"] - parts["compensation"]
        yield MoneyChange(gap["profit"], parts, {"people": gap["end_state"], "customers": none})


def _season(scenario: Scenario, seed: int, replication: int, evidence_only: bool) -> tuple[dict, dict]:
    rng = np.random.default_rng((seed, replication))
    luck, peak = rng.normal(), scenario.peak
    days = scenario.calendar.days
    help_ = peak.temps * (0.6 + 0.4 * min(peak.temps_days_before, 14) / 14)
    capacity = help_ + 2.5 * peak.overtime_hours + 8 * peak.night_crew
    service = float(np.clip(0.45 + 0.5 * (1 - np.exp(-capacity / 6)) + 0.04 * luck, 0, 1))
    late = max(0.0, 4000 - 350 * peak.temps_packing + 300 * luck)
    tired = 0.0 if evidence_only else 0.1 * peak.overtime_hours**2 + 0.01 * max(0.0, 45 - peak.break_minutes)
    labour = 800_000 + peak.temps * (2500 + 180 * peak.temps_days_before) + 30_000 * peak.overtime_hours
    revenue = 9_000_000 * (0.9 + 0.1 * service) * (scenario.demand.orders_day / 1600) * (1 + 0.02 * luck)
    total = {
        "profit": 0.2 * revenue - 0.2 * labour - 3 * late - 20_000 * tired,
        "revenue": revenue,
        "orders": revenue / 90,
        "lost_orders": 4000 * (1 - service),
        "contacts": 110_000 + 0.4 * late,
        "service_level": 0.5 + service / 2,
        "abandonment": 0.4 * (1 - service),
        "mean_wait_s": 400 * (1 - service),
        "peak_service_level": service,
        "peak_wait_s": 900 * (1 - service),
        "occupancy": 0.95 - 0.01 * capacity,
        "csat": 3.8 + service,
        "late_parcels": late,
        "child_ratio": 0.3 * (1 - service),
        "wrong_answers": 0.05 + 0.05 * tired,
        "quits": 2 + tired,
        "headcount_end": scenario.headcount - tired,
        "overtime_hours": 300 * peak.overtime_hours,
        "labour_cost": labour,
        "backlog_end": 200 + 50 * luck,
        "cash_end": 1_000_000 + 0.2 * revenue - 0.3 * labour,
        "end_state": -5000 * tired,
    }
    total["value"] = total["profit"] + total["end_state"]
    wave = 1 + 0.2 * np.sin(np.arange(days) / 3.5) + 0.05 * rng.normal(size=days)
    day = {name: 1000 * wave for name in DAILY} | {"service_level": np.clip(service * wave, 0, 1)}
    return total, day | {"cash": 1_000_000 + np.cumsum(10_000 * wave)}


def night(
    base: Scenario, changed: Scenario, hours: tuple[float, float], replication: int = 0, seed: int = 1, **kw: object
) -> Night | None:
    """An evening of 4 contacts a minute, of whom the moved share is answered in time and the rest gives up."""
    if broken:
        raise RuntimeError("the floor fell through <b>here</b>")
    if not base.calendar.campaigns:
        return None
    n, opens = round(60 * sum(hours)), round(60 * hours[0])
    came = np.full(n, 4)
    in_time = np.round(np.arange(1, n + 1) * 4 * changed.peak.night_crew).astype(int)
    in_time = np.diff(in_time, prepend=0)
    people = np.where(np.arange(n) < opens, 2, 2 + round(10 * changed.peak.night_crew))
    waiting = np.full(n, 10 - round(10 * changed.peak.night_crew))
    nothing = np.zeros(n, int)
    minutes = Minutes(came, in_time, nothing, came - in_time, nothing, waiting, nothing, people)
    opening = dt.datetime.combine(base.calendar.campaigns[0].day, dt.time(20), ZoneInfo(base.timezone)).timestamp()
    return Night(opening - 60 * opens, opening, minutes, in_time, np.arange(n) * 10 + replication, ())
