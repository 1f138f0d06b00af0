"""The sales of the coming season: as last time in the shop's own files, else as in a published year, and what to say.

A sale goes on the team's calendar with the middle of its range; the range is said beside it. What no file shows of it
(its discount, how many more ask) is the sample's, where that has the same sale.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from math import sqrt

import numpy as np

from sim.calibrate.team.counts import Counts
from sim.calibrate.team.forecast import Coming, Forecast, forecast
from sim.calibrate.team.public_holidays import make_up_days, swaps_until
from sim.calibrate.team.sale_days import Sale, own_shape
from sim.calibrate.team.scored_days import ScoredDays, scored_days
from sim.files.messages import Phrase, Series, phrase
from sim.scenario import Scenario
from sim.shop.facts import Campaign
from sim.shop.types import country_of
from sim.units import DAYS_PER_WEEK

LIFTS, ASKS = (1.0, 50.0), (1.0, 10.0)  # that a scenario holds
LEAST_LIFT = 1.1  # P10 of a sale's busiest day ÷ a usual one; below, the shop took no part that anybody saw
FARTHEST_WEEKS = 60  # beyond, a forecast of days says nothing


@dataclass(frozen=True)
class Ahead:
    """Forecasts of contacts and orders a day (None: no file, or none with a usual day), and the season's campaigns."""

    contacts: Forecast | None
    orders: Forecast | None
    campaigns: tuple[Campaign, ...]
    sentences: tuple[Phrase, ...]


def look_ahead(
    contacts: Counts | None, orders: Counts | None, start: dt.date, weeks: int, sample: Scenario, zone: str | None
) -> Ahead:
    """`zone`: the shop's time zone where somebody said it. Without, it is not known whose sales a shop takes part in:
    only those that its files show are expected."""
    country, published = country_of(zone or sample.timezone), zone is not None
    of_orders = _forecast(orders, start, weeks, country, published, {})
    shown = {} if of_orders is None else {one.named.id: one.sale for one in of_orders.coming if one.sale is not None}
    of_contacts = _forecast(contacts, start, weeks, country, published, shown)
    lead = of_orders or of_contacts
    campaigns: list[Campaign] = []
    sentences: list[Phrase] = []
    if lead is None:
        sentences.append(_why_none([one for one in (contacts, orders) if one is not None], start, weeks))
    else:
        for coming in lead.coming:
            if _no_lift(coming):
                assert coming.sale is not None
                sentences.append(phrase("ahead.no_lift", name=coming.named.name, last=coming.sale.day.year))
                continue
            if coming.top >= start:  # one whose busiest day is over is no news
                sentences += _told(coming)
            event = _campaign(coming, lead, of_contacts, sample)
            if event is None:
                continue
            last = start + dt.timedelta(weeks=weeks, days=-1)
            if not start <= event.day <= last:
                sentences.append(phrase("ahead.outside", name=event.name, day=event.day, start=start, end=last))
            elif event.day not in [one.day for one in campaigns]:
                campaigns.append(event)
        if not published:
            sentences.append(phrase("ahead.no_zone"))
    if contacts is not None:
        sentences.append(_scored(phrase("ahead.contacts"), contacts, country))
    if orders is not None:
        sentences.append(_scored(phrase("ahead.orders"), orders, country))
    sentences += _holidays(country, start, weeks)
    return Ahead(of_contacts, of_orders, tuple(campaigns), tuple(sentences))


def _forecast(
    counts: Counts | None, start: dt.date, weeks: int, country: str, published: bool, elsewhere: dict[str, Sale]
) -> Forecast | None:
    if counts is None or (start - counts.date(len(counts) - 1)).days > 7 * FARTHEST_WEEKS:
        return None
    first = max(start, counts.date(len(counts)))
    days = (start - first).days + 7 * weeks
    if days < 1:
        return None
    try:
        return forecast(counts, first, days, country, published, elsewhere)
    except ValueError:  # no usual day
        return None


def _why_none(files: list[Counts], start: dt.date, weeks: int) -> Phrase:
    """Why no day is foretold."""
    last = max((file.date(len(file) - 1) for file in files), default=start)
    end = start + dt.timedelta(weeks=weeks, days=-1)
    if end <= last:
        return phrase("ahead.in_files", start=start, end=end, last=last)
    if (start - last).days > DAYS_PER_WEEK * FARTHEST_WEEKS:
        return phrase("ahead.too_far", start=start)
    return phrase("ahead.no_usual")


