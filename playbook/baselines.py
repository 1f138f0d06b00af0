"""The shipped results of teams and practices: what there should be, what of it is out of date, and making that.

A `Plan` says what a file of data/baselines/ holds. Results are found by their keys (`sim.experiment.keys`), so a plan
held against its file says what is missing and, from the parameters that the file remembers, why. Every setting and
every explanation is a task of its own; tasks run in as many processes as there are cores, one that several files ask
for runs once, and a file is written as soon as its last task is through.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import as_completed
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from playbook import practices, rounds, sealed
from playbook.lab.explained import DIRECT, Loops, Why, is_of
from playbook.lab.seasons import BASELINES, SEED, Seasons, key_of
from playbook.lab.study import Effort, LazyModel, Study
from playbook.rounds import USUAL, Sample
from sim.scenario import Scenario

CURVE_POINTS = 11  # of a shipped curve
MOST_NAMED = 4  # changed parameters
ANEW = ".anew.part"  # below the folder: names of the files that `--all` has still to make


@dataclass(frozen=True)
class Setting:
    """Seasons of one scenario: which and how many, and which figures are kept: daily ones, and totals (none: all)."""

    scenario: Scenario
    n: int
    days: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()
    sample: Sample = USUAL

    @cached_property
    def key(self) -> str:
        return self.sample.key(self.scenario)

    def run(self) -> Seasons:
        return self.cut(self.sample.run(self.scenario, self.n))

    def cut(self, seasons: Seasons) -> Seasons:
        """So many of them, with these figures."""
        return seasons.first(self.n).only(self.days, self.totals)

    def both(self, other: Setting) -> Setting:
        """What serves both."""
        days = tuple(dict.fromkeys(self.days + other.days))
        totals = tuple(dict.fromkeys(self.totals + other.totals)) if self.totals and other.totals else ()
        return replace(self, n=max(self.n, other.n), days=days, totals=totals)


@dataclass(frozen=True)
class Cause:
    """Why profit changes from one scenario to another, in money; and how far a key figure's change comes by loops."""

    start: Scenario
    end: Scenario
    n: int
    kpi: str = ""
    loops: tuple[str, ...] = ()  # none: not asked for
    loops_n: int = 0

    def run(self) -> Why:
        from sim import experiment

        found = experiment.last(experiment.explain_money(self.start, self.end, self.n, SEED))
        if not self.loops:
            return Why.of(found)
        steps = experiment.explain(self.start, self.end, self.kpi, self.loops_n, SEED, loops=self.loops)
        step = experiment.last(steps)
        loops = Loops(self.kpi, step.change, dict(step.parts))
        return Why.of(found, loops if loops.carry else None)

    @cached_property
    def keys(self) -> tuple[str, str]:
        return key_of(self.start), key_of(self.end)


@dataclass(frozen=True)
class Plan:
    """What the file `name`.json holds: settings by their keys, and one explanation."""

    name: str
    settings: dict[str, Setting]
    cause: Cause

    @cached_property
    def parameters(self) -> dict[str, float]:
        """The parameters that any of its seasons reads, with today's values."""
        from sim.evidence import parameters
        from sim.season.setup import parameter_ids

        scenarios = [self.cause.start, self.cause.end, *(one.scenario for one in self.settings.values())]
        ids = sorted({name for scenario in scenarios for name in parameter_ids(scenario)})
        return {name: parameters()[name] for name in ids}


# ------------------------------------------------------------------------------------------------------- plans


def whole(named: Collection[str] = ()) -> tuple[str, ...]:
    """The totals of a season that a page shows: what one mechanism alone counts only where it is named."""
    from sim.season import kpi

    return tuple(name for name, entry in kpi.definitions().items() if "of" not in entry or name in named)


def team_plan(name: str) -> Plan:
    """A team: its seasons day by day, what its sales events bring and cost, and what each practice would bring it."""
    from playbook.lab import ranking
    from playbook.lab.big_day import calm
    from playbook.lab.season_view import PANELS
    from sim.scenario.file import team

    scenario = team(name)
    n = Effort().seasons
    wanted = [Setting(scenario, n, PANELS, whole())]
    wanted += [
        Setting(one, n, totals=ranking.TOTALS)
        for planned in ranking.plans(scenario)
        for one in (planned.plan, planned.team)
    ]
    return Plan(name, _by_key(wanted), Cause(calm(scenario), scenario, n))


