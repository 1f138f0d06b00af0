"""What somebody confirmed about a kind of file once, kept for its next one: what it is, its columns, its clock.

A preset knows its files again by their headings, in any order. It holds headings and no cell of any file, so that it
may be kept and handed on. A file of presets is TOML:

    [[preset]]
    kind = "calls"                 # a file of sim/exports/roles, or a shape without columns: "roster", "queue_log"
    headings = "5f0c9a3b7d21e846"  # what its headings come to; see `fingerprint`
    zone = "Asia/Shanghai"         # the shop's time zone; clock: the file's own; order: of day and month
    [preset.columns]
    came = "进线时间"               # "" where the file has no such column, whatever it looks like
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from sim.exports.columns import ROLES, plain, roles
from sim.exports.moments import DAY_FIRST, MONTH_FIRST
from sim.exports.shapes import Shape
from sim.exports.tables import Table
from sim.files.bad_input import advice, bad, listed, shown
from sim.files.messages import phrase
from sim.files.toml_file import read_toml, toml_bytes, write_bytes

KINDS = ("orders", "order_counts", *(shape.name.lower() for shape in Shape))
MOST_PRESETS = 500
_KEYS = ("kind", "headings", "zone", "clock", "order", "columns")


@dataclass(frozen=True)
class Preset:
    """`kind`: one of KINDS; `headings`: the fingerprint of the table that it was made of; `columns`: the label of a
    column (`labels`) by role, "" where there is none. `zone`, `clock` and `order` as in `sim.exports.reading.Answers`.
    """

    kind: str
    headings: str
    columns: Mapping[str, str] = field(default_factory=dict)
    zone: str | None = None
    clock: str | None = None
    order: str | None = None

    def on(self, table: Table) -> Table:
        """The table with the columns that this preset says. Raises BadInput where it has no column of that name."""
        place = {label: i for i, label in enumerate(labels(table))}
        chosen: dict[str, int | None] = {}
        for role, label in self.columns.items():
            if label and label not in place:
                raise bad(table.name, phrase("preset.no_column", column=shown(label), choices=advice(label, place)))
            chosen[role] = place[label] if label else None
        return replace(table, chosen=chosen)

    def changed(self, table: Table, role: str, label: str) -> Preset:
        """With the column called `label` as `role`; "": the file has none. A column has one role: another that it had
        is given up. Raises BadInput for a role or a column that is none."""
        if role not in roles_of(self.kind):
            raise bad(table.name, phrase("preset.no_role", role=shown(role), choices=advice(role, roles_of(self.kind))))
        columns = {other: mine for other, mine in self.columns.items() if not label or mine != label} | {role: label}
        made = replace(self, columns=columns)
        made.on(table)
        return made


def roles_of(kind: str) -> tuple[str, ...]:
    """The roles that columns of a kind of file may have; none for those that are told by their cells."""
    return tuple(role.name for role in roles(kind)) if (ROLES / f"{kind}.toml").is_file() else ()


def labels(table: Table) -> tuple[str, ...]:
    """A name for each column: its heading; "heading [2]" for the second of two; "#3" for one without."""
    met: Counter[str] = Counter()
    found = []
    for i in range(table.width):
        heading = table.headings[i] if i < len(table.headings) else ""
        met[heading] += bool(heading)
        found.append(f"#{i + 1}" if not heading else heading if met[heading] == 1 else f"{heading} [{met[heading]}]")
    return tuple(found)


def fingerprint(table: Table) -> str:
    """The same 16 letters for tables with the same headings, whatever their order, case and blanks."""
    named = sorted(filter(None, map(plain, table.headings))) or [f"{table.width} columns without headings"]
    return hashlib.sha256("\n".join(named).encode()).hexdigest()[:16]


def fitting(presets: Iterable[Preset], table: Table) -> Preset | None:
    """The preset that was made of a table with these headings; None: none was."""
    mine = fingerprint(table)
    return next((preset for preset in presets if preset.headings == mine), None)


def with_preset(presets: Iterable[Preset], preset: Preset) -> tuple[Preset, ...]:
    """The presets and this one, in place of an older one for the same headings."""
    return (*(other for other in presets if other.headings != preset.headings), preset)


def read_presets(path: Path | str) -> tuple[Preset, ...]:
    """The presets of a file. Raises BadInput where it is missing or holds anything else."""
    rows = read_toml(path).get("preset", [])
    if not isinstance(rows, list) or len(rows) > MOST_PRESETS:
        raise bad(path, phrase("preset.no_file"))
    return tuple(_preset(path, row) for row in rows)


def write_presets(path: Path | str, presets: Iterable[Preset]) -> None:
    """Write a file of presets, all of it or nothing. Raises BadInput where that is not possible."""
    rows = []
    for preset in presets:
        told = {key: getattr(preset, key) for key in _KEYS[:-1]}
        rows.append({key: value for key, value in told.items() if value} | {"columns": dict(preset.columns)})
    write_bytes(path, toml_bytes({"preset": rows}))


def _preset(path: Path | str, row: Any) -> Preset:
    if not isinstance(row, dict) or not {"kind", "headings"} <= row.keys() or set(row) - set(_KEYS):
        raise bad(path, phrase("preset.no_file"))
    columns = row.get("columns", {})
    texts = [value for key, value in row.items() if key != "columns"]
    if not isinstance(columns, dict) or not all(isinstance(text, str) for text in (*texts, *columns.values())):
        raise bad(path, phrase("preset.no_file"))
    choices = {
        "kind": KINDS,
        "zone": available_timezones(),
        "clock": available_timezones(),
        "order": (MONTH_FIRST, DAY_FIRST),
    }
    for key, known in choices.items():
        if key in row and row[key] not in known:
            raise bad(path, phrase("preset.wrong", name=key, value=shown(row[key]), choices=advice(row[key], known)))
    strange = [role for role in columns if role not in roles_of(row["kind"])]
    if strange:
        facts = {"role": shown(strange[0]), "choices": listed(roles_of(row["kind"]))}
        raise bad(path, phrase("preset.no_role", **facts))
    return Preset(**row)
