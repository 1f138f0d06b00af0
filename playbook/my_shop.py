"""A shop of the reader's own from five numbers that a manager knows; everything else comes from the nearest sample.

With the orders grow the people and the pile at the packing table, with the turnover the cash and what advertising costs
as an amount. Fixed costs nobody has at hand: they take the same share of what is left after goods, parcels, returns,
advertising and wages as in the sample. Rates, times, shares and the other roles are the sample's.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from playbook.language import Words
from sim.scenario import Scenario
from sim.scenario.file import team
from sim.shop.types import Text
from sim.units import DAYS_PER_MONTH

ID = "my-shop"
LONGEST_NAME = 40
# Size can be seen in five numbers. Live streams, a marketplace's own warehouse and a foreign currency cannot: who sells
# like that says so.
PLAIN = ("starter", "flagship")
_TYPED = re.compile(
    r"[¥$€£]?(?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)(?P<times>万?)[%元单个人位]?"
)


@dataclass(frozen=True)
class Numbers:
    """What a manager knows of the shop: orders of a usual day, average basket in money, gross margin after the goods as
    a share, people whose work is service, and the share of buyers who ask before they buy.
    """

    orders: float
    basket: float
    margin: float
    people: int
    ask: float

    @classmethod
    def of(cls, shop: Scenario) -> Numbers:
        """What a shop's scenario says of them."""
        ask = shop.questions_an_order * shop.customers.asked_buy
        money = shop.money
        return cls(shop.demand.orders_day, money.order_value, money.gross_margin, shop.desk_people, ask)


@dataclass(frozen=True)
class Entry:
    """What may be typed into a field: from `low` to `high`, a whole number or not, per cent or not."""

    low: float
    high: float
    whole: bool = False
    percent: bool = False


ENTRIES = {
    "orders": Entry(10, 50_000), "basket": Entry(1, 100_000), "margin": Entry(1, 95, percent=True),
    "people": Entry(1, 500, whole=True), "ask": Entry(1, 90, percent=True),
}  # fmt: skip


def read(typed: Mapping[str, str]) -> tuple[Numbers | None, tuple[str, ...]]:
    """The numbers that were typed, or None and the names of the fields that hold none or one out of range."""
    found, wrong = {}, []
    for name, entry in ENTRIES.items():
        value = number_of(typed.get(name, ""))
        if value is None or not entry.low <= value <= entry.high or (entry.whole and value != int(value)):
            wrong.append(name)
            continue
        found[name] = int(value) if entry.whole else value / 100 if entry.percent else value
    return (None, tuple(wrong)) if wrong else (Numbers(**found), ())


def typed(numbers: Numbers) -> dict[str, str]:
    """The numbers as they would be typed: to one decimal, whole ones from a hundred on."""
    values = {field.name: getattr(numbers, field.name) for field in fields(numbers)}
    shown = {name: 100 * x if ENTRIES[name].percent else x for name, x in values.items()}
    return {name: f"{round(x, 0 if x >= 100 else 1):.6g}" for name, x in shown.items()}


def unchanged(numbers: Numbers, typed_now: Mapping[str, str], own: Scenario) -> Numbers:
    """The numbers with those of `own` where nothing else was typed over them: what is shown of them is rounded."""
    exact = Numbers.of(own)
    same = [name for name, text in typed(exact).items() if typed_now.get(name) == text]
    return replace(numbers, **{name: getattr(exact, name) for name in same})


def nearest(numbers: Numbers) -> str:
    """The plain shop of a marketplace among the samples whose size (orders and people) is nearest, as a ratio."""

    def far(name: str) -> float:
        other = Numbers.of(team(name))
        return abs(math.log(numbers.orders / other.orders)) + abs(math.log(numbers.people / other.people))

    return min(PLAIN, key=far)


