"""The notebook "Your plan": its steps, who answers for what, the files to take away, and what came of it."""

from __future__ import annotations

from typing import Any

from playbook.notebooks.sections import section_notebook

SECTIONS = ("steps", "responsibility", "take_away", "afterwards")  # each has its words under [plan_<name>]


def plan_notebook(language: str, twin: str) -> Any:
    """The notebook, not executed. `twin` is the link to the page in the other language."""
    return section_notebook(language, twin, "plan_page", "plan", SECTIONS, "plan")
