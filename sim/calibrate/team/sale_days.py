"""How a named day went in a file: how many times the usual day, on which days around it, and in which hours.

A shop has seen a sale once or twice, so what it shows is drawn to the published year that it resembles most:

lift    multiple of the big day, log-normal before anything is seen, with the published range as its P10 and P90
days    the log of a day's count ÷ what level, weekday and the published shape expect of it is normal about 0, the
        wider the more of the day is due to the sale; how wide is read from the days of the sale themselves (empirical
        Bayes), so that few and noisy days move little
hours   gamma-Poisson ratios of half hours to those expected (`sim.calibrate.pooling`)

The usual level, a random walk, and the lift are found together on a grid, because a sale of forty days leaves few days
beside it. Of several published years the one under which the file is most likely is taken.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Bools, Floats, Ints
from sim.calibrate.pooling import pooled
from sim.calibrate.team.arrivals import Arrivals
from sim.calibrate.team.bands import P90
from sim.calibrate.team.counts import Counts
from sim.calibrate.team.days import Sorted
from sim.calibrate.team.level_now import usual_drift
from sim.calibrate.team.named_days import Analogue, NamedDay, dates_of
from sim.shop.campaigns import CampaignShape
from sim.units import DAYS_PER_WEEK, SECONDS_PER_DAY

AROUND = 28  # usual days before and after that say what was usual then
LIFTS = np.geomspace(1.01, 50.0, 240)  # of the grid; a scenario holds none above the last
SPREADS = np.array([0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.2, 2.0, 3.0])  # of the sale's part of a day
LEAST_BENT = 0.25  # of that spread, on days that have hardly more: a shop's own wave may come where nobody's did
FEAST_SD = 1.0  # of the log of what a feast changes on all its days: about 3 times either way
LEAST_USUAL = 5  # days beside the sale, to tell what was usual
NEARLY_USUAL = 0.2  # of the big day's lift: a long sale is mostly made of such days
ELSEWHEN = 0.02  # share of a day's orders that may come at hours at which nobody was expected


@dataclass(frozen=True)
class Candidate:
    """A way in which the days around a named day may differ. `share`: (n,) of the big day's lift − 1 by offset."""

    offsets: Ints
    share: Floats
    log_lift: tuple[float, float] | None  # mean and sd; None for a feast: nobody knows which way it goes
    analogue: Analogue | None = None

    def at(self, offset: Ints) -> tuple[Floats, Ints]:
        """Share of each offset, and its place in `offsets`; −1 outside."""
        place = np.searchsorted(self.offsets, offset)
        place = np.where(np.isin(offset, self.offsets), place, -1)
        return np.where(place >= 0, self.share[place], 0.0), place


@dataclass(frozen=True)
class Sale:
    """A named day as a file shows it. Logs are of a day's count ÷ a usual one of its weekday."""

    candidate: Candidate
    day: dt.date
    usual: float  # contacts or orders of a usual day, were there no sale
    usual_sd: float  # relative
    lift: tuple[float, float]  # mean and sd of the log
    bend: Floats  # (n,) mean of the log of a day beside what the candidate expects
    bend_sd: Floats  # (n,)
    seen: Floats  # (n, S) counts of the days by interval; nan: not in the file
    evidence: float  # log likelihood

    @property
    def multiples(self) -> Floats:
        """(n,) of a usual day, the most likely ones."""
        return expected_multiples(self.candidate, np.exp(self.lift[0])) * np.exp(self.bend)


def expected_multiples(candidate: Candidate, lift: float | Floats) -> Floats:
    """(n,), or (m, n) for m lifts."""
    return np.asarray(1.0 + (np.asarray(lift)[..., None] - 1.0) * candidate.share)


def candidates(named: NamedDay) -> tuple[tuple[str, Candidate], ...]:
    """Rules and shapes that a named day may have, the first as the one to take where a shop has none of its own."""
    made = [(one.rule, _published(one)) for one in named.analogues]
    if named.rule is not None and named.window is not None:
        offsets = np.arange(named.window[0], named.window[1] + 1)
        made.append((named.rule, Candidate(offsets, np.zeros(len(offsets)), None)))
    return tuple(made)


def _published(analogue: Analogue) -> Candidate:
    days = sorted(analogue.shape.days, key=lambda day: day.offset)
    offsets = np.arange(days[0].offset, days[-1].offset + 1)
    share = np.array([analogue.shape.share_on(int(offset)) for offset in offsets])
    low, high = np.log(analogue.shape.typical_lift)
    return Candidate(offsets, share, (float(low + high) / 2, float(high - low) / (2 * P90)), analogue)


