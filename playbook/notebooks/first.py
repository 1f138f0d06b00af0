"""The notebook "What first": a budget and a day, the ranking, the set for the plan, what would turn it, scenarios."""

from __future__ import annotations

from typing import Any

from playbook.notebooks.sections import section_notebook

SECTIONS = ("ask", "ranking", "chosen", "doubts", "beside")  # attributes of the page; each has its words under [first_<name>]


def first_notebook(language: str, twin: str) -> Any:
    """The notebook, not executed. `twin` is the link to the page in the other language."""
    return section_notebook(language, twin, "first_page", "first", SECTIONS, "first", "first_page")
