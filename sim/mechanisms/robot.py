"""Robot: what more a reply robot takes of the chats that reach people today, and what its mistakes cost.

Chats are easy or hard, evenly spread over [0, 1], and a robot takes the easiest first. One at place x it answers
rightly with chance r₀ − 2 r₁ x, so that of all it takes up to β a share r(β) = r₀ − r₁ β is right. Today's robot keeps
its share (`work.robot`): more robot means harder chats, from there on. People then get

    λ (1 − β) + λ β (1 − r)

of λ chats: whoever was answered wrongly comes to them minutes later, crosser: some no longer want to buy, some write a
bad review. Handing over: the robot passes on at once a share `aware` · h of what it would get wrong, and
`cautious` · h² of what it would get right. Answers grow stale where nobody keeps them up, and the robot breaks down
more often: then all of its chats come to people, at the minute at which they come.

Two published trials stand behind it, both for direction only: answers of a machine are rated clearly lower and bring no
fewer repeats (Wang et al. 2026), and a machine that says it is one sells less (Luo, Tong, Fang & Qu 2019). Robots take
first tries of chats; who tries again asks for a person.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

import numpy as np
from pydantic import Field

from sim import draws
from sim.arrays import Bools, Floats, Keys
from sim.contract.channels import ASKED_ORDERS, BEST_CSAT, ROBOT
from sim.contract.day import Day
from sim.contract.facts import KEPT, Facts
from sim.contract.flows import Robot
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Move, Own, Screened
from sim.contract.phases import Phase
from sim.draws import Purpose
from sim.floor.model import Channel, Comers, WorkTypes
from sim.mechanisms.demand import poisson_at
from sim.shop.calendar import MINUTE_S, at_night
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK, SECONDS_PER_HOUR

NOTHING = Robot()
CHAT = int(Channel.CHAT)
TECHNICIAN = "technician"
LOOK_BACK_DAYS = 2  # longer breakdowns than this are one in many thousands


class RobotLevers(Part):
    """What more the reply robot takes, of the chats that reach people today."""

    share: Share = Field(
        0.0, description="share of these chats between 6:00 and 22:00 that it takes, the easiest first"
    )
    nights: Share = Field(0.0, description="the same between 22:00 and 6:00")
    handover: Share = Field(0.0, description="how readily it passes on to people what it is not sure of")
    upkeep_hours: Annotated[float, Field(ge=0, le=40)] = Field(
        0.0, description="hours a week of a technician who keeps its answers up and the robot running"
    )


@dataclass(frozen=True)
class Numbers:
    right: float  # r₀, chance that the easiest chat is answered rightly
    harder: float  # r₁, what that chance falls by, on average, if it takes all chats
    stale: float  # share of right answers that are no longer right where nobody keeps them up
    half_hours: float  # hours a week that halve that, and breakdowns
    aware: float  # share of its wrong answers that the readiest robot passes on
    cautious: float  # share of its right answers that this robot passes on
    back_minutes: float  # mean time until somebody answered wrongly asks for a person
    put_off: float  # share of them that no longer wants to buy
    sells_less: float  # share of orders lost where a machine gave the right answer
    rated_less: float  # points of contentment that the right answer of a machine is rated lower
    cold: float  # failed customers that a right answer of a machine after the sale is worth
    cross: float  # the same of a wrong one
    outages_week: float  # breakdowns a week where nobody sees to it
    outage_hours: float  # mean length
    outage_cv: float  # spread of it, lognormal
    fee_hours: float  # price of a chat that it takes, in hours of service pay
    setup_hours: float  # of a technician before it begins


Mine = Own[RobotLevers, Numbers, None]


def right_share(numbers: Numbers, today: float, share: float) -> float:
    """Of what more it takes the share answered rightly, freshly kept up: from place `today` on so much of the rest."""
    return numbers.right - numbers.harder * (2 * today + (1 - today) * share)


def fresh(numbers: Numbers, upkeep_hours: float) -> float:
    """Share of right answers that still are, by hours of upkeep a week."""
    return 1 - numbers.stale * 2 ** (-upkeep_hours / numbers.half_hours)


def human_load(share: float, right: float) -> float:
    """Chats that come to people, over those without the robot: λ (1 − β) + λ β (1 − r), by λ."""
    return 1 - share * right


def best_share(right: float, harder: float, saved: float, harm: float) -> float:
    """The share β in [0, 1] that earns most of right chats worth `saved` each and wrong ones that cost `harm`.

    Of β chats r(β) = right − harder · β are right: the most of β (saved · r(β) − harm · (1 − r(β))) lies where the next
    chat is right just as often as its mistakes cost. saved + harm > 0.
    """
    if harder == 0:
        return float(saved * right > harm * (1 - right))
    return min(1.0, max(0.0, (right - harm / (saved + harm)) / (2 * harder)))


def fate(
    numbers: Numbers, roots: Keys, today: Floats, share: Floats, handover: float, kept_up: float
) -> tuple[Bools, Bools]:
    """Of contacts (n,) which the robot answers, and which of these rightly. `today`: what today's robot keeps.

    A contact is as hard as it is: a larger share adds harder ones and leaves the fate of those before.
    """
    keys = draws.extend(roots, "robot")
    place = draws.uniform(keys, Purpose.SIZE)
    rows = (place < share).nonzero()[0]  # the others come to people, and need no draws
    luck, unsure = draws.uniforms(keys[rows], (Purpose.WRONG, Purpose.CHOICE_B))
    hard = today[rows] + (1 - today[rows]) * place[rows]
    rightly = luck < (numbers.right - 2 * numbers.harder * hard) * kept_up
    keeps = unsure >= np.where(rightly, numbers.cautious * handover**2, numbers.aware * handover)
    answered, right = np.zeros((2, len(roots)), bool)
    answered[rows], right[rows] = keeps, keeps & rightly
    return answered, right


@lru_cache(maxsize=KEPT)  # each day looks back on those before it
def outages(numbers: Numbers, upkeep_hours: float, seed: int, day: int) -> tuple[tuple[float, float], ...]:
    """Breakdowns that begin on a day of 24 hours: (begin, length) in shares of the day and in hours.

    Fewer where more is kept up, and those that are left stay when and as long as they were.
    """
    mean = numbers.outages_week / DAYS_PER_WEEK * 2 ** (-upkeep_hours / numbers.half_hours)
    count = poisson_at(float(draws.uniform(draws.key(seed, "robot-outages", day), Purpose.CHOICE)), mean)
    spread = math.log(1 + numbers.outage_cv**2)
    found = []
    for n in range(count):
        key = draws.key(seed, "robot-outage", day, n)
        z = float(draws.normal(key, Purpose.SIZE, Purpose.SIZE_B))
        hours = numbers.outage_hours * math.exp(math.sqrt(spread) * z - spread / 2)
        found.append((float(draws.uniform(key, Purpose.ARRIVAL_TIME)), hours))
    return tuple(found)


def down(day: Day, own: Mine, times: Floats) -> Bools:
    """At which times of today, in seconds, the robot does not work; a breakdown may have begun on the days before."""
    found: Bools = np.zeros(len(times), bool)
    here = day.facts.days[day.index].begins
    for back in range(min(LOOK_BACK_DAYS, day.index) + 1):
        that = day.facts.days[day.index - back]
        for begin, hours in outages(own.numbers, own.plan.upkeep_hours, day.seed, day.index - back):
            first = that.begins - here + begin * that.length
            found |= (times >= first) & (times < first + hours * SECONDS_PER_HOUR)
    return found


def _screen(day: Day, own: Mine, come: Comers, types: WorkTypes) -> Screened:
    """The contacts of today that come to people, and what the robot made of the others."""
    plan, numbers, facts = own.plan, own.numbers, day.facts
    chat = (types.channel == CHAT) & facts.human
    rows = (chat[come.kind] & ~come.again).nonzero()[0]
    rows = rows[~down(day, own, come.enter[rows])]
    share, today = np.where(at_night(come.enter[rows]), plan.nights, plan.share), facts.robot[come.kind[rows]]
    answers, right = fate(numbers, come.root[rows], today, share, plan.handover, fresh(numbers, plan.upkeep_hours))
    rows, right = rows[answers], right[answers]  # those that it takes
    root, wrong, presale = come.root[rows], ~right, facts.presale[come.kind[rows]]
    will, wait = draws.uniforms(draws.extend(root, "robot"), (Purpose.CHOICE, Purpose.REPEAT_DELAY))
    wants = draws.uniform(root, Purpose.CHOICE)  # as on the floor: an answer in time brings the order, or none
    asked, willing = day[ASKED_ORDERS], will >= numbers.put_off
    buys, would = wants < asked * (1 - numbers.sells_less), wants < asked
    sold, misled = right & presale, wrong & presale
    orders = int(np.count_nonzero(sold & buys))
    lost = np.count_nonzero(sold & would & ~buys) + np.count_nonzero(misled & would & ~willing)
    failed = numbers.cold * np.count_nonzero(right & ~presale) + numbers.cross * np.count_nonzero(wrong)
    points = (day[BEST_CSAT] - numbers.rated_less) * np.count_nonzero(right)
    found = Robot(len(rows), int(np.count_nonzero(wrong)), orders, int(lost), float(failed), float(points))
    (taken, back), after = np.zeros((2, len(come.root)), bool), np.zeros(len(come.root))
    taken[rows], back[rows], after[rows] = True, wrong, -numbers.back_minutes * MINUTE_S * np.log(wait)
    return Screened(taken, back, after, root[misled & willing], found)


@lru_cache(maxsize=KEPT)  # the same every day of a season
def technician_hour(facts: Facts) -> float:
    """What an hour of a technician costs; where there is none, of the best paid."""
    technicians = facts.pay_hour[[group.role == TECHNICIAN for group in facts.shop.people]]
    return float(technicians.mean()) if len(technicians) else facts.dearest_hour


def _pay(day: Day, own: Mine) -> None:
    """The robot's price, and a technician's hours: to begin with, and every week."""
    plan, numbers, facts, today = own.plan, own.numbers, day.facts, day.found(own, NOTHING)
    day.book("robot_fees", -today.taken * numbers.fee_hours * facts.service_hour)
    new = day.index == own.since and not (own.before and (own.before.share or own.before.nights))
    hours = plan.upkeep_hours / DAYS_PER_WEEK + (numbers.setup_hours if new else 0.0)
    if not plan.share and not plan.nights:  # today's robot costs what it cost
        hours = 0.0
    day.book("robot_upkeep", -hours * technician_hour(facts))
    day.note("robot_wrong", today.wrong)
    day.note("robot_lost", today.lost)
    day.note("robot_orders", today.orders)


MECHANISM = Mechanism(
    name="robot",
    what="a robot takes more chats, the easiest first; whom it answers wrongly comes to people, crosser",
    levers=RobotLevers,
    asks=("share", "nights"),
    numbers=Numbers,
    needs=(ASKED_ORDERS, BEST_CSAT),
    acts={Phase.PAY: _pay},
    shares={ROBOT: lambda day, own: day.found(own, NOTHING)},
    screens=_screen,
    counts=(
        Count("robot_wrong", "chats that the robot answered wrongly: they came to people"),
        Count("robot_lost", "orders that a person's answer at once would have brought"),
        Count("robot_orders", "orders of people whom the robot answered"),
    ),
    accounts=(
        Account("robot_fees", "the robot's price by chat", MoneyPart.TEAM),
        Account("robot_upkeep", "a technician's hours for the robot", MoneyPart.TEAM),
    ),
    moves=(
        Move("robot.share", 0.5, "kept_off", "up", "it takes chats"),
        Move("robot.share", 0.5, "robot_lost", "up", "a machine sells less, and its mistakes put people off (AI-07)"),
        Move("robot.nights", 0.8, "kept_off", "up", "it takes chats at night"),
        Move(
            "robot.handover", 1.0, "robot_wrong", "down", "what it is not sure of people answer", {"robot.share": 0.5}
        ),
        Move(
            "robot.upkeep_hours", 10.0, "robot_wrong", "down", "answers are kept up (ASM-robot)", {"robot.share": 0.5}
        ),
        Move("robot.upkeep_hours", 10.0, "robot_upkeep", "down", "it takes hours", {"robot.share": 0.5}),
    ),
)
