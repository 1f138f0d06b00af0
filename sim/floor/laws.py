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
# plain ints: numpy looks an enum's member up anew in each comparison
PENDING, SERVED, ABANDONED, BALKED, BLOCKED, TRANSFERRED = map(int, Outcome)
CHAT, EXPONENTIAL = int(Channel.CHAT), int(Family.EXPONENTIAL)
_COUNTER = {Cause.REDIAL: "redials", Cause.REPEAT: "repeats", Cause.TRANSFER: "transfers"}
_PARENT = np.zeros((len(Cause), len(Outcome)), dtype=bool)  # which outcomes make which children
_PARENT[Cause.REDIAL, [ABANDONED, BALKED, BLOCKED]] = True
_PARENT[Cause.REPEAT, SERVED] = _PARENT[Cause.TRANSFER, TRANSFERRED] = True


def check(tape: Tape, crew: Crew, types: WorkTypes, rules: Rules, log: DayLog) -> tuple[str, ...]:
    """The laws this day breaks, a sentence each; empty if all hold."""
    waited, counted = waited_today(tape, log), np.ones(len(log.key), dtype=bool)
    counted[: len(tape)] = ~tape.wrapping  # the others were answered yesterday
    return (
        *_flow(tape, types, log, counted),
        *_children(tape, rules, log),
        *_little(tape, types, log, counted, waited),
        *_work(tape, crew, types, log),
        *_waits(tape, log, waited),
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
    waited = log.waited.copy()
    waited[: len(tape)] -= np.where(tape.queued, tape.enter - tape.joined, 0.0)
    return waited


def _flow(tape: Tape, types: WorkTypes, log: DayLog, counted: np.ndarray) -> list[str]:
    broken = []
    open_now = log.outcome == PENDING
    pending = np.flatnonzero(counted & open_now)
    if (np.isnan(log.end) == (counted & ~open_now)).any():
        broken.append("flow: a row has an outcome without an end, or an end without an outcome")
    talks = ~log.carry.wrapping
    now, later = (np.bincount(kinds, minlength=len(types)) for kinds in (log.kind[pending], log.carry.kind[talks]))
    for k in np.flatnonzero(now != later):
        name = types.names[k]
        broken.append(f"flow of {name}: {now[k]} contacts are pending, but {later[k]} stand in tomorrow's tape")
    if not np.array_equal(np.sort(log.key[pending]), np.sort(log.carry.key[talks])):
        broken.append("flow: the contacts pending are not the contacts in tomorrow's tape")
    if not np.array_equal(log.key[: len(tape)], tape.key):
        broken.append("flow: the log does not begin with the rows of the tape")
    return broken


def _children(tape: Tape, rules: Rules, log: DayLog) -> list[str]:
    broken = []
    n, born = len(tape), slice(len(tape), None)
    parent = np.flatnonzero(log.child >= 0)
    parent = parent[np.argsort(log.child[parent])]
    if not np.array_equal(log.child[parent], np.arange(n, len(log.key))):
        return [f"children: {len(log.key) - n} were born, but {len(parent)} contacts say they made one"]
    if (log.root[born] != log.root[parent]).any() or (log.enter[born] < log.end[parent]).any():
        broken.append("children: one has another root than its parent, or came before its parent ended")
    cause = log.cause[born]
    strange = ~_PARENT[cause, log.outcome[parent]]
    if strange.any():
        names = " or a ".join(Cause(c).name.lower() for c in np.unique(cause[strange]))
        broken.append(f"children: a {names} came from a contact that ended otherwise")
    for why, counter in _COUNTER.items():
        mine, count = cause == why.value, getattr(log, counter)
        if (count[born] != count[parent] + mine).any():
            broken.append(f"children: {counter} were not counted on")
        if (count[born][mine] > getattr(rules, f"max_{counter}")).any():
            broken.append(f"children: more {counter} than max_{counter}")
    return broken


def _little(tape: Tape, types: WorkTypes, log: DayLog, counted: np.ndarray, waited: Floats) -> list[str]:
    broken = []
    left = np.where(np.isnan(log.end), tape.horizon, log.end)
    inside = np.flatnonzero(counted & (log.enter < tape.horizon))
    kind, left, waited = log.kind[inside], left[inside], waited[inside]
    in_hand = left - log.enter[inside] - waited
    gone, *totals = (np.bincount(kind, seconds, len(types)) for seconds in (left, waited, in_hand))
    for what, area, total in zip(("waiting", "in hand"), (log.queue_area, log.service_area), totals, strict=True):
        scale = np.maximum(np.maximum(1.0, np.abs(total)), gone * 1e-6)
        for k in np.flatnonzero(~(np.abs(area - total) <= TOLERANCE * scale)):
            seconds = f"{area[k]:.6f} s by the clock, {total[k]:.6f} s by the rows"
            broken.append(f"Little's law of {types.names[k]}, {what}: {seconds}")
    return broken


def _work(tape: Tape, crew: Crew, types: WorkTypes, log: DayLog) -> list[str]:
    broken = []
    done = np.flatnonzero((log.outcome == SERVED) | (log.outcome == TRANSFERRED))
    agent, kind, held = log.agent[done], log.kind[done], log.held[done]
    if agent.min(initial=0) < 0:
        return ["work: a contact was answered by nobody"]
    cell = agent * len(types) + kind
    if not np.array_equal(np.bincount(cell, minlength=log.handled.size), log.handled.ravel()):
        broken.append("work: the agents' own counts are not those of the contacts they answered")
    if (crew.speed.ravel()[cell] <= 0).any():
        broken.append("work: somebody answered a contact without the skill for it")
    slack = TOLERANCE * np.maximum(1.0, log.staffed)
    if (log.busy > log.staffed + log.overrun + slack).any() or (log.overrun > log.busy + slack).any():
        broken.append("work: somebody is busy for longer than staffed plus overrun")
    if not all(np.isfinite(x).all() and (x >= 0).all() for x in (log.busy, log.overrun, log.staffed)):
        broken.append("work: a time of an agent is negative or not finite")
    began_with = np.bincount(tape.agent[tape.agent >= 0], minlength=len(crew))
    cap = np.maximum(crew.chats, began_with)
    if (held > cap[agent]).any():
        broken.append("work: somebody held more contacts at once than the cap")
    if (held > np.maximum(1, began_with)[agent])[types.channel[kind] != CHAT].any():
        broken.append("work: a phone call or a ticket shared its agent with something else")
    return broken


def _waits(tape: Tape, log: DayLog, waited: Floats) -> list[str]:
    broken = []
    if not (np.isfinite(waited).all() and waited.min(initial=0.0) >= -TOLERANCE):
        broken.append("waits: one is negative or not finite")
    if (log.start < log.enter).any():  # of who never started, no comparison is true
        broken.append("waits: a contact was taken in hand before it came")
    if (log.end < log.start).any():
        broken.append("waits: a contact ended before it was taken in hand")
    if (log.end >= tape.horizon).any():
        broken.append("waits: a contact ended after the day")
    return broken


def _patience(types: WorkTypes, log: DayLog) -> list[str]:
    broken = []
    count = np.bincount(log.kind[log.outcome == ABANDONED], minlength=len(types)).tolist()
    for k in np.flatnonzero(types.patience_family == EXPONENTIAL).tolist():
        expected = float(log.queue_area[k] / types.patience_mean[k])
        score = abandonment_score(count[k], expected)
        if not abs(score) <= CHANCE:
            broken.append(
                f"patience of {types.names[k]}: {count[k]} abandoned, {expected:.1f} expected from the time in queue "
                f"({score:+.1f} standard deviations)"
            )
    return broken
