"""Ways to have more people, as a team's season has them: what one unit of each gives when, and what it costs.

A hire comes through the pipeline of `sim.mechanisms.hiring`, learns as `learning` says and may leave as `attrition`
says; whoever has given notice is not counted on. Temps and overtime work in the days of a campaign, as `peak` says. A
share for the robot or an outsourced desk holds all season, and what it gives is work that does not come. A second skill
is the course of `training`. Every mix is a change of levers (`levers_of`), so that the season can play it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arrays import Floats
from sim.contract.mechanism import bind
from sim.evidence import parameters
from sim.experiment.hiring_season import Period, SeasonNeed
from sim.experiment.team_roster import assumed
from sim.mechanisms import learning
from sim.mechanisms.attrition import Attrition, Reasons, daily_hazard
from sim.mechanisms.fatigue import Fatigue
from sim.mechanisms.hiring import MOST_PLACES, MOST_WEEK, Recruitment, cost, log_quits, pipeline
from sim.mechanisms.learning import Learning
from sim.mechanisms.overtime import Laws, factors
from sim.mechanisms.peak import desk
from sim.mechanisms.training import THIRDS
from sim.planning.hiring.mix import Kind, Option
from sim.planning.roster.rules import rules_of
from sim.scenario import Scenario
from sim.shop.calendar import campaign_windows, rests
from sim.units import (
    DAYS_PER_MONTH,
    DAYS_PER_WEEK,
    PAID_HOURS_PER_MONTH,
    STANDARD_SHIFT_HOURS,
)

STEP_HOURS = 0.5  # of overtime
PERCENT = 100
MOST_TEMPS, MOST_OVERTIME = 200, 4.0  # that a scenario can hold


@dataclass(frozen=True)
class Alternatives:
    """What no field of a team says about the other ways."""

    temps_most: float  # temps that a desk can guide, for each of its people
    outsourced_price: float  # of a contact at an outsourced desk, over the pay for the work that it takes here
    outsourced_most: float  # share of the contacts that can be handed out, beyond today's
    robot_price: float  # of a contact that a robot settles, over the same pay
    robot_most: float  # share of today's contacts that a robot can settle, beyond today's


@dataclass(frozen=True)
class Numbers:
    recruitment: Recruitment
    learning: Learning
    attrition: Attrition
    quits: Reasons
    fatigue: Fatigue
    laws: Laws
    alternatives: Alternatives

    @classmethod
    def now(cls) -> Numbers:
        p = parameters()
        return cls(
            bind(Recruitment, "hiring", p), bind(Learning, "learning", p), bind(Attrition, "attrition", p),
            bind(Reasons, "quits", p), bind(Fatigue, "fatigue", p), bind(Laws, "overtime", p),
            bind(Alternatives, "capacity", p),
        )  # fmt: skip


@dataclass(frozen=True)
class Start:
    """When the people of an advert come: days of the season, dates of the advert, first day, first day on the floor."""

    week: int
    first: int
    ready: int
    advert: dt.date
    comes: dt.date
    on_floor: dt.date


def start_of(scenario: Scenario, numbers: Numbers, week: int) -> Start:
    """Of an advert on the first day of a week of the season."""
    plan, date = scenario.hiring, scenario.calendar.start
    day = week * DAYS_PER_WEEK
    first = day + 1 + round(_pipeline_days(scenario, numbers))
    ready = first + plan.training_days
    at = [date + dt.timedelta(days=one) for one in (day, first, ready)]
    return Start(week, first, ready, *at)


def _pipeline_days(scenario: Scenario, numbers: Numbers) -> float:
    plan = scenario.hiring
    log_pay = math.log(scenario.pay.level)
    return pipeline(numbers.recruitment, plan.lead_days, plan.tests, plan.applicants, log_pay).starts


def latest_advert(scenario: Scenario, numbers: Numbers, day: dt.date) -> dt.date:
    """The last day on which an advert brings people to the floor by this day."""
    needs = 1 + round(_pipeline_days(scenario, numbers)) + scenario.hiring.training_days
    return day - dt.timedelta(days=needs)


def options_of(need: SeasonNeed, slope: Floats) -> tuple[Option, ...]:
    """All ways that give anybody. `slope` (S, P): people that the work of a period takes less for each share of it that
    does not come."""
    numbers = Numbers.now()
    found = [*_hires(need, numbers), *_temps(need, numbers), *_overtime(need, numbers)]
    found += [*_elsewhere(need, numbers, slope), *_cross(need, numbers)]
    return tuple(one for one in found if one.most and one.gives.max(initial=0.0) > 0)


# ---- people who are hired


def staying(scenario: Scenario, numbers: Numbers, days: int) -> Floats:
    """The chance that somebody who came `days` or fewer days ago has not given notice, (days + 1,)."""
    plan, tenure = scenario.hiring, np.arange(days) / DAYS_PER_WEEK
    factor = log_quits(numbers.recruitment, np.zeros(1), plan.tests)[0]
    factor = float(factor) - numbers.quits.pay * math.log(scenario.pay.level)
    leaves = daily_hazard(numbers.attrition, tenure, np.zeros(days), factor)
    return np.concatenate([[1.0], np.cumprod(1 - leaves)])


def _hires(need: SeasonNeed, numbers: Numbers) -> list[Option]:
    """One option for each sort of people at the desk and each week of the season whose advert still brings somebody."""
    scenario, days, found = need.scenario, need.scenario.calendar.days, []
    plan = scenario.hiring
    stays = staying(scenario, numbers, days)
    trained = learning.newcomer_experience(numbers.learning, plan.training_days)
    for row, members in enumerate(need.groups):
        serves = _serves(need, members[0])
        each, monthly = price_of_one(scenario, members)
        pay = _pay_month(scenario, members)
        # what a public holiday costs on top of the month's wage, for everybody who is employed
        law = numbers.laws.of(need.world.facts.countries[members[0]])
        times = float(factors(law, scenario.money.overtime_premium)[1, 0])
        holiday = _hours_a_day(need) * times * pay * scenario.pay.level / PAID_HOURS_PER_MONTH
        for week in range(min(scenario.calendar.weeks, MOST_WEEK + 1)):
            start = start_of(scenario, numbers, week)
            if start.ready >= days:
                break
            here, pace = np.zeros(days), np.zeros(days)
            floor = np.arange(start.ready, days)
            here[floor] = stays[floor - start.first]
            practice = trained + (floor - start.ready) / DAYS_PER_WEEK
            pace[floor] = learning.speed(numbers.learning, practice)
            # a few days at the end of a period do not keep its promise
            there = np.array([_mean(here[list(one.days)]) if _half(one, start.ready) else 0.0 for one in need.periods])
            gives = np.array([_mean((here * pace)[list(one.days)]) for one in need.periods]) * (there > 0)
            paid, hires = _employed(scenario, numbers, stays, start.first)
            extra = holiday * float(here[_holidays(scenario)].sum())
            found.append(
                Option(
                    f"hire.{scenario.people[members[0]].id}.{week}", "hire", serves[:, None] * gives,
                    hires * each + paid * monthly / DAYS_PER_MONTH + extra, MOST_PLACES, there, row, week,
                )
            )  # fmt: skip
    return found


def price_of_one(scenario: Scenario, members: Sequence[int]) -> tuple[float, float]:
    """Money to hire one more of these groups, and what they then cost in a month, contributions included."""
    plan = scenario.hiring
    each = cost(plan.cost, plan.candidate_cost, plan.tests, plan.applicants)
    return each, _pay_month(scenario, members) * scenario.pay.level * (1 + scenario.money.contributions)


def _pay_month(scenario: Scenario, members: Sequence[int]) -> float:
    """Of one of these groups, mean over their people."""
    counts = np.array([scenario.people[g].count for g in members], float)
    return float(counts @ [scenario.people[g].pay_month for g in members] / counts.sum())


def _holidays(scenario: Scenario) -> list[int]:
    """Days of the season that are public holidays."""
    days = [(day - scenario.calendar.start).days for day in scenario.calendar.holidays]
    return [day for day in days if 0 <= day < scenario.calendar.days]


def _half(period: Period, ready: int) -> bool:
    """Whether somebody who is on the floor from day `ready` on is there for half of a period."""
    return 2 * sum(day >= ready for day in period.days) >= len(period.days)


def _employed(scenario: Scenario, numbers: Numbers, stays: Floats, first: int) -> tuple[float, float]:
    """Days on which a place that is filled on day `first` is paid for in the season, and people who are hired for it:
    who leaves is replaced as the shop replaces leavers, and that successor stays."""
    days, notice = scenario.calendar.days, round(numbers.quits.notice_days)
    left = 1 - stays[: max(days - first, 0) + 1]  # have given notice, by days since the first
    gone_after, again_after = notice + 1, 1 + round(_pipeline_days(scenario, numbers))
    paid = hires = 0.0
    for day in range(first, days):
        gone = left[max(day - first + 1 - gone_after, 0)]
        successor = scenario.hiring.replace * left[max(day - first + 1 - again_after, 0)]
        paid += 1 - gone + successor
        hires = successor
    return paid, 1 + hires


# ---- temps and overtime, around a campaign


def _temps(need: SeasonNeed, numbers: Numbers) -> list[Option]:
    scenario, facts, plan = need.scenario, need.world.facts, need.scenario.peak
    if not scenario.calendar.campaigns:
        return []
    able = desk(facts)
    groups = [g for g in np.flatnonzero(able).tolist() if scenario.people[g].count] or np.flatnonzero(able).tolist()
    there = np.zeros(scenario.calendar.days)
    worth = np.zeros(scenario.calendar.days)
    for big in facts.big:
        first = max(0, big - 1 - plan.temps_days_before)
        days = np.arange(first, min(big + plan.days_after + 1, scenario.calendar.days))
        there[days] = 1.0
        worth[days] = learning.speed(numbers.learning, (days - first) / DAYS_PER_WEEK)
    serves = np.mean([_serves(need, g) for g in groups], axis=0)
    gives = serves[:, None] * np.array([_mean(worth[list(one.days)]) for one in need.periods])
    hours = float(there.sum()) * _hours_a_day(need)
    most = min(MOST_TEMPS - plan.temps, math.ceil(numbers.alternatives.temps_most * scenario.desk_people))
    return [Option("temps", "temps", gives, hours * plan.temp_pay_hour, max(most, 0))]


def _overtime(need: SeasonNeed, numbers: Numbers) -> list[Option]:
    """Longer shifts of the whole floor in the days of a campaign, in steps of `STEP_HOURS`."""
    scenario, facts, plan = need.scenario, need.world.facts, need.scenario.peak
    busy = campaign_windows(scenario, plan.days_after)
    if not busy:
        return []
    longer = (STANDARD_SHIFT_HOURS + STEP_HOURS) / STANDARD_SHIFT_HOURS
    more = longer**numbers.fatigue.hours_elasticity - 1
    inside = np.array([_mean(np.array([day in busy for day in one.days], float)) for one in need.periods])
    price, longest = 0.0, MOST_OVERTIME
    windows = max(len({one.campaign for one in need.periods if one.campaign is not None}), 1)
    dates = {day: scenario.calendar.start + dt.timedelta(days=day) for day in busy}
    for g, group in enumerate(scenario.people):
        if not (group.count and facts.skills.on_floor[g]):
            continue
        rules, law = rules_of(facts.countries[g]), numbers.laws.of(facts.countries[g])
        factor = factors(law, scenario.money.overtime_premium)[:, 1]
        hour = group.pay_month * scenario.pay.level / PAID_HOURS_PER_MONTH
        on = [
            sum(not rests(seat, group.rest_days, date, group.rest_from) for seat in range(group.count))
            for date in dates.values()
        ]
        holiday = [int(date in scenario.calendar.holidays) for date in dates.values()]
        price += STEP_HOURS * hour * float(np.array(on) @ factor[holiday])
        shifts = len(busy) / windows * (1 - group.rest_days / DAYS_PER_WEEK)
        longest = min(longest, rules.overtime_day, rules.overtime_month / max(shifts, 1.0))
    price *= 1 - need.world.talent.absence
    most = math.floor(max(longest - plan.overtime_hours, 0.0) / STEP_HOURS)
    return [Option("overtime", "overtime", more * need.there * inside, price, most)]


# ---- work that others take


def _elsewhere(need: SeasonNeed, numbers: Numbers, slope: Floats) -> list[Option]:
    """A hundredth of a type's contacts for a robot, or for an outsourced desk, each an option."""
    scenario, other, found = need.scenario, numbers.alternatives, []
    hour, outside = pay_hour(need), outsourced_price(need)
    for row, k in enumerate(need.kinds):
        work = scenario.work[k]
        relief = np.zeros_like(slope)
        for s in range(len(need.sets)):
            for p in range(len(need.periods)):
                relief[s, p] = slope[s, p] * need.share(s, p)[row]
        came = float(need.arrivals[row].sum())
        own = need.hours(row) * hour
        limits: tuple[tuple[Kind, float, float, float], ...] = (
            ("outsourced", work.outsourced, other.outsourced_most, outside),
            ("robot", work.robot, other.robot_most, other.robot_price * own),
        )
        for kind, now, most, each in limits:
            if now >= 1:
                continue
            part = 1 / PERCENT / (1 - now)
            units = math.floor(min(most * (1 - now), 1 - now) * PERCENT)
            found.append(
                Option(f"{kind}.{work.id}", kind, relief * part, came * part * each, units, work=work.id, whole=False)
            )
    return found


