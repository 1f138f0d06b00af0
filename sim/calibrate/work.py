"""How long a contact would have taken that nobody served: that of another of its type, or of any where few are known.

The share that is drawn from the type itself is n ÷ (n + m) for n services known: m is the variance of services within
a type ÷ that of the types' means (one-way random effects, moments; Bühlmann 1967, ASTIN Bulletin 4:199-207).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats, Ints
from sim.calibrate.contacts import Contacts


@dataclass(frozen=True)
class Work:
    """`services[k]`: seconds of type k, sorted, empty where none is known; `own`: (K,) share drawn from them."""

    services: tuple[Floats, ...]
    own: Floats

    def draw(self, kind: Ints, u: Floats) -> Floats:
        """Seconds for contacts of these types, from uniforms."""
        every = np.sort(np.concatenate(self.services))
        made = np.empty(len(kind))
        for i, (k, chance) in enumerate(zip(kind, u, strict=True)):
            mine, own = self.services[k], self.own[k]
            pool, at = (mine, chance / own) if chance < own else (every, (chance - own) / (1.0 - own))
            made[i] = pool[min(int(at * len(pool)), len(pool) - 1)]
        return made


def measured_work(contacts: Contacts) -> Work:
    """From all served of `contacts`."""
    served, kinds = contacts.rows(contacts.answered), len(contacts.kinds)
    services = tuple(np.sort(served.service[served.kind == k]) for k in range(kinds))
    return Work(services, own_share(services))


def own_share(services: tuple[Floats, ...]) -> Floats:
    """(K,) between 0, where nothing is known of a type, and 1."""
    count = np.array([len(of_type) for of_type in services], dtype=np.float64)
    some = count > 0
    means = np.array([of_type.mean() for of_type in services if len(of_type)])
    n, total = count[some], count.sum()
    groups = len(n)
    if groups < 2 or total <= groups:
        return some.astype(np.float64)
    inside = sum(float(((of_type - of_type.mean()) ** 2).sum()) for of_type in services if len(of_type))
    inside /= total - groups
    whole = float((n * means).sum() / total)
    between = (float((n * (means - whole) ** 2).sum()) - (groups - 1) * inside) / (total - (n**2).sum() / total)
    if between <= 0:
        return np.zeros(len(services))
    return np.asarray(between * count / (between * count + inside))
