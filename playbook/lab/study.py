"""What a page knows: the practice, the reader's bet, the team at the start, and every result so far.

A study has no widget in it. Sections observe its traits (`bet`, `base`, `chosen`) and ask it for results; it runs
the model, keeps what it has computed, and begins with what is shipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

import traitlets

from playbook.lab.explained import Loops, Why
from playbook.lab.jobs import checkpoint, urgently
from playbook.lab.seasons import BASELINES, SEED, Seasons, key_of, shipped, shipped_start
from playbook.practices import Practice
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.experiment.peak_week import PeakWeeks

FEW_WEEKS = 4

# The effects a season lives with: as the register has them, without the assumed ones, or drawn from their ranges.
Truth = Literal["usual", "evidence", "doubt"]
TRUTHS: tuple[Truth, ...] = ("usual", "evidence", "doubt")


@dataclass(frozen=True)
class Effort:
    """How much is simulated for a page.

    Every section plays the same `seasons` of a plan, so that a plan has one figure wherever it stands. A slider shows
    so many peak `weeks`, a curve so many `points`; what comes through loops is worked out for so many seasons.
    """

    seasons: int = 16
    weeks: int = 30
    points: int = 9
    loops: int = 6


class Study(traitlets.HasTraits):
    """See the module's docstring. `experiment` has the interface of sim.experiment."""

    # The present base is the team at the practice's start (`origin`), with the reader's demand where that was taken
    # over, and with the levers that the page was opened with.
    bet = traitlets.Any(None, allow_none=True)
    base = traitlets.Any()
    moved = traitlets.Any(None, allow_none=True)  # the main lever where the reader left it
    result = traitlets.Any(None, allow_none=True)  # (setting, seasons) that the lever's sentence stands on
    chosen = traitlets.Dict()  # every lever where the reader left it last: goes into the plan

    def __init__(
        self,
        practice: Practice,
        team: Scenario,
        experiment: ModuleType,
        effort: Effort | None = None,
        baselines: Path | None = BASELINES,
    ) -> None:
        super().__init__()
        self.practice, self.experiment, self.effort = practice, experiment, effort or Effort()
        self.team, self._levers = team, {}
        self.origin = self.base = at_start(practice, team)
        self._known: dict[tuple[str, Truth], Seasons] = {}
        self._lock = RLock()
        self._baselines = baselines
        found = shipped(f"practice-{practice.slug}", baselines) if baselines else None
        for name, data in (found or {"seasons": {}})["seasons"].items():
            self._known[name, "usual"] = Seasons.from_json(data).first(self.effort.seasons)
        # A practice whose shipped example moves through its loops: they are looked for in other changes, too.
        self._loops_carry = any(one.get("loops") for one in (found or {"why": []})["why"])

    # ------------------------------------------------------------------------------------------------ the team

    def use_team(self, team: Scenario) -> None:
        """Every section goes on with this team, at the practice's start; levers of fields that it lacks are dropped."""
        before = self.team, self._levers
        self.team, self._levers = team, {path: value for path, value in self._levers.items() if _has(team, path)}
        try:
            self._rebase()
        except ValueError:  # what cannot be together: all stays as it was
            self.team, self._levers = before
            raise

    def use_levers(self, fields: Mapping[str, Any]) -> None:
        """Every section begins with these fields, by their dotted paths; `origin` stays the practice's start.

        Raises KeyError and pydantic.ValidationError as `Scenario.with_levers` does; then all stays as it was.
        """
        before, self._levers = self._levers, dict(fields)
        try:
            self._rebase()
        except (KeyError, ValueError):
            self._levers = before
            raise

    @property
    def levers(self) -> dict[str, Any]:
        """The fields with which every section begins, where they were given: path -> value."""
        return dict(self._levers)

    def _rebase(self) -> None:
        origin = at_start(self.practice, self.team)
        base = origin.with_levers(self._levers) if self._levers else origin
        self.moved, self.chosen = None, {}
        self.origin, self.base = origin, base

    # ------------------------------------------------------------------------------------------------ settings

    def start_of(self, lever: str) -> float:
        """The value of a lever in the present base."""
        return self._starts[lever]

    @traitlets.observe("base")
    def _read_base(self, change: Any) -> None:
        self._prepared = 0  # peak weeks of this base
        self._made: dict[tuple[int, tuple], tuple[Scenario, str]] = {}
        self._starts = {x.id: x.clip(float(change.new.at(x.path))) for x in self.practice.levers}

    def setting(self, changes: Mapping[str, float] | None = None) -> dict[str, float]:
        """All levers: the start with `changes`."""
        start = {lever.id: self.start_of(lever.id) for lever in self.practice.levers}
        return start | {name: self.practice.lever(name).clip(value) for name, value in (changes or {}).items()}

    def scenario(self, changes: Mapping[str, float] | None = None) -> Scenario:
        """The base with levers changed; an unchanged lever leaves its field as it is."""
        return self._keyed(changes)[0]

    def key(self, changes: Mapping[str, float] | None = None) -> str:
        """The name under which a setting's results are kept and shipped."""
        return self._keyed(changes)[1]

    def _keyed(self, changes: Mapping[str, float] | None) -> tuple[Scenario, str]:
        """A setting's scenario and its key, made once: a curve asks for all of its settings at every step."""
        base, fields = self.base, {}
        for name, value in (changes or {}).items():
            lever = self.practice.lever(name)
            if lever.clip(value) != self.start_of(name):
                fields[lever.path] = lever.clip(value)
        place = (id(base), tuple(sorted(fields.items())))
        found = self._made.get(place)
        if found is None:
            scenario = base.with_levers(fields) if fields else base
            found = self._made[place] = (scenario, key_of(scenario))
        return found

    # ------------------------------------------------------------------------------------------------- results

    def known(self, changes: Mapping[str, float] | None = None, truth: Truth = "usual") -> Seasons | None:
        """What is known about a setting without computing anything."""
        return self._find(self.key(changes), truth)

    def known_of(self, scenario: Scenario, truth: Truth = "usual", n: int | None = None) -> Seasons | None:
        return self._find(key_of(scenario), truth, n)

    def _find(self, key: str, truth: Truth, n: int | None = None) -> Seasons | None:
        """At most `n` seasons, by default as many as every section shows, also where somebody asked for more."""
        with self._lock:
            found = self._known.get((key, truth))
            if found is None and truth == "usual" and self._baselines and key == self.key():
                found = self._shipped_start(key)
        most = n or self.effort.seasons
        return found if found is None or found.n <= most else found.first(most)

    def _shipped_start(self, key: str) -> Seasons | None:
        """The present start from the file of a shipped team: another team than the practice's own is there at once."""
        one = shipped_start(key, self._baselines)
        if one is None or not self.practice.figures() <= one.totals.keys():
            return None
        self._known[key, "usual"] = one
        return one

    def replicate(self, scenario: Scenario, truth: Truth = "usual", n: int | None = None) -> Iterator[Seasons]:
        """Seasons of a scenario, one by one until there are `n`, by default as many as every section shows.

        Yields at least once; what is known already comes first.
        """
        n = n or self.effort.seasons
        key = (key_of(scenario), truth)
        known = self._find(*key, n)
        first = known.n if known else 0
        if known:
            yield known
        todo = n - first
        if todo <= 0:
            return
        estimates = self.experiment.replicate(
            scenario, todo, SEED, first=first, each_day=checkpoint,
            evidence_only=truth == "evidence", doubt=truth == "doubt",
        )  # fmt: skip
        for estimate in estimates:
            new = Seasons.of(estimate)
            seasons = known.then(new) if known else new
            with self._lock:
                self._known[key] = seasons
            yield seasons

    def missing(self, *scenarios: Scenario) -> int:
        """How many seasons `replicate` would have to play of these scenarios together."""
        known = [self.known_of(scenario) for scenario in scenarios]
        return sum(max(0, self.effort.seasons - (seasons.n if seasons else 0)) for seasons in known)

    def peak_weeks(self, scenario: Scenario) -> Iterator[PeakWeeks]:
        """Peak weeks of a scenario paired with the base's, ahead of all other work; none where there is no peak.

        As many as are prepared, or a few: the season, which tells more, must not wait for the base's part of the rest.
        """
        n = min(self.effort.weeks, max(FEW_WEEKS, self._prepared))
        with urgently():
            yield from self.experiment.peak_weeks(self.base, scenario, n, SEED, each_day=checkpoint)

    def prepare_peak_weeks(self) -> Iterator[int]:
        """Play the base's part of them, so that no slider has to wait for it."""
        base = self.base
        for ready in self.experiment.prepare_peak_weeks(base, self.effort.weeks, SEED, each_day=checkpoint):
            if base is self.base:
                self._prepared = ready
            yield ready

    def explain(self, changes: Mapping[str, float]) -> Iterator[Why]:
        """What `changes` do to profit, in money, refined replication by replication; loops after it, if they carry."""
        changed, why, check = self.scenario(changes), None, checkpoint
        for found in self.experiment.explain_money(self.base, changed, self.effort.seasons, SEED, each_day=check):
            why = Why.of(found)
            yield why
        if why is None or not self._loops_carry:
            return
        kpi, loops = self.practice.kpi, self.practice.loops
        for step in self.experiment.explain(
            self.base, changed, kpi, self.effort.loops, SEED, loops=loops, each_day=check
        ):
            some = Loops(kpi, step.change, dict(step.parts))
        if some.carry:
            yield replace(why, loops=some)

    def shipped_why(self, changes: Mapping[str, float]) -> Why | None:
        """The shipped explanation, if it is of exactly this change."""
        if self._baselines is None:
            return None
        name = f"practice-{self.practice.slug}"
        return Why.from_file(name, self.key(), self.key(changes), self._baselines)


def at_start(practice: Practice, team: Scenario) -> Scenario:
    """The team with what the practice faces, and its levers at their start."""
    fields: dict[str, float] = practice.faces | practice.given
    fields |= {lever.path: lever.clip(lever.start) for lever in practice.levers if lever.start is not None}
    return team.with_fields(fields)


def _has(scenario: Scenario, path: str) -> bool:
    try:
        scenario.at(path)
    except KeyError:
        return False
    return True


class LazyModel:
    """sim.experiment, imported when something is first run: a page opens without the model."""

    def __getattr__(self, name: str) -> object:
        from sim import experiment
        from sim.experiment import big_night, course, day_by_day, peak_week, pods_day, spread

        apart = {
            "night": big_night, "pods_day": pods_day, "worked": spread, "course": course, "middle_season": course,
            "day_by_day": day_by_day, "line": day_by_day,
        }  # fmt: skip
        return getattr(apart.get(name, peak_week if name.endswith("peak_weeks") else experiment), name)
