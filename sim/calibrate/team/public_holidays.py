"""Public holidays of a country between two dates, from the library `holidays`.

A scenario wants the days for whose hours the law asks most. Days that are only moved (a holiday on a Sunday made good
on Monday, or a bridge worked off on a Saturday, 调休) are days off at usual pay and are left out. Such swaps are
announced year by year; `swaps_until` says how far they are known.
"""

from __future__ import annotations

import datetime as dt

SWAPPED = "Day off (substituted"  # how the library names a day that is worked off elsewhere
LOOKED_BACK = 10  # years


def public_holidays(country: str, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """Dates from `first` to `last`, inclusive. None at all for a country that the library does not know."""
    named = _named(country, first.year, last.year)
    return tuple(sorted(day for day, name in named if first <= day <= last and not name.startswith(SWAPPED)))


def swaps_until(country: str, year: int) -> int | None:
    """The last year up to `year` whose swapped days the library knows; None for a country that swaps none."""
    for past in range(year, year - LOOKED_BACK, -1):
        if any(name.startswith(SWAPPED) for _, name in _named(country, past, past)):
            return past
    return None


def make_up_days(country: str, first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """Weekend days from `first` to `last` that are worked for a holiday (调休), as far as they are announced."""
    import holidays

    if country not in holidays.list_supported_countries():
        return ()
    years = range(first.year, last.year + 1)
    known = holidays.country_holidays(country, years=years, observed=False).weekend_workdays
    return tuple(sorted(day for day in known if first <= day <= last))


def _named(country: str, first: int, last: int) -> list[tuple[dt.date, str]]:
    import holidays

    if country not in holidays.list_supported_countries():
        return []
    found = holidays.country_holidays(country, years=range(first, last + 1), language="en_US", observed=False)
    return list(found.items())
