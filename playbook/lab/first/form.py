"""What may go into the plan: whether it does, who owns it, by when, what tells, what would prove it wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import ipywidgets as W

from playbook.first.found import Found, Worth
from playbook.first.said import to_do, whole
from playbook.lab.first import promise
from playbook.lab.first.promise import Taken
from playbook.lab.first.shared import Shared
from playbook.lab.page import sentence_of
from playbook.workspace import PlanEntry
from playbook.workspace.kept import LONGEST_LINE, LONGEST_PARAGRAPH

LONGEST = {"owner": LONGEST_LINE, "number": LONGEST_LINE, "wrong": LONGEST_PARAGRAPH}


class OfferForm(W.VBox):
    """A practice's step on offer, by `slug`, with the fields it sets; `change` says it in one line, `short` without the
    practice. `_sentence` says on a date what would prove it wrong."""

    slug: str
    levers: Mapping[str, Any]

    def __init__(self, page: Shared, change: str, number: str, date: dt.date) -> None:
        self.page, self.change = page, change
        t, style = page.words.t, {"description_width": "initial"}
        wide = {"style": style, "layout": W.Layout(width="100%", max_width="560px"), "continuous_update": False}
        self.include = W.Checkbox(value=True, description=change, indent=False)
        self.owner = W.Text(placeholder=t("first_page.owner_hint"), description=t("first_page.owner"), **wide)
        self.date = W.DatePicker(value=date, description=t("first_page.by"), style=style)
        self.number = W.Text(value=number, description=t("first_page.number"), **wide)
        self.wrong = W.Textarea(value=self._sentence(), description=t("first_page.wrong"), rows=3, **wide)
        self._written = self.wrong.value
        self.there, self.missing = W.HTML(), W.HTML()
        self.date.observe(lambda _: self.again(), "value")
        self.fields = W.VBox([self.owner, self.date, self.number, self.wrong])
        self.include.observe(lambda _: self._fold(), "value")
        super().__init__([self.include, self.there, self.fields, self.missing])
        self.add_class("pb-card")
        self.told()

    def _fold(self) -> None:
        self.fields.layout.display = None if self.include.value else "none"

    def short(self) -> str:
        return self.change

    def wrong_if(self, date: dt.date) -> str:
        raise NotImplementedError

    def _sentence(self) -> str:
        return self.wrong_if(self.date.value) if self.date.value else ""

    def again(self) -> None:
        """Another date, or firmer results: the sentence follows while nobody has written another."""
        if self.wrong.value == self._written and (new := self._sentence()):
            self.wrong.value = self._written = new

    def told(self) -> bool:
        """Whether the practice is in the plan already; the form says so."""
        words = self.page.words
        entry = self.page.workspace.plan.get(self.slug)
        if entry is None:
            self.there.value = ""
            return False
        same = entry.levers == dict(self.levers)
        change = self.short() if same else entry.change
        said = words.t("first_page.there", change=change, owner=entry.owner, date=words.date(entry.date, year=True))
        self.there.value = sentence_of(said, "pb-good" if same else "pb-near")
        return True

    def taken(self) -> Taken | None:
        """What stands in the fields; None, and a line that says it, where one is missing or too long."""
        t = self.page.words.t
        texts = {"owner": self.owner.value.strip(), "number": self.number.value.strip(),
                 "wrong": self.wrong.value.strip()}  # fmt: skip
        self.missing.value = ""
        for name, text in texts.items():
            if len(text) > LONGEST[name]:
                self._say(t("first_page.long", field=t(f"first_page.{name}"), most=LONGEST[name]))
                return None
            if not text and name != "wrong":
                self._say(t("first_page.missing", field=t(f"first_page.{name}")))
                return None
        if self.date.value is None:
            self._say(t("first_page.missing", field=t("first_page.by")))
            return None
        return Taken(texts["owner"], self.date.value, texts["number"], texts["wrong"])

    def _say(self, text: str) -> None:
        self.missing.value = sentence_of(text, "pb-error")


class StepForm(OfferForm):
    """A step of the ranking. Keeps what is typed while firmer results come in."""

    def __init__(self, page: Shared, worth: Worth, date: dt.date) -> None:
        self.worth, self.slug = worth, worth.step.slug
        self.levers = {worth.step.path: worth.step.after}
        super().__init__(page, whole(page.words, worth.step), promise.number_to_watch(page, worth), date)

    def short(self) -> str:
        return to_do(self.page.words, self.worth.step)

    def wrong_if(self, date: dt.date) -> str:
        return promise.wrong_if(self.page, self.worth, date)

    def entry(self, found: Found, taken: Taken) -> PlanEntry:
        return promise.entry(self.page, found, self.worth, taken)
