"""`playbook workshop`: open a room, go on with one, list and delete what is kept."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import re
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playbook.command import say
from sim.files.bad_input import BadInput

if TYPE_CHECKING:
    from playbook.workshop.session import Session
    from playbook.workshop.store import Store
    from playbook.workspace import Workspace
    from sim.scenario import Scenario

USUAL, USUAL_PORT, MOST_PORT = "quarter", 8642, 65_535
OPEN_S = 12 * 3600.0  # a room in which nothing has happened for longer is not gone on with unasked


def options(command: argparse.ArgumentParser, language: str, teams: str, whole_number: Callable[..., Any]) -> None:
    port = whole_number(1, MOST_PORT, language)
    command.add_argument("session", metavar="SESSION", nargs="?", help=say("help_workshop_session", language))
    command.add_argument("--team", metavar="FILE", help=say("help_file", language, teams=teams))
    command.add_argument("--teams", metavar="N", help=say("help_workshop_teams", language))
    command.add_argument("--host", metavar="ADDRESS", help=say("help_workshop_host", language))
    command.add_argument("--port", metavar="N", type=port, help=say("help_port", language))
    which = command.add_mutually_exclusive_group()
    which.add_argument("--resume", action="store_true", help=say("help_workshop_resume", language))
    which.add_argument("--new", action="store_true", help=say("help_workshop_new", language))
    which.add_argument("--list", action="store_true", help=say("help_workshop_list", language))
    which.add_argument("--plan", metavar="NAME", help=say("help_workshop_plan", language))
    which.add_argument("--delete", metavar="NAME", help=say("help_workshop_delete", language))
    command.add_argument("--tls", nargs=2, metavar="PEM", help=say("help_workshop_tls", language))


def run(arguments: argparse.Namespace) -> int:
    """Serve a room until it is stopped. BadInput for whatever cannot be used."""
    from playbook.workspace import Workspace, WorkspaceError

    try:
        workspace = Workspace.open()
        folder = workspace.folder
        if arguments.delete is not None:
            return _delete(folder, arguments.delete, arguments.language)
        if arguments.plan is not None:
            return _plan(workspace, arguments.plan, arguments.language)
        if arguments.list:
            return _list(folder, arguments.language)
        return _serve(folder, arguments)
    except WorkspaceError as error:
        raise BadInput(error) from error
    except (OSError, sqlite3.Error) as error:
        text = getattr(error, "strerror", None) or error
        raise BadInput(say("workshop_disk", arguments.language, folder=folder, reason=text)) from error


def _serve(folder: Path, arguments: argparse.Namespace) -> int:
    from playbook.workshop import server
    from playbook.workshop.live import LiveRoom
    from playbook.workshop.serving import Serving

    language = arguments.language
    session = _session(arguments)
    teams = _teams(arguments.teams, session, language)
    if (kept := _kept(folder, session, arguments)) is None:
        session, team = _on_a_shop(arguments, session)
    host, tls = _host(arguments.host, language), _tls(arguments.tls, language)
    sockets = _sockets(host, arguments.port, language)
    if kept is None:
        store = _new_store(folder, session)
        live = LiveRoom.new(store, session, team, teams, language)
    else:
        live = LiveRoom(kept)
        print(say("workshop_goes_on", language, name=kept.path.stem, n=len(live.state.people)))
        given = [f"--{name}" for name in ("team", "teams") if getattr(arguments, name) is not None]
        if given:
            print(say("workshop_as_it_was", language, given=", ".join(given)))

    def ready(serving: Serving) -> None:
        print(say("workshop_address", language, address=serving.address))
        if serving.away:
            print(say("workshop_moved", language, n=len(serving.away)))
        print(say("workshop_code", language, code=live.code))
        print(say("workshop_facilitator", language, address=f"{serving.address}host", secret=serving.secret))
        print(say("workshop_kept", language, path=live.store.path, name=live.store.path.stem))
        print(say("workshop_stop", language), flush=True)

    try:
        asyncio.run(server.serve(live, host, sockets, ready, tls))
    finally:
        live.close()
    print(say("workshop_stopped", language), file=sys.stderr)
    return 0


def _session(arguments: argparse.Namespace) -> Session:
    from playbook.workshop.session import read_session, shipped

    name = arguments.session or USUAL
    return read_session(name) if Path(name).suffix else shipped(name)


def _on_a_shop(arguments: argparse.Namespace, session: Session) -> tuple[Session, Scenario]:
    """The shop, and the session with its days in that shop's season."""
    from playbook.command.runs import load
    from playbook.workshop.suited import played

    team = load(arguments.team or session.team, arguments.language)
    name = arguments.session if arguments.session and Path(arguments.session).suffix else ""
    return played(session, team, name), team