def outsourced_price(need: SeasonNeed) -> float:
    """Money for a contact at an outsourced desk: the team's own, else the pay for its work and something on top."""
    if need.scenario.money.outsourced_contact:
        return float(need.scenario.money.outsourced_contact)
    other, hour = Numbers.now().alternatives, pay_hour(need)
    came = need.arrivals.sum(axis=(1, 2))
    own = np.array([need.hours(row) * hour for row in range(len(need.kinds))])
    return other.outsourced_price * float(came @ own / max(came.sum(), 1.0))


# ---- a second skill


def _cross(need: SeasonNeed, numbers: Numbers) -> list[Option]:
    """Somebody of the desk learns the others' work: away for the course, then there for every set that they do not
    serve yet. None where that work has tasks in it, as packing has: who packs cannot take the next call."""
    scenario, facts, plan = need.scenario, need.world.facts, need.scenario.training
    able = [g for g in scenario.desk if scenario.people[g].count]
    if (facts.second_speed[able][:, facts.wave_types] > 0).any():
        return []
    people = sum(scenario.people[g].count for g in able)
    lacks = np.zeros(len(need.sets))
    for g in able:
        lacks += scenario.people[g].count / people * (1 - _serves(need, g))
    length = scenario.hiring.training_days
    days, begin = np.arange(scenario.calendar.days), plan.course_week * DAYS_PER_WEEK
    end = begin + THIRDS * length
    practice = np.maximum(days - end, 0) / DAYS_PER_WEEK
    level = np.where(days >= end, learning.second_speed(numbers.learning, practice), 0.0)
    away = np.where((days >= begin) & (days < end), 1 / THIRDS, 0.0)
    gained, lost = (np.array([_mean(one[list(period.days)]) for period in need.periods]) for one in (level, away))
    gives = lacks[:, None] * gained - (1 - lacks)[:, None] * lost
    most = people - round(plan.second_skill_share * people)
    return [Option("cross", "cross", gives, length * STANDARD_SHIFT_HOURS * pay_hour(need), most)]


