"""Colleagues: people who see a quicker team-mate work get a little quicker, and slower beside a slow one.

The size is that of `sim.mechanisms.motivation.peers_log_speed`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Floats
from sim.contract.channels import AT_HOME, SPEED, TAUGHT
from sim.contract.day import Day
from sim.contract.mechanism import Mechanism, Own
from sim.mechanisms.motivation import Motivation, peers_log_speed


@dataclass(frozen=True)
class Numbers:
    motivation: Motivation


def _peers(day: Day, own: Own[None, Numbers, None]) -> Floats:
    """Only who is there and in sight pulls."""
    people = day.people
    level = np.log(people.ability) + day[TAUGHT]
    seen = (1 - day[AT_HOME]) * day.on_floor
    pull = peers_log_speed(own.numbers.motivation, level, people.group, len(day.shop.people), seen)
    return np.where(day.service, pull, 0.0)


MECHANISM = Mechanism(
    name="colleagues",
    what="quicker colleagues in sight pull along",
    numbers=Numbers,
    reads=(AT_HOME, TAUGHT),
    always=True,
    adds={SPEED: _peers},
)
