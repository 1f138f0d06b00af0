"""After the last round: which of the decisions made the difference, and one change to take along."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import ipywidgets as W

from playbook import charts
from playbook.lab.base import Panel
from playbook.lab.page import sentence_of
from playbook.lab.run import RunBar
from playbook.lab.workshop.page import WorkshopPage
from playbook.lab.workshop.rounds import OWN, VALUE
from playbook.workshop import said
from playbook.workshop.session import levers
from playbook.workspace import PlanEntry

DAYS = 30  # until what was taken along is looked at again


class LookBackSection(Panel):
    """See the module's docstring."""

    kind = "workshop_look_back"

    def __init__(self, page: WorkshopPage) -> None:
        self.page = page
        super().__init__(page.words, page.title)

    def build(self) -> list[W.Widget]:
        t = self.t
        wide = {"style": {"description_width": "initial"}, "layout": W.Layout(width="100%", max_width="560px")}
        self.bar = RunBar(self.words, t("workshop_page.swap"), self.look, "workshop_page.lived")
        self.said, self.figure, self.kept = W.HTML(), W.HTML(), W.HTML()
        self.change = W.Textarea(description=t("commit.change"), **wide)
        self.owner = W.Text(description=t("commit.owner"), **wide)
        self.date = W.DatePicker(
            value=dt.date.today() + dt.timedelta(days=DAYS), description=t("commit.date"), style=wide["style"]
        )
        self.number = W.Text(description=t("commit.number"), **wide)
        save = self.button("commit.save", self.save, "primary")
        self.form = W.VBox([self.change, self.owner, self.date, self.number, save, self.kept])
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
        game, words, kpis = self.page.game, self.words, self.page.kpis
        if not decisions:
            self.said.value = sentence_of(self.t("workshop_page.nothing_done"), "pb-big")
            return
        first = decisions[0]
        facts = {"decision": self._name(first), "change": kpis.signed(VALUE, first["value"][1])}
        found = self.t("workshop_page.made", **facts)
        self.said.value = sentence_of(found, "pb-big")
        rows = [charts.Change(self._name(one), charts.Span(*one["value"]), _kind(one)) for one in decisions]
        heads = {kind: self.t(f"workshop_page.made_{kind}") for kind in ("gains", "luck", "loses")}
        room = game.room
        charts.gains(
            words, rows, kpis.unit(VALUE), heads, found=found, title=self.t("workshop_page.taken_back"),
            source=charts.source(words, words.pick(room.team.title), room.session.lucks, room.session.seed),
        ).update(self.figure)  # fmt: skip

    def _name(self, one: dict) -> str:
        words = self.words
        before, after = (said.setting(words, one["path"], one[side]) for side in ("before", "chosen"))
        round_ = words.pick(self.page.game.room.session.rounds[one["round"]].title)
        return self.t(
            "workshop_page.decision",
            lever=said.lever_name(words, one["path"]),
            before=before,
            after=after,
            round=round_,
        )

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


def _kind(one: dict) -> str:
    """Whether a decision surely brought something, surely cost something, or what it did may be luck."""
    mean, error = one["value"][1], 2 * one["se"]
    return "luck" if abs(mean) <= error else "gains" if mean > 0 else "loses"
