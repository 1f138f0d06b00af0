"""The name of a result: what changes it and what does not."""

from __future__ import annotations

from functools import reduce

import pytest
from pydantic import create_model

from sim.evidence import Parameters, parameters
from sim.experiment import keys
from sim.experiment.keys import result_key
from sim.scenario import KEY_LENGTH, Scenario
from sim.scenario.file import team, team_names
from sim.shop.types import Part

STARTER = team("starter")


def other(name: str, factor: float = 1.5) -> Parameters:
    """The register with one value changed."""
    return Parameters({**parameters(), name: parameters()[name] * factor + 0.125})


def parts() -> list[str]:
    """The scenario's fields that are a part of their own."""
    found = [(name, type(getattr(STARTER, name))) for name in Scenario.model_fields]
    return [name for name, kind in found if issubclass(kind, Part)]


@pytest.mark.parametrize("part", parts())
def test_a_new_field_with_a_neutral_default_changes_no_key(part: str) -> None:
    """In any part: the model grows, shipped results stay; said otherwise than its default, the field counts."""
    grown = create_model("Grown", __base__=type(getattr(STARTER, part)), entirely_new=(float, 0.0))
    required = Scenario.model_fields[part].is_required()
    wider = create_model("Wider", __base__=Scenario, **{part: (grown, ... if required else grown())})
    for name in team_names():
        said = team(name).model_dump()
        same = wider.model_validate(said)
        assert getattr(same, part).entirely_new == 0
        assert result_key(same, parameters()) == result_key(team(name), parameters())
        said[part] = {**said[part], "entirely_new": 1.0}
        assert result_key(wider.model_validate(said), parameters()) != result_key(team(name), parameters())


def test_a_new_part_changes_no_key() -> None:
    """A mechanism that has not been there before, and is off."""
    plan = create_model("Plan", __base__=Part, stock_days=(float, 0.0))
    wider = create_model("Wider", __base__=Scenario, weather=(plan, plan()))
    same = wider.model_validate(STARTER.model_dump())
    assert result_key(same, parameters()) == result_key(STARTER, parameters())
    assert result_key(same.with_levers({"weather.stock_days": 2.0}), parameters()) != result_key(same, parameters())


def test_a_scenario_has_one_key_however_it_came_about() -> None:
    """Read, changed and changed back, its defaults written out."""
    there = STARTER.with_levers({"peak.temps": 3})
    back = there.with_levers({"peak.temps": STARTER.peak.temps})
    plain = Scenario.model_validate(STARTER.model_dump(exclude_defaults=True))
    found = {result_key(one, parameters()) for one in (STARTER, back, plain)}
    assert len(found) == 1 and found != {result_key(there, parameters())}
    assert {len(one) for one in found} == {KEY_LENGTH}


def test_a_changed_parameter_moves_the_keys_of_all_that_read_it_and_no_other(monkeypatch) -> None:
    """Seasons that use a mechanism read its parameters; here: hiring is read by those with open posts only."""
    used, unused = "hiring.", "fatigue."
    first, second = (next(name for name in sorted(parameters()) if name.startswith(start)) for start in (used, unused))
    hires = STARTER.with_levers({"hiring.applicants": STARTER.hiring.applicants + 1})

    def ids(scenario: Scenario) -> tuple[str, ...]:
        return (first, second) if scenario.hiring != STARTER.hiring else (second,)

    monkeypatch.setattr(keys, "parameter_ids", ids)

    def moved(name: str) -> list[bool]:
        return [result_key(one, parameters()) != result_key(one, other(name)) for one in (STARTER, hires)]

    assert moved(first) == [False, True]
    assert moved(second) == [True, True]


def test_every_parameter_that_a_season_reads_is_in_its_key() -> None:
    """By the season's own list: each of them moves the key, the rest of the register does not."""
    read = set(keys.parameter_ids(STARTER))
    assert read
    for name in parameters():
        assert (result_key(STARTER, other(name)) != result_key(STARTER, parameters())) == (name in read), name


def test_other_facts_belong_to_the_key() -> None:
    """The seed, and whatever else a result hangs on."""
    found = [result_key(STARTER, parameters(), **facts) for facts in ({}, {"seed": 1}, {"seed": 2}, {"first": 1})]
    assert len(set(found)) == 4


def test_parameters_that_lack_one_are_refused() -> None:
    """A key must not be made without knowing all that the result hangs on."""
    lacking = Parameters(dict(list(parameters().items())[1:]))
    with pytest.raises(KeyError):
        result_key(STARTER, lacking)


def test_levers_change_what_they_name_and_nothing_else() -> None:
    """Changing one part by itself gives what taking apart and checking the whole scenario gives."""
    from sim.scenario import _step

    for levers in (
        {"peak.temps": 4, "peak.overtime_hours": 1.0}, {"demand.orders_day": 900.0, "pay.level": 1.1},
        {f"people.{STARTER.people[0].id}.count": 7}, {f"work.{STARTER.work[0].id}.rate": 0.3, "id": "other"},
        {"calendar.campaigns": ()}, {},
    ):  # fmt: skip
        whole = STARTER.model_dump()
        for path, value in levers.items():
            *above, last = path.split(".")
            reduce(_step, above, whole)[last] = value
        assert STARTER.with_levers(levers) == Scenario.model_validate(whole)
    shift = STARTER.people[0].shift
    with pytest.raises(ValueError, match="shift"):  # what holds between parts is still checked
        STARTER.with_levers({"shifts": {"another": STARTER.shifts[shift].model_dump()}})
