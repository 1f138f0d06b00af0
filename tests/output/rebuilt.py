"""A season's money reckoned anew from two files: the scenario (TOML) and the document of `season --json --days`.

Nothing of the project is imported. Of the scenario it uses the tables `money`, and of `calendar` the start, the weeks
and the discounts of campaigns. Of each season it uses the daily figures orders, shipped, returned, late_parcels and
cash, and the accounts that the scenario and these figures do not settle: what a sale took off prices, refunds,
cancellations, wages and all other pay, goodwill, claims, advertising, and what practices cost.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

DEFAULT = {"contributions": 0.0, "platform_fee": 0.0, "parcel_cost": 0.0, "return_cost": 0.0, "fixed_cost_day": 0.0}
DEFAULT |= {"late_compensation": 0.0, "late_share": 0.0, "opening_cash": 0.0}
Days = list[float]


class Rebuilt:
    """One season. `ledger`: account → money by day, reckoned anew where that can be, else as the document has it."""

    def __init__(self, scenario: Path, document: Path, season: int) -> None:
        self.said = tomllib.loads(scenario.read_text(encoding="utf-8"))
        whole = json.loads(document.read_text(encoding="utf-8"))
        self.money = DEFAULT | self.said["money"]
        self.days: dict[str, Days] = whole["each"][season]["days"]
        self.booked: dict[str, Days] = whole["each"][season]["ledger"]
        self.profit_said: float = whole["kpis"]["profit"]["values"][season]
        self.reckoned = self._reckoned()
        self.ledger = self.booked | self.reckoned

    @property
    def profit(self) -> float:
        return sum(sum(days) for days in self.ledger.values())

    @property
    def cash(self) -> Days:
        """In the evening of each day."""
        found, till = [], self.money["opening_cash"]
        for day in range(len(self.days["orders"])):
            till += sum(days[day] for days in self.ledger.values())
            found.append(till)
        return found

    @property
    def prices(self) -> Days:
        """Of an order on each day that had any, as a share of its usual value."""
        both = zip(self.booked["discounts"], self.reckoned["revenue"], strict=True)
        return [1 + off / full for off, full in both if full]

    @property
    def prices_known(self) -> set[float]:
        """The prices that the scenario's campaigns name, and the usual one."""
        campaigns = self.said["calendar"].get("campaigns", ())
        return {1.0} | {1 - campaign.get("discount", 0.0) for campaign in campaigns}

    @property
    def late_fee(self) -> float:
        money = self.money
        fee = max(money["late_compensation"], money["late_share"] * money["order_value"])
        return min(fee, money.get("late_most", fee))

    def _reckoned(self) -> dict[str, Days]:
        money, booked = self.money, self.booked
        value, fee = money["order_value"], money["platform_fee"]
        goods = value * (1 - money["gross_margin"])
        revenue = _times(value, self.days["orders"])
        paid = [full + off for full, off in zip(revenue, booked["discounts"], strict=True)]
        return {
            "revenue": revenue,
            "goods": _times(-goods, self.days["orders"]),
            "platform_fees": _times(-fee, paid),
            "goods_back": _times(goods, self.days["returned"]),
            "fees_back": _times(-fee, booked["refunds"]),
            "parcels": _times(-money["parcel_cost"], self.days["shipped"]),
            "return_handling": _times(-money["return_cost"], self.days["returned"]),
            "late_compensation": _times(-self.late_fee, self.days["late_parcels"]),
            "contributions": _times(money["contributions"], booked["wages"]),
            "fixed": [-money["fixed_cost_day"]] * (7 * self.said["calendar"].get("weeks", 12)),
        }


def _times(factor: float, days: Days) -> Days:
    return [factor * day for day in days]
