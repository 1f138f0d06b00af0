"""Who is moved to the opening: so large a share, spread over the groups, and never nobody."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.contract.facts import Facts
from sim.contract.mechanism import Shifts
from sim.season.rota import Rota
from tests.season.shop import small_shop

SHOP = small_shop()  # two and three in service, then the warehouse
FACTS = Facts(SHOP)


def moved(share: float) -> list[tuple[str, int]]:
    """Group and seat of everybody who works around the opening instead of their own shift."""
    rota = Rota(FACTS, Shifts(0, 0.0, 60, share))
    eve = next(i for i in range(len(rota.days)) if rota._opening_from(i) is not None)
    return [
        (people.id, seat)
        for group, people in enumerate(SHOP.people)
        for seat in range(people.count)
        if rota._night(group, seat, eve) is not None
    ]


@pytest.mark.parametrize(("share", "count"), [(0.0, 0), (0.01, 1), (0.2, 1), (0.4, 2), (0.5, 2), (1.0, 5)])
def test_a_share_of_the_floor_is_so_many_people(share: float, count: int) -> None:
    """Of five; one in a hundred is one person, nought is nobody."""
    assert len(moved(share)) == count


def test_seats_are_taken_by_turns_and_none_from_the_warehouse() -> None:
    """Two of five: the third and the fifth. All: both desks."""
    assert moved(0.4) == [("late", 0), ("late", 2)]
    assert {name for name, _ in moved(1.0)} == {"early", "late"}


@settings(deadline=None, max_examples=40)
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_moves_no_fewer(a: float, b: float) -> None:
    """And as near to the share as whole people allow."""
    few, many = sorted((a, b))
    assert len(moved(few)) <= len(moved(many))
    assert few == 0 or max(1, int(5 * few)) <= len(moved(few)) <= max(1, int(5 * few + 1e-6))
