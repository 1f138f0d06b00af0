"""Who serves what, read from who served what."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.calibrate.contacts import Contacts

LEAST_SHARE = 5.0  # contacts: to serve none of 5 expected has a chance of e⁻⁵, below 1 %


def skills(contacts: Contacts) -> NDArray[np.bool_]:
    """(agents, kinds): false where an agent served none of a kind of which at least five would have been their share.

    The share is by number: the agent's contacts times the kind's part of all contacts served.
    """
    known = contacts.rows(contacts.answered & (contacts.agent >= 0))
    served = np.zeros((len(contacts.agents), len(contacts.kinds)))
    np.add.at(served, (known.agent, known.kind), 1.0)
    share = served.sum(axis=1, keepdims=True) * served.sum(axis=0) / max(1.0, served.sum())
    return np.asarray((served > 0) | (share < LEAST_SHARE))
