"""What one attempt costs on a floor with everything on, and where the time goes."""

from __future__ import annotations

import time
from typing import Any

import pytest

from sim.floor import closing, compiled, day_tables, invariants, reference, tape
from tests.bench.busy_days import FloorDay, everything_on
from tests.floor.test_compiled_equality import assert_equal

CONTACTS, PEOPLE, ROUNDS = 100_000, 60, 9


def stages(day: FloorDay) -> tuple[dict[str, float], Any]:
    """CPU seconds of `run_day` and its parts, of the draws before it, of the invariants after it; and the log."""
    given, loop = (day.tape, day.crew, day.types, day.rules), compiled.compiled_loop()
    clock = [time.process_time()]

    def lap() -> float:
        clock.append(time.process_time())
        return clock[-1] - clock[-2]

    cpu = {}
    tape.build(day.types, day.tape.key, day.tape.kind, day.tape.enter, day.tape.seed, day.tape.horizon)
    cpu["draws"] = lap()
    floor = day_tables.fill(*given)
    cpu["fill"] = lap()
    floor = compiled.play(loop, floor)
    cpu["kernel"] = lap()
    log = closing.day_log(floor, day.tape, day.crew)
    cpu["log"] = lap()
    assert invariants.check(*given, log) == ()
    cpu["laws"] = lap()
    del floor, log
    lap()
    log = compiled.run_day(*given)
    cpu["run_day"] = lap()
    return cpu, log


@pytest.mark.timeout(1200)
def test_an_attempt_with_everything_on(benchmark):
    """All engines give the log of the SimPy floor; one attempt is a row of it: a contact, or its return."""
    day = everything_on(CONTACTS, PEOPLE)
    compiled.warmup()
    cpu: dict[str, list[float]] = {}

    def play_round() -> None:
        for name, seconds in stages(day)[0].items():
            cpu.setdefault(name, []).append(seconds)

    benchmark.pedantic(play_round, rounds=ROUNDS, warmup_rounds=1)
    started = time.process_time()
    truth = reference.run_day(day.tape, day.crew, day.types, day.rules)
    cpu["SimPy floor"] = [time.process_time() - started]
    log = compiled.run_day(day.tape, day.crew, day.types, day.rules)
    assert_equal(log, truth)
    attempts = len(log.key)
    assert attempts > 1.1 * CONTACTS and (log.held > 2).sum() > 0.05 * CONTACTS
    benchmark.extra_info.update(contacts=CONTACTS, people=PEOPLE, attempts=attempts, cpu_s=cpu)
