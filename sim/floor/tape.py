"""From contacts to a tape: the draws of a floor day made beforehand, keyed to the contact."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from sim.draws import Purpose, exponential, extend, key, normal, uniform, uniforms
from sim.floor.loops import loop
from sim.floor.model import Channel, Crew, Family, Floats, Ints, Keys, Tape, WorkTypes
from sim.scenario import Duration, Scenario

_CHANNEL = {"chat": Channel.CHAT, "phone": Channel.PHONE, "ticket": Channel.DEFERRED, "task": Channel.DEFERRED}
ARRIVAL, ARRIVAL_TIME = int(Purpose.ARRIVAL), int(Purpose.ARRIVAL_TIME)
_PURPOSES = (Purpose.WORK_A, Purpose.PATIENCE_A, Purpose.WRAP, Purpose.PATIENCE_B, Purpose.WORK_B)
NONE, EXPONENTIAL, LOGNORMAL, FIXED = map(int, Family)
_FAMILY = {"exponential": Family.EXPONENTIAL, "lognormal": Family.LOGNORMAL, "fixed": Family.FIXED}


def work_types(scenario: Scenario) -> WorkTypes:
    """The kinds of work of a scenario, in its order; seconds."""
    work, names = scenario.work, tuple(w.id for w in scenario.work)
    handle, patience = [_law(w.handle) for w in work], [_law(w.patience) for w in work]

    def column(values: Any, kind: Any = np.float64) -> Any:
        return np.array(list(values), dtype=kind)

    return WorkTypes(
        names=names,
        channel=column((_CHANNEL[w.channel] for w in work), np.int64),
        priority=column((w.priority for w in work), np.int64),
        target=column(w.target_s for w in work),
        work_family=column((law[0] for law in handle), np.int64),
        work_mean=column(law[1] for law in handle),
        work_cv=column(law[2] for law in handle),
        patience_family=column((law[0] for law in patience), np.int64),
        patience_mean=column(law[1] for law in patience),
        patience_cv=column(law[2] for law in patience),
        wrap_mean=column(w.wrap_s for w in work),
        balking=column(w.balking for w in work),
        redial=column(w.redial for w in work),
        redial_after=column(w.redial_after_s for w in work),
        repeat=column(w.repeat for w in work),
        repeat_after=column(w.repeat_after_s for w in work),
        transfer=column(w.transfer for w in work),
        transfer_to=column((names.index(w.transfer_to) if w.transfer_to else -1 for w in work), np.int64),
    )


def duration(family: int, mean: float, cv: float, key: int, a: int, b: int) -> float:
    """One duration in seconds of a contact's key; `a` and `b` are its two purposes. Family.NONE: infinity."""
    if family == Family.EXPONENTIAL:
        return exponential(key, a, mean)
    if family == Family.LOGNORMAL:
        spread = math.log(1.0 + cv * cv)
        return math.exp(math.log(mean) - 0.5 * spread + math.sqrt(spread) * normal(key, a, b))
    return mean if family == Family.FIXED else math.inf


class Law(NamedTuple):
    """Durations of K kinds as one sum, of which each law uses its own part and finds zeros in the others."""

    scale: Floats  # of the exponential
    centre: Floats  # of the lognormal's logarithm; −inf = another law
    spread: Floats
    rest: Floats  # what is fixed, or infinity

    @classmethod
    def of(cls, family: Ints, mean: Floats, cv: Floats) -> Law:
        lognormal, variance = family == LOGNORMAL, np.log(1.0 + cv**2)
        return cls(
            np.where(family == EXPONENTIAL, -mean, 0.0),
            np.where(lognormal, np.log(np.where(lognormal, mean, 1.0)) - 0.5 * variance, -np.inf),
            np.where(lognormal, np.sqrt(variance), 0.0),
            np.where(family == NONE, np.inf, np.where(family == FIXED, mean, 0.0)),
        )

    def durations(self, kinds: Ints, log_u: Floats, v: Floats) -> Floats:
        """`duration` of many contacts (n,), of each the kind, the logarithm of its first uniform and its second."""
        made = self.scale[kinds] * log_u
        if self.spread.any():
            normal = np.sqrt(-2.0 * log_u) * np.cos(2.0 * math.pi * v)
            made += np.exp(self.centre[kinds] + self.spread[kinds] * normal)
        return made + self.rest[kinds] if self.rest.any() else made


@lru_cache(maxsize=64)
def _laws(types: WorkTypes) -> tuple[Law, Law]:
    """Laws of work and of patience."""
    return (
        Law.of(types.work_family, types.work_mean, types.work_cv),
        Law.of(types.patience_family, types.patience_mean, types.patience_cv),
    )


