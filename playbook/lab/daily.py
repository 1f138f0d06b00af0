"""What a practice is about, day by day of one season: as its lever stands, and under the same luck as it began."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from playbook import charts
from playbook.lab.jobs import checkpoint
from playbook.lab.own_stage import OwnStage
from playbook.lab.page import sentence_of
from playbook.lab.seasons import SEED
from playbook.lab.slider import lever_value
from sim.units import SECONDS_PER_HOUR

if TYPE_CHECKING:
    from playbook.practices import Daily
    from sim.arrays import Floats
    from sim.season.clock import SeasonResult


class DailySection(OwnStage):
    """Lines over the days of a season that the practice names (`daily`). All of it is outcome: closed until the bet."""

    def settings(self) -> list[float]:
        return []  # a season is there in less than a second

    def played(self, setting: float | None) -> SeasonResult:
        if setting is None:
            return self.find(self.start)
        plan = self.study.scenario({self.lever.id: setting})
        return self.study.experiment.day_by_day(plan, 0, SEED, each_day=checkpoint)

    def draw(self) -> None:
        if self.bet_made:
            super().draw()
        else:
            self.line.value = sentence_of(self.t("own_stage.bet_first"), "pb-note")

    def drawn(self, setting: float, here: SeasonResult, beside: SeasonResult, open_: bool) -> charts.Figure:
        words, shop = self.words, self.study.base
        panels = [self.panel(one, here, None if here is beside else beside) for one in self.practice.daily]
        marks = [charts.Mark(event.day, words.pick(event.name)) for event in shop.calendar.campaigns]
        at = lever_value(words, self.lever, self.label, setting)
        title = self.t("daily.title", team=words.pick(shop.title), lever=self.label.label, setting=at)
        note = self.t("daily.key" if here is beside else "daily.key_compared")
        return charts.season_band(
            words, panels, shop.calendar.start, marks, title=title, note=note, source=self.source(1)
        )

    def panel(self, one: Daily, here: SeasonResult, beside: SeasonResult | None) -> charts.Panel:
        unit = self.study.base.currency if one.unit == "money" else one.unit
        line = self.line_of(one, here)
        compare = None if beside is None else self.line_of(one, beside)
        return charts.Panel(self.text.daily[one.id], unit, line, line, line, compare=compare)

    def line_of(self, one: Daily, season: SeasonResult) -> Floats:
        """(D,) what is drawn; nan on a day that has nothing to divide by."""
        line_of = self.study.experiment.line
        line = line_of(season, one.of) / (SECONDS_PER_HOUR if one.seconds else 1)
        if one.so_far:
            line = np.cumsum(line)
        if one.per is None:
            return line
        of = line_of(season, one.per)
        return np.divide(line, of, out=np.full(len(line), np.nan), where=of > 0)
