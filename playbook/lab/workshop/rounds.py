"""The rounds of a game alone: what is known, a bet, a decision, the weeks that follow, and where the bots stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ipywidgets as W

from playbook import charts
from playbook.lab.access import Fold
from playbook.lab.base import Panel, radio
from playbook.lab.page import sentence_of, table
from playbook.lab.run import RunBar
from playbook.lab.workshop.shared import Shared
from playbook.language import escape
from playbook.my_shop import number_of
from playbook.workshop.bots import BOTS
from playbook.workshop.facts import said
from playbook.workshop.pages.natural import scale_of, typed
from playbook.workshop.pages.settings import label_of, value_of
from playbook.workshop.rules import Refused
from playbook.workshop.score import PODIUMS, places
from playbook.workshop.solo import Solo

OWN = "0"  # the only team's number in results
VALUE = "value"


class RoundsSection(Panel):
    """See the module's docstring."""

    kind = "workshop_rounds"

    def __init__(self, page: Shared) -> None:
        self.page = page
        super().__init__(page.words, page.title)

    def build(self) -> list[W.Widget]:
        t = self.t
        wide = {"style": {"description_width": "initial"}, "layout": W.Layout(width="auto", max_width="560px")}
        self.head, self.story, self.cards, self.asked = (W.HTML() for _ in range(4))
        self.low = W.Text(description=t("workshop_page.from"), continuous_update=False, **wide)
        self.high = W.Text(description=t("workshop_page.to"), continuous_update=False, **wide)
        self.levers = W.VBox()
        self.private = Fold(t("workshop_page.cards"), [self.cards])
        self.bar = RunBar(self.words, t("workshop_page.live"), self.live, "workshop_page.lived")
        self.result, self.figure, self.ranks = W.HTML(), W.HTML(), W.HTML()
        self.next = self.button("workshop_page.next", self.go_on)
        self.form = W.VBox([self.story, self.private, self.asked, W.HBox([self.low, self.high]), self.levers, self.bar])
        self.came = W.VBox([self.result, self.figure, self.ranks, W.HBox([self.next])])
        self.page.listen(self.show)
        self.show()
        return [self.head, self.form, self.came]

    # ------------------------------------------------------------------------------------------------ what is shown

    def show(self) -> None:
        """Where the game stands."""
        game = self.page.game
        self.form.layout.display = self.came.layout.display = "none"
        if game is None:
            self.head.value = sentence_of(self.t("workshop_page.none"), "pb-note")
            return
        if game.state.play.phase == "lobby":
            game.begin()
        view, words = game.view, self.words
        shown = self.t(
            "workshop_page.round", n=words.number(view.number + 1), of=words.number(len(game.room.session.rounds))
        )
        name = said(words, view.round.title, game.room.team)
        self.head.value = f"<h3>{escape(shown)} · {escape(name)}</h3>"
        if view.phase == "deciding":
            self._ask(game)
        elif view.phase in ("result", "over"):
            self._tell(game)

    def _ask(self, game: Solo) -> None:
        """The story, the cards, the bet and the levers of the round."""
        view, words, team = game.view, self.words, game.room.team
        rehearsal = "" if view.round.counts else sentence_of(self.t("workshop_page.rehearsal"), "pb-note")
        self.story.value = sentence_of(said(words, view.round.story, team)) + rehearsal
        lines = [
            f"<b>{escape(said(words, one.name, team))}</b>: {escape(said(words, one.card, team))}" for one in view.cards
        ]
        self.cards.value = "".join(f'<p class="pb-line">{line}</p>' for line in lines)
        kpi, unit = self.page.kpis, typed(words, view.round.bet, team.currency).unit
        self.asked.value = sentence_of(self.t("workshop_page.bet", kpi=kpi.name(view.round.bet), unit=unit))
        self.low.value = self.high.value = ""
        own = view.teams[0]
        boxes = []
        for path, values in own.choices.items():
            stands = own.now[path]
            options = [(self._setting(path, value, stands), value) for value in values]
            box = radio(options, label_of(words, path))
            box.value, box.path = stands, path
            box.style.description_width = "initial"
            boxes.append(box)
        self.levers.children = boxes
        self.bar.clear()
        self.form.layout.display = None

    def _setting(self, path: str, value: float, stands: float) -> str:
        text = value_of(self.words, path, value)
        return self.t("workshop_page.stands", value=text) if value == stands else text

    def _tell(self, game: Solo) -> None:
        """What came of the round, beside the bots."""
        view, words, kpis = game.view, self.words, self.page.kpis
        found = view.results[view.number]
        mine, bots = found["teams"][OWN], found["bots"]
        kpi = view.round.bet
        truth = mine["round_figures"][kpi]
        hit = view.bet is not None and view.bet.low <= truth <= view.bet.high
        low, high = kpis.ends(kpi, view.bet.low, view.bet.high)
        facts = {"kpi": kpis.name(kpi), "value": kpis.value(kpi, truth), "low": low, "high": high}
        line = self.t("workshop_page.hit", **facts) if hit else self.t("workshop_page.miss", **facts)
        room = game.room
        question = said(words, view.round.question, room.team)
        self.result.value = sentence_of(line, "pb-big") + sentence_of(question, "pb-note")
        rows = [charts.Dot(self.t("workshop_page.you"), _span(mine), "you")]
        rows += [charts.Dot(self.t(f"workshop.bot_{name}"), _span(bots[name]), "bot") for name in BOTS if name in bots]
        charts.dots(
            words, rows, kpis.unit(VALUE), title=self.t("workshop_page.value_of"), sort=True,
            source=charts.source(words, words.pick(room.team.title), room.session.seasons, room.session.seed),
        ).update(self.figure)  # fmt: skip
        self.ranks.value = self._podiums(mine, bots)
        self.next.layout.display = None if game.next else "none"
        self.came.layout.display = None

    def _podiums(self, mine: dict[str, Any], bots: dict[str, Any]) -> str:
        """The player's place on each of the four podiums, among the bots."""
        scores = {name: one["podiums"] for name, one in {OWN: mine, **bots}.items()}
        of = self.words.number(len(scores))
        rows = [
            [
                self.t(f"workshop.podium_{name}"),
                self.t(f"workshop.podium_{name}_by"),
                self.t("workshop_page.place", n=self.words.number(places(scores, name)[OWN]), of=of),
            ]
            for name in PODIUMS
        ]
        head = [self.t(f"workshop_page.{name}") for name in ("podium", "by", "rank")]
        return table(head, rows)

    # ------------------------------------------------------------------------------------------------ what is done

    def live(self) -> None:
        """Take the bet and the decision, and live the weeks."""
        game = self.page.game
        try:
            game.bet(*self._bet(game))
        except (ValueError, Refused) as error:
            text = self.words.t(error.key, **error.given) if isinstance(error, Refused) else str(error)
            self.bar.line.value = f'<p class="pb-error" role="alert">{escape(text)}</p>'
            return
        game.decide({box.path: box.value for box in self.levers.children})

        def work() -> Iterator[None]:
            try:
                self.page.live(game)
            except BaseException:  # it broke off or was stopped: the round is decided anew
                game.again()
                raise
            yield

        self.bar.go(work, lambda _: None, 1, self.page.tell)

    def _bet(self, game: Solo) -> tuple[float, float]:
        """Both ends. ValueError with one sentence where they cannot be read."""
        scale, ends = scale_of(self.words, game.view.round.bet), []
        for field in (self.low, self.high):
            value = number_of(field.value.replace("%", ""))
            if value is None:
                raise ValueError(self.t("workshop_page.wrong_bet", text=field.value[:40]))
            ends.append(value * scale)
        return ends[0], ends[1]

    def go_on(self) -> None:
        """The next round."""
        self.page.game.begin()
        self.page.tell()


def _span(found: dict[str, Any]) -> charts.Span:
    low, mid, high = found["range"][VALUE]
    return charts.Span(low, mid, high)
