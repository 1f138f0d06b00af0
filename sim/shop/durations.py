"""How long something takes, as a scenario file writes it: a family of distributions and the figures it needs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from sim.files.bad_input import listed
from sim.files.messages import phrase
from sim.shop.types import MOST_SPREAD, Part, Seconds, SecondsAbove, Share

Family = Literal[
    "exponential", "lognormal", "fixed", "uniform", "gamma", "weibull", "hyperexponential", "empirical", "mixture"
]
WRITTEN_WITH: dict[str, tuple[str, ...]] = {  # what each family cannot do without
    "exponential": ("mean_s",),
    "lognormal": ("mean_s",),
    "fixed": ("mean_s",),
    "uniform": ("low_s", "high_s"),
    "gamma": ("mean_s", "shape"),
    "weibull": ("mean_s", "shape"),
    "hyperexponential": ("means_s", "shares"),
    "empirical": ("values_s",),
    "mixture": ("parts",),
}
MAY_HAVE = {"empirical": ("below",)}
WITH_CV = ("lognormal", "exponential", "fixed")  # the last two have a spread of their own: a cv there says nothing
MOST_PHASES, MOST_VALUES = 10, 200
SUM_MAY_MISS = 1e-6  # shares written with a few digits
Shape = Annotated[float, Field(ge=0.1, le=1000)]


class Law(Part):
    """A distribution of seconds. Which fields belong to a family is said by `WRITTEN_WITH`; the others are refused."""

    family: Family = "lognormal"
    mean_s: SecondsAbove | None = Field(None, description="mean")
    cv: Annotated[float, Field(ge=0, le=MOST_SPREAD)] = Field(
        1.0, description="lognormal: standard deviation ÷ mean; nothing in other families"
    )
    shape: Shape | None = Field(
        None,
        description="gamma: a whole number of stages is an Erlang; weibull: below 1 who has waited long stays long",
    )
    low_s: Seconds | None = Field(None, description="uniform: the shortest")
    high_s: SecondsAbove | None = Field(None, description="uniform: the longest")
    means_s: tuple[SecondsAbove, ...] | None = Field(
        None, min_length=2, max_length=MOST_PHASES, description="hyperexponential: mean of each sort"
    )
    shares: tuple[Share, ...] | None = Field(
        None, min_length=2, max_length=MOST_PHASES, description="hyperexponential: share of each sort, together 1"
    )
    values_s: tuple[Seconds, ...] | None = Field(
        None, min_length=2, max_length=MOST_VALUES,
        description="empirical: measured times from the shortest to the longest; straight lines between them",
    )  # fmt: skip
    below: tuple[Share, ...] | None = Field(
        None, min_length=2, max_length=MOST_VALUES,
        description="empirical: share of contacts at or below each value, from 0 to 1; evenly spread when left out",
    )  # fmt: skip

    @model_serializer(mode="wrap")
    def _as_written(self, inner: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without the fields of other families."""
        return {name: value for name, value in inner(self).items() if value is not None}

    @model_validator(mode="after")
    def _fits(self) -> Law:
        if self.family == "mixture" and "parts" not in type(self).model_fields:
            raise ValueError(phrase("duration.part"))
        needed = WRITTEN_WITH[self.family]
        facts = {"family": self.family, "fields": listed(needed)}
        if missing := [name for name in needed if getattr(self, name, None) is None]:
            raise ValueError(phrase("duration.missing", **facts, names=listed(missing)))
        other = {name for names in WRITTEN_WITH.values() for name in names} | {"below"}
        other -= {*needed, *MAY_HAVE.get(self.family, ())}
        extra = [name for name in type(self).model_fields if name in other and getattr(self, name) is not None]
        if self.cv != 1.0 and self.family not in WITH_CV:
            extra.append("cv")
        if extra:
            raise ValueError(phrase("duration.extra", **facts, names=listed(extra)))
        if self.low_s is not None and self.high_s is not None and self.low_s >= self.high_s:
            raise ValueError(phrase("duration.order", low=f"{self.low_s:g}", high=f"{self.high_s:g}"))
        if self.means_s and self.shares:
            _as_many("means_s", self.means_s, "shares", self.shares)
            _add_up("shares", self.shares)
        if self.values_s:
            if any(b < a for a, b in pairwise(self.values_s)) or self.values_s[-1] <= 0:
                raise ValueError(phrase("duration.values"))
            if self.below is not None:
                _as_many("values_s", self.values_s, "below", self.below)
                if self.below[0] != 0 or self.below[-1] != 1 or any(b <= a for a, b in pairwise(self.below)):
                    raise ValueError(phrase("duration.below"))
        return self

    @property
    def steps(self) -> tuple[float, ...]:
        """Empirical: the share of contacts at or below each value."""
        most = len(self.values_s or ()) - 1
        return self.below or tuple(i / most for i in range(most + 1))

    @property
    def mean(self) -> float:
        """Seconds on average."""
        if self.means_s and self.shares:
            return math.fsum(p * m for p, m in zip(self.shares, self.means_s, strict=True)) / math.fsum(self.shares)
        if self.values_s:
            ends = zip(pairwise(self.steps), pairwise(self.values_s), strict=True)
            return math.fsum((b - a) * (low + high) / 2 for (a, b), (low, high) in ends)
        if self.low_s is not None and self.high_s is not None:
            return (self.low_s + self.high_s) / 2
        return self.mean_s or 0.0


class Segment(Law):
    """One sort of contacts in a mixture."""

    share: Share = Field(description="share of the contacts; those of all parts are 1 together")


class Duration(Law):
    """A distribution of seconds, or a mixture of several."""

    parts: tuple[Segment, ...] | None = Field(
        None,
        min_length=2,
        max_length=MOST_PHASES,
        description="mixture: sorts of contacts, each with a share and a family",
    )

    @model_validator(mode="after")
    def _adds_up(self) -> Duration:
        if self.parts:
            _add_up("parts.share", [part.share for part in self.parts])
        return self

    @property
    def mean(self) -> float:
        """Seconds on average."""
        if self.parts:
            return math.fsum(part.share * part.mean for part in self.parts) / math.fsum(p.share for p in self.parts)
        return super().mean


def _as_many(name: str, some: Sequence[float], other: str, more: Sequence[float]) -> None:
    if len(some) != len(more):
        raise ValueError(phrase("duration.counts", first=name, some=len(some), second=other, more=len(more)))


def _add_up(name: str, shares: Sequence[float]) -> None:
    if abs(math.fsum(shares) - 1) > SUM_MAY_MISS:
        raise ValueError(phrase("duration.sum", field=name, sum=f"{math.fsum(shares):g}"))
