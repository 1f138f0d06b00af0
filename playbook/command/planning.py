"""`playbook heads` and `playbook roster`: the people a promise takes, and who works when, for any team."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from playbook.command import say, tables
from playbook.command.planning_case import Case
from playbook.command.runs import before_json, json_target
from playbook.command.working import Progress

if TYPE_CHECKING:
    from sim.planning.kept import Verdict
    from sim.planning.roster.result import Roster
    from sim.planning.settled import Settled

SHARE, SURE = 0.8, 0.8  # promised of the customers; of the days on which it is kept
CHANCES = (0.5, 0.8, 0.95)
MOST_NOTES = 10  # on the terminal; the workbook has all of them
ROUNDS, ROSTERS = 12, 4  # questions to the simulated floor about heads, and rosters after the first


def options(command: argparse.ArgumentParser, language: str, teams: str, roster: bool) -> None:
    """The options of both commands."""
    command.add_argument("team", metavar="TEAM", help=say("help_file", language, teams=teams))
    if roster:
        command.add_argument("-o", "--out", metavar="FILE.xlsx", help=say("help_roster_out", language))
        command.add_argument("--check", metavar="FILE.xlsx", help=say("help_roster_check", language))
        command.add_argument("--people", metavar="FILE.csv", help=say("help_roster_people", language))
        command.add_argument("--next", metavar="FILE.csv", help=say("help_roster_next", language))
        command.add_argument(
            "--overtime",
            type=number(0, 8, language),
            default=0.0,
            metavar="H",
            help=say("help_roster_overtime", language),
        )
    command.add_argument("--week", choices=("usual", "peak"), default="usual", help=say("help_week", language))
    fraction = number(0.05, 0.995, language)
    command.add_argument(
        "--promise", type=fraction, default=SHARE, metavar="P", help=say("help_promise", language, default=SHARE)
    )
    command.add_argument("--within", type=number(0, 86400, language), metavar="S", help=say("help_within", language))
    command.add_argument(
        "--sure", type=fraction, default=SURE, metavar="P", help=say("help_sure", language, default=SURE)
    )
    command.add_argument(
        "--shrinkage", type=number(0, 0.9, language), default=0.0, metavar="P", help=say("help_shrinkage", language)
    )
    command.add_argument("--no-floor", action="store_true", help=say("help_no_floor", language))
    command.add_argument("--json", metavar="OUT", help=say("help_json", language))


def number(low: float, high: float, language: str) -> Callable[[str], float]:
    """A reader of an argument that must lie in [low, high]."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(say("not_in_range", language, low=f"{low:g}", high=f"{high:g}", text=text))
        return value

    return read


def heads(arguments: argparse.Namespace) -> int:
    """Print the people needed by half hour, what the promise costs, and how sure it is."""
    language = arguments.language
    target = json_target(arguments.json, language)
    case = Case(arguments)
    judge = None if arguments.no_floor else case.judge()
    found = _settled(case, judge)
    with before_json(target, lambda: _heads_document(case, found), language):
        for line in heads_text(case, found.people):
            print(line)
        if found.asked:
            print(
                say(
                    "heads_floor_open" if found.fails.any() else "heads_floor_kept",
                    language,
                    sure=_percent(arguments.sure),
                )
            )
        print()
        print(offers_table(case))
    if target is not None:
        print(say("written", language, path=arguments.json), file=sys.stderr)
    return 0


def _settled(case: Case, judge: Verdict | None, lower: bool = True) -> Settled:
    """People by group and slot, without shifts; by the formulas alone where there is no judge."""
    import numpy as np

    from sim.planning.heads import dealt
    from sim.planning.settled import Settled, settled

    cost = np.array([group.hour for group in case.desk.groups])
    if judge is None:
        return Settled(dealt(case.needs, case.desk.serves, cost), np.zeros((0, 0), dtype=bool), 0)
    progress, found = Progress(case.arguments.language, key="planning_heads"), None
    try:
        for found in settled(case.needs, case.desk.serves, cost, judge, ROUNDS, lower):
            progress.show(min(found.asked, ROUNDS - 1), ROUNDS)
    finally:
        progress.close()
    assert found is not None
    return found


