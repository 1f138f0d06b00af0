"""A whole column of moments as seconds on a wall clock.

What a single cell cannot say, the column does: whether 11/2/2026 is November (any number above 12 settles it), whether
46337.0035 is Excel's day number, whether 1794358800 counts seconds since 1970. Where the column leaves the order of day
and month open, `ambiguous` says so and the order with the shorter stretch of days is taken.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np

from sim.arrays import Bools, Floats
from sim.exports.dates import (
    CELL,
    DAY_S,
    YEARS,
    clock_seconds,
    day_number,
    offset_seconds,
    year_first,
    year_last,
)

LONGEST = 80  # letters of a cell that can be a moment, a duration or a number; patterns take long over long texts
MONTH_FIRST, DAY_FIRST = "month first", "day first"
EXCEL_EPOCH = 25569  # Excel's number of 1970-01-01
_SERIALS = (32874.0, 73416.0)  # Excel's numbers of 1990 and 2101
_EPOCH_S = (631152000.0, 4133980800.0)  # 1990 and 2101 in seconds since 1970
_QUARTER_S = 900.0
_SEVERAL = 3
_TEXTS_IN, _MOST_TEXTS = 20, 1000  # of so many cells of a column that counts, one may be a text; so many at most
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
_DAYS = re.compile(r"\d{5}(?:[.,]\d+)?")  # one of Excel's numbers of a day
_USUAL = re.compile(r"[0-9: T\n-]*")
_COMPACT = re.compile(r"(?:19|20)\d{10}(?:\d{2})?")
_NOTHING = frozenset(("", "-", "--", "—", "/", "null", "NULL", "None", "none", "N/A", "n/a", "NaN", "nan", "NaT", "无"))


@dataclass(frozen=True)
class Moments:
    """Moments of a column, one for each cell.

    `seconds`: (n,) since 1970 on the wall clock that the cells show, or on the asked zone's; NaN where a cell is empty
    or cannot be read. `zone_known`: every cell says its offset from UTC. `offsets`: the offsets met, in hours. `order`:
    of day and month where the year comes last, else None; `mixed`: cells contradict each other about it. `date_only`:
    no cell has a time of day. `unread`: cells that are neither empty nor a moment, `first_unread` the position of the
    first, `unzoned` those of them that lack the offset the others have. `counted`: the cells are plain numbers, Excel's
    days or seconds since 1970.
    """

    seconds: Floats
    zone_known: bool = False
    offsets: tuple[float, ...] = ()
    order: str | None = None
    ambiguous: bool = False
    mixed: bool = False
    date_only: bool = False
    unread: int = 0
    first_unread: int | None = None
    unzoned: int = 0
    counted: bool = False

    @property
    def empty(self) -> int:
        """Cells that hold nothing."""
        return int(np.isnan(self.seconds).sum()) - self.unread


def moments(
    cells: Sequence[str], zone: str | None = None, order: str | None = None, clock: str | None = None
) -> Moments:
    """The moments of a column's cells, cleaned as `Table.column` gives them.

    `zone`: a time zone's name; cells with an offset are turned to its wall clock. `clock`: the zone that cells without
    one are written in; they are turned to `zone`, too. `order`: MONTH_FIRST or DAY_FIRST where somebody has said which;
    else the column decides.
    """
    found = _on_its_clock(cells, zone, order)
    found = replace(found, date_only=found.date_only or _at_midnight(found.seconds))
    if found.zone_known or clock is None or zone is None:
        return found
    return replace(found, seconds=on_clock(in_utc(found.seconds, ZoneInfo(clock)), ZoneInfo(zone)))


def _on_its_clock(cells: Sequence[str], zone: str | None, order: str | None) -> Moments:
    usual = _usual(cells)
    if usual is not None:
        return Moments(usual)
    scale = _scale(cells)
    if scale is not None:
        return _counted(cells, scale, zone)
    dates = _distinct_dates(cells)
    parts = {cell: _parts(cell) for cell in dates}
    mixed, asked = False, order
    if order is None:
        order, ambiguous, mixed = _order(list(parts.values()))
        mixed = mixed or _turned(cells, list(parts.values()))
    else:
        ambiguous = False
    found = _read(cells, zone, order, ambiguous, mixed)
    if found.unread and (told := _with_days_told(cells)) is not None:
        return _on_its_clock(told, zone, asked)
    return found


def _with_days_told(cells: Sequence[str]) -> list[str] | None:
    """The cells of a column in which Excel's day numbers stand among dates, all as dates; None where none do."""
    told = [_day_told(cell) if _DAYS.fullmatch(cell) else cell for cell in cells]
    count = sum(1 for one, other in zip(cells, told, strict=True) if one != other)
    dated = sum(1 for cell in cells if not _PLAIN.fullmatch(cell) and CELL.fullmatch(cell))
    return told if count and dated >= _SEVERAL else None


