"""Counts of the coming days with P10, P50 and P90: usual days, named days, growth, and what is not known of each.

    count of a day = level of its weekday × drift × named days × the day's own factor, and chance

level       weekdays of the last weeks (`history.recent`) and where they stand on the last day (`level_now`), days of
            sales and feasts left out
drift       the walk of the level goes on; where the file has the same weeks of last year, half of what the level did
            then, at most, is expected again: one year shows its season and its luck together
named days  last time's multiples (`sale_days`), a sale's lift − 1 going again as well as campaigns go
            (`luck.campaign`); a sale that is not in the file as in a published year, a feast that is not as usual days
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from sim.arrays import Bools, Floats
from sim.calibrate.team.arrivals import Arrivals, fitted_arrivals
from sim.calibrate.team.counts import Counts
from sim.calibrate.team.days import Sorted, set_apart, sorted_days
from sim.calibrate.team.history import recent, stretches
from sim.calibrate.team.level_now import Level, level_now
from sim.calibrate.team.named_days import NamedDay, dates_of, named_days
from sim.calibrate.team.sale_days import Candidate, Sale, candidates, expected_multiples, seen_sale
from sim.evidence import parameters
from sim.units import DAYS_PER_WEEK

DRAWS = 4000
QUANTILES = (0.1, 0.5, 0.9)
YEAR = 52 * DAYS_PER_WEEK  # days: the same weekday of last year
NEAR = 14  # days before and after, whose usual days say what was usual then
APART = 1.15  # times the usual, or that much less: a day of a sale or a feast that tells nothing of usual days
FAR = 60  # days that a named day may reach


@dataclass(frozen=True)
class Coming:
    """A named day ahead. `multiple`: P10, P50, P90 of its busiest day ÷ a usual one; `sale`: last time, None: the
    published year of `candidate`."""

    named: NamedDay
    big: dt.date  # as the rule says
    top: dt.date  # the busiest
    multiple: Floats  # (3,)
    candidate: Candidate
    sale: Sale | None
    growth: Floats | None  # (3,) usual days now ÷ those around a sale of last year


@dataclass(frozen=True)
class Bent:
    """What bends a day: a sale in one of its phases (`phase_name`), or a feast, which has none."""

    named: NamedDay
    phase: str | None


@dataclass(frozen=True)
class Later:
    """The climax of a sale after the days that are foretold."""

    named: NamedDay
    day: dt.date


@dataclass(frozen=True)
class Forecast:
    """`quantiles`: (3, D) counts of the days from `first` on. `named`: for each day what bends it. `later`: sales whose
    climax comes within `FAR` days of the last one."""

    first: dt.date
    quantiles: Floats
    named: tuple[tuple[Bent, ...], ...]
    coming: tuple[Coming, ...]
    later: tuple[Later, ...]
    arrivals: Arrivals
    level: Level


@dataclass(frozen=True)
class _Past:
    """What all forecasts from one file rest on."""

    parts: tuple[tuple[Counts, Sorted], ...]
    sales: dict[str, Sale]
    arrivals: Arrivals
    level: Level
    last: dt.date


def forecast(
    counts: Counts, first: dt.date, days: int, country: str, published: bool = True,
    elsewhere: Mapping[str, Sale] = MappingProxyType({}), seed: int = 1,
) -> Forecast:  # fmt: skip
    """See the module's docstring. `first` lies after the last day of `counts`; `published`: whether a sale that is not
    in the file goes as in a published year, or not at all; `elsewhere`: sales by the id of their day that another file
    shows, of orders for contacts. ValueError without a usual day."""
    past = _past(counts, country)
    rng = np.random.default_rng(seed)
    dates = [first + dt.timedelta(days=i) for i in range(days)]
    weekday = np.array([date.weekday() for date in dates])
    level = past.arrivals.level[weekday] * np.exp(
        (past.arrivals.level_sd * rng.standard_normal((DRAWS, DAYS_PER_WEEK)))[:, weekday]
    )
    means = level * _drift(past, dates, rng)
    coming: list[Coming] = []
    names: list[list[Bent]] = [[] for _ in dates]
    for event, bend in _events(past, country, first, days, published, elsewhere, rng):
        means *= bend
        coming.append(event)
        for i in np.flatnonzero(np.abs(np.log(np.median(bend, axis=0))) > np.log(1.02)):
            analogue, offset = event.candidate.analogue, (dates[i] - event.big).days
            names[i].append(Bent(event.named, analogue.phase_on(offset) if analogue else None))
    own = rng.gamma(past.level.cv**-2, past.level.cv**2, means.shape)
    made = rng.poisson(means * own)
    quantiles = np.quantile(made, QUANTILES, axis=0)
    bent = tuple(tuple(one) for one in names)
    later = tuple(_later(past, country, dates[-1], published, elsewhere))
    return Forecast(first, quantiles, bent, tuple(coming), later, past.arrivals, past.level)


def named_dates(counts: Counts, country: str) -> frozenset[dt.date]:
    """Days of a file that a sale or a feast of the country has made other than usual; none without a usual day."""
    try:
        sales = _past(counts, country).sales.values()
    except ValueError:
        return frozenset()
    return frozenset(counts.date(int(day)) for day in np.flatnonzero(_apart(counts, sales)))


def _past(counts: Counts, country: str) -> _Past:
    parts = tuple((part, sorted_days(part)) for part in stretches(counts))
    now = recent(counts)
    usual = sorted_days(now)
    arrivals = fitted_arrivals(now, usual)
    level = _level(now, usual.usual, arrivals)
    found = {}
    for named in named_days(country):
        sale = seen_sale(named, parts, arrivals, level.cv)
        if sale is not None:
            found[named.id] = sale
    without = set_apart(usual, _apart(now, found.values()), now.totals)
    if without is not usual:
        arrivals = fitted_arrivals(now, without)
        level = _level(now, without.usual, arrivals)
    parts = tuple((part, replace(s, usual=s.usual & ~_apart(part, found.values()))) for part, s in parts)
    return _Past(parts, found, arrivals, level, now.date(len(now) - 1))


def _level(counts: Counts, usual: Bools, arrivals: Arrivals) -> Level:
    expected = arrivals.level[counts.weekday]
    day = np.flatnonzero(usual & (expected > 0) & (counts.totals > 0))
    level = level_now(day, np.log(counts.totals[day] / expected[day]), counts.totals[day])
    since = len(counts) - 1 - int(day[-1])  # days at the end that say nothing of it
    return replace(level, variance=level.variance + level.week * since / DAYS_PER_WEEK)


def _apart(counts: Counts, sales: Iterable[Sale]) -> Bools:
    """(D,) days that a sale or a feast has made other than usual."""
    made = np.zeros(len(counts), dtype=bool)
    for sale in sales:
        far = np.abs(np.log(sale.multiples)) > np.log(APART)
        place = (sale.day - counts.first).days + sale.candidate.offsets[far]
        made[place[(place >= 0) & (place < len(counts))]] = True
    return made


def _drift(past: _Past, dates: Sequence[dt.date], rng: np.random.Generator) -> Floats:
    """(draws, D) level of usual days ÷ that of the last weeks' mean."""
    ahead = np.array([(date - past.last).days for date in dates])
    level, week = past.level, past.level.week
    steps = np.diff(np.append(0, ahead)).clip(min=0) * week / DAYS_PER_WEEK
    start = level.log + np.sqrt(level.variance) * rng.standard_normal((DRAWS, 1))
    walk = start + np.cumsum(np.sqrt(steps) * rng.standard_normal((DRAWS, len(dates))), axis=1)
    then = _usual_then(past, past.last - dt.timedelta(days=YEAR))
    again = np.zeros(len(dates))
    if then is not None:
        for i, date in enumerate(dates):
            later = _usual_then(past, date - dt.timedelta(days=YEAR))
            if later is not None:
                walked = max(int(ahead[i]), 1) * week / DAYS_PER_WEEK
                noise = then[1] + later[1] + walked
                again[i] = np.log(later[0] / then[0]) * walked / (walked + noise)
    return np.asarray(np.exp(again + walk))


