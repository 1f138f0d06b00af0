"""What stages cost: a season in four of them against a whole one, and a third round swapped against all played anew."""

from __future__ import annotations

import time

from sim.experiment.staged import Table
from sim.experiment.stages import Stage, figures, play_on
from sim.scenario.file import team

MORNINGS = (28, 49, 63, 84)


def _live(scenario, mornings) -> None:
    reached = None
    for until in mornings:
        reached = play_on(Stage(until, scenario), 1, reached)
        figures(reached)


def test_the_flagships_season_in_four_stages(benchmark):
    """Both in turns, in CPU seconds; the fastest of each counts. `ratio`: four stages over one."""
    scenario, best = team("flagship"), {}
    _live(scenario, (7,))

    def play() -> None:
        for name, mornings in (("whole", MORNINGS[-1:]), ("stages", MORNINGS)):
            started = time.process_time()
            _live(scenario, mornings)
            best[name] = min(best.get(name, float("inf")), time.process_time() - started)

    benchmark.pedantic(play, rounds=5)
    benchmark.extra_info |= {"cpu_s": best, "ratio": best["stages"] / best["whole"]}


def test_a_swapped_third_round_of_the_flagship(benchmark):
    """CPU seconds of one more season that differs from the third of three rounds on, four replications."""
    scenario, spent = team("flagship"), {}
    stages = [Stage(until, scenario) for until in (28, 56, 84)]
    swapped = [*stages[:2], Stage(84, scenario.with_levers({"peak.overtime_hours": 1.0}))]

    def play() -> None:
        table = Table(1)
        for name, season in (("all", stages), ("swapped", swapped)):
            started = time.process_time()
            list(table.play([season], range(4)))
            spent[name] = time.process_time() - started

    benchmark.pedantic(play, rounds=1)
    benchmark.extra_info |= {"cpu_s": spent, "ratio": spent["swapped"] / spent["all"]}
