"""Experiments: replications of a season, paired comparisons, and why a figure changed.

`explain_money` splits a change of profit into the parts that a manager names, `explain` splits any figure's change
over the loops of the season.

Replication r of a seed is one possible season; two scenarios compared under one seed live through the same luck, so
their difference is far less noisy than either (common random numbers, by construction of `sim.draws`). Everything
here yields its result so far after each replication, so that a first figure is there early; close the iterator to
stop. Results do not depend on the executor or the number of workers.

Ranges: P10, P50 and P90 are over the luck of the season; `half_width` is that of the 95 % interval of the mean.
`controls` narrows that interval, `stopping` says how many replications are enough, and `selection` which of several
plans is best; `goal` seeks the cheapest set of changes that keeps a promise; `kept` keeps replications in a folder,
`clusters` runs them on other machines.
"""

from sim.experiment.explanation import Explanation, explain
from sim.experiment.money import MoneyChange, explain_money
from sim.experiment.replications import compare, replicate, run, side_by_side
from sim.experiment.results import Comparison, Estimate, Range, Replication, band_of, last
from sim.experiment.tasks import Task, replication_seed, world_of
from sim.season.setup import LOOPS

__all__ = [
    "LOOPS", "Comparison", "Estimate", "Explanation", "MoneyChange", "Range", "Replication", "Task", "band_of",
    "compare", "explain", "explain_money", "last", "replicate", "replication_seed", "run",
    "side_by_side", "world_of",
]  # fmt: skip
