"""A step and its worth in words: what to do, whether it is sure, when it is paid back, through which money it works."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from playbook import practices
from playbook.first.found import Step, Worth
from playbook.lab.kpi import KpiWords
from playbook.lab.seasons import clear
from playbook.lab.slider import decimals, unit_after
from playbook.language import Words
from playbook.money import label
from playbook.practices import Lever
from playbook.practices.texts import LeverWords

MOST_DECIMALS = 2  # of a setting
VALUE = "value"  # what steps are ordered by
# Fields that a check-up asks for and no practice has as a lever: their words and unit.
NO_LEVERS = {
    "hiring.referral_share": ("first_page.field_referral_share", "share"),
    "peak.break_minutes": ("first_page.field_break_minutes", "minutes"),
}
VERDICTS = ("gains", "luck", "loses")  # and where each stands


def verdict(worth: Worth) -> str:
    """One of VERDICTS: a gain or a loss away from zero by more than the interval of its mean, or neither."""
    change = worth.change[VALUE]
    if not clear(change):
        return "luck"
    return "gains" if change.mean > 0 else "loses"


def ordered(worths: Iterable[Worth]) -> list[Worth]:
    """Sure gains first, then what may be luck, then losses; the more valuable first among each."""
    return sorted(worths, key=lambda one: (VERDICTS.index(verdict(one)), -one.change[VALUE].mean))


def title(words: Words, slug: str) -> str:
    """What a practice is called."""
    return practices.load(slug, words.language)[1].title


def short(words: Words, slug: str) -> str:
    """The same without what stands after the colon."""
    return re.split("[:：]", title(words, slug))[0]


def to_do(words: Words, step: Step) -> str:
    """What is done: "Temporary packers: from 2 to 4"."""
    name, before, after = _field(words, step.slug, step.path, step.before, step.after)
    return words.t("first_page.step", name=name, before=before, after=after)


def whole(words: Words, step: Step) -> str:
    """The practice and what is done, where both are needed to know the step."""
    return short(words, step.slug) + words.t("lab.dot") + to_do(words, step)


def needs(words: Words, step: Step) -> str:
    """What has to be there before the step moves anything, as its line of the check-up says it; "" for nothing."""
    practice, _ = practices.load(step.slug, words.language)
    row = next((one for one in practice.rubric if one.id == step.row), None)
    if row is None:
        return ""
    said = []
    for path, value in row.beside.items():
        if step.team.at(path) != value:
            name, shown, _ = _field(words, step.slug, path, value, value)
            said.append(words.t("lever.setting", lever=name, value=shown))
    return words.list(said)


def _field(words: Words, slug: str, path: str, before: float, after: float) -> tuple[str, str, str]:
    """What a field is called and both its values: as a lever of the practice says it, or of any other."""
    if path in NO_LEVERS:
        key, unit = NO_LEVERS[path]
        return words.t(key), words.value(before, unit), words.value(after, unit)
    lever, text = _lever(words.language, slug, path)
    return text.label, _setting(words, lever, text, before), _setting(words, lever, text, after)


@cache
def _lever(language: str, slug: str, path: str) -> tuple[Lever, LeverWords]:
    """The lever of a field with its words: the practice's own, else that of any other. KeyError where there is none."""
    for name in (slug, *practices.names()):
        practice, text = practices.load(name, language)
        for one in practice.levers:
            if one.path == path:
                return one, text.levers[one.id]
    raise KeyError(path)


def _setting(words: Words, lever: Lever, text: LeverWords, value: float) -> str:
    """A setting as text: the levels of a check-up may lie between the steps of the lever."""
    scale = 100.0 if lever.percent else 1.0
    digits = min(decimals(value, scale), MOST_DECIMALS)
    if lever.percent:
        return words.percent(value, digits)
    return words.number(value, digits) + unit_after(words, text.unit)


def chance(words: Words, worth: Worth) -> str:
    """Of being first; in words while too few seasons tell."""
    return words.t("first_page.chance_unknown") if worth.first is None else words.percent(worth.first)


def channel(kpis: KpiWords, worth: Worth) -> str:
    """The largest part of the change of this season's money; "" where there is none."""
    part = max(worth.parts, key=lambda name: abs(worth.parts[name]), default="")
    if not part or not worth.parts[part]:
        return ""
    mean = worth.parts[part]
    return kpis.words.t("first_page.told", part=label(kpis.words, part, mean), amount=kpis.signed("profit", mean))
