"""What looking back found, in sentences of the page."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING

from playbook.lab.kpi import KpiWords
from playbook.language import Words, escape

if TYPE_CHECKING:
    from playbook.first.afterwards import Afterwards, Figure, Own, StepSaid

FEW_TIMES = 9.5  # from here on whole numbers
VERDICTS = {
    "as_promised": "plan_afterwards.as_promised", "better": "plan_afterwards.better", "worse": "plan_afterwards.worse",
    "higher": "plan_afterwards.higher", "lower": "plan_afterwards.lower", "cannot_tell": "plan_afterwards.cannot_tell",
}  # fmt: skip


class Telling:
    """See the module's docstring. `name_of`: the title of a step."""

    def __init__(self, words: Words, kpis: KpiWords, name_of: Callable[[str], str]) -> None:
        self.words, self.kpis, self.name_of, self.t = words, kpis, name_of, words.t

    def row(self, one: Figure) -> list[str]:
        """Name, what came, ranges with the plan and without it, luck, verdict."""
        kpis, see = self.kpis, one.found
        ranges = [kpis.range(one.kpi, each.p10, each.p90) for each in (see.promised, see.without)]
        per_cent = [self.words.number(100 * x) for x in (see.place.p, see.place.low, see.place.high)]
        luck = self.t("plan_afterwards.of_100", p=per_cent[0], low=per_cent[1], high=per_cent[2])
        return [kpis.name(one.kpi), kpis.value(one.kpi, see.value), *ranges, luck, self.t(VERDICTS[one.verdict])]

    def headline(self, found: Afterwards) -> str:
        """Whether what came looks like the plan."""
        one = found.telling
        if one is None:
            return self.t("plan_afterwards.none_tells")
        odds = one.found.odds
        key, k, low, high = "plan_afterwards.odds_with", odds.ratio, odds.low, odds.high
        if k < 1:
            key, k, low, high = "plan_afterwards.odds_without", 1 / k, 1 / high, 1 / low
        if low <= 1:
            key = "plan_afterwards.odds_either"
        if one.found.outside:
            key = "plan_afterwards.odds_neither"
        facts = {"k": self.times(k), "low": self.times(low), "high": self.times(high)}
        return self.t(key, figure=self.kpis.name(one.kpi), **facts)

    def times(self, value: float) -> str:
        return self.words.number(value, 1 if value < FEW_TIMES else 0)

    def whole(self, found: Afterwards) -> list[str]:
        """How the headline is meant, and how many figures lie beyond luck."""
        number, lines = self.words.number, []
        if (one := found.telling) is not None:
            share = number(100 * max(one.found.beats, 1 - one.found.beats))
            lines.append(self.t("plan_afterwards.telling", figure=self.kpis.name(one.kpi), share=share))
            if one.found.odds.capped and not one.found.outside:
                lines.append(self.t("plan_afterwards.capped", n=number(found.n)))
        if found.came.demand is not None:
            lines.append(self.t("plan_afterwards.demand", orders=number(found.came.demand)))
        facts = {"n": number(found.beyond), "all": number(len(found.figures))}
        lines.append(self.t("plan_afterwards.beyond", **facts, usual=number(len(found.figures) / 10, 1)))
        if any(one.found.place.close for one in found.figures):
            lines.append(self.t("plan_afterwards.close"))
        return lines

    def steps(self, steps: tuple[StepSaid, ...]) -> list[tuple[str, list[str]]]:
        """Each step's title, as HTML, and what can be said of it."""
        return [(escape(self.name_of(step.slug)), self.step(step)) for step in steps]

    def step(self, step: StepSaid) -> list[str]:
        lines = [self.own(one) for one in step.own]
        by_others: dict[tuple[str, ...], list[str]] = {}
        for kpi, others in step.shared.items():
            by_others.setdefault(others, []).append(self.kpis.name(kpi))
        for others, figures in by_others.items():
            names = self.words.list([self.t("plan_afterwards.quoted", name=self.name_of(slug)) for slug in others])
            lines.append(self.t("plan_afterwards.shared", figures=self.words.list(figures), others=names))
        if not lines:
            key = "plan_afterwards.no_figure" if step.entry.promise else "plan_afterwards.no_promise"
            lines.append(self.t(key))
        return [*lines, self.t("plan_afterwards.number", number=step.entry.number_to_watch)]

    def own(self, one: Own) -> str:
        spans = (SimpleNamespace(p10=low, mean=mean, p90=high) for low, mean, high in (one.promised, one.came))
        promised, came = (self.kpis.change(one.kpi, span) for span in spans)
        verdict = self.t(VERDICTS[one.verdict])
        return self.t(
            "plan_afterwards.own", figure=self.kpis.name(one.kpi), promised=promised, came=came, verdict=verdict
        )
