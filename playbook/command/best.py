"""`playbook best`: which of several plans is best, with a stated probability of being right."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from playbook.command import precision, say, tables
from playbook.command.runs import before_json, kept_in, load, pool_of, report_kept
from playbook.command.targets import targets
from playbook.command.working import Progress

if TYPE_CHECKING:
    from sim.experiment.selection import Round
    from sim.scenario import Scenario


def options(command: argparse.ArgumentParser, language: str, teams: str) -> None:
    """Everything but the seed, the workers and the cap, which it shares with other subcommands."""
    command.add_argument("plan", metavar="PLAN", nargs="+", help=say("help_plans", language, teams=teams))
    command.add_argument(
        "--worth", type=precision.positive(language), required=True, metavar="X", help=say("help_worth", language)
    )
    precision.figure_option(command, language)
    command.add_argument(
        "--confidence", type=_share(language), default=0.95, metavar="P",
        help=say("help_confidence", language, default=0.95),
    )  # fmt: skip
    command.add_argument("--json", metavar="OUT", help=say("help_json", language))


def _share(language: str) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = 0.0
        if not 0.5 <= value < 1:
            raise argparse.ArgumentTypeError(say("not_a_confidence", language, text=text))
        return value

    return read


def run(arguments: argparse.Namespace) -> int:
    """Race the plans and print which is best; 0 also when the cap ended the race undecided."""
    from sim.experiment.selection import best_of

    language = arguments.language
    target = targets(arguments)["json"]
    entry = precision.figure(arguments.of, language)
    plans = _plans(arguments, entry)
    worth = precision.in_unit(arguments.worth, entry["unit"])
    kept = kept_in(arguments.keep)
    with pool_of(arguments) as pool:
        race = best_of(
            plans, arguments.of, worth, larger=entry["better"] == "higher", confidence=arguments.confidence,
            cap=arguments.at_most, seed=arguments.seed, executor=pool, keep=kept,
        )  # fmt: skip
        found = _last(race, arguments)
    report_kept(kept, language)
    with before_json(target, lambda: _document(arguments, plans, worth, found), language):
        print(say("best_title", language, name=entry["name"][language], seed=arguments.seed))
        print()
        print(_table(arguments, plans, entry, found))
        print()
        print(_verdict(arguments, plans, entry, found))
    if target is not None:
        print(say("written", language, path=arguments.json), file=sys.stderr)
    return 0


def _plans(arguments: argparse.Namespace, entry: dict) -> tuple[Scenario, ...]:
    """The scenarios to race. Raises BadInput if they can't be."""
    from sim.experiment.stopping import FIRST_STAGE
    from sim.scenario.file import BadInput

    language = arguments.language
    if entry["better"] not in ("higher", "lower"):
        raise BadInput(say("no_direction", language, name=arguments.of))
    if len(arguments.plan) < 2:
        raise BadInput(say("one_plan", language))
    if arguments.at_most < FIRST_STAGE:
        raise BadInput(say("cap_too_low", language, cap=arguments.at_most, first=FIRST_STAGE))
    plans = tuple(load(name, language) for name in arguments.plan)
    for name, plan in zip(arguments.plan, plans, strict=True):
        if plan.currency != plans[0].currency:
            a, b = f"{arguments.plan[0]} ({plans[0].currency})", f"{name} ({plan.currency})"
            raise BadInput(say("plans_two_currencies", language, a=a, b=b))
    return plans


def _last(race, arguments: argparse.Namespace) -> Round:
    from sim.experiment.stopping import FIRST_STAGE

    language, k, found = arguments.language, len(arguments.plan), None
    opening, progress = Progress(language, key="best_opening"), Progress(language, key="best_progress", plans=k)
    with contextlib.closing(race):
        try:
            for found in race:
                if not found.most:
                    opening.show(sum(found.counts), k * FIRST_STAGE)
                else:
                    planned = min(found.most, arguments.at_most)
                    progress.show(max(found.counts), planned, racing=len(found.racing))
        finally:
            opening.close()
            progress.close()
    return found


def _table(arguments: argparse.Namespace, plans: tuple[Scenario, ...], entry: dict, found: Round) -> str:
    language, unit = arguments.language, entry["unit"]
    label = tables.unit_label(unit, plans[0].currency, language)
    keys = ("best_plan", "best_team", "best_n", "mean", "best_behind", "unit", "best_result")
    head = [say(key, language) for key in keys]
    body = []
    for i, (name, plan) in enumerate(zip(arguments.plan, plans, strict=True)):
        if i in found.dropped:
            verdict = say("best_dropped", language, n=found.dropped[i])
        else:
            ties = "best_racing" if found.best is None else "best_equal"
            verdict = say("best_wins" if i == found.best else ties, language)
        cells = tables.numbers([found.means[i], found.behind[i]], unit)
        body.append([name, getattr(plan.title, language), str(found.counts[i]), *cells, label, verdict])
    return tables.aligned([head, *body], left=frozenset({0, 1, 5, 6}))


def _verdict(arguments: argparse.Namespace, plans: tuple[Scenario, ...], entry: dict, found: Round) -> str:
    language = arguments.language
    unit = tables.unit_label(entry["unit"], plans[0].currency, language)
    facts = {
        "plan": arguments.plan[found.leader],
        "name": entry["name"][language],
        "worth": f"{precision.typed(arguments.worth)} {unit}".strip(),
        "confidence": f"{100 * arguments.confidence:g}",
        "cap": arguments.at_most,
        "most": found.most,
        "others": ", ".join(arguments.plan[i] for i in found.racing if i != found.leader),
    }
    return say("best_open" if found.best is None else "best_found", language, **facts)


def _document(arguments: argparse.Namespace, plans: tuple[Scenario, ...], worth: float, found: Round) -> dict:
    """What --json writes; money in the scenarios' currency, shares as fractions. No clock, no host."""
    return {
        "format": "playbook best 1",
        "of": arguments.of,
        "worth": worth,
        "confidence": arguments.confidence,
        "seed": arguments.seed,
        "at_most": arguments.at_most,
        "decided": found.best is not None,
        "leader": arguments.plan[found.leader],
        "plans": [
            {
                "plan": name,
                "scenario": plan.model_dump(mode="json"),
                "replications": found.counts[i],
                "mean": found.means[i],
                "behind": found.behind[i],
                "dropped_after": found.dropped.get(i),
            }
            for i, (name, plan) in enumerate(zip(arguments.plan, plans, strict=True))
        ],
    }
