"""The books: one ledger, each entry once, closed every day.

Cash basis: goods are paid when sold and come back into stock, at cost, when returned. The law that every run checks:
opening cash plus all entries is closing cash, and revenue is orders times their value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.shop.facts import Money
from sim.units import DAYS_PER_MONTH, PAID_HOURS_PER_MONTH

INCOME = ("revenue",)
COSTS = (
    "goods", "refunds", "parcels", "return_handling", "late_compensation", "wages", "overtime", "temps", "variable_pay",
    "hiring", "together", "fixed", "advertising",
)  # fmt: skip
ACCOUNTS = INCOME + COSTS
ROUNDING = {"rtol": 1e-9, "atol": 1e-6}
LABOUR = ("wages", "overtime", "temps", "variable_pay")


@dataclass(frozen=True)
class Trade:
    """What a day moved: counts."""

    orders: int
    shipped: int
    returned: float
    late: int
    hires: int


@dataclass(frozen=True)
class Payroll:
    """What a day cost in people, in money."""

    wages: float
    overtime: float
    temps: float
    variable: float  # pieces, commission, bonuses and prizes, less fines
    together: float  # team events
    licences: float = 0.0  # of the assistant


def entries(money: Money, trade: Trade, payroll: Payroll, hire_cost: float) -> dict[str, float]:
    """The day's entries by account; costs are negative. Their sum is the change of cash."""
    goods = money.order_value * (1 - money.gross_margin)
    return {
        "revenue": trade.orders * money.order_value,
        "goods": -(trade.orders - trade.returned) * goods,
        "refunds": -trade.returned * money.order_value,
        "parcels": -trade.shipped * money.parcel_cost,
        "return_handling": -trade.returned * money.return_cost,
        "late_compensation": -trade.late * money.late_compensation,
        "wages": -payroll.wages,
        "overtime": -payroll.overtime,
        "temps": -payroll.temps,
        "variable_pay": -payroll.variable,
        "hiring": -trade.hires * hire_cost,
        "together": -payroll.together,
        "fixed": -money.fixed_cost_day - payroll.licences,
        "advertising": -money.ad_spend_day,
    }


def wages_day(pay_month: Floats) -> float:
    """Wages of a calendar day."""
    return float(pay_month.sum()) / DAYS_PER_MONTH


def overtime_pay(money: Money, pay_month: Floats, hours: Floats) -> float:
    """Pay of overtime hours at the hourly rate of the month times the premium."""
    return float((pay_month / PAID_HOURS_PER_MONTH * hours).sum()) * money.overtime_premium


def law(opening: float, ledger: dict[str, Floats], closing: float, orders: Floats, money: Money) -> tuple[str, ...]:
    """Broken laws of the books as sentences."""
    broken = []
    moved = sum(float(np.sum(values)) for values in ledger.values())
    if not np.isclose(opening + moved, closing, **ROUNDING):
        broken.append(f"books: opening cash {opening:.2f} and entries {moved:.2f} do not make closing {closing:.2f}")
    revenue, sold = float(np.sum(ledger["revenue"])), float(np.sum(orders)) * money.order_value
    if not np.isclose(revenue, sold, **ROUNDING):
        broken.append(f"books: revenue {revenue:.2f} is not orders times value {sold:.2f}")
    return tuple(broken)
