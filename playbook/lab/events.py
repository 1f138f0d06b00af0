"""The page "What can happen": an event of the deck drawn against the reader's team, and who would have helped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING

import ipywidgets as W
import numpy as np

from playbook import charts, happenings, practices
from playbook.deck_costs import TEAM, shipped
from playbook.lab.base import Panel
from playbook.lab.jobs import checkpoint
from playbook.lab.kpi import KpiWords
from playbook.lab.links import page_link
from playbook.lab.own_page import OwnPage
from playbook.lab.page import bullets, sentence_of
from playbook.lab.page import table as html_table
from playbook.lab.ranking import SUM, near_best
from playbook.lab.run import RunBar
from playbook.lab.seasons import SEED
from playbook.lab.study import LazyModel
from playbook.language import escape
from playbook.workspace import Workspace
from sim.scenario import Scenario
from sim.scenario.file import team
from sim.shop.events import Event, deck

if TYPE_CHECKING:
    from sim.experiment.drawn_event import Drawn

SEASONS = 12  # of each arm


@dataclass(frozen=True)
class Arm:
    """The event, for the team as it is (no slug) or with a practice near its best."""

    slug: str
    found: Drawn


class EventsPage(OwnPage):
    """The page in one language."""

    kind = "events"

    def __init__(
        self, language: str = "en", *, experiment: ModuleType | None = None, workspace: Workspace | None = None,
        seasons: int = SEASONS,
    ) -> None:  # fmt: skip
        super().__init__(language, workspace)
        self.experiment, self.seasons = experiment or LazyModel(), seasons

    @property
    def team(self) -> Scenario:
        """The shop that every page speaks of."""
        return self.chosen_team()

    @cached_property
    def draw(self) -> DrawSection:
        return DrawSection(self)

    @cached_property
    def deck(self) -> DeckSection:
        return DeckSection(self)


def helpers(event: Event) -> tuple[str, ...]:
    """The written practices that prevent or damp an event."""
    named = dict.fromkeys((*event.prevented_by, *event.damped_by))
    return tuple(slug for slug in named if slug in practices.names())


class DrawSection(Panel):
    """See the module's docstring."""

    kind = "events_draw"

    def __init__(self, page: EventsPage) -> None:
        self.page = page
        super().__init__(page.words, page.title)

    def build(self) -> list[W.Widget]:
        t, words, shop = self.t, self.words, self.page.team
        start = page_link(words.language, "start")
        said = escape(t("events.links", shop=words.pick(shop.title), start="#"))
        link = said.replace("](#)", "</a>").replace("[", f'<a href="{start}">')
        options = happenings.by_name(words)
        wide = {"style": {"description_width": "initial"}, "layout": W.Layout(width="auto")}
        self.event = W.Dropdown(description=t("events.choose"), options=options, value=next(iter(deck())), **wide)
        days = [shop.calendar.start + dt.timedelta(days=n) for n in range(shop.calendar.days)]
        big = [one.day for one in shop.calendar.campaigns if one.day in days]
        labels = [(words.date(day), day) for day in days]
        self.day = W.Dropdown(
            description=t("events.date"), options=labels, value=big[0] if big else days[len(days) // 2], **wide
        )
        self.what, self.said, self.figure, self.more = (W.HTML() for _ in range(4))
        self.bar = RunBar(words, t("events.after"), self.play)
        self.event.observe(self.guarded(lambda _: self.chosen()), "value")
        self.day.observe(self.guarded(lambda _: self.chosen()), "value")
        self.chosen()
        return [W.HTML(f'<p class="pb-note">{link}</p>'), self.event, self.day, self.what, self.bar, self.said,
                self.figure, self.more]  # fmt: skip

    def chosen(self) -> None:
        """Another event or day: what it is; nothing of the last one stays."""
        event, words = deck()[self.event.value], self.words
        facts = [happenings.often(words, event), happenings.lasts(words, event), happenings.touched(words, event)]
        who = happenings.helped(words, event) or self.t("events.nobody")
        self.bar.clear()
        self.what.value = sentence_of(words.pick(event.what)) + bullets([words.t("common.semicolon").join(facts), who])
        for part in (self.said, self.figure, self.more):
            part.value = ""

    def play(self) -> None:
        """The team as it is first, then each practice that helps."""
        from sim.experiment.drawn_event import day_of, drawn

        shop, event, n = self.page.team, deck()[self.event.value], self.page.seasons
        day = day_of(shop, self.day.value)
        plans = [("", shop), *((slug, near_best(practices.load(slug)[0], shop)) for slug in helpers(event))]

        def work() -> Iterator[list[Arm]]:
            arms: list[Arm] = []
            for slug, plan in plans:
                for found in drawn(plan, event.id, day, n, SEED, compare=self.page.experiment.compare,
                                   each_day=checkpoint):  # fmt: skip
                    yield [*arms, Arm(slug, found)]
                arms.append(Arm(slug, found))

        def reached(arms: list[Arm]) -> int:
            return sum(one.found.n for one in arms)

        self.bar.go(work, self.show, n * len(plans), reached=reached)

    def show(self, arms: list[Arm]) -> None:
        """What the event did, arm by arm."""
        words, t, shop, event = self.words, self.t, self.page.team, deck()[self.event.value]
        kpis, first = KpiWords.of(words, shop), arms[0].found
        value = kpis.change_if_any(SUM, first.change(SUM))
        said = t("events.result", event=words.pick(event.name), date=words.date(self.day.value), value=value)
        came = t("events.came", came=words.number(first.came), n=words.number(first.n))
        self.said.value = (
            sentence_of(said, "pb-big") + sentence_of(self.worst(arms, kpis)) + sentence_of(came, "pb-note")
        )
        rows = [charts.Dot(self.label(one.slug), one.found.change(SUM)) for one in arms if one.found.n > 1]
        if rows:
            charts.dots(
                words, rows, kpis.unit(SUM), title=t("events.shown"), note=t("events.assumed"),
                source=charts.source(words, words.pick(shop.title), first.n, SEED),
            ).update(self.figure)  # fmt: skip
        lines = []
        for one in arms[1:]:
            then = kpis.change_if_any(SUM, one.found.change(SUM))
            facts = {"prevented": words.number(one.found.prevented), "n": words.number(one.found.n)}
            lines.append(t("events.prevented_in", practice=self.title_of(one.slug), now=value, then=then, **facts))
        self.more.value = bullets(lines) if lines else ""

    def worst(self, arms: list[Arm], kpis: KpiWords) -> str:
        """The worst of the seasons played, as the team is, and with the practice that softens it most, if any does."""
        n = arms[0].found.n
        if n < 2:
            return ""
        ends = {one.slug: float(np.min(one.found.changes(SUM))) for one in arms if one.found.n == n}
        said = self.t("events.worst", n=self.words.number(n), value=kpis.signed(SUM, ends[""]))
        best = max(ends, key=ends.__getitem__)
        if not best or ends[best] <= ends[""]:
            return said
        join, value = "" if self.words.language == "zh" else " ", kpis.signed(SUM, ends[best])
        return said + join + self.t("events.worst_with", practice=self.title_of(best), value=value)

    def label(self, slug: str) -> str:
        """In short: a figure's label has one line on a phone."""
        if not slug:
            return self.t("events.now")
        return self.t("events.practice", practice=happenings.before_colon(self.title_of(slug)))

    def title_of(self, slug: str) -> str:
        return practices.load(slug, self.words.language)[1].title


class DeckSection(Panel):
    """All events as a table."""

    kind = "events_deck"

    def __init__(self, page: EventsPage) -> None:
        self.page = page
        super().__init__(page.words, page.title)

    def build(self) -> list[W.Widget]:
        return [W.HTML(self.table())]

    def table(self) -> str:
        words, t = self.words, self.t
        head = [t(f"events.{name}") for name in ("event", "how_often", "long", "touches", "answers")]
        rows = [
            [words.pick(one.name),
             *(f(words, one) for f in (happenings.often, happenings.lasts, happenings.touched)),
             happenings.helped(words, one, short=True)]
            for one in deck().values()
        ]  # fmt: skip
        costs = shipped()
        if deck().keys() - costs.keys():  # an event was added since
            return html_table(head, rows)
        shop = team(TEAM)
        told = happenings.Costs(words, KpiWords.of(words, shop), costs)
        head = [head[0], t("events.each_time"), t("events.a_season"), *head[1:]]
        by_cost = sorted(zip(deck(), rows, strict=True), key=lambda one: -costs[one[0]].of_season)
        rows = [[row[0], told.each_time(name), told.a_season(name), *row[1:]] for name, row in by_cost]
        said = sentence_of(told.carried(), "pb-big") + sentence_of(told.rests(words.pick(shop.title)))
        return said + html_table(head, rows)

    def _repr_mimebundle_(self, **kwargs: object) -> dict:
        bundle = super()._repr_mimebundle_(**kwargs)
        bundle["text/plain"] = self.page.title
        return bundle
