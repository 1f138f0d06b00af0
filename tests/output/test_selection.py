"""Which plan is best: the right one as often as promised, with fewer replications where plans share their luck."""

from __future__ import annotations

import numpy as np
import pytest

from sim import experiment
from sim.experiment import last
from sim.experiment.selection import Round, best_of, continuation, select
from tests.season.shop import small_shop

RACES = 400


def race(means, spreads, shared: float = 0.0, worth: float = 1.0, seed: int = 0, **options) -> Round:
    """A race of normal plans whose replications have correlation `shared`."""
    means, spreads = np.asarray(means, float), np.asarray(spreads, float)
    rng = np.random.default_rng(seed)
    block, made = 64, []
    taken = [0] * len(means)

    def draw(plan: int) -> float:
        while taken[plan] >= block * len(made):
            common, own = rng.normal(size=block), rng.normal(size=(len(means), block))
            made.append(means[:, None] + spreads[:, None] * (shared**0.5 * common + (1 - shared) ** 0.5 * own))
        n = taken[plan]
        taken[plan] += 1
        return made[n // block][plan, n % block]

    return last(select(draw, len(means), worth, **options))


def test_the_constant_is_that_of_the_paper():
    """h² = 2 η (n₀ − 1), η = ((2α / (k − 1))^(−2 / (n₀ − 1)) − 1) / 2: for two plans, ten first replications, 95 %."""
    assert continuation(2, 0.95, 10) == pytest.approx(9 * (0.1 ** (-2 / 9) - 1))
    assert continuation(5, 0.95, 10) > continuation(2, 0.95, 10) > continuation(2, 0.90, 10)


@pytest.mark.parametrize(
    "spreads, shared, best",
    [((2, 2, 2), 0.0, 2), ((3, 3, 3, 3), 0.6, 0), ((1, 1, 3), 0.0, 2), ((3, 1, 1, 1), 0.0, 2)],
    ids=["alike", "shared luck", "the best varies most", "another varies most"],
)
def test_the_best_is_found_as_often_as_promised_where_that_is_hardest(spreads, shared, best):
    """All others equal and worse by exactly what matters: at least 95 % of 400 races, less three standard errors."""
    means = np.zeros(len(spreads))
    means[best] = 1.0
    right = sum(race(means, spreads, shared, seed=seed).best == best for seed in range(RACES))
    assert right / RACES >= 0.95 - 3 * (0.95 * 0.05 / RACES) ** 0.5


def test_shared_luck_shortens_the_race():
    """Correlation 0.9 leaves a tenth of the variance of the differences."""
    alone, shared = (
        np.mean([sum(race((0, 0, 1), (4, 4, 4), rho, seed=s).counts) for s in range(60)]) for rho in (0.0, 0.9)
    )
    assert alone > 3 * shared


def test_plans_that_are_far_behind_go_after_the_first_stage():
    found = race((0, 50, -50), (1, 1, 1))
    assert found.best == 1 and found.counts == (10, 10, 10)
    assert found.dropped == {0: 10, 2: 10} and found.racing == (1,)
    assert found.behind[1] == 0 and found.behind[2] == pytest.approx(100, rel=0.05)


def test_the_race_ends_in_the_time_it_announced():
    """Equal plans: the announcement after the first stage only shrinks as plans drop, and the race keeps it."""
    rng = np.random.default_rng(4)
    rounds = list(select(lambda plan: rng.normal(), 3, 0.5))
    announced = [step.most for step in rounds if step.most]
    assert announced == sorted(announced, reverse=True)
    assert max(rounds[-1].counts) <= announced[0] and rounds[-1].best is not None
    assert all(step.best is None for step in rounds[:-1])


def test_identical_plans_end_at_once_and_none_is_dropped():
    found = last(select(lambda plan: 3.0, 2, 1.0))
    assert (found.counts, found.best, found.dropped) == ((10, 10), 0, {})


def test_a_cap_leaves_the_question_open():
    found = race((0.0, 0.0), (9, 9), cap=15, seed=3)
    assert found.best is None and max(found.counts) == 15 < found.most
    assert set(found.racing) == {0, 1}


@pytest.mark.parametrize(
    "wrong", [{"plans": 1}, {"worth": 0.0}, {"confidence": 0.4}, {"confidence": 1.0}, {"first": 1}, {"cap": 5}]
)
def test_races_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=r"two plans|cap"):
        next(select(**({"draw": lambda plan: 0.0, "plans": 2, "worth": 1.0} | wrong)))


def test_seasons_race_on_shared_luck_and_dropped_plans_stop_working(monkeypatch):
    """Dearer parcels lose at once. The winner of lateness is the one with less of it."""
    closed, original = [], experiment.replicate

    def replicate(scenario, **options):
        try:
            yield from original(scenario, **options)
        finally:
            closed.append(scenario.money.parcel_cost)

    monkeypatch.setattr(experiment, "replicate", replicate)
    shop = small_shop(**{"calendar.weeks": 1, "calendar.campaigns": ()})
    plans = tuple(shop.with_levers({"money.parcel_cost": cost}) for cost in (9.0, 6.0, 12.0))
    found = last(best_of(plans, "profit", 500.0, cap=12, seed=2))
    assert found.best == 1 and set(found.dropped) == {0, 2} and set(closed) == {6.0, 9.0, 12.0}
    assert found.behind[0] == pytest.approx(found.means[1] - found.means[0])
    cheap = last(best_of(plans, "labour_cost", 1.0, larger=False, cap=12, seed=2))
    assert cheap.best == 0 and not cheap.dropped and cheap.means[0] > 0
