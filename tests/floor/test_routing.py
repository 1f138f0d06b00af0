"""Who takes a contact and whether it is let in: the rules of a contact type, by hand and against theory."""

from __future__ import annotations

import numpy as np
import pytest

from sim.floor import Outcome, Routing
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


def one_by_one(n: int, gap: float = 10.0) -> list[dict[str, float]]:
    return [{"enter": gap * i, "work": 1.0} for i in range(n)]


def test_random_gives_each_of_those_free_the_same_chance():
    types, people = work_types(kind(routing=Routing.RANDOM)), 4
    agent = quick(given(types, one_by_one(4000), horizon=50_000.0), alike(people), types, rules()).agent
    share = np.bincount(agent, minlength=people) / len(agent)
    assert np.abs(share - 1 / people).max() < SHARE * np.sqrt(1 / people * (1 - 1 / people) / len(agent))
    again = np.mean(agent[1:] == agent[:-1])  # who was busy last is as likely as any other, unlike by idleness
    assert abs(again - 1 / people) < SHARE * np.sqrt(1 / people / len(agent))


def test_a_new_colleague_takes_from_others_and_moves_nobody_else():
    types = work_types(kind(routing=Routing.RANDOM))
    few, more = (quick(given(types, one_by_one(90)), alike(n), types, rules()).agent for n in (3, 4))
    assert ((few == more) | (more == 3)).all() and (more == 3).any()


def test_preference_and_fewest_in_hand_come_before_the_draw(run_day):
    types = work_types(kind(CHAT, routing=Routing.RANDOM))
    contacts = [{"enter": t, "work": 500} for t in range(6)]
    log = run_day(given(types, contacts), alike(4, chats=2, preference=[[0], [0], [0], [1]]), types, rules([1, 1]))
    assert sorted(log.agent[:3].tolist()) == sorted(log.agent[3:].tolist()) == [0, 1, 2]


def test_random_among_unequal_agents_is_the_markov_chain(speeds=(2.0, 0.5), load=1.2):
    """Two agents, no queue: the share of time that each is busy, from the four states of the chain."""
    rate, generator = np.array(speeds), np.zeros((4, 4))  # states by who is busy: none, the first, the second, both
    for i, j, flow in (
        (0, 1, load / 2), (0, 2, load / 2), (1, 3, load), (2, 3, load),
        (1, 0, rate[0]), (2, 0, rate[1]), (3, 2, rate[0]), (3, 1, rate[1]),
    ):  # fmt: skip
        generator[i, j] += flow
        generator[i, i] -= flow
    stationary = np.linalg.lstsq(np.vstack([generator.T, np.ones(4)]), [0, 0, 0, 0, 1], rcond=None)[0]
    types = work_types(kind(routing=Routing.RANDOM))
    busy, horizon = [], 400.0
    for day in range(60):
        log = quick(poisson(types, (load,), horizon, 8, day), crew([[s] for s in speeds]), types, rules(waiting_room=0))
        busy.append(log.busy / horizon)
    exact = np.array([stationary[1] + stationary[3], stationary[2] + stationary[3]])
    error = np.std(busy, axis=0) / np.sqrt(len(busy) - 1) + 2.0 / horizon  # the day begins empty
    assert (np.abs(np.mean(busy, axis=0) - exact) < SHARE * error).all()


def test_the_least_occupied_is_the_one_that_a_plain_count_finds(run_day):
    """Calls without a queue, people who come and go: who was busy for how much of their time, counted call by call."""
    types = work_types(kind(routing=Routing.LEAST_OCCUPIED))
    windows = [(0, 0, 900), (1, 50, 400), (1, 500, 900), (2, 200, 900), (3, 0, 300), (3, 310, 900)]
    tape = poisson(types, (0.15,), 900.0, 4)
    tape.work[:] *= 8.0
    log = run_day(tape, crew(np.array([[1.0], [0.7], [1.3], [1.0]]), windows), types, rules(waiting_room=0))
    calls: list[list[tuple[float, float]]] = [[] for _ in range(4)]

    def within(a: int, start: float, end: float) -> float:
        return sum(max(0.0, min(end, off) - max(start, on)) for who, on, off in windows if who == a)

    chosen = 0
    for row in np.flatnonzero(log.outcome == Outcome.SERVED):
        now, share = float(log.enter[row]), {}
        for a in range(4):
            here = any(who == a and on <= now < off for who, on, off in windows)
            if here and all(end <= now for _, end in calls[a]):
                busy = sum(within(a, start, min(end, now)) for start, end in calls[a])
                share[a] = busy / max(within(a, 0.0, now), 1e-9)
        taken = int(log.agent[row])
        assert share[taken] <= min(share.values()) + 1e-8
        chosen += len(share) > 1
        calls[taken].append((now, float(log.end[row])))
    assert chosen > 30


def test_the_least_occupied_rule_levels_what_unequal_people_do():
    """Slow and quick people: the shares of time busy lie closer together than by idleness."""
    spread = {}
    for rule in (Routing.LONGEST_IDLE, Routing.LEAST_OCCUPIED):
        types = work_types(kind(routing=rule))
        log = quick(poisson(types, (2.0,), 3000.0, 2), crew([[0.6], [1.0], [1.4], [2.0]]), types, rules())
        spread[rule] = np.ptp(log.busy / log.staffed)
    assert spread[Routing.LEAST_OCCUPIED] < 0.2 * spread[Routing.LONGEST_IDLE]
