"""Facts of the shop that is played, for the texts of a session: {agents}, {opening_orders} and the like.

Every fact is read off the scenario alone, without a season: what a plan or a roster says, not what will come.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from typing import Any

from playbook.language import MISSING, Words, placeholders
from sim.files.messages import fill
from sim.scenario import Scenario
from sim.shop.campaigns import campaign
from sim.shop.facts import Campaign
from sim.shop.work import Work
from sim.units import DAYS_PER_WEEK

MINUTES = 24 * 60
DAY_S = 24 * 3600


def filled(text: str, scenario: Scenario, words: Words) -> str:
    """`text` with its facts; one that this shop has not is "—". KeyError for a name that is no fact."""
    return fill(text, lambda name: FACTS[name](scenario, words)) if placeholders(text) else text


def said(words: Words, text: Any, scenario: Scenario) -> str:
    """A text of the session, or of the deck, in this language, with its facts."""
    return filled(words.pick(text), scenario, words)


def unknown(text: str) -> tuple[str, ...]:
    """Names in braces that are no facts, in order."""
    return tuple(sorted(set(placeholders(text)) - set(FACTS)))


def sale(scenario: Scenario) -> Campaign | None:
    """The sale that the season runs up to: the first one."""
    return min(scenario.calendar.campaigns, key=lambda one: one.day, default=None)


def opening(scenario: Scenario) -> tuple[dt.date, float] | None:
    """Date and minutes after midnight at which its sale opens: the eve where that begins on the evening before."""
    first = sale(scenario)
    if first is None:
        return None
    days, seconds = divmod((first.own_shape or campaign(first.preset)).opens_s, DAY_S)
    return first.day + dt.timedelta(days=int(days)), seconds / 60


def opening_minute(scenario: Scenario) -> float:
    """Minutes after midnight at which its sale opens; midnight where there is none."""
    opens = opening(scenario)
    return 0.0 if opens is None else opens[1]


def opening_orders(scenario: Scenario) -> float:
    """Orders that the plan expects on the day of the opening."""
    first = sale(scenario)
    return scenario.demand.orders_day * (1.0 if first is None else first.lift)


def questions(scenario: Scenario, orders: float, ask_more: float = 1.0) -> float:
    """Questions before the sale that reach a person on a day of so many orders."""
    asked = (one.rate * (1 - one.robot) for one in scenario.work if one.source == "order")
    return orders * ask_more * sum(asked)


def on_shift(scenario: Scenario, role: str, minute: float) -> int:
    """People of a role whose shift covers a minute of the day, nobody away."""
    return sum(one.count for one in scenario.people if one.role == role and _covers(scenario, one.shift, minute))


def parcels_day(scenario: Scenario) -> float:
    """Parcels that all packers together pack in a shift, nobody away and nothing else to do."""
    packing = next((one for one in scenario.work if one.source == "wave"), None)
    if packing is None:
        return math.nan
    seconds = packing.handle.mean_s / packing.batch
    return sum(one.count * _hours(scenario, one.shift) * 3600 / seconds for one in packers(scenario))


def packers(scenario: Scenario) -> tuple:
    """Groups of people whose own work it is to pack."""
    packing = {one.id for one in scenario.work if one.source == "wave"}
    return tuple(one for one in scenario.people if one.role == "merchandise" and packing & set(one.skills))


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


def _covers(scenario: Scenario, shift: str, minute: float) -> bool:
    start, end = (_minute(x) for x in (scenario.shifts[shift].start, scenario.shifts[shift].end))
    return start <= minute < end if start < end else minute >= start or minute < end


def _hours(scenario: Scenario, shift: str) -> float:
    """Hours of a shift without its breaks."""
    own = scenario.shifts[shift]
    spans = [(own.start, own.end), *own.breaks]
    lengths = [(_minute(b) - _minute(a)) % MINUTES / 60 for a, b in spans]
    return lengths[0] - sum(lengths[1:])


def _asked_first(scenario: Scenario) -> Work:
    """The contacts of those who have not bought yet, else the first that anybody makes."""
    return next((one for one in scenario.work if one.source == "order"), scenario.work[0])


def _patience(work: Work) -> float:
    return math.nan if work.patience is None else work.patience.mean_s


def _rounded(x: float) -> float:
    """To two figures: what a plan says is not known better."""
    if not math.isfinite(x) or x == 0:
        return x
    return round(x, 1 - math.floor(math.log10(abs(x))))


def _opening_questions(scenario: Scenario, words: Words) -> str:
    first = sale(scenario)
    asked = questions(scenario, opening_orders(scenario), 1.0 if first is None else first.ask_more)
    return words.number(_rounded(asked))


def _weeks(scenario: Scenario, words: Words) -> str:
    days = scenario.hiring.lead_days + scenario.hiring.training_days
    return words.t("workshop_facts.weeks", n=words.number(round(days / DAYS_PER_WEEK)))


def _people(n: Callable[[Scenario], float]) -> Callable[[Scenario, Words], str]:
    return lambda scenario, words: words.number(n(scenario))


def _money(n: Callable[[Scenario], float]) -> Callable[[Scenario, Words], str]:
    return lambda scenario, words: words.money(n(scenario), scenario.currency)


FACTS: Mapping[str, Callable[[Scenario, Words], str]] = {
    "people": _people(lambda s: s.headcount),
    "agents": _people(lambda s: sum(one.count for one in s.people if one.role == "service")),
    "evening_agents": _people(lambda s: on_shift(s, "service", opening_minute(s))),
    "packers": _people(lambda s: sum(one.count for one in packers(s)) or math.nan),
    "orders_day": _people(lambda s: s.demand.orders_day),
    "questions_day": _people(lambda s: _rounded(questions(s, s.demand.orders_day))),
    "parcels_day": _people(lambda s: _rounded(parcels_day(s))),
    "opening_orders": _people(lambda s: _rounded(opening_orders(s))),
    "opening_questions": _opening_questions,
    "sales_day": _money(lambda s: _rounded(s.demand.orders_day * s.money.order_value)),
    "hire_cost": _money(lambda s: s.hiring.cost),
    "hire_weeks": _weeks,
    "temp_cost_hour": _money(lambda s: s.peak.temp_pay_hour),
    "target_seconds": lambda s, words: words.duration(_asked_first(s).target_s),
    "patience_seconds": lambda s, words: words.duration(_patience(_asked_first(s))),
    "ad_percent": lambda s, words: words.percent(_rounded(s.money.ad_share)),
    "confirmed_percent": lambda s, words: words.percent(s.compliance.confirmed),
    "season_start": lambda s, words: words.date(s.calendar.start),
    "sale_date": lambda s, words: MISSING if (opens := opening(s)) is None else words.date(opens[0]),
    "sale_time": lambda s, words: MISSING if (opens := opening(s)) is None else words.clock(opens[1]),
}
