"""Invariants that every floor day obeys, whatever its inputs: the engine's accumulators against the rows of its log.

Flow: every row ends in one way or stands in tomorrow's tape. Little: ∫ number waiting (the engine's clock) is the sum
of the rows' waits; likewise in hand. Work: the agents' counts are the rows' counts, nobody is busy beyond duty and
overrun or holds more than the cap. Patience: where it is exponential with rate θ, θ · ∫ queue contacts abandon,
within chance (the identity λ P(ab) = θ E[Q], Garnett, Mandelbaum & Reiman 2002, doi:10.1287/msom.4.3.208.7753), but
for kinds whose redials come the same again: those who gave up are the impatient ones.
"""

from __future__ import annotations

import math

import numpy as np

from sim.arrays import Bools, Floats, Ints, Keys
from sim.floor.loops import loop
from sim.floor.model import Cause, Channel, Crew, DayLog, Family, Outcome, Rules, Tape, WorkTypes

TOLERANCE = 1e-6  # relative, for sums of seconds
CHANCE = 4.5  # standard deviations, for a day looked at by itself
MANY = 6.5  # the same where millions of days are looked at: one in a hundred thousand would be ten of them
INFINITE = math.inf
# plain ints: the loop compares with them, and numpy would look an enum's member up anew each time
PENDING, SERVED, ABANDONED, BALKED, BLOCKED, TRANSFERRED, CLOSED, LEFT_MESSAGE = map(int, Outcome)
ROOT, REDIAL, REPEAT, TRANSFER, MESSAGE = map(int, Cause)
CHAT, DEFERRED, EXPONENTIAL = int(Channel.CHAT), int(Channel.DEFERRED), int(Family.EXPONENTIAL)

SENTENCES = (
    "flow: a row has an outcome without an end, or an end without an outcome",
    "flow: the log does not begin with the rows of the tape",
    "children: a contact says that it made one that is not there or has another parent",
    "children: one has another root than its parent, or came before its parent ended",
    "children: one came from a contact that ended otherwise",
    "children: redials, repeats or transfers were not counted on",
    "children: more redials, repeats or transfers than the rules allow",
    "work: a contact was answered by nobody",
    "work: somebody answered a contact without the skill for it",
    "work: somebody held more contacts at once than the cap",
    "work: a phone call or a ticket shared its agent with something else",
    "work: the agents' own counts are not those of the contacts they answered",
    "work: somebody is busy for longer than staffed plus overrun",
    "work: a time of an agent is negative or not finite",
    "waits: one is negative or not finite",
    "waits: a contact was taken in hand before it came",
    "waits: a contact ended before it was taken in hand",
    "waits: a contact ended after the day",
)
(
    END, TAPE, ORPHAN, PARENT, STRANGE, UNCOUNTED, TOO_MANY, NOBODY, UNSKILLED, CAP, SHARED, COUNTS, BUSY, TIME, WAIT,
    EARLY, BACKWARDS, LATE,
) = range(len(SENTENCES))  # fmt: skip


def check(
    tape: Tape, crew: Crew, types: WorkTypes, rules: Rules, log: DayLog, chance: float = CHANCE
) -> tuple[str, ...]:
    """The invariants this day breaks, a sentence each; empty if all hold. `chance`: as in `patience`."""
    rows, kinds = len(log.key), len(types)
    broken, spawned = np.zeros(len(SENTENCES), dtype=np.int64), np.zeros(rows - len(tape), dtype=np.int64)
    pending, abandoned = np.zeros((2, kinds), dtype=np.int64)
    answered, open_keys = np.zeros(crew.speed.shape, dtype=np.int64), np.zeros(rows, dtype=np.uint64)
    waited, in_hand, left = np.zeros((3, kinds))
    began_with = np.bincount(tape.agent + 1, minlength=len(crew) + 1)[1:]
    still_open = read(
        tape.key, tape.enter, tape.joined, tape.queued, tape.wrapping, log.key, log.root, log.kind, log.cause,
        log.redials, log.repeats, log.transfers, log.enter, log.start, log.end, log.waited, log.agent, log.outcome,
        log.child, log.held, crew.speed, np.maximum(crew.chats, began_with), np.maximum(1, began_with),
        types.channel == CHAT, log.handled, log.busy, log.overrun, log.staffed, tape.horizon, rules.max_redials,
        rules.max_repeats, rules.max_transfers, broken, spawned, pending, abandoned, answered, open_keys, waited,
        in_hand, left,
    )  # fmt: skip
    found = [sentence for sentence, times in zip(SENTENCES, broken.tolist(), strict=True) if times]
    talks = ~log.carry.wrapping
    later = np.bincount(log.carry.kind[talks], minlength=kinds)
    for name, left_open, stand in zip(types.names, pending.tolist(), later.tolist(), strict=True):
        if left_open != stand:
            found.append(f"flow of {name}: {left_open} contacts are pending, but {stand} stand in tomorrow's tape")
    if not np.array_equal(np.sort(open_keys[:still_open]), np.sort(log.carry.key[talks])):
        found.append("flow: the contacts pending are not the contacts in tomorrow's tape")
    if not spawned.all():
        found.append(f"children: {len(spawned)} were born, but {spawned.sum()} contacts say they made one")
    impatient = patience(types, abandoned, log.queue_area, chance)
    found += admissions(tape, crew, types, rules, log) + tries(types, log) + messages(tape, types, log)
    return (*found, *_little(types, log, waited, in_hand, left), *impatient)