# ---- what all of them share


def pay_hour(need: SeasonNeed) -> float:
    """What an hour of the desk costs, with contributions: the mean of its people."""
    able = [g for g in need.scenario.desk if need.scenario.people[g].count]
    counts = np.array([need.scenario.people[g].count for g in able], float)
    return float(counts @ need.world.facts.pay_hour[able] / counts.sum()) * need.scenario.pay.level


def worth(need: SeasonNeed) -> Floats:
    """Money that a person short over a period costs, (S, P): the margin of the orders that those not answered would
    have placed; for contacts that bring none, and where that is little, the hours' pay as often as for rosters."""
    money, pay, short = need.scenario.money, pay_hour(need), assumed().short_pay
    found = np.zeros_like(need.there)
    margin = money.order_value * (money.gross_margin - money.platform_fee) * need.scenario.customers.asked_buy
    sells = np.array([need.scenario.work[k].source == "order" for k in need.kinds])
    brings = np.where(sells, margin / np.array([need.hours(row) for row in range(len(need.kinds))]), 0.0)
    for s, p in np.ndindex(*found.shape):
        found[s, p] = max(short * pay, float(need.share(s, p) @ brings)) * need.person[p]
    return found


def _serves(need: SeasonNeed, g: int) -> Floats:
    """1 for each set of types of which a group serves one, (S,)."""
    able = need.world.facts.skills.speed[g, list(need.kinds)] > 0
    return (need.sets & able).any(axis=1).astype(float)


