"""What helps this team most: every practice's near-best plan, simulated for the team as it is, in money and customers.

A plan is the last round's near-best player: the practice's start with that player's levers. It is compared with the
team as its file has it, season by season under the same luck; what the practice faces, such as things that go wrong,
the team faces on both sides. Profit of the season and what is left for the year after
are shown apart; the order is by their sum. A gain that could be luck says so and stands below those that are sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playbook import practices
from playbook.lab.seasons import BASELINES, Seasons, clear, shipped_team
from playbook.lab.study import at_start
from playbook.practices import Practice
from sim.scenario import Scenario

SUM = "value"  # what the order is by
SHOWN = ("profit", "end_state", "service_level")
# what is said of a plan, and where it stands
ORDER = {"gains": 0, "later": 0, "luck": 1, "unsure": 1, "same": 2, "loses": 3}
TOTALS = (SUM, *SHOWN)  # what of a plan is shipped


@dataclass(frozen=True)
class Planned:
    """A practice's plan for a team, and the team as it is with what the practice faces."""

    slug: str
    plan: Scenario
    team: Scenario


@dataclass(frozen=True)
class Gain:
    """The seasons of a practice's plan against those of the team as it is."""

    slug: str
    plan: Seasons
    team: Seasons

    @property
    def mean(self) -> float:
        """In money, this season and next year together."""
        return self.plan.change(self.team, SUM).mean

    @property
    def verdict(self) -> str:
        """One of ORDER: whether it gains or loses by more than luck, and whether this season pays for the next."""
        if not any(self.plan.change(self.team, kpi).mean for kpi in TOTALS):
            return "same"
        this = self.plan.change(self.team, "profit")
        costs = this.mean < 0 and clear(this)
        if not clear(self.plan.change(self.team, SUM)):
            return "unsure" if costs else "luck"
        if self.mean < 0:
            return "loses"
        return "later" if costs else "gains"


def plan_of(practice: Practice, team: Scenario) -> Scenario:
    """The team with the practice's near-best plan. Raises ValueError where the team cannot have it."""
    return near_best(practice, at_start(practice, team))


def near_best(practice: Practice, team: Scenario) -> Scenario:
    """The team with the levers of the last round's near-best player, and all else as it is."""
    levers = {name: practice.lever(name) for name in practice.final.near}
    return team.with_fields({levers[name].path: levers[name].clip(x) for name, x in practice.final.near.items()})


def plans(team: Scenario) -> Iterator[Planned]:
    """Each practice's plan for the team; one that the team cannot have is left out."""
    for slug in practices.in_order():
        practice, _ = practices.load(slug)
        try:
            yield Planned(slug, plan_of(practice, team), facing(practice, team))
        except ValueError:
            continue


def facing(practice: Practice, team: Scenario) -> Scenario:
    """The team as it is, with what the practice faces."""
    return team.with_fields(practice.faces)


def shipped_gains(name: str, team: Scenario, folder: Path = BASELINES) -> list[Gain]:
    """The gains of every plan for a shipped team, ranked; none unless all of them came with the playbook."""
    gains = []
    for one in plans(team):
        plan, base = shipped_team(name, one.plan, folder), shipped_team(name, one.team, folder)
        if plan is None or base is None:
            return []
        gains.append(Gain(one.slug, plan, base))
    return ranked(gains)


def ranked(gains: Iterable[Gain]) -> list[Gain]:
    """Sure gains first, then what may be luck, then sure losses; the larger first among each."""
    return sorted(gains, key=lambda one: (ORDER[one.verdict], -one.mean))
