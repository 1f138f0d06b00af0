"""What the ratings say once they are on the table: the lines to talk about first, then every group's lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ipywidgets as W

from playbook import charts, practices
from playbook.first.ratings import middle, sections
from playbook.lab.base import Panel
from playbook.lab.checkup.votes import Line
from playbook.lab.links import page_link
from playbook.lab.page import bullets, sentence_of
from playbook.language import escape
from playbook.practices.groups import groups
from playbook.workspace.kept import Rating

if TYPE_CHECKING:
    from playbook.lab.checkup import CheckupPage

TALK = 3  # lines named as those to talk about first
RATE = "rate"  # the part of a practice's page with its rubric


@dataclass(frozen=True)
class Rated:
    """A line with everybody's ratings of it, those who could not tell among them."""

    line: Line
    by: Mapping[str, Rating]

    @property
    def levels(self) -> list[int]:
        return sorted(one.level for one in self.by.values() if one.level is not None)

    @property
    def gap(self) -> int:
        """From the lowest to the highest level."""
        return self.levels[-1] - self.levels[0] if self.levels else 0


class SpreadSection(Panel):
    """See the module's docstring."""

    kind = "checkup_spread"

    def __init__(self, page: CheckupPage) -> None:
        self.page, self.votes = page, page.votes
        super().__init__(page.words, page.title)

    def build(self) -> list[W.Widget]:
        self.said = W.HTML()
        self.figures = {group.id: W.HTML() for group in groups()}
        self.notes = {group.id: W.HTML() for group in groups()}
        self.page.listeners.append(self.draw)
        self.draw()
        return [self.said, *(one for group in groups() for one in (self.figures[group.id], self.notes[group.id]))]

    def arrived(self) -> None:
        self.draw()

    def returned(self) -> None:
        self.guarded(self.draw)()

    def draw(self) -> None:
        """Draw what may be seen, and nothing else."""
        rated = [Rated(line, by) for line, by in self.votes.shown().items()]
        known = [one for one in rated if one.levels]
        self.said.value = self._first(known)
        for group, written in sections():
            mine = [one for one in rated if one.line[0] in written]
            self._group(self.words.pick(group.title), group.id, mine)

    def _first(self, known: list[Rated]) -> str:
        """What to talk about: the lines with the widest gaps."""
        t = self.t
        if not known:
            return sentence_of(t("checkup.secret" if self.votes.hidden() else "checkup.nothing"), "pb-note")
        waiting = sentence_of(t("checkup.some_secret"), "pb-note") if self.votes.hidden() else ""
        if all(len(one.levels) < 2 for one in known):
            return waiting
        widest = [one for one in sorted(known, key=lambda one: -one.gap) if one.gap][:TALK]
        if not widest:
            return waiting + sentence_of(t("checkup.agree"))
        items = "".join(f"<li>{self._talk(one)}</li>" for one in widest)
        return waiting + sentence_of(t("checkup.talk_first"), "pb-big") + f"<ol>{items}</ol>"

    def _talk(self, one: Rated) -> str:
        (slug, row), words = one.line, self.words
        text = practices.load(slug, words.language)[1]
        levels = words.t("common.comma").join(map(str, one.levels))
        said = escape(self.t("checkup.talk_line", question=text.rubric[row].question, levels=levels))
        look = sentence_of(self.t("rubric.look", text=text.rubric[row].look), "pb-note")
        return f'{said} <a href="{escape(page_link(words.language, slug, RATE))}">{escape(text.title)}</a>{look}'

    def _group(self, title: str, name: str, mine: list[Rated]) -> None:
        figure, notes = self.figures[name], self.notes[name]
        known = sorted((one for one in mine if one.levels), key=lambda one: -one.gap)
        if not known:
            figure.value = ""
        else:
            rows = [charts.Row(self._label(one), middle(one.levels), spread=self._ends(one)) for one in known]
            note = [self.t("checkup.figure_note")] if any(one.gap for one in known) else []
            note += [self.t("rubric.even")] if any(_two_middles(one.levels) for one in known) else []
            charts.rubric_strip(self.words, rows, title=title, note=" ".join(note)).update(figure)
        said = []
        for one in mine:
            for rating in one.by.values():
                if rating.note:
                    key = "checkup.note_alone" if rating.level is None else "checkup.note_line"
                    level = {} if rating.level is None else {"level": rating.level}
                    said.append(self.t(key, line=self._label(one), note=rating.note, **level))
        notes.value = sentence_of(self.t("checkup.notes"), "pb-line") + bullets(said) if said else ""

    def _label(self, one: Rated) -> str:
        """The question, with the practice's name as far as a heading of a figure needs it."""
        slug, row = one.line
        text = practices.load(slug, self.words.language)[1]
        short = text.title.partition(self.words.t("common.colon").strip())[0]
        return self.t("checkup.line", practice=short, question=text.rubric[row].question)

    @staticmethod
    def _ends(one: Rated) -> tuple[int, int] | None:
        return (one.levels[0], one.levels[-1]) if one.gap else None


def _two_middles(levels: list[int]) -> bool:
    """Whether there are two different middle levels."""
    half = len(levels) // 2
    return len(levels) % 2 == 0 and levels[half - 1] != levels[half]
