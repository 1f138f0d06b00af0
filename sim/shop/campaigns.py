"""Campaign presets: how a sales event lifts the days around it, and how its big day runs.

A preset is a file in data/campaigns/. `days` gives the lift of each day as a share of the big day's; `curve` is the
cumulative share of the big day's orders by the clock of the shop, exact at its points. Between two points orders
follow `shape`, weights of the 24 hours, so that a published curve with few points still has a night and an evening.
A campaign that opens in the evening before has an `eve_curve` too.
"""

from __future__ import annotations

from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import Field, field_validator, model_validator

from sim.arrays import Floats
from sim.evidence import DATA
from sim.files.bad_input import BadInput, advice
from sim.files.messages import phrase
from sim.files.toml_file import read_toml
from sim.files.validation import validated
from sim.shop.types import MOST_WEIGHT, Part, Positive, PresetName, Share, Text
from sim.units import HOURS_PER_DAY, SECONDS_PER_DAY, SECONDS_PER_HOUR, SLOT_S

CAMPAIGNS = DATA / "campaigns"
LONGEST_NAME = 100  # of a wrong one, in its message
Point = tuple[Annotated[float, Field(ge=0, le=SECONDS_PER_DAY)], Share]


class CampaignDay(Part):
    """A day by its distance from the big day; `share` of the big day's lift − 1 that it gets."""

    offset: int = Field(ge=-60, le=60)
    share: Share


class CampaignShape(Part):
    """How a sale goes, by day and by hour. Units: seconds since midnight in the shop's time zone, shares of a day."""

    opens_s: Annotated[float, Field(ge=-SECONDS_PER_DAY, le=SECONDS_PER_DAY)] = Field(
        0.0, description="when the sale opens, seconds from the big day's midnight; negative = on the eve"
    )
    days: tuple[CampaignDay, ...] = Field(min_length=1)
    curve: tuple[Point, ...] = Field(description="[second, cumulative share of orders] of the big day")
    eve_curve: tuple[Point, ...] | None = Field(None, description="the same for the day before")
    asks_curve: tuple[Point, ...] | None = Field(
        None, description="pre-sale questions of the big day where they keep other hours than its orders"
    )
    asks_eve_curve: tuple[Point, ...] | None = Field(None, description="those that come on the eve already")
    asks_eve: Share = Field(0.0, description="share of the big day's questions that comes on the eve")
    shape: tuple[Annotated[float, Field(gt=0, le=MOST_WEIGHT)], ...] = Field(
        (1.0,) * HOURS_PER_DAY, min_length=24, max_length=24, description="weights of the hours between the points"
    )

    @field_validator("curve", "eve_curve", "asks_curve", "asks_eve_curve")
    @classmethod
    def _rises(cls, value: tuple[Point, ...] | None) -> tuple[Point, ...] | None:
        if value is None:
            return value
        if len(value) < 2 or value[0] != (0.0, 0.0) or value[-1] != (SECONDS_PER_DAY, 1.0):
            raise ValueError(phrase("campaign.ends"))
        for (t0, s0), (t1, s1) in pairwise(value):
            if t1 <= t0 or s1 < s0:
                raise ValueError(phrase("campaign.later", point=f"[{t0:g}, {s0:g}]"))
        return value

    @field_validator("days")
    @classmethod
    def _big_day_is_whole(cls, value: tuple[CampaignDay, ...]) -> tuple[CampaignDay, ...]:
        offsets = [day.offset for day in value]
        if len(set(offsets)) < len(offsets):
            raise ValueError(phrase("campaign.once"))
        if not any(day.offset == 0 and day.share == 1 for day in value):
            raise ValueError(phrase("campaign.big_day"))
        return value

    @model_validator(mode="after")
    def _ordered(self) -> CampaignShape:
        if (self.asks_eve > 0) != (self.asks_eve_curve is not None):
            raise ValueError(phrase("campaign.eve"))
        return self

    @cached_property
    def _shares(self) -> dict[int, float]:
        return {day.offset: day.share for day in self.days}

    def share_on(self, offset: int) -> float:
        """Share of the big day's lift − 1 on the day so many days after it (negative = before)."""
        return self._shares.get(offset, 0.0)

    def has_curve(self, offset: int) -> bool:
        """Whether the day runs by a curve of this preset; other days follow the shop's usual hours."""
        return offset == 0 or (offset == -1 and self.eve_curve is not None)

    def share_until(self, seconds: float | Floats, offset: int = 0) -> float | Floats:
        """Cumulative share of the day's orders until `seconds` after its midnight. KeyError for a day without curve."""
        points = np.array(self._curve(offset))
        at, shares = points[:, 0], points[:, 1]
        hours = np.concatenate([[0.0], np.cumsum(self.shape)])

        def warped(t: float | Floats) -> Floats:  # a clock that runs as fast as the hour is busy
            return np.interp(t, np.arange(HOURS_PER_DAY + 1) * SECONDS_PER_HOUR, hours)

        result = np.interp(warped(seconds), warped(at), shares)
        return float(result) if np.ndim(seconds) == 0 else result

    def edges_and_weights(self, offset: int = 0) -> tuple[Floats, Floats]:
        """Slot edges in seconds, (n + 1,), and the share of the day's orders in each slot, (n,), adding to 1.

        The edges are the quarters of an hour and every point of the curve, so that orders spread evenly inside the
        slots meet each point exactly. KeyError for a day without curve.
        """
        quarters = np.arange(0, SECONDS_PER_DAY + SLOT_S, SLOT_S)
        edges = np.union1d(quarters, [second for second, _ in self._curve(offset)])
        return edges, np.diff(self.share_until(edges, offset))

    def questions(self, offset: int) -> tuple[Floats, Floats] | None:
        """Edges and shares of the big day's pre-sale questions that come so many days after it; none where questions
        keep the hours of the orders. Even between the points."""
        curve, share = {0: (self.asks_curve, 1 - self.asks_eve), -1: (self.asks_eve_curve, self.asks_eve)}.get(
            offset, (None, 0.0)
        )
        if curve is None:
            return None
        points = np.array(curve)
        edges = np.union1d(np.arange(0, SECONDS_PER_DAY + SLOT_S, SLOT_S), points[:, 0])
        return edges, share * np.diff(np.interp(edges, points[:, 0], points[:, 1]))

    def _curve(self, offset: int) -> tuple[Point, ...]:
        curve = {0: self.curve, -1: self.eve_curve}.get(offset)
        if curve is None:
            raise KeyError(f"no curve for day {offset:+d}")
        return curve


