"""What in contacts cannot be as it stands, or would give a wrong number without a word: said, and handled or refused.

strayed      years away from all others, a slip in the year: set aside
doubled      the same contact twice: one stays
robots       contacts answered by a program: set aside; agents who work like one are named
tickets      waits or services of hours: no queue, cannot be replayed
endless      nobody hung up, or a wait went on, for more than four hours: set aside
zero waits   those who were answered waited 0 seconds, every one, while others gave up: the waits are not known
no leavers   many waited for minutes and nobody gave up: the file leaves them out, patience cannot be measured
at once      services of one agent overlap: several contacts in hand
too busy     more time in service than on duty
two clocks   the hour that comes twice in the autumn night
days         a day many times the usual, a first or last day that was cut off; whose clock it is
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from sim.arrays import Bools, Floats
from sim.exports.clocks import shown_twice
from sim.exports.contact_file import ContactFile, Lack
from sim.exports.contacts import EPOCH, Contacts
from sim.exports.days import days_of, strays
from sim.exports.hours import Hours
from sim.exports.quality import Remark
from sim.exports.robots import named_robot
from sim.exports.roster_names import on_the_floor
from sim.exports.stages import said_of_types
from sim.files.bad_input import listed
from sim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

ENDLESS_S = 4 * SECONDS_PER_HOUR  # half a working day without laying down the receiver
SLIP_S = 3.0  # clocks of a system differ by a second or two
PARALLEL = 0.25  # of the services; slips and handed-on calls stay well below, two chats at once well above
TICKET_S = SECONDS_PER_HOUR  # of the usual wait or service: nobody stays in a line or in a talk so long
LEAST = 30  # contacts, or waits, from which on it is no chance that all are alike
LONG_WAIT_S = 60.0
MOST_AT_ONCE = 20  # no person has so many conversations in hand
MOST_HOURS = 20  # of a day in which one agent served
Finding = tuple[Remark, Lack | None]


def looked_through(file: ContactFile, hours: Hours | None = None, zone: str | None = None) -> ContactFile:
    """The file without contacts that cannot have been, with what was found.

    `hours`: of duty, where another file has them; `zone`: the shop's, for the hour that comes twice.
    """
    contacts, remarks, lacks = file.contacts, list(file.remarks), set(file.lacks)
    if _are_tickets(contacts):
        lacks.add(Lack.QUEUE)
        remarks.append(Remark("doubts.tickets", len(contacts)))
    steps: tuple[tuple[str, Callable[[Contacts], Bools]], ...] = (
        ("doubts.strayed", strayed),
        ("doubts.doubled", doubled),
        ("doubts.robots", by_robots),
        ("doubts.endless", endless),
        ("doubts.endless_waits", endless_waits),
    )
    for key, out_of in steps:
        out = out_of(contacts)
        if key == "doubts.doubled" and file.utc:  # told apart by the file, not any more by the clock on the wall
            out &= ~shown_twice(_moments(contacts), zone)
        if out.any() and not (key.startswith("doubts.endless") and Lack.QUEUE in lacks):
            remarks.append(Remark(key, int(out.sum())))
            contacts = contacts.rows(~out)
    if len(file.hours) and contacts.agents:
        floor, idle = on_the_floor(file.hours, contacts)
        remarks += [remark for remark in idle if remark.key == "rosters.never_served"]
        file = replace(file, hours=floor)
    for remark, lack in (*of_waits(contacts), *of_agents(contacts, hours or file.hours), *of_days(contacts, zone)):
        remarks.append(remark)
        lacks |= {lack} if lack is not None else set()
    remarks += said_of_types(contacts)
    if len(contacts):
        remarks += _clock(replace(file, contacts=contacts), zone)
    return replace(file, contacts=contacts, remarks=tuple(remarks), lacks=frozenset(lacks))


def doubled(contacts: Contacts) -> Bools:
    """Contacts of which an equal one came before.

    Two served ones with the same agent and lengths are one. Two lost ones in the same second may be two people: they
    count as one only where most of the served are there twice, too, on that day or in all: two exports overlap by days.
    """
    again = np.zeros(len(contacts), dtype=bool)
    _, place, times = np.unique(_moments(contacts), return_inverse=True, return_counts=True)
    rows = np.flatnonzero(times[place] > 1)  # the only ones that can be
    columns = ("day", "arrival", "kind", "wait", "service", "agent", "answered")
    table = np.column_stack([getattr(contacts, name)[rows].astype(np.float64) for name in columns])
    _, first = np.unique(np.nan_to_num(table, nan=-1.0), axis=0, return_index=True)
    again[rows] = True
    again[rows[first]] = False
    served = contacts.answered & ~np.isnan(contacts.service)
    named = served & (contacts.agent >= 0)
    if named.any() and float(again[named].mean()) > PARALLEL:
        return again
    of_day, twice = (np.bincount(contacts.day[rows], minlength=len(contacts.dates)) for rows in (named, named & again))
    whole = (of_day >= LEAST) & (twice > PARALLEL * of_day)
    return again & (named | whole[contacts.day])


def by_robots(contacts: Contacts) -> Bools:
    """Contacts answered by an agent whose name says that it is a program."""
    robot = np.array([named_robot(name) for name in contacts.agents] + [False], dtype=bool)
    return robot[contacts.agent]


def endless(contacts: Contacts) -> Bools:
    """Services so long that somebody forgot to hang up."""
    return contacts.answered & (np.nan_to_num(contacts.service) > ENDLESS_S)


def endless_waits(contacts: Contacts) -> Bools:
    """Waits that no line has; where most are so, it is no line (`Lack.QUEUE`)."""
    return np.nan_to_num(contacts.wait) > ENDLESS_S


def _are_tickets(contacts: Contacts) -> bool:
    waits, services = contacts.wait[~np.isnan(contacts.wait)], contacts.service[~np.isnan(contacts.service)]
    usual = (float(np.median(a)) if len(a) else 0.0 for a in (waits, services))
    return any(seconds > TICKET_S for seconds in usual)


def of_waits(contacts: Contacts) -> Iterator[Finding]:
    served = contacts.answered & ~np.isnan(contacts.wait)
    waits, gave_up = contacts.wait[served], int(contacts.gave_up.sum())
    if len(waits) >= LEAST and not waits.any():
        if gave_up:
            yield Remark("doubts.zero_waits", len(waits)), Lack.WAITS
        else:
            yield Remark("doubts.no_waits", len(waits)), None
    if not gave_up and int((waits >= LONG_WAIT_S).sum()) >= LEAST:
        yield Remark("doubts.no_leavers", int((waits >= LONG_WAIT_S).sum())), Lack.LOST


def of_agents(contacts: Contacts, hours: Hours) -> Iterator[Finding]:
    """Several at once, calls that run on, agents who work as no person can, more work than hours of duty."""
    rows = np.flatnonzero(contacts.answered & (contacts.agent >= 0) & ~np.isnan(contacts.end))
    if not len(rows):
        return
    start = _moments(contacts)[rows] + contacts.wait[rows]
    end = start + contacts.service[rows]
    agent = contacts.agent[rows]
    order = np.lexsort((start, agent))
    follows = agent[order][1:] == agent[order][:-1]
    over = follows & (end[order][:-1] > start[order][1:] + SLIP_S)
    parallel = int(over.sum()) > PARALLEL * max(1, int(follows.sum()))
    most = _most_at_once(agent, start, end, len(contacts.agents))
    if parallel:
        yield Remark("doubts.at_once", int(over.sum()), {"most": int(most.max())}), None
    elif over.any():
        yield Remark("doubts.runs_on", int(over.sum())), None
    tireless = (most > MOST_AT_ONCE) | (_hours_of_day(agent, start, len(contacts.agents)) > MOST_HOURS)
    if tireless.any():
        names = listed([contacts.agents[a] for a in np.flatnonzero(tireless)])
        yield Remark("doubts.tireless", int(tireless.sum()), {"agents": names}), None
    if len(hours) and not parallel:
        on_duty = dict(zip(hours.agents, hours.seconds.tolist(), strict=True))
        worked = np.bincount(agent, end - start, minlength=len(contacts.agents))
        busy = [a for a, s in zip(contacts.agents, worked, strict=True) if 0 < on_duty.get(a, 0.0) < s]
        if busy:
            yield Remark("doubts.too_busy", len(busy), {"agents": listed(busy)}), None


def of_days(contacts: Contacts, zone: str | None) -> Iterator[Finding]:
    twice = shown_twice(_moments(contacts), zone)
    if twice.any():
        yield Remark("doubts.two_clocks", int(twice.sum())), None
    days = days_of(_moments(contacts))
    if days is None or contacts.dates[0] is None:
        return
    for day in days.peaks:
        facts = {"date": days.date(day), "usual": f"{days.usual:,.0f}"}
        yield Remark("doubts.large_day", int(days.counts[day]), facts), None
    if days.cut_first is not None:
        yield Remark("doubts.first_day", int(days.counts[0]), {"date": days.date(0)}), None
    if days.cut_last is not None:
        last = len(days.counts) - 1
        yield Remark("doubts.last_day", int(days.counts[last]), {"date": days.date(last)}), None


def _clock(file: ContactFile, zone: str | None) -> Iterator[Remark]:
    """Whose clock the times are on, where that is open, with the hour that would then be the busiest."""
    hours = np.bincount((file.contacts.arrival // SECONDS_PER_HOUR).astype(np.int64))
    facts = {"hour": f"{int(hours.argmax()):02d}:00"}
    if file.utc and zone is None:
        yield Remark("doubts.utc", len(file.contacts), facts)
    elif not file.utc:
        yield Remark("doubts.clock", len(file.contacts), facts)


def strayed(contacts: Contacts) -> Bools:
    """Contacts years away from all others: a slip in the year."""
    return strays(_moments(contacts))


def _moments(contacts: Contacts) -> Floats:
    """(N,) when each contact came, in seconds since 1970; of a file without dates, since midnight."""
    midnights = [(date - EPOCH).days * SECONDS_PER_DAY if date is not None else 0.0 for date in contacts.dates]
    return np.array(midnights or [0.0])[contacts.day] + contacts.arrival


def _most_at_once(agent: np.ndarray, start: Floats, end: Floats, agents: int) -> np.ndarray:
    """(A,) services of each agent at one moment, at most."""
    begins, ends = start + SLIP_S, np.maximum(end, start + SLIP_S)
    times, steps, whose = np.concatenate([begins, ends]), np.repeat([1, -1], len(start)), np.tile(agent, 2)
    order = np.lexsort((steps, times, whose))
    at_once = np.cumsum(steps[order])  # comes back to 0 at the end of each agent
    most = np.zeros(agents, dtype=np.int64)
    np.maximum.at(most, whose[order], at_once)
    return most


def _hours_of_day(agent: np.ndarray, start: Floats, agents: int) -> np.ndarray:
    """(A,) the most hours of one day in which each agent began a service."""
    hour = np.floor(start / SECONDS_PER_HOUR).astype(np.int64)
    met = np.unique(np.column_stack([agent, hour // 24, hour]), axis=0)
    days, counts = np.unique(met[:, :2], axis=0, return_counts=True)
    most = np.zeros(agents, dtype=np.int64)
    np.maximum.at(most, days[:, 0], counts)
    return most
