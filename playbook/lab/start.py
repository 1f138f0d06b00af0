"""The start page: whose shop, its season with ranges, what its big day brings and costs, the practices as a map."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import RLock
from types import ModuleType

import ipywidgets as W

from playbook import charts, practices
from playbook import language as languages
from playbook.lab import own_shop, practice_map, ranking
from playbook.lab.access import Access, Fold
from playbook.lab.base import STYLE, with_picture
from playbook.lab.big_day import BigDay
from playbook.lab.browser import Browser
from playbook.lab.cards import Cards
from playbook.lab.jobs import checkpoint
from playbook.lab.keeping import Keeping
from playbook.lab.kpi import KpiWords
from playbook.lab.links import page_link
from playbook.lab.own_page import own_pages
from playbook.lab.page import bullets, error_line, notices, open_workspace, sentence_of
from playbook.lab.practice_map import Steps
from playbook.lab.run import RunBar
from playbook.lab.season_view import season_figure, season_rows
from playbook.lab.seasons import BASELINES, SEED, Seasons, key_of, shipped_team
from playbook.lab.shop_cards import MINE, cards
from playbook.lab.shop_form import ShopForm
from playbook.lab.study import Effort, LazyModel
from playbook.language import escape
from playbook.my_shop import facts
from playbook.pages import PLAN
from playbook.workspace import Workspace, WorkspaceError
from sim.scenario import Scenario
from sim.scenario.file import team, team_names

FIRST = "flagship"
TICK_S = 0.1  # between two dates while a season plays

WIDE = """<style>
@media (min-width: 1300px) { .pb-app.pb-start { max-width: 1100px; } }
.pb-start .pb-h2 { font-size: 20px; font-weight: 650; margin: 26px 0 4px; }
.pb-start .pb-ways { margin: 2px 0 8px; }
.pb-start .pb-shop { font-size: 18px; margin: 18px 0 2px; } .pb-start .pb-shop b { font-weight: 650; }
.pb-start .pb-plays { margin: 6px 0; min-height: 1.5em; font-variant-numeric: tabular-nums; }
.pb-shop-form .widget-text, .pb-shop-form .widget-dropdown { max-width: 620px; width: 100%; flex-wrap: wrap;
  height: auto; }
