"""What files have beside arrivals and handle times: each is there or is not, and what is not stays the sample's."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import Bools
from sim.calibrate.contacts import Contacts
from sim.calibrate.team.conversion import Conversion, conversion_of
from sim.calibrate.team.handed_on import HandedOn, measured_handed_on
from sim.calibrate.team.holding import Holding
from sim.calibrate.team.lags import Lags, lags_of
from sim.calibrate.team.redials import Again, measured_again
from sim.calibrate.team.sales import Joined, Sales, joined
from sim.calibrate.team.stages import sources_of
from sim.calibrate.wrapup import is_told


@dataclass(frozen=True)
class Beside:
    """None: the file does not say. `strangers`: contacts and orders name customers or orders, and not the same."""

    again: Again | None = None
    holding: Holding | None = None
    lags: Lags | None = None
    conversion: Conversion | None = None
    handed_on: HandedOn | None = None
    wrapup_told: bool = False
    strangers: bool = False


NOTHING = Beside()


def beside(contacts: Contacts, usual: Bools, holding: Holding | None, sales: Sales | None) -> Beside:
    """`usual`: (days of the file,) days that shape a usual one; `sales`: orders of the same shop."""
    found: Joined | None = None
    lags: Lags | None = None
    if sales is not None and len(sales):
        found = joined(contacts, sales)
        lags = lags_of(contacts, sales, found, usual)
    before_sale = np.array([source != "parcel" for source in sources_of(contacts.kinds, lags)])
    made = Beside(
        again=measured_again(contacts),
        holding=holding,
        lags=lags,
        conversion=conversion_of(contacts, before_sale, sales, found),
        handed_on=measured_handed_on(contacts),
        wrapup_told=is_told(contacts),
    )
    names_both = sales is not None and (
        contacts.order is not None or (contacts.customer is not None and sales.buyers.any())
    )
    return replace(made, strangers=bool(names_both and found is None))
