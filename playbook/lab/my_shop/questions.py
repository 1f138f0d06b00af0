"""What a file leaves open, as choices: whose clock it shows, with the hour that would then be the busiest, and which
number of its dates is the month."""

from __future__ import annotations

import datetime as dt

import numpy as np

from playbook.lab.my_shop import zones
from playbook.language import Words
from playbook.my_files.reading import DAY_MONTH
from sim.exports.contact_file import ContactFile
from sim.exports.moments import DAY_FIRST, MONTH_FIRST, moments
from sim.exports.orders import Orders
from sim.exports.reading import Reading
from sim.units import SECONDS_PER_HOUR


def clocks(words: Words, reading: Reading, zone: str) -> list[tuple[str, str]]:
    """(label, zone of the file's clock), "" for the shop's own."""
    now = reading.answers.clock
    named = [(words.t("shop_files.clock_own"), "")]
    # programs write the shop's clock or UTC; others are rare
    met = dict.fromkeys([zones.UTC, *([now] if now else []), *zones.NAMED])
    named += [(zones.label(words, clock), clock) for clock in met if clock != zone]
    busiest = busiest_of(reading)
    if busiest is None:
        return named
    hour, date = busiest  # on the shop's clock, as the file is read now
    shown = hour if now is None else zones.hour_elsewhere(hour, zone, now, date)

    def said(label: str, clock: str) -> str:
        there = zones.hour_elsewhere(shown, clock, zone, date) if clock else shown
        return words.t("shop_files.clock", whose=label, hour=words.clock(60 * there))

    return [(said(label, clock), clock) for label, clock in named]


def busiest_of(reading: Reading) -> tuple[int, dt.date] | None:
    """The busiest hour of a file of orders or contacts and its first date; None where it has neither."""
    found = reading.read
    if isinstance(found, Orders):
        return int(found.hourly().sum(axis=0).argmax()), dt.date.fromisoformat(str(found.days.date(0)))
    if isinstance(found, ContactFile) and len(found.contacts):
        date = found.contacts.dates[0] if found.contacts.dates else None
        hours = np.bincount((found.contacts.arrival // SECONDS_PER_HOUR).astype(np.int64))
        return int(hours.argmax()) % 24, date or dt.date.today()
    return None


def example_of(reading: Reading) -> str:
    """A date of the column that leaves the order open, or of the first that has one; "" where none is shown."""
    for remark in reading.read.remarks if reading.read is not None else ():
        if remark.key in DAY_MONTH:
            return str(remark.facts.get("example", ""))
    examples = (column.example for column in reading.columns.values())
    return next((one for one in examples if one.count("/") == 2 or one.count("-") == 2), "")


def orders(words: Words, example: str) -> list[tuple[str, str]]:
    """(label, order of day and month), each with what the example then is."""
    found = []
    for order, key in ((MONTH_FIRST, "month_first"), (DAY_FIRST, "day_first")):
        seconds = moments([example], order=order).seconds[0]
        text = words.t(f"shop_files.{key}")
        if not np.isnan(seconds):
            date = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=float(seconds))
            text += words.t("common.colon") + words.date(date.date(), year=True)
        found.append((text, order))
    return found


def order_taken(reading: Reading) -> str:
    """The order that a file was read in while nobody has said which."""
    remarks = reading.read.remarks if reading.read is not None else ()
    for remark in remarks:
        if remark.key == "stamps.day_first":
            return DAY_FIRST
        if remark.key == "remark.day_month":
            example, taken = str(remark.facts["example"]), str(remark.facts["read"])
            seconds = moments([example], order=DAY_FIRST).seconds[0]
            day = "" if np.isnan(seconds) else str(np.datetime64(int(seconds), "s").astype("datetime64[D]"))
            return DAY_FIRST if day == taken else MONTH_FIRST
    return MONTH_FIRST
