"""The calendar, read back by the library that others read it with."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from playbook.documents.blocks import Event
from playbook.documents.ics import ics_bytes
from playbook.documents.said import clean
from playbook.language import languages
from tests.documents.sample import HOSTILE, MADE, sample


@pytest.mark.parametrize("language", languages)
def test_events_come_back_as_they_were(language):
    document = sample(language)
    content = ics_bytes(document)
    assert content == ics_bytes(document)
    calendar = Calendar.from_ical(content)
    assert calendar["X-WR-CALNAME"] == document.title
    found = calendar.walk("VEVENT")
    assert [str(one["UID"]) for one in found] == [event.uid for event in document.events]
    for one, event in zip(found, document.events, strict=True):
        assert one["DTSTART"].dt == event.day and not isinstance(one["DTSTART"].dt, dt.datetime)
        assert one["DTEND"].dt == event.day + dt.timedelta(days=1)
        assert one["DTSTAMP"].dt == dt.datetime.combine(MADE, dt.time(), dt.UTC)
        assert (str(one["SUMMARY"]), str(one.get("DESCRIPTION", ""))) == (event.title, event.text)


def test_a_later_plan_keeps_the_uids_and_stamps_anew():
    early, late = sample("en"), replace(sample("zh"), made=dt.date(2026, 9, 8))
    uids = [[str(one["UID"]) for one in Calendar.from_ical(ics_bytes(d)).walk("VEVENT")] for d in (early, late)]
    assert uids[0] == uids[1]
    assert b"DTSTAMP:20260908T000000Z" in ics_bytes(late)


@pytest.mark.parametrize("text", HOSTILE)
def test_strange_texts_add_no_line_of_their_own(text):
    document = replace(sample("en"), events=(Event("a@b", MADE, text, f"{text}\nBEGIN:VALARM"),))
    content = ics_bytes(document)
    lines = content.decode().split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "BEGIN:VALARM" not in lines
    (one,) = Calendar.from_ical(content).walk("VEVENT")
    assert str(one["SUMMARY"]) == clean(text).replace("\n", " ")


@given(st.lists(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), max_size=6))
def test_events_stand_in_order_of_day(days):
    document = replace(sample("en"), events=tuple(Event(f"{n}@x", day, "t") for n, day in enumerate(days)))
    found = [one["DTSTART"].dt for one in Calendar.from_ical(ics_bytes(document)).walk("VEVENT")]
    assert found == sorted(days)
