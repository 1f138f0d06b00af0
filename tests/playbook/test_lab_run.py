"""Long work in the background: the first result shows at once, cancel stops, errors become sentences."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from playbook.lab.access import is_off
from playbook.lab.jobs import Runner
from playbook.lab.pace import Pace
from playbook.lab.run import RunBar
from playbook.language import words
from tests.playbook.lab_tools import every, texts

EN = words("en")


class Gate:
    """An iterator that gives an item each time it is let."""

    def __init__(self, items: int) -> None:
        self.items, self.let, self.closed = items, threading.Semaphore(0), False

    def __call__(self) -> Iterator[int]:
        try:
            for i in range(self.items):
                assert self.let.acquire(timeout=30)
                yield i
        finally:
            self.closed = True


def test_each_result_is_shown_as_soon_as_it_is_in() -> None:
    """The reader sees the first season while the second runs."""
    gate, seen = Gate(3), []
    runner = Runner()
    runner.start(gate, seen.append)
    gate.let.release()
    assert every(lambda: seen == [0]) and runner.running
    gate.let.release(2)
    assert runner.wait() and seen == [0, 1, 2]


def test_cancel_stops_after_the_step_in_hand() -> None:
    """What has been shown stays, the rest is never asked for, and the model is told to stop."""
    gate, seen, ended = Gate(10), [], []
    runner = Runner()
    runner.start(gate, seen.append, ended.append)
    gate.let.release()
    assert every(lambda: seen == [0])
    runner.cancel()
    gate.let.release()
    assert runner.wait()
    assert seen == [0] and ended == [True] and gate.closed


def test_a_new_run_silences_the_old_one() -> None:
    """Two clicks in a row: nothing of the first arrives after the second began."""
    old, new, seen = Gate(5), Gate(1), []
    runner = Runner()
    runner.start(old, lambda i: seen.append(("old", i)))
    first = runner._job.thread
    runner.start(new, lambda i: seen.append(("new", i)))
    old.let.release(5)
    new.let.release()
    assert runner.wait()
    first.join(30)
    assert seen == [("new", 0)]


def test_an_error_in_the_model_becomes_a_sentence() -> None:
    """Neither silence nor a traceback, and nothing in the sentence is taken for HTML."""

    def work() -> Iterator[int]:
        yield 1
        raise RuntimeError("it <b>broke</b>\nbadly")

    bar = RunBar(EN, "Run", lambda: None)
    bar.go(work, lambda item: None, 3)
    assert bar.wait()
    assert 'role="alert"' in bar.line.value and "it &lt;b&gt;broke&lt;/b&gt; badly" in bar.line.value
    assert not is_off(bar.button) and is_off(bar.stop)


def test_an_error_in_showing_becomes_a_sentence_too() -> None:
    """A figure that fails must not leave the button dead."""

    def each(item: int) -> None:
        raise ValueError("no such colour")

    bar = RunBar(EN, "Run", lambda: None)
    bar.go(lambda: iter([1, 2]), each, 2)
    assert bar.wait() and "no such colour" in bar.line.value and not is_off(bar.button)


def test_the_bar_counts_and_says_when_it_is_done() -> None:
    """Progress while it runs, a full stop at the end."""
    gate = Gate(2)
    bar = RunBar(EN, "Run", lambda: None)
    bar.go(gate, lambda item: None, 2)
    assert is_off(bar.button) and not is_off(bar.stop)
    gate.let.release()
    assert every(lambda: "progressbar" in bar.line.value and "1 of 2" in bar.line.value)
    gate.let.release()
    assert bar.wait()
    assert "2 seasons" in texts(bar) and "progressbar" not in texts(bar)
    assert not is_off(bar.button) and is_off(bar.stop)


def test_a_cancelled_bar_says_how_far_it_came() -> None:
    """The result that stays says what it rests on."""
    gate = Gate(9)
    bar = RunBar(EN, "Run", lambda: None)
    bar.go(gate, lambda item: None, 9)
    gate.let.release(2)
    assert every(lambda: "2 of 9" in bar.line.value)
    bar.stop.click()
    gate.let.release()
    assert bar.wait() and "Stopped after 2 seasons of 9 seasons" in bar.line.value


def test_a_disabled_bar_says_why() -> None:
    """A dead button without a reason is a riddle."""
    bar = RunBar(EN, "Run", lambda: None)
    bar.ready(False, "First place a bet.")
    assert is_off(bar.button) and "First place a bet." in bar.line.value
    bar.ready(True)
    assert not is_off(bar.button) and bar.line.value == ""


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("y")])
def test_an_error_on_pressing_becomes_a_sentence(error: Exception) -> None:
    """Work that cannot even be begun."""

    def start() -> None:
        raise error

    bar = RunBar(EN, "Run", start)
    bar.button.click()
    assert 'role="alert"' in bar.line.value


def test_the_line_counts_what_the_picture_shows() -> None:
    """Seasons that were known before count, and one of them is a season."""
    bar = RunBar(EN, "Run", lambda: None)
    bar.go(lambda: iter([20, 21]), lambda item: None, 22, reached=lambda item: item)
    assert bar.wait() and "21 seasons" in texts(bar)
    bar.go(lambda: iter([0]), lambda item: None, 1)
    assert bar.wait() and "Done: 1 season." in texts(bar)


def test_minutes_left_come_from_the_steps_that_were_played_alone() -> None:
    """A hundred steps of two seconds each: what came before the first is no step, the last minute needs no word."""
    now = [0.0]
    pace = Pace(clock=lambda: now[0])
    assert pace.minutes_left(0, 110) is None
    now[0] = 300.0  # the model was made ready, ten seasons were known
    assert pace.minutes_left(10, 110) is None
    seen = []
    for step in range(1, 101):
        now[0] += 2.0
        seen.append(pace.minutes_left(10 + step, 110))
    assert seen[:7] == [None] * 7 and seen[7] == 4 and seen[39] == 2
    assert seen[68] == 2 and set(seen[70:]) == {None}
    assert pace.minutes_left(0, 110) is None  # another run begins
    assert pace.minutes_left(10, 110) is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_long_run_says_how_long_it_will_take(language: str) -> None:
    now = [0.0]
    bar = RunBar(words(language), "go", lambda: None)
    bar.pace = Pace(clock=lambda: now[0])
    bar.progress(1, 1200)
    assert "min more" not in bar.line.value and "分钟" not in bar.line.value
    now[0] = 100.0
    bar.progress(101, 1200)
    said = {"en": "about 19 min more: 101 of 1,200", "zh": "大约还要19分钟： 101 / 1,200"}[language]
    assert said in bar.line.value