def seen_sale(named: NamedDay, parts: Sequence[tuple[Counts, Sorted]], arrivals: Arrivals, cv: float) -> Sale | None:
    """The last time that a named day is whole in one of the stretches; None where it never is.

    `arrivals` says what weekdays are like, `cv` how far days differ anyhow.
    """
    best: Sale | None = None
    for counts, days in parts:
        last = counts.date(len(counts) - 1)
        known = [
            (date, candidate)
            for rule, candidate in candidates(named)
            for date in dates_of(rule, counts.first, last)[-1:]
            if not days.cut[(date - counts.first).days]
        ]
        newest = max((date for date, _ in known), default=None)
        if newest is None:
            continue
        known = [(date, one) for date, one in known if (newest - date).days <= 2 * AROUND]
        reach = [date + dt.timedelta(days=int(o)) for date, one in known for o in one.offsets[[0, -1]]]
        window = min(reach) - dt.timedelta(days=AROUND), max(reach) + dt.timedelta(days=AROUND)
        fits = [_fit(counts, days, arrivals, cv, date, one, window) for date, one in known]
        whole = [fit for fit in fits if fit is not None]
        if whole:  # a later stretch goes before an earlier one
            best = max(whole, key=lambda fit: fit.evidence)
    return best


def _fit(
    counts: Counts, days: Sorted, arrivals: Arrivals, cv: float, date: dt.date, candidate: Candidate,
    window: tuple[dt.date, dt.date],
) -> Sale | None:  # fmt: skip
    weekday = arrivals.level / arrivals.level.mean()
    offset = np.arange(len(counts)) - (date - counts.first).days
    share, place = candidate.at(offset)
    begin, end = ((day - counts.first).days for day in window)
    index = np.arange(len(counts))
    inside = (index >= begin) & (index <= end) & (weekday[counts.weekday] > 0) & (counts.totals > 0) & ~days.cut
    used = inside & ((place >= 0) | days.usual)
    beside = used & (share < NEARLY_USUAL)
    if not bool((used & (offset == 0)).any()) or beside.sum() < LEAST_USUAL:
        return None
    x = np.log(counts.totals[used] / weekday[counts.weekday[used]])
    noise = cv**2 + 1.0 / counts.totals[used]
    # the big day's own multiple is what is looked for: nothing beside it bends it
    bends = (place[used] >= 0) & ((offset[used] != 0) | (candidate.log_lift is None))
    lifts = LIFTS if candidate.log_lift else np.ones(1)
    rough = float(np.exp(x[offset[used] == 0][0] - np.median(x[(share < NEARLY_USUAL)[used]])))
    bent = _bent(candidate, share[used], rough) * bends
    walk = _walk(offset[used])
    # a feast may change all of its days alike, and they say nothing of the level then
    alike = np.outer(bends, bends) * FEAST_SD**2 if candidate.log_lift is None else np.zeros_like(walk)
    rest = x - np.log1p((lifts[:, None] - 1.0) * share[used])  # (L, n)
    grid = [_likelihood(rest, np.diag(noise + (spread * bent) ** 2) + walk + alike) for spread in SPREADS]
    fit = np.array([one[2] for one in grid])
    if candidate.log_lift is not None:
        mean, sd = candidate.log_lift
        prior = -(((np.log(lifts) - mean) / sd) ** 2) / 2
        fit = fit + prior - np.log(np.exp(prior).sum())
    of_spread = np.logaddexp.reduce(fit, axis=1)
    best = int(of_spread.argmax())
    weight = np.exp(fit[best] - of_spread[best])
    level, level_sd, _ = grid[best]
    log_lift, base = float(weight @ np.log(lifts)), float(weight @ level)
    lift_sd = float(np.sqrt(weight @ (np.log(lifts) - log_lift) ** 2))
    base_sd = float(np.sqrt(level_sd**2 + weight @ (level - base) ** 2))
    # what a day has beside the level, its walk and the published shape, as far as it stands out of the day's own noise
    own = np.diag((SPREADS[best] * bent) ** 2) + alike
    inverse = np.linalg.inv(np.diag(noise) + own + walk)
    drawn = own @ (inverse @ (x - base - np.log1p((np.exp(log_lift) - 1.0) * share[used])))
    left = np.sqrt(np.maximum(np.diag(own - own @ inverse @ own), 0.0))
    bend = np.zeros(len(candidate.offsets))
    bend_sd = SPREADS[best] * _bent(candidate, candidate.share, rough)
    seen = np.full((len(candidate.offsets), counts.slots), np.nan)
    at = place[used]
    inside = at >= 0
    bend[at[inside]], bend_sd[at[inside]], seen[at[inside]] = drawn[inside], left[inside], counts.table[used][inside]
    return Sale(
        candidate, date, float(np.exp(base)), base_sd, (log_lift, lift_sd), bend, bend_sd, seen, float(of_spread[best])
    )


