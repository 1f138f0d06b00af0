"""Who takes a contact, and whether it is let in: the parts of the loop that look at people and lines.

They work on the tables of `sim.floor.day_tables.Floor` and run compiled and plain, as `sim.floor.kernel` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.draws import Purpose, extend, uniform

if TYPE_CHECKING:  # the tables need this module to be made
    from sim.floor.day_tables import Floor

CHAT, DEFERRED = 0, 2  # channels
LONGEST_IDLE, RANDOM, LEAST_OCCUPIED = 0, 1, 2
U_ROUTE = int(Purpose.ROUTE)
SAME_SHARE = 1e-9  # shares of time this close are equal: the last bits of a sum are nobody's merit


def find_agent(f: Floor, k: int) -> int:
    """The agent with the smallest (preference, load, since, position) among those free for kind `k`; −1: nobody.

    People of one group are alike to every contact, so that only the longest idle of each load needs a look.
    """
    kind, per_group = f.kinds[k], f.day[0].loads
    best, best_load, best_preference = -1, 0, 0
    for i in range(kind.options, kind.options_end):
        option = f.choices[i]
        if best >= 0 and option.preference > best_preference:
            break
        loads = f.groups[option.of].chats if kind.channel == CHAT else 1
        if best >= 0:
            loads = min(loads, best_load + 1)
        for load in range(loads):
            a = f.benches[option.of * per_group + load].first
            if a >= 0:
                if best >= 0 and load == best_load:
                    since, other = f.agents[a].since, f.agents[best].since
                    if since > other or (since == other and a > best):
                        break
                best, best_load, best_preference = a, load, option.preference
                break
    return best


def among_equals(f: Floor, c: int, a: int, t: float) -> int:
    """Who takes contact `c` instead of `a`, the longest idle: another of the same preference and load, by the rule."""
    contact, agents = f.contacts[c], f.agents
    kind, load = f.kinds[contact.kind], agents[a].load
    first = kind.options
    while f.choices[first].of != agents[a].group:
        first += 1
    preference = f.choices[first].preference
    while first > kind.options and f.choices[first - 1].preference == preference:
        first -= 1
    most = 2.0  # of the share of time busy: no bound
    if kind.routing == LEAST_OCCUPIED:
        for i in range(first, kind.options_end):
            if f.choices[i].preference != preference:
                break
            b = first_free(f, i, load)
            while b >= 0:
                most = min(most, occupied(f, b, t) + SAME_SHARE)
                b = agents[b].after
    best, best_luck = -1, 0.0
    for i in range(first, kind.options_end):
        if f.choices[i].preference != preference:
            break
        b = first_free(f, i, load)
        while b >= 0:
            if most > 1.0 + SAME_SHARE or occupied(f, b, t) <= most:
                luck = uniform(extend(contact.key, agents[b].person), U_ROUTE)
                if best < 0 or luck < best_luck or (luck == best_luck and b < best):
                    best, best_luck = b, luck
            b = agents[b].after
    return best


def first_free(f: Floor, i: int, load: int) -> int:
    """The longest idle of those of choice `i` with this many in hand who may take one more; −1: nobody."""
    first: int = f.benches[f.choices[i].of * f.day[0].loads + load].first
    return first


def occupied(f: Floor, a: int, t: float) -> float:
    """Share of the time on duty so far today in which the agent, who is on duty, had anything in hand."""
    agent = f.agents[a]
    busy = agent.busy - agent.overrun
    if agent.load > 0:
        busy += t - agent.booked_at
    duty = agent.duty + t - agent.came
    return busy / duty if duty > 0.0 else 0.0


def attended(f: Floor, k: int) -> bool:
    """Whether anybody is on duty who could take contacts of kind `k`, free or not."""
    kind = f.kinds[k]
    for i in range(kind.options, kind.options_end):
        if f.groups[f.choices[i].of].on > 0:
            return True
    return False


def taken_trunks(f: Floor) -> int:
    """How many live contacts wait or are being talked to; a wrap-up needs no line any more."""
    taken: int = f.day[0].live_waiting
    for k in range(f.day[0].kinds):
        if f.kinds[k].channel != DEFERRED:
            taken += f.kinds[k].in_hand
    return taken
