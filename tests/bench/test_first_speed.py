"""What a step's season costs in the first look at all of them, beside the same seasons played one by one."""

from __future__ import annotations

import os
import time

from playbook.first.levels import standing
from playbook.first.race import race
from playbook.first.steps import steps
from sim.evidence import parameters
from sim.scenario.file import team
from sim.season.clock import run_season
from sim.season.setup import Setup

PLAIN = int(os.environ.get("BENCH_REPLICATIONS", "20"))


def test_the_first_look_at_every_step_of_the_starter_shop(benchmark):
    """CPU seconds of a season of the race up to the first ranking, in which steps share worlds, over those of a season
    played plainly with its world made anew; in one run, plain seasons before and after it.
    """
    shop = team("starter")
    at = standing(shop)
    ways = steps(at)
    plans = [step.plan for step in ways]
    run_season(Setup(shop, parameters()), 1)
    found: dict[str, list[float]] = {"ranked_s": [], "plain_s": []}
    played: list[int] = []

    def plainly() -> float:
        started = time.process_time()
        for plan in plans[:PLAIN]:
            run_season(Setup(plan, parameters()), 1)
        return (time.process_time() - started) / min(PLAIN, len(plans))

    def once() -> None:
        before = plainly()
        started = time.process_time()
        stream = race(at.team, ways, replications=4)
        for now in stream:
            if now.worths:
                break
        took = time.process_time() - started
        stream.close()
        played.append(now.played)
        found["ranked_s"].append(took / now.played)
        found["plain_s"].append((before + plainly()) / 2)

    benchmark.pedantic(once, rounds=2)
    ratios = [ranked / plain for ranked, plain in zip(found["ranked_s"], found["plain_s"], strict=True)]
    benchmark.extra_info |= {**found, "seasons": played, "steps": len(ways), "ranked_to_plain": ratios}
