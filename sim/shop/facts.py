"""What a shop is: its work, people, shifts, calendar, demand, parcels, money and customers, validated and frozen.

These are facts of the shop. What a manager decides stands with the mechanism that it moves (`sim.mechanisms`); the two
together are a `sim.scenario.Scenario`. Units stand in the field names or in the field's description; rates are per day
unless a name says otherwise; money is in the shop's currency.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from sim.files.bad_input import advice
from sim.files.messages import Phrase, phrase
from sim.shop.campaigns import CampaignShape, campaign
from sim.shop.durations import Duration
from sim.shop.types import (
    MOST_MONEY,
    Amount,
    Clock,
    Part,
    PresetName,
    Price,
    PriceAbove,
    Rate,
    Seconds,
    SecondsAbove,
    Share,
    Slug,
    Text,
    Weekday,
    Weeks,
    Weight,
    known_zone,
    minute_of_day,
)

Channel = Literal["chat", "phone", "ticket", "task"]
Role = Literal[
    "operations_manager", "promotion", "merchandise", "content", "service", "visual_design", "data", "technician"
]
LIVE = ("chat", "phone")  # channels on which customers stay while they wait
LONGEST_HANDLE_S = 86_400  # a day; more is a wrong unit
REDIAL_AFTER_S, REPEAT_AFTER_S = 600.0, 14_400.0  # where a file says nothing
MOST_CHATS = 12  # in one person's hands
MOST_ROWS = 100  # groups of people, shifts, campaigns; the largest shipped team has 15, 9 and 1


class Message(Part):
    """What a customer leaves who has waited for so long."""

    after_s: Seconds = Field(description="waits so long at most, then leaves a message; 0 = at once")
    becomes: Slug = Field(description="the work of channel ticket that the message is")


class Work(Part):
    """A kind of work that reaches people, and where it comes from.

    `source` says what makes it: "order" (people who want to buy and ask first, in the hour they shop), "parcel"
    (parcels on their way), "return" (parcels sent back) or "wave" (batches of parcels to pick and pack).
    `rate` is contacts per unit of the source; each late parcel makes `rate_late` more on every day of its delay.
    """

    id: Slug
    title: Text
    channel: Channel
    source: Literal["order", "parcel", "return", "wave"]
    rate: Rate = Field(description="contacts per order, parcel or return; waves: tasks per wave, 1")
    rate_late: Rate | None = Field(None, description="contacts per late parcel and day of its delay")
    batch: int = Field(1, ge=1, le=1000, description="parcels in one pick wave (source = wave)")
    handle: Duration = Field(description="work content at speed 1 with nothing else in hand, at most a day")
    wrap_s: Seconds = Field(0.0, description="mean after-contact work, exponential; 0 = none")
    wrap: Duration | None = Field(None, description="after-contact work of another family, in place of wrap_s")
    patience: Duration | None = Field(None, description="how long the customer waits; none = for ever")
    message: Message | None = Field(None, description="chats and calls that wait may leave a message; none = never")
    priority: int = Field(1, ge=0, le=9, description="smaller is served first")
    target_s: SecondsAbove = Field(30.0, description="an answer within this time counts towards service level")
    routing: Literal["longest_idle", "random", "least_occupied"] = Field(
        "longest_idle",
        description="which of equally suited people takes it: those with the fewest in hand, and of them",
    )
    order: tuple[Slug, ...] = Field(
        (), max_length=MOST_ROWS, description="groups of people tried first, in this order; none = the least flexible"
    )
    unattended: Literal["wait", "drop"] = Field(
        "wait", description="chats and calls that come while nobody is on duty who could take them"
    )
    balking: Share = Field(0.0, description="share of those who must wait that leaves at once")
    redial: Share = Field(0.0, description="share of lost contacts that tries again the same way")
    redial_after_s: SecondsAbove = Field(REDIAL_AFTER_S, description="mean time until then, exponential")
    redial_after: Duration | None = Field(None, description="the same of another family, in place of redial_after_s")
    redial_with: Literal["new", "same"] = Field(
        "new", description="work and patience of who tries again: drawn anew, or the same as before"
    )
    repeat: Share = Field(0.0, description="share of wrongly answered contacts that comes back")
    repeat_after_s: SecondsAbove = Field(REPEAT_AFTER_S, description="mean time until then, exponential")
    repeat_after: Duration | None = Field(None, description="the same of another family, in place of repeat_after_s")
    transfer: Share = Field(0.0, description="share of served contacts that must go on to `transfer_to`")
    robot: Share = Field(0.0, description="share of these contacts that a reply robot settles: they reach nobody here")
    outsourced: Share = Field(0.0, description="share of the others that an outsourced desk takes")
    transfer_to: Slug | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Work:
        if self.transfer > 0 and self.transfer_to is None:
            raise ValueError(phrase("scenario.transfer"))
        if self.handle.mean > LONGEST_HANDLE_S:
            said = "scenario.handle" if self.handle.mean_s else "scenario.handle_mean"
            raise ValueError(phrase(said, mean=f"{self.handle.mean:g}", most=LONGEST_HANDLE_S))
        for name, usual in (("wrap", 0.0), ("redial_after", REDIAL_AFTER_S), ("repeat_after", REPEAT_AFTER_S)):
            if getattr(self, name) is not None and getattr(self, f"{name}_s") != usual:
                raise ValueError(phrase("duration.twice", mean=f"{name}_s", table=name))
        if self.unattended == "drop" and self.channel not in LIVE:
            raise ValueError(phrase("scenario.unattended"))
        if self.message is not None and self.channel not in LIVE:
            raise ValueError(phrase("scenario.message"))
        if (self.source == "wave") != (self.channel == "task"):
            raise ValueError(phrase("scenario.wave"))
        return self

    @property
    def wrap_mean(self) -> float:
        """Seconds of after-contact work on average."""
        return self.wrap_s if self.wrap is None else self.wrap.mean

    @property
    def reaching(self) -> float:
        """Share of these contacts that reaches the shop's own people."""
        return (1 - self.robot) * (1 - self.outsourced)


