"""Promised posts: at the season's end those with the best results are made leads, and until then people race for it.

The race is the contest of `sim.mechanisms.contest`, run over the whole season; the prize is a lead's extra pay for as
long as somebody stays to draw it. Nothing is paid in the season. The bill comes after it, with leads who were chosen
by their results and lead as such people do (`sim.staff.joining.promised`): both stand in the end state.
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats
from sim.mechanisms import contest
from sim.mechanisms.attrition import daily_hazard
from sim.staff.races import race
from sim.units import DAYS_PER_WEEK, DAYS_PER_YEAR


def stake(world, state) -> float:
    """The prize over a season's pay at the usual output; 0 where nothing is promised."""
    if not world.scenario.careers.promised:
        return 0.0
    rest = float(world.rest_days[world.service].mean()) if world.service.any() else 0.0
    worked = 1 - rest / DAYS_PER_WEEK
    days = worked * len(world.days)
    pay = world.scenario.leadership.lead_pay
    return contest.promotion_days(pay, worked * DAYS_PER_YEAR, years(world, state)) / days


def years(world, state) -> float:
    """Years that an experienced, rested person is expected to stay under the practices of today."""
    known = state.terms.log_quits if state.terms is not None else np.zeros(1)
    leaves = daily_hazard(world.mechanisms.attrition, np.inf, 0.0, float(known.mean()))
    return float(1 / leaves / DAYS_PER_YEAR)


def effort(world, state, d: int, paid: np.ndarray) -> Floats:
    """Equilibrium of the race for the posts, solved on the first day of each week; leads do not race."""
    roster, s = state.roster, state.standing
    if d % DAYS_PER_WEEK == 0 or len(state.post_race) != len(roster):
        found = np.ones(len(roster))
        rows = np.flatnonzero(paid & roster.on_floor(d) & ~s.lead)
        posts = min(world.scenario.careers.promised, len(rows) - 1)
        if posts > 0:
            days = len(world.days) * float((1 - world.rest_days[roster.group[rows]] / DAYS_PER_WEEK).mean())
            found[rows] = race(world, state, rows, posts, stake(world, state) * days, days).effort
        state.post_race = found
    return state.post_race
