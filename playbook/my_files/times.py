"""When contacts came and orders were placed, over all files and years: what the days to come are foretold from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.calibrate.team.counts import Counts
    from sim.exports.reading import Reading


def contact_counts(readings: Sequence[Reading]) -> Counts | None:
    """Contacts by half hour, of all files; None where none has dates."""
    from sim.calibrate.team.counts import of_contacts
    from sim.calibrate.team.history import together
    from sim.exports.contact_file import ContactFile

    found = []
    for one in readings:
        if isinstance(one.read, ContactFile):
            contacts = one.read.whole()
            if contacts.left is not None:
                contacts = contacts.rows(~contacts.left)
            if len(contacts) and None not in contacts.dates:
                found.append(of_contacts(contacts))
    return together(found) if found else None


def order_counts(readings: Sequence[Reading]) -> Counts | None:
    """Orders by half hour, from the file with the most of them and, where others of the same platform have days that
    it lacks, from those. Files of the same days are not added up: they are one export twice, or of two shops."""
    import numpy as np

    from sim.calibrate.team.counts import of_moments
    from sim.calibrate.team.history import together, without_days_of
    from sim.exports.columns import BY_CONTENT
    from sim.exports.orders import Orders

    # a table whose time of an order was only guessed may be something else
    tables = [
        one.read
        for one in readings
        if isinstance(one.read, Orders) and one.read.counted.any() and one.read.columns["placed"].how != BY_CONTENT
    ]
    found: list[Counts] = []
    tables.sort(key=len, reverse=True)
    for table in tables:
        if table.platform == tables[0].platform:
            moments = np.round(table.placed[table.counted] * 1000).astype("int64").astype("datetime64[ms]")
            found.append(without_days_of(of_moments(moments), found))
    return together(found) if found else None
