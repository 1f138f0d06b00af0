"""The notebook "Check-up": all practices' lines as one survey, and where people differ."""

from __future__ import annotations

from typing import Any

from playbook.notebooks.sections import section_notebook

SECTIONS = ("survey", "spread")  # attributes of the page; each has its words under [checkup_<name>]


def checkup_notebook(language: str, twin: str) -> Any:
    """The notebook, not executed. `twin` is the link to the page in the other language."""
    return section_notebook(language, twin, "checkup_page", "checkup", SECTIONS, "checkup")
