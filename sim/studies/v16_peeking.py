"""V16: tests that are looked at every day (Berman, Pekelis, Scott & Van den Bulte 2018).

The model's own ideas and its own tests, in the paper's number. No idea of the model is exactly nothing: many are next
to nothing. So shares are estimated as an analyst would from p-values: those above a half come almost only from ideas
without an effect (Storey 2002). How many orders a test had is not in the abstract; it was chosen so that a third of
what is found at one look is false. What daily looks make of that, and how many ideas look like nothing, is the test.

That a false discovery costs lift because the search ends with it has no counterpart: here ideas go on being tried.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from sim.arrays import Floats
from sim.draws import generator
from sim.evidence import Parameters
from sim.mechanisms.innovation import Innovation, effects_of, kept, power, seen
from sim.studies.base import SETS, TESTS, Claim, Study

IDEAS = 2_101
SURE = 0.9
DAYS = 28  # of a test: not in the abstract
ORDERS = 25_500.0  # of a test, both arms together: see above
MIDDLE = 0.5  # p-values above it count as those of nothing
NOTHINGS = 100_000  # ideas without an effect that show how many of them daily looks keep


def experiment(p: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """Share of ideas without an effect; share of the kept without one, at one look and with one every day."""
    effects = effects_of(p.bind(Innovation, "innovation"), rng.random(IDEAS))
    z = seen(effects, ORDERS, rng.standard_normal((IDEAS, DAYS)))
    nothing = null_share(z[:, -1])
    return {
        "null": nothing,
        "once": false_share(nothing, power(0.0, ORDERS, SURE), float(kept(z[:, -1:], SURE)[0].mean())),
        "peeked": false_share(nothing, kept_of_nothing(), float(kept(z, SURE)[0].mean())),
    }


def null_share(z: Floats) -> float:
    """Share of ideas without an effect by what their tests show at the end (ideas,), in standard errors; at most 1."""
    from scipy.special import ndtr

    return min(1.0, float((2 * ndtr(-np.abs(z)) > MIDDLE).mean()) / (1 - MIDDLE))


def false_share(nothing: float, kept_of_them: float, kept_of_all: float) -> float:
    """Share of the kept ideas that have no effect, at most 1; nan where none is kept."""
    return min(1.0, nothing * kept_of_them / kept_of_all) if kept_of_all else np.nan


@cache
def kept_of_nothing() -> float:
    """Share of ideas without an effect that a look on some day keeps."""
    steps = generator(1, "nothing").standard_normal((NOTHINGS, DAYS))
    return float(kept(seen(np.zeros(NOTHINGS), ORDERS, steps), SURE)[0].mean())


STUDY = Study(
    id="V16",
    slug="peeking",
    claims=(
        Claim("once", 0.33, 0.29, 0.37, SETS, "share", "DAT-07", "sets the orders of a test, no parameter"),
        Claim("peeked", 0.40, 0.36, 0.44, TESTS, "share", "DAT-07-peeked", "0.42 in a later version"),
        Claim("null", 0.75, 0.65, 0.80, TESTS, "share", "DAT-07-null", "0.7 in a later version"),
    ),
    design=f"{IDEAS:,} tests of {DAYS} days at {SURE:.0%}, looked at once or every day.",
    experiment=experiment,
)
