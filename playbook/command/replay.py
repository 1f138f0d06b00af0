"""The subcommand `replay`: a real day from files, played again on the model's floor, beside what happened."""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from playbook.command import say, tables
from playbook.command.runs import before_json, json_target, report_laws, say_if_plain
from playbook.command.working import last_of

if TYPE_CHECKING:
    from sim.calibrate.contacts import Contacts
    from sim.calibrate.duty import Duty
    from sim.calibrate.replay import GivenDay, Measured, Replay
    from sim.calibrate.survival import SurvivalCurve

MOST_SECONDS = 86_400
DIGITS = {"hours": 2}
SLOT_COLUMNS = ("half_hour", "contacts", "on_duty", "gave_up_real", "gave_up_replay", "wait_real", "wait_replay")


def options(command: Any, language: str, whole_number: Callable) -> None:
    """The grammar of `playbook replay`, added to its parser."""

    def add(name: str, default: Any, reader: Callable, **more: Any) -> None:
        text = say(f"help_replay_{name.replace('-', '_')}", language, default=default)
        command.add_argument(f"--{name}", default=default, type=reader, help=text, **more)

    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.epilog = say("replay_columns", language)
    command.add_argument("contacts", metavar="CONTACTS", help=say("help_replay_contacts", language))
    command.add_argument("windows", metavar="WINDOWS", nargs="?", help=say("help_replay_windows", language))
    seconds = whole_number(0, MOST_SECONDS, language)
    add("date", None, date_reader(language), metavar="DATE")
    add("patience", "curve", seconds_or(("curve", "exponential"), language), metavar="HOW")
    add("wrap", "gaps", seconds_or(("gaps", "none"), language), metavar="HOW")
    add("estimates", "day", str, choices=("day", "others"))
    add("head-start", 90, seconds, metavar="S")
    add("target", 20, seconds, metavar="S")
    add("gap", 180, seconds, metavar="S")


def date_reader(language: str) -> Callable[[str], dt.date]:
    def read(text: str) -> dt.date:
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise argparse.ArgumentTypeError(say("replay_not_a_date", language, text=text)) from None

    return read


def seconds_or(words: tuple[str, ...], language: str) -> Callable[[str], str | float]:
    """A reader of an argument that is one of `words`, or a mean in seconds above 0."""

    def read(text: str) -> str | float:
        if text in words:
            return text
        value = float(text) if re.fullmatch(r"\d{1,9}(\.\d+)?", text) else 0.0
        if not 0 < value <= MOST_SECONDS:
            sentence = say("replay_not_seconds", language, words=", ".join(words), high=MOST_SECONDS, text=text)
            raise argparse.ArgumentTypeError(sentence)
        return value

    return read


def run(arguments: argparse.Namespace) -> int:
    """Read the files, replay the day, print both, and write --json."""
    from sim.calibrate.replay import replay

    language = arguments.language
    target = json_target(arguments.json, language)
    given, notes = prepare(arguments)
    say_if_plain(language)
    stream = replay(given, arguments.replications, arguments.seed)
    result = last_of(stream, language, lambda result: (result.n, result.planned))
    with before_json(target, lambda: document(result), language):
        print(report(result, notes, language))
        report_laws(result.laws, language)
    if target is not None:
        print(say("written", language, path=arguments.json), file=sys.stderr)
    return 0


def prepare(arguments: argparse.Namespace) -> tuple[GivenDay, list[str]]:
    """The day to replay, and what is to be said about its making. Raises BadInput."""
    from sim.calibrate.contacts import find_day, read_contacts
    from sim.calibrate.duty import infer_duty, read_duty
    from sim.calibrate.replay import GivenDay, measure
    from sim.files.bad_input import bad

    contacts = read_contacts(arguments.contacts)
    day = find_day(arguments.contacts, contacts, arguments.date)
    duty = infer_duty(contacts, arguments.gap)
    if arguments.windows is not None:
        contacts, given = read_duty(arguments.windows, contacts, day)
        duty = replace(given, windows=duty.windows | given.windows)
    date = contacts.dates[day] or say("replay_one_day", arguments.language)
    if not len(duty.windows.get(day, ())):
        raise bad(arguments.contacts, say("replay_no_agent", arguments.language, date=date))
    others = arguments.estimates == "others"
    sample = contacts.rows(contacts.day != day if others else contacts.day == day)
    if not sample.answered.any():
        name = "replay_no_others" if others else "replay_none_served"
        raise bad(arguments.contacts, say(name, arguments.language, date=date))
    measured = chosen(measure(sample, duty, arguments.gap), sample, arguments)
    today = contacts.rows(contacts.day == day)
    made = GivenDay(today, duty.windows[day], measured, float(arguments.head_start), float(arguments.target))
    return made, foundations(made, duty, sample, arguments)


