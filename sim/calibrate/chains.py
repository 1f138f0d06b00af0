"""Hidden chains of two states, on and off: what is seen of them, and paths that may be true.

Many chains at once: (T, C, K) arrays hold K chains for each of C sequences of at most T steps, the longest sequences
first; `alive[t]` of them reach step t. From step to step a chain stays as it is, or with probability `renewed` is drawn
anew: on with probability `on`. What is seen at a step has a likelihood in each state (hidden Markov model; Rabiner
1989, Proceedings of the IEEE 77:257-286).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints

TINY = 1e-12


@dataclass(frozen=True)
class Filtered:
    """What the steps so far say of each step."""

    on: Floats  # (C, K) probability of on where a chain is drawn anew
    renewed: Floats  # (T, C, K); 1 at the first step
    now: Floats  # (T, C, K) probability of on, from all steps until this one; 0 beyond the last
    alive: Ints  # (T,)
    likelihood: Floats  # (C, K) logarithm, over all steps

    def smoothed(self) -> Floats:
        """(T, C, K) probability of on, from all steps; 0 beyond the last."""
        made = self.now.copy()
        for t in range(len(made) - 2, -1, -1):
            n = self.alive[t + 1]
            if_on, if_off = self._before(t, n)
            made[t, :n] = if_off + made[t + 1, :n] * (if_on - if_off)
        return made

    def draw(self, u: Floats) -> Bools:
        """(T, C, K) states as may as well be true, from uniforms of the same shape."""
        made = u < self.now
        for t in range(len(made) - 2, -1, -1):
            n = self.alive[t + 1]
            if_on, if_off = self._before(t, n)
            made[t, :n] = u[t, :n] < np.where(made[t + 1, :n], if_on, if_off)
        return made

    def _before(self, t: int, n: int) -> tuple[Floats, Floats]:
        """(n, K) probability of on at step t, given on and given off at the next."""
        now, renewed, on = self.now[t, :n], self.renewed[t + 1, :n], self.on[:n]
        fresh = renewed * on
        next_on = now * (1.0 - renewed) + fresh
        if_on = now * (1.0 - renewed + fresh) / np.maximum(next_on, TINY)
        return if_on, now * (renewed - fresh) / np.maximum(1.0 - next_on, TINY)


def filtered(on: Floats, renewed: Floats, if_on: Floats, if_off: Floats, alive: Ints) -> Filtered:
    """Forward through all steps; `if_on`, `if_off`: (T, C, K) likelihood of what is seen in each state."""
    now, before = np.zeros_like(if_on), on
    whole = np.ones_like(if_on)
    for t, n in enumerate(alive):
        ahead = before[:n] + renewed[t, :n] * (on[:n] - before[:n])
        both = ahead * if_on[t, :n]
        whole[t, :n] = both + (1.0 - ahead) * if_off[t, :n]
        before = now[t, :n] = both / whole[t, :n]
    return Filtered(on, renewed, now, alive, np.log(whole).sum(axis=0))
