"""What a shop knows of itself where the register can only assume: rivals, suppliers, couriers, complaints, tasks.

A field that is left open takes the register's value, and doubt draws it from its range there; a number that is set here
takes its place and is not drawn. Each field names its row of `data/parameters.csv`.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from pydantic.fields import FieldInfo

from sim.shop.types import Part, Share

ROW = "parameter"  # of a field's schema: the row that it takes the place of


def _in_place_of(row: str, description: str) -> Any:
    return Field(None, description=description, json_schema_extra={ROW: row})


class Known(Part):
    """Facts of the shop's own, each None where the register's assumption stands."""

    own_name_share: Share | None = _in_place_of(
        "budget.own_name", "share of the advertising that is on the shop's own name"
    )
    rival_cuts_week: Annotated[float, Field(ge=0, le=7)] | None = _in_place_of(
        "market.cuts_week", "price cuts of rivals that matter, a week"
    )
    rival_cut: Annotated[float, Field(gt=0, le=0.9)] | None = _in_place_of("market.cut", "mean size of such a cut")
    rival_days: Annotated[float, Field(ge=1, le=90)] | None = _in_place_of("market.days", "mean length of such a cut")
    supplier_late: Share | None = _in_place_of("supply.late", "chance that the supplier of a sale's goods is late")
    supplier_late_share: Share | None = _in_place_of(
        "supply.late_share", "share of the goods that then come after the sale"
    )
    second_dearer: Annotated[float, Field(ge=0, le=2)] | None = _in_place_of(
        "supply.dearer", "share of the goods' cost that the second supplier asks on top"
    )
    second_standing_by: Share | None = _in_place_of(
        "supply.standing_by", "share of the goods' cost that the second supplier is paid for being ready"
    )
    courier_slower: Annotated[float, Field(ge=0, le=30)] | None = _in_place_of(
        "supply.slower", "days that the cheaper courier takes more"
    )
    courier_cheaper: Share | None = _in_place_of(
        "supply.cheaper", "share of the parcel's cost that the cheaper courier saves"
    )
    complain_share: Annotated[float, Field(gt=0, le=1)] | None = _in_place_of(
        "recovery.complain", "share of the customers hurt by a failure who complain"
    )
    wrong_share: Annotated[float, Field(ge=0, le=0.5)] | None = _in_place_of(
        "workflow.wrong", "share of parcels that are wrong"
    )
    idea_hours: Annotated[float, Field(ge=1, le=1_000)] | None = _in_place_of(
        "innovation.hours", "hours for one idea and its test"
    )
    piece_hands: Annotated[float, Field(ge=1, le=20)] | None = _in_place_of(
        "projects.stations", "hands that a piece of preparation goes through"
    )
    piece_changes_week: Annotated[float, Field(ge=0, le=2)] | None = _in_place_of(
        "projects.changes", "finished pieces that must be done again, a week"
    )
    piece_wrong_share: Share | None = _in_place_of("projects.wrong", "share of pieces that is wrong")

    def values(self) -> dict[str, float]:
        """What is known, by the row of the register that it takes the place of."""
        said = {row_of(info): getattr(self, name) for name, info in type(self).model_fields.items()}
        return {row: value for row, value in said.items() if value is not None}


def row_of(info: FieldInfo) -> str:
    """The row of the register that a field of `Known` takes the place of."""
    extra = info.json_schema_extra
    assert isinstance(extra, dict)
    return str(extra[ROW])
