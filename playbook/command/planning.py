"""`playbook heads`: the people a promise takes, for any team; and the options that `playbook roster` shares."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from playbook.command import say, tables
from playbook.command.planning_case import Case
from playbook.command.runs import before_json
from playbook.command.targets import targets
from playbook.command.working import Progress

if TYPE_CHECKING:
    from playbook.planning.heads import DayRange
    from sim.planning.kept import Kept
    from sim.planning.settled import Settled

SHARE, SURE = 0.8, 0.8  # promised of the customers; of the days on which it is kept
CHANCES = (0.5, 0.8, 0.95)
ROUNDS = 40  # questions to the simulated floor before it is said that people cannot be found
MOST_WEEKS = 13


def options(
    command: argparse.ArgumentParser, language: str, teams: str, roster: bool, whole_number: Callable[..., Any]
) -> None:
    """The options of both commands."""
    command.add_argument("team", metavar="TEAM", help=say("help_file", language, teams=teams))
    if roster:
        command.add_argument("-o", "--out", metavar="FILE.xlsx", help=say("help_roster_out", language))
        command.add_argument("--check", metavar="FILE.xlsx", help=say("help_roster_check", language))
        command.add_argument(
            "--weeks",
            type=whole_number(1, MOST_WEEKS, language),
            default=1,
            metavar="N",
            help=say("help_roster_weeks", language),
        )
        command.add_argument("--people", metavar="FILE.csv", help=say("help_roster_people", language))
        command.add_argument("--next", metavar="FILE.csv", help=say("help_roster_next", language))
        command.add_argument(
            "--overtime",
            type=number(0, 8, language),
            default=0.0,
            metavar="H",
            help=say("help_roster_overtime", language),
        )
        command.add_argument("--new-shifts", action="store_true", help=say("help_roster_new_shifts", language))
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
    target = targets(arguments)["json"]
    case = Case(arguments)
    found = settled_heads(case)
    kept = case.kept(found.people) if found.asked else None
    with before_json(target, lambda: _heads_document(case, found, kept), language):
        for line in heads_text(case, found.people):
            print(line)
        if found.fails.any():
            print(say("heads_floor_open", language, sure=percent(arguments.sure)))
        if kept is not None:
            for line in kept_text(case, kept):
                print(line)
        print()
        print("\n".join(offers_lines(case, found.people, bool(found.asked))))
    if target is not None:
        print(say("written", language, path=arguments.json), file=sys.stderr)
    return 0


def settled_heads(case: Case, lower: bool = True) -> Settled:
    """People by group and slot, without shifts; by the formulas alone where the floor is not asked."""
    import numpy as np

    from sim.experiment.roster_heads import settle
    from sim.planning.heads import dealt
    from sim.planning.settled import Settled

    cost = case.pay_hour
    if case.arguments.no_floor:
        return Settled(dealt(case.needs, case.desk.serves, cost), np.zeros((0, 0), dtype=bool), 0)
    progress, found = Progress(case.arguments.language, key="planning_heads"), None
    try:
        for found in settle(case.week, case.needs, case.promises, cost, case.sure, case.shrinkage, ROUNDS, lower):
            progress.show(min(found.asked, ROUNDS - 1), ROUNDS)
    finally:
        progress.close()
    assert found is not None
    return found


def heads_text(case: Case, people: Any) -> list[str]:
    """Title, a line for each half hour with the people of each day, and sums."""
    from playbook import roster_sheet
    from playbook.planning.heads import apart, day_range, doubt_range, strays_lines
    from sim.planning.roster.patterns import clock
    from sim.shop.sale_nights import nights_said

    arguments, language, week, grid = case.arguments, case.arguments.language, case.week, case.desk.grid
    facts = {"team": getattr(case.scenario.title, language), "start": week.date, "n": len(week.runs)}
    lines = [say("heads_title", language, week=say(f"week_{arguments.week}", language), **facts)]
    for k, promise in enumerate(case.promises):
        lines.append(say("heads_promise", language, type=case.title(k), share=percent(promise.share),
                         within=f"{promise.within:g}"))  # fmt: skip
    by_day = people.sum(axis=0).reshape(grid.days, grid.slots)
    head = [say("heads_time", language), *(roster_sheet.day_name(week.date, d, language) for d in range(grid.days))]
    body = [[clock(grid, slot), *(str(int(n)) for n in by_day[:, slot])] for slot in range(grid.slots)]
    hours = by_day.sum(axis=1) * grid.slot_hours
    total = [say("heads_hours", language), *(f"{one:g}" for one in hours)]
    lines += ["", tables.aligned([head, *body, total]), ""]
    usual = week.usual_cover().sum() * grid.slot_hours
    facts = {"together": f"{hours.sum():,.0f}", "now": f"{usual:,.0f}"}
    pay = sum(
        float(row.sum()) * grid.slot_hours * group.hour for row, group in zip(people, case.desk.groups, strict=True)
    )
    lines.append(say("heads_sum", language, **facts, pay=case.money(pay)))
    if (case.desk.serves.sum(axis=1) > 1).any():
        own = f"{apart(case, people):,.0f}"
        lines.append(say("heads_once", language, apart=own, once=f"{hours.sum():,.0f}"))
    lines += strays_lines(case, case.money, language)
    lines.append(range_text(case, day_range(case, people), hours.sum()))
    if (doubt := doubt_range(case, people)).off:
        low, high = (f"{one:,.0f}" for one in doubt.hours)
        lines.append(say("heads_doubt", language, off=f"{100 * doubt.off:.1f}", low=low, high=high,
                         hours=f"{hours.sum():,.0f}"))  # fmt: skip
    if arguments.week == "peak" and (nights := nights_said(case.scenario.calendar, case.scenario.demand)) is not None:
        lines.append(say("planning_said", language, text=nights.text(language)))
    if (other := other_way(case, people)) is not None:
        lines.append(other)
    if case.helpers:
        lines.append(say("heads_helpers", language, people=say("replay_comma", language).join(case.helpers)))
    return lines


def range_text(case: Case, found: DayRange, hours: float) -> str:
    """What quiet and busy days would take, and that a sale's own size comes on top."""
    language = case.arguments.language
    if not found.cv:
        return say("heads_alike", language)
    low, high = (f"{one:,.0f}" for one in found.hours)
    facts = {"cv": percent(round(found.cv, 3)), "low": low, "high": high, "hours": f"{hours:,.0f}"}
    text = say("heads_range", language, **facts, sure=percent(case.sure))
    return text + say("heads_range_sale", language) if case.arguments.week == "peak" else text


