"""The app's port and token, kept on this computer where the user wants bookmarks to go on working.

Usually both are new at every start. `playbook --keep-address` writes them into the user's folder, readable by that
user alone, and later starts use them again until `playbook --new-address` forgets them.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import re
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from sim.files.atomic import write_atomic

FILE = "address.json"
TOKEN = re.compile(r"[A-Za-z0-9_-]{32,200}")  # what is taken from the file


@dataclass(frozen=True)
class Access:
    """How the app is reached; port 0 is any free one."""

    port: int
    token: str
    kept: bool = False  # came from the user's folder

    @property
    def cookie_secret(self) -> bytes:
        """Signs the log-in cookies: the same for the same token, so that a kept address knows yesterday's browser."""
        return hmac.new(self.token.encode(), b"playbook cookies", hashlib.sha256).digest()


def new(port: int = 0) -> Access:
    """A token of its own for one start."""
    return Access(port, secrets.token_urlsafe(24))


def load(folder: Path) -> Access | None:
    """What is kept in the user's folder; None where nothing is, or nothing that can be used (`there` tells which)."""
    with contextlib.suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        port, token = kept["port"], kept["token"]
        if isinstance(token, str) and TOKEN.fullmatch(token) and type(port) is int and 0 < port < 65_536:
            return Access(port, token, kept=True)
    return None


def there(folder: Path) -> bool:
    """Whether something is kept, readable or not."""
    return (folder / FILE).exists()


def keep(folder: Path, access: Access) -> None:
    """Write port and token. OSError where the folder can't be written."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    facts = asdict(access)
    del facts["kept"]
    usual = os.umask(0o077)  # nobody else may read the token, not even while it is being written
    try:
        if path.exists():
            os.chmod(path, 0o600)
        write_atomic(path, json.dumps(facts, indent=2).encode() + b"\n")
    finally:
        os.umask(usual)


def forget(folder: Path) -> None:
    """Remove what is kept; nothing happens where nothing is."""
    (folder / FILE).unlink(missing_ok=True)
