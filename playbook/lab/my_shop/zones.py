"""Time zones by the names that people use, the most likely first; and what the clock shows elsewhere."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

from playbook.language import Words
from sim.units import HOURS_PER_DAY, SECONDS_PER_HOUR

UTC = "UTC"
# Words in playbook/words, under [zone].
NAMED = {
    "Asia/Shanghai": "china", "Asia/Hong_Kong": "hong_kong", "Asia/Taipei": "taipei", "Asia/Singapore": "singapore",
    "Asia/Tokyo": "tokyo", "Europe/London": "london", "Europe/Berlin": "berlin", "America/New_York": "new_york",
    "America/Chicago": "chicago", "America/Los_Angeles": "los_angeles", "Australia/Sydney": "sydney", UTC: "utc",
}  # fmt: skip
# Where many online shops are beside those, by the alphabet; programs' names are clear enough for them.
FREQUENT = (
    "America/Sao_Paulo", "America/Toronto", "Asia/Bangkok", "Asia/Ho_Chi_Minh", "Asia/Jakarta", "Asia/Kolkata",
    "Asia/Kuala_Lumpur", "Asia/Manila", "Asia/Seoul", "Europe/Paris",
)  # fmt: skip
ASIA = ("Asia/", "Australia/")  # what a Chinese reader's shop is likely near
CONTINENTS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def label(words: Words, zone: str) -> str:
    """What people call a zone, and the name that programs have for it."""
    if zone not in NAMED:
        return zone.replace("_", " ")
    name = NAMED[zone]
    said = words.t(f"zone.{name}")
    return said if zone == UTC else f"{said} ({zone})"


def likely(words: Words, *first: str) -> list[tuple[str, str]]:
    """(label, zone) of some twenty: those in `first`, then those with a name, for readers of Chinese Asia's before
    others, then others that are frequent."""
    named = sorted(NAMED, key=lambda zone: (zone == UTC, zone.startswith(ASIA) != (words.language == "zh")))
    ordered = dict.fromkeys([*(zone for zone in first if zone), *named, *FREQUENT])
    return [(label(words, zone), zone) for zone in ordered]


def every(words: Words) -> dict[str, str]:
    """All zones of the continents, by their label: a list to search in."""
    known = sorted(zone for zone in available_timezones() if zone.partition("/")[0] in CONTINENTS)
    return {label(words, zone): zone for zone in dict.fromkeys([*NAMED, *known])}


def hour_elsewhere(hour: int, clock: str, zone: str, date: dt.date) -> int:
    """The hour in `zone` when it is so late in `clock`, on a date."""
    noon = dt.datetime.combine(date, dt.time(12))
    ahead, behind = (noon.replace(tzinfo=ZoneInfo(name)).utcoffset() or dt.timedelta() for name in (zone, clock))
    return round(hour + (ahead - behind).total_seconds() / SECONDS_PER_HOUR) % HOURS_PER_DAY