def _day_told(cell: str) -> str:
    value = float(cell.replace(",", "."))
    if not _SERIALS[0] <= value <= _SERIALS[1]:
        return cell
    moment = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=round((value - EXCEL_EPOCH) * DAY_S))
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def is_nothing(cell: str) -> bool:
    """Whether a cell says in some way that it holds nothing: "", "-", "null"."""
    return cell in _NOTHING


def _at_midnight(seconds: Floats) -> bool:
    """Whether all of several moments are the beginning of a day: dates that a program wrote out as moments."""
    read = seconds[~np.isnan(seconds)]
    return len(read) >= _SEVERAL and bool((read % DAY_S == 0).all())


def _usual(cells: Sequence[str]) -> Floats | None:
    """(n,) a column of 2026-11-11 00:05:09 and empty cells read at once, as most columns are; None for any other."""
    filled = len(cells) - cells.count("")
    text = "\n".join(cells)
    if not filled or set(map(len, cells)) - {0, 19} or text.count("-") != 2 * filled or text.count(":") != 2 * filled:
        return None
    if not _USUAL.fullmatch(text):
        return None
    try:
        found = np.array(cells, "datetime64[s]")
    except ValueError:
        return None
    years = found.astype("datetime64[Y]").astype(np.int64) + 1970
    if ((years < YEARS[0]) | (years > YEARS[1]))[~np.isnat(found)].any():
        return None
    seconds = found.astype(np.float64)
    seconds[np.isnat(found)] = math.nan
    return seconds


def _distinct_dates(cells: Sequence[str]) -> set[str]:
    """The texts of dates with two numbers before the year."""
    heads = {cell.partition(" ")[0].partition("T")[0] for cell in cells}
    return {head for head in (head.rstrip(",") for head in heads) if year_last(head) and not year_first(head)}


def _parts(text: str) -> tuple[int, int, int]:
    return year_last(text) or (0, 0, 0)


def _order(dates: Sequence[tuple[int, int, int]]) -> tuple[str | None, bool, bool]:
    """The order of day and month, whether it is open, and whether dates contradict each other."""
    if not dates:
        return None, False, False
    first = any(12 < a <= 31 for a, _, _ in dates)
    second = any(12 < b <= 31 for _, b, _ in dates)
    if first and second:
        return DAY_FIRST, False, True
    if first or second:
        return (DAY_FIRST if first else MONTH_FIRST), False, False
    if all(a == b for a, b, _ in dates):
        return MONTH_FIRST, False, False  # both readings are the same days

    def stretch(month_first: bool) -> int:
        days = [day_number(year, *((a, b) if month_first else (b, a))) for a, b, year in dates]
        real = [day for day in days if day is not None]
        return max(real) - min(real) if real else 0

    return (MONTH_FIRST if stretch(True) <= stretch(False) else DAY_FIRST), True, False


