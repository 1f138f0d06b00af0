"""Shapley values of games whose values are known without computing them this way."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiment.shapley import Share, exact, needed, orders, sampled, subsets

GLOVES = ("left", "right", "other right")
EIGHT = tuple("abcdefgh")


def game(players, worth) -> dict:
    return {some: worth(some) for some in subsets(players)}


def glove(some: frozenset) -> float:
    """A pair of gloves is worth 1: one has a left one, two have a right one."""
    return float("left" in some and len(some) > 1)


def apex(some: frozenset) -> float:
    """[7; 6, 1, 1, 1, 1, 1, 1, 1]: "a" wins with anybody, the seven others only all together."""
    return float((6 if "a" in some else 0) + len(some - {"a"}) >= 7)


WEIGHTS = dict(zip(EIGHT, (5, 4, 3, 3, 2, 2, 1, 1), strict=True))
QUOTA = 11


def council(some: frozenset) -> float:
    return float(sum(WEIGHTS[player] for player in some) >= QUOTA)


def shapley_shubik(player: str) -> float:
    """By counting for each size how many of the others' coalitions this player turns (a generating function)."""
    n, total = len(WEIGHTS), sum(WEIGHTS.values())
    ways = np.zeros((n, total + 1), int)  # [size, weight]
    ways[0, 0] = 1
    for other, weight in WEIGHTS.items():
        if other != player:
            ways[1:, weight:] += ways[:-1, : total + 1 - weight].copy()
    turned = ways[:, QUOTA - WEIGHTS[player] : QUOTA].sum(axis=1)
    return sum(
        turned[size] * math.factorial(size) * math.factorial(n - 1 - size) for size in range(n)
    ) / math.factorial(n)


def values(shares: dict[str, Share]) -> dict[str, float]:
    return {player: share.value for player, share in shares.items()}


def draw(players, pairs: int, seed: int = 1):
    return orders(players, pairs, np.random.default_rng(seed))


def test_the_one_who_has_the_rare_glove_gets_most_of_its_worth():
    found = exact(game(GLOVES, glove), GLOVES)
    assert values(found) == pytest.approx({"left": 2 / 3, "right": 1 / 6, "other right": 1 / 6})
    assert all(share.error == 0 for share in found.values())


def test_in_an_apex_game_the_big_one_has_three_quarters():
    """(n − 2)/n for the big one and 2/(n(n − 1)) for each of the others, n = 8."""
    found = values(exact(game(EIGHT, apex), EIGHT))
    assert found == pytest.approx({"a": 3 / 4} | dict.fromkeys("bcdefgh", 1 / 28))


def test_a_weighted_majority_of_eight_has_the_power_that_counting_gives():
    found = values(exact(game(EIGHT, council), EIGHT))
    assert found == pytest.approx({player: shapley_shubik(player) for player in EIGHT})
    assert found["a"] > found["b"] > found["c"] == found["d"] > found["e"] > found["g"] > 0


@pytest.mark.parametrize("way", [exact, lambda worth, players: sampled(worth, draw(players, 2))])
def test_in_an_additive_game_everybody_gets_what_they_bring(way):
    """Every order says the same, so that two pairs know it without error."""
    brings = dict(zip(EIGHT, (3.0, -1.0, 0.0, 2.5, 8.0, -4.0, 1.0, 0.5), strict=True))
    found = way(game(EIGHT, lambda some: 10 + sum(brings[player] for player in some)), EIGHT)
    assert values(found) == pytest.approx(brings)
    assert all(share.error == pytest.approx(0, abs=1e-12) for share in found.values())


@pytest.mark.parametrize("worth", [apex, council])
def test_sampled_values_are_right_on_average_and_their_error_says_how_far_off_they_are(worth):
    """400 samples of ten pairs: no bias, and errors as large as the samples really scatter."""
    table, truth = game(EIGHT, worth), values(exact(game(EIGHT, worth), EIGHT))
    found = [sampled(table, draw(EIGHT, 10, seed)) for seed in range(400)]
    for player in EIGHT:
        some = np.array([one[player].value for one in found])
        scatter = some.std(ddof=1)
        assert abs(some.mean() - truth[player]) < 4 * scatter / 20 + 1e-12, player
        said = np.sqrt(np.mean([one[player].error ** 2 for one in found]))
        assert said == pytest.approx(scatter, rel=0.15), player


def test_more_orders_leave_less_error():
    table = game(EIGHT, council)
    few, many = (np.mean([s.error for s in sampled(table, draw(EIGHT, n)).values()]) for n in (10, 160))
    assert few / many == pytest.approx(4, rel=0.35)


@given(st.lists(st.floats(-1e6, 1e6), min_size=16, max_size=16), st.integers(2, 6), st.integers(0, 99))
def test_values_add_up_to_what_all_together_have_over_nobody(worths, pairs, seed):
    players = EIGHT[:4]
    worth = dict(zip(subsets(players), worths, strict=True))
    whole = worth[frozenset(players)] - worth[frozenset()]
    for found in (exact(worth, players), sampled(worth, draw(players, pairs, seed))):
        assert sum(values(found).values()) == pytest.approx(whole, rel=1e-9, abs=1e-8)


@given(st.lists(st.floats(-100, 100), min_size=8, max_size=8))
def test_who_adds_nothing_gets_nothing_and_twins_get_the_same(worths):
    """ "d" is nobody's gain; "a" and "b" count by how many of them are in."""
    base = dict(zip(subsets("xyz"), worths, strict=True))

    def worth(some):
        return base[frozenset("xyz"[: len(some & {"a", "b"})])] + base[frozenset("z" if "c" in some else "")]

    for found in (exact(game("abcd", worth), "abcd"), sampled(game("abcd", worth), draw("abcd", 3))):
        assert found["d"].value == 0
    found = exact(game("abcd", worth), "abcd")
    assert found["a"].value == pytest.approx(found["b"].value, abs=1e-9)


def test_only_the_coalitions_of_the_sample_are_asked_for():
    sample = draw(EIGHT, 4)
    assert [set(order) for order in sample] == [set(EIGHT)] * 8
    assert all(second == first[::-1] for first, second in zip(sample[::2], sample[1::2], strict=True))
    asked = needed(sample)
    assert len(set(asked)) == len(asked) <= 8 * 7 + 2 < 2**8
    worth = {some: council(some) for some in asked}
    sampled(worth, sample)
    with pytest.raises(KeyError):
        sampled({some: x for some, x in worth.items() if some != asked[3]}, sample)


def test_one_pair_has_no_error_and_is_refused():
    with pytest.raises(ValueError, match="two pairs"):
        draw(EIGHT, 1)
