"""What the shipped teams look like in the figures that managers compare shops by, and the ranges known for them.

`data/team_ranges.csv` has a row for each team and figure: from where to where it lies in life, and who says so.
`docs/teams.md` shows both, made by `playbook build ratios`; tests hold the figures inside their ranges.

Sales are what was paid for orders less what is sent back. "Usual" days are those before the campaign's first day.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from sim.evidence import DATA, parameters
from sim.experiment.tasks import replication_seed
from sim.scenario import Scenario
from sim.season import kpi
from sim.season.clock import SeasonResult, run_season
from sim.season.setup import Setup
from sim.shop.facts import Shop
from sim.units import DAYS_PER_WEEK, DAYS_PER_YEAR, SECONDS_PER_HOUR

RANGES = DATA / "team_ranges.csv"
REPLICATIONS, SEED = 8, 1
Figures = dict[str, float]


@dataclass(frozen=True)
class Figure:
    """A figure of `FIGURES`: its name, and how it is written."""

    title: str
    form: str  # of str.format

    def written(self, value: float) -> str:
        return self.form.format(value)


COUNT, ONE, SHARE, TIMES = "{:,.0f}", "{:.1f}", "{:.1%}", "{:.1f} ×"
FIGURES = {
    "orders_service": Figure("orders a usual day per head in service", COUNT),
    "contacts_100": Figure("contacts that reach people, per 100 orders", COUNT),
    "through_question": Figure("orders whose buyer asked first", SHARE),
    "contacts_agent_day": Figure("contacts per agent and usual day", COUNT),
    "chats_agent_day": Figure("of them chats", COUNT),
    "occupancy": Figure("busy time of a usual day", SHARE),
    "in_target": Figure("answered in time, usual day", SHARE),
    "gave_up": Figure("gave up, usual day", SHARE),
    "in_target_opening": Figure("answered in time, opening hours", SHARE),
    "orders_rise": Figure("orders of the big day ÷ usual", TIMES),
    "questions_rise": Figure("questions of the big day ÷ usual, robot's included", TIMES),
    "packed_hour": Figure("parcels picked and packed in an hour", COUNT),
    "late": Figure("parcels shipped late", SHARE),
    "returned": Figure("orders sent back", SHARE),
    "platform_fee": Figure("platform fee", SHARE),
    "advertising": Figure("advertising ÷ sales", SHARE),
    "labour": Figure("labour with contributions ÷ sales", SHARE),
    "contributions": Figure("contributions ÷ wages", SHARE),
    "profit": Figure("profit ÷ sales", SHARE),
    "sales_head": Figure("sales a year per head, thousands", COUNT),
}


@dataclass(frozen=True)
class Known:
    """What is known of a team's figure: a range, and its source in a line."""

    low: float
    high: float
    source: str


def known_ranges() -> dict[str, dict[str, Known]]:
    """Team → figure → what is known of it, in the order of the file."""
    ranges: dict[str, dict[str, Known]] = {}
    with RANGES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            known = Known(float(row["low"]), float(row["high"]), row["source"])
            ranges.setdefault(row["team"], {})[row["figure"]] = known
    return ranges


def team_ratios(scenario: Scenario, replications: int = REPLICATIONS) -> Figures:
    """The figures of FIGURES, means over seasons of the untouched team; a shop that packs nothing has no `packed_hour`.

    ValueError where a season breaks a law of the model: its figures would mean nothing.
    """
    setup = Setup(scenario, parameters())
    seasons = []
    for number in range(replications):
        result = run_season(setup, replication_seed(SEED, number))
        if result.laws:
            raise ValueError(f"{scenario.id}: {result.laws[0]}")
        seasons.append(_of_season(setup, result))
    means = {name: float(np.mean([one[name] for one in seasons])) for name in seasons[0]}
    found = means | _of_facts(scenario)
    return {name: found[name] for name in FIGURES if name in found}


