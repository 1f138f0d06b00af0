"""A step in words, in one language."""

from __future__ import annotations

from playbook import practices
from playbook.first.found import Step
from playbook.lab.slider import decimals, unit_after
from playbook.language import Words
from playbook.practices import LEVELS, Lever


def practice_title(words: Words, step: Step) -> str:
    return practices.load(step.slug, words.language)[1].title


def step_words(words: Words, step: Step) -> str:
    """ "Temps: 2 people → 4 people"; the question of the line and its levels where no lever moves the same field."""
    practice, text = practices.load(step.slug, words.language)
    for lever in practice.levers:
        if lever.path == step.path:
            said = text.levers[lever.id]
            low, high = (_value(words, lever, said.unit, value) for value in (step.before, step.after))
            return words.t("step.lever", lever=said.label, low=low, high=high)
    question = text.rubric[step.row].question
    return words.t("step.line", question=question, low=step.level, high=next_level(step))


def _value(words: Words, lever: Lever, unit: str, value: float) -> str:
    """With all the decimals it has: a step of a line may be finer than the lever's own, 0 h → 0.5 h."""
    scale = 100.0 if lever.percent else 1.0
    digits = decimals(value, scale)
    return words.percent(value, digits) if lever.percent else words.number(value, digits) + unit_after(words, unit)


def next_level(step: Step) -> int:
    """The level that the step leads to."""
    practice, _ = practices.load(step.slug)
    row = next(row for row in practice.rubric if row.id == step.row)
    return next(level for level in LEVELS[step.level :] if row.value(level) == step.after)
