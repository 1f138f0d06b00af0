"""The answer against the bet."""

from __future__ import annotations

from collections.abc import Iterable

import ipywidgets as W

from playbook import charts
from playbook.lab.access import Beside, Fold
from playbook.lab.base import Section
from playbook.lab.page import sentence_of, table
from playbook.lab.run import RunBar
from playbook.lab.seasons import SEED, Seasons


class RunSection(Section):
    """Runs the season at the start setting; before a bet it is one sentence."""

    kind = "run"

    def build(self) -> list[W.Widget]:
        self.bar = RunBar(self.words, self.t("run.start"), self.run)
        self.head, self.sentence, self.figure, self.strip = W.HTML(), W.HTML(), W.HTML(), W.HTML()
        self.span: tuple[float, float] | None = None  # of the figure's axis, which only grows
        self.more = Fold(self.t("run.more"), [self.strip])
        self.study.observe(self.guarded(lambda _: self._gate()), "bet")
        self.study.observe(self.guarded(lambda _: self._clear()), "base")
        self._fold()
        self._gate()
        return [Beside([self.bar, self.head, self.sentence, self.more], [self.figure])]

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
            span=self.span,
        )
        self.span = figure.span
        figure.update(self.figure)
        low, high = kpis.ends(bet.kpi, bet.low, bet.high)
        text = self.text.sentences.run.format(
            kpi=kpis.name(bet.kpi),
            p10=kpis.value(bet.kpi, result.p10),
            mean=kpis.value(bet.kpi, result.mean),
            p90=kpis.value(bet.kpi, result.p90),
            n=self.words.number(seasons.n),
            low=low,
            high=high,
        )
        verdict = self.t("run.hit" if bet.low <= result.mean <= bet.high else "run.miss")
        self.head.value = self.header(seasons.n)
        self.sentence.value = sentence_of(text, "pb-big") + sentence_of(verdict) + self._laws(seasons)
        self.strip.value = numbers(self, seasons)
        self._fold()

    def _laws(self, seasons: Seasons) -> str:
        broken = "; ".join(seasons.laws)
        return sentence_of(self.t("run.laws", laws=broken), "pb-error") if broken else ""

    def _gate(self) -> None:
        """One sentence before the bet; what is known already shows at once and needs no button."""
        open_ = self.study.bet is not None
        self.bar.ready(open_, self.t("run.bet_first"))
        known = self.study.known() if open_ else None
        there = known is not None and known.n >= self.study.effort.seasons
        self.bar.layout.display = "none" if there else None
        if there:
            self.show(known)

    def _clear(self) -> None:
        self.bar.clear()
        self.span = None
        self.head.value = self.sentence.value = self.figure.value = self.strip.value = ""
        self._fold()
        self._gate()

    def _fold(self) -> None:
        """No fold with nothing in it."""
        self.more.layout.display = None if self.strip.value else "none"

    # ------------------------------------------------------------------------------------------ saved notebooks

    def picture(self) -> charts.Figure | None:
        """The bet's figure as shipped, without a bet."""
        if (known := self.lab.shipped.known()) is None:
            return None
        kpi, kpis = self.practice.bet.kpi, self.lab.shipped_kpis
        foot = self.source(known.n, self.lab.shipped.team)
        row = charts.Dot(self.t("chart.actual_result"), known.range(kpi))
        return charts.dots(
            self.words, [row], kpis.unit(kpi), digits=kpis.digits(kpi), title=kpis.name(kpi), source=foot,
            better=kpis.better(kpi) or "higher",
        )  # fmt: skip

    def told(self) -> str:
        if (known := self.lab.shipped.known()) is None:
            return ""
        names = dict.fromkeys([self.practice.bet.kpi, self.practice.kpi, *self.practice.watch])
        kpis = self.lab.shipped_kpis
        rows = [
            [kpis.name(kpi), kpis.value(kpi, known.range(kpi).mean), self._reach(known, kpi)]
            for kpi in names
            if kpi in known.totals
        ]
        head = [self.t("evidence.kpi"), self.t("lab.average"), self.t("lab.eight_in_ten")]
        team = self.words.pick(self.lab.shipped.team.title)
        return table(head, rows, self.t("lab.shipped", team=team, n=known.n, seed=SEED))

    def _reach(self, known: Seasons, kpi: str) -> str:
        found = known.range(kpi)
        return self.lab.shipped_kpis.range(kpi, found.p10, found.p90)


def numbers(section: Section, seasons: Seasons, start: Seasons | None = None) -> str:
    """HTML of the practice's other key figures, and of which seasons they and the figure beside them are."""
    strip = watch_strip(section, seasons, section.practice.watch, start)
    n = min(seasons.n, start.n) if start else seasons.n
    return strip.html + sentence_of(section.source(n), "pb-small")


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
