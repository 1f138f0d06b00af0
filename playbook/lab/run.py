"""The buttons of long work: one that starts it, one that stops it, and a line that says how far it is.

Threads touch only texts, pictures and whether a button is at rest: never a value that a reader may be changing at the
same moment. A button at rest keeps the keyboard's focus.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ipywidgets as W

from playbook import charts
from playbook.lab.access import is_off, may_rest, set_off
from playbook.lab.jobs import Runner
from playbook.lab.pace import Pace
from playbook.lab.page import error_line, sentence_of
from playbook.language import Words


class RunBar(W.VBox):
    """A button that starts work, one that stops it, and a line that says how far it is."""

    def __init__(self, words: Words, label: str, start: Callable[[], None], unit: str = "run.seasons") -> None:
        self.words, self.unit = words, unit
        self.runner, self.pace = Runner(), Pace()
        self.button = may_rest(W.Button(description=label, button_style="primary", layout=W.Layout(width="auto")))
        # Not there before there is something to stop; from then on it stays, and rests, so that the focus does.
        stop = W.Button(description=words.t("run.cancel"), layout=W.Layout(width="auto", display="none"))
        self.stop = may_rest(stop)
        set_off(self.stop, True)
        self.line = W.HTML()
        self._start, self._run = start, 0
        self.button.on_click(lambda _: self.press())
        self.stop.on_click(lambda _: self.runner.cancel())
        super().__init__([W.HBox([self.button, self.stop]), self.line])

    def press(self) -> None:
        """As if the button were pressed: nothing happens while the work is under way."""
        if is_off(self.button):
            return
        try:
            self._start()
        except Exception as error:
            self.say_error(error)

    def ready(self, ready: bool, why_not: str = "") -> None:
        """Show the button, or one line in its place that says why it is not there yet."""
        with self.runner.lock:
            self.button.disabled = not ready
            self.button.layout.display = None if ready else "none"
            if not self.runner.running:
                self.stop.layout.display = "none"
                self.line.value = "" if ready else sentence_of(why_not, "pb-note")

    def clear(self) -> None:
        """Stop, and say nothing of what has run: another team, another setting."""
        with self.runner.lock:
            self._run += 1
            self.runner.cancel()
            self.line.value = ""

    def go(
        self,
        work: Callable[[], Iterator[Any]],
        each: Callable[[Any], None],
        planned: int,
        done: Callable[[], None] = lambda: None,
        reached: Callable[[Any], int] | None = None,
        extent: Callable[[Any], int] | None = None,
    ) -> None:
        """Start `work`, of about `planned` steps; `done` is called after a full or a cancelled run.

        `reached` says how many steps are through with an item, where that is not one more than before; `extent` how
        many there will be in all, where only the work knows.
        """
        self._run += 1
        count, run = 0, self._run

        def step(item: Any) -> None:
            nonlocal count, planned
            count = reached(item) if reached else count + 1
            planned = extent(item) if extent else planned
            each(item)
            self.progress(min(count, planned), planned)

        def finish(cancelled: bool) -> None:
            self._idle()
            done()
            if run != self._run:  # cleared meanwhile
                return
            # What was known before was not played again, but it is there: a full run ends with what was asked for.
            through = count if reached or cancelled else planned
            key = "run.stopped" if cancelled else "run.done"
            said = self.words.t(key, done=self._units(through), planned=self._units(planned))
            self.line.value = sentence_of(said, "pb-small")

        def fail(error: Exception) -> None:
            self._idle()
            self.say_error(error)

        with self.runner.lock:
            set_off(self.button, True)
            set_off(self.stop, False)
            self.stop.layout.display = None
            self.progress(0, planned)
            self.runner.start(work, step, finish, fail)

    def say_error(self, error: Exception) -> None:
        self.line.value = error_line(self.words, error)

    def wait(self, seconds: float = 60) -> bool:
        return self.runner.wait(seconds)

    def _idle(self) -> None:
        set_off(self.button, False)
        set_off(self.stop, True)

    def progress(self, count: int, planned: int) -> None:
        """Say how far the work is: it may know more of it than the items that it gives."""
        text, minutes = "", self.pace.minutes_left(count, planned)
        if planned:
            units = self._units(planned)
            text = self.words.t("run.progress", planned=units)
            if minutes is not None:
                text = self.words.t("run.progress_left", planned=units, minutes=self.words.number(minutes))
        self.line.value = charts.waiting(self.words, text, count, planned).html

    def _units(self, count: int) -> str:
        key = f"{self.unit}_one" if count == 1 else self.unit
        return self.words.t(key, n=self.words.number(count))
