"""Sales and feasts by name, and when they fall: data/named_days.toml.

A day of last year is met again by its name and not by its date: Easter, Ramadan and the Spring Festival move, Black
Friday does by a weekday. Dates of moving feasts come from the library `holidays`.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from functools import cache
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from sim.evidence import DATA
from sim.files.messages import phrase
from sim.files.toml_file import read_toml
from sim.files.validation import validated
from sim.shop.campaigns import CampaignPreset, campaign
from sim.shop.types import Part, PresetName, Text
from sim.units import DAYS_PER_WEEK

NAMED_DAYS = DATA / "named_days.toml"
DATE = re.compile(r"(\d\d)-(\d\d)")
WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun) ([1-4]) (\d{1,2})(?: ([+-]\d{1,2}))?")
HOLIDAY = re.compile(r"holiday ([A-Z]{2}) (.+)")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLIMAX = "burst"  # the phase that every sale has
FAR_DAYS = 60  # of a window; a campaign's days reach as far


def _known(rule: str) -> str:
    if not any(form.fullmatch(rule) for form in (DATE, WEEKDAY, HOLIDAY)):
        raise ValueError(phrase("named_days.rule"))
    return rule


class Analogue(Part):
    """A published year of a sale, the rule of its big day, and its phases: from which day on, by its distance from the
    big day, and which of the file's. Each lasts until the next."""

    rule: str
    preset: PresetName
    phases: tuple[tuple[int, str], ...]

    @field_validator("rule")
    @classmethod
    def _rule(cls, value: str) -> str:
        return _known(value)

    @property
    def shape(self) -> CampaignPreset:
        return campaign(self.preset)

    def phase_on(self, offset: int) -> str | None:
        """Its phase on the day so many days after the big day; None before the first one."""
        begun = [phase for begins, phase in self.phases if begins <= offset]
        return begun[-1] if begun else None

    @property
    def climax(self) -> int:
        """Distance from the big day of the day that the sale is named after: the busiest of its last burst. The first
        opening of a long sale may be busier."""
        days = [day for day in self.shape.days if self.phase_on(day.offset) == CLIMAX]
        return max(days, key=lambda day: (day.share, day.offset)).offset


class NamedDay(Part):
    """A sale with published years, or a feast with a window of days."""

    id: PresetName
    name: Text
    countries: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...]
    source: str = Field(min_length=1, max_length=1000)
    analogues: tuple[Analogue, ...] = ()
    rule: str | None = None
    window: tuple[int, int] | None = None

    @model_validator(mode="after")
    def _whole(self) -> NamedDay:
        feast = self.rule is not None and self.window is not None
        if bool(self.analogues) == feast or (self.rule is None) != (self.window is None):
            raise ValueError(phrase("named_days.either"))
        if self.rule is not None:
            _known(self.rule)
        if self.window is not None and not -FAR_DAYS <= self.window[0] <= 0 <= self.window[1] <= FAR_DAYS:
            raise ValueError(phrase("named_days.window", most=FAR_DAYS))
        return self


class _File(Part):
    phases: dict[str, Text]
    day: tuple[NamedDay, ...]

    @model_validator(mode="after")
    def _phases_known(self) -> _File:
        for day in self.day:
            for one in day.analogues:
                begins, names = zip(*one.phases, strict=True) if one.phases else ((), ())
                if list(begins) != sorted(set(begins)) or CLIMAX not in names or not set(names) <= self.phases.keys():
                    raise ValueError(phrase("named_days.phases", last=CLIMAX))
        return self


@cache
def _file() -> _File:
    return validated(_File, read_toml(NAMED_DAYS), NAMED_DAYS)


def phase_name(phase: str) -> Text:
    """What a phase of a sale is called. KeyError for one that the file does not have."""
    return _file().phases[phase]


@cache
def named_days(country: str) -> tuple[NamedDay, ...]:
    """Those in which a shop of the country (ISO 3166, two letters) may take part."""
    return tuple(day for day in _file().day if not day.countries or country in day.countries)


def dates_of(rule: str, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """All days of a rule from `first` to `last`, inclusive, in order. Ramadan may begin twice in a year."""
    years = range(first.year - 1, last.year + 2)  # days added may lead into another year
    found = sorted({date for year in years for date in _dates(rule, year)})
    return tuple(date for date in found if first <= date <= last)


@cache
def _dates(rule: str, year: int) -> tuple[dt.date, ...]:
    if match := DATE.fullmatch(rule):
        month, day = (int(part) for part in match.groups())
        return (dt.date(year, month, min(day, calendar.monthrange(year, month)[1])),)
    if match := WEEKDAY.fullmatch(rule):
        name, number, month_name, plus = match.groups()
        begin = dt.date(year, int(month_name), 1)
        ahead = (WEEKDAYS.index(name) - begin.weekday()) % DAYS_PER_WEEK + DAYS_PER_WEEK * (int(number) - 1)
        return (begin + dt.timedelta(days=ahead + int(plus or 0)),)
    match = HOLIDAY.fullmatch(rule)
    assert match is not None, rule
    import holidays

    listed = holidays.country_holidays(match[1], years=year, language="en_US", observed=False)
    days = sorted(day for day in listed if any(name.startswith(match[2]) for name in listed.get_list(day)))
    return tuple(day for day in days if day - dt.timedelta(days=1) not in days)
