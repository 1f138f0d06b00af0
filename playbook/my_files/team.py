"""From the tables of a shop's files to a team that behaves like the shop's own.

What nobody can serve twice or wait for is set aside, the laws of the rest are measured, days left out are played by the
laws of the others, and the team holds what it took from the files and what not. `playbook import` and the page "My
shop" are two faces of this.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playbook.command import say
from playbook.my_files.times import (
    contact_counts,
    intervals_alone,
    is_sure,
    named_days_of,
    next_monday,
    order_counts,
    usual_orders,
    with_days_ahead,
)  # fmt: skip
from playbook.my_files.totals import team_of_totals
from sim.files.messages import Phrase

if TYPE_CHECKING:
    from sim.calibrate.contacts import Contacts
    from sim.calibrate.duty import Duty
    from sim.calibrate.team.ahead import Ahead
    from sim.calibrate.team.arrivals import Arrivals
    from sim.calibrate.team.fit import Fit
    from sim.calibrate.team.left_out import LeftOut
    from sim.calibrate.team.sales import Sales
    from sim.calibrate.team.scenario import Team
    from sim.calibrate.team.totals_fit import TotalsFit
    from sim.exports.reading import Reading
    from sim.exports.rosters import Roster

WEEKS = 12  # of the season that is written, where nobody says how many
MOST_AN_ORDER = 10  # contacts: more say that the files are not of one shop and one time
STEPS = 4  # contacts measured, orders measured, days left out played, the team settled


@dataclass(frozen=True)
class Made:
    """The calibrated team, what it was fitted to, days left out (None: none could be, or no single contact is known),
    the days to come, and what is to be said of it all."""

    team: Team
    fit: Fit | TotalsFit
    checked: LeftOut | None
    ahead: Ahead
    sentences: Sequence[Phrase]


def made_team(
    readings: Sequence[Reading],
    language: str,
    *,
    start: dt.date | None = None,
    weeks: int = WEEKS,
    zone: str | None = None,
    step: Callable[[int], None] = lambda through: None,
    each_day: Callable[[int, int], None] = lambda played, days: None,
) -> Made:
    """The team of all files together. `start`: of its season, the Monday after the files where nobody says; `zone`: the
    shop's. `step(n)` is told how many of `STEPS` are through,
    `each_day(played, days)` where a step is in its days (0 of 0: it does not say). What either raises ends the work.

    Raises BadInput, in `language`, where the files give none.
    """
    from pydantic import ValidationError

    from playbook.fitted_shop import fitted_shop, nearest
    from sim.calibrate.team.ahead import look_ahead
    from sim.calibrate.team.fit import fitted
    from sim.calibrate.team.left_out import left_out
    from sim.calibrate.team.report import report
    from sim.calibrate.team.scenario import Wishes
    from sim.files.validation import complaint
    from sim.scenario import Scenario
    from sim.scenario.file import BadInput
    from sim.scenario.file import team as sample

    try:
        if intervals_alone(readings):
            team, by_totals, ahead, sentences = team_of_totals(readings, start, weeks, zone, step, each_day)
            return Made(team, by_totals, None, ahead, sentences)
        contacts, duty = contacts_of(readings, language)
        step(0)
        came, past = contact_counts(readings), order_counts(readings)
        apart = named_days_of((came, past), zone)
        fit = fitted(contacts, duty, sales_of(readings, contacts), apart)
        step(1)
        orders = usual_orders(past, apart)
        if orders is not None and (many := _contacts_an_order(fit, orders)) > MOST_AN_ORDER:
            raise BadInput(say("import_not_one_shop", language, contacts=f"{many:,.0f}"))
        step(2)
        checked = left_out(fit, each=each_day)
        step(3)
        first = start or next_monday(fit.contacts.dates)
        like = sample(nearest(fit, None, orders))
        ahead = look_ahead(came, past, first, weeks, like, zone)
        wishes = Wishes(first, weeks, campaigns=ahead.campaigns)
        team = fitted_shop(fit, wishes, orders=orders, zone=zone, each_day=lambda: each_day(0, 0))
        step(4)
    except ValidationError as error:
        reason = complaint(Scenario, error).text(language)
        raise BadInput(say("import_no_team", language, reason=reason)) from error
    said = report(fit, checked, team, sample(team.base).title)
    return Made(team, fit, checked, ahead, with_days_ahead(said, readings, ahead, team))


def contacts_of(readings: Sequence[Reading], language: str) -> tuple[Contacts, Duty | None]:
    """Contacts of the last weeks of the files, and hours of duty where a roster or the telephone system says them."""
    from sim.calibrate.duty import placed
    from sim.calibrate.team.history import latest
    from sim.exports.contact_file import ContactFile
    from sim.exports.contacts import joined_once
    from sim.exports.roster_names import on_the_floor
    from sim.exports.rosters import Roster
    from sim.scenario.file import BadInput

    files = [one.read for one in readings if isinstance(one.read, ContactFile)]
    if not files:
        raise BadInput(say("import_no_contacts", language))
    contacts, _ = joined_once([file.whole() for file in files])
    if contacts.left is not None:  # what became of them is in no file
        contacts = contacts.rows(~contacts.left)
    contacts = latest(contacts)
    if not contacts.answered.any():
        raise BadInput(say("import_nobody_served", language))
    rosters: list[Roster] = [one.read for one in readings if isinstance(one.read, Roster) and one.read.has_hours]
    hours = [on_the_floor(roster.hours, contacts)[0] for roster in rosters] or [file.hours for file in files]
    if len(hours) != 1 or not len(hours[0]):
        return contacts, None
    return placed(hours[0], contacts)


def sales_of(readings: Sequence[Reading], contacts: Contacts) -> Sales | None:
    """The orders that contacts may be joined to: the most of one table among those of the same days."""
    from sim.calibrate.team.sales import Sales
    from sim.exports.orders import Orders

    dates = [date for date in contacts.dates if date is not None]
    found = []
    for one in readings:
        if dates and isinstance(one.read, Orders) and is_sure(one.read):
            days = one.read.days
            if days.date(0) <= dates[-1] and days.date(len(days.counts) - 1) >= dates[0]:
                found.append(one.read)
    return Sales.of(max(found, key=len)) if found else None


def _contacts_an_order(fit: Fit, orders: Arrivals) -> float:
    return float(fit.arrivals.level.sum() / max(orders.level.sum(), 1e-9))
