"""Heads: how many people a promise to customers takes in each interval, how surely it is then kept, at what price.

Each interval is taken for a long run of its own at the arrivals that its people have in hand, which lag by the time
that a contact takes (Green, Kolesar & Whitt 2007, "Coping with time-varying demand when setting staffing requirements
for a service system", Production and Operations Management 16(1), 13–39). So the answer for n people is one number,
the highest rate of arrivals with which they keep the promise; it is worked out once for each n (`Capacity`), and
everything else is looking it up.

Days differ as wholes: a busy one has more of everything. With a factor of mean 1 and coefficient of variation cv, gamma
distributed (Jongbloed & Koole 2001, "Managing uncertainty in call centres using Poisson mixtures", Applied Stochastic
Models in Business and Industry 17, 307–318), n people keep the promise in an interval on the days on which rate ×
factor stays below that highest rate.

What several types need together is less than the sum of what each needs alone, where somebody serves them all:
`needs_of` gives both, and `sim.planning.roster` and `dealt` count such people once.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.planning.promises import Answered, Line, together
from sim.planning.roster.programs import Program
from sim.planning.roster.result import Needs
from sim.units import SECONDS_PER_HOUR

MOST = 5000  # people at one line
AT_A_TIME = 16  # crews whose capacity is looked for together
HALVINGS = 36
QUIET = 1e-9  # arrivals in an interval that are none
FACTORS = 15  # days that stand for all where a mean over them is taken
LOWEST, HIGHEST = 1e-3, 1e3  # factors of a day between which one is looked for
SECONDS = 20.0


class Capacity:
    """The highest rate of arrivals (a second) at which 1, 2, 3 … people keep a line's promises."""

    def __init__(self, line: Line) -> None:
        self.line, self.rates = line, np.zeros(1)

    def up_to(self, rate: float) -> Floats:
        """Capacities of 0, 1, 2 … people until one reaches this rate. ValueError where more than `MOST` would."""
        line = self.line
        served = min(one.share if isinstance(one, Answered) else 1 - one.share for one in line.promises)
        if rate * served * line.busy > MOST * line.at_once:  # nobody serves more than without a break
            raise ValueError(f"not even {MOST} people keep this promise")
        while self.rates[-1] < rate:
            self._more()
        return self.rates

    def of(self, people: Ints) -> Floats:
        """Capacities of so many people, each."""
        while len(self.rates) <= int(np.max(people, initial=0)):
            self._more()
        return self.rates[people]

    def _more(self) -> None:
        """The next few crews at once, by bisection: more arrivals keep a promise less well."""
        line = self.line
        people = len(self.rates) + np.arange(AT_A_TIME)
        low, high = np.zeros(AT_A_TIME), 2.0 * people * line.at_once / line.busy
        while (still := line.shares(people, high).margin >= 0).any():
            high = np.where(still, 2.0 * high, high)
        for _ in range(HALVINGS):
            middle = 0.5 * (low + high)
            kept = line.shares(people, middle).margin >= 0
            low, high = np.where(kept, middle, low), np.where(kept, high, middle)
        self.rates = np.maximum.accumulate(np.concatenate([self.rates, low]))

    def heads(self, rates: Floats) -> Ints:
        """Fewest people for each of these rates, (T,)."""
        busy = np.asarray(rates) * self.line.interval > QUIET
        found = np.searchsorted(self.up_to(float(np.max(rates, initial=0.0))), rates, side="left")
        return np.where(busy, found, 0)


def with_second_tries(line: Line, again: float) -> Line:
    """The line with those who gave up and try again, a share `again` of them, as often as they do where its promises
    are just kept: about half of the customers come in intervals at least as busy as the one that is looked at."""
    busiest = np.sort(line.arrivals)[::-1] / line.interval
    if not (again and line.patience is not None and busiest.any()):
        return line
    middle = float(busiest[np.searchsorted(np.cumsum(busiest), 0.5 * busiest.sum())])
    people = int(Capacity(line).heads(np.array([middle]))[0])
    lost = float(line.shares(people, middle).gave_up)
    return replace(line, arrivals=line.arrivals / (1.0 - again * lost))


def busy_day(chance: float, cv: float) -> float:
    """The factor that this share of the days stays below."""
    if not 0 < chance < 1 or cv < 0:
        raise ValueError("a chance lies between 0 and 1, and days differ by 0 or more")
    if cv == 0:
        return 1.0
    from scipy.stats import gamma

    return float(gamma.ppf(chance, 1 / cv**2, scale=cv**2))


def chance_of(factor: Floats, cv: float) -> Floats:
    """Share of the days that stay at or below a factor."""
    if cv == 0:
        return np.where(np.asarray(factor) >= 1.0, 1.0, 0.0)
    from scipy.stats import gamma

    found: Floats = gamma.cdf(factor, 1 / cv**2, scale=cv**2)
    return found


def heads(line: Line, chance: float = 0.5, cv: float = 0.0, capacity: Capacity | None = None) -> Ints:
    """Fewest people at work in each interval (T,) who keep the promises on that share of the days."""
    return (capacity or Capacity(line)).heads(line.felt * busy_day(chance, cv))


def on_the_roster(at_work: Floats | Ints, shrinkage: float) -> Floats:
    """People to be put down (T,) so that so many are at work, where this share of paid time is lost to illness,
    meetings and the like. Not rounded: people are counted as whole ones once, at the end."""
    if not 0 <= shrinkage < 1:
        raise ValueError("a share of lost time lies between 0 and 1")
    return np.asarray(at_work, float) / (1 - shrinkage)


