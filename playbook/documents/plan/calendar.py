"""Whom the hiring plan would look for, where the workspace has decided nothing: by month, with lead time and cost."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from playbook.documents.blocks import Block, Cell, Decide, Facts, Paragraph, Table
from playbook.documents.plan.writing import Writer

if TYPE_CHECKING:
    from sim.experiment.hiring_plan import HiringPlan

MOST_LATE = 2


def suggested(writer: Writer, plan: HiringPlan) -> list[Block]:
    """What is to be decided with the plan's suggestion, its calendar of adverts, and what else it takes."""
    t, hired = writer.t, plan.hired
    promise = {"share": writer.words.percent(plan.promise), "sure": writer.words.percent(plan.sure),
               "seasons": len(plan.need.played.came)}  # fmt: skip
    if hired:
        said = t("hires.look_for", n=sum(one.count for one in hired), **promise)
    else:
        said = t("hires.others" if _others(writer, plan) else "hires.enough", **promise)
    said = (" " if writer.language == "en" else "").join((said, *_at_what_price(writer, plan)))
    blocks: list[Block] = [Decide(t("recruiting.nobody"), said, t("recruiting.where"))]
    if hired:
        blocks.append(_calendar(writer, plan))
        blocks.append(Paragraph(t("hires.note", sure=promise["sure"]), small=True))
    if rows := _others(writer, plan):
        head = (t("hires.way"), t("hires.units"), t("hires.cost"))
        blocks.append(Table(head, tuple(rows), t("hires.others_caption"), totals=(2,)))
    if (verdict := plan.verdict) is not None and plan.mix.cost:
        of = writer.t("common.of_mean", n=verdict.cost.n)
        for_people = writer.number(verdict.cost.mean, "money", "hiring", **_ends(verdict.cost, of))
        profit = writer.number(verdict.profit.mean, "money", "run:profit", signed=True, **_ends(verdict.profit, of))
        blocks.append(Facts(((t("hires.for_people"), for_people), (t("hires.profit"), profit))))
    for late in plan.late[:MOST_LATE]:
        period = plan.need.periods[late.period]
        days = {"first": writer.words.date(period.first), "last": writer.words.date(period.last)}
        due = writer.words.date(late.due, year=True)
        blocks.append(Paragraph(t("hires.late", due=due, wanted=late.wanted, brings=late.brings, **days)))
    return blocks


def _at_what_price(writer: Writer, plan: HiringPlan) -> list[str]:
    """What keeping the promise does to the profit: a sentence, or none where the suggestion costs nothing."""
    if plan.verdict is None or not plan.mix.cost:
        return []
    profit = plan.verdict.profit
    low, mean, high = (writer.words.signed(x, writer.team.currency) for x in (profit.p10, profit.mean, profit.p90))
    key = "loses" if profit.p90 < 0 else "gains" if profit.p10 > 0 else "either"
    return [writer.t(f"price.{key}", mean=mean, low=low, high=high)]


def _ends(found: object, of: str) -> dict[str, object]:
    low, high = found.p10, found.p90
    return {"low": low, "high": high, "of": of} if low < high else {}


def _calendar(writer: Writer, plan: HiringPlan) -> Table:
    """A line for each advert and group, in the order of the months."""
    t = writer.t
    names = {group.id: writer.says(group.title) for group in writer.planned.people}
    rows: list[tuple[Cell, ...]] = []
    for one in plan.hired:
        for group, people in one.people.items():
            if not people:
                continue
            lead = (one.start.comes - one.start.advert).days
            rows.append((
                _month(writer, one.start.on_floor), names.get(group, group), writer.number(people, "count", "hiring"),
                one.start.advert, writer.number(lead, "days", "hiring"), one.start.on_floor,
                writer.number(one.cost * people / one.count, "money", "hiring"),
            ))  # fmt: skip
    head = tuple(t(f"hires.{name}") for name in ("month", "group", "people", "advert", "lead", "works", "cost"))
    return Table(head, tuple(rows), t("hires.calendar"), totals=(2, 6), name=t("sheet.recruiting"))


def _month(writer: Writer, day: dt.date) -> str:
    """May 2026; 2026年5月: the date without its day."""
    if writer.language == "zh":
        return writer.words.date(day, year=True).partition("月")[0] + "月"
    return writer.words.date(day, year=True).partition(" ")[2]


def _others(writer: Writer, plan: HiringPlan) -> list[tuple[Cell, ...]]:
    """What the mix takes beside hires: the way, how much of it, its cost."""
    from sim.experiment.hiring_options import STEP_HOURS

    t, works = writer.t, {work.id: writer.says(work.title) for work in writer.planned.work}
    rows: list[tuple[Cell, ...]] = []
    for n, way in zip(plan.mix.units.tolist(), plan.options, strict=True):
        if not n or way.kind == "hire":
            continue
        name = t(f"hires.way_{way.kind}")
        if way.work:
            name = t("common.of", what=name, of=works.get(way.work, way.work))
        if way.kind == "overtime":
            units = writer.number(n * STEP_HOURS, "hours", "peak")
        elif way.kind in ("outsourced", "robot"):
            units = writer.number(n / 100, "share", "work")
        else:
            units = writer.number(n, "count", "people")
        rows.append((name, units, writer.number(n * way.cost, "money", "hiring")))
    return rows
