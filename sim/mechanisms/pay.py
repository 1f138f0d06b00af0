"""Pay: what it asks of people before a day, and what the day's contacts earn them.

Variable pay is for the service floor's answered contacts. All schemes add up: pieces, commission, a team bonus and the
grade in the next talk are rewards at the margin and go into one choice of effort (`incentives`); the quota's step
(`quota`) and the prize (`contest`) are games over the four weeks of a pay period, each with its own solution. Contacts
are counted in standard days of the person's group, so that a night shift's few are worth as much as an evening's many.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated

import numpy as np
from pydantic import Field

from sim.arrays import Bools, Floats, Ints, OneOrMany
from sim.contract.channels import (
    ASKED_ORDERS,
    AT_HOME,
    CARE,
    CARE_REWARD,
    DONE,
    EFFORT,
    HELPING,
    OWN_STAKE,
    PACE,
    PAY_LEVEL,
    RESPONSE,
    REWARD,
    RUSH,
    WORKED,
    WORTH,
    WRONG_SHARE,
    WRONG_TODAY,
    WRONG_USUAL,
)
from sim.contract.day import Day
from sim.contract.mechanism import Account, Mechanism, MoneyPart, Move, Own
from sim.contract.memory import per_person
from sim.contract.phases import Phase
from sim.mechanisms import contest, incentives, quota, team_pay
from sim.mechanisms.contest import Contest
from sim.mechanisms.incentives import Incentives
from sim.mechanisms.quota import Quota
from sim.mechanisms.team_pay import TeamPay
from sim.shop.types import Part, Price, Share
from sim.units import DAYS_PER_MONTH, DAYS_PER_WEEK, STANDARD_SHIFT_HOURS

PERIOD_WEEKS = 4
PERIOD_DAYS = PERIOD_WEEKS * DAYS_PER_WEEK
MEMORY_DAYS = 28.0  # over which the usual number of contacts, the rush and what was earned are remembered
LEAST_NOISE = 0.01  # of a team's result over a period: nobody knows it better
ALMOST_NOTHING = 1e-9


class PayLevers(Part):
    """How the floor is paid. The parts add up; shares are of a month's pay at the usual output."""

    level: Annotated[float, Field(ge=0.5, le=2)] = Field(1.0, description="factor on pay_month; 1 is the market's pay")
    piece_rate: Price = Field(0.0, description="money for a finished contact")
    commission: Annotated[float, Field(ge=0, le=0.2)] = Field(0.0, description="share of orders won in chat")
    quality_gate: Share = Field(0.0, description="share of right answers below which no extra is paid; 0 = no gate")
    quota: Annotated[float, Field(ge=0.5, le=2)] = Field(1.05, description="four weeks' contacts over the usual number")
    quota_bonus: Annotated[float, Field(ge=0, le=1)] = Field(0.0, description="share of pay for reaching the quota")
    team_target: Annotated[float, Field(ge=0.5, le=2)] = Field(1.0, description="team's contacts over the usual number")
    team_bonus: Annotated[float, Field(ge=0, le=1)] = Field(0.0, description="share of pay if the team reaches it")
    rank_prize: Annotated[float, Field(ge=0, le=3)] = Field(0.0, description="share of pay for the best of four weeks")
    rank_top: Annotated[float, Field(ge=0.02, le=0.5)] = Field(0.1, description="share of people who win it")
    fine: Price = Field(0.0, description="money taken for a wrong answer that is found")


@dataclass(frozen=True)
class Numbers:
    incentives: Incentives
    quota: Quota
    contest: Contest
    team_pay: TeamPay


@dataclass(frozen=True)
class Memory:
    done: Floats = per_person()  # contacts answered since the last pay day
    won: Floats = per_person()  # orders won by them
    wrong: Floats = per_person()  # of them wrong
    work: Floats = per_person()  # of them in standard days of the person's group
    worked: Floats = per_person()  # standard days' work since the season began
    gained: Floats = per_person()  # pay beyond the month's, as a share of it, of the last period
    fined: Floats = per_person()  # taken, likewise
    race: Floats = per_person(1.0)  # effort for the prize, solved on the first day of each week
    usual: Floats = field(default_factory=lambda: np.zeros(0))  # (G,) contacts of a standard day, remembered
    rush: float = 0.0  # share of contacts that had to wait, remembered over weeks
    helping: float = 1.0  # factor on what people pass on to each other
    settled: int = 0  # morning on which pay was last settled before its day, because its levers changed


Mine = Own[PayLevers, Numbers, Memory]


def _paid(day: Day) -> Bools:
    return day.service & ~day.people.temp


def _period(day: Day, own: Mine) -> int:
    """Days of the period that today lies in: fewer where pay was settled within it."""
    begins = day.index - day.index % PERIOD_DAYS
    return PERIOD_DAYS - max(0, own.mine.settled - begins)


