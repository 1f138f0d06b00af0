"""What the files of a practice have in common: strict models, ids, and checks that name what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from string import Formatter
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Line = Annotated[str, Field(min_length=1, max_length=600)]
Setting = dict[Id, float]


class Part(BaseModel):
    """A frozen part of a practice; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def only_fields(place: str, text: str, allowed: set[str]) -> None:
    """Refuse a placeholder that nothing will fill."""
    used = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
    if used - allowed:
        raise ValueError(f"{place} uses {listed(used - allowed)}; it may use {listed(allowed)}")


def known(place: str, given: Iterable[str], allowed: Iterable[str]) -> None:
    allowed = list(allowed)
    for name in given:
        if name not in allowed:
            raise ValueError(f"{place}: {name!r} is not among {listed(allowed)}")


def no_twins(place: str, ids: list[str]) -> None:
    for name in ids:
        if ids.count(name) > 1:
            raise ValueError(f"{place}: the id {name!r} stands twice; every id must be its own")


def listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
