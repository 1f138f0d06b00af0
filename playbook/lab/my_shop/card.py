"""One table of a file on the page: what it is, what was counted and set aside, its questions, its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import ipywidgets as W

from playbook.lab.access import Fold
from playbook.lab.my_shop import questions
from playbook.lab.my_shop.columns import ColumnForm
from playbook.lab.page import bullets, sentence_of
from playbook.language import Words
from playbook.my_files import told
from playbook.my_files.reading import CLOCK, DAY_MONTH, asks
from sim.exports.presets import Preset
from sim.exports.reading import Answers, Reading

SHOWN = 4  # remarks before the fold
Again = Callable[[Answers, Preset | None], None]


class TableCard(W.VBox):
    """`again(answers, preset)` reads the table anew. `ours`: it leaves nothing open; `known`: its columns were
    confirmed on an earlier file; `zone`: the shop's."""

    def __init__(self, words: Words, reading: Reading, zone: str, again: Again, *, ours: bool, known: bool) -> None:
        self.words, self.reading, self.zone, self.again = words, reading, zone, again
        self.clock: W.Dropdown | None = None
        self.order: W.Dropdown | None = None
        self.columns: ColumnForm | None = None
        parts: list[W.Widget] = [W.HTML(self._head())]
        asked = [] if ours else list(self._questions())
        lines = self._remarks(bool(asked))
        parts += [*asked, W.HTML(bullets(lines[:SHOWN]) if lines else "")]
        if lines[SHOWN:]:
            more = words.t("shop_files.more", n=len(lines) - SHOWN)
            parts.append(Fold(more, [W.HTML(bullets(lines[SHOWN:]))]))
        if not ours and reading.columns:
            self.columns = ColumnForm(words, reading, lambda preset: again(reading.answers, preset))
            parts.append(Fold(words.t("shop_files.columns_known" if known else "shop_files.columns"), [self.columns]))
        super().__init__(parts)

    def _head(self) -> str:
        reading, language = self.reading, self.words.language
        head = sentence_of(told.title(reading, language), "pb-big")
        if reading.read is None:
            return head + sentence_of(told.problem(reading, language), "pb-error")
        return head + sentence_of(told.amount(reading.read, len(reading.table), language))

    def _remarks(self, asked: bool) -> list[str]:
        """What is to be said beside the questions, which say their part themselves."""
        out = CLOCK | DAY_MONTH if asked else set()
        found = self.reading.read.remarks if self.reading.read is not None else ()
        return [told.remark(one, self.words.language) for one in found if one.key not in out]

    def _questions(self) -> Iterator[W.Widget]:
        reading, answers, words = self.reading, self.reading.answers, self.words
        if asks(reading, CLOCK) or (answers.clock is not None and reading.read is not None):
            self.clock = W.Dropdown(options=questions.clocks(words, reading, self.zone), value=answers.clock or "")
            self.clock.observe(lambda change: self._answered(clock=change.new or None), "value")
            yield _question(words.t("shop_files.whose_clock"), self.clock)
        if asks(reading, DAY_MONTH) or (answers.order is not None and reading.read is not None):
            example = questions.example_of(reading)
            value = answers.order or questions.order_taken(reading)
            self.order = W.Dropdown(options=questions.orders(words, example), value=value)
            self.order.observe(lambda change: self._answered(order=change.new), "value")
            yield _question(words.t("shop_files.which_month", example=example), self.order)

    def _answered(self, **answer: str | None) -> None:
        self.again(replace(self.reading.answers, **answer), None)


def _question(text: str, widget: W.Dropdown) -> W.Widget:
    """The choice with its question above it."""
    widget.description, widget.style, widget.layout.width = text, {"description_width": "initial"}, "auto"
    box = W.VBox([widget])
    box.add_class("pb-card")
    box.add_class("pb-question")
    return box