def _month_pay(day: Day) -> Floats:
    return day.facts.skills.pay_month[day.people.group] * day[PAY_LEVEL]


# ---- before the day: what pay asks of people


def _before(day: Day, own: Mine) -> Memory:
    """The race for the prize, on the first day of each week; how freely people help, given what they may win."""
    race = _race(day, own) if own.plan.rank_prize > 0 and day.index % DAYS_PER_WEEK == 0 else own.mine.race
    alone = _pieces(day, own) + own.plan.quota_bonus + own.plan.rank_prize + day[OWN_STAKE]
    help_now = incentives.helping(own.numbers.incentives, alone, _team(day, own))[_paid(day)]
    return replace(own.mine, race=race, helping=float(help_now.mean()) if len(help_now) else 1.0)


def _effort(day: Day, own: Mine) -> Floats:
    """Log effort that rewards at the margin, the quota's step and the prize call forth."""
    paid = _paid(day)
    hope = _through_the_gate(day, own) if own.plan.quality_gate > 0 else 1.0
    reward = hope * np.where(paid, _pieces(day, own) + _team(day, own), 0.0) + day[REWARD]
    effort = incentives.effort(own.numbers.incentives, reward, day.state.waited_share)
    if own.plan.quota_bonus > 0:
        effort = effort * np.where(paid, _quota(day, own), 1.0) ** hope
    if own.plan.rank_prize > 0:
        effort = effort * own.mine.race**hope
    return np.log(effort)


def _bent_effort(day: Day, own: Mine, total: Floats) -> Floats:
    """Nobody keeps up more than the most, and care takes time."""
    numbers = own.numbers.incentives
    return np.minimum(total, np.log(numbers.most)) - numbers.care_slower * day[CARE]


def _care(day: Day, own: Mine) -> Floats:
    reward = day[CARE_REWARD]
    if own.plan.fine > 0:
        reward = reward + np.where(_paid(day), _fine(day, own), 0.0)
    return incentives.care(own.numbers.incentives, reward)


def _careless(day: Day, own: Mine) -> Floats:
    hurry = np.maximum(np.exp(day[EFFORT][day.shift.person]), 1.0)
    gated = _through_the_gate(day, own)[day.shift.person] if own.plan.quality_gate > 0 else np.zeros(len(hurry))
    return incentives.wrong_factor(own.numbers.incentives, hurry, gated)


def _through_the_gate(day: Day, own: Mine) -> Floats:
    """Chance that a period's answers are right often enough for any extra pay, (n,): who has none neither hurries nor
    cares for it."""
    group = day.people.group
    answers = own.mine.usual[group] * day.facts.working_days(day.facts.rest_days[group], PERIOD_DAYS)
    return incentives.passes(day[WRONG_SHARE], answers, own.plan.quality_gate)


def _pieces(day: Day, own: Mine) -> Floats:
    """What a usual day's contacts bring in pieces and commission, as a share of the day's pay."""
    plan, group = own.plan, day.people.group
    orders = day[ASKED_ORDERS] * day.facts.presale_share  # a contact's
    each = plan.piece_rate + plan.commission * day.shop.money.order_value * orders
    return own.mine.usual[group] * each / day.facts.day_pay(_month_pay(day))


def _team(day: Day, own: Mine) -> OneOrMany:
    if own.plan.team_bonus <= 0:
        return 0.0
    numbers, size = own.numbers, max(1, int(day.staff.sum()))
    left = max(1.0, PERIOD_DAYS - day.index % PERIOD_DAYS)
    noise = numbers.incentives.day_noise * np.sqrt(left / size) / PERIOD_DAYS
    gap = _team_gap(day, own.plan, own.mine.work, left, _period(day, own))
    slope = team_pay.slope(gap, (0.0,), (own.plan.team_bonus,), max(noise, LEAST_NOISE))
    return team_pay.reward(numbers.team_pay, slope, size, 1 - day[AT_HOME])


def _team_gap(day: Day, plan: PayLevers, work: Floats, left: float, days: int) -> float:
    """Log of the team's expected result over its target: what was done so far and usual days from here on.

    `left` of the `days` of the period are still to come.
    """
    share = 1 - day.facts.rest_days[day.people.group[day.staff]] / DAYS_PER_WEEK
    usual = float(share.sum())
    expected = float(work.sum()) + usual * left
    target = plan.team_target * usual * days
    return float(np.log(max(expected, ALMOST_NOTHING) / max(target, ALMOST_NOTHING)))


def _fine(day: Day, own: Mine) -> Floats:
    found = own.mine.usual[day.people.group] * day[WRONG_USUAL] * day.facts.found
    return incentives.fine_reward(own.numbers.incentives, own.plan.fine, found, day.facts.day_pay(_month_pay(day)))


