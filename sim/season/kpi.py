"""Key figures of a replication, as `data/kpis.toml` defines them."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.contract.mechanism import MoneyPart
from sim.evidence import DATA
from sim.mechanisms import MECHANISMS
from sim.scenario import Scenario
from sim.season.clock import COUNTS, SeasonResult
from sim.season.end_state import PEOPLE, EndState, people_value
from sim.season.setup import Setup
from sim.units import SECONDS_PER_HOUR

# how the days of each count make a season
HOW = {count.id: count.adds for count in (*COUNTS, *(count for one in MECHANISMS for count in one.counts))}
ADD: Mapping[str, Callable[[Floats], float]] = {"sum": np.sum, "mean": np.mean, "last": lambda values: values[-1]}
# every account that pays people
LABOUR = tuple(account.id for one in MECHANISMS for account in one.accounts if account.part is MoneyPart.PAY)


@cache
def definitions() -> dict[str, dict[str, Any]]:
    """KPI id → name per language, unit, better, window."""
    return tomllib.loads((DATA / "kpis.toml").read_text(encoding="utf-8"))


def names(kpi: str, scenario: Scenario) -> dict[str, str]:
    """A figure's name per language, as it is in this season: what is of the sale is of another day where none is."""
    entry = definitions()[kpi]
    found: dict[str, str] = entry["name"] if scenario.calendar.campaigns else entry.get("without_sale", entry["name"])
    return found


def totals(
    setup: Setup, result: SeasonResult, first: int | None = None, end: EndState | None = None
) -> dict[str, float]:
    """One number for each KPI of a season, in the order of their definitions; of its days from `first` on, if given.

    `end`: its `end_state`, where that is known already.
    """
    span = slice(result.first if first is None else first, result.last)
    d = {name: values[span] for name, values in result.days.items()}
    ledger = {name: values[span] for name, values in result.ledger.items()}
    total = {name: float(ADD[HOW[name]](values)) for name, values in d.items()}
    live = max(total["live_ended"], 1)
    opening, good, wait = (total[f"window_{name}"] for name in ("ended", "in_target", "wait_s"))
    if not opening:
        worst = int(np.argmin(_ratio(d["live_in_target"], d["live_ended"], 1.0)))
        opening, good, wait = (float(d[name][worst]) for name in ("live_ended", "live_in_target", "live_wait_s"))
    end = end or end_state(setup, result)
    profit = sum(float(values.sum()) for values in ledger.values())
    values = {
        "profit": profit,
        "revenue": float(ledger["revenue"].sum()),
        "lost_orders": total["lost_slow"] + total["lost_unanswered"],
        "service_level": total["live_in_target"] / live,
        "abandonment": total["live_lost"] / live,
        "mean_wait_s": total["live_wait_s"] / live,
        "peak_service_level": good / max(opening, 1),
        "peak_wait_s": wait / max(opening, 1),
        "occupancy": total["busy_s"] / max(total["staffed_s"], 1),
        "csat": total["contentment_sum"] / max(total["contentment_n"], 1),
        "known_customers": total["customers_known"],
        "late_parcels": total["late"] + total["late_open"],
        "child_ratio": total["children"] / max(total["contacts"] - total["children"], 1),
        "wrong_answers": total["wrong"] / max(total["answered"], 1),
        "headcount_end": total["headcount"],
        "labour_cost": -sum(float(ledger[name].sum()) for name in LABOUR),
        "backlog_end": total["backlog_parcels"] + total["unanswered"],
        "cash_end": total["cash"],
        "end_state": end.total,
        "value": profit + end.total,
        "variable_pay": -float(ledger["variable_pay"].sum()),
        "contacts_person_day": total["desk_answered"] / max(total["desk_days"], 1),
        "in_the_red": float(profit < 0),
        "case_wait_hours": total["case_wait_s"] / max(total["cases"], 1) / SECONDS_PER_HOUR,
    }
    # what is not worked out here is a count of the same name
    return {name: values[name] if name in values else total[name] for name in definitions()}


def by_day(result: SeasonResult) -> dict[str, Floats]:
    """Daily KPIs, (D,) each; 1.0 or 0.0 stands for a ratio of a day without contacts."""
    d = result.days
    return {
        "orders": d["orders"],
        "contacts": d["contacts"],
        "answered": d["answered"],
        "service_level": _ratio(d["live_in_target"], d["live_ended"], 1.0),
        "abandonment": _ratio(d["live_lost"], d["live_ended"], 0.0),
        "mean_wait_s": _ratio(d["live_wait_s"], d["live_ended"], 0.0),
        "occupancy": _ratio(d["busy_s"], d["staffed_s"], 0.0),
        "staffed_hours": d["staffed_s"] / SECONDS_PER_HOUR,
        "score": d["score"],
        "shipped": d["shipped"],
        "returned": d["returned"],
        "late_parcels": d["late"],
        "backlog_parcels": d["backlog_parcels"],
        "csat": d["contentment"],
        "headcount": d["headcount"],
        "fatigue": d["fatigue"],
        "effort": d["effort"],
        "effort_slow": d["effort_slow"],
        "cash": d["cash"],
    }


def end_state(setup: Setup, result: SeasonResult) -> EndState:
    """What the season leaves behind, in money: its people, and what each mechanism leaves; 0 for one switched off.

    ValueError where a mechanism gives no number.
    """
    day = setup.day(result.state, result.seed)
    day.index = result.last - 1
    money = {kind: 0.0 for one in setup.all_mechanisms for kind in one.leaves} | {PEOPLE: people_value(day)}
    for one in setup.mechanisms:
        for kind, worth in one.leaves.items():
            found = worth(day, day.own(one.name))
            if not math.isfinite(found):
                raise ValueError(f"{one.name} leaves {found} of {kind}")
            money[kind] += found
    return EndState(money)


def _ratio(part: Floats, whole: Floats, none: float) -> Floats:
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), none)