def _of_season(setup: Setup, result: SeasonResult) -> Figures:
    """What a season has to say."""
    shop, days = setup.scenario, result.days
    total, ledger = kpi.totals(setup, result), {name: values.sum() for name, values in result.ledger.items()}
    usual, big = _usual_days(shop), (shop.calendar.campaigns[0].day - shop.calendar.start).days

    def usual_sum(name: str) -> float:
        return float(days[name][:usual].sum())

    orders, contacts = usual_sum("orders"), usual_sum("contacts")
    first = contacts - usual_sum("children")
    sales = ledger["revenue"] + ledger["discounts"] + ledger["refunds"]
    return {
        "orders_service": orders / usual / shop.desk_people,
        "contacts_100": 100 * first / orders,
        "contacts_agent_day": contacts / usual / agent_days(shop),
        "chats_agent_day": contacts * _chats(shop) / usual / agent_days(shop),
        "occupancy": usual_sum("busy_s") / usual_sum("staffed_s"),
        "in_target": usual_sum("live_in_target") / usual_sum("live_ended"),
        "gave_up": usual_sum("live_lost") / usual_sum("live_ended"),
        "in_target_opening": total["peak_service_level"],
        "orders_rise": float(days["orders"][big]) / (orders / usual),
        "late": total["late_parcels"] / total["orders"],
        "advertising": -ledger["advertising"] / sales,
        "labour": total["labour_cost"] / sales,
        "profit": total["profit"] / sales,
        "sales_head": sales / len(days["orders"]) * DAYS_PER_YEAR / shop.headcount / 1000,
    }


def _of_facts(shop: Scenario) -> Figures:
    """What the file says already."""
    event, money = shop.calendar.campaigns[0], shop.money
    found = {
        "through_question": shop.questions_an_order * shop.customers.asked_buy,
        "questions_rise": event.lift * event.ask_more,
        "returned": shop.fulfilment.return_share,
        "platform_fee": money.platform_fee,
        "contributions": money.contributions,
    }
    packing = [work for work in shop.work if work.source == "wave"]
    for work in packing:
        found["packed_hour"] = work.batch * SECONDS_PER_HOUR / (work.handle.mean + work.wrap_mean)
    return found


def _usual_days(shop: Shop) -> int:
    """Days before the campaign first lifts one."""
    event = shop.calendar.campaigns[0]
    begins = (event.day - shop.calendar.start).days
    return begins + min(day.offset for day in event.shape.days)


def agent_days(shop: Shop) -> float:
    """Agents on duty on a mean day: the service people; where that is one person, all who answer chats and calls."""
    alone = shop.desk_people == 1
    live = {work.id for work in shop.work if work.channel in ("chat", "phone")}
    there = [group for group in shop.people if group.role == "service" or (alone and live & set(group.skills))]
    return sum(group.count * (1 - group.rest_days / DAYS_PER_WEEK) for group in there)


def _chats(shop: Shop) -> float:
    """Share of a usual day's contacts that are chats."""
    units = {"order": 1.0, "parcel": 1.0, "return": shop.fulfilment.return_share}
    made = [
        (work.channel, work.rate * units[work.source] * work.reaching) for work in shop.work if work.source in units
    ]
    return sum(n for channel, n in made if channel == "chat") / sum(n for _, n in made)


def tables(scenarios: Iterable[Scenario], measured: Callable[[Scenario], Figures] = team_ratios) -> str:
    """The tables of docs/teams.md: a heading and a table for each team."""
    known, parts = known_ranges(), []
    for scenario in scenarios:
        lines = [f"## `{scenario.id}`", "", "| figure | value | known | source |", "|---|---|---|---|"]
        for name, value in measured(scenario).items():
            figure, about = FIGURES[name], known[scenario.id][name]
            span = f"{figure.written(about.low)} – {figure.written(about.high)}"
            mark = "" if about.low <= value <= about.high else " **outside**"
            lines.append(f"| {figure.title} | {figure.written(value)}{mark} | {span} | {about.source} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)
