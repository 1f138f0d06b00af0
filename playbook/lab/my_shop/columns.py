"""Which column is what: as it was found, with an example, to be changed or confirmed and then kept."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as W

from playbook.lab.page import error_line, sentence_of
from playbook.language import Words, escape
from playbook.my_files import told
from playbook.my_files.private import example_of
from sim.exports.presets import Preset, labels, roles_of
from sim.exports.reading import Reading


class ColumnForm(W.VBox):
    """A choice of column for each role; `confirmed(preset)` is called with what stands there when it is confirmed."""

    def __init__(self, words: Words, reading: Reading, confirmed: Callable[[Preset], None]) -> None:
        self.words, self.reading, self.confirmed = words, reading, confirmed
        self.preset, named = reading.preset(), labels(reading.table)
        options = [(words.t("shop_files.no_column"), ""), *((name, name) for name in named)]
        met = [role for role in roles_of(reading.kind) if role in reading.columns]
        roles = [*met, *(role for role in roles_of(reading.kind) if role not in met)]
        self.choices = {
            role: W.Dropdown(
                options=options, value=self.preset.columns.get(role, ""), layout=W.Layout(width="auto"),
                description=told.role(role, words.language), style={"description_width": "initial"},
            )
            for role in roles
        }  # fmt: skip
        self.said = W.HTML()
        button = W.Button(description=words.t("shop_files.confirm"), layout=W.Layout(width="auto"))
        button.on_click(lambda _: self.confirm())
        rows = [W.HBox([choice, W.HTML(self._example(role))]) for role, choice in self.choices.items()]
        intro = W.HTML(sentence_of(words.t("shop_files.columns_intro"), "pb-note"))
        super().__init__([intro, *rows, W.HBox([button]), self.said])
        self.add_class("pb-columns")

    def _example(self, role: str) -> str:
        if role not in self.reading.columns:
            return ""
        shown = example_of(self.reading, role) or told.hidden(self.words.language)
        return f'<span class="pb-small">{escape(self.words.t("shop_files.example", example=shown))}</span>'

    def confirm(self) -> None:
        """Read the file by what stands there; two roles for one column are said in a sentence."""
        self.said.value = ""
        made = self.preset
        try:
            for role, choice in self.choices.items():
                if choice.value != made.columns.get(role, ""):
                    made = made.changed(self.reading.table, role, choice.value)
        except Exception as error:
            self.said.value = error_line(self.words, error)
            return
        self.confirmed(made)
