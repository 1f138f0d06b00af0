"""Explanations: sampled ones against exact ones, on any executor, and stopped within a day of the model."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest

from sim.experiment import Explanation, explain, last
from sim.season.setup import LOOPS
from tests.season.shop import small_shop

THREE = ("overload_errors", "repeat_contacts", "overload_fatigue")


def plans():
    """A team that gets too small for its contacts: all three loops then do something, and together something else."""
    return small_shop(**{"people.late.count": 3}), small_shop(**{"people.late.count": 1})


def explained(**options) -> Explanation:
    return last(explain(*plans(), "profit", 2, loops=THREE, **options))


@cache
def exact() -> Explanation:
    return explained()


@cache
def sample() -> Explanation:
    return explained(most_exact=2, pairs=8)


def test_up_to_five_loops_there_is_no_error():
    assert set(exact().errors) == {"direct", *THREE}
    assert not any(errors.any() for errors in exact().errors.values())


def test_sampled_parts_add_up_in_every_replication_and_say_how_wrong_they_may_be():
    found = sample()
    assert sum(found.parts.values()) == pytest.approx(exact().change, rel=1e-12)
    assert np.array_equal(found.change, exact().change)
    assert np.array_equal(found.parts["direct"], exact().parts["direct"]) and not found.errors["direct"].any()
    largest = max(abs(exact().parts[loop]).max() for loop in THREE)
    for loop in THREE:
        assert found.errors[loop].max() > 0
        slack = 4 * found.errors[loop] + 0.01 * largest
        assert (abs(found.parts[loop] - exact().parts[loop]) <= slack).all(), loop


def test_the_limit_decides_which_way_it_goes():
    again = explained(most_exact=3, pairs=8)
    assert not any(errors.any() for errors in again.errors.values())


@pytest.mark.parametrize("sampled", [False, True])
def test_workers_and_executors_change_nothing(sampled):
    options, alone = ({"most_exact": 2, "pairs": 8}, sample()) if sampled else ({}, exact())
    others = [explained(workers=2, **options)]
    with ThreadPoolExecutor(2) as threads:
        others.append(explained(executor=threads, **options))
    for other in others:
        assert other.change.tobytes() == alone.change.tobytes()
        for part, values in alone.parts.items():
            assert values.tobytes() == other.parts[part].tobytes(), part
            assert alone.errors[part].tobytes() == other.errors[part].tobytes(), part


class Stopped(Exception):
    pass


@pytest.mark.parametrize("after", [3, 40])
def test_it_stops_within_a_day_of_the_model(after):
    """In the base's first season, and in the middle of a coalition's."""
    days = []

    def stop(day, state):
        days.append(day)
        if len(days) > after:
            raise Stopped

    with pytest.raises(Stopped):
        last(explain(*plans(), "profit", 2, loops=THREE, each_day=stop))
    assert len(days) == after + 1


def test_what_is_raised_on_another_worker_comes_back():
    def stop(day, state):
        if day == 2:
            raise Stopped

    with ThreadPoolExecutor(2) as threads, pytest.raises(Stopped):
        last(explain(*plans(), "profit", 2, loops=THREE, executor=threads, each_day=stop))


def test_a_closed_explanation_stops_the_work():
    results = explain(*plans(), "profit", 50, loops=THREE[:1], workers=2)
    assert len(next(results).change) == 1
    results.close()
    with pytest.raises(StopIteration):
        next(results)


@pytest.mark.parametrize("loops", [(), ("nothing",), (LOOPS[0], LOOPS[0])])
def test_loops_that_are_none_are_refused(loops):
    with pytest.raises(ValueError, match="late_contacts"):
        next(explain(*plans(), "profit", loops=loops))
