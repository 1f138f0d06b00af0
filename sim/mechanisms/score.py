"""Score: the stars that a marketplace shows, and the new customers who read them.

Each parcel that arrives may be reviewed, and a review is good or bad (5 stars or 1). It is bad more often where the
parcel came late (54 % against 9 % of parcels on time: 97,000 orders of a Brazilian marketplace), and where the
customer was answered wrongly or not at all. The score is the mean of the reviews of the last `window_days`:

    score ← score + (today's mean − score) × today's parcels / parcels of the window,

and new customers' orders follow it, exp(demand × (score − score at the start)).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.arrays import Floats
from sim.contract.channels import AVOIDED, FORGIVEN, PARCELS, ROBOT, SCORE_FACTOR
from sim.contract.day import Day
from sim.contract.mechanism import Count, Mechanism, Own
from sim.contract.phases import Phase
from sim.units import DAYS_PER_YEAR

LEAST, MOST = 1.0, 5.0  # stars


@dataclass(frozen=True)
class Score:
    demand: float  # log factor on new customers' orders for a star
    window_days: float  # how long a review counts
    bad: float  # share of bad reviews of parcels on time whose buyers were well answered
    bad_late: float  # the same of late parcels
    bad_failed: float  # the same where an answer was wrong or did not come


def bad_share(score: Score, parcels: float, late: float, failed: float) -> float:
    """Share of bad reviews of a day, in [0, 1]: of `parcels` > 0 so many `late`, so many `failed` in an answer."""
    more = late * (score.bad_late - score.bad) + failed * (score.bad_failed - score.bad)
    return min(1.0, max(0.0, score.bad + more / parcels))


def reviewed(score: Score, stars: float, usual: float, parcels: float, late: float, failed: float) -> float:
    """The score after a day's reviews, in [1, 5]; `usual`: parcels of a usual day."""
    if parcels <= 0:
        return stars
    today = MOST - (MOST - LEAST) * bad_share(score, parcels, late, failed)
    weight = min(1.0, parcels / (usual * score.window_days))
    return stars + (today - stars) * weight


def demand_factor(score: Score, stars: float, start: float) -> float:
    """Factor on new customers' orders."""
    return math.exp(score.demand * (stars - start))


def year_after(score: Score, stars: float, start: float) -> float:
    """Days' worth of new customers' orders won or lost in the year after, as newer reviews wash the gap out."""
    window = score.window_days
    return (demand_factor(score, stars, start) - 1) * window * -math.expm1(-DAYS_PER_YEAR / window)


@dataclass(frozen=True)
class Memory:
    stars: float


Mine = Own[None, Score, Memory]


def _review(day: Day, own: Mine) -> Memory:
    read, parcels = day.read, day[PARCELS]
    failed = read.wrong_after + read.misled + read.lost_after + read.late_after + day[ROBOT].failed
    harm, usual = 1 - day[FORGIVEN], day.shop.demand.orders_day
    failed = harm * failed - day[AVOIDED]  # a usual day has wrong parcels
    stars = reviewed(own.numbers, own.mine.stars, usual, parcels.shipped, harm * parcels.late, failed)
    return Memory(stars)


def _law(days: Mapping[str, Floats]) -> Sequence[str]:
    stars = days["score"]
    beyond = stars[(stars < LEAST) | (stars > MOST)]
    return [f"score: {worst:g} stars, outside {LEAST:g} to {MOST:g}" for worst in beyond[:1]]


def _new_customers(day: Day, own: Mine) -> float:
    shop = day.shop
    days = year_after(own.numbers, own.mine.stars, shop.customers.score_start)
    return days * shop.demand.orders_day * (1 - shop.customers.returning_share) * shop.contribution


MECHANISM = Mechanism(
    name="score",
    what="late parcels and bad answers make bad reviews; new customers read them",
    numbers=Score,
    memory=lambda day, own: Memory(day.shop.customers.score_start),
    needs=(PARCELS,),
    reads=(AVOIDED, FORGIVEN, ROBOT),
    always=True,
    acts={Phase.PEOPLE: _review, Phase.CLOSE: lambda day, own: day.note("score", own.mine.stars)},
    shares={SCORE_FACTOR: lambda day, own: demand_factor(own.numbers, own.mine.stars, day.shop.customers.score_start)},
    counts=(Count("score", "the shop's score tonight, stars", "last"),),
    law=_law,
    leaves={"score": _new_customers},
)
