"""The range that eight in ten lie in, as everything measured here is told with."""

from __future__ import annotations

BAND = (0.1, 0.9)
P90 = 1.2816  # of the standard normal: standard deviations to either end of that range
