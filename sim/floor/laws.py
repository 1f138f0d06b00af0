"""Laws that every floor day obeys, whatever its inputs: the engine's accumulators against the rows of its log.

Flow: every row ends in one way or stands in tomorrow's tape. Little: ∫ number waiting (the engine's clock) is the sum
of the rows' waits; likewise in hand. Work: the agents' counts are the rows' counts, nobody is busy beyond duty and
overrun or holds more than the cap. Patience: where it is exponential with rate θ, θ · ∫ queue contacts abandon,
within chance (the identity λ P(ab) = θ E[Q], Garnett, Mandelbaum & Reiman 2002, doi:10.1287/msom.4.3.208.7753).
"""

from __future__ import annotations

import math

import numpy as np

from sim.floor.model import Cause, Channel, Crew, DayLog, Family, Floats, Outcome, Rules, Tape, WorkTypes

TOLERANCE = 1e-6  # relative, for sums of seconds
CHANCE = 4.5  # standard deviations
LOST = (Outcome.ABANDONED, Outcome.BALKED, Outcome.BLOCKED)
_COUNTER = {Cause.REDIAL: "redials", Cause.REPEAT: "repeats", Cause.TRANSFER: "transfers"}
_PARENT = {Cause.REDIAL: LOST, Cause.REPEAT: (Outcome.SERVED,), Cause.TRANSFER: (Outcome.TRANSFERRED,)}


def check(tape: Tape, crew: Crew, types: WorkTypes, rules: Rules, log: DayLog) -> tuple[str, ...]:
    """The laws this day breaks, a sentence each; empty if all hold."""
    return (
        *_flow(tape, types, log),
        *_children(tape, rules, log),
        *_little(tape, types, log),
        *_work(tape, crew, types, log),
        *_waits(tape, log),
        *_patience(types, log),
    )


def abandonment_score(abandoned: float, expected: float) -> float:
    """Standard deviations between a count and its expectation, on the Poisson scale (signed root of the deviance).

    Exact enough for an expectation of 0.01 as well as of 10,000, where a plain (x − m) / √m calls every first
    abandonment of a quiet day a miracle.
    """
    if abandoned <= 0:
        return -math.sqrt(2.0 * max(expected, 0.0))
    if expected <= 0:
        return math.inf
    deviance = 2.0 * (abandoned * math.log(abandoned / expected) - (abandoned - expected))
    return math.copysign(math.sqrt(max(deviance, 0.0)), abandoned - expected)


def waited_today(tape: Tape, log: DayLog) -> Floats:
    """Seconds each row has waited within this day: its wait less what it had waited when the day began."""
    before = np.zeros(len(log.key))
    before[: len(tape)] = np.where(tape.queued, tape.enter - tape.joined, 0.0)
    return log.waited - before


def _flow(tape: Tape, types: WorkTypes, log: DayLog) -> list[str]:
    broken = []
    counted = np.ones(len(log.key), dtype=bool)
    counted[: len(tape)] = ~tape.wrapping  # answered yesterday
    pending = counted & (log.outcome == Outcome.PENDING)
    ended = counted & ~pending
    if (np.isnan(log.end) != ~ended).any():
        broken.append("flow: a row has an outcome without an end, or an end without an outcome")
    talks = ~log.carry.wrapping
    for k, name in enumerate(types.names):
        now, later = int((pending & (log.kind == k)).sum()), int((talks & (log.carry.kind == k)).sum())
        if now != later:
            broken.append(f"flow of {name}: {now} contacts are pending, but {later} stand in tomorrow's tape")
    if not np.array_equal(np.sort(log.key[pending]), np.sort(log.carry.key[talks])):
        broken.append("flow: the contacts pending are not the contacts in tomorrow's tape")
    if not np.array_equal(log.key[: len(tape)], tape.key):
        broken.append("flow: the log does not begin with the rows of the tape")
    return broken