def _usual_then(past: _Past, date: dt.date) -> tuple[float, float] | None:
    """Mean usual day around a date and its relative variance; None where the file has less than a week of them."""
    weekday = past.arrivals.level / past.arrivals.level.mean()
    for counts, days in past.parts:
        index = np.arange(len(counts))
        near = days.usual & (np.abs(index - (date - counts.first).days) <= NEAR) & (weekday[counts.weekday] > 0)
        if near.sum() >= DAYS_PER_WEEK:
            totals = counts.totals[near] / weekday[counts.weekday[near]]
            if totals.mean() > 0:
                return float(totals.mean()), float((past.level.cv**2 + 1 / totals.mean()) / near.sum())
    return None


def _events(
    past: _Past,
    country: str,
    first: dt.date,
    days: int,
    published: bool,
    elsewhere: Mapping[str, Sale],
    rng: np.random.Generator,
) -> Iterator[tuple[Coming, Floats]]:
    """Named days that reach into the coming ones, each with (draws, D) factors."""
    last = first + dt.timedelta(days=days - 1)
    for named in named_days(country):
        sale = past.sales.get(named.id) or elsewhere.get(named.id)
        rule, candidate = _taken(named, sale)
        if sale is None and (candidate.analogue is None or not published):
            continue  # nobody knows which way a feast goes
        for big in dates_of(rule, first - dt.timedelta(days=FAR), last + dt.timedelta(days=FAR)):
            factors = _factors(candidate, sale, rng)
            place = (big - first).days + candidate.offsets
            inside = (place >= 0) & (place < days)
            if not inside.any():
                continue
            bend = np.ones((DRAWS, days))
            bend[:, place[inside]] = factors[:, inside]
            middle = np.median(factors, axis=0)
            top = int(middle.argmax() if candidate.analogue else np.abs(np.log(middle)).argmax())
            top_day = big + dt.timedelta(days=int(candidate.offsets[top]))
            multiple = np.quantile(factors[:, top], QUANTILES)
            growth = _growth(past, past.sales.get(named.id), rng)
            yield Coming(named, big, top_day, multiple, candidate, sale, growth), bend


