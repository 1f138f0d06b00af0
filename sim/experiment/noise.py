"""The known luck of a season: sums of draws whose expectation is exactly 0.

A season's demand depends on its own past, so the work that came has no known mean. What is known is the law of the
draws themselves, whatever the season makes of them: levels of days, seasons and campaigns have mean 1, a day's
self-served orders follow a standard normal score, a person's ability has mean 1, and on each day somebody stays or
leaves by a draw of their own. Each figure here weighs such draws by what they would do in a season that goes as
planned. Weights that hang on nothing but the scenario keep the mean exact: today's demand would not do, because the
eve's questions know tomorrow's level.

- orders: would-be orders more than usual, by the levels of the days and the luck of the self-served
- desk, packing: days' work more than usual of the first crew's people, by their ability and by who left when
- leavers: people of the first crew who left, more than usual

The leavers' reference is a rested team's hazard; tiredness adds to what happens, not to what is taken out. People who
come later, children of contacts, illness and the floor's own luck stay in: the season's noise is elsewhere.
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist

import numpy as np

from sim import draws
from sim.arrays import Floats
from sim.contract.people import opening
from sim.mechanisms import attrition, demand, luck
from sim.mechanisms.customers import self_served
from sim.season.setup import Setup
from sim.units import DAYS_PER_WEEK

_NORMAL = NormalDist()


def of_season(world: Setup, seed: int) -> dict[str, float]:
    """Orders, person-days of desk and packing work, and leavers beyond expectation in the season of `seed`."""
    return {"orders": _orders(world, seed)} | _people(world, seed)


def _orders(world: Setup, seed: int) -> float:
    planned, has_level = _planned(world)
    days = np.arange(len(planned))
    levels = np.array([demand.level(world.scenario, seed, int(day)) if has_level[day] else 1.0 for day in days])
    levels = levels * np.where(has_level, _lasting(world, seed), 1.0)
    u = draws.uniform(draws.key(seed, "self-serve", days), draws.Purpose.SIZE)
    scores = np.array([_NORMAL.inv_cdf(float(x)) for x in u])
    return float(
        planned @ (levels - 1)
        + np.sqrt(self_served(world.scenario.customers.asked_buy, world.facts.asks) * planned) @ scores
    )


def levels(world: Setup, seed: int, first: int, end: int) -> Floats:
    """What luck multiplies the planned orders of the days from `first` to before `end` by, (2, days), each of mean 1:
    the season's alone, and with that of its campaigns and of each day. 1 on days whose orders a file counts."""
    _, has_level = _planned(world)
    known = has_level[first:end]
    own = np.array([demand.level(world.scenario, seed, day) for day in range(first, end)])
    season = luck.season_level(world.numbers["luck"], seed)
    return np.where(known, [np.full(len(own), season), own * _lasting(world, seed)[first:end]], 1.0)


def _lasting(world: Setup, seed: int) -> Floats:
    """Factor on each day's planned orders from the luck of the season and of its campaigns, (D,); mean 1."""
    shop, numbers = world.scenario, world.numbers["luck"]
    lifts = {event.day.isoformat(): luck.campaign_level(numbers, seed, day) for day, event in world.facts.big.items()}
    of_day = [
        demand.campaign_lift(shop, day, lifts) / demand.campaign_lift(shop, day, {}) for day in world.facts.days
    ]  # fmt: skip
    return luck.season_level(numbers, seed) * np.array(of_day)


@lru_cache(maxsize=8)
def _planned(world: Setup) -> tuple[Floats, np.ndarray]:
    """Would-be orders of each day with level 1 and nothing gone wrong, and which days have a level of their own."""
    recorded = {date for date, _ in world.facts.orders or ()}  # a file's counts hold their days' levels already
    has_level = np.array([day.date not in recorded for day in world.facts.days])
    usual = world.scenario.with_levers({"demand.dispersion_cv": 0.0})
    planned = [demand.expected_orders(usual, day, world.facts.orders, 0, 1.0, {}).total for day in world.facts.days]
    return np.array(planned), has_level


def _people(world: Setup, seed: int) -> dict[str, float]:
    """`here[p, d]`: whether person p of the first crew is still there on day d, had they been rested all along.

    A seat left empty is filled after notice and training, as often as the scenario replaces, by somebody of usual
    ability.
    """
    scenario, first = world.scenario, opening(world.scenario, world.talent.spread, seed)
    days = np.arange(world.days)
    tenure = np.maximum(0, days - first.hired[:, None]) / DAYS_PER_WEEK
    hazard = attrition.daily_hazard(world.numbers["attrition"].attrition, tenure, np.zeros_like(tenure))
    leaves = draws.uniform(draws.extend(first.key[:, None], days[None, :]), draws.Purpose.CHOICE_B) < hazard
    here, likely = _survival(leaves), _survival(hazard)
    empty = scenario.hiring.lead_days + scenario.hiring.training_days
    filled = np.zeros_like(likely)
    filled[:, empty:] = scenario.hiring.replace * (likely - here)[:, : max(0, len(days) - empty)]
    spread = world.talent.spread
    ability = np.exp(spread * draws.normal(first.key, draws.Purpose.SIZE, draws.Purpose.SIZE_B) - spread**2 / 2)
    worked = (ability[:, None] * here - likely + filled).sum(axis=1)
    left = (here * leaves - likely * hazard).sum(axis=1)
    speed = world.facts.skills.speed
    of_desk = speed[:, world.facts.human].max(axis=1, initial=0) > 0
    of_packing = world.facts.packs
    return {
        "desk": float(worked[(of_desk & ~of_packing)[first.group]].sum()),
        "packing": float(worked[of_packing[first.group]].sum()),
        "leavers": float(left.sum()),
    }


def _survival(leaving: Floats) -> Floats:
    """Chance (or fact) of still being there on the morning of each day, from those of leaving on each day."""
    stays = np.cumprod(1.0 - leaving, axis=1)
    return np.concatenate([np.ones((len(stays), 1)), stays[:, :-1]], axis=1)
