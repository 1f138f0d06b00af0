"""The set to take within money and hours: what it promises, what it did when played itself, and into the plan."""

from __future__ import annotations

import ipywidgets as W

from playbook import charts
from playbook.first.found import Chosen, Found, Worth
from playbook.first.said import VALUE
from playbook.lab.access import may_rest
from playbook.lab.base import Panel
from playbook.lab.first.form import StepForm
from playbook.lab.first.putting import Putting
from playbook.lab.first.shared import Answer, Shared
from playbook.lab.page import bullets, sentence_of

TOLD_BESIDE = ("profit", "end_state", "service_level", "quits")  # of the set, beside its value


class ChosenSection(Panel):
    """See the module's docstring."""

    kind = "first_chosen"

    def __init__(self, page: Shared) -> None:
        self.page = page
        super().__init__(page.words, page.title)

    def build(self) -> list[W.Widget]:
        self.intro, self.figure, self.facts, self.said = (W.HTML() for _ in range(4))
        self.forms: dict[str, StepForm] = {}
        self.steps = W.VBox([])
        self.put = may_rest(self.button("first_page.put", self.into_plan, "primary"))
        self.putting = Putting(self.page, self.said)
        self.page.listen(self.show)
        self.show()
        return [self.intro, self.figure, self.facts, self.steps, W.HBox([self.put]), self.said]

    rules = """<style>
.pb-first_chosen .pb-card .widget-inline-hbox > .widget-label { min-width: 9em; }
@media (max-width: 620px) {
  .pb-first_chosen .pb-card .widget-inline-hbox { flex-wrap: wrap; }
  .pb-first_chosen .pb-card .widget-inline-hbox > .widget-label { width: 100%; }
}
</style>"""

    def returned(self) -> None:
        self.page.look_again()
        for form in self.forms.values():
            form.told()

    # -------------------------------------------------------------------------------------------------- the set

    def show(self) -> None:
        """The set where there is one; why there is none yet otherwise."""
        answer = self.page.answer
        chosen = answer.found.chosen if answer else None
        worths = self._worths(answer.found, chosen) if answer and chosen else []
        for part in (self.figure, self.facts):
            part.value = ""
        if answer is None or chosen is None or not worths:
            done = answer is not None and answer.found.stage == "done"
            self.intro.value = sentence_of(self.t("first_page.no_set" if done else "first_page.no_set_yet"), "pb-note")
        else:
            self.intro.value = sentence_of(self._intro(answer, len(worths)), "pb-big")
            self._figure(answer.found, chosen).update(self.figure)
            self.facts.value = bullets(self._facts(chosen))
        self._set_forms(answer, worths)
        self.put.layout.display = None if worths else "none"

    @staticmethod
    def _worths(found: Found, chosen: Chosen) -> list[Worth]:
        """The steps of the set, one of each practice: the plan has one entry for each."""
        by_name = {one.step.name: one for one in (*found.others, *found.worths)}
        first = {by_name[name].step.slug: by_name[name] for name in reversed(chosen.steps) if name in by_name}
        return list(reversed(first.values()))

    def _set_forms(self, answer: Answer | None, worths: list[Worth]) -> None:
        """A form a step. Those that are there stay, with what is typed in them; unseen while there is no set."""
        self.steps.layout.display = None if worths else "none"
        if not worths:
            self.putting.clear()
            return
        kept = {worth.step.name: self.forms.get(worth.step.name) for worth in worths}
        for worth in worths:
            form = kept[worth.step.name]
            if form is None or answer is None or form.worth.step.plan.key != worth.step.plan.key:
                kept[worth.step.name] = StepForm(self.page, worth, answer.asked.day if answer else None)
            else:
                form.worth = worth
                form.again()
        if list(kept) != list(self.forms) or any(self.forms[name] is not form for name, form in kept.items()):
            self.forms = {name: form for name, form in kept.items() if form is not None}
            self.steps.children = tuple(self.forms.values())
            self.putting.clear()

    def _intro(self, answer: Answer, n: int) -> str:
        t, words, limits = self.t, self.words, answer.asked.limits
        have = [] if limits.money is None else [self.page.kpis.value("profit", limits.money)]
        have += [] if limits.hours is None else [words.value(limits.hours, "hours", 0)]
        key = "first_page.set_one" if n == 1 else "first_page.set"
        has = words.list(have) if have else t("first_page.unlimited")
        return t(key, n=words.number(n), have=has, date=words.date(answer.asked.day))

    def _figure(self, found: Found, chosen: Chosen) -> charts.Figure:
        words, t, kpis = self.words, self.t, self.page.kpis
        played = chosen.played[VALUE]
        played_said, promised = (kpis.signed(VALUE, x) for x in (played.mean, chosen.promised))
        rows = [
            charts.Dot(t("first_page.added_up"), chosen.promised, "best"),
            charts.Dot(t("first_page.played_itself"), played, "result"),
        ]
        return charts.dots(
            words, rows, kpis.unit(VALUE), digits=kpis.digits(VALUE), title=t("first_page.shown"),
            note=t("first_page.set_note"), found=t("first_page.set_found", played=played_said, promised=promised),
            source=charts.source(words, words.pick(found.team.title), played.n, found.seed),
        )  # fmt: skip

    def _facts(self, chosen: Chosen) -> list[str]:
        """Money, customers and people of the set as played, then what it takes."""
        t, words, kpis, page = self.t, self.words, self.page.kpis, self.page
        colon = t("common.colon")
        names = (
            t("first_page.this_season"),
            t("first_page.next_year"),
            t("first_page.answered"),
            t("first_page.quits"),
        )
        lines = [
            name + colon + kpis.change_if_any(kpi, chosen.played[kpi])
            for name, kpi in zip(names, TOLD_BESIDE, strict=True)
        ]
        back = t("first_page.not_paid_back")
        if chosen.payback_day is not None:
            back = words.date(page.date_of(chosen.payback_day))
        out = kpis.value("profit", chosen.outlay) if chosen.outlay >= 0.5 else t("first_page.no_outlay")
        return [
            *lines,
            t("first_page.outlay") + colon + out,
            t("first_page.paid_back") + colon + back,
            t("first_page.takes") + colon + words.value(chosen.hours, "hours", 0),
        ]  # fmt: skip

    # ------------------------------------------------------------------------------------------------- the plan

    def into_plan(self) -> None:
        """Write an entry for each ticked step; one that is in the plan already is replaced at a second press."""
        answer = self.page.answer
        if answer is not None:
            self.putting.put(self.forms.values(), lambda form, taken: form.entry(answer.found, taken))
