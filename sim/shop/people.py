"""Who works in a shop, and when: shifts, and groups of people alike."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from sim.files.messages import phrase
from sim.shop.types import (
    MOST_CHATS,
    Clock,
    Part,
    PriceAbove,
    Slug,
    Text,
    Weekday,
    Weeks,
    known_zone,
    minute_of_day,
)

Role = Literal[
    "operations_manager", "promotion", "merchandise", "content", "service", "visual_design", "data", "technician"
]


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
