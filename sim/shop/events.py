"""The deck: things that can happen to a shop, as data/events.toml has them."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.evidence import DATA
from sim.files.messages import phrase
from sim.files.toml_file import read_toml
from sim.files.validation import validated
from sim.shop.types import MOST_WEEKS, Part, Slug, Text
from sim.units import DAYS_PER_WEEK

EVENTS = DATA / "events.toml"

# What an event may touch, and the unit of its size.
Variable = Literal[
    "traffic",  # factor on would-be orders; 0 = the shop is closed
    "price",  # factor on what an order is sold at
    "spending",  # factor on advertising
    "dispatch",  # factor on the parcels that can leave
    "asking",  # factor on contacts of parcels on their way
    "away",  # share of the service floor's working time that is missing
    "wrong",  # factor on wrong answers
    "fine",  # once, in usual days' sales
    "damage",  # each day that it lasts, in usual days' sales
]
FACTORS = ("traffic", "price", "spending", "dispatch", "asking", "wrong")
MOST_DAYS = MOST_WEEKS * DAYS_PER_WEEK


class Event(Part):
    """Something that can happen. Sizes are as long as nobody has done anything about it."""

    id: Slug
    name: Text
    what: Text
    family: Literal["platform", "delivery", "goods", "systems", "people", "demand", "data", "money"]
    cause: str = Field("", description="what mechanisms that prevent some of a practice's events go by")
    rate: Annotated[float, Field(ge=0, le=52)] = Field(description="a year; of events of a sale: for each sale")
    when: Literal["any", "sale"] = Field("any", description="on any day, or as a sale opens")
    days: Annotated[float, Field(ge=0, le=MOST_DAYS)] = Field(description="median length; 0 = a moment")
    spread: Annotated[float, Field(ge=0, le=3)] = Field(0.0, description="standard deviation of the log of the length")
    seen_days: Annotated[float, Field(ge=0, le=MOST_DAYS)] = Field(description="until somebody notices")
    decided_days: Annotated[float, Field(ge=0, le=MOST_DAYS)] = Field(
        description="from there until it is decided what to do"
    )
    fine_spread: Annotated[float, Field(ge=0, le=3)] = Field(0.0, description="standard deviation of the log of a fine")
    fine_most: Annotated[float, Field(gt=0, le=1000)] = Field(
        1000.0, description="what the law lets a fine be at most, in usual days' sales"
    )
    touches: dict[Variable, Annotated[float, Field(ge=0, le=100)]] = Field(min_length=1)
    prevented_by: tuple[Slug, ...] = ()
    damped_by: tuple[Slug, ...] = ()
    evidence: str = Field(description="row of data/evidence.csv that its size and rate go back to")

    @model_validator(mode="after")
    def _fits(self) -> Event:
        moments = {"fine"}
        if not self.days and not set(self.touches) <= moments:
            raise ValueError(phrase("events.moment"))
        return self


class _Deck(Part):
    event: tuple[Event, ...]

    @model_validator(mode="after")
    def _no_twins(self) -> _Deck:
        ids = [one.id for one in self.event]
        if len(set(ids)) < len(ids):
            raise ValueError(phrase("events.twice", event=next(one for one in ids if ids.count(one) > 1)))
        return self


@cache
def deck() -> dict[str, Event]:
    """All events by id, in the order of the file. BadInput for a file that is wrong."""
    return {one.id: one for one in validated(_Deck, read_toml(EVENTS), EVENTS).event}
