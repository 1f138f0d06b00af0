"""The register: every effect has a source, every parameter its evidence, and code holds no effect of its own."""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path

import pytest

import sim
from sim.evidence import parameter_table, parameters, register
from sim.world import Mechanisms

ROOT = Path(sim.__file__).parent
MECHANISMS = sorted(
    path
    for folder in ("people", "organisation", "market", "operations", "governance")
    for path in (ROOT / folder).glob("*.py")
) + [ROOT / name for name in ("crew.py", "desk.py", "season.py", "world.py", "links.py", "kpi.py")]
HARMLESS = {0, 1, 2, -1}
READ = {"abstract", "secondary", "direction", "partly", "memory", "own"}


@pytest.mark.parametrize("path", MECHANISMS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_numeric_effect_stands_in_code(path):
    """Numbers in mechanisms are 0, 1, 2, or constants with a name of their own (units, definitions)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {
        id(node)
        for statement in tree.body
        if isinstance(statement, ast.Assign) and all(t.id.strip("_").isupper() for t in statement.targets)
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


def test_every_parameter_is_used_and_every_field_has_one():
    used = {"concurrency.wrong"}
    for prefix, name in (("talent", "talent"), ("learning", "learning"), ("fatigue", "fatigue"),
                         ("attrition", "attrition"), ("incentives", "incentives"), ("conversion", "conversion"),
                         ("contentment", "contentment"), ("preparation", "preparation")):  # fmt: skip
        part = getattr(Mechanisms.of(parameters()), name)
        used |= {f"{prefix}.{field.name}" for field in fields(part)}
    assert used == set(parameters())


def test_evidence_only_neutralises_assumptions_and_nothing_else():
    everything, evidence = parameters(), parameters(evidence_only=True)
    for name, row in parameter_table().items():
        expected = row.neutral if row.grade == "D" else row.value
        assert evidence[name] == expected
        assert (name in evidence.neutralised) == (everything[name] != expected)
    assert evidence["conversion.answered_lift"] == 1.16 and evidence["concurrency.wrong"] == 0
    assert everything.fingerprint() != evidence.fingerprint()
