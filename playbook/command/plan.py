"""`playbook plan TEAM -o FOLDER`: a team's plan as files to take away, all of them or none."""

from __future__ import annotations

import argparse
import datetime as dt
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
    from playbook.documents.blocks import Document
    from playbook.workspace import Workspace
    from sim.scenario import Scenario

FILES = ("plan.docx", "plan.xlsx", "plan.html", "wall.html", "plan.ics")
PDF = "plan.pdf"


def options(command: Any, language: str, teams: str, workers: Callable[[str], int]) -> None:
    """The team, the folder, and what is made for it; `workers` reads their number. How many seasons and the seed are
    options that `playbook.__main__` adds."""
    command.add_argument("team", metavar="TEAM", help=say("help_plan_team", language, teams=teams))
    command.add_argument("-o", "--out", metavar="FOLDER", required=True, help=say("help_plan_out", language))
    command.add_argument("--template", metavar="FILE.docx", help=say("help_plan_template", language))
    command.add_argument("--pdf", action="store_true", help=say("help_plan_pdf", language))
    text = say("help_workers", language, default=1)
    command.add_argument("--workers", type=workers, default=1, metavar="N", help=text)
    command.add_argument("--workspace", metavar="FOLDER", help=say("help_plan_workspace", language))


def run(arguments: argparse.Namespace) -> int:
    """Make the plan and write it. Whatever can be wrong with template, folder or PDF is said before the seasons run."""
    from playbook.command.runs import load, say_if_plain
    from playbook.documents.plan import Decided, of_workspace, plan_of

    language = arguments.language
    scenario = load(arguments.team, language)
    template = None if arguments.template is None else Path(arguments.template)
    if template is not None:
        from playbook.documents.docx_template import template_bytes

        template_bytes(template, language)
    if arguments.pdf:
        from playbook.documents import pdf

        pdf.check(language)
    paths = _paths(arguments)
    workspace = _workspace(arguments, scenario)
    kept = "plan_without_workspace" if workspace is None else "plan_with_workspace"
    print(say(kept, language, folder="" if workspace is None else workspace.folder))
    say_if_plain(language)
    progress = Progress(language, key="plan_progress")
    try:
        document = plan_of(
            scenario, Decided() if workspace is None else of_workspace(workspace), language,
            seasons=arguments.seasons, seed=arguments.seed, made=dt.date.today(), workers=arguments.workers,
            progress=progress.show,
        )  # fmt: skip
    finally:
        progress.close()
    contents = files(document, template, arguments.pdf)
    _write({path: contents[path.name] for path in paths}, arguments)
    for path in paths:
        print(say("plan_wrote", language, path=path, size=f"{max(1, round(len(contents[path.name]) / 1000))}"))
    return 0


def files(document: Document, template: Path | None = None, pdf: bool = False) -> dict[str, bytes]:
    """Name -> content of everything that a plan is written as. BadInput for a template that cannot be used, and for a
    PDF without Typst."""
    from playbook.documents.docx import docx_bytes
    from playbook.documents.html import html
    from playbook.documents.ics import ics_bytes
    from playbook.documents.wall import wall_html
    from playbook.documents.xlsx import xlsx_bytes

    makers: tuple[Callable[[], bytes], ...] = (
        lambda: docx_bytes(document, template), lambda: xlsx_bytes(document), lambda: html(document).encode(),
        lambda: wall_html(document).encode(), lambda: ics_bytes(document),
    )  # fmt: skip
    found = {name: make() for name, make in zip(FILES, makers, strict=True)}
    if pdf:
        from playbook.documents.pdf import pdf_bytes

        found[PDF] = pdf_bytes(document)
    return found


def _paths(arguments: argparse.Namespace) -> list[Path]:
    """Where the files go. BadInput where the folder cannot be one, cannot be written to, or holds under one of these
    names what the command reads."""
    language, folder = arguments.language, Path(arguments.out)
    paths = [folder / name for name in (*FILES, *([PDF] if arguments.pdf else []))]
    try:
        there = next(one for one in (folder, *folder.absolute().parents) if one.exists() or one.is_symlink())
        if not there.is_dir():
            raise BadInput(say("plan_no_folder", language, folder=folder, path=there))
        if there != folder:
            check_writable(there / paths[0].name)
        for path in paths if there == folder else ():
            check_writable(path)
    except OSError as error:
        raise _refused(arguments, error) from error
    for read in (arguments.team, arguments.template):
        for path in paths:
            if read is not None and Path(read).exists() and same(path, Path(read)):
                raise BadInput(say("plan_lost", language, path=path))
    return paths


def _workspace(arguments: argparse.Namespace, scenario: Scenario) -> Workspace | None:
    """What is kept of this very team; None where nothing is, or another one is chosen on the pages."""
    from playbook.workspace import Workspace, WorkspaceError, default_folder

    folder = default_folder() if arguments.workspace is None else Path(arguments.workspace)
    if not folder.is_dir():
        if arguments.workspace is not None:
            raise BadInput(say("plan_no_workspace", arguments.language, folder=folder))
        return None
    try:
        found = Workspace.open(folder)
        chosen = found.scenario
    except WorkspaceError as error:
        raise BadInput(error) from error
    return found if chosen is not None and chosen.key == scenario.key else None


def _write(contents: dict[Path, bytes], arguments: argparse.Namespace) -> None:
    folder = Path(arguments.out)
    new = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            write_all_atomic(contents)
        except OSError:
            if new:
                folder.rmdir()
            raise
    except OSError as error:
        raise _refused(arguments, error) from error


def _refused(arguments: argparse.Namespace, error: OSError) -> BadInput:
    reason = visible(str(error.strerror or error))
    return BadInput(say("plan_not_writable", arguments.language, folder=arguments.out, reason=reason))
