"""Four of the studies again, this time lived by a shipped team: its season, all of its mechanisms, its luck.

The studies of `sim.studies.registry` take a mechanism out of the season and give it the original's sample. Here the
whole season runs, and everything else that a failure or a tool sets off runs with it: parcels that are late make
contacts, crowded hands make wrong answers, stars fall. Claims and bands are those of the studies, so nothing is chosen
twice; a claim that a season cannot show is left out. One experiment is a few seasons on the same luck.

- V13: a heap of parcels on the first morning, so that the first are late; how much of a customer's orders each late
  parcel takes away, wrong answers and long waits about it included. A larger heap makes parcels weeks late. What four
  years show is left out: a season keeps a stock of customers, none that could be followed.
- V16: the ideas that a season draws and tests, as many as were published, with one look or one a day.
- V17: V13's heap, and a coupon for whoever complains, which the first person may give. Who was failed before is left
  out, for the same reason.
- V18: eight weeks with an assistant for everybody and without one; what the floor's own record says of each chat.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from sim.arrays import Floats, Ints
from sim.evidence import Parameters
from sim.floor import Outcome
from sim.mechanisms.innovation import Innovation, power
from sim.scenario import Scenario
from sim.scenario.file import team
from sim.season.clock import SeasonResult, run_season
from sim.season.setup import Setup, parameter_ids
from sim.studies import v16_peeking as v16
from sim.studies.base import Study
from sim.studies.registry import STUDIES
from sim.units import DAYS_PER_WEEK

SMALL, LARGE = "starter", "flagship"
QUIET: dict[str, Any] = {"calendar.campaigns": (), "calendar.holidays": ()}
WEEKS, MOST_WEEKS = 8, 156  # of a season with a heap, until the last of it has arrived; of the longest season
HEAP, MOUNTAIN = 2_000, 12_000  # parcels on the first morning: the last of them a few days late, or three weeks
COUPON = 0.4  # of the order value, as in V17
LOOK_WEEKS = v16.DAYS // DAYS_PER_WEEK
TRIAL = 8  # weeks with an assistant
GROUPS = 5
# The assumptions next to each claim. A season reads a hundred more, and each end of a range is a round of seasons.
NEAR = {
    "V13": ("base.failed",),
    "V16": ("innovation.again", "innovation.spread", "innovation.centre"),
    "V17": ("base.failed", "recovery.theirs", "recovery.most"),
    "V18": ("assistance.best", "assistance.sticks", "assistance.careless"),
}


def _shop(name: str, weeks: int, **levers: Any) -> Scenario:
    """A shipped team without sales and holidays; "__" for "." in the names of levers."""
    asked = {lever.replace("__", "."): value for lever, value in levers.items()}
    return team(name).with_levers(QUIET | {"calendar.weeks": weeks} | asked)


def _season(p: Parameters, seed: int, shop: Scenario) -> SeasonResult:
    return run_season(Setup(shop, p), seed)


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(2**31))


def harm(late: SeasonResult, usual: SeasonResult) -> float:
    """Share of a customer's orders that one more late parcel takes away, with all that comes of it on the way. What
    fewer stars keep away is not in it: it meets those whose parcels came in time, too. nan where no more are late.
    """
    more = float(late.days["late"].sum() - usual.days["late"].sum())
    hurt = float(late.days["customers_hurt"].sum() - usual.days["customers_hurt"].sum())
    return hurt / more if more > 0 else math.nan


def _heap(p: Parameters, seed: int, parcels: int, **levers: Any) -> SeasonResult:
    """A small shop's season that begins with so many parcels."""
    return _season(p, seed, _shop(SMALL, WEEKS, fulfilment__opening_backlog=parcels, **levers))


