"""Reports by interval as tables: ISO with milliseconds, `09:00-09:30`, pipes with date and period, days by number.

A number without a unit is seconds, unless the mean handling time would be hours then: then the report counts
milliseconds. Shares may be written as 0.81, 81 or 81 %.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats
from sim.exports.clocks import wall_clock
from sim.exports.columns import Found, find
from sim.exports.dates import clock_seconds
from sim.exports.intervals import DAY_S, Intervals, checked
from sim.exports.moments import moments
from sim.exports.numbers import number, numbers, shares
from sim.exports.quality import Remark
from sim.exports.spans import span, spans
from sim.exports.stamps import NOTHING_TOLD, UTC, Told, relied_on
from sim.exports.tables import Table
from sim.exports.traffic import is_traffic, read_traffic
from sim.files.bad_input import bad, shown
from sim.files.messages import phrase

MILLI_FROM_S = 20_000.0  # a mean handling time above it is not seconds: five and a half hours a contact
SPANS = ("asa", "abandon_wait", "wait", "delay", "aht", "talk", "hold", "acw", "logged_in")
_TIME = r"\d{1,2}[:.]?\d{2}(?:\s?[AaPp]\.?[Mm]\.?)?"
_RANGE = re.compile(rf"({_TIME})\s*[-–~～至到]\s*({_TIME})")
_DATED_RANGE = re.compile(r"(.*\d\S*)[ T]+(\d{1,2}:\d{2})(?::\d{2})?\s*[-–~～至到]\s*(\d{1,2}:\d{2})(?::\d{2})?")
_CLOCK = re.compile(r"(\d{1,2})[:.]?(\d{2})(?::\d{2})?")
_MONTH_DAY_YEAR = re.compile(r"(\d{2})(\d{2})((?:19|20)\d{2})")
_DATE_ABOVE = re.compile(r"(?:19|20)\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}/\d{1,2}/(?:19|20)\d{2}")


def is_intervals(table: Table) -> bool:
    found = find(table, "intervals")
    counts = found.keys() & {"offered", "answered", "abandoned"}
    when = found.keys() & {"start", "period", "index"}
    by_hour = {"date", "period", "offered"} <= found.keys()
    more = len(counts) >= 2 or by_hour or bool(found.keys() & {"aht", "logged_in"})
    return is_traffic(table) or (bool(when) and more)


def read_intervals(table: Table, zone: str | None = None, told: Told = NOTHING_TOLD) -> Intervals:
    """The intervals of a report. `zone`: the shop's, used where the report gives UTC.

    Raises BadInput where no interval or no count can be read.
    """
    if is_traffic(table):
        return checked(read_traffic(table))
    report = _Report(table, find(table, "intervals"), zone, told)
    start, length, dated = report.times()
    if "agent" in report.found:
        return checked(report.of_agents(start, length, dated))
    return checked(report.of_queues(start, length, dated))


@dataclass
class _Report:
    """The columns of one report."""

    table: Table
    found: Mapping[str, Found]
    zone: str | None
    told: Told

    def cells(self, role: str) -> list[str]:
        return self.table.column(self.found[role].index) if role in self.found else [""] * len(self.table)

    def counts(self, role: str) -> Floats:
        read = numbers(self.cells(role)) if role in self.found else np.full(len(self.table), np.nan)
        return np.where(read >= 0, read, np.nan)

    def __post_init__(self) -> None:
        self.remarks: list[Remark] = []
        read = {role: spans(self.cells(role), self.found[role].heading if role in self.found else "") for role in SPANS}
        bare = [read[role].seconds for role in ("aht", "talk") if role in self.found and not read[role].told]
        usual = float(np.nanmedian(bare[0])) if bare and not np.isnan(bare[0]).all() else 0.0
        milli = usual > MILLI_FROM_S or (not bare and bool(np.nanmax(read["logged_in"].seconds, initial=0.0) > DAY_S))
        if milli:
            self.remarks.append(Remark("intervals.milliseconds", len(self.table)))
        self.seconds = {role: s.seconds / (1000.0 if milli and not s.told else 1.0) for role, s in read.items()}

    def times(self) -> tuple[Floats, Floats, bool]:
        """(N,) the start of each interval, its length, and whether the report has dates."""
        name = self.table.name
        if "period" in self.found and "date" in self.found:
            day = self._dates()
            clock = np.array([_clock(cell) for cell in self.cells("period")])
            return self._spread(day + clock, True)
        if "start" in self.found:
            cells = self.cells("start")
            dated_ranges = [_DATED_RANGE.fullmatch(cell) for cell in cells]
            if sum(map(bool, dated_ranges)) > len(cells) / 2:  # no moment with an offset from UTC: 14:00-14:30
                return self._of_ranges(dated_ranges)
            ranges = [_RANGE.fullmatch(cell) for cell in cells]
            if any(ranges):
                first, last = (np.array([_clock(r[i]) if r else np.nan for r in ranges]) for i in (1, 2))
                day, dated = self._date_beside()
                return day + first, np.where(last > first, last - first, last - first + DAY_S), dated
            read = moments(cells, UTC, self.told.order, self.told.clock)
            if not np.isnan(read.seconds).all():
                _, open_ = relied_on(self.table, self.found["start"], self.told)
                self.remarks += open_
                utc = read.zone_known or self.told.clock is not None
                start = wall_clock(read.seconds, self.zone if utc else None)
                if utc and self.zone is None:
                    self.remarks.append(Remark("intervals.utc", len(cells)))
                if "end" in self.found:
                    until = moments(self.cells("end"), UTC, self.told.order, self.told.clock).seconds
                    return start, until - read.seconds, True
                return self._spread(start, True)
            clocks = np.array([_clock(cell) for cell in cells])
            if not np.isnan(clocks).all():
                day, dated = self._date_beside()
                return self._spread(day + clocks, dated)
            raise bad(name, phrase("intervals.no_time", row=self.table.first_row, value=shown(cells[0])))
        if "date" in self.found:
            return self._dates(), np.full(len(self.table), DAY_S), True
        index = self.counts("index")
        if np.isnan(index).all():
            raise bad(name, phrase("intervals.no_start"))
        self.remarks.append(Remark("intervals.no_dates", len(self.table)))
        return (index - np.nanmin(index)) * DAY_S, np.full(len(self.table), DAY_S), False

    def _of_ranges(self, ranges: Sequence[re.Match[str] | None]) -> tuple[Floats, Floats, bool]:
        """Of 2026-10-05 09:00-09:30, date and hours in one cell."""
        read = moments([met[1] if met else "" for met in ranges], order=self.told.order)
        if read.ambiguous:
            _, open_ = relied_on(self.table, self.found["start"], self.told)
            self.remarks += open_
        first, last = (np.array([_clock(met[i]) if met else np.nan for met in ranges]) for i in (2, 3))
        return read.seconds + first, np.where(last > first, last - first, last - first + DAY_S), True

    def of_queues(self, start: Floats, length: Floats, dated: bool) -> Intervals:
        """One row an interval and queue."""
        offered, answered, abandoned = (self.counts(role) for role in ("offered", "answered", "abandoned"))
        if sum(not np.isnan(c).all() for c in (offered, answered, abandoned)) < 1:
            raise bad(self.table.name, phrase("intervals.no_counts"))
        answered = np.where(np.isnan(answered), offered - abandoned, answered)
        empty = np.isnan(abandoned) & ("abandoned" in self.found)  # tools leave a cell empty where nothing happened
        abandoned = np.where(empty, np.maximum(0.0, np.nan_to_num(offered - answered)), abandoned)
        offered = np.where(np.isnan(offered), answered + np.nan_to_num(abandoned), offered)
        s = self.seconds
        asa = np.where(np.isnan(s["asa"]), s["delay"] / np.maximum(1.0, answered), s["asa"])
        pieces = s["talk"] + np.nan_to_num(s["hold"]) + np.nan_to_num(s["acw"])
        aht = np.where(np.isnan(s["aht"]), pieces, s["aht"])
        lost = np.where(abandoned > 0, s["abandon_wait"] * abandoned, 0.0)
        waited = np.where(answered > 0, asa * answered, 0.0) + lost
        waited = np.where(np.isnan(waited), s["wait"] * offered, waited)
        staff = np.array([number(cell) for cell in self.cells("staff")])  # 2.125 people are no two thousand
        staff = np.where(np.isnan(staff), s["logged_in"] / length, staff)
        queues = sorted(set(self.cells("queue")))
        place = {queue: i for i, queue in enumerate(queues)}
        made = Intervals(
            self.table.name,
            tuple(queue or "?" for queue in queues),
            np.array([place[queue] for queue in self.cells("queue")], dtype=np.int64),
            start, length, offered, answered, abandoned, asa, waited, aht, s["acw"], staff, self._shares(), dated,
        )  # fmt: skip
        return self._kept(made, ~(np.isnan(start) | np.isnan(offered)))

    def of_agents(self, start: Floats, length: Floats, dated: bool) -> Intervals:
        """One row an interval and agent: how many were on duty in each."""
        logged = self.seconds["logged_in"]
        begins, place = np.unique(start[~np.isnan(start)], return_inverse=True)
        known = ~np.isnan(start)
        lasts = np.zeros(len(begins))
        lasts[place] = length[known]
        nothing = np.full(len(begins), np.nan)
        on_duty = np.bincount(place, np.nan_to_num(logged[known]), minlength=len(begins)) / lasts
        self.remarks.append(Remark("intervals.of_agents", len(set(self.cells("agent")))))
        made = Intervals(
            self.table.name, ("?",), np.zeros(len(begins), dtype=np.int64), begins, lasts,
            *(nothing,) * 7, on_duty, nothing, dated,
        )  # fmt: skip
        return made.said(*self.remarks)

    def _kept(self, made: Intervals, read: Bools) -> Intervals:
        running = np.array([cell.lower() in ("false", "0", "no") for cell in self.cells("complete")])
        if running.any():
            self.remarks.append(Remark("intervals.running", int(running.sum())))
        if (~read).any():
            self.remarks.append(Remark("intervals.unread", int((~read).sum())))
        if not (read & ~running).any():
            raise bad(self.table.name, phrase("intervals.no_counts"))
        return made.rows(read & ~running).said(*self.remarks)

    def _shares(self) -> Floats:
        cells = self.cells("service_level")
        return shares(cells)

    def _spread(self, start: Floats, dated: bool) -> tuple[Floats, Floats, bool]:
        """Starts, and as length of all the shortest step between two of them; an hour where there is one."""
        steps = np.diff(np.unique(start[~np.isnan(start)]))
        return start, np.full(len(start), float(steps.min()) if len(steps) else 3600.0), dated

    def _dates(self) -> Floats:
        """The day of each row from the column of dates; 11112026 is month, day, year, as WFM tools write it."""
        cells = self.cells("date")
        if cells and all(map(_MONTH_DAY_YEAR.fullmatch, cells)):
            return _days(cells)
        read, open_ = relied_on(self.table, self.found["date"], self.told)
        self.remarks += open_
        return read.seconds

    def _date_beside(self) -> tuple[Floats, bool]:
        """The day of each row from a column of dates, else of all from the lines above; 0 where nothing says it."""
        if "date" in self.found:
            return self._dates(), True
        for line in self.table.above:
            met = _DATE_ABOVE.search(" ".join(line))
            if met is not None:
                return np.full(len(self.table), _days([met[0]])[0]), True
        self.remarks.append(Remark("intervals.no_dates", len(self.table)))
        return np.zeros(len(self.table)), False


def _days(cells: Sequence[str]) -> Floats:
    """Midnights of dates; 11112026 is month, day, year, as WFM tools write it."""
    found = [_MONTH_DAY_YEAR.fullmatch(cell) for cell in cells]
    if cells and all(found):
        cells = [f"{m[3]}-{m[1]}-{m[2]}" for m in found if m]
    return moments(cells).seconds


def _clock(cell: str) -> float:
    """Seconds since midnight of 09:00, 9:00 AM, 下午2:30, 0900 or 9."""
    met = _CLOCK.fullmatch(cell)
    if met is not None:
        return int(met[1]) * 3600.0 + int(met[2]) * 60.0
    told = clock_seconds(cell)
    if told is not None:
        return told
    value = span(cell)
    return value * 3600.0 if value < 24 else float("nan")
