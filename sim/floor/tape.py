"""From contacts to a tape: the draws of a floor day made beforehand, keyed to the contact."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import Any

import numpy as np

from sim.draws import GOLDEN, Purpose, exponential, extend, key, mix, normal, uniform
from sim.floor.model import Channel, Crew, Family, Floats, Ints, Keys, Tape, WorkTypes
from sim.scenario import Duration, Scenario

_CHANNEL = {"chat": Channel.CHAT, "phone": Channel.PHONE, "ticket": Channel.DEFERRED, "task": Channel.DEFERRED}
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


def durations(family: Ints, mean: Floats, cv: Floats, keys: Keys, a: int, b: int) -> Floats:
    """`duration` for arrays of equal length: one law and one key per row."""
    made = np.where(family == Family.FIXED, mean, np.inf)
    some = family == Family.EXPONENTIAL
    made[some] = exponential(keys[some], a, mean[some])
    some = family == Family.LOGNORMAL
    spread = np.log(1.0 + cv[some] ** 2)
    made[some] = np.exp(np.log(mean[some]) - 0.5 * spread + np.sqrt(spread) * normal(keys[some], a, b))
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
    if n and not (np.isfinite(enter).all() and enter.min() >= 0):
        raise ValueError("a contact enters at a time that is negative or not finite")
    if n and not 0 <= kinds.min() <= kinds.max() < len(types):
        raise ValueError(f"a kind of work lies outside 0 … {len(types) - 1}")
    k, zero = kinds, np.zeros(n, dtype=np.int64)
    patience = durations(
        types.patience_family[k], types.patience_mean[k], types.patience_cv[k],
        keys, Purpose.PATIENCE_A, Purpose.PATIENCE_B,
    )  # fmt: skip
    roots = Tape(
        horizon=float(horizon),
        seed=int(seed),
        key=keys,
        root=keys.copy(),
        kind=kinds,
        cause=zero,
        redials=zero.copy(),
        repeats=zero.copy(),
        transfers=zero.copy(),
        enter=enter,
        joined=enter.copy(),
        rank=enter - head_start,
        head_start=np.broadcast_to(np.asarray(head_start, dtype=np.float64), n).copy(),
        deadline=enter + patience,
        work=durations(
            types.work_family[k], types.work_mean[k], types.work_cv[k], keys, Purpose.WORK_A, Purpose.WORK_B
        ),
        wrap=exponential(keys, Purpose.WRAP, types.wrap_mean[k]),
        queued=np.zeros(n, dtype=bool),
        agent=np.full(n, -1, dtype=np.int64),
        wrapping=np.zeros(n, dtype=bool),
    )
    if carry is not None and len(carry):
        roots = concat(replace(carry, horizon=roots.horizon, seed=roots.seed), roots)
    return rows(roots, np.argsort(roots.enter, kind="stable"))


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
    position = {int(who): a for a, who in enumerate(after.ids)}
    agent = np.array([position.get(int(before.ids[a]), -1) if a >= 0 else -1 for a in carry.agent], dtype=np.int64)
    held = np.flatnonzero((agent >= 0) & ~carry.wrapping)
    agent[held[after.speed[agent[held], carry.kind[held]] <= 0]] = -1
    return rows(replace(carry, agent=agent), ~(carry.wrapping & (agent < 0)))


def arrivals(seed: int, day: int, kind: str, means: Floats, edges: Floats) -> tuple[Keys, Floats]:
    """Poisson arrivals of a day: their keys and times (seconds), sorted by time.

    `means[j]` contacts are expected between `edges[j]` and `edges[j + 1]`. Candidate k of slot j exists if the sum
    of its slot's first k + 1 unit exponentials is at most `means[j]`; its time is uniform in the slot. A larger
    mean therefore only adds arrivals, and those of a smaller one stay with their keys and times.
    """
    means, edges = np.asarray(means, dtype=np.float64), np.asarray(edges, dtype=np.float64)
    if len(edges) != len(means) + 1:
        raise ValueError(f"{len(means)} slots need {len(means) + 1} edges, not {len(edges)}")
    if not (np.isfinite(means).all() and (means >= 0).all()):
        raise ValueError("an expected number of arrivals is negative or not finite")
    slots = np.flatnonzero(means > 0)
    if not len(slots):
        return np.empty(0, dtype=np.uint64), np.empty(0)
    mean = means[slots]
    heads = extend(key(seed, "arrival", kind, day), slots)
    width = np.ceil(mean + 5.0 * np.sqrt(mean) + 6.0).astype(np.int64)
    while True:
        slot = np.repeat(np.arange(len(slots)), width)
        number = np.arange(len(slot)) - np.repeat(np.cumsum(width) - width, width)
        keys = mix((heads[slot] ^ number.astype(np.uint64)) + np.uint64(GOLDEN))
        # one row a slot: each slot's running sum depends on its own candidates only, bit for bit
        steps = np.full((len(slots), int(width.max())), np.inf)
        steps[slot, number] = exponential(keys, Purpose.ARRIVAL)
        reached = np.cumsum(steps, axis=1)
        short = reached[np.arange(len(slots)), width - 1] <= mean
        if not short.any():
            break
        width = np.where(short, width * 2, width)
    exists = reached[slot, number] <= mean[slot]
    keys, slot = keys[exists], slots[slot[exists]]
    times = edges[slot] + uniform(keys, Purpose.ARRIVAL_TIME) * (edges[slot + 1] - edges[slot])
    order = np.argsort(times, kind="stable")
    return keys[order], times[order]


def _law(law: Duration | None) -> tuple[int, float, float]:
    return (Family.NONE, 0.0, 0.0) if law is None else (_FAMILY[law.family], law.mean_s, law.cv)
