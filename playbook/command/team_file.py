"""`playbook import FILE… -o TEAM.toml`: the team of all files together, written as a scenario file."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from playbook.command import say
from playbook.command.working import Progress
from playbook.my_files.team import STEPS, WEEKS, made_team
from playbook.my_files.times import EARLIEST, LATEST
from sim.files.messages import said, visible

if TYPE_CHECKING:
    from pathlib import Path

    from sim.exports.reading import Reading

MOST_WEEKS = 52


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


def write_team(readings: Sequence[Reading], arguments: argparse.Namespace, target: Path) -> None:
    """Make the team of all files together, write it to `target`, and print how near it comes. Raises BadInput."""
    from sim.scenario.file import write_scenario

    language = arguments.language
    progress = Progress(language, key="import_fitting")
    try:
        made = made_team(
            readings, language, start=arguments.start, weeks=arguments.weeks, zone=arguments.timezone,
            step=lambda through: progress.show(through, STEPS),
        )  # fmt: skip
    finally:
        progress.close()
    write_scenario(made.team.scenario, target)
    for sentence in made.sentences:
        print(f"- {visible(said(sentence, language))}")
    print(say("written", language, path=arguments.out), file=sys.stderr)
