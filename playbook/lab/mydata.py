"""The reader's own data, what they say, and how well that fits.

The practice names the importer. The file is read in memory of this computer, checked, and forgotten; only the fields
of the scenario that it leads to go on: they make a team of the reader's own, which every page opens with.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ipywidgets as W

from playbook import importers
from playbook.lab.access import is_off, may_rest, set_off
from playbook.lab.base import Section, text_box
from playbook.lab.page import error_line, sentence_of
from playbook.language import languages, words
from sim.scenario import Scenario

LARGEST_BYTES = 5_000_000


class MyDataSection(Section):
    """Takes a file, shows the fit, and puts it into the practice when the reader says so."""

    kind = "mydata"

    def build(self) -> list[W.Widget]:
        self.importer = importers.load(self.practice.data)
        self.fit: Any = None
        self.upload = W.FileUpload(
            accept=self.importer.ACCEPT,
            multiple=False,
            description=self.t("mydata.choose"),
            layout=W.Layout(width="auto"),
        )
        option = self.importer.OPTION
        self.level = W.Checkbox(value=False, description=self.t(option) if option else "", indent=False)
        self.use = may_rest(self.button("mydata.use", self.take))
        self.drop = may_rest(self.button("mydata.drop", self.undo))
        self.before: Scenario | None = None  # the team without the reader's orders
        set_off(self.use, True)
        set_off(self.drop, True)
        self.said, self.figure = W.HTML(), W.HTML()
        self.on_change(self.upload, lambda files: self.load(files))
        form = text_box(self.t(self.importer.FORMAT), "pb-note")
        private = text_box(self.t("mydata.private"), "pb-note")
        upload, row = W.HBox([self.upload]), W.HBox([self.use, self.drop])
        return [form, upload, self.said, self.figure, *([self.level] if option else []), row, private]

    def load(self, files: tuple[Mapping[str, Any], ...]) -> None:
        """Read an uploaded file, or say in one sentence why not."""
        self.fit = None
        set_off(self.use, True)
        self.figure.value = ""
        if not files:
            return
        name = Path(files[0]["name"]).name[:80] or f"{self.practice.data}{self.importer.ACCEPT}"
        content = bytes(files[0]["content"])
        if len(content) > LARGEST_BYTES:
            self.said.value = sentence_of(self.t("mydata.large", file=name, mb=LARGEST_BYTES // 1_000_000), "pb-error")
            return
        try:
            data = self.importer.read(name, content, self.study.base)
        except Exception as error:
            self.said.value = sentence_of(self.t("mydata.bad"), "pb-near") + error_line(self.words, error)
            return
        self.fit = self.importer.fit(data)
        if self.fit is None:
            self.said.value = sentence_of(self.importer.too_little(self.words, data), "pb-near")
            return
        set_off(self.use, False)
        self.said.value = "".join(sentence_of(line) for line in self.importer.said(self.words, self.fit))
        self.importer.figure(self.words, self.fit).update(self.figure)

    def take(self) -> None:
        """Every section, and every other page, computes with the reader's orders from now on."""
        if is_off(self.use):
            return
        before = self.before or self.study.team
        team = before.with_levers({**self.importer.fields(self.fit, self.level.value), **_titles(before)})
        self.study.use_team(team)
        self.lab.workspace.set_scenario(team)
        self.before = before
        set_off(self.drop, False)
        self.said.value += sentence_of(self.t("mydata.taken"), "pb-good")

    def undo(self) -> None:
        """The team as it was before the reader's orders."""
        if is_off(self.drop) or self.before is None:
            return
        self.study.use_team(self.before)
        self.lab.workspace.set_scenario(self.before)
        self.before = None
        set_off(self.drop, True)
        self.said.value = sentence_of(self.t("mydata.dropped"), "pb-good")

    def told(self) -> str:
        return sentence_of(self.t(self.importer.FORMAT)) + sentence_of(self.t("mydata.private"))


def _titles(team: Scenario) -> dict[str, str]:
    """The names of the same team with orders of the reader's own."""
    return {f"title.{one}": words(one).t("mydata.team", title=words(one).pick(team.title)) for one in languages}
