"""Pods: people who take only their own customers' contacts, on a floor that knows nothing of pods.

A contact of pod i gets a type of its own, a copy of its type that only the people of pod i (and whoever belongs to no
pod) are skilled in. Queues are served by (priority, rank, row) across types, so that copies which the same people take
are one queue, and both engines play pods by the rules they have. After the day the copies are one type again; what
stands in the carry is sorted into pods anew in the morning. Children of a day keep the type of their parent and so stay
in its pod.

K types, S of them split, g pods: the copy of the s-th split type in pod i (1 … g) is type K + (i − 1) S + s.
"""

from __future__ import annotations

from dataclasses import fields, replace
from functools import lru_cache

import numpy as np

from sim.arrays import Bools, Floats
from sim.floor.model import Crew, DayLog, Pools, Tape, WorkTypes


def split(tape: Tape, crew: Crew, types: WorkTypes, pools: Pools) -> tuple[Tape, Crew, WorkTypes]:
    """The day with a copy of each split type for each pod. A row in somebody's hands stays as it is."""
    kinds = np.array(pools.kinds, dtype=np.int64)
    place = np.full(len(types), -1)
    place[kinds] = np.arange(len(kinds))
    apart = (pools.of_row > 0) & (place[tape.kind] >= 0) & (tape.agent < 0)
    kind = np.where(apart, len(types) + (pools.of_row - 1) * len(kinds) + place[tape.kind], tape.kind)
    own = pools.of_agent[:, None] == np.repeat(np.arange(1, pools.count + 1), len(kinds))
    anybody = (pools.of_agent == 0)[:, None]
    copies = np.tile(kinds, pools.count)
    factor = np.where(own, pools.quicker, np.where(anybody, 1.0, 0.0))
    more = replace(
        crew,
        speed=np.hstack([crew.speed, crew.speed[:, copies] * factor]),
        accuracy=np.hstack([crew.accuracy, crew.accuracy[:, copies]]),
        preference=np.hstack([crew.preference, crew.preference[:, copies]]),
    )
    return replace(tape, kind=kind), more, copied(types, pools.kinds, pools.count)


@lru_cache(maxsize=64)
def copied(types: WorkTypes, kinds: tuple[int, ...], count: int) -> WorkTypes:
    """`types` followed by a copy of each of `kinds` for each pod. What goes on to a split type stays in its pod."""
    whole = len(types)
    origin = np.concatenate([np.arange(whole), np.tile(np.array(kinds, dtype=np.int64), count)])
    pod = np.concatenate([np.full(whole, -1), np.repeat(np.arange(count), len(kinds))])
    in_pod = {k: whole + s for s, k in enumerate(kinds)}
    columns = {
        one.name: getattr(types, one.name)[origin]
        for one in fields(types)
        if one.name not in ("names", "pieces", "curves")
    }
    for name in ("transfer_to", "message_to"):
        columns[name] = np.array(
            [
                in_pod[to] + i * len(kinds) if i >= 0 and to in in_pod else to
                for to, i in zip(columns[name].tolist(), pod.tolist(), strict=True)
            ],
            dtype=np.int64,
        )
    names = tuple(
        types.names[k] if i < 0 else f"{types.names[k]}, pod {i + 1}"
        for k, i in zip(origin.tolist(), pod.tolist(), strict=True)
    )
    return replace(types, names=names, **columns)


def joined(log: DayLog, types: WorkTypes, pools: Pools) -> DayLog:
    """The log of a split day in the shop's own `types`."""
    whole = len(types)
    origin = np.concatenate([np.arange(whole), np.tile(np.array(pools.kinds, dtype=np.int64), pools.count)])
    together: Bools = np.arange(whole)[:, None] == origin  # (K, all)
    one: Floats = together.astype(float)
    return replace(
        log,
        kind=origin[log.kind],
        queue_area=one @ log.queue_area,
        service_area=one @ log.service_area,
        handled=log.handled @ together.T.astype(log.handled.dtype),
        carry=replace(log.carry, kind=origin[log.carry.kind]),
    )
