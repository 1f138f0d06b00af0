"""A sample of a shipped file, computed anew, and what of the file disagrees with it.

`fresh(file)` gives places in the file with the values that the model has for them today; `disagreements` holds the
file's content against them. What is sampled follows from the file alone, so that a test says the same every time.
Files of data/baselines/ are rounded: their numbers must agree to the last digit shipped. Those of data/results/ are
not: they must agree to nine digits.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from playbook import baselines, build, rounds, sealed
from playbook.lab.seasons import BASELINES, DIGITS, SEED
from sim.contract.links import Links
from sim.evidence import parameters
from sim.experiment import replication_seed
from sim.experiment.money import split
from sim.scenario import Scenario
from sim.season import kpi, money
from sim.season.clock import run_season
from sim.season.setup import Setup

Place = tuple[str | int, ...]
EXACT = 1e-9  # relative: what is not rounded
SUMS = 1e-12  # relative: sums may be taken in another order
FILES = sorted([*BASELINES.glob("*.json"), *build.RESULTS.glob("*.json")])


@cache
def fresh(file: Path) -> dict[Place, Any]:
    """Values of today at places of the file. KeyError for a file that nobody knows how to compute anew."""
    if file.parent == BASELINES:
        data = sealed.read(file)
        (why,) = data["why"]
        values = dict(_baseline(baselines.plan(file.stem), why["loops"] is not None))
        # A mechanism that is younger than the file, and off in its scenarios, leaves nothing: that is not written.
        return {
            place: x for place, x in values.items() if x != 0 or "later" not in place or at(data, place) is not None
        }
    return dict(RESULTS[file.stem](json.loads(file.read_text(encoding="utf-8"))["rows"]))


def at(data: Any, place: Place) -> Any:
    """What stands at a place; None where nothing does."""
    for step in place:
        try:
            data = data[step]
        except (KeyError, IndexError):
            return None
    return data


def disagreements(data: dict[str, Any], sample: dict[Place, Any]) -> list[str]:
    """Everything that speaks against a file's content."""
    found = [] if sealed.intact(data) else ["it was changed by hand after it was written"]
    rounded = "rows" not in data
    for place, value in sample.items():
        shipped = at(data, place)
        if not _agree(shipped, value, rounded):
            found.append(f"{'/'.join(map(str, place))}: {shipped} is shipped, {value} is computed")
    for why in (some for one in data.get("why", []) for some in (one, one["loops"]) if some):
        for r, change in enumerate(why["change"]):
            parts = [values[r] for values in why["parts"].values()]
            if abs(sum(parts) - change) > sum(map(unit, [*parts, change])) / 2 * 1.001:
                found.append(f"the parts of replication {r} add up to {sum(parts)}, not to {change}")
    return found


def unit(x: float) -> float:
    """What one step of the last digit kept of `x` is worth."""
    return 10.0 ** (math.floor(math.log10(abs(x))) - DIGITS + 1) if x else 0.0


def _agree(shipped: Any, value: Any, rounded: bool) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isinstance(shipped, (int, float)):
        return shipped == value
    if math.isnan(value):
        return math.isnan(shipped)
    return abs(shipped - value) <= (unit(value) / 2 + SUMS * abs(value) if rounded else EXACT * abs(value))


# --------------------------------------------------------------------------------------------------- baselines


def _baseline(plan: baselines.Plan, loops: bool) -> Iterator[tuple[Place, Any]]:
    """A replication of the explanation, with the seasons that it is of, and a season of another setting of each
    sample.

    Where `loops` are shipped, the direct part is computed; the others must add up with it.
    """
    yield from ((("parameters", name), value) for name, value in plan.parameters.items())
    turn = zlib.crc32(plan.name.encode())
    cause, r = plan.cause, turn % plan.cause.n
    start, end = Played(cause.start, r), Played(cause.end, r)
    change = split(start.money, end.money)
    yield ("why", 0, "change", r), float(change.change[0])
    for kind, parts in (("parts", change.parts), ("later", change.later)):
        yield from ((("why", 0, kind, name, r), float(values[0])) for name, values in parts.items())
    if loops:
        s = turn % cause.loops_n
        start_s, end_s = Played(cause.start, s), Played(cause.end, s)
        direct = end_s.without(cause.loops, start_s.result.links)[cause.kpi] - start_s.totals[cause.kpi]
        yield ("why", 0, "loops", "parts", "direct", s), direct
        yield ("why", 0, "loops", "change", s), end_s.totals[cause.kpi] - start_s.totals[cause.kpi]
    for key, played in zip(cause.keys, (start, end), strict=True):
        if key in plan.settings:
            yield from played.places(key, plan.settings[key])
    for sample in rounds.SAMPLES:
        others = [key for key, one in plan.settings.items() if one.sample == sample and key not in cause.keys]
        if others:
            key = others[turn % len(others)]
            setting = plan.settings[key]
            yield from Played(setting.scenario, turn % setting.n, sample).places(key, setting)


