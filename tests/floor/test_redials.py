"""Who tries again, with the same work and patience as before: by hand, against a plain count, and against theory."""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np
import pytest

from sim.floor import Family, Outcome
from sim.floor.compiled import run_day as quick
from tests.floor.builders import CHAT, alike, given, kind, law, poisson, rules, work_types

SHARE = 4.0  # standard errors
FIVE_LATER = {"redial": 1.0, "redial_after": 5.0, "laws": {"redial": law("fixed", 5.0)}}


def again(**more):
    """Everybody who is lost tries again five seconds later; patience, work and wrap-up drawn anew would be long."""
    return work_types(kind(same_again=True, work=500.0, patience=500.0, wrap_mean=500.0, **FIVE_LATER | more))


def test_the_same_caller_gives_up_after_the_same_wait_and_brings_the_same_work(run_day):
    types = again()
    contacts = [{"enter": 0, "work": 50}, {"enter": 1, "work": 7, "wrap": 3, "patience": 10}]
    contacts += [{"enter": 54, "work": 1}]
    log = run_day(given(types, contacts), alike(1), types, rules(max_redials=9))
    tries = np.flatnonzero(log.root == log.root[1])
    assert log.enter[tries].tolist() == [1, 16, 31, 46]  # ten of waiting and five away
    assert log.outcome[tries].tolist() == [Outcome.ABANDONED] * 3 + [Outcome.SERVED]
    assert log.start[tries[-1]] == 50 and log.end[tries[-1]] == 57
    assert log.start[2] == 60  # after a wrap-up of three seconds


@pytest.mark.parametrize("turned_away", ["busy tone", "nobody there", "no wish to queue"])
def test_who_was_turned_away_keeps_the_patience_not_yet_used(run_day, turned_away):
    more = {"nobody there": {"closes": True}, "no wish to queue": {"balking": 1.0}}.get(turned_away, {})
    types = again(**more)
    people = alike(1, windows=[(0, 20, 1000)] if turned_away == "nobody there" else None)
    contacts = [{"enter": 21 if turned_away == "nobody there" else 0, "work": 100, "patience": 900, "wrap": 0.0}]
    contacts += [{"enter": 1, "work": 2, "patience": 12}]
    room = {"busy tone": {"trunks": 1}}.get(turned_away, {})
    log = run_day(given(types, contacts), people, types, rules(max_redials=30, **room))
    tries = np.flatnonzero(log.root == log.root[np.flatnonzero(log.enter == 1)[0]])
    assert len(tries) > 3
    np.testing.assert_allclose(log.deadline[tries] - log.enter[tries], 12.0)
    if turned_away != "nobody there":
        assert log.end[tries[-1]] - log.start[tries[-1]] == 2


def test_the_same_caller_comes_over_midnight(run_day):
    types, nobody = again(), alike(1, windows=[])
    evening = run_day(given(types, [{"enter": 90, "work": 7, "patience": 8}], 100), nobody, types, rules(max_redials=5))
    assert evening.carry.enter.tolist() == [3] and evening.carry.deadline.tolist() == [11]
    morning = run_day(
        given(types, [], 100, evening.carry), alike(1, windows=[(0, 20, 99)]), types, rules(max_redials=5)
    )
    assert morning.enter.tolist() == [3, 16] and morning.waited.tolist() == [8, 4] and morning.end[-1] == 27


def test_of_work_begun_what_is_left_comes_again(run_day):
    """Handed back at the end of a shift after 10 of 30 seconds, given up, and served at the next try."""
    types = again()
    people = alike(2, windows=[(0, 0, 10), (1, 70, 1000)])
    contacts = [{"enter": 0, "work": 30, "patience": 40}]
    log = run_day(given(types, contacts), people, types, rules(hand_back=True, max_redials=9))
    assert log.end.tolist() == [50, 90] and log.start.tolist() == [0, 70]


def test_where_all_are_alike_the_same_again_is_anew(run_day):
    """Fixed work and patience: nothing that could be drawn otherwise."""
    logs = []
    for same in (False, True):
        types = work_types(
            kind(CHAT, work=8.0, patience=16.0, work_family=Family.FIXED, patience_family=Family.FIXED,
                 redial=0.7, redial_after=30.0, same_again=same)
        )  # fmt: skip
        tape = poisson(types, (0.2,), 4096.0, 5)
        whole = np.floor(tape.enter)  # times without rounding
        tape.deadline[:] += whole - tape.enter
        tape.rank[:] = tape.joined[:] = tape.enter[:] = whole
        logs.append(run_day(tape, alike(1), types, rules(max_redials=4)))
    assert np.count_nonzero(logs[0].redials) > 100
    for name in ("key", "outcome", "redials"):
        assert (getattr(logs[0], name) == getattr(logs[1], name)).all()
    np.testing.assert_allclose(logs[0].end, logs[1].end, rtol=0, atol=1e-9)


