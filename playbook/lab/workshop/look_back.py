"""After the last round: which of the decisions made the difference, and one change to take along."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import ipywidgets as W

from playbook.lab.base import Panel
from playbook.lab.page import sentence_of
from playbook.lab.run import RunBar
from playbook.lab.workshop.rounds import OWN, VALUE
from playbook.lab.workshop.shared import Shared
from playbook.workshop.context import Context
from playbook.workshop.facts import said
from playbook.workshop.pages import pictures
from playbook.workshop.pages.settings import label_of, value_of
from playbook.workshop.session import levers
from playbook.workspace import PlanEntry

DAYS = 30  # until what was taken along is looked at again


class LookBackSection(Panel):
    """See the module's docstring."""

    kind = "workshop_look_back"

    def __init__(self, page: Shared) -> None:
        self.page = page
        super().__init__(page.words, page.title)

    def build(self) -> list[W.Widget]:
        t = self.t
        wide = {"style": {"description_width": "initial"}, "layout": W.Layout(width="100%", max_width="560px")}
        self.bar = RunBar(self.words, t("workshop_page.swap"), self.look, "workshop_page.looked")
        self.said, self.figure, self.kept = W.HTML(), W.HTML(), W.HTML()
        self.change = W.Textarea(description=t("commit.change"), **wide)
        self.owner = W.Text(description=t("commit.owner"), **wide)
        self.date = W.DatePicker(
            value=dt.date.today() + dt.timedelta(days=DAYS), description=t("commit.date"), style=wide["style"]
        )
        self.number = W.Text(description=t("commit.number"), **wide)
        save = self.button("commit.save", self.save, "primary")
        self.form = W.VBox([self.change, self.owner, self.date, self.number, W.HBox([save]), self.kept])
        self.page.listen(self.show)
        self.show()
        return [self.bar, self.said, self.figure, self.form]

    def show(self) -> None:
        """Nothing before the last round is lived."""
        game = self.page.game
        over = game is not None and game.next is None and game.state.play.phase in ("result", "over")
        self.bar.ready(over, self.t("workshop_page.after_last"))
        found = game.state.play.debrief if over else None
        self.form.layout.display = None if found else "none"
        if not found:
            self.said.value = self.figure.value = ""
            return
        self._tell(found["teams"][OWN]["decisions"])

    def _tell(self, decisions: list[dict]) -> None:
        game, words = self.page.game, self.words
        if not decisions:
            self.said.value = sentence_of(self.t("workshop_page.nothing_done"), "pb-big")
            return
        first, room = decisions[0], game.room
        before, after = (value_of(words, first["path"], first[side]) for side in ("before", "chosen"))
        round_ = said(words, room.session.rounds[first["round"]].title, room.team)
        facts = {"lever": label_of(words, first["path"]), "before": before, "after": after, "round": round_}
        decision = self.t("workshop_page.decision", **facts)
        change = self.page.kpis.signed(VALUE, first["value"][1])
        self.said.value = sentence_of(self.t("workshop_page.made", decision=decision, change=change), "pb-big")
        context = Context("", "", "", "", room.session, room.team, 0.0)
        self.figure.value = pictures.decisions(words, context, decisions, self.t("workshop_page.you"))

    def look(self) -> None:
        """Each decision taken back, on the same luck."""
        game = self.page.game

        def work() -> Iterator[None]:
            self.page.debrief(game)
            yield

        self.bar.go(work, lambda _: None, 1, self.page.tell)

    def save(self) -> None:
        """Into the plan, under the practice of the decision that mattered most."""
        fields = {"change": self.change, "owner": self.owner, "date": self.date, "number": self.number}
        for name, field in fields.items():
            if not field.value or not str(field.value).strip():
                self.kept.value = sentence_of(self.t("commit.missing", field=self.t(f"commit.{name}")), "pb-near")
                return
        entry = PlanEntry(
            owner=self.owner.value, date=self.date.value, change=self.change.value, number_to_watch=self.number.value
        )
        decisions = self.page.game.state.play.debrief["teams"][OWN]["decisions"]
        path = decisions[0]["path"] if decisions else self.page.game.room.session.rounds[-1].choices[0].path
        self.page.workspace.commit(levers()[path][0], entry)
        text = self.t(
            "commit.saved", change=entry.change, owner=entry.owner, date=self.words.date(entry.date, year=True),
            number=entry.number_to_watch,
        )  # fmt: skip
        self.kept.value = sentence_of(text, "pb-good")