class Played:
    """Replication `r` of a scenario in a sample."""

    def __init__(self, scenario: Scenario, r: int, sample: rounds.Sample = rounds.USUAL) -> None:
        seed = replication_seed(sample.seed, r)
        known = parameters().drawn(seed) if sample.doubt else parameters()
        self.setup, self.r, self.seed = Setup(scenario, known), r, seed
        self.result = run_season(self.setup, seed)
        end = kpi.end_state(self.setup, self.result)
        self.totals = kpi.totals(self.setup, self.result, end=end)
        self.money = {name: np.array([x]) for name, x in money.of_season(self.setup, self.result, end).items()}

    def without(self, loops: tuple[str, ...], path: Links) -> dict[str, float]:
        """The totals with these loops held at the path of another season."""
        return kpi.totals(self.setup, run_season(self.setup, self.seed, frozen=frozenset(loops), path=path))

    def places(self, key: str, setting: baselines.Setting) -> Iterator[tuple[Place, float]]:
        """The totals and daily figures that are shipped."""
        for name in setting.totals or self.totals:
            yield ("seasons", key, "totals", name, self.r), float(self.totals[name])
        daily = kpi.by_day(self.result)
        for name in setting.days:
            yield from ((("seasons", key, "days", name, self.r, d), float(x)) for d, x in enumerate(daily[name]))


# ----------------------------------------------------------------------------------------------------- results


def _rows(shipped: list[dict[str, Any]], made: Iterable[dict[str, Any]], *names: str) -> Iterator[tuple[Place, Any]]:
    """Rows made anew at the places of their namesakes: those that agree in the columns `names`."""
    places = {tuple(row[name] for name in names): i for i, row in enumerate(shipped)}
    for row in made:
        i = places.get(tuple(row[name] for name in names), -1)
        yield from ((("rows", i, column), value) for column, value in _plain(row).items())


def _plain(row: Any) -> Any:
    """As it comes back from JSON."""
    return json.loads(json.dumps(row, default=float))


def _theory(rows: list[dict]) -> Iterator[tuple[Place, Any]]:
    from sim.studies import theory

    cases = ("M/M/2/2, 1 erlang", "N-design, pool 2 favours class 2")
    yield from _rows(rows, map(asdict, theory.run(cases)), "case", "measure")


def _days(rows: list[dict]) -> Iterator[tuple[Place, Any]]:
    from sim.studies import theory_days

    yield from _rows(rows, map(asdict, theory_days.run(["wave"])), "case", "measure")


def _published(rows: list[dict]) -> Iterator[tuple[Place, Any]]:
    from sim.studies import published

    yield from _rows(rows, map(asdict, published.run(["MMC"])), "example", "measure")


def _skills(row: dict) -> Iterator[tuple[Place, Any]]:
    from sim.studies import published

    for name, value in _plain(asdict(published.second_skill())).items():
        if isinstance(value, dict):
            yield from ((("rows", name, inner), one) for inner, one in value.items())
        else:
            yield ("rows", name), value


def _luck(rows: list[dict]) -> Iterator[tuple[Place, Any]]:
    yield from _rows(rows, build._luck({"night"}), "name")


def _studies(rows: list[dict]) -> Iterator[tuple[Place, Any]]:
    """The quickest studies; parameters that changed show in the fingerprint of each."""
    from sim.studies.registry import STUDIES

    for i, row in enumerate(rows):
        yield ("rows", i, "fingerprint"), parameters().fingerprint()
        if row["id"] in ("V2", "V4", "V9"):
            made = _plain(build._study(STUDIES[row["id"]], max(claim["n"] for claim in row["claims"])))
            for j, claim in enumerate(made["claims"]):
                yield from ((("rows", i, "claims", j, column), value) for column, value in claim.items())


def _could_fail(rows: list[dict]) -> Iterator[tuple[Place, Any]]:
    """What each row is made from, and the quickest studies whole."""
    from playbook import could_fail
    from sim.studies import could_fail as model
    from sim.studies.registry import STUDIES

    for i, row in enumerate(rows):
        study, made_from = STUDIES[row["id"]], (row["experiments"], row["seed"])
        yield ("rows", i, "key"), model.key(study, *made_from, model.parameters_read(study))
        if row["id"] in ("V2", "V4", "V9", "V14"):
            made = _plain(could_fail.row(study, *made_from))
            for j, claim in enumerate(made["claims"]):
                yield ("rows", i, "claims", j, "kind"), claim["kind"]
                yield from ((("rows", i, "claims", j, "absent", name), x) for name, x in claim["absent"].items())
                for k, turned in enumerate(claim["turned"]):
                    yield ("rows", i, "claims", j, "turned", k, "mean"), turned["mean"]


