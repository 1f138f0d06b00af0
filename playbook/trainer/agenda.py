"""A lesson's minutes: the page alone in three quarters of an hour, the page and its play in an hour and a half."""

from __future__ import annotations

from dataclasses import dataclass

from playbook.lab.plays import minutes
from playbook.practices import Practice

SHORT, LONG = 45, 90
# Minutes of each part; what is left of the lesson goes to the talk at its end.
PAGE = {"bet": 5, "answer": 5, "lever": 7, "why": 5, "challenge": 8}
QUIZ = 5
TALK = "talk"


@dataclass(frozen=True)
class Slot:
    """A part of a lesson, from a minute on, for so many minutes."""

    part: str
    start: int
    minutes: int


def agenda(practice: Practice, total: int) -> tuple[Slot, ...]:
    """The slots of a lesson of `total` minutes, SHORT or LONG. ValueError where a play leaves no time to talk."""
    parts = dict(PAGE)
    if total == LONG:
        parts["play"] = minutes(practice)
    talk = total - sum(parts.values()) - QUIZ
    if talk <= 0:
        raise ValueError(f"{practice.slug}: {total} minutes leave none to talk about what was seen")
    slots: list[Slot] = []
    for part, length in (*parts.items(), (TALK, talk), ("quiz", QUIZ)):
        slots.append(Slot(part, sum(slot.minutes for slot in slots), length))
    return tuple(slots)
