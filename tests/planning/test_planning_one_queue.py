"""One queue in the long run: every reference row to 1e-10, and sense where the load is absurd."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import erfcx

from sim.planning import queueing as q
from tests.planning import reference as ref

EXACT = 1e-10
PATIENCE = {
    "exponential": q.ExponentialPatience(1.0),
    "erlang": q.GammaPatience(1.0, 2),
    "gamma 0.5": q.GammaPatience(1.0, 0.5),
    "weibull 0.7": q.WeibullPatience(1.0, 0.7),
    "weibull 2": q.WeibullPatience(1.0, 2.0),
    "hyperexponential": q.MixedPatience((q.ExponentialPatience(0.5), q.ExponentialPatience(3.0)), (0.8, 0.2)),
    "uniform": q.UniformPatience(0.0, 2.0),
    "uniform from 0.5": q.UniformPatience(0.5, 1.5),
    "lognormal": q.LognormalPatience(1.0, 1.0),
    "fixed": q.FixedPatience(1.0),
}
rates = st.floats(1e-3, 1e3)
teams = st.integers(1, 200)
calm = settings(max_examples=150, deadline=None, derandomize=True)


@pytest.mark.parametrize(("load", "servers", "lost"), ref.ERLANG_B)
def test_lost_calls(load, servers, lost):
    assert q.erlang_b(load, int(servers)) == pytest.approx(lost, rel=EXACT)


@pytest.mark.parametrize(("servers", "load", "printed"), ref.ERLANG_B_LOAD)
def test_the_load_at_which_one_call_in_a_hundred_is_lost(servers, load, printed):
    found = q.erlang_b_load(0.01, int(servers))
    assert found == pytest.approx(load, rel=EXACT)
    assert float(f"{found:.3g}") == printed


@pytest.mark.parametrize("row", ref.ERLANG_C)
def test_patient_customers(row):
    arrival, service, servers, t, *wanted = row
    found = q.erlang_c(arrival, service, int(servers))
    got = (found.delayed, found.wait, found.answered_within(t), found.queue, found.occupancy)
    assert got == pytest.approx(wanted, rel=EXACT)


@pytest.mark.parametrize("row", ref.ERLANG_A)
def test_impatient_customers(row):
    *system, servers = row[:4]
    a = q.erlang_a(*system, int(servers))
    got = (a.delayed, a.abandoned, a.wait, a.queue, a.in_system, a.occupancy, a.wait_served, a.wait_abandoned)
    assert got == pytest.approx(row[4:], rel=EXACT)


@pytest.mark.parametrize(("row", "tail"), list(zip(ref.ERLANG_A, ref.ERLANG_A_TAILS, strict=True)))
def test_how_long_impatient_customers_wait(row, tail):
    """The tail of the wait, and the three service levels that the same system can be said to have."""
    *system, servers = row[:4]
    a, t = q.erlang_a(*system, int(servers)), tail[0]
    assert (a.waits_longer(t), *a.service_levels(t), a.abandoned_within(t)) == pytest.approx(tail[1:], rel=EXACT)


@pytest.mark.parametrize("name", PATIENCE)
def test_any_patience(name):
    for arrival, servers, *wanted in ref.GENERAL_PATIENCE[name]:
        g = q.impatient(arrival, 1.0, int(servers), PATIENCE[name])
        got = (g.delayed, g.abandoned, g.wait, g.offered_wait, g.queue, g.waits_longer(0.1))
        assert got == pytest.approx(wanted, rel=EXACT)


@given(st.floats(0.1, 5.0), st.floats(0.5, 20.0))
@calm
def test_one_agent_and_uniform_patience_in_error_functions(arrival, most):
    """The integral by hand: a Gaussian up to the longest patience, an exponential beyond."""
    a, b = arrival / (2 * most), arrival - 1.0
    root, end = math.sqrt(a), math.exp(arrival * most / 2 - most)
    near, far = -b / (2 * root), root * most - b / (2 * root)
    inside = 0.5 * math.sqrt(math.pi) / root * (erfcx(near) - end * erfcx(far))
    busy = arrival * (inside + end)
    g = q.impatient(arrival, 1.0, 1, q.UniformPatience(0.0, most))
    assert g.delayed == pytest.approx(busy / (1 + busy), rel=1e-9)
    beyond = arrival * end / (1 + busy)  # E[(V − most)⁺]: the offered wait of those who would wait for ever
    assert g.offered_wait == pytest.approx(g.abandoned * most + beyond, rel=1e-9)


@pytest.mark.parametrize("shape", [q.GammaPatience(0.5, 1.0), q.WeibullPatience(0.5, 1.0)], ids=["gamma", "weibull"])
def test_shape_one_is_exponential(shape):
    one, other = (q.impatient(30.0, 1.0, 28, patience) for patience in (shape, q.ExponentialPatience(0.5)))
    assert (one.delayed, one.abandoned, one.wait) == pytest.approx(
        (other.delayed, other.abandoned, other.wait), rel=EXACT
    )


def test_hardly_any_spread_is_a_fixed_patience():
    fixed = q.impatient(22.0, 1.0, 20, q.FixedPatience(1.0))
    narrow = q.impatient(22.0, 1.0, 20, q.UniformPatience(1 - 1e-6, 1 + 1e-6))
    assert (narrow.delayed, narrow.abandoned, narrow.wait) == pytest.approx(
        (fixed.delayed, fixed.abandoned, fixed.wait), rel=1e-9
    )


@pytest.mark.parametrize(("arrivals", "servers", "delayed", "waits"), ref.PRIORITIES)
def test_classes_served_in_turn(arrivals, servers, delayed, waits):
    assert q.priority_waits(arrivals, 1.0, servers) == pytest.approx(waits, rel=EXACT)
    assert q.erlang_c(sum(arrivals), 1.0, servers).delayed == pytest.approx(delayed, rel=EXACT)


def test_a_finite_waiting_room():
    for i, (arrival, service, servers, room, *wanted) in enumerate(ref.FINITE):
        f = q.finite_room(arrival, service, int(servers), int(room))
        assert (f.blocked, f.delayed, f.wait, f.queue, f.occupancy) == pytest.approx(wanted, rel=EXACT)
        if i < len(ref.FINITE_LATE):
            assert f.waits_longer(0.5) == pytest.approx(ref.FINITE_LATE[i], rel=EXACT)


def test_one_server_with_any_service_time():
    waits = [q.single_server(0.8, 1.0, scv).wait for scv in (0.0, 0.5, 1.0, 4.0)]
    assert waits == pytest.approx([2.0, 3.0, 4.0, 10.0], rel=EXACT)


def test_orders_that_drop_in_batches():
    assert q.batches(0.1, 7, 49, 1.0) == pytest.approx(28 / 3, rel=EXACT)
    assert q.batches(0.04, 20, 400, 1.0) == pytest.approx(42.0, rel=EXACT)


@pytest.mark.parametrize("row", ref.BALKING)
def test_some_leave_at_once(row):
    arrival, service, patience, servers, balking, *wanted = row
    a = q.erlang_a(arrival, service, patience, int(servers), balking)
    assert (a.all_busy, a.balked, a.abandoned, a.queue, a.occupancy) == pytest.approx(wanted, rel=EXACT)
    assert a.served_within(1e9) == pytest.approx(1.0 - a.balked - a.abandoned, rel=1e-9)


def test_a_published_call_centre():
    """Garnett, Mandelbaum & Reiman 2002, table 1: 48 one-minute calls a minute, 50 agents, 2 minutes patience."""
    patient, hasty = q.erlang_c(48, 1, 50), q.erlang_a(48, 1, 0.5, 50)
    assert [round(60 * patient.wait, 1), round(patient.queue), round(patient.occupancy, 2)] == [20.8, 17, 0.96]
    assert [round(60 * hasty.wait, 1), round(hasty.queue), round(hasty.occupancy, 2)] == [3.7, 3, 0.93]
    assert round(hasty.abandoned, 3) == 0.031
    assert hasty.waits_longer(12.45 / 60) < 0.1 < hasty.waits_longer(12.44 / 60)  # they print 12.5 s
    assert 1 - patient.answered_within(58.1387 / 60) == pytest.approx(0.1, abs=1e-6)
    fewer = q.erlang_c(48 * 0.969, 1, 50)  # what the 3.1 % who hang up would spare patient customers
    assert (60 * fewer.wait, fewer.queue, fewer.occupancy) == pytest.approx((8.8131, 6.8319, 0.9302), abs=5e-5)
    assert 1 - fewer.answered_within(28.104 / 60) == pytest.approx(0.1, abs=5e-6)


def test_printed_examples_of_patient_customers():
    """Mitan's Erlang C page: 0.2 calls a second of 240 s, 55 agents. Bronson 1982, example 24.6: three servers."""
    calls, shop = q.erlang_c(0.2, 1 / 240, 55), q.erlang_c(300, 182.5, 3)
    found = (calls.delayed, calls.wait, calls.answered_within(15))
    assert found == pytest.approx((0.238700936378, 8.184032104389, 0.845883092171), rel=EXACT)
    found = (shop.queue, shop.queue + 300 / 182.5, shop.wait)
    assert found == pytest.approx((0.352425915530, 1.996261531970, 0.001174753052), rel=1e-9)


