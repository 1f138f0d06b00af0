"""The buttons of long work: one that starts it, one that stops it, and a line that says how far it is.

Threads touch only texts, pictures and whether a button is enabled: never a value that a reader may be changing at the
same moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ipywidgets as W

from playbook import charts
from playbook.lab.jobs import Runner
from playbook.lab.page import error_line, sentence_of
from playbook.language import Words


class RunBar(W.VBox):
    """A button that starts work, one that stops it, and a line that says how far it is."""

    def __init__(self, words: Words, label: str, start: Callable[[], None], unit: str = "run.seasons") -> None:
        self.words, self.unit = words, unit
        self.runner = Runner()
        self.button = W.Button(description=label, button_style="primary", layout=W.Layout(width="auto"))
        self.stop = W.Button(description=words.t("run.cancel"), disabled=True, layout=W.Layout(width="auto"))
        self.line = W.HTML()
        self._ready, self._start = True, start
        self.button.on_click(lambda _: self._pressed())
        self.stop.on_click(lambda _: self.runner.cancel())
        super().__init__([W.HBox([self.button, self.stop]), self.line])

    def _pressed(self) -> None:
        try:
            self._start()
        except Exception as error:
            self.say_error(error)

    def ready(self, ready: bool, why_not: str = "") -> None:
        """Enable the button, or disable it and say why."""
        with self.runner.lock:
            self._ready = ready
            self.button.disabled = not ready or self.runner.running
            if not self.runner.running:
                self.line.value = "" if ready else sentence_of(why_not, "pb-note")

    def go(
        self,
        work: Callable[[], Iterator[Any]],
        each: Callable[[Any], None],
        planned: int,
        done: Callable[[], None] = lambda: None,
        reached: Callable[[Any], int] | None = None,
    ) -> None:
        """Start `work`, of about `planned` steps; `done` is called after a full or a cancelled run.

        `reached` says how many steps are through with an item, where that is not one more than before.
        """
        count = 0

        def step(item: Any) -> None:
            nonlocal count
            count = reached(item) if reached else count + 1
            each(item)
            self._progress(min(count, planned), planned)

        def finish(cancelled: bool) -> None:
            self._idle()
            done()
            key = "run.stopped" if cancelled else "run.done"
            self.line.value = sentence_of(self.words.t(key, done=self._units(count), planned=self._units(planned)))

        def fail(error: Exception) -> None:
            self._idle()
            self.say_error(error)

        with self.runner.lock:
            self.button.disabled, self.stop.disabled = True, False
            self._progress(0, planned)
            self.runner.start(work, step, finish, fail)

    def say_error(self, error: Exception) -> None:
        self.line.value = error_line(self.words, error)

    def wait(self, seconds: float = 60) -> bool:
        return self.runner.wait(seconds)

    def _idle(self) -> None:
        self.button.disabled, self.stop.disabled = not self._ready, True

    def _progress(self, count: int, planned: int) -> None:
        text = self.words.t("run.progress", planned=self._units(planned))
        self.line.value = charts.waiting(self.words, text, count, planned).html

    def _units(self, count: int) -> str:
        key = f"{self.unit}_one" if count == 1 else self.unit
        return self.words.t(key, n=self.words.number(count))
