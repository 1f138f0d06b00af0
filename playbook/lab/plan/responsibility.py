"""Who answers for which task and who does it, as a table whose faults are said as soon as they are there."""

from __future__ import annotations

from typing import Any

import ipywidgets as W

from playbook.documents.plan.tasks import ROLES, in_language, role_name, suggested, without
from playbook.lab.page import bullets, sentence_of
from playbook.lab.plan.shared import PlanSection
from playbook.lab.plan.table import DutyTable
from sim.shop.responsibility import Duty, faults

LONGEST_TASK, MOST_TASKS = 100, 60  # letters; tasks


class ResponsibilitySection(PlanSection):
    """The list of the workspace; until the reader has changed or kept anything, the suggested one."""

    kind = "plan_responsibility"

    def build(self) -> list[W.Widget]:
        t, language = self.t, self.words.language
        words = {
            "task": t("plan_responsibility.task"), "answers": t("plan_responsibility.answers"),
            "does": t("plan_responsibility.does"), "nobody": t("plan_responsibility.nobody"),
            "remove": t("plan_responsibility.remove"),
        }  # fmt: skip
        self.table = DutyTable(words, [(role, role_name(role, language)) for role in ROLES])
        self.state, self.faults, self.problem = W.HTML(), W.HTML(), W.HTML()
        self.own = W.Text(placeholder=t("plan_responsibility.own"), description=t("plan_responsibility.task"))
        self.own.style = {"description_width": "initial"}
        add = self.button("plan_responsibility.add", self.add)
        self.keep = self.button("plan_responsibility.keep", lambda: self.set(self.duties), "primary")
        again = self.button("plan_responsibility.again", self.start_again)
        self.on_change(self.table, self.moved, "moved")
        self.load()
        return [self.state, self.table, self.faults, W.HBox([self.own, add]), self.problem, W.HBox([self.keep, again])]

    def returned(self) -> None:
        kept = self.page.workspace.duties
        if kept and in_language(kept, self.words.language) != self.duties:
            self.load()

    def load(self) -> None:
        """The kept list, in this page's language, or the suggested one."""
        kept = self.page.workspace.duties
        self.duties = in_language(kept, self.words.language) if kept else suggested(self.page.team, self.words.language)
        self.draw(bool(kept))

    def draw(self, kept: bool) -> None:
        self.table.rows = [self.row(duty) for duty in self.duties]
        self.said(kept)

    def row(self, duty: Duty) -> dict[str, Any]:
        tasks = self.t("common.semicolon").join(duty.hands_to)  # a task's name may hold "and" itself
        then = self.t("plan_responsibility.then", tasks=tasks) if tasks else ""
        return {"task": duty.task, "answers": next(iter(duty.answers), ""), "does": list(duty.does), "then": then}

    def said(self, kept: bool) -> None:
        """Whether the list is kept, and what is wrong with it."""
        language, found = self.words.language, faults(self.duties)
        self.table.wrong = sorted({one.task for one in found if one.task})
        key = "plan_responsibility.kept" if kept else "plan_responsibility.suggested"
        self.state.value = sentence_of(self.t(key), "pb-note")
        self.keep.layout.display = "none" if kept else None
        if found:
            head = sentence_of(self.t("plan_responsibility.faults", n=self.words.number(len(found))))
            lines = bullets([one.message.text(language) for one in found])
            self.faults.value = f'<div class="pb-near" role="status">{head}{lines}</div>'
        else:
            self.faults.value = sentence_of(self.t("plan_responsibility.right"), "pb-good")

    def moved(self, change: dict[str, Any]) -> None:
        """What the reader did in the table; what no table of ours sends changes nothing."""
        at = next((i for i, duty in enumerate(self.duties) if duty.task == change.get("task")), None)
        if at is None:
            return
        duty = self.duties[at]
        match change:
            case {"remove": True}:
                self.set(without(self.duties, duty.task), again=True)
                return
            case {"answers": str(role)}:
                new = {"answers": (role,) if role else ()}
            case {"role": str(role), "does": bool(does)}:
                rest = tuple(one for one in duty.does if one != role)
                new = {"does": tuple(one for one in ROLES if one in (*rest, role)) if does else rest}
            case _:
                return
        changed = Duty.model_validate({**duty.model_dump(), **new})
        self.set((*self.duties[:at], changed, *self.duties[at + 1 :]))

    def set(self, duties: tuple[Duty, ...], again: bool = False) -> None:
        """Keep a list; `again`: its rows are others than those that the table shows."""
        self.page.workspace.set_duties(duties)
        self.duties = duties
        self.problem.value = ""
        self.draw(True) if again else self.said(True)

    def add(self) -> None:
        """A task of the reader's own, which nobody answers for yet."""
        name = " ".join(self.own.value.split())
        key = ""
        if not name:
            key = "plan_responsibility.no_name"
        elif len(name) > LONGEST_TASK:
            key = "plan_responsibility.long"
        elif any(duty.task == name for duty in self.duties):
            key = "plan_responsibility.twice"
        elif len(self.duties) >= MOST_TASKS:
            key = "plan_responsibility.many"
        if key:
            said = self.t(key, most=LONGEST_TASK if key == "plan_responsibility.long" else MOST_TASKS)
            self.problem.value = sentence_of(said, "pb-near")
            return
        self.set((*self.duties, Duty(task=name)), again=True)
        self.own.value = ""

    def start_again(self) -> None:
        """Back to the suggested list; nothing is kept of the reader's own."""
        self.page.workspace.set_duties(())
        self.problem.value = ""
        self.load()
