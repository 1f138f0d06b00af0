"""Dates and times of day as programs and spreadsheets write them, cell by cell.

A date is read into (year, month, day), or into two numbers and a year where the order of day and month is for the
column to decide (`sim.exports.moments`).
"""

from __future__ import annotations

import datetime as dt
import re

YEARS = (1990, 2100)
HOUR_S, MINUTE_S, DAY_S = 3600, 60, 86400
# Hours ahead of UTC by abbreviation; those that stand for several zones (CST, IST) are none.
_NAMES_H = {
    "UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3,
    "WIB": 7, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7,
}  # fmt: skip
# A cell is a date, a time of day, or both, and may end with its offset from UTC.
CELL = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+)?"
    r"(?P<date>\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?!\d)|\d{8}"
    r"|[A-Za-z]{3,9}\.?[-\s]+\d{1,2}(?:st|nd|rd|th)?,?[-\s]+(?:\d{4}|\d{2})(?!\d)|\d{1,2}[-/\s][A-Za-z]{3,9}\.?,?[-/\s](?:\d{4}|\d{2})(?!\d))"
    r"(?:(?:\s*,\s*|\s+at\s+|\s*T\s*|\s+|\s*(?=[上下中凌早晚]))(?:(?:星期|周|週).\s+)?(?P<clock>[^+Z]*?\d[^+Z]*?))?"
    rf"\s*(?P<zone>Z|{'|'.join(_NAMES_H)}|(?:UTC|GMT)?[+−-]\d{{1,2}}(?::?\d{{2}})?)?",
)
_YEAR_FIRST = re.compile(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})日?")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_NAMED = re.compile(r"([A-Za-z]{3,9})\.?[-\s]+(\d{1,2})(?:st|nd|rd|th)?,?[-\s]+(\d{4}|\d{2})")
_NAMED_SECOND = re.compile(r"(\d{1,2})[-/\s]([A-Za-z]{3,9})\.?,?[-/\s](\d{4}|\d{2})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = re.compile(
    r"(?P<before>上午|下午|中午|凌晨|早上|晚上|[AaPp][Mm])?\s*(?P<h>\d{1,2})"
    r"(?:[:：.时時点點]\s?(?P<m>\d{1,2})分?(?:[:：.]?(?P<s>\d{1,2})(?:[.,](?P<f>\d+))?秒?)?|[时時点點]整?|(?=\s*[AaPp]\.?[Mm]))"
    r"\s*(?P<after>[AaPp]\.?[Mm]\.?)?"
)
_ZONE = re.compile(r"(?:UTC|GMT)?([+−-])(\d{1,2}):?(\d{2})?")
Date = tuple[int, int, int]


def year_first(text: str) -> Date | None:
    """Year, month and day where the text itself says which is which; None for any other text."""
    if found := _YEAR_FIRST.fullmatch(text):
        return _real(int(found[1]), int(found[2]), int(found[3]))
    if found := _NAMED.fullmatch(text):
        return _real(_year(found[3]), _month(found[1]), int(found[2]))
    if found := _NAMED_SECOND.fullmatch(text):
        return _real(_year(found[3]), _month(found[2]), int(found[1]))
    if text.isdigit() and YEARS[0] <= int(text[:4]) <= YEARS[1]:
        return _real(int(text[:4]), int(text[4:6]), int(text[6:]))
    return None


def year_last(text: str) -> Date | None:
    """First number, second number and year of a text like 11/2/2026 or 11022026."""
    if found := _YEAR_LAST.fullmatch(text):
        return int(found[1]), int(found[2]), _year(found[3])
    if len(text) == 8 and text.isdigit():
        return int(text[:2]), int(text[2:4]), int(text[4:])
    return None


def day_number(year: int, month: int, day: int) -> int | None:
    """Days since 1970-01-01; None for a date that does not exist or lies outside 1990 to 2100."""
    real = _real(year, month, day)
    return None if real is None else dt.date(*real).toordinal() - dt.date(1970, 1, 1).toordinal()


def clock_seconds(text: str) -> float | None:
    """Seconds since midnight of a time of day: 8:05, 08:05:09.5, 下午8:05, 20时5分, 8:05 PM, 24:00; None for others."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, second = int(found["h"]), int(found["m"] or 0), int(found["s"] or 0)
    half = (found["before"] or found["after"] or "").replace(".", "").lower()
    if half:
        hour = _of_half(hour, half)
    if not (0 <= hour <= 24 and minute < 60 and second < 60) or (hour == 24 and (minute or second)):
        return None
    return hour * HOUR_S + minute * MINUTE_S + second + float(f"0.{found['f'] or 0}")


def offset_seconds(text: str) -> float | None:
    """Seconds ahead of UTC of Z, UTC, PDT, +0800, +08:00, -5; None for what no zone has."""
    if text == "Z" or text in _NAMES_H:
        return float(_NAMES_H.get(text, 0) * HOUR_S)
    found = _ZONE.fullmatch(text)
    if found is None:
        return None
    ahead = int(found[2]) * HOUR_S + int(found[3] or 0) * MINUTE_S
    return None if ahead > 14 * HOUR_S else float(ahead if found[1] == "+" else -ahead)


def _of_half(hour: int, half: str) -> int:
    if half in ("pm", "下午", "晚上", "中午"):
        return hour + 12 if hour < (12 if half != "中午" else 11) else hour
    return 0 if hour == 12 else hour


def _real(year: int, month: int, day: int) -> Date | None:
    try:
        dt.date(year, month, day)
    except ValueError:
        return None
    return (year, month, day) if YEARS[0] <= year <= YEARS[1] else None


def _month(name: str) -> int:
    name = name.lower()[:3]
    return _MONTHS.index(name) + 1 if name in _MONTHS else 0


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)
