"""Every lever moves what it must, the way it must: the directional register, on a season."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest

from sim.contract.mechanism import Mechanism, Move
from sim.evidence import parameters, register
from sim.mechanisms import MECHANISMS
from sim.season import kpi
from sim.season.clock import run_season
from sim.season.setup import Setup
from tests.season.shop import small_shop

BUSY = {"people.late.count": 8, "demand.orders_day": 300.0}
SEEDS = range(1, 7)
MOVES = [(one, move) for one in MECHANISMS for move in one.moves]


def frozen(levers: dict) -> str:
    return json.dumps(levers, sort_keys=True, default=lambda part: part.model_dump(mode="json"))


@cache
def figures(levers: str) -> dict[str, np.ndarray]:
    """All figures of a busy shop under levers, by season: key figures, daily counts, accounts, and what is left."""
    setup = Setup(small_shop(**BUSY | json.loads(levers)), parameters())
    found: dict[str, list[float]] = {}
    for seed in SEEDS:
        result = run_season(setup, seed)
        end = kpi.end_state(setup, result)
        one = {f"left.{kind}": value for kind, value in end.by_kind.items()}
        here = result.state.people.employed(result.last - 1) & ~result.state.people.temp
        one["log_quits"] = result.state.held["quits"][here].mean()
        if "careers" in result.state.memory:
            careers = result.state.memory["careers"]
            one["lead_quality"] = careers.aptitude[careers.lead].mean()
        one |= {name: values.sum() for name, values in result.days.items()}
        one |= {name: values.sum() for name, values in result.ledger.items()}
        for name, value in (one | kpi.totals(setup, result, end=end)).items():
            found.setdefault(name, []).append(float(value))
    return {name: np.array(values) for name, values in found.items()}


@pytest.mark.parametrize(("mechanism", "move"), MOVES, ids=[move.lever for _, move in MOVES])
def test_a_lever_moves_its_figure_the_way_it_must(mechanism: Mechanism, move: Move):
    """Paired seasons: the mean difference has the sign, and luck alone would rarely give it."""
    base, moved = (figures(frozen(dict(move.beside) | more)) for more in ({}, {move.lever: move.value}))
    change = (moved[move.figure] - base[move.figure]) * (1 if move.way == "up" else -1)
    error = change.std(ddof=1) / len(change) ** 0.5
    assert change.mean() > max(2 * error, 0.0), (change.mean(), error, move.why)


def test_every_lever_has_its_direction():
    levers = {f"{one.name}.{field}" for one in MECHANISMS if one.levers for field in one.levers.model_fields}
    assert {move.lever for _, move in MOVES} == levers


def test_every_direction_names_a_reason_and_known_evidence():
    """What looks like an id of the register is one."""
    for _, move in MOVES:
        words = [word.strip("(),") for word in move.why.split()]
        ids = [word for word in words if "-" in word and word.upper()[:3] == word[:3] and word[:3].isalpha()]
        assert move.why and set(ids) <= set(register()), (move.lever, ids)
