"""What the fields of a scenario are made of: bounded numbers, names, clocks, texts, durations."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from sim.files.messages import phrase

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
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


class Duration(Part):
    """A distribution of seconds: its family, mean and (lognormal only) coefficient of variation."""

    family: Literal["exponential", "lognormal", "fixed"] = "lognormal"
    mean_s: Positive
    cv: NonNegative = 1.0


def known_zone(name: str) -> str:
    """`name` if it is an IANA time zone; ValueError otherwise."""
    try:
        ZoneInfo(name)
    except Exception as error:
        raise ValueError(phrase("scenario.zone")) from error
    return name


def minute_of_day(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
