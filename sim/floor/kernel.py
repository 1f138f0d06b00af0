"""The floor as one loop over tables: the same source runs compiled (record arrays) and plain (lists of objects).

Every function takes the whole floor `f` (`sim.floor.day_tables.Floor`), changes its tables in place and allocates
nothing; only what numba and plain Python both understand is used. `sim.floor.compiled` fills the tables, calls
`run` and makes the log; the rules are those of `sim.floor.reference`.

The next event is the smallest of four sources by (time, kind, id): the shifts in their order, the next ends of the
agents, a heap of abandonments and of children on their way, and the tape.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.draws import Purpose, uniform
from sim.floor.children import ARRIVE, ID_BITS, REPEAT, TRANSFER, leave_message, lose, message_at, spawn
from sim.floor.durations import duration
from sim.floor.lines import (
    HEAP,
    LET_IN,
    LINE,
    NOWHERE,
    bench,
    head_of_line,
    join_line,
    leave_line,
    pop_event,
    push_event,
    set_end,
    unbench,
)
from sim.floor.routing import LONGEST_IDLE, among_equals, attended, find_agent, taken_trunks

if TYPE_CHECKING:  # the tables need this module to be made
    from sim.floor.day_tables import Floor

# why the run stands still: the day is over, or the caller is to give room and call again
DONE, MORE_CONTACTS, MORE_EVENTS = 0, 1, 2
ABANDON = 3  # kind of event on the heap, before an arrival at the same instant
BREAK, COME, LEAVE = 0, 1, 2  # entries of the shift table
CHAT, DEFERRED = 0, 2
SERVED, ABANDONED, BALKED, BLOCKED, TRANSFERRED, CLOSED = 1, 2, 3, 4, 5, 6

U_BALK, U_WRONG, U_TRANSFER = int(Purpose.BALK), int(Purpose.WRONG), int(Purpose.TRANSFER)
U_REPEAT, U_REPEAT_DELAY = int(Purpose.REPEAT), int(Purpose.REPEAT_DELAY)


def run(f: Floor) -> int:
    """Play the day until its horizon, or until the tables are too short; a second call goes on from there."""
    day, ends, events, shifts = f.day[0], f.ends, f.events, f.shifts
    if day.begun == 0:
        seat_carried(f)
        day.begun = 1
    most_contacts, most_events = day.room - 1, day.event_room - day.slots - 2
    root_time = expect_root(f, day.next_root)
    while True:
        if day.contacts > most_contacts:
            return MORE_CONTACTS
        if day.events > most_events:
            return MORE_EVENTS
        t, source = day.horizon, 0
        if shifts[day.next_shift].time < t:
            t, source = shifts[day.next_shift].time, 1
        if ends[1].time < t:
            t, source = ends[1].time, 2
        if events[0].time < t:
            t, source = events[0].time, 3
        # a row of the tape comes before a child that arrives at the same instant, but after an abandonment
        if root_time < t or (root_time == t and source == 3 and events[0].code >> ID_BITS == ARRIVE):
            c, t = day.next_root, root_time
            root_time = expect_root(f, c + 1)
            arrive(f, c, t)
        elif source == 2:
            finish(f, ends[1].agent, t)
        elif source == 3:
            event = pop_event(f)
            c = event & ((1 << ID_BITS) - 1)
            if event >> ID_BITS == ARRIVE:
                arrive(f, c, t)
            else:
                abandon(f, c, t)
        elif source == 1:
            day.next_shift += 1
            shift(f, shifts[day.next_shift - 1].agent, shifts[day.next_shift - 1].kind, t)
        else:
            return DONE


def expect_root(f: Floor, c: int) -> float:
    """Time of the next arrival on the tape, from row `c` on; work carried in hand has been seated already."""
    day = f.day[0]
    while c < day.roots and f.contacts[c].agent >= 0:
        c += 1
    day.next_root = c
    return f.contacts[c].enter if c < day.roots else math.inf


def seat_carried(f: Floor) -> None:
    """Put what was in somebody's hands at midnight back there, on duty or not."""
    for c in range(f.day[0].roots):
        contact = f.contacts[c]
        a = contact.agent
        if a < 0:
            continue
        contact.waited = contact.enter - contact.joined
        contact.since = contact.enter
        seconds = contact.work
        if not contact.wrapping:
            contact.start = contact.enter
            seconds = seconds / f.skills[a * f.day[0].kinds + contact.kind].speed
            count_in_hand(f, contact.kind, 0.0, 1)
        hold(f, c, a, 0.0, seconds, contact.wrapping)
        set_next_end(f, a)