def chosen(measured: Measured, sample: Contacts, arguments: argparse.Namespace) -> Measured:
    """Patience and wrap-up as --patience and --wrap ask for them."""
    from sim.calibrate.patience import exponential_patience
    from sim.calibrate.survival import SurvivalCurve

    patience, wrapup = measured.patience, measured.wrapup
    if arguments.patience == "exponential":
        patience = exponential_patience(sample)
    elif arguments.patience != "curve":
        patience = SurvivalCurve(arguments.patience)
    if arguments.wrap != "gaps":
        wrapup = SurvivalCurve(0.0 if arguments.wrap == "none" else arguments.wrap)
    return replace(measured, patience=patience, wrapup=wrapup)


def foundations(given: GivenDay, duty: Duty, sample: Contacts, arguments: argparse.Namespace) -> list[str]:
    """What the replay rests on, a sentence each."""
    from sim.calibrate.contacts import URGENT
    from sim.calibrate.duty import served_outside

    language, day, measured = arguments.language, given.day, given.measured

    def note(name: str, **values: Any) -> str:
        return say(f"replay_{name}", language, **values)

    where = note(f"from_{arguments.estimates}")
    on_duty = sorted({int(agent) for agent in given.windows[:, 0]})
    notes = [_patience_note(measured.patience, where, language), _wrapup_note(measured.wrapup, where, arguments)]
    source = "windows_inferred" if arguments.windows is None else "windows_given"
    notes.append(note(source, gap=arguments.gap, hours=f"{_hours(given.windows):,.1f}", agents=len(on_duty)))
    without = int((~measured.skilled[on_duty]).sum())
    if without:
        notes.append(note("skills", count=without, agents=len(on_duty), kinds=len(day.kinds)))
    ahead = int((day.priority >= URGENT).sum())
    if ahead:
        notes.append(note("head_start", count=ahead, seconds=arguments.head_start))
    unnamed, outside = int((day.answered & (day.agent < 0)).sum()), served_outside(day, given.windows)
    if outside:
        notes.append(note("outside", count=outside))
    if unnamed:
        notes.append(note("unnamed", count=unnamed))
    return notes


def _hours(windows: Any) -> float:
    from sim.files.csv_rows import HOUR_S

    return float((windows[:, 2] - windows[:, 1]).sum()) / HOUR_S


def _patience_note(patience: SurvivalCurve, where: str, language: str) -> str:
    facts = {"where": where, "ended": patience.ended, "waits": patience.ended + patience.cut_short}
    if patience.tail == float("inf"):
        return say("replay_patience_never", language, **facts)
    if not len(patience.times):
        name = "replay_patience_exponential" if patience.ended else "replay_patience_set"
        return say(name, language, **facts, mean=f"{patience.tail:,.0f}")
    facts |= {
        "median": f"{patience.median:,.0f}",
        "last": f"{patience.times[-1]:,.0f}",
        "tail": f"{patience.tail:,.0f}",
    }
    return say("replay_patience_curve", language, **facts)


def _wrapup_note(wrapup: SurvivalCurve, where: str, arguments: argparse.Namespace) -> str:
    facts = {"where": where, "whole": wrapup.ended, "cut": wrapup.cut_short}
    if arguments.wrap == "none":
        name = "replay_wrap_none"
    elif arguments.wrap != "gaps":
        name, facts["mean"] = "replay_wrap_set", f"{wrapup.tail:,.0f}"
    elif not len(wrapup.times):
        name = "replay_wrap_unseen"
    else:
        name = "replay_wrap_gaps"
        facts |= {"median": f"{wrapup.median:,.0f}", "mean": f"{wrapup.mean:,.0f}"}
    return say(name, arguments.language, **facts)