.pb-shop-form .widget-inline-hbox .widget-label { width: 100%; max-width: 340px; white-space: normal; height: auto; }
.pb-shop-form .widget-inline-hbox input, .pb-shop-form .widget-inline-hbox select { flex: 1 1 160px; }
.pb-keeping .widget-text, .pb-keeping .widget-dropdown { height: auto; flex: 1 1 300px; }
</style>"""


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
        try:
            self.workspace.set_language(language)
        except WorkspaceError as error:
            self.trouble = self.trouble or error
        self._known: dict[str, Seasons] = {}
        self._money: dict[str, dict] = {}  # of the same seasons: profit by its parts
        self._gains: dict[str, list[ranking.Gain]] = {}
        self._drawing = RLock()  # the page is drawn from the kernel's thread and from the run's
        self._filling = False
        super().__init__()
        self.add_class("pb-app")
        self.add_class("pb-start")
        self.children = self._build()
        self._fill()
        self.show_team()

    def _build(self) -> list[W.Widget]:
        t = self.words.t
        self.choice = Cards(legend=t("start.choose"))
        self.choice.observe(self._guarded(lambda _: self.chosen()), "value")
        self.form = ShopForm(self.words, self.made)
        self.about, self.note, self.sentence, self.plays = (W.HTML() for _ in range(4))
        self.strip, self.figure, self.map, self.plan = (W.HTML() for _ in range(4))
        self.bar = RunBar(self.words, t("start.run"), self.run)
        self.big_day = BigDay(self.words, self.experiment, self.effort.seasons, self.baselines)
        self.gains = RunBar(self.words, t("start.rank_run"), self.rank)
        self.keeping = Keeping(self.words, self.workspace, self.restart)
        self.alert = W.HTML()
        arrival = Browser(self._guarded(lambda: self.refresh()), self._guarded(lambda: self.returned()))
        return [
            W.HTML(STYLE + WIDE), self.choice, self.form, self.about, self.bar, self.plays, self.note, self.sentence,
            self.strip, self.figure, W.HTML(heading(t("start.big_day"))), self.big_day,
            W.HTML(heading(t("start.map")) + self._ways()), self.gains, self.map,
            self.plan, Fold(t("start.keeps"), [self.keeping]), self.alert, Access(), arrival,
        ]  # fmt: skip

    def _ways(self) -> str:
        """To the pages about all practices together."""
        ways = (
            f'<a href="{escape(page_link(self.words.language, page))}">{escape(title)}</a>'
            for page, title in own_pages(self.words)
        )
        return f'<p class="pb-ways">{self.words.t("lab.dot").join(ways)}</p>'

    # --------------------------------------------------------------------------------------------------- shops

    def _fill(self, again: bool = False) -> None:
        """The cards, and which of them is chosen, from the workspace."""
        samples = {name: team(name) for name in team_names()}
        own, chosen = self.workspace.own, self.workspace.scenario
        now = next((name for name, one in samples.items() if one == chosen), FIRST if chosen is None else MINE)
        self.shops = samples | ({MINE: own} if own else {})
        self._filling = True  # what moves now is nobody's choice
        try:
            self.choice.options = cards(self.words, samples, own)
            self.choice.value = self.now = now
            if again or own != self.form.own:  # what somebody is typing stays
                self.form.fill(own)
        finally:
            self._filling = False
        self.keeping.show()
        self._seen = self._kept()

    @property
    def team(self) -> Scenario:
        """The shop that the page is about."""
        return self.shops[self.now]

    def chosen(self) -> None:
        """Another card was picked: it is the shop of every page from now on. One's own needs its numbers first."""
        if self._filling:
            return
        self._show_form()
        if self.choice.value in self.shops and self.choice.value != self.now:
            self.now = self.choice.value
            self.workspace.set_scenario(self.team)
            self._seen = self._kept()
            self.show_team()

    def made(self, shop: Scenario) -> None:
        """The reader's own shop was made or changed: it is chosen, its season runs, then every practice for it."""
        self._stop()
        self.workspace.set_scenario(shop)
        self._fill()
        self.show_team()
        self.run(then=self.rank)

    def refresh(self) -> None:
        """Read the workspace again: this kernel may have been waiting since before it changed."""
        before = self.team
        self._fill()
        if self.team == before:  # what runs goes on
            self.show_map()
            self._show_plan()
        else:
            self.show_team()

    def returned(self) -> None:
        """The reader came back: what another page has changed meanwhile shows; nothing moves where nothing was."""
        if self._kept() != self._seen:
            self.refresh()

    def _kept(self) -> tuple[object, ...]:
        """All of the workspace that this page shows."""
        kept = self.workspace
        return kept.scenario, kept.own, kept.bets, kept.done, kept.plan, self.keeping.saves.all()

    def restart(self) -> None:
        """The workspace holds another shop, or none: nothing of the last one stays on the page."""
        self._stop()
        self._known, self._money, self._gains = {}, {}, {}
        self._fill(again=True)
        self.show_team()

    def _stop(self) -> None:
        for bar in (self.bar, self.big_day.bar, self.gains):
            bar.clear()

    def _show_form(self) -> None:
        self.form.layout.display = None if self.choice.value == MINE else "none"

    # ------------------------------------------------------------------------------------------------- showing

    def show_team(self) -> None:
        """The shop by name, and its shipped season at once."""
        shop, t = self.team, self.words.t
        self._stop()
        self._show_form()
        about = (self.words.pick(shop.description), own_shop.untyped(self.words, shop))
        self.about.value = named(self.words, shop) + "".join(sentence_of(one, "pb-note") for one in about if one)
        for part in (self.note, self.sentence, self.plays, self.strip, self.figure):
            part.value = ""
        seasons = self.known(shop)
        if seasons:
            self.draw(shop, seasons)
            self.note.value = sentence_of(t("start.shipped", n=self.words.number(seasons.n)), "pb-note")
        self.big_day.show(shop, None if self.now == MINE else self.now)
        if self.now != MINE and (gains := ranking.shipped_gains(self.now, shop, self.baselines)):
            self._gains[key_of(shop)] = gains
        done = self._gains.get(key_of(shop), ())  # of a stopped run there are some
        self.gains.layout.display = "none" if done and len(done) == len(list(ranking.plans(shop))) else None
        self.show_map()
        self._show_plan()

    def known(self, shop: Scenario) -> Seasons | None:
        """What is computed or shipped of a shop."""
        found = self._known.get(key_of(shop))
        if found or self.now == MINE:
            return found
        came = shipped_team(self.now, shop, self.baselines)
        return came and came.first(self.effort.seasons)

    def run(self, then: Callable[[], None] = lambda: None) -> None:
        """The chosen shop's seasons, each drawn as it comes, and `then` once all are through.

        They are the seasons that every page shows of the shop, shipped ones too: played again, they come to the same.
        """
        shop, n = self.team, self.effort.seasons
        known = self.known(shop)
        self._last_tick, self._playing = 0.0, 0

        def day(number: int, *_: object) -> None:
            checkpoint()
            self._tick(shop, number)

        def work() -> Iterator[Seasons]:
            for estimate in self.experiment.replicate(shop, n, SEED, each_day=day):
                self._money[key_of(shop)] = estimate.money
                yield Seasons.of(estimate)

        def each(seasons: Seasons) -> None:
            self._playing = seasons.n
            if known is None or seasons.n >= known.n:  # a stopped run leaves what was known
                self._known[key_of(shop)] = seasons
            self.draw(shop, seasons, live=True)

        def done() -> None:
            if shop is not self.team:  # another one was chosen meanwhile
                return
            self.plays.value = ""
            if seasons := self.known(shop):
                self.draw(shop, seasons)
                if self._playing == n:
                    then()

        self.note.value = sentence_of(self.words.t("start.preparing"), "pb-note") if known is None else ""
        self.bar.go(work, each, n, done=done, reached=lambda seasons: seasons.n)

    def _tick(self, shop: Scenario, day: int) -> None:
        """The date that the season in hand has reached, a few times a second."""
        now = time.monotonic()
        if now - self._last_tick >= TICK_S:
            self._last_tick = now
            date = self.words.date(shop.calendar.start + dt.timedelta(days=int(day)))
            number = self.words.number(self._playing + 1)
            self.plays.value = sentence_of(self.words.t("start.playing", n=number, date=date), "pb-plays")

    def draw(self, shop: Scenario, seasons: Seasons, live: bool = False) -> None:
        """Sentence, strip and figure of the replications so far; `live`: with the latest one drawn over them."""
        with self._drawing:
            self._draw(shop, seasons, live)

    def _draw(self, shop: Scenario, seasons: Seasons, live: bool) -> None:
        kpis, t = KpiWords.of(self.words, shop), self.words.t
        profit = seasons.range("profit")
        text = t(
            "start.sentence",
            shop=self.words.pick(shop.title),
            profit=kpis.value("profit", profit.mean),
            p10=kpis.value("profit", profit.p10),
            p90=kpis.value("profit", profit.p90),
            service=kpis.value("peak_service_level", seasons.range("peak_service_level").mean),
        )
        laws = sentence_of(t("run.laws", laws="; ".join(seasons.laws)), "pb-error") if seasons.laws else ""
        loss = own_shop.at_a_loss(kpis, shop, self._money.get(key_of(shop), {}))
        self.sentence.value = sentence_of(text, "pb-big") + (sentence_of(loss) if loss else "") + laws
        charts.kpi_strip(self.words, season_rows(kpis, seasons)).update(self.strip)
        season_figure(self.words, shop, seasons, live).update(self.figure)
        if live:
            self.note.value = ""
            one = {
                name: kpis.value(kpi, float(seasons.totals[kpi][-1]))
                for name, kpi in (("profit", "profit"), ("service", "peak_service_level"))
            }
            self.plays.value = sentence_of(t("start.played", n=self.words.number(seasons.n), **one), "pb-plays")

    # ----------------------------------------------------------------------------------------------------- map

    def rank(self) -> None:
        """Play every practice's plan for the chosen shop; the map is drawn once, so that nobody's focus is lost."""
        shop, n = self.team, self.effort.seasons
        plans = list(ranking.plans(shop))
        played: dict[str, Seasons] = {}  # what practices face is the same for several

        def play(scenario: Scenario) -> Seasons:
            key = key_of(scenario)
            if key not in played:
                *_, last = self.experiment.replicate(scenario, n, SEED, each_day=checkpoint)
                played[key] = Seasons.of(last, days=False)
            return played[key]

        def work() -> Iterator[list[ranking.Gain]]:
            found: list[ranking.Gain] = []
            for one in plans:
                found = [*found, ranking.Gain(one.slug, play(one.plan), play(one.team))]
                yield found

        def each(gains: list[ranking.Gain]) -> None:
            self._gains[key_of(shop)] = ranking.ranked(gains)

        planned = n * len({key_of(scenario) for one in plans for scenario in (one.plan, one.team)})
        self.gains.go(work, each, planned, done=self.show_map, reached=lambda _: n * len(played))

    def show_map(self) -> None:
        """Every practice: what it is worth to this shop where that is known, how far the reader is, which is next."""
        language, t = self.words.language, self.words.t
        gains = self._gains.get(key_of(self.team), [])
        note = t("start.map_intro", shop=self.words.pick(self.team.title))
        if gains:
            n = min(one.plan.change(one.team, ranking.SUM).n for one in gains)
            note = t("start.map_note", n=self.words.number(n))
        drawn = practice_map.drawn(
            self.words, KpiWords.of(self.words, self.team), gains, Steps.of(self.workspace),
            lambda slug: page_link(language, slug),
        )  # fmt: skip
        self.map.value = sentence_of(note, "pb-note") + drawn

    # ---------------------------------------------------------------------------------------------------- plan

    def _show_plan(self) -> None:
        lines = []
        for slug, entry in self.workspace.plan.items():
            title = practices.title_of(slug, self.words.language)
            day = self.words.date(entry.date, year=True) if isinstance(entry.date, dt.date) else str(entry.date)
            line = self.words.t("start.plan_line", practice=title, change=entry.change, owner=entry.owner, date=day)
            lines.append(line)
        way = f'<a href="{escape(page_link(self.words.language, PLAN))}">{escape(self.words.t("start.plan_page"))}</a>'
        plan = heading(self.words.t("start.plan")) + bullets(lines) + f"<p>{way}</p>" if lines else ""
        self.plan.value = notices(self.words, self.workspace, self.trouble) + plan

    def _guarded(self, callback: Callable[..., None]) -> Callable[..., None]:
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
        """The shipped season of the first sample: what a reader without a kernel sees."""
        seasons = shipped_team(FIRST, team(FIRST), self.baselines)
        return season_figure(self.words, team(FIRST), seasons) if seasons else None

    def _repr_mimebundle_(self, **kwargs: object) -> dict:
        return with_picture(super()._repr_mimebundle_(**kwargs), self.summary(), self.picture)


def heading(text: str) -> str:
    """A heading between the parts of the page."""
    return f'<h2 class="pb-h2">{escape(text)}</h2>'


def named(words: languages.Words, shop: Scenario) -> str:
    """The line above every result: whose it is."""
    return f'<p class="pb-shop"><b>{escape(words.pick(shop.title))}</b></p>{sentence_of(facts(words, shop), "pb-note")}'
