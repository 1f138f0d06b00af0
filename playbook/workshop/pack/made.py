"""What every part of the pack is made from, and how it says levers, settings and the texts of the session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playbook.documents.plan.writing import lever_names
from playbook.lab.kpi import KpiWords
from playbook.language import Words
from playbook.workshop.answers import Answers
from playbook.workshop.facts import filled
from playbook.workshop.session import Session
from sim.scenario import Scenario

BOX = "□"


@dataclass(frozen=True)
class Made:
    """See the module's docstring; fields as `pack_of` has them."""

    session: Session
    team: Scenario
    answers: Answers
    words: Words
    start: int | None
    teams: int

    def t(self, key: str, **values: Any) -> str:
        return self.words.t(f"workshop_pack.{key}", **values)

    def text(self, text: Any) -> str:
        """This language's side of a text of the session, with the facts of the shop."""
        return filled(text.text(self.words.language), self.team, self.words)

    def lever(self, path: str) -> str:
        return lever_names(self.words.language)[path][0]

    def setting(self, path: str, value: float) -> str:
        """A setting as text, in the lever's own unit."""
        _, unit, percent = lever_names(self.words.language)[path]
        if percent:
            return self.words.percent(value, 0 if abs(100 * value - round(100 * value)) < 1e-6 else 1)
        shown = self.words.number(value, 0 if float(value).is_integer() else 2)
        between = " " if unit and self.words.language == "en" else ""
        return f"{shown}{between}{unit}"

    def kpi(self, name: str) -> str:
        return KpiWords.of(self.words, self.team).name(name)

    def unit(self, name: str) -> str:
        return KpiWords.of(self.words, self.team).unit(name)

    def standing(self, path: str) -> float:
        """Where a lever stands before anybody decides, with what rounds bring."""
        return float(self.answers.base.at(path))
