"""What `playbook hiring --json` writes."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playbook.planning.two_ways import Heads
    from sim.experiment.hiring_plan import HiringPlan


def heads_document(beside: Heads | None) -> dict[str, Any] | None:
    """What --json writes of heads by the half hour."""
    if beside is None:
        return None
    return {"first_day": str(beside.week.date), "hours": beside.hours, "people": beside.people}


def document(plan: HiringPlan, arguments: argparse.Namespace) -> dict[str, Any]:
    """What --json writes: needs by period, the mix with its adverts, each way alone, the frontier, the verdict."""
    need, verdict = plan.need, plan.verdict
    periods = [
        {"first": str(one.first), "last": str(one.last), "campaign": one.campaign, "wanted": plan.wanted[:, p],
         "there": need.there[:, p], "missing": plan.missing[:, p], "adds": plan.mix.gives[:, p],
         "short": plan.mix.short[:, p], "reach": plan.reach[:, p]}
        for p, one in enumerate(need.periods)
    ]  # fmt: skip
    kinds = [need.scenario.work[k].id for k in need.kinds]
    return {
        "format": "playbook hiring 1", "team": need.scenario.id, "currency": need.scenario.currency,
        "first_day": str(need.scenario.calendar.start), "last_day": str(need.scenario.calendar.end),
        "promise": plan.promise, "within": need.within, "sure": plan.sure, "seed": arguments.seed,
        "replications": arguments.replications, "types": kinds, "sets": need.sets, "periods": periods,
        "open": plan.open, "mix": _mix(plan, plan.mix), "levers": _plain(plan.levers),
        "chance_hired_enough": plan.mix.chance,
        "adverts": [
            {"out": str(one.start.advert), "first_day": str(one.start.comes), "on_floor": str(one.start.on_floor),
             "people": one.people, "period": one.period, "surely": one.surely, "stays": one.stays, "cost": one.cost}
            for one in plan.hired
        ],
        "late": [
            {"period": one.period, "due": str(one.due), "wanted": one.wanted, "brings": one.brings} for one in plan.late
        ],
        "alone": [
            {"kind": one.kind, "units": one.units, "people": one.people, "most": one.most, "cost": one.cost,
             "enough": one.enough}
            for one in plan.alone
        ],
        "frontier": [
            {"promise": one.promise, "cost": one.cost, "open_periods": int(one.open.sum()), "mix": _mix(plan, one.mix)}
            for one in plan.offers
        ],
        "verdict": None if verdict is None else {
            "chance": verdict.chance(plan.promise), "chance_range": verdict.chance_range(plan.promise),
            "seasons": len(verdict.after), "before": verdict.before.mean(axis=0),
            "after": verdict.after.mean(axis=0), "cost": _range(verdict.cost), "profit": _range(verdict.profit),
        },
    }  # fmt: skip


def _mix(plan: HiringPlan, mix: Any) -> dict[str, float]:
    return {one.name: float(n) for n, one in zip(mix.units, plan.options, strict=True) if n}


def _plain(levers: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in levers.items()}


def _range(one: Any) -> dict[str, float]:
    return {"mean": one.mean, "half_width": one.half_width, "p10": one.p10, "p90": one.p90}