def by_a_plain_count(enter, work, patience, agents, delay, tries):
    """First come first served with redials of the same caller: (attempts, wait of the last, served?) of each, (n,)."""
    n, free = len(enter), agents
    attempts, wait, served = np.zeros(n, int), np.zeros(n), np.zeros(n, bool)
    events = [(t, 2, i) for i, t in enumerate(enter)]  # 0 an agent is free, 1 somebody hangs up, 2 a call
    events.sort()
    line, since = [], {}
    while events:
        t, what, i = heappop(events)
        if what == 2:
            attempts[i] += 1
            line.append(i)
            since[i] = t
            heappush(events, (t + patience[i], 1, i))
        elif what == 0:
            free += 1
        elif i in since and t >= since[i] + patience[i]:
            wait[i] = t - since.pop(i)
            line.remove(i)
            if attempts[i] <= tries:
                heappush(events, (t + delay, 2, i))
        while free and line:
            first = line.pop(0)
            wait[first], served[first] = t - since.pop(first), True
            heappush(events, (t + work[first], 0, first))
            free -= 1
    return attempts, wait, served


def test_every_caller_fares_as_in_a_plain_count():
    """Three agents, far too few: each caller's number of tries, the wait of the last one, and how it ended."""
    types = work_types(kind(work=1.0, patience=0.5, same_again=True, **FIVE_LATER))
    tape = poisson(types, (6.0,), 200.0, 7)
    tape = given(
        types,
        [
            {"enter": e, "work": w, "patience": d - e}
            for e, w, d in zip(tape.enter, tape.work, tape.deadline, strict=True)
        ],
        horizon=1e4,
    )
    log = quick(tape, alike(3), types, rules(max_redials=6))
    n = len(tape)
    attempts, wait, served = by_a_plain_count(tape.enter, tape.work, tape.deadline - tape.enter, 3, 5.0, 6)
    last = np.arange(n)
    while (log.child[last] >= 0).any():
        last = np.where(log.child[last] >= 0, log.child[last], last)
    assert (log.redials[last] + 1 == attempts).all() and (attempts > 2).sum() > 100
    assert ((log.outcome[last] == Outcome.SERVED) == served).all() and 0.1 < served.mean() < 0.9
    np.testing.assert_allclose(log.waited[last], wait, atol=1e-6)


def test_the_impatient_come_back_impatient():
    """Those who gave up are the impatient ones: at the same patience fewer of them are served at the next try."""
    share, few = {}, 10**9
    for same in (False, True):
        types = work_types(kind(patience=0.5, redial=1.0, redial_after=20.0, same_again=same))
        log = quick(poisson(types, (6.0,), 600.0, 2), alike(4), types, rules(max_redials=1))
        second = log.redials == 1
        share[same] = np.mean(log.outcome[second] == Outcome.SERVED)
        few = min(few, np.count_nonzero(second))
    assert share[True] < share[False] - SHARE * np.sqrt(0.5 / few)


@pytest.mark.parametrize("same", [False, True])
@pytest.mark.parametrize("work", ["exponential", "hyperexponential"])
def test_redials_of_who_finds_the_line_busy_are_the_single_server_with_retrials(work, same):
    """One line, no queue. The busy tone asks nobody how long the call would be: the same call again or another, on
    average λ² E[S²] / (2 (1 − ρ)) + λ ρ / (θ (1 − ρ)) are away (Falin & Templeton 1997, Retrial Queues)."""
    load, theta, made = 0.5, 2.0, law(work)
    second = {"exponential": 2.0, "hyperexponential": 0.8 * 2 * 0.5**2 + 0.2 * 2 * 3.0**2}[work]
    exact = load**2 * second / (2 * (1 - load)) + load * load / (theta * (1 - load))
    types = work_types(kind(redial=1.0, redial_after=1 / theta, same_again=same, laws={"work": made}))
    assert made.mean == pytest.approx(1.0)
    away = []
    for day in range(30):
        log = quick(poisson(types, (load,), 1500.0, 4, day), alike(1), types, rules(trunks=1, max_redials=10**6))
        blocked = (log.outcome == Outcome.BLOCKED) & (log.end > 100.0)
        away.append(np.sum(np.minimum(log.enter[log.child[blocked]], 1500.0) - log.end[blocked]) / 1400.0)
    assert abs(np.mean(away) - exact) < SHARE * np.std(away) / np.sqrt(len(away) - 1)
