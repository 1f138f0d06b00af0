"""The set that is chosen is the best of all sets."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.planning.choice import choose

VALUES = st.lists(st.integers(-5, 20), min_size=1, max_size=6)


def every(k: int):
    return chain.from_iterable(combinations(range(k), size) for size in range(k + 1))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_other_set_within_the_limits_is_worth_more(data) -> None:
    values = data.draw(VALUES)
    k = len(values)
    costs = [data.draw(st.lists(st.integers(0, 9), min_size=k, max_size=k)) for _ in range(2)]
    limits = data.draw(st.lists(st.integers(0, 20), min_size=2, max_size=2))
    pairs = list(combinations(range(k), 2))
    more = {pair: data.draw(st.integers(-9, 9)) for pair in pairs}
    apart = data.draw(st.lists(st.sampled_from(pairs), max_size=3)) if pairs else []

    def allowed(taken) -> bool:
        within = all(sum(kind[i] for i in taken) <= limit for kind, limit in zip(costs, limits, strict=True))
        return within and not any(i in taken and j in taken for i, j in apart)

    def worth(taken) -> int:
        return sum(values[i] for i in taken) + sum(more[pair] for pair in combinations(taken, 2))

    taken = choose(values, costs, limits, more, apart)
    assert allowed(taken)
    assert worth(taken) == max(worth(one) for one in every(k) if allowed(one))


def test_two_that_lose_alone_are_taken_where_they_gain_together() -> None:
    assert choose([-1, -1, 2], more={(0, 1): 5}) == (0, 1, 2)
    assert choose([-1, -1, 2], more={(0, 1): 1}) == (2,)
    assert choose([]) == ()


@pytest.mark.parametrize("costs, limits", [([[-1.0]], [1.0]), ([[1.0]], [-1.0]), ([[float("nan")]], [1.0])])
def test_a_cost_below_nothing_is_refused(costs, limits) -> None:
    with pytest.raises(ValueError, match="not below 0"):
        choose([1.0], costs, limits)
