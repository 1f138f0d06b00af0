"""The processes that a page's long runs share: same bytes, told as before, stopped, gone with the kernel."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from playbook.lab import pool
from playbook.lab.jobs import Runner
from sim.experiment.replications import replicate
from sim.experiment.tasks import OnlyHere
from sim.experiment.workers import Pool
from tests.season.shop import small_shop


@pytest.fixture(scope="module")
def two() -> Iterator[Pool]:
    """The kernel's pool with two processes, as a page finds it."""
    pool.end_pool()
    found = pool.shared_pool(2)
    assert found is not None
    yield found
    pool.end_pool()


def test_a_machine_with_one_core_has_no_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_made", [])
    monkeypatch.setattr(pool, "cores", lambda: 1)
    assert pool.shared_pool() is None


def test_all_runs_of_a_kernel_share_one_pool(two: Pool) -> None:
    assert pool.shared_pool() is two and pool.shared_pool(5) is two


def test_a_day_is_told_here_and_nowhere_else() -> None:
    told = []
    call = OnlyHere(lambda day, state: told.append(day))
    call(3, None)  # type: ignore[arg-type]
    pickle.loads(pickle.dumps(call))(4, None)
    assert told == [3]


def test_seasons_in_a_thread_beside_a_pool_are_those_of_one_process(two: Pool) -> None:
    """In the thread of a page's run, with its call for every day, which no other process could be handed."""
    shop, days, found = small_shop(), [], []

    def work(executor: Pool | None) -> Iterator[object]:
        yield from replicate(shop, 4, 1, executor=executor, each_day=OnlyHere(lambda day, state: days.append(day)))

    runner = Runner()
    runner.start(lambda: work(two), found.append)
    assert runner.wait(120)
    alone = list(work(None))
    assert len(found) == len(alone) == 4
    for kpi, values in alone[-1].totals.items():
        assert found[-1].totals[kpi].tobytes() == values.tobytes(), kpi
    assert days[: shop.calendar.days] == list(range(shop.calendar.days))


def test_a_run_is_stopped_while_it_waits_for_its_processes(two: Pool) -> None:
    """It does not wait for what they are at."""

    def work() -> Iterator[object]:
        from sim.experiment.workers import in_order

        yield from in_order(time.sleep, [0.0, 5.0, 5.0], two)

    runner, ended = Runner(), []
    runner.start(work, lambda item: None, ended.append)
    time.sleep(1)
    began = time.monotonic()
    runner.cancel()
    assert runner.wait(4) and time.monotonic() - began < 2
    assert ended == [True]


KERNEL = """
import os, sys
from playbook.lab import pool
if __name__ == "__main__":
    there = pool.shared_pool(2)
    print(there.submit(os.getpid).result(), flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(not hasattr(os, "kill"), reason="needs signals")
def test_processes_end_with_a_kernel_that_is_killed(tmp_path) -> None:
    script = tmp_path / "kernel.py"
    script.write_text(KERNEL, encoding="utf-8")
    kernel = subprocess.Popen([sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert kernel.stdout is not None
    worker = int(kernel.stdout.readline())
    kernel.kill()
    kernel.wait()
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("a process outlived its kernel")
