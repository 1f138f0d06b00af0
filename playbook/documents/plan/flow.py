"""Workflow and standards; tools."""

from __future__ import annotations

from playbook.documents.blocks import Block, Cell, Facts, Paragraph, Section, Table
from playbook.documents.plan.in_words import clock_of
from playbook.documents.plan.settings import settings
from playbook.documents.plan.writing import Writer
from playbook.happenings import span
from sim.shop.events import deck
from sim.units import HOURS_PER_DAY

STANDARDS = ("workflow.standard", "workflow.audit", "workflow.look_seconds", "workflow.pause_days", "compliance.review",
             "projects.check", "improvement.noted")  # fmt: skip
TOOLS_DOWN = ("server_down", "chat_tool_down", "payment_down")  # events of the deck
FIGURES = ("forecast.hours_week", "forecast.follow", "adaptability.watch_days", "budget.review_weeks",
           "market.watch_days")  # fmt: skip


def workflow(writer: Writer) -> Section:
    t = writer.t
    facts: list[tuple[str, Cell]] = [
        (t("workflow.ship"), writer.field("fulfilment.ship_within_days")),
        (t("workflow.late"), writer.kpi("late_parcels")),
        *((writer.meaning(path), writer.field(path)) for path in STANDARDS),
    ]
    blocks: list[Block] = [Paragraph(t("workflow.intro")), _targets(writer), _shifts(writer), Facts(tuple(facts))]
    return Section("workflow", t("section.workflow"), (*blocks, *settings(writer, "workflow")))


def _targets(writer: Writer) -> Table:
    """What each kind of work is answered within, and how long customers wait at all."""
    t = writer.t
    rows: list[tuple[Cell, ...]] = []
    for work in writer.planned.work:
        patience = writer.number(work.patience.mean, "seconds", f"work.{work.id}.patience") if work.patience else None
        rows.append((
            writer.says(work.title),
            t(f"channel.{work.channel}"),
            writer.field(f"work.{work.id}.target_s"),
            patience,
            writer.field(f"work.{work.id}.priority"),
        ))  # fmt: skip
    head = tuple(t(f"workflow.{name}") for name in ("work", "channel", "target", "patience", "priority"))
    return Table(head, tuple(rows), t("workflow.targets"), name=t("sheet.targets"))


def _shifts(writer: Writer) -> Table:
    t, planned = writer.t, writer.planned
    rows: list[tuple[Cell, ...]] = []
    zones = [planned.shifts[group.shift].timezone or planned.timezone for group in planned.people]
    several = len(set(zones)) > 1
    for group, zone in zip(planned.people, zones, strict=True):
        shift = planned.shifts[group.shift]
        comma = writer.words.t("common.comma")
        breaks = comma.join(f"{a}–{b}" for a, b in shift.breaks)
        rows.append((
            writer.says(group.title), writer.field(f"people.{group.id}.count"), f"{shift.start}–{shift.end}",
            breaks or None, writer.field(f"people.{group.id}.rest_days"), t(f"weekday.{group.rest_from}"),
            *((clock_of(writer, zone),) if several else ()),
        ))  # fmt: skip
    names = ("group", "heads", "hours", "breaks", "rest", "rest_from", *(("zone",) if several else ()))
    one = {"zone": clock_of(writer, zones[0])} if zones and not several else {}
    caption = t("workflow.shifts_by", **one) if one else t("workflow.shifts")
    return Table(tuple(t(f"workflow.{name}") for name in names), tuple(rows), caption, (1,), name=t("sheet.shifts"))


# ---- tools


def tools(writer: Writer) -> Section:
    t = writer.t
    facts: list[tuple[str, Cell]] = [
        (t("tools.more_robot"), writer.field("robot.share")),
        (t("tools.robot_nights"), writer.field("robot.nights")),
        (t("tools.upkeep"), writer.field("robot.upkeep_hours")),
        (t("tools.assistant"), writer.field("tools.assistance_share")),
        (t("tools.assistant_cost"), writer.field("tools.assistance_cost")),
        (t("tools.forecast"), t("tools.forecast_follows" if writer.planned.forecast.follow else "tools.forecast_none")),
        *((writer.meaning(path), writer.field(path)) for path in FIGURES),
    ]
    blocks: list[Block] = [Paragraph(t("tools.intro")), _robots(writer), _uptime(writer), Facts(tuple(facts))]
    return Section("tools", t("section.tools"), (*blocks, *settings(writer, "tools")))


def _robots(writer: Writer) -> Table:
    t = writer.t
    rows = [
        (writer.says(work.title), writer.field(f"work.{work.id}.robot"), writer.field(f"work.{work.id}.outsourced"))
        for work in writer.planned.work
        if work.source != "wave"
    ]
    head = tuple(t(f"tools.{name}") for name in ("work", "robot", "outsourced"))
    return Table(head, tuple(rows), t("tools.settled"))


def _uptime(writer: Writer) -> Table:
    """What the deck of events expects of systems: how often they stop, and hours in a year."""
    t, sales = writer.t, len(writer.planned.calendar.campaigns)
    rows: list[tuple[Cell, ...]] = []
    for name in TOOLS_DOWN:
        event = deck()[name]
        times = event.rate * (sales if event.when == "sale" else 1)
        rows.append((
            writer.says(event.name),
            writer.number(times, "count", "data/events.toml"),
            writer.number(*span(event.days), "data/events.toml"),
            writer.number(float(round(times * event.days * HOURS_PER_DAY, 1)), "hours", "data/events.toml"),
        ))  # fmt: skip
    head = tuple(t(f"tools.{name}") for name in ("down", "times", "lasts", "hours_down"))
    return Table(head, tuple(rows), t("tools.uptime"), totals=(3,))
