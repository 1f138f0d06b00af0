"""Scenarios handed over as themselves, worlds kept by what a scenario says, estimates that grow."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiment import Replication, Task, last, replicate, run, world_of
from sim.experiment.peak_week import heads_of
from sim.experiment.results import ROOM, Gathering
from sim.experiment.tasks import play
from sim.scenario import Scenario
from sim.scenario.file import team, team_names
from tests.season.shop import small_shop


@pytest.mark.parametrize("name", team_names())
def test_a_scenario_arrives_as_it_left(name):
    """Equal, and with the key that was computed for it: a worker validates nothing and digests nothing."""
    shop = team(name)
    key = shop.key
    there = pickle.loads(pickle.dumps(Task(shop, 1, False, "auto")))
    assert there.scenario == shop and there == Task(shop, 1, False, "auto")
    assert there.scenario.__dict__["key"] == key == Scenario.model_validate(there.scenario.model_dump()).key


def test_a_task_arrives_small_and_gives_the_same_season():
    task = Task(small_shop(**{"calendar.weeks": 3}), 7, False, "auto")
    sent = pickle.dumps(task)
    assert len(sent) < 20_000
    here, there = play(task), play(pickle.loads(sent))
    assert here.totals == there.totals


def test_a_world_is_made_once_for_all_that_say_the_same():
    shop = small_shop()
    world = world_of(shop)
    assert world_of(Scenario.model_validate(shop.model_dump())) is world
    assert world_of(shop, False, "auto") is not world_of(shop, True, "auto")
    assert world_of(shop.with_levers({"peak.temps": 1})) is not world


def test_a_default_that_is_said_is_the_same_world():
    shop = small_shop()
    said = shop.with_levers({"peak.temps": shop.peak.temps, "hiring.replace": shop.hiring.replace})
    assert world_of(said) is world_of(shop)


def test_peak_weeks_keep_the_base_by_what_it_says():
    shop = small_shop(**{"people.late.count": 2})
    heads = heads_of(shop, 1, False, "auto")
    assert heads_of(Scenario.model_validate(shop.model_dump()), 1, False, "auto") is heads
    assert heads_of(shop, 2, False, "auto") is not heads


# ------------------------------------------------------------------------------------------------- growing


def one(i: int, kind: type = float) -> Replication:
    days = {"orders": np.arange(3).astype(kind) + i}
    return Replication({"profit": 1.5 * i}, days, {4: {"queue": np.full((2, 2), i)}}, (f"law {i}",), {"desk": -i / 2})


@given(st.integers(1, 3 * ROOM))
def test_estimates_are_the_replications_one_below_the_other(n):
    gathering = Gathering(small_shop(), 1, n, ("a",))
    found = last(gathering.add(one(i)) for i in range(n))
    assert found.n == n and found.neutralised == ("a",) and len(found.laws) == n
    assert found.totals["profit"].tobytes() == np.array([1.5 * i for i in range(n)]).tobytes()
    assert found.days["orders"].tobytes() == np.stack([one(i).days["orders"] for i in range(n)]).tobytes()
    assert found.profiles[4]["queue"].shape == (n, 2, 2) and found.noise["desk"][-1] == -(n - 1) / 2
    assert found.laws[-1] == f"replication {n}, law {n - 1}"


def test_an_estimate_stays_as_it_was_when_the_next_one_comes():
    gathering = Gathering(small_shop(), 1, 40, ())
    seen = [gathering.add(one(i)) for i in range(40)]
    for i, estimate in enumerate(seen):
        assert estimate.n == i + 1
        assert estimate.totals["profit"].tolist() == [1.5 * j for j in range(i + 1)]
        assert len(estimate.laws) == i + 1


def test_a_figure_that_turns_from_whole_numbers_to_others_loses_nothing():
    gathering = Gathering(small_shop(), 1, 2, ())
    first = gathering.add(one(0, int))
    second = gathering.add(Replication({"profit": 0.0}, {"orders": np.array([0.5, 1.5, 2.5])}, {}, ()))
    assert first.days["orders"].dtype == int
    assert second.days["orders"].tolist() == [[0, 1, 2], [0.5, 1.5, 2.5]]


def test_estimates_of_seasons_are_what_their_replications_are():
    shop = small_shop(**{"calendar.weeks": 3})
    seen = list(replicate(shop, 3, seed=2))
    alone = [run(shop, 1, seed=2, first=r) for r in range(3)]
    for r, estimate in enumerate(alone):
        assert seen[r].totals["profit"][-1] == estimate.totals["profit"][0]
    assert last(iter(seen)) is seen[-1]
    with pytest.raises(IndexError):
        last(iter(()))
