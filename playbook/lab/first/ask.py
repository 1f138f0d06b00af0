"""What there is to spend, until when, where the team stands; the button; how far the answer is and how sure."""

from __future__ import annotations

import datetime as dt
import time

import ipywidgets as W

from playbook.first.found import Limits
from playbook.first.ratings import Levels, ratings_of
from playbook.first.said import chance, ordered, verdict, whole
from playbook.lab.base import Panel, radio
from playbook.lab.first.shared import Answer, Asked, Shared
from playbook.lab.jobs import checkpoint
from playbook.lab.links import page_link
from playbook.lab.page import notices, sentence_of
from playbook.lab.run import RunBar
from playbook.language import currency_word, escape
from playbook.my_shop import number_of
from sim.units import DAYS_PER_WEEK

MONEY, HOURS = 50_000.0, 8.0  # where nobody has typed anything yet
ANSWERS = {"gains": "first_page.answer", "luck": "first_page.answer_luck", "loses": "first_page.answer_none"}
TICK_S = 0.5  # between two words on how far it is
MINE, FILE = "mine", "file"  # which ratings count


class AskSection(Panel):
    """See the module's docstring."""

    kind = "first_ask"
    rules = """<style>
@media (max-width: 620px) {
  .pb-first_ask .widget-inline-hbox { flex-wrap: wrap; }
  .pb-first_ask .widget-inline-hbox > .widget-label { width: 100%; }
}
</style>"""

    def __init__(self, page: Shared) -> None:
        self.page = page
        super().__init__(page.words, page.title)

    def build(self) -> list[W.Widget]:
        t, words = self.t, self.words
        wide = {"style": {"description_width": "initial"}, "layout": W.Layout(width="auto", max_width="560px")}
        # A field tells its text when it is left: told letter by letter, the last ones could come after the click.
        typed = wide | {"continuous_update": False, "placeholder": t("first_page.no_limit")}
        self.links, self.means, self.said = W.HTML(), W.HTML(), W.HTML()
        self.money = W.Text(value=words.number(MONEY), **typed)
        self.hours = W.Text(value=words.number(HOURS), description=t("first_page.hours"), **typed)
        self.date = W.DatePicker(description=t("first_page.date"), style=wide["style"])
        self.whose = radio([(t("first_page.as_file"), FILE)], t("first_page.whose"))
        self.bar = RunBar(words, t("first_page.run"), self.run, "run.seasons")
        for field in (self.hours, self.date):
            self.on_change(field, lambda _: self._mean())
        self.page.listen(self.show)
        self._about()
        self.show()
        return [self.links, self.money, self.hours, self.date, self.means, self.whose, self.bar, self.said]

    def _about(self) -> None:
        """Of whom the page speaks, and what follows for the fields."""
        t, shop = self.t, self.page.team
        start = page_link(self.words.language, "start")
        said = escape(t("events.links", shop=self.words.pick(shop.title), start="#"))
        link = said.replace("](#)", "</a>").replace("[", f'<a href="{escape(start)}">')
        told = notices(self.words, self.page.workspace, self.page.trouble)
        self.links.value = f'{told}<p class="pb-note">{link}</p>'
        self.money.description = t("first_page.money", currency=currency_word(shop.currency, self.words.language))
        first, last = shop.calendar.start, self.page.date_of(shop.calendar.days - 1)
        self.date.min = self.date.max = None  # of the shop before: a new bound may lie beyond the old one
        self.date.value = self.page.sale_day()
        self.date.min, self.date.max = first + dt.timedelta(days=1), last
        self._choices()
        self._mean()

    def _choices(self) -> None:
        """Whose ratings may count: there is a choice only where some are on the table."""
        mine = [(self.t("first_page.as_rated"), MINE)] if ratings_of(self.page.workspace) else []
        options = (*mine, (self.t("first_page.as_file"), FILE))
        if self.whose.options != options:
            self.whose.options = options
        self.whose.layout.display = None if mine else "none"

    def _mean(self) -> None:
        """What the hours of a week come to until the date."""
        try:
            asked = self.asked()
        except ValueError:
            self.means.value = ""
            return
        hours, words = asked.limits.hours, self.words
        facts = {"start": words.date(self.page.team.calendar.start), "date": words.date(asked.day)}
        key = "first_page.means" if hours is not None else "first_page.means_time"
        days = words.value(asked.limits.before_day, "days")
        said = self.t(key, **facts, days=days, hours=words.number(hours) if hours is not None else "")
        self.means.value = sentence_of(said, "pb-note")

    def arrived(self) -> None:
        """Somebody may have chosen a shop or rated since this page was made ready."""
        self.returned()

    def returned(self) -> None:
        if self.page.look_again():
            self.bar.clear()
            self._about()
        self._choices()

    # ---------------------------------------------------------------------------------------------- the question

    def asked(self) -> Asked:
        """What the fields say. ValueError with one sentence for a field that cannot be read."""
        day = self.date.value
        first, days = self.page.team.calendar.start, self.page.team.calendar.days
        if day is None or not 0 < (day - first).days < days:
            last = self.page.date_of(days - 1)
            raise ValueError(self.t("first_page.wrong_date", low=self.words.date(first), high=self.words.date(last)))
        before = (day - first).days
        money, hours = self._typed(self.money.value), self._typed(self.hours.value)
        limits = Limits(money, None if hours is None else hours * before / DAYS_PER_WEEK, before)
        return Asked(self.page.team, self._ratings(), limits, day)

    def _typed(self, text: str) -> float | None:
        if not text.strip():
            return None
        value = number_of(text)
        if value is None:
            raise ValueError(self.t("first_page.wrong_number", text=text[:40]))
        return value

    def _ratings(self) -> Levels:
        return ratings_of(self.page.workspace) if self.whose.value == MINE else {}

    def run(self) -> None:
        """Play; the other sections show what is found as it comes."""
        self.page.look_again()
        try:
            asked = self.asked()
        except ValueError as error:
            self.bar.line.value = f'<p class="pb-error" role="alert">{escape(error)}</p>'
            return
        self.page.tell(None)  # nothing of an answer to another question stays
        self.said.value = sentence_of(self.t("first_page.starting"), "pb-note")
        self._days, self._ranked, self._last_tick = 0, False, time.monotonic()
        self.bar.go(
            lambda: self.page.run(asked, self._day), self._came, 0, done=self.show,
            reached=lambda answer: answer.found.played, extent=lambda answer: answer.found.planned,
        )  # fmt: skip

    def _came(self, answer: Answer) -> None:
        self._ranked = True
        self.page.tell(answer)

    def _day(self, *_: object) -> None:
        """A day was played: before the first ranking, that is how far it is."""
        checkpoint()
        self._days += 1
        now = time.monotonic()
        if not self._ranked and now - self._last_tick >= TICK_S:
            self._last_tick = now
            n = self._days // self.page.team.calendar.days
            seasons = self.t("run.seasons_one" if n == 1 else "run.seasons", n=self.words.number(n))
            self.said.value = sentence_of(self.t("first_page.starting_so_far", seasons=seasons), "pb-note")

    # ------------------------------------------------------------------------------------------------ how far it is

    def show(self) -> None:
        """The answer in one sentence, and in another how far it is and how sure."""
        answer = self.page.answer
        self.said.value = self._told(answer) if answer else ""

    def _told(self, answer: Answer) -> str:
        t, found = self.t, answer.found
        if not found.worths:
            return sentence_of(t("first_page.starting"), "pb-note")
        if found.laws:
            return sentence_of(t("run.laws", laws=self.words.t("common.semicolon").join(found.laws)), "pb-error")
        best = ordered(found.worths)[0]
        value = self.page.kpis.change("value", best.change["value"])
        said = t(
            ANSWERS[verdict(best)], step=whole(self.words, best.step), value=value, chance=chance(self.words, best)
        )
        n = max(one.n for one in found.worths)
        seasons = t("run.seasons_one" if n == 1 else "run.seasons", n=self.words.number(n))
        stage = t(f"first_page.stage_{found.stage}", seasons=seasons)
        return sentence_of(said, "pb-big") + sentence_of(stage, "pb-note")
