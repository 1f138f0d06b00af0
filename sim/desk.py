"""What a floor day meant: contacts answered, orders won and lost, contentment, hours.

Reads a `DayLog` into the numbers that the season's books and people need. Pure functions over arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim import draws
from sim.floor.model import Cause, Channel, DayLog, Floats, Outcome, Tape, WorkTypes
from sim.market import customers
from sim.market.customers import Contentment, Conversion
from sim.units import SLOT_S


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
    kind, outcome = log.kind, log.outcome
    person = human[kind]
    fresh = new & person
    ended = (outcome != Outcome.PENDING) & person
    served = (outcome == Outcome.SERVED) & person
    handled = served | (outcome == Outcome.TRANSFERRED) & person
    live = types.channel[kind] != Channel.DEFERRED
    target = types.target[kind]
    in_target = handled & (log.waited <= target)
    final = ended & (log.child < 0) | served
    asks = presale[kind] & final & (log.repeats == 0) & (log.transfers == 0)
    chance = customers.order_chance(conversion, served[asks], log.waited[asks], target[asks])
    luck = draws.uniform(log.root[asks], draws.Purpose.CHOICE)
    judged = final & (log.cause != Cause.TRANSFER) | served
    points = customers.csat(contentment, served[judged], log.waited[judged], target[judged], right_wrong[judged])
    if window is None:
        opening = np.zeros(len(kind), bool)
    else:
        opening = live & ended & (window[0] <= log.joined) & (log.joined < window[1])
    live_ended = live & ended
    return Desk(
        entered=int(fresh.sum()),
        children=int((fresh & (log.cause != Cause.ROOT)).sum()),
        answered=int(served.sum()),
        wrong=int((served & right_wrong).sum()),
        live_ended=int(live_ended.sum()),
        live_in_target=int((live_ended & in_target).sum()),
        live_lost=int((live_ended & ~handled).sum()),
        live_wait_s=float(log.waited[live_ended].sum()),
        live_waited=int((log.waited[live_ended] > 0).sum()),
        orders_won=int((luck < chance).sum()),
        orders_lost=int(((luck >= chance) & (luck < conversion.asked)).sum()),
        contentment_sum=float(points.sum()),
        contentment_n=len(points),
        waves_done=int(((outcome == Outcome.SERVED) & ~person).sum()),
        unanswered=int(((outcome == Outcome.PENDING) & person & ~_wrapping(log)).sum()),
        window_ended=int(opening.sum()),
        window_in_target=int((opening & in_target).sum()),
        window_wait_s=float(log.waited[opening].sum()),
    )


def _wrapping(log: DayLog) -> np.ndarray:
    """Rows of yesterday's answered contacts whose after-work ran into today."""
    return (log.outcome == Outcome.PENDING) & (log.held > 0)


def wrong_answers(log: DayLog, accuracy: Floats, error_stretch: Floats) -> np.ndarray:
    """Which served contacts got a wrong answer, by the same draw as the floor's. `accuracy`: (A,)."""
    wrong = np.zeros(len(log.kind), bool)
    served = np.flatnonzero(log.outcome == Outcome.SERVED)
    chance = (1 - accuracy[log.agent[served]]) * error_stretch[log.held[served] - 1]
    wrong[served] = draws.uniform(log.key[served], draws.Purpose.WRONG) < np.minimum(1.0, chance)
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
    live = human[log.kind] & (types.channel[log.kind] != Channel.DEFERRED)
    came = live & new
    good = came & ((log.outcome == Outcome.SERVED) | (log.outcome == Outcome.TRANSFERRED))
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
