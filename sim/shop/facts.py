"""What a shop is: calendar, demand, parcels, money and customers, and with its work (`work`) and people (`people`) the
whole of it, validated and frozen.

These are facts of the shop. What a manager decides stands with the mechanism that it moves (`sim.mechanisms`); the two
together are a `sim.scenario.Scenario`. Units stand in the field names or in the field's description; rates are per day
unless a name says otherwise; money is in the shop's currency.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from sim.files.bad_input import advice
from sim.files.messages import Phrase, phrase
from sim.shop.campaigns import CampaignShape, campaign
from sim.shop.goods import Goods
from sim.shop.known import Known
from sim.shop.people import Group, Role, Shift
from sim.shop.types import (
    MOST_MONEY,
    MOST_ROWS,
    Amount,
    Part,
    PresetName,
    Price,
    PriceAbove,
    Share,
    Slug,
    Text,
    Weight,
    known_zone,
)
from sim.shop.work import Floor, Work


class Campaign(Part):
    """A sales event on the shop's calendar; `preset` names its curve in data/campaigns/."""

    name: Text
    day: dt.date = Field(description="the big day")
    preset: PresetName
    lift: Annotated[float, Field(ge=1, le=50)] = Field(description="orders of the big day ÷ a usual day, well prepared")
    discount: Share = Field(0.0, description="off the order value, on all days that the sale lifts")
    ask_more: Annotated[float, Field(ge=1, le=10)] = Field(
        1.0, description="questions before the sale for each would-be order on the big day ÷ a usual day"
    )
    ad_follows: Annotated[float, Field(ge=0, le=2)] = Field(
        0.0, description="advertising of a day of the sale = usual × lift to this power; 1 keeps its share of sales"
    )
    prep_hours: dict[Role, Annotated[float, Field(ge=0, le=1_000_000)]] = Field(
        default_factory=dict, description="hours of preparation by role in the four weeks before"
    )
    own_shape: CampaignShape | None = Field(
        None, description="its days and hours as the shop's own files show them; none = the preset's"
    )

    @property
    def shape(self) -> CampaignShape:
        """Its days and hours. BadInput for a preset that is none."""
        return self.own_shape or campaign(self.preset)


class Calendar(Part):
    start: dt.date = Field(description="the first day")
    weeks: int = Field(12, ge=1, le=156)
    campaigns: tuple[Campaign, ...] = Field((), max_length=MOST_ROWS)
    holidays: tuple[dt.date, ...] = Field(
        (), max_length=MOST_ROWS, description="public holidays, for whose hours the law asks most; the shop stays open"
    )

    @field_validator("start")
    @classmethod
    def _of_our_time(cls, value: dt.date) -> dt.date:
        if not 2000 <= value.year <= 2100:
            raise ValueError(phrase("scenario.years"))
        return value

    @property
    def days(self) -> int:
        return self.weeks * 7

    @property
    def end(self) -> dt.date:
        """The last day, inclusive."""
        return self.start + dt.timedelta(days=self.days - 1)

    @model_validator(mode="after")
    def _inside(self) -> Calendar:
        for event in self.campaigns:
            if not self.start <= event.day <= self.end:
                facts = {"name": event.name, "day": event.day, "start": self.start, "end": self.end}
                raise ValueError(phrase("scenario.campaign_outside", **facts))
        days = [event.day for event in self.campaigns]
        for day in days:
            if days.count(day) > 1:
                raise ValueError(phrase("scenario.campaigns_meet", day=day))
        return self


