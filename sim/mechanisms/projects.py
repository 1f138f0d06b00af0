"""Projects: how a campaign's pages, offers and pictures get done.

Pieces go from hand to hand (content, design, check, listing). With N of them under way at once between M
stations alike, a closed line does N ÷ (N + M − 1) of what its busiest hands could: too few leave somebody waiting. Who
holds several changes between them, and every one more slows all by a share s. An hour lost to neither is

    line(N) = N ÷ (N + M − 1) · (1 − s) ^ max(N ÷ M − 1, 0).

Offers change: of pieces done T weeks ahead of a sale a share 1 − e^(−r T) is done again, so that of an early start's
hours only ∫ e^(−r t) dt count. Of the pieces a share is wrong. A check sends it back, which takes its own hours and
those of doing it again; unchecked it goes out and does not sell. Whose pieces are ready goes back to other work and
does again what changes; whose are not works on them to the last day. Hours that prepare a sale are missing in other
work, at what they cost. The shop's own way, the defaults, is what its hours of preparation were counted with.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from sim.contract.channels import PREPARED, SOUND
from sim.contract.day import Day
from sim.contract.mechanism import Account, Mechanism, MoneyPart, Move, Own
from sim.contract.phases import Phase
from sim.mechanisms.preparation import LEAD_DAYS, Preparation
from sim.shop.facts import Campaign
from sim.shop.people import Role
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK, STANDARD_WEEK_HOURS

START_WEEKS = LEAD_DAYS / DAYS_PER_WEEK  # before the big day, as shops begin that decide nothing else
AT_ONCE = 12  # pieces under way


class ProjectsLevers(Part):
    """When a campaign's preparation begins, how much is under way, and what is checked."""

    start_weeks: Annotated[float, Field(gt=0, le=16)] = Field(START_WEEKS, description="from the start to the big day")
    at_once: int = Field(AT_ONCE, ge=1, le=60, description="pieces under way at once")
    check: Share = Field(0.0, description="share of pieces that somebody else looks at before they go out")


@dataclass(frozen=True)
class Projects:
    stations: float  # hands that a piece goes through
    switching: float  # share of everybody's pace that one more piece in hand costs
    changes: float  # a week: hazard that a finished piece must be done again
    wrong: float  # share of pieces that is wrong
    unsold: float  # of a campaign's lift that wrong pieces lose, if all were
    check_share: float  # of a piece's hours that a check takes


def line(projects: Projects, at_once: float) -> float:
    """Share of what the busiest hands could do that gets done, in (0, 1]."""
    held = max(at_once / projects.stations - 1, 0.0)
    return at_once / (at_once + projects.stations - 1) * (1 - projects.switching) ** held


def counting_weeks(projects: Projects, start_weeks: float) -> float:
    """Weeks' worth of an early start that is not done again."""
    if not projects.changes:
        return start_weeks
    return -math.expm1(-projects.changes * start_weeks) / projects.changes


def hours_a_piece(projects: Projects, check: float) -> float:
    """Hours of a piece, over those of one that nobody checks: the check, and doing again what it sends back."""
    return (1 + projects.check_share * check) / (1 - projects.wrong * check)


def done(projects: Projects, start_weeks: float, at_once: float, check: float) -> float:
    """Pieces that a team can have ready."""
    return counting_weeks(projects, start_weeks) * line(projects, at_once) / hours_a_piece(projects, check)


def pace(projects: Projects, at_once: float, check: float) -> float:
    """Pieces of an hour, over those of an hour in the shop's own way."""
    usual = line(projects, AT_ONCE) / hours_a_piece(projects, 0.0)
    return line(projects, at_once) / hours_a_piece(projects, check) / usual


def hours_spent(projects: Projects, plan: ProjectsLevers, need: float, weekly: float) -> float:
    """Hours of people who have `need` hours of pieces to do and `weekly` hours a week for them.

    After t weeks p (1 − e^(−r t)) ÷ r pieces stand. Once all of them do, only what changes is done.
    """
    quick = pace(projects, plan.at_once, plan.check)
    weeks = need * counting_weeks(projects, START_WEEKS) / START_WEEKS / (weekly * quick)  # if nothing changed
    if weeks >= counting_weeks(projects, plan.start_weeks):
        return weekly * plan.start_weeks
    ready = -math.log1p(-projects.changes * weeks) / projects.changes if projects.changes else weeks
    return weekly * (ready + (plan.start_weeks - ready) * projects.changes * weeks)


@dataclass(frozen=True)
class Numbers:
    projects: Projects
    preparation: Preparation


@dataclass(frozen=True)
class Memory:
    begun: Mapping[int, ProjectsLevers] = field(default_factory=dict)  # big day → levers that its lift was fixed under


Mine = Own[ProjectsLevers, Numbers, Memory]


def _anew(day: Day, own: Mine) -> Memory:
    """What was made of a campaign is paid for as it was decided, also where levers change before its day."""
    before = own.plan if own.before is None else own.before
    fixed = {big: before for big in day.facts.big if max(0, big - LEAD_DAYS) < day.index}
    return Memory(fixed | dict(own.mine.begun))


def _prepared(day: Day, own: Mine, event: Campaign) -> float:
    plan, numbers = own.plan, own.numbers.projects
    return done(numbers, plan.start_weeks, plan.at_once, plan.check) / done(numbers, START_WEEKS, AT_ONCE, 0.0)


def _sound(day: Day, own: Mine, event: Campaign) -> float:
    lost = own.numbers.projects.unsold * own.numbers.projects.wrong
    return (1 - lost * (1 - own.plan.check)) / (1 - lost)


def _pay(day: Day, own: Mine) -> None:
    """Hours beyond those of the shop's own way, missing elsewhere; fewer give some back. Booked as the sale begins."""
    event = day.facts.big.get(day.index)
    if event is None:
        return
    shop, people = day.shop, day.people
    here = day.employed & ~people.temp
    weekly: dict[Role, float] = {}
    pay: dict[Role, float] = {}
    for g, group in enumerate(shop.people):
        hours = float((here & (people.group == g)).sum()) * STANDARD_WEEK_HOURS * own.numbers.preparation.available
        weekly[group.role] = weekly.get(group.role, 0.0) + hours
        pay[group.role] = pay.get(group.role, 0.0) + hours * float(day.facts.pay_hour[g])
    for role, need in event.prep_hours.items():
        if need and weekly.get(role):
            decided = own.mine.begun.get(day.index, own.plan)
            spent, usual = (
                hours_spent(own.numbers.projects, plan, need, weekly[role]) for plan in (decided, ProjectsLevers())
            )
            day.book("preparing", -(spent - usual) * pay[role] / weekly[role])


MECHANISM = Mechanism(
    name="projects",
    what="what is begun early is done again, what is begun all at once is done by nobody",
    levers=ProjectsLevers,
    asks=("start_weeks", "at_once", "check"),
    numbers=Numbers,
    memory=lambda day, own: Memory(),
    anew=_anew,
    acts={Phase.PAY: _pay},
    adds={PREPARED: _prepared, SOUND: _sound},
    accounts=(Account("preparing", "hours of preparation beyond the usual weeks, missing elsewhere", MoneyPart.TEAM),),
    moves=(
        Move("projects.start_weeks", 8.0, "preparing", "down", "hours are missing elsewhere (ASM-projects)"),
        Move("projects.at_once", 1, "contacts", "down", "hands wait for each other (closed line)"),
        Move(
            "projects.check",
            1.0,
            "contacts",
            "up",
            "wrong pieces sell nothing (ASM-projects)",
            {"projects.start_weeks": 16.0},
        ),
    ),
)
