"""The showroom: one folder of plain web pages, for phones and for sending.

They need no Python and no server and fetch nothing: a reader opens `index.html` from the folder. Every number on them
is a shipped result, so the lever moves between settings that were played before. `pages` makes what a page says, the
templates its form; `write` puts the folder in place, whole or not at all.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playbook import look
from playbook.command import say
from playbook.practices import LANGUAGES
from sim.files.bad_input import BadInput

HERE = Path(__file__).parent
ASSETS = ("showroom.css", "showroom.js")
FIRST = "index.html"


def files() -> Iterator[tuple[str, str]]:
    """Every file of the folder: its path and its text, one page at a time."""
    from playbook.charts import figure
    from playbook.showroom import pages

    for name in ASSETS:
        text = (HERE / name).read_text(encoding="utf-8")
        yield name, f"{look.RULES}\n{figure.RULES}\n{text}" if name.endswith(".css") else text
    yield FIRST, pages.door()
    for language in LANGUAGES:
        yield f"{language}/{FIRST}", pages.start(language)
        for slug in pages.slugs():
            yield from ((f"{language}/{name}", text) for name, text in pages.of_practice(slug, language))


def write(out: Path, language: str = "en") -> int:
    """Put the showroom into the folder `out`, in place of an earlier one; returns its size in bytes.

    BadInput, in `language`, where `out` is anything else than a new name, an empty folder or an earlier showroom, or
    cannot be written.
    """
    out = out.absolute()
    try:
        # Already a look at it may be refused: of a name too long, in a folder that may not be read.
        if (out.exists() or out.is_symlink()) and not _may_replace(out):
            raise BadInput(say("showroom_taken", language, folder=out))
        if not out.parent.is_dir():
            raise BadInput(say("showroom_no_folder", language, folder=out.parent))
        return _put(out)
    except OSError as error:
        raise BadInput(say("showroom_not_writable", language, folder=out, reason=error.strerror or error)) from error


def _put(out: Path) -> int:
    """Make the folder beside its place, then let it take the place."""
    size = 0
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as scratch:
        made, old = Path(scratch) / "made", Path(scratch) / "old"
        for name, text in files():
            file = made / name
            file.parent.mkdir(parents=True, exist_ok=True)
            size += file.write_bytes(text.encode())
        if out.exists():
            os.replace(out, old)
        os.replace(made, out)
    return size


def _may_replace(out: Path) -> bool:
    """Whether nothing but a showroom, or nothing at all, lies in a folder."""
    if out.is_symlink() or not out.is_dir():
        return False
    names = {one.name for one in out.iterdir()}
    return not names or {*ASSETS, FIRST} <= names <= {*ASSETS, FIRST, *LANGUAGES}
