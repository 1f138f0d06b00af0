"""Who is missing, counted once: answers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.planning.missing import missing
from sim.planning.roster.result import Needs

PRICE = np.ones(2)


def needs(first: float, second: float, both: float) -> Needs:
    """Two types in one slot, and what they need served from one line."""
    sets = np.array([[True, False], [False, True], [True, True]])
    return Needs(("a", "b"), sets, np.array([[first], [second], [both]]), PRICE)


def test_somebody_who_serves_both_is_missing_once():
    serves, nobody = np.array([[True, True]]), np.zeros((1, 1))
    assert missing(needs(1, 1, 1), serves, PRICE[:1], nobody) == pytest.approx(np.array([[1.0]]))
    assert missing(needs(1, 1, 2), serves, PRICE[:1], nobody) == pytest.approx(np.array([[2.0]]))
    assert missing(needs(1, 1, 2), serves, PRICE[:1], np.array([[1.4]])) == pytest.approx(np.array([[0.6]]))


def test_people_of_one_type_are_missing_apart_and_the_cheapest_are_added():
    alone = np.array([[True, False], [False, True]])
    assert missing(needs(3, 2, 4), alone, PRICE, np.array([[1.0], [2.0]])) == pytest.approx(np.array([[2.0], [0.0]]))
    with_both = np.array([[True, False], [False, True], [True, True]])
    dear, cheap = np.array([1.0, 1.0, 3.0]), np.array([1.0, 1.0, 1.5])
    nobody = np.zeros((3, 1))
    assert missing(needs(1, 1, 1), with_both, dear, nobody).ravel() == pytest.approx([1, 1, 0])
    assert missing(needs(1, 1, 1), with_both, cheap, nobody).ravel() == pytest.approx([0, 0, 1])


def test_where_enough_are_there_nobody_is_missing_and_what_nobody_serves_is_left_out():
    assert not missing(needs(1, 1, 2), np.array([[True, True]]), PRICE[:1], np.array([[2.0]])).any()
    assert not missing(needs(0, 5, 0), np.array([[True, False]]), PRICE[:1], np.zeros((1, 1))).any()
