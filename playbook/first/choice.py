"""The set of steps to take within the limits: see `sim.planning.choice`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from playbook.first.found import Limits, Step, Worth
from playbook.first.steps import together
from sim.planning.choice import Two, best_set, worth
from sim.scenario import Scenario


def possible(team: Scenario, one: Step, other: Step) -> bool:
    """Whether the shop can have both: not two settings of one field, nor fields that contradict each other."""
    try:
        together(team, (one, other))
    except ValueError:
        return False
    return True


def chosen(
    team: Scenario, worths: Sequence[Worth], more: Mapping[tuple[str, str], float], limits: Limits
) -> tuple[tuple[Worth, ...], float]:
    """The steps worth most together, the most valuable first, and what their values and pairs add up to. Only steps
    that gain more than the interval of their mean: hours are not spent on luck.

    `more`: (name, name) -> what two steps are worth beyond the sum of both, where they were played together.
    """
    worths = [one for one in worths if one.change["value"].mean > one.change["value"].half_width]
    place = {one.step.name: i for i, one in enumerate(worths)}
    values = [one.change["value"].mean for one in worths]
    pairs = {(place[a], place[b]): gain for (a, b), gain in more.items() if a in place and b in place}
    held = []
    if limits.money is not None:
        held.append(([one.outlay for one in worths], limits.money))
    if limits.hours is not None:
        held.append(([one.step.hours for one in worths], limits.hours))
    some = best_set(values, pairs, limits=held, apart=_apart(team, worths, values, pairs))
    while some:  # three fields may contradict each other where no two do
        try:
            together(team, (worths[i].step for i in some))
            break
        except ValueError:
            some = tuple(i for i in some if i != min(some, key=lambda i: values[i]))
    return tuple(sorted((worths[i] for i in some), key=lambda one: -one.change["value"].mean)), worth(
        some, values, pairs
    )


def _apart(
    team: Scenario, worths: Sequence[Worth], values: Sequence[float], pairs: Mapping[Two, float]
) -> Iterator[Two]:
    """Which two cannot be together, among those that could be wanted."""
    wanted = [
        i for i, value in enumerate(values) if value > 0 or any(more > 0 and i in two for two, more in pairs.items())
    ]
    for i, j in combinations(wanted, 2):
        if not possible(team, worths[i].step, worths[j].step):
            yield i, j
