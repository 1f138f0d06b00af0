"""Weeks: what a week at work does to people, and the talks, courses, praise and events that fall into it."""

from __future__ import annotations

import numpy as np

from sim import draws
from sim.mechanisms import appraisal, know_how, leadership, learning, motivation
from sim.staff import grading, suggestions, terms
from sim.units import DAYS_PER_WEEK

MINUTES_PER_HOUR = 60.0
PRAISE_WEEKS = 4  # weeks between two rounds of praise, each a week before the pay day that clears the counts


def week(world, state, seed: int, d: int) -> None:
    """The week that ends this morning."""
    suggestions.learn(world, state)
    _know_how(world, state, seed, d)
    _coaching(world, state, d)
    _talks(world, state, seed, d)
    _morale(world, state, seed, d)


def course(world, state, d: int) -> None:
    """Those whose course ended yesterday have learned it."""
    plan, s, m = world.scenario.training, state.standing, world.mechanisms.know_how
    if plan.course_days <= 0 and plan.second_skill_share <= 0:
        return
    done = (terms.in_class(world, state, d) == 0) & (terms.in_class(world, state, d - 1) > 0)
    if not done.any():
        return
    gain = know_how.course_gain(m, plan.course_days, s.lasting + s.fading)
    _learn(state, m, np.where(done, gain, 0.0))
    s.second_from = np.where(done & terms.learns_second(world, state), np.minimum(s.second_from, d), s.second_from)


def _know_how(world, state, seed: int, d: int) -> None:
    """Partners meet, colleagues pass on, what is not used fades."""
    m, s, roster, plan = world.mechanisms, state.standing, state.roster, world.scenario.training
    kept = know_how.after(m.know_how, terms.know_how_of(state), DAYS_PER_WEEK)
    s.lasting, s.fading = kept.lasting, kept.fading
    floor = np.flatnonzero(world.service[roster.group] & roster.on_floor(d) & ~roster.temp)
    if len(floor) < 2:
        return
    gain = np.zeros(len(roster))
    taught = (s.lasting + s.fading)[floor]
    if taught.any():
        above = know_how.mean_above(taught, np.zeros(len(floor), int), 1)
        rate = learning.contact_rate(m.learning)
        gain[floor] += know_how.contact_gain(above, rate, 1.0) * (1 - state.terms.at_home[floor])
    if plan.pair_minutes > 0:
        level = np.log(roster.ability[floor]) + np.log(learning.speed(m.learning, roster.experience[floor])) + taught
        luck = draws.uniform(draws.extend(draws.extend(roster.key[floor], "partner"), d), draws.Purpose.SIZE)
        partner = _pairs(luck)
        gain[floor] += know_how.partner_gain(m.know_how, level, level[partner], plan.pair_minutes / MINUTES_PER_HOUR)
    _learn(state, m.know_how, gain * state.helping)


def _pairs(luck) -> np.ndarray:
    """Everybody's partner this week, as positions; with an odd number the last one sits alone."""
    order = np.argsort(luck)
    partner = np.arange(len(luck))
    even = len(luck) // 2 * 2
    partner[order[:even:2]], partner[order[1:even:2]] = order[1:even:2], order[:even:2]
    return partner


def _learn(state, m, gain) -> None:
    stock = know_how.learned(m, terms.know_how_of(state), gain)
    state.standing.lasting, state.standing.fading = stock.lasting, stock.fading


def _coaching(world, state, d: int) -> None:
    plan, m, s = world.scenario.leadership, world.mechanisms.leadership, state.standing
    if plan.coaching_hours <= 0:
        return
    hours = leadership.possible_hours(m, plan.span, plan.coaching_hours)
    led = world.service[state.roster.group] & state.roster.on_floor(d) & ~state.roster.temp
    target = leadership.taught(m, terms.lead_quality(world, state, d), hours)
    s.coached = np.where(led, leadership.learning(m, s.coached, target, 1.0), s.coached)


def _talks(world, state, seed: int, d: int) -> None:
    """Appraisal talks, what is left of them, and what a forced ranking does."""
    plan, m, s, roster = world.scenario.appraisal, world.mechanisms, state.standing, state.roster
    s.talks = appraisal.feedback_later(m.appraisal, s.talks, 1.0)
    if not plan.every_weeks or d % grading.period_days(world):
        return
    people = np.flatnonzero(world.service[roster.group] & roster.on_floor(d) & ~roster.temp)
    if not len(people):
        return
    level = np.log(roster.ability[people]) + np.log(learning.speed(m.learning, roster.experience[people]))
    count, right = grading.reliabilities(world)
    reliable = appraisal.reliability(plan.quality_weight, count, right)
    key = draws.extend(roster.key[people], d)
    luck = [draws.normal(draws.extend(key, name), draws.Purpose.SIZE, draws.Purpose.SIZE_B) for name in LUCK]
    said = appraisal.feedback(m.appraisal, reliable, plan.self_focus, plan.every_weeks, luck[0])
    s.talks[people] += said
    if plan.ranked_out > 0:
        share_right = 1 - learning.wrong_share(m.learning, roster.experience[people])
        seen = appraisal.grades(plan.quality_weight, level, share_right, count, right, luck[1], luck[2])
        lowest = seen <= np.quantile(seen, plan.ranked_out)
        s.unfair[people] = appraisal.unfairness(m.appraisal, lowest, reliable, plan.ranked_out)


LUCK = ("talk", "counted", "read")


def _morale(world, state, seed: int, d: int) -> None:
    """Events feed morale; praise comes once in four weeks and fades."""
    plan, m, s, roster = world.scenario.together, world.mechanisms.motivation, state.standing, state.roster
    fed = motivation.events(m, plan.event_hours, plan.event_budget) if plan.event_hours > 0 else 0.0
    state.morale = float(motivation.morale_later(m, state.morale, fed, DAYS_PER_WEEK))
    s.praise = motivation.praise_later(m, s.praise, DAYS_PER_WEEK)
    if plan.awards_share <= 0 or (d + DAYS_PER_WEEK) % (PRAISE_WEEKS * DAYS_PER_WEEK):
        return
    people = np.flatnonzero(world.service[roster.group] & roster.on_floor(d) & ~roster.temp)
    if not len(people):
        return
    done = s.done[people]
    praised = done >= np.quantile(done, 1 - plan.awards_share) if done.any() else np.zeros(len(people), bool)
    surprise = 1 - plan.awards_announced
    s.praise[people] += surprise * motivation.praise_impulse(m, praised, plan.awards_share)
