"""Prints of what a result hangs on besides its scenario: the model's own text, and the numbers it read."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

from sim.evidence import DATA, parameter_table, parameters
from sim.scenario import KEY_LENGTH, Scenario
from sim.season.setup import parameter_ids

NUMBER_MAKERS = ("numpy", "numba", "scipy")  # another version may round otherwise


@cache
def of_model() -> str:
    """The same on two machines whose seasons come out the same: code, campaign presets, versions beneath."""
    here = Path(__file__).resolve().parents[1]
    found = hashlib.sha256()
    for root, pattern in ((here, "**/*.py"), (DATA / "campaigns", "*.toml"), (DATA, "kpis.toml")):
        for path in sorted(root.glob(pattern)):
            # universal newlines: a checkout on Windows is the same model
            found.update(f"{path.relative_to(root).as_posix()}\0{path.read_text(encoding='utf-8')}\0".encode())
    for name in NUMBER_MAKERS:
        found.update(f"{name} {metadata.version(name)}\0".encode())
    return found.hexdigest()[:KEY_LENGTH]


def of_parameters(scenario: Scenario, evidence_only: bool = False, doubt: bool = False) -> str:
    """Of the parameters that a season of `scenario` reads; with `doubt`, of the ranges they are drawn from, too."""
    values, ids = parameters(evidence_only), parameter_ids(scenario)
    found = values.fingerprint(ids)
    if doubt:
        table = parameter_table()
        ranges = [(name, table[name].distribution, table[name].low, table[name].high) for name in ids]
        found = hashlib.sha256(repr((found, ranges, values.neutralised)).encode()).hexdigest()
    return found[:KEY_LENGTH]
