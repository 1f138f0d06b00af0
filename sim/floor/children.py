"""What comes of a contact that has ended: another try, the same question again, a hand-over, a message. All are rows.

They work on the tables of `sim.floor.day_tables.Floor` and run compiled and plain, as `sim.floor.kernel` does.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.draws import Purpose, child_key, uniform
from sim.floor.durations import duration
from sim.floor.lines import push_event
from sim.units import HOURS_PER_DAY, SECONDS_PER_HOUR

if TYPE_CHECKING:  # the tables need this module to be made
    from sim.floor.day_tables import Floor

ARRIVE, ID_BITS = 4, 40  # kind of event on the heap, after an abandonment at the same instant; bits of its row
ABANDONED, LEFT_MESSAGE = 2, 7
REDIAL, REPEAT, TRANSFER, MESSAGE = 1, 2, 3, 4

HOURS, HOUR_S = HOURS_PER_DAY, SECONDS_PER_HOUR

U_WORK_A, U_WORK_B = int(Purpose.WORK_A), int(Purpose.WORK_B)
U_PATIENCE_A, U_PATIENCE_B = int(Purpose.PATIENCE_A), int(Purpose.PATIENCE_B)
U_WRAP, U_REDIAL, U_REDIAL_DELAY = int(Purpose.WRAP), int(Purpose.REDIAL), int(Purpose.REDIAL_DELAY)


def lose(f: Floor, c: int, t: float, outcome: int) -> None:
    """A contact is gone unanswered; it may try again later."""
    contact = f.contacts[c]
    kind = f.kinds[contact.kind]
    contact.end = t
    contact.outcome = outcome
    if kind.redial > 0.0 and contact.redials < f.day[0].max_redials:
        if uniform(contact.key, U_REDIAL) < kind.redial:
            after, each = kind.redial_after, U_REDIAL_DELAY
            delay = duration(f, kind.redial_family, after, 0.0, contact.key, each, each)
            spawn(f, c, REDIAL, contact.kind, t + delay)
            if kind.same_again:
                repeat_draws(f, c)


def repeat_draws(f: Floor, c: int) -> None:
    """Who tries again brings the work and the patience of the last try, of work begun what was left."""
    last = f.contacts[c]
    again = f.contacts[last.child]
    patience = last.waited if last.outcome == ABANDONED else last.deadline - last.enter
    again.deadline = again.enter + patience
    again.work = last.work
    again.wrap = last.wrap


def message_at(f: Floor, c: int) -> float:
    """When a waiting contact has waited so long, all its waits together, that it leaves a message."""
    contact = f.contacts[c]
    at: float = contact.since + (f.kinds[contact.kind].message_after - contact.waited)
    return at


def leave_message(f: Floor, c: int, t: float) -> None:
    """A waiting contact goes; what is to be done for it is work of another kind from now on."""
    contact = f.contacts[c]
    contact.end = t
    contact.outcome = LEFT_MESSAGE
    spawn(f, c, MESSAGE, f.kinds[contact.kind].message_to, t)


def spawn(f: Floor, c: int, cause: int, k: int, enter: float) -> None:
    """Write the row of a child of `c` and announce its arrival; one beyond the horizon stays for tomorrow."""
    day, parent, kind = f.day[0], f.contacts[c], f.kinds[k]
    row = day.contacts
    day.contacts = row + 1
    child = f.contacts[row]
    parent.child = row
    child.redials = parent.redials + (1 if cause == REDIAL else 0)
    child.repeats = parent.repeats + (1 if cause == REPEAT else 0)
    child.transfers = parent.transfers + (1 if cause == TRANSFER or cause == MESSAGE else 0)
    count = child.redials if cause == REDIAL else (child.repeats if cause == REPEAT else child.transfers)
    key = child_key(parent.root, cause, count)
    child.key = key
    child.root = parent.root
    child.kind = k
    child.cause = cause
    child.agent = -1
    child.child = -1
    child.start = math.nan
    child.end = math.nan
    child.enter = enter
    child.joined = enter
    child.since = enter
    child.head_start = parent.head_start
    child.rank = enter - parent.head_start
    patience = duration(f, kind.patience_family, kind.patience_mean, kind.patience_cv, key, U_PATIENCE_A, U_PATIENCE_B)
    child.deadline = enter + patience
    work = duration(f, kind.work_family, kind.work_mean, kind.work_cv, key, U_WORK_A, U_WORK_B)
    child.work = work * f.hours[HOURS * k + int(enter // HOUR_S) % HOURS].factor
    child.wrap = 0.0
    if kind.wrap_mean > 0.0:
        child.wrap = duration(f, kind.wrap_family, kind.wrap_mean, 0.0, key, U_WRAP, U_WRAP)
    if enter < day.horizon:
        push_event(f, enter, (ARRIVE << ID_BITS) | row)
