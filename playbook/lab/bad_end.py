"""The bad end of a season: what goes wrong costs in the worst one of 20, and how often the shop ends in ruin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import ipywidgets as W

from playbook import bad_end
from playbook.bad_end import ARMS, BadEnd
from playbook.lab.access import Fold
from playbook.lab.base import Section
from playbook.lab.jobs import checkpoint
from playbook.lab.kpi import KpiWords
from playbook.lab.page import sentence_of, table
from playbook.lab.run import RunBar
from playbook.language import escape

if TYPE_CHECKING:
    from sim.experiment.tail import Chance
    from sim.scenario import Scenario

Found = dict[str, BadEnd]  # by arm
MONEY = "value"  # the key figure whose money a loss is of


class BadEndSection(Section):
    """The team at the practice's start beside the same as the best round leaves it; shipped where it is that team."""

    kind = "bad_end"

    def build(self) -> list[W.Widget]:
        label = self.t("bad_end.start", n=self.words.number(bad_end.SEASONS))
        self.bar = RunBar(self.words, label, self.run)
        self.head, self.said, self.numbers = W.HTML(), W.HTML(), W.HTML()
        self.more = Fold(self.t("bad_end.more"), [self.numbers])
        for name in ("bet", "base"):
            self.study.observe(self.guarded(lambda _: self.refresh()), name)
        self.refresh()
        return [self.head, self.bar, self.said, self.more]

    def plans(self) -> dict[str, Scenario]:
        return bad_end.arms(self.practice.slug, self.study.team) if self._at_start() else self._from_base()

    def _at_start(self) -> bool:
        return self.study.base is self.study.origin

    def _from_base(self) -> dict[str, Scenario]:
        """With demand or levers that the reader took over."""
        from playbook.lab.ranking import near_best

        start = self.study.base.with_fields({bad_end.CHANCE: 1.0})
        return {"start": start, "near": near_best(self.practice, start)}

    def refresh(self) -> None:
        """Another bet or another team: what is shipped is said at once and needs no button."""
        open_ = self.study.bet is not None
        self.locked(not open_)
        self.bar.clear()
        for part in (self.head, self.said, self.numbers):
            part.value = ""
        self.more.layout.display = "none"
        self.bar.ready(open_)
        if not open_:
            return
        known = shipped(self.practice.slug, self.plans())
        self.bar.layout.display = "none" if known else None
        if known:
            self.show(known)

    def run(self) -> None:
        """Both arms, one season of each after the other."""
        plans, n = self.plans(), bad_end.SEASONS

        def work() -> Iterator[Found]:
            found: Found = {}
            arms = {
                arm: bad_end.played(plan, n, self.study.experiment.compare, each_day=checkpoint)
                for arm, plan in plans.items()
            }
            for _ in range(n):
                for arm, seasons in arms.items():
                    found = {**found, arm: next(seasons)}
                    yield found

        self.bar.go(work, self.show, n * len(plans), reached=lambda found: sum(one.n for one in found.values()))

    def show(self, found: Found) -> None:
        """Sentences once both arms have seasons enough to say how bad the worst ones are."""
        if len(found) < len(ARMS):
            return
        told = Told(self, self.kpis, found, self.study.base.money.opening_cash)
        self.head.value = f"<h3>{escape(self.t('bad_end.title'))}</h3>{self.header(told.n)}"
        self.more.layout.display = None if told.enough else "none"
        if not told.enough:
            self.said.value, self.numbers.value = sentence_of(self.t("bad_end.too_few"), "pb-note"), ""
            return
        self.said.value = sentence_of(told.worst(), "pb-big") + sentence_of(told.ruin())
        self.numbers.value = told.table() + sentence_of(told.rests(), "pb-small")

    def told(self) -> str:
        """The shipped numbers, for a reader without a kernel."""
        team = self.lab.shipped.team
        known = shipped(self.practice.slug, bad_end.arms(self.practice.slug, team))
        if not known:
            return ""
        told = Told(self, self.lab.shipped_kpis, known, team.money.opening_cash)
        return sentence_of(told.worst()) + sentence_of(told.ruin()) + told.table() + sentence_of(told.rests())


def shipped(slug: str, plans: Mapping[str, Scenario]) -> Found:
    """Both arms as shipped; empty where one is not."""
    found = {arm: bad_end.shipped(slug, plan) for arm, plan in plans.items()}
    return {arm: one for arm, one in found.items() if one is not None} if all(found.values()) else {}


class Told:
    """Both arms in words; `cash` is the money that the shop begins the season with."""

    def __init__(self, section: Section, kpis: KpiWords, found: Found, cash: float) -> None:
        self.t, self.words, self.kpis, self.cash = section.t, section.words, kpis, cash
        self.start, self.near = found["start"], found["near"]

    @property
    def n(self) -> int:
        return min(self.start.n, self.near.n)

    @property
    def enough(self) -> bool:
        """Whether there are seasons enough for one in 20 to be worse."""
        return self.n >= bad_end.LEAST

    def worst(self) -> str:
        return self.t("bad_end.worst", start=self._loss(self.start), near=self._loss(self.near))

    def ruin(self) -> str:
        """How often it ends badly, counted; the table says between which ends the chances lie."""
        start, near, number = self.start, self.near, self.words.number
        seen = {"red": start.red, "calm": start.red_calm, "red_near": near.red}
        seen |= {"ruined": start.ruined, "ruined_near": near.ruined}
        counts = {name: number(one.seen) for name, one in seen.items()}
        return self.t("bad_end.ruin", n=number(self.n), cash=self.kpis.value(MONEY, self.cash), **counts)

    def rests(self) -> str:
        return self.t("bad_end.rests", n=self.words.number(self.n))

    def table(self) -> str:
        t = self.t
        arms = (self.start, self.near)
        rows = [
            [t("bad_end.mean"), *(self.kpis.value(MONEY, float(one.lost.mean())) for one in arms)],
            [t("bad_end.one_in_20"), *map(self._loss, arms)],
            [t("bad_end.red"), *(self._chance(one.red) for one in arms)],
            [t("bad_end.red_calm"), *(self._chance(one.red_calm) for one in arms)],
            [t("bad_end.ruined"), *(self._chance(one.ruined) for one in arms)],
        ]
        head = [t("bad_end.figure"), t("bad_end.as_it_is"), t("bad_end.best_round")]
        return table(head, rows)

    def _loss(self, one: BadEnd) -> str:
        found, money = one.worst, self.kpis.value
        if not found.bounded:  # it may lie beyond the worst that was seen
            return self.t("bad_end.or_more", value=money(MONEY, found.value), low=money(MONEY, found.low))
        span = self.kpis.range(MONEY, found.low, found.high)
        return self.t("lab.span", mean=money(MONEY, found.value), range=span)

    def _chance(self, one: Chance) -> str:
        number, percent = self.words.number, self.words.percent
        if not one.seen:
            return self.t("bad_end.none", n=number(one.n), high=percent(one.high))
        low, high = percent(one.low), percent(one.high)
        return self.t("bad_end.some", seen=number(one.seen), n=number(one.n), low=low, high=high)
