"""After the season: what came is filled in, and every figure is told beside what the plan promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import ipywidgets as W

from playbook import charts
from playbook.first.came import DEMAND, KNOWN, Came, Name, bounds, form, number_in, read_came, unit, whole_season
from playbook.lab.access import Fold
from playbook.lab.jobs import checkpoint
from playbook.lab.page import bullets, sentence_of
from playbook.lab.page import table as html_table
from playbook.lab.paper import TABLE, file_link
from playbook.lab.plan.shared import PlanSection
from playbook.lab.plan.told import Telling
from playbook.lab.run import RunBar
from playbook.lab.upload import Sent, Upload

if TYPE_CHECKING:
    from playbook.first.afterwards import Afterwards, Figure
    from playbook.workspace import PlanEntry
    from sim.experiment import Comparison

LARGEST_BYTES = 1_000_000
STYLE = """<style>
.pb-plan_afterwards .pb-came.widget-box { display: grid; gap: 6px 24px; overflow: visible; align-items: end;
  grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr)); }
.pb-plan_afterwards .pb-came .widget-text { display: flex; flex-flow: column; align-items: stretch; height: auto;
  width: auto; max-width: 440px; }
.pb-plan_afterwards .pb-came .widget-label { white-space: normal; height: auto; line-height: 1.35; }
.pb-plan_afterwards .pb-came input { flex: none; height: 34px; }
</style>"""


class AfterwardsSection(PlanSection):
    """A form with what a shop knows of its season, and the verdicts."""

    kind, rules = "plan_afterwards", STYLE

    def build(self) -> list[W.Widget]:
        t, words, kept = self.t, self.words, self.page.workspace.outcome
        self.fields = {kpi: self.field(kpi) for kpi in (*KNOWN, DEMAND)}
        self.fill(Came(kept.figures, kept.demand))
        link = file_link(t("plan_afterwards.form"), "came.csv", form(words.language), TABLE)
        upload = Upload(words, self.guarded(self.sent), several=False, accept=".csv", largest=LARGEST_BYTES)
        options = [(t("plan_afterwards.choice", n=words.number(n)), n) for n in self.page.seasons]
        style, wide = {"description_width": "initial"}, W.Layout(width="auto")
        self.seasons = W.Dropdown(description=t("plan_afterwards.seasons"), options=options, style=style, layout=wide)
        self.bar = RunBar(words, t("plan_afterwards.run"), self.run)
        self.verdict, self.figure, self.steps, self.others = (W.HTML() for _ in range(4))
        self.more = Fold(t("plan_afterwards.more"), [self.others])
        self.more.layout.display = "none"
        grid = W.VBox(list(self.fields.values()))
        grid.add_class("pb-came")
        file = Fold(t("plan_afterwards.file"), [W.HTML(f"<p>{link}</p>"), upload])
        return [grid, file, self.seasons, self.bar, self.verdict, self.figure, self.steps, self.more]

    def field(self, kpi: str) -> W.Text:
        name, right = Name(kpi).text(self.words.language), unit(kpi).text(self.words.language)
        return W.Text(description=name, placeholder=right)

    def fill(self, came: Came) -> None:
        """What is known already into the form; all else is empty."""
        given: Mapping[str, float] = came.figures | ({} if came.demand is None else {DEMAND: came.demand})
        for kpi, field in self.fields.items():
            field.value = self.written(kpi, given[kpi]) if kpi in given else ""

    def written(self, kpi: str, value: float) -> str:
        """A value as somebody would write it into the form."""
        if kpi != DEMAND and self.page.kpis.unit(kpi) == "share":
            return f"{100 * value:.6g}%"
        return f"{value:.12g}"

    def sent(self, file: Sent) -> None:
        """A file of what came: its figures are in the form."""
        self.fill(whole_season(file.name, read_came(file.name, file.data), self.page.team))

    def given(self) -> Came | str:
        """What the form holds, or a sentence about the first field that holds no such figure."""
        found = {}
        for kpi, field in self.fields.items():
            text = field.value.strip()
            if not text:
                continue
            value, (low, high) = number_in(text), bounds(kpi)
            if value is None or not low <= value <= high:
                name, right = Name(kpi).text(self.words.language), unit(kpi).text(self.words.language)
                return self.t("plan_afterwards.wrong", name=name, held=text[:60], right=right)
            found[kpi] = value
        demand = found.pop(DEMAND, None)
        return Came(found, demand) if found else self.t("plan_afterwards.nothing")

    def run(self) -> None:
        """Seasons with the plan and without it, then the verdicts."""
        from playbook.first.afterwards import both_ways, played
        from playbook.first.beginning import beginning
        from playbook.first.ratings import ratings_of

        page, n, came = self.page, self.seasons.value, self.given()
        self.clear()
        if isinstance(came, str):
            self.verdict.value = sentence_of(came, "pb-near")
            return
        page.workspace.set_outcome(dict(came.figures), came.demand)
        plan, last = page.workspace.plan, []
        team, _ = beginning(page.team, plan, ratings_of(page.workspace))
        both_ways(team, plan, came.demand)  # what cannot be played is told at once

        def day(*_: object) -> None:
            checkpoint()

        def work() -> Iterator[Comparison]:
            return played(team, plan, came, n, compare=page.experiment.compare, each_day=day)

        def each(comparison: Comparison) -> None:
            last[:] = [comparison]

        def done() -> None:
            if last:
                self.judge(last[0], plan, came)

        self.bar.go(work, each, n, done=done)

    def clear(self) -> None:
        for part in (self.verdict, self.figure, self.steps, self.others):
            part.value = ""
        self.more.layout.display = "none"

    def judge(self, comparison: Comparison, plan: Mapping[str, PlanEntry], came: Came) -> None:
        from playbook.first.afterwards import looked_back
        from sim.experiment.hindsight import FEWEST

        if comparison.b.n < FEWEST:
            self.verdict.value = sentence_of(self.t("plan_afterwards.few", n=FEWEST), "pb-near")
            return
        self.show(looked_back(comparison, plan, came))

    def show(self, found: Afterwards) -> None:
        """The verdicts as a table, the figure that tells most as a picture, each step, and all other figures."""
        telling = Telling(self.words, self.page.kpis, self.page.name_of)
        keys = ("plan_afterwards.figure", "plan_afterwards.came", "plan_afterwards.promised", "plan_afterwards.without",
                "plan_afterwards.luck", "plan_afterwards.reading")  # fmt: skip
        head = [self.t(key) for key in keys]
        table = html_table(head, [telling.row(one) for one in found.figures])
        said = [*telling.whole(found), self.t("plan_afterwards.legend")]
        self.verdict.value = sentence_of(telling.headline(found), "pb-big") + table + bullets(said)
        first = found.telling or found.figures[0]
        self.drawn(first, found.n).update(self.figure)
        steps = "".join(
            f"<li><b>{name}</b>{bullets(lines)}</li>" for name, lines in telling.steps(found.steps)
        )  # fmt: skip
        self.steps.value = sentence_of(self.t("plan_afterwards.by_step"), "pb-big") + f"<ul>{steps}</ul>"
        others = [one for one in found.figures if one is not first]
        self.others.value = "".join(self.drawn(one, found.n).html() for one in others)
        self.more.layout.display = None if others else "none"

    def drawn(self, one: Figure, n: int) -> charts.Figure:
        """Seasons without the plan and with it as ranges, and what came."""
        from playbook.first.afterwards import SEED

        kpis, t, see = self.page.kpis, self.t, one.found
        rows = [
            charts.Dot(t("plan_afterwards.without"), see.without, "bot"),
            charts.Dot(t("plan_afterwards.promised"), see.promised, "result"),
            charts.Dot(t("plan_afterwards.came"), see.value, "you"),
        ]
        return charts.dots(
            self.words, rows, kpis.unit(one.kpi), digits=kpis.digits(one.kpi), better="",
            title=kpis.name(one.kpi), note=t("plan_afterwards.range"),
            source=charts.source(self.words, self.words.pick(self.page.team.title), n, SEED),
        )  # fmt: skip
