"""Risks with their triggers, and the assumptions that the plan stands on."""

from __future__ import annotations

from dataclasses import replace

from playbook import practices
from playbook.documents.blocks import Block, Cell, Paragraph, Section, Table
from playbook.documents.plan.dear_events import MOST, Cost, dearest
from playbook.documents.plan.settings import settings
from playbook.documents.plan.words import table
from playbook.documents.plan.writing import Writer
from playbook.documents.said import counted
from playbook.first.said import short
from playbook.happenings import helped, lasts, often, span, touched
from sim.evidence import parameter_table, register
from sim.files.messages import visible
from sim.shop.events import Event, deck

WALL = 3
ASSUMED = "D"


def ranked(writer: Writer, most: int = MOST) -> list[Cost]:
    """As `dearest`; where the seasons let the events strike, by what those took of this very team."""
    more = writer.played.more
    if more is None or not more.struck:
        return dearest(writer.planned, most)
    from sim.experiment.results import Range

    found = []
    for one in dearest(writer.planned, len(deck())):
        if one.event.id in more.struck:
            loss = Range.of(more.struck[one.event.id])
            found.append(replace(one, money=one.times * loss.mean, loss=loss))
    return sorted((one for one in found if one.money > 0), key=lambda one: (-one.money, one.event.id))[:most]


def risks(writer: Writer) -> Section:
    t, found = writer.t, ranked(writer)
    played = any(one.loss is not None for one in found)
    blocks: list[Block] = [Paragraph(t("risks.intro"))]
    blocks.append(_table(writer, found, played) if found else Paragraph(t("risks.none")))
    if played:
        n = max(one.loss.n for one in found if one.loss is not None)
        blocks.append(Paragraph(t("risks.played", n=n), small=True))
    blocks.append(Paragraph(t("risks.note_played" if played else "risks.note"), small=True))
    return Section("risks", t("section.risks"), (*blocks, *settings(writer, "risks")))


def _table(writer: Writer, found: list[Cost], played: bool) -> Table:
    t, words = writer.t, writer.words
    rows: list[tuple[Cell, ...]] = []
    for one in found:
        event = one.event
        seen = counted(words.value(*span(event.seen_days)), words)
        rows.append((
            t("risks.what", event=writer.says(event.name), touches=touched(words, event), often=often(words, event),
              lasts=lasts(words, event)),
            *_money(writer, one),
            t("risks.seen_after", trigger=trigger(writer, event), days=seen),
            helped(words, event) or t("risks.nobody"),
        ))  # fmt: skip
    money = ("struck", "cost") if played else ("cost",)
    head = tuple(t(f"risks.{name}") for name in ("event", *money, "trigger", "helps"))
    return Table(head, tuple(rows), t("risks.caption"), name=t("sheet.risks"))


def _money(writer: Writer, one: Cost) -> tuple[Cell, ...]:
    """What an event takes when it comes, with its range, and in a season on average; the latter alone by the deck."""
    if one.loss is None:
        return (writer.number(one.money, "money", "data/events.toml"),)
    loss, of = one.loss, writer.t("risks.of_days", n=one.loss.n)
    each, season = (
        writer.number(times * loss.mean, "money", "run:value", low=times * loss.p10, high=times * loss.p90, of=of)
        for times in (1.0, one.times)
    )
    return each, season


def trigger(writer: Writer, event: Event) -> str:
    """Who sees what: of the event itself where it has words of its own, else of its family."""
    own = f"trigger.{event.id}"
    return writer.t(own if own in table(writer.language) else f"trigger.{event.family}")


def brief(writer: Writer) -> Table:
    """For the wall: what may happen, who sees it, what helps."""
    t, words = writer.t, writer.words
    rows = [
        (writer.says(one.event.name), trigger(writer, one.event), helped(words, one.event) or t("risks.nobody"))
        for one in ranked(writer, WALL) or dearest(writer.planned, WALL)
    ]
    head = tuple(t(f"risks.{name}") for name in ("event", "trigger", "helps"))
    return Table(head, tuple(rows), t("risks.wall"))


# ---- assumptions


def assumptions(writer: Writer) -> Section:
    """Rows of the register with the grade D that the plan's practices use; of the whole model, how many there are."""
    t = writer.t
    effects = register()
    used: dict[str, list[str]] = {}
    said: dict[str, str] = {}
    for slug in writer.decided.plan:
        if slug not in writer.titles:
            continue
        practice, texts = practices.load(slug, writer.language)
        for row in practice.evidence:
            if row in effects and effects[row].grade == ASSUMED:
                used.setdefault(row, []).append(short(writer.words, slug))
                said.setdefault(row, texts.evidence[row])
    rows_of = parameter_table()
    assumed = sum(one.grade == ASSUMED for one in rows_of.values())
    counted = Table(
        (t("assumptions.of"), t("assumptions.count")),
        (
            (t("assumptions.all"), writer.number(len(rows_of), "count", "data/parameters.csv")),
            (t("assumptions.assumed"), writer.number(assumed, "count", "data/parameters.csv")),
        ),
        t("assumptions.model"),
    )
    blocks: list[Block] = [Paragraph(t("assumptions.intro")), counted]
    if used:
        comma = writer.words.t("common.comma")
        rows = sorted((comma.join(names), visible(said[row]), ASSUMED, row) for row, names in used.items())
        head = tuple(t(f"assumptions.{name}") for name in ("practices", "what", "grade", "row"))
        blocks.append(Table(head, tuple(rows), t("assumptions.caption"), name=t("sheet.assumptions"), once=True))
    else:
        blocks.append(Paragraph(t("assumptions.none" if writer.decided.plan else "assumptions.no_plan")))
    return Section("assumptions", t("section.assumptions"), tuple(blocks))