@loop(fills=9)
def read(
    tape_key: Keys, tape_enter: Floats, tape_joined: Floats, queued: Bools, wrapping: Bools, key: Keys, root: Keys,
    kind: Ints, cause: Ints, redials: Ints, repeats: Ints, transfers: Ints, enter: Floats, start: Floats, end: Floats,
    waited: Floats, agent: Ints, outcome: Ints, child: Ints, held: Ints, speed: Floats, cap: Ints, alone: Ints,
    chats: Bools, handled: Ints, busy: Floats, overrun: Floats, staffed: Floats, horizon: float, max_redials: int,
    max_repeats: int, max_transfers: int, broken: Ints, spawned: Ints, pending: Ints, abandoned: Ints, answered: Ints,
    open_keys: Keys, waits: Floats, in_hand: Floats, left: Floats,
) -> int:  # fmt: skip
    """Read the rows one by one: what is broken by SENTENCES, what adds up by kind and agent. Returns those pending."""
    old, still_open = len(tape_key), 0
    for i in range(len(key)):
        k, before, counted = kind[i], 0.0, True
        if i < old:
            counted = not wrapping[i]  # the others were answered yesterday
            broken[TAPE] += key[i] != tape_key[i]
            if queued[i]:
                before = tape_enter[i] - tape_joined[i]
        ended = end[i] == end[i]  # nothing else is unlike itself than the end of who has none
        broken[END] += ended != (counted and outcome[i] != PENDING)
        broken[EARLY] += start[i] < enter[i]
        broken[BACKWARDS] += end[i] < start[i]
        broken[LATE] += end[i] >= horizon
        wait = waited[i] - before
        broken[WAIT] += not -TOLERANCE <= wait < INFINITE
        if counted and outcome[i] == PENDING:
            pending[k] += 1
            open_keys[still_open] = key[i]
            still_open += 1
        if counted and enter[i] < horizon:
            gone = end[i] if ended else horizon
            waits[k] += wait
            in_hand[k] += gone - enter[i] - wait
            left[k] += gone
        if outcome[i] == ABANDONED:
            abandoned[k] += 1
        if outcome[i] == SERVED or outcome[i] == TRANSFERRED:
            a = agent[i]
            if a < 0:
                broken[NOBODY] += 1
            else:
                answered[a][k] += 1
                broken[UNSKILLED] += speed[a][k] <= 0
                broken[CAP] += held[i] > cap[a]
                broken[SHARED] += held[i] > alone[a] and not chats[k]
        c = child[i]
        if c < 0:
            continue
        if c < old or c >= len(key) or spawned[c - old]:
            broken[ORPHAN] += 1
            continue
        spawned[c - old] = 1
        why = cause[c]
        lost = outcome[i] == ABANDONED or outcome[i] == BALKED or outcome[i] == BLOCKED or outcome[i] == CLOSED
        broken[PARENT] += root[c] != root[i] or enter[c] < end[i]
        broken[STRANGE] += not (
            (why == REDIAL and lost) or (why == REPEAT and outcome[i] == SERVED)
            or (why == TRANSFER and outcome[i] == TRANSFERRED) or (why == MESSAGE and outcome[i] == LEFT_MESSAGE)
        )  # fmt: skip
        broken[UNCOUNTED] += (
            redials[c] != redials[i] + (why == REDIAL) or repeats[c] != repeats[i] + (why == REPEAT)
            or transfers[c] != transfers[i] + (why == TRANSFER or why == MESSAGE)
        )  # fmt: skip
        broken[TOO_MANY] += (
            (why == REDIAL and redials[c] > max_redials) or (why == REPEAT and repeats[c] > max_repeats)
            or (why == TRANSFER and transfers[c] > max_transfers)
        )  # fmt: skip
    for a in range(len(busy)):
        for k in range(len(chats)):
            broken[COUNTS] += answered[a][k] != handled[a][k]
        slack = TOLERANCE * max(1.0, staffed[a])
        broken[BUSY] += busy[a] > staffed[a] + overrun[a] + slack or overrun[a] > busy[a] + slack
        broken[TIME] += not (0 <= busy[a] < INFINITE and 0 <= overrun[a] < INFINITE and 0 <= staffed[a] < INFINITE)
    return still_open


