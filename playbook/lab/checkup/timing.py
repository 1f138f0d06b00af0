"""How long the check-up takes: what there is to read, at the speed at which people read, and a moment to choose.

Nobody has timed it. English is read silently at 238 words a minute (Brysbaert 2019, How many words do we read per
minute?, Journal of Memory and Language 109, 104047: non-fiction); 400 Chinese characters a minute and the seconds to
choose a level are assumptions. Talking is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from playbook import practices
from playbook.first.ratings import slugs
from playbook.practices.texts import RowWords

A_MINUTE = {"en": 238.0, "zh": 400.0}  # words, characters
CHOOSING_S = 4.0  # to choose a level, for each line
_PIECES = re.compile(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+(?:['’.,%-]+[^\W\u4e00-\u9fff]+)*")


def pieces(text: str) -> int:
    """Words; in Chinese characters, a number or a Latin word counting as one."""
    return len(_PIECES.findall(text))


def row_text(row: RowWords) -> tuple[str, ...]:
    return row.question, row.anchors.one, row.anchors.three, row.anchors.five, row.look


def _seconds(texts: Iterable[str], language: str) -> float:
    return 60 * sum(pieces(one) for one in texts) / A_MINUTE[language]


@cache
def line_seconds(slug: str, row: str, language: str) -> float:
    """To read a line and choose."""
    return _seconds(row_text(practices.load(slug, language)[1].rubric[row]), language) + CHOOSING_S


@cache
def head_seconds(slug: str, language: str) -> float:
    """To read what stands above a practice's lines."""
    text = practices.load(slug, language)[1]
    return _seconds((text.title, *text.questions), language)


def minutes(language: str, short: bool = False) -> float:
    """The whole way through, every line or the first one of each practice."""
    found = 0.0
    for slug in slugs():
        rows = practices.load(slug)[0].rubric
        found += head_seconds(slug, language)
        found += sum(line_seconds(slug, row.id, language) for row in (rows[:1] if short else rows))
    return found / 60
