"""A shop small enough to play hundreds of seasons: two service desks, a warehouse, one campaign."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sim.mechanisms import MECHANISMS
from sim.scenario import Scenario


def small_shop(**levers) -> Scenario:
    name = {"en": "Small shop", "zh": "小店"}
    handle = {"family": "lognormal", "mean_s": 200.0, "cv": 0.8}
    patience = {"family": "exponential", "mean_s": 200.0}
    people = {"title": name, "pay_month": 6000.0, "tenure_weeks": (10.0, 80.0)}
    scenario = Scenario.model_validate(
        {
            "id": "small",
            "title": name,
            "description": name,
            "calendar": {
                "start": dt.date(2026, 10, 26),
                "weeks": 4,
                "campaigns": [
                    {
                        "name": name, "day": dt.date(2026, 11, 11), "preset": "double-eleven-2019", "lift": 5.0,
                        "prep_hours": {"visual_design": 40.0, "service": 10.0},
                    }
                ],
            },
            "demand": {"orders_day": 150.0, "hourly": [1.0] * 8 + [4.0] * 16},
            "work": [
                {
                    "id": "ask", "title": name, "channel": "chat", "source": "order", "rate": 0.6, "handle": handle,
                    "patience": patience, "redial": 0.3, "repeat": 0.4, "wrap_s": 10.0, "target_s": 30.0,
                },
                {
                    "id": "call", "title": name, "channel": "phone", "source": "parcel", "rate": 0.1, "rate_late": 0.3,
                    "handle": handle, "patience": patience, "redial": 0.5, "repeat": 0.4, "transfer": 0.05,
                    "transfer_to": "mail", "target_s": 30.0,
                },
                {
                    "id": "mail", "title": name, "channel": "ticket", "source": "return", "rate": 1.0,
                    "handle": handle, "priority": 3, "target_s": 14400.0,
                },
                {
                    "id": "pack", "title": name, "channel": "task", "source": "wave", "rate": 1.0, "batch": 10,
                    "handle": {"family": "fixed", "mean_s": 400.0}, "priority": 2, "target_s": 86400.0,
                },
            ],
            "shifts": {
                "early": {"start": "08:00", "end": "17:00", "breaks": [("12:00", "13:00")]},
                "late": {"start": "15:00", "end": "24:00", "breaks": [("19:00", "20:00")]},
            },
            "people": [
                {"id": "early", "role": "service", "count": 2, "shift": "early", "chats": 3, **people,
                 "skills": {"ask": 1.0, "call": 1.0, "mail": 1.0}},
                {"id": "late", "role": "service", "count": 3, "shift": "late", "chats": 3, **people,
                 "skills": {"ask": 1.0, "call": 1.0, "mail": 1.0}},
                {"id": "stock", "role": "merchandise", "count": 2, "shift": "early", **people,
                 "skills": {"pack": 1.0}},
                {"id": "design", "role": "visual_design", "count": 1, "shift": "early", **people},
            ],
            "money": {"order_value": 150.0, "gross_margin": 0.4, "parcel_cost": 6.0, "return_cost": 5.0,
                      "late_compensation": 3.0, "fixed_cost_day": 500.0, "ad_spend_day": 1000.0},
        }
    )  # fmt: skip
    return scenario.with_levers(levers) if levers else scenario


def everything(**levers) -> dict[str, Any]:
    """Levers under which every mechanism is switched on, taken from the register of directions."""
    asked = {
        move.lever: move.value
        for one in MECHANISMS
        for move in one.moves
        if move.lever.removeprefix(f"{one.name}.") in one.asks
    }
    facts = {"people.late.count": 6, "calendar.weeks": 5, "hiring.lead_days": 3, "hiring.training_days": 2}
    return asked | facts | {"appraisal.reviews": 20, "appraisal.ranked_out": 0.3, "training.course_week": 0,
                            "pay.quality_gate": 0.8} | levers  # fmt: skip
