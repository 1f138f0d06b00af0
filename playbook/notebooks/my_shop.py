"""The notebook "My shop": from files to a team that behaves like one's own, and what it needs; one cell a section."""

from __future__ import annotations

from typing import Any

from playbook import language as languages
from playbook.lab import prose
from playbook.notebooks import cells as make
from playbook.pages import LAB, MY_SHOP

# Attributes of the page, in the order of the work. Each has its words under [shop_<name>].
SECTIONS = ("files", "team", "use", "peak", "heads", "roster", "hiring")


def my_shop_notebook(language: str, twin: str) -> Any:
    """The notebook, not executed. `twin` is the link to the page in the other language."""
    t = languages.words(language).t
    links = f"[{t('page.other')}]({twin}) · [{t('page.start')}](start.ipynb)"
    head = [f"# {prose.md(t('my_shop.title'))}", links, f"**{prose.md(t('my_shop.promise'))}**"]
    cells = [
        make.prose("promise", "\n\n".join(head)),
        make.prose("how", prose.md(t("page.lab")), LAB),
        make.code("setup", f'from playbook import my_shop_page\n\nshop = my_shop_page("{language}")'),
    ]
    for number, name in enumerate(SECTIONS, 1):
        said = [f"## {number} · {prose.md(t(f'shop_{name}.title'))}", prose.md(t(f"shop_{name}.prose"))]
        cells.append(make.prose(f"{name}-words", "\n\n".join(said)))
        cells.append(make.code(name, f"shop.{name}"))
    return make.notebook(cells, t("my_shop.title"))
