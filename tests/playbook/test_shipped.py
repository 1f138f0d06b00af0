"""Shipped results are what the model computes today: a sample of every file, and the digest of all of it."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from playbook import baselines, sealed
from playbook.lab.seasons import BASELINES
from tests.playbook.recomputed import FILES, Place, at, disagreements, fresh, unit

EVERY = pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
TRIED = 40  # numbers changed in a file


def numbers(data: Any, place: Place = ()) -> Iterator[Place]:
    """The places of all numbers."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from numbers(value, (*place, name))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from numbers(value, (*place, i))
    elif isinstance(data, (int, float)) and not isinstance(data, bool):
        yield place


def changed(data: dict[str, Any], place: Place, value: float) -> dict[str, Any]:
    """A copy with another number at a place."""
    other = copy.copy(data)
    inside: Any = other
    for step in place[:-1]:
        inside[step] = copy.copy(inside[step])
        inside = inside[step]
    inside[place[-1]] = value
    return other


def resealed(data: dict[str, Any]) -> dict[str, Any]:
    """As if it had been written that way."""
    return data | {"digest": sealed.digest(data)}


def some(places: list[Place]) -> list[Place]:
    return places[:: max(1, len(places) // TRIED)]


@EVERY
def test_a_sample_computed_anew_is_what_is_shipped(file: Path) -> None:
    """The model has changed without its results: `python -m playbook.build baselines --all | truth | studies`."""
    sample = fresh(file)
    assert sum(isinstance(value, float) for value in sample.values()) > 0
    assert disagreements(sealed.read(file), sample) == []


@EVERY
def test_a_number_changed_by_hand_is_noticed(file: Path) -> None:
    """Any number of the file, in its last digit: the digest is of another content."""
    data = sealed.read(file)
    places = list(numbers({name: value for name, value in data.items() if name != "digest"}))
    for place in some(places):
        value = at(data, place)
        assert disagreements(changed(data, place, value + (unit(value) or 1)), {}), place


@EVERY
def test_a_number_changed_and_sealed_again_is_noticed_where_it_is_sampled(file: Path) -> None:
    """The digest is right then; the model says something else, in the last digit kept."""
    data, computed = sealed.read(file), fresh(file)
    for place in some(list(computed)):
        value, wrong = at(data, place), "something else"
        if isinstance(value, (int, float)):
            # away from what is computed: halfway between two last digits, both are right
            step = unit(value) or 1
            wrong = value + step if value >= computed[place] else value - step
        assert disagreements(resealed(changed(data, place, wrong)), computed), place


@pytest.mark.parametrize("file", [file for file in FILES if file.parent == BASELINES], ids=lambda file: file.stem)
def test_a_part_of_an_explanation_cannot_change_alone(file: Path) -> None:
    """Every part of every replication: they add up to the change."""
    data = sealed.read(file)
    (why,) = data["why"]
    for place, one in ((("why", 0), why), (("why", 0, "loops"), why["loops"])):
        for name, values in (one or {"parts": {}})["parts"].items():
            for r, value in enumerate(values):
                parts = [some[r] for some in one["parts"].values()]
                step = 2 * sum(map(unit, [*parts, one["change"][r]])) or 1
                wrong = changed(data, (*place, "parts", name, r), value + step)
                assert disagreements(resealed(wrong), {}), (name, r)


def test_a_result_that_is_missing_disagrees() -> None:
    """A row of the model that the file does not have."""
    file = BASELINES / "starter.json"
    data = sealed.read(file)
    again = fresh(file)
    key = next(place[1] for place in again if place[0] == "seasons")  # one of those that are computed anew
    lacking = copy.deepcopy(data)
    del lacking["seasons"][key]["totals"]["profit"]
    assert disagreements(resealed(lacking), again)


def test_every_plan_has_its_file_and_every_file_its_plan() -> None:
    """A practice without shipped results, and results of a practice that is gone."""
    assert {file.stem for file in BASELINES.glob("*.json")} == set(baselines.names())


@pytest.mark.parametrize("name", baselines.names())
def test_nothing_shipped_is_out_of_date(name: str) -> None:
    """Scenario, levers, challenges, parameters: `python -m playbook.build baselines` makes what is missing."""
    assert baselines.out_of_date(baselines.plan(name), sealed.read(BASELINES / f"{name}.json")) == []
