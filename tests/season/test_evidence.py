"""The register: every effect has a source, every parameter its evidence, and code holds no effect of its own."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.contract.mechanism import ids_of
from sim.contract.people import Talent
from sim.evidence import GRADES, parameter_table, parameters, register, weakest
from sim.experiment.hiring_options import Alternatives
from sim.experiment.team_roster import Assumed
from sim.mechanisms import MECHANISMS

ROOT = Path(sim.__file__).parent
MODULES = sorted(path for folder in ("mechanisms", "season", "contract") for path in (ROOT / folder).glob("*.py"))
HARMLESS = {0, 1, 2, -1}
READ = {"abstract", "secondary", "direction", "partly", "memory", "own"}
# Fractions with a name are grids, tolerances and definitions, never effects: each is listed here with what it is.
DEFINITIONS = {
    "appraisal.WORKED": "working days of a week",
    "contest.CLOSE": "a tolerance",
    "pay.LEAST_NOISE": "a floor that keeps a slope finite",
    "pay.ALMOST_NOTHING": "a floor that keeps a logarithm finite",
    "quota.STEP": "a grid",
    "quota.REACH": "a grid",
    "quota.BEYOND": "a grid",
    "books.RELATIVE": "tolerances",
    "rota.ALMOST": "a tolerance",
}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_numeric_effect_stands_in_code(path):
    """In code: 0, 1, 2. Constants with a name: whole numbers (counts, units, grids), and the listed definitions."""
    found = effects_in(path.read_text(encoding="utf-8"), path.stem)
    assert not found, f"{path.name}: effects belong in data/parameters.csv: {found}"


@pytest.mark.parametrize(
    "code",
    ["ROOM_SHARE = 0.5", "def f(x):\n    return 3 * x", "SIZES = (1.0, 0.3)", "def f(x, by=0.7):\n    return by * x"],
)
def test_the_guard_finds_effects(code):
    assert effects_in(code, "some")


@pytest.mark.parametrize(
    "code", ["GRADE_WEEKS = 26", "x: float = Field(25.5, ge=0.5)", "def f(x):\n    return 1 - x / 2", "A = f(3)"]
)
def test_the_guard_lets_structural_numbers_be(code):
    assert not effects_in(code, "some")


def effects_in(code: str, module: str) -> list[str]:
    """Numbers that may be effects, with their lines."""
    tree = ast.parse(code)
    named: dict[int, str] = {}
    for statement in tree.body:
        targets = getattr(statement, "targets", [getattr(statement, "target", None)])
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and all(_upper(t) for t in targets):
            first = targets[0].elts[0] if isinstance(targets[0], ast.Tuple) else targets[0]
            name = getattr(first, "id", "")
            named |= {id(node): f"{module}.{name}" for node in ast.walk(statement)}
    fields = {id(node) for call in ast.walk(tree) if _is_field(call) for node in ast.walk(call)}
    return [
        f"line {node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
        and node.value not in HARMLESS
        and id(node) not in fields
        and not (id(node) in named and (float(node.value).is_integer() or named[id(node)] in DEFINITIONS))
    ]


def _upper(target: ast.AST | None) -> bool:
    """Whether an assignment gives names in capitals: one, or several at once."""
    names = target.elts if isinstance(target, ast.Tuple) else [target]
    return all(isinstance(name, ast.Name) and name.id.strip("_").isupper() for name in names)


def _is_field(node: ast.AST) -> bool:
    """A pydantic Field, whose numbers bound what a file may say or stand where it says nothing; a Move's setting."""
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Field", "Move"}


def test_every_effect_is_graded_and_says_where_it_was_read():
    for row in register().values():
        assert row.grade in GRADES and row.role in {"calibrates", "holds out", "context"} and row.read in READ, row.id
        assert row.source and row.unit, row.id


def test_a_law_is_graded_as_one_and_weakens_nothing():
    """A number that a law sets is no finding; beside a finding, the finding is the weaker."""
    laws = {row.id for row in register().values() if row.setting in ("statute", "law")}
    assert laws == {row.id for row in register().values() if row.grade == "L"} != set()
    assert {row.grade for row in parameter_table().values() if set(row.evidence) <= laws} == {"L"}
    assert [weakest("L" + grade) for grade in "ABCD"] == list("ABCD") and weakest("DLA") == "D"


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
    used = {name for one in MECHANISMS for name in one.parameter_ids()} | set(ids_of(Talent, "talent"))
    used |= set(ids_of(Alternatives, "capacity"))
    used |= set(ids_of(Assumed, "roster"))
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
