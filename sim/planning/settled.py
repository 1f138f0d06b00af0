"""Heads with a judge: people by interval until a simulated floor keeps the promise, and no more of them than that.

The analytic heads are a start. Where the judge sees the promise fail somebody is added, at least cost and counted once
where several types fail together; then people are taken away again wherever the judge does not mind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.planning.heads import dealt
from sim.planning.kept import Verdict
from sim.planning.roster.plan import cuts
from sim.planning.roster.result import Needs

ROUNDS = 40  # questions upwards
APART = 3  # people are taken away in every so many-th interval at once: what happens there is felt in the next


@dataclass(frozen=True)
class Settled:
    people: Ints  # (G, T)
    fails: Bools  # (K, T) where the judge still says no
    asked: int  # how often


def like(needs: Needs, serves: Bools, people: Ints) -> Needs:
    """Needs that ask for as many as these people (G, T) are. A set of types that the same people serve as a larger one
    keeps its own need: what is short of both is short once."""
    able = np.array([np.asarray(serves)[:, which].any(axis=1) for which in needs.sets])
    given = (able.astype(np.int64) @ people).astype(float)
    inside = [
        any((needs.sets[row] < larger).any() and (needs.sets[row] <= larger).all() and (able[row] == also).all()
            for larger, also in zip(needs.sets, able, strict=True))
        for row in range(len(able))
    ]  # fmt: skip
    return replace(needs, wanted=np.where(np.array(inside)[:, None], np.minimum(needs.wanted, given), given))


def settled(
    needs: Needs, serves: Bools, cost: Floats, judge: Verdict, rounds: int = ROUNDS, lower: bool = True, days: int = 1
) -> Iterator[Settled]:
    """Answers that come nearer, the last one the best: first upwards until the promise is kept, then downwards.

    After `rounds` questions upwards the last answer may still fail; then nobody is taken away. The slots fall into so
    many `days`, which know nothing of each other.
    """
    now, asked = needs, 0
    for _ in range(rounds):
        people = dealt(now, serves, cost)
        fails, asked = judge(people), asked + 1
        yield Settled(people, fails, asked)
        if not fails.any():
            break
        now = cuts(now, serves, people, fails)
    else:
        return
    if lower:
        attended = needs.wanted.max(axis=0) > 0
        yield from _lowered(people, judge, np.argsort(-np.asarray(cost)), attended, asked, days)


def _lowered(people: Ints, judge: Verdict, order: Ints, attended: Bools, asked: int, days: int) -> Iterator[Settled]:
    """One person fewer at a time, the dearest first, in interleaved intervals; kept on the days on which nothing fails.
    Over and over until nobody can go. Where somebody is wanted the last one stays: a day keeps its promise as well
    with nobody there in its quietest half hours, and no shop works so."""
    settled_at = np.zeros(people.shape, dtype=bool)  # where one fewer was too few
    fewer = True
    while fewer:
        fewer = False
        for group in order.tolist():
            for first in range(APART):
                chosen = np.zeros(people.shape, dtype=bool)
                chosen[group, first::APART] = True
                chosen &= (people > 0) & ~settled_at & ~(attended & (people.sum(axis=0) <= 1))
                if not chosen.any():
                    continue
                trial, fails = people - chosen, judge(people - chosen)
                asked += 1
                for put_back in (_near, _of_its_day):
                    if not fails.any():
                        break
                    settled_at |= chosen & put_back(fails.any(axis=0), days)
                    trial = people - (chosen & ~settled_at)
                    fails, asked = judge(trial), asked + 1
                if fails.any():
                    settled_at |= chosen
                elif not np.array_equal(trial, people):
                    people, fewer = trial, True
                    yield Settled(people, fails, asked)


def _near(hit: Bools, days: int) -> Bools:
    """Slots that fail and those beside them, where it is felt, (T,)."""
    return hit | np.roll(hit, -1) | np.roll(hit, 1)


def _of_its_day(hit: Bools, days: int) -> Bools:
    """All slots of the days that fail, (T,)."""
    return np.repeat(hit.reshape(days, -1).any(axis=1), len(hit) // days)
