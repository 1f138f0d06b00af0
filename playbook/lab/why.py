"""Why did it change? Parts in money that add up, and the causal picture, each behind a fold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import ipywidgets as W

from playbook import charts
from playbook.lab.access import Fold
from playbook.lab.base import Section
from playbook.lab.explained import DIRECT, Loops, Why, amount, money_figure, told
from playbook.lab.kpi import KpiWords
from playbook.lab.page import bullets, sentence_of, table, unbroken
from playbook.lab.run import RunBar
from playbook.lab.seasons import SEED
from playbook.lab.slider import lever_value
from playbook.money import LATER, label

if TYPE_CHECKING:
    from sim.experiment import MoneyChange

NAMED = 2  # parts in the sentence


class WhySection(Section):
    """Explains the change the reader made with the lever, or the practice's own example until then: a sentence, and
    the whole split behind a fold."""

    kind = "why"

    def build(self) -> list[W.Widget]:
        self.bar = RunBar(self.words, self.t("why.start"), self.run)
        self.about, self.sentence, self.note, self.figure, self.loops = (W.HTML() for _ in range(5))
        self.more = Fold(self.t("why.more"), [self.note, self.figure])
        self.causes = Fold(self.t("chart.loops"), [self.loops])
        self.parts = [self.about, self.bar, self.sentence, self.more, self.causes]
        self.why: Why | None = None
        self.span: tuple[float, float] | None = None  # of the figure's axis, which only grows
        self.study.observe(self.guarded(lambda _: self._rebased()), "base")
        for name in ("bet", "moved"):
            self.study.observe(self.guarded(lambda _: self._refresh()), name)
        self._refresh()
        return self.parts

    def changes(self) -> dict[str, float]:
        """What is explained: the lever where the reader has moved it, the practice's example otherwise."""
        main = self.practice.main.id
        if self.study.moved not in (None, self.study.start_of(main)):
            return {main: self.study.moved}
        return dict(self.practice.why)

    def run(self) -> None:
        changes = self.explained
        self.bar.go(lambda: self.study.explain(changes), self.show, self.study.effort.seasons)

    def show(self, why: Why) -> None:
        """The largest parts in a sentence, all of them in a figure; amounts in the causal picture where a loop carries
        much.
        """
        self.why = why
        shown, count = why.folded(), self.words.number(why.n)
        self.sentence.value = sentence_of(change_sentence(self.kpis, shown), "pb-big")
        self.note.value = later_line(self.kpis, shown) + sentence_of(self.t("why.adds_up", n=count), "pb-note")
        params = {self.t("run.count"): count}
        drawn = money_figure(self.words, self.kpis, why, params, self.source(why.n), self.span)
        self.span = drawn.span
        drawn.update(self.figure)
        self.loops.value = self._loops(why.loops) if why.loops else self._plain()
        self.more.layout.display = None

    def _loops(self, loops: Loops) -> str:
        """What comes by the loops: a sentence and the causal picture with their sums."""
        kpi, kpis, means = loops.kpi, self.kpis, {name: float(x.mean()) for name, x in loops.parts.items()}
        text = self.text.sentences.why.format(
            kpi=kpis.name(kpi), change=amount(kpis, loops.change, kpi), largest=self.text.loops[loops.largest].name,
            largest_value=kpis.signed(kpi, means[loops.largest]), direct=kpis.signed(kpi, means[DIRECT]),
        )  # fmt: skip
        most = max(abs(means[name]) for name in self.practice.loops) or 1.0
        weights = {name: (abs(means[name]) / most, kpis.signed(kpi, means[name])) for name in self.practice.loops}
        return sentence_of(text) + loop_figure(self, weights).html() + self._stories()

    def _plain(self) -> str:
        """The causal picture without amounts: no loop is known to carry much."""
        return sentence_of(self.t("why.picture_plain")) + loop_figure(self, {}).html() + self._stories()

    def _stories(self) -> str:
        """How each loop feeds itself."""
        return bullets([f"{x.name}{self.t('common.colon')}{x.story}" for x in self.text.loops.values()])

    def _rebased(self) -> None:
        self.span = None
        self._refresh()

    def _refresh(self) -> None:
        """After a bet, another team or another choice: what will be explained, nothing of an older result.

        What is shipped is said at once and needs no button.
        """
        open_ = self.study.bet is not None
        self.locked(not open_)
        for part in self.parts:
            part.layout.display = None if open_ else "none"
        self.explained = self.changes()
        self.bar.clear()
        self.why = None
        self.sentence.value = self.note.value = self.figure.value = ""
        self.loops.value = self._plain()
        self.more.layout.display = "none"
        self.bar.ready(open_)
        shown = self.words.list([self._setting(name, value) for name, value in self.explained.items()])
        # The practice's own words tell of its example.
        story = self.text.why_intro if self.explained == self.practice.why else ""
        self.about.value = sentence_of(story) + self.header(said=self.t("why.about", changes=shown))
        if open_ and (why := self.study.shipped_why(self.explained)) is not None:
            self.bar.layout.display = "none"
            self.show(why)

    def _setting(self, name: str, value: float) -> str:
        lever, text = self.practice.lever(name), self.text.levers[name]
        before = lever_value(self.words, lever, text, self.study.start_of(name))
        return self.t("why.setting", lever=text.label, value=lever_value(self.words, lever, text, value), before=before)

    # ------------------------------------------------------------------------------------------ saved notebooks

    def _saved(self) -> Why | None:
        return self.lab.shipped.shipped_why(self.practice.why)

    def picture(self) -> charts.Figure | None:
        """The shipped split of the practice's example."""
        if (why := self._saved()) is None:
            return None
        foot, count = self.source(why.n, self.lab.shipped.team), self.words.number(why.n)
        return money_figure(self.words, self.lab.shipped_kpis, why, {self.t("run.count"): count}, foot)

    def told(self) -> str:
        if (why := self._saved()) is None:
            return ""
        kpis, shown = self.lab.shipped_kpis, why.folded()
        head = [self.t("money.figure"), self.t("lab.average")]
        rows = [
            [label(self.words, prefix + name, float(x.mean())), unbroken(amount(kpis, x))]
            for parts, prefix in ((shown.parts, ""), (shown.later, LATER))
            for name, x in parts.items()
        ]
        team = self.words.pick(self.lab.shipped.team.title)
        caption = self.t("lab.shipped", team=team, n=why.n, seed=SEED)
        about = self.words.list([self._setting(name, value) for name, value in self.practice.why.items()])
        said = sentence_of(self.text.why_intro) + sentence_of(self.t("why.about", changes=about))
        said += sentence_of(change_sentence(kpis, shown), "pb-big") + later_line(kpis, shown)
        return said + table(head, rows, caption, safe=frozenset({1}))


def change_sentence(kpis: KpiWords, shown: MoneyChange) -> str:
    """The change of profit with its two largest parts; `shown` has small parts folded."""
    largest = dict(list(shown.parts.items())[:NAMED])
    if not largest:
        return kpis.words.t("why.nothing")
    return kpis.words.t("why.sentence", change=amount(kpis, shown.change), parts=told(kpis, largest, ranges=False))


def later_line(kpis: KpiWords, shown: MoneyChange) -> str:
    """What is left for later and is not in the sum, as a line of the page; "" where nothing is."""
    return sentence_of(kpis.words.t("money.later", parts=told(kpis, shown.later, LATER))) if shown.later else ""


def loop_figure(section: Section, weights: Mapping[str, tuple[float, str]]) -> charts.Figure:
    """The practice's causal picture; a loop's contribution, if there is one, stands at its arrows."""
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
    note = section.t("why.loops") if weights else ""
    return charts.loop_diagram(section.words, nodes, links, note=note)