def shop(numbers: Numbers, sample: Scenario, description: Text, name: str) -> Scenario:
    """The reader's shop: these numbers, the rest as in `sample`.

    Raises pydantic.ValidationError where the model cannot have such a shop. A sale whose customers ask so much more
    that more than everybody would ask is asked about by everybody.
    """
    from sim.experiment.staffing import with_people  # loads the model: only where a shop is made

    before, money = Numbers.of(sample), sample.money
    volume, turnover = numbers.orders / before.orders, numbers.orders * numbers.basket / (before.orders * before.basket)
    waves = {work.id for work in sample.work if work.source == "wave"}
    packers = {
        f"people.{group.id}.count": max(math.ceil(group.count * volume - 0.25), 1)
        for group in sample.people
        if group.role != "service" and group.count and waves & group.skills.keys() and _packs(group.skills, waves)
    }
    events = [
        {**event.model_dump(), "ask_more": max(1.0, min(event.ask_more, 1 / numbers.ask))}
        for event in sample.calendar.campaigns
    ]
    changed = {
        "id": ID,
        "title": Text(en=name, zh=name).model_dump(),
        "description": description.model_dump(),
        "demand.orders_day": numbers.orders,
        "customers.ask_first": numbers.ask,
        "fulfilment.opening_backlog": round(sample.fulfilment.opening_backlog * volume),
        "calendar.campaigns": events,
        "money.order_value": numbers.basket,
        "money.gross_margin": numbers.margin,
        "money.ad_spend_day": money.ad_spend_day * turnover,
        "money.opening_cash": money.opening_cash * turnover,
    }
    made = with_people(sample, numbers.people).with_levers(changed | packers)
    share = money.fixed_cost_day / left if (left := left_a_day(sample)) > 0 else 0.0
    return made.with_levers({"money.fixed_cost_day": max(share * left_a_day(made), 0.0)})


def fewest(numbers: Numbers, sample: Scenario) -> int:
    """The fewest people at the desk of a shop like the sample, of whom somebody can do each kind of work."""
    from pydantic import ValidationError

    few = 1
    while few < sample.desk_people:
        try:
            shop(replace(numbers, people=few), sample, sample.description, "")
            return few
        except ValidationError:
            few += 1
    return few


def facts(words: Words, shop: Scenario) -> str:
    """A shop in a line: people, those at the desk, orders, weeks."""
    return words.t(
        "start.team", people=words.number(shop.headcount), service=words.number(shop.desk_people),
        orders=words.number(shop.demand.orders_day), weeks=words.number(shop.calendar.weeks),
    )  # fmt: skip


def left_a_day(shop: Scenario) -> float:
    """Money left of a usual day for fixed costs and profit, after goods, parcels, returns, advertising and wages."""
    money = shop.money
    order = shop.contribution - money.ad_share * money.order_value
    wages = sum(group.count * group.pay_month for group in shop.people) / DAYS_PER_MONTH * (1 + money.contributions)
    return shop.demand.orders_day * order - wages - money.ad_spend_day


def shop_name(text: str, language_default: str) -> str:
    """The shop's name as typed, on one line and not too long; the default where nothing is left of it."""
    kept = "".join(c for c in unicodedata.normalize("NFC", text) if c.isprintable())
    return " ".join(kept.split())[:LONGEST_NAME] or language_default


def _packs(skills: Mapping[str, float], waves: set[str]) -> bool:
    """Whether packing is most of what somebody does: who also chats only helps out."""
    return len(skills.keys() - waves) <= 1


def has_comma(text: str) -> bool:
    """Whether a comma stands where it parts no thousands: a decimal one, most likely."""
    return "," in _plain(text) and number_of(text) is None


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def number_of(text: str) -> float | None:
    """A number as people type it: 1,600, 1 600, １６００, 56 %, ¥160, 160元, 1.6万; None for anything else.

    A comma parts thousands. One that parts anything else may be a decimal comma: nobody guesses which.
    """
    found = _TYPED.fullmatch(_plain(text))
    if found is None:
        return None
    return float(found["number"].replace(",", "")) * (1e4 if found["times"] else 1.0)
