"""Each lever of each practice over its range, and what half or double the prices of failures would change.

The prices of bad service are set by revealed staffing and by assumption (`sim.experiment.staffing.PRICES`). A lever is
worth something: the most value (profit and what is left for the year after) that any of a few settings brings over the
practice's start. Advice turns where another setting is best under other prices and the one advised is clearly worse
than leaving the lever alone. `playbook build sensitivity` computes data/results/sensitivity.json.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from playbook import practices
from playbook.lab.judging import SURE
from playbook.lab.seasons import SEED
from playbook.practices import Lever, Practice
from sim.arrays import Floats
from sim.experiment.results import Range
from sim.scenario import Scenario

POINTS = 4  # settings of a lever
SEASONS = 6
HALF, DOUBLE = 0.5, 2.0
NOW, ALL = "now", "all"  # worlds: today's prices, all of them moved
FIGURES = ("profit", "end_state", "service_level")


def rows(
    only: Sequence[str] = (), seasons: int = SEASONS, workers: int = 1, prices: bool = True
) -> Iterator[dict[str, Any]]:
    """One row for each lever; without `prices` at today's alone."""
    from sim.experiment.staffing import PRICES, scaled
    from sim.experiment.workers import one_pool

    with one_pool(None, workers) as pool:
        for slug in only or practices.in_order():
            practice, _ = practices.load(slug)
            worlds: dict[str, dict[str, float]] = {NOW: {}}
            if prices:
                worlds |= {f"{ALL} x {factor:g}": scaled(factor) for factor in (HALF, DOUBLE)}
                for price in PRICES:
                    worlds |= {f"{price} x {f:g}": {price: scaled(f)[price]} for f in (HALF, DOUBLE)}
            runs = _Runs(practice, worlds, seasons, pool)
            for lever in practice.levers:
                yield runs.row(lever)
                print(f"{slug}.{lever.id}", file=sys.stderr)


class _Runs:
    """A practice's seasons under each world of prices; a start is played once in each, when it is asked for."""

    def __init__(self, practice: Practice, worlds: Mapping[str, Mapping[str, float]], seasons: int, pool: Any) -> None:
        from playbook.lab.study import at_start
        from sim.scenario.file import team

        self.practice, self.worlds, self.seasons, self.pool = practice, worlds, seasons, pool
        self.base = at_start(practice, team(practice.team))
        self.starts: dict[tuple[str, str], dict[str, Floats]] = {}  # by lever with companions, or "", and world

    def play(self, scenario: Scenario, world: str) -> dict[str, Floats]:
        from sim import experiment

        found = experiment.run(scenario, self.seasons, SEED, holding=self.worlds[world], executor=self.pool)
        return {name: found.totals[name] for name in FIGURES}

    def change(self, lever: Lever, x: float, world: str) -> dict[str, Floats]:
        moved, start = self.play(self._with(lever, x), world), self.start(lever, world)
        return {name: moved[name] - start[name] for name in FIGURES}

    def start(self, lever: Lever, world: str) -> dict[str, Floats]:
        """The start that a lever is held against: with its companions, so that the lever alone is what is left."""
        place = (lever.id if lever.beside else "", world)
        if place not in self.starts:
            beside = self.base.with_levers(dict(lever.beside)) if lever.beside else self.base
            self.starts[place] = self.play(beside, world)
        return self.starts[place]

    def _with(self, lever: Lever, x: float) -> Scenario:
        """The lever alone, with what it needs: a share of temps without temps moves nothing."""
        return self.base.with_levers({**lever.beside, lever.path: x})

    def row(self, lever: Lever) -> dict[str, Any]:
        start = lever.clip(float(self.base.at(lever.path)))
        settings = [x for x in lever.points(POINTS) if x != start]
        here = {x: self.change(lever, x, NOW) for x in settings}
        value = {x: one["profit"] + one["end_state"] for x, one in here.items()}
        best = max(value, key=lambda x: float(value[x].mean()))
        gains = float(value[best].mean()) > 0
        return {
            "practice": self.practice.slug, "lever": lever.id, "team": self.practice.team,
            "currency": self.base.currency, "base": float(self.start(lever, NOW)["profit"].mean()),
            "start": start, "settings": settings,
            "profit": [_said(here[x]["profit"]) for x in settings],
            "later": [_said(here[x]["end_state"]) for x in settings],
            "value": [_said(value[x]) for x in settings],
            "answered": [_said(here[x]["service_level"]) for x in settings],
            "best": best if gains else start,
            "first_profit": [float(here[x]["profit"][0]) for x in settings],  # of the first pair, to hold it against
            "turns": self._turns(lever, settings, best, gains),
        }  # fmt: skip

    def _turns(self, lever: Lever, settings: list[float], best: float, gains: bool) -> dict[str, Any]:
        """By world of prices: what the best setting is worth there, and whether the advice turns.

        Where today's advice is to leave the lever alone, it turns if some setting is clearly better than that. All
        settings are tried where all prices move; where one does, the best of today, and only of levers whose worth
        all prices together move at all.
        """
        found, worths = {}, []
        for world in self.worlds:
            together = world.startswith(ALL)
            if world == NOW or not (together or sure_sign(worths[0] - worths[1])):
                continue
            tried = settings if together else [best]
            worth = {x: one["profit"] + one["end_state"] for x in tried for one in [self.change(lever, x, world)]}
            turned = sure_sign(worth[best]) < 0 if gains else any(sure_sign(one) > 0 for one in worth.values())
            found[world] = {"value": _said(worth[best]), "turns": turned}
            worths.append(worth[best])
        return found


def beside(found: Sequence[dict[str, Any]], shipped: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of some practices with the shipped ones of all others, in the practices' order."""
    new = {row["practice"] for row in found}
    both = [*found, *(row for row in shipped if row["practice"] not in new)]
    order = practices.in_order()
    return sorted((row for row in both if row["practice"] in order), key=lambda row: order.index(row["practice"]))


def first_profit(slug: str, lever: str, x: float) -> float:
    """What a lever's setting changes of the first season's profit."""
    practice, _ = practices.load(slug)
    return float(_Runs(practice, {NOW: {}}, 1, None).change(practice.lever(lever), x, NOW)["profit"][0])


def sure_sign(change: Floats) -> int:
    """1 or −1 where the mean lies further from nothing than `SURE` standard errors, else 0."""
    mean, error = float(change.mean()), float(change.std(ddof=1)) / len(change) ** 0.5
    return int(np.sign(mean)) if abs(mean) > SURE * error else 0


def _said(change: Floats) -> dict[str, float]:
    found = Range.of(change)
    return {"mean": found.mean, "half_width": 0.0 if np.isnan(found.half_width) else found.half_width}


def table(found: Sequence[Mapping[str, Any]]) -> str:
    """The levers as plain text, for whoever writes a practice."""
    lines = []
    for row in found:
        lines.append(
            f"{row['practice']}.{row['lever']} (start {row['start']:g}), {row['currency']}; best {row['best']:g}"
        )
        for i, x in enumerate(row["settings"]):
            money = "  ".join(
                f"{name} {row[name][i]['mean']:+,.0f} ± {row[name][i]['half_width']:,.0f}"
                for name in ("profit", "later", "value")
            )
            answered = row["answered"][i]
            lines.append(f"  {x:>8g}  {money}  answered {100 * answered['mean']:+.1f} pp")
        turned = [world for world, one in row["turns"].items() if one["turns"]]
        if turned:
            lines.append(f"  turns with {', '.join(turned)}")
    return "\n".join(lines)
