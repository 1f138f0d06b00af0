"""Hours in which nobody asks on usual days and a sale has questions all the same.

A shop's contacts come in its opening hours only; the hours of a sale's big day are those of orders, which come at night
as well. That somebody asks then is an assumption, and whoever plans people for it has to know.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.arrays import Bools, Floats
from sim.files.messages import Phrase, Series, phrase
from sim.shop.campaigns import CampaignShape
from sim.shop.facts import Calendar, Demand
from sim.units import HOURS_PER_DAY, SECONDS_PER_HOUR

NOBODY = 5e-4  # of a day's contacts in an hour: what a fit may leave of a closed one
FELT = 0.01  # of the big day's questions: fewer are not worth a sentence


def open_hours(hourly: Sequence[float]) -> Bools:
    """(24,) whether somebody comes in an hour of a usual day."""
    weight = np.asarray(hourly, float)
    found: Bools = weight > NOBODY * weight.sum()
    return found


def by_hour(shape: CampaignShape) -> Floats:
    """(24,) shares of the big day's questions: by their own curve where the sale has one, else as orders."""
    edges, share = shape.questions(0) or shape.edges_and_weights(0)
    hour = np.minimum((edges[:-1] / SECONDS_PER_HOUR).astype(int), HOURS_PER_DAY - 1)
    found = np.bincount(hour, share, HOURS_PER_DAY)
    shares: Floats = found / found.sum()
    return shares


def nights_said(calendar: Calendar, demand: Demand) -> Phrase | None:
    """The sentence for the largest campaign; None where its questions keep the usual hours."""
    if not calendar.campaigns:
        return None
    event = max(calendar.campaigns, key=lambda one: one.lift)
    usual = open_hours(demand.hourly)
    share = float(by_hour(event.shape)[~usual].sum())
    if share < FELT:
        return None
    return phrase("campaign.nights", day=event.day, hours=Series(_spans(usual)), share=f"{100 * share:.0f}")


def _spans(usual: Bools) -> tuple[str, ...]:
    """Hours in a row: "9:00–22:00"."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], usual, [False]]).astype(np.int8))).reshape(-1, 2)
    return tuple(f"{a}:00–{b}:00" for a, b in edges.tolist())
