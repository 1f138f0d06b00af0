"""Responsibilities: for each task who answers for it and who does it, and what is wrong with such a list.

A list is right when every task has one role that answers for it and somebody who does it, when what is handed on
arrives at a task that is there and that somebody does, and when no role answers for more than half of everything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from sim.files.messages import Phrase, Series, phrase
from sim.shop.people import Role
from sim.shop.types import Part

MOST = 0.5  # share of all tasks that one role can answer for
FEW = 4  # of fewer tasks one role may answer for most

Kind = Literal["no_owner", "two_owners", "nobody_does", "nowhere", "one_for_all"]

SAID: dict[Kind, str] = {
    "no_owner": "responsibility.no_owner",
    "two_owners": "responsibility.two_owners",
    "nobody_does": "responsibility.nobody_does",
    "nowhere": "responsibility.nowhere",
    "one_for_all": "responsibility.one_for_all",
}
NAMED: dict[Role, str] = {
    "operations_manager": "role.operations_manager",
    "promotion": "role.promotion",
    "merchandise": "role.merchandise",
    "content": "role.content",
    "service": "role.service",
    "visual_design": "role.visual_design",
    "data": "role.data",
    "technician": "role.technician",
}


class Duty(Part):
    """A task: `answers` for its result, `does` the work; `hands_to` are the tasks that wait for it, by name."""

    task: Annotated[str, Field(min_length=1, max_length=100)]
    answers: tuple[Role, ...] = ()
    does: tuple[Role, ...] = ()
    hands_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fault:
    """What is wrong, where, and a sentence for it in both languages (`message.text(language)`)."""

    kind: Kind
    task: str | None  # none of a fault of the whole list
    roles: tuple[Role, ...]
    message: Phrase


def faults(duties: Sequence[Duty]) -> tuple[Fault, ...]:
    """The faults of a list of tasks, in its order, those of the whole list last. ValueError where two share a name."""
    by_name = {duty.task: duty for duty in duties}
    if len(by_name) < len(duties):
        twice = [name for name, times in Counter(duty.task for duty in duties).items() if times > 1]
        raise ValueError(str(phrase("responsibility.same_name", tasks=Series(tuple(twice)))))
    found: list[Fault] = []
    for duty in duties:
        owners = tuple(dict.fromkeys(duty.answers))
        if not owners:
            found.append(_fault("no_owner", duty.task))
        elif len(owners) > 1:
            found.append(_fault("two_owners", duty.task, owners))
        if not duty.does:
            found.append(_fault("nobody_does", duty.task))
        for to in duty.hands_to:
            if to not in by_name or not by_name[to].does:
                found.append(_fault("nowhere", duty.task, to=to))
    if len(duties) >= FEW:
        answering = Counter(role for duty in duties for role in set(duty.answers))
        for role, tasks in sorted(answering.items()):
            if tasks > MOST * len(duties):
                found.append(_fault("one_for_all", None, (role,), count=tasks, all=len(duties)))
    return tuple(found)


def _fault(kind: Kind, task: str | None, roles: tuple[Role, ...] = (), **facts: object) -> Fault:
    said = Series(tuple(phrase(NAMED[role]) for role in roles))
    return Fault(kind, task, roles, phrase(SAID[kind], task=task, roles=said, **facts))
