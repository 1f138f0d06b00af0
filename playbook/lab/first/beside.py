"""Scenarios side by side: the shop with its plan kept under names, at most five, played beside the shop as it is."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

import ipywidgets as W

from playbook import charts, practices
from playbook.first import differences as found_in
from playbook.lab.base import Panel
from playbook.lab.jobs import checkpoint
from playbook.lab.kpi import KpiWords
from playbook.lab.page import bullets, sentence_of
from playbook.lab.page import table as html_table
from playbook.lab.paper import file_link
from playbook.lab.pool import shared_pool
from playbook.lab.run import RunBar
from playbook.lab.seasons import SEED
from playbook.lab.study import LazyModel
from playbook.language import Words
from playbook.workspace import Workspace
from playbook.workspace.kept import MOST_SCENARIOS
from playbook.workspace.saves import clean_name
from sim.scenario import Scenario
from sim.scenario.file import scenario_bytes

if TYPE_CHECKING:
    from sim.experiment import Estimate

SEASONS = 12  # of each
TOML = "application/toml"
SUM = "value"


class Page(Protocol):
    """What a page has that this section stands on."""

    words: Words
    title: str

    @property
    def workspace(self) -> Workspace: ...

    @property
    def team(self) -> Scenario: ...


def planned(page: Page) -> tuple[Scenario, tuple[str, ...]]:
    """The page's team with the levers of the plan; and the practices whose levers do not fit it."""
    shop, left = page.team, []
    for slug, entry in page.workspace.plan.items():
        try:
            shop = shop.with_fields(entry.levers)
        except (KeyError, ValueError):  # levers of another shop
            left.append(slug)
    return shop, tuple(left)


