"""Suggestions: who on the service floor works with the assistant, what it does to them, and what it costs.

There are places for a share of the floor, dealt out anew each week: a part to the newest, the rest to the quickest. Who
loses a place keeps what the suggestions have taught. How much help is worth to somebody is `sim.mechanisms.assistance`.
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Floats
from sim.mechanisms import assistance, learning
from sim.units import DAYS_PER_MONTH


def in_use(world, state, d: int) -> Floats:
    """1 for those who get suggestions on day `d`, 0 for all others, (n,)."""
    plan, roster = world.scenario.training, state.roster
    found = np.zeros(len(roster))
    floor = np.flatnonzero(world.service[roster.group] & roster.on_floor(d))
    places = round(plan.assistance_share * len(floor))
    if not places:
        return found
    newest = floor[np.argsort(roster.experience[floor], kind="stable")]
    first = round(plan.assistance_to_new * places)
    rest = newest[first:]
    quickest = rest[np.argsort(-skill(world, state)[rest], kind="stable")]
    found[newest[:first]] = 1.0
    found[quickest[: places - first]] = 1.0
    return found


def skill(world, state) -> Floats:
    """Log speed without suggestions, (n,); 0 = an experienced person of mean ability who was taught nothing."""
    s, roster, m = state.standing, state.roster, world.mechanisms
    ability = np.log(roster.ability) + m.talent.spread**2 / 2  # abilities have mean 1, their logs less than 0
    ramp = np.log(learning.speed(m.learning, roster.experience))
    return ability + ramp + s.lasting + s.fading + s.suggested


def log_speed(world, state, used: Floats) -> Floats:
    """What suggestions add to speed now and what they have taught for good: a published effect, not yet bent, (n,)."""
    taught, m = state.standing.suggested, world.mechanisms
    if not used.any():
        return taught
    return taught + assistance.gain(m.assistance, skill(world, state), m.talent.spread, used)


def log_wrong(world, state, used: Floats) -> Floats:
    """Log factor on wrong answers of those whom suggestions lead down, (n,)."""
    m = world.mechanisms
    if not used.any():
        return np.zeros(len(used))
    return assistance.log_wrong(m.assistance, skill(world, state), m.talent.spread, used)


def learn(world, state) -> None:
    """A week with suggestions teaches a part of their help for good, until all of it is one's own."""
    used, s, m = state.terms.suggestions, state.standing, world.mechanisms
    if not used.any():
        return
    n = len(used)  # people who came this morning have no week behind them
    help_now = assistance.gain(m.assistance, skill(world, state)[:n] - s.suggested[:n], m.talent.spread, used)
    s.suggested[:n] += assistance.kept(m.assistance, np.maximum(0.0, help_now - s.suggested[:n]), 1.0)


def cost(world, state, d: int) -> float:
    """Licences of day `d`, in money."""
    if not world.scenario.training.assistance_share:
        return 0.0
    people = (state.terms.suggestions * state.roster.on_floor(d)).sum()
    return float(people) * world.scenario.training.assistance_cost / DAYS_PER_MONTH