class CampaignPreset(CampaignShape):
    """A shape that `Campaign.preset` names, with where it comes from."""

    name: PresetName
    title: Text
    typical_lift: tuple[Positive, Positive] = Field(description="usual range of Campaign.lift with this preset")
    sources: str = Field(min_length=1, max_length=2000)
    measured: tuple[str, ...] = Field(description="which figures were published, and where")
    assumed: tuple[str, ...] = Field(description="which figures are assumptions")

    @model_validator(mode="after")
    def _range(self) -> CampaignPreset:
        if not 1 <= self.typical_lift[0] <= self.typical_lift[1]:
            raise ValueError(phrase("campaign.lift"))
        return self


@cache
def campaign_names() -> tuple[str, ...]:
    """Names of the shipped presets."""
    return tuple(sorted(file.stem for file in CAMPAIGNS.glob("*.toml")))


@cache
def campaign(name: str) -> CampaignPreset:
    """A shipped preset. Raises BadInput for a name that is none of `campaign_names()`."""
    if name not in campaign_names():
        near = advice(name, campaign_names())
        raise BadInput(phrase("campaign.unknown", name=f'"{name[:LONGEST_NAME]}"', advice=near))
    return read_campaign(CAMPAIGNS / f"{name}.toml")


def read_campaign(path: Path | str) -> CampaignPreset:
    """The preset of a TOML file; BadInput with one sentence for anything wrong in it."""
    return validated(CampaignPreset, read_toml(path), path)