def _hours_a_day(need: SeasonNeed) -> float:
    """Hours on duty of one person of the desk on a calendar day, (standard shifts, days off and ill ones less)."""
    return float(need.person[0] / len(need.periods[0].days))


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0


def levers_of(need: SeasonNeed, options: Sequence[Option], units: Floats) -> dict[str, Any]:
    """The levers that turn the team's plan into one with this mix on top."""
    scenario, found, numbers = need.scenario, dict[str, Any](), Numbers.now()
    places = [one.model_dump() for one in scenario.hiring.places]
    for one, number in zip(options, units.tolist(), strict=True):
        if not number:
            continue
        if one.kind == "hire":
            for group, people in need.dealt(
                one.group, int(number), start_of(scenario, numbers, one.week).ready
            ).items():
                places.append({"group": group, "week": one.week, "people": people})
        elif one.kind == "temps":
            found["peak.temps"] = scenario.peak.temps + int(number)
        elif one.kind == "overtime":
            found["peak.overtime_hours"] = scenario.peak.overtime_hours + number * STEP_HOURS
        elif one.kind == "cross":
            more = number / scenario.desk_people
            found["training.second_skill_share"] = min(1.0, scenario.training.second_skill_share + more)
        else:
            path = f"work.{one.work}.{one.kind}"
            found[path] = float(scenario.at(path)) + number / PERCENT
            if one.kind == "outsourced":
                found["money.outsourced_contact"] = outsourced_price(need)
    if len(places) > len(scenario.hiring.places):
        found["hiring.places"] = tuple(places)
    return found
