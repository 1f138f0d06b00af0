"""Who takes a contact and whether it is let in: the rules of a contact type, by hand and against theory."""

from __future__ import annotations

import numpy as np
import pytest

from sim.floor import Outcome
from sim.floor.compiled import run_day as quick
from sim.planning import queueing as q
from tests.floor.builders import CHAT, PHONE, TICKET, alike, crew, given, kind, poisson, rules, work_types

SHARE = 4.0  # standard errors


def test_trunks_hold_those_who_wait_and_those_who_talk(run_day):
    """Two lines: one talks, one waits, the third hears the busy tone; a wrap-up and a ticket need no line."""
    types = work_types(kind(PHONE), kind(TICKET))
    contacts = [
        {"enter": 0, "work": 10, "wrap": 5}, {"enter": 1, "work": 10}, {"enter": 2}, {"enter": 3, "kind": 1},
        {"enter": 11, "work": 1}, {"enter": 12},
    ]  # fmt: skip
    log = run_day(given(types, contacts), alike(1, 2), types, rules(trunks=2))
    assert np.flatnonzero(log.outcome == Outcome.BLOCKED).tolist() == [2, 5]
    assert log.start[[1, 4]].tolist() == [15, 26]  # the ticket comes between them


def test_a_free_agent_is_of_no_use_without_a_line(run_day):
    types = work_types(kind(CHAT))
    log = run_day(given(types, [{"enter": 0, "work": 5}, {"enter": 1}, {"enter": 6}]), alike(3), types, rules(trunks=1))
    assert log.outcome.tolist() == [Outcome.SERVED, Outcome.BLOCKED, Outcome.SERVED]


@pytest.mark.parametrize(("load", "agents", "trunks"), [(8.0, 12, 8), (8.0, 8, 8), (8.0, 8, 12), (4.5, 5, 7)])
def test_trunks_block_as_theory_says(load, agents, trunks):
    """With no more lines than agents Erlang's loss formula in the lines, else M/M/n/K."""
    room = trunks - agents
    exact = q.erlang_b(load, trunks) if room <= 0 else q.finite_room(load, 1.0, agents, room).blocked
    types = work_types(kind())
    blocked = []
    for day in range(40):
        log = quick(poisson(types, (load,), 500.0, 5, day), alike(agents), types, rules(trunks=trunks))
        blocked.append(np.mean((log.outcome == Outcome.BLOCKED)[log.enter > 50.0]))
    assert abs(np.mean(blocked) - exact) < SHARE * np.std(blocked) / np.sqrt(len(blocked) - 1)


def test_closed_is_when_nobody_able_is_on_duty(run_day):
    """Before the shift, in the only break, after it, and where those on duty cannot take it; who waits may stay."""
    types = work_types(kind(closes=True), kind())
    people = crew([[1.0, 1.0], [0.0, 1.0]], [(0, 100, 200), (0, 300, 400), (1, 0, 900)])
    contacts = [
        {"enter": 50}, {"enter": 150, "work": 100}, {"enter": 160, "work": 5}, {"enter": 250},
        {"enter": 350, "work": 1}, {"enter": 450}, {"enter": 450, "kind": 1}, {"enter": 390, "work": 50},
        {"enter": 395},
    ]  # fmt: skip
    log = run_day(given(types, contacts), people, types, rules())
    fate = {enter: outcome for enter, k, outcome in zip(log.enter, log.kind, log.outcome, strict=True) if k == 0}
    closed = [enter for enter, outcome in sorted(fate.items()) if outcome == Outcome.CLOSED]
    assert closed == [50, 250, 450]
    assert log.outcome[(log.enter == 450) & (log.kind == 1)] == [Outcome.SERVED]
    assert fate[395] == Outcome.PENDING  # came in time, and waits over the end of the shift


@pytest.mark.parametrize("share", [0.0, 0.25])
def test_all_who_come_in_closed_hours_are_turned_away_and_come_again_at_their_share(share):
    types = work_types(kind(closes=True, redial=share, redial_after=1e-6))
    tape = poisson(types, (2.0,), 1000.0, 3)
    log = quick(tape, crew([[9.0]], [(0, 400, 700)]), types, rules(max_redials=1))
    first = log.redials == 0
    outside = (log.enter < 400) | (log.enter >= 700)
    assert ((log.outcome == Outcome.CLOSED) == outside)[first & (log.enter < 999)].all()
    n = np.count_nonzero(first & outside)
    assert abs(np.count_nonzero(~first) - share * n) <= SHARE * np.sqrt(share * (1 - share) * n)
