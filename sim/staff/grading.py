"""Grading: how well what a talk's grade is made of sees people."""

from __future__ import annotations

from sim.mechanisms import appraisal
from sim.units import DAYS_PER_WEEK

WORKED = 5 / 7  # share of days that are worked


def period_days(world) -> int:
    """Calendar days between two talks, > 0."""
    return world.scenario.appraisal.every_weeks * DAYS_PER_WEEK


def reliabilities(world) -> tuple[float, float]:
    """Share of the variance that is true: of a period's count of contacts, of the right answers that were read."""
    m, reads = world.mechanisms, world.scenario.appraisal.reviews
    count = appraisal.count_reliability(period_days(world) * WORKED, m.talent.spread, m.incentives.day_noise)
    return count, float(appraisal.right_reliability(m.appraisal, reads, 1 - m.learning.wrong))