class BesideSection(Panel):
    """See the module's docstring. `experiment` has the interface of sim.experiment."""

    kind = "first_beside"
    pool = staticmethod(shared_pool)

    def __init__(self, page: Page, *, experiment: ModuleType | Any = None, seasons: int = SEASONS) -> None:
        self.page, self.seasons = page, seasons
        self.experiment = experiment or LazyModel()
        super().__init__(page.words, page.title)

    def build(self) -> list[W.Widget]:
        t, words = self.t, self.words
        wide = {"style": {"description_width": "initial"}, "layout": W.Layout(width="auto")}
        intro = sentence_of(t("beside.intro", shop=words.pick(self.page.team.title)))
        # As wide as there is room, and above its button where there is little.
        self.name = W.Text(
            description=t("beside.ask"), continuous_update=False, style=wide["style"],
            layout=W.Layout(flex="1 1 260px", width="auto", min_width="220px"),
        )  # fmt: skip
        row = W.Layout(flex_flow="row wrap")
        self.said, self.files, self.figure, self.tables = (W.HTML() for _ in range(4))
        self.which = W.Dropdown(description=t("beside.of_one"), **wide)
        self.drop = self.button("beside.remove", self.remove)
        self.bar = RunBar(words, t("beside.run"), self.play)
        self.listed()
        name = W.HBox([self.name, self.button("beside.keep", self.keep, "primary")], layout=row)
        old = W.HBox([self.which, self.drop])
        return [W.HTML(intro), name, self.said, self.files, old, self.bar, self.figure, self.tables]

    def returned(self) -> None:
        """The plan or the list may have been changed on another page."""
        self.guarded(self.listed)()

    # --------------------------------------------------------------------------------------------- what is kept

    def kept(self) -> tuple[dict[str, Scenario], tuple[str, ...]]:
        """The scenarios that can stand beside the page's team, by name; and the names of those that cannot."""
        shop, good, bad = self.page.team, {}, []
        for name, text in self.page.workspace.scenarios.items():
            try:
                scenario = Scenario.model_validate_json(text)
            except ValueError:  # of another version
                bad.append(name)
                continue
            if found_in.unlike(shop, scenario):
                bad.append(name)
            else:
                good[name] = scenario
        return good, tuple(bad)

    def keep(self) -> None:
        """Keep the shop with its plan under the name in the field."""
        t, workspace = self.t, self.page.workspace
        name = clean_name(self.name.value)
        known = {one.casefold(): one for one in workspace.scenarios}
        name = known.get(name.casefold(), name)
        if name not in workspace.scenarios and len(workspace.scenarios) >= MOST_SCENARIOS:
            self.said.value = sentence_of(t("beside.full", most=self.words.number(MOST_SCENARIOS)), "pb-near")
            return
        scenario, left = planned(self.page)
        workspace.keep_scenario(name, scenario.model_dump_json())
        self.name.value = ""
        told = [t("beside.bad_field", practice=practices.title_of(slug, self.words.language)) for slug in left]
        self.said.value = sentence_of(t("beside.kept", name=name)) + (bullets(told) if told else "")
        self.listed()

    def remove(self) -> None:
        """Forget the scenario that is chosen in the list."""
        if (name := self.which.value) is None:
            return
        self.page.workspace.drop_scenario(name)
        self.said.value = sentence_of(self.t("beside.removed", name=name))
        self.listed()

    def listed(self) -> None:
        """What is kept, each as a file to save; nothing of an older run stays."""
        t, words = self.t, self.words
        good, bad = self.kept()
        names = [*self.page.workspace.scenarios]
        self.which.options = names
        for part in (self.which, self.drop):
            part.layout.display = None if names else "none"
        head = [t("beside.of_one"), t("beside.get")]
        rows = [[name, self.link(name, scenario)] for name, scenario in good.items()]
        shop = words.pick(self.page.team.title)
        lines = [t("beside.unlike", name=name, shop=shop) for name in bad]
        listed = html_table(head, rows, safe=frozenset({1})) if rows else ""
        self.files.value = (listed or sentence_of(t("beside.none"), "pb-note")) + (bullets(lines) if lines else "")
        self.bar.clear()
        self.bar.ready(bool(good))
        self.figure.value = self.tables.value = ""

    def link(self, name: str, scenario: Scenario) -> str:
        """A link that saves a scenario as a file which every command reads."""
        file = "".join(c if c.isalnum() else "-" for c in name).strip("-") or scenario.id
        return file_link(f"{file}.toml", f"{file}.toml", scenario_bytes(scenario, f"{file}.toml"), TOML)

    # ------------------------------------------------------------------------------------------------- the seasons

    def play(self) -> None:
        """The page's team and all that is kept, under the same luck."""
        good, _ = self.kept()
        shop, n = self.page.team, self.seasons

        def work() -> Iterator[tuple[Estimate, ...]]:
            from sim.experiment.tasks import OnlyHere

            each_day = OnlyHere(checkpoint)  # no process but this one can look up
            yield from self.experiment.side_by_side(
                (shop, *good.values()), n, SEED, executor=self.pool(), each_day=each_day
            )  # fmt: skip

        self.bar.go(work, lambda found: self.show(shop, good, found), n)

    def show(self, shop: Scenario, scenarios: dict[str, Scenario], found: tuple[Estimate, ...]) -> None:
        """A figure of what each is worth, and for each the fields and the results that differ."""
        words, t, kpis = self.words, self.t, KpiWords.of(self.words, shop)
        base, *rest = found
        moved = {name: found_in.changes(base, one) for name, one in zip(scenarios, rest, strict=True)}
        if base.n > 1:
            rows = [charts.Dot(name, change[SUM]) for name, change in moved.items()]
            charts.dots(
                words, rows, kpis.unit(SUM), title=t("beside.figure"), note=t("beside.note"),
                source=charts.source(words, words.pick(shop.title), base.n, SEED),
            ).update(self.figure)  # fmt: skip
        parts = []
        for name, change in moved.items():
            fields = found_in.differences(shop, scenarios[name])
            if not fields:
                parts.append(sentence_of(t("beside.same", name=name)))
                continue
            head = [t("beside.field_head"), t("beside.from"), t("beside.to")]
            rows = found_in.rows_of_fields(words, fields, shop.currency)
            parts.append(html_table(head, rows, t("beside.fields", name=name)))
            head = [t(f"beside.head_{key}") for key in ("figure", "change", "interval", "seasons")]
            results = t("beside.results", name=name)
            parts.append(html_table(head, found_in.rows_of_changes(kpis, change), results))
        self.tables.value = "".join(parts)

    def _repr_mimebundle_(self, **kwargs: object) -> dict:
        bundle = super()._repr_mimebundle_(**kwargs)
        bundle["text/plain"] = self.page.title
        return bundle
