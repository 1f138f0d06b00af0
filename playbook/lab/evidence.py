"""What the practice leans on, what it cannot say, and how much of a change is left without assumptions or
under doubt about the size of every effect."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import ipywidgets as W

from playbook import practices
from playbook.lab.base import Section, text_box
from playbook.lab.kpi import KpiWords
from playbook.lab.page import bullets, sentence_of, table, unbroken
from playbook.lab.run import RunBar
from playbook.lab.seasons import Seasons
from playbook.lab.slider import lever_value
from playbook.lab.study import TRUTHS, Truth
from playbook.language import MISSING, Words, escape
from playbook.practices.numbers import name_of, shown
from playbook.stories.shipped import results
from sim.evidence import Effect, parameter_table, parameters, register
from sim.experiment.results import Range


class EvidenceSection(Section):
    """The register's rows of this practice, its limits, and a run under each truth."""

    kind = "evidence"

    def build(self) -> list[W.Widget]:
        self.bar = RunBar(self.words, self.t("evidence.only"), self.run)
        self.result, self.before, self.folded = W.HTML(), W.HTML(), W.HTML()
        self.study.observe(self.guarded(lambda _: self._gate()), "bet")
        self.study.observe(self.guarded(lambda _: self._other_team()), "base")
        self._gate()
        self._fold()
        parts = [W.HTML(self.table()), W.HTML(self._limits())]
        return [*parts, self.folded, text_box(self.t("evidence.about")), self.before, self.bar, self.result]

    def _limits(self) -> str:
        told = sentence_of(self.t("evidence.limits"), "pb-big") + bullets(self.text.limits)
        lines = self.with_others()
        return told + (sentence_of(self.t("evidence.pairs"), "pb-big") + bullets(lines) if lines else "")

    def with_others(self) -> list[str]:
        """What this practice and another bring together that neither brings alone: a sentence for each shipped pair,
        the largest difference first."""
        from sim.scenario.file import team

        lines, slug = [], self.practice.slug
        mine = [row for row in results("pairs") if slug in row["pair"]]
        for row in sorted(mine, key=lambda one: -abs(one["more"]["mean"])):
            (other,) = (name for name in row["pair"] if name != slug)
            title, played = practices.load(other, self.words.language)[1].title, team(row["team"])
            kpis = KpiWords.of(self.words, played)
            both, more = (kpis.change("value", Range(**row[name])) for name in ("both", "more"))
            name = self.words.pick(played.title)
            lines.append(self.t("evidence.pair", other=title, team=name, both=both, more=more, n=row["seasons"]))
        return lines

    def table(self) -> str:
        """What was found, what kind of evidence it is, and where it stands."""
        head = [self.t(f"evidence.{name}") for name in ("finding", "grade", "source")]
        rows = []
        for name in self.practice.evidence:
            effect = register()[name]
            rows.append([escape(self.text.evidence[name]), escape(self._grade(effect.grade)), self._source(effect)])
        return table(head, rows, self.t("evidence.caption"), safe=frozenset(range(len(head))))

    def numbers(self) -> str:
        """The numbers the model takes for this practice, by name; what the team knows of itself instead."""
        head = [self.t(f"evidence.{name}") for name in ("parameter", "value", "between", "neutral", "grade")]
        numbers, language = [parameter_table()[name] for name in self.practice.parameters], self.words.language
        rows, own = [], self.study.base.known.values()
        for row in numbers:
            found = own.get(row.id, row.value)
            value, low, high, neutral = (shown(x, row, language) for x in (found, row.low, row.high, row.neutral))
            without = self.t("evidence.stays") if row.neutral == row.value else neutral
            between = MISSING if row.low == row.high else self.t("units.range_words", low=low, high=high)
            between = self.t("evidence.known") if row.id in own else between
            rows.append([name_of(row, language), value, between, without, self._grade(row.grade)])
        scale = self.t("evidence.log_points") if any(row.unit.startswith("log") for row in numbers) else ""
        return table(head, rows) + sentence_of(scale, "pb-small")

    def run(self) -> None:
        """The practice's example change: all effects, the evidence alone, and every effect drawn from its range."""
        study, n = self.study, self.study.effort.seasons
        scenarios = [study.base, study.scenario(self.practice.why)]

        def work() -> Iterator[dict[tuple[int, Truth], Seasons]]:
            found: dict[tuple[int, Truth], Seasons] = {}
            for truth in TRUTHS:
                for i, scenario in enumerate(scenarios):
                    for seasons in study.replicate(scenario, truth):
                        found = {**found, (i, truth): seasons}
                        yield found

        self.bar.go(
            work, self.show, len(TRUTHS) * len(scenarios) * n,
            reached=lambda found: sum(seasons.n for seasons in found.values()),
        )  # fmt: skip

    def show(self, found: dict[tuple[int, Truth], Seasons]) -> None:
        """What the change is worth under each truth that both runs are in of."""
        truths = [truth for truth in TRUTHS if (1, truth) in found]
        if not truths:
            return
        kpis = self.kpis
        head = [self.t("evidence.kpi"), *(self.t(f"evidence.with_{truth}") for truth in truths)]
        rows = []
        for kpi in dict.fromkeys([self.practice.kpi, self.practice.bet.kpi, *self.practice.watch]):
            changes = [found[1, truth].change(found[0, truth], kpi) for truth in truths]
            rows.append([kpis.name(kpi), *(unbroken(kpis.change_if_any(kpi, change)) for change in changes)])
        settings = []
        for name, value in self.practice.why.items():
            lever, text = self.practice.lever(name), self.text.levers[name]
            setting = lever_value(self.words, lever, text, value)
            settings.append(self.t("lever.setting", lever=text.label, value=setting))
        caption = self.t("evidence.change", changes=self.words.list(settings), n=found[1, truths[-1]].n)
        off = parameters(evidence_only=True).neutralised
        here = [parameter_table()[name] for name in self.practice.parameters if name in off]
        named = self.t("common.semicolon").join(name_of(row, self.words.language) for row in here) or MISSING
        says = [self.t("evidence.doubt"), self.t("evidence.off", n=len(off), names=named)]
        told = table(head, rows, caption, safe=frozenset(range(1, len(head))))
        self.result.value = self.header() + told + "".join(sentence_of(line, "pb-small") for line in says)

    def _grade(self, grade: str) -> str:
        return self.t("evidence.graded", meaning=self.t(f"evidence.grade_{grade}"), grade=grade)

    def _source(self, effect: Effect) -> str:
        """HTML of where a row comes from; an assumption of the model's own in the page's language."""
        return escape(self.t("evidence.own")) if effect.read == "own" else source_link(self.words, effect)

    def _gate(self) -> None:
        open_ = self.study.bet is not None
        self.bar.ready(open_)
        self.before.value = "" if open_ else self.bet_first()

    def _other_team(self) -> None:
        self._clear()
        self._fold()

    def _fold(self) -> None:
        self.folded.value = f"<details><summary>{self.t('evidence.parameters')}</summary>{self.numbers()}</details>"

    def _clear(self) -> None:
        self.bar.clear()
        self.result.value = ""

    def told(self) -> str:
        return self.table() + self._limits()


def source_link(words: Words, effect: Effect) -> str:
    """HTML of where a row of the register comes from: a link where it has a DOI, else its text."""
    if not effect.doi:
        return escape(effect.source)
    address = f"https://doi.org/{quote(effect.doi, safe='/()')}"
    away = f'target="_blank" rel="noopener noreferrer" title="{escape(words.t("evidence.opens"))}"'
    return f'<a href="{escape(address)}" {away}>{escape(effect.source)}</a>'
