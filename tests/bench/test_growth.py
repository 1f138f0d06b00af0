"""What more contacts and more people cost: time and memory."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.floor import compiled, invariants
from tests.bench.busy_days import FloorDay, everything_on

ROOT = Path(__file__).resolve().parents[2]
FEW, MANY = 100_000, 1_000_000
SMALL, LARGE = 50, 1_000  # people
ROUNDS, TRIES = 5, 2


def seconds(day: FloorDay) -> float:
    """CPU seconds of `run_day`, the faster of two."""
    best = float("inf")
    for _ in range(TRIES):
        started = time.process_time()
        compiled.run_day(day.tape, day.crew, day.types, day.rules)
        best = min(best, time.process_time() - started)
    return best


def side_by_side(benchmark, days: dict[str, FloorDay]) -> None:
    """CPU seconds of each in every round, and the attempts of each."""
    cpu: dict[str, list[float]] = {name: [] for name in days}
    attempts = {}
    for name, day in days.items():
        log = compiled.run_day(day.tape, day.crew, day.types, day.rules)
        assert invariants.check(day.tape, day.crew, day.types, day.rules, log) == ()
        attempts[name] = len(log.key)

    def play_round() -> None:
        for name, day in days.items():
            cpu[name].append(seconds(day))

    benchmark.pedantic(play_round, rounds=ROUNDS)
    benchmark.extra_info.update(
        contacts={name: len(day.tape) for name, day in days.items()},
        people={name: len(day.crew) for name, day in days.items()},
        attempts=attempts,
        cpu_s=cpu,
    )


@pytest.mark.timeout(1200)
def test_ten_times_the_contacts(benchmark):
    """Everything on and as busy: the same 60 people, each contact a tenth of the work."""
    side_by_side(benchmark, {"few": everything_on(FEW), "many": everything_on(MANY)})


@pytest.mark.timeout(1200)
def test_twenty_times_the_people(benchmark):
    """As many contacts, and as busy: each contact twenty times the work."""
    side_by_side(benchmark, {"few": everything_on(FEW, SMALL), "many": everything_on(FEW, LARGE)})


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux can set the high-water mark back")
@pytest.mark.timeout(1200)
def test_memory_of_a_million_contacts(benchmark):
    measured = []

    def measure() -> None:
        command = [sys.executable, "-m", "tests.bench.memory", str(MANY)]
        measured.append(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split())

    benchmark.pedantic(measure, rounds=1)
    benchmark.extra_info.update(contacts=MANY, megabytes=float(measured[0][0]), attempts=int(measured[0][1]))
