"""`playbook import FILE…`: what each exported file is, how much of it was read, and what was folded or set aside.

With -o all files together become a team (`team_file`); without, nothing is written. What a file leaves open (whose
clock it shows, which number is the month) is asked on a terminal; with --yes, and where nobody can answer, the likely
answer is taken and said. --columns shows which column was taken for what and lets it be changed; --save-preset keeps it
for the next file with these headings, --preset uses it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

from playbook.command import say, team_file
from playbook.command.runs import json_target
from playbook.my_files.private import example_of
from playbook.my_files.told import hidden, lines, refusal, role
from sim.files.messages import visible

if TYPE_CHECKING:
    from playbook.my_files.reading import Brought
    from sim.exports.presets import Preset
    from sim.exports.reading import Answers, Reading


def options(command: Any, language: str) -> None:
    """The grammar of `playbook import`, added to its parser."""
    command.add_argument("files", metavar="FILE", nargs="+", help=say("help_import_file", language))
    for name in ("timezone", "clock"):
        text = say(f"help_import_{name}", language)
        command.add_argument(f"--{name}", type=zone_reader(language), metavar="ZONE", help=text)
    team_file.options(command, language)
    command.add_argument("--columns", action="store_true", help=say("help_import_columns", language))
    command.add_argument("--preset", metavar="FILE", help=say("help_import_preset", language))
    command.add_argument("--save-preset", metavar="FILE", help=say("help_import_save_preset", language))
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
    from sim.exports.presets import read_presets, with_preset, write_presets
    from sim.exports.reading import Answers
    from sim.exports.together import together

    language, status = arguments.language, 0
    out = json_target(arguments.out, language, "--out", [*arguments.files, arguments.preset])
    kept = json_target(arguments.save_preset, language, "--save-preset", [*arguments.files, arguments.out])
    presets = read_presets(arguments.preset) if arguments.preset else ()
    asks = not arguments.yes and sys.stdin.isatty() and sys.stdout.isatty()
    every: list[Reading] = []
    for name in arguments.files:
        brought = read(name, Answers(arguments.timezone, arguments.clock), presets, asks, arguments)
        if brought.problem is not None:
            print(say("problem", language, sentence=refusal(brought.problem, language)), file=sys.stderr)
            status = 2
        for reading in brought.readings:
            print("\n".join(lines(reading, language)) + "\n")
            if arguments.columns and not asks:
                print("\n".join(columns(reading, language)) + "\n")
            status = max(status, 2 if reading.problem else 0)
            presets = presets if brought.ours else with_preset(presets, reading.preset())
        every += brought.readings
    for remark in together(every):
        print(f"- {visible(remark.text(language))}")
    if kept is not None and not status:
        write_presets(kept, presets)
        print(say("written", language, path=arguments.save_preset), file=sys.stderr)
    if out is not None and not status:
        team_file.write_team(every, arguments, out)
    return status


def read(name: str, answers: Answers, presets: Sequence[Preset], asks: bool, arguments: argparse.Namespace) -> Brought:
    """A file; its tables read once more where somebody answered what they leave open or changed their columns."""
    from playbook.my_files.reading import opened
    from sim.exports.sources import from_path

    brought = opened(lambda: from_path(name), name, answers, presets)
    if not asks or brought.ours:
        return brought
    for number in range(len(brought.readings)):
        reading = brought.readings[number]
        told = answered(reading, reading.answers, arguments.language)
        preset = changed(reading, arguments.language) if arguments.columns else None
        if preset is not None or told != reading.answers:
            brought = brought.again(number, told, preset or reading.preset())
    return brought


def columns(reading: Reading, language: str) -> list[str]:
    """Each column that a table was read from: what it is, by its name for --columns and in words, and an example."""
    return [
        say(
            "import_column_is", language, role=name, words=role(name, language), heading=found.heading,
            example=example_of(reading, name) or hidden(language),
        )
        for name, found in reading.columns.items()
    ]  # fmt: skip


def changed(reading: Reading, language: str) -> Preset | None:
    """The columns as somebody at the terminal wants them; None where they stay."""
    from sim.exports.presets import labels, roles_of
    from sim.files.bad_input import BadInput

    names = roles_of(reading.kind)
    if not names:
        return None
    print("\n".join(columns(reading, language)))
    print(say("import_headings", language, headings=visible(", ".join(labels(reading.table)))))
    print(say("import_roles", language, roles=", ".join(names)))
    preset = before = reading.preset()
    while line := input(say("import_ask_column", language) + " ").strip():
        name, _, heading = line.partition("=")
        try:
            preset = preset.changed(reading.table, name.strip(), heading.strip())
        except BadInput as error:
            print(visible(error.text(language)))
    return preset if preset != before else None


def answered(reading: Reading, answers: Answers, language: str) -> Answers:
    """What somebody at the terminal says about what the file leaves open."""
    from playbook.my_files.reading import CLOCK, DAY_MONTH
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