def _campaign(coming: Coming, lead: Forecast, contacts: Forecast | None, sample: Scenario) -> Campaign | None:
    """None for a feast, and for a sale that lifted no day: a scenario holds only what brings more."""
    analogue = coming.candidate.analogue
    if analogue is None:
        return None
    like = next((one for one in sample.calendar.campaigns if one.preset == analogue.preset), None)
    facts = {} if like is None else {name: getattr(like, name) for name in ("discount", "ask_more", "ad_follows")}
    if coming.sale is None:
        low, high = analogue.shape.typical_lift
        return Campaign(
            name=coming.named.name, day=coming.big, preset=analogue.preset, lift=round(sqrt(low * high), 2), **facts
        )
    own = own_shape(coming.sale, lead.arrivals)
    if own is None:
        return None
    offset, lift, shape = own
    asked = _same(coming, contacts) if contacts is not lead else None
    if asked is not None and asked.sale is not None and asked.sale is not coming.sale:
        # people ask by the clock of the contacts, which is also that of the team's usual days
        theirs = own_shape(asked.sale, contacts.arrivals) if contacts is not None else None
        if theirs is not None and theirs[0] == offset:
            shape = shape.model_copy(update={"curve": theirs[2].curve, "eve_curve": theirs[2].eve_curve})
            facts["ask_more"] = round(float(np.clip(theirs[1] / lift, *ASKS)), 2)
    elif contacts is lead:
        facts["ask_more"] = 1.0  # the lift is that of contacts already
    return Campaign(
        name=coming.named.name, day=coming.big + dt.timedelta(days=offset), preset=analogue.preset,
        lift=round(float(np.clip(lift, *LIFTS)), 2), own_shape=shape, **facts,
    )  # fmt: skip


def _same(coming: Coming, other: Forecast | None) -> Coming | None:
    same = [one for one in other.coming if one.named.id == coming.named.id] if other else []
    return same[0] if same else None


def _no_lift(coming: Coming) -> bool:
    """Whether a sale was in the files and brought nothing that could be seen."""
    return coming.sale is not None and coming.candidate.analogue is not None and bool(coming.multiple[0] < LEAST_LIFT)


def _told(coming: Coming) -> Iterator[Phrase]:
    if coming.candidate.analogue is None and coming.multiple[0] < 1 < coming.multiple[2]:
        return  # a feast that may have changed nothing
    low, middle, high = (f"{value:.1f}" for value in coming.multiple)
    facts = {"name": coming.named.name, "day": coming.top, "low": low, "high": high}
    if coming.sale is None:
        assert coming.candidate.analogue is not None
        yield phrase("ahead.published", title=coming.candidate.analogue.shape.title, **facts)
        return
    place = int(np.flatnonzero(coming.candidate.offsets == (coming.top - coming.big).days)[0])
    then = f"{coming.sale.multiples[place]:.1f}"
    day = coming.sale.day + (coming.top - coming.big)
    yield phrase("ahead.own", middle=middle, then=then, last=day, **facts)
    if coming.growth is not None:
        low, middle, high = (f"{value:.2f}" for value in coming.growth)
        yield phrase("ahead.growth", name=coming.named.name, last=day.year, low=low, middle=middle, high=high)


def _scored(what: Phrase, counts: Counts, country: str) -> Phrase:
    found: ScoredDays | None = None
    with suppress(ValueError):  # no usual day before one of the weeks
        found = scored_days(counts, country)
    if found is None:
        return phrase("ahead.scored_none", what=what)
    return phrase(
        "ahead.scored", what=what, days=found.days, inside=found.inside, wanted=round(0.8 * found.days),
        off=round(100 * found.off), naive=round(100 * found.naive_off),
    )  # fmt: skip


def _holidays(country: str, start: dt.date, weeks: int) -> Iterator[Phrase]:
    last = start + dt.timedelta(weeks=weeks, days=-1)
    worked = make_up_days(country, start, last)
    if worked:
        yield phrase("ahead.make_up", days=Series(tuple(str(day) for day in worked)))
    known = swaps_until(country, last.year)
    if known is not None and known < last.year:
        yield phrase("ahead.swaps", year=known)
