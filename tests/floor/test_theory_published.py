"""Published simulations on this floor: five examples of ContactCenters, and what a second skill is worth."""

from __future__ import annotations

import pytest

from sim.studies import published

WIDE = 3.5 / 1.96  # half widths of a 95 % interval: as wide as 3.5 standard errors


@pytest.mark.parametrize("name", published.EXAMPLES)
def test_some_days_of_a_published_example(name):
    found = list(published.run([name], 60))
    assert found and not [row for row in found if not row.distance <= WIDE]


@pytest.mark.theory
@pytest.mark.parametrize("name", published.EXAMPLES)
def test_published_figures_lie_in_the_interval_that_both_make(name):
    assert not [row for row in published.run([name], 4000) if not row.agrees]


def test_a_second_skill_recovers_nearly_all_of_full_flexibility():
    """Wallace & Whitt 2005: six kinds of 14 erlang, 90 people, 30 more may wait."""
    found = published.second_skill(60_000, batches=20)
    assert found.waits[1] > 3 * found.waits[2] > 3 * found.waits[6]
    assert found.share >= 0.9


@pytest.mark.theory
def test_a_second_skill_in_a_long_run():
    found = published.second_skill()
    assert found.share - 3.5 * found.error >= 0.9
