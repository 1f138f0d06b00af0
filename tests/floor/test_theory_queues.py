"""The floor in the long run against queueing theory: every system of which both know the answer.

Theory is `sim.planning`, itself held to ten digits by tests/planning; the runs are those of `sim.studies.theory`, of
which notebooks show the same rows. Each figure must lie within 3.5 standard errors; seeds were fixed beforehand.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.floor import laws
from sim.studies import theory, theory_cases, theory_families
from sim.studies.floors import alike, kind, work_types
from tests.planning import reference as ref

# one of each family, none so near to saturation that a short run remembers how it began
QUICK = (
    "M/M/10/10, 10 erlang", "M/M/14, 10 erlang", "M/M/1, 0.8 erlang", "M/M/10+M, 8 erlang, patience 4",
    "M/M/100+M, 120 erlang, patience 1", "M/M/25+M, 25 erlang, patience 4 (β = 0)", "M/M/20+E2, 22 erlang",
    "M/M/20+LN, 22 erlang", "M/M/20+D, 22 erlang", "M/M/10, priorities 3 > 5", "M/M/15/20, 14 erlang",
    "six types, 1 skill each", "M/G/1, 0.8 erlang, SCV 0", "M/G/1, 0.8 erlang, SCV 0.5", "M^7/M/1, 0.7 erlang",
    "M/M/10+M, 10 erlang, balking 0.05", "M/M/3 retrial, 2.2 erlang", "M/M/5+M retrial, 6 erlang",
    "M/M/3+M, 3 chats each", "N-design, pool 2 favours class 1", "Jackson network with rework",
)  # fmt: skip


def off(rows) -> list[str]:
    """The rows beyond the limit, as words."""
    rows = list(rows)
    assert rows
    beyond = [row for row in rows if not row.agrees]
    return [f"{r.case}, {r.measure}: {r.simulated:.6g}, not {r.exact:.6g} ({r.z:+.2f} se)" for r in beyond]


@pytest.mark.parametrize("name", QUICK)
def test_a_short_run_agrees(name):
    assert not off(theory.run([name], 40_000, batches=20))


@pytest.mark.parametrize("name", theory_families.named())
def test_durations_of_any_family_agree(name):
    """Work, wrap-up, patience and the time until a redial; long tails need more customers."""
    assert not off(theory.run([name], 200_000))


@pytest.mark.theory
@pytest.mark.parametrize("name", theory.cases())
def test_a_million_customers_agree(name):
    assert not off(theory.run([name]))


@pytest.mark.parametrize("name", ["M/M/10+M, 8 erlang, patience 4", "M/M/3+M, 3 chats each"])
def test_the_reference_engine_agrees(name):
    """SimPy is the definition; that the compiled floor gives the same log is tested elsewhere, contact by contact."""
    assert not off(theory.run([name], 10_000, batches=10, engine="simpy"))


def test_one_agent_more_is_noticed():
    """Eleven agents held to the theory of ten: a comparison that cannot fail proves nothing."""
    case = theory.cases()["M/M/10+M, 8 erlang, patience 4"]
    rows = list(theory.compare("eleven", replace(case, crew=alike(11)), 40_000, batches=20))
    assert all(not row.agrees for row in rows if row.measure in ("delayed", "abandoned", "wait", "queue", "occupancy"))


def test_a_rare_thing_that_was_not_seen_is_no_contradiction():
    """With 72 erlang on 24 agents two customers in a hundred million are answered in 20 s."""
    rows = {row.measure: row for row in theory.run(["M/M/24+M, 72 erlang, patience 1"], 5_000, batches=10)}
    assert rows["s1"].simulated == 0.0 and rows["s1"].exact < 1e-7 and rows["s1"].agrees


def test_no_reference_system_is_left_out():
    """The parameters of the reference tables are the parameters of the cases."""
    assert {(load, int(n)) for load, n, _ in ref.ERLANG_B} == set(theory_cases.LOSS)
    assert {int(n) for n, *_ in ref.ERLANG_B_LOAD} == set(theory_cases.LOSES_1_PERCENT)
    systems = {(round(row[0], 6), round(row[1], 6), int(row[2])) for row in ref.ERLANG_C}
    assert systems <= {(round(arrival, 6), round(service, 6), n) for arrival, service, n, _ in theory_cases.PATIENT}
    impatient = [(*row[:3], int(row[3]), tail[0]) for row, tail in zip(ref.ERLANG_A, ref.ERLANG_A_TAILS, strict=True)]
    assert np.allclose(impatient, theory_cases.IMPATIENT, rtol=1e-12)
    assert {(int(n), quality, ratio) for n, quality, ratio, *_ in ref.SQUARE_ROOT} == set(theory_cases.SQUARE_ROOT)
    families = ("+E2", "+LN", "+D", "priorities", "/20,", "/120,", "/17,", "M/G/1", "M^", "retrial", "balking", "chats",
                "N-design", "Jackson", "six types")  # fmt: skip
    assert all(any(family in name for name in theory.cases()) for family in families)


def test_the_laws_of_the_cases_have_the_variance_that_theory_is_told():
    """Mean 1 and the squared coefficient of variation, from a million quantiles."""
    for name, known in theory_families.LAWS.items():
        types = work_types(kind(laws={"work": known.law}))
        made = laws.durations(types, int(types.work_family[0]), (np.arange(1_000_000) + 0.5) / 1_000_000)
        assert (known.law.mean, made.mean(), made.var()) == pytest.approx((1.0, 1.0, known.scv), rel=2e-3), name


def test_an_unknown_case_is_refused():
    with pytest.raises(KeyError):
        list(theory.run(["M/M/0"]))
