"""The subcommands that compute: season, compare, validate, warmup.

Each takes the parsed arguments, prints its result on standard output and its progress on standard error, and
returns the exit status. Anything wrong with the input raises `sim.scenario.file.BadInput`.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from playbook.command import say, tables
from playbook.command.targets import not_writable, targets
from playbook.command.working import last_of
from sim.files.atomic import write_atomic
from sim.files.messages import visible

if TYPE_CHECKING:
    from sim.experiment.kept import Kept
    from sim.scenario import Scenario


EXPORTS = {".csv", ".tsv", ".xlsx", ".xls", ".xlsb", ".ods", ".jsonl", ".zip", ".gz"}  # no scenario is one


def load(name: str, language: str) -> Scenario:
    """A shipped team by its name, or a scenario file. A file named like a team is reached as ./NAME."""
    from sim.scenario.file import BadInput, read_scenario, team, team_names

    if name in team_names():
        return team(name)
    if not os.path.exists(name):
        raise BadInput(say("no_such_file", language, name=name, teams=", ".join(team_names())))
    if Path(name).suffix.lower() in EXPORTS:
        raise BadInput(say("file_is_export", language, name=name))
    return read_scenario(name)


def season(arguments: argparse.Namespace) -> int:
    """Run one scenario and print its KPI table."""
    language = arguments.language
    target = targets(arguments)["json"]
    scenario = load(arguments.file, language)
    if arguments.plan:
        return show_plan(scenario)
    if arguments.days and target is None:
        raise _days_without_json(language)

    from playbook.command import events, precision, season_json
    from sim.experiment import controls, replicate, stopping

    given = events.drawn_from(scenario, arguments.events, language)
    scenario = events.with_events(scenario, given)
    goal, stage, kept = precision.goal_of(arguments), None, kept_in(arguments.keep)
    with pool_of(arguments) as pool:
        options = {"seed": arguments.seed, "executor": pool, "doubt": arguments.doubt, "keep": kept}
        options["evidence_only"] = arguments.evidence_only
        if goal is None:
            stream = replicate(scenario, replications=arguments.replications, **options)
            estimate = last_of(stream, language, lambda estimate: (estimate.n, estimate.planned))
        else:
            stage = precision.reach(stopping.run_until(scenario, goal, **options), goal, scenario.currency, language)
            estimate = stage.result
        drawn = list(events.found(estimate, given, language, **options))
    report_kept(kept, language)
    start = scenario.calendar.start
    title = getattr(scenario.title, language)
    facts = {"title": title, "days": scenario.calendar.days, "start": start, "n": estimate.n, "seed": arguments.seed}
    with before_json(target, lambda: season_json.document(estimate, arguments, stage, drawn), language):
        print(say("season_title", language, **facts))
        print(say("season_legend", language))
        if arguments.doubt:
            print(say("doubt_legend", language))
        print()
        print(tables.season_table(estimate, scenario, language))
        for line in events.lines(drawn, scenario.currency, language):
            print(f"\n{line}")
        found = controls.of_estimate(estimate, arguments.of)
        for line in precision.closing_lines(found, arguments.of, stage, scenario.currency, language):
            print(f"\n{line}")
        if arguments.evidence_only:
            names = estimate.neutralised
            print()
            print(say("evidence_only", language, count=len(names), names=", ".join(names)))
        report_laws(estimate.laws, language)
    if target is not None:
        print(say("written", language, path=arguments.json), file=sys.stderr)
    return 0


def show_plan(scenario: Scenario) -> int:
    """Print the plan of a scenario's season."""
    from sim.evidence import parameters
    from sim.season import plan
    from sim.season.setup import Setup

    print("\n".join(plan.lines(Setup(scenario, parameters()))))
    return 0


def compare(arguments: argparse.Namespace) -> int:
    """Run two scenarios on the same luck and print the paired difference B − A."""
    from sim.scenario.file import BadInput

    language = arguments.language
    a, b = load(arguments.a, language), load(arguments.b, language)
    if a.currency != b.currency:
        raise BadInput(say("two_currencies", language, a=a.currency, b=b.currency))

    from playbook.command import precision
    from sim.experiment import compare as compare_scenarios
    from sim.experiment import controls, stopping
    from sim.experiment.money import of_comparison

    goal, stage, kept = precision.goal_of(arguments), None, kept_in(arguments.keep)
    with pool_of(arguments) as pool:
        options = {"seed": arguments.seed, "executor": pool, "doubt": arguments.doubt, "keep": kept}
        if goal is None:
            stream = compare_scenarios(a, b, replications=arguments.replications, **options)
            comparison = last_of(stream, language, lambda comparison: (comparison.b.n, comparison.b.planned))
        else:
            stage = precision.reach(stopping.compare_until(a, b, goal, **options), goal, b.currency, language)
            comparison = stage.result
    report_kept(kept, language)
    names = {"a": getattr(a.title, language), "b": getattr(b.title, language)}
    print(say("compare_title", language, **names, n=comparison.a.n, seed=arguments.seed))
    print(say("compare_legend", language))
    if arguments.doubt:
        print(say("doubt_legend", language))
    print()
    print(tables.comparison_table(comparison, b, language))
    print()
    print(say("money_legend", language))
    print()
    print(tables.money_table(of_comparison(comparison), b.currency, language))
    ratio = comparison.variance_ratio("profit")
    if math.isfinite(ratio) and ratio >= 1:
        print()
        print(say("compare_ratio", language, ratio=tables.number(ratio, "ratio", 1)))
    found = controls.of_comparison(comparison, arguments.of)
    for line in precision.closing_lines(found, arguments.of, stage, b.currency, language, difference=True):
        print(f"\n{line}")
    report_laws(tuple(comparison.a.laws) + tuple(comparison.b.laws), language)
    return 0


