"""What the names of contact types say of them: asked before the sale or after it; from stages.toml.

A hint, and no more: whoever has orders beside the contacts knows better (`sim.calibrate.team.lags`).
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import numpy as np

from sim.exports.contacts import Contacts
from sim.exports.quality import Remark
from sim.files.bad_input import listed

BEFORE, AFTER = "before", "after"
_PARTS = re.compile(r"[a-z]+|[^\x00-\x7f]+")  # Latin words, and stretches of other letters


@cache
def _words() -> tuple[tuple[str, str], ...]:
    """(word, stage), the longest words first."""
    table = tomllib.loads(Path(__file__).with_name("stages.toml").read_text(encoding="utf-8"))
    every = [(word, stage) for stage in (BEFORE, AFTER) for word in table[stage]]
    return tuple(sorted(every, key=lambda one: (-len(one[0]), one[0])))


@cache
def stage_of(name: str) -> tuple[str, str] | None:
    """BEFORE or AFTER, and the word that says so; None for a name that says nothing, or both."""
    rest = f" {' '.join(_PARTS.findall(name.casefold()))} "
    found: list[tuple[str, str]] = []
    for word, stage in _words():
        sought = f" {word} " if word.isascii() else word
        if sought in rest:
            found.append((stage, word))
            rest = rest.replace(sought, " | ")
    return found[0] if len({stage for stage, _ in found}) == 1 else None


def said_of_types(contacts: Contacts) -> list[Remark]:
    """How many contacts are of types that are taken as asked before the sale by their names, and after it."""
    count = np.bincount(contacts.kind, minlength=len(contacts.kinds))
    named = [stage_of(kind) for kind in contacts.kinds]
    remarks = []
    for stage, key in ((BEFORE, "contacts.named_before"), (AFTER, "contacts.named_after")):
        # the words of the list and not the names, which may be anybody's
        mine = {one[1]: 0 for one, many in zip(named, count, strict=True) if one and one[0] == stage and many}
        if mine:
            many = sum(int(n) for one, n in zip(named, count, strict=True) if one and one[0] == stage)
            remarks.append(Remark(key, many, {"terms": listed(list(mine))}))
    return remarks
