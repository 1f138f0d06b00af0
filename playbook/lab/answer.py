"""Section 3: the answer against the bet."""

from __future__ import annotations

from collections.abc import Iterable

import ipywidgets as W

from playbook import charts
from playbook.lab.base import Section
from playbook.lab.page import sentence_of
from playbook.lab.run import RunBar
from playbook.lab.seasons import Seasons


class RunSection(Section):
    """Runs the season at the start setting; disabled until a bet is recorded."""

    kind = "run"

    def build(self) -> list[W.Widget]:
        self.bar = RunBar(self.words, self.t("run.start"), self.run)
        self.sentence, self.figure, self.strip = W.HTML(), W.HTML(), W.HTML()
        self.span: tuple[float, float] | None = None  # of the figure's axis, which only grows
        self.study.observe(self.guarded(lambda _: self._gate()), "bet")
        self.study.observe(self.guarded(lambda _: self._clear()), "base")
        self._gate()
        return [self.bar, self.sentence, self.figure, self.strip]

    def run(self) -> None:
        study, base = self.study, self.study.base
        self.bar.go(lambda: study.replicate(base), self.show, study.effort.seasons, reached=lambda found: found.n)

    def show(self, seasons: Seasons) -> None:
        """Figure, sentence and strip of the replications so far."""
        bet, kpis = self.study.bet, self.kpis
        result = seasons.range(bet.kpi)
        figure = charts.bet_result(
            self.words,
            kpis.name(bet.kpi),
            kpis.unit(bet.kpi),
            bet=(bet.low, bet.high),
            result=result,
            digits=kpis.digits(bet.kpi),
            params={self.t("run.count"): self.words.number(seasons.n)},
            source=self.source(seasons.n),
            span=self.span,
        )
        self.span = figure.span
        figure.update(self.figure)
        text = self.text.sentences.run.format(
            kpi=kpis.name(bet.kpi),
            p10=kpis.value(bet.kpi, result.p10),
            mean=kpis.value(bet.kpi, result.mean),
            p90=kpis.value(bet.kpi, result.p90),
            n=self.words.number(seasons.n),
            low=kpis.value(bet.kpi, bet.low),
            high=kpis.value(bet.kpi, bet.high),
        )
        verdict = self.t("run.hit" if bet.low <= result.mean <= bet.high else "run.miss")
        self.sentence.value = sentence_of(text, "pb-big") + sentence_of(verdict) + self._laws(seasons)
        watch_strip(self, seasons, self.practice.watch).update(self.strip)

    def _laws(self, seasons: Seasons) -> str:
        broken = "; ".join(seasons.laws)
        return sentence_of(self.t("run.laws", laws=broken), "pb-error") if broken else ""

    def _gate(self) -> None:
        self.bar.ready(self.study.bet is not None, self.t("run.bet_first"))

    def _clear(self) -> None:
        self.bar.runner.cancel()
        self.span = None
        self.sentence.value = self.figure.value = self.strip.value = ""


def watch_strip(section: Section, seasons: Seasons, names: Iterable[str], start: Seasons | None = None) -> charts.Strip:
    """The key figures `names` in a row, with their change against `start`."""
    kpis = section.kpis
    rows = [
        charts.Kpi(
            kpis.name(name),
            seasons.range(name),
            kpis.unit(name),
            digits=kpis.digits(name),
            better=kpis.better(name),
            change=seasons.change(start, name) if start else None,
        )
        for name in names
        if name in seasons.totals
    ]
    return charts.kpi_strip(section.words, rows)
