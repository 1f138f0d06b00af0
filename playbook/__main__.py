"""The command `playbook`. Exit status: 0 done, 2 bad input (one sentence on standard error), 130 on Ctrl-C.

1 where the processes or the cluster that did the work were lost, with one sentence, too.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import importlib
import os
import signal
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from playbook.command import LANGUAGES, say, user_language
from playbook.command.grammar import Parser
from playbook.planning.standard import HEADS_WEEKS, ROSTER_WEEKS, SEASONS
from sim.files.messages import cut

VERSION = "0.1.0"
TEAMS = "starter, flagship, livestream, jd, crossborder"
INTERRUPTED = 130  # exit status, as of a shell
LOST = 1  # exit status where whoever did the work is gone
PLANNED = {"heads": HEADS_WEEKS, "roster": ROSTER_WEEKS, "hiring": SEASONS, "plan": 20}  # weeks or seasons planned on
# Subcommands whose module has `run`, by the module's name.
OWN = {
    "forecast": "days_ahead", "import": "import_files", "pack": "workshop_pack",
    **{name: name for name in (
        "afterwards", "beside", "best", "checkup", "doubts", "events", "first", "goal", "hiring", "plan", "replay",
        "showroom", "studies", "workshop", "workspace",
    )},
}  # fmt: skip
MOST_REPLICATIONS, MOST_SEED, MOST_WORKERS, MOST_PORT = 10_000, 2**63 - 1, 256, 65_535


def whole_number(low: int, high: int, language: str) -> Callable[[str], int]:
    """A reader of an argument that must be a whole number in [low, high]."""

    def read(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(say("not_a_number", language, low=low, high=high, text=cut(text, 60)))
        return value

    return read


def parser(language: str) -> Parser:
    """The whole grammar of the command, described in `language`."""
    top = Parser(
        prog="playbook",
        language=language,
        description=say("about", language),
        epilog=say("epilog", language, teams=TEAMS),
    )
    top.add_argument("--version", action="version", version=VERSION, help=say("help_version", language))
    _server_options(top, language)
    _address_options(top, language)
    commands = top.add_subparsers(dest="command", title=say("commands", language), metavar="COMMAND")

    def add(name: str) -> Parser:
        text = say(f"help_{name}", language)
        return commands.add_parser(name, help=text, description=text, language=language)

    app = add("app")
    _server_options(app, language)
    _address_options(app, language)
    _server_options(add("lab"), language)
    for name in ("season", "compare"):
        _season_options(add(name), name, language)
    _best_options(add("best"), language)
    _studies_options(add("studies"), language)
    _replay_options(add("replay"), language)
    _planning_commands(add, language)
    _advice_commands(add, language)
    _workshop_commands(add, language)
    add("validate").add_argument("file", metavar="FILE", help=say("help_file", language, teams=TEAMS))
    from playbook.command import days_ahead, import_files, workshop, workspace

    import_files.options(add("import"), language)
    days_ahead.options(add("forecast"), language)
    workspace.options(add("workspace"), language)
    workshop.options(add("workshop"), language, TEAMS, whole_number)
    add("showroom").add_argument("out", metavar="OUT", help=say("help_showroom_out", language))
    add("build").add_argument("what", nargs=argparse.REMAINDER, metavar="…", help=say("help_build_rest", language))
    add("events")
    add("warmup")
    return top


def _season_options(command: Parser, name: str, language: str) -> None:
    from playbook.command import events, precision, season_json

    for file in ("file",) if name == "season" else ("a", "b"):
        command.add_argument(file, metavar=file.upper(), help=say("help_file", language, teams=TEAMS))
    _run_options(command, language, keep=True)
    precision.options(command, language, whole_number)
    command.add_argument("--doubt", action="store_true", help=say("help_doubt", language))
    if name == "season":
        command.add_argument("--evidence-only", action="store_true", help=say("help_evidence_only", language))
        command.add_argument("--json", metavar="OUT", help=say("help_json", language))
        in_full = whole_number(1, season_json.MOST_IN_FULL, language)
        command.add_argument("--days", type=in_full, metavar="N", help=say("help_days", language))
        events.option(command, language)
        command.add_argument("--plan", action="store_true", help=say("help_day_plan", language))


def _planning_commands(add: Callable[[str], Parser], language: str) -> None:
    """How many people, who works when, and the plan as a document."""
    from playbook.command import hiring, plan, planning

    for name in ("heads", "roster"):
        command = add(name)
        planning.options(command, language, TEAMS, name == "roster", whole_number)
        _run_options(command, language, usual=PLANNED[name], workers=False)
    command = add("hiring")
    hiring.options(command, language, TEAMS)
    _run_options(command, language, usual=PLANNED["hiring"], workers=False)
    command = add("plan")
    plan.options(command, language, TEAMS, whole_number(1, MOST_WORKERS, language))
    _run_options(command, language, count="seasons", usual=PLANNED["plan"], workers=False)


def _workshop_commands(add: Callable[[str], Parser], language: str) -> None:
    """What a room needs."""
    from playbook.command import workshop_pack
    from playbook.workshop.session import MOST_TEAMS

    command = add("pack")
    workshop_pack.options(command, language, TEAMS, whole_number(1, MOST_TEAMS, language))
    _run_options(command, language, usual=8, keep=True)


def _advice_commands(add: Callable[[str], Parser], language: str) -> None:
    """Where the team stands, what first, what would turn that, which levers keep a promise, and what came of it."""
    from playbook.command import afterwards, beside, checkup, doubts, first, goal

    checkup.options(add("checkup"), language, TEAMS)
    command = add("first")
    first.options(command, language, TEAMS)
    _run_options(command, language, keep=True)
    command = add("doubts")
    doubts.options(command, language, TEAMS, whole_number)
    _run_options(command, language, count="")
    command = add("goal")
    goal.options(command, language, TEAMS, whole_number)
    _run_options(command, language, usual=goal.SEASONS, keep=True)
    command = add("beside")
    beside.options(command, language, TEAMS)
    _run_options(command, language, keep=True)
    afterwards.options(add("afterwards"), language, TEAMS, whole_number)


def _server_options(command: Parser, language: str) -> None:
    # Defaults are suppressed so that a subcommand's silence does not undo what stood before it.
    hidden = argparse.SUPPRESS
    reader = whole_number(1, MOST_PORT, language)
    command.add_argument("--port", type=reader, metavar="N", default=hidden, help=say("help_port", language))
    command.add_argument("--no-browser", action="store_true", default=hidden, help=say("help_no_browser", language))
    command.add_argument("--debug", action="store_true", default=hidden, help=say("help_debug", language))


def _address_options(command: Parser, language: str) -> None:
    for name in ("keep", "new"):
        command.add_argument(
            f"--{name}-address",
            dest="address",
            action="store_const",
            const=name,
            default=argparse.SUPPRESS,
            help=say(f"help_{name}_address", language),
        )


def _best_options(command: Parser, language: str) -> None:
    from playbook.command import best

    best.options(command, language, TEAMS)
    _run_options(command, language, count="at-most", usual=200, keep=True)


def _studies_options(command: Parser, language: str) -> None:
    command.add_argument("id", metavar="ID", nargs="*", help=say("help_study", language))
    _run_options(command, language, count="experiments", usual=200)
    command.add_argument("--json", metavar="OUT", help=say("help_json", language))


def _replay_options(command: Parser, language: str) -> None:
    from playbook.command import replay

    replay.options(command, language, whole_number)
    _run_options(command, language, workers=False)
    command.add_argument("--json", metavar="OUT", help=say("help_json", language))


def _run_options(
    command: Parser, language: str, count: str = "replications", usual: int = 20, workers: bool = True,
    keep: bool = False,
) -> None:  # fmt: skip
    options = [(count, usual, 1, MOST_REPLICATIONS), ("seed", 1, 0, MOST_SEED), ("workers", 1, 1, MOST_WORKERS)]
    options = options if count else options[1:]
    for name, default, low, high in options if workers else options[:-1]:
        command.add_argument(
            f"--{name}",
            type=whole_number(low, high, language),
            default=default,
            metavar="N",
            help=say(f"help_{name.replace('-', '_')}", language, default=default),
        )
    if workers:
        command.add_argument("--cluster", metavar="ADDRESS", help=say("help_cluster", language))
    if keep:
        command.add_argument("--keep", metavar="FOLDER", help=say("help_keep", language))


def chosen_language(arguments: Sequence[str]) -> str:
    """The language asked for on the command line, else the user's; needed before the grammar can be described."""
    for i, argument in enumerate(arguments):
        value = argument.partition("=")[2] if argument.startswith("--language=") else None
        if argument == "--language" and i + 1 < len(arguments):
            value = arguments[i + 1]
        if value in LANGUAGES:
            return value
    return user_language()


