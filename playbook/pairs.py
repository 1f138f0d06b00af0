"""Twenty pairs of practices that meet in the model: what both bring together against what each brings alone.

Both begin at their start in one team. Each is then left as its near-best player leaves the last round, alone and with
the other; where both move the same field, the first of the pair has it. What is worth more or less together than the
two changes added up is what lies between them: value counts the season's profit and what is left for the year after.
`playbook build pairs` computes data/results/pairs.json.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from playbook import practices
from playbook.lab.seasons import SEED
from sim.arrays import Floats
from sim.experiment.results import Range
from sim.scenario import Scenario

PAIRS = (
    ("supply", "data-decisions"), ("budget", "market"), ("tools", "workflow"), ("customers", "crm"),
    ("budget", "supply"), ("crm", "supply"), ("tools", "peak-time"), ("projects", "peak-time"),
    ("innovation", "budget"), ("workflow", "customers"),
    ("roles", "collaboration"), ("communication", "adaptability"), ("risk", "compliance"), ("risk", "adaptability"),
    ("culture", "roles"), ("goals", "communication"), ("improvement", "goals"), ("improvement", "workflow"),
    ("compliance", "communication"), ("collaboration", "workflow"),
)  # fmt: skip
TEAM = "flagship"
ELSEWHERE = {("culture", "roles"): "crossborder"}  # in a team of one country culture moves nothing
SEASONS = 16


def rows(workers: int = 1) -> Iterator[dict[str, Any]]:
    """One row for each pair: what each changes alone, both together, and what together is more than the sum."""
    from sim.experiment.workers import one_pool

    with one_pool(None, workers) as pool:
        for pair in PAIRS:
            found = worth(pair, SEASONS, executor=pool)
            more = found["both"] - found[pair[0]] - found[pair[1]]
            yield {
                "pair": list(pair), "team": team_of(pair), "seasons": SEASONS,
                "alone": [asdict(Range.of(found[slug])) for slug in pair],
                "both": asdict(Range.of(found["both"])), "more": asdict(Range.of(more)), "first_more": float(more[0]),
            }  # fmt: skip
            print(" and ".join(pair), file=sys.stderr)


def team_of(pair: tuple[str, str]) -> str:
    """The name of the team in which a pair is played."""
    return ELSEWHERE.get(pair, TEAM)


def worth(pair: tuple[str, str], seasons: int, **how: Any) -> dict[str, Floats]:
    """Change of value of either practice alone and of "both", a number for each season; options as in `experiment`."""
    from sim import experiment

    def value(scenario: Scenario) -> Floats:
        totals = experiment.run(scenario, seasons, SEED, **how).totals
        return totals["profit"] + totals["end_state"]

    start, first, second = plans(pair)
    before = value(start)
    settings = {pair[0]: first, pair[1]: second, "both": {**second, **first}}
    return {name: value(start.with_levers(dict(fields))) - before for name, fields in settings.items()}


def plans(pair: tuple[str, str]) -> tuple[Scenario, Mapping[str, float], Mapping[str, float]]:
    """The team at the start of both practices, and the fields that each near-best player moves from there."""
    from playbook.lab.study import at_start
    from sim.scenario.file import team

    start, moved = team(team_of(pair)), []
    for slug in reversed(pair):
        practice, _ = practices.load(slug)
        start = at_start(practice, start)
        moved.append({practice.lever(name).path: x for name, x in practice.final.near.items()})
    second, first = moved
    return start, first, {path: x for path, x in second.items() if path not in first}
