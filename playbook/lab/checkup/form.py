"""The lines of one practice as cards: question, what one sees at 1, 3 and 5, where to look, a level, a note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import ipywidgets as W

from playbook.lab.base import radio, text_box
from playbook.lab.page import bullets, sentence_of
from playbook.language import Words
from playbook.practices import LEVELS, Row
from playbook.practices.texts import RowWords
from playbook.practices.texts import Words as PracticeWords
from playbook.workspace.kept import LONGEST_PARAGRAPH, Rating

UNKNOWN = 0  # the choice of who cannot tell


@dataclass(frozen=True)
class Card:
    """The widgets of one line that a person sets."""

    level: W.RadioButtons  # None, UNKNOWN or 1 … 5
    note: W.Text


class Form(W.VBox):
    """A practice's lines; `drafts` by row are what the present person chose before, `files` the levels in the team's
    file, said as those of `shop`."""

    def __init__(
        self, words: Words, text: PracticeWords, rows: tuple[Row, ...], drafts: Mapping[str, Rating],
        files: Mapping[str, int], shop: str,
    ) -> None:  # fmt: skip
        self.words = words
        self.cards = {row.id: self._card(drafts.get(row.id)) for row in rows}
        boxes = [self._box(text.rubric[row.id], self.cards[row.id], files.get(row.id), shop) for row in rows]
        super().__init__(boxes)

    def _card(self, draft: Rating | None) -> Card:
        t = self.words.t
        level = radio([*((str(level), level) for level in LEVELS), (t("checkup.unknown"), UNKNOWN)], t("rubric.level"))
        level.value = None if draft is None else draft.level or UNKNOWN
        note = W.Text(
            value="" if draft is None else draft.note, description=t("checkup.note"), placeholder=t("checkup.optional"),
            layout=W.Layout(width="auto"),
        )  # fmt: skip
        return Card(level, note)

    def _box(self, text: RowWords, card: Card, stands: int | None, shop: str) -> W.Widget:
        t, said = self.words.t, {1: text.anchors.one, 3: text.anchors.three, 5: text.anchors.five}
        anchors = bullets([t("rubric.anchor", level=level, text=one) for level, one in said.items()])
        look = sentence_of(t("rubric.look", text=text.look), "pb-note")
        hint = "" if stands is None else sentence_of(t("checkup.file", shop=shop, level=stands), "pb-note")
        box = W.VBox([text_box(text.question, "pb-big"), W.HTML(anchors + look + hint), card.level, card.note])
        box.add_class("pb-card")
        return box

    def ratings(self) -> dict[str, Rating]:
        """Row -> rating, of the lines where a level or "don't know" is chosen. A note on a line without a choice is a
        rating without a level, so that it is not lost."""
        found = {}
        for row, card in self.cards.items():
            note = "".join(c for c in card.note.value if c.isprintable()).strip()[:LONGEST_PARAGRAPH]
            if card.level.value is not None or note:
                found[row] = Rating(level=card.level.value or None, note=note)
        return found

    def fill(self, files: Mapping[str, int]) -> int:
        """Choose what the file says where nothing is chosen; how many lines that were."""
        left = [row for row, card in self.cards.items() if card.level.value is None and row in files]
        for row in left:
            self.cards[row].level.value = files[row]
        return len(left)

    def close_all(self) -> None:
        """Let go of every widget of the form, in the browser too."""
        for box in self.children:
            for widget in box.children:
                widget.close()
            box.close()
        self.close()