def arrive(f: Floor, c: int, t: float) -> None:
    """A contact reaches the floor: the best free person, else blocked, balked or waiting."""
    contact, day = f.contacts[c], f.day[0]
    k = contact.kind
    kind = f.kinds[k]
    if day.trunks >= 0 and kind.channel != DEFERRED and contact.place != LET_IN and taken_trunks(f) >= day.trunks:
        lose(f, c, t, BLOCKED)
        return
    a = find_agent(f, k)
    if a >= 0 and kind.routing != LONGEST_IDLE:
        a = among_equals(f, c, a, t)
    if a >= 0:
        start(f, c, a, t)
        set_next_end(f, a)
    elif contact.place == LET_IN:
        wait(f, c, t)
    elif kind.closes and not attended(f, k):
        lose(f, c, t, CLOSED)
    elif kind.channel != DEFERRED and day.live_waiting >= day.waiting_room >= 0:
        lose(f, c, t, BLOCKED)
    elif kind.balking > 0.0 and uniform(contact.key, U_BALK) < kind.balking:
        lose(f, c, t, BALKED)
    else:
        wait(f, c, t)


def take(f: Floor, a: int, t: float) -> bool:
    """Give an agent on duty the waiting contacts that fit, the first of the most urgent kind first."""
    agent, day, started = f.agents[a], f.day[0], False
    while day.waiting > 0 and not agent.alone:
        group, best, best_priority, best_rank = f.groups[agent.group], -1, 0, 0.0
        for i in range(group.menu, group.menu_end):
            k = f.choices[i].of
            kind = f.kinds[k]
            if best >= 0 and kind.priority > best_priority:
                break
            if kind.waiting > 0 and agent.load < (agent.chats if kind.channel == CHAT else 1):
                c = head_of_line(f, k)
                rank = f.contacts[c].rank
                if best < 0 or rank < best_rank or (rank == best_rank and c < best):
                    best, best_priority, best_rank = c, kind.priority, rank
        if best < 0:
            break
        stop_waiting(f, best, t)
        start(f, best, a, t)
        started = True
    return started


def start(f: Floor, c: int, a: int, t: float) -> None:
    """Agent `a` takes contact `c` in hand; the caller sets the agent's next end."""
    contact = f.contacts[c]
    contact.place = NOWHERE
    contact.waited += t - contact.since
    contact.since = t
    if math.isnan(contact.start):
        contact.start = t
    contact.agent = a
    count_in_hand(f, contact.kind, t, 1)
    hold(f, c, a, t, contact.work / f.skills[a * f.day[0].kinds + contact.kind].speed, False)


def hold(f: Floor, c: int, a: int, t: float, seconds: float, wrapping: bool) -> None:
    """Fill a slot of the agent with `seconds` of work at the pace of somebody with one thing in hand."""
    agent = f.agents[a]
    unbench(f, a)
    keep_clock(f, a, t)
    if agent.load == 0:
        keep_book(f, a, t)
    if f.kinds[f.contacts[c].kind].channel != CHAT:
        agent.alone = True
    slot = f.slots[a * f.day[0].slots + agent.load]
    slot.end = agent.clock + seconds
    slot.contact = c
    slot.wrapping = wrapping
    agent.load += 1
    agent.since = t
    bench(f, a)


def keep_clock(f: Floor, a: int, t: float) -> None:
    """Bring the agent's clock of work done to time `t`; several chats at once slow it down."""
    agent = f.agents[a]
    if agent.load > 0:
        agent.clock += (t - agent.clock_at) / f.loads[agent.load - 1].stretch
    agent.clock_at = t


def keep_book(f: Floor, a: int, t: float) -> None:
    """Book the seconds since the last entry as busy or not, inside the windows or not."""
    agent = f.agents[a]
    if agent.load > 0:
        agent.busy += t - agent.booked_at
        if not agent.on:
            agent.overrun += t - agent.booked_at
    agent.booked_at = t


def first_slot(f: Floor, a: int) -> int:
    """Slot of the agent whose phase ends first, ties by row."""
    slots, base = f.slots, a * f.day[0].slots
    best = base
    for s in range(base + 1, base + f.agents[a].load):
        slot, first = slots[s], slots[best]
        if slot.end < first.end or (slot.end == first.end and slot.contact < first.contact):
            best = s
    return best


def set_next_end(f: Floor, a: int) -> None:
    """Set when the agent next ends a phase, on the floor's clock."""
    agent, end = f.agents[a], math.inf
    if agent.load > 0:
        left = f.slots[first_slot(f, a)].end - agent.clock
        end = agent.clock_at + left * f.loads[agent.load - 1].stretch
    set_end(f, a, end)


def finish(f: Floor, a: int, t: float) -> None:
    """A phase ends in the agent's hands: the talk (answered, or handed on) or its wrap-up."""
    s = first_slot(f, a)
    agent, slot = f.agents[a], f.slots[s]
    agent.clock = slot.end
    agent.clock_at = t
    if not slot.wrapping:
        c = slot.contact
        settle(f, c, a, t)
        if f.contacts[c].wrap > 0.0:
            slot.wrapping = True
            slot.end = agent.clock + f.contacts[c].wrap
            set_next_end(f, a)
            return
    release(f, a, s, t)
    if agent.on:
        take(f, a, t)
    set_next_end(f, a)