def build(
    types: WorkTypes,
    keys: Keys,
    kinds: Ints,
    enter: Floats,
    seed: int,
    horizon: float,
    head_start: Any = 0.0,
    carry: Tape | None = None,
) -> Tape:
    """The tape of a day: yesterday's `carry` and new roots with their draws, sorted by time of entry.

    `head_start`: seconds by which each contact is served before its turn (scalar or one per contact).
    Raises ValueError for a time that is negative or not finite, or a kind that does not exist.
    """
    if len(keys) and np.asarray(keys).dtype.kind not in "ui":
        raise TypeError(f"keys are whole numbers of 64 bits, not {np.asarray(keys).dtype}")
    keys, kinds = np.asarray(keys, dtype=np.uint64), np.asarray(kinds, dtype=np.int64)
    enter = np.asarray(enter, dtype=np.float64)
    n = len(keys)
    if not len(kinds) == len(enter) == n:
        raise ValueError(f"{n} keys, {len(kinds)} kinds, {len(enter)} times: they must be as many")
    if n and not 0 <= enter.min() <= enter.max() < np.inf:
        raise ValueError("a contact enters at a time that is negative or not finite")
    if n and not 0 <= kinds.min() <= kinds.max() < len(types):
        raise ValueError(f"a kind of work lies outside 0 … {len(types) - 1}")
    ahead = np.zeros(n)
    ahead += head_start
    given = {"key": keys, "kind": kinds, "enter": enter, "head_start": ahead}
    old = 0 if carry is None else len(carry)
    if old:
        given = {name: np.concatenate([getattr(carry, name), column]) for name, column in given.items()}
    order = np.argsort(given["enter"], kind="stable")
    keys, kinds, enter, ahead = (column[order] for column in given.values())
    n += old
    u = uniforms(keys, _PURPOSES)
    log_work, log_patience, log_wrap = np.log(u[:3])
    work, patience = _laws(types)
    cause, redials, repeats, transfers = np.zeros((4, n), dtype=np.int64)
    queued, wrapping = np.zeros((2, n), dtype=bool)
    columns = {
        "key": keys,
        "root": keys.copy(),
        "kind": kinds,
        "cause": cause,
        "redials": redials,
        "repeats": repeats,
        "transfers": transfers,
        "enter": enter,
        "joined": enter.copy(),
        "rank": enter - ahead,
        "head_start": ahead,
        "deadline": enter + patience.durations(kinds, log_patience, u[3]),
        "work": work.durations(kinds, log_work, u[4]),
        "wrap": -types.wrap_mean[kinds] * log_wrap,
        "queued": queued,
        "agent": np.full(n, -1, dtype=np.int64),
        "wrapping": wrapping,
    }
    if old:  # of what was there yesterday, nothing is drawn anew
        where = np.flatnonzero(order < old)
        rows = order[where]
        for name, column in columns.items():
            column[where] = getattr(carry, name)[rows]
    return Tape(horizon=float(horizon), seed=int(seed), **columns)


def empty(seed: int, horizon: float) -> Tape:
    """A tape without contacts."""
    of = {"u": np.uint64, "i": np.int64, "f": np.float64, "b": bool}
    kinds = {"key": "u", "root": "u", "queued": "b", "wrapping": "b"}
    whole = ("kind", "cause", "redials", "repeats", "transfers", "agent")
    columns = {
        f.name: np.empty(0, dtype=of[kinds.get(f.name, "i" if f.name in whole else "f")])
        for f in fields(Tape)
        if f.name not in ("horizon", "seed")
    }
    return Tape(horizon=float(horizon), seed=int(seed), **columns)


def rows(tape: Tape, index: Any) -> Tape:
    """The tape with these rows only, in this order (positions or a mask)."""
    return replace(
        tape, **{f.name: getattr(tape, f.name)[index] for f in fields(Tape) if f.name not in ("horizon", "seed")}
    )


def concat(first: Tape, *more: Tape) -> Tape:
    """Tapes one after the other; horizon and seed are the first one's. Not sorted."""
    return replace(
        first,
        **{
            f.name: np.concatenate([getattr(tape, f.name) for tape in (first, *more)])
            for f in fields(Tape)
            if f.name not in ("horizon", "seed")
        },
    )


