"""How fast each person works beside the others of the same work, few contacts drawn to the whole.

On the logarithm of seconds, by type of work: person effects and noise of single contacts, parted by the method of
moments for a one-way layout (Searle, Casella & McCulloch 1992, chapter 3); an effect is drawn to 0 by
n ÷ (n + noise ÷ spread). It is what a mixed model predicts (best linear unbiased prediction), without its search.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.calibrate.contacts import Contacts
from sim.calibrate.team.handle import LEAST_S

AT_ONCE = 0.1  # of the median of its type: a service that ended at once says nothing of who gave it
LEAST_EACH = 2  # contacts of a person before the spread of people is read


@dataclass(frozen=True)
class Speeds:
    """`factor`: (A,) work per second; with it the contacts have the mean handle time that they had."""

    factor: Floats
    spread: float  # standard deviation of log speed between people
    spread_interval: tuple[float, float]  # 90 %, over people drawn anew
    noise: float  # standard deviation of the log of one contact's seconds
    contacts: Ints  # (A,)


def measured_speeds(contacts: Contacts, seed: int = 1, draws: int = 200) -> Speeds:
    """Speeds of all agents of the contacts."""
    agents = len(contacts.agents)
    served = contacts.rows(contacts.answered & (contacts.agent >= 0) & ~_ended_at_once(contacts))
    if not len(served):
        return Speeds(np.ones(agents), 0.0, (0.0, 0.0), 0.0, np.zeros(agents, np.int64))
    logs = np.log(np.maximum(served.service, LEAST_S))
    n = np.bincount(served.agent, minlength=agents)
    residual = _without_kinds(logs, served.kind, served.agent, len(contacts.kinds), agents)
    mean, spread, noise = shrunk(residual, served.agent, agents)
    sums, squares = _sums(residual, served.agent, agents)
    chance = np.random.default_rng(seed)
    known = np.flatnonzero(n > 0)
    drawn = []
    for _ in range(draws):
        pick = chance.choice(known, len(known))
        drawn.append(np.sqrt(_moments(n[pick].astype(float), sums[pick], squares[pick])[0]))
    low, high = np.quantile(drawn, [0.05, 0.95])
    factor = np.exp(-mean)
    # the mean handle time of all contacts is that of the law: it is seconds that add up, not speeds
    factor *= np.average(1.0 / factor[known], weights=n[known])
    return Speeds(factor, spread, (float(low), float(high)), noise, n)


def shrunk(residual: Floats, agent: Ints, agents: int) -> tuple[Floats, float, float]:
    """(A,) effects drawn to 0, the spread of people and the noise of a contact (standard deviations)."""
    n = np.bincount(agent, minlength=agents).astype(np.float64)
    sums, squares = _sums(residual, agent, agents)
    between, inside = _moments(n[n > 0], sums[n > 0], squares[n > 0])
    mean = sums / np.maximum(n, 1.0)
    weight = between * n / (between * n + inside) if between > 0 else np.zeros(agents)
    return weight * mean, float(np.sqrt(between)), float(np.sqrt(inside))


def _ended_at_once(contacts: Contacts) -> Bools:
    median = np.ones(len(contacts.kinds))
    for k in range(len(median)):
        services = contacts.service[contacts.answered & (contacts.kind == k)]
        median[k] = np.median(services) if len(services) else 0.0
    return np.asarray(contacts.answered & (contacts.service < AT_ONCE * median[contacts.kind]))


def _sums(residual: Floats, agent: Ints, agents: int) -> tuple[Floats, Floats]:
    one, two = (np.bincount(agent, values, agents) for values in (residual, residual**2))
    return one.astype(np.float64), two.astype(np.float64)


def _moments(n: Floats, sums: Floats, squares: Floats) -> tuple[float, float]:
    """Variance between people and of single contacts, from the people's sums; the first is 0 where luck explains it."""
    total, groups = float(n.sum()), len(n)
    inside = float((squares - sums**2 / n).sum() / max(total - groups, 1.0))
    whole = float(sums.sum() / total)
    usable = total - float((n**2).sum()) / total
    if groups < LEAST_EACH or usable <= 0:
        return 0.0, inside
    between = (float((n * (sums / n - whole) ** 2).sum()) - (groups - 1) * inside) / usable
    return max(between, 0.0), max(inside, 1e-12)


def _without_kinds(logs: Floats, kind: Ints, agent: Ints, kinds: int, agents: int) -> Floats:
    """Logs less the mean of their type, where the people who serve a type are not taken for the type: a few rounds of
    both means in turn."""
    n_kind = np.maximum(np.bincount(kind, minlength=kinds), 1)
    n_agent = np.maximum(np.bincount(agent, minlength=agents), 1)
    of_agent = np.zeros(agents)
    of_kind = np.zeros(kinds)
    for _ in range(20):
        of_kind = np.bincount(kind, logs - of_agent[agent], kinds) / n_kind
        of_agent = np.bincount(agent, logs - of_kind[kind], agents) / n_agent
        of_agent -= float((n_agent * of_agent).sum() / n_agent.sum())
    return np.asarray(logs - of_kind[kind])
