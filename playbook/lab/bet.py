"""The bet: a range on one number, before any result."""

from __future__ import annotations

import ipywidgets as W

from playbook.lab.access import Beside
from playbook.lab.base import Section
from playbook.lab.page import notices, sentence_of
from playbook.lab.prose import facts_of, situation_of
from playbook.lab.slider import Slider, decimals
from playbook.language import escape
from playbook.workspace import Bet
from sim.scenario import Scenario


class BetSection(Section):
    """The situation, a question, two sliders and a button; the recorded bet goes to the workspace, opens the sections
    that show results, and runs the season."""

    kind = "bet"

    def build(self) -> list[W.Widget]:
        bet, old = self.practice.bet, self.study.bet
        self.low = self._slider("bet.low", old.low if old else bet.low)
        self.high = self._slider("bet.high", old.high if old else bet.high)
        self.said = W.HTML()
        if old:
            self._show()
        self.situation = W.HTML()
        self.team = W.Dropdown(options=self.lab.teams(), value=self.lab.here, description=self.t("bet.team"))
        self.team.layout.width = "auto"
        self.on_change(self.team, self.choose)
        record = self.button("bet.record", self.record, "primary")
        self.study.observe(self.guarded(lambda _: self._ask()), ["base", "bet"])
        self._ask()
        damaged = W.HTML(notices(self.words, self.lab.workspace, self.lab.trouble))
        ends = W.Box([self.low, self.high])
        ends.add_class("pb-ends")
        asked = Beside([self.team, self.situation], [ends, W.HBox([record]), self.said])
        return [damaged, asked]

    def choose(self, name: str) -> None:
        """Go on with another team; the situation is told again with its numbers."""
        self.lab.choose_team(name)

    def _ask(self) -> None:
        self.situation.value = self._situation(self.study.team, folded=self.study.bet is not None)

    def _situation(self, team: Scenario, folded: bool = False) -> str:
        """What there is to know of a team before the bet, which may be folded after it, and the question."""
        facts = facts_of(self.words, team)
        told = sentence_of((" " if self.words.language == "en" else "").join(situation_of(self.words, self.text, team)))
        if folded:
            told = f"<details><summary>{escape(self.t('bet.story'))}</summary>{told}</details>"
        return told + sentence_of(self.text.bet_question.format(**facts), "pb-big")

    def _slider(self, key: str, value: float) -> Slider:
        bet = self.practice.bet
        share = self.kpis.unit(bet.kpi) == "share"
        scale = 100.0 if share else 1.0
        # What stands before and after a number of this unit, taken from how the language writes a nought.
        before, _, after = self.words.value(0, self.kpis.unit(bet.kpi), 0).partition("0")
        return Slider(
            label=self.t(key),
            low=bet.low,
            high=bet.high,
            step=bet.step,
            value=value,
            scale=scale,
            digits=decimals(bet.step, scale),
            around=[before, after],
            locale=self.words.language,
        )

    def record(self) -> None:
        """Write the bet down and run the season, or say what is wrong with the bet."""
        low, high = self.low.value, self.high.value
        if low >= high:
            self.said.value = sentence_of(self.t("bet.order"), "pb-near")
            return
        bet = Bet(kpi=self.practice.bet.kpi, low=low, high=high)
        self.lab.workspace.record_bet(self.practice.slug, bet)
        self.study.bet = bet
        self._show()
        if not self.lab.run.sentence.value:
            self.lab.run.bar.press()

    def _show(self) -> None:
        bet = self.study.bet
        text = self.t("bet.recorded", range=self.kpis.range(bet.kpi, bet.low, bet.high))
        if (bet.low, bet.high) == (self.practice.bet.low, self.practice.bet.high):
            text += " " + self.t("bet.whole")
        self.said.value = sentence_of(text, "pb-good")

    # ------------------------------------------------------------------------------------------ saved notebooks

    def told(self) -> str:
        return self._situation(self.lab.shipped.team)
