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
DRAWN = ("revenue", "pay", "advertising", "left")


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
    blocks: list[Block] = [Paragraph(t("budget.intro", n=writer.played.n)), _by_month(writer), _cash(writer)]
    blocks.append(_cash_drawn(writer))
    return Section("budget", t("section.budget"), (*blocks, *settings(writer, "budget")))


def _by_month(writer: Writer) -> Table:
    t, calendar = writer.t, writer.planned.calendar
    found = by_line(dict(writer.played.plan.ledger))
    used = [line for line in LINES if np.any(found[line])]
    rows: list[tuple[Cell, ...]] = []
    for first, span in months(calendar.start, calendar.days):
        of_lines = {line: found[line][:, span].sum(axis=1) for line in used}
        cells = [writer.spread(of_lines[line], "money", f"run:ledger.{line}", mean=True) for line in used]
        left = writer.spread(sum(of_lines.values()), "money", "run:profit", mean=True)  # type: ignore[arg-type]
        last = first + dt.timedelta(days=span.stop - span.start - 1)
        rows.append((t("budget.span", first=writer.words.date(first), last=writer.words.date(last)), *cells, left))
    head = (t("budget.month"), *(t(f"budget.{line}") for line in used), t("budget.left"))
    names = [*used, "left"]
    drawn = tuple(1 + names.index(name) for name in DRAWN if name in names)
    return Table(
        head, tuple(rows), t("budget.caption"), totals=tuple(range(1, len(head))), name=t("sheet.budget"),
        chart=(0, drawn),
    )  # fmt: skip


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
