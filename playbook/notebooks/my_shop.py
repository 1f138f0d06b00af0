"""The notebook "My shop": from files to a team that behaves like one's own, and what it needs."""

from __future__ import annotations

from typing import Any

from playbook.notebooks.sections import section_notebook

# Attributes of the page, in the order of the work. Each has its words under [shop_<name>].
SECTIONS = ("files", "team", "use", "peak", "heads", "roster", "hiring")


def my_shop_notebook(language: str, twin: str) -> Any:
    """The notebook, not executed. `twin` is the link to the page in the other language."""
    return section_notebook(language, twin, "my_shop_page", "shop", SECTIONS, "shop")
