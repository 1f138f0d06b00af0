"""A room on disk: one SQLite file, of which only the newest end is ever written.

What `append` has returned is on the disk, whatever happens to the process or the power afterwards. The file is held
alone: a second process that opens it is refused. Of a person's token only the digest is kept.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from playbook.workshop.log import Event

FOLDER, SUFFIX = "sessions", ".sqlite"
_BESIDE = ("", "-wal", "-shm", "-journal")  # files of one session
_TABLES = """
create table if not exists event(id integer primary key, kind text, at real, who text, body text) strict;
create table if not exists token(hash blob primary key, who text) strict, without rowid;
create table if not exists fact(name text primary key, value text) strict, without rowid;
"""


class Held(Exception):
    """Another process has this room open."""


class NotWritten(Exception):
    """The disk took nothing: none of it has happened."""


@dataclass(frozen=True)
class Entry:
    """What one answer writes, all of it or nothing. `tokens`: digest → whose; `emptied`: whose older ones go."""

    events: tuple[Event, ...] = ()
    tokens: Mapping[bytes, str] = field(default_factory=dict)
    emptied: str = ""


class Store:
    """See the module's docstring. `facts` are texts that stand from the beginning: the session, the team."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # Called from one thread at a time: the server's own, or the one that writes for it.
        self._base = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0.2)
        try:
            for line in ("locking_mode=exclusive", "journal_mode=wal", "synchronous=full", "foreign_keys=off"):
                self._base.execute(f"pragma {line}").fetchall()
            self._base.executescript(f"begin immediate; {_TABLES} commit;")
        except sqlite3.OperationalError as error:
            self._base.close()
            if "locked" in str(error):
                raise Held(path.stem) from error
            raise

    def events(self) -> tuple[Event, ...]:
        """All of them, the oldest first."""
        rows = self._base.execute("select kind, at, who, body, id from event order by id")
        return tuple(Event(kind, at, who, json.loads(body), id_) for kind, at, who, body, id_ in rows)

    def tokens(self) -> dict[bytes, str]:
        """Digest → whose."""
        return dict(self._base.execute("select hash, who from token"))

    def facts(self) -> dict[str, str]:
        return dict(self._base.execute("select name, value from fact"))

    def state_facts(self, **facts: str) -> None:
        """Write these down, in place of what stood there under the same names."""
        self._in_one(lambda: self._base.executemany("insert or replace into fact values (?, ?)", facts.items()))

    def append(self, entries: Sequence[Entry]) -> None:
        """Write all of these in one commit. NotWritten where the disk does not take them."""

        def write() -> None:
            for one in entries:
                if one.emptied:
                    self._base.execute("delete from token where who = ?", (one.emptied,))
                self._base.executemany("insert into token values (?, ?)", one.tokens.items())
                self._base.executemany(
                    "insert into event values (?, ?, ?, ?, ?)",
                    [(e.id, e.kind, e.at, e.who, dumped(e.body)) for e in one.events],
                )

        self._in_one(write)

    def close(self) -> None:
        self._base.close()

    def _in_one(self, write: object) -> None:
        try:
            self._base.execute("begin immediate")
            write()  # type: ignore[operator]
            self._base.execute("commit")
        except sqlite3.Error as error:
            if self._base.in_transaction:
                self._base.execute("rollback")
            raise NotWritten(str(error)) from error


def dumped(body: object) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def as_read(event: Event) -> Event:
    """The event as it will be read again: tuples are lists then, and keys are text. ValueError for what no JSON is."""
    return replace(event, body=json.loads(dumped(event.body)))


# ---- all rooms of a workspace


def path_of(workspace: Path, name: str) -> Path:
    return workspace / FOLDER / f"{name}{SUFFIX}"


def names(workspace: Path) -> tuple[str, ...]:
    """The rooms that are kept, the one written last first."""
    found = sorted((workspace / FOLDER).glob(f"*{SUFFIX}"), key=lambda path: -_written(path))
    return tuple(path.stem for path in found)


def remove(workspace: Path, name: str) -> None:
    """Take every file of a room away. Held while a process has it open, KeyError where there is none."""
    if name not in names(workspace):
        raise KeyError(name)
    path = path_of(workspace, name)
    Store(path).close()  # nobody else has it
    for beside in _BESIDE:
        path.with_name(path.name + beside).unlink(missing_ok=True)


def _written(path: Path) -> float:
    beside = [path.with_name(path.name + one) for one in _BESIDE]
    return max(one.stat().st_mtime for one in beside if one.exists())
