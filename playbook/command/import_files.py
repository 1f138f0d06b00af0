"""`playbook import FILE…`: what each exported file is, how much of it was read, and what was folded or set aside.

With -o all files together become a team (`team_file`); without, nothing is written. What a file leaves open (whose
clock it shows, which number is the month) is asked on a terminal; with --yes, and where nobody can answer, the likely
answer is taken and said.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from playbook.command import say, team_file
from sim.files.messages import phrase, said, visible

if TYPE_CHECKING:
    from sim.exports.reading import Answers, Reading

CLOCK = {"remark.clock", "doubts.clock"}
DAY_MONTH = {"remark.day_month", "stamps.month_first", "stamps.day_first"}


def options(command: Any, language: str) -> None:
    """The grammar of `playbook import`, added to its parser."""
    command.add_argument("files", metavar="FILE", nargs="+", help=say("help_import_file", language))
    for name in ("timezone", "clock"):
        text = say(f"help_import_{name}", language)
        command.add_argument(f"--{name}", type=zone_reader(language), metavar="ZONE", help=text)
    team_file.options(command, language)
    command.add_argument("--yes", action="store_true", help=say("help_import_yes", language))


def zone_reader(language: str) -> Callable[[str], str]:
    """A reader of an argument that must be a time zone's name."""

    def read(text: str) -> str:
        if text not in available_timezones():
            raise argparse.ArgumentTypeError(say("import_not_a_zone", language, text=text))
        return str(ZoneInfo(text))

    return read


def run(arguments: argparse.Namespace) -> int:
    """Read every file and say what it is; write the team if asked. Returns the exit status, 2 where a file could not be
    read: then no team is written."""
    from sim.exports.reading import Answers
    from sim.files.bad_input import BadInput

    language, status = arguments.language, 0
    every: list[Reading] = []
    asks = not arguments.yes and sys.stdin.isatty() and sys.stdout.isatty()
    for name in arguments.files:
        try:
            readings = read(name, Answers(arguments.timezone, arguments.clock), asks, language)
        except BadInput as error:
            print(say("problem", language, sentence=error.text(language)), file=sys.stderr)
            status = 2
            continue
        for reading in readings:
            print("\n".join(lines(reading, language)) + "\n")
            status = max(status, 2 if reading.problem else 0)
        every += readings
    if arguments.out and not status:
        team_file.write_team(every, arguments)
    return status


def read(name: str, answers: Answers, asks: bool, language: str) -> list[Reading]:
    """The tables of a file; read once more where somebody answered what it leaves open. Raises BadInput."""
    from sim.calibrate.opened import own_contacts
    from sim.exports.contact_file import ContactFile
    from sim.exports.reading import Reading, read_table
    from sim.exports.sources import from_path
    from sim.exports.tables import read_tables

    tables, own = read_tables(from_path(name)), own_contacts(name)
    if own is not None:
        return [Reading(tables[0], "calls", ContactFile(name, own))]
    readings = []
    for table in tables:
        reading = read_table(table, answers)
        told = answered(reading, answers, language) if asks else answers
        readings.append(reading if told == answers else read_table(table, told))
    return readings


def answered(reading: Reading, answers: Answers, language: str) -> Answers:
    """What somebody at the terminal says about what the file leaves open."""
    from sim.exports.moments import DAY_FIRST, MONTH_FIRST

    for remark in reading.read.remarks if reading.read is not None else ():
        if remark.key in DAY_MONTH:
            word = ask(remark.text(language), "import_ask_month", language)
            answers = replace(answers, order={"1": MONTH_FIRST, "2": DAY_FIRST}.get(word, answers.order))
        elif remark.key in CLOCK and answers.clock is None:
            word = ask(remark.text(language), "import_ask_clock", language)
            if word in available_timezones():
                answers = replace(answers, clock=word, zone=answers.zone or own_zone(language))
    return answers


def own_zone(language: str) -> str | None:
    """The shop's zone, asked for because a file's clock is another's."""
    word = input(say("import_ask_zone", language) + " ").strip()
    return word if word in available_timezones() else None


def ask(sentence: str, key: str, language: str) -> str:
    return input(f"{visible(sentence)}\n{say(key, language)} ").strip()


def lines(reading: Reading, language: str) -> list[str]:
    """What a table is, how much was read, the columns it was read from, and what is to be said."""
    from sim.exports.order_counts import OrderCounts
    from sim.exports.orders import Orders

    table, found = reading.table, reading.read
    name = table.name if table.sheet is None else f"{table.name} [{table.sheet}]"
    what = said(phrase(reading.shape.value), language) if reading.shape else say("import_orders", language)
    if isinstance(found, OrderCounts):
        what = say("import_counts", language)
    if isinstance(found, Orders) and found.platform is not None:
        what = found.platform.text(language)
    if found is None:
        sentence = reading.problem.text(language) if reading.problem else ""
        return [say("import_not_read", language, name=name), f"  {visible(sentence)}"]
    made = [say("import_file", language, name=name, what=what), f"  {amount(found, len(table), language)}"]
    if isinstance(found, Orders):
        for role in ("placed", "id", "paid", "amount", "status"):
            if role in found.columns:
                column = found.columns[role]
                example = say("import_private", language) if role == "id" else column.example
                facts = {"role": say(f"import_role_{role}", language), "heading": column.heading, "example": example}
                made.append("  " + say("import_column", language, **facts))
    return made + [f"  - {visible(remark.text(language))}" for remark in found.remarks]


def amount(found: Any, rows: int, language: str) -> str:
    """How many rows a table had and what came of them."""
    from sim.exports.agent_days import AgentDays
    from sim.exports.contact_file import ContactFile
    from sim.exports.intervals import Intervals
    from sim.exports.order_counts import OrderCounts
    from sim.exports.orders import Orders
    from sim.exports.tickets import Tickets

    facts: dict[str, object] = {"rows": f"{rows:,}"}
    match found:
        case Orders():
            days = found.days
            facts |= {"count": f"{len(found):,}", "kept": f"{int(found.counted.sum()):,}"}
            facts |= {"first": days.date(0), "last": days.date(len(days.counts) - 1)}
            return say("import_amount_orders", language, **facts)
        case OrderCounts():
            return say("import_amount_counts", language, **facts, count=f"{found.orders.sum():,.0f}")
        case ContactFile():
            contacts = found.contacts
            lost = len(contacts.arrival) - int(contacts.answered.sum())
            facts |= {"count": f"{len(contacts.arrival):,}", "lost": f"{lost:,}", "dates": len(contacts.dates)}
            return say("import_amount_contacts", language, **facts)
        case Intervals():
            return say("import_amount_intervals", language, **facts, count=f"{len(found.start):,}")
        case AgentDays():
            return say("import_amount_agents", language, **facts, count=len(found.agents))
        case Tickets():
            return say("import_amount_tickets", language, **facts, count=f"{len(found.created):,}")
        case _:
            facts |= {"count": len(found.people), "days": len({date for date, _ in found.days})}
            return say("import_amount_roster", language, **facts)