def heads_text(case: Case, people: Any) -> list[str]:
    """Title, a line for each half hour with the people of each day, and sums."""
    from playbook import roster_sheet
    from sim.planning.roster.patterns import clock

    arguments, language, week, grid = case.arguments, case.arguments.language, case.week, case.desk.grid
    facts = {"team": getattr(case.scenario.title, language), "start": week.date, "n": len(week.runs)}
    lines = [say("heads_title", language, week=say(f"week_{arguments.week}", language), **facts)]
    for k, promise in enumerate(case.promises):
        lines.append(say("heads_promise", language, type=case.title(k), share=_percent(promise.share),
                         within=f"{promise.within:g}"))  # fmt: skip
    by_day = people.sum(axis=0).reshape(grid.days, grid.slots)
    head = [say("heads_time", language), *(roster_sheet.day_name(week.date, d, language) for d in range(grid.days))]
    body = [[clock(grid, slot), *(str(int(n)) for n in by_day[:, slot])] for slot in range(grid.slots)]
    hours = by_day.sum(axis=1) * grid.slot_hours
    total = [say("heads_hours", language), *(f"{one:g}" for one in hours)]
    lines += ["", tables.aligned([head, *body, total]), ""]
    apart = case.needs.wanted[: len(case.promises)].sum() * grid.slot_hours
    usual = week.usual_cover().sum() * grid.slot_hours
    facts = {"together": f"{hours.sum():,.0f}", "apart": f"{apart:,.0f}", "now": f"{usual:,.0f}"}
    pay = sum(
        float(row.sum()) * grid.slot_hours * group.hour for row, group in zip(people, case.desk.groups, strict=True)
    )
    lines.append(say("heads_sum", language, **facts, pay=case.money(pay)))
    if case.helpers:
        lines.append(say("heads_helpers", language, people=say("replay_comma", language).join(case.helpers)))
    return lines


def offers_table(case: Case) -> str:
    """What a surer promise costs by the formulas: hours of the desk, pay, and customers who are lost all the same."""
    from playbook.planning.heads import offers

    language = case.arguments.language
    keys = ("offer_sure", "offer_hours", "offer_pay", "offer_lost", "offer_loss", "offer_total")
    rows = [[say(key, language, unit=case.scenario.currency) for key in keys]]
    for one in offers(case, CHANCES):
        money = [tables.number(value, "money", 0) for value in (one.pay, one.loss, one.total)]
        rows.append([_percent(one.sure), f"{one.hours:,.0f}", money[0], f"{one.gave_up:,.0f}", *money[1:]])
    return tables.aligned(rows)


def roster(arguments: argparse.Namespace) -> int:
    """Make a roster and write it, or check one that was changed by hand."""
    from sim.scenario.file import BadInput

    language = arguments.language
    if not arguments.out and not arguments.check:
        raise BadInput(say("roster_where", language))
    target = json_target(arguments.json, language)
    case = Case(arguments)
    made = _checked(case) if arguments.check else _made(case)
    with before_json(target, lambda: _roster_document(case, made), language):
        for line in roster_text(case, made):
            print(line)
    if arguments.out and not arguments.check:
        from playbook import roster_sheet

        roster_sheet.write(arguments.out, made, case.week.date, language, case.groups, case.types)
        print(say("written", language, path=arguments.out), file=sys.stderr)
    if arguments.next:
        _write_next(case, made)
        print(say("written", language, path=arguments.next), file=sys.stderr)
    if target is not None:
        print(say("written", language, path=arguments.json), file=sys.stderr)
    return 0


def _write_next(case: Case, made: Roster) -> None:
    """The people as the week after finds them; overtime begins anew where that is in another month."""
    from sim.experiment.roster_people import people_bytes
    from sim.files.toml_file import write_bytes
    from sim.planning.roster.names import carry

    first, days = case.week.date, case.desk.grid.days
    new_month = (first + dt.timedelta(days=days)).month != first.month
    after = [
        carry(one, made.groups[one.group], row.tolist(), made.grid, first.weekday(), new_month)
        for one, row in zip(made.people, made.shifts, strict=True)
    ]
    write_bytes(case.arguments.next, people_bytes(after))


def _made(case: Case) -> Roster:
    from playbook.planning.roster import made
    from sim.planning.settled import like

    arguments, desk = case.arguments, case.desk
    judge, rounds, needs = None, 0, case.needs
    if not arguments.no_floor:
        judge, rounds = case.judge(), ROSTERS
        needs = like(needs, desk.serves, _settled(case, judge, lower=False).people)
    progress, found = Progress(arguments.language, key="planning_roster"), None
    progress.show(0, rounds + 1)
    try:
        runs = made(case, needs, judge, rounds)
        with closing(runs):
            for n, one in enumerate(runs, start=1):
                found = one
                progress.show(n, rounds + 1)
    finally:
        progress.close()
    assert found is not None
    return found


