"""Budget: income and costs by month from the books of the seasons, and the day on which least cash is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache

import numpy as np

from playbook.charts import Mark, Panel, season_band
from playbook.documents.blocks import Block, Cell, Facts, Paragraph, Picture, Section, Table
from playbook.documents.plan.settings import settings
from playbook.documents.plan.writing import Writer
from sim.arrays import Floats
from sim.contract.mechanism import MoneyPart
from sim.mechanisms import MECHANISMS

# Lines of the budget, in the order of a manager's table; an account without one of its own goes by its part of profit.
OWN = {
    "revenue": "revenue", "discounts": "discounts", "customer_coupons": "discounts", "goods": "goods",
    "leftovers": "goods", "second_supplier": "goods", "platform_fees": "fees", "parcels": "parcels",
    "courier_saved": "parcels", "fixed": "fixed", "hiring": "hiring",
}  # fmt: skip
BY_PART = {
    MoneyPart.SALES: "other", MoneyPart.RETURNS: "returns", MoneyPart.COMPENSATION: "compensation",
    MoneyPart.PAY: "pay", MoneyPart.TEAM: "team", MoneyPart.ADVERTISING: "advertising", MoneyPart.OTHER: "other",
}  # fmt: skip
LINES = ("revenue", "discounts", "returns", "goods", "fees", "parcels", "pay", "hiring", "team", "advertising",
         "compensation", "fixed", "other")  # fmt: skip


@cache
def _lines() -> dict[str, str]:
    """Account -> line."""
    return {account.id: OWN.get(account.id, BY_PART[account.part]) for one in MECHANISMS for account in one.accounts}


def by_line(ledger: dict[str, Floats]) -> dict[str, Floats]:
    """The books by line of the budget, (n, D) each; they add up to the profit of each day."""
    like = next(iter(ledger.values()))
    found = {line: np.zeros_like(like) for line in LINES}
    for account, values in ledger.items():
        found[_lines().get(account, "other")] += values
    return found


def months(start: dt.date, days: int) -> Iterator[tuple[dt.date, slice]]:
    """(first day, its days of the season) of each calendar month, the first and the last perhaps in part."""
    first = 0
    for day in range(1, days + 1):
        if day == days or (start + dt.timedelta(days=day)).day == 1:
            yield start + dt.timedelta(days=first), slice(first, day)
            first = day


def budget(writer: Writer) -> Section:
    t = writer.t
    blocks: list[Block] = [Paragraph(t("budget.intro", n=writer.played.n)), _by_month(writer), _left(writer),
                           _cash(writer)]  # fmt: skip
    blocks.append(_cash_drawn(writer))
    return Section("budget", t("section.budget"), (*blocks, *settings(writer, "budget")))


def _by_month(writer: Writer) -> Table:
    t, calendar = writer.t, writer.planned.calendar
    found = by_line(dict(writer.played.plan.ledger))
    used = [line for line in LINES if np.any(found[line])]
    spans = [span for _, span in months(calendar.start, calendar.days)] + [slice(0, calendar.days)]
    rows: list[tuple[Cell, ...]] = []
    for line in used:
        sums = (found[line][:, span].sum(axis=1) for span in spans)
        rows.append((
            t(f"budget.{line}"),
            *(writer.spread(one, "money", f"run:ledger.{line}", mean=True) for one in sums),
        ))  # fmt: skip
    head = (t("budget.line"), *(_named(writer, first, span) for first, span in months(calendar.start, calendar.days)),
            t("budget.season"))  # fmt: skip
    return Table(
        head, tuple(rows), t("budget.caption"), totals=tuple(range(1, len(head))), name=t("sheet.budget"),
        chart=(0, tuple(range(1, len(head) - 1))),
    )  # fmt: skip


def _named(writer: Writer, first: dt.date, span: slice) -> str:
    last = first + dt.timedelta(days=span.stop - span.start - 1)
    return writer.t("budget.span", first=writer.words.date(first), last=writer.words.date(last))


def _left(writer: Writer) -> Facts:
    """What is left of each month and of the season, with its range: the sum of the lines above has none."""
    t, calendar = writer.t, writer.planned.calendar
    profit = sum(by_line(dict(writer.played.plan.ledger)).values())
    rows: list[tuple[str, Cell]] = [
        (t("budget.left_of", span=_named(writer, first, span)),
         writer.spread(profit[:, span].sum(axis=1), "money", "run:profit", mean=True))  # type: ignore[index]
        for first, span in months(calendar.start, calendar.days)
    ]  # fmt: skip
    return Facts(tuple(rows))


def low_point(writer: Writer) -> tuple[Floats, dt.date]:
    """The least cash of each season, (n,), and the day on which it most often is least: of the median of cash."""
    cash = writer.played.plan.days["cash"]
    day = int(np.argmin(np.median(cash, axis=0)))
    return cash.min(axis=1), writer.planned.calendar.start + dt.timedelta(days=day)


def _cash(writer: Writer) -> Facts:
    t = writer.t
    least, day = low_point(writer)
    return Facts((
        (t("budget.opening"), writer.field("money.opening_cash")),
        (t("budget.low"), writer.spread(least, "money", "run:cash")),
        (t("budget.low_day"), day),
        (writer.kpi_name("cash_end"), writer.kpi("cash_end")),
        (writer.kpi_name("labour_cost"), writer.kpi("labour_cost")),
        (writer.kpi_name("end_state"), writer.kpi("end_state")),
    ))  # fmt: skip


def _cash_drawn(writer: Writer) -> Picture:
    t, calendar = writer.t, writer.planned.calendar
    low, mid, high = writer.played.plan.band("cash")
    marks = [Mark(one.day, writer.says(one.name)) for one in calendar.campaigns]
    panel = Panel(t("budget.cash"), writer.team.currency, low, mid, high)
    return Picture(season_band(writer.words, [panel], calendar.start, marks), t("budget.cash_says", n=writer.played.n))