def _quota(day: Day, own: Mine) -> Floats:
    """Best effort against the step, group by group (their months have different numbers of working days)."""
    plan, numbers, people, facts = own.plan, own.numbers, day.people, day.facts
    effort, into = np.ones(len(people)), day.index % PERIOD_DAYS
    for g in np.flatnonzero(facts.service):
        rows = np.flatnonzero(people.group == g)
        if not len(rows):
            continue
        month = max(1, round(facts.working_days(facts.rest_days[g], _period(day, own))))
        left = round(facts.working_days(facts.rest_days[g], PERIOD_DAYS - into))
        table = quota.plan(
            numbers.quota, numbers.incentives.elasticity, numbers.incentives.most, numbers.incentives.day_noise, month,
            plan.quota_bonus * month, plan.quota * month,
        )  # fmt: skip
        missing = plan.quota * month - own.mine.work[rows]
        pace, rush = day[PACE][rows], own.mine.rush
        tried = quota.effort(table, left, missing, pace, rush)
        hope = quota.hope(numbers.incentives.day_noise, numbers.incentives.most, left, missing, pace, rush)
        effort[rows] = tried * np.exp(-numbers.quota.hopeless * (1 - hope))
    return effort


def _race(day: Day, own: Mine) -> Floats:
    """Equilibrium of the race for the prize among those who are there."""
    plan, numbers, people, facts = own.plan, own.numbers, day.people, day.facts
    effort, rows = np.ones(len(people)), np.flatnonzero(_paid(day) & day.on_floor)
    if len(rows) > 1:
        days = float(facts.working_days(facts.rest_days[people.group[rows]], _period(day, own)).mean())
        winners = max(1, round(plan.rank_top * len(rows)))
        prize = plan.rank_prize * days + numbers.contest.taste
        play = contest.race(np.log(day[PACE][rows]), winners, prize, days, numbers.incentives, own.mine.rush)
        effort[rows] = play.effort * np.exp(contest.shame(numbers.contest, play.chance, winners / len(rows)))
    return effort


# ---- after the day: what its contacts earn


def _pay_day(day: Day, own: Mine) -> Memory:
    """Count the day; on the last evening of a period, pay and remember what people got and lost."""
    mine = _counted(day, own)
    if (day.index + 1) % PERIOD_DAYS and day.index + 1 < len(day.facts.days):
        return mine
    period = _period(day, own)
    return _settled(day, own, mine, day.index % PERIOD_DAYS + 1 - (PERIOD_DAYS - period), period)


def _change(day: Day, own: Mine) -> Memory | None:
    """Levers that change within a period: what was earned so far is paid as it was promised."""
    before = own.before
    if before is None or day.index != own.since or before == own.plan or not day.index % PERIOD_DAYS:
        return None
    as_promised = replace(own, plan=before)
    days = day.index % PERIOD_DAYS - (PERIOD_DAYS - _period(day, own))
    return replace(_settled(day, as_promised, own.mine, days, days), settled=day.index)


def _settled(day: Day, own: Mine, mine: Memory, days: int, period: int) -> Memory:
    """Pay what the last `days` have earned, and remember what people got and lost; `period`: days that the team's
    target is for."""
    plan, numbers, people = own.plan, own.numbers.incentives, day.people
    paid = _paid(day) & (mine.done > 0)
    base = _month_pay(day) * days / DAYS_PER_MONTH
    right = 1 - mine.wrong / np.maximum(mine.done, 1)
    each = mine.done * plan.piece_rate + mine.won * plan.commission * day.shop.money.order_value
    month = day.facts.working_days(day.facts.rest_days[people.group], days)
    bonus = np.where(mine.work >= plan.quota * month, plan.quota_bonus * base, 0.0)
    bonus = bonus + (plan.team_bonus * base if _team_gap(day, plan, mine.work, 0.0, period) >= 0 else 0.0)
    bonus = bonus + np.where(_winners(own, mine.work, paid), plan.rank_prize * base, 0.0)
    gained = np.where(paid & (right >= plan.quality_gate), each + bonus, 0.0)
    fined = np.where(paid, incentives.fine_share(numbers, plan.fine, mine.wrong * day.facts.found, base) * base, 0.0)
    day.book("variable_pay", -float(gained.sum() - fined.sum()))
    none = np.zeros(len(people))
    return replace(mine, gained=gained / base, fined=fined / base, done=none, won=none, wrong=none, work=none)


