"""The reader's own data, what they say, and how well that fits.

The practice names the importer. The file is read in memory of this computer, checked, and forgotten; only the fields
of the scenario that it leads to go on: they make a team of the reader's own, which every page opens with.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ipywidgets as W

from playbook import importers
from playbook.lab.access import is_off, may_rest, set_off
from playbook.lab.base import Section, text_box
from playbook.lab.jobs import Runner
from playbook.lab.links import page_link
from playbook.lab.page import error_line, sentence_of
from playbook.lab.upload import Sent, Upload
from playbook.language import escape, languages, words
from playbook.my_files.told import refusal
from playbook.pages import MY_SHOP
from sim.files.bad_input import BadInput
from sim.scenario import Scenario


class MyDataSection(Section):
    """Takes a file, shows the fit, and puts it into the practice when the reader says so."""

    kind = "mydata"

    def build(self) -> list[W.Widget]:
        self.importer = importers.load(self.practice.data)
        self.fit: Any = None
        self.runner = Runner()
        self.upload = Upload(self.words, self.guarded(self.load), several=False, accept=self.importer.ACCEPT)
        option = self.importer.OPTION
        self.level = W.Checkbox(value=False, description=self.t(option) if option else "", indent=False)
        self.use = may_rest(self.button("mydata.use", self.take))
        self.drop = may_rest(self.button("mydata.drop", self.undo))
        self.before: Scenario | None = None  # the team without the reader's orders
        set_off(self.use, True)
        set_off(self.drop, True)
        self.said, self.figure = W.HTML(), W.HTML()
        form = text_box(self.t(self.importer.FORMAT), "pb-note")
        private = text_box(self.t("mydata.private"), "pb-note")
        row, more = W.HBox([self.use, self.drop]), W.HTML(self._whole_shop())
        level = [self.level] if option else []
        return [form, self.upload, self.said, self.figure, *level, row, private, more]

    def _whole_shop(self) -> str:
        """The way to the page that takes all files of a shop."""
        link = page_link(self.words.language, MY_SHOP)
        return f'<p class="pb-line"><a href="{escape(link)}">{escape(self.t("mydata.whole_shop"))}</a></p>'

    def load(self, sent: Sent) -> None:
        """Read an uploaded file beside the page, or say in one sentence why not."""
        self.fit = None
        set_off(self.use, True)
        self.figure.value = ""
        self.said.value = sentence_of(self.t("mydata.reading", file=sent.name), "pb-note")
        base = self.study.base

        def work() -> Iterator[tuple[Any, Any]]:
            data = self.importer.read(sent.name, sent.data, base)
            yield data, self.importer.fit(data)

        self.runner.start(work, self._show, failed=self._refuse)

    def _show(self, found: tuple[Any, Any]) -> None:
        data, self.fit = found
        if self.fit is None:
            self.said.value = sentence_of(self.importer.too_little(self.words, data), "pb-near")
            return
        set_off(self.use, False)
        self.said.value = "".join(sentence_of(line) for line in self.importer.said(self.words, self.fit))
        self.importer.figure(self.words, self.fit).update(self.figure)

    def _refuse(self, error: Exception) -> None:
        said = error_line(self.words, error)
        if isinstance(error, BadInput):
            said = f'<p class="pb-error" role="alert">{escape(refusal(error, self.words.language))}</p>'
        self.said.value = sentence_of(self.t("mydata.bad"), "pb-near") + said

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