@calm
@given(rates, rates, rates, teams)
def test_what_leaves_is_what_waits_times_its_impatience(arrival, service, patience, servers):
    """λ P(abandon) = θ E[Q] and E[W] = E[Q] / λ; shares lie in [0, 1]; also at a thousand times the capacity."""
    a = q.erlang_a(arrival, service, patience, servers)
    assert arrival * a.abandoned == pytest.approx(patience * a.queue, rel=1e-9)
    assert a.wait == pytest.approx(a.queue / arrival, rel=1e-9)
    assert a.free + a.all_busy == pytest.approx(1.0, rel=1e-9)
    t = 1.0 / patience
    shares = (a.delayed, a.abandoned, a.occupancy, a.waits_longer(t), *a.service_levels(t), a.abandoned_within(t))
    assert all(0.0 <= x <= 1.0 + 1e-12 and math.isfinite(x) for x in shares)
    assert a.waits_longer(t) + a.served_within(t) + a.abandoned_within(t) == pytest.approx(1.0, abs=1e-9)
    parts = (1 - a.abandoned) * a.wait_served + a.abandoned * a.wait_abandoned
    assert parts == pytest.approx(a.wait, rel=1e-6, abs=1e-300)


@calm
@given(rates, rates, teams)
def test_equal_impatience_and_service_make_a_poisson_number(arrival, rate, servers):
    """With θ = μ everybody leaves at one rate, so that the number present does not know of the agents."""
    a = q.erlang_a(arrival, rate, rate, servers)
    assert a.in_system == pytest.approx(arrival / rate, rel=1e-9)
    assert a.all_busy == pytest.approx(ref.poisson_tail(arrival / rate, servers), rel=1e-8, abs=1e-12)


