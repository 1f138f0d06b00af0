"""The stage of roles: pods that melt into one pool at night, hour by hour of a usual day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playbook import charts
from playbook.lab.jobs import checkpoint
from playbook.lab.own_stage import OwnStage
from playbook.lab.seasons import SEED
from playbook.lab.slider import lever_value

if TYPE_CHECKING:
    from sim.experiment.pods_day import PodsDay

NIGHT, DAY = slice(0, 8), slice(8, 24)  # hours
ONE_POOL = {"roles.pods": 1}


class PodsSection(OwnStage):
    """Who of each pod is on duty by the hour, and who waits, against one pool."""

    def played(self, setting: float | None) -> PodsDay | None:
        study = self.study
        plan = study.base.with_fields(ONE_POOL) if setting is None else study.scenario({self.lever.id: setting})
        return study.experiment.pods_day(plan, 0, SEED, each_day=checkpoint)

    def drawn(self, setting: float, here: PodsDay, beside: PodsDay, open_: bool) -> charts.Figure:
        t, words = self.t, self.words
        title = t("pods.title", team=words.pick(self.study.base.title), days=words.number(here.days))
        outcome = {"waiting": here.waiting, "pool": beside.waiting} if open_ else {}
        top = max(float(one.waiting.max()) for one in self.kept.values() if one is not None)
        found = self.finding(setting, here, beside) if open_ else t("pods.found_closed", least=self.least(here))
        return charts.pods_day(
            words, here.people, here.apart, **outcome, found=found, title=title, source=self.source(1),
            least_top=top,
        )  # fmt: skip

    def finding(self, at: float, here: PodsDay, beside: PodsDay) -> str:
        """The night at this setting and in one pool; the day after it."""
        setting = lever_value(self.words, self.lever, self.label, at)
        said = {
            f"{name}_{when}": text
            for name, day in (("pods", here), ("pool", beside))
            for when, hours in (("night", NIGHT), ("day", DAY))
            for text in [self.words.percent(day.lost_share(hours))]
        }
        waits = {"pods_wait": here.wait_s(NIGHT), "pool_wait": beside.wait_s(NIGHT)}
        times = {name: self.words.duration(x) for name, x in waits.items()}
        return self.t("pods.found", lever=self.label.label, setting=setting, **said, **times)

    def least(self, here: PodsDay) -> str:
        """The fewest people of any pod in an hour of the night, on average."""
        return self.words.number(float(here.people[:, NIGHT].min()), 1)
