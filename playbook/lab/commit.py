"""One change, an owner, a date, a number to watch: into the plan."""

from __future__ import annotations

import datetime as dt

import ipywidgets as W

from playbook.lab.base import Section, text_box
from playbook.lab.links import page_link
from playbook.lab.page import sentence_of
from playbook.lab.slider import lever_value
from playbook.language import escape
from playbook.pages import PLAN
from playbook.workspace import PlanEntry
from playbook.workspace.kept import LONGEST_LINE, LONGEST_PARAGRAPH

ROLES = "roles"  # the practice that says what a list of responsibilities is good for
LONGEST = {"change": LONGEST_PARAGRAPH, "owner": LONGEST_LINE, "number": LONGEST_LINE}


class CommitSection(Section):
    """A short form; what it writes is the practice's page of the plan."""

    kind = "commit"

    def build(self) -> list[W.Widget]:
        suggested, wide = self.text.commit, W.Layout(width="100%", max_width="560px")
        style = {"description_width": "initial"}
        old = self.lab.workspace.plan.get(self.practice.slug)
        self.change = W.Textarea(
            value=old.change if old else suggested.change, description=self.t("commit.change"), layout=wide, style=style
        )
        owner = old.owner if old else ""
        self.owner = W.Text(
            value=owner, placeholder=suggested.owner, description=self.t("commit.owner"), layout=wide, style=style
        )
        due = old.date if old else dt.date.today() + dt.timedelta(days=self.text.follow_up.days)
        self.date = W.DatePicker(value=due, description=self.t("commit.date"), style=style)
        number = old.number_to_watch if old else suggested.number
        self.number = W.Text(value=number, description=self.t("commit.number"), layout=wide, style=style)
        self.levers, self.said = W.HTML(), W.HTML()
        save = self.button("commit.save", self.save, "primary")
        self.remove = self.button("commit.remove", self.withdraw)
        self.study.observe(self.guarded(lambda _: self._draw()), ["chosen", "base"])
        self._draw()
        buttons = W.HBox([save, self.remove])
        return [
            text_box(self.t("commit.intro")), W.HTML(self.duties()), self.change, self.owner, self.date, self.number,
            self.levers, buttons, self.said,
        ]  # fmt: skip

    def duties(self) -> str:
        """On the page about roles: where the list of who answers for what is kept, and its faults are found."""
        if self.practice.slug != ROLES:
            return ""
        address = f'<a href="{escape(page_link(self.words.language, PLAN))}">'
        said = escape(self.t("commit.duties")).replace("](#)", "</a>").replace("[", address)
        return f'<p class="pb-line">{said}</p>'

    def save(self) -> None:
        """Write the entry; a field that is missing or too long is named."""
        fields = {"change": self.change, "owner": self.owner, "date": self.date, "number": self.number}
        for name, field in fields.items():
            if not field.value or not str(field.value).strip():
                self.said.value = sentence_of(self.t("commit.missing", field=self.t(f"commit.{name}")), "pb-near")
                return
            if name in LONGEST and len(field.value.strip()) > LONGEST[name]:
                said = self.t("commit.long", field=self.t(f"commit.{name}"), most=LONGEST[name])
                self.said.value = sentence_of(said, "pb-near")
                return
        levers = {self.practice.lever(name).path: value for name, value in self._moved().items()}
        entry = PlanEntry(
            owner=self.owner.value.strip(),
            date=self.date.value,
            change=self.change.value.strip(),
            number_to_watch=self.number.value.strip(),
            levers=levers,
        )
        self.lab.workspace.commit(self.practice.slug, entry)
        self._draw()

    def _moved(self) -> dict[str, float]:
        """The levers that stand elsewhere than at the start."""
        return {name: x for name, x in self.study.chosen.items() if x != self.study.start_of(name)}

    def withdraw(self) -> None:
        self.lab.workspace.withdraw(self.practice.slug)
        self._draw()

    def _draw(self) -> None:
        shown = []
        for name, value in self._moved().items():
            text = self.text.levers[name]
            said = lever_value(self.words, self.practice.lever(name), text, value)
            shown.append(self.t("lever.setting", lever=text.label, value=said))
        line = self.t("commit.levers", levers=self.words.list(shown)) if shown else self.t("commit.no_levers")
        self.levers.value = sentence_of(line, "pb-note")
        entry = self.lab.workspace.plan.get(self.practice.slug)
        self.remove.disabled = entry is None
        if entry is None:
            self.said.value = ""
            return
        date = self.words.date(entry.date, year=True)
        text = self.t("commit.saved", change=entry.change, owner=entry.owner, date=date, number=entry.number_to_watch)
        self.said.value = sentence_of(text, "pb-good")
