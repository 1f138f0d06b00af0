"""Who a customer is and which order a contact is about, as numbers that know the same one again and lead nowhere.

A name, telephone or order number becomes a hash with a salt that is drawn anew for every process and never written: two
files that are read together can be joined, and nothing that is kept says who it was. What was masked before it came
here (138****0000, 王**) stands for many people and is therefore nobody.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Ints
from sim.exports.columns import PERSONAL, Found
from sim.exports.moments import is_nothing
from sim.exports.quality import Remark
from sim.exports.scripts import simplified
from sim.exports.tables import Table
from sim.exports.words_met import Fate, words_of
from sim.files.bad_input import listed

NOBODY = np.uint64(0)
ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d{2,}|\d{11,}0{4,}")  # as Excel writes long numbers
_SALTED = hashlib.blake2b(digest_size=8, key=secrets.token_bytes(16))
_MASKED = re.compile(r"\*|[xX]{3,}|•|…")
_ANYBODY = frozenset(
    ("anonymous", "unknown", "unavailable", "private", "restricted", "withheld", "guest", "visitor", "none", "0",
     "匿名", "匿名用户", "未知", "隐藏", "游客", "访客", "无")
)  # fmt: skip
_BOUGHT = dict.fromkeys(("成交", "已成交", "已下单", "下单", "已付款", "付款", "已转化", "转化", "paid", "ordered"), 1)
_BOUGHT |= dict.fromkeys(("未成交", "未下单", "未付款", "未转化", "失败", "not paid", "not ordered"), 0)


def salted(text: str) -> int:
    """A number for a text that leads back to it only in this process's memory."""
    hashed = _SALTED.copy()
    hashed.update(text.encode())
    return int.from_bytes(hashed.digest(), "big")


def known_again(cells: Sequence[str]) -> NDArray[np.uint64]:
    """(n,) the same number for the same text, 0 where a cell is empty, masked, rounded or a word for anybody."""
    known: dict[str, int] = {}
    for cell in cells:
        if cell not in known:
            known[cell] = salted(cell) if _is_somebody(cell) else 0
    return np.fromiter((known[cell] for cell in cells), np.uint64, len(cells))


def bought(cells: Sequence[str]) -> Ints:
    """(n,) whether each contact ended in an order by what a yes-or-no column says: 1, 0, or −1 for no word of these."""
    answer = {Fate.ANSWERED: 1, Fate.LOST: 0}
    told = {cell: _BOUGHT.get(simplified(cell.strip().casefold()), -1) for cell in set(cells)}
    fates = words_of(cells)
    return np.array(
        [answer.get(f, told[c]) if f else told[c] for f, c in zip(fates, cells, strict=True)], dtype=np.int64
    )


def remark_on(table: Table, found: Mapping[str, Found]) -> tuple[Remark, ...]:
    """The remark on columns that were read only to know somebody again."""
    columns = [found[role] for role in PERSONAL if role in found and table.holds_something(found[role].index)]
    if not columns:
        return ()
    named = listed([column.heading for column in columns], longest=160)
    return (Remark("remark.known_again", len(columns), {"columns": named}),)


def _is_somebody(cell: str) -> bool:
    if cell.isdigit():  # nearly all of them: telephone and order numbers
        return cell.strip("0") != "" and not (cell.endswith("0000") and ROUNDED.fullmatch(cell))
    if is_nothing(cell) or _MASKED.search(cell) or ROUNDED.fullmatch(cell):
        return False
    return cell.strip().casefold() not in _ANYBODY
