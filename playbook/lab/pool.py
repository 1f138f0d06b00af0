"""The processes that a kernel's long runs share: as many as the machine has cores, made when the first run begins.

Runs keep their progress and can be stopped as before: the run's thread looks up while it waits. The seasons are the
same bytes whoever plays them. A machine with one core has none, and plays in the kernel itself.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from playbook.lab.jobs import checkpoint

if TYPE_CHECKING:
    from sim.experiment.workers import Pool

MOST = 8  # each takes about 300 MB
_lock = threading.Lock()
_made: list[Pool] = []  # one at most


def cores() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def shared_pool(workers: int | None = None) -> Pool | None:
    """The kernel's pool, its processes on their way; None where one worker is this process. Later callers get the one
    that is there. `workers`: as many as the first caller says; None: one a core."""
    with _lock:
        if _made:
            return _made[0]
        wanted = min(cores(), MOST) if workers is None else workers
        if wanted <= 1:
            return None
        from sim.experiment.workers import Pool, ends_with_its_parent

        try:
            pool = Pool(wanted, meanwhile=checkpoint, initializer=ends_with_its_parent)
        except (OSError, ImportError, NotImplementedError):  # a machine without semaphores: the kernel plays itself
            return None
        # They load the model while the kernel plays the first season itself.
        for _ in range(wanted):
            pool.submit(_get_ready)
        _made.append(pool)
        return pool


def end_pool() -> None:
    """End its processes; the next run makes new ones."""
    with _lock:
        while _made:
            _made.pop().end()


def _get_ready() -> None:
    import sim.experiment
    import sim.experiment.tasks  # noqa: F401
