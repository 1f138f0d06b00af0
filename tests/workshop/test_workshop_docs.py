"""docs/workshop.md says every field and every fact, and its example is a session that works."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from playbook.workshop.facts import FACTS
from playbook.workshop.session import (
    Choice,
    Forms,
    Question,
    Role,
    Round,
    Session,
    Step,
    fitted,
    read_session,
    session_names,
    shipped,
)
from sim.scenario.file import team

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "workshop.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```toml\n(.*?)```", TEXT, re.DOTALL)[1]
TOLD = TEXT.replace(EXAMPLE, "")


@pytest.mark.parametrize("part", [Session, Role, Round, Choice, Step, Forms, Question])
def test_every_field_of_a_session_file_is_told(part):
    assert [name for name in part.model_fields if f"`{name}`" not in TOLD] == []


def test_every_fact_is_told_and_none_besides():
    assert set(re.findall(r"\{(\w+)\}", TOLD)) == set(FACTS)


def test_every_part_of_an_agenda_is_told():
    kinds = get_args(Step.model_fields["part"].annotation)
    assert [kind for kind in kinds if kind not in TOLD] == []


def test_the_example_is_a_session(tmp_path):
    path = tmp_path / "my-session.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    session = read_session(path)
    assert fitted(session, team(session.team), path).id == "mine"


def test_the_table_has_the_shipped_sessions_with_their_minutes():
    rows = dict(re.findall(r"^\| `([\w-]+)` \| (\d+) \|", TEXT, re.MULTILINE))
    assert rows == {name: f"{shipped(name).minutes:g}" for name in session_names()}