class Demand(Part):
    """Orders the shop would get if everybody who asks first were answered."""

    orders_day: Annotated[float, Field(gt=0, le=1_000_000)] = Field(description="orders of a usual day")
    weekday: tuple[Weight, ...] = Field((1.0,) * 7, min_length=7, max_length=7, description="Monday … Sunday")
    hourly: tuple[Weight, ...] = Field(min_length=24, max_length=24, description="weights of the hours 0 … 23")
    hourly_csv: str | None = Field(None, description="orders by hour from a file: replaces the profile on its days")
    dispersion_cv: Annotated[float, Field(ge=0, le=1)] = Field(0.1, description="spread of a day's level")
    doubt: Annotated[float, Field(ge=0, le=1)] = Field(
        0.0, description="how far the work of a half hour may be off that was read from files: one sd, a share"
    )
    growth_week: Annotated[float, Field(ge=-0.2, le=0.2)] = 0.0

    @field_validator("weekday", "hourly")
    @classmethod
    def _not_all_zero(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if sum(value) <= 0:
            raise ValueError(phrase("scenario.no_weights"))
        return value


class Fulfilment(Part):
    """Stock and parcels."""

    ship_within_days: int = Field(2, ge=1, le=14, description="promise: shipped so many days after the order")
    transit_days: int = Field(3, ge=1, le=30, description="from the warehouse to the door")
    return_share: Share = 0.1
    return_after_days: int = Field(7, ge=1, le=60)
    opening_backlog: int = Field(0, ge=0, le=10_000_000, description="parcels waiting on the first morning")


class Money(Part):
    order_value: PriceAbove
    gross_margin: Share = Field(description="share of the order value left after the goods")
    platform_fee: Share = Field(0.0, description="share of the order value that the platform takes; back with a refund")
    parcel_cost: Price = 0.0
    return_cost: Price = Field(0.0, description="cost of handling one returned parcel, refund excluded")
    late_compensation: Price = Field(0.0, description="paid for each parcel shipped late, at least")
    late_share: Share = Field(0.0, description="the same as a share of the order value, where that is more")
    late_most: Price | None = Field(None, description="and at most; none = no limit")
    outsourced_contact: Price = Field(0.0, description="price of a contact that the outsourced desk takes")
    contributions: Annotated[float, Field(ge=0, le=2)] = Field(
        0.0, description="what the employer pays on top of wages: insurance, housing fund, as a share of them"
    )
    fixed_cost_day: Amount = 0.0
    ad_spend_day: Amount = Field(0.0, description="advertising of a usual day, an amount")
    ad_share: Share = Field(0.0, description="advertising of a usual day as a share of its sales, on top of the amount")
    service_hour: Price | None = Field(
        None, description="what one more hour of the service floor is worth to the shop; none = what it costs"
    )
    overtime_premium: Annotated[float, Field(ge=1, le=4)] = Field(
        1.5, description="on pay for an hour beyond the shift; the law's where it asks for more"
    )
    opening_cash: Annotated[float, Field(ge=-MOST_MONEY, le=MOST_MONEY)] = 0.0


class Customers(Part):
    """Who buys: how many ask first, how many come back, and what they read of the shop."""

    returning_share: Annotated[float, Field(ge=0, le=0.95)] = Field(
        0.4, description="share of a usual day's orders that comes from known customers"
    )
    asked_buy: Share = Field(0.4, description="share of those who ask before the sale and are answered that buy")
    ask_first: Share | None = Field(
        None,
        description="share of buyers who ask before they buy; none = as the rates of work with source order say",
    )
    score_start: Annotated[float, Field(ge=1, le=5)] = Field(
        4.6, description="the shop's score on its marketplace on the first morning, stars"
    )


class Shop(Part):
    """All facts of a shop. Lists of work and people hang together by their ids."""

    schema_version: Literal[1] = 1
    id: Slug
    title: Text
    description: Text
    currency: str = Field("CNY", pattern=r"^[A-Z]{3}$")
    timezone: str = "Asia/Shanghai"
    calendar: Calendar
    demand: Demand
    work: tuple[Work, ...] = Field(min_length=1, max_length=16)
    floor: Floor = Floor()
    shifts: dict[Slug, Shift] = Field(max_length=MOST_ROWS)
    people: tuple[Group, ...] = Field(min_length=1, max_length=MOST_ROWS)
    fulfilment: Fulfilment = Fulfilment()
    money: Money
    customers: Customers = Customers()
    goods: Goods = Goods()
    known: Known = Known()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        return known_zone(value)

    @model_validator(mode="after")
    def _fits_together(self) -> Shop:
        ids = [w.id for w in self.work]
        _unique("work", ids)
        _unique("people", [g.id for g in self.people])
        receivers = [w.id for w in self.work if w.channel != "task"]
        tickets = [w.id for w in self.work if w.channel == "ticket"]
        skills = {skill for group in self.people if group.count for skill in group.skills}
        for group in self.people:
            field = f"people.{group.id}"
            if group.shift not in self.shifts:
                raise ValueError(_unknown(f"{field}.shift", group.shift, self.shifts))
            for skill in group.skills:
                if skill not in ids:
                    near = advice(skill, sorted(ids))
                    raise ValueError(phrase("scenario.skill", field=f"{field}.skills", skill=skill, advice=near))
            if group.chats > (count := len(self.floor.stretch)):
                raise ValueError(phrase("scenario.chats", field=f"{field}.chats", chats=group.chats, count=count))
        for work in self.work:
            field = f"work.{work.id}"
            if work.transfer_to is not None and work.transfer_to not in receivers:
                raise ValueError(_unknown(f"{field}.transfer_to", work.transfer_to, receivers))
            if work.message is not None and work.message.becomes not in tickets:
                raise ValueError(_unknown(f"{field}.message.becomes", work.message.becomes, tickets))
            able = [group.id for group in self.people if work.id in group.skills]
            _unique_in(f"{field}.order", work.order)
            for group_id in work.order:
                if group_id not in able:
                    raise ValueError(_unknown(f"{field}.order", group_id, able))
            if work.id not in skills:
                raise ValueError(phrase("scenario.nobody", field=field))
        return self

    @property
    def headcount(self) -> int:
        return sum(group.count for group in self.people)

    @property
    def desk(self) -> tuple[int, ...]:
        """Positions of the groups of the service desk."""
        return tuple(i for i, group in enumerate(self.people) if group.role == "service" and group.skills)

    @property
    def desk_people(self) -> int:
        return sum(self.people[i].count for i in self.desk)

    @property
    def questions_an_order(self) -> float:
        """Contacts before the sale for each would-be order of a usual day, those of robot and outsourced desk too."""
        if self.customers.ask_first is not None and self.customers.asked_buy:
            return self.customers.ask_first / self.customers.asked_buy
        return sum(work.rate for work in self.work if work.source == "order")

    @property
    def late_fee(self) -> float:
        """What an order that ships late costs at once."""
        money = self.money
        fee = max(money.late_compensation, money.late_share * money.order_value)
        return fee if money.late_most is None else min(fee, money.late_most)

    @property
    def return_loss(self) -> float:
        """What a returned parcel takes back from what its order brought: margin after fees, and its handling."""
        money = self.money
        return money.order_value * (money.gross_margin - money.platform_fee) + money.return_cost

    @property
    def contribution(self) -> float:
        """What one more order brings, returns reckoned in."""
        money = self.money
        sold = money.order_value * (money.gross_margin - money.platform_fee) - money.parcel_cost
        return sold - self.fulfilment.return_share * self.return_loss


def _unique(table: str, ids: list[str]) -> None:
    for name in ids:
        if ids.count(name) > 1:
            raise ValueError(phrase("scenario.ids", field=f"{table}.{name}.id", id=name))


def _unique_in(field: str, names: tuple[str, ...]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(phrase("scenario.order", field=field, id=name))


def _unknown(field: str, name: str, names: Iterable[str]) -> Phrase:
    return phrase("field.is", field=field, value=f'"{name}"', reason=advice(name, sorted(names)))
