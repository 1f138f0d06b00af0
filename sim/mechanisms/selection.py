"""Selection: pay decides who joins and who stays, because abilities differ.

A person of ability a could earn a^slope elsewhere, as a multiple of the usual pay here, while the worth of this place
is what its scheme pays them, net of the effort it takes (`sim.mechanisms.incentives.worth`). A flat wage is worth the
same to everybody, so its advantage falls with ability: the able leave first and apply last. A piece rate is worth more
to the able. Nothing else selects: who is in the team follows from the quit hazard, which
`sim.mechanisms.attrition.pay_term` reads from the two, and from who applies, below.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints


@dataclass(frozen=True)
class Selection:
    outside_slope: float  # % of outside pay for 1 % of ability


def outside(selection: Selection, log_ability: Floats) -> Floats:
    """Pay elsewhere over the usual pay here, > 0, (n,)."""
    return np.exp(selection.outside_slope * np.asarray(log_ability, float))


def application_weight(elasticity: float, worth: Floats, outside_pay: Floats) -> Floats:
    """How much more often than with equal pay such a person applies, > 0, (n,).

    `elasticity`: % more applicants for 1 % more pay (parameter hiring.applicants_pay); worth and pay elsewhere both
    over the usual pay here.
    """
    return (np.asarray(worth, float) / outside_pay) ** elasticity


def applicants(weights: Floats, uniforms: Floats) -> Ints:
    """Who applies: positions in `weights` (m,), one drawn by them for each uniform (k,)."""
    heap = np.cumsum(weights)
    return np.minimum(np.searchsorted(heap, uniforms * heap[-1], side="right"), len(weights) - 1)
