"""What is asked of a week: which one, what is promised by type of contact, how surely, and how much time is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import ipywidgets as W

from playbook.lab.base import radio
from playbook.lab.page import sentence_of
from playbook.lab.plan_shop.plan import Asked, Plan
from playbook.lab.plan_shop.said import promise_text, week_text
from playbook.language import Words
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.planning.promises import Promise

SHARE = 0.8  # promised of the customers within the shop's own time
ANSWERED = ((0.8, 60.0), (0.9, 180.0))  # promises of the trade: share, seconds
GAVE_UP = 0.03
SURE, SURES = 0.8, (0.5, 0.8, 0.9, 0.95)  # of the days
LOST = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3)  # of paid time, to choose from; the season's own illness beside them


def promises(scenario: Scenario, kind: int) -> list[Promise]:
    """What may be promised to the customers of a type, the shop's own promise first."""
    from sim.planning.promises import Answered, GaveUp

    work = scenario.work[kind]
    found: list[Promise] = [Answered(SHARE, work.target_s), *(Answered(*one) for one in ANSWERED)]
    if work.patience is not None:
        found.append(GaveUp(GAVE_UP))
    return list(dict.fromkeys(found))


class Asking(W.VBox):
    """The controls; sections that depend on them observe them."""

    def __init__(self, words: Words, plan: Plan) -> None:
        self.words, self.plan = words, plan
        self._told: list[Callable[[], None]] = []
        self.scenario: Scenario | None = None
        self.which = radio([], words.t("shop_heads.week"))
        self.sure = W.Dropdown(description=words.t("shop_heads.sure"))
        self.lost = W.Dropdown(description=words.t("shop_heads.lost"))
        self.types: list[W.Dropdown] = []
        self.head, self.box = W.HTML(), W.VBox()
        self._filling = False
        super().__init__([self.which, self.head, self.box, self.sure, self.lost])
        self.add_class("pb-asking")
        for one in (self.which, self.sure, self.lost):
            one.observe(self._moved, "value")
        self.show()

    def observe_change(self, changed: Callable[[], None]) -> None:
        """`changed` is called whenever something else is asked, or another shop is."""
        self._told.append(changed)

    def show(self) -> None:
        """Of the workspace's shop; nothing happens where it is the one that stands here."""
        scenario = self.plan.scenario
        if scenario == self.scenario:
            return
        from sim.evidence import parameters

        t, self.scenario, self._filling = self.words.t, scenario, True
        try:
            there = self.plan.weeks_there(scenario)
            self.which.options = [(week_text(self.words, scenario, one), one) for one in there]
            self.which.value = there[0] if there else None
            self.sure.options = [(t("shop_heads.sure_of", share=self.words.percent(one)), one) for one in SURES]
            self.sure.value = SURE
            ill = parameters()["talent.absence"]  # as in the season
            self.lost.options = [(self.words.percent(one), one) for one in sorted({ill, *LOST})]
            self.lost.value = ill
            self.head.value = sentence_of(t("shop_heads.promise"), "pb-line")
            self.types = [self._type(kind) for kind in self.plan.kinds(scenario)]
            self.box.children = self.types
        finally:
            self._filling = False
        self._moved()

    def _type(self, kind: int) -> W.Dropdown:
        scenario, own = self.plan.scenario, self.words.t("shop_heads.own")
        found = promises(scenario, kind)
        texts = [promise_text(self.words, one) + (own if n == 0 else "") for n, one in enumerate(found)]
        title = self.words.pick(scenario.work[kind].title)
        one = W.Dropdown(options=list(zip(texts, found, strict=True)), description=title)
        one.observe(self._moved, "value")
        return one

    @property
    def possible(self) -> bool:
        """Whether there is a week, and somebody at the desk who takes chats or calls."""
        return bool(self.types) and self.which.value is not None

    def asked(self) -> Asked:
        promised = tuple(one.value for one in self.types)
        return Asked(self.plan.scenario, self.which.value, promised, self.sure.value, self.lost.value)

    def _moved(self, change: object = None) -> None:
        if not self._filling:
            for changed in self._told:
                changed()
