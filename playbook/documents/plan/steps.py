"""The steps that the workspace has chosen, and the calendar: steps, their reviews, adverts, big days."""

from __future__ import annotations

import datetime as dt

from playbook.documents.blocks import Block, Cell, Decide, Event, Facts, Number, Paragraph, Section, Table
from playbook.documents.plan.kept_text import change, number_to_watch
from playbook.documents.plan.people import hires
from playbook.documents.plan.writing import Writer
from playbook.workspace import PlanEntry
from sim.files.messages import visible

REVIEW = dt.timedelta(days=14)  # from a step's date to the look at its number
MOST_NAMED = 3
MONEY = "profit"
LATEST = dt.date.max - 2 * REVIEW


def steps(writer: Writer) -> Section:
    t, plan = writer.t, writer.decided.plan
    title = t("section.steps")
    if not plan:
        said = t("steps.none_suggested", practices=writer.words.t("common.comma").join(_first(writer)))
        return Section("steps", title, (Decide(t("steps.none"), said, t("steps.none_where")),))
    blocks: list[Block] = [Paragraph(t("steps.intro")), overview(writer)]
    blocks += [Paragraph(said, small=True) for said in (later(writer), unseen(writer)) if said]
    for slug in writer.applied.refused:
        blocks.append(Paragraph(t("steps.refused", practice=writer.title(slug))))
    parts = tuple(_step(writer, slug, entry) for slug, entry in plan.items())
    return Section("steps", title, tuple(blocks), parts)


def overview(writer: Writer) -> Table:
    """Step, owner, date, number to watch: a line each, by date; marked: the date is over."""
    t = writer.t
    by_date = sorted(writer.decided.plan.items(), key=lambda one: (one[1].date, one[0]))
    rows: list[tuple[Cell, ...]] = [
        (writer.title(slug), visible(entry.owner), entry.date, number_to_watch(writer, entry))
        for slug, entry in by_date
    ]
    over = frozenset(row for row, (_, entry) in enumerate(by_date) if entry.date < writer.made)
    head = tuple(t(f"steps.{name}") for name in ("step", "owner", "date", "number"))
    caption = t("steps.caption_over", made=writer.words.date(writer.made)) if over else t("steps.caption")
    return Table(head, tuple(rows), caption, marked=over, name=t("sheet.steps"))


def later(writer: Writer) -> str:
    """That figures reckon with every step from the first day on; "" where none begins later."""
    start = writer.planned.calendar.start
    if not any(entry.levers and entry.date > start for entry in writer.decided.plan.values()):
        return ""
    return writer.t("steps.later", first=writer.words.date(start, year=True))


def unseen(writer: Writer) -> str:
    """Steps whose promise is smaller than what luck alone does to the profit of a season; "" where there is none."""
    season = writer.kpi(MONEY)
    if season.low is None or season.high is None:
        return ""
    small = [
        writer.title(slug)
        for slug, entry in writer.decided.plan.items()
        if entry.promise and MONEY in entry.promise.change
        and 0 < abs(entry.promise.change[MONEY][1]) < season.high - season.low
    ]  # fmt: skip
    if not small:
        return ""
    low, high = (writer.words.money(x, season.currency) for x in (season.low, season.high))
    return writer.t("steps.unseen", low=low, high=high, steps=writer.words.t("common.semicolon").join(small))


def _first(writer: Writer) -> list[str]:
    """Practices that the shop's own ratings put lowest; where nobody rated, those that bring a sample most; else the
    first ones of the playbook."""
    means = {
        slug: sum(levels) / len(levels)
        for slug, rows in writer.decided.ratings.items()
        if (levels := [level for some in rows.values() for level in some])
    }
    lowest = sorted(means, key=lambda slug: (means[slug], slug))[:MOST_NAMED]
    dearest = [one.slug for one in writer.gains.values() if one.verdict in ("gains", "later")][:MOST_NAMED]
    return [writer.title(slug) for slug in lowest or dearest or tuple(writer.titles)[:MOST_NAMED]]


