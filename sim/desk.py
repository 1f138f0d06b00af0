"""What a floor day meant: contacts answered, orders won and lost, contentment, hours.

Reads a `DayLog` into the numbers that the season's books and people need. Pure functions over arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import draws
from sim.draws import Purpose
from sim.floor.model import Cause, Channel, DayLog, Floats, Outcome, Tape, WorkTypes
from sim.market import customers
from sim.market.customers import Contentment, Conversion
from sim.units import SLOT_S

# plain ints: numpy looks an enum's member up anew in each comparison
PENDING, SERVED, TRANSFERRED = int(Outcome.PENDING), int(Outcome.SERVED), int(Outcome.TRANSFERRED)
DEFERRED, ROOT, TRANSFER = int(Channel.DEFERRED), int(Cause.ROOT), int(Cause.TRANSFER)
CHOICE, WRONG = int(Purpose.CHOICE), int(Purpose.WRONG)


@dataclass(frozen=True)
class Desk:
    """Counts of a floor day. `live` is chats and calls; `ended` contacts have no further try to come."""

    entered: int  # human contacts that came today, further tries included
    children: int  # of these, redials, repeats and transfers
    answered: int
    wrong: int
    live_ended: int
    live_in_target: int
    live_lost: int
    live_wait_s: float
    live_waited: int  # had to wait at all
    orders_won: int
    orders_lost: int
    contentment_sum: float
    contentment_n: int
    waves_done: int
    unanswered: int  # human contacts still open tonight
    window_ended: int  # live contacts of the campaign's opening hours
    window_in_target: int
    window_wait_s: float


def read_day(
    log: DayLog, new: np.ndarray, types: WorkTypes, human: np.ndarray, presale: np.ndarray, right_wrong: np.ndarray,
    conversion: Conversion, contentment: Contentment, window: tuple[float, float] | None,
) -> Desk:  # fmt: skip
    """The day's counts.

    `new`, `right_wrong`: (rows,) which contacts came today, which answers were wrong; `human`, `presale`: (K,) bool;
    `window`: opening hours of a campaign in seconds of this day, or none.
    """
    kind, outcome, waited = log.kind, log.outcome, log.waited
    person = human[kind]
    pending, served = (outcome == PENDING) & person, (outcome == SERVED) & person
    ended, handled = person & ~pending, served | (outcome == TRANSFERRED) & person
    final = ended & (log.child < 0) | served
    live_ended = (human & (types.channel != DEFERRED))[kind] & ended
    target = types.target[kind]
    in_target = live_ended & handled & (waited <= target)
    fresh = new & person
    first = np.flatnonzero(presale[kind] & final)
    first = first[log.repeats[first] + log.transfers[first] == 0]
    chance = customers.order_chance(conversion, served[first], waited[first], target[first])
    luck = draws.uniform(log.root[first], CHOICE)
    won = luck < chance
    judged = np.flatnonzero(served | final & (log.cause != TRANSFER))
    points = customers.csat(contentment, served[judged], waited[judged], target[judged], right_wrong[judged])
    live_wait = waited[live_ended]
    count = np.count_nonzero
    opening = {"window_ended": 0, "window_in_target": 0, "window_wait_s": 0.0}
    if window is not None:
        inside = live_ended & (window[0] <= log.joined) & (log.joined < window[1])
        seconds = float(waited[inside].sum())
        opening = {"window_ended": count(inside), "window_in_target": count(inside & in_target), "window_wait_s": seconds}
    return Desk(
        entered=count(fresh),
        children=count(fresh & (log.cause != ROOT)),
        answered=count(served),
        wrong=count(served & right_wrong),
        live_ended=len(live_wait),
        live_in_target=count(in_target),
        live_lost=count(live_ended & ~handled),
        live_wait_s=float(live_wait.sum()),
        live_waited=count(live_wait > 0),
        orders_won=count(won),
        orders_lost=count((luck < conversion.asked) & ~won),
        contentment_sum=float(points.sum()),
        contentment_n=len(points),
        waves_done=count(outcome == SERVED) - count(served),
        unanswered=count(pending & (log.held == 0)),  # in hand already: answered yesterday, its after-work ran into today
        **opening,
    )


def wrong_answers(log: DayLog, accuracy: Floats, error_stretch: Floats) -> np.ndarray:
    """Which served contacts got a wrong answer, by the same draw as the floor's. `accuracy`: (A,)."""
    wrong = np.zeros(len(log.kind), bool)
    served = np.flatnonzero(log.outcome == SERVED)
    chance = (1 - accuracy)[log.agent[served]] * error_stretch[log.held[served] - 1]
    wrong[served] = draws.uniform(log.key[served], WRONG) < np.minimum(1.0, chance)
    return wrong


def came_today(log: DayLog, tape: Tape) -> np.ndarray:
    """Rows of the log that are not left over from yesterday, (rows,) bool."""
    new = np.ones(len(log.key), bool)
    new[: len(tape)] = ~tape.queued
    return new


def profile(
    log: DayLog, new: np.ndarray, types: WorkTypes, human: np.ndarray, windows: Floats, length: float
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
