"""Faults of a list of responsibilities: each by hand, and a list in order has none."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.shop.people import Role
from sim.shop.responsibility import Duty, faults

ROLES = get_args(Role)
PAGE = Duty(task="page", answers=("content",), does=("content", "visual_design"), hands_to=("check",))
CHECK = Duty(task="check", answers=("merchandise",), does=("merchandise",))


def kinds(*duties: Duty) -> list[tuple[str, str | None]]:
    return [(one.kind, one.task) for one in faults(duties)]


def test_a_list_in_order_has_no_fault():
    assert kinds(PAGE, CHECK) == kinds() == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"answers": ()}, "no_owner"),
        ({"answers": ("content", "promotion")}, "two_owners"),
        ({"does": ()}, "nobody_does"),
        ({"hands_to": ("listing",)}, "nowhere"),
    ],
)
def test_each_fault_of_a_task_is_found_where_it_is(change, found):
    assert kinds(PAGE.model_copy(update=change), CHECK) == [(found, "page")]


def test_what_is_handed_to_a_task_that_nobody_does_is_an_orphan_too():
    assert kinds(PAGE, CHECK.model_copy(update={"does": ()})) == [("nowhere", "page"), ("nobody_does", "check")]


def test_one_role_for_more_than_half_of_four_tasks_or_more_is_a_fault_of_the_list():
    mine = [Duty(task=str(n), answers=("operations_manager",), does=("data",)) for n in range(3)]
    other = [Duty(task=str(n), answers=("service",), does=("service",)) for n in range(3, 6)]
    assert kinds(*mine) == kinds(*mine, *other) == []
    (fault,) = faults([*mine, other[0]])
    assert (fault.kind, fault.task, fault.roles) == ("one_for_all", None, ("operations_manager",))
    assert fault.message.text("en").startswith("operations manager answers for 3 of 4 tasks")
    assert "4件事里有3件由运营经理负责" in fault.message.text("zh")


def test_two_tasks_of_one_name_are_refused_with_the_name():
    with pytest.raises(ValueError, match="twice: page"):
        faults([PAGE, PAGE])


some_roles = st.lists(st.sampled_from(ROLES), max_size=3).map(tuple)


@given(st.lists(st.tuples(some_roles, some_roles, st.integers(0, 12)), max_size=10))
def test_every_fault_can_be_said_and_a_task_has_as_many_as_it_breaks(rows):
    duties = [
        Duty(task=f"t{n}", answers=answers, does=does, hands_to=(f"t{to}",) if to < 11 else ())
        for n, (answers, does, to) in enumerate(rows)
    ]
    found = faults(duties)
    for one in found:
        assert all(one.message.text(language) for language in ("en", "zh"))
    assert sum(one.kind == "no_owner" for one in found) == sum(not answers for answers, _, _ in rows)
    assert sum(one.kind == "two_owners" for one in found) == sum(len(set(answers)) > 1 for answers, _, _ in rows)
    working = {f"t{n}" for n, (_, does, _) in enumerate(rows) if does}
    assert sum(one.kind == "nowhere" for one in found) == sum(to < 11 and f"t{to}" not in working for _, _, to in rows)