def _turned(cells: Sequence[str], dates: Sequence[tuple[int, int, int]]) -> bool:
    """Whether Excel took the dates that it could for months first, and left as texts those that no month begins: all of
    the texts have a number above 12, and none of the other dates has a day above it."""
    if not dates or not all(max(a, b) > 12 for a, b, _ in dates):
        return False
    heads = {cell.partition(" ")[0].partition("T")[0] for cell in cells}
    others = [met for head in heads if (met := year_first(head)) is not None]
    enough = len({date[:2] for date in dates}) >= _SEVERAL and len({one[1:] for one in others}) >= _SEVERAL
    months = {month for _, month, _ in others}
    return enough and all(day <= 12 for _, _, day in others) and len(months) >= _SEVERAL


def _read(cells: Sequence[str], zone: str | None, order: str | None, ambiguous: bool, mixed: bool) -> Moments:
    local = ZoneInfo(zone) if zone is not None else None
    dates: dict[str, float] = {}
    clocks: dict[str, float] = {}
    shifts: dict[str, float] = {}
    seconds = np.full(len(cells), math.nan)
    ahead = np.full(len(cells), math.nan)
    unread: list[int] = []
    timed = zoned = False
    for i, cell in enumerate(cells):
        if cell in _NOTHING:
            continue
        parts = _parted(cell)
        if parts is None:
            unread.append(i)
            continue
        date, clock_text, offset = parts
        if date not in dates:
            dates[date] = _date(date, order)
        day, clock = dates[date], 0.0
        if clock_text:
            if clock_text not in clocks:
                told = clock_seconds(clock_text)
                clocks[clock_text] = math.nan if told is None else told
            clock = clocks[clock_text]
        if offset:
            if offset not in shifts:
                told = offset_seconds(offset)
                shifts[offset] = math.nan if told is None else told
            ahead[i], zoned = shifts[offset], True
        value = day + clock
        if math.isnan(value) or (offset and math.isnan(ahead[i])):
            unread.append(i)
            ahead[i] = math.nan
            continue
        seconds[i] = value
        timed = timed or bool(clock_text)
    unzoned = 0
    if zoned:
        bare = np.flatnonzero(np.isnan(ahead) & ~np.isnan(seconds))
        seconds[bare] = math.nan
        unzoned = len(bare)
        unread = sorted([*unread, *map(int, bare)])
    read = ~np.isnan(seconds)
    if local is not None and zoned:
        seconds = on_clock(seconds - np.nan_to_num(ahead), local)
    return Moments(
        seconds,
        zone_known=zoned,
        offsets=tuple(sorted(set((ahead[read & ~np.isnan(ahead)] / 3600).tolist()))),
        order=order,
        ambiguous=ambiguous,
        mixed=mixed,
        date_only=bool(read.any()) and not timed,
        unread=len(unread),
        first_unread=unread[0] if unread else None,
        unzoned=unzoned,
    )


def on_clock(utc: Floats, zone: ZoneInfo) -> Floats:
    """Seconds since 1970 in UTC as seconds on a zone's wall clock; NaN stays."""
    return utc + _by_quarter(utc, lambda at: dt.datetime.fromtimestamp(at, zone).utcoffset())


def in_utc(local: Floats, zone: ZoneInfo) -> Floats:
    """Seconds since 1970 on a zone's wall clock as seconds in UTC; of an hour that comes twice it is the first."""
    start = dt.datetime(1970, 1, 1)
    return local - _by_quarter(local, lambda at: (start + dt.timedelta(seconds=at)).replace(tzinfo=zone).utcoffset())


def in_hour_that_comes_twice(local: Floats, zone: ZoneInfo) -> Bools:
    """(n,) moments on a wall clock that is set back in the autumn night, and shows them a second time."""
    start = dt.datetime(1970, 1, 1)

    def set_back(at: float) -> dt.timedelta:
        moment = (start + dt.timedelta(seconds=at)).replace(tzinfo=zone)
        first, second = moment.utcoffset(), moment.replace(fold=1).utcoffset()
        return (first or dt.timedelta()) - (second or dt.timedelta())

    return _by_quarter(local, set_back) > 0


