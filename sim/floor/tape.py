"""From contacts to a tape: the draws of a floor day made beforehand, keyed to the contact."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

import numpy as np

from sim.draws import Purpose, exponential, extend, key, normal, uniform, uniforms
from sim.floor.model import Channel, Crew, Family, Floats, Ints, Keys, Tape, WorkTypes
from sim.scenario import Duration, Scenario

_CHANNEL = {"chat": Channel.CHAT, "phone": Channel.PHONE, "ticket": Channel.DEFERRED, "task": Channel.DEFERRED}
_PURPOSES = (Purpose.WORK_A, Purpose.WORK_B, Purpose.PATIENCE_A, Purpose.PATIENCE_B, Purpose.WRAP)
EXPONENTIAL, LOGNORMAL, FIXED = int(Family.EXPONENTIAL), int(Family.LOGNORMAL), int(Family.FIXED)
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


def durations(family: Ints, mean: Floats, cv: Floats, kinds: Ints, u: Floats, v: Floats) -> Floats:
    """`duration` of many contacts: laws by kind (K,), each contact's kind and its two uniforms (n,)."""
    made, of = np.where(family == FIXED, mean, np.inf)[kinds], family[kinds]
    some = np.flatnonzero(of == EXPONENTIAL)
    if len(some):
        made[some] = -mean[kinds[some]] * np.log(u[some])
    some = np.flatnonzero(of == LOGNORMAL)
    if len(some):
        spread = np.log(1.0 + cv**2)
        centre = np.log(np.where(family == LOGNORMAL, mean, 1.0)) - 0.5 * spread
        k, normal = kinds[some], np.sqrt(-2.0 * np.log(u[some])) * np.cos(2.0 * math.pi * v[some])
        made[some] = np.exp(centre[k] + np.sqrt(spread)[k] * normal)
    return made


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
    given = {"key": keys, "kind": kinds, "enter": enter, "head_start": np.broadcast_to(np.float64(head_start), n)}
    old = 0 if carry is None else len(carry)
    if old:
        given = {name: np.concatenate([getattr(carry, name), column]) for name, column in given.items()}
    order = np.argsort(given["enter"], kind="stable")
    keys, kinds, enter, head_start = (column[order] for column in given.values())
    n += old
    work_u, work_v, patience_u, patience_v, wrap_u = uniforms(keys, _PURPOSES)
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
        "rank": enter - head_start,
        "head_start": head_start,
        "deadline": enter + durations(
            types.patience_family, types.patience_mean, types.patience_cv, kinds, patience_u, patience_v
        ),
        "work": durations(types.work_family, types.work_mean, types.work_cv, kinds, work_u, work_v),
        "wrap": -types.wrap_mean[kinds] * np.log(wrap_u),
        "queued": queued,
        "agent": np.full(n, -1, dtype=np.int64),
        "wrapping": wrapping,
    }
    if old:  # of what was there yesterday, nothing is drawn anew
        rows = np.flatnonzero(order < old)
        for name, column in columns.items():
            column[rows] = getattr(carry, name)[order[rows]]
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
    mean = np.concatenate([means for _, means, _ in flows] or [[]])
    if not (mean.min(initial=0.0) >= 0 and mean.sum() < np.inf):
        raise ValueError("an expected number of arrivals is negative or not finite")
    flow, number = _places(np.array([len(means) for _, means, _ in flows], dtype=np.int64))
    heads = extend(np.array([_stream(seed, kind) for kind, _, _ in flows], dtype=np.uint64), day)
    heads = extend(heads[flow], number)
    width = (mean + 3.0 * np.sqrt(mean) + 3.0).astype(np.int64)
    while True:
        slot, number = _places(width)
        keys = extend(heads[slot], number)
        # one column a slot: each slot's running sum depends on its own candidates only, bit for bit
        steps = np.full((width.max(initial=0), len(mean)), np.inf)
        steps.ravel()[number * len(mean) + slot] = exponential(keys, Purpose.ARRIVAL)
        exist = (steps.cumsum(axis=0) <= mean).sum(axis=0)
        short = exist == width
        if not short.any():
            break
        width[short] *= 2
    keys = keys[number < exist[slot]]
    slot = np.repeat(np.arange(len(mean)), exist)
    flow = flow[slot]
    edge, at = np.concatenate([edges for _, _, edges in flows] or [[]]), slot + flow  # a flow has an edge more than slots
    begin = edge[at]
    return keys, flow, begin + uniform(keys, Purpose.ARRIVAL_TIME) * (edge[at + 1] - begin)


@lru_cache(maxsize=256)
def _stream(seed: int, kind: str) -> int:
    return key(seed, "arrival", kind)


def _places(counts: Ints) -> tuple[Ints, Ints]:
    """For so many things in each of a row of boxes: the box of each, and its number there."""
    box = np.repeat(np.arange(len(counts)), counts)
    return box, np.arange(len(box)) - (np.cumsum(counts) - counts)[box]


def _law(law: Duration | None) -> tuple[int, float, float]:
    return (Family.NONE, 0.0, 0.0) if law is None else (_FAMILY[law.family], law.mean_s, law.cv)
