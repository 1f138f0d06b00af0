"""A document's dates as a calendar to subscribe to or to open: a whole day for each."""

from __future__ import annotations

import datetime as dt

from playbook.documents.blocks import Document
from playbook.documents.said import clean

MAKER = "-//The E-commerce Team Playbook//"


def ics_bytes(document: Document) -> bytes:
    """The calendar (RFC 5545), in order of day. An event keeps its uid, so that a later plan moves it and doesn't add
    another; its stamp is the day that the document was made."""
    from icalendar import Calendar
    from icalendar import Event as Entry

    calendar = Calendar()
    calendar.add("prodid", f"{MAKER}{document.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", clean(document.title).replace("\n", " "))
    made = dt.datetime.combine(document.made, dt.time(), dt.UTC)
    for event in sorted(document.events, key=lambda one: (one.day, one.uid)):
        entry = Entry()
        entry.add("uid", clean(event.uid).replace("\n", " "))
        entry.add("dtstamp", made)
        entry.add("dtstart", event.day)
        entry.add("dtend", event.day + dt.timedelta(days=1))
        entry.add("summary", clean(event.title).replace("\n", " "))
        if event.text:
            entry.add("description", clean(event.text))
        entry.add("transp", "TRANSPARENT")  # it takes nobody's time
        calendar.add_component(entry)
    return bytes(calendar.to_ical())
