"""Roles: who takes whose contacts, who owns which task of a campaign, and who may decide without asking.

**Pods.** The service floor can be one pool, or g pods with customers of their own. A pod has fewer hands to share a
rush: by Erlang C, g pools of n ÷ g people with a g-th of the contacts each wait longer than one pool of n. Whoever
knows a customer as theirs is quicker, by a share that every doubling of g adds. In an hour in which fewer than `least`
of its people are on duty a pod is none: what comes then is anybody's. Second tries of a day stay in their pod.

**Owners.** A campaign's preparation is cut into tasks. Some have no owner and wait, lognormally long; those that wait
longer than the plan can bear are late and sell nothing, like work that was not done. Some have two and are done twice.
Owners are named for the tasks that weigh most first: their weight falls evenly from twice the mean to nothing, so that
a share s named covers s (2 − s) of it. The usual share of both is in what the shop counted: only what is named moves
anything.

**Decisions.** Whoever is unsure asks the lead. A lead with n people, each with a questions an hour, who answers μ an
hour, is a queue: a question takes 1 ÷ (μ − a n (1 − r)) hours (M/M/1), where a share r is decided without asking.
Beyond a share `full` of a lead's time nobody asks any more. The easiest questions are given to people first, so that
wrong answers rise with r². What leads do with the time that they get back is left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

import numpy as np
from pydantic import Field

from sim import draws
from sim.arrays import Bools, Floats, Ints, Keys
from sim.contract.channels import ERRORS, PREPARED, SOUND, SPAN, SPEED
from sim.contract.day import Day
from sim.contract.facts import Facts
from sim.contract.mechanism import Account, Count, Mechanism, MoneyPart, Move, Own
from sim.contract.phases import Phase
from sim.draws import Purpose
from sim.floor.model import Crew, Pools, Tape
from sim.mechanisms.preparation import Preparation
from sim.shop.facts import Campaign
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK, SECONDS_PER_HOUR

TASK_HOURS = 8  # a day's work
WINDOW = 3  # numbers of a window: agent, on, off
KEPT = 1024  # campaigns
MINUTES_PER_HOUR = 60


class RolesLevers(Part):
    """Who takes, who owns, who decides."""

    pods: int = Field(1, ge=1, le=8, description="pods of the service floor with customers of their own; 1 = one pool")
    least: Annotated[float, Field(ge=0, le=10)] = Field(
        0.0, description="people of a pod on duty in an hour below which its contacts are anybody's"
    )
    named: Share = Field(
        0.0, description="share of a campaign's tasks for which one owner is named, the heaviest first"
    )
    alone: Share = Field(
        0.0, description="share of the questions to leads that people decide themselves, easiest first"
    )


@dataclass(frozen=True)
class Roles:
    quicker: float  # log speed in contacts of one's own pod, for each doubling of the number of pods
    pod_hours: float  # a week that each pod takes: its own meeting and passing on to the others
    orphans: float  # share of tasks that nobody owns
    wait_days: float  # mean time until somebody takes such a task
    wait_cv: float  # its spread, lognormal
    slack_days: float  # that a task can wait and be done in time
    twins: float  # share of tasks that two people take for theirs
    name_hours: float  # to agree on the owner of a task and keep the list true
    asks_hour: float  # questions of a person on the floor to the lead, an hour
    answer_minutes: float  # of the lead's time for a question
    full: float  # share of a lead's time that questions fill; who sees more of a queue decides alone
    idle: float  # share of the time until the answer in which nothing else gets done
    alone_wrong: float  # factor − 1 on wrong answers where people decide all of it themselves


# ---- pods


def pod_of(root: Keys, pods: int) -> Ints:
    """The pod of each contact, 1 … `pods`: that of its chain's first."""
    return 1 + np.minimum(draws.uniform(draws.extend(root, "pod"), Purpose.CHOICE) * pods, pods - 1).astype(np.int64)


def seated(service: Bools, counts: Ints, group: Ints, seat: Ints, pods: int) -> Ints:
    """The pod of each person, 1 … `pods`, 0 for who is not of the service floor; `service`, `counts` by group.

    Seats take turns, so that each shift of the service floor is in all pods as evenly as it goes.
    """
    there = np.where(service, counts, 0)
    return np.where(service[group], 1 + ((np.cumsum(there) - there)[group] + seat) % pods, 0)


def coverage(crew: Crew, of_agent: Ints, pods: int, horizon: float) -> Floats:
    """People of each pod on duty, (pods, hours): the mean over each hour of a day of `horizon` seconds."""
    agent, on, off = crew.windows.reshape(-1, WINDOW).T
    begins = SECONDS_PER_HOUR * np.arange(math.ceil(horizon / SECONDS_PER_HOUR))[:, None]
    there = np.clip(np.minimum(off, begins + SECONDS_PER_HOUR) - np.maximum(on, begins), 0.0, None) / SECONDS_PER_HOUR
    pod = of_agent[agent.astype(np.int64)]
    return np.array([there[:, pod == i].sum(axis=1) for i in range(1, pods + 1)])


