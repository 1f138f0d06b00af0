"""The register: every effect has a source, every parameter its evidence, and code holds no effect of its own."""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.evidence import parameter_table, parameters, register
from sim.mechanisms.appraisal import Appraisal
from sim.mechanisms.assistance import Assistance
from sim.mechanisms.attrition import Attrition, Reasons
from sim.mechanisms.contest import Contest
from sim.mechanisms.customers import Contentment, Conversion
from sim.mechanisms.fatigue import Fatigue
from sim.mechanisms.hiring import Recruitment
from sim.mechanisms.incentives import Incentives
from sim.mechanisms.know_how import KnowHow
from sim.mechanisms.leadership import Leadership
from sim.mechanisms.learning import Learning
from sim.mechanisms.motivation import Motivation
from sim.mechanisms.preparation import Preparation
from sim.mechanisms.quota import Quota
from sim.mechanisms.remote import Remote
from sim.mechanisms.roster import Talent
from sim.mechanisms.schedules import Schedules
from sim.mechanisms.selection import Selection
from sim.mechanisms.stock import Transfer
from sim.mechanisms.team_pay import TeamPay

ROOT = Path(sim.__file__).parent
MECHANISMS = sorted(path for folder in ("mechanisms", "season") for path in (ROOT / folder).glob("*.py"))
HARMLESS = {0, 1, 2, -1}
READ = {"abstract", "secondary", "direction", "partly", "memory", "own"}


@pytest.mark.parametrize("path", MECHANISMS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_numeric_effect_stands_in_code(path):
    """Numbers in mechanisms are 0, 1, 2, or constants with a name of their own (units, definitions)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {
        id(node)
        for statement in tree.body
        if isinstance(statement, ast.Assign) and all(_upper(t) for t in statement.targets)
        for node in ast.walk(statement)
    }
    named |= {id(node) for call in ast.walk(tree) if _is_field(call) for node in ast.walk(call)}
    found = [
        f"line {node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
        and node.value not in HARMLESS
        and id(node) not in named
    ]
    assert not found, f"{path.name}: a number without a name; effects belong in data/parameters.csv: {found}"


def _upper(target: ast.AST) -> bool:
    """Whether an assignment gives names in capitals: one, or several at once."""
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    return all(isinstance(name, ast.Name) and name.id.strip("_").isupper() for name in names)


def _is_field(node: ast.AST) -> bool:
    """A pydantic Field: its numbers bound what a file may say."""
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Field"


def test_every_effect_is_graded_and_says_where_it_was_read():
    for row in register().values():
        assert row.grade in "ABCD" and row.role in {"calibrates", "holds out", "context"} and row.read in READ, row.id
        assert row.source and row.unit, row.id


def test_every_parameter_hangs_on_known_evidence_and_lies_in_its_range():
    for row in parameter_table().values():
        assert row.evidence and set(row.evidence) <= set(register()), row.id
        assert row.low <= row.value <= row.high, row.id
        assert row.calibrated and row.meaning and row.unit, row.id


def test_no_parameter_is_set_on_a_number_that_tests_it():
    """A row held out for a test may not stand among the evidence of a parameter."""
    held = {row.id for row in register().values() if row.role == "holds out"}
    assert held and not [p.id for p in parameter_table().values() if held & set(p.evidence)]


BOUND = {
    "appraisal": Appraisal, "assistance": Assistance, "attrition": Attrition, "contentment": Contentment,
    "contest": Contest, "conversion": Conversion, "fatigue": Fatigue, "hiring": Recruitment, "incentives": Incentives,
    "know_how": KnowHow, "leadership": Leadership, "learning": Learning, "motivation": Motivation,
    "preparation": Preparation, "quits": Reasons, "quota": Quota, "remote": Remote, "schedules": Schedules,
    "selection": Selection, "talent": Talent, "team_pay": TeamPay, "transfer": Transfer,
}  # fmt: skip


def test_every_parameter_is_used_and_every_field_has_one():
    used = {"concurrency.wrong"}
    for prefix, mechanism in BOUND.items():
        parameters().bind(mechanism, prefix)
        used |= {f"{prefix}.{field.name}" for field in fields(mechanism)}
    assert used == set(parameters())


def test_evidence_only_neutralises_assumptions_and_nothing_else():
    everything, evidence = parameters(), parameters(evidence_only=True)
    for name, row in parameter_table().items():
        expected = row.neutral if row.grade == "D" else row.value
        assert evidence[name] == expected
        assert (name in evidence.neutralised) == (everything[name] != expected)
    assert evidence["conversion.answered_lift"] == 1.16 and evidence["concurrency.wrong"] == 0
    assert everything.fingerprint() != evidence.fingerprint()


def test_doubt_draws_every_uncertain_effect_from_its_range_and_leaves_the_others():
    table, base = parameter_table(), parameters()
    many = [base.drawn(seed) for seed in range(400)]
    for row in table.values():
        values = np.array([one[row.id] for one in many])
        if row.distribution == "fixed" or row.low == row.high:
            assert (values == row.value).all(), row.id
            continue
        assert row.low <= values.min() < values.max() <= row.high, row.id
        spread = ((row.high - row.low) ** 2 - (row.value - row.low) * (row.high - row.value)) / 18
        mean = (row.low + row.value + row.high) / 3
        assert abs(values.mean() - mean) < 4.5 * (spread / len(many)) ** 0.5, row.id


def test_effects_that_are_switched_off_stay_off_under_doubt():
    base = parameters(evidence_only=True)
    drawn = base.drawn(7)
    assert all(drawn[name] == base[name] for name in base.neutralised) and drawn.neutralised == base.neutralised
    assert drawn.fingerprint() != base.fingerprint() == parameters(evidence_only=True).fingerprint()
