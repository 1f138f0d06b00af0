"""A step as an entry of the plan: what it promises, the number to watch, and what would prove it wrong."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from playbook import practices
from playbook.first.found import TOLD, Found, Worth
from playbook.first.said import VALUE, whole
from playbook.lab.first.shared import Shared
from playbook.lab.kpi import kpis
from playbook.workspace import PlanEntry
from playbook.workspace.kept import Promise
from sim.experiment.results import Range

CASH = "profit"  # what is watched where a step does not say what it does to its practice's own figure


@dataclass(frozen=True)
class Taken:
    """What the reader has put beside a step."""

    owner: str
    date: dt.date
    number: str
    wrong_if: str


def promise(found: Found, worth: Worth) -> Promise:
    """P10, mean and P90 of every change that is told of a step, and what it was reckoned from."""
    change = {kpi: (one.p10, one.mean, one.p90) for kpi in TOLD for one in [worth.change[kpi]]}
    return Promise(
        change=change, outlay=worth.outlay, hours=worth.step.hours, n=worth.n, seed=found.seed,
        team=worth.step.team.key, plan=worth.step.plan.key,
    )  # fmt: skip


def entry(page: Shared, found: Found, worth: Worth, taken: Taken) -> PlanEntry:
    """The practice's page of the plan. pydantic.ValidationError for a text that is too long."""
    step = worth.step
    return PlanEntry(
        owner=taken.owner, date=taken.date, change=whole(page.words, step), number_to_watch=taken.number,
        levers={step.path: step.after}, wrong_if=taken.wrong_if, promise=promise(found, worth),
    )  # fmt: skip


def number_to_watch(page: Shared, worth: Worth) -> str:
    """The key figure that the practice is judged by; what is left for next year nobody can read anywhere."""
    own = practices.load(worth.step.slug, page.words.language)[0].kpi
    return page.kpis.name(CASH if own == VALUE else own)


def watched(page: Shared, worth: Worth) -> str:
    """The key figure of the promise that the sentence speaks of: the practice's own where the promise has it."""
    own = practices.load(worth.step.slug, page.words.language)[0].kpi
    return own if own in worth.change and own != VALUE else CASH


def wrong_if(page: Shared, worth: Worth, date: dt.date) -> str:
    """What would prove the step wrong: its figure has not moved as far as in nine seasons of ten.

    A share can be read on any day; a sum of the season only when the season is over.
    """
    kpi = watched(page, worth)
    end = page.date_of(page.team.calendar.days - 1)
    when = page.words.date(date if kpis()[kpi].unit == "share" else max(date, end), year=True)
    least, better = _least(kpi, worth.change[kpi])
    size = page.kpis.size(kpi, least)
    if not re.search("[1-9]", size):
        key = "first_page.wrong_worse"
    elif least > 0:
        key = "first_page.wrong_not_risen" if better == "higher" else "first_page.wrong_not_fallen"
    else:
        key = "first_page.wrong_fallen" if better == "higher" else "first_page.wrong_risen"
    return page.words.t(key, date=when, kpi=page.kpis.name(kpi), size=size)


def _least(kpi: str, change: Range) -> tuple[float, str]:
    """How far the figure moves for the better in nine seasons of ten, below 0 where it may move for the worse."""
    better = kpis()[kpi].better
    return (-change.p90, better) if better == "lower" else (change.p10, better)