def _by_quarter(seconds: Floats, offset: Callable[[float], dt.timedelta | None]) -> Floats:
    """An offset for each moment, asked once for each quarter of an hour; no clock changes within one."""
    quarters = np.floor(seconds / _QUARTER_S)
    distinct, which = np.unique(quarters, return_inverse=True)
    shifts = [
        math.nan if math.isnan(at) else (offset(at * _QUARTER_S) or dt.timedelta()).total_seconds() for at in distinct
    ]
    return np.array(shifts)[which]


def _date(text: str, order: str | None) -> float:
    """Seconds since 1970 at the beginning of a date; NaN for one that does not exist."""
    known = year_first(text)
    if known is None:
        two = year_last(text)
        if two is None:
            return math.nan
        a, b, year = two
        known = (year, a, b) if order == MONTH_FIRST else (year, b, a)
    day = day_number(*known)
    return math.nan if day is None else float(day * DAY_S)


def _parted(cell: str) -> tuple[str, str, str] | None:
    """Date, time of day and offset of a cell as they are written, "" for what it lacks; None for another text."""
    if len(cell) > LONGEST:
        return None
    if found := CELL.fullmatch(cell):
        return found["date"], found["clock"] or "", found["zone"] or ""
    if not _COMPACT.fullmatch(cell):  # 20261111000509, 202611110005
        return None
    clock = f"{cell[8:10]}:{cell[10:12]}"
    return cell[:8], f"{clock}:{cell[12:]}" if len(cell) == 14 else clock, ""


def _scale(cells: Sequence[str]) -> str | None:
    """Whether a column counts: Excel's days ("days"), seconds ("s") or milliseconds ("ms") since 1970; else None."""
    kinds: Counter[str] = Counter()
    texts, most = 0, max(1, min(len(cells) // _TEXTS_IN, _MOST_TEXTS))  # a footer, or a cell that went wrong
    for cell in cells:
        if cell in _NOTHING:
            continue
        if not _PLAIN.fullmatch(cell):
            texts += 1
            if texts > most:
                return None
            continue
        value = float(cell.replace(",", "."))
        if _SERIALS[0] <= value <= _SERIALS[1]:
            kinds["days"] += 1
        elif _EPOCH_S[0] <= value <= _EPOCH_S[1]:
            kinds["s"] += 1
        elif 1000 * _EPOCH_S[0] <= value <= 1000 * _EPOCH_S[1]:
            kinds["ms"] += 1
        else:
            kinds["other"] += 1
    if not kinds:
        return None
    best, count = kinds.most_common(1)[0]
    return best if best != "other" and count >= 0.9 * kinds.total() else None


def _counted(cells: Sequence[str], scale: str, zone: str | None) -> Moments:
    low, high = _SERIALS if scale == "days" else _EPOCH_S if scale == "s" else tuple(1000 * x for x in _EPOCH_S)
    values = np.array([float(cell.replace(",", ".")) if _PLAIN.fullmatch(cell) else math.nan for cell in cells])
    filled = np.array([cell not in _NOTHING for cell in cells], bool)
    wrong = filled & ~((values >= low) & (values <= high))
    values[wrong] = math.nan
    if scale == "days":
        # a day number has about ten digits: the second is certain, what stands behind it is not
        seconds = np.round((values - EXCEL_EPOCH) * DAY_S)
    else:
        seconds = values / (1.0 if scale == "s" else 1000.0)
        if zone is not None:
            seconds = on_clock(seconds, ZoneInfo(zone))
    whole = values[~np.isnan(values)]
    return Moments(
        seconds,
        zone_known=scale != "days",
        offsets=() if scale == "days" else (0.0,),
        date_only=scale == "days" and len(whole) > 0 and bool((whole == np.floor(whole)).all()),
        counted=True,
        unread=int(wrong.sum()),
        first_unread=int(np.flatnonzero(wrong)[0]) if wrong.any() else None,
    )
