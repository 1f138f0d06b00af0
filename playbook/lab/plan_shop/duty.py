"""A week's people as pictures: every day by the hour, and the chosen day by the half hour below."""

from __future__ import annotations

import datetime as dt
from typing import Any

import ipywidgets as W
import numpy as np

from playbook import charts
from playbook.lab.plan_shop.said import day_texts
from playbook.language import Words


class Duty(W.VBox):
    """People needed, there and short, (days, slots) each; the worst day is in view first."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.week, self.day = W.HTML(), W.HTML()
        self.choice = W.Dropdown(description=words.t("shop_heads.which_day"))
        self.choice.observe(lambda change: self._draw_day(), "value")
        self._shown: tuple[Any, Any, Any] | None = None
        super().__init__([self.week, self.choice, self.day])

    def show(
        self, people: tuple[Any, Any, Any], first: dt.date, minutes: int, title: str, note: str, source: str
    ) -> None:
        """`first`: date of the first day. `title` of the week's figure; `note` and `source` stand at the foot."""
        from playbook import roster_sheet

        needed, _, short = people
        days = day_texts(self.words, first, len(needed))
        labels = [roster_sheet.day_name(first, day, self.words.language) for day in range(len(needed))]
        self._shown, self._facts, self.days = None, (minutes, note, source), days
        charts.duty_week(
            self.words, needed, short, days, labels=labels, minutes=minutes, title=title, source=source
        ).update(self.week)  # fmt: skip
        worst = int(np.argmax(short.max(axis=1))) if short.any() else int(np.argmax(needed.max(axis=1)))
        self.choice.options = [(name, day) for day, name in enumerate(days)]
        self._shown, self.choice.value = people, worst
        self._draw_day()

    def _draw_day(self) -> None:
        day = self.choice.value
        if self._shown is None or day is None:
            return
        needed, there, short = (one[day] for one in self._shown)
        minutes, note, source = self._facts
        title = self.words.t("shop_heads.day_title", day=self.days[day])
        charts.duty_day(
            self.words, needed, there, short, minutes=minutes, title=title, note=note, source=source
        ).update(self.day)  # fmt: skip