def _lived(rows: list[dict]) -> Iterator[tuple[Place, Any]]:
    """The first experiment of each study, and what the seasons read."""
    from playbook import lived_studies

    for i, row in enumerate(rows):
        yield ("rows", i, "fingerprint"), lived_studies.fingerprint(row["id"])
        first = lived_studies.first_estimates(row["id"], row["seed"])
        for j, claim in enumerate(row["claims"]):
            yield ("rows", i, "claims", j, "first"), first[claim["id"]]


def _staffing(rows: list[dict]) -> Iterator[tuple[Place, Any]]:
    """The first season of every row, at a headcount of its own."""
    from sim.experiment import last
    from sim.experiment.staffing import curve, scaled
    from sim.scenario.file import team

    for i, row in enumerate(rows):
        at = zlib.crc32(f"{row['team']} {row['factor']}".encode()) % len(row["people"])
        found = last(curve(team(row["team"]), row["people"][at : at + 1], 1, SEED, holding=scaled(row["factor"])))
        yield ("rows", i, "first_profit", at), float(found.figures["profit"][0, 0])


def _sensitivity(rows: list[dict]) -> Iterator[tuple[Place, Any]]:
    """The first pair of seasons of one lever of each practice, at one of its settings."""
    from playbook import sensitivity

    for slug in dict.fromkeys(row["practice"] for row in rows):
        levers = [row["lever"] for row in rows if row["practice"] == slug]
        chosen = levers[zlib.crc32(slug.encode()) % len(levers)]
        i = next(i for i, row in enumerate(rows) if (row["practice"], row["lever"]) == (slug, chosen))
        at = zlib.crc32(chosen.encode()) % len(rows[i]["settings"])
        yield ("rows", i, "first_profit", at), sensitivity.first_profit(slug, chosen, rows[i]["settings"][at])


def _pairs(rows: list[dict]) -> Iterator[tuple[Place, Any]]:
    """The first season of one pair, and which pairs there are."""
    from playbook import pairs

    at = zlib.crc32(b"pairs") % len(rows)
    for i, pair in enumerate(pairs.PAIRS):
        yield ("rows", i, "pair"), list(pair)
    found = pairs.worth(pairs.PAIRS[at], 1)
    first, second = pairs.PAIRS[at]
    yield ("rows", at, "first_more"), float((found["both"] - found[first] - found[second])[0])


def _bad_ends(rows: list[dict]) -> Iterator[tuple[Place, Any]]:
    """The scenario of every row, and the first season of one of them."""
    from playbook import bad_end
    from playbook.lab.seasons import key_of
    from sim import experiment
    from sim.scenario.file import team

    at = zlib.crc32(b"bad_ends") % len(rows)
    for i, row in enumerate(rows):
        plan = bad_end.arms(row["practice"], team(row["team"]))[row["arm"]]
        yield ("rows", i, "key"), key_of(plan)
        if i == at:
            first = next(bad_end.played(plan, 1, experiment.compare))
            yield ("rows", i, "first_lost"), float(first.lost[0])
            yield ("rows", i, "profit", 0), first.to_row()["profit"][0]


def _deck(rows: list[dict]) -> Iterator[tuple[Place, Any]]:
    """How often every event comes, and the first season of some of them."""
    from playbook import deck_costs
    from sim.experiment.struck import Strike, a_season, taken
    from sim.experiment.tasks import replication_seed
    from sim.scenario.file import team
    from sim.shop.events import deck

    shop = team(deck_costs.TEAM)
    any_day, _ = deck_costs.mornings(shop)
    chosen = tuple(name for name, one in deck().items() if one.when == "any")[:2]
    first = taken(Strike(shop, chosen, any_day[0], replication_seed(deck_costs.SEED, 0)))
    for i, row in enumerate(rows):
        yield ("rows", i, "a_season"), a_season(shop, deck()[row["event"]])
        if row["event"] in first:
            yield ("rows", i, "first"), first[row["event"]]


RESULTS: dict[str, Callable[[Any], Iterator[tuple[Place, Any]]]] = {
    "theory": _theory, "days": _days, "published": _published, "skills": _skills, "luck": _luck, "studies": _studies,
    "could_fail": _could_fail, "lived": _lived,
    "staffing": _staffing, "sensitivity": _sensitivity, "pairs": _pairs,
    "bad_ends": _bad_ends, "deck": _deck,
}  # fmt: skip
