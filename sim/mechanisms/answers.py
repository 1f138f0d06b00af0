"""Answers: on the floor they are wrong by chance, more so in crowded hands, and wrong ones come back.

Two loops close here. Where one is held, the floor is given the path's chances, and the truth about answers is drawn
beside it by the floor's own draws: crowded hands that make no more errors than on the path (its factor goes into
accuracy), repeats at the path's rate (the floor's "wrong" then means "comes back").
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim import draws
from sim.arrays import Bools, Floats
from sim.contract.day import Day
from sim.contract.floor_day import DayCounts, Given
from sim.contract.mechanism import Floorwork, Loop, Mechanism, Own
from sim.floor.model import DayLog, Outcome, Rules

CROWDED = Loop("overload_errors", "crowded hands err more", start=1.0)
REPEATS = Loop("repeat_contacts", "wrong answers come back as contacts", per="type")
SERVED = int(Outcome.SERVED)


@dataclass(frozen=True)
class Concurrency:
    wrong: float  # factor on wrong answers for each further chat in hand, minus 1


Mine = Own[None, Concurrency, None]


def error_factors(concurrency: Concurrency, slots: int) -> Floats:
    """Factor on wrong answers with 1, 2, 3 … contacts in hand, (slots,)."""
    return 1 + concurrency.wrong * np.arange(slots, dtype=float)


def _rules(numbers: Concurrency, rules: Rules) -> Rules:
    return replace(rules, error_stretch=error_factors(numbers, len(rules.stretch)))


def _before(day: Day, own: Mine, floor: Given) -> Given:
    """Crew, types and rules of the floor with what is held in them."""
    if not day.links.held & {CROWDED.id, REPEATS.id}:
        return floor
    crew, types, rules = floor
    plain = np.ones_like(rules.stretch)
    if CROWDED.id in day.links.held:
        wrong = (1 - crew.accuracy) * day.links.path.of(CROWDED, day.index)
        crew, rules = replace(crew, accuracy=1 - np.minimum(1.0, wrong)), replace(rules, error_stretch=plain)
    if REPEATS.id in day.links.held:
        back = np.broadcast_to(day.links.path.of(REPEATS, day.index), crew.accuracy.shape)
        crew, rules = replace(crew, accuracy=1 - back), replace(rules, error_stretch=plain)
        types = replace(types, repeat=np.ones_like(types.repeat))
    return crew, types, rules


def _wrong(day: Day, own: Mine, log: DayLog) -> Bools:
    """Which answers were wrong: those of the floor, unless a held link gives its "wrong" another meaning."""
    if not day.links.held & {CROWDED.id, REPEATS.id}:
        return log.wrong
    held = CROWDED.id in day.links.held
    factors = error_factors(own.numbers, len(day.shop.floor.stretch))
    share = (1 - day.crew.crew.accuracy) * (day.links.path.of(CROWDED, day.index) if held else 1.0)
    return wrong_answers(log, 1 - share, np.ones_like(factors) if held else factors)


def wrong_answers(log: DayLog, accuracy: Floats, factors: Floats) -> Bools:
    """Which served contacts got a wrong answer, by the same draw as the floor's. `accuracy`: (A, K)."""
    wrong = np.zeros(len(log.kind), bool)
    served = np.flatnonzero(log.outcome == SERVED)
    chance = (1 - accuracy)[log.agent[served], log.kind[served]] * factors[log.held[served] - 1]
    wrong[served] = draws.uniform(log.key[served], draws.Purpose.WRONG) < np.minimum(1.0, chance)
    return wrong


def _after(day: Day, own: Mine, read: DayCounts) -> None:
    """What passed through the links today."""
    if len(read.in_hand):
        factors = error_factors(own.numbers, len(day.shop.floor.stretch))[read.in_hand - 1]
        day.through(CROWDED, float(factors.sum() / len(factors)))
    day.through(REPEATS, read.back_of / np.maximum(read.served_of, 1))


MECHANISM = Mechanism(
    name="concurrency",
    what="answers are wrong by chance, more so in crowded hands; wrong ones come back",
    numbers=Concurrency,
    always=True,
    loops=(CROWDED, REPEATS),
    floor=Floorwork(_rules, _before, _wrong, _after),
)