def run(arguments: argparse.Namespace) -> int:
    """Carry out parsed arguments; returns the exit status."""
    if arguments.command in (None, "app", "lab"):
        from playbook.app import launch

        options: dict[str, Any] = {
            "language": arguments.language,
            "port": getattr(arguments, "port", 0),
            "browser": not getattr(arguments, "no_browser", False),
            "debug": getattr(arguments, "debug", False),
        }
        if arguments.command == "lab":
            return launch.open_lab(**options)
        return launch.open_app(**options, address=getattr(arguments, "address", ""))
    if arguments.command == "build":
        from playbook import build

        return build.main(arguments.what, arguments.language)
    from playbook.command import planning, rostering, runs, working
    from sim.experiment.workers import WorkersLost
    from sim.scenario.file import BadInput

    working.INTERRUPTS.watch()
    try:
        if arguments.command == "heads":
            return planning.heads(arguments)
        if arguments.command == "roster":
            return rostering.roster(arguments)
        if arguments.command in OWN:
            return importlib.import_module(f"playbook.command.{OWN[arguments.command]}").run(arguments)
        return getattr(runs, arguments.command)(arguments)
    except BadInput as error:
        print(say("problem", arguments.language, sentence=error.text(arguments.language)), file=sys.stderr)
        return 2
    except WorkersLost as error:
        print(say("problem", arguments.language, sentence=error.text(arguments.language)), file=sys.stderr)
        return LOST


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out the command; `argv` without the program's name. Returns the exit status."""
    argv = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        # A terminal or pipe that is not UTF-8 gets a question mark, not a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    language, kept = chosen_language(argv), None
    try:
        arguments = parser(language).parse_args(argv)
        arguments.language, kept = language, getattr(arguments, "keep", None)
        status = run(arguments)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        said = say("stopped", language) if kept is None else say("stopped_kept", language, folder=kept)
        print(f"\n{said}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # the reader (head, less) has gone
        _say_no_more()
        return 0
    except OSError as error:
        if error.errno == errno.ENOSPC:
            _say_no_more()
            sentence = say("no_space", language)
        elif error.filename is not None:  # a file or folder of the user's: too long a name, no right, a broken disk
            reason = error.strerror or type(error).__name__
            sentence = say("file_refused", language, path=cut(str(error.filename), 90), reason=reason)
        else:
            raise
        print(say("problem", language, sentence=sentence), file=sys.stderr)
        return 2


def _say_no_more() -> None:
    """Python would complain once more while it closes the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def entry() -> NoReturn:
    """Entry point of the command: ends the process with its exit status."""
    status = main()
    if status == INTERRUPTED:
        # At once: a pool's thread among dying processes may neither complain nor be waited for, and Python would end by
        # the signal instead of the status where the interrupt has passed through an `eval`, even one that was caught.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with contextlib.suppress(OSError):
            sys.stdout.flush()
        os._exit(status)
    sys.exit(status)


if __name__ == "__main__":
    entry()
