"""What helps this team most: every practice's near-best plan, simulated for the team as it is, in money and customers.

A plan is the last round's near-best player: the practice's start with that player's levers. It is compared with the
team as its file has it, season by season under the same luck. Profit of the season and what is left for the year after
are shown apart; the order is by their sum. A gain that could be luck says so and stands below those that are sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from playbook import practices
from playbook.lab.seasons import Seasons, clear
from playbook.lab.study import at_start
from playbook.practices import Practice
from sim.scenario import Scenario

SUM = "value"  # what the order is by
SHOWN = ("profit", "end_state", "service_level")
# what is said of a plan, and where it stands
ORDER = {"gains": 0, "later": 0, "luck": 1, "unsure": 1, "same": 2, "loses": 3}
TOTALS = (SUM, *SHOWN)  # what of a plan is shipped


@dataclass(frozen=True)
class Gain:
    """A practice's plan against the team as it is."""

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
    base = at_start(practice, team)
    levers = {practice.lever(name).path: practice.lever(name).clip(x) for name, x in practice.final.near.items()}
    changed = {path: value for path, value in levers.items() if base.at(path) != value}
    return base.with_levers(changed) if changed else base


def plans(team: Scenario) -> Iterator[tuple[str, Scenario]]:
    """Each practice with its plan for the team; one that the team cannot have is left out."""
    for slug in practices.in_order():
        try:
            yield slug, plan_of(practices.load(slug)[0], team)
        except ValueError:
            continue


def ranked(found: Mapping[str, Seasons], team: Seasons) -> list[Gain]:
    """Sure gains first, then what may be luck, then sure losses; the larger first among each."""
    gains = [Gain(slug, plan, team) for slug, plan in found.items()]
    return sorted(gains, key=lambda one: (ORDER[one.verdict], -one.mean))
