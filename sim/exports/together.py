"""What files say only beside each other: a roster about those who served, two exports about the same days."""

from __future__ import annotations

from collections.abc import Sequence

from sim.exports.contact_file import ContactFile
from sim.exports.contacts import joined_once
from sim.exports.doubts import of_agents
from sim.exports.quality import Remark
from sim.exports.reading import Reading
from sim.exports.roster_names import on_the_floor
from sim.exports.rosters import Roster


def together(readings: Sequence[Reading]) -> tuple[Remark, ...]:
    """Contacts that several files hold, people on the roster who served nobody or under another name, and agents who
    served for longer than they were there; nothing where there are no contacts."""
    files = [one.read for one in readings if isinstance(one.read, ContactFile) and len(one.read.contacts)]
    if not files:
        return ()
    contacts, again = joined_once([file.contacts for file in files])
    remarks = [Remark("doubts.in_two_files", again)] if again else []
    for one in readings:
        if isinstance(one.read, Roster) and one.read.has_hours and contacts.agents:
            hours, names = on_the_floor(one.read.hours, contacts)
            busy = [remark for remark, _ in of_agents(contacts, hours) if remark.key == "doubts.too_busy"]
            remarks += [*names, *busy]
    return tuple(remarks)
