"""`playbook first`: the step of each practice that is worth most to a team, and the set to take within its means."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import math
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from playbook import language as languages
from playbook.command import say, tables
from playbook.command.runs import before_json, kept_in, load, pool_of, report_kept, report_laws
from playbook.command.targets import targets
from playbook.command.working import INTERRUPTS, Progress

if TYPE_CHECKING:
    from playbook.first.found import Chosen, Found, Limits, Worth
    from playbook.first.said import Said
    from sim.scenario import Scenario

SEASONS, FEWEST = 20, 4
HOURS_WEEK = 4.0  # of people's time for new steps, where only a date is given: an assumption, and the output says so
EXPLAINED = 3  # steps whose money is put into words
MOST_MONEY, MOST_HOURS = 1e12, 1e6


def options(
    command: argparse.ArgumentParser, language: str, teams: str, number: Callable[[int, int, str], Callable[[str], int]]
) -> None:
    """Everything but seed, workers, cluster and keep."""
    command.add_argument("file", metavar="TEAM", help=say("help_file", language, teams=teams))
    command.add_argument("--ratings", dest="read", metavar="FILE", help=say("help_first_ratings", language))
    for name, most in (("budget", MOST_MONEY), ("hours", MOST_HOURS)):
        command.add_argument(
            f"--{name}", type=_amount(most, language), metavar="N", help=say(f"help_first_{name}", language)
        )
    command.add_argument("--before", type=_date(language), metavar="DATE", help=say("help_first_before", language))
    command.add_argument("--json", metavar="OUT", help=say("help_json", language))


def _amount(most: float, language: str) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not 0 <= value <= most:
            raise argparse.ArgumentTypeError(say("first_not_an_amount", language, text=text, most=f"{most:.0f}"))
        return value

    return read


def _date(language: str) -> Callable[[str], dt.date]:
    def read(text: str) -> dt.date:
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise argparse.ArgumentTypeError(say("first_not_a_date", language, text=text)) from None

    return read


def limits_of(arguments: argparse.Namespace, team: Scenario) -> Limits:
    """What there is to spend. BadInput for a date that is not in the team's calendar."""
    from playbook.first.found import Limits
    from sim.files.bad_input import BadInput

    day = None
    if arguments.before is not None:
        first, days = team.calendar.start, team.calendar.days
        day = (arguments.before - first).days
        if not 0 < day < days:
            last = first + dt.timedelta(days=days - 1)
            raise BadInput(say("first_date_outside", arguments.language, date=arguments.before, first=first, last=last))
    hours = arguments.hours
    if hours is None and day is not None:
        hours = HOURS_WEEK * day / 7
    return Limits(arguments.budget, hours, day)


def run(arguments: argparse.Namespace) -> int:
    """Play the race and print what came out. Raises BadInput."""
    from playbook.first.race import race
    from playbook.first.ratings import read_ratings
    from playbook.first.said import Said

    language = arguments.language
    target = targets(arguments)["json"]
    team = load(arguments.file, language)
    ratings = read_ratings(arguments.read) if arguments.read else {}
    limits, kept = limits_of(arguments, team), kept_in(arguments.keep)
    found, shown = None, None
    with pool_of(arguments) as pool:
        stream = race(team, ratings, limits, seasons=max(FEWEST, arguments.replications), seed=arguments.seed,
                      executor=pool, keep=kept)  # fmt: skip
        with contextlib.closing(stream):
            progress = Progress(language, key="first_progress")
            for found in stream:
                INTERRUPTS.check()
                if shown is None and found.worths:  # the first ranking is there at once
                    shown = Said(languages.words(language), found.team)
                    print(_soon(found, shown), file=sys.stderr)
                progress.show(found.played, found.planned)
            progress.close()
    assert found is not None  # a race tells something at its end
    report_kept(kept, language)
    with before_json(target, lambda: document(found, arguments), language):
        _print(found, Said(languages.words(language), found.team), arguments)
        report_laws(found.laws, language)
    if target is not None:
        print(say("written", language, path=arguments.json), file=sys.stderr)
    return 0


def _soon(found: Found, said: Said) -> str:
    best = found.worths[0]
    return say("first_soon", said.words.language, step=said.step(best.step), practice=said.practice(best.step.slug))


# ------------------------------------------------------------------------------------------------------ printing


def _print(found: Found, said: Said, arguments: argparse.Namespace) -> None:
    language = arguments.language
    n = max((one.n for one in found.worths), default=0)
    print(say("first_title", language, team=said.words.pick(found.team.title), n=n, seed=found.seed))
    print(say("first_legend", language))
    for line in _limits(found.limits, arguments, said):
        print(line)
    print()
    if not found.worths:
        print(say("first_nothing", language))
        return
    print(tables.aligned([_head(language, said), *(_row(i, one, said) for i, one in enumerate(found.worths, 1))],
                         left=frozenset({1, 2})))  # fmt: skip
    print()
    for one in found.worths[:EXPLAINED]:
        print(say("first_why", language, step=said.step(one.step), channel=said.channel(one)))
    print()
    print(say("first_doubt_title", language))
    rows = [["", *(say(f"first_{name}", language) for name in ("usual", "evidence", "doubt"))]]
    for one in found.worths:
        if one.evidence and one.doubt:
            ranges = [said.kpis.change("value", x) for x in (one.change["value"], one.evidence, one.doubt)]
            rows.append([said.practice(one.step.slug), *ranges])
    print(tables.aligned(rows))
    print()
    names = {one.step.name: one.step for one in (*found.worths, *found.others)}
    clear = [pair for pair in found.pairs if abs(pair.more.mean) > pair.more.half_width]
    print(say("first_pairs" if clear else "first_no_pairs", language))
    for pair in sorted(clear, key=lambda pair: -abs(pair.more.mean)):
        facts = {"one": said.step(names[pair.one]), "other": said.step(names[pair.other])}
        print("  " + say("first_pair", language, more=said.kpis.change("value", pair.more), **facts))
    print()
    print("\n".join(_set(found, said, names, language)))
    if found.still:
        print()
        print(say("first_still", language, steps=said.words.list([said.step(step) for step in found.still])))


