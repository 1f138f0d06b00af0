"""Retrials, chats, shared agents and stations in a row: every reference row, and the identities behind them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.planning import queueing as q
from sim.planning.chains import stationary
from tests.planning import reference as ref

EXACT = 1e-10
calm = settings(max_examples=40, deadline=None, derandomize=True)


@pytest.mark.parametrize("row", ref.RETRIAL)
def test_callers_who_try_again_until_served(row):
    arrival, service, servers, retry, *wanted = row
    r = q.retrial(arrival, service, int(servers), retry)
    assert (r.all_busy, r.orbit, r.attempts, r.entry_delay) == pytest.approx(wanted, rel=EXACT)
    assert r.busy == pytest.approx(arrival / service, rel=EXACT)


def test_callers_who_hang_up_and_come_back():
    r = q.erlang_a_retrial(6, 1, 0.5, 5, 0.5, 0.25)
    got = (r.attempts, r.orbit, r.queue, r.busy, r.all_busy, r.abandoned, r.lost)
    assert got == pytest.approx(ref.RETRIAL_A, rel=EXACT)


@calm
@given(st.floats(0.5, 12), st.floats(0.2, 3), st.integers(1, 8), st.floats(0.1, 4))
def test_nobody_who_comes_back_is_erlang_a(arrival, patience, servers, retry):
    """With nobody returning the orbit is empty and the queue is the plain one."""
    r, a = q.erlang_a_retrial(arrival, 1.0, patience, servers, 0.0, retry), q.erlang_a(arrival, 1.0, patience, servers)
    assert r.orbit == pytest.approx(0.0, abs=1e-12)
    assert (r.all_busy, r.queue, r.lost) == pytest.approx((a.all_busy, a.queue, a.abandoned), rel=1e-9)


@pytest.mark.parametrize(("desk", "wanted", "shares"), ref.CHATS)
def test_chats_at_once(desk, wanted, shares):
    c = q.chat_desk(*desk)
    assert (c.delayed, c.abandoned, c.wait, c.chats, c.chat_time) == pytest.approx(wanted, rel=EXACT)
    assert c.load_shares == pytest.approx(shares, abs=1e-10)


@calm
@given(st.floats(0.01, 60), st.floats(0.05, 4), st.integers(1, 12))
def test_one_chat_at_a_time_is_erlang_a(arrival, patience, agents):
    """Also at a load at which all agents are hardly ever, or always, full."""
    c, a = q.chat_desk(arrival, agents, (1.0,), patience), q.erlang_a(arrival, 1.0, patience, agents)
    assert (c.delayed, c.abandoned, c.wait) == pytest.approx((a.delayed, a.abandoned, a.wait), rel=1e-8, abs=1e-300)


@pytest.mark.parametrize("favours", ref.N_MODEL)
def test_a_pool_that_serves_both(favours):
    m = q.n_model((6, 4), 1, (5, 6), (0.5, 0.5), favours)
    got = (*m.delayed, *m.abandoned, *m.queue, *m.occupancy)
    assert got == pytest.approx(ref.N_MODEL[favours], rel=EXACT)


def test_groups_that_share_a_waiting_room():
    """Six groups of 15 for 14 erlang each, 30 places: solved as a product; the parts by hand, and as a chain."""
    blocked, wait = q.shared_room((1.4,) * 6, 0.1, (15,) * 6, 30)
    assert (blocked, wait) == pytest.approx((0.03858353280781, 2.455490157425), rel=EXACT)
    alone = q.finite_room(1.4, 0.1, 15, 5)
    assert q.shared_room((1.4,), 0.1, (15,), 5) == pytest.approx((alone.blocked, alone.wait), rel=EXACT)

    rates, servers, room = (2.0, 0.7), (2, 1), 3

    def moves(state):
        full = sum(max(0, n - s) for n, s in zip(state, servers, strict=True)) == room
        for i in (0, 1):
            others = state[:i], state[i + 1 :]
            if state[i] < servers[i] or not full:
                yield (*others[0], state[i] + 1, *others[1]), rates[i]
            if state[i]:
                yield (*others[0], state[i] - 1, *others[1]), min(state[i], servers[i]) * 1.0

    law = stationary((0, 0), moves)
    waiting = {state: [max(0, n - s) for n, s in zip(state, servers, strict=True)] for state in law}
    lost = sum(
        p * rates[i] / sum(rates)
        for state, p in law.items()
        for i in (0, 1)
        if sum(waiting[state]) == room and state[i] >= servers[i]
    )
    queue = sum(p * sum(waiting[state]) for state, p in law.items())
    found = q.shared_room(rates, 1.0, servers, room)
    assert found == pytest.approx((lost, queue / (sum(rates) * (1 - lost))), rel=EXACT)


def test_a_back_office_with_rework():
    """Listing, content, design, check; a tenth goes back from the check to design."""
    routing = [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0.1, 0]]
    net = q.jackson([6, 0, 0, 0], routing, [2, 1.5, 1, 4], [4, 5, 8, 2])
    for i, row in enumerate(ref.BACK_OFFICE):
        s = net.stations[i]
        assert (net.flows[i], s.delayed, s.queue, net.in_system[i], s.occupancy) == pytest.approx(row, rel=EXACT)
    assert (sum(net.in_system), net.cycle_time) == pytest.approx(ref.BACK_OFFICE_TOTAL, rel=EXACT)


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: q.retrial(3.0, 1.0, 3, 1.0), "no steady state"),
        (lambda: q.erlang_a_retrial(6, 1, 0.5, 5, 1.0, 0.25), "returns"),
        (lambda: q.jackson([6, 0], [[0, 1], [0.5, 0]], [1, 1], [20, 10]), "station 2"),
        (lambda: q.jackson([6, 0], [[0, 1], [1, 0]], [1, 1], [20, 20]), "for ever"),
        (lambda: q.n_model((6, 4), 1, (5, 6), (0.5, 0.5), 3), "favoured"),
        (lambda: q.chat_desk(1.0, 0, (1.0,), 1.0), "agent"),
        (lambda: q.shared_room((1.0, 2.0), 1.0, (1,), 5), "one number of agents"),
    ],
)
def test_no_answer_is_said_in_words(call, word):
    with pytest.raises(ValueError, match=word):
        call()
