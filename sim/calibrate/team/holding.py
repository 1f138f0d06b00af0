"""Several contacts in one person's hands: how many at once, and how much slower each of them goes then.

The model of the floor: a contact's clock runs at 1 ÷ s(n) while its agent has n of them, so that a service with work w
ends when the time run through, ∫ dt / s(n(t)), is w. The slowness s is what makes the spans of a file most likely,
with the law of w free and smoothed by a kernel (accelerated failure time with a covariate that changes; Zeng & Lin
2007, JASA 102:1387–1396). That a long service meets more others than a short one makes no bias so.
Work is compared within agent and type, so that a quick agent who takes more at once is not taken for the load.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.arrays import Floats, Ints
from sim.calibrate.contacts import Contacts
from sim.calibrate.team.bands import P90
from sim.calibrate.team.handle import LEAST_S
from sim.shop.types import MOST_CHATS
from sim.shop.work import Floor
from sim.units import SECONDS_PER_DAY

LEAST_TIME = 0.02  # of an agent's busy time with so many or more in hand, for it to be a habit
CELLS = 4  # of a grid to the width of the kernel
REACH = 10.0  # of log residuals
NORMAL_IQR = 1.349
WIDER = 1.35  # of standard deviations: the density is read from the services that it judges
LEAST = 200  # services before a slowness is read
ENOUGH = 12_000  # services to read it from
PRIOR = 0.3  # standard deviation of the log of one step of slowness about the sample's
OWN_STEPS = 4  # steps of slowness that may differ; those beyond are alike
MOST_STEP = 2.0
STEP, WIDE = 1e-4, 0.03  # of numeric derivatives, first and second
SPAN = 4 * SECONDS_PER_DAY  # seconds by which days of agents are set apart on one axis


@dataclass(frozen=True)
class Holding:
    """`most`: contacts in hand that are a habit. (most,): `shares` of busy time with 1, 2, … in hand; `stretch`, how
    much slower each goes then, drawn to the sample's where little is seen; `low`, `high`: 80 %."""

    most: int
    shares: Floats
    stretch: Floats
    low: Floats
    high: Floats
    services: int  # that it was read from; 0: the sample's

    @property
    def mean(self) -> float:
        """In hand while there is any."""
        return float((self.shares * np.arange(1, self.most + 1)).sum())


class Loads:
    """How many contacts each agent has in hand, on one axis of all agents' days."""

    def __init__(self, contacts: Contacts) -> None:
        self.rows = np.flatnonzero(contacts.answered & (contacts.agent >= 0) & ~np.isnan(contacts.service))
        mine = contacts.rows(self.rows)
        self.agents, self.agent = len(contacts.agents), mine.agent
        base = (mine.day * max(self.agents, 1) + mine.agent) * SPAN
        self.start, self.end = base + mine.start, base + np.maximum(mine.end, mine.start + LEAST_S)
        times, steps = np.concatenate([self.start, self.end]), np.repeat([1, -1], len(mine))
        order = np.lexsort((-steps, times))
        self.times, self.load = times[order], np.cumsum(steps[order])
        self.whose = np.tile(mine.agent, 2)[order][:-1]
        self.lengths = np.diff(self.times)

    @cached_property
    def at(self) -> tuple[Ints, Ints]:
        """Where each service begins and ends on the axis."""
        return np.searchsorted(self.times, self.start), np.searchsorted(self.times, self.end)

    @property
    def at_end(self) -> Ints:
        """(n,) in hand just before each service ends."""
        return np.asarray(np.maximum(self.load[np.maximum(self.at[1] - 1, 0)], 1))

    def seconds(self, most: int) -> Floats:
        """(n, most) seconds of each service with 1, 2, … or `most` and more in hand."""
        begin, end = self.at
        made = np.empty((len(self.start), most))
        for n in range(1, most + 1):
            here = (self.load[:-1] == n) if n < most else (self.load[:-1] >= n)
            sums = np.concatenate([[0.0], np.cumsum(self.lengths * here)])
            made[:, n - 1] = sums[end] - sums[begin]
        return made

    def by_agent(self) -> Floats:
        """(A, MOST_CHATS) seconds with 1, 2, … in hand."""
        level = np.clip(self.load[:-1], 0, MOST_CHATS)
        flat = np.bincount(self.whose * (MOST_CHATS + 1) + level, self.lengths, self.agents * (MOST_CHATS + 1))
        return np.asarray(flat.reshape(self.agents, -1)[:, 1:])


def measured_holding(contacts: Contacts) -> Holding:
    """Of contacts that people serve several of at once. ValueError where nobody known served."""
    loads = Loads(contacts)
    if not len(loads.rows):
        raise ValueError("nobody is known to have served")
    seconds = loads.by_agent()
    most = _habit(seconds)
    spent = seconds.sum(axis=0)
    shares = np.append(spent[: most - 1], spent[most - 1 :].sum())
    prior = _sample(most)
    steps, cover, used = np.diff(np.log(prior)), np.diag(np.full(most - 1, PRIOR**2)), 0
    if most > 1 and len(loads.rows) >= LEAST:
        steps, cover, used = _fitted(_some_days(contacts), most, steps)
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    sums = np.tril(np.ones((most - 1, most - 1)))
    sd = np.concatenate([[0.0], np.sqrt(np.maximum(np.diag(sums @ cover @ sums.T), 0.0))])
    low, high = np.maximum(np.exp(logs - P90 * sd), 1.0), np.exp(logs + P90 * sd)
    return Holding(most, shares / shares.sum(), np.exp(logs), low, high, used)


