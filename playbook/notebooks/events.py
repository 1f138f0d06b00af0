"""The notebook "What can happen": an event drawn against a team, and the whole deck."""

from __future__ import annotations

from typing import Any

from playbook.notebooks.sections import section_notebook

SECTIONS = ("draw", "deck")  # attributes of the page; each has its words under [events_<name>]


def events_notebook(language: str, twin: str) -> Any:
    """The notebook, not executed. `twin` is the link to the page in the other language."""
    return section_notebook(language, twin, "events_page", "events", SECTIONS, "events")