class Floor(Part):
    """Rules of the work floor."""

    stretch: tuple[Annotated[float, Field(gt=0, le=100)], ...] = Field(
        (1.0, 1.25, 1.6667),
        max_length=MOST_CHATS,
        description="how much slower each chat goes with 1, 2, 3 … chats in hand",
    )
    waiting_room: int | None = Field(
        None, ge=0, le=1_000_000, description="live contacts that may wait at once; none = no limit"
    )
    trunks: int | None = Field(
        None, ge=1, le=1_000_000, description="live contacts that may wait or talk at once; none = no limit"
    )
    shift_end: Literal["finish", "hand_back"] = "finish"
    max_redials: int = Field(2, ge=0, le=20)
    max_repeats: int = Field(2, ge=0, le=20)
    max_transfers: int = Field(2, ge=0, le=50)
    vip_share: Share = Field(0.0, description="share of customers with a head start in the queue")
    vip_head_start_s: Seconds = 90.0

    @field_validator("stretch")
    @classmethod
    def _starts_at_one(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if not value or value[0] != 1.0:
            raise ValueError(phrase("scenario.stretch_first"))
        if any(b < a for a, b in pairwise(value)):
            raise ValueError(phrase("scenario.stretch_falls"))
        return value

    @model_validator(mode="after")
    def _a_line_for_each(self) -> Floor:
        if self.trunks is not None and self.waiting_room is not None and self.waiting_room > self.trunks:
            raise ValueError(phrase("scenario.trunks", room=self.waiting_room, trunks=self.trunks))
        return self


class Shift(Part):
    """Hours of work of a day on the wall clock of `timezone` (the scenario's when absent). May pass midnight."""

    start: Clock
    end: Clock
    breaks: tuple[tuple[Clock, Clock], ...] = Field((), max_length=20)
    timezone: str | None = None

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        return value if value is None else known_zone(value)

    @model_validator(mode="after")
    def _possible(self) -> Shift:
        length, hours = self.minutes, {"start": self.start, "end": self.end}
        if length > 16 * 60:
            raise ValueError(phrase("scenario.shift_long", **hours, hours=f"{length / 60:g}"))
        begin, last, rest = minute_of_day(self.start), 0, 0
        for first, second in self.breaks:
            a, b = ((minute_of_day(x) - begin) % 1440 for x in (first, second))
            if not last <= a < b <= length:
                raise ValueError(phrase("scenario.break_outside", **hours, first=first, second=second))
            last, rest = b, rest + b - a
        if rest >= length:
            raise ValueError(phrase("scenario.breaks", **hours))
        return self

    @property
    def minutes(self) -> int:
        """Minutes from start to end, breaks included; a shift that ends at its start lasts a whole day."""
        return (minute_of_day(self.end) - minute_of_day(self.start) - 1) % 1440 + 1


class Group(Part):
    """People alike: one role, shift, pay and set of skills."""

    id: Slug
    role: Role
    title: Text
    count: int = Field(ge=0, le=2000)
    shift: Slug
    rest_days: int = Field(2, ge=0, le=6, description="days off in every seven, staggered over the group")
    rest_from: Weekday = Field("sun", description="first day off of the group's first person; the next ones take turns")
    skills: dict[Slug, Annotated[float, Field(ge=0.1, le=3)]] = Field(
        default_factory=dict, description="work id → speed of an experienced person (1 = standard)"
    )
    chats: int = Field(1, ge=1, le=MOST_CHATS, description="most chats one person holds at once")
    pay_month: PriceAbove = Field(description="gross pay for a month of full hours")
    tenure_weeks: tuple[Weeks, Weeks] = Field((26.0, 104.0), description="spread over the group, evenly")

    @field_validator("tenure_weeks")
    @classmethod
    def _ordered(cls, value: tuple[float, float]) -> tuple[float, float]:
        if value[0] > value[1]:
            raise ValueError(phrase("scenario.tenure"))
        return value


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
