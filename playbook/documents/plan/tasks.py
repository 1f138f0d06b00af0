"""The tasks of an online shop as a first list of responsibilities, and a kept list in another language."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, get_args

from sim.files.messages import phrase
from sim.scenario import Scenario
from sim.shop.people import Role
from sim.shop.responsibility import NAMED, Duty

SUGGESTED = Path(__file__).with_name("duties.toml")
ROLES: tuple[Role, ...] = get_args(Role)


@cache
def _file() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(SUGGESTED.read_text(encoding="utf-8"))["duty"])


def role_name(role: Role, language: str) -> str:
    return phrase(NAMED[role]).text(language)


def suggested(shop: Scenario, language: str) -> tuple[Duty, ...]:
    """The list to begin with: of a role that nobody in the shop holds nothing is asked."""
    held = {group.role for group in shop.people if group.count}
    names = {one["id"]: one["name"][language] for one in _file()}
    return tuple(
        Duty(
            task=names[one["id"]],
            answers=tuple(role for role in (one["answers"],) if role in held),
            does=tuple(role for role in one["does"] if role in held),
            hands_to=tuple(names[to] for to in one["hands_to"]),
        )
        for one in _file()
    )


def in_language(duties: tuple[Duty, ...], language: str) -> tuple[Duty, ...]:
    """The list with the suggested tasks called in `language`; a reader's own tasks keep their names. As it was where a
    name would then stand there twice."""
    names = {name: one["name"][language] for one in _file() for name in one["name"].values()}
    found = tuple(
        duty.model_copy(update={
            "task": names.get(duty.task, duty.task), "hands_to": tuple(names.get(to, to) for to in duty.hands_to)
        })
        for duty in duties
    )  # fmt: skip
    return found if len({duty.task for duty in found}) == len(found) else duties


def without(duties: tuple[Duty, ...], task: str) -> tuple[Duty, ...]:
    """The list without a task: nothing is handed on to it any more."""
    return tuple(
        duty.model_copy(update={"hands_to": tuple(to for to in duty.hands_to if to != task)})
        for duty in duties
        if duty.task != task
    )
