"""The published JSON Schema is that of the model, and says the same as the reader."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from typing import Any

import pytest

from sim.scenario.file import SCHEMA, TEAMS, schema, team_names, write_schema
from tests.scenario.generators import team_tables

jsonschema = pytest.importorskip("jsonschema")


def as_json(node: Any) -> Any:
    """TOML tables as JSON: dates become text."""
    if isinstance(node, dict):
        return {key: as_json(value) for key, value in node.items()}
    if isinstance(node, list):
        return [as_json(value) for value in node]
    return node.isoformat() if isinstance(node, date) else node


def test_the_published_schema_is_the_models():
    """Somebody changes the model and forgets to publish the schema anew with `sim.scenario.file.write_schema()`."""
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == schema()


def test_publishing_again_changes_no_byte(tmp_path):
    write_schema(tmp_path / "schema.json")
    assert (tmp_path / "schema.json").read_bytes() == SCHEMA.read_bytes()


@pytest.mark.parametrize("name", team_names())
def test_the_shipped_teams_fit_the_schema(name):
    tables = tomllib.loads((TEAMS / f"{name}.toml").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema()).validate(as_json(tables))


@pytest.mark.parametrize("field", ["demand", "money", "people"])
def test_an_editor_with_the_schema_sees_a_misspelt_key(field):
    """The schema refuses unknown keys as the reader does."""
    tables = team_tables()
    tables[field + "x"] = tables.pop(field)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema()).validate(as_json(tables))
