"""Notebooks of pages that are no practice: a promise, and one cell a section with its words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playbook import language as languages
from playbook.lab import prose
from playbook.notebooks import cells as make
from playbook.pages import LAB


def section_notebook(
    language: str, twin: str, page: str, name: str, sections: Sequence[str], words: str,
    about: str = "",
) -> Any:  # fmt: skip
    """The notebook, not executed. `twin`: the link to the page in the other language; `page`: the call of `playbook`
    that makes the page, kept as `name`; `sections`: its attributes, whose title and prose stand under
    [`words`_section]; the page's own title and promise stand under [`about`], by default [`page` without "_page"].
    """
    t, own = languages.words(language).t, about or page.removesuffix("_page")
    links = f"[{t('page.other')}]({twin}) · [{t('page.start')}](start.ipynb)"
    title, promise = t(f"{own}.title"), t(f"{own}.promise")
    head = [f"# {prose.md(title)}", links, f"**{prose.md(promise)}**"]
    cells = [
        make.prose("promise", "\n\n".join(head)),
        make.prose("how", prose.md(t("page.lab")), LAB),
        make.code("setup", f'from playbook import {page}\n\n{name} = {page}("{language}")'),
    ]
    for number, section in enumerate(sections, 1):
        said = [f"## {number} · {prose.md(t(f'{words}_{section}.title'))}", prose.md(t(f"{words}_{section}.prose"))]
        cells.append(make.prose(f"{section}-words", "\n\n".join(said)))
        cells.append(make.code(section, f"{name}.{section}"))
    return make.notebook(cells, title)
