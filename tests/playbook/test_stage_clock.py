"""The clock of the night that moves, where clocks are changed: every minute is labelled as a wall clock shows it."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playbook.language import words
from playbook.stage.evening import Bar, Clock, frames, page_of
from sim.experiment.big_night import night
from tests.season.shop import small_shop

HOURS = (2.0, 6.0)
# The sale opens at midnight; in the night after it New York goes back to 01:00, or on to 03:00.
NIGHTS = {"back": (dt.date(2026, 11, 1), -60, ("02:00", "01:00")), "on": (dt.date(2027, 3, 14), 60, ("02:00", "03:00"))}


@pytest.mark.parametrize("kind", NIGHTS)
def test_a_night_in_which_clocks_change_has_every_minute_once(kind: str) -> None:
    """Eight hours are 480 minutes; the labels jump where the wall clock does, and the page says so in its note."""
    day, by, (old, new) = NIGHTS[kind]
    shop = small_shop()
    events = [{**shop.calendar.campaigns[0].model_dump(), "day": day}]
    shop = shop.with_levers(
        {"calendar.start": day - dt.timedelta(days=14), "calendar.campaigns": events, "timezone": "America/New_York"}
    )
    found = night(shop, shop, HOURS)
    assert found is not None
    assert len(found.minutes) == 480 and found.opens == 120 and len(found.parcels) == len(found.kept) == 480
    seen = found.minutes
    before = seen.there[0] - seen.came[0] + seen.gone[0]
    assert np.array_equal(seen.came - seen.gone, np.diff(seen.there, prepend=before))
    for language in ("en", "zh"):
        bar = Bar("x", "y", 0, 1, 1, ("", ""), 1, 0)
        page = page_of(words(language), shop, found, {0: frames(found)}, bar, 0, 1)
        assert page["clock"] == {"first": 22 * 60, "at": 240, "by": by}
        assert old in page["note"] and new in page["note"]


@settings(max_examples=80, deadline=None)
@given(
    zone=st.sampled_from(["America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Santiago",
                          "Asia/Shanghai", "Asia/Kolkata"]),
    start=st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 12, 31)),
    turns=st.booleans(),
)  # fmt: skip
def test_every_minute_is_labelled_as_the_wall_clock_shows_it(zone: str, start: dt.datetime, turns: bool) -> None:
    """Half an hour in Lord Howe, at midnight in Santiago, and none where clocks are never changed."""
    tz = ZoneInfo(zone)
    begins = start.replace(second=0, microsecond=0, tzinfo=tz).timestamp()
    if turns:  # a change within the night, where the zone has one in the year ahead
        hours = (begins + 3600 * h for h in range(9000))
        offset = dt.datetime.fromtimestamp(begins, tz).utcoffset()
        begins = next((t - 7200 for t in hours if dt.datetime.fromtimestamp(t, tz).utcoffset() != offset), begins)
    clock = Clock.of(begins, 480, zone)
    for minute in range(480):
        shown = dt.datetime.fromtimestamp(begins + 60 * minute, tz)
        assert clock.shows(minute) % 1440 == shown.hour * 60 + shown.minute
