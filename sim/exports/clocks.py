"""The hour that a shop's clock shows twice, in the autumn night in which it is put back."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np

from sim.arrays import Bools, Floats
from sim.exports.dates import HOUR_S
from sim.exports.moments import in_utc, on_clock

QUARTER_S = 900.0  # zones change their clocks at a full quarter of an hour
EPOCH = dt.datetime(1970, 1, 1)


def wall_clock(utc: Floats, zone: str | None) -> Floats:
    """Seconds since 1970 on the clocks of `zone` (its IANA name) at moments in UTC; None: as they are. nan stays."""
    return utc if zone is None else on_clock(utc, ZoneInfo(zone))


def elapsed(begin: Floats, end: Floats, zone: str | None) -> Floats:
    """Seconds from one moment on the clocks of `zone` to another, a change of the clocks between them counted. Of an
    hour that comes twice the end is the second one where it would else lie before the begin, and the begin is the
    second one where the end lies behind that hour: the shorter time is the likelier. None: no clock changes."""
    if zone is None:
        return end - begin
    clock = ZoneInfo(zone)
    between = in_utc(end, clock) - in_utc(begin, clock)
    again = (between < 0) & (between >= -HOUR_S) & shown_twice(end, zone)
    late = shown_twice(begin, zone) & ~shown_twice(end, zone) & (between >= HOUR_S)
    return np.where(again, between + HOUR_S, np.where(late, between - HOUR_S, between))


def shown_twice(wall: Floats, zone: str | None) -> Bools:
    """Which moments on the clocks of `zone` come twice."""
    if zone is None:
        return np.zeros(len(wall), dtype=bool)
    clock = ZoneInfo(zone)

    def twice(seconds: float) -> bool:
        moment = (EPOCH + dt.timedelta(seconds=seconds)).replace(tzinfo=clock)
        first, second = (moment.replace(fold=fold).utcoffset() for fold in (0, 1))
        return first is not None and second is not None and first > second

    quarters = np.floor(wall / QUARTER_S)
    known = {q: twice(q * QUARTER_S) for q in np.unique(quarters[~np.isnan(quarters)]).tolist()}
    return np.array([known.get(q, False) for q in quarters.tolist()], dtype=bool)
