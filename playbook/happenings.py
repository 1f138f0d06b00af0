"""Events of the deck in words: how often, how long, what they touch, who helps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from playbook import practices
from playbook.language import Words
from sim.shop.events import FACTORS, Event, deck
from sim.units import HOURS_PER_DAY

if TYPE_CHECKING:
    from playbook.deck_costs import Cost
    from playbook.lab.kpi import KpiWords

MINUTES_PER_HOUR = 60
NEAR = 0.15  # once in so many years is said where it is no further off than this; else how often in ten
MONEY = "value"  # the key figure whose money a cost is of


def often(words: Words, event: Event) -> str:
    """How often it comes."""
    if event.when == "sale":
        return words.t("events.of_sales", share=f"{100 * event.rate:.2g}%")
    if not event.rate:
        return words.t("events.never")
    years = round(1 / event.rate)
    if event.rate < 1 and abs(years * event.rate - 1) > NEAR:
        return words.t("events.in_ten_years", n=round(10 * event.rate))
    return words.t("events.every", years=years) if years > 1 else words.t("events.a_year", n=f"{event.rate:.2g}")


def lasts(words: Words, event: Event) -> str:
    """How long: the median of its natural length."""
    if not event.days:
        return words.t("events.moment")
    time, unit = span(event.days)
    if unit == "minutes":
        return words.t("events.minutes", n=f"{time:g}")
    if unit == "hours":
        return words.t("events.hours", n=f"{time:g}") if time > 1 else words.t("events.hour")
    return words.t("events.days", n=f"{time:g}") if time > 1 else words.t("events.day")


def span(days: float) -> tuple[float, str]:
    """A time that is roughly known, as people say it: five minutes, hours, half days below two, days."""
    minutes = days * HOURS_PER_DAY * MINUTES_PER_HOUR
    if minutes < 45:
        return max(5.0, 5.0 * round(minutes / 5)), "minutes"
    if days < 1:
        return float(round(days * HOURS_PER_DAY)), "hours"
    return (round(2 * days) / 2 if days < 2 else float(round(days))), "days"


def touched(words: Words, event: Event) -> str:
    """What it touches, and how far."""
    parts = [words.t(f"events.touch_{name}", size=_size(words, name, size)) for name, size in event.touches.items()]
    return words.t("common.comma").join(parts)


def _size(words: Words, variable: str, size: float) -> str:
    if variable in FACTORS:
        change = words.percent(size - 1)
        return change if size < 1 else f"+{change}"
    return words.percent(size) if variable == "away" else _day_sales(words, size)


def _day_sales(words: Words, days: float) -> str:
    """Money in sales of usual days: 30% of one, one, three."""
    if days < 1:
        return words.t("events.share_sales", share=words.percent(days))
    return words.t("events.day_sales") if days == 1 else words.t("events.days_sales", n=f"{days:.2g}")


def helped(words: Words, event: Event, named: bool = True, short: bool = False) -> str:
    """Practices that prevent or damp it, by their titles, what stands before the colon of them (`short`) or (`named`
    False) their slugs."""
    found = [
        words.t(f"events.{how}", names=words.t("common.comma").join(_titles(words, slugs, short) if named else slugs))
        for how, slugs in (("prevented", event.prevented_by), ("damped", event.damped_by))
        if slugs
    ]
    return words.t("common.semicolon").join(found)


def _titles(words: Words, slugs: Iterable[str], short: bool) -> list[str]:
    known = _known()
    titles = [practices.load(slug, words.language)[1].title for slug in slugs if slug in known]
    return [before_colon(title) for title in titles] if short else titles


def before_colon(title: str) -> str:
    """A practice's title in short."""
    return re.split("[:：]", title)[0]


def by_name(words: Words) -> list[tuple[str, str]]:
    """Names and ids of all events as a list of them is looked through: in the order of the alphabet, Chinese ones in
    that of their sound (the order of GB 2312 for all but rare characters)."""
    named = [(words.pick(one.name), one.id) for one in deck().values()]
    return sorted(named, key=lambda pair: pair[0].lower().encode("gb18030"))


@cache
def _known() -> frozenset[str]:
    """Slugs of all practices, read once: their files are gone through for every call of `practices.names`."""
    return frozenset(practices.names())


@dataclass(frozen=True)
class Costs:
    """What the events of the deck cost, in words; `costs` by event, `kpis` in the money of their team."""

    words: Words
    kpis: KpiWords
    costs: Mapping[str, Cost]

    def each_time(self, event: str) -> str:
        """Its mean, and what eight in ten lie between."""
        each = self.costs[event].each
        span = self.kpis.range(MONEY, each.p10, each.p90)
        return self.words.t("lab.span", mean=self.kpis.value(MONEY, each.mean), range=span)

    def a_season(self, event: str) -> str:
        """At its rate, with the interval of its mean."""
        cost = self.costs[event]
        of_season, half = cost.of_season, cost.a_season * cost.each.half_width
        return self.words.t(
            "events.plus_minus", value=self.kpis.value(MONEY, of_season), half=self.kpis.value(MONEY, half)
        )

    def carried(self) -> str:
        """How many events carry half of what all that cost something cost together."""
        losses = sorted((one.of_season for one in self.costs.values() if one.of_season > 0), reverse=True)
        total = sum(losses)
        many = next(n for n in range(1, len(losses) + 1) if sum(losses[:n]) >= total / 2)
        names = {one.id: one.name for one in deck().values()}
        first = sorted(self.costs, key=lambda name: -self.costs[name].of_season)[:many]
        named = self.words.list([self.words.pick(names[name]) for name in first])
        return self.words.t("events.carried", n=many, names=named, total=self.kpis.value(MONEY, total))

    def rests(self, team: str) -> str:
        n = next(iter(self.costs.values())).each.n
        return self.words.t("events.rests", team=team, n=self.words.number(n))
