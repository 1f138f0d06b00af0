"""What the numbers should show: tables and a curve of the results that came with the playbook, nothing computed anew.

Learners who run the page themselves get these figures or, with other luck, figures inside these ranges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playbook.lab.judging import judge
from playbook.lab.kpi import KpiWords
from playbook.lab.lever import shipped_curve
from playbook.lab.seasons import BASELINES
from playbook.lab.slider import lever_value
from playbook.lab.study import LazyModel, Study
from playbook.language import MISSING
from playbook.language import Words as Tongue
from playbook.practices import BOTS, FINAL, Practice, Words

if TYPE_CHECKING:
    from playbook.charts import Figure
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Table:
    """A table in words: its caption, the names of its columns, its rows."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Shipped:
    """The shipped results of a practice for its own team, in one language."""

    def __init__(self, tongue: Tongue, practice: Practice, text: Words, folder: Path = BASELINES) -> None:
        self.words, self.practice, self.text = tongue, practice, text
        self.team = _team(practice.team)
        self.study = Study(practice, self.team, LazyModel(), baselines=folder)
        self.kpis = KpiWords.of(tongue, self.team)
        self.start = self.study.known()

    def key_figures(self) -> Table:
        """A row for each key figure: at the start, then what the page's example and the near-best setting change."""
        changes = {"example": self.practice.why, "near": self.practice.final.near}
        found = {name: self.study.known(setting) for name, setting in changes.items()}
        ids = dict.fromkeys((self.practice.bet.kpi, self.practice.kpi, *self.practice.watch))
        rows = []
        for kpi in ids:
            shown = [self.kpis.span(kpi, self.start.range(kpi)) if self.start else MISSING]
            for seasons in found.values():
                both = self.start is not None and seasons is not None
                shown.append(self.kpis.change_if_any(kpi, seasons.change(self.start, kpi)) if both else MISSING)
            rows.append((self.kpis.name(kpi), *shown))
        t = self.words.t
        head = (t("trainer.figure"), t("trainer.start"), *(t(f"trainer.{name}") for name in changes))
        return Table(self._caption(), head, tuple(rows))

    def settings(self) -> str:
        """Which levers the two columns of changes have moved, as a sentence."""
        t = self.words.t
        example, near = self.said(self.practice.why), self.said(self.practice.final.near)
        return t("trainer.settings", example=example, near=near)

    def rounds(self) -> Table:
        """A row for each round: its goal and what each of the players that the page compares with reaches."""
        t, rows = self.words.t, []
        for one in self.practice.rounds:
            shown = []
            for player in BOTS:
                seasons = self.study.known(one.played(player))
                if self.start is None or seasons is None:
                    shown.append(MISSING)
                    continue
                change = self.kpis.signed(one.goal.kpi, seasons.change(self.start, one.goal.kpi).mean)
                lost = [line.bound.kpi for line in judge(one.bounds, seasons, self.start).lines if not line.holds]
                if lost:
                    shown.append(t("trainer.failed", change=change, kpi=self.kpis.name(lost[0])))
                else:
                    shown.append(t("trainer.passed", change=change))
            told = self.text.final if one.id == FINAL else self.text.challenges[one.id]
            rows.append((told.title, self.kpis.name(one.goal.kpi), *shown))
        players = (t(f"challenge.player_{player}") for player in BOTS)
        return Table(t("trainer.rounds_caption"), (t("trainer.round"), t("trainer.about"), *players), tuple(rows))

    def curve(self) -> Figure:
        """What each setting of the main lever changes of the practice's key figure."""
        from playbook import charts

        lever, label, kpi = self.practice.main, self.text.levers[self.practice.main.id], self.practice.kpi
        scale, unit, digits = self.kpis.scale_of_change(kpi)
        start, known = self.start, shipped_curve(self.study, lever)
        changes = {x: seasons.change(start, kpi) for x, seasons in known.items()} if start is not None else {}
        spans = [charts.Span.of(change).times(scale) for change in changes.values()]
        lower = self.kpis.better(kpi) == "lower"
        best = (min if lower else max)(changes, key=lambda x: changes[x].mean, default=None)
        return charts.lever_curve(
            self.words, label.label, "share" if lever.percent else label.unit, list(changes),
            self.words.t("lever.against", kpi=self.kpis.name(kpi)), unit, spans,
            best=best, kpi_digits=digits, better="lower" if lower else "higher",
        )  # fmt: skip

    def said(self, setting: Mapping[str, float]) -> str:
        """Levers with their values, those that differ from the start."""
        t, start, shown = self.words.t, self.study.setting(), []
        for name, value in self.study.setting(setting).items():
            if value != start[name]:
                label = self.text.levers[name]
                value_said = lever_value(self.words, self.practice.lever(name), label, value)
                shown.append(t("lever.setting", lever=label.label, value=value_said))
        return t("common.semicolon").join(shown)

    def _caption(self) -> str:
        n = self.start.n if self.start else 0
        return self.words.t("trainer.caption", team=self.words.pick(self.team.title), n=n)


def _team(name: str) -> Scenario:
    from sim.scenario.file import team

    return team(name)
