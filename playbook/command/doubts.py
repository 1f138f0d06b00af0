"""`playbook doubts`: which facts would turn the advice, and which are worth finding out first."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playbook import language as languages
from playbook.command import say, tables
from playbook.command.runs import before_json, load, pool_of, report_laws
from playbook.command.targets import targets
from playbook.command.working import INTERRUPTS, Progress

if TYPE_CHECKING:
    from playbook.first.doubts import Asked
    from playbook.first.told import Told
    from sim.experiment.swings import Option, Swings
    from sim.scenario import Scenario

SEASONS = 6
SCREENED = 2  # seasons of each plan where nothing is known of a team's plans


def options(
    command: argparse.ArgumentParser, language: str, teams: str, number: Callable[[int, int, str], Callable[[str], int]]
) -> None:
    """Everything but the seed and the workers."""
    command.add_argument("file", metavar="TEAM", help=say("help_file", language, teams=teams))
    command.add_argument("--steps", nargs="+", metavar="STEP", help=say("help_doubts_steps", language))
    command.add_argument(
        "--seasons", type=number(3, 200, language), default=SEASONS, metavar="N",
        help=say("help_doubts_seasons", language, default=SEASONS),
    )  # fmt: skip
    command.add_argument("--json", metavar="OUT", help=say("help_json", language))


def run(arguments: argparse.Namespace) -> int:
    """Play both ends of every fact and print which would turn the advice; 0 also where none does."""
    from playbook.first.doubts import asked
    from playbook.first.options import as_is
    from playbook.first.told import Told

    language = arguments.language
    target = targets(arguments)["json"]
    team = load(arguments.file, language)
    steps = _named(arguments.steps, team, language) if arguments.steps else None
    with pool_of(arguments) as pool:
        chosen = _best(team, arguments, pool) if steps is None else steps
        if not chosen:
            print(say("doubts_nothing_gains", language))
            return 0
        chosen = [*chosen, as_is(team)]
        facts = asked(chosen, team)
        found = _play(chosen, [one.fact for one in facts], arguments.seasons, arguments, pool, "doubts_progress")
    report_laws(found.laws, language)
    told = Told(languages.words(language), team.currency, facts, found)
    with before_json(target, lambda: document(arguments.file, arguments.seed, facts, found), language):
        _print(told, team, arguments)
    if target is not None:
        print(say("written", language, path=arguments.json), file=sys.stderr)
    return 0


def _named(names: list[str], team: Scenario, language: str) -> list[Option]:
    """The options that were named. BadInput, naming what would be right, for one that cannot be."""
    from playbook import practices
    from playbook.first.options import named
    from sim.files.bad_input import BadInput

    found: dict[str, Option] = {}
    for name in names:
        slug, _, _ = name.partition(".")
        try:
            found[name] = named(name, team)
        except KeyError:
            known: Any = practices.names()
            if slug in known:
                known = [f"{slug}.{row.id}" for row in practices.load(slug)[0].rubric]
            raise BadInput(say("doubts_no_step", language, name=name, known=", ".join(known))) from None
        except ValueError:
            raise BadInput(say("doubts_not_possible", language, name=name)) from None
    return list(found.values())


def _best(team: Scenario, arguments: argparse.Namespace, pool: Any) -> list[Option]:
    """The near-best plans worth most: by shipped results, else by a few seasons of each."""
    from playbook.first.options import best_of, near_best, shipped_best

    found = shipped_best(team)
    if found:
        return found
    every = near_best(team)
    tried = _play(every, [], SCREENED, arguments, pool, "doubts_choosing")
    return best_of(every, [tried.base[option.name].mean for option in every])


def _play(
    chosen: list[Option], facts: list[Any], seasons: int, arguments: argparse.Namespace, pool: Any, key: str
) -> Swings:
    from concurrent.futures import BrokenExecutor

    from sim.experiment.swings import swings
    from sim.experiment.workers import WorkersLost

    progress = Progress(arguments.language, key=key)
    found: Swings | None = None
    with contextlib.closing(swings(chosen, facts, seasons, arguments.seed, executor=pool)) as steps:
        try:
            for found in steps:
                progress.show(found.played, found.planned)
        except (BrokenExecutor, WorkersLost):
            INTERRUPTS.check()  # the workers were interrupted before they could leave that to us
            raise
        finally:
            progress.close()
    assert found is not None
    return found


def _print(told: Told, team: Scenario, arguments: argparse.Namespace) -> None:
    language, words, found = arguments.language, told.words, told.found
    print(say("doubts_title", language, team=words.pick(team.title), n=arguments.seasons, seed=arguments.seed))
    print()
    print(told.advice())
    print(_options(told, language))
    print()
    head, rows = told.rows()
    print(tables.aligned([head, *rows], left=frozenset({0, 1, 4, 5})))
    print()
    for line in told.notes():
        print(line)
    print()
    print(words.t("doubts.worth_first"))
    for i, line in enumerate(told.first_to_know(), 1):
        print(f"{i}. {line}" if found.turning else line)


def _options(told: Told, language: str) -> str:
    """Every option with its worth as things are believed to be."""
    from playbook.first.options import label

    ranked = sorted(told.found.base.items(), key=lambda pair: -pair[1].mean)
    rows = [[label(told.words, name), *tables.numbers([worth.mean, worth.half_width], "money", signed=False)]
            for name, worth in ranked]  # fmt: skip
    unit = tables.unit_label("money", told.currency, language)
    return tables.aligned([[say("doubts_option", language), say("doubts_worth", language, unit=unit), "±"], *rows])


def document(team: str, seed: int, facts: list[Asked], found: Swings) -> dict[str, Any]:
    """What --json writes; money in the team's currency. No clock, no host."""
    from sim.experiment.swings import ENDS, worth_knowing

    by_id = {one.fact.id: one for one in facts}

    def one(swing: Any) -> dict[str, Any]:
        knowing, asked = worth_knowing(swing), by_id[swing.fact.id]
        return {
            "fact": swing.fact.id, "low": swing.fact.low, "high": swing.fact.high,
            "fields": sorted(swing.fact.fields), "parameter": swing.fact.parameter,
            "grade": asked.doubt.grade if asked.doubt is not None else "D", "seasons": swing.n,
            "worth": {end: {name: swing.range(end, name).mean for name in swing.names} for end in ("base", *ENDS)},
            "best": {end: swing.best(end) for end in ENDS}, "turned": {end: swing.turned(end) for end in ENDS},
            "turns": swing.turns,
            "knowing": {"mean": knowing.mean, "low": knowing.low, "high": knowing.high},
        }  # fmt: skip

    return {
        "format": "playbook doubts 1", "team": team, "seed": seed, "first": found.first,
        "options": [
            {"option": name, "mean": worth.mean, "half_width": worth.half_width, "seasons": worth.n}
            for name, worth in found.base.items()
        ],
        "facts": [one(swing) for swing in found.swings], "still": [fact.id for fact in found.still],
    }  # fmt: skip
