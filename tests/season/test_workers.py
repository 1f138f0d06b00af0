"""Who runs an experiment's tasks: order, the first one here, and copies only where nobody else holds a lock."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sim.experiment.workers import in_order, processes


def whose(task: int) -> tuple[int, int]:
    return task, os.getpid()


def test_results_come_in_order_and_the_first_from_here():
    """What the first loads is there for the copies, and its result waits for no other process."""
    results = list(in_order(whose, range(20), workers=2))
    assert [task for task, _ in results] == list(range(20))
    assert results[0][1] == os.getpid()
    assert os.getpid() not in {process for _, process in results[1:]}


def test_one_worker_is_this_process():
    assert {process for _, process in in_order(whose, range(5))} == {os.getpid()}


def test_an_executor_of_ones_own_is_used_and_left_open():
    with ThreadPoolExecutor(1) as threads:
        assert [task for task, _ in in_order(whose, range(30), threads)] == list(range(30))
        assert threads.submit(whose, 7).result()[0] == 7


def test_a_failing_task_is_raised_and_ends_the_work():
    with pytest.raises(ZeroDivisionError):
        list(in_order((1).__truediv__, [1, 2, 0, 3], workers=2))


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
def test_beside_other_threads_processes_start_afresh():
    """A copy of a process whose other thread holds a lock would wait for it for ever."""
    ended = threading.Event()
    other = threading.Thread(target=ended.wait)
    other.start()
    try:
        with processes(1) as pool:
            assert pool._mp_context.get_start_method() == "spawn"
    finally:
        ended.set()
        other.join()