def _later(past: _Past, country: str, last: dt.date, published: bool, elsewhere: Mapping[str, Sale]) -> Iterator[Later]:
    """Sales whose climax lies after the last day that is foretold, and not far."""
    for named in named_days(country):
        sale = past.sales.get(named.id) or elsewhere.get(named.id)
        rule, candidate = _taken(named, sale)
        if candidate.analogue is None or (sale is None and not published):
            continue
        climax = dt.timedelta(days=candidate.analogue.climax)
        after = last + dt.timedelta(days=1)
        for big in dates_of(rule, after - climax, last + dt.timedelta(days=FAR) - climax):
            yield Later(named, big + climax)


def _taken(named: NamedDay, sale: Sale | None) -> tuple[str, Candidate]:
    every = candidates(named)
    if sale is not None:
        for rule, one in every:
            if one.analogue == sale.candidate.analogue:
                return rule, sale.candidate
    return every[0]


def _factors(candidate: Candidate, sale: Sale | None, rng: np.random.Generator) -> Floats:
    """(draws, n) multiples of the days of a candidate, the next time."""
    n, luck = len(candidate.offsets), parameters()["luck.campaign"]
    again = np.exp(luck * rng.standard_normal((DRAWS, 1)) - luck**2 / 2)
    each = rng.standard_normal((DRAWS, n))
    if sale is None:
        assert candidate.log_lift is not None
        mean, sd = candidate.log_lift
        lift = np.maximum(np.exp(mean + sd * rng.standard_normal(DRAWS)), 1.0)
        beside = np.where(candidate.offsets == 0, 1.0, np.exp(luck * each - luck**2 / 2))
        return np.asarray(1.0 + (expected_multiples(candidate, lift) - 1.0) * beside)
    if candidate.log_lift is None:
        return np.asarray(np.exp(sale.bend * (1.0 + luck * rng.standard_normal((DRAWS, 1))) + sale.bend_sd * each))
    lift = np.maximum(np.exp(sale.lift[0] + sale.lift[1] * rng.standard_normal(DRAWS)), 1.0)
    then = expected_multiples(candidate, lift) * np.exp(sale.bend + sale.bend_sd * each)
    return np.asarray(np.maximum(1.0 + (then - 1.0) * again, 0.0))


def _growth(past: _Past, sale: Sale | None, rng: np.random.Generator) -> Floats | None:
    if sale is None or sale.candidate.analogue is None or (past.last - sale.day).days < YEAR / 2:
        return None
    arrivals = past.arrivals
    weight = arrivals.level / arrivals.level.sum()
    sd = np.sqrt((weight**2) @ arrivals.level_sd**2 + past.level.variance + sale.usual_sd**2)
    made = np.exp(past.level.log) * arrivals.level.mean() / sale.usual * np.exp(sd * rng.standard_normal(DRAWS))
    return np.asarray(np.quantile(made, QUANTILES))