def other_way(case: Case, people: Any) -> str | None:
    """Why `playbook hiring` has another number of the same days; None where it cannot be asked the same."""
    from playbook.planning.two_ways import heads_of, hours_of_one, shifts_of

    other, found = shifts_of(case), heads_of(case, people)
    if other is None:
        return None
    facts = {"hours": f"{found.hours:,.0f}", "people": f"{found.people:.1f}", "share": percent(round(other.alone, 2))}
    if other.hours is None:
        return say("heads_hiring_never", case.arguments.language, **facts)
    there = other.hours / hours_of_one(case.scenario, case.week.desk, case.week.days)
    key = "heads_hiring_fewer" if there < found.people else "heads_hiring_more"
    return say(key, case.arguments.language, **facts, other=f"{there:.1f}")


def kept_text(case: Case, kept: Kept) -> list[str]:
    """How often each promise is kept on weeks that nothing was chosen by, with its range, and the weakest day."""
    from playbook import roster_sheet

    language, lines = case.arguments.language, []
    for k in range(len(case.promises)):
        worst = int(kept.by_day[k].argmin())
        facts = {
            "type": case.title(k), "share": percent(case.promises[k].share), "weeks": kept.weeks,
            "kept": f"{100 * kept.share[k]:.0f}",
            "low": f"{100 * kept.low[k]:.0f}", "high": f"{100 * kept.high[k]:.0f}",
            "sure": percent(case.sure), "day": roster_sheet.day_name(case.week.date, worst, language),
            "least": f"{100 * kept.by_day[k, worst]:.0f}",
        }  # fmt: skip
        lines.append(say("kept_days", language, **facts))
        if kept.by_day[k, worst] < case.sure:
            lines.append(say("kept_weak_day", language, **facts))
        if kept.high[k] < case.sure:
            lines.append(say("kept_too_rarely", language, **facts))
    return lines


def kept_document(kept: Kept | None) -> dict | None:
    """What --json writes of it."""
    if kept is None:
        return None
    return {"share": kept.share, "low": kept.low, "high": kept.high, "by_day": kept.by_day, "weeks": kept.weeks}


def offers_lines(case: Case, people: Any, judged: bool) -> list[str]:
    """What a surer promise costs: hours of the desk, pay, and customers who are lost all the same; first where the rows
    come from. `judged`: `people` (G, T) were found on the simulated floor."""
    from playbook.planning.heads import offers

    language = case.arguments.language
    keys = ("offer_sure", "offer_hours", "offer_pay", "offer_lost", "offer_loss", "offer_total")
    unit = tables.unit_label("money", case.scenario.currency, language)
    rows = [[say(key, language, unit=unit) for key in keys]]
    for one in offers(case, people, CHANCES):
        money = [tables.number(value, "money", 0) for value in (one.pay, one.loss, one.total)]
        mark = "*" if one.asked else ""
        rows.append([mark + percent(one.sure), f"{one.hours:,.0f}", money[0], f"{one.gave_up:,.0f}", *money[1:]])
    said = say("offers_judged" if judged else "offers_formulas", language, sure=percent(case.sure))
    return [said, tables.aligned(rows)]


def percent(share: float) -> str:
    return f"{100 * share:g}"


def range_document(case: Case, people: Any) -> dict:
    """What --json writes of quiet and busy days: people by slot, hours of the week."""
    from playbook.planning.heads import RANGE, day_range, doubt_range

    found, open_ = day_range(case, people), doubt_range(case, people)
    doubt = {"off": open_.off, "low": open_.low, "high": open_.high, "hours": open_.hours}
    return {"days": RANGE, "cv": found.cv, "low": found.low, "high": found.high, "hours": found.hours, "doubt": doubt}


def _heads_document(case: Case, found: Any, kept: Kept | None) -> dict:
    """What --json writes of heads: people by group and slot, needs by set of types."""
    return {
        "format": "playbook heads 1", **case_document(case),
        "people": found.people, "asked": found.asked, "fails": found.fails,
        "kept": kept_document(kept), "range": range_document(case, found.people),
        "strays": {"left": case.strays.left, "contacts": case.strays.contacts, "loss": case.strays.loss,
                   "hours": case.strays.hours, "pay": case.strays.pay},
        "needs": {"sets": case.needs.sets, "wanted": case.needs.wanted},
    }  # fmt: skip


def case_document(case: Case) -> dict:
    return {
        "team": case.scenario.id, "first_day": str(case.week.date), "slot_minutes": case.week.slot_minutes,
        "types": [case.scenario.work[k].id for k in case.week.kinds],
        "groups": [[case.scenario.people[g].id for g in members] for members in case.week.groups],
        "promise": case.arguments.promise, "within": [one.within for one in case.promises],
        "sure": case.arguments.sure, "seed": case.arguments.seed, "replications": case.arguments.replications,
    }  # fmt: skip
