"""How far a group may differ from the whole: few events are drawn to it, many speak for themselves.

For each group the events seen are compared with those that the whole's law expects of it. The ratios of all groups
are taken as gamma-distributed about 1; how widely is read from the groups themselves (maximum likelihood of the
negative binomial; empirical Bayes, Robbins 1956; for rates Clayton & Kaldor 1987, Biometrics 43:671-681).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats

LEAST_PRIOR, MOST_PRIOR = 1e-2, 1e6  # the search; the upper end means: no group differs


@dataclass(frozen=True)
class Ratios:
    """Event rates of G groups ÷ that of the whole. `prior`: the weight of the whole, in expected events."""

    prior: float
    seen: Floats  # (G,) events
    expected: Floats  # (G,) events by the whole's law

    @property
    def mean(self) -> Floats:
        """(G,): 1 for a group of which nothing is known."""
        return (self.prior + self.seen) / (self.prior + self.expected)

    def draw(self, u: Floats, scale: Floats | float = 1.0) -> Floats:
        """(G,) ratios from what is known of them, by inversion of u; `scale` multiplies the expected events."""
        from scipy.special import gammaincinv

        return np.asarray(gammaincinv(self.prior + self.seen, u) / (self.prior + self.expected * scale))


def pooled(seen: Floats, expected: Floats) -> Ratios:
    """The ratios of groups, with the weight of the whole that makes what was seen most likely."""
    seen, expected = np.asarray(seen, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    return Ratios(prior_weight(seen, expected), seen, expected)


def prior_weight(seen: Floats, expected: Floats) -> float:
    """a of a gamma(a, a) from which the groups' ratios come; `MOST_PRIOR` where they differ by luck alone."""
    from scipy.optimize import minimize_scalar
    from scipy.special import gammaln

    some = expected > 0
    seen, expected = seen[some], expected[some]
    if len(seen) < 2:
        return MOST_PRIOR

    def unlikely(log_a: float) -> float:
        a = np.exp(log_a)
        terms = gammaln(a + seen) - gammaln(a) - a * np.log1p(expected / a) + seen * np.log(expected / (a + expected))
        return -float(terms.sum())

    low, high = np.log(LEAST_PRIOR), np.log(MOST_PRIOR)
    found = minimize_scalar(unlikely, bounds=(low, high), method="bounded")
    return MOST_PRIOR if unlikely(high) <= found.fun + 1e-6 else float(np.exp(found.x))
