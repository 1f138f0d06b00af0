"""Shifts that a shop does not have: known answers of two rushes and of one, and who is needed without them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.planning.roster.check import broken
from sim.planning.roster.heads_plan import plan_heads
from sim.planning.roster.names import burdens_of
from sim.planning.roster.new_shifts import (
    MOST,
    helpful,
    merged,
    more_people,
    offered,
    relaxed,
    with_shifts,
)
from sim.planning.roster.patterns import EARLY, SPLIT, Grid, pattern, shift_patterns
from sim.planning.roster.plan import rosters
from sim.planning.roster.result import Group, Needs, Person
from sim.planning.roster.rules import Rules, rules_of

GRID = Grid(7, 60, cyclic=True)
HALF = Grid(7, 30, cyclic=True)
AFTER = (3, 4, 5)
OWN = shift_patterns(GRID, range(8, 14), 8, 1, AFTER)  # the last one ends at 22
LAW = Rules(rest_hours=11.0)


def crew(count):
    return [Person(str(i), 0) for i in range(count)]


def desk(patterns=OWN, days=(7, 7)):
    return (Group("desk", (True,), tuple(patterns), 10.0, days=days),)


def rush(*hours, grid=GRID, count=4, base=0.0):
    """So many people in these hours of each day, `base` of them in the others from 8 to 22."""
    hour = np.arange(grid.length) % grid.slots * grid.slot_hours
    wanted = np.where((hour >= 8) & (hour < 22), base, 0.0)
    for begin, end in hours:
        wanted = np.where((hour >= begin) & (hour < end), float(count), wanted)
    return Needs.apart(("chat",), wanted[None], np.array([100.0]))


def opens(needs, grid=GRID):
    return (needs.wanted.max(axis=0) > 0).reshape(grid.days, grid.slots).any(axis=0)


TWO = rush((8, 11), (19, 22), base=1.0)


def test_two_rushes_further_apart_than_a_shift_is_long_take_shifts_in_two_parts_or_twice_the_people():
    """Four from 8 to 11 and four from 19 to 22; a shift reaches over nine hours. Three of the four come twice."""
    choice = offered(desk()[0], GRID, LAW, np.ones(24, dtype=bool), AFTER)
    plain = [one for one in choice if one.kind != SPLIT]
    assert helpful(TWO, desk(), crew(4), GRID, LAW, plain) == ()
    assert more_people(TWO, desk(), crew(4), GRID, LAW, 0) == 4
    wide = replace(LAW, rest_hours=10.0)  # fourteen hours from the first to the last
    choice = offered(desk()[0], GRID, wide, opens(TWO), AFTER)
    found = helpful(TWO, desk(), crew(5), GRID, wide, choice)
    assert found and len(found) <= MOST and all(one.kind == SPLIT and one.hours == 8 for one in found)
    now, then = (plan_heads(TWO, groups, crew(5), GRID, wide) for groups in (desk(), with_shifts(desk(), found)))
    assert now.shortage > 0 and then.shortage == 0 and then.cost == now.cost


def test_one_rush_at_a_half_hour_takes_a_shift_that_begins_then():
    need = rush((8.5, 12.5), (13.5, 17.5), grid=HALF, count=3)
    own = shift_patterns(HALF, (8, 9), 8, 1, (4,))
    choice = offered(desk(own)[0], HALF, LAW, opens(need, HALF), (4,))
    found = helpful(need, desk(own), crew(3), HALF, LAW, choice)
    assert [(one.name, one.kind) for one in found] == [("08:30-17:30 (12:30)", EARLY)]


def test_shifts_that_reach_everything_get_no_company():
    need = rush((9, 18), count=2)
    assert helpful(need, desk(), crew(8), GRID, LAW, offered(desk()[0], GRID, LAW, opens(need), AFTER)) == ()


def test_people_who_are_too_few_by_hours_are_told_by_number():
    """Eight wanted from 9 to 17, and shifts of just those hours: eight people, and three are there."""
    need, own = rush((9, 17), count=8), shift_patterns(GRID, (9,), 8)
    choice = offered(desk(own)[0], GRID, LAW, opens(need), AFTER)
    assert choice == ()
    assert helpful(need, desk(own), crew(3), GRID, LAW, choice) == ()
    assert more_people(need, desk(own), crew(3), GRID, LAW, 0) == 5
    assert more_people(need, desk(own), crew(8), GRID, LAW, 0) == 0
    night = rush((2, 3))  # no shift of theirs is there then, however many they are
    assert more_people(night, desk(own), crew(3), GRID, LAW, 0) is None


def test_what_is_offered_is_the_shops_own_hours_within_the_law_and_the_open_hours():
    law = rules_of("CN").also(rest_hours=11.0)
    own = shift_patterns(HALF, range(24), 8, 1, AFTER)
    open_at = np.zeros(48, dtype=bool)
    open_at[18:44] = True
    choice = offered(desk(own)[0], HALF, law, open_at, (3, 3.5, 4, 4.5, 5))
    assert {one.hours for one in choice} == {8.0} and not set(choice) & set(own)
    assert all(one.start >= 18 and one.end <= 44 for one in choice)
    assert len({(one.start, one.worked) for one in choice}) == len(choice)
    assert {one.kind == SPLIT for one in choice} == {True, False}
    people = [replace(one, group=0) for one in crew(1)]
    for p in range(len(choice)):
        shifts = np.array([[p] * 6 + [-1]])
        week = replace(HALF, cyclic=False)
        assert broken(shifts, people, desk(choice), week, law) == ()
    long = offered(desk(own)[0], HALF, replace(law, rest_hours=12.0), open_at, (4,))
    assert max(one.span for one in long) == 24 and max(one.span for one in choice) == 26


def test_a_shift_in_two_parts_is_one_whenever_it_begins_and_counts_as_one_that_nobody_likes():
    parts, late = pattern(HALF, 18, (*range(8), *range(16, 24))), pattern(HALF, 18, (*range(8), *range(11, 19)))
    assert (parts.kind, parts.pause, late.kind, late.pause) == (SPLIT, 8, EARLY, 3)
    assert burdens_of(desk((parts, late))[0], HALF, 0)[0, :, 0].tolist() == [1.0, 0.0]


def test_no_shift_in_two_parts_is_given_where_another_does():
    plain = shift_patterns(HALF, (9,), 8, 1, (4,))[0]
    parts = pattern(HALF, 18, (*range(8), *range(12, 20)))
    need = rush((9, 13), grid=HALF, count=3)
    plan = plan_heads(need, desk((parts, plain)), crew(6), HALF, LAW)
    assert plan.shortage == 0 and plan.heads[0, :, 0].sum() == 0
    assert plan.cost == pytest.approx(10 * 8 * plan.heads.sum())  # what counts dearer is paid as any other


def test_groups_that_differ_by_name_alone_are_one():
    first, second = replace(desk()[0], name="a"), replace(desk()[0], name="b")
    people = [Person("x", 0), Person("y", 1), Person("z", 2)]
    groups, moved = merged((first, second, replace(first, hour=11.0)), people)
    assert len(groups) == 2 and [one.group for one in moved] == [0, 0, 1]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.integers(0, 5), min_size=14, max_size=14), st.integers(1, 6),
    st.lists(st.integers(0, 5), min_size=14, max_size=14),
)  # fmt: skip
def test_the_relaxation_is_never_dearer_than_a_plan_and_more_shifts_never_cost(week, count, end):
    by_day = [*[week] * 5, *[end] * 2]
    wanted = np.concatenate([[0.0] * 8 + [float(n) for n in day] + [0.0] * 2 for day in by_day])
    need = Needs.apart(("chat",), wanted[None], np.array([100.0]))
    law = replace(LAW, days_off=1)
    choice = offered(desk()[0], GRID, law, np.ones(24, dtype=bool), AFTER)
    groups = desk(days=(5, 6))
    loose = relaxed(need, groups, crew(count), GRID, law)
    plan = plan_heads(need, groups, crew(count), GRID, law)
    assert loose.total <= plan.cost + plan.shortage + 10 * 8 * max(0, 5 * count - plan.heads.sum()) + 1e-6
    also = with_shifts(groups, helpful(need, groups, crew(count), GRID, law, choice))
    assert relaxed(need, also, crew(count), GRID, law).total <= loose.total + 1e-6
    *_, made = rosters(need, also, crew(count), GRID, law)
    assert broken(made.shifts, made.people, made.groups, GRID, law) == ()