def _step(writer: Writer, slug: str, entry: PlanEntry) -> Section:
    t = writer.t
    rows: list[tuple[str, Cell]] = [
        (t("steps.what"), change(writer, slug, entry)),
        (t("steps.owner"), visible(entry.owner)),
        (t("steps.date"), entry.date),
        (t("steps.review"), review(entry.date)),
        (t("steps.number"), number_to_watch(writer, entry)),
    ]
    if entry.promise:
        for kpi, moved in writer.promises(slug, entry.promise):
            rows.append((t("steps.promised", figure=writer.kpi_name(kpi)), moved))
        rows.append((t("steps.outlay"), writer.number(entry.promise.outlay, "money", f"plan:{slug}")))
        rows.append((t("steps.hours"), writer.number(entry.promise.hours, "hours", f"plan:{slug}")))
    if entry.note:
        rows.append((t("steps.note"), visible(entry.note)))
    blocks: list[Block] = [Facts(tuple(rows))]
    if entry.wrong_if:
        blocks.append(Facts(((t("steps.wrong_if"), visible(entry.wrong_if)),)))
    else:
        blocks.append(
            Decide(t("steps.wrong_if_what"), t("steps.wrong_if_suggested", number=number_to_watch(writer, entry)))
        )
    if levers := _levers(writer, slug, entry):
        blocks.append(levers)
    if slug in writer.applied.stale:
        blocks.append(Paragraph(t("steps.stale"), small=True))
    return Section(f"step-{slug}", writer.title(slug), tuple(blocks))


def _levers(writer: Writer, slug: str, entry: PlanEntry) -> Table | None:
    """What the step sets, beside today."""
    if slug in writer.applied.refused or not entry.levers:
        return None
    t = writer.t
    rows: list[tuple[Cell, ...]] = []
    for path, value in entry.levers.items():
        today = writer.field(path, today=True)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and isinstance(today, Number):
            then: Cell = writer.number(float(value), today.unit, f"plan:{slug}")
        else:
            then = writer.worded(path, value) or visible(str(value))
        rows.append((writer.name(path), today, then))
    return Table((t("settings.lever"), t("common.today"), t("common.planned")), tuple(rows))


def review(day: dt.date) -> dt.date:
    """When the number of a step is looked at."""
    return min(day, LATEST) + REVIEW


def events(writer: Writer) -> tuple[Event, ...]:
    """The dates of the plan, in order: steps and their reviews, adverts and first days of hires, big days."""
    t = writer.t
    found: list[Event] = []
    for slug, entry in writer.decided.plan.items():
        name = writer.title(slug)
        owner, number = visible(entry.owner), number_to_watch(writer, entry)
        text = t("event.step_text", what=change(writer, slug, entry), owner=owner, number=number)
        found.append(Event(f"step-{slug}", entry.date, t("event.step", practice=name, owner=owner), text))
        looked = t("event.review_text", number=number, wrong=entry.wrong_if or t("event.no_wrong"))
        found.append(Event(f"review-{slug}", review(entry.date), t("event.review", practice=name), looked))
    for i, hire in enumerate(hires(writer.planned)):
        number = writer.words.number(hire.people)
        found.append(Event(f"advert-{i}", hire.advert, t("event.advert", n=number)))
        found.append(Event(f"starts-{i}", hire.starts, t("event.starts", n=number)))
    for one in writer.planned.calendar.campaigns:
        found.append(Event(f"sale-{one.day.isoformat()}", one.day, t("event.sale", name=writer.says(one.name))))
    if writer.decided.plan:
        over = writer.planned.calendar.end + dt.timedelta(days=1)
        found.append(Event("afterwards", over, t("event.afterwards"), t("event.afterwards_text")))
    return tuple(sorted(found, key=lambda event: (event.day, event.uid)))
