"""Section 5: why did it change? Parts in money that add up; the causal picture where a loop carries much of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import ipywidgets as W

from playbook import charts
from playbook.lab.base import Section
from playbook.lab.explained import DIRECT, Loops, Why, amount, money_figure, told
from playbook.lab.kpi import KpiWords
from playbook.lab.page import bullets, sentence_of
from playbook.lab.run import RunBar
from playbook.lab.slider import lever_value
from playbook.money import LATER

if TYPE_CHECKING:
    from sim.experiment import MoneyChange

NAMED = 2  # parts in the sentence


class WhySection(Section):
    """Explains the change the reader made in section 4, or the practice's own example until then."""

    kind = "why"

    def build(self) -> list[W.Widget]:
        self.bar = RunBar(self.words, self.t("why.start"), self.run)
        self.about, self.sentence, self.figure, self.loops = (W.HTML() for _ in range(4))
        self.why: Why | None = None
        for name in ("bet", "base"):
            self.study.observe(self.guarded(lambda _: self._refresh()), name)
        self.study.observe(self.guarded(lambda _: self._refresh()), "moved")
        self._refresh()
        return [self.about, self.bar, self.sentence, self.figure, self.loops]

    def changes(self) -> dict[str, float]:
        """What is explained: the lever of section 4 where the reader has moved it, the practice's example otherwise."""
        main = self.practice.main.id
        if self.study.moved not in (None, self.study.start_of(main)):
            return {main: self.study.moved}
        return dict(self.practice.why)

    def run(self) -> None:
        changes = self.explained
        if (why := self.study.shipped_why(changes)) is not None:
            self.show(why)
            return
        self.bar.go(lambda: self.study.explain(changes), self.show, self.study.effort.seasons)

    def show(self, why: Why) -> None:
        """The largest parts in a sentence and all of them in a figure; the loops only where one carries much."""
        self.why = why
        shown, count = why.folded(), self.words.number(why.n)
        said = why_sentence(self.kpis, shown) + sentence_of(self.t("why.adds_up", n=count), "pb-note")
        self.sentence.value = said
        money_figure(self.words, self.kpis, why, {self.t("run.count"): count}, self.source(why.n)).update(self.figure)
        self.loops.value = self._loops(why.loops) if why.loops else ""

    def _loops(self, loops: Loops) -> str:
        """What comes by the loops: a sentence, the causal picture, and how each loop feeds itself."""
        kpi, kpis, means = loops.kpi, self.kpis, {name: float(x.mean()) for name, x in loops.parts.items()}
        text = self.text.sentences.why.format(
            kpi=kpis.name(kpi), change=amount(kpis, loops.change, kpi), largest=self.text.loops[loops.largest].name,
            largest_value=kpis.signed(kpi, means[loops.largest]), direct=kpis.signed(kpi, means[DIRECT]),
        )  # fmt: skip
        most = max(abs(means[name]) for name in self.practice.loops) or 1.0
        weights = {name: (abs(means[name]) / most, kpis.signed(kpi, means[name])) for name in self.practice.loops}
        stories = bullets([f"{x.name}{self.t('common.colon')}{x.story}" for x in self.text.loops.values()])
        return sentence_of(text) + loop_figure(self, weights).html() + stories

    def _refresh(self) -> None:
        """After a bet, another team or another choice: what will be explained, nothing of an older result."""
        self.explained = self.changes()
        self.bar.runner.cancel()
        self.why = None
        self.sentence.value = self.figure.value = self.loops.value = ""
        self.bar.ready(self.study.bet is not None, self.t("run.bet_first"))
        shown = self.words.list([self._setting(name, value) for name, value in self.explained.items()])
        self.about.value = sentence_of(self.t("why.about", changes=shown))

    def _setting(self, name: str, value: float) -> str:
        lever, text = self.practice.lever(name), self.text.levers[name]
        before = lever_value(self.words, lever, text, self.study.start_of(name))
        return self.t("why.setting", lever=text.label, value=lever_value(self.words, lever, text, value), before=before)


def why_sentence(kpis: KpiWords, shown: MoneyChange) -> str:
    """The change of profit with its two largest parts, and what is left for later; `shown` has small parts folded."""
    t, largest = kpis.words.t, dict(list(shown.parts.items())[:NAMED])
    if not largest:
        head = t("why.nothing")
    else:
        head = t("why.sentence", change=amount(kpis, shown.change), parts=told(kpis, largest))
    later = sentence_of(t("money.later", parts=told(kpis, shown.later, LATER))) if shown.later else ""
    return sentence_of(head, "pb-big") + later


def loop_figure(section: Section, weights: Mapping[str, tuple[float, str]]) -> charts.Figure:
    """The practice's causal picture; a loop's contribution stands at its arrows."""
    practice, text = section.practice, section.text
    levers = {lever.id for lever in practice.levers}
    kinds = {node.id: "lever" if node.id in levers else "plain" for node in practice.nodes}
    kinds |= {kpi: "kpi" for kpi in (practice.kpi, practice.bet.kpi) if kpi in kinds}
    nodes = [charts.Node(x.id, text.nodes[x.id], x.x, x.y, kind=kinds[x.id]) for x in practice.nodes]
    links, said = [], set()
    for link in practice.links:
        weight, shown = weights.get(link.loop or "", (0.0, ""))
        # A loop may run over several arrows; its contribution is written once.
        shown = "" if link.loop in said else shown
        said.add(link.loop)
        links.append(charts.Link(link.source, link.target, link.sign, link.loop or "", value=shown, weight=weight))
    note = section.t("why.loops")
    return charts.loop_diagram(section.words, nodes, links, note=note)
