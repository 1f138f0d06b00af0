"""What a floor day meant: contacts answered, orders won and lost, contentment, hours.

Reads a `DayLog` into the numbers that the season's books and people need. Pure functions over arrays.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim import draws
from sim.arrays import Bools, Floats, Ints, Keys
from sim.contract.facts import Facts
from sim.contract.floor_day import DayCounts
from sim.draws import Purpose
from sim.floor.loops import loop
from sim.floor.model import Cause, Channel, DayLog, Outcome, Tape, WorkTypes
from sim.units import SLOT_S

# plain ints: the loop compares with them, and numpy would look an enum's member up anew each time
PENDING, SERVED = int(Outcome.PENDING), int(Outcome.SERVED)
HANDED_ON = TRANSFERRED, MESSAGE = int(Outcome.TRANSFERRED), int(Outcome.MESSAGE)
DEFERRED, ROOT, TRANSFER = int(Channel.DEFERRED), int(Cause.ROOT), int(Cause.TRANSFER)
CHOICE, WRONG = int(Purpose.CHOICE), int(Purpose.WRONG)
(
    ENTERED, CHILDREN, ANSWERED, FALSE, FALSE_AFTER, LIVE, LIVE_IN_TARGET, LIVE_LOST, FIRST, JUDGED, WAVES, UNANSWERED,
    LOST_BEFORE, LOST_AFTER, MESSAGES,
) = range(15)  # fmt: skip
NEVER, LATE, IN_TIME = range(3)  # when a customer who may order was answered
DONE, ASKED, WRONGLY = BY_AGENT = range(3)
LISTS = 4  # of rows that `read` makes
NOTHING = np.zeros(0, np.int64)
FILLED = 5 + LISTS  # arrays that it writes


@dataclass(frozen=True)
class Answers:
    """What answers are worth, of rows of contacts (n,): chance of an order, points; share of answered that order."""

    order_chance: Callable[[Bools, Floats, Floats], Floats]  # answered, waited, target
    csat: Callable[[Bools, Floats, Floats, Bools], Floats]  # …, wrong
    slowness: Callable[[Floats, Floats], Floats]  # waited, target
    asked: float


def before_sale(log: DayLog, presale: Bools, handed_on: Keys) -> tuple[Bools, Keys]:
    """Which contacts are of people who have not bought yet, (rows,), and the roots to know tomorrow.

    A question before the sale stays one in whatever hands it is put: what is handed on, or left as a message, is known
    by its root. `presale` (K,) kinds; `handed_on`: roots of those handed on before today that are still open.
    """
    before, passed = presale[log.kind], (log.transfers > 0).nonzero()[0]
    if not len(passed):
        return before, handed_on[:0]
    outcome = log.outcome
    gone_on = (before & (log.transfers == 0) & ((outcome == TRANSFERRED) | (outcome == MESSAGE))).nonzero()[0]
    roots = np.union1d(handed_on, log.root[gone_on])
    before[passed] = among(roots, log.root[passed])
    open_tonight = log.carry.root[log.carry.transfers > 0]
    return before, roots[among(np.sort(open_tonight), roots)]


def undecided(log: DayLog, before: Bools, again: Keys) -> tuple[Bools, Keys]:
    """Which contacts are of people whose answer may end in an order, (rows,), and the roots to know tomorrow.

    Who asks before the sale decides by the first answer; but of those whom something other than people has answered
    wrongly, the roots `again` (sorted, each once) decide by the next.
    """
    first = before & (log.repeats == 0)
    if not len(again):
        return first, again
    second = (before & (log.repeats == 1)).nonzero()[0]
    first[second] = among(again, log.root[second])
    return first, again[among(np.sort(log.carry.root), again)]


def among(known: Keys, keys: Keys) -> Bools:
    """Which keys are known ones, of any shape; `known` is sorted. `np.isin` sorts both together, which takes longer."""
    if not len(known):
        return np.zeros(keys.shape, bool)
    found: Bools = known[np.minimum(known.searchsorted(keys), len(known) - 1)] == keys
    return found


def read_day(
    log: DayLog, new: Bools, types: WorkTypes, facts: Facts, wrong: Bools, before: Bools, deciding: Bools,
    answers: Answers, window: tuple[float, float] | None, agents: int, came: Ints,
) -> DayCounts:  # fmt: skip
    """The day's counts.

    `new`, `wrong`, `before`, `deciding`: (rows,) which contacts came today, which answers were wrong, who has not
    bought yet, and whose answer may end in an order; `window`: opening hours of a campaign in seconds of this day,
    or none; `agents`: how many there are; `came`: kinds of the day's first contacts.
    """
    n, kinds = len(log.key), len(types)
    totals, (served_of, back_of) = np.zeros(MESSAGES + 1, np.int64), np.zeros((2, kinds), np.int64)
    by_agent, (in_hand, live, first, judged) = np.zeros((len(BY_AGENT), agents)), np.empty((LISTS, n), np.int64)
    good = np.empty(n, bool)
    read(
        log.kind, log.cause, deciding, log.waited, log.outcome, log.child, log.held, log.agent, new, wrong, before,
        facts.human, types.channel != DEFERRED, types.target,
        totals, served_of, back_of, by_agent, in_hand, live, good, first, judged,
    )  # fmt: skip
    counts: list[int] = totals.tolist()
    live, good = live[: counts[LIVE]], good[: counts[LIVE]]
    waits, opening = log.waited[live], NOTHING
    if window is not None:
        joined = log.joined[live]
        opening = ((window[0] <= joined) & (joined < window[1])).nonzero()[0]

    def customers_of(rows: Ints) -> tuple[Bools, Floats, Floats]:
        return log.outcome[rows] == SERVED, log.waited[rows], types.target[log.kind[rows]]

    first, judged = first[: counts[FIRST]], judged[: counts[JUDGED]]
    answered, waited, target = customers_of(first)
    luck = draws.uniform(log.root[first], CHOICE)
    won, in_time = luck < answers.order_chance(answered, waited, target), waited <= target
    missed = (luck < answers.asked) & ~won
    how = answered + (answered & in_time).astype(np.int8)
    orders, losses = (np.bincount(how[which], minlength=IN_TIME + 1).tolist() for which in (won, missed))
    heard, patience, promised = customers_of(judged)
    points = answers.csat(heard, patience, promised, wrong[judged])
    received = np.zeros(kinds + 1, bool)  # (K,) whether others hand on to it, and a place for those handed on nowhere
    received[types.transfer_to] = True
    received[-1] = False
    cases = ((log.outcome == SERVED) & received[log.kind]).nonzero()[0]
    late_after = answers.slowness(patience, promised)[heard & ~before[judged] & ~wrong[judged]]
    return DayCounts(
        entered=counts[ENTERED],
        children=counts[CHILDREN],
        answered=counts[ANSWERED],
        wrong=counts[FALSE],
        live_ended=counts[LIVE],
        live_in_target=counts[LIVE_IN_TARGET],
        live_lost=counts[LIVE_LOST],
        messages=counts[MESSAGES],
        live_wait_s=float(waits.sum()),
        live_waited=int(np.count_nonzero(waits > 0)),
        won_answered=orders[IN_TIME],
        won_slow=orders[LATE],
        won_unanswered=orders[NEVER],
        lost_slow=losses[IN_TIME] + losses[LATE],
        lost_unanswered=losses[NEVER],
        misled=int(np.count_nonzero(won & wrong[first])),
        lost_before=counts[LOST_BEFORE],
        lost_after=counts[LOST_AFTER],
        late_after=float(late_after.sum()),
        wrong_after=counts[FALSE_AFTER],
        came_of=np.bincount(came, minlength=kinds),
        contentment_sum=float(points.sum()),
        contentment_n=counts[JUDGED],
        waves_done=counts[WAVES],
        unanswered=counts[UNANSWERED],
        handed_on=int(np.count_nonzero(log.outcome == TRANSFERRED)),
        cases=len(cases),
        cases_in_target=int(np.count_nonzero(log.waited[cases] <= types.target[log.kind[cases]])),
        case_wait_s=float(log.waited[cases].sum()),
        window_ended=len(opening),
        window_in_target=int(np.count_nonzero(good[opening])),
        window_wait_s=float(waits[opening].sum()),
        served_of=served_of,
        back_of=back_of,
        in_hand=in_hand[: counts[ANSWERED]],
        done=by_agent[DONE],
        asked=by_agent[ASKED],
        false=by_agent[WRONGLY],
    )


@loop(fills=FILLED)
def read(
    kind: Ints, cause: Ints, deciding: Bools, waited: Floats, outcome: Ints, child: Ints, held: Ints, agent: Ints,
    new: Bools, wrong: Bools, before: Bools, human: Bools, live_kind: Bools, target: Floats,
    counts: Ints, served_of: Ints, back_of: Ints, by_agent: Floats, in_hand: Ints, live: Ints, good: Bools,
    first: Ints, judged: Ints,
) -> int:  # fmt: skip
    """Count the rows, and list those (by position) whose waits or customers are to be looked at."""
    for i in range(len(kind)):
        k, served = kind[i], outcome[i] == SERVED
        if served:
            served_of[k] += 1
            back_of[k] += child[i] >= 0
        if not human[k]:
            counts[WAVES] += served
            continue
        counts[ENTERED] += new[i]
        counts[CHILDREN] += new[i] and cause[i] != ROOT
        if outcome[i] == PENDING:
            counts[UNANSWERED] += held[i] == 0  # else it was answered yesterday and its after-work ran into today
            continue
        if served:
            in_hand[counts[ANSWERED]] = held[i]
            counts[ANSWERED] += 1
            counts[FALSE] += wrong[i]
            counts[FALSE_AFTER] += wrong[i] and not before[i]
            by_agent[DONE][agent[i]] += 1
            by_agent[ASKED][agent[i]] += before[i]
            by_agent[WRONGLY][agent[i]] += wrong[i]
        if live_kind[k]:
            handled = served or outcome[i] == TRANSFERRED
            live[counts[LIVE]] = i
            good[counts[LIVE]] = handled and waited[i] <= target[k]
            counts[LIVE_IN_TARGET] += good[counts[LIVE]]
            counts[LIVE_LOST] += not handled and outcome[i] != MESSAGE
            counts[MESSAGES] += outcome[i] == MESSAGE
            counts[LIVE] += 1
        if served or child[i] < 0:
            if deciding[i]:
                first[counts[FIRST]] = i
                counts[FIRST] += 1
            if not served and outcome[i] != TRANSFERRED:
                counts[LOST_BEFORE] += before[i]
                counts[LOST_AFTER] += not before[i]
            if served or cause[i] != TRANSFER:
                judged[counts[JUDGED]] = i
                counts[JUDGED] += 1
    return len(kind)


def came_today(log: DayLog, tape: Tape) -> Bools:
    """Rows of the log that are not left over from yesterday, (rows,) bool."""
    new = np.ones(len(log.key), bool)
    new[: len(tape)] = ~tape.queued
    return new


def profile(
    log: DayLog, new: Bools, types: WorkTypes, human: Bools, windows: Floats, length: float
) -> dict[str, Floats]:
    """The day by 15 minutes: live contacts that came, of them answered in target, mean waiting, people on duty."""
    edges = np.arange(0, length + SLOT_S, SLOT_S)
    live = (human & (types.channel != DEFERRED))[log.kind]
    came = live & new
    good = came & ((log.outcome == SERVED) | (log.outcome == TRANSFERRED))
    good &= log.waited <= types.target[log.kind]
    until = np.where(np.isnan(log.start), np.where(np.isnan(log.end), length, log.end), log.start)
    waiting = overlap(log.joined[live], until[live], edges) / SLOT_S
    people = overlap(windows[:, 1], windows[:, 2], edges) / SLOT_S
    return {
        "came": by_slot(log.joined[came], length),
        "in_target": by_slot(log.joined[good], length),
        "waiting": waiting,
        "people": people,
    }


def by_slot(times: Floats, length: float) -> Floats:
    """How many times fall into each 15 minutes of a day, as floats."""
    return np.histogram(times, np.arange(0, length + SLOT_S, SLOT_S))[0].astype(float)


def overlap(begin: Floats, end: Floats, edges: Floats) -> Floats:
    """Seconds that all intervals together spend in each slot."""

    def until(times: Floats) -> Floats:
        """Σ over intervals of the time after `times` that lies before each edge."""
        order = np.sort(times)
        before = np.searchsorted(order, edges)
        total = np.concatenate([[0.0], np.cumsum(order)])[before]
        return before * edges - total

    return np.diff(until(begin) - until(end))
