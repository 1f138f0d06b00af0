"""Budget: what advertising and prices bring at the margin, and how often somebody looks where the money goes.

    orders × (working advertising ÷ today's) ^ a,      orders × price ^ −p.

A meta-analysis finds a = 0.12 at once and 0.24 over time for brand advertising (Sethuraman, Tellis & Briesch 2011).
With that every shop here should halve its advertising. Traffic on a marketplace is bought by the click, so the shop's
own choice is evidence, too: by Dorfman & Steiner's rule whoever spends what pays best spends the share a of what orders
contribute, and a is read off what the shop spends. `reveals` says how far that is believed, and doubt runs from the
published elasticity to a little beyond. Part of the effect comes at once, the rest as people remember; what is still to
come when the season ends is left to the year after.

Advertising on the shop's own name is clicked by people who were on their way already (Blake, Nosko & Tadelis 2015:
nothing lost when it stopped). Advertising goes astray, a little more every week until somebody looks; each
correction sets what the platform has learned back. With a share s astray a week and a share l of a week lost in each
correction, s r ÷ 2 + l ÷ r is lost by looking every r weeks, least at r = √(2 l ÷ s).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from sim.contract.channels import PRICES, SPENDING, TRAFFIC
from sim.contract.day import Day
from sim.contract.mechanism import Account, Mechanism, MoneyPart, Move, Own
from sim.contract.phases import Phase
from sim.shop.facts import Shop
from sim.shop.types import Part, Share
from sim.units import DAYS_PER_WEEK

MONTHLY = 4.0  # weeks between two looks at the advertising, where nobody decides otherwise


class BudgetLevers(Part):
    """What the shop spends on being found, and what it asks."""

    advertising: Annotated[float, Field(ge=0.1, le=3)] = Field(1.0, description="advertising ÷ what is spent today")
    own_name: Share = Field(1.0, description="share of the advertising on the shop's own name that is kept")
    price: Annotated[float, Field(ge=0.7, le=1.4)] = Field(1.0, description="prices ÷ today's")
    review_weeks: Annotated[float, Field(ge=0.2, le=26)] = Field(
        MONTHLY, description="weeks between two looks at where the advertising goes"
    )


@dataclass(frozen=True)
class Budget:
    reveals: float  # elasticity of orders to advertising, as a share of the one that the shop's spending reveals
    at_once: float  # share of the effect of advertising that comes on the day
    half_life_days: float  # in which half of the rest is remembered, or forgotten
    price: float  # elasticity of orders to the price, > 0
    own_name: float  # share of the advertising that is on the shop's own name
    own_works: float  # what a yuan of it brings, over other advertising
    stray: float  # share of the advertising that goes astray in a week that nobody looks
    relearn: float  # share of a week's advertising that a correction costs
    look_hours: float  # of the best-paid person, each time


def revealed(shop: Shop) -> float:
    """Elasticity of orders to advertising at which today's spending is right, in [0, 1]."""
    earned = shop.demand.orders_day * shop.contribution
    return min(spent(shop) / earned, 1.0) if earned > 0 else 0.0


def spent(shop: Shop) -> float:
    """Advertising of a usual day, in money."""
    return shop.money.ad_spend_day + shop.money.ad_share * shop.demand.orders_day * shop.money.order_value


def paid(budget: Budget, advertising: float, own_name: float) -> float:
    """What is spent, over today's."""
    return advertising * (1 - budget.own_name * (1 - own_name))


def working(budget: Budget, advertising: float, own_name: float, review_weeks: float) -> float:
    """Advertising that reaches somebody who did not come anyway, over today's, > 0."""
    found = 1 - budget.own_name * (1 - budget.own_works * own_name)
    today = 1 - budget.own_name * (1 - budget.own_works)
    return advertising * found / today * on_target(budget, review_weeks) / on_target(budget, MONTHLY)


def on_target(budget: Budget, review_weeks: float) -> float:
    """Share of the advertising that is neither astray nor spent on learning anew, in (0, 1]."""
    return math.exp(-(budget.stray * review_weeks / 2 + budget.relearn / review_weeks))


def demand(elasticity: float, log_working: float, price_elasticity: float, price: float) -> float:
    """Orders over today's, > 0."""
    return math.exp(elasticity * log_working - price_elasticity * math.log(price))


def best_review_weeks(budget: Budget) -> float:
    """Weeks between two looks at which least is lost, its hours aside."""
    return math.sqrt(2 * budget.relearn / budget.stray)


def best_price(cost: float, elasticity: float) -> float:
    """The price that earns most, for a `cost` of one more order and a constant elasticity above 1."""
    return cost * elasticity / (elasticity - 1)


def still_to_come(shop: Shop, budget: Budget, remembered: float) -> float:
    """What people remember tonight, in money of the year after: half of it is forgotten in every half-life."""
    days = 1 / (1 - 2 ** (-1 / budget.half_life_days))
    gained = budget.reveals * revealed(shop) * (1 - budget.at_once) * remembered
    return days * gained * shop.demand.orders_day * shop.contribution


@dataclass(frozen=True)
class Memory:
    remembered: float = 0.0  # log of working advertising over today's, as people remember it


Mine = Own[BudgetLevers, Budget, Memory]


def _log_working(own: Mine) -> float:
    plan = own.plan
    return math.log(working(own.numbers, plan.advertising, plan.own_name, plan.review_weeks))


def _orders(day: Day, own: Mine) -> float:
    numbers = own.numbers
    seen = numbers.at_once * _log_working(own) + (1 - numbers.at_once) * own.mine.remembered
    return demand(numbers.reveals * revealed(day.shop), seen, numbers.price, own.plan.price)


def _remember(day: Day, own: Mine) -> Memory:
    before = own.mine.remembered
    return Memory(before + (_log_working(own) - before) * (1 - 2 ** (-1 / own.numbers.half_life_days)))


def _look(day: Day, own: Mine) -> None:
    more = (1 / own.plan.review_weeks - 1 / MONTHLY) / DAYS_PER_WEEK
    day.book("reviews", -own.numbers.look_hours * day.facts.dearest_hour * more)


MECHANISM = Mechanism(
    name="budget",
    what="more advertising brings ever less, dearer goods sell less, and money goes astray where nobody looks",
    levers=BudgetLevers,
    asks=("advertising", "own_name", "price", "review_weeks"),
    numbers=Budget,
    memory=lambda day, own: Memory(),
    acts={Phase.PAY: _look, Phase.PEOPLE: _remember},
    adds={
        TRAFFIC: _orders,
        SPENDING: lambda day, own: paid(own.numbers, own.plan.advertising, own.plan.own_name),
        PRICES: lambda day, own: own.plan.price,
    },
    accounts=(
        Account("reviews", "hours of looking where advertising goes, beyond once in four weeks", MoneyPart.TEAM),
    ),
    leaves={"customers": lambda day, own: still_to_come(day.shop, own.numbers, own.mine.remembered)},
    moves=(
        Move("budget.advertising", 1.5, "orders", "up", "more people find the shop (MKT-01)"),
        Move("budget.advertising", 0.5, "left.customers", "down", "what is forgotten comes later (MKT-01-long)"),
        Move("budget.own_name", 0.0, "advertising", "up", "its cost is saved (MKT-04)"),
        Move("budget.price", 1.1, "orders", "down", "dearer goods sell less (MKT-02)"),
        Move("budget.review_weeks", 1.0, "orders", "up", "less goes astray (ASM-stray)"),
        Move("budget.review_weeks", 1.0, "reviews", "down", "looking takes hours (ASM-look)"),
    ),
)
