"""Terms: what the practices add up to for each person, as factors on speed, accuracy, hours and quits.

Every practice is a term of one of four channels. The terms of a channel are added, bent by `sim.mechanisms.stock` and
only then used, so that no order of practices matters and no heap of them goes beyond the stated bounds. What is no
practice (a notice that was given, hours spent elsewhere) is added after.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.mechanisms import (
    appraisal,
    attrition,
    hiring,
    incentives,
    know_how,
    leadership,
    learning,
    motivation,
    remote,
    schedules,
    selection,
)
from sim.scenario import Scenario
from sim.season.rota import Form
from sim.staff import grading, suggestions
from sim.staff.rewards import Drive
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK, STANDARD_WEEK_HOURS

MINUTES_PER_HOUR = 60.0
GRADE_WEEKS = 26  # weeks between two grades of a ladder
OFFICE_HOURS = 8.0  # shared with the office when nothing is said
ROOM_SHARE = 0.5  # of the people who did not ask have a room for work at home


@dataclass(frozen=True)
class Terms:
    """By row of the roster, (n,) each."""

    log_speed: Floats
    log_wrong: Floats
    presence: Floats  # share of the planned hours on the floor, in [0, 1]
    log_quits: Floats
    pace: Floats  # weeks of experience that a week at work is worth
    at_home: Floats  # share of the week at home
    suggestions: Floats  # 1: works with the assistant; 0: without


def stale(world, state, d: int) -> bool:
    """Whether the terms must be made anew: every week, and when people have come, given notice or sit in class."""
    if state.terms is None or d % DAYS_PER_WEEK == 0 or len(state.terms.log_speed) != len(state.roster):
        return True
    return bool((state.standing.notice == d - 1).any() or in_class(world, state, d).any()
                or in_class(world, state, d - 1).any())  # fmt: skip


def of_today(world, state, d: int) -> Terms:
    """Everybody's terms on day `d`."""
    s, m, plan = state.standing, world.mechanisms, world.scenario
    roster, n = state.roster, len(state.roster)
    tenure = roster.tenure_weeks(d)
    floor = world.service[roster.group]
    days_home, ready, volunteer = _home(world, state, tenure)
    at_home = 1 - remote.contact_share(days_home)
    quality = lead_quality(world, state, d)

    praised = plan.together.awards_share
    award = motivation.award_log_speed(
        m.motivation, plan.together.awards_announced, d / DAYS_PER_WEEK, np.clip(s.conscience, 0, 1), praised
    )  # fmt: skip
    rota = (plan.schedule.notice_days, plan.schedule.stable_share, plan.schedule.swaps)
    suggested = suggestions.in_use(world, state, d)
    practice = s.lasting + s.fading + s.coached + s.talks + s.praise + suggestions.log_speed(world, state, suggested)
    practice = practice + motivation.morale_log_speed(m.motivation, state.morale)
    on_floor = award + motivation.goal_log_speed(m.motivation, plan.leadership.goal)
    on_floor = on_floor + schedules.log_speed(m.schedules, *rota)
    on_floor = on_floor + _peers(world, state, d, at_home)
    practice = practice + np.where(floor, on_floor, 0.0)
    practice = practice + remote.log_rate(m.remote, days_home, ready, remote.own_effect(m.remote, s.home))
    log_speed = m.transfer.output(practice) + attrition.notice_log_speed(m.reasons, s.notice <= d)

    more = remote.log_minutes(m.remote, days_home, ready, plan.remote.tracking)
    more = m.transfer.output(more + np.where(floor, schedules.log_presence(m.schedules, *rota), 0.0))
    log_speed = log_speed + np.maximum(more, 0.0)  # more minutes than planned cannot lengthen a shift: they count here
    presence = np.exp(np.minimum(more, 0.0)) * np.clip(1 - _elsewhere(world, state, d, floor), 0.0, 1.0)

    log_wrong = remote.log_wrong(m.remote, days_home, max(0.0, OFFICE_HOURS - plan.remote.overlap_hours))
    log_wrong = log_wrong + suggestions.log_wrong(world, state, suggested)
    weight = plan.appraisal.quality_weight
    if plan.leadership.goal > 0:
        log_wrong = log_wrong + motivation.goal_log_wrong(m.motivation, plan.leadership.goal, weight) * floor
    if plan.appraisal.every_weeks:
        log_wrong = log_wrong + appraisal.gaming_log_wrong(m.appraisal, weight, grading.reliabilities(world)[1]) * floor

    quits = leadership.quits_term(m.leadership, quality) + attention_now(world, d)
    quits = quits + attrition.fairness_term(m.reasons, s.unfair) + attrition.morale_term(m.reasons, state.morale)
    quits = quits + attrition.career_term(m.reasons, np.maximum(0, plan.careers.steps - grade(plan, tenure)))
    quits = quits + remote.log_quits(m.remote, days_home, volunteer, plan.remote.tracking)
    quits = quits + hiring.log_quits(m.recruitment, s.referred, s.tests)
    worth = plan.pay.level * incentives.felt_pay(m.incentives, s.gained, s.fined) * _grade_pay(plan, tenure)
    outside = selection.outside(m.selection, np.log(roster.ability))
    quits = quits + attrition.pay_term(m.reasons, worth, outside)

    return Terms(
        log_speed=log_speed,
        log_wrong=np.broadcast_to(log_wrong, n),
        presence=presence,
        log_quits=m.transfer.quits(quits),
        pace=_pace(world, state, d) * remote.learning_pace(m.remote, days_home, ready),
        at_home=at_home,
        suggestions=suggested,
    )


