"""Collaboration and communication; appraisal and incentives."""

from __future__ import annotations

from playbook.documents.blocks import Block, Cell, Facts, Number, Paragraph, Section, Table
from playbook.documents.plan.loads import ROLES
from playbook.documents.plan.settings import settings
from playbook.documents.plan.writing import Writer
from sim.arrays import Floats
from sim.units import DAYS_PER_MONTH

# How often people meet: what it is, and the fields that say how long and how often.
CADENCE: dict[str, tuple[str, ...]] = {
    "brief": ("communication.brief_minutes", "communication.brief_days"),
    "messages": ("communication.messages", "communication.lag_hours"),
    "place": ("communication.place",),
    "goals": ("goals.minutes", "goals.remind_days"),
    "desks": ("collaboration.review_hours",),
    "liaison": ("collaboration.liaison_days",),
    "coaching": ("leadership.coaching_hours",),
    "talks": ("appraisal.every_weeks", "appraisal.reviews"),
    "together": ("together.event_hours",),
    "rota": ("schedule.notice_days",),
}
SCHEME = (
    "level", "piece_rate", "commission", "quality_gate", "quota", "quota_bonus", "team_target", "team_bonus",
    "rank_prize", "rank_top", "fine",
)  # fmt: skip
PAYING = ("piece_rate", "commission", "quota_bonus", "team_bonus", "rank_prize")


def collaboration(writer: Writer) -> Section:
    t = writer.t
    blocks: list[Block] = [Paragraph(t("collaboration.intro")), _cadence(writer), _handed_on(writer)]
    blocks.append(
        Facts((
            (writer.kpi_name("handed_on"), writer.kpi("handed_on")),
            (writer.kpi_name("case_wait_hours"), writer.kpi("case_wait_hours")),
            (t("collaboration.closed_in_time"), writer.field("collaboration.target")),
            (t("collaboration.seen"), writer.field("collaboration.view")),
        ))
    )  # fmt: skip
    return Section("collaboration", t("section.collaboration"), (*blocks, *settings(writer, "collaboration")))


def _cadence(writer: Writer) -> Table:
    t = writer.t
    rows: list[tuple[Cell, ...]] = []
    for name, paths in CADENCE.items():
        for path in paths:
            rows.append((t(f"cadence.{name}"), writer.meaning(path), writer.field(path)))
    head = (t("collaboration.occasion"), t("collaboration.what"), t("common.planned"))
    return Table(head, tuple(rows), t("collaboration.cadence"), name=t("sheet.cadence"))


def _handed_on(writer: Writer) -> Block:
    """Which contacts go on to whom, by the shop's facts."""
    t, works = writer.t, {work.id: work for work in writer.planned.work}
    rows = [
        (writer.says(work.title), writer.field(f"work.{work.id}.transfer"), writer.says(works[work.transfer_to].title),
         _takers(writer, work.transfer_to))
        for work in works.values()
        if work.transfer_to is not None and work.transfer
    ]  # fmt: skip
    if not rows:
        return Paragraph(t("collaboration.no_hand_overs"))
    head = tuple(t(f"collaboration.{name}") for name in ("from", "share", "to", "by"))
    return Table(head, tuple(rows), t("collaboration.hand_overs"))


def _takers(writer: Writer, work: str) -> str:
    held = {group.role for group in writer.planned.people if group.count and work in group.skills}
    return writer.roles(role for role in ROLES if role in held)


# ---- appraisal and incentives


def appraisal(writer: Writer) -> Section:
    t, pay = writer.t, writer.planned.pay
    variable = any(getattr(pay, name) for name in PAYING)
    rows: list[tuple[Cell, ...]] = []
    for name in SCHEME:
        values = (writer.field(f"pay.{name}", today=True), writer.field(f"pay.{name}"))[: len(writer.sides)]
        rows.append((writer.meaning(f"pay.{name}"), *values))
    marked = frozenset(i for i, name in enumerate(SCHEME) if f"pay.{name}" in writer.applied.by)
    head = (t("appraisal.part"), *writer.sides)
    scheme = Table(head, tuple(rows), t("appraisal.scheme"), marked=marked)
    blocks: list[Block] = [
        Paragraph(t("appraisal.intro")),
        Paragraph(t("appraisal.variable" if variable else "appraisal.fixed")),
        scheme,
        _earned(writer),
        *_by_person(writer),
    ]
    return Section("appraisal", t("section.appraisal"), (*blocks, *settings(writer, "appraisal")))


def _earned(writer: Writer) -> Table:
    """A month's pay by role: the base as agreed, and what the seasons paid on top to each at the service desk."""
    t, planned = writer.t, writer.planned
    months = planned.calendar.days / DAYS_PER_MONTH
    rows: list[tuple[Cell, ...]] = []
    for role in ROLES:
        groups = [group for group in planned.people if group.role == role and group.count]
        heads = sum(group.count for group in groups)
        if not heads:
            rows.append((writer.role(role), writer.number(0, "count", "people"), None, None))
            continue
        pays = [group.pay_month * planned.pay.level for group in groups]
        mean = sum(pay * group.count for pay, group in zip(pays, groups, strict=True)) / heads
        ends = {"low": min(pays), "high": max(pays), "of": t("appraisal.of_groups")} if len(set(pays)) > 1 else {}
        base = writer.number(mean, "money", "people", **ends)
        extra = None
        if role == "service" and planned.desk_people:
            each = writer.played.plan.totals["variable_pay"] / planned.desk_people / months
            extra = writer.spread(each, "money", "run:variable_pay")
        rows.append((writer.role(role), writer.number(heads, "count", "people"), base, extra))
    head = tuple(t(f"appraisal.{name}") for name in ("role", "heads", "base", "extra"))
    return Table(head, tuple(rows), t("appraisal.earned", n=writer.played.n), name=t("sheet.pay"))


def _by_person(writer: Writer) -> list[Block]:
    """Who would have earned what on top: the person who gets least, the middle one, the one who gets most."""
    t, more = writer.t, writer.played.more
    if more is None or more.paid is None or not len(more.paid.levels):
        return [Paragraph(t("appraisal.earned_note"), small=True)]
    paid = more.paid
    of = t("appraisal.of_periods", n=len(paid.levels), seasons=paid.seasons)
    rows = [
        (t(f"appraisal.{name}"), _money(writer, values, of))
        for name, values in zip(("lowest", "middle", "highest"), paid.levels.T, strict=True)
    ]
    people = writer.words.number(paid.people, 0)
    caption = t("appraisal.by_person", people=people, seasons=paid.seasons)
    head = (t("appraisal.who"), t("appraisal.extra"))
    return [
        Table(head, tuple(rows), caption, name=t("sheet.earned")),
        Paragraph(t("appraisal.person_note"), small=True),
    ]  # fmt: skip


def _money(writer: Writer, values: Floats, of: str) -> Number:
    from sim.experiment.results import Range

    found = Range.of(values)
    return writer.number(found.p50, "money", "run:variable_pay", low=found.p10, high=found.p90, of=of)
