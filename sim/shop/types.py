"""What the fields of a scenario are made of: bounded numbers, names, clocks, texts."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.files.messages import phrase

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]

# Bounds far beyond any shop, so that a slip of the keyboard is told and sums of a season stay finite and exact.
MOST_MONEY = 1_000_000_000_000  # a day's or a till's; the rupiah and the dong have thousands for a dollar's worth
MOST_PRICE = 1_000_000_000  # of one order, parcel, contact or month of work
MOST_SECONDS = 31 * 86_400  # a month: nobody waits, and no answer is promised, for longer
MOST_WEIGHT = 10_000_000_000  # the profile of an order file is its sums
MOST_RATE = 100  # contacts for each order, parcel or return
MOST_SPREAD = 10  # coefficient of variation; service times have 0.5 to 2
MOST_WEEKS = 5_200  # a hundred years
MOST_CHATS = 12  # in one person's hands
MOST_ROWS = 100  # groups of people, shifts, campaigns; the largest shipped team has 15, 9 and 1

Amount = Annotated[float, Field(ge=0, le=MOST_MONEY)]
Price = Annotated[float, Field(ge=0, le=MOST_PRICE)]
PriceAbove = Annotated[float, Field(gt=0, le=MOST_PRICE)]
Seconds = Annotated[float, Field(ge=0, le=MOST_SECONDS)]
SecondsAbove = Annotated[float, Field(gt=0, le=MOST_SECONDS)]
Weight = Annotated[float, Field(ge=0, le=MOST_WEIGHT)]
Rate = Annotated[float, Field(ge=0, le=MOST_RATE)]
Weeks = Annotated[float, Field(ge=0, le=MOST_WEEKS)]

Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
PresetName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Part(BaseModel):
    """A frozen part of a scenario; unknown keys are refused so that a misspelt one cannot pass unseen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Part):
    """A name in the languages of the product."""

    en: str = Field(min_length=1, max_length=200)
    zh: str = Field(min_length=1, max_length=200)

    def text(self, language: str) -> str:
        return getattr(self, language)


@cache
def zone_names() -> frozenset[str]:
    """All IANA time zones, by the list of the package tzdata: it is the same on every machine.

    A machine's own folder of zones also holds names such as `localtime`, under which every machine has another clock.
    """
    return frozenset(resources.files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())


def known_zone(name: str) -> str:
    """`name` if it is an IANA time zone; ValueError otherwise."""
    if name not in zone_names():
        raise ValueError(phrase("scenario.zone"))
    return name


@cache
def _countries() -> dict[str, str]:
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {zone: country for country, _, zone, *_ in rows}


def country_of(zone: str) -> str:
    """The country of a time zone by its two letters (ISO 3166); empty for a zone of none, such as UTC."""
    return _countries().get(zone, "")


def minute_of_day(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
