"""What one practice does in a set that keeps a promise, as an entry of the plan."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from playbook import practices
from playbook.first.said import short
from playbook.first.steps import people_hours
from playbook.lab.first.form import OfferForm
from playbook.lab.first.promise import Taken
from playbook.lab.first.shared import Shared
from playbook.language import Words
from playbook.workspace import PlanEntry
from playbook.workspace.kept import Promise

if TYPE_CHECKING:
    from playbook.first.sought import Part, Reached


def said(words: Words, part: Part) -> str:
    """What is done: "Temporary packers: from 2 to 4; …"."""
    done = [
        words.t("first_page.step", name=one.label(words), before=one.shown(words, one.before),
                after=one.shown(words, value))
        for one, value in part.levers
    ]  # fmt: skip
    return words.t("common.semicolon").join(done)


class PartForm(OfferForm):
    """A practice of the set. Its number to watch is the figure that was promised."""

    def __init__(self, page: Shared, found: Reached, part: Part, date: dt.date) -> None:
        self.found, self.part = found, part
        self.slug, self.levers = part.slug, part.fields
        self._short = said(page.words, part)
        whole = short(page.words, part.slug) + page.words.t("lab.dot") + self._short
        super().__init__(page, whole, page.kpis.name(found.promise.kpi), date)

    def short(self) -> str:
        return self._short

    def wrong_if(self, date: dt.date) -> str:
        """The figure of a season is known when the season is over."""
        page, promise = self.page, self.found.promise
        end = page.date_of(page.team.calendar.days - 1)
        key = "goal_page.wrong_below" if promise.at_least else "goal_page.wrong_above"
        number = page.kpis.value(promise.kpi, promise.number)
        day = page.words.date(max(date, end), year=True)
        return page.words.t(key, date=day, kpi=page.kpis.name(promise.kpi), number=number)

    def entry(self, taken: Taken) -> PlanEntry:
        part, found = self.part, self.found
        change = {kpi: (one.p10, one.mean, one.p90) for kpi, one in part.change.items()}
        practice, _ = practices.load(part.slug)
        promise = Promise(
            change=change, outlay=part.outlay, hours=people_hours(practice), n=found.n, seed=found.seed,
            team=self.page.team.key, plan=part.plan.key,
        )  # fmt: skip
        return PlanEntry(
            owner=taken.owner, date=taken.date, change=self.change, number_to_watch=taken.number, levers=part.fields,
            wrong_if=taken.wrong_if, promise=promise,
        )  # fmt: skip
