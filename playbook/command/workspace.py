"""`playbook workspace`: what this computer keeps, put away under names, taken out again, removed."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from playbook.command import say
from sim.files.bad_input import BadInput

if TYPE_CHECKING:
    from playbook.workspace import Workspace
    from playbook.workspace.saves import Saves

ACTIONS = ("list", "save", "open", "delete", "reset", "delete-all")
NAMED = ("save", "open", "delete")
ASKED = ("open", "delete", "reset", "delete-all")  # what cannot be undone


def options(command: argparse.ArgumentParser, language: str) -> None:
    """An action, the name of a save where it needs one, and leave to do it without asking."""
    command.add_argument("action", choices=ACTIONS, metavar="ACTION", help=say("help_action", language))
    command.add_argument("name", metavar="NAME", nargs="?", help=say("help_save_name", language))
    command.add_argument("--yes", action="store_true", help=say("help_yes", language))


def run(arguments: argparse.Namespace) -> int:
    """Carry out the action; 2 with one sentence where it cannot be, 1 where the answer to the question was no."""
    from playbook.workspace import Workspace, WorkspaceError
    from playbook.workspace.saves import Saves, clean_name

    language, action = arguments.language, arguments.action
    if action in NAMED and arguments.name is None:
        raise BadInput(say("save_name_missing", language, action=action))
    if action not in NAMED and arguments.name is not None:
        raise BadInput(say("save_name_too_many", language, action=action))
    try:
        workspace = Workspace.open()
        saves = Saves(workspace)
        name = clean_name(arguments.name) if action in NAMED else ""
        replaces = action == "save" and saves.has(name)
        if action in ("open", "delete"):
            saves.find(name)
        if (replaces or action in ASKED) and not arguments.yes:
            question = "replace" if replaces else action.replace("-", "_")
            if not _agreed(say(f"workspace_ask_{question}", language, name=name, folder=workspace.folder)):
                return 1
        if action == "list":
            _list(saves, workspace, language)
        else:
            _do(saves, action, name, replaces)
            print(say(f"workspace_{action.replace('-', '_')}", language, name=name))
        for notice in workspace.notices:
            reason = notice.reason.text(language) if isinstance(notice.reason, BadInput) else notice.reason
            print(_damaged(language, notice.file, notice.kept_as, reason), file=sys.stderr)
    except WorkspaceError as error:
        raise BadInput(error) from error
    return 0


def _do(saves: Saves, action: str, name: str, replace: bool) -> None:
    from playbook.workspace.removal import delete_all

    match action:
        case "save":
            saves.save(name, replace)
        case "open":
            saves.open(name)
        case "delete":
            saves.delete(name)
        case "reset":
            saves.workspace.reset()
        case "delete-all":
            delete_all(saves.workspace)


def _list(saves: Saves, workspace: Workspace, language: str) -> None:
    shop = workspace.scenario
    print(say("workspace_folder", language, folder=workspace.folder))
    print(
        say("workspace_now", language, shop=shop.title.text(language)) if shop else say("workspace_no_shop", language)
    )
    kept = saves.all()
    for one in kept:
        print(say("workspace_line", language, name=one.name, date=one.at.astimezone().strftime("%Y-%m-%d %H:%M")))
    if not kept:
        print(say("workspace_none", language))


def _agreed(question: str) -> bool:
    """The answer on the terminal; no where nobody is there to answer."""
    print(question, end=" ", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes", "是", "好")


def _damaged(language: str, file: str, kept: str, reason: str) -> str:
    from playbook.language import words

    tongue = words(language)
    why = tongue.t(f"workspace.{reason}") if tongue.has(f"workspace.{reason}") else reason
    return say("problem", language, sentence=tongue.t("workspace.damaged", file=file, kept=kept, reason=why))
