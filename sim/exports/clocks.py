"""The hour that a shop's clock shows twice, in the autumn night in which it is put back."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np

from sim.arrays import Bools, Floats
from sim.exports.moments import on_clock

QUARTER_S = 900.0  # zones change their clocks at a full quarter of an hour
EPOCH = dt.datetime(1970, 1, 1)


def wall_clock(utc: Floats, zone: str | None) -> Floats:
    """Seconds since 1970 on the clocks of `zone` (its IANA name) at moments in UTC; None: as they are. nan stays."""
    return utc if zone is None else on_clock(utc, ZoneInfo(zone))


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
