"""What a shop sells, as far as buying it goes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.shop.types import Part, Share, Weight


class Goods(Part):
    """Families of goods that are bought apart, how long they take to come, and what is left over brings."""

    families: tuple[Weight, ...] = Field(
        (0.5, 0.3, 0.2), min_length=1, max_length=12, description="shares of sales of goods that are bought apart"
    )
    lead_weeks: Annotated[float, Field(gt=0, le=52)] = Field(1.5, description="from the order to the shelf")
    safety_weeks: Annotated[float, Field(ge=0, le=52)] = Field(
        0.5, description="weeks of sales that are kept on the shelf for doubt, as the shop does today"
    )
    salvage: Share = Field(0.6, description="what goods left over from a sale bring, as a share of their cost")
