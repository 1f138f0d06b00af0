"""The subcommand `replay`: real days from files, played again on the model's floor, beside what happened."""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playbook.command import replay_day, replay_month, say
from playbook.command.runs import before_json, json_target, report_laws, say_if_plain
from playbook.command.working import Progress, last_of

if TYPE_CHECKING:
    from sim.calibrate.checks import Found
    from sim.calibrate.contacts import Contacts
    from sim.calibrate.duty import Duty
    from sim.calibrate.people import Measured
    from sim.calibrate.replay import GivenDay
    from sim.exports.quality import Remark

MOST_SECONDS = 86_400


@dataclass(frozen=True)
class Files:
    """What was read: all contacts, those that can have been, the hours of duty, and the days whose hours a file has."""

    raw: Contacts
    contacts: Contacts
    duty: Duty
    certain: frozenset[int]
    found: Found
    remarks: tuple[Remark, ...] = ()


def options(command: Any, language: str, whole_number: Callable) -> None:
    """The grammar of `playbook replay`, added to its parser."""

    def add(name: str, default: Any, reader: Callable, **more: Any) -> None:
        text = say(f"help_replay_{name.replace('-', '_')}", language, default=default)
        command.add_argument(f"--{name}", default=default, type=reader, help=text, **more)

    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.epilog = say("replay_columns", language)
    command.add_argument("contacts", metavar="CONTACTS", help=say("help_replay_contacts", language))
    command.add_argument("windows", metavar="WINDOWS", nargs="?", help=say("help_replay_windows", language))
    seconds = whole_number(0, MOST_SECONDS, language)
    add("date", None, date_reader(language), metavar="DATE")
    add("zone", None, zone_reader(language), metavar="ZONE")
    add("patience", "curve", seconds_or(("curve", "exponential"), language), metavar="HOW")
    add("wrap", "gaps", seconds_or(("gaps", "none"), language), metavar="HOW")
    add("estimates", "auto", str, choices=("auto", "day", "others"))
    add("head-start", "measured", lambda text: text if text == "measured" else seconds(text), metavar="S")
    add("target", 20, seconds, metavar="S")
    add("gap", 180, seconds, metavar="S")
    add("figure", None, figure_file(language), metavar="FILE")


def date_reader(language: str) -> Callable[[str], dt.date]:
    def read(text: str) -> dt.date:
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise argparse.ArgumentTypeError(say("replay_not_a_date", language, text=text)) from None

    return read


