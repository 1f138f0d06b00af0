"""Who takes a contact, and whether it is let in: the parts of the loop that look at people and lines.

They work on the tables of `sim.floor.day_tables.Floor` and run compiled and plain, as `sim.floor.kernel` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the tables need this module to be made
    from sim.floor.day_tables import Floor

CHAT, DEFERRED = 0, 2  # channels


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


def attended(f: Floor, k: int) -> bool:
    """Whether anybody is on duty who could take contacts of kind `k`, free or not."""
    kind = f.kinds[k]
    for i in range(kind.options, kind.options_end):
        if f.groups[f.choices[i].of].on > 0:
            return True
    return False


def taken_trunks(f: Floor) -> int:
    """How many live contacts wait or are being talked to; a wrap-up needs no line any more."""
    taken = f.day[0].live_waiting
    for k in range(f.day[0].kinds):
        if f.kinds[k].channel != DEFERRED:
            taken += f.kinds[k].in_hand
    return taken
