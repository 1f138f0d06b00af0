"""What reaches a shop's people: kinds of work, and the rules of the floor that it meets them on."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from sim.files.messages import phrase
from sim.shop.durations import Duration
from sim.shop.types import MOST_CHATS, MOST_ROWS, Part, Rate, Seconds, SecondsAbove, Share, Slug, Text, Weight
from sim.units import DAYS_PER_WEEK, HOURS_PER_DAY

Channel = Literal["chat", "phone", "ticket", "task"]
LIVE = ("chat", "phone")  # channels on which customers stay while they wait
LONGEST_HANDLE_S = 86_400  # a day; more is a wrong unit
MOST_FACTOR = 10  # of a handle time by hour
HALF_HOURS = 2 * HOURS_PER_DAY
REDIAL_AFTER_S, REPEAT_AFTER_S = 600.0, 14_400.0  # where a file says nothing


class Message(Part):
    """What a customer leaves who has waited for so long."""

    after_s: Seconds = Field(description="waits so long at most, then leaves a message; 0 = at once")
    becomes: Slug = Field(description="the work of channel ticket that the message is")


class Work(Part):
    """A kind of work that reaches people, and where it comes from.

    `source` says what makes it: "order" (people who want to buy and ask first, in the hour they shop), "parcel"
    (parcels on their way), "return" (parcels sent back) or "wave" (batches of parcels to pick and pack).
    `rate` is contacts per unit of the source; each late parcel makes `rate_late` more on every day of its delay.
    `hourly` and `weekday` are for types that come at other times than the orders: before the sale they shift when and
    what is asked and leave the day's number of questions; a day that runs by a campaign's curve keeps it.
    """

    id: Slug
    title: Text
    channel: Channel
    source: Literal["order", "parcel", "return", "wave"]
    rate: Rate = Field(description="contacts per order, parcel or return; waves: tasks per wave, 1")
    rate_late: Rate | None = Field(None, description="contacts per late parcel and day of its delay")
    hourly: tuple[Weight, ...] = Field(
        (), max_length=HALF_HOURS, description="own weights of 24 hours or 48 half hours; none = those of the orders"
    )
    weekday: tuple[Weight, ...] = Field(
        (), max_length=DAYS_PER_WEEK, description="own weights of Monday … Sunday beside the source's; none = alike"
    )
    batch: int = Field(1, ge=1, le=1000, description="parcels in one pick wave (source = wave)")
    handle: Duration = Field(description="work content at speed 1 with nothing else in hand, at most a day")
    handle_by_hour: tuple[Annotated[float, Field(gt=0, le=MOST_FACTOR)], ...] = Field(
        (),
        max_length=HOURS_PER_DAY,
        description="factors on the handle time of who comes in the hours 0 … 23; none = the same all day",
    )
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
        if len(self.handle_by_hour) not in (0, HOURS_PER_DAY):
            raise ValueError(phrase("scenario.by_hour", count=len(self.handle_by_hour)))
        if len(self.hourly) not in (0, HOURS_PER_DAY, HALF_HOURS):
            raise ValueError(phrase("scenario.own_hours", count=len(self.hourly)))
        if len(self.weekday) not in (0, DAYS_PER_WEEK):
            raise ValueError(phrase("scenario.own_weekdays", count=len(self.weekday)))
        if any(weights and not sum(weights) for weights in (self.hourly, self.weekday)):
            raise ValueError(phrase("scenario.no_weights"))
        if (self.hourly or self.weekday) and self.source == "wave":
            raise ValueError(phrase("scenario.own_times"))
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

    def on_weekday(self, weekday: int) -> float:
        """Factor of the type's own weekdays (0 = Monday), mean 1 over a week."""
        return self.weekday[weekday] * DAYS_PER_WEEK / sum(self.weekday) if self.weekday else 1.0

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
    pace_cv: Share = Field(0.0, description="spread of a day's own level of all handle times, contacts' luck beside")
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
