"""Structure: eight roles with heads, hours and load, how many people a lead has, and who answers for what."""

from __future__ import annotations

import math

from playbook.documents.blocks import Block, Bullets, Cell, Facts, Paragraph, Section, Table
from playbook.documents.plan.loads import ROLES, loads
from playbook.documents.plan.settings import settings
from playbook.documents.plan.tasks import in_language, suggested
from playbook.documents.plan.writing import Writer
from sim.shop.responsibility import Fault, faults

PREPARED_WEEKS = 4  # of `Campaign.prep_hours`
FULL = 1 + 1e-6  # of the hours that are there


def structure(writer: Writer) -> Section:
    t = writer.t
    matrix = Section("responsibilities", t("structure.duties"), tuple(_duties(writer)))
    blocks: list[Block] = [Paragraph(t("structure.intro")), _roles(writer), _leads(writer)]
    blocks += settings(writer, "structure")
    return Section("structure", t("section.structure"), tuple(blocks), (matrix,))


def _roles(writer: Writer) -> Table:
    t, planned = writer.t, writer.planned
    found, sale = loads(planned), next(iter(planned.calendar.campaigns), None)
    working = {group.role for group in planned.people if group.count and group.skills}
    rows: list[tuple[Cell, ...]] = []
    marked = set()
    for role in ROLES:
        load = found[role]
        if not load.heads or load.share > FULL:
            marked.add(len(rows))
        prepare = sale.prep_hours.get(role, 0.0) if sale else 0.0
        rows.append((
            writer.role(role),
            writer.sum_of(load.heads, "count", "people"),
            writer.sum_of(load.hours, "hours", "people"),
            writer.sum_of(load.offered, "hours", "work"),
            writer.sum_of(load.share, "share", "work") if role in working else None,
            writer.sum_of(prepare, "hours", "calendar.campaigns.0.prep_hours") if sale else None,
        ))  # fmt: skip
    names = ("role", "heads", "hours", "offered", "load", "prepare")
    head = tuple(t(f"structure.{name}") for name in names)
    return Table(
        head, tuple(rows), t("structure.caption"), totals=(1, 2, 3, 5), marked=frozenset(marked),
        name=t("sheet.structure"), chart=(0, (2, 3)),
    )  # fmt: skip


def _leads(writer: Writer) -> Facts:
    t, planned = writer.t, writer.planned
    span = planned.leadership.span
    rows: list[tuple[str, Cell]] = [
        (t("structure.desk"), writer.sum_of(planned.desk_people, "count", "people")),
        (t("structure.span"), writer.field("leadership.span")),
        (t("structure.leads"), writer.sum_of(math.ceil(planned.desk_people / span), "count", "leadership")),
        (t("structure.occupancy"), writer.kpi("occupancy")),
    ]
    return Facts(tuple(rows))


# ---- who answers for what


def _duties(writer: Writer) -> list[Block]:
    t, planned = writer.t, writer.planned
    kept = writer.decided.duties
    found = in_language(kept, writer.language) if kept else suggested(planned, writer.language)
    wrong: tuple[Fault, ...] = faults(found)
    tasks = {one.task for one in wrong if one.task}
    comma = writer.words.t("common.comma")
    rows = [
        (
            duty.task,
            writer.roles(duty.answers) or t("structure.nobody"),
            writer.roles(duty.does) or t("structure.nobody"),
            comma.join(duty.hands_to) or t("structure.ends"),
        )
        for duty in found
    ]
    head = tuple(t(f"structure.{name}") for name in ("task", "answers", "does", "hands_to"))
    marked = frozenset(i for i, duty in enumerate(found) if duty.task in tasks)
    said: Block = Paragraph(t("structure.no_faults"))
    if wrong:
        said = Bullets(tuple(one.message.text(writer.language) for one in wrong))
    return [
        Paragraph(t("structure.duties_intro")),
        Table(head, tuple(rows), marked=marked, name=t("sheet.duties")),
        said,
    ]
