"""`playbook first`: which step to take first in this shop, and which set within money and hours."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import math
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playbook.command import say
from playbook.command.runs import before_json, kept_in, load, pool_of, report_kept, report_laws
from playbook.command.targets import targets
from playbook.command.working import INTERRUPTS, Progress

if TYPE_CHECKING:
    from playbook.first.found import Found, Limits
    from sim.scenario import Scenario

HOURS_WEEK = 4.0  # people's hours for new steps, where nobody says: an assumption, and said as one


def options(command: argparse.ArgumentParser, language: str, teams: str) -> None:
    """Everything but replications, seed, workers and the kept folder, which it shares with other subcommands."""
    amount = _amount(language)
    command.add_argument("team", metavar="TEAM", help=say("help_file", language, teams=teams))
    command.add_argument("--ratings", metavar="FILE", help=say("help_first_ratings", language))
    command.add_argument("--budget", type=amount, metavar="N", help=say("help_first_budget", language))
    command.add_argument(
        "--hours", type=amount, metavar="N", help=say("help_first_hours", language, week=f"{HOURS_WEEK:g}")
    )
    command.add_argument("--before", type=_date(language), metavar="DATE", help=say("help_first_before", language))
    command.add_argument("--json", metavar="OUT", help=say("help_json", language))


def _amount(language: str) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not 0 <= value < math.inf:
            raise argparse.ArgumentTypeError(say("first_not_an_amount", language, text=text))
        return value

    return read


def _date(language: str) -> Callable[[str], dt.date]:
    def read(text: str) -> dt.date:
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise argparse.ArgumentTypeError(say("first_not_a_date", language, text=text)) from None

    return read


def run(arguments: argparse.Namespace) -> int:
    """Play the race and print what came out; what it could not see because it was stopped is kept with --keep."""
    from playbook.command import first_told
    from playbook.first.race import what_first

    language = arguments.language
    target = targets(arguments)["json"]
    team = load(arguments.team, language)
    limits = limits_of(arguments, team)
    ratings = _ratings(arguments.ratings)
    kept = kept_in(arguments.keep)
    with pool_of(arguments) as pool:
        race = what_first(
            team, limits, ratings, replications=arguments.replications, seed=arguments.seed, executor=pool, keep=kept
        )
        found = _last(race, language)
    report_kept(kept, language)
    assumed = arguments.before if arguments.hours is None else None
    document = {"team": arguments.team, "replications": arguments.replications, "hours_assumed": assumed is not None}
    with before_json(target, lambda: document | first_told.document(found), language):
        print("\n".join(first_told.lines(found, language, assumed, HOURS_WEEK)))
        report_laws(found.laws, language)
    if target is not None:
        print(say("written", language, path=arguments.json), file=sys.stderr)
    return 0


def limits_of(arguments: argparse.Namespace, team: Scenario) -> Limits:
    """What there is to spend. Raises BadInput for a day outside the season."""
    from playbook.first.found import Limits
    from sim.scenario.file import BadInput

    hours, day = arguments.hours, None
    if arguments.before is not None:
        start, days = team.calendar.start, team.calendar.days
        day = (arguments.before - start).days
        if not 0 <= day < days:
            last = start + dt.timedelta(days=days - 1)
            raise BadInput(say("first_before", arguments.language, date=arguments.before, first=start, last=last))
        hours = day / 7 * HOURS_WEEK if hours is None else hours
    return Limits(arguments.budget, hours, day)


def _ratings(file: str | None) -> dict[str, dict[str, int]] | None:
    if file is None:
        return None
    from playbook.first.ratings import read_ratings

    return read_ratings(file)


def _last(race: Any, language: str) -> Found:
    """The end of the race, its stages told as they come."""
    found, progress = None, Progress(language, key="")
    with contextlib.closing(race):
        try:
            for found in race:
                INTERRUPTS.check()
                if found.stage == "done":
                    break
                began = progress.key != f"first_{found.stage}"
                progress.key = f"first_{found.stage}"
                facts = {"leader": _leader(found, language)}
                if progress.live:
                    progress.show(found.played, found.planned, **facts)
                elif began:  # in a log, a line for each stage
                    print(say(progress.key, language, n=found.played, planned=found.planned, **facts), file=sys.stderr)
        finally:
            progress.close()
    assert found is not None
    return found


def _leader(found: Found, language: str) -> str:
    from playbook import language as languages
    from playbook.first.said import short

    return short(languages.words(language), found.worths[0].step.slug) if found.worths else "–"
