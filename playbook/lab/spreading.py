"""The stage of communication: a rule that changes on the eve of the sale, and who of the team knows it day by day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from playbook import charts
from playbook.lab.jobs import checkpoint
from playbook.lab.own_stage import OwnStage
from playbook.lab.seasons import SEED
from playbook.lab.slider import lever_value
from sim.arrays import Floats
from sim.mechanisms.communication import CommunicationLevers

if TYPE_CHECKING:
    from sim.experiment.spread import Worked

MOST = 0.9  # of the team: told when so many know


class SpreadSection(OwnStage):
    """Who was at work is played once; what people heard follows from it for every setting."""

    def played(self, setting: float | None) -> tuple[Worked, CommunicationLevers]:
        study = self.study
        if setting is None:  # as things are done today
            return study.experiment.worked(study.base, 0, SEED, each_day=checkpoint), CommunicationLevers()
        plan = study.scenario({self.lever.id: setting}).communication
        return self.find(None)[0], plan

    def drawn(
        self, setting: float, here: tuple[Worked, CommunicationLevers], beside: tuple[Worked, CommunicationLevers],
        open_: bool,
    ) -> charts.Figure:  # fmt: skip
        words, (worked, plan), start = self.words, here, self.study.base.calendar.start
        dates = [start + dt.timedelta(days=worked.first + n) for n in range(len(worked.hours))]
        title = self.t("spread.title", team=words.pick(self.study.base.title), day=words.date(dates[0]))
        today = worked.known(beside[1])
        known = worked.known(plan) if open_ else today
        found = self.finding(setting, known, today) if open_ else self.by(today, "spread.found_closed")
        labels = [words.date(day) for day in dates]
        return charts.spread(
            words, labels, known, today, worked.been, worked.hours.shape[1], found=found, title=title,
            source=self.source(1),
        )  # fmt: skip

    def finding(self, at: float, known: Floats, today: Floats) -> str:
        setting = lever_value(self.words, self.lever, self.label, at)
        first, was = (self.words.percent(float(one[0])) for one in (known, today))
        return self.t(
            "spread.found", lever=self.label.label, setting=setting, first=first, was=was,
            most=self.evenings(known), most_was=self.evenings(today),
        )  # fmt: skip

    def by(self, today: Floats, key: str) -> str:
        return self.t(key, first=self.words.percent(float(today[0])), most=self.evenings(today))

    def evenings(self, known: Floats) -> str:
        """The first evening on which nine in ten know, in words."""
        there = [n for n, share in enumerate(known.tolist(), 1) if share >= MOST]
        if not there:
            return self.t("spread.never", days=self.words.number(len(known)))
        return self.t("spread.first_evening") if there[0] == 1 else self.t("spread.evening", n=there[0])
