"""Customers: what an answer is worth, how content they are, and whether they come back.

A pre-sale question that is answered turns into an order more often than one that is not (Tan, Wang & Tan 2019:
purchase probability + 16 %). Contentment (CSAT, 1 to 5) falls with waiting and with wrong answers; known customers'
orders follow it slowly. Every slope beyond the answered-or-not one is an assumption and says so in the register.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats

SCALE = (1.0, 5.0)  # of CSAT


@dataclass(frozen=True)
class Conversion:
    asked: float  # share of answered pre-sale contacts that orders
    answered_lift: float  # factor of an answer on that share, against none
    slow_loss: float  # share of these orders lost when the answer takes `slow_after` times the target
    slow_after: float


@dataclass(frozen=True)
class Contentment:
    best: float  # CSAT of a right answer at once
    wait_loss: float  # points lost at three times the target (saturates)
    wrong_loss: float  # points lost by a wrong answer
    lost_loss: float  # points lost by not being answered at all
    late_loss: float  # points lost by a late parcel
    memory_days: float  # how long a bad week is remembered
    loyalty: float  # % more orders from known customers for 1 % more contentment
    delay_loss: float  # share of orders lost per day that parcels run late


def order_chance(conversion: Conversion, answered: np.ndarray, waited: Floats, target: float) -> Floats:
    """Chance that a pre-sale contact ends in an order. Shapes (n,); `target` in seconds."""
    slower = (waited / target - 1) / max(conversion.slow_after - 1, 1)
    slow = conversion.slow_loss * np.minimum(np.maximum(slower, 0), 1)  # `np.clip` is far slower on few numbers
    return conversion.asked * np.where(answered, 1 - slow, 1 / conversion.answered_lift)


def csat(contentment: Contentment, answered: np.ndarray, waited: Floats, target: Floats, wrong: np.ndarray) -> Floats:
    """CSAT of each contact, in [1, 5]."""
    patience_used = 1 - np.exp(-np.maximum(waited / target - 1, 0) / 2)
    points = contentment.best - contentment.wait_loss * patience_used - contentment.wrong_loss * wrong
    least, most = SCALE
    return np.minimum(np.maximum(np.where(answered, points, contentment.best - contentment.lost_loss), least), most)


def remembered(contentment: Contentment, memory: float, today: float) -> float:
    """The shop's contentment as customers remember it, after today."""
    return memory + (today - memory) / contentment.memory_days


def loyalty_factor(contentment: Contentment, memory: float, start: float, returning: float, days_late: float) -> float:
    """Factor on orders: known customers follow remembered contentment, everybody the delay of parcels."""
    known = max(memory / start, 0.0) ** contentment.loyalty
    return (1 - returning + returning * known) * max(0.0, 1 - contentment.delay_loss * days_late)
