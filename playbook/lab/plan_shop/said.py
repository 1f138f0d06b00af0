"""What the planning sections say in words: weeks, days, promises, money, how often a promise was kept."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from playbook.language import Words
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.arrays import Ints
    from sim.experiment.roster_week import Which
    from sim.planning.promises import Promise

LEVEL = 0.95  # of the range in which the true chance lies


def week_text(words: Words, scenario: Scenario, which: Which) -> str:
    """ "campaign week, 10 Nov to 16 Nov"."""
    from sim.experiment.roster_week import week_of

    span = week_of(scenario, which)
    assert span is not None
    first, last = (scenario.calendar.start + dt.timedelta(days=day) for day in (span[0], span[1] - 1))
    return words.t(f"shop_heads.week_{which}", first=words.date(first), last=words.date(last))


def day_texts(words: Words, first: dt.date, days: int) -> list[str]:
    """ "Tue 10 Nov", one for each day."""
    dates = [first + dt.timedelta(days=day) for day in range(days)]
    return [words.t("shop_heads.day", weekday=words.t(f"shop_heads.weekday_{one.weekday()}"), date=words.date(one))
            for one in dates]  # fmt: skip


def promise_text(words: Words, promise: Promise) -> str:
    """ "80% answered within 1 min", "at most 3% give up"."""
    from sim.planning.promises import Answered

    share = words.percent(promise.share)
    if isinstance(promise, Answered):
        return words.t("shop_heads.answered", share=share, time=words.duration(promise.within))
    return words.t("shop_heads.gave_up", share=share)


def weakest(kept: Ints, n: int) -> tuple[int, int, float, float]:
    """Of days kept in so many of `n` weeks (K, D): type and day that were kept least often, and the range in which the
    true chance lies (Clopper and Pearson's interval)."""
    import numpy as np
    from scipy.stats import binomtest

    kind, day = (int(at) for at in np.unravel_index(int(np.argmin(kept)), kept.shape))
    interval = binomtest(int(kept[kind, day]), n).proportion_ci(LEVEL)
    return kind, day, float(interval.low), float(interval.high)


def kept_lines(words: Words, kept: Ints, n: int, types: list[str], days: list[str]) -> str:
    """How often the promises were kept, and on which day least often, in a sentence."""
    kind, day, low, high = weakest(kept, n)
    facts = {"n": words.number(n), "type": types[kind], "day": days[day], "kept": words.number(int(kept[kind, day]))}
    if int(kept.min()) == n:
        return words.t("shop_heads.kept_all", n=facts["n"], range=words.range(low, high, "share"))
    return words.t("shop_heads.kept", range=words.range(low, high, "share"), **facts)
