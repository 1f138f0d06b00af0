"""The user's own copies of the notebooks: what JupyterLab opens, so that the shipped ones are never written.

A copy that the user has changed is theirs and stays as it is; one that nobody touched follows the shipped notebook.
What was copied is known by its digest, which is kept beside the copies.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from sim.files.atomic import write_atomic

FOLDER = "notebooks"
RECORD = ".copied.json"


def refresh(shipped: Path, folder: Path) -> list[str]:
    """Bring the copies below `folder` up to date; returns the paths that were kept because the user changed them.

    Paths are relative, of every notebook below `shipped`. OSError where the folder can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    known, mine = _record(folder), []
    now: dict[str, str] = {}
    for file in sorted(shipped.rglob("*.ipynb")):
        name = file.relative_to(shipped).as_posix()
        if any(part.startswith(".") for part in file.relative_to(shipped).parts):
            continue  # Jupyter's checkpoints
        content, copy = file.read_bytes(), folder / name
        now[name] = _digest(content)
        there = _digest(copy.read_bytes()) if copy.is_file() else None
        if there in (None, known.get(name)) and there != now[name]:
            copy.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(copy, content)
        elif there != now[name]:
            mine.append(name)
            now[name] = known.get(name, "")
    for name in known.keys() - now.keys():
        # No longer shipped: an untouched copy goes, too.
        copy = folder / name
        if copy.is_file() and _digest(copy.read_bytes()) == known[name]:
            copy.unlink()
    if now != known:
        write_atomic(folder / RECORD, json.dumps(now, indent=1, sort_keys=True).encode() + b"\n")
    return mine


def forget(folder: Path) -> None:
    """Remove every copy, changed ones too, and the folders that this empties; what else lies there stays. OSError."""
    for name in _record(folder):
        (folder / name).unlink(missing_ok=True)
    (folder / RECORD).unlink(missing_ok=True)
    for below in sorted((one for one in folder.rglob("*") if one.is_dir()), reverse=True):
        _remove_empty(below)
    _remove_empty(folder)


def _remove_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _record(folder: Path) -> dict[str, str]:
    """Digest by path of what was copied last; empty where it is not known: every differing file is the user's then."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(record, dict):
        return {}
    safe = {name: digest for name, digest in record.items() if isinstance(digest, str) and ".." not in Path(name).parts}
    return {name: digest for name, digest in safe.items() if not Path(name).is_absolute()}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
