"""A promise to keep: what is promised, by which practices; the cheapest set of levers that keeps it, into the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from typing import TYPE_CHECKING, Any

import ipywidgets as W

from playbook import practices
from playbook.first.said import short
from playbook.lab.access import Fold, may_rest
from playbook.lab.base import Panel
from playbook.lab.first.goal_form import PartForm
from playbook.lab.first.goal_told import Told, cost_rows
from playbook.lab.first.putting import Putting
from playbook.lab.first.shared import Shared
from playbook.lab.jobs import checkpoint
from playbook.lab.kpi import kpis
from playbook.lab.page import sentence_of, table
from playbook.lab.pool import shared_pool
from playbook.lab.run import RunBar
from playbook.lab.seasons import SEED
from playbook.language import escape
from playbook.my_shop import number_of

if TYPE_CHECKING:
    from playbook.first.sought import Reached

SEASONS = 40  # of each setting and each set while the search goes on
SURE = (0.8, 0.9, 0.95)  # of seasons, to choose from
FRESH = (200, 500, 2000)  # seasons that decide, to choose from
USUAL_SURE, USUAL_FRESH = 0.9, 500

Reach = Callable[..., "Iterator[Reached]"]

# The last result for each team, by its key, while this kernel lives: a page made again shows it at once.
_LAST: dict[str, Reached] = {}


def the_search(*arguments: Any, each_day: Any, **options: Any) -> Iterator[Reached]:
    """The engine, loaded when a search begins; all cores play."""
    from playbook.first.reaching import reach
    from sim.experiment.tasks import OnlyHere

    return reach(*arguments, each_day=OnlyHere(each_day), executor=shared_pool(), **options)


class GoalSection(Panel):
    """See the module's docstring. `search` has the form of `playbook.first.reaching.reach`; `the_search` when None."""

    kind = "first_goal"

    def __init__(
        self, page: Shared, *, search: Reach | None = None, seasons: int = SEASONS,
        fresh: tuple[int, ...] = FRESH, memory: MutableMapping[str, Reached] | None = None,
    ) -> None:  # fmt: skip
        self.page, self.search, self.seasons, self.choices = page, search or the_search, seasons, fresh
        self.memory = _LAST if memory is None else memory
        super().__init__(page.words, page.title)

    def build(self) -> list[W.Widget]:
        from playbook.first.sought import promises

        t, words, kpi = self.t, self.words, self.page.kpis
        wide = {"style": {"description_width": "initial"}, "layout": W.Layout(width="auto", max_width="560px")}
        self.may = promises()
        self.kpi = W.Dropdown(
            options=[(kpi.name(name), name) for name in self.may], description=t("goal_page.kpi"), **wide
        )
        self.number = W.Text(continuous_update=False, **wide)
        sure = [(words.percent(one), one) for one in SURE]
        self.sure = W.Dropdown(options=sure, value=USUAL_SURE, description=t("goal_page.sure"), **wide)
        fresh = [(words.number(one), one) for one in self.choices]
        usual = USUAL_FRESH if USUAL_FRESH in self.choices else self.choices[0]
        self.fresh = W.Dropdown(options=fresh, value=usual, description=t("goal_page.fresh"), **wide)
        self.boxes = {
            slug: W.Checkbox(description=short(words, slug), indent=False) for slug in practices.in_order()
        }  # fmt: skip
        ticks = W.VBox([*self.boxes.values()])
        ticks.add_class("pb-goal-ticks")
        self.fold = Fold(t("goal_page.which"), [W.HTML(sentence_of(t("goal_page.which_note"), "pb-note")), ticks])
        self.bar = RunBar(words, t("goal_page.run"), self.run)
        self.said, self.figure, self.facts, self.table, self.notes, self.put_said = (W.HTML() for _ in range(6))
        self.forms: dict[str, PartForm] = {}
        self.steps = W.VBox([])
        self.put = may_rest(self.button("first_page.put", self.into_plan, "primary"))
        self.putting = Putting(self.page, self.put_said)
        self.on_change(self.kpi, lambda _: self._about())
        self.page.listen(self._another)
        self._about()
        self._of = self.page.team.key
        self.show(self.memory.get(self._of))
        return [
            self.kpi, self.number, self.sure, self.fresh, self.fold, self.bar, self.said, self.figure, self.facts,
            self.table, self.notes, self.steps, W.HBox([self.put]), self.put_said,
        ]  # fmt: skip

    rules = """<style>
.pb-first_goal .pb-goal-ticks { display: grid; gap: 2px 18px;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 240px), 1fr)); }
.pb-first_goal .pb-card .widget-inline-hbox > .widget-label { min-width: 9em; }
@media (max-width: 620px) {
  .pb-first_goal .widget-inline-hbox { flex-wrap: wrap; }
  .pb-first_goal .widget-inline-hbox > .widget-label { width: 100%; }
}
</style>"""

    def _about(self) -> None:
        """What follows for the fields from the figure that is promised."""
        from playbook.first.sought import PROMISES

        one = kpis()[self.kpi.value]
        share = one.unit == "share"
        side = "goal_page.at_least" if one.better == "higher" else "goal_page.at_most"
        unit = self.t(f"goal_page.in_{one.unit}") if one.unit in ("share", "seconds") else ""
        self.number.description = self.t(side, unit=unit)
        value = PROMISES[one.id] * (100 if share else 1)
        self.number.value = self.words.number(value, 0 if value == int(value) else 1)
        for slug, box in self.boxes.items():
            there = slug in self.may[one.id]
            box.value = there
            box.layout.display = None if there else "none"

    def returned(self) -> None:
        self.page.look_again()
        for form in self.forms.values():
            form.told()

    def _another(self) -> None:
        """Another shop: nothing of what was sought for the one before stays."""
        if self.page.team.key != self._of:
            self._of = self.page.team.key
            self.bar.clear()
            self.show(self.memory.get(self._of))

    # ------------------------------------------------------------------------------------------------- the question

    def asked(self) -> tuple[Any, tuple[Any, ...]]:
        """The promise and the ladders that the fields say. ValueError with one sentence for what cannot be."""
        from playbook.first.ladders import ladders
        from sim.experiment.goal_parts import Promise

        one = kpis()[self.kpi.value]
        value = number_of(self.number.value)
        if value is None or (one.unit == "share" and not 0 <= value <= 100):
            key = "goal_page.wrong_share" if one.unit == "share" else "goal_page.wrong_number"
            raise ValueError(self.t(key, text=self.number.value[:40]))
        slugs = [slug for slug in self.may[one.id] if self.boxes[slug].value]
        if not slugs:
            raise ValueError(self.t("goal_page.none_ticked"))
        found = ladders(self.page.team, one.id, slugs)
        if not found:
            raise ValueError(self.t("goal_page.no_levers"))
        number = value / 100 if one.unit == "share" else value
        return Promise(one.id, number, one.better == "higher", self.sure.value), found

    def run(self) -> None:
        self.page.look_again()
        try:
            promise, found = self.asked()
        except ValueError as error:
            self.bar.line.value = f'<p class="pb-error" role="alert">{escape(error)}</p>'
            return
        team, fresh = self.page.team, self.fresh.value
        self._of = team.key
        self.show(None)
        keep = self.page.workspace.runs()

        def work() -> Iterator[Reached]:
            yield from self.search(
                team, found, promise, seasons=self.seasons, fresh=fresh, seed=SEED, keep=keep, each_day=checkpoint
            )

        self.bar.go(
            work, self._came, 0, reached=lambda one: one.played, extent=lambda one: max(one.planned, one.played)
        )  # fmt: skip

    def _came(self, found: Reached) -> None:
        if found.done:
            self.memory[self._of] = found
            self.show(found)
        else:
            self.said.value = sentence_of(Told(self.page, found).stage(), "pb-note")

    # --------------------------------------------------------------------------------------------------- the answer

    def show(self, found: Reached | None) -> None:
        """The whole answer, or nothing."""
        for part in (self.said, self.figure, self.facts, self.table, self.notes):
            part.value = ""
        self.putting.clear()
        self.forms = {}
        if found is not None:
            told = Told(self.page, found)
            self.said.value = sentence_of(told.answer(), "pb-big")
            told.figure().update(self.figure)
            self.facts.value = told.facts()
            self.table.value = told.changes() + self._parts(found)
            self.notes.value = "".join(sentence_of(line, "pb-note") for line in told.notes())
            day = self.page.sale_day()
            # A nearest set that does not keep the promise is shown, but nobody is asked to plan it.
            parts = found.parts if found.sought.feasible else ()
            self.forms = {one.slug: PartForm(self.page, found, one, day) for one in parts}
        self.steps.children = tuple(self.forms.values())
        for part in (self.steps, self.put):
            part.layout.display = None if self.forms else "none"

    def _parts(self, found: Reached) -> str:
        """What each practice of the set does alone."""
        if not found.parts:
            return ""
        head, rows = cost_rows(self.page, found)
        caption = self.t("goal_page.alone", n=self.words.number(found.n))
        name = escape(caption)
        inner = table(head, rows, caption, safe=frozenset(range(1, len(head) - 1)))
        return f'<div class="pb-first-table" tabindex="0" role="region" aria-label="{name}">{inner}</div>'

    def into_plan(self) -> None:
        """As the ranking does: an entry a practice, one that is there is replaced at a second press."""
        self.putting.put(self.forms.values(), lambda form, taken: form.entry(taken))