def settle(f: Floor, c: int, a: int, t: float) -> None:
    """The talk is over: book it, and decide whether it goes on elsewhere or comes back."""
    contact, day, load = f.contacts[c], f.day[0], f.agents[a].load
    k = contact.kind
    kind, skill = f.kinds[k], f.skills[a * f.day[0].kinds + k]
    contact.end = t
    contact.held = load
    contact.outcome = SERVED
    skill.handled += 1
    count_in_hand(f, k, t, -1)
    if kind.transfer > 0.0 and contact.transfers < day.max_transfers:
        if uniform(contact.key, U_TRANSFER) < kind.transfer:
            contact.outcome = TRANSFERRED
            spawn(f, c, TRANSFER, kind.transfer_to, t)
            return
    error = min(1.0, (1.0 - skill.accuracy) * f.loads[load - 1].errors)
    if error > 0.0 and uniform(contact.key, U_WRONG) < error:
        contact.wrong = True
        if kind.repeat > 0.0 and contact.repeats < day.max_repeats and uniform(contact.key, U_REPEAT) < kind.repeat:
            after, each = kind.repeat_after, U_REPEAT_DELAY
            delay = duration(f, kind.repeat_family, after, 0.0, contact.key, each, each)
            spawn(f, c, REPEAT, k, t + delay)


def release(f: Floor, a: int, s: int, t: float) -> None:
    """Empty slot `s`; the last one fills the gap."""
    agent = f.agents[a]
    unbench(f, a)
    if agent.load == 1:
        keep_book(f, a, t)
    agent.load -= 1
    slot, last = f.slots[s], f.slots[a * f.day[0].slots + agent.load]
    slot.end = last.end
    slot.contact = last.contact
    slot.wrapping = last.wrapping
    agent.since = t
    if agent.load == 0:
        agent.alone = False
        agent.clock = 0.0
    bench(f, a)


def wait(f: Floor, c: int, t: float) -> None:
    """Join the queue of its kind; an event ends the wait at the deadline, or when it is time for a message."""
    contact = f.contacts[c]
    count_waiting(f, contact.kind, t, 1)
    join_line(f, contact.kind, c)
    leaves = max(min(contact.deadline, message_at(f, c)), t)
    if leaves < f.day[0].horizon:
        push_event(f, leaves, (ABANDON << ID_BITS) | c)


def stop_waiting(f: Floor, c: int, t: float) -> None:
    k = f.contacts[c].kind
    count_waiting(f, k, t, -1)
    leave_line(f, k, c)


def abandon(f: Floor, c: int, t: float) -> None:
    """Give up or leave a message, unless the wait is over or the event belongs to an earlier one."""
    contact = f.contacts[c]
    gives_up = contact.deadline <= t
    if (contact.place == LINE or contact.place == HEAP) and (gives_up or message_at(f, c) <= t):
        stop_waiting(f, c, t)
        contact.waited += t - contact.since
        if gives_up:
            lose(f, c, t, ABANDONED)
        else:
            leave_message(f, c, t)


def shift(f: Floor, a: int, what: int, t: float) -> None:
    """A person comes on duty, begins a break or goes home."""
    agent = f.agents[a]
    unbench(f, a)
    keep_book(f, a, t)
    if what == COME:
        agent.on = True
        f.groups[agent.group].on += 1
        agent.since = t
        agent.came = t
        bench(f, a)
        if take(f, a, t):
            set_next_end(f, a)
    else:
        agent.on = False
        agent.duty += t - agent.came
        f.groups[agent.group].on -= 1
        if what == LEAVE and f.day[0].hand_back and agent.load > 0:
            hand_back(f, a, t)


def hand_back(f: Floor, a: int, t: float) -> None:
    """The shift ends with work in hand: every talk looks for somebody else in its old rank, wrap-ups are dropped."""
    keep_clock(f, a, t)
    agent, contacts, slots = f.agents[a], f.contacts, f.slots
    base = a * f.day[0].slots
    n = base
    for s in range(base, base + agent.load):
        if slots[s].wrapping:
            continue
        c = slots[s].contact
        contact = contacts[c]
        count_in_hand(f, contact.kind, t, -1)
        contact.work = max(0.0, slots[s].end - agent.clock) * f.skills[a * f.day[0].kinds + contact.kind].speed
        contact.deadline = t + (contact.deadline - contact.since)
        contact.since = t
        contact.place = LET_IN
        i = n  # sorted by (rank, row) as it goes
        while i > base:
            d = slots[i - 1].contact
            if contacts[d].rank < contact.rank or (contacts[d].rank == contact.rank and d < c):
                break
            slots[i].contact = d
            i -= 1
        slots[i].contact = c
        n += 1
    agent.load = 0
    agent.alone = False
    agent.clock = 0.0
    set_next_end(f, a)
    for s in range(base, n):
        arrive(f, slots[s].contact, t)


def count_waiting(f: Floor, k: int, t: float, step: int) -> None:
    day, kind = f.day[0], f.kinds[k]
    kind.queue_area += kind.waiting * (t - kind.queue_at)
    kind.queue_at = t
    kind.waiting += step
    day.waiting += step
    if kind.channel != DEFERRED:
        day.live_waiting += step


def count_in_hand(f: Floor, k: int, t: float, step: int) -> None:
    kind = f.kinds[k]
    kind.service_area += kind.in_hand * (t - kind.service_at)
    kind.service_at = t
    kind.in_hand += step