def hand_over(carry: Tape, before: Crew, after: Crew) -> Tape:
    """The carry with agents as positions of the next day's crew.

    Work in the hands of somebody who is not in tomorrow's crew, or no longer has the skill for it, goes back to the
    queue with its place kept; a wrap-up of an absent person is dropped (the customer has been answered).
    """
    position = dict(zip(after.ids.tolist(), range(len(after)), strict=True))
    agent, held = carry.agent.copy(), np.flatnonzero(carry.agent >= 0)
    who = [position.get(person, -1) for person in before.ids[agent[held]].tolist()]
    able = carry.wrapping[held] | (after.speed[who, carry.kind[held]] > 0) if len(after) else False
    agent[held] = np.where(able, who, -1)
    carry, dropped = replace(carry, agent=agent), carry.wrapping & (agent < 0)
    return rows(carry, ~dropped) if dropped.any() else carry


def arrivals(seed: int, day: int, kind: str, means: Floats, edges: Floats) -> tuple[Keys, Floats]:
    """Poisson arrivals of a day: their keys and times (seconds), sorted by time.

    `means[j]` contacts are expected between `edges[j]` and `edges[j + 1]`. Candidate k of slot j exists if the sum
    of its slot's first k + 1 unit exponentials is at most `means[j]`; its time is uniform in the slot. A larger
    mean therefore only adds arrivals, and those of a smaller one stay with their keys and times.
    """
    keys, _, times = streams(seed, day, [(kind, means, edges)])
    order = np.argsort(times, kind="stable")
    return keys[order], times[order]


def streams(seed: int, day: int, flows: Sequence[tuple[str, Floats, Floats]]) -> tuple[Keys, Ints, Floats]:
    """The `arrivals` of several flows (kind, means, edges): keys, positions of their flow, times; not yet sorted."""
    for _, means, edges in flows:
        if len(edges) != len(means) + 1:
            raise ValueError(f"{len(means)} slots need {len(means) + 1} edges, not {len(edges)}")
    mean, edge = (np.concatenate([flow[i] for flow in flows] or [[]]) for i in (1, 2))
    if not (mean.min(initial=0.0) >= 0 and mean.sum() < np.inf):
        raise ValueError("an expected number of arrivals is negative or not finite")
    heads = np.array([_stream(seed, kind) for kind, _, _ in flows], dtype=np.uint64)
    slots = np.cumsum([len(means) for _, means, _ in flows])
    width = (mean + 4.0 * np.sqrt(mean) + 4.0).astype(np.int64)
    made = -1
    while made < 0:
        n = int(width.sum())
        keys, chosen = np.empty((2, n), dtype=np.uint64)
        u, times, flow = np.empty(n), np.empty(n), np.empty(n, dtype=np.int64)
        candidates(heads, day, slots, width, keys, u)
        made = existing(-np.log(u), mean, slots, edge, keys, width, chosen, flow, times)
    return chosen[:made], flow[:made], times[:made]


@lru_cache(maxsize=256)
def _stream(seed: int, kind: str) -> int:
    return key(seed, "arrival", kind)


@loop(fills=2)
def candidates(heads, day, slots, width, keys, u):
    """For each slot as many candidates as it is wide: their keys, and the uniforms of the steps between them."""
    i = first = 0
    for flow in range(len(heads)):
        head = extend(heads[flow], day)
        for slot in range(first, slots[flow]):
            place = extend(head, slot - first)
            for number in range(width[slot]):
                keys[i] = extend(place, number)
                u[i] = uniform(keys[i], ARRIVAL)
                i += 1
        first = slots[flow]
    return i


@loop(fills=4)
def existing(steps, mean, slots, edge, keys, width, chosen, flows, times):
    """Choose the candidates that exist; their number, or −1 where a slot was too narrow and is now wider."""
    i = made = first = 0
    enough = True
    for flow in range(len(slots)):
        for slot in range(first, slots[flow]):
            begin, end = edge[slot + flow], edge[slot + flow + 1]  # a flow has one edge more than slots
            reached = 0.0
            for c in range(i, i + width[slot]):
                reached += steps[c]
                if reached > mean[slot]:
                    break
                chosen[made] = keys[c]
                flows[made] = flow
                times[made] = begin + uniform(keys[c], ARRIVAL_TIME) * (end - begin)
                made += 1
            i += width[slot]
            if reached <= mean[slot]:
                width[slot] *= 2
                enough = False
        first = slots[flow]
    return made if enough else -1


def _law(law: Duration | None) -> tuple[int, float, float]:
    return (Family.NONE, 0.0, 0.0) if law is None else (_FAMILY[law.family], law.mean_s, law.cv)