def _checked(case: Case) -> Roster:
    """The roster that a workbook holds, with what is short and what the floor says of it."""
    from playbook import roster_sheet
    from playbook.planning.roster import checked, empty

    arguments, desk = case.arguments, case.desk
    shifts = roster_sheet.read(arguments.check, empty(desk, case.needs), arguments.language)
    made = checked(desk, case.needs, shifts)
    if arguments.no_floor:
        return made
    judge = case.judge()
    return replace(made, fails=judge(made.cover), rounds=1)


def roster_text(case: Case, made: Roster) -> list[str]:
    """What a roster comes to: people and shifts, cost, what is short, rules that it breaks, the floor's word."""
    from playbook import roster_sheet
    from playbook.planning.roster import broken_lines, law_line

    language, desk, week = case.arguments.language, case.desk, case.week
    shifts = int((made.shifts >= 0).sum())
    facts = {"team": getattr(case.scenario.title, language), "start": week.date}
    lines = [
        say("roster_title", language, week=say(f"week_{case.arguments.week}", language), **facts),
        say("roster_sum", language, people=len(made.people), shifts=shifts, pay=case.money(made.cost)),
        law_line(desk, language),
    ]
    short = float(made.short.sum()) * desk.grid.slot_hours
    if short:
        lines.append(say("roster_short_sum", language, hours=f"{short:,.1f}", money=case.money(made.shortage)))
    notes = roster_sheet.notes(made, week.date, language, case.types)[1:]
    lines += notes[:MOST_NOTES]
    if len(notes) > MOST_NOTES:
        lines.append(say("roster_more", language, count=len(notes) - MOST_NOTES))
    lines += broken_lines(made, desk, week.date, language)
    if made.rounds:
        for k in range(len(week.kinds)):
            days = made.fails[k].reshape(desk.grid.days, -1).any(axis=1)
            names = [roster_sheet.day_name(week.date, d, language) for d, bad in enumerate(days.tolist()) if bad]
            key = "roster_floor_open" if names else "roster_floor_kept"
            facts = {"type": case.title(k), "share": _percent(case.promises[k].share), "days": ", ".join(names)}
            lines.append(say(key, language, sure=_percent(case.arguments.sure), **facts))
    return lines


def _percent(share: float) -> str:
    return f"{100 * share:g}"


def _heads_document(case: Case, found: Any) -> dict:
    """What --json writes of heads: people by group and slot, needs by set of types."""
    return {
        "format": "playbook heads 1", **_case_document(case),
        "people": found.people, "asked": found.asked, "fails": found.fails,
        "needs": {"sets": case.needs.sets, "wanted": case.needs.wanted},
    }  # fmt: skip


def _roster_document(case: Case, made: Roster) -> dict:
    from sim.planning.roster.check import broken

    found = broken(made.shifts, made.people, made.groups, made.grid, case.desk.rules)
    shifts = []
    for i, person in enumerate(made.people):
        row = (made.pattern(i, day) for day in range(made.grid.days))
        shifts.append(
            {"name": person.name, "group": person.group, "shifts": [one.name if one else None for one in row]}
        )
    return {
        "format": "playbook roster 1", **_case_document(case), "people": shifts, "cover": made.cover,
        "short": made.short, "cost": made.cost, "shortage": made.shortage, "holes": made.holes, "gap": made.gap,
        "fails": made.fails, "country": case.desk.country,
        "broken": [{"person": one.person, "day": one.day, "rule": one.rule} for one in found],
    }  # fmt: skip


def _case_document(case: Case) -> dict:
    return {
        "team": case.scenario.id, "first_day": str(case.week.date), "slot_minutes": case.week.slot_minutes,
        "types": [case.scenario.work[k].id for k in case.week.kinds],
        "groups": [[case.scenario.people[g].id for g in members] for members in case.week.groups],
        "promise": case.arguments.promise, "within": [one.within for one in case.promises],
        "sure": case.arguments.sure, "seed": case.arguments.seed, "replications": case.arguments.replications,
    }  # fmt: skip