def chance_kept(line: Line, people: Ints, cv: float, capacity: Capacity | None = None) -> Floats:
    """Share of the days on which so many people (T,) keep the promises, interval by interval."""
    able, rates = (capacity or Capacity(line)).of(np.asarray(people, np.int64)), line.felt
    some = rates * line.interval > QUIET
    factor = np.divide(able, rates, out=np.full(len(rates), HIGHEST), where=some)
    # a crew that was found for this very rate keeps it; the last digit of the search must not say otherwise
    return np.where(some, chance_of(factor * (1 + QUIET), cv), 1.0)


def day_kept(line: Line, people: Ints, cv: float) -> float:
    """Share of the days on which the promises are kept of all the day's customers together, as a platform counts."""
    rates = line.felt

    def kept(factor: float) -> bool:
        return float(rates @ line.shares(people, rates * factor).margin) >= 0

    low, high = LOWEST, HIGHEST
    if not kept(low) or kept(high):
        return float(not rates.any() or kept(high))
    for _ in range(HALVINGS):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if kept(middle) else (low, middle)
    return float(chance_of(np.array(low * (1 + QUIET)), cv))


def missed(line: Line, people: Ints, cv: float) -> tuple[float, float]:
    """Customers who give up, and who are answered later than promised; means over the days."""
    factors = np.array([busy_day((i + 0.5) / FACTORS, cv) for i in range(FACTORS)]) if cv else np.ones(1)
    rates = line.felt * (factors / factors.mean())[:, None]
    found = line.shares(people, rates)
    count = rates * line.interval / len(factors)
    late = np.maximum(1.0 - found.gave_up - found.answered, 0.0)
    return float((count * found.gave_up).sum()), float((count * late).sum())


@dataclass(frozen=True)
class Offer:
    """What a chance costs: people at work (T,), hours on the roster, their pay, and what the customers come to who are
    lost or answered late in spite of it, means over the days."""

    chance: float
    people: Ints
    hours: float
    pay: float
    gave_up: float  # customers
    late: float  # answered, but later than promised
    loss: float  # money

    @property
    def total(self) -> float:
        return self.pay + self.loss


def offers(
    line: Line, chances: Sequence[float], cv: float, hour: float, lost: float, late: float = 0.0, shrinkage: float = 0.0
) -> tuple[Offer, ...]:
    """An offer for each chance of keeping the promise, in the caller's prices: an hour of work, a customer who gives
    up, a customer who is answered late."""
    capacity, made = Capacity(line), []
    for chance in chances:
        people = heads(line, chance, cv, capacity)
        hours = float(on_the_roster(people, shrinkage).sum()) * line.interval / SECONDS_PER_HOUR
        gone, slow = missed(line, people, cv)
        made.append(Offer(chance, people, hours, hours * hour, gone, slow, gone * lost + slow * late))
    return tuple(made)


def needs_of(
    types: Sequence[str], lines: Sequence[Line], serves: Bools, price: Floats, chance: float = 0.5, cv: float = 0.0,
    shrinkage: float = 0.0, capacities: dict[tuple[int, ...], Capacity] | None = None,
) -> Needs:  # fmt: skip
    """What each type needs, and each set of types that some group (G, K) serves together: from one line it is less.

    Sets that no group hangs together are needed apart and add up by themselves. `capacities`, of sets of types, are
    used where they are there and filled in where not: they are the same for every chance.
    """
    capacities = {} if capacities is None else capacities
    served = {tuple(np.flatnonzero(row).tolist()) for row in np.asarray(serves, bool)}
    wanted: set[tuple[int, ...]] = {(k,) for k in range(len(types))}
    for group in served:
        wanted |= {one for size in range(2, len(group) + 1) for one in itertools.combinations(group, size)}
    sets = np.zeros((len(wanted), len(types)), dtype=bool)
    people = np.zeros((len(wanted), len(lines[0].arrivals)))
    ordered = sorted(wanted, key=lambda one: (len(one), one))
    for row, one in enumerate(ordered):
        sets[row, list(one)] = True
        if one not in capacities:
            capacities[one] = Capacity(together([lines[k] for k in one]))
        people[row] = on_the_roster(heads(capacities[one].line, chance, cv, capacities[one]), shrinkage)
        # in parts is always possible, too: where one type is promised far more than another it takes fewer
        for part, other in zip(ordered[:row], people[:row], strict=True):
            rest = tuple(sorted(set(one) - set(part)))
            if rest in ordered[:row] and set(part) < set(one):
                people[row] = np.minimum(people[row], other + people[ordered.index(rest)])
    return Needs(tuple(types), sets, people, np.asarray(price, float))


def dealt(needs: Needs, serves: Bools, cost: Floats) -> Ints:
    """The cheapest people of each group (G, T) who cover the needs, hour by hour, without shifts: whole people, each
    counted once. `cost` (G,) of one of them. A need that nobody can serve stays short."""
    program, serves = Program(), np.asarray(serves, bool)
    length = needs.wanted.shape[1]
    people = program.block((len(serves), length), np.asarray(cost, float)[:, None])
    far = 1e3 * float(np.max(cost, initial=1.0))
    short = program.block((len(needs.types), length), far, whole=False)
    for which, wanted in zip(needs.sets, needs.wanted, strict=True):
        able = np.flatnonzero(serves[:, which].any(axis=1))
        for t in np.flatnonzero(wanted > 0).tolist():
            program.row([*people[able, t], *short[which, t]], low=float(wanted[t]))
    found = program.solve(SECONDS, 0.0)
    assert found is not None  # more short always fits
    return found.whole(people)