def admissions(tape: Tape, crew: Crew, types: WorkTypes, rules: Rules, log: DayLog) -> list[str]:
    """Who was let in and who turned away, by the rows: nobody beyond the trunks, and closed is closed."""
    broken, new = [], log.enter < tape.horizon
    new[: len(tape)] &= ~tape.queued
    closed = log.outcome == CLOSED
    if closed.any() or types.closes.any():
        found = np.zeros(len(log.key), dtype=bool)
        for k in types.closes.nonzero()[0].tolist():
            rows = new & (log.kind == k) & (log.outcome != BLOCKED)
            found[rows] = ~attended(crew, k, log.enter[rows])
        if (found & ~closed).any():
            broken.append("closed: a contact was let in while nobody was on duty who could take it")
        if (closed & ~found).any():
            broken.append("closed: a contact was turned away although somebody was on duty, or although it may wait")
    if rules.trunks >= 0:
        live = (types.channel != DEFERRED)[log.kind]
        turned_away = (log.outcome == BLOCKED) | (log.outcome == BALKED) | closed
        came = np.sort(log.enter[live & new & ~turned_away])
        old = np.zeros(len(log.key), dtype=bool)
        old[: len(tape)] = tape.queued & ~tape.wrapping
        ends = np.sort(log.end[live & ~turned_away & ~np.isnan(log.end)])
        inside = np.count_nonzero(old & live) + np.arange(1, len(came) + 1) - np.searchsorted(ends, came, "right")
        if (inside > rules.trunks).any():
            broken.append("trunks: a live contact was let in although every line was taken")
    return broken


def tries(types: WorkTypes, log: DayLog) -> list[str]:
    """Who gave up and comes the same again waits as long as before and no longer."""
    if not types.same_again.any():
        return []
    last = np.flatnonzero(types.same_again[log.kind] & (log.child >= 0) & (log.outcome == ABANDONED))
    again = log.child[last]
    before, now = log.waited[last], log.waited[again]
    slack = TOLERANCE * np.maximum(1.0, before)
    if ((now > before + slack) | ((log.outcome[again] == ABANDONED) & (now < before - slack))).any():
        return ["redials: a customer who comes the same again did not have the patience of the last try"]
    return []


def messages(tape: Tape, types: WorkTypes, log: DayLog) -> list[str]:
    """Nobody waits beyond the time after which a message is left, and nobody leaves one before."""
    left = log.outcome == LEFT_MESSAGE
    if not ((types.message_to >= 0).any() or left.any()):
        return []
    broken, after, slack = [], types.message_after[log.kind], TOLERANCE * np.maximum(1.0, log.waited)
    if (log.waited[left] < (after - slack)[left]).any() or (types.message_to[log.kind[left]] < 0).any():
        broken.append("messages: a customer left one too early, or where none can be left")
    if (types.channel[log.kind[log.child[left]]] != DEFERRED).any():
        broken.append("messages: one became work that does not wait")
    before = np.zeros(len(log.key))
    before[: len(tape)] = tape.enter - tape.joined
    if (log.waited > np.maximum(after, before) + slack).any():
        broken.append("messages: a customer waited on after the time for one")
    return broken


def attended(crew: Crew, k: int, times: Floats) -> Bools:
    """Whether at these instants (n,) anybody is on duty who has the skill for kind `k`."""
    windows = crew.windows.reshape(-1, 3)
    mine = windows[crew.speed[windows[:, 0].astype(np.int64), k] > 0]
    on, off = np.sort(mine[:, 1]), np.sort(mine[:, 2])
    present: Ints = np.searchsorted(on, times, "right") - np.searchsorted(off, times, "right")
    return present > 0


def _little(types: WorkTypes, log: DayLog, waited: Floats, in_hand: Floats, left: Floats) -> list[str]:
    broken = []
    for what, area, total in (("waiting", log.queue_area, waited), ("in hand", log.service_area, in_hand)):
        slack = TOLERANCE * np.maximum(np.maximum(1.0, np.abs(total)), left * 1e-6)
        if (np.abs(area - total) <= slack).all():
            continue
        for name, clock, rows, most in zip(types.names, area.tolist(), total.tolist(), slack.tolist(), strict=True):
            if not abs(clock - rows) <= most:
                broken.append(f"Little's law of {name}, {what}: {clock:.6f} s by the clock, {rows:.6f} s by the rows")
    return broken


def patience(types: WorkTypes, abandoned: Ints | Floats, queue_area: Floats, chance: float) -> list[str]:
    """Kinds whose contacts gave up too seldom or too often for the time they spent in the queue.

    `abandoned`, `queue_area`: (K,) counts and ∫ number waiting in seconds, over a day or many; `chance`: standard
    deviations that are still put down to chance.
    """
    broken = []
    drawn_anew = ~types.same_again | (types.redial == 0)
    for k in ((types.patience_family == EXPONENTIAL) & drawn_anew).nonzero()[0].tolist():
        count, expected = int(abandoned[k]), float(queue_area[k] / types.patience_mean[k])
        score = abandonment_score(count, expected)
        if not abs(score) <= chance:
            broken.append(
                f"patience of {types.names[k]}: {count} abandoned, {expected:.1f} expected from the time in queue "
                f"({score:+.1f} standard deviations)"
            )
    return broken


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
