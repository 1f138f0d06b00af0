"""Scenario files: TOML in and out, the shipped teams, and the JSON Schema."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from sim.evidence import DATA
from sim.files.atomic import write_atomic
from sim.files.bad_input import BadInput, advice, bad, shown
from sim.files.messages import phrase
from sim.files.toml_file import read_toml, toml_bytes, write_bytes
from sim.files.validation import validated
from sim.scenario import Scenario
from sim.scenario.orders import orders_of
from sim.shop.campaigns import campaign_names

__all__ = [
    "BadInput",
    "read_scenario",
    "scenario_bytes",
    "schema",
    "team",
    "team_names",
    "write_scenario",
    "write_schema",
]

TEAMS = DATA / "teams"
SCHEMA = DATA / "scenario.schema.json"
ORDER = ("starter", "flagship", "livestream", "jd", "crossborder")  # as people meet them: the small one first


def read_scenario(path: Path | str) -> Scenario:
    """The scenario of a TOML file. `demand.hourly_csv` is relative to the file and becomes absolute here.

    Raises BadInput with one sentence for anything that cannot be used, an order file included.
    """
    path = Path(path)
    scenario = validated(Scenario, read_toml(path), path)
    for row, event in enumerate(scenario.calendar.campaigns, start=1):
        if event.preset not in campaign_names():
            field = phrase("field.row", name="calendar.campaigns.preset", rows=row)
            near = advice(event.preset, campaign_names())
            raise bad(path, phrase("field.is", field=field, value=shown(event.preset), reason=near))
    orders = scenario.demand.hourly_csv
    if orders is None:
        return scenario
    full = path.absolute().parent / orders
    if not full.is_file():
        reason = phrase("scenario.no_orders_file")
        raise bad(path, phrase("field.is", field="demand.hourly_csv", value=shown(orders), reason=reason))
    orders_of(scenario, full)  # a season must not fail on it later
    return scenario.with_levers({"demand.hourly_csv": str(full)})


def write_scenario(scenario: Scenario, path: Path | str) -> None:
    """Write a scenario so that `read_scenario` gives back an equal one. Whole or not at all.

    An order file in the folder of `path` or below it is named relative to it, so that the folder can move.
    """
    write_bytes(path, scenario_bytes(scenario, path))


def scenario_bytes(scenario: Scenario, path: Path | str) -> bytes:
    """What `write_scenario` writes at `path`."""
    path = Path(path)
    data = _without_none(scenario.model_dump())
    orders = scenario.demand.hourly_csv
    if orders is not None:
        folder, full = path.absolute().parent, Path(orders).absolute()
        data["demand"]["hourly_csv"] = full.relative_to(folder).as_posix() if folder in full.parents else str(full)
    return toml_bytes(data)


@cache
def team_names() -> tuple[str, ...]:
    """Ids of the shipped teams, smallest first."""
    found = {file.stem for file in TEAMS.glob("*.toml")}
    return tuple(name for name in ORDER if name in found) + tuple(sorted(found - set(ORDER)))


@cache
def team(name: str) -> Scenario:
    """A shipped team. Raises BadInput for a name that is none of `team_names()`."""
    if name not in team_names():
        raise BadInput(phrase("team.unknown", name=f'"{name}"'[:100], advice=advice(name, team_names())))
    return read_scenario(TEAMS / f"{name}.toml")


def schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a scenario file, as published in data/scenario.schema.json."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Scenario.model_json_schema(),
        "title": "Scenario of the e-commerce team playbook",
    }


def write_schema(path: Path | str = SCHEMA) -> None:
    """Publish the schema."""
    write_atomic(path, (json.dumps(schema(), indent=2, ensure_ascii=False) + "\n").encode())


def _without_none(node: Any) -> Any:
    """TOML has no null: an absent key says the same, because None is the default of every field that allows it."""
    if isinstance(node, dict):
        return {key: _without_none(value) for key, value in node.items() if value is not None}
    if isinstance(node, (list, tuple)):
        return [_without_none(value) for value in node]
    return node
