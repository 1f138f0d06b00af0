"""Who is missing: the people to add so that nothing is short, each counted once.

`sim.planning.roster.heads_plan.shortfall` says of which type how much is short. Somebody who serves two types fills a
gap in both at the same moment, so what is short of them does not add up to people. Here people are added, and the
cheapest of them who fill every gap are the answer.
"""

from __future__ import annotations

import numpy as np

from sim.arrays import Bools, Floats
from sim.planning.roster.programs import Program
from sim.planning.roster.result import Needs

SECONDS = 20.0


def missing(needs: Needs, serves: Bools, cost: Floats, cover: Floats) -> Floats:
    """People of each group to add to `cover` (G, T), fractions included. `serves` (G, K); `cost` (G,) of one of them.

    What nobody of any group serves is left out.
    """
    program, serves = Program(), np.asarray(serves, bool)
    people = program.block(cover.shape, np.asarray(cost, float)[:, None], whole=False)
    for which, wanted in zip(needs.sets, needs.wanted, strict=True):
        able = np.flatnonzero(serves[:, which].any(axis=1))
        gap = wanted - cover[able].sum(axis=0)
        for t in np.flatnonzero(gap > 0).tolist():
            if len(able):
                program.row(people[able, t], low=float(gap[t]))
    found = program.solve(SECONDS, 0.0)
    assert found is not None  # more people always fit
    return np.maximum(found.at(people), 0.0)
