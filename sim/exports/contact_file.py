"""What a reader of contacts hands on: contacts, hours of duty where the file has them, remarks, and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sim.exports.contacts import Contacts
from sim.exports.hours import NO_HOURS, Hours
from sim.exports.quality import Remark
from sim.files.bad_input import BadInput, bad
from sim.files.messages import phrase


class Lack(Enum):
    """What the rows of a file do not hold; the value is the key of the sentence that says so."""

    SERVICE = "contact_file.service"  # how long contacts were served; nan in `Contacts.service`
    LOST_WAITS = "contact_file.lost_waits"  # how long those waited who were not answered; nan in `Contacts.wait`
    WAITS = "contact_file.waits"  # how long anybody waited; nan in `Contacts.wait`
    LOST = "contact_file.lost"  # the contacts that nobody answered
    AGENT = "contact_file.agent"  # who served
    QUEUE = "contact_file.queue"  # a queue: these are tickets, which wait for hours and stay open for more


@dataclass(frozen=True)
class ContactFile:
    """One file of contacts as it was read."""

    name: str
    contacts: Contacts
    hours: Hours = NO_HOURS
    remarks: tuple[Remark, ...] = ()
    lacks: frozenset[Lack] = frozenset()
    utc: bool = False  # the file says how far its clock is from UTC

    def whole(self) -> Contacts:
        """The contacts, if they can be replayed. Raises BadInput that says what is missing for it."""
        for lack in Lack:
            if lack in self.lacks and lack is not Lack.LOST:
                raise self.wanting(lack)
        return self.contacts

    def wanting(self, lack: Lack) -> BadInput:
        return bad(self.name, phrase(lack.value))