def validate(arguments: argparse.Namespace) -> int:
    """Say in one line what a valid scenario file holds; an invalid one raises BadInput."""
    language = arguments.language
    scenario = load(arguments.file, language)
    campaigns = [f"{getattr(c.name, language)} ({c.day})" for c in scenario.calendar.campaigns]
    facts = {
        "name": arguments.file,
        "title": getattr(scenario.title, language),
        "people": scenario.headcount,
        "days": scenario.calendar.days,
        "start": scenario.calendar.start,
        "work": len(scenario.work),
        "campaigns": ", ".join(campaigns) or say("no_campaigns", language),
    }
    print(say("valid", language, **facts))
    return 0


def warmup(arguments: argparse.Namespace) -> int:
    """Run the smallest team once, so that compiled code and byte code lie ready on disk."""
    language = arguments.language
    print(say("warming", language), file=sys.stderr)

    from sim.experiment import run
    from sim.scenario.file import team, team_names

    say_if_plain(language)
    smallest = min((team(name) for name in team_names()), key=lambda scenario: scenario.headcount)
    run(smallest, replications=1)
    print(say("warm", language), file=sys.stderr)
    return 0


def say_if_plain(language: str) -> None:
    """One line on standard error where the compiled engine cannot work, said before it is missed."""
    from sim.floor import compiled

    if find_spec("numba") is not None and (reason := compiled.obstacle()) is not None:
        sentence = say("plain_engine", language, reason=reason.text(language))
        print(say("problem", language, sentence=sentence), file=sys.stderr)


@contextlib.contextmanager
def pool_of(arguments: argparse.Namespace) -> Iterator[Executor | None]:
    """Who shares the work: --workers processes, the workers of --cluster, or nobody (None).

    Ctrl-C ends processes at once and without a word from them. Raises BadInput for a cluster that cannot be used.
    """
    say_if_plain(arguments.language)
    from sim.experiment.clusters import cluster
    from sim.experiment.workers import Pool
    from sim.scenario.file import BadInput

    if arguments.cluster is not None:
        if arguments.workers > 1:
            raise BadInput(say("cluster_and_workers", arguments.language))
        with cluster(arguments.cluster) as workers:
            yield workers
        return
    if arguments.workers <= 1:
        yield None
        return
    pool = Pool(arguments.workers, initializer=_leave_interrupts_to_parent)
    try:
        yield pool
    except BaseException:
        pool.end()
        raise
    pool.shutdown()


def kept_in(folder: str | None) -> Kept | None:
    """What --keep asks for. Raises BadInput for a folder that nothing can be written to."""
    if folder is None:
        return None
    from sim.experiment.kept import Kept

    return Kept(folder)


def report_kept(kept: Kept | None, language: str) -> None:
    """How much was there already and how much has been added; or that it could not all be kept."""
    if kept is None:
        return
    print(say("kept", language, found=kept.found, added=kept.added), file=sys.stderr)
    if kept.failed is not None:
        print(say("kept_not_all", language, folder=kept.folder), file=sys.stderr)


def _leave_interrupts_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextlib.contextmanager
def before_json(target: Path | None, document: Callable[[], dict], language: str) -> Iterator[None]:
    """Print inside of this what belongs before the file of --json: a full disk then does not take the result away.

    Raises BadInput where nothing can be written after all. Whoever stops reading (head, less) still gets the file.
    """
    gone = None
    try:
        yield
        sys.stdout.flush()  # the target may be the same file or terminal
    except BrokenPipeError as error:
        gone = error
    if target is not None:
        try:
            write_atomic(target, tables.as_json(document()))
        except OSError as error:
            raise not_writable(str(target), language, error) from error
    if gone is not None:
        raise gone


def _days_without_json(language: str) -> Exception:
    from sim.scenario.file import BadInput

    return BadInput(say("days_without_json", language))


def report_laws(laws: tuple[str, ...], language: str) -> None:
    """Broken laws go to standard output, with the table that they spoil."""
    if laws:
        print()
        print(say("laws_broken", language, count=len(laws)))
        for law in laws:
            print(f"  {visible(law)}")
