"""Payroll: wages of the month, and overtime at a premium."""

from __future__ import annotations

from sim.arrays import Floats
from sim.contract.channels import PAY_LEVEL, PAY_SHARE
from sim.contract.day import Day
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Own
from sim.contract.phases import Phase
from sim.shop.facts import Money
from sim.units import DAYS_PER_MONTH, PAID_HOURS_PER_MONTH


def wages_day(pay_month: Floats) -> float:
    """Wages of a calendar day."""
    return float(pay_month.sum()) / DAYS_PER_MONTH


def overtime_pay(money: Money, pay_month: Floats, hours: Floats) -> float:
    """Pay of overtime hours at the hourly rate of the month times the premium."""
    return float((pay_month / PAID_HOURS_PER_MONTH * hours).sum()) * money.overtime_premium


def _pay(day: Day, own: Own[None, None, None]) -> None:
    people, shift = day.people, day.shift
    monthly = day.facts.skills.pay_month[people.group] * day[PAY_LEVEL]
    if day.used(PAY_SHARE):
        monthly = monthly * (1 + day[PAY_SHARE])
    wages = wages_day(monthly[people.employed(day.index) & ~people.temp])
    day.book("wages", -wages)
    day.book("contributions", -wages * day.shop.money.contributions)
    staff = ~people.temp[shift.person]
    extra = (shift.extra_hours + shift.overrun)[staff]
    day.book("overtime", -overtime_pay(day.shop.money, monthly[shift.person[staff]], extra))
    day.note("overtime_hours", extra.sum())


MECHANISM = Mechanism(
    name="payroll",
    what="wages and overtime",
    reads=(PAY_LEVEL,),
    always=True,
    acts={Phase.PAY: _pay},
    counts=(Count("overtime_hours", "hours beyond the shift, temps aside"),),
    accounts=(
        Account("wages", "pay by the month", MoneyPart.PAY),
        Account("contributions", "what the employer pays on top of wages", MoneyPart.PAY),
        Account("overtime", "hours beyond the shift, at the premium", MoneyPart.PAY),
    ),
)
