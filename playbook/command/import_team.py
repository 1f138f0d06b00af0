"""`playbook import FILE… -o TEAM.toml`: a team that behaves like the shop's own, made of its files.

One file or several of contacts, a roster where there is one, and orders where there are some. What nobody can serve
twice or wait for is set aside, the laws of the rest are measured, days left out are played by the laws of the others,
and the team is written with what it took from the files and what not.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from playbook.command import say
from playbook.command.runs import json_target
from playbook.command.working import Progress
from sim.files.messages import said, visible

if TYPE_CHECKING:
    from sim.calibrate.contacts import Contacts
    from sim.calibrate.duty import Duty
    from sim.calibrate.team.arrivals import Arrivals
    from sim.calibrate.team.sales import Sales
    from sim.calibrate.team.scenario import Team
    from sim.exports.orders import Orders
    from sim.exports.reading import Reading
    from sim.exports.rosters import Roster

WEEKS = 12  # of the season that is written, where nobody says how many
MOST_WEEKS = 52
EARLIEST, LATEST = dt.date(2000, 1, 3), dt.date(2100, 1, 1)  # of a season's first day; the earliest is a Monday
STEPS = 4  # contacts measured, orders measured, days left out played, the team settled


def options(command: Any, language: str) -> None:
    """The options that a team to be written adds to `playbook import`."""
    command.add_argument("-o", "--out", metavar="TEAM.toml", help=say("help_import_out", language))
    command.add_argument("--start", type=date_reader(language), metavar="DATE", help=say("help_import_start", language))
    command.add_argument(
        "--weeks", type=weeks_reader(language), default=WEEKS, metavar="N",
        help=say("help_import_weeks", language, most=MOST_WEEKS),
    )  # fmt: skip


def date_reader(language: str) -> Callable[[str], dt.date]:
    def read(text: str) -> dt.date:
        with suppress(ValueError):
            date = dt.date.fromisoformat(text)
            if EARLIEST <= date <= LATEST:
                return date
        raise argparse.ArgumentTypeError(say("import_not_a_date", language, text=text))

    return read


def weeks_reader(language: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_WEEKS):
            raise argparse.ArgumentTypeError(say("import_not_weeks", language, text=text, most=MOST_WEEKS))
        return int(text)

    return read


def write_team(readings: Sequence[Reading], arguments: argparse.Namespace) -> None:
    """Make the team of all files together, write it, and print how near it comes. Raises BadInput."""
    from sim.scenario.file import write_scenario

    language = arguments.language
    target = json_target(arguments.out, language)  # before the fit, so that it never ends in an unwritable file
    team, sentences = made_team(readings, arguments)
    write_scenario(team.scenario, target)
    for sentence in sentences:
        print(f"- {visible(said(sentence, language))}")
    print(say("written", language, path=arguments.out), file=sys.stderr)


def made_team(readings: Sequence[Reading], arguments: argparse.Namespace) -> tuple[Team, Sequence[Any]]:
    """The calibrated team and what is to be said of it."""
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

    language = arguments.language
    contacts, duty = contacts_of(readings, language)
    progress = Progress(language, key="import_fitting")
    try:
        progress.show(0, STEPS)
        fit = fitted(contacts, duty, sales_of(readings))
        progress.show(1, STEPS)
        orders = orders_of(readings)
        progress.show(2, STEPS)
        checked = left_out(fit)
        progress.show(3, STEPS)
        start = arguments.start or next_monday(fit.contacts.dates)
        team = fitted_shop(fit, Wishes(start, arguments.weeks), orders=orders, zone=arguments.timezone)
        progress.show(4, STEPS)
    except ValidationError as error:
        reason = complaint(Scenario, error).text(language)
        raise BadInput(say("import_no_team", language, reason=reason)) from error
    finally:
        progress.close()
    return team, report(fit, checked, team, sample(team.base).title)


def contacts_of(readings: Sequence[Reading], language: str) -> tuple[Contacts, Duty | None]:
    """All contacts of the files, and hours of duty where a roster or the telephone system says them."""
    from sim.calibrate.duty import placed
    from sim.exports.contact_file import ContactFile
    from sim.exports.contacts import joined
    from sim.exports.roster_names import on_the_floor
    from sim.exports.rosters import Roster
    from sim.scenario.file import BadInput

    files = [one.read for one in readings if isinstance(one.read, ContactFile)]
    if not files:
        raise BadInput(say("import_no_contacts", language))
    contacts = joined([file.whole() for file in files])
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


def next_monday(dates: Sequence[dt.date | None]) -> dt.date:
    """The first Monday after the last day of a file, or the first that a scenario may begin on."""
    last = max(date for date in dates if date is not None)
    return max(last + dt.timedelta(days=7 - last.weekday()), EARLIEST)