def worked(contacts: Contacts, holding: Holding) -> Contacts:
    """The contacts with the work of each in place of its length: what it would have taken with nothing else in hand."""
    loads = Loads(contacts)
    service = contacts.service.copy()
    service[loads.rows] = loads.seconds(holding.most) @ (1.0 / holding.stretch)
    return replace(contacts, service=service)


def _habit(seconds: Floats) -> int:
    """Contacts in hand that half of the agents have often; who had most for a moment sets no rule."""
    busy = seconds.sum(axis=1)
    above = seconds[:, ::-1].cumsum(axis=1)[:, ::-1]
    often = (above >= LEAST_TIME * np.maximum(busy, 1.0)[:, None]).sum(axis=1)
    order = np.argsort(often[busy > 0], kind="stable")
    weight = np.cumsum(busy[busy > 0][order])
    return max(int(often[busy > 0][order][np.searchsorted(weight, weight[-1] / 2)]), 2)


def _sample(most: int) -> Floats:
    """(most,) the slowness of the sample shops, its last step repeated beyond their last."""
    known = np.array(Floor().stretch)
    more = known[-1] / known[-2]
    return np.concatenate([known, known[-1] * more ** np.arange(1, max(most - len(known), 0) + 1)])[:most]


def _some_days(contacts: Contacts) -> Contacts:
    """Whole days, so many that they have enough services."""
    count = np.bincount(contacts.day[contacts.answered], minlength=len(contacts.dates))
    if count.sum() <= ENOUGH:
        return contacts
    days = np.random.default_rng(1).permutation(len(count))
    kept = days[: int(np.searchsorted(np.cumsum(count[days]), ENOUGH)) + 1]
    return contacts.rows(np.isin(contacts.day, kept))


def _fitted(contacts: Contacts, most: int, prior: Floats) -> tuple[Floats, Floats, int]:
    """Log steps (most − 1,) with their covariance, and the services behind them."""
    from scipy import optimize

    loads = Loads(contacts)
    seconds, last = loads.seconds(most), np.minimum(loads.at_end, most) - 1
    kind = contacts.kind[loads.rows]
    alike = np.eye(min(most - 1, OWN_STEPS))[np.minimum(np.arange(most - 1), OWN_STEPS - 1)]

    def unlikely(own: Floats) -> float:
        steps = alike @ own
        slow = np.concatenate([[0.0], np.cumsum(steps)])
        logs = np.log(np.maximum(seconds @ np.exp(-slow), LEAST_S))
        value = float(logs.sum() + slow[last].sum()) - smooth(logs - _scale(logs, loads.agent, kind))
        return value + float(((own - prior[: len(own)]) ** 2).sum()) / (2 * PRIOR**2)

    begin = prior[: alike.shape[1]]
    logs = np.log(np.maximum(seconds.sum(axis=1), LEAST_S))
    smooth = _Smooth(logs - _scale(logs, loads.agent, kind))
    bounds = [(0.0, MOST_STEP)] * len(begin)
    found = optimize.minimize(unlikely, begin, method="L-BFGS-B", bounds=bounds, options={"eps": STEP})
    return alike @ found.x, alike @ _covariance(unlikely, found.x) @ alike.T, len(loads.rows)


def _scale(logs: Floats, agent: Ints, kind: Ints) -> Floats:
    """(n,) mean log of the agent and of the type together: a few rounds of both means in turn."""
    n_agent, n_kind = (np.maximum(np.bincount(which), 1) for which in (agent, kind))
    of_agent = np.zeros(len(n_agent))
    for _ in range(4):
        of_kind = np.bincount(kind, logs - of_agent[agent]) / n_kind
        of_agent = np.bincount(agent, logs - of_kind[kind]) / n_agent
    return np.asarray(of_agent[agent] + of_kind[kind])


class _Smooth:
    """The log likelihood of residuals under their own density, smoothed by a normal kernel of fixed width."""

    def __init__(self, residual: Floats) -> None:
        spread = float(np.diff(np.quantile(residual, [0.25, 0.75]))[0]) / NORMAL_IQR
        self.width = max(min(float(residual.std()), spread or np.inf) * len(residual) ** -0.2, 1e-3)
        self.step = self.width / CELLS
        x = np.arange(-4 * CELLS, 4 * CELLS + 1) / CELLS
        self.kernel = np.exp(-0.5 * x**2) / np.sqrt(2 * np.pi) / self.width
        self.low = -REACH

    def __call__(self, residual: Floats) -> float:
        place = (np.clip(residual, -REACH, REACH) - self.low) / self.step
        cell = place.astype(np.int64)
        part = place - cell  # shared out to the two nearest cells, so that nothing jumps
        cells = int(2 * REACH / self.step) + 3
        counts = np.bincount(cell, 1.0 - part, cells) + np.bincount(cell + 1, part, cells)
        density = np.convolve(counts, self.kernel, mode="same") / len(residual)
        some = counts > 0
        return float((counts[some] * np.log(np.maximum(density[some], 1e-12))).sum())


def _covariance(f: Callable[[Floats], float], at: Floats) -> Floats:
    """The inverse of the curvature, by differences."""
    made = np.empty((len(at), len(at)))
    unit = np.eye(len(at)) * WIDE
    for i, a in enumerate(unit):
        for j, b in enumerate(unit[: i + 1]):
            four = f(at + a + b) - f(at + a - b) - f(at - a + b) + f(at - a - b)
            made[i, j] = made[j, i] = four / (4 * WIDE**2)
    values, vectors = np.linalg.eigh(made)
    return np.asarray(WIDER**2 * vectors @ np.diag(1.0 / np.maximum(values, PRIOR**-2)) @ vectors.T)
