"""The loops of the season, as links that can be frozen at the path of another run.

A loop closes through one link. Freezing it means that the run takes the link's value of each day from a recorded
path instead of from its own past; "why did it change?" is then answered by which frozen links take the change away.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sim.arrays import Floats

LOOPS = ("late_contacts", "overload_errors", "repeat_contacts", "overload_fatigue", "fatigue_leavers")


@dataclass
class Links:
    """Values of each link by day (D days, K kinds); people's by their key, with the day's mean for others."""

    late_open: Floats  # (D,) late parcels whose owners ask
    error_factor: Floats  # (D,) mean factor of crowded hands on wrong answers
    repeat_share: Floats  # (D, K) contacts that come back ÷ answered ones
    strain_mean: Floats  # (D,)
    fatigue_mean: Floats  # (D,)
    strain: list[dict[int, float]] = field(default_factory=list)  # by day: person key → strain
    fatigue: list[dict[int, float]] = field(default_factory=list)

    @classmethod
    def blank(cls, days: int, kinds: int) -> Links:
        return cls(
            np.zeros(days), np.ones(days), np.zeros((days, kinds)), np.zeros(days), np.zeros(days),
            [{} for _ in range(days)], [{} for _ in range(days)],
        )  # fmt: skip

    def strain_of(self, day: int, keys) -> Floats:
        """Recorded strain of these people on a day; the day's mean for those who were not there."""
        known, mean = self.strain[day], self.strain_mean[day]
        return np.array([known.get(int(key), mean) for key in keys], float)

    def fatigue_of(self, day: int, keys) -> Floats:
        known, mean = self.fatigue[day], self.fatigue_mean[day]
        return np.array([known.get(int(key), mean) for key in keys], float)
