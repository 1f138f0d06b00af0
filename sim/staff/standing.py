"""Standing: what each person is beyond the roster, and what the practices have left in them."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from sim import draws
from sim.arrays import Floats, Ints, Keys
from sim.mechanisms.roster import NEVER

TRAITS = ("aptitude", "home", "conscience")  # standard normals
CHANCES = ("asks", "room")  # uniforms


@dataclass
class Standing:
    """Columns by row of the roster, in its order.

    Traits come from the person's own draw; the rest starts at nothing and is moved by `sim.staff`.
    """

    aptitude: Floats  # for leading, SDs
    home: Floats  # what home does to their work, SDs
    conscience: Floats  # gives without being asked, SDs
    asks: Floats  # place in the line of those who ask for days at home
    room: Floats  # the same in the line of those who have a room for it
    referred: np.ndarray  # bool
    tests: Ints  # methods passed at hiring; 0 for those who were there
    lead: np.ndarray  # bool
    second_from: Ints  # day from which the second skill is used; NEVER
    lasting: Floats  # know-how, log points of speed
    fading: Floats
    suggested: Floats  # learned for good from an assistant's suggestions, log speed
    coached: Floats
    talks: Floats  # what is left of appraisal talks, log speed
    praise: Floats
    unfair: Floats  # in [0, 1]
    notice: Ints  # day of the notice; NEVER
    done: Floats  # contacts answered since the last pay day
    won: Floats  # orders won by them
    wrong: Floats  # of them wrong
    work: Floats  # of them in standard days of the person's group
    results: Floats  # standard days' work since the season began
    gained: Floats  # pay beyond the month's, as a share of it, remembered
    fined: Floats  # taken, likewise

    def __len__(self) -> int:
        return len(self.aptitude)

    @classmethod
    def of(cls, keys: Keys, referred: np.ndarray | bool = False, tests: int = 0) -> Standing:
        """New people's."""
        n = len(keys)
        traits = {name: _normal(keys, name) for name in TRAITS} | {name: _uniform(keys, name) for name in CHANCES}
        none = {field.name: np.zeros(n) for field in fields(cls) if field.name not in traits}
        never = {name: np.full(n, NEVER) for name in ("second_from", "notice")}
        given = {"referred": np.full(n, referred), "tests": np.full(n, tests), "lead": np.zeros(n, bool)}
        return cls(**(none | traits | never | given))

    def add(self, other: Standing) -> None:
        """Append people."""
        for field in fields(self):
            setattr(self, field.name, np.concatenate([getattr(self, field.name), getattr(other, field.name)]))


def _normal(keys: Keys, name: str) -> Floats:
    return draws.normal(draws.extend(keys, name), draws.Purpose.SIZE, draws.Purpose.SIZE_B)


def _uniform(keys: Keys, name: str) -> Floats:
    return draws.uniform(draws.extend(keys, name), draws.Purpose.CHOICE)
