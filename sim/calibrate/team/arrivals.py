"""Arrivals: level × weekday × interval, and a factor of the day's own.

Contacts of a day are Poisson with mean level(weekday) · share(interval) times the day's factor, log-normal with mean 1.
Real days spread wider than chance alone (Brown et al. 2005, JASA 100:36–50, section 3), and the factor is that rest.

Weekdays of which few days are known are drawn to all (Bühlmann 1967, ASTIN Bulletin 4:199–207), the hours of a weekday
and of a type to those of all days as `sim.calibrate.pooling` says. What is read is read from usual days only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.calibrate.pooling import pooled
from sim.calibrate.team.counts import Counts, on_days
from sim.calibrate.team.days import Sorted
from sim.units import DAYS_PER_WEEK

LEAST_DAYS = 7  # below, a day's own factor and a weekday's level are guesses
LEAST_EXPECTED = 0.5  # contacts in a cell for its spread to say something


@dataclass(frozen=True)
class Arrivals:
    """Seven weekdays, S intervals, K types. nan: cannot be said."""

    kinds: tuple[str, ...]
    days: int  # usual days that it was read from
    level: Floats  # (7,) contacts of a usual Monday … Sunday; 0 = closed
    level_sd: Floats  # (7,) of its estimate, relative
    shares: Floats  # (7, S) of a day's contacts, adding to 1; zeros on closed weekdays
    shares_sd: Floats  # (7, S) of the estimate, relative
    by_kind: Floats  # (7, S, K) share of each type in an interval, adding to 1
    cv: float  # of the day's own factor
    cv_interval: tuple[float, float]  # 90 %
    wobble: float  # variance of a cell beside its day ÷ its mean; 1 is chance alone

    @property
    def rates(self) -> Floats:
        """(7, S) contacts of an interval."""
        return self.level[:, None] * self.shares

    @property
    def kind_rates(self) -> Floats:
        """(K, 7, S)"""
        return np.moveaxis(self.rates[:, :, None] * self.by_kind, 2, 0)

    def rate_band(self, low: float = 0.1, high: float = 0.9) -> tuple[Floats, Floats]:
        """(7, S) each: where the true rate lies with probability high − low, going by what is known of it."""
        variance = self.shares_sd**2 + self.level_sd[:, None] ** 2
        return _gamma(self.rates, variance, low), _gamma(self.rates, variance, high)

    def count_quantiles(self, q: tuple[float, ...] = (0.1, 0.5, 0.9)) -> Floats:
        """(len(q), 7, S): contacts of an interval of a day to come: chance, the day's factor, and doubt."""
        doubt = self.shares_sd**2 + self.level_sd[:, None] ** 2 + _known(self.cv) ** 2
        variance = self.wobble * self.rates + doubt * self.rates**2
        return np.array([_counts(self.rates, variance, p) for p in q])

    def day_quantiles(self, q: tuple[float, ...] = (0.1, 0.5, 0.9)) -> Floats:
        """(len(q), 7): contacts of a whole day to come."""
        variance = self.level + (self.level_sd**2 + _known(self.cv) ** 2) * self.level**2
        return np.array([_counts(self.level, variance, p) for p in q])


def fitted_arrivals(counts: Counts, days: Sorted) -> Arrivals:
    """ValueError where there is no usual day."""
    table, weekday = on_days(counts, days.usual)
    if not len(table):
        raise ValueError("no usual day to read arrivals from")
    totals = table.sum(axis=1)
    level, level_sd, cv, interval = _levels(totals, weekday)
    shares, shares_sd, wobble = _shares(table, weekday)
    closed = level <= 0
    shares[closed] = shares_sd[closed] = 0.0
    by_kind = _kinds(counts.by_kind[:, days.usual], weekday)
    return Arrivals(counts.kinds, len(table), level, level_sd, shares, shares_sd, by_kind, cv, interval, wobble)


