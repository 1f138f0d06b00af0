"""A step in words, in one language."""

from __future__ import annotations

from playbook import practices
from playbook.first.found import Step
from playbook.lab.slider import lever_value
from playbook.language import Words
from playbook.practices import LEVELS


def practice_title(words: Words, step: Step) -> str:
    return practices.load(step.slug, words.language)[1].title


def step_words(words: Words, step: Step) -> str:
    """ "Temps: 2 people → 4 people"; the question of the line and its levels where no lever moves the same field."""
    practice, text = practices.load(step.slug, words.language)
    for lever in practice.levers:
        if lever.path == step.path:
            said = text.levers[lever.id]
            low, high = (lever_value(words, lever, said, value) for value in (step.before, step.after))
            return words.t("step.lever", lever=said.label, low=low, high=high)
    question = text.rubric[step.row].question
    return words.t("step.line", question=question, low=step.level, high=next_level(step))


def next_level(step: Step) -> int:
    """The level that the step leads to."""
    practice, _ = practices.load(step.slug)
    row = next(row for row in practice.rubric if row.id == step.row)
    return next(level for level in LEVELS[step.level :] if row.value(level) == step.after)
