"""Facts of the shop's file as people say them: roles, shifts, time zones, weekdays, dates, and lists of numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from playbook.api.fields import Leaf
from playbook.documents.plan.words import text
from playbook.documents.plan.writing import Writer
from sim.files.messages import visible

MOST_LISTED = 24  # numbers of a list that are written out: the hours of a day
FAMILY = ".family"  # of a duration


def said(writer: Writer, leaf: Leaf) -> str | None:
    """A value that is a word or a list, as people say it; None for a number, a date or a text of the shop's own."""
    value = leaf.value
    if isinstance(value, (list, tuple)):
        return _list(writer, value)
    if not isinstance(value, str):
        return None
    if leaf.kind == "work.channel":
        return writer.t(f"channel.{value}")
    if leaf.kind == "work.source":
        return writer.t(f"made_by.{value}")
    if leaf.kind == "people.rest_from":
        return writer.t(f"weekday.{value}")
    if leaf.kind.endswith(FAMILY):
        return writer.t(f"law.{value}")
    if leaf.kind == "people.role":
        return writer.role(value)  # type: ignore[arg-type]
    if leaf.kind == "people.shift":
        return hours(writer, value)
    if leaf.kind == "work.transfer_to":
        return next((writer.says(one.title) for one in writer.team.work if one.id == value), visible(value))
    if leaf.kind == "calendar.campaigns.preset":
        return curve(writer, value)
    return None


def hours(writer: Writer, shift: str) -> str:
    """A shift by its hours, 09:00–18:00: its name in the file is the file's own."""
    found = writer.team.shifts.get(shift)
    return visible(shift) if found is None else f"{found.start}–{found.end}"


def curve(writer: Writer, preset: str) -> str:
    """What a sale's curve is called; its name in the file where there is no such curve."""
    from sim.shop.campaigns import campaign, campaign_names

    return writer.says(campaign(preset).title) if preset in campaign_names() else visible(preset)


def clock_of(writer: Writer, zone: str) -> str:
    """The clock of a time zone: "China" for Asia/Shanghai; a city where people have no name for the zone."""
    from playbook.lab.my_shop.zones import NAMED

    if zone in NAMED:
        return writer.words.t(f"zone.{NAMED[zone]}")
    return visible(zone.rpartition("/")[2].replace("_", " "))


def _list(writer: Writer, values: Sequence[Any]) -> str | None:
    """Dates as dates, numbers with three figures; of a long list how many there are, and from where to where."""
    if not values:
        return None
    comma = writer.words.t("common.comma")
    if all(isinstance(one, dt.date) for one in values):
        return comma.join(writer.words.date(one, year=True) for one in values)
    if not all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in values):
        return visible(comma.join(map(str, values)))
    if len(values) > MOST_LISTED:
        ends = {"low": f"{min(values):.3g}", "high": f"{max(values):.3g}"}
        return text(writer.language, "appendix.long_list", n=len(values), **ends)
    return comma.join(f"{one:.3g}" for one in values)
