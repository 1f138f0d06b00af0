"""The types that a scenario gets: none without a contact, and no more than it has room for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.calibrate.contacts import Contacts
from sim.calibrate.team.works import MOST_WORK, OTHER


def with_few_kinds(contacts: Contacts, most: int = MOST_WORK) -> Contacts:
    """The same contacts, types without any left out; where there are more than `most`, all but the `most` − 1 with the
    most contacts are called `OTHER`."""
    count = np.bincount(contacts.kind, minlength=len(contacts.kinds))
    some = np.flatnonzero(count)
    if len(some) < len(contacts.kinds):
        names = tuple(contacts.kinds[k] for k in some)
        return with_few_kinds(replace(contacts, kinds=names, kind=np.searchsorted(some, contacts.kind)), most)
    if len(contacts.kinds) <= most:
        return contacts
    kept = np.sort(np.argsort(-count, kind="stable")[: most - 1])
    place = np.full(len(contacts.kinds), len(kept))
    place[kept] = np.arange(len(kept))
    names = (*(contacts.kinds[k] for k in kept), OTHER)
    return replace(contacts, kinds=names, kind=place[contacts.kind])
