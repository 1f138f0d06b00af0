"""Stages that are not the opening of the sale: one lever, one figure that follows it, one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ipywidgets as W

from playbook import charts
from playbook.lab.base import Section, text_box
from playbook.lab.jobs import SPARE, Runner, urgently
from playbook.lab.page import error_line, sentence_of
from playbook.lab.slider import lever_slider


class OwnStage(Section):
    """What the practice's story is about, as it is at each setting of its main lever.

    A subclass says what is played for a setting (`played`), which is kept as long as the base is, and what is drawn
    of it (`drawn`): a figure and a sentence, of the outcome only where the bet is on record.
    """

    kind = "own_stage"

    def build(self) -> list[W.Widget]:
        self.lever = self.practice.main
        self.label = self.text.levers[self.lever.id]
        self.line, self.figure = W.HTML(), W.HTML()
        self.slider = lever_slider(self.words, self.lever, self.label, self.start)
        self.slider.layout.display = "none"
        self.playing, self.asking = Runner(SPARE), Runner()
        self.kept: dict[float | None, Any] = {}
        self.telling = False  # while it says that its lever was moved
        self.on_change(self.slider, self.moved)
        self.study.observe(self.guarded(lambda _: self.draw()), "bet")
        self.study.observe(self.guarded(lambda _: self.rebased()), "base")
        self.study.observe(self.guarded(lambda _: self.follow()), "moved")
        return [self.slider, self.line, self.figure]

    # ------------------------------------------------------------------------------------------- of a subclass

    def played(self, setting: float | None) -> Any:
        """What is played for a setting of the lever; for None, what all are held against."""
        raise NotImplementedError

    def drawn(self, setting: float, here: Any, beside: Any, open_: bool) -> charts.Figure:
        """The figure of a setting, beside what all are held against; `open_`: with the outcome."""
        raise NotImplementedError

    def settings(self) -> list[float]:
        """The settings that are played beforehand."""
        return self.lever.points(int((self.lever.high - self.lever.low) / self.lever.step) + 1)

    # ------------------------------------------------------------------------------------------------ in a page

    @property
    def start(self) -> float:
        return self.study.start_of(self.lever.id)

    @property
    def bet_made(self) -> bool:
        return self.study.bet is not None

    def find(self, setting: float | None) -> Any:
        """Played once; kept only where the base is still the one it was played for."""
        if setting not in self.kept:
            base = self.study.base
            found = self.played(setting)
            if base is not self.study.base:
                return found
            self.kept[setting] = found
        return self.kept[setting]

    def arrived(self) -> None:
        if not self.playing.begun:
            self.play()

    def play(self) -> None:
        """What shows at once first; then, in spare time, what the lever may ask for."""
        self.line.value = text_box(self.t("own_stage.preparing"), "pb-note").value

        def work() -> Iterator[float]:
            with urgently():
                self.find(None)
                self.find(self.start)
            yield self.start
            for setting in self.settings():
                self.find(setting)
                yield setting

        self.playing.start(work, lambda at: self.draw() if at == self.slider.value else None, failed=self.failed)

    def moved(self, value: float) -> None:
        """The lever was moved here: the plan takes it over, and the sections below follow."""
        self.study.chosen = {**self.study.chosen, self.lever.id: value}
        self.telling = True
        try:
            self.study.moved = value
        finally:
            self.telling = False
        if value in self.kept:
            self.draw()
            return

        def work() -> Iterator[float]:
            with urgently():
                self.find(value)
            yield value

        self.asking.start(work, lambda _: self.draw(), failed=self.failed)

    def follow(self) -> None:
        """The lever was moved below: so it is here."""
        if not self.telling and self.study.moved is not None and self.slider.value != self.study.moved:
            self.slider.value = self.study.moved

    def draw(self) -> None:
        """What is known of the setting on the slider; nothing before it has been played."""
        here, beside = self.kept.get(self.slider.value), self.kept.get(None)
        if here is None or beside is None:
            if self.slider.value in self.kept and None in self.kept:
                self.line.value = sentence_of(self.t("own_stage.none"), "pb-note")
            return
        self.line.value = "" if self.bet_made else sentence_of(self.t("own_stage.bet_first"), "pb-note")
        self.slider.layout.display = None if self.bet_made else "none"
        self.drawn(self.slider.value, here, beside, self.bet_made).update(self.figure)

    def rebased(self) -> None:
        """Another team: nothing of the last one stays."""
        begun = self.playing.begun
        for runner in (self.playing, self.asking):
            runner.cancel()
        self.kept = {}
        self.figure.value = self.line.value = ""
        self.slider.value = self.start
        if begun:
            self.play()

    def failed(self, error: Exception) -> None:
        self.line.value = error_line(self.words, error)

    # -------------------------------------------------------------------------------------------------- to keep

    def example(self) -> float:
        """The lever's setting in a saved picture: what the page explains, or what is near the best."""
        practice, name = self.practice, self.lever.id
        return self.lever.clip(practice.why.get(name, practice.final.near.get(name, self.lever.high)))

    def picture(self) -> charts.Figure | None:
        """The practice's example, for a reader without a kernel."""
        setting = self.example()
        here, beside = self.find(setting), self.find(None)
        return None if here is None or beside is None else self.drawn(setting, here, beside, True)