def _counted(day: Day, own: Mine) -> Memory:
    """The memory with a day's contacts in it."""
    mine, person, read = own.mine, day.shift.person, day.read
    group, groups = day.people.group[person], len(day.facts.rest_days)
    usual = mine.usual[group]
    days = np.divide(read.done, usual, out=np.zeros_like(read.done), where=usual > 0)
    worked = np.bincount(group, weights=day.shift.worked, minlength=groups) / STANDARD_SHIFT_HOURS
    answered = np.bincount(group, weights=read.done, minlength=groups)
    step, seen = 1 / MEMORY_DAYS, worked > 0
    rate = np.divide(answered, worked, out=np.zeros(groups), where=seen)
    first = seen & (mine.usual == 0)
    return replace(
        mine,
        done=_plus(mine.done, person, read.done),
        won=_plus(mine.won, person, read.asked * day[ASKED_ORDERS]),
        wrong=_plus(mine.wrong, person, read.false),
        work=_plus(mine.work, person, days),
        worked=_plus(mine.worked, person, days),
        usual=np.where(first, rate, np.where(seen, mine.usual + step * (rate - mine.usual), mine.usual)),
        rush=mine.rush + step * (day.state.waited_share - mine.rush),
    )


def _plus(column: Floats, rows: Ints, more: Floats) -> Floats:
    changed = column.copy()
    changed[rows] += more
    return changed


def _winners(own: Mine, work: Floats, paid: Bools) -> Bools:
    """Who did the most standard days' work; nobody where no prize is out."""
    won = np.zeros(len(work), bool)
    if own.plan.rank_prize > 0 and paid.any():
        places = max(1, round(own.plan.rank_top * int(paid.sum())))
        won[np.argsort(np.where(paid, -work, np.inf), kind="stable")[:places]] = True
    return won


def _felt(day: Day, own: Mine) -> Floats:
    felt = incentives.felt_pay(own.numbers.incentives, own.mine.gained, own.mine.fined)
    return np.log(own.plan.level * felt)


MECHANISM = Mechanism(
    name="pay",
    what="pay by results calls forth effort and care where they pay off, moves who stays, and costs money",
    levers=PayLevers,
    numbers=Numbers,
    memory=lambda day, own: Memory(usual=np.zeros(len(day.shop.people))),
    needs=(ASKED_ORDERS, PACE, WRONG_SHARE, WRONG_USUAL),
    reads=(AT_HOME,),
    acts={Phase.MORNING: _change, Phase.CREW: _before, Phase.PAY: _pay_day},
    adds={EFFORT: _effort, WRONG_TODAY: _careless, WORTH: _felt},
    bends={EFFORT: _bent_effort},
    asks=("level", "piece_rate", "commission", "quota_bonus", "team_bonus", "rank_prize", "fine"),
    says={PAY_LEVEL: "level"},
    shares={
        CARE: _care,
        DONE: lambda day, own: own.mine.done,
        HELPING: lambda day, own: own.mine.helping,
        RESPONSE: lambda day, own: own.numbers.incentives,
        RUSH: lambda day, own: own.mine.rush,
        WORKED: lambda day, own: own.mine.worked,
    },
    accounts=(Account("variable_pay", "pieces, commission, bonuses and prizes, less fines", MoneyPart.PAY),),
    moves=(
        Move("pay.level", 1.2, "left.people", "up", "PAY-QUITS"),
        Move("pay.piece_rate", 3.0, "effort", "up", "INC-01-within"),
        Move("pay.commission", 0.1, "effort", "up", "INC-01-within"),
        Move(
            "pay.quality_gate", 1.0, "variable_pay", "down", "who errs is paid nothing extra", {"pay.piece_rate": 3.0}
        ),
        Move(
            "pay.quality_gate",
            1.0,
            "effort",
            "down",
            "nobody tries for what a gate keeps out of reach",
            {"pay.piece_rate": 3.0},
        ),
        Move("pay.quota", 1.8, "variable_pay", "down", "a quota out of reach is not paid", {"pay.quota_bonus": 0.5}),
        Move("pay.quota", 1.8, "effort", "down", "nobody tries for what is out of reach", {"pay.quota_bonus": 0.5}),
        Move(
            "pay.quota_bonus",
            1.0,
            "effort",
            "up",
            "a step in reach is worth an effort (Misra & Nair 2011)",
            {"pay.quota": 0.9},
        ),
        Move(
            "pay.team_target", 1.9, "variable_pay", "down", "a target out of reach is not paid", {"pay.team_bonus": 0.5}
        ),
        Move("pay.team_bonus", 0.5, "variable_pay", "up", "the team is paid for its result", {"pay.team_target": 0.5}),
        Move("pay.rank_prize", 1.0, "variable_pay", "up", "a prize is paid; mean effort hangs on the field"),
        Move("pay.rank_top", 0.5, "variable_pay", "up", "more winners are paid", {"pay.rank_prize": 0.5}),
        Move("pay.fine", 20.0, "wrong_answers", "down", "care pays (INC-07)"),
    ),
)
