"""Risks with their triggers, and the assumptions that the plan stands on."""

from __future__ import annotations

from dataclasses import dataclass

from playbook import practices
from playbook.documents.blocks import Block, Cell, Paragraph, Section, Table
from playbook.documents.plan.settings import settings
from playbook.documents.plan.words import table
from playbook.documents.plan.writing import Writer
from playbook.happenings import helped, lasts, often, touched
from sim.evidence import parameter_table, parameters, register
from sim.files.messages import visible
from sim.scenario import Scenario
from sim.shop.events import Event, deck
from sim.units import DAYS_PER_YEAR

MOST, WALL = 5, 3
ASSUMED = "D"


@dataclass(frozen=True)
class Cost:
    """An event with what it costs this team in a season on average, in money, where nobody does anything about it."""

    event: Event
    money: float


def dearest(scenario: Scenario, most: int = MOST) -> list[Cost]:
    """The events of the deck that cost this team most in its season: rate by size, at the prices of the list that
    `sim.mechanisms.risk` keeps, with fines and without what the shop cannot suffer."""
    from sim.mechanisms.risk import NOTHING, Risk, expected

    risk = parameters().bind(Risk, "risk")
    days, sales = scenario.calendar.days, len(scenario.calendar.campaigns)
    usual = scenario.demand.orders_day * scenario.money.order_value  # a usual day's sales

    def cost(event: Event) -> float:
        times = event.rate * (sales if event.when == "sale" else days / DAYS_PER_YEAR)
        fine = min(event.touches.get("fine", 0.0), event.fine_most)
        return usual * (expected(risk, event, days, sales, NOTHING) + times * fine)

    packs = any(work.source == "wave" for work in scenario.work)
    found = [Cost(one, cost(one)) for one in deck().values() if packs or set(one.touches) != {"dispatch"}]
    return sorted((one for one in found if one.money > 0), key=lambda one: (-one.money, one.event.id))[:most]


def risks(writer: Writer) -> Section:
    t = writer.t
    blocks: list[Block] = [Paragraph(t("risks.intro")), _table(writer), Paragraph(t("risks.note"), small=True)]
    return Section("risks", t("section.risks"), (*blocks, *settings(writer, "risks")))


def _table(writer: Writer) -> Table:
    t, words = writer.t, writer.words
    rows: list[tuple[Cell, ...]] = []
    for one in dearest(writer.planned):
        event = one.event
        rows.append((
            writer.says(event.name),
            writer.number(one.money, "money", "data/events.toml"),
            t("risks.how_often", often=often(words, event), lasts=lasts(words, event)),
            touched(words, event),
            trigger(writer, event),
            writer.number(event.seen_days, "days", "data/events.toml"),
            helped(words, event) or t("risks.nobody"),
        ))  # fmt: skip
    head = tuple(t(f"risks.{name}") for name in ("event", "cost", "often", "touches", "trigger", "seen", "helps"))
    return Table(head, tuple(rows), t("risks.caption"), name=t("sheet.risks"))


def trigger(writer: Writer, event: Event) -> str:
    """Who sees what: of the event itself where it has words of its own, else of its family."""
    own = f"trigger.{event.id}"
    return writer.t(own if own in table(writer.language) else f"trigger.{event.family}")


def brief(writer: Writer) -> Table:
    """For the wall: what may happen, who sees it, what helps."""
    t, words = writer.t, writer.words
    rows = [
        (writer.says(one.event.name), trigger(writer, one.event), helped(words, one.event) or t("risks.nobody"))
        for one in dearest(writer.planned, WALL)
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
                used.setdefault(row, []).append(texts.title)
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
        rows = [(visible(said[row]), ASSUMED, comma.join(titles), row) for row, titles in used.items()]
        head = tuple(t(f"assumptions.{name}") for name in ("what", "grade", "practices", "row"))
        blocks.append(Table(head, tuple(rows), t("assumptions.caption"), name=t("sheet.assumptions")))
    else:
        blocks.append(Paragraph(t("assumptions.none" if writer.decided.plan else "assumptions.no_plan")))
    return Section("assumptions", t("section.assumptions"), tuple(blocks))
