"""Every step of the plan with what it promises: who answers for it and until when can be changed here."""

from __future__ import annotations

from types import SimpleNamespace

import ipywidgets as W

from playbook import practices
from playbook.lab.kpi import kpis
from playbook.lab.links import page_link
from playbook.lab.page import bullets, sentence_of
from playbook.lab.plan.shared import PlanSection
from playbook.lab.slider import lever_value
from playbook.language import escape
from playbook.workspace import PlanEntry
from playbook.workspace.kept import LONGEST_LINE


class StepsSection(PlanSection):
    """A card for each step, in the order in which they came into the plan."""

    kind = "plan_steps"

    def build(self) -> list[W.Widget]:
        self.said, self.cards = W.HTML(), W.VBox()
        self.draw()
        return [self.said, self.cards]

    def arrived(self) -> None:
        self.returned()

    def returned(self) -> None:
        """Another page put a step in or took one out; what somebody is typing stays where nothing changed."""
        if self.page.workspace.plan != self._seen:
            self.draw()

    def draw(self) -> None:
        plan = self._seen = self.page.workspace.plan
        self.cards.children = [Card(self, slug, entry) for slug, entry in plan.items()]
        self.said.value = self.page.notices() + self.about(len(plan))

    def about(self, count: int) -> str:
        """Whose plan it is, and the way to more steps."""
        words, shop = self.words, self.words.pick(self.page.team.title)
        if not count:
            start = page_link(words.language, "start")
            said = escape(self.t("plan_steps.none", shop=shop, start="#"))
            link = said.replace("](#)", "</a>").replace("[", f'<a href="{escape(start)}">')
            return f'<p class="pb-note">{link}</p>'
        return sentence_of(self.t("plan_steps.about", shop=shop, n=words.number(count)), "pb-team")


class Card(W.VBox):
    """A step: what it is, what it promises, who answers for it and until when."""

    def __init__(self, section: StepsSection, slug: str, entry: PlanEntry) -> None:
        self.section, self.slug, self.entry = section, slug, entry
        t, style = section.t, {"description_width": "initial"}
        self.owner = W.Text(value=entry.owner, description=t("plan_steps.owner"), style=style)
        self.date = W.DatePicker(value=entry.date, description=t("plan_steps.date"), style=style)
        self.said = W.HTML()
        save = section.button("plan_steps.save", self.save)
        withdraw = section.button("plan_steps.withdraw", self.withdraw)
        super().__init__([W.HTML(self.about()), W.HBox([self.owner, self.date]), W.HBox([save, withdraw]), self.said])
        self.add_class("pb-card")
        self.add_class("pb-commit")

    def about(self) -> str:
        """Everything of the step that is settled on its own page."""
        section, entry, t = self.section, self.entry, self.section.t
        title = escape(section.page.name_of(self.slug))
        if self.slug in practices.names():
            address = page_link(section.words.language, self.slug)
            title = f'<a href="{escape(address)}">{title}</a>'
        lines = [t("plan_steps.number", number=entry.number_to_watch)]
        if settings := self.settings():
            lines.append(t("plan_steps.levers", levers=section.words.list(settings)))
        if entry.wrong_if:
            lines.append(t("plan_steps.wrong_if", text=entry.wrong_if))
        lines += self.promise()
        if entry.note:
            lines.append(entry.note)
        return f'<p class="pb-big">{title}</p>{sentence_of(entry.change)}{bullets(lines)}'

    def settings(self) -> list[str]:
        """Levers with their values in words; a field that is no lever of the practice by its path."""
        words, entry = self.section.words, self.entry
        found, paths = [], {}
        if self.slug in practices.names():
            practice, text = practices.load(self.slug, words.language)
            paths = {one.path: (one, text.levers[one.id]) for one in practice.levers}
        for path, value in entry.levers.items():
            name, shown = path, str(value)
            if path in paths and isinstance(value, (int, float)):
                lever, said = paths[path]
                name, shown = said.label, lever_value(words, lever, said, value)
            found.append(self.section.t("lever.setting", lever=name, value=shown))
        return found

    def promise(self) -> list[str]:
        """What the step was said to change, figure by figure; one line where nothing was promised."""
        section, promise, t = self.section, self.entry.promise, self.section.t
        if promise is None:
            return [t("plan_steps.no_promise")]
        words, figures = section.page.kpis, []
        for kpi, (low, mean, high) in promise.change.items():
            if kpi in kpis():
                spread = SimpleNamespace(p10=low, mean=mean, p90=high)
                figures.append(t("plan_steps.figure", figure=words.name(kpi), change=words.change_if_any(kpi, spread)))
        n = section.words.number(promise.n)
        lines = [t("plan_steps.promise", n=n) + t("common.semicolon").join(figures)]
        if promise.outlay or promise.hours:
            money = section.words.money(promise.outlay, words.currency)
            lines.append(t("plan_steps.costs", money=money, hours=section.words.value(promise.hours, "hours")))
        return lines

    def save(self) -> None:
        """Keep another owner or date; a field that is missing is named."""
        t, fields = self.section.t, {"plan_steps.owner": self.owner, "plan_steps.date": self.date}
        for key, field in fields.items():
            if not field.value or not str(field.value).strip():
                self.said.value = sentence_of(t("commit.missing", field=t(key)), "pb-near")
                return
        owner = self.owner.value.strip()
        if len(owner) > LONGEST_LINE:
            said = t("commit.long", field=t("plan_steps.owner"), most=LONGEST_LINE)
            self.said.value = sentence_of(said, "pb-near")
            return
        now = self.section.page.workspace.plan.get(self.slug)
        if now is None:  # another page took it out meanwhile
            self.section.draw()
            return
        self.entry = now.model_copy(update={"owner": owner, "date": self.date.value})
        self.section.page.workspace.commit(self.slug, self.entry)
        self.section._seen = self.section.page.workspace.plan
        date = self.section.words.date(self.entry.date, year=True)
        self.said.value = sentence_of(t("plan_steps.saved", owner=owner, date=date), "pb-good")

    def withdraw(self) -> None:
        self.section.page.workspace.withdraw(self.slug)
        self.section.draw()
