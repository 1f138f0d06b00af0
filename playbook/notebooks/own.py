"""Notebooks of pages that are no practice: a promise, and one cell a section with its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playbook import language as languages
from playbook.lab import prose
from playbook.notebooks import cells as make
from playbook.pages import CHECKUP, EVENTS, LAB, MY_SHOP, PLAN, WHAT_FIRST, WORKSHOP


@dataclass(frozen=True)
class Own:
    """`name`: what the page is kept as in the notebook, and what the words of its `sections` (attributes of the page, in
    the order of the work) begin with, as in [shop_files]; `about`: the words' section with its title and promise."""

    name: str
    about: str
    sections: tuple[str, ...]


# By slug; the call of `playbook` that makes the page is called after it: my_shop_page.
OWN = {
    MY_SHOP: Own("shop", "my_shop", ("files", "team", "use", "peak", "heads", "roster", "hiring")),
    EVENTS: Own("events", "events", ("draw", "deck")),
    CHECKUP: Own("checkup", "checkup", ("survey", "spread")),
    WHAT_FIRST: Own("first", "first_page", ("ask", "ranking", "chosen", "goal", "doubts", "beside")),
    PLAN: Own("plan", "plan", ("steps", "responsibility", "take_away", "afterwards")),
    WORKSHOP: Own("workshop", "workshop_page", ("invite", "rounds", "look_back")),
}


def own_notebook(slug: str, language: str, twin: str) -> Any:
    """The notebook, not executed. `twin`: the link to the page in the other language."""
    own, t = OWN[slug], languages.words(language).t
    call, title, promise = f"{slug.replace('-', '_')}_page", t(f"{own.about}.title"), t(f"{own.about}.promise")
    links = f"[{t('page.other')}]({twin}) · [{t('page.start')}](start.ipynb)"
    cells = [
        make.prose("promise", "\n\n".join([f"# {prose.md(title)}", links, f"**{prose.md(promise)}**"])),
        make.prose("how", prose.md(t("page.lab")), LAB),
        make.code("setup", f'from playbook import {call}\n\n{own.name} = {call}("{language}")'),
    ]
    for number, section in enumerate(own.sections, 1):
        words = f"{own.name}_{section}"
        said = [f"## {number} · {prose.md(t(f'{words}.title'))}", prose.md(t(f"{words}.prose"))]
        cells.append(make.prose(f"{section}-words", "\n\n".join(said)))
        cells.append(make.code(section, f"{own.name}.{section}"))
    return make.notebook(cells, title)
