"""Experiments: ranges that cover, pairs that share their luck, explanations that add up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from sim import experiment
from sim.experiment import Range, explain, last, replicate, run
from tests.season.shop import small_shop


def test_a_range_of_known_numbers():
    values = Range.of(np.arange(1.0, 12.0))
    assert (values.mean, values.p10, values.p50, values.p90, values.n) == (6, 2, 6, 10, 11)
    assert values.half_width == pytest.approx(2.228139 * np.std(np.arange(11), ddof=1) / 11**0.5, rel=1e-6)
    assert np.isnan(Range.of(np.array([1.0])).half_width)


def test_the_interval_covers_the_mean_as_often_as_it_says():
    """95 % of 400 intervals of eight normals, within three standard errors."""
    rng = np.random.default_rng(20261122)
    covered = 0
    for _ in range(400):
        sample = Range.of(rng.normal(3.0, 2.0, 8))
        covered += abs(sample.mean - 3.0) <= sample.half_width
    assert abs(covered / 400 - 0.95) < 3 * (0.95 * 0.05 / 400) ** 0.5


def test_each_estimate_holds_all_replications_so_far():
    seen = list(replicate(small_shop(), 3, seed=2))
    assert [estimate.n for estimate in seen] == [1, 2, 3]
    assert seen[0].totals["orders"][0] == seen[2].totals["orders"][0]
    assert len(set(seen[2].totals["orders"])) == 3
    low, middle, high = seen[2].band("orders")
    assert low.shape == (28,) and (low <= middle).all() and (middle <= high).all()


def test_workers_and_executors_change_nothing():
    """One process, two processes, threads: the same bytes."""
    shop = small_shop(**{"calendar.weeks": 3})
    alone = run(shop, 3, seed=5)
    others = [run(shop, 3, seed=5, workers=2)]
    with ThreadPoolExecutor(2) as threads:
        others.append(run(shop, 3, seed=5, executor=threads))
    for other in others:
        for name, values in alone.totals.items():
            assert values.tobytes() == other.totals[name].tobytes(), name
        for name, values in alone.days.items():
            assert values.tobytes() == other.days[name].tobytes(), name


def test_replications_can_be_continued():
    shop = small_shop(**{"calendar.weeks": 3})
    whole = run(shop, 4, seed=5)
    parts = [run(shop, 2, seed=5, first=first).totals for first in (0, 2)]
    assert np.array_equal(whole.totals["profit"], np.concatenate([one["profit"] for one in parts]))


def test_a_closed_iterator_stops_the_work():
    results = replicate(small_shop(), 50, workers=2)
    assert next(results).n == 1
    results.close()
    with pytest.raises(StopIteration):
        next(results)


def test_shared_luck_makes_differences_quieter():
    """A small change of staff: the paired difference varies less than the unpaired one would."""
    pair = last(experiment.compare(small_shop(), small_shop(**{"people.late.count": 4}), 8))
    assert pair.variance_ratio("orders") > 5
    assert pair.variance_ratio("profit") > 5
    same = last(experiment.compare(small_shop(), small_shop(), 3))
    assert same.difference("profit").mean == 0


def test_contributions_add_up_to_the_change():
    loops = ("late_contacts", "repeat_contacts", "overload_fatigue")
    short = small_shop(**{"people.stock.count": 1})
    result = last(explain(short, small_shop(**{"people.stock.count": 3}), "contacts", 2, loops=loops))
    total = sum(result.parts.values())
    assert total == pytest.approx(result.change)
    assert set(result.parts) == {"direct", *loops}
    assert result.range("late_contacts").mean < 0  # parcels in time make fewer contacts
    with pytest.raises(ValueError, match="between one and five"):
        next(explain(short, short, "contacts", loops=("nothing",)))


def test_evidence_only_names_what_it_switched_off():
    plain, bare = (run(small_shop(), 1, evidence_only=only) for only in (False, True))
    assert plain.neutralised == () and "fatigue.slower" in bare.neutralised
    assert bare.days["fatigue"].max() == 0 < plain.days["fatigue"].max()
