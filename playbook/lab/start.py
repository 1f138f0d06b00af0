"""The start page: choose a team, watch its season with ranges, see what its big day brings and costs, go on."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from threading import RLock
from types import ModuleType

import ipywidgets as W

from playbook import charts, practices
from playbook import language as languages
from playbook.lab import ranking
from playbook.lab.base import STYLE, in_app, with_picture
from playbook.lab.browser import Browser
from playbook.lab.explained import Why, amount, money_figure, told
from playbook.lab.jobs import checkpoint
from playbook.lab.kpi import KpiWords
from playbook.lab.page import bullets, error_line, notices, open_workspace, sentence_of
from playbook.lab.run import RunBar
from playbook.lab.seasons import BASELINES, SEED, Seasons, key_of, shipped_team
from playbook.lab.study import Effort, LazyModel
from playbook.workspace import Workspace
from sim.scenario import Scenario

MINE = "mine"
FIRST = "flagship"
STRIP = ("profit", "peak_service_level", "abandonment", "late_parcels", "occupancy", "csat", "quits", "labour_cost")
PANELS = ("contacts", "service_level", "late_parcels", "csat")  # daily figures that have a season total of their name
KEEPABLE = ("chat", "score", "known", "delay", "compensation")  # parts that a team can do something about
NAMED = 2  # parts in a sentence


def calm(team: Scenario) -> Scenario:
    """The same season without its sales events, or with a fifth less demand where it has none."""
    if not team.calendar.campaigns:
        return team.with_levers({"demand.orders_day": team.demand.orders_day * 0.8})
    events = [{**event.model_dump(), "lift": 1.0} for event in team.calendar.campaigns]
    return team.with_levers({"calendar.campaigns": events})


class Start(W.VBox):
    """See the module's docstring. `experiment` has the interface of sim.experiment, which is used when None."""

    def __init__(
        self,
        language: str = "en",
        *,
        experiment: ModuleType | None = None,
        workspace: Workspace | None = None,
        effort: Effort | None = None,
        baselines: Path = BASELINES,
    ) -> None:
        self.words = languages.words(language)
        self.workspace, self.trouble = (workspace, None) if workspace else open_workspace()
        self.experiment, self.effort, self.baselines = experiment or LazyModel(), effort or Effort(), baselines
        self.workspace.set_language(language)
        self._known: dict[str, Seasons] = {}
        self._drawing = RLock()  # the page is drawn from the kernel's thread and from the run's
        self._filling = False
        super().__init__()
        self.add_class("pb-app")
        self.add_class("pb-start")
        self.children = self._build()
        self.show_team()

    def _build(self) -> list[W.Widget]:
        t = self.words.t
        self.choice = W.RadioButtons(description=t("start.choose"), layout=W.Layout(width="auto"))
        self._fill()
        self.choice.observe(self._guarded(lambda _: self.chosen()), "value")
        self.about, self.note, self.sentence = W.HTML(), W.HTML(), W.HTML()
        self.strip, self.figure, self.cause, self.parts, self.plan = (W.HTML() for _ in range(5))
        self.bar = RunBar(self.words, t("start.run"), self.run)
        self.causes = RunBar(self.words, t("start.cause_run"), self.find_cause, "run.steps")
        self.gains, self.ranking = RunBar(self.words, t("start.rank_run"), self.rank), W.HTML()
        self.alert = W.HTML()
        arrival = Browser(self._guarded(lambda: self.refresh()))
        return [
            W.HTML(STYLE), self.choice, self.about, self.bar, self.note, self.sentence, self.strip, self.figure,
            self.cause, self.parts, self.causes, self.ranking, self.gains, self.plan, self.alert, arrival,
        ]  # fmt: skip

    # --------------------------------------------------------------------------------------------------- teams

    def _fill(self) -> None:
        from sim.scenario.file import team, team_names

        teams = {name: team(name) for name in team_names()}
        options = [(self.words.pick(one.title), name) for name, one in teams.items()]
        own = self.workspace.scenario
        now = next((name for name, one in teams.items() if one == own), FIRST)
        if own is not None and own not in teams.values():
            options.append((self.words.t("start.own", title=self.words.pick(own.title)), MINE))
            teams[MINE], now = own, MINE
        self.teams = teams
        # Setting options moves the value to the first of them, which is nobody's choice.
        self._filling = True
        try:
            self.choice.options, self.choice.value = options, now
        finally:
            self._filling = False

    @property
    def team(self) -> Scenario:
        return self.teams[self.choice.value]

    def chosen(self) -> None:
        """Another team was picked: remember it, and show what is known of it."""
        if self._filling:
            return
        # A team of the reader's own stays in the workspace when a shipped one is looked at.
        if MINE not in self.teams:
            self.workspace.set_scenario(self.team)
        self.bar.runner.cancel()
        self.causes.runner.cancel()
        self.gains.runner.cancel()
        self.show_team()

    def refresh(self) -> None:
        """Read the workspace again: this kernel may have been waiting since before it changed."""
        self._fill()
        self.show_team()

    # ------------------------------------------------------------------------------------------------- showing

    def show_team(self) -> None:
        """The team in a line, and the shipped season at once."""
        team, t = self.team, self.words.t
        line = t(
            "start.team",
            people=self.words.number(team.headcount),
            orders=self.words.number(team.demand.orders_day),
            weeks=self.words.number(team.calendar.weeks),
        )
        self.about.value = sentence_of(self.words.pick(team.description)) + sentence_of(line, "pb-note")
        for part in (self.note, self.sentence, self.strip, self.figure, self.cause, self.parts, self.ranking):
            part.value = ""
        seasons = self.known(team)
        if seasons:
            self.draw(team, seasons)
            self.note.value = sentence_of(t("start.shipped", n=self.words.number(seasons.n)), "pb-note")
        why = self.shipped_why(team)
        self.causes.layout.display = "none" if why else None
        if why:
            self.show_cause(why)
        known = self.shipped_plans(team)
        self.gains.layout.display = "none" if known and seasons else None
        if known and seasons:
            self.show_ranking(known, seasons)
        self._show_plan()

    def known(self, team: Scenario) -> Seasons | None:
        """What is computed or shipped of a team."""
        name = self.choice.value
        found = self._known.get(key_of(team))
        return found or (None if name == MINE else shipped_team(name, team, self.baselines))

    def run(self) -> None:
        """More replications of the chosen team; the first picture is there before the first of them."""
        team, n = self.team, self.effort.seasons
        known = self.known(team)

        def work() -> Iterator[Seasons]:
            for estimate in self.experiment.replicate(team, n, SEED, first=known.n if known else 0):
                new = Seasons.of(estimate)
                yield known.then(new) if known else new

        def each(seasons: Seasons) -> None:
            self._known[key_of(team)] = seasons
            self.draw(team, seasons)

        self.note.value = ""
        self.bar.go(work, each, n + (known.n if known else 0), reached=lambda seasons: seasons.n)

    def draw(self, team: Scenario, seasons: Seasons) -> None:
        """Sentence, strip and figure of the replications so far."""
        with self._drawing:
            self._draw(team, seasons)

    def _draw(self, team: Scenario, seasons: Seasons) -> None:
        kpis, t = KpiWords(self.words, team.currency), self.words.t
        profit = seasons.range("profit")
        text = t(
            "start.sentence",
            profit=kpis.value("profit", profit.mean),
            p10=kpis.value("profit", profit.p10),
            p90=kpis.value("profit", profit.p90),
            service=kpis.value("peak_service_level", seasons.range("peak_service_level").mean),
        )
        laws = sentence_of(t("run.laws", laws="; ".join(seasons.laws)), "pb-error") if seasons.laws else ""
        self.sentence.value = sentence_of(text, "pb-big") + laws
        rows = [
            charts.Kpi(kpis.name(kpi), seasons.range(kpi), kpis.unit(kpi), kpis.digits(kpi), kpis.better(kpi))
            for kpi in STRIP
        ]
        charts.kpi_strip(self.words, rows).update(self.strip)
        self.season_figure(team, seasons).update(self.figure)

    def season_figure(self, team: Scenario, seasons: Seasons) -> charts.Figure:
        """The season day by day, with its big days marked."""
        kpis = KpiWords(self.words, team.currency)
        panels = []
        for name in PANELS:
            low, middle, high = seasons.band(name)
            panels.append(charts.Panel(kpis.name(name), kpis.unit(name), low, middle, high))
        marks = [charts.Mark(event.day, self.words.pick(event.name)) for event in team.calendar.campaigns]
        params = {self.words.t("start.choose"): self.words.pick(team.title), self.words.t("run.count"): seasons.n}
        return charts.season_band(
            self.words, panels, team.calendar.start, marks, title=self.words.t("start.figure"), params=params,
            source=charts.source(self.words, self.words.pick(team.title), seasons.n, SEED),
        )  # fmt: skip

    # -------------------------------------------------------------------------------------------------- causes

    def find_cause(self) -> None:
        """Explain this season against a calm one."""
        team, n = self.team, self.effort.seasons

        def work() -> Iterator[Why]:
            for found in self.experiment.explain_money(calm(team), team, n, SEED, each_day=checkpoint):
                yield Why.of(found)

        self.causes.go(work, self.show_cause, n)

    def shipped_why(self, team: Scenario) -> Why | None:
        """The shipped explanation, if it is of exactly this team."""
        if self.choice.value == MINE:
            return None
        return Why.from_file(self.choice.value, key_of(calm(team)), key_of(team), self.baselines)

    def show_cause(self, why: Why) -> None:
        """What the sales events brought and cost, and what of it the team could have kept."""
        kpis, t, n = KpiWords(self.words, self.team.currency), self.words.t, self.words.number(why.n)
        largest = dict(list(why.folded().parts.items())[:NAMED])
        head = t("start.cause", change=amount(kpis, why.change), parts=told(kpis, largest))
        note = t("start.cause_note", calm=t("start.calm"), n=n)
        means = {name: float(why.parts[name].mean()) for name in KEEPABLE if name in why.parts}
        losses = sorted((name for name in means if means[name] < 0), key=means.__getitem__)[:NAMED]
        lost = t("start.lost_none")
        if losses:
            parts = {name: why.parts[name] for name in losses}
            times = int((sum(parts.values()) < 0).sum())
            lost = t("start.lost", parts=told(kpis, parts), times=times, n=n)
        self.cause.value = sentence_of(head, "pb-big") + sentence_of(note, "pb-note") + sentence_of(lost)
        foot = charts.source(self.words, self.words.pick(self.team.title), why.n, SEED)
        money_figure(self.words, kpis, why, {t("run.count"): n}, foot).update(self.parts)

    # ------------------------------------------------------------------------------------------------- ranking

    def shipped_plans(self, team: Scenario) -> dict[str, Seasons]:
        """Each practice's plan for the team, where all of them came with the playbook."""
        if self.choice.value == MINE:
            return {}
        found = {slug: shipped_team(self.choice.value, plan, self.baselines) for slug, plan in ranking.plans(team)}
        return found if all(found.values()) else {}

    def rank(self) -> None:
        """Play every practice's plan for the chosen team."""
        team, n = self.team, self.effort.seasons
        plans = dict(ranking.plans(team))

        def work() -> Iterator[tuple[dict[str, Seasons], Seasons]]:
            *_, mine = self.experiment.replicate(team, n, SEED, each_day=checkpoint)
            found: dict[str, Seasons] = {}
            for slug, plan in plans.items():
                *_, last = self.experiment.replicate(plan, n, SEED, each_day=checkpoint)
                found = {**found, slug: Seasons.of(last, days=False)}
                yield found, Seasons.of(mine, days=False)

        self.gains.go(
            work,
            lambda pair: self.show_ranking(*pair),
            n * (1 + len(plans)),
            reached=lambda pair: n * (1 + len(pair[0])),
        )

    def show_ranking(self, plans: dict[str, Seasons], team: Seasons) -> None:
        """What helps most, first."""
        kpis = KpiWords(self.words, self.team.currency)
        rows = ranking.ranked(plans, team)
        shown = ranking.table_of(self.words, kpis, rows, lambda slug: link(self.words.language, slug))
        self.ranking.value = sentence_of(self.words.t("start.next"), "pb-big") + shown

    # ---------------------------------------------------------------------------------------------------- plan

    def _show_plan(self) -> None:
        lines = []
        for slug, entry in self.workspace.plan.items():
            title = practices.load(slug, self.words.language)[1].title if slug in practices.names() else slug
            day = self.words.date(entry.date, year=True) if isinstance(entry.date, dt.date) else str(entry.date)
            line = self.words.t("start.plan_line", practice=title, change=entry.change, owner=entry.owner, date=day)
            lines.append(line)
        plan = sentence_of(self.words.t("start.plan"), "pb-big") + bullets(lines) if lines else ""
        self.plan.value = notices(self.words, self.workspace, self.trouble) + plan

    def _guarded(self, callback):
        def call(*args: object) -> None:
            try:
                callback(*args)
                self.alert.value = ""
            except Exception as error:
                self.alert.value = error_line(self.words, error)

        return call

    def summary(self) -> str:
        """One line for readers without a kernel."""
        return self.words.t("lab.saved", title=self.words.t("page.name"), section=self.words.t("start.title"))

    def picture(self) -> charts.Figure | None:
        """The shipped season of the first team: what a reader without a kernel sees."""
        from sim.scenario.file import team

        seasons = shipped_team(FIRST, team(FIRST), self.baselines)
        return self.season_figure(team(FIRST), seasons) if seasons else None

    def _repr_mimebundle_(self, **kwargs: object) -> dict:
        return with_picture(super()._repr_mimebundle_(**kwargs), self.summary(), self.picture)


def link(language: str, slug: str) -> str:
    """Where a practice's page is: the app's address in the app, the notebook beside this one in JupyterLab."""
    if in_app():
        base = os.environ.get("VOILA_BASE_URL", "/")
        return f"{base.rstrip('/')}/voila/render/{language}/{slug}.ipynb"
    return f"{slug}.ipynb"
