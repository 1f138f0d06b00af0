"""The notebook "What can happen": an event drawn against a team, and the whole deck."""

from __future__ import annotations

from typing import Any

from playbook import language as languages
from playbook.lab import prose
from playbook.notebooks import cells as make
from playbook.pages import LAB

SECTIONS = ("draw", "deck")  # attributes of the page


def events_notebook(language: str, twin: str) -> Any:
    """The notebook, not executed. `twin` is the link to the page in the other language."""
    t = languages.words(language).t
    links = f"[{t('page.other')}]({twin}) · [{t('page.start')}](start.ipynb)"
    head = [f"# {prose.md(t('events.title'))}", links, f"**{prose.md(t('events.promise'))}**"]
    cells = [
        make.prose("promise", "\n\n".join(head)),
        make.prose("how", prose.md(t("page.lab")), LAB),
        make.code("setup", f'from playbook import events_page\n\nevents = events_page("{language}")'),
    ]
    for number, name in enumerate(SECTIONS, 1):
        said = [f"## {number} · {prose.md(t(f'events_{name}.title'))}", prose.md(t(f"events_{name}.prose"))]
        cells.append(make.prose(f"{name}-words", "\n\n".join(said)))
        cells.append(make.code(name, f"events.{name}"))
    return make.notebook(cells, t("events.title"))
