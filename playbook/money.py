"""The parts of a change of profit in a manager's words."""

from __future__ import annotations

from playbook.language import Words

LATER = "later_"  # before a kind of end state, among the words


def label(words: Words, part: str, mean: float) -> str:
    """A part's words, which say which way it went: "less pay" raises profit, "more pay" lowers it.

    `part`: of `sim.experiment.money`, or a kind of end state after `LATER`. KeyError for a part without words.
    """
    return words.t(f"money.{part}_{'up' if mean >= 0 else 'down'}")
