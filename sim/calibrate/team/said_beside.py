"""What files have beside arrivals and handle times, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.calibrate.team.beside import Beside
from sim.calibrate.team.conversion import Conversion
from sim.calibrate.team.fit import Fit
from sim.calibrate.team.holding import Holding
from sim.calibrate.team.lags import Lags
from sim.calibrate.team.redials import Again
from sim.calibrate.team.scenario import Team
from sim.calibrate.team.works import OTHER, OTHER_TITLE
from sim.files.messages import Phrase, Series, phrase

HOW = {"number": phrase("fit.lags_number"), "customer": phrase("fit.lags_customer"), "days": phrase("fit.lags_days")}


def said_beside(fit: Fit, team: Team) -> Iterator[Phrase]:
    """One sentence each."""
    found, kinds = fit.beside, fit.contacts.kinds
    if found.holding is not None:
        yield from _holding(found.holding)
    if found.wrapup_told:
        yield phrase("fit.wrap_told")
    yield from _again(found, fit)
    if found.again is not None and found.again.back is not None and any(w.repeat >= 1 for w in team.scenario.work):
        yield phrase("fit.back_most")
    if found.handed_on is not None:
        for k in np.flatnonzero(found.handed_on.to >= 0):
            to = kinds[found.handed_on.to[k]]
            yield phrase(
                "fit.handed_on", kind=_named(kinds[k]), to=_named(to), share=_percent(found.handed_on.share[k])
            )
    if found.lags is not None:
        yield from _lags(found.lags, kinds)
    if found.strangers:
        yield phrase("fit.strangers")
    if found.conversion is not None:
        yield from _conversion(found.conversion)


def _holding(holding: Holding) -> Iterator[Phrase]:
    yield phrase("fit.holding", mean=f"{holding.mean:.1f}", most=holding.most)
    if not holding.services:
        yield phrase("fit.holding_few")
        return
    for count in sorted({2, holding.most} - {1}):
        if count <= holding.most:
            times, low, high = (f"{column[count - 1]:.2f}" for column in (holding.stretch, holding.low, holding.high))
            yield phrase("fit.holding_slow", count=count, times=times, low=low, high=high)


def _again(found: Beside, fit: Fit) -> Iterator[Phrase]:
    again: Again | None = found.again
    if again is None:
        if fit.contacts.customer is not None:
            yield phrase("fit.few_again")
        return
    for key, coming in (("fit.redial", again.redial), ("fit.back", again.back)):
        if coming is not None:
            low, high = map(_percent, coming.band)
            yield phrase(key, share=_percent(coming.whole), low=low, high=high, day=_percent(coming.day))


def _lags(lags: Lags, kinds: tuple[str, ...]) -> Iterator[Phrase]:
    before, after = f"{lags.before.sum():.2f}", f"{lags.after.sum():.2f}"
    yield phrase("fit.lags", before=before, after=after, how=HOW[lags.how], days=lags.days)
    for key, source in (("fit.lags_before", "order"), ("fit.lags_after", "parcel"), ("fit.lags_open", None)):
        mine = [_named(kind) for kind, one in zip(kinds, lags.sources, strict=True) if one == source]
        if mine:
            yield phrase(key, kinds=Series(tuple(mine)))
    if lags.transit_days is not None and lags.transit_band is not None:
        low, high = lags.transit_band
        yield phrase("fit.lags_transit", days=lags.transit_days, low=low, high=high)


def _conversion(conversion: Conversion) -> Iterator[Phrase]:
    low, high = map(_percent, conversion.band)
    asked = f"{conversion.asked:,}"
    yield phrase("fit.bought", asked=asked, share=_percent(conversion.share), low=low, high=high)
    if np.isfinite(conversion.unanswered):
        yield phrase("fit.bought_lost", share=_percent(conversion.unanswered))
    for one in conversion.classes:
        if np.isfinite(one.until_s):
            yield phrase("fit.bought_within", seconds=f"{one.until_s:g}", share=_percent(one.bought))
        else:
            yield phrase("fit.bought_later", share=_percent(one.bought))
    if np.isfinite(conversion.slope):
        lost = np.array([conversion.slope, *conversion.slope_band])  # points fewer with each minute
        key = "fit.bought_slope" if lost[0] >= 0 else "fit.bought_slope_up"
        points, low, high = (f"{100 * value:.1f}" for value in (lost if lost[0] >= 0 else -lost[[0, 2, 1]]))
        yield phrase(key, points=points, low=low, high=high)


def _named(kind: str) -> object:
    return OTHER_TITLE if kind == OTHER else kind


def _percent(share: float) -> str:
    return f"{100 * float(share):.1f}"
