"""Events of the deck in words: how often, how long, what they touch, who helps."""

from __future__ import annotations

from collections.abc import Iterable

from playbook import practices
from playbook.language import Words
from sim.shop.events import FACTORS, Event
from sim.units import HOURS_PER_DAY


def often(words: Words, event: Event) -> str:
    """How often it comes."""
    if event.when == "sale":
        return words.t("events.of_sales", share=words.percent(event.rate))
    if event.rate >= 1:
        return words.t("events.a_year", n=f"{event.rate:g}")
    return words.t("events.every", years=f"{1 / event.rate:.2g}") if event.rate else words.t("events.never")


def lasts(words: Words, event: Event) -> str:
    """How long: the median of its natural length."""
    if not event.days:
        return words.t("events.moment")
    if event.days < 1:
        return words.t("events.hours", n=f"{event.days * HOURS_PER_DAY:.2g}")
    return words.t("events.days", n=f"{event.days:g}")


def touched(words: Words, event: Event) -> str:
    """What it touches, and how far."""
    parts = [words.t(f"events.touch_{name}", size=_size(words, name, size)) for name, size in event.touches.items()]
    return words.t("common.comma").join(parts)


def _size(words: Words, variable: str, size: float) -> str:
    if variable in FACTORS:
        change = words.percent(size - 1)
        return change if size < 1 else f"+{change}"
    return words.percent(size) if variable == "away" else f"{size:g}"


def helped(words: Words, event: Event, named: bool = True) -> str:
    """Practices that prevent or damp it, by their titles or (`named` False) their slugs."""
    found = [
        words.t(f"events.{how}", names=words.t("common.comma").join(_titles(words, slugs) if named else slugs))
        for how, slugs in (("prevented", event.prevented_by), ("damped", event.damped_by))
        if slugs
    ]
    return words.t("common.semicolon").join(found)


def _titles(words: Words, slugs: Iterable[str]) -> list[str]:
    known = practices.names()
    return [practices.load(slug, words.language)[1].title for slug in slugs if slug in known]
