"""`playbook pack SESSION -o FOLDER`: everything of a workshop on paper, with the answers of the shop that is played."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playbook.command import say
from playbook.command.targets import same
from playbook.command.working import Progress
from sim.files.atomic import check_writable, write_all_atomic
from sim.files.bad_input import BadInput
from sim.files.messages import visible

if TYPE_CHECKING:
    from playbook.workshop.answers import Answers
    from playbook.workshop.session import Session
    from sim.experiment.kept import Kept
    from sim.scenario import Scenario

FILES = ("pack.html", "pack.docx")


def options(command: Any, language: str, teams: str, most_teams: Callable[[str], int]) -> None:
    """Everything but replications, seed, workers and the kept folder, which it shares with other subcommands."""
    command.add_argument("session", metavar="SESSION", help=say("help_pack_session", language))
    command.add_argument("-o", "--out", metavar="FOLDER", required=True, help=say("help_pack_out", language))
    command.add_argument("--team", metavar="TEAM", help=say("help_pack_team", language, teams=teams))
    command.add_argument("--start", type=_clock(language), metavar="HH:MM", help=say("help_pack_start", language))
    command.add_argument("--teams", type=most_teams, metavar="N", help=say("help_pack_teams", language))


def run(arguments: argparse.Namespace) -> int:
    """Whatever can be wrong is said before the seasons run."""
    from playbook.command.runs import kept_in, pool_of, report_kept
    from playbook.workshop.pack import pack_of

    language = arguments.language
    session, team = loaded(arguments.session, arguments.team, language)
    paths = _paths(arguments)
    kept = kept_in(arguments.keep)
    with pool_of(arguments) as pool:
        found = _answers(session, team, arguments, executor=pool, keep=_own_runs() if kept is None else kept)
    report_kept(kept, language)
    document = pack_of(session, team, found, language, dt.date.today(), arguments.start, arguments.teams)
    contents = files(document)
    try:
        Path(arguments.out).mkdir(parents=True, exist_ok=True)
        write_all_atomic({path: contents[path.name] for path in paths})
    except OSError as error:
        raise _refused(arguments, error) from error
    for path in paths:
        print(say("pack_wrote", language, path=path, size=f"{max(1, round(len(contents[path.name]) / 1000))}"))
    return 0


def loaded(name: str, team: str | None, language: str) -> tuple[Session, Scenario]:
    """A session by its name or file, with the team that it is played on, its days on that team's calendar."""
    from playbook.command.runs import load
    from playbook.workshop.session import read_session, session_names, shipped
    from playbook.workshop.suited import played

    is_file = name not in session_names() and (Path(name).suffix or Path(name).exists())
    session = read_session(name) if is_file else shipped(name)
    scenario = load(session.team if team is None else team, language)
    return played(session, scenario, name), scenario


def files(document: Any) -> dict[str, bytes]:
    """Name → content of the pack's files."""
    from playbook.documents.docx import docx_bytes
    from playbook.workshop.pack.paper import CUT, pack_html

    html, word = FILES
    return {html: pack_html(document).encode(), word: docx_bytes(document, cut=CUT)}


def _answers(session: Session, team: Scenario, arguments: argparse.Namespace, **options: Any) -> Answers:
    from playbook.command.working import last_of
    from playbook.workshop.answers import answers

    language = arguments.language
    stream = answers(session, team, arguments.replications, arguments.seed, **options)
    progress = Progress(language, key="pack_progress")
    return last_of(stream, language, lambda one: (one.n, one.planned), progress)


def _own_runs() -> Kept | None:
    """The seasons that the user's workspace keeps, so that a pack made again is there at once; None without one."""
    from playbook.workspace import Workspace, WorkspaceError, default_folder
    from sim.experiment.kept import Kept

    if not default_folder().is_dir():
        return None
    try:
        return Kept(Workspace.open(default_folder()).runs())
    except (WorkspaceError, OSError, BadInput):
        return None


def _clock(language: str) -> Callable[[str], int]:
    def read(text: str) -> int:
        found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text)
        if not found:
            raise argparse.ArgumentTypeError(say("pack_no_clock", language, text=text))
        return 60 * int(found[1]) + int(found[2])

    return read


def _paths(arguments: argparse.Namespace) -> list[Path]:
    """Where the files go. BadInput where they cannot, or where one is a file that the command reads."""
    folder = Path(arguments.out)
    paths = [folder / name for name in FILES]
    try:
        there = next(one for one in (folder, *folder.absolute().parents) if one.exists() or one.is_symlink())
        if not there.is_dir():
            raise BadInput(say("plan_no_folder", arguments.language, folder=folder, path=there))
        for path in paths if there == folder else (there / FILES[0],):
            check_writable(path)
    except OSError as error:
        raise _refused(arguments, error) from error
    for read in (arguments.session, arguments.team):
        for path in paths:
            if read is not None and Path(read).exists() and same(path, Path(read)):
                raise BadInput(say("plan_lost", arguments.language, path=path))
    return paths


def _refused(arguments: argparse.Namespace, error: OSError) -> BadInput:
    reason = visible(str(error.strerror or error))
    return BadInput(say("plan_not_writable", arguments.language, folder=arguments.out, reason=reason))
