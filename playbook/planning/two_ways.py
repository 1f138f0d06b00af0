"""The same days counted in two ways: people who come when customers do (heads), and more people in today's shifts
(hiring). Both are told beside each other, because they are seldom the same number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from playbook.planning.case import WeekCase
from sim.arrays import Ints
from sim.evidence import parameters
from sim.experiment.hiring_plan import HiringPlan
from sim.experiment.played_weeks import week_of, weeks
from sim.experiment.roster_heads import settle
from sim.experiment.roster_week import Week
from sim.experiment.team_roster import desk_of
from sim.planning.heads import busy_day, dealt
from sim.planning.hiring.in_shifts import InShifts, in_shifts, unattended
from sim.planning.promises import Answered, together
from sim.scenario import Scenario
from sim.units import DAYS_PER_WEEK, STANDARD_SHIFT_HOURS


@dataclass(frozen=True)
class Heads:
    """`hours` at work in a `week`, planned anew by the half hour."""

    week: Week
    hours: float

    @property
    def people(self) -> float:
        """Whose week that is."""
        return self.hours / hours_of_one(self.week.scenario, self.week.desk, self.week.days)


def hours_of_one(scenario: Scenario, groups: tuple[int, ...], days: int) -> float:
    """Hours that one person of these groups is at work in so many days, as hiring counts them."""
    counts = np.array([scenario.people[g].count for g in groups], float)
    rest = float(counts @ [scenario.people[g].rest_days for g in groups]) / max(float(counts.sum()), 1.0)
    return days * STANDARD_SHIFT_HOURS * (1 - rest / DAYS_PER_WEEK) * (1 - parameters()["talent.absence"])


def heads_of(case: WeekCase, people: Ints) -> Heads:
    """`people` (G, T) on the roster, of whom a share `case.shrinkage` is away."""
    return Heads(case.week, float(people.sum()) * case.desk.grid.slot_hours * (1 - case.shrinkage))


def shifts_of(case: WeekCase) -> InShifts | None:
    """What the week of a case takes in today's shifts; None where hiring cannot be asked the same: it knows one share
    of customers answered in time, for types that somebody serves together."""
    answered = [one for one in case.promises if isinstance(one, Answered)]
    shares, waits_for_ever = {one.share for one in answered}, {one.patience is None for one in case.lines}
    together_served = bool(case.desk.serves.all(axis=1).any())
    alike = len(answered) == len(case.promises) and len(shares) == len(waits_for_ever) == 1
    if not (alike and together_served):
        return None
    share, week = shares.pop(), case.week
    came, times = np.array([line.arrivals.sum() for line in case.lines]), np.array([one.within for one in answered])
    within = float(times @ came / came.sum()) if came.sum() else float(times.min())
    line = together([replace(one, promises=(Answered(share, within),)) for one in case.lines])
    everybody = np.ones((1, len(week.kinds)), dtype=bool)
    cover = week.usual_cover().sum(axis=0) + week.helpers(everybody)[0]
    return in_shifts(line, cover, share, busy_day(case.sure, spread(week)))


def spread(week: Week) -> float:
    """Standard deviation of a week's chats and calls between replications, as a share of their mean."""
    tapes = [[played.tape for played in run] for run in week.runs]
    came = np.array([sum(int((~one.queued & np.isin(one.kind, week.kinds)).sum()) for one in run) for run in tapes])
    return float(came.std(ddof=1)) / max(float(came.mean()), 1.0) if len(came) > 1 else 0.0


def campaign_heads(
    scenario: Scenario, promise: float, within: float | None, sure: float, replications: int, seed: int, floor: bool
) -> Iterator[Heads | None]:  # fmt: skip
    """What `playbook heads --week peak` says of the same team, promise and luck, last; before it None for each step.
    Nothing where the season has no such week."""
    if week_of(scenario, "peak") is None:
        return
    week = None
    for one in weeks(scenario, "peak", replications, seed):
        week = one
        yield None
    assert week is not None
    times = [scenario.work[k].target_s if within is None else within for k in week.kinds]
    case = WeekCase(week, desk_of(week), tuple(Answered(promise, one) for one in times), sure)
    people = dealt(case.needs, case.desk.serves, case.pay_hour)
    if floor:
        for found in settle(case.week, case.needs, case.promises, case.pay_hour, sure):
            people = found.people
            yield None
    yield heads_of(case, people)


@dataclass(frozen=True)
class Sale:
    """What a plan says of a campaign's days: the `period` that misses most, `people` needed there in today's shifts
    (none: no number of them keeps the promise) and the share of customers who come while nobody is on duty, `alone`."""

    period: int
    people: float | None
    alone: float


def sale_of(plan: HiringPlan) -> Sale | None:
    """None where the season has no campaign."""
    need = plan.need
    sale = [p for p, one in enumerate(need.periods) if one.campaign is not None]
    if not sale:
        return None
    lacks = plan.missing[:, sale] + (plan.reach[:, sale] < plan.promise) * float(plan.wanted.max())
    s, at = np.unravel_index(int(lacks.argmax()), lacks.shape)
    days = list(need.periods[p := sale[int(at)]].days)
    came = need.arrivals[need.sets[s]][:, days].sum(axis=0)
    people = float(plan.wanted[s, p]) if plan.reach[s, p] >= plan.promise else None
    return Sale(p, people, unattended(came.ravel(), need.cover[s][days].ravel()))
