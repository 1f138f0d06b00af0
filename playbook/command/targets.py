"""Where a command writes: looked at in one place, before any work is done.

A long run never ends in a file that cannot be written, and none writes over a file that it reads or writes twice to
one. A new option that names a file stands in `READ` or `WRITTEN`; a test goes through all commands and looks.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from playbook.command import say
from sim.files.atomic import check_writable
from sim.files.bad_input import BadInput
from sim.files.messages import cut

# Arguments by their names in the parsed namespace.
READ = (
    "a", "b", "check", "contacts", "file", "files", "people", "plan", "preset", "ratings", "read", "session", "team",
    "template", "windows",
)  # fmt: skip
WRITTEN = {
    "out": "--out",
    "form": "--form",
    "next": "--next",
    "save_preset": "--save-preset",
    "figure": "--figure",
    "json": "--json",
}
# How a file ends by what is written into it; of `out` by the command. Another of these endings would open as what it is
# not: a workbook named .csv, which a spreadsheet shows as signs.
ENDS = {"json": ".json", "next": ".csv", "form": ".csv", "save_preset": ".toml"}
OUT_ENDS = {"checkup": ".xlsx", "roster": ".xlsx", "forecast": ".csv", "import": ".toml", "goal": ".toml"}
TOLD_APART = frozenset((".csv", ".docx", ".json", ".ods", ".pdf", ".toml", ".xls", ".xlsm", ".xlsx"))


def targets(arguments: argparse.Namespace) -> dict[str, Path | None]:
    """Each of `WRITTEN` that the command has, None where it is not asked for.

    Raises BadInput, in the user's language, where one cannot be written, is a file that the command reads, or is named
    twice.
    """
    found: dict[str, Path | None] = {}
    taken: list[tuple[str, Path]] = []  # options before it, and where they write
    read = tuple(_read(arguments))
    for name, option in WRITTEN.items():
        if not hasattr(arguments, name):
            continue
        given = getattr(arguments, name)
        if name == "out" and getattr(arguments, "check", None):
            given = None  # a roster that is checked is not written
        found[name] = None if given is None else _target(given, option, read, taken, arguments.language)
        if given is not None:
            _ends_right(given, option, OUT_ENDS.get(arguments.command) if name == "out" else ENDS.get(name), arguments)
            taken.append((option, Path(given)))
    return found


def not_writable(name: str, language: str, error: OSError, option: str = "--json") -> BadInput:
    reason = error.strerror or error
    return BadInput(say("json_not_writable", language, option=option, path=cut(name, 90), reason=reason))


def _read(arguments: argparse.Namespace) -> Iterator[Path]:
    """What a command reads and can lose: files that are there. A shipped team's name is none."""
    for name in READ:
        given = getattr(arguments, name, None)
        for one in given if isinstance(given, list) else [given]:
            if isinstance(one, str) and os.path.exists(one):  # `--plan` of a season is a switch
                yield Path(one)


def _target(
    name: str, option: str, read: tuple[Path, ...], taken: list[tuple[str, Path]], language: str
) -> Path:  # fmt: skip
    path = Path(name)
    try:
        if path.is_dir():
            raise BadInput(say("json_is_folder", language, option=option, path=name))
        folder = Path(os.path.realpath(path)).parent if path.is_symlink() else path.parent
        if not path.exists() and not folder.is_dir():
            raise BadInput(say("json_folder", language, option=option, path=name, folder=folder))
        check_writable(path)
    except OSError as error:  # also a name that is too long to be looked up
        raise not_writable(name, language, error, option) from error
    if any(same(path, other) for other in read):
        raise BadInput(say("json_is_input", language, option=option, path=name))
    for other, there in taken:
        if same(path, there):
            raise BadInput(say("json_twice", language, option=option, path=name, other=other))
    return path


def _ends_right(given: str, option: str, right: str | None, arguments: argparse.Namespace) -> None:
    """BadInput where a name's ending says that something else is in the file."""
    path = Path(given)
    if right is not None and path.suffix.lower() in TOLD_APART - {right}:
        name = path.with_suffix(right)
        raise BadInput(say("target_ends", arguments.language, option=option, path=given, right=right, name=name))


def same(path: Path, other: Path) -> bool:
    """Whether two paths lead to one file, also by a link; a device or a pipe is no file that could be lost."""
    if path.exists() and other.exists():
        return path.is_file() and os.path.samefile(path, other)
    return os.path.realpath(path) == os.path.realpath(other)
