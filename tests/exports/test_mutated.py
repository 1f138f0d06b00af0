"""Exports of every shape, damaged in every way that is known: never a traceback, never a wrong count without a word.

Some of them run with all tests. `python -m tests.exports.test_mutated 2000 7` tries 2,000 of seed 7 and says what came
of them.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from random import Random

import pytest

from sim.exports.reading import Answers, read_file
from sim.exports.sources import from_bytes
from sim.files.bad_input import BadInput
from tests.exports.damages import BYTES, CELLS, STRUCTURE, Damage
from tests.exports.handed_on import MORE_BYTES, MORE_CELLS, MORE_STRUCTURE
from tests.exports.pages import MAKERS, Page, keys_of

TRIED, AT_ONCE = 180, 12
DATES = ("iso", "iso", "iso_t", "offset", "excel", "chinese", "month_first", "day_first", "named")
SIGNS, ENCODINGS, LINE_ENDS = ",,\t;|", ("utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16"), ("\n", "\r\n", "\r")
# Remarks that are about how many there are. All others may stand beside a wrong count without telling of it.
LOUD = {
    "remark.broken_quotes", "remark.cut_end", "remark.damaged", "remark.doubled", "remark.guessed_placed",
    "remark.ids_rounded", "remark.no_moment", "remark.quote_letter", "remark.short_rows", "remark.states_unknown",
    "remark.stray", "remark.unread", "remark.wide_rows", "remark.day_month", "stamps.month_first", "stamps.day_first",
    "stamps.unread_rows", "doubts.strayed", "doubts.doubled", "calls.strange", "calls.partly", "intervals.doubled",
    "intervals.twice", "intervals.unread", "chats.no_end", "records.no_end", "records.again", "rosters.unread",
    "agent_days.twice", "tickets.backwards_few", "remark.above", "intervals.empty_rows", "remark.no_state",
    "remark.no_unpaid",
    "intervals.taken_for_contacts", "remark.same_moment",
    "remark.long_rows", "remark.two_encodings", "agent_days.no_figures", "intervals.strayed", "tickets.strayed",
}  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """One damaged file and what came of it: "right", "refused", "said" (wrong, with a remark about it), "wrong"
    (without), "unknown" (what is right cannot be known) or the name of an exception."""

    shape: str
    damages: tuple[str, ...]
    outcome: str
    detail: str


def damaged(seed: int | str) -> tuple[Page, str, tuple[str, ...], bytes]:
    random = Random(f"mutated {seed}")
    shape = random.choice(tuple(MAKERS))
    page = MAKERS[shape](random)
    page.date, page.sign = random.choice(DATES), random.choice(SIGNS)
    page.encoding, page.line_end = random.choice(ENCODINGS), random.choice(LINE_ENDS)
    chosen: list[Damage] = []
    pools = (CELLS + MORE_CELLS, 0.45), (STRUCTURE + MORE_STRUCTURE, 0.8), (BYTES + MORE_BYTES, 0.6)
    for kinds, chance in pools:
        if random.random() < chance:
            chosen.append(random.choice(kinds))
    for damage in chosen:
        damage(page, random)
    return page, shape, tuple(damage.__name__ for damage in chosen), page.written()


def tried(seed: int | str) -> Tried:
    page, shape, names, data = damaged(seed)
    how = (*names, page.date, page.sign, page.encoding, "workbook" if page.workbook else repr(page.line_end))
    try:
        readings = read_file(from_bytes("export", data), Answers("Asia/Shanghai"))
        found: Counter[object] = Counter()
        said = []
        for reading in readings:
            found += keys_of(reading)
            said += [reading.problem] if reading.problem else list(reading.read.remarks)
    except BadInput as refused:
        return Tried(shape, how, "refused", _printable(refused))
    except Exception as error:
        return Tried(shape, how, type(error).__name__, repr(error))
    words = " / ".join(map(_printable, said))
    truth = page.truth()
    if found == truth or (page.cut and not found - truth):
        return Tried(shape, how, "right", words)
    if not any(reading.read for reading in readings):
        return Tried(shape, how, "refused", words)
    if not page.knowable or (page.cut and sum((found - truth).values()) <= 1):  # cut within its last number
        return Tried(shape, how, "unknown", words)
    loud = any(reading.problem for reading in readings) or any(getattr(one, "key", "") in LOUD for one in said)
    return Tried(shape, how, "said" if loud else "wrong", f"-{truth - found} +{found - truth} | {words}")


def _printable(said: object) -> str:
    texts = [said.text(language) for language in ("en", "zh")]  # type: ignore[attr-defined]
    assert all(text.isprintable() and text for text in texts), texts
    return texts[0]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("batch", range(TRIED // AT_ONCE))
def test_a_damaged_export_is_read_rightly_or_says_what_is_wrong(batch: int):
    for seed in range(AT_ONCE * batch, AT_ONCE * (batch + 1)):
        one = tried(seed)
        assert one.outcome in ("right", "refused", "said", "unknown"), (seed, one)


def main(count: int, seed: int) -> int:
    """Try many, print what came of them and each that is wrong. Returns how many were."""
    outcomes: Counter[str] = Counter()
    for i in range(count):
        one = tried(f"{seed} {i}" if seed else i)
        outcomes[one.outcome] += 1
        if one.outcome not in ("right", "refused", "said", "unknown"):
            print(i, one.outcome, one.shape, one.damages, one.detail[:600], flush=True)
    print(dict(outcomes))
    return count - sum(outcomes[word] for word in ("right", "refused", "said", "unknown"))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])) > 0)
