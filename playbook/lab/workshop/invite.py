"""Which session, for how many people and minutes; the line that opens a room for them; and a game alone."""

from __future__ import annotations

import ipywidgets as W

from playbook.lab.base import Panel
from playbook.lab.page import sentence_of, table
from playbook.lab.workshop.shared import Shared
from playbook.language import escape
from playbook.workshop.facts import said
from playbook.workshop.session import Session
from sim.files.bad_input import BadInput


class InviteSection(Panel):
    """See the module's docstring."""

    kind = "workshop_invite"

    def __init__(self, page: Shared) -> None:
        self.page = page
        super().__init__(page.words, page.title)

    def build(self) -> list[W.Widget]:
        words = self.words
        wide = {"style": {"description_width": "initial"}, "layout": W.Layout(width="auto")}
        options = [(said(words, one.title, self.page.shop(one)), one.id) for one in self.page.sessions]
        self.session = W.Dropdown(options=options, description=self.t("workshop_page.session"), **wide)
        self.about, self.line, self.said = W.HTML(), W.HTML(), W.HTML()
        self.on_change(self.session, lambda _: self.tell())
        self.start = self.button("workshop_page.alone", self.begin, "primary")
        self.tell()
        return [self.session, self.about, self.line, W.HBox([self.start]), self.said]

    def chosen(self) -> Session:
        return next(one for one in self.page.sessions if one.id == self.session.value)

    def tell(self) -> None:
        """What the session is, and how a room is opened for it."""
        session, words, t = self.chosen(), self.words, self.t
        shop = self.page.shop(session)
        rows = [
            [t("workshop_page.teams"), words.range(*session.teams, "")],
            [t("workshop_page.people"), words.range(*session.people, "")],
            [t("workshop_page.rounds"), words.list(said(words, one.title, shop) for one in session.rounds)],
            [t("workshop_page.shop"), words.pick(shop.title)],
        ]
        self.about.value = sentence_of(said(words, session.promise, shop)) + table(
            [t("workshop_page.what"), t("workshop_page.value")], rows
        )
        told = sentence_of(t("workshop_page.open"))
        self.line.value = f"{told}<pre>python3 start.py workshop {escape(session.id)}</pre>"
        self.said.value = ""

    def begin(self) -> None:
        """Begin the game alone; where the shop's season does not fit, say so."""
        session = self.chosen()
        try:
            self.page.play(session, self.page.shop(session))
        except BadInput as error:
            self.said.value = sentence_of(error.text(self.words.language), "pb-near")
            return
        self.said.value = sentence_of(self.t("workshop_page.begun"), "pb-good")
