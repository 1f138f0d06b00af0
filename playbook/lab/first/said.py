"""A step and its worth in words: what to do, whether it is sure, when it is paid back, through which money it works."""

from __future__ import annotations

import re
from collections.abc import Iterable

from playbook import practices
from playbook.first.found import Step, Worth
from playbook.lab.kpi import KpiWords
from playbook.lab.seasons import clear
from playbook.lab.slider import lever_value
from playbook.language import Words
from playbook.money import label

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
    practice, _ = practices.load(step.slug)
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
    for name in (slug, *practices.in_order()):
        practice, text = practices.load(name, words.language)
        lever = next((one for one in practice.levers if one.path == path), None)
        if lever is not None:
            own = text.levers[lever.id]
            return own.label, lever_value(words, lever, own, before), lever_value(words, lever, own, after)
    key, unit = NO_LEVERS[path]
    return words.t(key), words.value(before, unit), words.value(after, unit)


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
