"""Days that never settle, on the floor and by the forward equations: T1 to T5, at every instant that is listed.

A wave on a constant team; an opening at midnight and a staff that falls three times, under each rule for the end of a
shift; staff by the infinite-server mean, with customers as patient as their service is long, more patient, and less;
a call centre with balking whose last callers are seen off. Values at a change of staff are those just before it.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.studies import theory_days
from tests.floor.test_theory_queues import off
from tests.planning import courses

SMALL = ("wave", "midnight spike, handed back", "midnight spike, finished", "midnight spike, first free",
         "call centre with balking")  # fmt: skip


@pytest.mark.parametrize("name", SMALL)
def test_some_days_agree_in_what_they_add_up_to(name):
    last = f"@{theory_days.cases()[name].times[-1]:g}"
    assert not off(row for row in theory_days.run([name], 120) if row.measure.endswith(last))


@pytest.mark.theory
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", theory_days.cases())
def test_four_thousand_days_agree_at_every_instant(name):
    assert not off(theory_days.run([name], 4000))


@pytest.mark.parametrize("name", theory_days.cases())
def test_what_is_read_from_the_log_is_what_the_floor_counted(name):
    """Time in queue and at work by the rows, with work handed back told from the numbers present, and by the clock."""
    day = theory_days.cases()[name]
    for number in range(2):
        _, log, goes = day.play(number, seed=3)
        seen = day.observed(log, goes)
        assert seen["queue_time"][-1] == pytest.approx(log.queue_area[0], rel=1e-9, abs=1e-9)
        assert seen["busy_time"][-1] == pytest.approx(log.service_area[0], rel=1e-9)


LEAVING = theory_days.Day([(0.0, 12.0)], 1.0, 1.0, [(0.0, 8), (1.0, 2), (3.0, 5)], [1.0, 1.25, 3.0, 4.0])


@pytest.mark.parametrize("rule", ["hand_back", "finish", "first_free"])
def test_each_rule_at_the_end_of_a_shift_is_told_from_the_others(rule):
    """Six of eight go in the middle of long calls: the theory of the rule holds, that of the two others does not."""
    rows = list(theory_days.compare(rule, replace(LEAVING, shift_end=rule), 250))
    assert not off(rows)
    served = next(row for row in rows if row.measure == "served@3")
    others = {other for other in ("hand_back", "finish", "first_free") if other != rule}
    truths = [float(replace(LEAVING, shift_end=other).exact.served[2]) for other in others]
    assert not any(replace(served, exact=truth).agrees for truth in truths), (served, truths)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("wave", courses.SINUSOID),
        ("midnight spike, handed back", courses.SPIKE_HAND_BACK),
        ("midnight spike, first free", courses.SPIKE_FIRST_FREE),
        ("call centre with balking", courses.CALL_CENTRE),
        pytest.param("θ = 0.2 μ, β = 0", courses.MODIFIED_LOAD_PATIENT, marks=pytest.mark.theory),
        pytest.param("θ = 0.2 μ, β = 1", courses.MODIFIED_LOAD_ROOMY, marks=pytest.mark.theory),
        pytest.param("θ = 5 μ, β = 0", courses.MODIFIED_LOAD_HASTY, marks=pytest.mark.theory),
    ],
)
def test_the_days_are_those_of_the_tables(name, rows):
    """Theory's own figures for these days, to the digits of the independent solutions."""
    day = theory_days.cases()[name]
    found, places = day.exact, [list(day.times).index(row[0]) for row in rows]
    assert found.in_system[places] == pytest.approx([row[2] for row in rows], rel=1e-7, abs=1e-9)
    assert [day.staffed[i] for i in places] == [row[1] for row in rows]


def test_the_staff_of_equal_rates_is_that_of_the_table():
    for i, quality in enumerate((-0.5, 0.0, 0.5, 1.0, 2.0)):
        day = theory_days.cases()[f"θ = μ, β = {quality:g}"]
        assert day.staffed == [row[2 + 2 * i] for row in courses.EQUAL_RATES]
