"""A message left after a wait: by hand, against theory, and alike in both engines on crowded days."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.draws import child_key
from sim.floor import Cause, Family, Outcome, invariants, reference, tape
from sim.floor.compiled import run_day as quick
from sim.planning import queueing as q
from tests.floor.builders import CHAT, FOREVER, PHONE, TICKET, alike, crew, given, kind, poisson, rules, work_types
from tests.floor.test_compiled_equality import assert_equal

SHARE = 4.0  # standard errors
CALL, MAIL = 0, 1


def answering_machine(after=20.0, mail=None, **more):
    """Calls that become a mail after so long; a mail takes three seconds."""
    mail = {"work": 3.0, "work_family": Family.FIXED} | (mail or {})
    return work_types(kind(PHONE, message_after=after, message_to=MAIL, **more), kind(TICKET, **mail))


def test_who_waits_too_long_leaves_a_message_that_is_worked_later(run_day):
    types = answering_machine()
    contacts = [{"enter": 0, "work": 100}, {"enter": 1}, {"enter": 90, "work": 8}]
    log = run_day(given(types, contacts), alike(1, 2), types, rules())
    assert log.outcome.tolist() == [Outcome.SERVED, Outcome.MESSAGE, Outcome.SERVED, Outcome.SERVED]
    assert log.end[1] == 21 and log.waited[1] == 20 and log.child[1] == 3
    assert log.kind[3] == MAIL and log.cause[3] == Cause.MESSAGE and log.enter[3] == 21
    assert log.start[[3, 2]].tolist() == [100, 103]  # the mail has waited for longer
    assert log.key[3] == child_key(int(log.root[1]), Cause.MESSAGE, 1) and log.end[3] == 103


@pytest.mark.parametrize(
    ("patience", "outcome", "end"),
    [
        (19, Outcome.ABANDONED, 20),
        (20, Outcome.ABANDONED, 21),
        (20.5, Outcome.MESSAGE, 21),
        (np.inf, Outcome.MESSAGE, 21),
    ],
)
def test_whose_patience_ends_first_or_at_the_same_instant_gives_up(run_day, patience, outcome, end):
    types = answering_machine()
    contacts = [{"enter": 0, "work": 100}, {"enter": 1, "patience": patience}]
    log = run_day(given(types, contacts), alike(1, 2), types, rules())
    assert log.outcome[1] == outcome and log.end[1] == end


def test_at_once_means_whoever_finds_nobody_free(run_day):
    types = answering_machine(after=0.0)
    contacts = [{"enter": 0, "work": 5}, {"enter": 1}, {"enter": 300}]
    log = run_day(given(types, contacts), alike(1, 2), types, rules())
    assert log.outcome[:3].tolist() == [Outcome.SERVED, Outcome.MESSAGE, Outcome.SERVED] and log.waited[1] == 0


def test_somebody_free_at_that_instant_takes_the_call(run_day):
    types = answering_machine()
    contacts = [{"enter": 0, "work": 21}, {"enter": 1, "work": 2}]
    log = run_day(given(types, contacts), alike(1, 2), types, rules())
    assert log.outcome.tolist() == [Outcome.SERVED] * 2 and log.start[1] == 21


def test_a_message_frees_the_line(run_day):
    types = answering_machine()
    contacts = [{"enter": 0, "work": 100}, {"enter": 1}, {"enter": 20}, {"enter": 22}]
    log = run_day(given(types, contacts), alike(1, 2), types, rules(trunks=2))
    assert log.outcome[:4].tolist() == [Outcome.SERVED, Outcome.MESSAGE, Outcome.BLOCKED, Outcome.MESSAGE]


def test_all_waits_count_together_after_a_hand_back(run_day):
    """Waits from 5 to 10, is talked to until 100, and has 15 seconds of waiting left."""
    types = answering_machine()
    people = alike(1, 2, windows=[(0, 0, 5), (0, 10, 100)])
    log = run_day(given(types, [{"enter": 5, "work": 500}]), people, types, rules(hand_back=True))
    assert log.outcome[0] == Outcome.MESSAGE and log.end[0] == 115 and log.waited[0] == 20


def test_the_wait_and_the_message_go_over_midnight(run_day):
    types, nobody = answering_machine(), alike(1, 2, windows=[])
    contacts = [{"enter": 70}, {"enter": 95, "patience": 19}, {"enter": 96}]
    evening = run_day(given(types, contacts, 100), nobody, types, rules())
    assert evening.outcome.tolist() == [Outcome.MESSAGE] + [Outcome.PENDING] * 3
    morning = run_day(given(types, [], 100, evening.carry), alike(1, 2, windows=[(0, 50, 99)]), types, rules())
    ends = dict(
        zip(morning.root.tolist(), zip(morning.outcome.tolist(), morning.end.tolist(), strict=True), strict=True)
    )
    early, impatient, late = evening.root[:3].tolist()
    assert ends[impatient] == (Outcome.ABANDONED, 14)
    assert ends[early] == (Outcome.SERVED, 53) and ends[late] == (Outcome.SERVED, 56)  # their mails
    assert morning.outcome[morning.root == late].tolist() == [Outcome.MESSAGE, Outcome.SERVED]
    assert morning.end[(morning.root == late) & (morning.outcome == Outcome.MESSAGE)] == [16]


def test_a_mail_handed_on_to_a_call_may_become_a_message_again(run_day):
    """Each message is a contact of its own, and those handed on are counted with it."""
    types = answering_machine(after=5.0, mail={"transfer": 1.0, "transfer_to": CALL})
    people = crew([[1.0, 0.0], [0.0, 1.0]], [(0, 800, FOREVER), (1, 0, FOREVER)])
    log = run_day(given(types, [{"enter": 0}]), people, types, rules(max_transfers=3))
    assert log.cause.tolist() == [Cause.ROOT, Cause.MESSAGE, Cause.TRANSFER, Cause.MESSAGE]
    assert log.transfers.tolist() == [0, 1, 2, 3] and len(set(log.key.tolist())) == 4
    assert log.end.tolist() == [5, 8, 13, 16]


class Until:
    """The patience of those who go after a time at the latest."""

    def __init__(self, of: q.Patience, time: float):
        self.of, self.time, self.corners = of, time, (*of.corners, time)

    def survival(self, x):
        return np.where(np.asarray(x) < self.time, self.of.survival(x), 0.0)

    def limited_mean(self, x):
        return self.of.limited_mean(np.minimum(x, self.time))


@pytest.mark.parametrize(("patience", "after"), [(2.0, 0.3), (0.4, 0.5), (None, 0.25)])
def test_the_share_that_leaves_a_message_is_that_of_theory(patience, after, load=7.5, agents=7):
    """M/M/n+G with a patience that ends at the message: who is more patient than that, and would have to wait longer.

    Mails go to people of their own.
    """
    longest = q.ExponentialPatience(patience) if patience else q.ExponentialPatience(1e9)
    exact = q.impatient(load, 1.0, agents, Until(longest, after))
    leave = exact.waits_longer(after - 1e-9)
    given_up = exact.abandoned - leave
    types = work_types(
        kind(PHONE, patience=patience, message_after=after, message_to=MAIL), kind(TICKET, work=0.01)
    )  # fmt: skip
    people = crew(np.repeat(np.eye(2), [agents, 1], axis=0))
    shares = []
    for day in range(40):
        log = quick(poisson(types, (load, 0.0), 500.0, 6, day), people, types, rules())
        calls = log.outcome[(log.kind == CALL) & (log.enter > 20.0)]
        shares.append([np.mean(calls == outcome) for outcome in (Outcome.MESSAGE, Outcome.ABANDONED)])
    error = np.std(shares, axis=0) / np.sqrt(len(shares) - 1)
    assert (np.abs(np.mean(shares, axis=0) - [leave, given_up]) <= SHARE * error + 1e-6).all()
    assert leave > 0.01


def crowded(seed, grid):
    """Too few people for chats, calls and mails that go round in every way; on a `grid` events coincide."""
    rng = np.random.default_rng(seed)
    fixed = {"work_family": Family.FIXED, "patience_family": Family.FIXED} if grid else {}
    again = {"redial": 0.5, "redial_after": 40.0, "repeat": 0.3, "repeat_after": 50.0}
    types = work_types(
        *(
            kind(channel, work=float(rng.integers(8, 30)), patience=float(rng.integers(5, 40)),
                 wrap_mean=0.0 if grid else 3.0, message_after=float(rng.integers(0, 30)), message_to=2,
                 same_again=bool(rng.random() < 0.7), balking=0.1, transfer=0.2,
                 transfer_to=int(rng.integers(0, 3)), priority=int(rng.integers(0, 2)), **again, **fixed)
            for channel in (CHAT, PHONE)
        ),
        kind(TICKET, work=10.0, patience=None, transfer=0.3, transfer_to=int(rng.integers(0, 2)), repeat=0.4,
             repeat_after=30.0, priority=int(rng.integers(0, 2)), work_family=Family.FIXED),
    )  # fmt: skip
    windows = []
    for a in range(3):
        edges = np.sort(rng.choice(np.arange(0, 600, 10), 4, replace=False)).astype(float)
        windows += [(a, *edges[:2]), (a, *edges[2:])]
    people = crew(rng.choice([0.0, 1.0, 1.0, 1.5], (3, 3)), windows, chats=[1, 2, 3], accuracy=0.6)
    room = {"waiting_room": int(rng.integers(-1, 9)), "trunks": int(rng.choice([-1, 4, 12]))}
    rule = rules([1.0, 1.25, 2.0], hand_back=bool(rng.random() < 0.6), max_redials=3, max_transfers=3, **room)
    day = poisson(types, (0.15, 0.1, 0.02), 600.0, seed)
    if grid:
        day = tape.build(types, day.key, day.kind, np.floor(day.enter), seed, 600.0)
    return day, people, types, rule


@pytest.mark.parametrize("grid", [False, True])
def test_both_engines_agree_on_crowded_days_and_on_the_days_after(grid):
    left, same, late = 0, 0, 0
    for seed in range(25):
        day, people, types, rule = crowded(seed, grid)
        for _ in range(2):
            truth = reference.run_day(day, people, types, rule)
            assert invariants.check(day, people, types, rule, truth) == ()
            assert_equal(quick(day, people, types, rule, engine="compiled"), truth)
            assert_equal(quick(day, people, types, rule, engine="plain"), truth)
            left += np.count_nonzero(truth.outcome == Outcome.MESSAGE)
            same += np.count_nonzero(types.same_again[truth.kind] & (truth.cause == Cause.REDIAL))
            carry = truth.carry
            late += np.count_nonzero(carry.cause == Cause.MESSAGE)
            day = tape.build(types, day.key[:0], day.kind[:0], day.enter[:0], seed, 600.0, carry=carry)
    assert left > 300 and same > 300 and late > 50


def left_early(log):
    return replace(log, waited=np.where(log.outcome == Outcome.MESSAGE, log.waited - 1.0, log.waited))


def waits_on(log):
    return replace(log, waited=np.where(log.outcome == Outcome.MESSAGE, log.waited + 1.0, log.waited))


def becomes_a_call(log):
    return replace(log, kind=np.where(log.cause == Cause.MESSAGE, CALL, log.kind))


@pytest.mark.parametrize("breach", [left_early, waits_on, becomes_a_call])
def test_a_breach_is_named(breach):
    types = answering_machine()
    day, people = given(types, [{"enter": 0, "work": 100}, {"enter": 1}]), alike(1, 2)
    log = quick(day, people, types, rules())
    assert invariants.check(day, people, types, rules(), log) == ()
    found = invariants.check(day, people, types, rules(), breach(log))
    assert any(sentence.startswith("messages") for sentence in found), found
