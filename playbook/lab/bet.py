"""Section 2: a range on one number, before any result."""

from __future__ import annotations

import ipywidgets as W

from playbook.lab.base import Section
from playbook.lab.page import notices, sentence_of
from playbook.lab.prose import facts_of
from playbook.lab.slider import Slider, decimals
from playbook.workspace import Bet


class BetSection(Section):
    """Two sliders and a button; the recorded bet goes to the workspace and opens the sections that show results."""

    kind = "bet"

    def build(self) -> list[W.Widget]:
        bet, old = self.practice.bet, self.study.bet
        self.low = self._slider("bet.low", old.low if old else bet.low)
        self.high = self._slider("bet.high", old.high if old else bet.high)
        self.said = W.HTML()
        if old:
            self._show()
        self.situation = W.HTML()
        self.team = W.Dropdown(options=self.lab.teams(), value=self.practice.team, description=self.t("bet.team"))
        self.team.layout.width = "auto"
        self.on_change(self.team, self.choose)
        record = self.button("bet.record", self.record, "primary")
        self._ask()
        damaged = W.HTML(notices(self.words, self.lab.workspace, self.lab.trouble))
        return [damaged, self.team, self.situation, self.low, self.high, W.HBox([record]), self.said]

    def choose(self, name: str) -> None:
        """Go on with another team; the situation is told again with its numbers."""
        self.study.use_team(self.lab.team(name))
        self._ask()

    def _ask(self) -> None:
        """The page tells the situation of the practice's own team; another one's numbers are told here."""
        if self.team.value == self.practice.team:
            self.situation.value = ""
            return
        facts = facts_of(self.words, self.study.team)
        told = (" " if self.words.language == "en" else "").join(self.text.situation).format(**facts)
        self.situation.value = sentence_of(told) + sentence_of(self.text.bet_question.format(**facts), "pb-big")

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
        """Write the bet down, or say what is wrong with it."""
        low, high = self.low.value, self.high.value
        if low >= high:
            self.said.value = sentence_of(self.t("bet.order"), "pb-near")
            return
        bet = Bet(kpi=self.practice.bet.kpi, low=low, high=high)
        self.lab.workspace.record_bet(self.practice.slug, bet)
        self.study.bet = bet
        self._show()

    def _show(self) -> None:
        bet = self.study.bet
        text = self.t("bet.recorded", range=self.kpis.range(bet.kpi, bet.low, bet.high))
        if (bet.low, bet.high) == (self.practice.bet.low, self.practice.bet.high):
            text += " " + self.t("bet.whole")
        self.said.value = sentence_of(text, "pb-good")