def report(result: Replay, notes: list[str], language: str) -> str:
    """The whole text: title, the day's figures, its half hours, what it rests on and why it may differ."""
    day = result.given.day
    date = day.dates[int(day.day[0])]
    facts = {"contacts": f"{len(day):,}", "n": result.n, "seed": result.seed}
    facts["date"] = say("replay_one_day", language) if date is None else date
    free = [tables.number(value, "hours", 1) for value in (result.actual["free_while_waiting"],
            result.range("free_while_waiting").mean)]  # fmt: skip
    distance = {
        "gave_up": tables.number(result.slot_error("abandonment"), "share", 1),
        "wait": tables.number(result.slot_error("mean_wait"), "seconds", 1),
    }
    parts = [
        "\n".join([say("replay_title", language, **facts), say("replay_legend", language)]),
        _figure_table(result, language),
        "\n".join([say("replay_half_hours", language), _slot_table(result, language)]),
        say("replay_distance", language, **distance),
        "\n".join([say("replay_rests_on", language), *(f"  {note}" for note in notes)]),
        say("replay_differs", language, real=free[0], replayed=free[1]),
    ]
    return "\n\n".join(parts)


def _figure_table(result: Replay, language: str) -> str:
    from sim.calibrate.figures import UNITS

    head = [say("kpi", language), say("replay_real", language), "P10", "P50", "P90", say("mean", language), "±",
            say("unit", language)]  # fmt: skip
    rows = [head]
    for name, unit in UNITS.items():
        found = result.range(name)
        values = [result.actual[name], found.p10, found.p50, found.p90, found.mean, found.half_width]
        digits = DIGITS.get(unit, 1)
        label = say(f"replay_{name}", language, target=f"{result.given.target:.0f}")
        rows.append([label, *(tables.number(value, unit, digits) for value in values),
                     tables.unit_label(unit, "", language)])  # fmt: skip
    return tables.aligned(rows, left=frozenset({0, 7}))


def _slot_table(result: Replay, language: str) -> str:
    rows = [[say(f"replay_{name}", language) for name in SLOT_COLUMNS]]
    for row in slot_rows(result):
        rows.append([
            row["from"],
            f"{row['contacts']:,.0f}",
            f"{row['on_duty']:.1f}",
            tables.number(row["abandonment_actual"], "share", 1),
            tables.number(row["abandonment_mean"], "share", 1),
            tables.number(row["mean_wait_actual"], "seconds", 1),
            tables.number(row["mean_wait_mean"], "seconds", 1),
        ])  # fmt: skip
    return tables.aligned(rows)


def figure_rows(result: Replay) -> list[dict[str, Any]]:
    """A row for each figure: figure, unit, actual, p10, p50, p90, mean, half_width. Shares are fractions."""
    from sim.calibrate.figures import UNITS

    rows = []
    for name, unit in UNITS.items():
        found = result.range(name)
        spread = {key: getattr(found, key) for key in ("p10", "p50", "p90", "mean", "half_width")}
        rows.append({"figure": name, "unit": unit, "actual": result.actual[name]} | spread)
    return rows


def slot_rows(result: Replay) -> list[dict[str, Any]]:
    """A row for each half hour of arrival: from, contacts, on_duty, and each figure's actual, p10, mean, p90."""
    from sim.calibrate.figures import half_hour_ranges

    ranges = {name: half_hour_ranges(values) for name, values in result.slots.items()}
    rows = []
    for i, edge in enumerate(result.edges[:-1]):
        minutes = int(edge) // 60
        row: dict[str, Any] = {"from": f"{minutes // 60:02d}:{minutes % 60:02d}"}
        row |= {name: result.actual_slots[name][i] for name in ("contacts", "on_duty")}
        for name, found in ranges.items():
            row[f"{name}_actual"] = result.actual_slots[name][i]
            row |= {f"{name}_{key}": values[i] for key, values in found.items()}
        rows.append(row)
    return rows


def document(result: Replay) -> dict:
    """What --json writes: the figures and half hours as rows, each replication's values, what was measured."""
    given, measured = result.given, result.given.measured
    date = given.day.dates[int(given.day.day[0])]
    curves = {
        name: {key: getattr(curve, key) for key in ("times", "survival", "low", "high", "tail", "ended", "cut_short")}
        | {"median": curve.median, "mean": curve.mean}
        for name, curve in (("patience", measured.patience), ("wrap_up", measured.wrapup))
    }
    return curves | {
        "format": "playbook replay 1",
        "date": None if date is None else date.isoformat(),
        "contacts": len(given.day),
        "seed": result.seed,
        "replications": result.n,
        "head_start_s": given.head_start,
        "target_s": given.target,
        "figures": figure_rows(result),
        "values": result.figures | {"occupancy_with_wrap_up": result.busy},
        "half_hours": slot_rows(result),
        "distance": {name: result.slot_error(name) for name in result.slots},
        "laws": list(result.laws),
    }
