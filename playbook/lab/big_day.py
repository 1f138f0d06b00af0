"""What the sales events of a shop's season bring and cost, against the same season without them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import ipywidgets as W

from playbook import charts
from playbook.lab.access import Fold
from playbook.lab.explained import Why, amount, money_figure, told
from playbook.lab.jobs import checkpoint
from playbook.lab.kpi import KpiWords
from playbook.lab.page import sentence_of
from playbook.lab.run import RunBar
from playbook.lab.seasons import SEED, key_of
from playbook.language import Words
from sim.scenario import Scenario

KEEPABLE = ("chat", "score", "known", "delay", "compensation")  # parts that a team can do something about
NAMED = 2  # parts in a sentence


def calm(shop: Scenario) -> Scenario:
    """The same season without its sales events, or with a fifth less demand where it has none."""
    if not shop.calendar.campaigns:
        return shop.with_levers({"demand.orders_day": shop.demand.orders_day * 0.8})
    events = [{**event.model_dump(), "lift": 1.0} for event in shop.calendar.campaigns]
    return shop.with_levers({"calendar.campaigns": events})


class BigDay(W.VBox):
    """Two sentences and a figure; a button where nothing of this shop is shipped."""

    def __init__(self, words: Words, experiment: ModuleType, seasons: int, baselines: Path) -> None:
        self.words, self.experiment, self.seasons, self.baselines = words, experiment, seasons, baselines
        self.shop: Scenario | None = None
        self.said, self.figure = W.HTML(), W.HTML()
        self.bar = RunBar(words, words.t("start.cause_run"), self.find, "run.steps")
        self.fold = Fold(words.t("start.big_parts"), [self.figure])
        super().__init__([self.said, self.fold, self.bar])

    def show(self, shop: Scenario, sample: str | None) -> None:
        """Of this shop; `sample` names the shipped results that may be of exactly it."""
        self.shop, self.said.value, self.figure.value = shop, "", ""
        self.bar.runner.cancel()
        why = self.shipped(shop, sample) if sample else None
        self.bar.layout.display, self.fold.layout.display = ("none", None) if why else (None, "none")
        if why:
            self.tell(why)

    def shipped(self, shop: Scenario, sample: str) -> Why | None:
        """The shipped explanation, if it is of exactly this shop."""
        return Why.from_file(sample, key_of(calm(shop)), key_of(shop), self.baselines)

    def find(self) -> None:
        """Explain this season against a calm one."""
        shop, n = self.shop, self.seasons
        if shop is None:
            return

        def work() -> Iterator[Why]:
            for found in self.experiment.explain_money(calm(shop), shop, n, SEED, each_day=checkpoint):
                yield Why.of(found)

        self.bar.go(work, self.tell, n)

    def tell(self, why: Why) -> None:
        """What the sales events brought and cost, and what of it the team could have kept."""
        currency = self.shop.currency if self.shop else "CNY"
        kpis, t, n = KpiWords(self.words, currency), self.words.t, self.words.number(why.n)
        largest = dict(list(why.folded().parts.items())[:NAMED])
        head = t("start.cause", change=amount(kpis, why.change), parts=told(kpis, largest))
        note = t("start.cause_note", calm=t("start.calm"), n=n)
        means = {name: float(why.parts[name].mean()) for name in KEEPABLE if name in why.parts}
        losses = sorted((name for name in means if means[name] < 0), key=means.__getitem__)[:NAMED]
        lost = t("start.lost_none")
        if losses:
            parts = {name: why.parts[name] for name in losses}
            times = int((sum(parts.values()) < 0).sum())
            lost = t("start.lost", parts=told(kpis, parts), times=times, n=n)
        self.said.value = sentence_of(head, "pb-big") + sentence_of(note, "pb-note") + sentence_of(lost)
        foot = charts.source(self.words, self.words.pick(self.shop.title), why.n, SEED) if self.shop else ""
        money_figure(self.words, kpis, why, {t("run.count"): n}, foot).update(self.figure)
        self.fold.layout.display = None
