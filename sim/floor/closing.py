"""The end of a floor day: the tables of `sim.floor.day_tables` as a log, and as what tomorrow begins with."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.arrays import Ints
from sim.floor import lines
from sim.floor.day_tables import Floor
from sim.floor.loops import loop
from sim.floor.model import LOG_COLUMNS, TAPE_COLUMNS, Crew, DayLog, Outcome, Tape

CHANGED = ("enter", "joined", "rank", "deadline", "work", "wrap", "queued", "agent", "wrapping")  # over midnight
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
def add_up(agents, kinds, windows, horizon, queue_area, service_area, busy, staffed, overrun):
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
    place, enter, outcome, load, contact, slots_each, horizon, slot, counts, in_hand, waiting, future,
):  # fmt: skip
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
    taken = rows.take(pending)
    columns: dict[str, Any] = {
        name: np.empty(len(pending), dtype=kind) if name in CHANGED else taken[name].astype(kind)
        for name, kind in TAPE_COLUMNS.items()
    }
    slots_each = int(floor.day["slots"][0])
    hand_on(
        taken, slot[pending], floor.agents, floor.slots, floor.loads, floor.skills, len(floor.kinds),
        slots_each, tape.horizon, len(pending) - len(future), *(columns[name] for name in CHANGED),
    )  # fmt: skip
    return Tape(**columns, horizon=tape.horizon, seed=tape.seed)


@loop(fills=len(CHANGED))
def hand_on(
    rows, slot, agents, slots, loads, skills, kinds, slots_each, horizon, let_in,
    enter, joined, rank, deadline, work, wrap, queued, agent, wrapping,
):  # fmt: skip
    """Write the columns that change over midnight, on tomorrow's clock; the first `let_in` have been let in already."""
    for n in range(len(rows)):
        row, s = rows[n], slot[n]
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
