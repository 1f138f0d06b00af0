"""Days that never settle: arrivals and staffing change by the hour (Kolmogorov's forward equations).

T1: rate 12 + 8 sin(2πt/12) an hour, service 30 min, patience 60 min, 6 agents. T2: an opening at midnight, rate
10 + 60 exp(−1.5 t), service 15 min, patience 20 min, and staffing that falls three times, under both rules for the
end of a shift. Each day starts empty. The numbers of contacts and their work are regressed out.

Two solvers give T1 and T2 with work handed back to eleven digits; `tests.floor.chains` is a third. For work
finished in hand, tables of anonymous servers say 12.9016 abandon in T2: there nobody starts a contact until the
number in service has fallen below the new staffing. People are not anonymous. Who stays goes on taking contacts while
a colleague finishes the last one, so fewer abandon; `chains` knows people by their shifts and says 12.5297.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.floor import Outcome, engines, tape
from tests.floor.builders import FOREVER, alike, kind, rules, work_types
from tests.floor.chains import solve
from tests.floor.theory import LIMIT

pytestmark = pytest.mark.theory
DAYS = {"simpy": 1000, "compiled": 1000}
HOURS, SLOTS = 24.0, 480
EDGES = np.linspace(0.0, HOURS, SLOTS + 1)

SINUS = 12.0 * EDGES - 8.0 * 12 / (2 * math.pi) * np.cos(2 * math.pi * EDGES / 12)
SPIKE = 10.0 * EDGES - 40.0 * np.exp(-1.5 * EDGES)
T1 = {
    "types": work_types(kind(work=0.5, patience=1.0)),
    "crew": alike(6),
    "means": np.diff(SINUS),
    "rules": rules(),
    "truth": {
        "abandoned by 4": 15.8592599398, "abandoned by 15": 41.6482520495, "abandoned": 64.0634562393,
        "served": 218.748515692, "busy": 109.374257846, "must wait": 201.717877413, "present at 24": 5.18802806843,
    },
}  # fmt: skip
# 8 agents from midnight, 5 from 2, 3 from 7, 6 from 9, 7 from 18, 4 from 22: people, on, off by preference
COHORTS = [(3, 0.0, FOREVER), (1, 18.0, FOREVER), (2, 0.0, 7.0), (3, 0.0, 2.0), (3, 9.0, 22.0)]
SHIFTS = [(c, on, off) for c, (people, on, off) in enumerate(COHORTS) for _ in range(people)]
T2 = {
    "types": work_types(kind(work=0.25, patience=1 / 3)),
    "crew": alike(
        len(SHIFTS),
        windows=[(a, on, off) for a, (_, on, off) in enumerate(SHIFTS)],
        preference=[[c] for c, _, _ in SHIFTS],
    ),
    "means": np.diff(SPIKE),
}
T2_HAND_BACK = T2 | {
    "rules": rules(hand_back=True),
    "truth": {
        "abandoned by 7": 8.27997825625, "abandoned by 9": 11.2396699722,
        "abandoned": 13.0940875439, "served": 264.356095725, "busy": 66.0890239314, "must wait": 53.7819972942,
        "present at 24": 2.54981673071,
    },
}  # fmt: skip
T2_FINISH = T2 | {
    "rules": rules(),
    "truth": {"abandoned": 12.52970527, "served": 264.92058168, "busy": 66.23014542},
}  # fmt: skip
CASES = {"T1": T1, "T2 handed back": T2_HAND_BACK, "T2 finished in hand": T2_FINISH}


@pytest.mark.parametrize("engine", [name for name in DAYS if name in engines()])
@pytest.mark.parametrize("case", CASES)
def test_time_varying_day(case, engine):
    case, run_day = CASES[case], engines()[engine]
    found, controls = [], []
    for day in range(DAYS[engine]):
        keys, times = tape.arrivals(1, day, "kind0", case["means"], EDGES)
        contacts = tape.build(case["types"], keys, np.zeros(len(keys), dtype=int), times, 1, HOURS)
        log = run_day(contacts, case["crew"], case["types"], case["rules"])
        found.append(_figures(log))
        controls.append([len(keys) - case["means"].sum(), contacts.work.sum() - len(keys) * case["types"].work_mean[0]])
    design = np.column_stack([np.ones(len(found)), np.array(controls)])
    off = {}
    for name, truth in case["truth"].items():
        values = np.array([figures[name] for figures in found])
        beta, *_ = np.linalg.lstsq(design, values, rcond=None)
        left = values - design @ beta
        error = math.sqrt(left @ left / (len(values) - 3) * np.linalg.inv(design.T @ design)[0, 0])
        off[name] = ((beta[0] - truth) / error, error / truth)
    assert all(abs(z) <= LIMIT for z, _ in off.values()), off
    assert off["abandoned"][1] <= 0.015, off


def test_solver_of_named_people_gives_the_tables_and_the_figures_above():
    spike = (COHORTS, lambda t: 10 + 60 * math.exp(-1.5 * t), 4.0, 3.0, HOURS)
    assert solve([(6, 0.0, FOREVER)], lambda t: 12 + 8 * math.sin(2 * math.pi * t / 12), 2.0, 1.0, HOURS, False) == (
        pytest.approx({name: T1["truth"][name] for name in ("abandoned", "served", "busy")}, rel=1e-7)
    )
    for case, hand_back in ((T2_HAND_BACK, True), (T2_FINISH, False)):
        truth = {name: case["truth"][name] for name in ("abandoned", "served", "busy")}
        assert solve(*spike, hand_back) == pytest.approx(truth, rel=1e-7)


def _figures(log):
    gave_up = log.outcome == Outcome.ABANDONED
    made = {f"abandoned by {t}": (gave_up & (log.end <= t)).sum() for t in (4, 7, 9, 15)}
    return made | {
        "abandoned": gave_up.sum(),
        "served": (log.outcome == Outcome.SERVED).sum(),
        "busy": log.service_area[0],
        "must wait": (log.start != log.enter).sum(),
        "present at 24": (log.outcome == Outcome.PENDING).sum(),
    }
