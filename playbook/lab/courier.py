"""The stage of risk: the courier stops on the day after the sale, as the shop is prepared today and at its best."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import ipywidgets as W
import numpy as np

from playbook import charts
from playbook.charts import Yard
from playbook.lab.base import Section, text_box
from playbook.lab.jobs import SPARE, Runner, checkpoint, urgently
from playbook.lab.page import error_line, sentence_of
from playbook.lab.seasons import SEED
from playbook.lab.slider import lever_value
from playbook.stage.courier import CourierView, Told, page_of
from sim.units import SECONDS_PER_HOUR

if TYPE_CHECKING:
    from sim.experiment.course import Course

CALM, TODAY, BEST = "calm", "as_today", "prepared"
TAIL = 5  # days shown after the last pile has gone
HOURS = 24


class CourierSection(Section):
    """One season, three times with the same luck: without the stop, as today, and with the practice's best setting."""

    kind = "courier"

    def build(self) -> list[W.Widget]:
        self.line, self.figure, self.view = W.HTML(), W.HTML(), CourierView()
        self.playing = Runner(SPARE)
        self.kept: dict[str, Course] = {}
        self.add_class("pb-own_stage")
        self.study.observe(self.guarded(lambda _: self.draw()), "bet")
        self.study.observe(self.guarded(lambda _: self.rebased()), "base")
        return [self.line, self.figure, self.view]

    # ------------------------------------------------------------------------------------------------- what is played

    def best(self) -> dict[str, float]:
        """The setting that comes nearest to the best round of the practice."""
        return self.practice.final.near

    def find(self, which: str) -> Course:
        """Played once; kept only where the base is still the one it was played for."""
        if which not in self.kept:
            base = self.study.base
            plan = self.study.scenario(self.best()) if which == BEST else base
            model = self.study.experiment
            found = model.course(plan, model.middle_season(base, SEED), SEED, struck=which != CALM, each_day=checkpoint)
            if base is not self.study.base:
                return found
            self.kept[which] = found
        return self.kept[which]

    def arrived(self) -> None:
        if not self.playing.begun:
            self.play()

    def play(self) -> None:
        self.line.value = text_box(self.t("own_stage.preparing"), "pb-note").value

        def work() -> Iterator[str]:
            with urgently():
                for which in (CALM, TODAY, BEST):
                    self.find(which)
            yield BEST

        self.playing.start(work, lambda _: self.draw(), failed=self.failed)

    def draw(self) -> None:
        """Nothing before all is played; before the bet only the days without the stop."""
        if len(self.kept) < 3:
            return
        if self.study.bet is None:
            self.line.value = sentence_of(self.t("own_stage.bet_first"), "pb-note")
            self.view.page = {}
            self.closed().update(self.figure)
            return
        self.line.value = self.figure.value = ""
        figure, told = self.drawn()
        self.view.page = page_of(self.words, self.title(), self.labels(), self.stops, told, figure)

    def rebased(self) -> None:
        """Another team: nothing of the last one stays."""
        begun = self.playing.begun
        self.playing.cancel()
        self.kept = {}
        self.figure.value = self.line.value = ""
        self.view.page = {}
        if begun:
            self.play()

    def failed(self, error: Exception) -> None:
        self.line.value = error_line(self.words, error)

    # -------------------------------------------------------------------------------------------------- what is said

    @property
    def stops(self) -> int:
        """The slot on whose morning the courier stops."""
        today = self.find(TODAY)
        return today.day - today.first

    @property
    def days(self) -> int:
        """Slots shown: until the last pile has gone, and some more."""
        gone = [self.gone(which) for which in (TODAY, BEST)]
        whole = len(self.find(TODAY))
        return whole if None in gone else min(whole, max(one for one in gone if one is not None) + TAIL)

    def gone(self, which: str) -> int | None:
        """The slot by whose end the pile has gone."""
        return self.find(which).gone(self.find(CALM))

    def labels(self) -> list[str]:
        start, first = self.study.base.calendar.start, self.find(TODAY).first
        return [self.words.date(start + dt.timedelta(days=first + n)) for n in range(self.days)]

    def title(self) -> str:
        return self.t("courier.shown", team=self.words.pick(self.study.base.title), date=self.labels()[self.stops])

    def yard(self, which: str) -> Yard:
        one, shown = self.find(which), slice(0, self.days)
        stretches = [(kind, begin - one.first, end - one.first) for kind, begin, end in one.stretches()]
        said = [self.t("courier.stretch", what=self.t(f"courier.{kind}"), begin=self.hours(begin - self.stops),
                       end=self.hours(end - self.stops)) for kind, begin, end in stretches]  # fmt: skip
        return Yard(
            self.t(f"courier.{which}"), one.waiting[shown], one.asking[shown], one.overdue[shown], stretches, said
        )  # fmt: skip

    def moving(self, which: str) -> Told:
        one, number = self.find(which), self.words.number
        said = [
            self.t("courier.day_second" if one.carried[n] >= 0.5 else "courier.day", waiting=number(one.waiting[n]),
                   overdue=number(one.overdue[n]), asking=number(one.asking[n]), sent=number(one.sent[n]),
                   carried=number(one.carried[n]))
            for n in range(self.days)
        ]  # fmt: skip
        return Told(self.yard(which), self.gone(which), one.stands_by, self.times(one), said)

    def times(self, one: Course) -> str:
        """When it was seen and decided, and when the courier ran again."""
        if one.life is None:
            return ""
        life = one.life
        seen, decided, ends = (self.hours(at - life.begins) for at in (life.seen, life.decided, life.ends))
        if life.decided >= life.ends:
            return self.t("courier.times_undecided", seen=seen, ends=ends)
        return self.t("courier.times", seen=seen, decided=decided, ends=ends)

    def hours(self, days: float) -> str:
        """A time since the courier stopped, to the hour; never broken between a number and its unit."""
        return self.words.duration(SECONDS_PER_HOUR * max(0, round(HOURS * days))).replace(" ", "\u00a0")

    def drawn(self) -> tuple[charts.Figure, list[Told]]:
        told = [self.moving(which) for which in (TODAY, BEST)]
        found = self.t("courier.found", **self.numbers(TODAY, ""), **self.numbers(BEST, "_best"))
        levers = {one.id: one for one in self.practice.levers}
        setting = self.t("common.comma").join(
            self.text.levers[name].label + self.t("common.colon")
            + lever_value(self.words, levers[name], self.text.levers[name], value)
            for name, value in self.best().items()
        )  # fmt: skip
        source = self.t("courier.source", levers=setting) + self.source(1)
        summary = self.t("courier.summary", **self.fullest())
        return charts.courier(
            self.words, self.labels(), self.stops, self.yard(CALM), [one.yard for one in told], found=found,
            title=self.title(), summary=summary, source=source,
        ), told  # fmt: skip

    def numbers(self, which: str, end: str) -> dict[str, str]:
        one, calm, shown = self.find(which), self.find(CALM), slice(0, self.days)
        late = float(np.sum(one.late[shown] - calm.late[shown]))
        decided = self.t("courier.never") if one.life is None else self.hours(one.life.decided - one.life.begins)
        return {f"decided{end}": decided, f"late{end}": self.words.number(max(0.0, late)),
                f"asking{end}": self.words.number(float(one.asking[shown].sum()))}  # fmt: skip

    def fullest(self) -> dict[str, str]:
        number = self.words.number
        most = {name: number(float(self.find(which).waiting[: self.days].max()))
                for name, which in (("today", TODAY), ("best", BEST), ("calm", CALM))}  # fmt: skip
        return most | {"asking": number(float(self.find(CALM).asking[: self.days].sum()))}

    def closed(self) -> charts.Figure:
        """What is known before the bet: the days as they would be, and when the courier stops."""
        found = self.t("courier.found_closed", date=self.labels()[self.stops])
        return charts.courier(
            self.words, self.labels(), self.stops, self.yard(CALM), [], found=found, title=self.title(),
            summary=self.t("courier.summary_closed", calm=self.fullest()["calm"]), source=self.source(1),
        )  # fmt: skip

    # -------------------------------------------------------------------------------------------------------- to keep

    def picture(self) -> charts.Figure | None:
        """For a reader without a kernel."""
        return self.drawn()[0]
