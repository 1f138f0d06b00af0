"""Rewards: what pay asks of people before a day, and what the day's contacts earn them.

Variable pay is for the service floor's answered contacts. All schemes add up: pieces, commission, a team bonus and the
grade in the next talk are rewards at the margin and go into one choice of effort; the quota's step and the prize are
games over the four weeks of a pay period, each with its own solution. Contacts are counted in standard days of the
person's group, so that a night shift's few are worth as much as an evening's many.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.mechanisms import appraisal, contest, incentives, quota, team_pay
from sim.staff import grading, promises
from sim.staff.races import race
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK, STANDARD_SHIFT_HOURS

PERIOD_WEEKS = 4
PERIOD_DAYS = PERIOD_WEEKS * DAYS_PER_WEEK
MEMORY_DAYS = 28.0  # over which the usual number of contacts, the rush and what was earned are remembered


@dataclass(frozen=True)
class Drive:
    """What pay makes of people today, by row of the roster, (n,) each."""

    effort: Floats  # factor on speed, 1 = usual
    log_care: Floats  # ≥ 0; lowers wrong answers
    helping: float  # factor on what people pass on to each other


def working_days(rest_days: Floats, days: int) -> Floats:
    """Working days among `days` in a row."""
    return days * (1 - rest_days / DAYS_PER_WEEK)


def drive(world, state, d: int) -> Drive:
    """Effort and care of today."""
    plan, m, roster = world.scenario, world.mechanisms, state.roster
    n, pay = len(roster), plan.pay
    if not world.has_stakes:
        return Drive(np.ones(n), np.zeros(n), 1.0)
    paid = world.service[roster.group] & ~roster.temp
    back = state.waited_share
    own, shared = _pieces_share(world, state), _team_reward(world, state, d)
    reward = np.where(paid, own + shared, 0.0)
    care_reward = np.zeros(n)
    if plan.appraisal.every_weeks:
        speed, quality = appraisal.rewards(m.appraisal, plan.appraisal.quality_weight, *grading.reliabilities(world))
        reward, care_reward = reward + np.where(paid, speed, 0.0), np.where(paid, quality, 0.0)
    if pay.fine > 0:
        care_reward = care_reward + np.where(paid, _fine_reward(world, state), 0.0)
    log_care = incentives.care(m.incentives, care_reward)
    effort = incentives.effort(m.incentives, reward, back)
    if pay.quota_bonus > 0:
        effort = effort * np.where(paid, _quota_effort(world, state, d), 1.0)
    if pay.rank_prize > 0:
        effort = effort * _prize_effort(world, state, d, paid)
    if plan.careers.promised:
        effort = effort * promises.effort(world, state, d, paid)
    effort = np.minimum(effort, m.incentives.most) * np.exp(-m.incentives.care_slower * log_care)
    alone = own + pay.quota_bonus + pay.rank_prize + promises.stake(world, state)
    helping = np.broadcast_to(incentives.helping(m.incentives, alone, shared), n)[paid]
    return Drive(effort, log_care, float(helping.mean()) if len(helping) else 1.0)


def _pieces_share(world, state) -> Floats:
    """What a usual day's contacts bring in pieces and commission, as a share of the day's pay."""
    plan, roster = world.scenario, state.roster
    daily = world.day_pay[roster.group]
    usual = state.usual[roster.group]
    each = plan.pay.piece_rate + plan.pay.commission * plan.money.order_value * world.orders_per_contact
    return usual * each / daily


def _team_reward(world, state, d: int) -> Floats | float:
    pay, m, roster = world.scenario.pay, world.mechanisms, state.roster
    if pay.team_bonus <= 0:
        return 0.0
    team = world.service[roster.group] & roster.on_floor(d) & ~roster.temp
    size = max(1, int(team.sum()))
    left = max(1.0, PERIOD_DAYS - d % PERIOD_DAYS)
    noise = m.incentives.day_noise * np.sqrt(left / size) / PERIOD_DAYS
    slope = team_pay.slope(_team_gap(world, state, d), (0.0,), (pay.team_bonus,), max(noise, LEAST_NOISE))
    return team_pay.reward(m.team_pay, slope, size, 1 - state.terms.at_home)


LEAST_NOISE = 0.01  # of a team's result over a period: nobody knows it better
ALMOST_NOTHING = 1e-9


def _team_gap(world, state, d: int, into: int | None = None) -> float:
    """Log of the team's expected result over its target: what was done so far and usual days from here on.

    `into`: days of the period that are over, from the calendar when absent.
    """
    roster, s = state.roster, state.standing
    team = world.service[roster.group] & roster.on_floor(d) & ~roster.temp
    share = 1 - world.rest_days[roster.group[team]] / DAYS_PER_WEEK
    usual = float(share.sum())
    into = d % PERIOD_DAYS if into is None else into
    expected = float(s.work.sum()) + usual * (PERIOD_DAYS - into)
    target = world.scenario.pay.team_target * usual * PERIOD_DAYS
    return float(np.log(max(expected, ALMOST_NOTHING) / max(target, ALMOST_NOTHING)))


def _fine_reward(world, state) -> Floats:
    plan, m, roster = world.scenario, world.mechanisms, state.roster
    found = state.usual[roster.group] * m.learning.wrong * world.found
    return incentives.fine_reward(m.incentives, plan.pay.fine, found, world.day_pay[roster.group])


def _quota_effort(world, state, d: int) -> Floats:
    """Best effort against the step, group by group (their months have different numbers of working days)."""
    pay, m, roster, s = world.scenario.pay, world.mechanisms, state.roster, state.standing
    effort = np.ones(len(roster))
    into = d % PERIOD_DAYS
    for g in np.flatnonzero(world.service):
        rows = np.flatnonzero(roster.group == g)
        if not len(rows):
            continue
        month = round(working_days(world.rest_days[g], PERIOD_DAYS))
        left = round(working_days(world.rest_days[g], PERIOD_DAYS - into))
        table = quota.plan(
            m.quota, m.incentives.elasticity, m.incentives.most, m.incentives.day_noise, month,
            pay.quota_bonus * month, pay.quota * month,
        )  # fmt: skip
        missing = pay.quota * month - s.work[rows]
        effort[rows] = quota.effort(table, left, missing, state.pace[rows], state.rush)
    return effort


def _prize_effort(world, state, d: int, paid: np.ndarray) -> Floats:
    """Equilibrium of the race for the prize, solved on the first day of each week for those who are there."""
    pay, m, roster = world.scenario.pay, world.mechanisms, state.roster
    if d % DAYS_PER_WEEK == 0 or len(state.race) != len(roster):
        effort = np.ones(len(roster))
        rows = np.flatnonzero(paid & roster.on_floor(d))
        if len(rows) > 1:
            days = float(working_days(world.rest_days[roster.group[rows]], PERIOD_DAYS).mean())
            winners = max(1, round(pay.rank_top * len(rows)))
            play = race(world, state, rows, winners, pay.rank_prize * days + m.contest.taste, days)
            effort[rows] = play.effort * np.exp(contest.shame(m.contest, play.chance, winners / len(rows)))
        state.race = effort
    return state.race


def count(world, state, person, hours: Floats, done: Floats, won: Floats, wrong: Floats) -> None:
    """Book a day's contacts: `person` rows on the floor, their hours, contacts answered, orders won and wrong answers,
    (A,) each."""
    s, roster = state.standing, state.roster
    group = roster.group[person]
    usual = state.usual[group]
    s.done[person] += done
    s.won[person] += won
    s.wrong[person] += wrong
    days = np.divide(done, usual, out=np.zeros_like(done), where=usual > 0)
    s.work[person] += days
    s.results[person] += days
    groups = len(world.rest_days)
    worked = np.bincount(group, weights=hours, minlength=groups) / STANDARD_SHIFT_HOURS
    answered = np.bincount(group, weights=done, minlength=groups)
    step = 1 / MEMORY_DAYS
    seen = worked > 0
    rate = np.divide(answered, worked, out=np.zeros(groups), where=seen)
    first = seen & (state.usual == 0)
    state.usual = np.where(first, rate, np.where(seen, state.usual + step * (rate - state.usual), state.usual))
    state.rush += step * (state.waited_share - state.rush)


def due(world, state, d: int) -> float:
    """Variable pay that falls due on the evening of day `d`, in money; what people got and lost is remembered."""
    if (d + 1) % PERIOD_DAYS and d + 1 < len(world.days):
        return 0.0
    s, roster, pay = state.standing, state.roster, world.scenario.pay
    if not world.has_stakes:
        _clear(s)
        return 0.0
    m = world.mechanisms
    paid = world.service[roster.group] & ~roster.temp & (s.done > 0)
    base = world.month_pay[roster.group] * (d % PERIOD_DAYS + 1) / DAYS_PER_MONTH
    right = 1 - s.wrong / np.maximum(s.done, 1)
    each = s.done * pay.piece_rate + s.won * pay.commission * world.scenario.money.order_value
    bonus = np.where(s.work >= pay.quota * _month(world, roster, d), pay.quota_bonus * base, 0.0)
    bonus = bonus + (pay.team_bonus * base if _team_gap(world, state, d, PERIOD_DAYS) >= 0 else 0.0)
    bonus = bonus + np.where(_winners(world, s.work, paid), pay.rank_prize * base, 0.0)
    gained = np.where(paid & (right >= pay.quality_gate), each + bonus, 0.0)
    fined = np.where(paid, incentives.fine_share(m.incentives, pay.fine, s.wrong * world.found, base) * base, 0.0)
    s.gained, s.fined = gained / base, fined / base
    _clear(s)
    return float(gained.sum() - fined.sum())


def _month(world, roster, d: int) -> Floats:
    """Working days of each person's period so far."""
    return working_days(world.rest_days[roster.group], d % PERIOD_DAYS + 1)


def _winners(world, work: Floats, paid: np.ndarray) -> np.ndarray:
    """Who did the most standard days' work; nobody where no prize is out."""
    won = np.zeros(len(work), bool)
    if world.scenario.pay.rank_prize > 0 and paid.any():
        places = max(1, round(world.scenario.pay.rank_top * int(paid.sum())))
        won[np.argsort(np.where(paid, -work, np.inf), kind="stable")[:places]] = True
    return won


def _clear(s) -> None:
    for name in ("done", "won", "wrong", "work"):
        getattr(s, name)[:] = 0.0
