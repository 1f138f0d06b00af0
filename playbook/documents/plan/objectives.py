"""Objectives: what the season comes to today and with the steps, the big days, what is promised, where the team is."""

from __future__ import annotations

from playbook.documents.blocks import Block, Cell, Decide, Facts, Paragraph, Section, Table
from playbook.documents.plan.settings import settings
from playbook.documents.plan.writing import Writer

AIMS = ("profit", "revenue", "service_level", "peak_service_level", "late_parcels", "quits")


def objectives(writer: Writer) -> Section:
    t = writer.t
    blocks: list[Block] = [Paragraph(t("objectives.intro")), aims(writer), big_days(writer), promised(writer)]
    if said := past(writer):
        blocks.insert(1, Paragraph(said))
    if writer.applied.rated:
        blocks.insert(1, Paragraph(t("objectives.as_rated", n=writer.applied.rated)))
    if table := rated(writer):
        blocks.append(table)
    return Section("objectives", t("section.objectives"), (*blocks, *settings(writer, "objectives")))


def past(writer: Writer) -> str:
    """What of the season is over on the day that the document bears; "" while it is all to come."""
    calendar, words = writer.planned.calendar, writer.words
    made = words.date(writer.made, year=True)
    if writer.made > calendar.end:
        return writer.t("objectives.over", made=made, last=words.date(calendar.end, year=True))
    if writer.made > calendar.start:
        return writer.t("objectives.under_way", made=made, first=words.date(calendar.start, year=True))
    return ""


def aims(writer: Writer) -> Table:
    """Key figures of the season: without the steps, with them, and what they change under the same luck."""
    t, changed = writer.t, writer.played.changed
    head = (t("objectives.figure"), t("common.today"))
    if changed:
        head += (t("common.planned"), t("objectives.change"))
    rows = []
    for name in AIMS:
        row: tuple[Cell, ...] = (writer.kpi_name(name), writer.kpi(name, today=True))
        rows.append((*row, writer.kpi(name), writer.kpi(name, change=True)) if changed else row)
    caption = t("objectives.caption", n=writer.played.n, date=writer.words.date(writer.made, year=True))
    return Table(head, tuple(rows), caption, name=t("sheet.objectives"))


def big_days(writer: Writer) -> Block:
    """The sales of the season with their dates."""
    t, campaigns = writer.t, writer.planned.calendar.campaigns
    if not campaigns:
        return Facts(((t("objectives.big_days"), t("objectives.no_big_days")),))
    head = (t("objectives.sale"), t("objectives.big_day"), t("objectives.lift"), t("objectives.discount"))
    rows = [
        (
            writer.says(one.name),
            one.day,
            *(writer.field(f"calendar.campaigns.{i}.{name}") for name in ("lift", "discount")),
        )
        for i, one in enumerate(campaigns)
    ]
    return Table(head, tuple(rows), t("objectives.big_days"))


def promised(writer: Writer) -> Block:
    """What steps were said to change; a question where none promises anything."""
    t = writer.t
    rows: list[tuple[Cell, ...]] = []
    for slug, entry in writer.decided.plan.items():
        for kpi, change in writer.promises(slug, entry.promise) if entry.promise else ():
            rows.append((writer.title(slug), entry.date, writer.kpi_name(kpi), change))
    if rows:
        head = (t("steps.step"), t("steps.date"), t("objectives.figure"), t("objectives.promise"))
        return Table(head, tuple(rows), t("objectives.promised"), once=True)
    low = writer.kpi("profit")
    said = t("objectives.promise_suggested", value=writer.words.money(low.low, low.currency), n=writer.played.n)
    return Decide(t("objectives.promise_what"), said, t("objectives.promise_where"))


def rated(writer: Writer) -> Table | None:
    """Where the team sees itself, by practice: the mean of what was rated, 1 to 5."""
    t = writer.t
    rows: list[tuple[Cell, ...]] = []
    for slug, by in writer.decided.ratings.items():
        levels = [level for some in by.values() for level in some]
        if levels:
            of = t("objectives.of_ratings", n=len(levels))
            mean = sum(levels) / len(levels)
            ends = {"low": float(min(levels)), "high": float(max(levels)), "of": of}
            rows.append((writer.title(slug), writer.number(mean, "points", f"ratings:{slug}", **ends)))
    if not rows:
        return None
    return Table((t("settings.practice"), t("objectives.level")), tuple(rows), t("objectives.rated"))
