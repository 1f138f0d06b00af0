"""The ordered structures of the loop: events, next ends, benches of free people, queues of contacts.

Each keeps exactly the order that the rules of the floor name, and costs at most a logarithm of what it holds. They
work on the tables of `sim.floor.day_tables.Floor` and run compiled and plain, as `sim.floor.kernel` does.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the tables need this module to be made
    from sim.floor.day_tables import Floor

# where a contact is: nowhere in particular; still in the heap but gone; in the line; in the heap; let in before
NOWHERE, LEFT, LINE, HEAP, LET_IN = range(5)


def push_event(f: Floor, time: float, code: int) -> None:
    """Add an event; `code` is its kind and id in one number, the order at one instant."""
    events, day = f.events, f.day[0]
    i = day.events
    day.events = i + 1
    while i > 0:
        up = events[(i - 1) >> 1]
        if up.time < time or (up.time == time and up.code < code):
            break
        events[i].time = up.time
        events[i].code = up.code
        i = (i - 1) >> 1
    events[i].time = time
    events[i].code = code


def pop_event(f: Floor) -> int:
    """Remove the first event and return its code. An empty heap shows the time infinity."""
    events, day = f.events, f.day[0]
    top = events[0].code
    n = day.events - 1
    day.events = n
    if n == 0:
        events[0].time = math.inf
        return top
    time, code = events[n].time, events[n].code
    events[n].time = math.inf  # stands in for a second child where there is only one
    i, down = 0, 1
    while down < n:
        # arithmetic in place of a branch: which child is first is a coin toss, on which a processor loses its way
        left, right = events[down], events[down + 1]
        down += (right.time < left.time) | ((right.time == left.time) & (right.code < left.code))
        child = events[down]
        if time < child.time or (time == child.time and code < child.code):
            break
        events[i].time = child.time
        events[i].code = child.code
        i = down
        down = 2 * i + 1
    events[i].time = time
    events[i].code = code
    return top


def set_end(f: Floor, a: int, time: float) -> None:
    """Set when agent `a` next ends a phase; `f.ends[1]` shows whose end comes first, the smallest `a` on a tie.

    A tournament: node i repeats the earlier of its two children 2i and 2i + 1, the leaves are the agents.
    """
    ends, first = f.ends, a
    i = f.day[0].leaves + a
    ends[i].time = time
    while i > 1:
        rival_time, rival = ends[i ^ 1].time, ends[i ^ 1].agent
        # again without a branch
        loses = (rival_time < time) | ((rival_time == time) & (rival < first))
        first = rival if loses else first
        time = rival_time if loses else time
        i >>= 1
        if first != a and ends[i].agent == first:
            return  # `a` neither was nor is first here: nothing changes above
        ends[i].time = time
        ends[i].agent = first


def bench(f: Floor, a: int) -> None:
    """Add an agent who has room to the bench of its group and load, ordered by (since, position).

    `since` is now, so that the place is at the end, before those of the same instant with a larger position.
    """
    agents = f.agents
    me = agents[a]
    if not me.on or me.alone or me.load >= me.chats:
        return
    at = me.group * f.day[0].loads + me.load
    left, right = f.benches[at].last, -1
    while left > a and agents[left].since == me.since:
        right = left
        left = agents[left].before
    me.bench = at
    me.before = left
    me.after = right
    if left >= 0:
        agents[left].after = a
    else:
        f.benches[at].first = a
    if right >= 0:
        agents[right].before = a
    else:
        f.benches[at].last = a


def unbench(f: Floor, a: int) -> None:
    """Take an agent from the bench, if on one."""
    agents = f.agents
    me = agents[a]
    if me.bench < 0:
        return
    if me.before >= 0:
        agents[me.before].after = me.after
    else:
        f.benches[me.bench].first = me.after
    if me.after >= 0:
        agents[me.after].before = me.before
    else:
        f.benches[me.bench].last = me.before
    me.bench = -1


def earlier(f: Floor, c: int, d: int) -> bool:
    """Whether contact `c` stands before `d` in a queue."""
    first, second = f.contacts[c].rank, f.contacts[d].rank
    return first < second or (first == second and c < d)


def join_line(f: Floor, k: int, c: int) -> None:
    """Queue a contact: at the end of the line if that is its place, else in the heap beside it.

    Nearly everybody comes in the order of rank. Those who do not (a head start, work handed back) would have to
    walk the line; the heap spares them that, and the head of the queue is the earlier of the two heads.
    """
    contact, kind = f.contacts[c], f.kinds[k]
    last = kind.last
    contact.before = -1
    contact.after = -1
    if last >= 0 and earlier(f, c, last):
        contact.place = HEAP
        kind.heap = meld(f, kind.heap, c)
        return
    contact.place = LINE
    contact.before = last
    if last >= 0:
        f.contacts[last].after = c
    else:
        kind.first = c
    kind.last = c


def head_of_line(f: Floor, k: int) -> int:
    """The contact of kind `k` that is served next, −1 if nobody waits."""
    contacts, kind = f.contacts, f.kinds[k]
    top = kind.heap
    if top >= 0 and contacts[top].place == LEFT:
        while top >= 0 and contacts[top].place == LEFT:
            top = meld(f, contacts[top].before, contacts[top].after)
        kind.heap = top
    c = kind.first
    if c < 0 or (top >= 0 and earlier(f, top, c)):
        return top
    return c


def leave_line(f: Floor, k: int, c: int) -> None:
    """Take a contact from its queue: anyone from the line, the first from the heap; others there are marked."""
    contact, kind = f.contacts[c], f.kinds[k]
    if contact.place == LINE:
        if contact.before >= 0:
            f.contacts[contact.before].after = contact.after
        else:
            kind.first = contact.after
        if contact.after >= 0:
            f.contacts[contact.after].before = contact.before
        else:
            kind.last = contact.before
        contact.place = NOWHERE
    elif kind.heap == c:
        kind.heap = meld(f, contact.before, contact.after)
        contact.place = NOWHERE
    else:
        contact.place = LEFT


def meld(f: Floor, c: int, d: int) -> int:
    """Two heaps of contacts as one (skew heap, Sleator & Tarjan 1986): `before` is the left, `after` the right."""
    if c < 0:
        return d
    if d < 0:
        return c
    if earlier(f, d, c):
        c, d = d, c
    top = c
    while True:
        contact = f.contacts[c]
        right = contact.after
        contact.after = contact.before
        if right < 0:
            contact.before = d
            return top
        if earlier(f, d, right):
            right, d = d, right
        contact.before = right
        c = right
