"""A floor day as mechanisms see it: who worked, how fit for it, and what came of it.

A people on the floor, K contact types.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from sim.arrays import Floats, Ints
from sim.floor.model import Crew, Rules, WorkTypes

Given: TypeAlias = tuple[Crew, WorkTypes, Rules]  # to the floor, beside its contacts


@dataclass(frozen=True)
class Shift:
    """Who works today, (A,) each."""

    person: Ints  # row of the roster
    hours: Floats  # paid
    extra_hours: Floats
    breaks: Floats  # share of the due break that is given
    overrun: Floats  # hours worked past the end; 0 until the floor has closed
    by_kind: Floats  # (A, 2, 3) hours on other days and on public holidays: in the shift, beyond it, on a day off

    @property
    def worked(self) -> Floats:
        return self.hours + self.overrun


@dataclass(frozen=True)
class DayCrew:
    """The floor's crew and what the season needs to know of its members, in the same order (A,)."""

    crew: Crew
    availability: Floats  # share of the hours on the floor
    wrong: Floats  # share of wrong answers with one contact in hand
    effort: Floats


@dataclass(frozen=True)
class DayCounts:
    """Counts of a floor day. `live` is chats and calls; `ended` contacts have no further try to come."""

    entered: int  # human contacts that came today, further tries included
    children: int  # of these, redials, repeats, transfers and messages
    answered: int
    wrong: int
    live_ended: int
    live_in_target: int
    live_lost: int  # neither answered nor left a message
    messages: int  # left one after a wait
    live_wait_s: float
    live_waited: int  # had to wait at all
    won_answered: int  # orders of those who asked and were answered in target
    won_slow: int  # … later than that
    won_unanswered: int  # … not at all
    lost_slow: int  # orders that a quick answer would have brought
    lost_unanswered: int
    misled: int  # of the orders won, those after a wrong answer
    lost_before: int  # customers who asked before the sale and were never answered
    lost_after: int  # … after it
    late_after: float  # answers after the sale that came too late, each as far as it did
    wrong_after: int  # answers after the sale that were wrong
    contentment_sum: float
    contentment_n: int
    waves_done: int
    came_of: Ints  # (K,) first contacts that came today by kind, waves included
    unanswered: int  # human contacts still open tonight
    handed_on: int  # contacts that went on to another desk
    cases: int  # contacts of kinds that others hand on to, answered today
    cases_in_target: int  # of them within their target
    case_wait_s: float  # their waiting
    window_ended: int  # live contacts of the campaign's opening hours
    window_in_target: int
    window_wait_s: float
    served_of: Ints  # (K,) answered by kind, waves included
    back_of: Ints  # (K,) of these, those that come back
    in_hand: Ints  # what the agent of each answered human contact had in hand as it ended
    done: Floats  # (A,) human contacts answered by each agent
    asked: Floats  # (A,) of these, questions before the sale
    false: Floats  # (A,) of these, answered wrong