def zone_reader(language: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        from zoneinfo import available_timezones

        if text not in available_timezones():
            raise argparse.ArgumentTypeError(say("replay_not_a_zone", language, text=text))
        return text

    return read


def figure_file(language: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if Path(text).suffix.lower() not in (".svg", ".png"):
            raise argparse.ArgumentTypeError(say("replay_not_a_figure", language, text=text))
        return text

    return read


def seconds_or(words: tuple[str, ...], language: str) -> Callable[[str], str | float]:
    """A reader of an argument that is one of `words`, or a mean in seconds above 0."""

    def read(text: str) -> str | float:
        if text in words:
            return text
        value = float(text) if re.fullmatch(r"\d{1,9}(\.\d+)?", text) else 0.0
        if not 0 < value <= MOST_SECONDS:
            sentence = say("replay_not_seconds", language, words=", ".join(words), high=MOST_SECONDS, text=text)
            raise argparse.ArgumentTypeError(sentence)
        return value

    return read


def run(arguments: argparse.Namespace) -> int:
    """Read the files, replay one day or all, print real and replayed, and write --json and --figure."""
    language = arguments.language
    target = json_target(arguments.json, language, read=[arguments.contacts, arguments.windows])
    picture = json_target(
        arguments.figure, language, "--figure", [arguments.contacts, arguments.windows, arguments.json]
    )
    files, day = read(arguments)
    for remark in files.remarks:
        print(remark.text(language), file=sys.stderr)
    say_if_plain(language)
    report = one_day(files, day, arguments) if day is not None else many_days(files, arguments)
    with before_json(target, report.document, language):
        print(report.text())
        report_laws(report.laws, language)
    for path, name in ((target, arguments.json), (picture, arguments.figure)):
        if path is not None:
            if path == picture:
                report.figure().save(path)
            print(say("written", language, path=name), file=sys.stderr)
    return 0


def read(arguments: argparse.Namespace) -> tuple[Files, int | None]:
    """The files, and the position of the day that is asked for; None: all days. Raises BadInput."""
    from sim.calibrate.checks import checked
    from sim.calibrate.contacts import find_day
    from sim.calibrate.duty import infer_duty, placed, read_duty
    from sim.calibrate.opened import open_contacts, open_hours

    opened = open_contacts(arguments.contacts, arguments.zone)
    contacts = raw = opened.contacts
    one = arguments.date is not None or len(contacts.dates) == 1
    day = find_day(arguments.contacts, contacts, arguments.date) if one else None
    contacts, found = checked(contacts)
    duty, certain = infer_duty(contacts, arguments.gap), frozenset[int]()
    remarks, given = opened.remarks, None
    if arguments.windows is not None:
        roster = open_hours(arguments.windows, contacts)
        if roster is None:
            contacts, given = read_duty(arguments.windows, contacts, day)
            remarks += of_windows(contacts, given, found.parallel)
        else:
            contacts, given = placed(roster.hours, contacts)
            remarks += roster.remarks
    elif len(opened.hours):
        contacts, given = placed(opened.hours, contacts)
    if given is not None:
        duty, certain = replace(given, windows=duty.windows | given.windows), frozenset(given.windows)
    return Files(raw, contacts, duty, certain, found, remarks), day


def of_windows(contacts: Contacts, duty: Duty, parallel: bool) -> tuple[Remark, ...]:
    """Who works for longer than they are there, unless on several contacts at once, and who is there for nobody."""
    from sim.calibrate.duty import fuller_than_duty
    from sim.exports.quality import Remark
    from sim.files.bad_input import listed

    fuller, idle = fuller_than_duty(contacts, duty)
    remarks = [Remark("doubts.too_busy", len(fuller), {"agents": listed(fuller)})] if fuller and not parallel else []
    return (*remarks, *([Remark("rosters.never_served", len(idle), {"people": listed(idle)})] if idle else []))


def one_day(files: Files, day: int, arguments: argparse.Namespace) -> replay_day.Report:
    from sim.calibrate.checks import checked
    from sim.calibrate.replay import replay, window_ends

    language = arguments.language
    given, others = prepared(files, day, arguments)
    stream = replay(given, arguments.replications, arguments.seed)
    result = last_of(stream, language, lambda result: (result.n, result.planned))
    found = files.found if len(files.contacts.dates) == 1 else checked(files.raw.rows(files.raw.day == day))[1]
    ends = window_ends(given, arguments.seed)
    return replay_day.Report(result, files.duty, others, day in files.certain, found, ends, arguments)


def many_days(files: Files, arguments: argparse.Namespace) -> replay_month.Report:
    from sim.calibrate.months import replayed_days

    language, contacts = arguments.language, files.contacts
    days = [day for day in range(len(contacts.dates)) if can_be_replayed(files, day, arguments)]
    if not days:
        from sim.files.bad_input import bad

        raise bad(arguments.contacts, say("replay_no_days", language))

    def each() -> Iterator[GivenDay]:
        for day in days:
            yield prepared(files, day, arguments)[0]

    made = []
    progress = Progress(language, key="replay_progress")
    try:
        for one in replayed_days(each(), arguments.replications, arguments.seed):
            made.append(one)
            progress.show(len(made), len(days))
    finally:
        progress.close()
    left_out = [contacts.dates[day] for day in range(len(contacts.dates)) if day not in days]
    return replay_month.Report(made, contacts.kinds, left_out, files, arguments)


def can_be_replayed(files: Files, day: int, arguments: argparse.Namespace) -> bool:
    """Whether anybody was on duty that day, and people can be measured as --estimates asks."""
    from sim.calibrate.prepared import other_days

    contacts = files.contacts
    served_today = bool((contacts.answered & (contacts.day == day)).any())
    sample = served_today if arguments.estimates == "day" else other_days(contacts, day)
    return bool(len(files.duty.windows.get(day, ()))) and sample and bool((contacts.day == day).any())


def prepared(files: Files, day: int, arguments: argparse.Namespace) -> tuple[GivenDay, bool]:
    """The day to replay, and whether people are measured on the other days. Raises BadInput."""
    from sim.calibrate.prepared import given_day, other_days, sample_of
    from sim.files.bad_input import bad

    language, contacts = arguments.language, files.contacts
    date = contacts.dates[day] or say("replay_one_day", language)
    if not len(files.duty.windows.get(day, ())):
        raise bad(arguments.contacts, say("replay_no_agent", language, date=date))
    others = arguments.estimates == "others" or (arguments.estimates == "auto" and other_days(contacts, day))
    if not sample_of(contacts, day, others).answered.any():
        name = "replay_no_others" if others else "replay_none_served"
        raise bad(arguments.contacts, say(name, language, date=date))
    given = given_day(
        contacts, files.duty, day, others=others, gap=float(arguments.gap), target=float(arguments.target),
        certain=files.certain, parallel=files.found.parallel,
        chosen=lambda measured, sample: chosen(measured, sample, arguments),
    )  # fmt: skip
    return given, others


def chosen(measured: Measured, sample: Contacts, arguments: argparse.Namespace) -> Measured:
    """Patience, wrap-up and head start as --patience, --wrap and --head-start ask for them."""
    from sim.calibrate.ahead import nothing_ahead
    from sim.calibrate.laws import Law
    from sim.calibrate.order import set_order
    from sim.calibrate.patience import exponential_patience
    from sim.calibrate.people import law_of_patience
    from sim.calibrate.survival import SurvivalCurve

    patience, wrapup, order, ahead = measured.patience, measured.wrapup, measured.order, measured.ahead
    if arguments.patience == "exponential":
        patience, ahead = law_of_patience(sample, exponential_patience(sample), measured.segments)
    elif arguments.patience != "curve":
        patience = Law(SurvivalCurve(arguments.patience), kinds=patience.kinds)
        ahead = nothing_ahead(patience.kinds)
    if arguments.wrap != "gaps":
        wrapup = Law(SurvivalCurve(0.0 if arguments.wrap == "none" else arguments.wrap), kinds=patience.kinds)
    if arguments.head_start != "measured":
        order = set_order(len(measured.segments), float(arguments.head_start))
    return replace(measured, patience=patience, wrapup=wrapup, order=order, ahead=ahead)
