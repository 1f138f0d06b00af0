"""People of a roster and agents of a telephone or chat system brought together, where both name them differently."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from sim.exports.contacts import EPOCH, Contacts
from sim.exports.hours import Hours, hours_of
from sim.exports.quality import Remark
from sim.files.bad_input import listed
from sim.units import SECONDS_PER_DAY

_NUMBER = re.compile(r"(?<!\d)\d{2,6}(?!\d)")


def plain_name(name: str) -> str:
    """A name without what differs between systems: case, blanks, the shop before a colon, signs, width of letters."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = re.sub(r"\(.*?\)", "", text)
    text = text.rpartition(":")[2] or text
    return "".join(c for c in text if c.isalnum())


def matched(people: Sequence[str], agents: Sequence[str]) -> dict[str, str]:
    """For each person whose agent is certain, the agent: the same name, or the only one with the same extension."""
    found: dict[str, str] = {}
    for key in (plain_name, _extension):
        theirs, ours = _unique(people, key), _unique(agents, key)
        for word, person in theirs.items():
            if word and word in ours and person not in found and ours[word] not in found.values():
                found[person] = ours[word]
    return found


def on_the_floor(
    hours: Hours, contacts: Contacts, said: Mapping[str, str] | None = None
) -> tuple[Hours, tuple[Remark, ...]]:
    """The hours under the contacts' names of agents, without people who never served while they were on the roster.

    `said`: which agent a person is, where somebody has said so. People without an agent are kept out, since they
    cannot be told from team leaders; a remark names them and the agents whom the roster does not have.
    """
    agents = [contacts.agents[a] for a in np.unique(contacts.agent[contacts.agent >= 0])]
    same = matched(hours.agents, agents) | dict(said or {})
    days = [(date - EPOCH).days * SECONDS_PER_DAY for date in contacts.dates if date is not None]
    met = np.array([any(d - SECONDS_PER_DAY < on < d + SECONDS_PER_DAY for d in days) for on in hours.on], dtype=bool)
    planned = {hours.agents[a] for a in hours.agent[met]}
    never = sorted(person for person in planned if same.get(person) not in agents)
    strange = sorted(set(agents) - set(same.values()))
    windows = [
        (same[hours.agents[a]], float(on), float(off))
        for a, on, off in zip(hours.agent, hours.on, hours.off, strict=True)
        if same.get(hours.agents[a]) in agents
    ]
    found = []
    if never and strange:
        found.append(Remark("rosters.names_differ", len(never), {"people": listed(never), "agents": listed(strange)}))
    elif never:
        found.append(Remark("rosters.never_served", len(never), {"people": listed(never)}))
    elif strange:
        found.append(Remark("rosters.not_planned", len(strange), {"agents": listed(strange)}))
    return hours_of(windows), tuple(found)


def _extension(name: str) -> str:
    numbers = _NUMBER.findall(name)
    return numbers[-1] if numbers else ""


def _unique(names: Sequence[str], key: Callable[[str], str]) -> dict[str, str]:
    words = [key(name) for name in names]
    return {word: name for word, name in zip(words, names, strict=True) if words.count(word) == 1}
