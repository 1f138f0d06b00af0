"""The cards of the start page: by what a manager recognises a shop, the samples and one's own."""

from __future__ import annotations

from collections.abc import Mapping

from playbook.language import Words
from sim.scenario import Scenario

MINE = "mine"


def cards(words: Words, samples: Mapping[str, Scenario], own: Scenario | None) -> list[list]:
    """[value, title, lines] of each card: one's own shop first, made or still to be made."""
    lines = recognised_by(words, own) if own else [words.t("start.mine_about")]
    mine = [MINE, words.pick(own.title) if own else words.t("start.mine"), lines]
    return [mine, *([name, kind(words, name, one), recognised_by(words, one)] for name, one in samples.items())]


def kind(words: Words, name: str, sample: Scenario) -> str:
    """What kind of shop a sample is; its own title where nobody has said."""
    key = f"start.kind_{name}"
    return words.t(key) if words.has(key) else words.pick(sample.title)


def recognised_by(words: Words, shop: Scenario) -> list[str]:
    """People and orders, what it sells and where, its big days."""
    t, number = words.t, words.number
    size = t("start.size", people=number(shop.headcount), orders=number(shop.demand.orders_day))
    days = [t("start.day", name=words.pick(one.name), date=words.date(one.day)) for one in shop.calendar.campaigns]
    sells = t(f"start.sells_{shop.id}") if words.has(f"start.sells_{shop.id}") else ""
    return [line for line in (size, sells, words.list(days)) if line]
