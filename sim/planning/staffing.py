"""How many agents: square-root staffing and the fewest who keep a promise."""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.planning.erlang import erlang_a, erlang_c


def square_root_staff(load: float, quality: float) -> int:
    """`load` in erlangs plus `quality` times its root, rounded up; at least 1."""
    if not (load > 0 and math.isfinite(load) and math.isfinite(quality)):
        raise ValueError("the load must be positive and finite, and the quality finite")
    return max(1, math.ceil(load + quality * math.sqrt(load)))


def delay_limit(quality: float, patience_ratio: float = 0.0) -> float:
    """P(wait) of a large team with n = load + quality · √load.

    `patience_ratio` is patience rate ÷ service rate. 0: nobody hangs up (Halfin & Whitt 1981, Operations Research 29,
    567–588; only for quality > 0). Otherwise Garnett, Mandelbaum & Reiman 2002, M&SOM 4(3), 208–227.
    """
    if patience_ratio < 0:
        raise ValueError("a rate is not negative")
    if patience_ratio == 0:
        if quality <= 0:
            raise ValueError("without reserve and with customers who never hang up there is no steady state")
        return _hazard(-quality) / (_hazard(-quality) + quality)
    root = math.sqrt(patience_ratio)
    return _hazard(-quality) / (_hazard(-quality) + root * _hazard(quality / root))


def quality_for(delayed: float, patience_ratio: float = 0.0) -> float:
    """The quality at which this share of customers waits: the inverse of `delay_limit`."""
    if not 0 < delayed < 1:
        raise ValueError(f"a share of delayed customers lies between 0 and 1, {delayed} does not")
    low, high = (1e-12, 1.0) if patience_ratio == 0 else (-1.0, 1.0)
    while delay_limit(high, patience_ratio) > delayed:
        high *= 2.0
    while patience_ratio > 0 and delay_limit(low, patience_ratio) < delayed:
        low *= 2.0
    while low < (middle := 0.5 * (low + high)) < high:
        low, high = (middle, high) if delay_limit(middle, patience_ratio) > delayed else (low, middle)
    return high


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


def _hazard(x: float) -> float:
    """φ(x) / (1 − Φ(x)) of the standard normal."""
    if x > 30.0:  # both are too small for a float: the first terms of the asymptotic series
        return x + 1.0 / x - 2.0 / x**3 + 10.0 / x**5
    return math.sqrt(2.0 / math.pi) * math.exp(-0.5 * x * x) / math.erfc(x / math.sqrt(2.0))