def _home(world, state, tenure: Floats) -> tuple[Floats, Floats, Floats]:
    """Days a week at home, readiness for it and who asked for it (1 or 0), (n,) each."""
    s, plan, m = state.standing, world.scenario.remote, world.mechanisms.remote
    able = world.can_be_home[state.roster.group] & (tenure >= plan.min_tenure_weeks) & ~state.roster.temp
    asked = s.asks < plan.volunteers
    room = asked | (s.room < ROOM_SHARE)  # who asks has a room; of the others some do
    return plan.days_home * able.astype(float), remote.fit(m, room, tenure), asked.astype(float)


def _peers(world, state, d: int, at_home: Floats) -> Floats:
    """What quicker colleagues in sight add to speed."""
    roster, s = state.roster, state.standing
    here = roster.on_floor(d)
    level = np.log(roster.ability) + s.lasting + s.fading
    seen = (1 - at_home) * here
    return motivation.peers_log_speed(
        world.mechanisms.motivation, level, roster.group, len(world.scenario.people), seen
    )  # fmt: skip


def _elsewhere(world, state, d: int, floor: np.ndarray) -> Floats:
    """Share of working time away from the floor: partners, mentors, talks, coaching, events, classroom."""
    plan, m, roster, s = world.scenario, world.mechanisms, state.roster, state.standing
    week = STANDARD_WEEK_HOURS
    span = plan.leadership.span
    own, lead = appraisal.lost_share(m.appraisal, plan.appraisal.every_weeks, plan.appraisal.reviews, span)
    coached = leadership.possible_hours(m.leadership, span, plan.leadership.coaching_hours)
    keeping = plan.leadership.attention_hours * DAYS_PER_WEEK / DAYS_PER_MONTH
    share = plan.training.pair_minutes / MINUTES_PER_HOUR / week + coached / week + own
    share = share + plan.together.event_hours * DAYS_PER_WEEK / DAYS_PER_MONTH / week
    share = np.where(floor, share, 0.0)
    share = share + np.where(s.lead, lead + span * (coached + keeping) / week, 0.0)
    if plan.careers.promotions:
        # A promoted lead's free hours go to the people led, not to customers.
        share = np.where(s.lead, np.maximum(share, m.leadership.lead_hours / week), share)
    share = share + np.where(_experienced(world, state, d) & floor, _mentoring(world, state, d)[1] / week, 0.0)
    return np.where(roster.temp, 0.0, share + in_class(world, state, d))


def in_class(world, state, d: int) -> Floats:
    """Share of day `d` that each person spends in the course for the experienced, in [0, 1].

    The team goes in thirds, one after the other, so that the floor is never empty.
    """
    plan, roster = world.scenario.training, state.roster
    if plan.course_days == 0 and plan.second_skill_share == 0:
        return np.zeros(len(roster))
    days = plan.course_days + second_days(world, state)
    block = np.ceil(days)
    begin = plan.course_week * DAYS_PER_WEEK + roster.seat % THIRDS * block
    sits = world.service[roster.group] & (roster.hired < plan.course_week * DAYS_PER_WEEK)
    return np.where(sits, np.clip(begin + days - d, 0, 1) * (d >= begin), 0.0)


THIRDS = 3


def second_days(world, state) -> Floats:
    """Classroom days of the second skill, for those who learn it."""
    share = world.scenario.training.second_skill_share
    if share <= 0:
        return np.zeros(len(state.roster))
    return np.where(learns_second(world, state), float(world.scenario.hiring.training_days), 0.0)


