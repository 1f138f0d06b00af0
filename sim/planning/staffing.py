"""How many agents: the fewest who keep a promise."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.planning.erlang import erlang_a, erlang_c


def fewest(keeps: Callable[[int], bool], least: int = 1, most: int = 10**6) -> int:
    """The smallest number of agents that `keeps` a promise which more agents keep too.

    Raises ValueError if none up to `most` does.
    """
    step, below, above = 1, least - 1, least
    while not keeps(above):
        below = above
        if below >= most:
            raise ValueError(f"not even {most} agents keep this promise")
        above, step = min(most, above + step), 2 * step
    while above - below > 1:
        middle = (above + below) // 2
        below, above = (below, middle) if keeps(middle) else (middle, above)
    return above


def staff_for_service_level(
    arrival_rate: float,
    service_rate: float,
    share: float,
    within: float,
    patience_rate: float | None = None,
    definition: int = 1,
) -> int:
    """Fewest agents who answer `share` of the customers `within` this time.

    Without `patience_rate` nobody hangs up (Erlang C). With it, `definition` 1, 2 or 3 says of whom the share is
    (see `Impatient.service_levels`).
    """
    if not 0 < share < 1:
        raise ValueError(f"a service level lies between 0 and 1, {share} does not")
    if within < 0:
        raise ValueError("the time to answer is not negative")
    if patience_rate is None:
        least = math.floor(arrival_rate / service_rate) + 1
        return fewest(lambda n: erlang_c(arrival_rate, service_rate, n).answered_within(within) >= share, least)
    if definition not in (1, 2, 3):
        raise ValueError("the definitions of service level are numbered 1, 2 and 3")
    return fewest(
        lambda n: erlang_a(arrival_rate, service_rate, patience_rate, n).service_levels(within)[definition - 1] >= share
    )


def staff_for_abandonment(arrival_rate: float, service_rate: float, patience_rate: float, share: float) -> int:
    """Fewest agents with whom at most this share of the customers hangs up."""
    if not 0 < share < 1:
        raise ValueError(f"a share of lost customers lies between 0 and 1, {share} does not")
    return fewest(lambda n: erlang_a(arrival_rate, service_rate, patience_rate, n).abandoned <= share)
