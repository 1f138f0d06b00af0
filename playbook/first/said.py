"""A step in words, in one language: what to do, what it changes, how sure, through which money."""

from __future__ import annotations

import datetime as dt

from playbook import practices
from playbook.first.found import Step, Worth
from playbook.lab.kpi import KpiWords
from playbook.lab.slider import lever_value
from playbook.language import Words
from playbook.practices import Practice
from sim.scenario import Scenario

SURE, LUCK, LOSES = "gains", "luck", "loses"  # by whether the interval of the mean holds 0


class Said:
    """Words for the steps of one team."""

    def __init__(self, words: Words, team: Scenario) -> None:
        self.words, self.t, self.team = words, words.t, team
        self.kpis = KpiWords(words, team.currency)

    def practice(self, slug: str) -> str:
        """The practice's name without what follows its colon."""
        _, text = practices.load(slug, self.words.language)
        return text.title.partition(self.t("common.colon").strip())[0]

    def step(self, step: Step) -> str:
        """ "Temps at most: 2 → 4"; the question of the check-up where no lever of the practice moves the field."""
        practice, text = practices.load(step.slug, self.words.language)
        lever = next((one for one in practice.levers if one.path == step.path), None)
        if lever is None:
            name = text.rubric[step.row].question
            values = [self.words.number(x, _digits(x)) for x in (step.before, step.after)]
        else:
            name = text.levers[lever.id].label
            values = [lever_value(self.words, lever, text.levers[lever.id], x) for x in (step.before, step.after)]
        return self.t("first.step", name=name, before=values[0], after=values[1])

    def verdict(self, one: Worth) -> str:
        """SURE, LUCK or LOSES."""
        found = one.change["value"]
        if not abs(found.mean) > found.half_width:
            return LUCK
        return SURE if found.mean > 0 else LOSES

    def channel(self, one: Worth) -> str:
        """The largest part of the change of profit in money words; "" where nothing moves."""
        part = max(one.parts, key=lambda name: abs(one.parts[name]), default=None)
        if part is None or not one.parts[part]:
            return ""
        way = "up" if one.parts[part] > 0 else "down"
        return self.t(
            "money.told", part=self.t(f"money.{part}_{way}"), amount=self.kpis.signed("value", one.parts[part])
        )

    def back(self, day: int | None) -> str:
        """When laid-out money is back."""
        if day == 0:
            return self.t("first.back_at_once")
        return self.t("first.back_never") if day is None else self.date(day)

    def date(self, day: int) -> str:
        return self.words.date(self.team.calendar.start + dt.timedelta(days=day), year=True)

    def money(self, x: float) -> str:
        return self.words.value(x, self.team.currency, 0)

    def chance(self, one: Worth) -> str:
        return self.t("first.unknown") if one.first is None else self.words.percent(one.first)

    def watch(self, slug: str) -> str:
        """The practice's own number to watch."""
        practice: Practice = practices.load(slug)[0]
        return self.kpis.name(practice.kpi)


def _digits(x: float) -> int:
    return next((digits for digits in range(4) if round(x, digits) == x), 4)
