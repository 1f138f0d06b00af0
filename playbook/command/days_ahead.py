"""`playbook forecast FILE…`: contacts and orders of each coming day with P10, P50 and P90, and what they rest on."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import sys
from typing import TYPE_CHECKING, Any

from playbook.command import import_files, say, tables, team_file
from playbook.command.runs import json_target
from playbook.my_files.times import contact_counts, order_counts
from sim.files.messages import phrase, said, visible

if TYPE_CHECKING:
    from sim.calibrate.team.ahead import Ahead
    from sim.calibrate.team.forecast import Forecast
    from sim.exports.reading import Reading

WEEKS = 4  # where nobody says how many


def options(command: Any, language: str) -> None:
    """The grammar of `playbook forecast`, added to its parser."""
    command.add_argument("files", metavar="FILE", nargs="+", help=say("help_forecast_file", language))
    for name in ("timezone", "clock"):
        text = say(f"help_import_{name}", language)
        command.add_argument(f"--{name}", type=import_files.zone_reader(language), metavar="ZONE", help=text)
    command.add_argument(
        "--start", type=team_file.date_reader(language), metavar="DATE", help=say("help_forecast_start", language)
    )
    command.add_argument(
        "--weeks", type=team_file.weeks_reader(language), default=WEEKS, metavar="N",
        help=say("help_forecast_weeks", language, most=team_file.MOST_WEEKS),
    )  # fmt: skip
    command.add_argument("-o", "--out", metavar="FILE.csv", help=say("help_forecast_out", language))
    command.add_argument("--preset", metavar="FILE", help=say("help_import_preset", language))
    command.set_defaults(columns=False)  # they are changed where a file is imported
    command.add_argument("--yes", action="store_true", help=say("help_import_yes", language))


def run(arguments: argparse.Namespace) -> int:
    """Read the files, print the days, and write them if asked. Raises BadInput where a file cannot be read or none has
    contacts or orders with their dates."""
    from sim.calibrate.team.ahead import look_ahead
    from sim.exports.presets import read_presets
    from sim.exports.reading import Answers
    from sim.exports.together import together
    from sim.files.bad_input import BadInput
    from sim.files.toml_file import write_bytes
    from sim.scenario.file import team

    language = arguments.language
    asks = not arguments.yes and sys.stdin.isatty() and sys.stdout.isatty()
    target = json_target(arguments.out, language, "--out", [*arguments.files, arguments.preset])
    readings: list[Reading] = []
    presets = read_presets(arguments.preset) if arguments.preset else ()
    for name in arguments.files:
        brought = import_files.read(name, Answers(arguments.timezone, arguments.clock), presets, asks, arguments)
        for problem in (brought.problem, *(reading.problem for reading in brought.readings)):
            if problem is not None:
                raise problem
        readings += brought.readings
    for remark in together(readings):
        print(f"- {visible(remark.text(language))}")
    contacts, orders = contact_counts(readings), order_counts(readings)
    if contacts is None and orders is None:
        raise BadInput(say("forecast_nothing", language))
    last = max(one.date(len(one) - 1) for one in (contacts, orders) if one is not None)
    start = arguments.start or last + dt.timedelta(days=1)
    ahead = look_ahead(contacts, orders, start, arguments.weeks, team("flagship"), arguments.timezone)
    rows = table(ahead, language)
    if rows:
        print(tables.aligned(rows, left=frozenset({0, 1, len(rows[0]) - 1})) + "\n")
    for sentence in ahead.sentences:
        print(f"- {visible(said(sentence, language))}")
    if target is not None:
        held = io.StringIO()
        csv.writer(held, lineterminator="\n").writerows(rows)
        write_bytes(target, held.getvalue().encode("utf-8-sig"))
        print(say("written", language, path=arguments.out), file=sys.stderr)
    return 0


def table(ahead: Ahead, language: str) -> list[list[str]]:
    """A heading and a row for each day that is foretold; no row where none is."""
    known: dict[str, Forecast] = {}
    for name, one in (("contacts", ahead.contacts), ("orders", ahead.orders)):
        if one is not None:
            known[name] = one
    if not known:
        return []
    labels = [f"{said(phrase(f'ahead.{name}'), language)} {q}" for name in known for q in ("P10", "P50", "P90")]
    rows = [
        [say("forecast_day", language), say("forecast_weekday", language), *labels, say("forecast_named", language)]
    ]
    first = min(one.first for one in known.values())
    end = max(one.first + dt.timedelta(days=one.quantiles.shape[1]) for one in known.values())
    for i in range((end - first).days):
        date = first + dt.timedelta(days=i)
        cells, names = [], {}
        for one in known.values():
            place = (date - one.first).days
            inside = 0 <= place < one.quantiles.shape[1]
            cells += [f"{value:.0f}" for value in one.quantiles[:, place]] if inside else ["–"] * 3
            names |= {named.id: named.name.text(language) for named in one.named[place]} if inside else {}
        weekday = said(phrase(f"fit.weekday_{date.weekday()}"), language)
        rows.append([str(date), weekday, *cells, " + ".join(names.values())])
    return rows
