"""Payroll: wages of the month, overtime at a premium, and what a rise goes on costing."""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats
from sim.contract.channels import NOTICE, PAY_LEVEL, PAY_SHARE, STAYING
from sim.contract.day import Day
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Own
from sim.contract.people import NEVER
from sim.contract.phases import Phase
from sim.mechanisms.overtime import Laws, by_group, hours_paid
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK, DAYS_PER_YEAR, PAID_HOURS_PER_MONTH, STANDARD_WEEK_HOURS

Mine = Own[None, Laws, None]


def wages_day(pay_month: Floats) -> float:
    """Wages of a calendar day."""
    return float(pay_month.sum()) / DAYS_PER_MONTH


def _pay(day: Day, own: Mine) -> None:
    people, shift = day.people, day.shift
    monthly = day.facts.skills.pay_month[people.group] * day[PAY_LEVEL]
    if day.used(PAY_SHARE):
        monthly = monthly * (1 + day[PAY_SHARE])
    wages = wages_day(monthly[day.employed & ~people.temp])
    day.book("wages", -wages)
    day.book("contributions", -wages * day.shop.money.contributions)
    staff = ~people.temp[shift.person]
    extra = (shift.extra_hours + shift.overrun)[staff]
    person, factor = shift.person[staff], by_group(own.numbers, day.facts.countries, day.shop.money.overtime_premium)
    paid = hours_paid(factor[people.group[person]], shift.by_kind[staff], shift.overrun[staff])
    day.book("overtime", -float(monthly[person] / PAID_HOURS_PER_MONTH @ paid))
    day.note("overtime_hours", extra.sum())


def _next_year(day: Day, own: Mine) -> float:
    """Pay above the scenario's own over the year after, as it stands tonight: the level in every place, what is added
    to somebody's pay for as long as they stay. Who stays longer for it is worth it in `end_state`."""
    people, week = day.people, day.facts.pay_hour * STANDARD_WEEK_HOURS  # (G,) contributions among it
    places = np.array([group.count for group in day.shop.people])
    level = float(week @ places) * (day[PAY_LEVEL] - 1) * DAYS_PER_YEAR / DAYS_PER_WEEK
    added = 0.0
    if day.used(PAY_SHARE):
        stays = day.employed & ~people.temp & (day[NOTICE] == NEVER)
        weekly = (week[people.group] * day[PAY_LEVEL] * day[PAY_SHARE])[stays]
        added = sum(float(chance @ weekly) for chance in day[STAYING](stays))
    return -level - added


MECHANISM = Mechanism(
    name="payroll",
    what="wages and overtime",
    numbers=Laws,
    needs=(NOTICE, STAYING),
    reads=(PAY_LEVEL,),
    always=True,
    acts={Phase.PAY: _pay},
    counts=(Count("overtime_hours", "hours beyond the shift, temps aside"),),
    accounts=(
        Account("wages", "pay by the month", MoneyPart.PAY),
        Account("contributions", "what the employer pays on top of wages", MoneyPart.PAY),
        Account("overtime", "hours beyond the shift and on public holidays, at their premium", MoneyPart.PAY),
    ),
    leaves={"pay": _next_year},
)
