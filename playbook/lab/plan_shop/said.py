"""What the planning sections say in words: weeks, days, promises, money, how often a promise was kept."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from playbook.language import Words
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.experiment.played_weeks import Which
    from sim.planning.kept import Kept
    from sim.planning.promises import Promise


def week_text(words: Words, scenario: Scenario, which: Which) -> str:
    """ "campaign week, 10 Nov to 16 Nov"."""
    from sim.experiment.played_weeks import week_of

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


def nights_line(words: Words, scenario: Scenario) -> list[str]:
    """That a sale's questions outside the usual hours are an assumption; nothing where there are none."""
    from sim.shop.sale_nights import nights_said

    found = nights_said(scenario.calendar, scenario.demand)
    return [] if found is None else [words.t("shop_heads.sentence", text=found.text(words.language))]


def kept_line(words: Words, kept: Kept, types: list[str], days: list[str]) -> str:
    """How often the promises were kept, with the range of it, and on which day least often; of the type that was kept
    least."""
    import numpy as np

    kind = int(np.argmin(kept.share))
    day = int(np.argmin(kept.by_day[kind]))
    facts = {
        "n": words.number(kept.weeks), "type": types[kind], "share": words.percent(float(kept.share[kind])),
        "range": words.range(float(kept.low[kind]), float(kept.high[kind]), "share"),
    }  # fmt: skip
    if kept.by_day[kind, day] >= 1:
        return words.t("shop_heads.kept_all", **facts)
    times = words.number(round(float(kept.by_day[kind, day]) * kept.weeks))
    return words.t("shop_heads.kept", **facts, day=days[day], kept=times)
