"""The answer to a slider that was let go: the peak week at once, the whole season after it and in its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import ipywidgets as W

from playbook import charts
from playbook.lab.jobs import Runner
from playbook.lab.page import bullets, error_line, sentence_of
from playbook.lab.seasons import Seasons
from sim.scenario import Scenario

if TYPE_CHECKING:
    from playbook.lab.base import Section
    from sim.experiment.peak_week import PeakWeeks

PANELS = ("service_level", "late_parcels")  # daily figures: the desk and the warehouse


class PeakWeek(W.VBox):
    """Under the sliders of a section: the changed plan's peak week against the start, until its season is through."""

    def __init__(self, section: Section) -> None:
        self.section, self.words = section, section.words
        self.runner = Runner()
        self.pending = False  # whether the season is still to come
        self.line, self.sentence, self.figure, self.more = (W.HTML() for _ in range(4))
        super().__init__([self.line, self.sentence, self.figure, self.more])
        self.add_class("pb-peak")

    def go(
        self,
        scenario: Scenario,
        setting: Mapping[str, str],
        seasons: Callable[[], Iterator[Any]],
        left: Callable[[], int],
        each: Callable[[Any], None] = lambda item: None,
        done: Callable[[], None] = lambda: None,
    ) -> None:
        """Show the peak weeks of `scenario`, which the words of `setting` (lever -> value) name, then play `seasons`.

        `left()` counts the seasons still to play; each item of `seasons` goes to `each`, and `done` is called when all
        are in. Whatever ran here before is cancelled.
        """
        study, total = self.section.study, left()

        def work() -> Iterator[Callable[[], None]]:
            for weeks in study.peak_weeks(scenario):
                yield partial(self.show, weeks, setting)
            self._progress("peak.season", 0, total)
            for item in seasons():
                yield partial(each, item)
                yield partial(self._progress, "peak.season", total - left(), total)

        def finish(cancelled: bool) -> None:
            if not cancelled:
                self._blank()
                done()

        with self.runner.lock:
            self.pending = True
            self._progress("peak.weeks", 0, study.effort.weeks)
            self.runner.start(work, lambda show: show(), finish, self._failed)

    def clear(self) -> None:
        """Stop, and show nothing."""
        with self.runner.lock:
            self.runner.cancel()
            self._blank()

    def show(self, weeks: PeakWeeks, setting: Mapping[str, str]) -> None:
        """Line, sentence and figure of the weeks so far. Drawing costs as much as a week: it is done for 1, 2, 4, …"""
        n, planned = weeks.n, weeks.pair.a.planned
        self._progress("peak.weeks", n, planned)
        if n & (n - 1) and n < planned:
            return
        t, date, window = self.section.t, self._date, weeks.window
        before, after = Seasons.of(weeks.pair.a), Seasons.of(weeks.pair.b)
        kpi, *rest = dict.fromkeys([self.section.practice.kpi, *self.section.practice.watch])
        text = t(
            "peak.sentence" if n > 1 else "peak.first",
            first=date(window.first),
            last=date(window.end - 1),
            setting=t("common.comma").join(f"{name} {value}" for name, value in setting.items()),
            kpi=self._name(kpi),
            change=self._change(kpi, before, after),
            n=self.words.number(n),
        )
        note = t("peak.exact" if window.exact else "peak.rough", date=date(window.start))
        self.sentence.value = sentence_of(text, "pb-big") + sentence_of(note, "pb-note")
        self._draw(weeks, before, after, setting)
        changes = [f"{self._name(x)}{t('common.colon')}{self._change(x, before, after)}" for x in rest]
        self.more.value = bullets(changes) + sentence_of(t("peak.sums", date=date(window.start)), "pb-note")

    def _draw(self, weeks: PeakWeeks, before: Seasons, after: Seasons, setting: Mapping[str, str]) -> None:
        kpis, calendar = self.section.kpis, self.section.study.base.calendar
        panels = [
            charts.Panel(kpis.name(name), kpis.unit(name), *after.band(name), compare=before.band(name)[1])
            for name in PANELS
        ]
        marks = [charts.Mark(event.day, self.words.pick(event.name)) for event in calendar.campaigns]
        first = calendar.start + dt.timedelta(days=weeks.window.first)
        params = {**setting, self.section.t("peak.count"): self.words.number(weeks.n)}
        title = self.section.t("peak.figure")
        charts.season_band(
            self.words, panels, first, marks, title=title, params=params, source=self.section.source(weeks.n)
        ).update(self.figure)

    def _name(self, kpi: str) -> str:
        """A key figure's name; only profit's own speaks of the season."""
        return self.section.t("peak.profit") if kpi == "profit" else self.section.kpis.name(kpi)

    def _change(self, kpi: str, before: Seasons, after: Seasons) -> str:
        """The paired difference, with its range as soon as there is one."""
        kpis, change = self.section.kpis, after.change(before, kpi)
        return kpis.change(kpi, change) if change.n > 1 else kpis.signed(kpi, change.mean)

    def _date(self, day: int) -> str:
        return self.words.date(self.section.study.base.calendar.start + dt.timedelta(days=day))

    def _progress(self, key: str, count: int, planned: int) -> None:
        self.line.value = charts.waiting(self.words, self.section.t(key), count, planned).html

    def _blank(self) -> None:
        self.pending = False
        for part in (self.line, self.sentence, self.figure, self.more):
            part.value = ""

    def _failed(self, error: Exception) -> None:
        self._blank()
        self.line.value = error_line(self.words, error)
