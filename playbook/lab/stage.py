"""The night that moves, in a page: the opening of the sale under the team's plan, and one lever beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as W
import numpy as np

from playbook import charts
from playbook.lab.base import Section, in_app, text_box
from playbook.lab.jobs import SPARE, Runner, checkpoint, urgently
from playbook.lab.page import error_line
from playbook.lab.seasons import SEED
from playbook.lab.slider import decimals, lever_value, unit_after
from playbook.stage import Bar, StageView, document, frames, page_of, still
from playbook.stage.evening import Clock, Frames, told
from sim.files.atomic import write_atomic

if TYPE_CHECKING:
    from sim.experiment.big_night import Night

BET_KPI = "peak_service_level"  # the share that the night shows
MOST_KEPT = 41  # settings whose evenings are played beforehand, and go into the file


class StageSection(Section):
    """Plays the practice's `stage`; before the bet it shows who comes and who is on duty, and nothing of the outcome.

    The evening is that of one season of those that the page shows: the one in the middle by its answered share.
    """

    kind = "stage"

    def build(self) -> list[W.Widget]:
        self.stage = self.practice.stage
        self.line = text_box()
        if self.stage is None:
            return [self.line]
        self.lever = self.practice.lever(self.stage.lever)
        self.label = self.text.levers[self.lever.id]
        self.view = StageView(self.chosen, self.guarded(self.wanted), self.guarded(self.hand_out))
        self.playing, self.asking, self.saving = Runner(SPARE), Runner(), Runner()
        self.telling = False  # while it says that its lever was moved
        self._forget()
        self.study.observe(self.guarded(lambda _: self._opened()), "bet")
        self.study.observe(self.guarded(lambda _: self._rebased()), "base")
        if self.lever.main:
            self.study.observe(self.guarded(lambda _: self._follow()), "moved")
        return [self.line, self.view]

    # ------------------------------------------------------------------------------------------------- evenings

    def night(self, step: int) -> Night | None:
        """The evening at a setting, by its number; None where the team has no sale. Kept for as long as the base is."""
        if step not in self.nights:
            base, hours = self.study.base, (self.stage.before, self.stage.after)
            changed = self.study.scenario({self.lever.id: self.value(step)})
            found = self.study.experiment.night(base, changed, hours, self.which, SEED, each_day=checkpoint)
            if base is not self.study.base:
                return found
            self.nights[step] = found
        return self.nights[step]

    def evening(self, step: int) -> Frames:
        found = self.night(step)
        return {} if found is None else frames(found)

    @property
    def which(self) -> int:
        """The replication whose answered share is the middle one of the seasons known; the first while none is."""
        if self._which is None:
            known = self.study.known()
            values = known.totals[BET_KPI] if known else np.zeros(1)
            self._which, self._of = int(np.argsort(values, kind="stable")[(len(values) - 1) // 2]), len(values)
            if known is None:
                self._of = 0
        return self._which

    def value(self, step: int) -> float:
        return self.lever.clip(self.lever.low + step * self.lever.step)

    @property
    def start(self) -> int:
        return self.bar.place(self.study.start_of(self.lever.id))

    @property
    def steps(self) -> list[int]:
        """The settings that are played beforehand: the start, both ends, and what is even between."""
        spread = np.linspace(0, self.bar.places, min(self.bar.places + 1, MOST_KEPT))
        return list(dict.fromkeys([self.start, 0, self.bar.places, *(int(x) for x in np.rint(spread))]))

    @cached_property
    def bar(self) -> Bar:
        lever, scale = self.lever, 100.0 if self.lever.percent else 1.0
        after = "%" if lever.percent else unit_after(self.words, self.label.unit)
        return Bar(
            self.label.label, self.label.help, lever.low, lever.high, lever.step, ("", after), scale,
            decimals(lever.step, scale),
        )  # fmt: skip

    def page(self) -> dict[str, Any]:
        """What the view is told; {} where the team has no sale."""
        first = self.night(self.start)
        if first is None:
            return {}
        ends = {step: self.evening(step) for step in (self.start, 0, self.bar.places)}
        bet = self.study.bet
        shown = (bet.low, bet.high) if bet is not None and bet.kpi == BET_KPI else None
        return page_of(
            self.words, self.study.base, first, ends, self.bar, self.start, self._of, shown, bet is not None
        )  # fmt: skip

    # ---------------------------------------------------------------------------------------------- in a browser

    def arrived(self) -> None:
        if self.stage is not None and not self.playing.begun:
            self._play()

    def _play(self) -> None:
        """The start and the ends first, which show at once; then, in spare time, what the lever may ask for."""
        self.line.value = text_box(self.t("stage.preparing"), "pb-note").value

        def work() -> Iterator[int]:
            with urgently():
                self.night(self.start)
                page = self.page()
            if not page:
                yield -1
                return
            yield self.start
            for step in self.steps:
                self.night(step)
                yield step

        def show(step: int) -> None:
            if step < 0:
                self.line.value = text_box(self.t("stage.no_sale"), "pb-note").value
                self.view.page = {}
            elif not self.view.page:
                self._show()
            else:
                self.view.give(step, self.evening(step))

        self.playing.start(work, show, failed=self._failed)

    def _show(self) -> None:
        page = self.page()
        self.line.value = ""
        with self.view.hold_sync():
            self.view.nights = {str(step): self.evening(step) for step in self.nights}
            self.view.page = page

    def chosen(self, step: int) -> None:
        """The lever was moved here: the plan takes it over."""
        self.study.chosen = {**self.study.chosen, self.lever.id: self.value(step)}
        if self.lever.main:
            self.telling = True
            try:
                self.study.moved = self.value(step)
            finally:
                self.telling = False

    def _follow(self) -> None:
        """The lever was moved below: so it is here. What this section told others is no news to it."""
        if not self.telling and self.study.moved is not None and self.view.page:
            self.view.move(self.bar.place(self.study.moved))

    def wanted(self, step: int) -> None:
        """Its evening is missing in the browser: the last one asked for wins."""
        if step in self.nights:
            self.view.give(step, self.evening(step))
            return

        def work() -> Iterator[int]:
            with urgently():
                self.night(step)
            yield step

        self.asking.start(work, lambda found: self.view.give(found, self.evening(found)), failed=self._failed)

    def _failed(self, error: Exception) -> None:
        self.line.value = error_line(self.words, error)

    def _opened(self) -> None:
        """The bet is on record: the outcome may be seen."""
        if self.stage is not None and self.view.page:
            self._show()

    def _forget(self) -> None:
        self.nights: dict[int, Night | None] = {}
        self._which: int | None = None
        self._of = 0

    def _rebased(self) -> None:
        begun = self.playing.begun
        for runner in (self.playing, self.asking, self.saving):
            runner.cancel()
        self._forget()
        self.view.page = {}
        if begun:
            self._play()

    # -------------------------------------------------------------------------------------------------- to keep

    def document(self) -> str:
        """The night as one page of HTML that needs no server; whoever gets it sees how it ended. ValueError where there
        is no sale."""
        page = self.page()
        if not page:
            raise ValueError(self.t("stage.no_sale"))
        return document(page | {"open": True}, {step: self.evening(step) for step in sorted(self.steps)})

    def save(self, path: str | Path) -> Path:
        """Write `document` to a file, whole or not at all."""
        path = Path(path)
        write_atomic(path, self.document().encode())
        return path

    def hand_out(self) -> None:
        """The reader asks for the file."""
        name = re.sub(r"[^a-z0-9-]", "", f"{self.practice.slug}-{self.study.base.id}") + ".html"
        self.saving.start(
            lambda: iter([self.document()]), lambda text: self.view.hand_out(name, text), failed=self._failed
        )

    def picture(self) -> charts.Figure | None:
        """The start's evening and that of the cure, one above the other."""
        if self.stage is None:
            return None
        page = self.page()
        if not page:
            return None
        shown = {self.setting(step): self.evening(step) for step in dict.fromkeys([self.start, self.cure])}
        return still(self.words, page, shown, self.finding(self.cure))

    def summary(self) -> str:
        """The finding beside the title; the app, which keeps no text, need not play an evening for it."""
        plain = self.stage is None or in_app() or not self.page()
        return super().summary() if plain else f"{super().summary()} {self.finding(self.cure)}"

    @property
    def cure(self) -> int:
        return self.bar.place(self.lever.clip(self.stage.cure))

    def setting(self, step: int) -> str:
        """The lever at a setting, in words."""
        value = lever_value(self.words, self.lever, self.label, self.value(step))
        return f"{self.label.label}{self.t('common.colon')}{value}"

    def finding(self, step: int) -> str:
        """What the first hours of the sale came to at a setting, and at the start."""
        page, words = self.page(), self.words
        from_, to = (words.clock(Clock(**page["clock"]).shows(page[end])) for end in ("opens", "until"))
        here, was = (told(self.evening(one), page["opens"]) for one in (step, self.start))
        text = self.t("stage.finding", **{"from": from_, "to": to}, **self._said(here))
        if step == self.start:
            return text
        value = lever_value(words, self.lever, self.label, self.value(self.start))
        before = self.t("stage.compare", value=value, **self._said(was))
        return text + ("" if words.language == "zh" else " ") + before

    def _said(self, found: Mapping[str, float]) -> dict[str, str]:
        """What `told` found, as numbers are written."""
        counts = {name: self.words.number(found[name]) for name in ("came", "kept", "lost")}
        return counts | {"share": self.words.percent(found["share"])}