def owned(pod: Ints, enter: Floats, there: Floats, least: float) -> Bools:
    """Which contacts (n,) come while enough people of their `pod` are on duty, `there` by pod and hour.

    What was there before the day began counts as coming in its first hour.
    """
    hour = np.clip(enter // SECONDS_PER_HOUR, 0, there.shape[1] - 1).astype(np.int64)
    return there[pod - 1, hour] >= least


def quicker(roles: Roles, pods: int) -> float:
    """Factor on speed in contacts of one's own pod."""
    return math.exp(roles.quicker * math.log2(pods))


# ---- owners


def weights(tasks: int) -> Floats:
    """What each of so many tasks weighs, (tasks,), the heaviest first; together 1."""
    return 2 * (1 - (np.arange(tasks) + 1 / 2) / tasks) / tasks


def names(tasks: int, named: float) -> Bools:
    """Of tasks in the order of their weight, those that have one owner by name."""
    return (np.arange(tasks) + 1 / 2) / tasks < named


def waits(roles: Roles, seed: int, event: str, tasks: int) -> tuple[Floats, Bools]:
    """Days for which each task of a campaign lies until somebody takes it (0 for one with an owner), and which have
    two owners; nobody named."""
    key = draws.key(seed, "task", event, np.arange(tasks))
    fate = draws.uniform(key, Purpose.CHOICE)
    spread = math.log1p(roles.wait_cv**2)
    z = draws.normal(key, Purpose.SIZE, Purpose.SIZE_B)
    days = roles.wait_days * np.exp(math.sqrt(spread) * z - spread / 2)
    return np.where(fate < roles.orphans, days, 0.0), fate >= 1 - roles.twins


def late_share(roles: Roles, days: Floats, named: float) -> float:
    """Share of a campaign's weight whose tasks are late, of `days` that they lie without an owner."""
    late = (days > roles.slack_days) & ~names(len(days), named)
    return float(weights(len(days)) @ late)


# ---- decisions


def decision_hours(asked: float, answered: float) -> float:
    """Hours from a question to its answer: one lead, `asked` and `answered` questions an hour (M/M/1)."""
    return 1 / (answered - asked)


def lost_asking(roles: Roles, span: float, alone: float) -> float:
    """Share of people's time that waiting for a lead of `span` people costs, where `alone` of it is not asked."""
    answered = MINUTES_PER_HOUR / roles.answer_minutes
    asked = min(roles.asks_hour * (1 - alone) * span, roles.full * answered)
    return asked / span * decision_hours(asked, answered) * roles.idle


@dataclass(frozen=True)
class Numbers:
    roles: Roles
    preparation: Preparation


Mine = Own[RolesLevers, Numbers, None]


@dataclass(frozen=True)
class Campaigned:
    """What naming owners does to a campaign."""

    tasks: int
    late: float  # share of its weight that is late
    late_usual: float  # the same where nobody is named
    twice: float  # share that is done twice
    twice_usual: float
    in_time: int  # tasks that would have been late and have an owner


@lru_cache(maxsize=KEPT)  # asked for on several days of a season
def campaigned(roles: Roles, named: float, seed: int, event: str, hours: float) -> Campaigned:
    """A campaign's `hours` as tasks of a day's work, with owners named for a share of them."""
    tasks = max(1, round(hours / TASK_HOURS))
    days, twins = waits(roles, seed, event, tasks)
    have, weight = names(tasks, named), weights(tasks)
    return Campaigned(
        tasks,
        late_share(roles, days, named),
        late_share(roles, days, 0.0),
        float(weight @ (twins & ~have)),
        float(weight @ twins),
        int(np.count_nonzero((days > roles.slack_days) & have)),
    )


def _of(day: Day, own: Mine, event: Campaign) -> Campaigned:
    hours = sum(event.prep_hours.values())
    return campaigned(own.numbers.roles, own.plan.named, day.seed, event.day.isoformat(), hours)


def _prepared(day: Day, own: Mine, event: Campaign) -> float:
    found = _of(day, own, event)
    return (1 + found.twice_usual) / (1 + found.twice)


def _sound(day: Day, own: Mine, event: Campaign) -> float:
    found, worth = _of(day, own, event), own.numbers.preparation.worth
    return (1 - worth * found.late) / (1 - worth * found.late_usual)


def _apart(facts: Facts) -> tuple[int, ...]:
    """The types of which each pod has its own: all that the service floor answers."""
    can = facts.human & (facts.skills.speed[facts.service] > 0).any(axis=0)
    return tuple(np.flatnonzero(can).tolist())


def _pools(day: Day, own: Mine, tape: Tape, crew: Crew) -> Pools | None:
    pods, facts, people = own.plan.pods, day.facts, day.people
    if pods == 1:
        return None
    counts = np.array([one.count for one in day.shop.people])
    of_agent = seated(facts.service, counts, people.group[crew.ids], people.seat[crew.ids], pods)
    pod = pod_of(tape.root, pods)
    there = coverage(crew, of_agent, pods, tape.horizon)
    of_row = np.where(owned(pod, tape.enter, there, own.plan.least), pod, 0)
    return Pools(pods, _apart(facts), of_agent, of_row, quicker(own.numbers.roles, pods))


def _speed(day: Day, own: Mine) -> Floats:
    """Log speed of people who wait for their lead less often than usual."""
    usual, now = (lost_asking(own.numbers.roles, day[SPAN], alone) for alone in (0.0, own.plan.alone))
    return np.where(day.service, math.log1p(-now) - math.log1p(-usual), 0.0)


def _errors(day: Day, own: Mine) -> Floats:
    return np.where(day.service, math.log1p(own.numbers.roles.alone_wrong * own.plan.alone**2), 0.0)


def _named(day: Day, own: Mine) -> tuple[Campaign, Campaigned] | None:
    """The campaign whose big day is today, with its owners; none where there is none or nobody was named."""
    event = day.facts.big.get(day.index)
    if event is None or not own.plan.named or not sum(event.prep_hours.values()):
        return None
    return event, _of(day, own, event)


def _pod_hours(own: Mine) -> float:
    """Hours a day of all pods; one pool meets as shops do."""
    return own.numbers.roles.pod_hours * own.plan.pods / DAYS_PER_WEEK if own.plan.pods > 1 else 0.0


def _naming_hours(own: Mine, found: Campaigned) -> float:
    return own.numbers.roles.name_hours * own.plan.named * found.tasks


def _pay(day: Day, own: Mine) -> None:
    facts = day.facts
    if own.plan.pods > 1:
        day.book("pods", -_pod_hours(own) * facts.service_hour)
    today = _named(day, own)
    if today is not None:
        (event, found), pay = today, {group.role: facts.pay_hour[g] for g, group in enumerate(day.shop.people)}
        need = sum(event.prep_hours.values())
        hour = sum(hours * float(pay.get(role, 0.0)) for role, hours in event.prep_hours.items()) / need
        saved = need * (1 - (1 + found.twice) / (1 + found.twice_usual))
        day.book("owners", (saved - _naming_hours(own, found)) * hour)


def _note(day: Day, own: Mine) -> None:
    today = _named(day, own)
    day.note("roles_hours", _pod_hours(own) + (_naming_hours(own, today[1]) if today else 0.0))
    day.note("tasks_in_time", today[1].in_time if today else 0)


MECHANISM = Mechanism(
    name="roles",
    what="pods know their customers and share no rush; named owners start in time; who need not ask waits for nobody",
    levers=RolesLevers,
    asks=("pods", "named", "alone"),
    numbers=Numbers,
    reads=(SPAN,),
    pools=_pools,
    acts={Phase.PAY: _pay, Phase.CLOSE: _note},
    adds={PREPARED: _prepared, SOUND: _sound, SPEED: _speed, ERRORS: _errors},
    counts=(
        Count("tasks_in_time", "campaign tasks that nobody would have taken in time and that have an owner"),
        Count("roles_hours", "hours of pods' meetings and of naming owners"),
    ),
    accounts=(
        Account("pods", "hours of the pods' own meetings", MoneyPart.TEAM),
        Account("owners", "hours to name owners, less those done twice no more", MoneyPart.TEAM),
    ),
    moves=(
        Move("roles.pods", 4, "live_wait_s", "up", "a pod shares no rush with the others (Erlang C)"),
        Move("roles.pods", 4, "pods", "down", "each pod takes hours (ASM-pods)"),
        Move("roles.least", 9.0, "live_wait_s", "down", "too few are no pod", {"roles.pods": 4}),
        Move(
            "roles.named",
            1.0,
            "tasks_in_time",
            "up",
            "what has an owner is begun (ASM-owners)",
            {"calendar.campaigns.0.prep_hours.visual_design": 800.0},
        ),
        Move("roles.named", 0.25, "owners", "down", "to agree takes hours (ASM-owners)"),
        Move("roles.alone", 1.0, "busy_s", "down", "nobody waits for the lead (M/M/1, ASM-asking)"),
        Move("roles.alone", 1.0, "wrong", "up", "hard questions are decided alone (ASM-asking)"),
    ),
)
