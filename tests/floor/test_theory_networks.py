"""Systems with several kinds, groups, chats, rooms and returns, against exact Markov chains."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.floor import engines
from tests.floor.builders import CHAT, TICKET, alike, crew, kind, rules, work_types
from tests.floor.theory import System, batches, compare

pytestmark = pytest.mark.theory
CONTACTS = {"simpy": 30_000, "compiled": 1_000_000}
EVER = 10_000  # redials and transfers without limit
each_engine = pytest.mark.parametrize("engine", [name for name in CONTACTS if name in engines()])


def _run(engine, system, share=1.0, days=50):
    return batches(engines()[engine], system, CONTACTS[engine] * share, days=days)


@each_engine
@pytest.mark.parametrize(
    "rates, agents, p_wait, waits",
    [
        ((3.0, 5.0), 10, 0.4091801507964, (0.05845430725663, 0.2922715362832)),
        ((2.0, 3.0, 4.0), 10, 0.6687315241077, (0.08359144051346, 0.1671828810269, 1.337463048215)),
        ((0.3, 0.5), 1, 0.8, (1.142857142857, 5.714285714286)),
    ],
)
def test_priorities(engine, rates, agents, p_wait, waits):
    types = work_types(*[kind(priority=k) for k in range(len(rates))])
    system = System(types, alike(agents, len(rates)), rates)
    batch = _run(engine, system)
    rows = {"P(wait)": (batch["must wait"].sum(axis=1), batch["roots"].sum(axis=1), p_wait)}
    rows |= {f"wait {k}": (batch["waited"][:, k], batch["roots"][:, k], wait) for k, wait in enumerate(waits)}
    compare(system, batch, rows)


@each_engine
@pytest.mark.parametrize(
    "first, p_wait, p_ab, queue, utilisation",
    [
        (1, (0.4173038543351, 0.5931822064951), (0.06624966704484, 0.08600731660529),
         (0.7949960045381, 0.6880585328424), (0.8346737234295, 0.8475173523584)),
        (0, (0.3598791565085, 0.6138837259345), (0.02838023537979, 0.1634753025735),
         (0.3405628245575, 1.307802420588), (0.8095560367171, 0.8546728656401)),
    ],
)  # fmt: skip
def test_n_model(engine, first, p_wait, p_ab, queue, utilisation):
    """Kind 0 goes to group 1 and overflows to group 2, which alone serves kind 1 and prefers the kind `first`."""
    types = work_types(*[kind(patience=2.0, priority=0 if k == first else 1) for k in (0, 1)])
    speed = np.array([[1.0, 0.0]] * 5 + [[1.0, 1.0]] * 6)
    preference = np.array([[0, 0]] * 5 + [[1, 0]] * 6)
    system = System(types, crew(speed, preference=preference), (6.0, 4.0))
    batch = _run(engine, system)
    rows = {}
    for k in (0, 1):
        rows[f"P(wait) {k}"] = (batch["must wait"][:, k], batch["roots"][:, k], p_wait[k])
        rows[f"P(abandon) {k}"] = (batch["abandoned"][:, k], batch["roots"][:, k], p_ab[k])
        rows[f"queue {k}"] = (batch["queue"][:, k], batch["length"], queue[k])
    for group, (agents, share) in enumerate(zip((range(5), range(5, 11)), utilisation, strict=True)):
        busy = batch["busy by agent"][:, list(agents)].sum(axis=1)
        rows[f"utilisation {group}"] = (busy, len(agents) * batch["length"], share)
    compare(system, batch, rows)


@each_engine
@pytest.mark.parametrize(
    "agents, speeds, rate, theta, p_wait, p_ab, mean_wait, chats, duration, idle",
    [
        (3, (1.0, 1.6, 1.8), 4.5, 0.5, 0.2513475760264, 0.04676622508825, 0.0935324501765, 6.056869031096,
         1.41200504139, 0.0665264036),
        (5, (1.0, 1.5), 7.0, 1.0, 0.3846742790017, 0.0955010512391, 0.0955010512391, 7.960208974893, 1.257240500121,
         0.0594447384),
        (4, (1.0,), 3.6, 0.25, 0.6017336630059, 0.09738121304479, 0.3895248521792, 3.249427633039, 1.0, 0.1876430917),
    ],
)  # fmt: skip
def test_chats_at_once(engine, agents, speeds, rate, theta, p_wait, p_ab, mean_wait, chats, duration, idle):
    """An agent with k chats ends them at the total rate speeds[k - 1]: each is stretched by k / speeds[k - 1]."""
    stretch = [(k + 1) / speed for k, speed in enumerate(speeds)]
    system = System(
        work_types(kind(CHAT, patience=1 / theta)), alike(agents, chats=len(speeds)), (rate,), rules(stretch)
    )
    batch = _run(engine, system)
    roots, in_hand = batch["roots"][:, 0], batch["in hand"][:, 0]
    rows = {
        "P(wait)": (batch["must wait"][:, 0], roots, p_wait),
        "P(abandon)": (batch["abandoned"][:, 0], roots, p_ab),
        "mean wait": (batch["waited"][:, 0], roots, mean_wait),
        "chats in hand": (in_hand, batch["length"], chats),
        "duration of a chat": (in_hand, batch["served"][:, 0], duration),
        "busy": (batch["busy"], agents * batch["length"], 1 - idle),
    }
    compare(system, batch, rows)


@each_engine
@pytest.mark.parametrize(
    "rate, service, theta, agents, balking, all_busy, balked, reneged, queue, utilisation",
    [
        (0.05, 0.01, 0.001, 8, 0.1, 0.1427852581631, 0.01427852581631, 0.003360669936799, 0.1680334968399,
         0.6139755026543),
        (10.0, 1.0, 0.5, 10, 0.05, 0.5810177781669, 0.02905088890835, 0.08541838243063, 1.708367648613,
         0.885530728661),
    ],
)  # fmt: skip
def test_balking(engine, rate, service, theta, agents, balking, all_busy, balked, reneged, queue, utilisation):
    types = work_types(kind(work=1 / service, patience=1 / theta, balking=balking))
    system = System(types, alike(agents), (rate,))
    batch = _run(engine, system)
    roots = batch["roots"][:, 0]
    rows = {
        "all busy": (batch["must wait"][:, 0], roots, all_busy),
        "balked": (batch["balked"][:, 0], roots, balked),
        "reneged": (batch["abandoned"][:, 0], roots, reneged),
        "queue": (batch["queue"][:, 0], batch["length"], queue),
        "utilisation": (batch["in hand"][:, 0], agents * batch["length"], utilisation),
    }
    compare(system, batch, rows)


@each_engine
@pytest.mark.parametrize(
    "rate, service, agents, room, kinds, blocked, delayed, wait, queue, utilisation",
    [
        (8.4, 0.1, 90, 30, 6, 0.00364307607096, 0.3797055546362, 0.450022760964, 3.766419668022, 0.9299331290004),
        (1.4, 0.1, 15, 5, 1, 0.06526994539686, 0.4314712250358, 0.8233328368347, 1.077431526543, 0.8724147176296),
        (4.2, 0.5, 12, 5, 1, 0.009476874302515, 0.1578613569728, 0.06112424075928, 0.2542888908536, 0.6933661879882),
    ],
)
def test_waiting_room(engine, rate, service, agents, room, kinds, blocked, delayed, wait, queue, utilisation):
    """Six kinds that everybody can serve are one queue, and share one room."""
    types = work_types(*[kind(work=1 / service)] * kinds)
    system = System(types, alike(agents, kinds), (rate / kinds,) * kinds, rules(waiting_room=room))
    batch = _run(engine, system)
    total = {name: batch[name].sum(axis=1) for name in ("roots", "blocked", "must wait", "waited", "queue", "in hand")}
    admitted = total["roots"] - total["blocked"]
    rows = {
        "blocked": (total["blocked"], total["roots"], blocked),
        "delayed": (total["must wait"] - total["blocked"], admitted, delayed),
        "wait": (total["waited"], admitted, wait),
        "queue": (total["queue"], batch["length"], queue),
        "utilisation": (total["in hand"], agents * batch["length"], utilisation),
    }
    compare(system, batch, rows)


@each_engine
def test_a_second_skill_recovers_nearly_all_of_full_flexibility(engine):
    """Wallace & Whitt 2005 (doi:10.1287/msom.1050.0086): six kinds of 14 erlangs, 90 people, 30 more may wait."""
    types = work_types(*[kind(work=10.0)] * 6)
    waits = {}
    for skills in (1, 2, 6):
        speed, preference = np.zeros((90, 6)), np.zeros((90, 6), dtype=int)
        for a in range(90):
            # the second skills of the fifteen people of a kind are spread over the five other kinds
            others = [(a % 6 + 1 + (a // 6 + i) % 5) % 6 for i in range(skills - 1)]
            speed[a, [a % 6, *others]], preference[a, others] = 1.0, 1
        system = System(types, crew(speed, preference=preference), (1.4,) * 6, rules(waiting_room=30))
        batch = _run(engine, system, 0.6)
        roots, blocked, waited = (batch[name].sum(axis=1) for name in ("roots", "blocked", "waited"))
        waits[skills] = waited.sum() / (roots - blocked).sum()
        if skills == 1:
            blocking, wait = six_groups_that_share_a_room(14.0, 15, 30, 8.4)
            compare(system, batch, {"blocked": (blocked, roots, blocking), "wait": (waited, roots - blocked, wait)})
    assert (waits[1] - waits[2]) / (waits[1] - waits[6]) > 0.9, waits


def six_groups_that_share_a_room(load, agents, room, rate):
    """Blocking and mean wait of the admitted: six M/M/c queues cut off at a common room have a product form."""
    idle = [load**n / math.factorial(n) for n in range(agents + 1)]
    group = np.array([sum(idle), *(idle[-1] * (load / agents) ** q for q in range(1, room + 1))])
    all_busy = np.array([idle[-1], *group[1:]])
    five = np.ones(1)
    for _ in range(5):
        five = np.convolve(five, group)[: room + 1]
    six = np.convolve(five, group)[: room + 1]
    blocking = np.convolve(five, all_busy)[room] / six.sum()
    return blocking, six @ np.arange(room + 1) / six.sum() / (rate * (1 - blocking))


@each_engine
@pytest.mark.parametrize(
    "rate, agents, blocked_fresh, attempts",
    [(0.6, 1, 0.6, 1.95), (2.2, 3, 0.4694619131549, 4.822061351022)],
)
def test_blocked_callers_who_never_give_up(engine, rate, agents, blocked_fresh, attempts):
    types = work_types(kind(redial=1.0, redial_after=2.0))
    system = System(types, alike(agents), (rate,), rules(waiting_room=0, max_redials=EVER))
    batch = _run(engine, system, 0.5)
    rows = {
        "attempts": (batch["attempts"][:, 0], batch["roots"][:, 0], attempts / rate),
        "blocked fresh": (batch["fresh blocked"][:, 0], batch["roots"][:, 0], blocked_fresh),
        "in hand": (batch["in hand"][:, 0], batch["length"], rate),
    }
    compare(system, batch, rows)


@each_engine
def test_half_of_the_abandoned_come_back(engine):
    types = work_types(kind(patience=2.0, redial=0.5, redial_after=4.0))
    system = System(types, alike(5), (6.0,), rules(max_redials=EVER))
    batch = _run(engine, system)
    attempts = batch["attempts"][:, 0]
    rows = {
        "attempts": (attempts, batch["length"], 7.162561539337),
        "queue": (batch["queue"][:, 0], batch["length"], 4.650246157347),
        "in hand": (batch["in hand"][:, 0], batch["length"], 4.837438460663),
        "abandoned": (batch["abandoned"][:, 0], attempts, 0.3246217244911),
        "served in the end": (batch["served"][:, 0], batch["roots"][:, 0], 1 - 0.1937602565561),
    }
    compare(system, batch, rows)


@each_engine
def test_back_office_with_rework_is_a_jackson_network(engine):
    """Six jobs an hour go through listing, content, design and check; a tenth goes from the check back to design."""
    people, hours = (4, 5, 8, 2), (1 / 2, 1 / 1.5, 1.0, 1 / 4)
    onward, share = (1, 2, 3, 2), (1.0, 1.0, 1.0, 0.1)
    types = work_types(
        *[kind(TICKET, work=hours[k], transfer=share[k], transfer_to=onward[k]) for k in range(4)]
    )
    system = System(types, crew(np.repeat(np.eye(4), people, axis=0)), (6.0, 0.0, 0.0, 0.0), rules(max_transfers=EVER))
    batch = _run(engine, system, 0.3)
    waiting = (1.528301886792, 2.21645021645, 2.663432886262, 3.787878787879)
    through = (6.0, 6.0, 6.666666666667, 6.666666666667)
    p_wait = (0.5094339622642, 0.5541125541126, 0.5326865772524, 0.7575757575758)
    rows = {}
    for k in range(4):
        rows[f"queue {k}"] = (batch["queue"][:, k], batch["length"], waiting[k])
        rows[f"P(wait) {k}"] = (batch["must wait"][:, k], batch["attempts"][:, k], p_wait[k])
        if k:  # what comes to the first is what the control variates take out
            rows[f"through {k}"] = (batch["attempts"][:, k], batch["length"], through[k])
    present = (batch["queue"] + batch["in hand"]).sum(axis=1)
    rows["present"] = (present, batch["length"], 25.52939711072)
    compare(system, batch, rows)
