"""The end of a floor day: the tables of `sim.floor.day_tables` as a log, and as what tomorrow begins with."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.floor import lines
from sim.floor.day_tables import Floor
from sim.floor.loops import loop, unrolled
from sim.floor.model import LOG_COLUMNS, TAPE_COLUMNS, Crew, DayLog, Outcome, Tape

# what midnight changes, in the order of the last arguments of `hand_on`
CHANGED = ("enter", "joined", "rank", "deadline", "work", "wrap", "queued", "agent", "wrapping")
KEPT = tuple(name for name in TAPE_COLUMNS if name not in CHANGED)
_changed, _kept = itemgetter(*CHANGED), itemgetter(*KEPT)
PENDING, LINE, HEAP = int(Outcome.PENDING), lines.LINE, lines.HEAP
PIECES = 20_000  # rows of a log up to which its columns are copied: all that follows reads them quicker in one piece
HELD, WAITING, FUTURE = range(3)


def day_log(floor: Floor, tape: Tape, crew: Crew) -> DayLog:
    """Close the day at the horizon and write it down; the columns of a big day are views of one table."""
    rows, agents, kinds, horizon = floor.contacts[: floor.day["contacts"][0]], floor.agents, floor.kinds, tape.horizon
    columns = {name: rows[name].copy() if len(rows) <= PIECES else rows[name] for name in LOG_COLUMNS}
    slot = np.full(len(rows), -1, dtype=np.int64)
    counts, (in_hand, waiting, future) = np.zeros(3, dtype=np.int64), np.empty((3, len(rows)), dtype=np.int64)
    outstanding(
        rows["place"], rows["enter"], rows["outcome"], agents["load"], floor.slots["contact"],
        int(floor.day["slots"][0]), horizon, slot, counts, in_hand, waiting, future,
    )  # fmt: skip
    in_hand, waiting, future = in_hand[: counts[HELD]], waiting[: counts[WAITING]], future[: counts[FUTURE]]
    carry = carry_of(floor, rows, slot, in_hand, waiting, future, tape)
    columns["waited"][waiting] += horizon - rows["since"][waiting]
    (queue_area, service_area), (busy, staffed, overrun) = np.empty((2, len(kinds))), np.zeros((3, len(agents)))
    add_up(agents, kinds, crew.windows.reshape(-1, 3), horizon, queue_area, service_area, busy, staffed, overrun)
    return DayLog(
        **columns,
        queue_area=queue_area,
        service_area=service_area,
        busy=busy,
        staffed=staffed,
        overrun=overrun,
        handled=floor.skills["handled"].reshape(len(crew), len(kinds)),
        carry=carry,
    )


@loop(fills=5)
def add_up(
    agents: Any, kinds: Any, windows: Floats, horizon: float, queue_area: Floats, service_area: Floats, busy: Floats,
    staffed: Floats, overrun: Floats,
) -> int:  # fmt: skip
    """Close the accounts of the kinds and of the agents at the horizon."""
    for k in range(len(kinds)):
        kind = kinds[k]
        queue_area[k] = kind.queue_area + kind.waiting * (horizon - kind.queue_at)
        service_area[k] = kind.service_area + kind.in_hand * (horizon - kind.service_at)
    for a in range(len(agents)):
        agent = agents[a]
        still = horizon - agent.booked_at if agent.load > 0 else 0.0
        busy[a] = agent.busy + still
        overrun[a] = agent.overrun if agent.on else agent.overrun + still
    for w in range(len(windows)):
        inside = min(windows[w][2], horizon) - max(windows[w][1], 0.0)
        staffed[int(windows[w][0])] += max(0.0, inside)
    return len(agents)


@loop(fills=5)
def outstanding(
    place: Ints, enter: Floats, outcome: Ints, load: Ints, contact: Ints, slots_each: int, horizon: float, slot: Ints,
    counts: Ints, in_hand: Ints, waiting: Ints, future: Ints,
) -> int:  # fmt: skip
    """List the rows that are not over: in somebody's hands (and in which slot), waiting, or yet to come."""
    for a in range(len(load)):
        for s in range(a * slots_each, a * slots_each + load[a]):
            slot[contact[s]] = s
    for i in range(len(place)):
        if slot[i] >= 0:
            in_hand[counts[HELD]] = i
            counts[HELD] += 1
        elif place[i] == LINE or place[i] == HEAP:
            waiting[counts[WAITING]] = i
            counts[WAITING] += 1
        elif enter[i] >= horizon and outcome[i] == PENDING:
            future[counts[FUTURE]] = i
            counts[FUTURE] += 1
    return len(place)


def carry_of(floor: Floor, rows: Any, slot: Ints, in_hand: Ints, waiting: Ints, future: Ints, tape: Tape) -> Tape:
    """What is pending at the horizon, on tomorrow's clock: in hand, then waiting, then on its way."""
    waiting = waiting[np.lexsort((rows["rank"][waiting], floor.kinds["priority"][rows["kind"][waiting]]))]
    future = future[np.argsort(rows["enter"][future], kind="stable")]
    pending = np.concatenate([in_hand, waiting, future])
    columns: dict[str, Any] = {name: np.empty(len(pending), dtype=kind) for name, kind in TAPE_COLUMNS.items()}
    slots_each = int(floor.day["slots"][0])
    hand_on(
        rows.take(pending), slot[pending], floor.agents, floor.slots, floor.loads, floor.skills, len(floor.kinds),
        slots_each, tape.horizon, len(pending) - len(future), _kept(columns), *_changed(columns),
    )  # fmt: skip
    return Tape(**columns, horizon=tape.horizon, seed=tape.seed)


@unrolled(lambda kept, n, row: [f"kept[{k}][n] = row.{name}" for k, name in enumerate(KEPT)])
def keep_row(kept: Sequence[Any], n: int, row: Any) -> None:
    """What a contact has in the columns that midnight does not change."""
    for name, column in zip(KEPT, kept, strict=True):
        column[n] = getattr(row, name)


@loop(fills=1 + len(CHANGED))
def hand_on(
    rows: Any, slot: Ints, agents: Any, slots: Any, loads: Any, skills: Any, kinds: int, slots_each: int,
    horizon: float, let_in: int, kept: tuple[Any, ...], enter: Floats, joined: Floats, rank: Floats,
    deadline: Floats, work: Floats, wrap: Floats, queued: Bools, agent: Ints, wrapping: Bools,
) -> int:  # fmt: skip
    """Write the pending rows on tomorrow's clock; the first `let_in` have been let in already."""
    for n in range(len(rows)):
        row, s = rows[n], slot[n]
        keep_row(kept, n, row)
        enter[n] = row.enter - horizon if n >= let_in else 0.0
        joined[n] = row.since - horizon - row.waited
        rank[n] = row.rank - horizon
        deadline[n] = row.deadline - horizon
        work[n] = row.work
        wrap[n] = row.wrap
        queued[n] = n < let_in
        agent[n] = -1
        wrapping[n] = False
        if s >= 0:
            a = s // slots_each
            one, held = agents[a], slots[s]
            shown = one.clock + (horizon - one.clock_at) / loads[one.load - 1].stretch
            left = max(0.0, held.end - shown)
            joined[n] = -row.waited
            deadline[n] = row.deadline - row.since
            work[n] = left if held.wrapping else left * skills[a * kinds + row.kind].speed
            wrap[n] = 0.0 if held.wrapping else row.wrap
            agent[n] = a
            wrapping[n] = held.wrapping
    return len(rows)
