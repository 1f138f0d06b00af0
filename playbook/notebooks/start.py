"""The notebook of the start page: the live page in one cell, and for readers without a kernel its numbers and its map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playbook import language as languages
from playbook import stories
from playbook.lab import practice_map, prose, ranking
from playbook.lab.kpi import KpiWords
from playbook.pages import LAB, MY_SHOP
from playbook.lab.season_view import season_table
from playbook.lab.own_page import own_pages
from playbook.lab.seasons import BASELINES, shipped_team
from playbook.notebooks import cells as make

SAMPLE = "flagship"  # whose season and map are saved


def start_notebook(language: str, twin: str, baselines: Path = BASELINES) -> Any:
    """The notebook, not executed. `twin` is the link to the page in the other language."""
    from sim.scenario.file import team

    tongue, shop = languages.words(language), team(SAMPLE)
    kpis, seasons = KpiWords.of(tongue, shop), shipped_team(SAMPLE, shop, baselines)
    gains = ranking.shipped_gains(SAMPLE, shop, baselines)
    head = [f"# {tongue.t('page.name')}", f"[{tongue.t('page.other')}]({twin})", prose.md(tongue.t("start.prose"))]
    head.append(f"{prose.md(tongue.t('start.files'))} [{prose.md(tongue.t('my_shop.title'))}]({MY_SHOP}.ipynb)")
    about = []
    for name in stories.names():
        text = stories.load(name, language)
        about.append(f"- [{prose.md(text.title)}]({name}.ipynb)\n\n  {prose.md(text.promise)}")
    cells = [
        make.prose("head", "\n\n".join(head)),
        make.prose("how", prose.md(tongue.t("page.how")), LAB),
        make.code("start", f'from playbook import start\n\nstart("{language}")'),
    ]
    if seasons:
        title = tongue.t("start.saved_numbers", shop=tongue.pick(shop.title), n=tongue.number(seasons.n))
        cells.append(make.prose("numbers", f"## {prose.md(title)}\n\n{season_table(tongue, shop, seasons)}", LAB))
    note = prose.md(tongue.t("start.map_note", n=tongue.number(seasons.n))) + "\n\n" if seasons and gains else ""
    drawn = practice_map.markdown(tongue, kpis, gains)
    ways = tongue.t("lab.dot").join(f"[{prose.md(title)}]({page}.ipynb)" for page, title in own_pages(tongue))
    cells.append(make.prose("practices", f"## {tongue.t('start.map')}\n\n{ways}\n\n{note}{drawn}", LAB))
    cells.append(make.prose("stories", f"## {tongue.t('story.title')}\n\n" + "\n".join(about)))
    return make.notebook(cells, tongue.t("page.name"))
