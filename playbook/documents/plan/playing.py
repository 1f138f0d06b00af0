"""The seasons that a plan's figures come from: the team as it is and with its steps, under the same luck."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playbook.documents.plan.decided import Applied
from playbook.lab.seasons import SEED

if TYPE_CHECKING:
    from playbook.documents.plan.beyond import Beyond
    from sim.experiment import Estimate, Range

Told = Callable[[int, int], None]  # seasons played so far, of all: may raise to stop


@dataclass(frozen=True)
class Played:
    """Seasons of the team as it is, and with its steps; one and the same where there are none. `more`: what else was
    played of the team with its steps."""

    team: Estimate
    plan: Estimate
    more: Beyond | None = None

    @property
    def n(self) -> int:
        return int(self.plan.n)

    @property
    def changed(self) -> bool:
        return self.plan is not self.team

    def change(self, kpi: str) -> Range:
        """With the steps against without, season by season."""
        from sim.experiment.results import Comparison

        return Comparison(self.team, self.plan).difference(kpi)


def play(
    what: Applied, seasons: int, workers: int = 1, progress: Told | None = None, seed: int = SEED, **options: Any
) -> Played:  # fmt: skip
    """`seasons` of each; options as in `sim.experiment.replicate`."""
    from sim.experiment.replications import compare, replicate

    told = progress or (lambda done, planned: None)
    if not what.changed:
        with closing(replicate(what.team, seasons, seed, workers=workers, **options)) as runs:
            for estimate in runs:
                told(estimate.n, seasons)
        return Played(estimate, estimate)
    with closing(compare(what.team, what.planned, seasons, seed, workers=workers, **options)) as pairs:
        for pair in pairs:
            told(pair.b.n, seasons)
    return Played(pair.a, pair.b)