@calm
@given(st.floats(0.1, 50), st.floats(0.5, 2.0), st.floats(0.05, 20), st.integers(1, 60))
def test_exponential_patience_by_two_roads(arrival, service, patience, servers):
    """The integrals for any patience and the sums for exponential patience are one system."""
    a = q.erlang_a(arrival, service, patience, servers)
    g = q.impatient(arrival, service, servers, q.ExponentialPatience(1 / patience))
    for one, other in ((a.delayed, g.delayed), (a.abandoned, g.abandoned), (a.queue, g.queue)):
        assert one == pytest.approx(other, rel=1e-8, abs=1e-15)
    assert a.waits_longer(0.2) == pytest.approx(g.waits_longer(0.2), rel=1e-8, abs=1e-15)


def test_no_patience_in_the_end_is_erlang_c():
    """As customers grow patient, Erlang A becomes Erlang C."""
    c, a = q.erlang_c(8, 1, 10), q.erlang_a(8, 1, 1e-9, 10)
    assert (a.delayed, a.wait, a.occupancy) == pytest.approx((c.delayed, c.wait, c.occupancy), rel=1e-6)


def test_a_thousandfold_load_still_has_an_answer():
    """The queue that a million seconds of patience allow is long, not infinite."""
    a = q.erlang_a(1000.0, 1.0, 1e-6, 10)
    assert a.abandoned == pytest.approx(0.99, rel=1e-9)
    assert a.queue == pytest.approx(9.9e8, rel=1e-9)
    assert a.occupancy <= 1.0 and a.served_within(60.0) >= 0.0
    f = q.finite_room(1e6, 1.0, 3, 10_000)
    assert f.blocked == pytest.approx(1 - 3e-6, rel=1e-9) and f.queue <= 10_000


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: q.erlang_c(10, 1, 10), "no steady state"),
        (lambda: q.erlang_c(12, 1, 10), "no steady state"),
        (lambda: q.priority_waits([3, 9, 1], 1, 10), "class 2"),
        (lambda: q.single_server(1.0, 1.0), "no steady state"),
        (lambda: q.single_server(1.0, 0.0), "service mean"),
        (lambda: q.single_server(0.5, 1.0, math.inf), "finite"),
        (lambda: q.batches(0.5, 2, 4, 1.0), "no steady state"),
        (lambda: q.erlang_a(8, 1, 0, 10), "patience rate"),
        (lambda: q.erlang_a(8, 1, 1, 0), "servers"),
        (lambda: q.erlang_b(-1, 3), "load"),
        (lambda: q.erlang_b_load(1.0, 3), "between 0 and 1"),
        (lambda: q.finite_room(1, 1, 1, -1), "waiting room"),
        (lambda: q.erlang_a(8, 1, 1, 10, balking=1.5), "balking"),
        (lambda: q.erlang_c(math.nan, 1, 10), "positive and finite"),
    ],
)
def test_no_answer_is_said_in_words(call, word):
    """Where theory has no answer the caller is told why; a negative wait would be believed."""
    with pytest.raises(ValueError, match=word):
        call()


def test_customers_who_never_hang_up_can_be_too_many():
    """Half stay for ever, and they alone are more than the agents can serve."""

    class Half(q.ExponentialPatience):
        def survival(self, x):
            return 0.5 + 0.5 * np.exp(-x)

        def limited_mean(self, x):
            return 0.5 * x - 0.5 * np.expm1(-x)

    with pytest.raises(ValueError, match="stay for ever"):
        q.impatient(22.0, 1.0, 10, Half(1.0))
    assert q.impatient(22.0, 1.0, 12, Half(1.0)).abandoned > 0.4
