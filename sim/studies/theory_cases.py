"""The stationary cases: every system of which `sim.planning` knows the long run and the floor can play.

Parameters are those of published examples where there are any; the answers are computed, never copied. Service takes
one unit of time on average unless a rate is given.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from sim.draws import Purpose, exponential
from sim.floor import Channel, Family, Tape
from sim.planning import queueing as q
from sim.studies.floors import alike, crew, kind, rules, work_types
from sim.studies.theory import Case

EVER = 10_000  # redials and transfers without limit

# erlangs, agents
LOSS = (
    (0.5, 1), (1, 2), (2, 5), (5, 5), (5, 10), (10, 10), (12, 20), (20, 30), (50, 60), (80, 90), (100, 100), (200, 220),
    (950, 1000),
)  # fmt: skip
LOSES_1_PERCENT = (1, 2, 5, 10, 20, 50, 100)
# arrival rate, service rate, agents, bound: 100 calls of 3 minutes in half an hour (seconds); ContactCenters MMC;
# one agent; Garnett, Mandelbaum & Reiman 2002, also with 3.1 % fewer calls; Wallace & Whitt 2005; a large team; 0.2
# calls a second of 4 minutes; Bronson 1982, example 24.6 (years)
PATIENT = (
    *((1 / 18, 1 / 180, n, 20.0) for n in range(11, 16)), (4.2, 0.5, 12, 1 / 3), (0.8, 1.0, 1, 1.0),
    (48.0, 1.0, 50, 1 / 3), (48 * 0.969, 1.0, 50, 1 / 3), (84.0, 1.0, 90, 0.05), (950.0, 1.0, 1000, 0.01),
    (0.2, 1 / 240, 55, 15.0), (300.0, 182.5, 3, 0.001),
)  # fmt: skip
# arrival rate, service rate, patience rate, agents, bound
IMPATIENT = (
    (48.0, 1.0, 0.5, 50, 1 / 3), (8.0, 1.0, 0.25, 10, 0.1), (10.0, 1.0, 1.0, 10, 0.1), (100.0, 1.0, 1.0, 100, 0.05),
    (102.0, 1.0, 1.0, 100, 0.1), (120.0, 1.0, 1.0, 100, 0.1), (100.0, 1.0, 0.1, 100, 0.1),
    (100.0, 1.0, 10.0, 100, 0.01), (4.2, 0.5, 1.0, 12, 1 / 3), (36.0, 0.5, 0.5, 24, 1 / 3),
)  # fmt: skip
# agents, quality β (arrival rate = n − β√n), patience rate
SQUARE_ROOT = (
    (25, 0.5, 0), (100, 0.5, 0), (400, 1.0, 0), (25, 0.0, 0.25), (100, 0.0, 0.25), (100, -0.5, 1), (100, 1.0, 1),
    (100, 1.0, 4), (400, -0.5, 4), (400, 0.0, 1),
)  # fmt: skip


def named() -> dict[str, Case]:
    """All cases by name."""
    made = [
        *(_loss(*row) for row in LOSS),
        *(_loss(q.erlang_b_load(0.01, n), n) for n in LOSES_1_PERCENT),
        *(_patient(*row) for row in PATIENT),
        *(_impatient(*row) for row in IMPATIENT),
        *(_square_root(*row) for row in SQUARE_ROOT),
        *(_general(arrival, n, law) for law in PATIENCE for arrival, n in ((22.0, 20), (102.0, 100))),
        *(_priorities(*row) for row in (((3.0, 5.0), 10), ((2.0, 3.0, 4.0), 10), ((0.3, 0.5), 1))),
        *(_room(*row) for row in ((8.4, 0.1, 90, 30, 6), (1.4, 0.1, 15, 5, 1), (4.2, 0.5, 12, 5, 1))),
        *(six_types(skills) for skills in (1, 6)),
        *(_single(scv) for scv in (0.0, 0.5, 1.0, 4.0)),
        *(_together(*row) for row in ((0.1, 7), (0.04, 20))),
        *(_balking(*row) for row in ((0.05, 0.01, 0.001, 8, 0.1), (10.0, 1.0, 0.5, 10, 0.05))),
        *(_retrial(*row) for row in ((0.6, 1, 0.5), (2.2, 3, 0.5))),
        _retrial_of_the_impatient(6.0, 0.5, 5, 0.5, 0.25),
        *(_chats(*row) for row in ((4.5, 3, (1.0, 1.6, 1.8), 0.5), (7.0, 5, (1.0, 1.5), 1.0), (3.6, 4, (1.0,), 0.25))),
        *(_shared_pool(favours) for favours in (2, 1)),
        _back_office(),
    ]
    found = dict(made)
    if len(found) < len(made):
        raise AssertionError("two cases have one name")
    return found


def _loss(load: float, n: int) -> tuple[str, Case]:
    def exact() -> dict[str, Any]:
        lost = q.erlang_b(load, n)
        return {"blocked": lost, "occupancy": load * (1.0 - lost) / n}

    return f"M/M/{n}/{n}, {load:.4g} erlang", Case(work_types(kind()), alike(n), (load,), exact, rules(waiting_room=0))


def _patient(arrival: float, service: float, n: int, t: float) -> tuple[str, Case]:
    def exact() -> dict[str, Any]:
        c = q.erlang_c(arrival, service, n)
        found = {name: getattr(c, name) for name in ("delayed", "wait", "queue", "occupancy")}
        return found | {"s1": c.answered_within(t)}

    return f"M/M/{n}, {arrival / service:.4g} erlang", Case(
        work_types(kind(work=1 / service)), alike(n), (arrival,), exact, within=t
    )


def _impatient(arrival: float, service: float, patience: float, n: int, t: float) -> tuple[str, Case]:
    def exact() -> dict[str, Any]:
        a = q.erlang_a(arrival, service, patience, n)
        names = ("delayed", "abandoned", "wait", "queue", "in_system", "occupancy", "wait_served", "wait_abandoned")
        levels = dict(zip(("s1", "s2", "s3"), a.service_levels(t), strict=True))
        tail = {"waits_longer": a.waits_longer(t), "abandoned_early": a.abandoned_within(t)}
        return {name: getattr(a, name) for name in names} | levels | tail

    return f"M/M/{n}+M, {arrival / service:.4g} erlang, patience {service / patience:.4g}", Case(
        work_types(kind(work=1 / service, patience=1 / patience)), alike(n), (arrival,), exact, within=t
    )


def _square_root(n: int, quality: float, patience: float) -> tuple[str, Case]:
    """As staffed by the square-root rule."""
    arrival = n - quality * math.sqrt(n)
    name, case = _impatient(arrival, 1.0, patience, n, 0.1) if patience else _patient(arrival, 1.0, n, 0.1)
    return f"{name} (β = {quality:g})", case


def _two_stages(tape: Tape) -> Tape:
    """Patience as the sum of two exponentials."""
    half = sum(exponential(tape.key, purpose, 0.5) for purpose in (Purpose.PATIENCE_A, Purpose.PATIENCE_B))
    return replace(tape, deadline=tape.enter + half)


# law: how the floor draws it, how the draws are altered, what theory is told; mean 1
PATIENCE: dict[str, tuple[dict[str, Any], Callable[[Tape], Tape] | None, q.Patience]] = {
    "M": ({"patience_family": Family.EXPONENTIAL}, None, q.ExponentialPatience(1.0)),
    "E2": ({"patience_family": Family.EXPONENTIAL}, _two_stages, q.GammaPatience(1.0, 2)),
    "LN": ({"patience_family": Family.LOGNORMAL}, None, q.LognormalPatience(1.0, 1.0)),
    "D": ({"patience_family": Family.FIXED}, None, q.FixedPatience(1.0)),
}


def _general(arrival: float, n: int, law: str) -> tuple[str, Case]:
    family, altered, patience = PATIENCE[law]

    def exact() -> dict[str, Any]:
        g = q.impatient(arrival, 1.0, n, patience)
        found = {name: getattr(g, name) for name in ("delayed", "abandoned", "wait", "queue", "occupancy")}
        return found | {"waits_longer": g.waits_longer(0.1)}

    return f"M/M/{n}+{law}, {arrival:g} erlang", Case(
        work_types(kind(patience=1.0, **family)), alike(n), (arrival,), exact, within=0.1, altered=altered
    )


def _priorities(rates: tuple[float, ...], n: int) -> tuple[str, Case]:
    def exact() -> dict[str, Any]:
        return {"delayed": q.erlang_c(sum(rates), 1.0, n).delayed, "wait": q.priority_waits(rates, 1.0, n)}

    types = work_types(*(kind(priority=k) for k in range(len(rates))))
    return f"M/M/{n}, priorities {' > '.join(f'{r:g}' for r in rates)}", Case(types, alike(n, len(rates)), rates, exact)


def _room(arrival: float, service: float, n: int, room: int, kinds: int) -> tuple[str, Case]:
    """Kinds that everybody can serve are one queue, and share one room."""

    def exact() -> dict[str, Any]:
        f = q.finite_room(arrival, service, n, room)
        found = {name: getattr(f, name) for name in ("blocked", "delayed", "wait", "queue", "occupancy")}
        return found | {"waits_longer": f.waits_longer(0.5)}

    return f"M/M/{n}/{n + room}, {arrival / service:g} erlang", Case(
        work_types(*[kind(work=1 / service)] * kinds), alike(n, kinds), (arrival / kinds,) * kinds, exact,
        rules(waiting_room=room), within=0.5,
    )  # fmt: skip


def six_types(skills: int) -> tuple[str, Case]:
    """Six types of 14 erlang, 90 agents with so many skills each, 30 more may wait (Wallace & Whitt 2005).

    An agent is tried first for the own type; the second, third, … skills of the fifteen of a type are spread over the
    other five. doi:10.1287/msom.1050.0086
    """
    agents, types, room, rates = 90, 6, 30, (1.4,) * 6

    def exact() -> dict[str, Any]:
        if skills == 1:
            blocked, wait = q.shared_room(rates, 0.1, (agents // types,) * types, room)
            return {"blocked": blocked, "wait": wait}
        f = q.finite_room(sum(rates), 0.1, agents, room)
        return {"blocked": f.blocked, "wait": f.wait} if skills == types else {}

    speed, preference = np.zeros((agents, types)), np.zeros((agents, types), dtype=int)
    for a in range(agents):
        own = a % types
        others = [(own + 1 + (a // types + i) % (types - 1)) % types for i in range(skills - 1)]
        speed[a, [own, *others]], preference[a, others] = 1.0, 1
    return f"six types, {skills} skill{'s' if skills > 1 else ''} each", Case(
        work_types(*[kind(work=10.0)] * types), crew(speed, preference=preference), rates, exact,
        rules(waiting_room=room),
    )  # fmt: skip


def _single(scv: float) -> tuple[str, Case]:
    family = {0.0: Family.FIXED, 1.0: Family.EXPONENTIAL}.get(scv, Family.LOGNORMAL)

    def exact() -> dict[str, Any]:
        s = q.single_server(0.8, 1.0, scv)
        return {name: getattr(s, name) for name in ("delayed", "wait", "queue", "occupancy")}

    types = work_types(kind(work_family=family, work_cv=math.sqrt(scv)))
    return f"M/G/1, 0.8 erlang, SCV {scv:g}", Case(types, alike(1), (0.8,), exact)


def _together(rate: float, size: int) -> tuple[str, Case]:
    def exact() -> dict[str, Any]:
        return {"in_system": q.batches(rate, size, size**2, 1.0), "occupancy": rate * size}

    return f"M^{size}/M/1, {rate * size:g} erlang", Case(work_types(kind()), alike(1), (rate,), exact, together=size)


def _balking(arrival: float, service: float, patience: float, n: int, balking: float) -> tuple[str, Case]:
    def exact() -> dict[str, Any]:
        a = q.erlang_a(arrival, service, patience, n, balking)
        return {name: getattr(a, name) for name in ("all_busy", "balked", "abandoned", "queue", "occupancy")}

    types = work_types(kind(work=1 / service, patience=1 / patience, balking=balking))
    return f"M/M/{n}+M, {arrival / service:g} erlang, balking {balking:g}", Case(types, alike(n), (arrival,), exact)


def _retrial(arrival: float, n: int, retry: float) -> tuple[str, Case]:
    """Callers who are blocked and never give up."""

    def exact() -> dict[str, Any]:
        r = q.retrial(arrival, 1.0, n, retry)
        found = {name: getattr(r, name) for name in ("all_busy", "orbit", "attempts")}
        return found | {"blocked": r.abandoned, "in_hand": r.busy}

    return f"M/M/{n} retrial, {arrival:g} erlang", Case(
        work_types(kind(redial=1.0, redial_after=1 / retry)), alike(n), (arrival,), exact,
        rules(waiting_room=0, max_redials=EVER),
    )  # fmt: skip


def _retrial_of_the_impatient(
    arrival: float, patience: float, n: int, returning: float, retry: float
) -> tuple[str, Case]:
    def exact() -> dict[str, Any]:
        r = q.erlang_a_retrial(arrival, 1.0, patience, n, returning, retry)
        found = {name: getattr(r, name) for name in ("all_busy", "orbit", "attempts", "queue", "abandoned")}
        return found | {"in_hand": r.busy, "answered": 1.0 - r.lost}

    return f"M/M/{n}+M retrial, {arrival:g} erlang", Case(
        work_types(kind(patience=1 / patience, redial=returning, redial_after=1 / retry)), alike(n), (arrival,), exact,
        rules(max_redials=EVER),
    )  # fmt: skip


def _chats(arrival: float, n: int, total_rates: tuple[float, ...], patience: float) -> tuple[str, Case]:
    """Somebody with k chats ends them at the total rate `total_rates[k − 1]`: each is stretched by k over that."""

    def exact() -> dict[str, Any]:
        c = q.chat_desk(arrival, n, total_rates, patience)
        ends = tuple(n * share * rate for share, rate in zip(c.load_shares[1:], total_rates, strict=True))
        found = {name: getattr(c, name) for name in ("delayed", "abandoned", "wait", "queue", "chat_time")}
        return found | {"in_hand": c.chats, "occupancy": 1.0 - c.load_shares[0], "ends": ends}

    stretch = [(k + 1) / rate for k, rate in enumerate(total_rates)]
    return f"M/M/{n}+M, {len(total_rates)} chats each", Case(
        work_types(kind(Channel.CHAT, patience=1 / patience)), alike(n, chats=len(total_rates)), (arrival,), exact,
        rules(stretch),
    )  # fmt: skip


def _shared_pool(favours: int) -> tuple[str, Case]:
    """The N-design: class 1 overflows to pool 2, which alone serves class 2."""
    rates, pools, patience = (6.0, 4.0), (5, 6), (0.5, 0.5)

    def exact() -> dict[str, Any]:
        s = q.n_model(rates, 1.0, pools, patience, favours)
        return {name: getattr(s, name) for name in ("delayed", "abandoned", "queue", "occupancy")}

    types = work_types(*(kind(patience=1 / theta, priority=abs(favours - 1 - k)) for k, theta in enumerate(patience)))
    speed, preference = np.repeat([[1.0, 0.0], [1.0, 1.0]], pools, axis=0), np.repeat([[0, 0], [1, 0]], pools, axis=0)
    return f"N-design, pool 2 favours class {favours}", Case(
        types, crew(speed, preference=preference), rates, exact, pools=pools
    )


def _back_office() -> tuple[str, Case]:
    """Six jobs an hour through listing, content, design and check; a tenth goes from the check back to design."""
    people, rates, onward, share = (4, 5, 8, 2), (2.0, 1.5, 1.0, 4.0), (1, 2, 3, 2), (1.0, 1.0, 1.0, 0.1)
    entries = (6.0, 0.0, 0.0, 0.0)

    def exact() -> dict[str, Any]:
        routing = np.zeros((4, 4))
        routing[range(4), onward] = share
        net = q.jackson(entries, routing.tolist(), rates, people)
        found = {name: tuple(getattr(s, name) for s in net.stations) for name in ("delayed", "queue", "occupancy")}
        return found | {"attempts": net.flows, "in_system": net.in_system}

    types = work_types(
        *(kind(Channel.DEFERRED, work=1 / rates[k], transfer=share[k], transfer_to=onward[k]) for k in range(4))
    )
    return "Jackson network with rework", Case(
        types, crew(np.repeat(np.eye(4), people, axis=0)), entries, exact, rules(max_transfers=EVER), pools=people
    )
