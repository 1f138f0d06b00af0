"""The practices of a section: how their levers stand, and what nobody has decided yet with the model's suggestion."""

from __future__ import annotations

from functools import cache

from playbook import practices
from playbook.documents.blocks import Block, Cell, Decide, Table
from playbook.documents.plan.writing import Writer
from playbook.documents.said import counted
from playbook.first.said import short
from playbook.lab.kpi import KpiWords
from playbook.lab.ranking import SUM
from playbook.lab.slider import lever_value
from playbook.practices import Lever, Practice
from playbook.practices import Words as Texts
from sim.experiment.results import Range
from sim.scenario.file import team

# Which practices a section is about. Each stands in one section.
OF = {
    "objectives": ("goals", "customers"),
    "structure": ("roles", "leadership"),
    "recruiting": ("hiring",),
    "training": ("training", "careers"),
    "collaboration": ("collaboration", "communication", "team-building", "remote", "culture"),
    "appraisal": ("appraisal", "incentives"),
    "workflow": ("workflow", "peak-time", "projects", "improvement", "innovation"),
    "tools": ("tools", "data-decisions"),
    "budget": ("budget", "market", "supply", "crm"),
    "risks": ("risk", "adaptability", "compliance"),
}


def settings(writer: Writer, section: str) -> list[Block]:
    """How the levers of a section's practices stand, and a question for each practice without a step."""
    found = [practices.load(slug, writer.language) for slug in OF[section]]
    blocks: list[Block] = [_table(writer, found)]
    blocks += [
        question(writer, practice, texts) for practice, texts in found if practice.slug not in writer.decided.plan
    ]
    return blocks


def _table(writer: Writer, found: list[tuple[Practice, Texts]]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    marked, seen = set(), set()
    for practice, _ in found:
        for lever in practice.levers:
            if lever.path in seen:
                continue
            seen.add(lever.path)
            today, then = writer.field(lever.path, today=True), writer.field(lever.path)
            if lever.path in writer.applied.by:
                marked.add(len(rows))
            row: tuple[Cell, ...] = (short(writer.words, practice.slug), writer.meaning(lever.path), today)
            rows.append((*row, then) if writer.applied.changed else row)
    t = writer.t
    head = (t("settings.practice"), t("settings.lever"), *writer.sides)
    return Table(head, tuple(rows), t("settings.caption"), marked=frozenset(marked), once=True)


def question(writer: Writer, practice: Practice, texts: Texts) -> Decide:
    """What a practice without a step asks, and what its near-best player does; where the levers were left, if so."""
    t, slug = writer.t, practice.slug
    near = {lever.id: lever.clip(practice.final.near[lever.id]) for lever in _near(slug)}
    moved = {name: x for name, x in near.items() if not _same(writer.team.at(practice.lever(name).path), x)}
    parts = [t("decide.near", levers=listed(writer, practice, texts, moved)) if moved else t("decide.is_near")]
    if gain := writer.gains.get(slug):
        change = gain.plan.change(gain.team, SUM)
        parts.append(t(f"decide.{gain.verdict}", n=change.n, value=mean_with_interval(writer, change)))
    elif moved:
        parts.append(t("decide.unknown", team=writer.says(team(practice.team).title)))
    left = {name: x for name, x in writer.decided.levers.get(slug, {}).items() if name in texts.levers}
    if left:
        parts.append(t("decide.left", levers=listed(writer, practice, texts, left)))
    said = (" " if writer.language == "en" else "").join(parts)
    return Decide(t("decide.practice", practice=texts.title), said, t("decide.where", practice=texts.title))


def mean_with_interval(writer: Writer, change: Range) -> str:
    """The mean with its interval: what says whether a change may be luck. Where single seasons fall may be all on one
    side of it."""
    kpis, half = KpiWords.of(writer.words, writer.team), change.half_width
    ends = kpis.signed(SUM, change.mean - half), kpis.signed(SUM, change.mean + half)
    return writer.t("decide.mean", mean=kpis.signed(SUM, change.mean), low=ends[0], high=ends[1])


@cache
def _near(slug: str) -> tuple[Lever, ...]:
    practice, _ = practices.load(slug)
    return tuple(practice.lever(name) for name in practice.final.near)


def listed(writer: Writer, practice: Practice, texts: Texts, values: dict[str, float]) -> str:
    """Levers with their values in one line."""
    said = [
        writer.t("settings.setting", lever=texts.levers[name].label,
                 value=writer.worded(practice.lever(name).path, value)
                 or counted(lever_value(writer.words, practice.lever(name), texts.levers[name], value), writer.words))
        for name, value in values.items()
    ]  # fmt: skip
    return writer.words.t("common.semicolon").join(said)


def _same(a: object, b: float) -> bool:
    return isinstance(a, (int, float)) and abs(float(a) - b) < 1e-9
