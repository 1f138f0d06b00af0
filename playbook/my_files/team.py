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
from playbook.my_files.totals import intervals_alone, team_of_totals
from sim.files.messages import Phrase

if TYPE_CHECKING:
    from sim.calibrate.contacts import Contacts
    from sim.calibrate.duty import Duty
    from sim.calibrate.team.arrivals import Arrivals
    from sim.calibrate.team.fit import Fit
    from sim.calibrate.team.left_out import LeftOut
    from sim.calibrate.team.sales import Sales
    from sim.calibrate.team.scenario import Team
    from sim.calibrate.team.totals_fit import TotalsFit
    from sim.exports.orders import Orders
    from sim.exports.reading import Reading
    from sim.exports.rosters import Roster

WEEKS = 12  # of the season that is written, where nobody says how many
EARLIEST, LATEST = dt.date(2000, 1, 3), dt.date(2100, 1, 1)  # of a season's first day; the earliest is a Monday
MOST_AN_ORDER = 10  # contacts: more say that the files are not of one shop and one time
STEPS = 4  # contacts measured, orders measured, days left out played, the team settled


@dataclass(frozen=True)
class Made:
    """The calibrated team, what it was fitted to, days left out (None: none could be, or no single contact is known),
    and what is to be said of it."""

    team: Team
    fit: Fit | TotalsFit
    checked: LeftOut | None
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

    from playbook.fitted_shop import fitted_shop
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
            team, by_totals, sentences = team_of_totals(readings, start, weeks, zone, step, each_day)
            return Made(team, by_totals, None, sentences)
        contacts, duty = contacts_of(readings, language)
        step(0)
        fit = fitted(contacts, duty, sales_of(readings))
        step(1)
        orders = orders_of(readings)
        step(2)
        checked = left_out(fit, each=each_day)
        step(3)
        first = start or next_monday(fit.contacts.dates)
        team = fitted_shop(fit, Wishes(first, weeks), orders=orders, zone=zone, each_day=lambda: each_day(0, 0))
        step(4)
    except ValidationError as error:
        if orders is not None and (many := _contacts_an_order(fit, orders)) > MOST_AN_ORDER:
            raise BadInput(say("import_not_one_shop", language, contacts=f"{many:,.0f}")) from error
        reason = complaint(Scenario, error).text(language)
        raise BadInput(say("import_no_team", language, reason=reason)) from error
    return Made(team, fit, checked, report(fit, checked, team, sample(team.base).title))


def contacts_of(readings: Sequence[Reading], language: str) -> tuple[Contacts, Duty | None]:
    """All contacts of the files, and hours of duty where a roster or the telephone system says them."""
    from sim.calibrate.duty import placed
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
    if not contacts.answered.any():
        raise BadInput(say("import_nobody_served", language))
    rosters: list[Roster] = [one.read for one in readings if isinstance(one.read, Roster) and one.read.has_hours]
    hours = [on_the_floor(roster.hours, contacts)[0] for roster in rosters] or [file.hours for file in files]
    if len(hours) != 1 or not len(hours[0]):
        return contacts, None
    return placed(hours[0], contacts)


def orders_of(readings: Sequence[Reading]) -> Arrivals | None:
    """How orders come, from the file with the most of them."""
    import numpy as np

    from sim.calibrate.team.arrivals import fitted_arrivals
    from sim.calibrate.team.counts import of_moments
    from sim.calibrate.team.days import sorted_days

    most = most_orders(readings)
    if most is None:
        return None
    moments = np.round(most.placed[most.counted] * 1000).astype("int64").astype("datetime64[ms]")
    counts = of_moments(moments)
    return fitted_arrivals(counts, sorted_days(counts))


def sales_of(readings: Sequence[Reading]) -> Sales | None:
    """The orders that contacts may be joined to."""
    from sim.calibrate.team.sales import Sales

    most = most_orders(readings)
    return None if most is None else Sales.of(most)


def most_orders(readings: Sequence[Reading]) -> Orders | None:
    """The file with the most orders: platforms' files of one shop are not added up."""
    from sim.exports.columns import BY_CONTENT
    from sim.exports.orders import Orders

    # a table whose time of an order was only guessed may be something else
    found = [
        one.read
        for one in readings
        if isinstance(one.read, Orders) and one.read.counted.any() and one.read.columns["placed"].how != BY_CONTENT
    ]
    return max(found, key=len) if found else None


def _contacts_an_order(fit: Fit, orders: Arrivals) -> float:
    return float(fit.arrivals.level.sum() / max(orders.level.sum(), 1e-9))


def next_monday(dates: Sequence[dt.date | None]) -> dt.date:
    """The first Monday after the last day of a file, or the first that a scenario may begin on."""
    last = max(date for date in dates if date is not None)
    return max(last + dt.timedelta(days=7 - last.weekday()), EARLIEST)