def _teams(text: str | None, session: Session, language: str) -> list[str]:
    """Names of the teams: as given, or as many as given, or as many as the session takes."""
    from playbook.workshop.rules import LONGEST_NAME, clean

    least, most = session.teams
    text = str(most) if text is None else text
    if re.fullmatch(r"\d{1,3}", text.strip()):
        names = [say("workshop_team", language, n=n) for n in range(1, int(text) + 1)]
    else:
        names = [clean(one, LONGEST_NAME) for one in re.split("[,，、]", text)]
    if not least <= len(names) <= most:
        raise BadInput(say("workshop_how_many", language, n=len(names), least=least, most=most))
    if not all(names) or len({one.casefold() for one in names}) < len(names):
        raise BadInput(say("workshop_names", language, text=text))
    return names


def _kept(folder: Path, session: Session, arguments: argparse.Namespace) -> Store | None:
    """The room to go on with: of this session, not ended, and alive not long ago unless asked for. BadInput where it is
    open elsewhere, or was asked for and is not there."""
    from playbook.workshop.store import Held, Store, names, path_of

    for name in () if arguments.new else names(folder):
        if not name.startswith(f"{session.id}-"):
            continue
        try:
            store = Store(path_of(folder, name))
        except Held:
            raise BadInput(say("workshop_held", arguments.language, name=name)) from None
        events, known = store.events(), "session" in store.facts()
        alive = events and (arguments.resume or time.time() - events[-1].at <= OPEN_S)
        if known and alive and not any(one.kind == "ended" for one in events):
            return store
        store.close()
    if arguments.resume:
        raise BadInput(say("workshop_none_open", arguments.language, session=session.id))
    return None


def _new_store(folder: Path, session: Session) -> Store:
    from playbook.workshop.store import Store, path_of

    stem = f"{session.id}-{dt.datetime.now():%Y%m%d-%H%M%S}"
    path = path_of(folder, stem)
    path.parent.mkdir(exist_ok=True)
    return Store(path)


def _host(given: str | None, language: str) -> str:
    from playbook.workshop.serving import one_address, own_address

    if given is not None and not one_address(given):
        raise BadInput(say("workshop_one_address", language, text=given))
    return given or own_address()


def _sockets(host: str, port: int | None, language: str) -> list[Any]:
    from playbook.workshop import server

    for one in (port,) if port else (USUAL_PORT, 0):
        try:
            return server.bound(host, one)
        except OSError as error:
            failed = error
    raise BadInput(
        say("workshop_not_bound", language, host=host, port=port or USUAL_PORT, reason=failed.strerror or failed)
    )


def _tls(given: list[str] | None, language: str) -> Any:
    from playbook.workshop import server

    if given is None:
        return None
    try:
        return server.security(Path(given[0]), Path(given[1]))
    except OSError as error:  # ssl.SSLError is one
        raise BadInput(
            say("workshop_tls", language, cert=given[0], private=given[1], reason=error.strerror or error)
        ) from None


def _list(folder: Path, language: str) -> int:
    from playbook.workshop.state import fold
    from playbook.workshop.store import Held, Store, names, path_of

    found = names(folder)
    for name in found:
        try:
            store = Store(path_of(folder, name))
        except Held:
            print(say("workshop_line_open", language, name=name))
            continue
        state = fold(store.events())
        store.close()
        key = "workshop_line_ended" if state.ended else "workshop_line"
        print(say(key, language, name=name, people=len(state.people), rounds=len(state.play.results)))
    if not found:
        print(say("workshop_none", language, folder=folder))
    return 0


def _plan(workspace: Workspace, name: str, language: str) -> int:
    """What people took home from a room goes into the plan; what stands there already stays."""
    from playbook import practices
    from playbook.language import words
    from playbook.workshop.commitments import into_plan
    from playbook.workshop.state import fold
    from playbook.workshop.store import Held, Store, names, path_of

    if name not in names(workspace.folder):
        raise _unknown(workspace.folder, name, language)
    try:
        store = Store(path_of(workspace.folder, name))
    except Held:
        raise BadInput(say("workshop_held", language, name=name)) from None
    state = fold(store.events())
    store.close()
    there = workspace.plan
    for practice, entry in into_plan(state, words(language).t("common.comma")).items():
        title = practices.load(practice, language)[1].title
        if practice in there:
            print(say("workshop_plan_kept", language, practice=title))
            continue
        workspace.commit(practice, entry)
        change = entry.change.replace("\n", "; ")
        print(say("workshop_planned", language, practice=title, change=change, owner=entry.owner))
    if not state.commitments:
        print(say("workshop_plan_none", language, name=name))
    return 0


def _unknown(folder: Path, name: str, language: str) -> BadInput:
    from playbook.workshop.store import names
    from sim.files.bad_input import advice

    near = advice(name, names(folder)).text(language)
    return BadInput(say("workshop_unknown", language, name=name, near=near))


def _delete(folder: Path, name: str, language: str) -> int:
    from playbook.workshop.store import Held, remove

    try:
        remove(folder, name)
    except Held:
        raise BadInput(say("workshop_held", language, name=name)) from None
    except KeyError:
        raise _unknown(folder, name, language) from None
    print(say("workshop_deleted", language, name=name))
    return 0
