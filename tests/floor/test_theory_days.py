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
    assert not off(row for row in theory_days.run([name], 150) if row.measure.endswith(last))


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
        log, goes = day.play(number, seed=3)
        seen = day.observed(log, goes)
        assert seen["queue_time"][-1] == pytest.approx(log.queue_area[0], rel=1e-9, abs=1e-9)
        assert seen["busy_time"][-1] == pytest.approx(log.service_area[0], rel=1e-9)


def test_another_rule_at_the_end_of_a_shift_is_noticed():
    """Days on which work in hand is handed back, held to the theory of work that is finished."""
    day = theory_days.cases()["midnight spike, handed back"]
    truth = replace(day, shift_end="first_free").exact
    served = [day.observed(*day.play(number, 1))["served"] for number in range(600)]
    at_two, later = day.times.index(2.0), day.times.index(2.25)
    gained = sum(row[later] - row[at_two] for row in served) / len(served)
    assert gained < (truth.served[later] - truth.served[at_two]) - 0.1


def test_the_days_are_those_of_the_tables():
    """Theory's own figures for these days, to the digits of the independent solutions."""
    days = theory_days.cases()
    for name, rows in (
        ("wave", courses.SINUSOID),
        ("midnight spike, handed back", courses.SPIKE_HAND_BACK),
        ("midnight spike, first free", courses.SPIKE_FIRST_FREE),
        ("call centre with balking", courses.CALL_CENTRE),
        ("θ = 0.2 μ, β = 0", courses.MODIFIED_LOAD_PATIENT),
        ("θ = 0.2 μ, β = 1", courses.MODIFIED_LOAD_ROOMY),
    ):
        found = days[name].exact
        places = [list(found.times).index(row[0]) for row in rows]
        assert found.in_system[places] == pytest.approx([row[2] for row in rows], rel=1e-7, abs=1e-9), name
        assert [days[name].staffed()[i] for i in places] == [row[1] for row in rows], name


def test_the_staff_of_equal_rates_is_that_of_the_table():
    for i, quality in enumerate((-0.5, 0.0, 0.5, 1.0, 2.0)):
        day = theory_days.cases()[f"θ = μ, β = {quality:g}"]
        assert day.staffed() == [row[2 + 2 * i] for row in courses.EQUAL_RATES]
