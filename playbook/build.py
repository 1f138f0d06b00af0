"""Builds what is made and not written: the notebooks from the practices' words, the shipped results from the model.

    python -m playbook.build new SLUG | check SLUG | coverage
    python -m playbook.build notebooks [--check] [--workers N]
    python -m playbook.build baselines [NAME ...] [--all] [--workers N]
    python -m playbook.build challenges [--only SLUG] [--set | --search]
    python -m playbook.build bots [--only SESSION] [--seasons N] [--workers N]
    python -m playbook.build truth
    python -m playbook.build studies [--experiments N]
    python -m playbook.build could-fail [--workers N]
    python -m playbook.build lived [--workers N]
    python -m playbook.build ratios [TEAM ...]
    python -m playbook.build staffing [--replications N] [--workers N]
    python -m playbook.build sensitivity [--only SLUG] [--seasons N] [--workers N] [--show]
    python -m playbook.build pairs [--workers N]
    python -m playbook.build bad-ends [--workers N]
    python -m playbook.build deck

`playbook build` is the same.

`playbook.notebooks.building` says what a built notebook is, `playbook.baselines` what `baselines` makes. `--check`
builds in memory and exits with status 1 where a file would change.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playbook import (
    bad_end,
    baselines,
    could_fail,
    deck_costs,
    lived_studies,
    new_practice,
    pairs,
    practices,
    sealed,
    sensitivity,
    staffing,
    tuning,
)
from playbook.command import user_language
from playbook.notebooks.building import build_notebooks
from playbook.workshop import search

if TYPE_CHECKING:
    from sim.studies.base import Study

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "data" / "results"
LUCK_PAIRS = 8  # seasons of each plan


def truth_results() -> Iterator[tuple[str, Any]]:
    """What the story of the floor shows: theory, days that change, published examples, skills, luck."""
    from dataclasses import asdict

    from sim.studies import published, theory, theory_days

    yield "theory", [asdict(row) for row in theory.run()]
    yield "days", [asdict(row) for row in theory_days.run()]
    yield "published", [asdict(row) for row in published.run()]
    yield "skills", asdict(published.second_skill())
    yield "luck", list(_luck())


def _luck(only: Collection[str] = ()) -> Iterator[dict[str, Any]]:
    """Variance of an unpaired difference of season profit over that of a paired one, lever by lever of peak-time."""
    from playbook.lab.seasons import SEED
    from sim import experiment
    from sim.experiment import pairs
    from sim.scenario.file import team

    practice, _ = practices.load("peak-time")
    start = team(practice.team).with_levers({lever.path: lever.start for lever in practice.levers})
    base = experiment.run(start, LUCK_PAIRS, SEED).totals["profit"]
    for lever in practice.levers:
        if only and lever.id not in only:
            continue
        high = experiment.run(start.with_levers({lever.path: lever.clip(lever.high / 2)}), LUCK_PAIRS, SEED)
        found = pairs.variance_ratio(base, high.totals["profit"])
        if math.isfinite(found.value):  # a head start without temps changes nothing
            yield {"name": lever.id, "ratio": found.value}


def study_results(experiments: int, workers: int) -> Iterator[tuple[str, Any]]:
    """What the story of people and pay shows: every study at its original size."""
    from sim.experiment.workers import processes
    from sim.studies.registry import STUDIES

    found = []
    with processes(workers) as pool:
        for study in STUDIES.values():
            found.append(_study(study, experiments, pool))
            print(f"{study.id}: {experiments} experiments", file=sys.stderr)
    yield "studies", found


def _study(study: Study, experiments: int, pool: Executor | None = None) -> dict[str, Any]:
    """A study's claims as they are shipped."""
    from sim.experiment import last
    from sim.studies import base

    result = last(base.run(study, experiments, executor=pool))
    claims = [
        {
            "id": one.claim.id, "role": one.claim.role, "unit": one.claim.unit, "source": one.claim.source,
            "published": _finite(one.claim.published), "low": _finite(one.claim.low),
            "high": _finite(one.claim.high), "mean": one.mean, "p025": one.low, "p975": one.high,
            "n": one.n, "passed": one.passed, "why": one.why,
        }
        for one in result.verdicts
    ]  # fmt: skip
    return {"id": study.id, "fingerprint": result.fingerprint, "claims": claims}


def _finite(value: float) -> float | None:
    """`value`, or None where there is none: JSON knows no infinity."""
    return value if math.isfinite(value) else None


