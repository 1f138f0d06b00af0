"""Preparation: a campaign whose pages, stock and offers are not ready does not get its lift.

Each role has so many hours to do in the four weeks before; the people of that role can give a share of theirs. What
is not done costs a part of the lift. The size is an assumption, stated in the register.
"""

from __future__ import annotations

from dataclasses import dataclass

LEAD_DAYS = 28


@dataclass(frozen=True)
class Preparation:
    available: float  # share of a person's hours that can go into preparation
    worth: float  # share of the lift that is lost when nothing is prepared


def readiness(preparation: Preparation, needed: dict[str, float], hours: dict[str, float]) -> float:
    """Share of the needed hours that can be done, in [0, 1]; `hours` are those on the payroll, by role."""
    total = sum(needed.values())
    if not total:
        return 1.0
    done = sum(min(need, preparation.available * hours.get(role, 0.0)) for role, need in needed.items())
    return done / total


def realised_lift(preparation: Preparation, ready: float) -> float:
    """Share of the campaign's lift that comes true."""
    return 1 - preparation.worth * (1 - ready)
