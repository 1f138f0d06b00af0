"""How long a season takes: one replication on one core, and many on one worker against two."""

from __future__ import annotations

import os
import time

from sim import experiment
from sim.evidence import parameters
from sim.scenario.file import team
from sim.season.clock import run_season
from sim.season.setup import Setup

MANY = int(os.environ.get("BENCH_REPLICATIONS", "100"))


def test_one_season_of_the_flagship(benchmark):
    """Twelve weeks and 122,000 contacts on the compiled floor; the first season, which compiles, is not counted."""
    world = Setup(team("flagship"), parameters())
    run_season(world, 1)
    cpu = []

    def play() -> None:
        started = time.process_time()
        run_season(world, 1 + len(cpu))
        cpu.append(time.process_time() - started)

    benchmark.pedantic(play, rounds=5)
    benchmark.extra_info["cpu_s"] = cpu


def test_many_seasons_on_one_worker_and_on_two(benchmark):
    """Wall time with the start of the workers in it; both give the same profits."""
    scenario, wall, profits = team("flagship"), {}, {}

    def play() -> None:
        for workers in (1, 2):
            started = time.perf_counter()
            profits[workers] = experiment.run(scenario, MANY, 1, workers=workers).totals["profit"].tolist()
            wall[workers] = time.perf_counter() - started

    benchmark.pedantic(play, rounds=1)
    assert profits[1] == profits[2]
    benchmark.extra_info |= {"replications": MANY, "wall_s": wall, "speed_up": wall[1] / wall[2]}