def _limits(limits: Limits, arguments: argparse.Namespace, said: Said) -> list[str]:
    language, lines = arguments.language, []
    if limits.money is not None:
        lines.append(say("first_money", language, money=said.money(limits.money)))
    if limits.hours is not None:
        key = "first_hours" if arguments.hours is not None else "first_hours_assumed"
        lines.append(say(key, language, hours=f"{limits.hours:.0f}", week=f"{HOURS_WEEK:g}", date=arguments.before))
    return lines


def _head(language: str, said: Said) -> list[str]:
    names = ("practice", "step")
    figures = ("value", "profit", "end_state", "service_level", "quits")
    return ["", *(say(f"first_{name}", language) for name in names), "P10", "P50", "P90",
            *(said.kpis.name(figure) for figure in figures),
            *(say(f"first_{name}", language) for name in ("outlay", "back", "time", "chance"))]  # fmt: skip


def _row(place: int, one: Worth, said: Said) -> list[str]:
    value = one.change["value"]
    figures = [said.kpis.signed(kpi, one.change[kpi].mean) for kpi in one.change]
    return [
        str(place), said.practice(one.step.slug), said.step(one.step),
        *(said.kpis.signed("value", x) for x in (value.p10, value.p50, value.p90)), *figures,
        said.money(one.outlay), said.back(one.payback_day), f"{one.step.hours:.1f}", said.chance(one),
    ]  # fmt: skip


def _set(found: Found, said: Said, names: dict[str, Any], language: str) -> list[str]:
    chosen = found.chosen
    if chosen is None:
        return [say("first_no_set", language)]
    lines = [say("first_set", language)]
    lines += [f"  {said.practice(names[name].slug)}: {said.step(names[name])}" for name in chosen.steps]
    lines.append(say(
        "first_set_worth", language, promised=said.kpis.signed("value", chosen.promised), n=chosen.played["value"].n,
        played=said.kpis.change("value", chosen.played["value"]), held=_held(chosen, language),
    ))  # fmt: skip
    lines.append(say(
        "first_set_costs", language, outlay=said.money(chosen.outlay), back=said.back(chosen.payback_day),
        hours=f"{chosen.hours:.0f}", service=said.kpis.change("service_level", chosen.played["service_level"]),
        quits=said.kpis.change("quits", chosen.played["quits"]),
    ))  # fmt: skip
    return lines


def _held(chosen: Chosen, language: str) -> str:
    """Whether the promise lies within the interval of what the set did."""
    found = chosen.played["value"]
    kept = abs(found.mean - chosen.promised) <= found.half_width
    return say("first_held" if kept else "first_less" if found.mean < chosen.promised else "first_more", language)


# ---------------------------------------------------------------------------------------------------------- file


def document(found: Found, arguments: argparse.Namespace) -> dict[str, Any]:
    """What --json writes; money in the scenario's currency, shares as fractions. No clock, no host."""
    chosen = found.chosen
    return {
        "format": "playbook first 1", "team": arguments.file, "currency": found.team.currency, "seed": found.seed,
        "scenario": found.team.model_dump(mode="json"), "limits": asdict(found.limits), "seasons": found.played,
        "steps": [_plain(one) for one in found.worths], "others": [_plain(one) for one in found.others],
        "still": [step.name for step in found.still], "pairs": [asdict(pair) for pair in found.pairs],
        "set": None if chosen is None else {
            "steps": list(chosen.steps), "promised": chosen.promised,
            "played": {name: asdict(one) for name, one in chosen.played.items()}, "outlay": chosen.outlay,
            "payback_day": chosen.payback_day, "hours": chosen.hours, "plan": chosen.plan.model_dump(mode="json"),
        },
        "laws": list(found.laws),
    }  # fmt: skip


def _plain(one: Worth) -> dict[str, Any]:
    step = one.step
    facts = {name: getattr(step, name) for name in ("name", "slug", "row", "level", "path", "before", "after", "hours")}
    ranges = {"evidence": one.evidence, "doubt": one.doubt}
    return facts | {
        "seasons": one.n, "change": {name: asdict(found) for name, found in one.change.items()}, "outlay": one.outlay,
        "payback_day": one.payback_day, "first": one.first,
        "parts": {name: value for name, value in one.parts.items() if not math.isnan(value)},
        **{name: None if found is None else asdict(found) for name, found in ranges.items()},
    }  # fmt: skip