def back_orders(p: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """V13's numbers of the first year by what late parcels do to a small shop's customers."""
    seed = _seed(rng)
    usual = _season(p, seed, _shop(SMALL, WEEKS))
    some, many = (harm(_heap(p, seed, parcels), usual) for parcels in (HEAP, MOUNTAIN))
    return {"first_year": -some, "longer": some - many}


def peeking(p: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """V16's false finds by what seasons kept of their ideas; an idea a month, and as many as were published. A season
    does not say what a test of no effect showed: how many ideas look like nothing is V16's own.
    """
    innovation = p.bind(Innovation, "innovation")
    weekly = 1 / LOOK_WEEKS
    sought = -math.log1p(-innovation.again * weekly) / innovation.again if innovation.again else weekly
    asked: dict[str, Any] = {
        "demand__orders_day": v16.ORDERS / v16.DAYS,
        "innovation__hours_week": sought * innovation.hours * (1 + 1e-9),  # rounding costs no idea
        "innovation__sure": v16.SURE,
    }
    once, daily = (Setup(_shop(LARGE, MOST_WEEKS, **asked, innovation__looks=looks), p) for looks in (1, v16.DAYS))
    seeds, kept, tested = [], {1: 0, v16.DAYS: 0}, {1: 0, v16.DAYS: 0}
    while tested[1] < v16.IDEAS:
        seeds.append(_seed(rng))
        for looks, setup in ((1, once), (v16.DAYS, daily)):  # what tests show is settled on the first morning
            memory = setup.opening(seeds[-1]).memory["innovation"]
            kept[looks] += len(memory.shipped)
            tested[looks] += memory.tested
    nothing = v16.experiment(p, rng)["null"]
    share = {looks: kept[looks] / tested[looks] for looks in kept}
    return {
        "once": v16.false_share(nothing, power(0.0, v16.ORDERS, v16.SURE), share[1]),
        "peeked": v16.false_share(nothing, v16.kept_of_nothing(), share[v16.DAYS]),
    }


def apologies(p: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """V17's later orders of a late parcel's customer, and what a coupon for who complains brings of them."""
    seed = _seed(rng)
    usual = _season(p, seed, _shop(SMALL, WEEKS))
    none = harm(_heap(p, seed, HEAP), usual)
    paid = harm(_heap(p, seed, HEAP, recovery__coupon=COUPON, recovery__authority=1.0), usual)
    return {"later": math.log1p(-none), "money": math.log1p(-paid) - math.log1p(-none)}


def suggestions(p: Parameters, rng: np.random.Generator) -> dict[str, float]:
    """V18's numbers by the record of a floor that has an assistant, over one that has none."""
    seed = _seed(rng)
    without, with_it = (_chats(p, seed, share) for share in (0.0, 1.0))
    both = np.intersect1d(without.people, with_it.people)
    before, after = (one.rows(both) for one in (without, with_it))
    quick = before.length.argsort()
    fifth = max(1, len(both) // GROUPS)
    best, slowest = quick[:fifth], quick[-fifth:]
    change = np.log(after.length / before.length)
    return {
        "length": float(np.log(with_it.mean / without.mean)),
        "slowest": float(change[slowest].mean() - change[best].mean()),
        "return": float(np.log(after.back[best].sum() / before.back[best].sum()))
        - float(np.log(after.answered[best].sum() / before.answered[best].sum())),
        "at_once": float(np.log(after.held[best].mean() / before.held[best].mean())),
    }


class _Chats:
    """Chats answered by each person of a floor in `TRIAL` weeks: length, chats in hand, customers who came back."""

    def __init__(self, person: Ints, seconds: Floats, held: Ints, back: Ints) -> None:
        self.people, position = np.unique(person, return_inverse=True)
        self.answered = np.bincount(position).astype(float)
        self.length = np.bincount(position, seconds) / self.answered
        self.held = np.bincount(position, held) / self.answered
        self.back = np.bincount(position, back)
        self.mean = float(seconds.mean())

    def rows(self, people: Ints) -> _Chats:
        """Those of `people` alone, in their order."""
        chosen = object.__new__(_Chats)
        at = np.searchsorted(self.people, people)
        chosen.people, chosen.mean = people, self.mean
        for name in ("answered", "length", "held", "back"):
            setattr(chosen, name, getattr(self, name)[at])
        return chosen


def _chats(p: Parameters, seed: int, share: float) -> _Chats:
    shop = _shop(LARGE, TRIAL, tools__assistance_share=share)
    is_chat = np.array([work.channel == "chat" for work in shop.work])
    found: list[tuple[Ints, Floats, Ints, Ints]] = []

    def look(day: int, tape: Any, crew: Any, log: Any) -> None:
        done = np.flatnonzero(is_chat[log.kind] & (log.outcome == Outcome.SERVED) & (log.agent >= 0))
        seconds = log.end[done] - log.start[done]
        back = (log.wrong[done] & (log.child[done] >= 0)).astype(np.int64)
        found.append((crew.ids[log.agent[done]], seconds, log.held[done], back))

    run_season(Setup(shop, p), seed, each_floor=look)
    return _Chats(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _lived(study: str, claims: tuple[str, ...], experiment: Any, design: str) -> Study:
    """The claims of a study that a season can show, lived by a season."""
    known = STUDIES[study]
    return replace(
        known, claims=tuple(one for one in known.claims if one.id in claims), experiment=experiment, design=design
    )


LIVED = {
    one.id: one
    for one in (
        _lived("V13", ("first_year", "longer"), back_orders,
               f"{HEAP:,} parcels of {SMALL} on the first morning or {MOUNTAIN:,}, and {WEEKS} weeks."),
        _lived("V16", ("once", "peeked"), peeking,
               f"{v16.IDEAS:,} ideas of seasons of {MOST_WEEKS} weeks of {LARGE}, one in {LOOK_WEEKS} weeks."),
        _lived("V17", ("money", "later"), apologies,
               f"{HEAP:,} parcels of {SMALL} on the first morning, {WEEKS} weeks, with a coupon or none."),
        _lived("V18", ("length", "slowest", "return", "at_once"), suggestions,
               f"{TRIAL} weeks of {LARGE} with an assistant for the whole floor, or none."),
    )
}  # fmt: skip


def parameters_read(study: str) -> tuple[str, ...]:
    """Ids of the parameters that the seasons of a study read, sorted. KeyError for a study that none lives."""
    shops = {
        "V13": (_shop(SMALL, WEEKS),),
        "V16": (_shop(LARGE, MOST_WEEKS, innovation__hours_week=1.0),),
        "V17": (_shop(SMALL, WEEKS, recovery__coupon=COUPON),),
        "V18": (_shop(LARGE, TRIAL, tools__assistance_share=1.0),),
    }
    return tuple(sorted({name for shop in shops[study] for name in parameter_ids(shop)}))
