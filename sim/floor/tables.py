"""What a floor day was like, by contact type and by quarter of an hour: counts and seconds as plain arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.arrays import Floats, Ints
from sim.draws import Purpose, exponential
from sim.floor.model import Crew, DayLog, Outcome, Rules, Tape, WorkTypes

QUARTER = 900.0


@dataclass(frozen=True)
class Table:
    """Counts of contacts and seconds of waiting by kind (K,), or by kind and slot of their entry (K, S).

    `offered` are those who came (children too, yesterday's left-overs not). The other fields count outcomes reached
    today, those of left-overs included in the totals of a day and left out of its slots' table.
    """

    offered: Ints
    served: Ints
    transferred: Ints
    abandoned: Ints
    balked: Ints
    blocked: Ints
    pending: Ints  # came today or before, and no outcome yet
    in_target: Ints  # answered (served or handed on) after a wait of at most the target
    wrong: Ints
    waited: Floats  # seconds of those with an outcome, yesterday's part included

    @property
    def answered(self) -> Ints:
        return self.served + self.transferred

    @property
    def lost(self) -> Ints:
        return self.abandoned + self.balked + self.blocked

    @property
    def service_level(self) -> Floats:
        """Answered within the target ÷ all with an outcome; who gives up early counts as missed. nan: nobody."""
        return _ratio(self.in_target, self.answered + self.lost)

    @property
    def abandonment(self) -> Floats:
        """Abandoned ÷ all with an outcome."""
        return _ratio(self.abandoned, self.answered + self.lost)

    @property
    def mean_wait(self) -> Floats:
        """Seconds in queue of all with an outcome, answered or not."""
        return _ratio(self.waited, self.answered + self.lost)


@dataclass(frozen=True)
class SlotTable(Table):
    """A `Table` (K, S), and agent-seconds of all people together by slot (S,)."""

    edges: Floats  # (S + 1,) seconds
    busy: Floats  # with anything in hand, overrun included
    staffed: Floats

    @property
    def occupancy(self) -> Floats:
        """Busy ÷ staffed; above 1 where work is finished after the shift. nan where nobody is on duty."""
        return _ratio(self.busy, self.staffed)


def of_day(tape: Tape, types: WorkTypes, log: DayLog) -> Table:
    """The day by kind (K,)."""
    fresh, counted = _rows(tape, log)
    return Table(**_counts(types, log, fresh, counted & (log.enter < tape.horizon), log.kind, (len(types),)))


def by_slot(tape: Tape, crew: Crew, types: WorkTypes, rules: Rules, log: DayLog, seconds: float = QUARTER) -> SlotTable:
    """The day by kind and slot of entry (K, S), and the agents' seconds by slot.

    Busy seconds come from the contacts' times in hand; where chats overlap with wrap-ups they are right to within
    the concurrency slowdown of the wrap-up, and a contact handed back counts as in hand from first start to end.
    """
    slots = max(1, int(np.ceil(tape.horizon / seconds)))
    edges = np.minimum(np.arange(slots + 1) * float(seconds), tape.horizon)
    fresh, _ = _rows(tape, log)
    inside = fresh & (log.enter < tape.horizon)
    slot = np.minimum((log.enter / seconds).astype(np.int64), slots - 1)
    cell = log.kind * slots + np.where(inside, slot, 0)
    counts = _counts(types, log, inside, inside, cell, (len(types), slots))
    windows = np.clip(crew.windows, 0.0, tape.horizon)
    return SlotTable(
        **counts,
        edges=edges,
        busy=_seconds_by_slot(*_in_hand(tape, types, rules, log), edges),
        staffed=_seconds_by_slot(windows[:, 1], windows[:, 2], edges),
    )


def _rows(tape: Tape, log: DayLog) -> tuple[Any, Any]:
    """Masks of rows: new today; not counted yesterday already."""
    fresh, counted = np.ones(len(log.key), dtype=bool), np.ones(len(log.key), dtype=bool)
    fresh[: len(tape)], counted[: len(tape)] = ~tape.queued, ~tape.wrapping
    return fresh, counted


def _counts(
    types: WorkTypes, log: DayLog, fresh: Any, counted: Any, cell: Ints, shape: tuple[int, ...]
) -> dict[str, Any]:
    fresh = fresh & counted
    size = int(np.prod(shape))

    def count(mask: Any, weights: Any = None) -> Any:
        made = np.bincount(cell[mask], None if weights is None else weights[mask], minlength=size)
        return made.reshape(shape)

    of = {outcome: counted & (log.outcome == outcome) for outcome in Outcome}
    answered = of[Outcome.SERVED] | of[Outcome.TRANSFERRED]
    return {
        "offered": count(fresh),
        "served": count(of[Outcome.SERVED]),
        "transferred": count(of[Outcome.TRANSFERRED]),
        "abandoned": count(of[Outcome.ABANDONED]),
        "balked": count(of[Outcome.BALKED]),
        "blocked": count(of[Outcome.BLOCKED]),
        "pending": count(of[Outcome.PENDING]),
        "in_target": count(answered & (log.waited <= types.target[log.kind])),
        "wrong": count(counted & log.wrong),
        "waited": count(counted & ~of[Outcome.PENDING], log.waited),
    }


def _in_hand(tape: Tape, types: WorkTypes, rules: Rules, log: DayLog) -> tuple[Floats, Floats]:
    """Beginnings and ends of the times in which some agent has anything in hand, agent by agent."""
    began, ended = log.start.copy(), np.where(np.isnan(log.end), tape.horizon, log.end)
    done = ~np.isnan(log.end)
    load = np.clip(log.held - 1, 0, len(rules.stretch) - 1)
    wrap = exponential(log.key, Purpose.WRAP, types.wrap_mean[log.kind])
    wrap[: len(tape)] = tape.wrap
    ended = np.where(done, ended + wrap * rules.stretch[load], ended)
    carried = np.flatnonzero(tape.wrapping)
    began[carried], ended[carried] = 0.0, tape.work[carried]
    mine = (log.agent >= 0) & ~np.isnan(began)
    mine &= np.isnan(log.end) | (log.held > 0)  # not those who gave up after a hand-back
    order = np.lexsort((began[mine], log.agent[mine]))
    agent, began, ended = log.agent[mine][order], began[mine][order], np.minimum(ended[mine][order], tape.horizon)
    # overlapping times of one agent become one: whoever begins after all before have ended begins a new one
    far = 2.0 * tape.horizon
    latest = np.maximum.accumulate(ended + agent * far) if len(agent) else ended
    new = np.ones(len(agent), dtype=bool)
    new[1:] = began[1:] + agent[1:] * far > latest[:-1]
    heads = np.flatnonzero(new)
    tails = np.append(heads[1:], len(agent))[: len(heads)] - 1
    return began[heads], (latest - agent * far)[tails]


def _seconds_by_slot(began: Floats, ended: Floats, edges: Floats) -> Floats:
    """Seconds of the intervals [began, ended) within each slot."""

    def until(times: Floats) -> Floats:
        """Σ (edge − time) over the times before each edge."""
        times = np.sort(times)
        sums = np.concatenate([[0.0], np.cumsum(times)])
        before = np.searchsorted(times, edges)
        return before * edges - sums[before]

    return np.diff(until(began) - until(np.maximum(began, ended)))


def _ratio(above: Any, below: Any) -> Floats:
    above, below = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    return np.divide(above, below, out=np.full(below.shape, np.nan), where=below > 0)
