"""Sentences that a page put into the plan by itself, said again in the reader's language. What somebody typed stays."""

from __future__ import annotations

from playbook.documents.plan.writing import Writer
from playbook.first.found import Step
from playbook.first.said import whole
from playbook.lab.kpi import KpiWords, kpis
from playbook.language import languages
from playbook.language import words as words_of
from playbook.workspace import PlanEntry
from sim.files.messages import visible
from sim.scenario import Scenario


def number_to_watch(writer: Writer, entry: PlanEntry) -> str:
    """The number that a step is watched by: a key figure's name, whichever language it was kept in."""
    kpi = _named(writer.team).get(entry.number_to_watch)
    return visible(entry.number_to_watch) if kpi is None else writer.kpi_name(kpi)


def change(writer: Writer, slug: str, entry: PlanEntry) -> str:
    """What a step does: as "What first" says it of one field, or as it was typed."""
    said = visible(entry.change)
    if len(entry.levers) != 1:
        return said
    ((path, after),) = entry.levers.items()
    try:
        step = Step(slug, "", 1, path, float(writer.team.at(path)), float(after), 0.0, writer.team, writer.planned)
        texts = {one: whole(words_of(one), step) for one in languages}
    except (KeyError, IndexError, TypeError, ValueError):
        return said
    return texts[writer.language] if entry.change in texts.values() else said


def _named(team: Scenario) -> dict[str, str]:
    """A key figure's name in any language -> the figure."""
    return {KpiWords.of(words_of(one), team).name(kpi): kpi for one in languages for kpi in kpis()}
