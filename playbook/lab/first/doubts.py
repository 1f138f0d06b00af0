"""What would turn the advice, on the page "What first": facts that are not sure, played at both ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

import ipywidgets as W

from playbook import charts
from playbook.first.told import Told
from playbook.lab.base import Panel
from playbook.lab.jobs import checkpoint
from playbook.lab.page import bullets, sentence_of
from playbook.lab.page import table as html_table
from playbook.lab.pool import shared_pool
from playbook.lab.run import RunBar
from playbook.lab.seasons import SEED
from playbook.language import Words
from sim.scenario import Scenario

if TYPE_CHECKING:
    from playbook.first.doubts import Asked
    from sim.experiment.swings import Option, Swing, Swings

SEASONS = 6  # of the facts that move most


class Page(Protocol):
    """What the section asks of its page. `options`: the steps that the advice chooses among, ranked so far."""

    words: Words
    title: str

    @property
    def team(self) -> Scenario: ...

    def options(self) -> list[Option]: ...


class DoubtsSection(Panel):
    """See the module's docstring."""

    kind = "first_doubts"

    def __init__(self, page: Page, seasons: int = SEASONS) -> None:
        self.page, self.seasons = page, seasons
        super().__init__(page.words, page.title)

    def build(self) -> list[W.Widget]:
        self.said, self.figure, self.know, self.table, self.notes = (W.HTML() for _ in range(5))
        self.bar = RunBar(self.words, self.t("doubts.after"), self.play)
        self.clear()
        return [self.bar, self.said, self.figure, self.know, self.table, self.notes]

    def clear(self) -> None:
        """Another team or other steps: nothing of what was played stays."""
        self.bar.clear()
        self._shown: tuple[Swing, ...] | None = None
        self._span: tuple[float, float] | None = None
        for part in (self.said, self.figure, self.know, self.table, self.notes):
            part.value = ""

    def play(self) -> None:
        """Both ends of every fact, for each step of the page and for leaving all as it is."""
        from playbook.first.doubts import asked
        from playbook.first.options import AS_IS, as_is
        from sim.experiment.swings import seasons_about, swings
        from sim.experiment.tasks import OnlyHere

        self.clear()
        team, chosen = self.page.team, self.page.options()
        if not chosen:
            self.said.value = sentence_of(self.t("doubts.no_options"), "pb-note")
            return
        if all(one.name != AS_IS for one in chosen):
            chosen = [*chosen, as_is(team)]
        facts = asked(chosen, team)

        asks = [one.fact for one in facts]
        planned = seasons_about(chosen, asks, self.seasons)

        def work() -> Iterator[Swings]:
            each_day = OnlyHere(checkpoint)
            yield from swings(chosen, asks, self.seasons, SEED, executor=shared_pool(), each_day=each_day)

        def reached(found: Swings) -> int:
            return planned if found.stage == "done" else found.played

        self.bar.go(work, lambda found: self.show(facts, found), planned, reached=reached)

    def show(self, facts: list[Asked], found: Swings) -> None:
        """What is known so far; what turns the advice only when all seasons are through."""
        done = found.stage == "done"
        if found.swings is self._shown and not done:
            return
        self._shown = found.swings
        words, shop = self.words, self.page.team
        told = Told(words, shop.currency, facts, found)
        self.said.value = sentence_of(told.advice(), "pb-big")
        if bars := told.bars():
            picture = charts.tornado(
                words, told.first, found.base[found.first].mean, bars, shop.currency, tried=len(found.swings),
                span=self._span,
                source=charts.source(words, words.pick(shop.title), max(swing.n for swing in found.swings), SEED),
            )  # fmt: skip
            self._span = picture.span
            picture.update(self.figure)
        if done:
            lines = list(told.first_to_know())
            title = sentence_of(self.t("doubts.worth_first"), "pb-line")
            self.know.value = title + (bullets(lines) if found.turning else sentence_of(lines[0]))
            self.table.value = html_table(*told.rows())
            self.notes.value = "".join(sentence_of(line, "pb-note") for line in told.notes())