def _walk(offset: Ints) -> Floats:
    """(n, n) covariance of the log of the usual level with that of the big day taken out: a random walk both ways."""
    far = np.abs(offset)
    same_side = np.sign(offset)[:, None] == np.sign(offset)
    shared = np.minimum(far[:, None], far) * same_side  # days that both have behind them
    return np.asarray(shared * usual_drift() / DAYS_PER_WEEK)


def _bent(candidate: Candidate, share: Floats, lift: float) -> Floats:
    """(n,) how far the log of a day moves with what it has more: that part of the day. All of a feast's."""
    if candidate.log_lift is None:
        return np.ones(len(share))
    more = max(lift - 1.0, 0.0) * share
    return np.asarray(np.maximum(more / (1.0 + more), LEAST_BENT))


def _likelihood(rest: Floats, covariance: Floats) -> tuple[Floats, float, Floats]:
    """(L,) log of the usual level and its sd, and (L,) log likelihood with every level as likely; `rest` (L, n)."""
    whole = np.linalg.cholesky(covariance)
    white, ones = np.linalg.solve(whole, rest.T), np.linalg.solve(whole, np.ones(len(covariance)))
    known = float(ones @ ones)
    level = ones @ white / known
    squares = ((white - ones[:, None] * level) ** 2).sum(axis=0)
    return level, known**-0.5, -(squares + np.log(known)) / 2 - np.log(np.diag(whole)).sum()


def own_shape(sale: Sale, arrivals: Arrivals) -> tuple[int, float, CampaignShape] | None:
    """Offset of the busiest day, its multiple, and days and hours counted from it; None where no day is lifted."""
    multiples = sale.multiples
    seen: Bools = np.asarray(np.isfinite(sale.seen).any(axis=1))
    top = int(np.where(seen, multiples, 0.0).argmax())
    if multiples[top] <= 1.0:
        return None
    offsets = sale.candidate.offsets - sale.candidate.offsets[top]
    shares = np.clip((multiples - 1.0) / (multiples[top] - 1.0), 0.0, 1.0)
    days = tuple(
        {"offset": int(o), "share": round(float(s), 4)}
        for o, s in zip(offsets, shares, strict=True)
        if s >= 0.005 and abs(o) <= 60
    )
    base = sale.candidate.analogue.shape if sale.candidate.analogue else None
    eve = _curve(sale, top - 1, arrivals, base) if top > 0 and seen[top - 1] else None
    # the opening is the platform's; where it lies on a day far from the busiest, the busiest begins at midnight
    opens = base.opens_s - SECONDS_PER_DAY * float(sale.candidate.offsets[top]) if base is not None else 0.0
    shape = CampaignShape.model_validate(
        {
            "days": days,
            "curve": _curve(sale, top, arrivals, base),
            "eve_curve": eve,
            "opens_s": opens if abs(opens) <= SECONDS_PER_DAY else 0.0,
        }
    )
    return int(sale.candidate.offsets[top]), float(multiples[top]), shape


def _curve(sale: Sale, place: int, arrivals: Arrivals, base: CampaignShape | None) -> tuple[tuple[float, float], ...]:
    """Points of a day's cumulative share: what is expected by the published curve or by usual hours, bent by what
    was counted."""
    offset = int(sale.candidate.offsets[place])
    seen = sale.seen[place]
    slots = len(seen)
    grid = np.linspace(0.0, SECONDS_PER_DAY, slots + 1)
    if base is not None and base.has_curve(offset):
        edges = np.union1d(grid, [second for second, _ in (base.curve if offset == 0 else base.eve_curve or ())])
        fine = np.diff(np.asarray(base.share_until(edges, offset)))
    else:
        edges, fine = grid, arrivals.shares[(sale.day + dt.timedelta(days=offset)).weekday()]
    slot = np.searchsorted(grid, edges[:-1], "right") - 1
    fine = (1 - ELSEWHEN) * fine / fine.sum() + ELSEWHEN * np.diff(edges) / SECONDS_PER_DAY
    expected = np.bincount(slot, fine, slots)
    ratio = pooled(seen, seen.sum() * expected).mean
    share = fine * ratio[slot]
    until = np.concatenate([[0.0], np.cumsum(share / share.sum())]).round(6)
    until[-1] = 1.0
    return tuple(zip(edges.tolist(), np.minimum(until, 1.0).tolist(), strict=True))
