"""docs/notebook.md does what it says: its examples run in order, its sentences are the model's own."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from playbook import practice, team
from playbook.api.results import Result
from sim.files.bad_input import BadInput

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "notebook.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
SLIPS = re.findall(r"^    ((?:peak|shop)\.\S+\(.*?\)) +(\S.*)$", TEXT, re.MULTILINE)


def cell(source: str, names: dict[str, Any]) -> list[Any]:
    """Runs a cell; gives the value of each line that is an expression."""
    found = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.Expr):
            found.append(eval(compile(ast.Expression(node.value), "docs/notebook.md", "eval"), names))
        else:
            exec(compile(ast.Module([node], []), "docs/notebook.md", "exec"), names)
    return found


@pytest.mark.timeout(600)  # two dozen plans are played: half a minute on a machine that has nothing else to do
def test_the_examples_run_in_their_order(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    shown = [one for block in BLOCKS for one in cell(block, names)]
    results = [one for one in shown if isinstance(one, Result)]
    assert len(BLOCKS) > 8 and len(results) > 8
    for one in results:
        assert one._repr_mimebundle_().keys() == {"text/plain", "text/html", "image/png"}
        assert len(one.frame) and len(one.table)
    assert names["larger"].scenario.at("people.service_early.count") == 4
    assert names["dearer"].scenario.money.order_value == 220
    assert names["busier"].scenario.demand.orders_day == 2000
    assert names["again"] == names["larger"]
    sums = next(one for one in shown if isinstance(one, pd.Series) and one.name == "amount")
    assert sums.to_numpy() == pytest.approx(names["peak"].why(n=2).why.change)


@pytest.mark.parametrize("call, sentence", SLIPS)
def test_the_slips_are_told_as_it_says(call, sentence):
    names = {"peak": practice("peak-time"), "shop": team("flagship")}
    with pytest.raises(BadInput) as error:
        eval(call, names)
    assert str(error.value) == sentence


def test_there_are_slips_to_try():
    assert len(SLIPS) == 3