def build_results(made: Iterator[tuple[str, Any]], folder: Path = RESULTS) -> None:
    """Write each result as it is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in made:
        size = sealed.write(folder / f"{name}.json", {"rows": rows}, indent=0)
        print(f"{name}.json: {size // 1000} kB", file=sys.stderr)


def print_ratios(names: Sequence[str], parser: argparse.ArgumentParser) -> int:
    """Measure the teams and print the tables of docs/teams.md."""
    from playbook import ratios
    from sim.scenario.file import team, team_names

    if unknown := set(names) - set(team_names()):
        parser.error(f"no such team: {', '.join(sorted(unknown))}; there are {', '.join(team_names())}")
    print(ratios.tables(team(name) for name in names or team_names()))
    return 0


def _at_least_one(text: str) -> int:
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return int(text)


def _parser(language: str | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="playbook build", description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    new_practice.options(commands, language or user_language())
    one = commands.add_parser("notebooks", help="build notebooks/ from the words")
    one.add_argument("--check", action="store_true", help="write nothing; status 1 where a file would change")
    one.add_argument("--only", default="", metavar="PART", help="only paths that contain this")
    one.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    two = commands.add_parser("baselines", help="compute what is out of date in data/baselines/ with the model")
    two.add_argument("names", nargs="*", metavar="NAME", help="team or practice-<slug>; every one when absent")
    two.add_argument("--all", action="store_true", help="also what is up to date: the model's code has changed")
    two.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    tuning.options(commands)
    search.options(commands)
    commands.add_parser("schema", help="write data/scenario.schema.json from the scenario's fields")
    four = commands.add_parser("ratios", help="print the tables of docs/teams.md: figures of the teams against life")
    four.add_argument("names", nargs="*", metavar="TEAM", help="a shipped team; every one when absent")
    commands.add_parser("truth", help="compute data/results/ of the floor: theory, published examples, luck")
    three = commands.add_parser("studies", help="compute data/results/studies.json")
    three.add_argument("--experiments", type=_at_least_one, default=200, metavar="N")
    three.add_argument("--workers", type=int, default=2, metavar="N")
    weight = commands.add_parser("could-fail", help="compute data/results/could_fail.json: what verdicts are worth")
    weight.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    weight = commands.add_parser("lived", help="compute data/results/lived.json: studies that whole seasons live")
    weight.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    four = commands.add_parser("staffing", help="compute data/results/staffing.json and the tables of docs/teams.md")
    four.add_argument("--replications", type=_at_least_one, default=staffing.REPLICATIONS, metavar="N")
    four.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    five = commands.add_parser("sensitivity", help="compute data/results/sensitivity.json: each lever, other prices")
    five.add_argument("--only", action="append", default=[], metavar="SLUG", help="one practice; all others stay")
    five.add_argument("--seasons", type=_at_least_one, default=sensitivity.SEASONS, metavar="N")
    five.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    five.add_argument("--show", action="store_true", help="print the levers at today's prices and write nothing")
    six = commands.add_parser("pairs", help="compute data/results/pairs.json: practices two by two")
    six.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    worst = commands.add_parser("bad-ends", help="compute data/results/bad_ends.json: the worst seasons, and ruin")
    worst.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    commands.add_parser("deck", help="compute data/results/deck.json: what each event costs when it comes")
    return parser


def main(arguments: list[str] | None = None, language: str | None = None) -> int:
    parser = _parser(language)
    chosen = parser.parse_args(arguments)
    if "tune" in chosen:
        return chosen.tune(chosen)
    if "carry_out" in chosen:
        return new_practice.carry_out(chosen)
    if chosen.command == "schema":
        from sim.scenario.file import write_schema

        write_schema()
        return 0
    if chosen.command == "ratios":
        return print_ratios(chosen.names, parser)
    if chosen.command == "truth":
        build_results(truth_results())
        return 0
    if chosen.command == "studies":
        build_results(study_results(chosen.experiments, chosen.workers))
        return 0
    if chosen.command == "could-fail":
        build_results(iter([("could_fail", list(could_fail.rows(chosen.workers)))]))
        return 0
    if chosen.command == "lived":
        build_results(iter([("lived", list(lived_studies.rows(chosen.workers)))]))
        return 0
    if chosen.command == "sensitivity":
        if chosen.show:
            print(sensitivity.table(list(sensitivity.rows(chosen.only, chosen.seasons, chosen.workers, prices=False))))
        else:
            found = list(sensitivity.rows(chosen.only, chosen.seasons, chosen.workers))
            if chosen.only:
                found = sensitivity.beside(found, sealed.read(RESULTS / "sensitivity.json")["rows"])
            build_results(iter([("sensitivity", found)]))
        return 0
    if chosen.command == "pairs":
        build_results(iter([("pairs", list(pairs.rows(chosen.workers)))]))
        return 0
    if chosen.command == "bad-ends":
        build_results(iter([("bad_ends", list(bad_end.rows(chosen.workers)))]))
        return 0
    if chosen.command == "deck":
        build_results(iter([("deck", list(deck_costs.rows()))]))
        return 0
    if chosen.command == "staffing":
        found = list(staffing.rows(chosen.replications, chosen.workers))
        build_results(iter([("staffing", found)]))
        staffing.write_page(found)
        return 0
    if chosen.command == "notebooks":
        try:
            changed = build_notebooks(chosen.check, only=chosen.only, workers=chosen.workers)
        except ValueError as error:
            parser.error(str(error))
        return 1 if chosen.check and changed else 0
    if unknown := set(chosen.names) - set(baselines.names()):
        parser.error(f"no such baseline: {', '.join(sorted(unknown))}; there are {', '.join(baselines.names())}")
    try:
        baselines.build(chosen.names, chosen.all, workers=chosen.workers)
    except KeyboardInterrupt:
        print("stopped; what is written stays, and the same command without --all makes the rest", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
