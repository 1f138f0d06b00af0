"""Section 5: why did it change? The causal picture, and contributions of its loops that add up."""

from __future__ import annotations

from collections.abc import Mapping

import ipywidgets as W

from playbook import charts
from playbook.lab.base import Section
from playbook.lab.page import bullets, sentence_of
from playbook.lab.run import RunBar
from playbook.lab.seasons import range_of
from playbook.lab.slider import lever_value
from playbook.lab.study import DIRECT, Why, spread_of_mean


class WhySection(Section):
    """Explains the change the reader made in section 4, or the practice's own example until then."""

    kind = "why"

    def build(self) -> list[W.Widget]:
        self.bar = RunBar(self.words, self.t("why.start"), self.run)
        self.loops, self.about, self.sentence, self.figure = W.HTML(), W.HTML(), W.HTML(), W.HTML()
        self.why: Why | None = None
        stories = bullets([f"{x.name}{self.t('common.colon')}{x.story}" for x in self.text.loops.values()])
        for name in ("bet", "base"):
            self.study.observe(self.guarded(lambda _: self._refresh()), name)
        self.study.observe(self.guarded(lambda _: self._refresh()), "moved")
        self._refresh()
        return [self.loops, W.HTML(stories), self.about, self.bar, self.sentence, self.figure]

    def changes(self) -> dict[str, float]:
        """What is explained: the lever of section 4 where the reader has moved it, the practice's example otherwise."""
        main = self.practice.main.id
        if self.study.moved not in (None, self.study.start_of(main)):
            return {main: self.study.moved}
        return dict(self.practice.why)

    def run(self) -> None:
        changes, kpi = self.explained, self.practice.kpi
        if (why := self.study.shipped_why(changes, kpi)) is not None:
            self.show(why)
            return
        self.bar.go(lambda: self.study.explain(changes, kpi), self.show, self.study.effort.why)

    def show(self, why: Why) -> None:
        """Contributions, sentence and the picture's weights of the replications so far."""
        self.why = why
        self._draw_loops()
        kpi, kpis = why.kpi, self.kpis
        total = range_of(why.change)
        largest = self.name(why.largest)
        text = self.text.sentences.why.format(
            kpi=kpis.name(kpi),
            change=kpis.change(kpi, total),
            largest=largest,
            largest_value=kpis.signed(kpi, float(why.parts[why.largest].mean())),
            direct=kpis.signed(kpi, float(why.parts[DIRECT].mean())),
        )
        mean = kpis.signed(kpi, total.mean)
        note = self.t("why.adds_up", mean=mean, n=self.words.number(why.n))
        self.sentence.value = sentence_of(text, "pb-big") + sentence_of(note, "pb-note")
        charts.contributions(
            self.words,
            [charts.Part(self.name(part), spread_of_mean(why.parts[part])) for part in why.parts],
            kpis.unit(kpi),
            total=(total.p10, total.mean, total.p90),
            better=kpis.better(kpi) or "higher",
            digits=kpis.digits(kpi),
            params={self.t("run.count"): self.words.number(why.n)},
        ).update(self.figure)

    def name(self, part: str) -> str:
        return self.t("why.direct") if part == DIRECT else self.text.loops[part].name

    def _refresh(self) -> None:
        """After a bet, another team or another choice: what will be explained, nothing of an older result."""
        self.explained = self.changes()
        self.bar.runner.cancel()
        self.why = None
        self.sentence.value = self.figure.value = ""
        self.bar.ready(self.study.bet is not None, self.t("run.bet_first"))
        shown = self.words.list([self._setting(name, value) for name, value in self.explained.items()])
        self.about.value = sentence_of(self.t("why.about", changes=shown))
        self._draw_loops()

    def _setting(self, name: str, value: float) -> str:
        lever, text = self.practice.lever(name), self.text.levers[name]
        before = lever_value(self.words, lever, text, self.study.start_of(name))
        return self.t("why.setting", lever=text.label, value=lever_value(self.words, lever, text, value), before=before)

    def _draw_loops(self) -> None:
        loop_figure(self, self._weights()).update(self.loops)

    def _weights(self) -> dict[str, tuple[float, str]]:
        """Loop -> (share of the largest contribution, contribution in words)."""
        if self.why is None:
            return {}
        means = {name: float(self.why.parts[name].mean()) for name in self.practice.loops}
        most = max(map(abs, means.values())) or 1.0
        return {name: (abs(x) / most, self.kpis.signed(self.why.kpi, x)) for name, x in means.items()}


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
    note = section.t("why.weights" if weights else "why.loops")
    return charts.loop_diagram(section.words, nodes, links, note=note)