def _children(tape: Tape, rules: Rules, log: DayLog) -> list[str]:
    broken = []
    parent = np.flatnonzero(log.child >= 0)
    child = log.child[parent]
    if not np.array_equal(np.sort(child), np.arange(len(tape), len(log.key))):
        return [f"children: {len(log.key) - len(tape)} were born, but {len(child)} contacts say they made one"]
    if (log.root[child] != log.root[parent]).any() or (log.enter[child] < log.end[parent]).any():
        broken.append("children: one has another root than its parent, or came before its parent ended")
    for cause, counter in _COUNTER.items():
        mine = log.cause[child] == cause
        if not np.isin(log.outcome[parent[mine]], _PARENT[cause]).all():
            broken.append(f"children: a {cause.name.lower()} came from a contact that ended otherwise")
        count = getattr(log, counter)
        if (count[child] != count[parent] + mine).any():
            broken.append(f"children: {counter} were not counted on")
        if (count[child[mine]] > getattr(rules, f"max_{counter}")).any():
            broken.append(f"children: more {counter} than max_{counter}")
    return broken


def _little(tape: Tape, types: WorkTypes, log: DayLog) -> list[str]:
    broken = []
    horizon = tape.horizon
    waited = waited_today(tape, log)
    inside = log.enter < horizon
    inside[: len(tape)] &= ~tape.wrapping
    left = np.where(np.isnan(log.end), horizon, log.end)
    in_hand = left - log.enter - waited
    for k, name in enumerate(types.names):
        mine = inside & (log.kind == k)
        for what, area, total in (
            ("waiting", log.queue_area[k], waited[mine].sum()),
            ("in hand", log.service_area[k], in_hand[mine].sum()),
        ):
            scale = max(1.0, abs(total), left[mine].sum() * 1e-6)
            if not abs(area - total) <= TOLERANCE * scale:
                broken.append(f"Little's law of {name}, {what}: {area:.6f} s by the clock, {total:.6f} s by the rows")
    return broken


def _work(tape: Tape, crew: Crew, types: WorkTypes, log: DayLog) -> list[str]:
    broken = []
    handled = np.zeros((len(crew), len(types)), dtype=np.int64)
    done = np.isin(log.outcome, (Outcome.SERVED, Outcome.TRANSFERRED))
    if (log.agent[done] < 0).any():
        return ["work: a contact was answered by nobody"]
    np.add.at(handled, (log.agent[done], log.kind[done]), 1)
    if not np.array_equal(handled, log.handled):
        broken.append("work: the agents' own counts are not those of the contacts they answered")
    if (crew.speed[log.agent[done], log.kind[done]] <= 0).any():
        broken.append("work: somebody answered a contact without the skill for it")
    slack = TOLERANCE * np.maximum(1.0, log.staffed)
    if (log.busy > log.staffed + log.overrun + slack).any() or (log.overrun > log.busy + slack).any():
        broken.append("work: somebody is busy for longer than staffed plus overrun")
    if not all(np.isfinite(x).all() and (x >= 0).all() for x in (log.busy, log.overrun, log.staffed)):
        broken.append("work: a time of an agent is negative or not finite")
    began_with = np.bincount(tape.agent[tape.agent >= 0], minlength=len(crew))
    cap = np.maximum(crew.chats, began_with)
    if (log.held[done] > cap[log.agent[done]]).any():
        broken.append("work: somebody held more contacts at once than the cap")
    alone = done & (types.channel[log.kind] != Channel.CHAT)
    if (log.held[alone] > np.maximum(1, began_with[log.agent[alone]])).any():
        broken.append("work: a phone call or a ticket shared its agent with something else")
    return broken


def _waits(tape: Tape, log: DayLog) -> list[str]:
    broken = []
    waited = waited_today(tape, log)
    if not (np.isfinite(waited).all() and (waited >= -TOLERANCE).all()):
        broken.append("waits: one is negative or not finite")
    started = ~np.isnan(log.start)
    if (log.start[started] < log.enter[started]).any():
        broken.append("waits: a contact was taken in hand before it came")
    if (log.end[started] < log.start[started]).any():
        broken.append("waits: a contact ended before it was taken in hand")
    if (log.end >= tape.horizon).any():
        broken.append("waits: a contact ended after the day")
    return broken


def _patience(types: WorkTypes, log: DayLog) -> list[str]:
    broken = []
    for k in np.flatnonzero(types.patience_family == Family.EXPONENTIAL):
        expected = log.queue_area[k] / types.patience_mean[k]
        count = int(((log.outcome == Outcome.ABANDONED) & (log.kind == k)).sum())
        score = abandonment_score(count, expected)
        if not abs(score) <= CHANCE:
            broken.append(
                f"patience of {types.names[k]}: {count} abandoned, {expected:.1f} expected from the time in queue "
                f"({score:+.1f} standard deviations)"
            )
    return broken
