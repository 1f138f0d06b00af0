"""The letters of a roster and their hours: 早：9:00-18:00（12:00-13:00吃饭）, 晚：16:00-次日1:00, 休."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from sim.exports.scripts import simplified

DAY_S = 86400.0
_TIME = r"(次日|第二天|翌日|\+1\s*)?(\d{1,2})(?:[:：.点點时時](\d{2})?)?\s*(am|pm|AM|PM|a\.m\.|p\.m\.)?"
_SPAN = re.compile(rf"{_TIME}\s*(?:-|–|—|~|～|至|到|to)\s*{_TIME}")
_CODE = re.compile(r"^\s*[\"“]?([^\s:：=＝\-–—(（\"”]{1,12})[\"”]?\s*(?:班)?\s*(?:[:：=＝]|\s|-(?=\D))\s*(.+)$")
_BRACKETS = re.compile(r"[（(\[【]([^）)\]】]*)[）)\]】]")
_PARTS = re.compile(r"[/、+＋,，&\n]| / ")
OFF = {"", "-", "--", "—", "/", "×", "x", "off", "o", "day off", "leave", "vacation", "sick", "holiday", "pto", "rest"}
OFF |= {"休", "休息", "公休", "例休", "调休", "轮休", "年假", "年休", "事假", "病假", "婚假", "产假", "陪产假", "丧假"}
OFF |= {"假", "请假"}
_LEAVE = ("假", "半", "休", "off", "leave", "half")
_FIRST_HALF, _SECOND_HALF = ("上午", "am", "morning"), ("下午", "pm", "afternoon")


@dataclass(frozen=True)
class Shift:
    """Seconds since the day's midnight; past 86,400 on the next day. `breaks` lie inside."""

    on: float
    off: float
    breaks: tuple[tuple[float, float], ...] = ()


def shift_of(text: str) -> Shift | None:
    """The first span of hours in a text, and those in brackets behind it as breaks; None where there is none."""
    inner = [span for held in _BRACKETS.findall(text) for span in _spans(held)]
    spans = _spans(_BRACKETS.sub(" ", text)) or inner[:1]
    if not spans:
        return None
    on, off = spans[0][0], spans[-1][1]  # a shift in two parts has its break between them
    gaps = [(a[1], b[0]) for a, b in pairwise(spans)]
    breaks = [(a + DAY_S, b + DAY_S) if a < on else (a, b) for a, b in [*gaps, *inner] if b > a]
    return Shift(on, off, tuple(sorted(b for b in breaks if on <= b[0] and b[1] <= off)))


def legend(lines: Iterable[tuple[str, ...]]) -> dict[str, Shift | None]:
    """What each code stands for; None: no hours. Lines that are no legend are passed over."""
    found: dict[str, Shift | None] = {}
    for line in lines:
        cells = [cell for cell in line if cell]
        whole = [": ".join(cells)] if len(cells) == 2 and shift_of(cells[0]) is None else cells
        for cell in whole:
            for part in re.split(r"[;；\n]|,(?=\s*\D{1,6}[:：=])", cell):
                met = _CODE.match(part)
                if met is None:
                    continue
                shift = shift_of(met[2])
                if shift is not None or is_off(met[2].strip()) or is_off(met[1]):
                    found.setdefault(plain_code(met[1]), shift)
    return found


def plain_code(code: str) -> str:
    code = simplified(code.strip().lower())
    return code.removesuffix("班") or code


def is_off(code: str) -> bool:
    return simplified(code.strip().lower()) in OFF


@dataclass(frozen=True)
class Planned:
    """What a cell of a roster says: shifts (more than one: several codes), and what is not certain about it."""

    shifts: tuple[Shift, ...] = ()
    several: bool = False
    half: bool = False
    unknown: str = ""


def planned(cell: str, codes: dict[str, Shift | None]) -> Planned:
    """The shifts of a cell: a code, several (早/晚), hours (9:00-18:00), or part of a day off in brackets."""
    if is_off(cell):
        return Planned()
    whole = shift_of(cell) if any(c.isdigit() for c in cell) else None
    if plain_code(cell) in codes:
        shift = codes[plain_code(cell)]
        return Planned((shift,) if shift is not None else ())
    if whole is not None:
        return Planned((whole,))
    note = " ".join(_BRACKETS.findall(cell)).lower()
    parts = [plain_code(part) for part in _PARTS.split(_BRACKETS.sub("", cell)) if part.strip()]
    known = [codes[part] for part in parts if part in codes]
    strange = [part for part in parts if part not in codes and not is_off(part)]
    if strange or not parts:
        return Planned(unknown=cell.strip())
    shifts = tuple(shift for shift in known if shift is not None)
    half = any(word in note for word in _LEAVE)
    if half:
        shifts = tuple(_half(shift, first=any(word in note for word in _FIRST_HALF)) for shift in shifts)
    return Planned(shifts, several=len(shifts) > 1, half=half)


def _half(shift: Shift, first: bool) -> Shift:
    """The half that is worked where the first or the second one is off."""
    middle = (shift.on + shift.off) / 2
    on, off = (middle, shift.off) if first else (shift.on, middle)
    return Shift(on, off, tuple((max(a, on), min(b, off)) for a, b in shift.breaks if b > on and a < off))


def _spans(text: str) -> list[tuple[float, float]]:
    found = []
    for met in _SPAN.finditer(text):
        on, off = _seconds(*met.groups()[:4]), _seconds(*met.groups()[4:])
        if on is None or off is None:
            continue
        found.append((on, off + DAY_S if off <= on else off))
    return found


def _seconds(next_day: str | None, hour: str, minute: str | None, half: str | None) -> float | None:
    h, m = int(hour), int(minute or 0)
    if half:
        h = h % 12 + (12 if half.lower().startswith("p") else 0)
    return h * 3600.0 + m * 60.0 + (DAY_S if next_day else 0.0) if h <= 30 and m < 60 else None
