"""All mechanisms: a table of contents. What each brings stands in its module; `sim.contract` says how."""

from __future__ import annotations

from sim.contract.mechanism import Mechanism
from sim.mechanisms import (
    answers,
    appraisal,
    attrition,
    base,
    bounds,
    budget,
    careers,
    colleagues,
    customers,
    demand,
    fatigue,
    fulfilment,
    hiring,
    leadership,
    learning,
    luck,
    market,
    pay,
    payroll,
    peak,
    preparation,
    redress,
    remote,
    sale,
    schedule,
    score,
    together,
    tools,
    trade,
    training,
)

MECHANISMS: tuple[Mechanism, ...] = (
    # the market and the warehouse
    demand.MECHANISM,
    customers.MECHANISM,
    luck.MECHANISM,
    sale.MECHANISM,
    score.MECHANISM,
    base.MECHANISM,
    redress.MECHANISM,
    preparation.MECHANISM,
    fulfilment.MECHANISM,
    answers.MECHANISM,
    # people
    bounds.MECHANISM,
    learning.MECHANISM,
    fatigue.MECHANISM,
    attrition.MECHANISM,
    colleagues.MECHANISM,
    # what a manager decides
    peak.MECHANISM,
    hiring.MECHANISM,
    training.MECHANISM,
    careers.MECHANISM,
    pay.MECHANISM,
    appraisal.MECHANISM,
    leadership.MECHANISM,
    together.MECHANISM,
    remote.MECHANISM,
    budget.MECHANISM,
    market.MECHANISM,
    schedule.MECHANISM,
    tools.MECHANISM,
    # the books
    payroll.MECHANISM,
    trade.MECHANISM,
)
