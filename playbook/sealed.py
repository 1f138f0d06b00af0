"""Shipped JSON files that carry a digest of their own content, so that a number changed by hand is noticed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from sim.files.atomic import write_atomic

COMPACT = (",", ":")


def write(path: Path, content: dict[str, Any], indent: int | None = None) -> int:
    """Write `content` with its digest in one step; gives the number of bytes. OSError where that is impossible."""
    content = json.loads(json.dumps(content, default=float))  # as it will be read: digests are of what is in the file
    sealed = content | {"digest": digest(content)}
    text = json.dumps(sealed, indent=indent, separators=COMPACT if indent is None else None, sort_keys=True)
    data = (text + "\n").encode()
    write_atomic(path, data)
    return len(data)


def read(path: Path) -> dict[str, Any] | None:
    """What is in the file, its digest included; None where it is missing or no JSON object."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return data if isinstance(data, dict) else None


def intact(data: dict[str, Any]) -> bool:
    """Whether nothing has been changed since the file was written."""
    return data.get("digest") == digest(data)


def digest(data: dict[str, Any]) -> str:
    """SHA-256 of everything in `data` but its digest, however it is laid out."""
    content = {name: value for name, value in data.items() if name != "digest"}
    return hashlib.sha256(json.dumps(content, separators=COMPACT, sort_keys=True).encode()).hexdigest()
