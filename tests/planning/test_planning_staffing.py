"""How many agents: limits for large teams, and the fewest who keep a promise."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.planning import queueing as q
from tests.planning import reference as ref

calm = settings(max_examples=60, deadline=None, derandomize=True)


@pytest.mark.parametrize(("n", "quality", "ratio", "exact", "limit"), ref.SQUARE_ROOT)
def test_square_root_staffing(n, quality, ratio, exact, limit):
    arrival = n - quality * math.sqrt(n)
    found = q.erlang_a(arrival, 1, ratio, int(n)).delayed if ratio else q.erlang_c(arrival, 1, int(n)).delayed
    assert found == pytest.approx(exact, rel=1e-10)
    assert found == pytest.approx(limit, abs=0.2 / math.sqrt(n))  # what large teams come near to


@calm
@given(st.floats(0.1, 300), st.floats(0.5, 0.99), st.floats(0.05, 5), st.integers(1, 3))
def test_one_agent_less_breaks_the_promise(load, share, patience, definition):
    """The answer keeps the service level, and it is the smallest that does."""
    n = q.staff_for_service_level(load, 1.0, share, 0.1, patience, definition)

    def level(agents):
        return q.erlang_a(load, 1.0, patience, agents).service_levels(0.1)[definition - 1]

    assert level(n) >= share
    assert n == 1 or level(n - 1) < share


def test_patient_customers_need_more_agents():
    """100 calls of 3 minutes in half an hour, 80 % in 20 s: 14 agents; with a minute's patience 12 are enough."""
    patient = q.staff_for_service_level(100 / 1800, 1 / 180, 0.8, 20.0)
    hasty = q.staff_for_service_level(100 / 1800, 1 / 180, 0.8, 20.0, 1 / 60)
    assert (patient, hasty) == (14, 12)


def test_at_most_so_many_hang_up():
    n = q.staff_for_abandonment(48, 1, 0.5, 0.03)
    assert q.erlang_a(48, 1, 0.5, n).abandoned <= 0.03 < q.erlang_a(48, 1, 0.5, n - 1).abandoned


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: q.staff_for_service_level(1, 1, 1.0, 1), "between 0 and 1"),
        (lambda: q.fewest(lambda n: False, most=100), "not even 100"),
    ],
)
def test_no_answer_is_said_in_words(call, word):
    with pytest.raises(ValueError, match=word):
        call()
