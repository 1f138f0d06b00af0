"""`playbook checkup`: the lines of all practices as a form to fill, and filled forms as where the team stands."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from playbook.command import say, tables
from playbook.command.targets import targets

if TYPE_CHECKING:
    from playbook.first.ratings import Given
    from sim.scenario import Scenario

TALK = 3  # lines named as those to talk about first


def options(command: Any, language: str, teams: str) -> None:
    """The grammar of `playbook checkup`, added to its parser."""
    command.add_argument("team", metavar="TEAM", nargs="?", help=say("help_checkup_team", language, teams=teams))
    command.add_argument("-o", "--out", metavar="FORM.xlsx", help=say("help_checkup_out", language))
    command.add_argument("--read", metavar="FORM", nargs="+", help=say("help_checkup_read", language))
    command.add_argument("--keep", dest="keep_ratings", action="store_true", help=say("help_checkup_keep", language))


def run(arguments: argparse.Namespace) -> int:
    """Write the form, or read filled ones and say where the team stands. Raises BadInput."""
    from sim.files.bad_input import BadInput

    language = arguments.language
    if bool(arguments.out) == bool(arguments.read):
        raise BadInput(say("checkup_which", language))
    if arguments.keep_ratings and not arguments.read:
        raise BadInput(say("checkup_keep_what", language))
    if arguments.team and arguments.read:
        raise BadInput(say("checkup_read_team", language))
    return _write(arguments) if arguments.out else _read(arguments)


def _write(arguments: argparse.Namespace) -> int:
    from playbook import practices
    from playbook.first.ratings import slugs, write_form

    target = targets(arguments)["out"]
    write_form(target, arguments.language, _team(arguments.team, arguments.language))
    lines = sum(len(practices.load(slug)[0].rubric) for slug in slugs())
    print(say("checkup_written", arguments.language, path=target, lines=lines, practices=len(slugs())))
    return 0


def _team(name: str | None, language: str) -> Scenario | None:
    """The team of that name or file; without one, the shop chosen in the playbook, if there is one."""
    from playbook.command.runs import load
    from playbook.workspace import Workspace, WorkspaceError
    from sim.files.bad_input import BadInput

    if name is not None:
        return load(name, language)
    try:
        return Workspace.open().scenario
    except WorkspaceError as error:
        raise BadInput(error) from error


def _read(arguments: argparse.Namespace) -> int:
    from playbook.first.ratings import read_given, together
    from sim.files.bad_input import bad

    language = arguments.language
    given = together({name: read_given(name) for name in dict.fromkeys(arguments.read)})
    if all(one.level is None for one in given):
        raise bad(arguments.read[0], say("checkup_none", language, level=say("checkup_head_level", language)))
    for line in lines(given, language):
        print(line)
    if arguments.keep_ratings:
        for line in _kept(given, language):
            print(line)
    return 0


def lines(given: Sequence[Given], language: str) -> list[str]:
    """Where the team stands, line by line, and what to talk about first."""
    from playbook import practices
    from playbook.first.ratings import by_line, middle, slugs

    found = by_line(given)
    people = len({one.who for one in given})
    every = sum(len(practices.load(slug)[0].rubric) for slug in slugs())
    count = {"lines": sum(map(len, found.values())), "all": every, "people": people}
    heads = ("head_practice", "head_row", "level", "range", "people")
    rows, differ = [[say(f"checkup_{name}", language) for name in heads]], []
    for slug, held in found.items():
        text = practices.load(slug, language)[1]
        for number, (row, levels) in enumerate(held.items()):
            low, high, question = min(levels), max(levels), text.rubric[row].question
            spread = f"{low}–{high}" if high > low else "–"
            rows.append([text.title if number == 0 else "", question, str(middle(levels)), spread, str(len(levels))])
            differ.append((low - high, {"practice": text.title, "question": question, "low": low, "high": high}))
    out = [say("checkup_title" if people > 1 else "checkup_title_one", language, **count), ""]
    out += [tables.aligned(rows, left=frozenset({0, 1})), "", say("checkup_note", language)]
    talk = [facts for gap, facts in sorted(differ, key=lambda one: one[0]) if gap < 0][:TALK]
    if talk:
        out += ["", say("checkup_talk", language), *(say("checkup_talk_line", language, **facts) for facts in talk)]
    return out


def _kept(given: Sequence[Given], language: str) -> list[str]:
    """Put them into the workspace; what was done."""
    from playbook import practices
    from playbook.first.ratings import keep
    from playbook.workspace import Workspace, WorkspaceError
    from sim.files.bad_input import BadInput

    slugs = dict.fromkeys(one.slug for one in given)
    try:
        workspace = Workspace.open()
        keep(workspace, given)
        secret = [slug for slug in slugs if not workspace.group(slug).shown]
    except WorkspaceError as error:
        raise BadInput(error) from error
    out = ["", say("checkup_kept", language, practices=len(slugs))]
    if secret:
        titles = [practices.load(slug, language)[1].title for slug in secret]
        out.append(say("checkup_kept_secret", language, practices=", ".join(titles)))
    return out
