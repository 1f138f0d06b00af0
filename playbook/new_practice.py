"""`playbook build new SLUG` begins a practice, `playbook build check SLUG` says what is left to write of it.

`playbook build coverage` copies from the practices which element covers which statement of the source documents.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
import tomllib
from collections.abc import Iterator
from keyword import iskeyword
from pathlib import Path

from playbook import practices, stories
from playbook.command import LANGUAGES, say
from playbook.practices import unwritten
from playbook.practices.references import astray
from sim.files.atomic import write_atomic
from sim.files.bad_input import BadInput, advice, shown
from sim.files.messages import said

ROOT = Path(__file__).resolve().parent.parent
COVERAGE = ROOT / "data" / "coverage.csv"
SLUG = re.compile(r"[a-z][a-z0-9-]{0,39}")
TAKEN = ("start", "my-shop", "practice")  # pages, and the name that every page's first cell imports
COVERED = f"{unwritten.MARK}the element that covers it, such as play.one or lever.first / 由哪个元素覆盖，例如 play.one"


def options(commands: argparse._SubParsersAction, language: str) -> None:
    """Add `new`, `check` and `coverage` to the builder's commands; what they are called with goes to `carry_out`."""
    for name, action in (("new", _new), ("check", _check), ("coverage", _coverage)):
        text = say(f"help_build_{name}", language)
        command = commands.add_parser(name, help=text, description=text)
        if name != "coverage":
            command.add_argument("slug", metavar="SLUG", help=say("help_slug", language))
        if name == "new":
            command.add_argument("--other", action="store_true", help=say("help_other", language))
        command.add_argument("--language", choices=LANGUAGES, default=language, help=say("help_language", language))
        command.set_defaults(carry_out=action, folder=practices.HERE)


def carry_out(arguments: argparse.Namespace) -> int:
    """Do what `options` read; returns the exit status: 0 done, 2 where something is wrong or left to write."""
    try:
        return arguments.carry_out(arguments)
    except practices.PracticeError as error:
        print(say("problem", arguments.language, sentence=error), file=sys.stderr)
        return 2
    except BadInput as error:
        sentence = error.text(arguments.language)
        print(say("problem", arguments.language, sentence=sentence), file=sys.stderr)
        return 2


def _new(arguments: argparse.Namespace) -> int:
    slug, language = arguments.slug, arguments.language
    made = create(slug, arguments.folder, language=language, other=arguments.other)
    print(say("practice_new", language, folder=_shown(made), count=len(unwritten.gaps(made)), slug=slug))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    slug, language = arguments.slug, arguments.language
    _usable(slug, language)
    if not (arguments.folder / slug / unwritten.PRACTICE).is_file():
        raise BadInput(say("practice_none", language, name=said(shown(slug), language), slug=slug))
    problems = list(dict.fromkeys(left(slug, arguments.folder, language)))
    for sentence in problems:
        print(sentence)
    if not problems:
        print(say("practice_complete", language, slug=slug))
    return 2 if problems else 0


def _coverage(arguments: argparse.Namespace) -> int:
    print(say("coverage_written", arguments.language, count=cover(arguments.folder), file=_shown(COVERAGE)))
    return 0


def create(slug: str, folder: Path = practices.HERE, *, language: str = "en", other: bool = False) -> Path:
    """Write a practice's folder with every place open, and return it; nothing that exists is touched.

    BadInput, in `language`, for a name that cannot be used, that is not planned (unless `other`), or that is taken.
    """
    _usable(slug, language)
    name = said(shown(slug), language)
    if slug in TAKEN or slug in stories.names():
        raise BadInput(say("practice_page", language, name=name))
    statements = planned()
    if slug not in statements and not other:
        near = said(advice(slug, sorted(statements)), language)
        raise BadInput(say("practice_unplanned", language, name=name, advice=near))
    made = folder / slug
    facts = {"@slug@": slug, "@taken@": ", ".join(map(str, sorted(_numbers(folder))))}
    covered = "".join(f'"{one}" = "{COVERED}"\n' for one in statements.get(slug, ()))
    files = {unwritten.PRACTICE: _filled("practice.toml", facts) + covered}
    files |= {f"{one}.toml": _filled("words.toml", facts) for one in LANGUAGES}
    try:
        made.mkdir()
        for file, text in files.items():
            write_atomic(made / file, text.encode())
    except FileExistsError:
        raise BadInput(say("practice_exists", language, folder=_shown(made), slug=slug)) from None
    except OSError as error:
        raise BadInput(say("practice_unwritable", language, folder=_shown(made), reason=error.strerror)) from None
    return made


def _usable(slug: str, language: str) -> None:
    """Refuse a name that no folder, page and variable of its notebook can have."""
    if not SLUG.fullmatch(slug) or iskeyword(slug.split("-")[0]):
        raise BadInput(say("practice_no_slug", language, name=said(shown(slug), language)))


def planned() -> dict[str, list[str]]:
    """The planned practices, and the statements of the source documents that each covers."""
    found: dict[str, list[str]] = {}
    with COVERAGE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["practice"], []).append(row["statement"])
    return found


def left(slug: str, folder: Path = practices.HERE, language: str = "en") -> Iterator[str]:
    """What is left to write or to set right of a practice, one sentence each: open places first, then what the loader
    refuses, then names that lead nowhere."""
    for file, reason in unwritten.unreadable(folder / slug).items():
        yield say("practice_no_toml", language, file=file, reason=reason)
    gaps = unwritten.gaps(folder / slug)
    yield from (gap.text(language) for gap in gaps)
    if gaps or unwritten.unreadable(folder / slug):
        return
    practices.load.cache_clear()
    try:
        practice, _ = [practices.load(slug, one, folder) for one in LANGUAGES][-1]  # all of them are looked at
    except practices.PracticeError as error:
        yield str(error)
        return
    yield from astray(practice, language)
    for other in practices.names(folder):
        if other != slug and practices.load(other, LANGUAGES[0], folder)[0].number == practice.number:
            facts = {"file": f"{slug}/{unwritten.PRACTICE}", "number": practice.number, "other": other}
            yield say("practice_number", language, **facts)


def cover(folder: Path = practices.HERE, table: Path = COVERAGE) -> int:
    """Write into the table which element covers each statement, from the practices' own lists; empty for a practice
    that is not there yet. Returns how many rows changed. PracticeError where a practice cannot be read."""
    covered = {slug: practices.load(slug, LANGUAGES[0], folder)[0].statements for slug in practices.names(folder)}
    with table.open(encoding="utf-8", newline="") as file:
        old = list(csv.DictReader(file))
    new = [row | {"element": covered.get(row["practice"], {}).get(row["statement"], "")} for row in old]
    text = io.StringIO()
    writer = csv.DictWriter(text, ("statement", "practice", "element"), lineterminator="\n")
    writer.writeheader()
    writer.writerows(new)
    if new != old:
        write_atomic(table, text.getvalue().encode())
    return sum(a != b for a, b in zip(old, new, strict=True))


def _numbers(folder: Path) -> set[int]:
    """Places on the start page that are taken."""
    slugs = practices.names(folder)
    tables = (tomllib.loads((folder / slug / unwritten.PRACTICE).read_text(encoding="utf-8")) for slug in slugs)
    return {table["number"] for table in tables if isinstance(table.get("number"), int)}


def _filled(name: str, facts: dict[str, str]) -> str:
    text = (unwritten.BLANK / name).read_text(encoding="utf-8")
    for mark, value in facts.items():
        text = text.replace(mark, value)
    return text


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
