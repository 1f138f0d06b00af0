"""Cells of a notebook, each with a fixed id and the part of the page that it belongs to."""

from __future__ import annotations

from typing import Any

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def notebook(cells: list[Any], title: str) -> Any:
    """A notebook, not executed."""
    from nbformat.v4 import new_notebook

    return new_notebook(cells=cells, metadata={"kernelspec": dict(KERNEL), "title": title})


def prose(name: str, text: str, part: str = "") -> Any:
    """A Markdown cell. A cell without a part is on every part of its page."""
    from nbformat.v4 import new_markdown_cell

    return new_markdown_cell(text, id=name, metadata=_metadata(part))


def code(name: str, source: str, part: str = "", shown: bool = False) -> Any:
    """A code cell, folded unless it is there to be changed."""
    from nbformat.v4 import new_code_cell

    folded = {} if shown else {"jupyter": {"source_hidden": True}}
    return new_code_cell(source, id=name, metadata=folded | _metadata(part))


def _metadata(part: str) -> dict[str, Any]:
    return {"playbook": {"part": part}} if part else {}