def practice_plan(slug: str) -> Plan:
    """A practice: its start, its curve, its rounds' players in all samples, its example explained."""
    from sim.scenario.file import team

    practice, _ = practices.load(slug)
    effort, lever = Effort(), practice.main
    study = Study(practice, team(practice.team), LazyModel(), effort, baselines=None)
    shown = [practice.why, *({lever.id: x} for x in lever.points(CURVE_POINTS)), *rounds.settings(practice)]
    figures = whole(practice.figures())
    wanted = [Setting(study.scenario(changes), effort.seasons, totals=figures) for changes in shown]
    wanted += [
        Setting(study.scenario(changes), effort.seasons, totals=rounds.judged_by(practice), sample=sample)
        for sample in rounds.SAMPLES
        if sample != USUAL
        for changes in rounds.settings(practice)
    ]
    example, loops = study.scenario(practice.why), tuple(practice.loops)
    cause = Cause(study.base, example, effort.seasons, practice.kpi, loops, effort.loops)
    return Plan(f"practice-{slug}", _by_key(wanted), cause)


def _by_key(wanted: Iterable[Setting]) -> dict[str, Setting]:
    """Each setting once, as it serves all that ask for it."""
    settings: dict[str, Setting] = {}
    for one in wanted:
        settings[one.key] = settings[one.key].both(one) if one.key in settings else one
    return settings


def names() -> tuple[str, ...]:
    """The names of all shipped files: teams first."""
    from sim.scenario.file import team_names

    return (*team_names(), *(f"practice-{slug}" for slug in practices.names()))


def plan(name: str) -> Plan:
    """The plan of one of `names()`."""
    prefix = "practice-"
    return practice_plan(name.removeprefix(prefix)) if name.startswith(prefix) else team_plan(name)


# ------------------------------------------------------------------------------------------------- out of date


def kept_seasons(wanted: Plan, data: Mapping[str, Any]) -> dict[str, Seasons]:
    """Of a plan's settings, those whose seasons are in the file's content."""
    from sim.season import kpi

    found = {}
    for key, setting in wanted.settings.items():
        one = data.get("seasons", {}).get(key)
        asked = set(setting.totals or kpi.definitions())
        if one and set(one["totals"]) >= asked and set(one["days"]) >= set(setting.days):
            seasons = Seasons.from_json(one)
            if seasons.n >= setting.n:
                found[key] = setting.cut(seasons)
    return found


def kept_why(wanted: Cause, data: Mapping[str, Any]) -> Why | None:
    """The plan's explanation if it is in the file's content."""
    from sim.experiment.money import PARTS

    start, end = wanted.keys
    for one in data.get("why", []):
        if is_of(one, start, end):
            why = Why.from_json(one)
            fits = why.loops is None or (why.loops.kpi, set(why.loops.parts)) == (wanted.kpi, {DIRECT, *wanted.loops})
            if why.n == wanted.n and set(why.parts) == set(PARTS) and fits:
                return why
    return None


def out_of_date(wanted: Plan, data: Mapping[str, Any] | None) -> list[str]:
    """Why a file with this content has to be made, in words; nothing where it holds what the plan asks for."""
    if data is None:
        return ["it is missing or cannot be read"]
    if not sealed.intact(dict(data)):
        return ["it was changed by hand"]
    have, why = kept_seasons(wanted, data), kept_why(wanted.cause, data)
    reasons = []
    if missing := len(wanted.settings) - len(have):
        reasons.append(f"{missing} of {len(wanted.settings)} settings are not in it")
    if why is None:
        reasons.append("its explanation is of another change")
    if reasons:
        then, now = data.get("parameters", {}), wanted.parameters
        differ = sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
        said = [f"{name} was {then.get(name, 'not used')}, is {now.get(name, 'not used')}" for name in differ]
        reasons += said[:MOST_NAMED]
        if over := len(said[MOST_NAMED:]):
            reasons.append(f"so have {over} more parameters changed")
    elif sealed.digest(content(wanted, have, why)) != data["digest"]:
        reasons.append("it holds more than is asked for")
    return reasons