def learns_second(world, state) -> np.ndarray:
    """Who learns another team's work: every so many-th seat, spread evenly."""
    share, seat = world.scenario.training.second_skill_share, state.roster.seat
    return ((seat + 1) * share).astype(int) > (seat * share).astype(int)


def _experienced(world, state, d: int) -> np.ndarray:
    here = state.roster.on_floor(d) & ~state.roster.temp
    return here & learning.experienced(world.mechanisms.learning, state.roster.experience)


def _mentoring(world, state, d: int) -> tuple[float, float]:
    """Share of newcomers with a mentor, and hours a week that each experienced person gives."""
    floor = world.service[state.roster.group] & state.roster.on_floor(d)
    old = int((_experienced(world, state, d) & floor).sum())
    new = int(floor.sum()) - old
    return learning.mentoring(world.mechanisms.learning, new, old, world.scenario.training.mentor_share)


def _pace(world, state, d: int) -> Floats:
    """Weeks of experience that a week at work is worth: more among experienced colleagues, most with a mentor."""
    floor = world.service[state.roster.group] & state.roster.on_floor(d)
    old = _experienced(world, state, d) & floor
    share = old.sum() / max(1, floor.sum())
    mentored = np.where(old, 0.0, _mentoring(world, state, d)[0])
    return np.where(floor, learning.pace(world.mechanisms.learning, share, mentored), 1.0)


def lead_quality(world, state, d: int) -> float:
    """Mean quality of the leads of the service floor, SDs: promoted people's own, 0 for the rest."""
    s, roster, plan = state.standing, state.roster, world.scenario
    if not plan.careers.promotions:
        return 0.0
    led = int((world.service[roster.group] & roster.employed(d) & ~roster.temp).sum())
    posts = max(1, round(led / plan.leadership.span))
    there = s.lead & roster.employed(d)
    return float(s.aptitude[there].sum() / max(posts, int(there.sum())))


def attention_now(world, d: int) -> float:
    """Log factor on quits of the leads' push to keep people, which was last asked for some weeks ago."""
    plan = world.scenario.leadership
    if plan.attention_hours <= 0:
        return 0.0
    weeks = d / DAYS_PER_WEEK
    since = weeks % plan.remind_weeks if plan.remind_weeks else weeks
    return float(leadership.attention_term(world.mechanisms.leadership, plan.attention_hours, since))


def grade(plan: Scenario, tenure_weeks: Floats) -> Floats:
    """Grades that people have climbed, (n,)."""
    return np.minimum(plan.careers.steps, tenure_weeks // GRADE_WEEKS)


def _grade_pay(plan: Scenario, tenure_weeks: Floats) -> Floats:
    if not plan.careers.step_pay:
        return np.ones(len(tenure_weeks))
    return 1 + plan.careers.step_pay * grade(plan, tenure_weeks)


def pay_factor(world, state, d: int) -> Floats:
    """Factor on everybody's month's pay: grades climbed, a promoted lead's extra."""
    plan = world.scenario
    lead = plan.leadership.lead_pay * state.standing.lead if plan.careers.promotions else 0.0
    return _grade_pay(plan, state.roster.tenure_weeks(d)) + lead


def form(world, state, d: int, drive: Drive) -> Form:
    """What practices and pay make of everybody today."""
    t = state.terms
    return Form(drive.effort, t.log_speed, t.log_wrong - drive.log_care, t.presence, _second(world, state, d))


def pace(world, state, d: int) -> Floats:
    """Everybody's speed at usual effort over the mean of the service floor, (n,)."""
    roster = state.roster
    own = roster.ability * learning.speed(world.mechanisms.learning, roster.experience) * np.exp(state.terms.log_speed)
    floor = world.service[roster.group] & roster.on_floor(d)
    return own / (own[floor].mean() if floor.any() else 1.0)


def _second(world, state, d: int) -> Floats:
    """Speed in another team's work, (n, K)."""
    since, m, usual = state.standing.second_from, world.mechanisms.learning, world.second_speed
    started = since <= d
    if not started.any():
        return np.zeros((len(since), usual.shape[1]))
    practice = np.maximum(0, d - np.minimum(since, d)) / DAYS_PER_WEEK
    level = np.where(started, learning.second_speed(m, practice), 0.0)
    return usual[state.roster.group] * level[:, None]


def know_how_of(state) -> know_how.Stock:
    return know_how.Stock(state.standing.lasting, state.standing.fading)
