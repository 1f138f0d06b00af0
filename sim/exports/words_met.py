"""Words by which exports say that somebody was answered, gave up, or left the queue for another reason."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from sim.exports.scripts import simplified


class Fate(Enum):
    """What became of a contact."""

    ANSWERED = "answered"
    LOST = "lost"
    LEFT = "left"  # out of the queue for another reason than giving up


_YES = {"y", "yes", "true", "1", "t", "是", "已接", "已接听", "接通", "已接通", "✓"}
_NO = {"n", "no", "false", "0", "f", "否", "未接", "未接听", "未接通", "✗", "✘"}
_ANSWERED = _YES | {"answered", "served", "completed", "complete", "connected", "handled", "success"}
_ANSWERED |= {"接听", "成功", "正常", "呼入接听", "已应答", "应答", "已接起", "接起", "angenommen", "beantwortet"}
_LOST = _NO | {"abandoned", "abandon", "missed", "no answer", "noanswer", "unanswered", "not answered", "lost"}
_LOST |= {"hangup", "hung up", "cancel", "cancelled", "canceled"}
_LOST |= {"放弃", "漏接", "排队放弃", "振铃放弃", "未应答", "主动放弃", "呼损", "已放弃", "客户放弃", "未接起"}
_LOST |= {"verloren", "aufgelegt", "nicht angenommen", "verpasst"}
_LEFT = {"overflow", "voicemail", "voice mail", "callback", "timeout", "timed out", "transferred", "busy", "failed"}
_LEFT |= {"congestion", "exit", "语音信箱", "留言", "溢出", "超时", "回拨", "转接", "忙", "失败"}
_FATES = dict.fromkeys(_LEFT, Fate.LEFT) | dict.fromkeys(_LOST, Fate.LOST) | dict.fromkeys(_ANSWERED, Fate.ANSWERED)
MOST_STRANGE = 0.05
OUTWARD = {"outbound", "out", "outgoing", "internal", "外呼", "呼出", "去电", "内部", "出局"}


def fates(cells: Sequence[str]) -> list[Fate | None] | None:
    """What each cell says, None for a word that is none of these.

    None for a column of which more than one cell in twenty is such a word, or all say the same.
    """
    known = words_of(cells)
    strange = known.count(None)
    if strange > MOST_STRANGE * len(known) or len(set(known) - {None}) < 2:
        return None
    return known


def words_of(cells: Sequence[str]) -> list[Fate | None]:
    """What each cell says, as far as it is one of the words."""
    return [_FATES.get(simplified(cell.strip().lower().replace("_", " "))) for cell in cells]


def one_answer(cells: Sequence[str]) -> bool:
    """Whether all cells say that somebody was answered."""
    return bool(cells) and all(fate is Fate.ANSWERED for fate in words_of(cells))