def content(wanted: Plan, seasons: Mapping[str, Seasons], why: Why) -> dict[str, Any]:
    """What the plan's file holds."""
    start, end = wanted.cause.keys
    return {
        "parameters": wanted.parameters,
        "seasons": {key: wanted.settings[key].cut(one).to_json() for key, one in seasons.items()},
        "why": [{"from": start, "to": end} | why.to_json()],
    }


# ------------------------------------------------------------------------------------------------------ making

Task = Setting | Cause


def made(plans: Iterable[tuple[Plan, Mapping[str, Any]]], workers: int) -> Iterator[tuple[Plan, dict[str, Any]]]:
    """Each plan with the content of its file, as they become ready; what `data` already holds is not run again."""
    waiting: list[tuple[Plan, dict[str, Seasons], Why | None]] = []
    tasks: dict[str, Task] = {}
    for wanted, data in plans:
        have, why = kept_seasons(wanted, data), kept_why(wanted.cause, data)
        waiting.append((wanted, have, why))
        if why is None:  # first, as it takes longest: no core should wait for it at the end
            tasks[wanted.name] = wanted.cause
        for key, setting in wanted.settings.items():
            if key not in have:
                tasks[key] = tasks[key].both(setting) if key in tasks else setting
    results: dict[str, Any] = {}
    for found in chain([{}], _run(tasks, workers)):
        results |= found
        for entry in list(waiting):
            wanted, have, why = entry
            seasons = {key: have.get(key) or results.get(key) for key in wanted.settings}
            why = why or results.get(wanted.name)
            if why and all(seasons.values()):
                waiting.remove(entry)
                yield wanted, content(wanted, seasons, why)


def _run(tasks: Mapping[str, Task], workers: int) -> Iterator[dict[str, Any]]:
    """The result of each task by its name, as they come."""
    if workers <= 1:
        yield from ({name: task.run()} for name, task in tasks.items())
        return
    from sim.experiment.workers import processes

    pool = processes(workers)
    try:
        futures = {pool.submit(_result, task): name for name, task in tasks.items()}
        for number, future in enumerate(as_completed(futures), 1):
            if sys.stderr.isatty():  # one line that is written over
                _say(f"{number} of {len(futures)} tasks", end="\r")
            yield {futures[future]: future.result()}
    finally:
        pool.shutdown(cancel_futures=True)


def _result(task: Task) -> Any:
    return task.run()


def build(only: Iterable[str] = (), everything: bool = False, folder: Path = BASELINES, workers: int = 1) -> None:
    """Make the files that are out of date, or with `everything` all of them; says on standard error which and why.

    What is left after an interruption is made by the next call, also of what `everything` had begun.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chosen = tuple(only) or names()
    anew = (_anew(folder) | (set(chosen) if everything else set())) & set(names())
    _note(folder, anew)
    todo = []
    for name in chosen:
        wanted, data = plan(name), sealed.read(folder / f"{name}.json")
        why = ["all are made anew"] if name in anew else out_of_date(wanted, data)
        _say(f"{name}.json: {'; '.join(why) or 'up to date'}")
        if why:
            usable = data is not None and sealed.intact(data) and name not in anew
            todo.append((wanted, data if usable else {}))
    began = time.monotonic()
    for wanted, found in made(todo, workers):
        size = sealed.write(folder / f"{wanted.name}.json", found)
        anew.discard(wanted.name)
        _note(folder, anew)
        _say(f"{wanted.name}.json: {size // 1000} kB, after {time.monotonic() - began:.0f} s")


def _say(text: str, end: str = "\n") -> None:
    print(text.ljust(30) if sys.stderr.isatty() else text, end=end, file=sys.stderr, flush=True)


def _anew(folder: Path) -> set[str]:
    """The files that an interrupted `everything` has still to make."""
    file = folder / ANEW
    return set(file.read_text(encoding="utf-8").split()) if file.is_file() else set()


def _note(folder: Path, anew: set[str]) -> None:
    if anew:
        (folder / ANEW).write_text("\n".join(sorted(anew)) + "\n", encoding="utf-8")
    else:
        (folder / ANEW).unlink(missing_ok=True)
