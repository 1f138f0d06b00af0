"""End state: what a season leaves behind, in money, for the twelve months after it.

Twelve weeks cannot price slow practices, so a comparison shows the season's cash and the change in the end state
apart. The continuation runs the people alone, without the floor: everybody still there keeps learning, leaves at
their hazard with today's fatigue fading at its own rate, and is worth the output they give above a newcomer's in
their seat; an empty seat costs its replacement. Remembered contentment moves known customers' orders until it is
forgotten. Open work costs what it will cost to close, and posts that were promised the extra pay of that year.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.mechanisms.attrition import Attrition, daily_hazard
from sim.mechanisms.learning import Learning, speed
from sim.units import DAYS_PER_WEEK, PAID_HOURS_PER_MONTH, STANDARD_WEEK_HOURS

WEEKS = 52


@dataclass(frozen=True)
class EndState:
    """Money by source; `total` is their sum."""

    people: float
    customers: float
    backlog: float
    promises: float = 0.0  # extra pay of the posts promised

    @property
    def total(self) -> float:
        return self.people + self.customers + self.backlog + self.promises


def people_value(
    learning: Learning, attrition: Attrition, recovery: float, pay_month: Floats, experience: Floats, ability: Floats,
    fatigue: Floats, tenure_weeks: Floats, fading: Floats, fade_weeks: float, log_quits: Floats,
) -> float:  # fmt: skip
    """Value of the people on the payroll over the next year against filling their seats with newcomers today.

    A week of somebody's work is priced at their pay; what counts is the difference of speed to a newcomer who
    started now, as long as they are expected to stay. `ability` with what was learned for good; `fading` log points of
    what was learned and fades; `log_quits` the practices' log factor on leaving. Shapes (n,).
    """
    weekly_pay = pay_month / PAID_HOURS_PER_MONTH * STANDARD_WEEK_HOURS
    value = 0.0
    for week, stays in enumerate(staying(attrition, recovery, fatigue, tenure_weeks, log_quits)):
        known = ability * np.exp(fading * np.exp(-week / fade_weeks))
        head_start = known * speed(learning, experience + week) - speed(learning, np.full_like(experience, week))
        value += float(np.sum(stays * weekly_pay * head_start))
    return value


def extra_pay(
    attrition: Attrition, recovery: float, extra_month: Floats, fatigue: Floats, tenure_weeks: Floats, log_quits: Floats
) -> float:
    """Extra pay over the next year of people who were promised `extra_month` each, as long as they stay. (n,) each."""
    weekly = extra_month / PAID_HOURS_PER_MONTH * STANDARD_WEEK_HOURS
    weeks = staying(attrition, recovery, fatigue, tenure_weeks, log_quits)
    return sum(float(np.sum(stays * weekly)) for stays in weeks)


def staying(
    attrition: Attrition, recovery: float, fatigue: Floats, tenure_weeks: Floats, log_quits: Floats
) -> Iterator[Floats]:
    """The chance that people are still here at the beginning of each week of the next year, (n,) each time."""
    stays = np.ones(len(fatigue))
    for week in range(WEEKS):
        yield stays
        tired = fatigue * (1 - recovery) ** (week * DAYS_PER_WEEK)
        stays = stays * (1 - daily_hazard(attrition, tenure_weeks + week, tired, log_quits)) ** DAYS_PER_WEEK


def customers_value(margin_year: float, returning: float, contentment_ratio: float, elasticity: float,
                    memory_days: float) -> float:  # fmt: skip
    """Margin of known customers above or below the start's contentment, until it is forgotten.

    `margin_year`: contribution of a year's usual orders; the memory fades exponentially with `memory_days`.
    """
    memory_years = min(memory_days / (WEEKS * DAYS_PER_WEEK), 1.0)
    return margin_year * returning * (contentment_ratio**elasticity - 1) * memory_years
