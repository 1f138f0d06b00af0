"""Who runs the tasks: how many are under way, and what becomes of them when a process dies."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim import experiment
from sim.experiment import compare, last, run, workers
from sim.experiment.selection import best_of
from sim.experiment.workers import Pool, WorkersLost, in_order, one_pool, processes, width_of
from tests.season.shop import small_shop


class Counting(Executor):
    """Runs a task when its result is asked for, and notes how many were waiting at once."""

    def __init__(self) -> None:
        self.waiting = self.most = 0

    def submit(self, fn, /, *args, **kwargs):
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        outer = self

        class Lazy(Future):
            def result(self, timeout=None):
                outer.waiting -= 1
                return fn(*args)

        return Lazy()


@pytest.mark.parametrize("width", [1, 3, 40])
def test_twice_as_many_tasks_are_under_way_as_there_are_workers(width):
    counting = Counting()
    assert list(in_order(abs, range(100), counting, width=width)) == list(range(100))
    assert counting.most == 2 * width


def test_every_executor_is_asked_for_its_width():
    with ThreadPoolExecutor(3) as threads, processes(5) as own, Pool(7) as pool:
        assert [width_of(x) for x in (threads, own, pool)] == [3, 5, 7]
    cluster = SimpleNamespace(_client=SimpleNamespace(nthreads=lambda: {"one": 4, "other": 12}))
    nobody = SimpleNamespace(_client=SimpleNamespace(nthreads=dict))
    assert (width_of(cluster), width_of(nobody)) == (16, 1)
    assert width_of(SimpleNamespace(view=range(6))) == 6  # ipyparallel's ViewExecutor
    assert width_of(Counting()) == workers.UNKNOWN_WIDTH


def test_a_cluster_that_grows_gets_more_to_do(monkeypatch):
    monkeypatch.setattr(workers, "LOOK_AGAIN", 0.0)
    counting = Counting()
    counting._client = SimpleNamespace(nthreads=lambda: {"one": 1 if counting.most < 2 else 10})
    assert list(in_order(abs, range(100), counting)) == list(range(100))
    assert counting.most == 20


# ------------------------------------------------------------------------------------------------- deaths


def forked() -> bool:
    return multiprocessing.parent_process() is not None


def dies_on(deadly: tuple[int, ...], folder: Path, times: int, task: int) -> int:
    """The square of a task; the first `times` processes that take up one of the deadly ones kill themselves."""
    (folder / f"{task}-{os.getpid()}").touch()
    for death in range(times if task in deadly and forked() else 0):
        with contextlib.suppress(FileExistsError):
            (folder / f"death {death} of {task}").touch(exist_ok=False)
            os.kill(os.getpid(), signal.SIGKILL)
    return task * task


@pytest.mark.parametrize("deadly", [(1,), (7,), (19,), (5, 6, 7, 8)])
def test_a_process_that_kills_itself_once_changes_nothing(tmp_path, deadly):
    squares = list(in_order(partial(dies_on, deadly, tmp_path, 1), range(20), workers=2))
    assert squares == [n * n for n in range(20)]
    for task in deadly:
        assert len(list(tmp_path.glob(f"{task}-*"))) >= 2  # it was tried again, by another process


def test_results_that_were_there_before_the_death_are_not_computed_again(tmp_path):
    list(in_order(partial(dies_on, (12,), tmp_path, 1), range(20), workers=2))
    for task in range(8):  # far before the fatal one: at most four are under way
        assert len(list(tmp_path.glob(f"{task}-*"))) == 1


def test_a_task_that_kills_every_process_is_given_up_with_one_sentence(tmp_path):
    found = in_order(partial(dies_on, (7,), tmp_path, 99), range(20), workers=2)
    assert [next(found) for _ in range(7)] == [n * n for n in range(7)]
    with pytest.raises(WorkersLost) as caught:
        next(found)
    assert "3 times" in caught.value.text("en") and "3次" in caught.value.text("zh").replace(" ", "")
    # alone at last; before that at most once beside each of those that were under way with it
    assert 1 <= len(list(tmp_path.glob("7-*"))) - workers.MOST_DEATHS <= 4


def test_a_slow_task_is_not_blamed_for_the_deaths_beside_it(tmp_path):
    """The head of the line dies with each of five others that kill once; it is never the only one then."""

    squares = list(in_order(partial(slow_beside, tmp_path), range(14), workers=2))
    assert squares == [n * n for n in range(14)]


def slow_beside(folder: Path, task: int) -> int:
    if task % 2:
        time.sleep(0.2)
        return task * task
    return dies_on((2, 4, 6, 8, 10), folder, 1, task)


def test_a_pool_of_somebody_else_that_breaks_is_theirs_to_make_anew(tmp_path):
    with processes(2) as theirs, pytest.raises(BrokenExecutor):
        list(in_order(partial(dies_on, (7,), tmp_path, 1), range(20), theirs))


class Breaking(Pool):
    """Its submissions with these numbers find it broken."""

    def __init__(self, broken) -> None:
        super().__init__(1)
        self.broken, self.submitted = broken, 0

    def submit(self, fn, /, *args, **kwargs):
        self.submitted += 1
        if self.submitted in self.broken:
            raise BrokenExecutor
        return super().submit(fn, *args, **kwargs)


@pytest.mark.parametrize("broken", [(1,), (1, 2), (3, 4, 5), (2, 4, 6, 8)])
def test_a_pool_that_breaks_in_the_moment_of_handing_over_loses_nothing(broken):
    with Breaking(broken) as pool:
        assert list(in_order(abs, range(8), pool)) == list(range(8))
        assert pool.generation == len(broken)


def test_a_pool_that_can_be_handed_nothing_is_given_up():
    with Breaking(range(1, 1000)) as pool, pytest.raises(WorkersLost):
        list(in_order(abs, range(8), pool))


def test_several_runs_share_a_pool_and_its_death(tmp_path):
    """Both see the same dead pool; it is made anew once for the two of them."""
    with one_pool(workers=2) as pool:
        lines = [in_order(partial(dies_on, (5,), tmp_path, 1), range(12), pool) for _ in range(2)]
        pairs = list(zip(*lines, strict=True))
        assert pairs == [(n * n, n * n) for n in range(12)]
        assert pool.generation == 1


def test_one_worker_shares_nothing():
    with one_pool(workers=1) as pool:
        assert pool is None
    with ThreadPoolExecutor(1) as mine, one_pool(mine, 8) as pool:
        assert pool is mine


def test_an_ended_pool_is_gone_at_once():
    pool = Pool(2)
    future = pool.submit(time.sleep, 60)
    pool.submit(os.getpid).result()
    began = time.monotonic()
    pool.end()
    with pytest.raises((BrokenExecutor, CancelledError)):
        future.result(10)
    assert time.monotonic() - began < 10


# ------------------------------------------------------------------------------------------------- a shelf


class Memory:
    """A shelf that is a dict."""

    def __init__(self, **known: int) -> None:
        self.known = {int(task): result for task, result in known.items()}
        self.put_by: list[int] = []
        self.changed = threading.Condition()

    def find(self, task):
        return self.known.get(task)

    def put(self, task, result):
        with self.changed:
            self.known[task] = result
            self.put_by.append(task)
            self.changed.notify_all()


@pytest.mark.parametrize("options", [{}, {"workers": 2}])
def test_what_is_on_the_shelf_is_not_run_and_everything_else_ends_there(options):
    shelf = Memory(**{"0": 100, "3": 103, "4": 104})
    found = list(in_order(abs, range(8), shelf=shelf, **options))
    assert found == [100, 1, 2, 103, 104, 5, 6, 7]
    assert sorted(shelf.put_by) == [1, 2, 5, 6, 7]


def test_a_result_is_kept_although_an_earlier_one_is_still_awaited():
    """Task 1 waits until task 2 is on the shelf: were results kept in their order, it would wait for ever."""
    shelf = Memory()

    def task_1_waits(task):
        if task == 1:
            with shelf.changed:
                assert shelf.changed.wait_for(lambda: 2 in shelf.known, 30)
        return task

    with ThreadPoolExecutor(2) as threads:
        assert list(in_order(task_1_waits, range(6), threads, shelf=shelf)) == list(range(6))
    assert shelf.put_by.index(2) < shelf.put_by.index(1) and sorted(shelf.put_by) == list(range(6))


def test_a_death_does_not_lose_the_shelf(tmp_path):
    shelf = Memory()
    assert list(in_order(partial(dies_on, (7,), tmp_path, 1), range(12), workers=2, shelf=shelf)) == [
        n * n for n in range(12)
    ]
    assert sorted(shelf.put_by) == list(range(12))


# ------------------------------------------------------------------------------------------------- seasons


def dies_once(mark: Path, day: int, state) -> None:
    if day == 3 and forked():
        try:
            mark.touch(exist_ok=False)
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)


def same(one: experiment.Estimate, other: experiment.Estimate) -> bool:
    return all(values.tobytes() == other.totals[name].tobytes() for name, values in one.totals.items()) and all(
        values.tobytes() == other.days[name].tobytes() for name, values in one.days.items()
    )


def test_a_season_whose_process_dies_is_played_again_to_the_same_bytes(tmp_path):
    shop = small_shop(**{"calendar.weeks": 3})
    found = run(shop, 5, seed=5, workers=2, each_day=partial(dies_once, tmp_path / "died"))
    assert (tmp_path / "died").exists() and same(found, run(shop, 5, seed=5))


@pytest.fixture
def pools(monkeypatch) -> list[int]:
    """The pools that are made, by their numbers of workers."""
    made = []

    class Watched(Pool):
        def __init__(self, workers, **options):
            made.append(workers)
            super().__init__(workers, **options)

    monkeypatch.setattr(workers, "Pool", Watched)
    return made


def test_both_arms_of_a_comparison_share_one_pool(pools):
    one, other = small_shop(**{"calendar.weeks": 3}), small_shop(**{"calendar.weeks": 3, "people.late.count": 2})
    found = last(compare(one, other, 4, seed=2, workers=2))
    assert pools == [2]
    assert same(found.a, run(one, 4, seed=2)) and same(found.b, run(other, 4, seed=2))


def test_all_plans_of_a_race_share_one_pool(pools):
    shop = small_shop(**{"calendar.weeks": 1, "calendar.campaigns": ()})
    plans = tuple(shop.with_levers({"money.parcel_cost": cost}) for cost in (9.0, 6.0, 12.0))
    found = last(best_of(plans, "profit", 500.0, cap=12, seed=2, workers=2))
    assert pools == [2] and found == last(best_of(plans, "profit", 500.0, cap=12, seed=2))
