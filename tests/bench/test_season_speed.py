"""How long a season takes: one replication on one core, and many on one worker against two."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from typing import Any

from playbook import practices
from playbook.lab.ranking import plan_of
from sim import experiment, floor
from sim.evidence import parameters
from sim.floor import DayLog
from sim.scenario import Scenario
from sim.scenario.file import team
from sim.season.clock import run_season
from sim.season.setup import Setup

MANY = int(os.environ.get("BENCH_REPLICATIONS", "100"))
ROUNDS = 9
FIRST_NINE = frozenset(
    ("hiring", "training", "careers", "incentives", "appraisal", "leadership", "team-building", "peak-time", "remote")
)
TEN = frozenset(
    (
        "supply", "budget", "data-decisions", "market", "customers", "crm", "innovation", "projects", "tools",
        "workflow",
    )
)  # fmt: skip


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


def near_best(shop: Scenario, slugs: Iterable[str]) -> Scenario:
    """The shop with these practices near their best, all together."""
    for slug in slugs:
        shop = plan_of(practices.load(slug)[0], shop)
    return shop


def test_every_practice_near_its_best_against_the_season_without_them(benchmark, monkeypatch):
    """The flagship as shipped, with the first nine practices, nineteen, and all; CPU time of the same season in turn.

    `contacts`: of each season. Seasons of other contacts are other work, which is why they are told beside the times.

    `floor` is the time in floor days, which hangs on the contacts that come; what is left is what mechanisms and the
    daily loop take. `setup` is taken once for all replications.
    """
    shop, slugs, floor_s = team("flagship"), practices.in_order(), [0.0]
    plans = {
        "as shipped": shop,
        "first nine": near_best(shop, (slug for slug in slugs if slug in FIRST_NINE)),
        "nineteen": near_best(shop, (slug for slug in slugs if slug in FIRST_NINE | TEN)),
        "all": near_best(shop, slugs),
    }

    run_day = floor.run_day

    def timed(*arguments: Any, **options: Any) -> DayLog:
        started = time.process_time()
        log = run_day(*arguments, **options)
        floor_s[0] += time.process_time() - started
        return log

    monkeypatch.setattr(floor, "run_day", timed)
    worlds = {name: Setup(plan, parameters()) for name, plan in plans.items()}
    mechanisms = [len(world.mechanisms) for world in worlds.values()]
    assert mechanisms == sorted(mechanisms) and mechanisms[0] < mechanisms[-1]
    cpu, floors, setup = ({name: [] for name in plans} for _ in range(3))
    contacts: dict[str, float] = {}

    def play() -> None:
        for name, world in worlds.items():
            floor_s[0], started = 0.0, time.process_time()
            season = run_season(world, 5)
            cpu[name].append(time.process_time() - started)
            assert season.laws == ()
            contacts[name] = float(season.days["contacts"].sum())
            floors[name].append(floor_s[0])
            started = time.process_time()
            Setup(plans[name], parameters())
            setup[name].append(time.process_time() - started)

    benchmark.pedantic(play, rounds=ROUNDS, warmup_rounds=1)
    cpu, floors, setup = ({name: took[1:] for name, took in one.items()} for one in (cpu, floors, setup))
    least = {name: min(took) for name, took in cpu.items()}
    rest = {name: least[name] - min(floors[name]) for name in plans}
    benchmark.extra_info |= {"cpu_s": cpu, "floor_s": floors, "setup_s": setup, "contacts": contacts}
    benchmark.extra_info["ratios"] = {
        f"{part}, {more} over {name}": took[more] / took[name]
        for part, took in (("season", least), ("without its floor days", rest))
        for more, name in (("all", "as shipped"), ("all", "first nine"), ("nineteen", "first nine"))
    }


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