def _levels(totals: Floats, weekday: np.ndarray) -> tuple[Floats, Floats, float, tuple[float, float]]:
    """Levels (7,), their relative sd, the day factor's cv and its interval."""
    from scipy import stats

    n = np.bincount(weekday, minlength=DAYS_PER_WEEK).astype(np.float64)
    some = n > 0
    means = np.zeros(DAYS_PER_WEEK)
    means[some] = np.bincount(weekday, totals, DAYS_PER_WEEK)[some] / n[some]
    groups, count = int(some.sum()), float(n.sum())
    freedom = count - groups
    if count < LEAST_DAYS or freedom < 1:
        # a weekday that is not in so short a file may be open as well as not
        level = np.where(some, means, 0.0 if count >= LEAST_DAYS else means[some].mean())
        return level, 1.0 / np.sqrt(np.maximum(level, 1.0)), np.nan, (np.nan, np.nan)
    whole = float(means[some].mean())
    # relative deviations: a Sunday of half the contacts has half the spread
    relative = totals / np.where(means[weekday] > 0, means[weekday], 1.0) - 1.0
    inside = float((relative**2).sum() / freedom)
    between = float(((means[some] / whole - 1.0) ** 2).sum() / max(groups - 1, 1)) - inside * float(
        (1 / n[some]).mean()
    )
    weight = np.ones(DAYS_PER_WEEK)
    if between > 0:
        weight[some] = n[some] / (n[some] + inside / between)
    elif groups > 1:
        weight[some] = 0.0
    level = np.where(some, weight * means + (1 - weight) * whole, 0.0)
    luck = float((1.0 / np.maximum(means[weekday], 1.0)).mean())
    cv = float(np.sqrt(max(inside - luck, 0.0)))
    ends = inside * freedom / stats.chi2.ppf([0.95, 0.05], freedom)
    low, high = np.sqrt(np.maximum(ends - luck, 0.0))
    variance = np.where(some, weight * inside / np.maximum(n, 1.0) + (1 - weight) * inside / count, 0.0)
    # how far weekdays differ is itself read from seven of them: Student's law in place of the normal
    variance *= float(stats.t.ppf(0.9, max(groups - 1, 2)) / stats.norm.ppf(0.9)) ** 2
    return level, np.sqrt(variance), cv, (float(low), float(high))


def _shares(table: Floats, weekday: np.ndarray) -> tuple[Floats, Floats, float]:
    """Shares (7, S), their relative sd, and how much wider than chance a cell lies beside its day."""
    slots = table.shape[1]
    seen = np.zeros((DAYS_PER_WEEK, slots))
    np.add.at(seen, weekday, table)
    of_slot, of_weekday = seen.sum(axis=0), seen.sum(axis=1)
    base = of_slot / of_slot.sum()
    ratios = pooled(seen.ravel(), np.outer(of_weekday, base).ravel())
    shares = base * ratios.mean.reshape(seen.shape)
    shares /= shares.sum(axis=1, keepdims=True)
    by_day = table.sum(axis=1, keepdims=True) * shares[weekday]
    some = by_day >= LEAST_EXPECTED
    freedom = max(int(some.sum()) - slots - len(table), 1)
    wobble = max(1.0, float(((table - by_day)[some] ** 2 / by_day[some]).sum() / freedom)) if some.any() else 1.0
    with np.errstate(divide="ignore"):
        variance = wobble * (1.0 / (ratios.prior + seen) + np.where(of_slot > 0, 1.0 / of_slot, 0.0))
    return shares, np.sqrt(variance), wobble


def _kinds(by_kind: Floats, weekday: np.ndarray) -> Floats:
    """(7, S, K): a type's share of the whole, bent by weekday and by interval as far as the counts bear it."""
    kinds, _, slots = by_kind.shape
    total = by_kind.sum()
    share = by_kind.sum(axis=(1, 2)) / total
    seen_w = np.zeros((kinds, DAYS_PER_WEEK))
    for k in range(kinds):
        seen_w[k] = np.bincount(weekday, by_kind[k].sum(axis=1), DAYS_PER_WEEK)
    seen_s = by_kind.sum(axis=1)
    of_weekday = pooled(seen_w.ravel(), np.outer(share, seen_w.sum(axis=0)).ravel()).mean.reshape(seen_w.shape)
    of_slot = pooled(seen_s.ravel(), np.outer(share, seen_s.sum(axis=0)).ravel()).mean.reshape(kinds, slots)
    made = share[:, None, None] * of_weekday[:, :, None] * of_slot[:, None, :]
    return np.asarray(np.moveaxis(made / made.sum(axis=0), 0, 2))


def _known(cv: float) -> float:
    return 0.0 if np.isnan(cv) else cv


def _gamma(mean: Floats, variance: Floats, p: float) -> Floats:
    """Quantiles of gamma variables with this mean and relative variance; 0 where the mean is."""
    from scipy.special import gammaincinv

    some = (mean > 0) & (variance > 0)
    made = mean.copy()
    made[some] = mean[some] * variance[some] * gammaincinv(1.0 / variance[some], p)
    return made


def _counts(mean: Floats, variance: Floats, p: float) -> Floats:
    """Quantiles of counts with this mean and variance: negative binomial, or Poisson where it is no wider."""
    from scipy import stats

    made = np.zeros_like(mean)
    wide = (mean > 0) & (variance > mean * (1 + 1e-9))
    plain = (mean > 0) & ~wide
    made[plain] = stats.poisson.ppf(p, mean[plain])
    size = mean[wide] ** 2 / (variance[wide] - mean[wide])
    made[wide] = stats.nbinom.ppf(p, size, size / (size + mean[wide]))
    return made
