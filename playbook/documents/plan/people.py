"""Recruiting, and training and development."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from playbook.documents.blocks import Block, Cell, Decide, Facts, Paragraph, Section, Table
from playbook.documents.plan.calendar import suggested
from playbook.documents.plan.settings import settings
from playbook.documents.plan.words import text
from playbook.documents.plan.writing import Writer
from playbook.documents.said import value_text
from sim.scenario import Scenario
from sim.units import DAYS_PER_WEEK

METHODS = ("chat", "interview", "sample", "quiz")  # by hiring.tests


# ---- recruiting


@dataclass(frozen=True)
class Hire:
    """People hired on top: `group` is its id, none for the whole service floor."""

    group: str | None
    people: int
    path: str
    week: int
    advert: dt.date
    starts: dt.date
    works: dt.date  # after the first course


def hires(scenario: Scenario) -> Iterator[Hire]:
    """Every advert of the plan, with its days by the pipeline of `sim.mechanisms.hiring`."""
    plan = scenario.hiring
    if plan.extra:
        yield _hire(scenario, None, plan.extra, "hiring.extra", plan.post_week)
    for i, one in enumerate(plan.places):
        yield _hire(scenario, one.group, one.people, f"hiring.places.{i}.people", one.week)


def lead_days(scenario: Scenario) -> int:
    """From the advert to the first day at work, by the tests and candidates of the scenario."""
    import math

    from sim.evidence import parameters
    from sim.mechanisms.hiring import Recruitment, pipeline

    plan = scenario.hiring
    numbers = parameters().bind(Recruitment, "hiring")
    line = pipeline(numbers, plan.lead_days, plan.tests, plan.applicants, math.log(scenario.pay.level))
    return 1 + round(line.starts)


def _hire(scenario: Scenario, group: str | None, people: int, path: str, week: int) -> Hire:
    advert = scenario.calendar.start + dt.timedelta(days=week * DAYS_PER_WEEK)
    starts = advert + dt.timedelta(days=lead_days(scenario))
    return Hire(group, people, path, week, advert, starts, starts + dt.timedelta(days=scenario.hiring.training_days))


def recruiting(writer: Writer) -> Section:
    from sim.mechanisms.hiring import cost

    t, plan = writer.t, writer.planned.hiring
    end = writer.planned.calendar.end
    groups = {group.id: writer.says(group.title) for group in writer.planned.people}
    rows: list[tuple[Cell, ...]] = []
    late = set()
    for hire in hires(writer.planned):
        if hire.works > end:
            late.add(len(rows))
        name = groups.get(hire.group or "", t("recruiting.floor"))
        people = writer.number(hire.people, "count", writer.source(hire.path))
        week = writer.number(hire.week, "count", "hiring")
        rows.append((name, people, week, hire.advert, hire.starts, hire.works))
    blocks: list[Block] = [Paragraph(t("recruiting.intro"))]
    if rows:
        head = tuple(t(f"recruiting.{name}") for name in ("group", "people", "week", "advert", "starts", "works"))
        blocks.append(
            Table(head, tuple(rows), t("recruiting.calendar"), (1,), frozenset(late), name=t("sheet.recruiting"))
        )
        if late:
            blocks.append(Paragraph(t("recruiting.too_late"), small=True))
    elif "hiring" in writer.decided.plan:
        blocks.append(Facts(((t("recruiting.on_top"), writer.field("hiring.extra")),)))
    elif writer.played.more is not None and writer.played.more.hiring is not None:
        blocks += suggested(writer, writer.played.more.hiring)
    else:
        leavers = value_text(writer.kpi("quits"), writer.words)
        said = t("recruiting.leavers", n=leavers, seasons=writer.played.n)
        blocks.append(Decide(t("recruiting.nobody"), said, t("recruiting.where")))
    each = cost(plan.cost, plan.candidate_cost, plan.tests, plan.applicants)
    facts: list[tuple[str, Cell]] = [
        (_leaving(writer), writer.kpi("quits")),
        (t("recruiting.replaced"), writer.field("hiring.replace")),
        (t("recruiting.methods"), t(f"recruiting.tests_{METHODS[plan.tests]}")),
        (t("recruiting.applicants"), writer.field("hiring.applicants")),
        (t("recruiting.known"), writer.field("hiring.referral_share")),
        (t("recruiting.lead"), writer.number(lead_days(writer.planned), "days", "hiring")),
        (t("recruiting.course"), writer.field("hiring.training_days")),
        (t("recruiting.cost"), writer.number(each, "money", "hiring")),
    ]
    blocks.append(Facts(tuple(facts)))
    return Section("recruiting", t("section.recruiting"), (*blocks, *settings(writer, "recruiting")))


def _leaving(writer: Writer) -> str:
    """What the figure is of: with steps it is that of the column "With the plan" of the objectives."""
    said = writer.t("recruiting.leaving")
    return (
        text(writer.language, "common.with_unit", what=said, unit=writer.sides[-1]) if writer.applied.changed else said
    )


# ---- training


def training(writer: Writer) -> Section:
    from sim.evidence import parameters

    t, planned = writer.t, writer.planned
    week = planned.training.course_week
    begins = planned.calendar.start + dt.timedelta(days=week * DAYS_PER_WEEK)
    ramp = parameters()
    numbers = "data/parameters.csv"
    facts: list[tuple[str, Cell]] = [
        (t("training.first"), writer.field("hiring.training_days")),
        (t("training.mentor"), writer.field("training.mentor_share")),
        (t("training.ramp"), writer.number(ramp["learning.ramp_weeks"], "weeks", numbers)),
        (t("training.gap"), writer.number(ramp["learning.gap"], "share", numbers)),
        (t("training.course"), writer.field("training.course_days")),
    ]
    if planned.training.course_days:
        facts.append((t("training.course_begins"), begins))
    facts += [
        (t("training.pairs"), writer.field("training.pair_minutes")),
        (t("training.second"), writer.field("training.second_skill_share")),
        (t("training.steps"), writer.field("careers.steps")),
    ]
    blocks: list[Block] = [Paragraph(t("training.intro")), Facts(tuple(facts)), skills(writer)]
    return Section("training", t("section.training"), (*blocks, *settings(writer, "training")))


def skills(writer: Writer) -> Table:
    """Groups by kinds of work: the speed of an experienced person; work that hangs on one person is marked."""
    t, planned = writer.t, writer.planned
    able = {work.id: sum(g.count for g in planned.people if work.id in g.skills) for work in planned.work}
    rows: list[tuple[Cell, ...]] = []
    for group in planned.people:
        speeds = [writer.field(f"people.{group.id}.skills.{work.id}") for work in planned.work]
        rows.append((writer.says(group.title), writer.field(f"people.{group.id}.count"), *speeds))
    last = tuple(writer.number(able[work.id], "count", "people") for work in planned.work)
    rows.append((t("training.able"), None, *last))
    head = (t("recruiting.group"), t("structure.heads"), *(writer.says(work.title) for work in planned.work))
    alone = min(able.values(), default=0) <= 1
    return Table(
        head, tuple(rows), t("training.skills"), marked=frozenset({len(rows) - 1} if alone else ()),
        name=t("sheet.skills"),
    )  # fmt: skip
