"""Who is taken first out of the line, read from whom agents took while others waited.

Each time an agent takes a contact that waited, while others waited whom he or she serves as well, is a choice. Its
odds are those of a conditional logit (McFadden 1974) in the seconds waited so far and the segment; the segment's
coefficient ÷ that of a second is the head start by which the segment stands ahead in the line. Few choices draw a
head start to that of all (a normal law of the coefficients about 0, its spread by maximum likelihood).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.calibrate.contacts import URGENT, Contacts
from sim.calibrate.duty import CLOCKS_S
from sim.calibrate.line import passed_over
from sim.calibrate.segments import LEVELS

LEAST_CHOICES = 30  # with fewer, first come is first served
ROUNDS = 8
LEAST_PENALTY = 1e-9  # of a second's coefficient: none but that a matrix can be inverted
TOLERANCE = 1e-4  # of the gradient, in choices
SCALE_S = 100.0  # seconds are counted in hundreds: coefficients of one size


@dataclass(frozen=True)
class Order:
    """Seconds by which each of S segments stands ahead in the line: their mean, and a root of their covariance."""

    ahead: Floats  # (S,)
    root: Floats  # (S, S): ahead + root @ normal draws is what may as well be true
    choices: int
    in_turn: float  # share of the choices that this order tells

    def draw(self, normal: Floats) -> Floats:
        return self.ahead + self.root @ normal


def first_come(segments: int) -> Order:
    return Order(np.zeros(segments), np.zeros((segments, segments)), 0, 1.0)


def set_order(segments: int, head_start: float) -> Order:
    """Priorities of 2 and more stand `head_start` seconds ahead, all others in turn."""
    ahead = np.where(np.arange(segments) % LEVELS >= URGENT, head_start, 0.0)
    return Order(ahead, np.zeros((segments, segments)), 0, 1.0)


def measured_order(contacts: Contacts, segment: Ints, segments: int, serves: Bools) -> Order:
    """The order in which segments are taken, over all days of `contacts`; first come where too little is seen."""
    picks = _choices(contacts, segment, serves)
    if picks is None:
        return first_come(segments)
    waited, of, taken, first = picks
    met = np.unique(of)
    if len(taken) < LEAST_CHOICES or len(met) < 2:
        return first_come(segments)
    place = np.searchsorted(met, of)
    x = np.zeros((len(waited), 1 + len(met)))
    x[:, 0] = waited / SCALE_S
    x[np.arange(len(waited)), 1 + place] = 1.0
    beta, covariance = _logit(x, taken, first)
    if beta[0] <= 0:
        return first_come(segments)
    ahead = np.zeros(segments)
    ahead[met] = beta[1:] / beta[0] * SCALE_S
    slope = np.hstack([-ahead[met][:, None] / beta[0], np.eye(len(met)) * SCALE_S / beta[0]])
    spread = slope @ covariance @ slope.T
    values, vectors = np.linalg.eigh(spread)
    root = np.zeros((segments, segments))
    root[np.ix_(met, met)] = vectors * np.sqrt(np.maximum(values, 0.0))
    score = waited + ahead[of]
    best = np.maximum.reduceat(score, first)
    return Order(ahead, root, len(taken), float((score[taken] >= best - CLOCKS_S).mean()))


def _choices(contacts: Contacts, segment: Ints, serves: Bools) -> tuple[Floats, Ints, Ints, Ints] | None:
    """Rows of all choices: seconds waited, segment; positions of those taken; where each choice begins."""
    rows = np.flatnonzero(contacts.answered & (contacts.agent >= 0) & (contacts.wait > 0))
    now = contacts.start[rows]
    place, other = passed_over(contacts, rows, now, serves)
    if not len(place):
        return None
    chosen = np.unique(place)
    choice = np.concatenate([chosen, place])
    row = np.concatenate([rows[chosen], other])
    order = np.argsort(choice, kind="stable")  # the one who was taken stands first
    choice, row = choice[order], row[order]
    first = np.searchsorted(choice, chosen)
    return now[choice] - contacts.arrival[row], segment[row], first, first


def _logit(x: Floats, taken: Ints, first: Ints) -> tuple[Floats, Floats]:
    """Coefficients and their covariance; all but the first drawn to 0 by their own spread."""
    from scipy.optimize import minimize

    size = np.diff(np.append(first, len(x)))
    picked, free = x[taken].sum(axis=0), np.arange(x.shape[1]) == 0

    def weights(beta: Floats) -> tuple[Floats, Floats]:
        """Chance of each to be taken, and the logarithm of each choice's sum of odds."""
        value = x @ beta
        top = np.maximum.reduceat(value, first)
        odds = np.exp(value - np.repeat(top, size))
        whole = np.add.reduceat(odds, first)
        return odds / np.repeat(whole, size), top + np.log(whole)

    def unlikely(beta: Floats, penalty: Floats) -> tuple[float, Floats]:
        weight, whole = weights(beta)
        value = float(whole.sum() - picked @ beta + 0.5 * penalty @ beta**2)
        return value, weight @ x - picked + penalty * beta

    def bend(beta: Floats, penalty: Floats) -> Floats:
        weighted = weights(beta)[0][:, None] * x
        mean = np.add.reduceat(weighted, first)
        return np.asarray(weighted.T @ x - mean.T @ mean + np.diag(penalty))

    beta, spread = np.zeros(x.shape[1]), 1.0
    for _ in range(ROUNDS):
        penalty = np.where(free, LEAST_PENALTY, 1.0 / spread)
        beta = minimize(unlikely, beta, (penalty,), "trust-exact", jac=True, hess=bend, options={"gtol": TOLERANCE}).x
        covariance = np.linalg.inv(bend(beta, penalty))
        known = (beta**2 + np.diag(covariance))[~free]
        if abs(known.mean() - spread) < 1e-3 * spread:
            break
        spread = float(max(known.mean(), 1e-6))
    return beta, np.asarray(covariance, dtype=np.float64)
