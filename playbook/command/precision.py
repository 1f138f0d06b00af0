"""How precise: run until an interval is narrow enough (--half-width), and say what taking out known luck is worth."""

from __future__ import annotations

import argparse
import contextlib
import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from playbook.command import say, tables
from playbook.command.working import Progress

if TYPE_CHECKING:
    from sim.experiment.controls import Controlled
    from sim.experiment.stopping import Goal, Stage

USUAL_FIGURE, USUAL_CAP, MOST_CAP = "profit", 200, 10_000


def options(command: argparse.ArgumentParser, language: str, whole_number: Callable) -> None:
    """--half-width, --of and --at-most of season and compare."""
    command.add_argument(
        "--half-width", type=_width(language), metavar="H", help=say("help_half_width", language), default=None
    )
    figure_option(command, language)
    command.add_argument(
        "--at-most", type=whole_number(1, MOST_CAP, language), metavar="N",
        help=say("help_at_most", language, default=USUAL_CAP),
    )  # fmt: skip


def figure_option(command: argparse.ArgumentParser, language: str) -> None:
    command.add_argument(
        "--of", metavar="FIGURE", default=USUAL_FIGURE, help=say("help_of", language, default=USUAL_FIGURE)
    )


def positive(language: str) -> Callable[[str], float]:
    """A reader of an argument that must be a number above 0."""

    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not 0 < value < math.inf:
            raise argparse.ArgumentTypeError(say("not_positive", language, text=text))
        return value

    return read


def _width(language: str) -> Callable[[str], tuple[float, bool]]:
    """20000 → (20000, False); 1% → (0.01, True), of the mean."""

    def read(text: str) -> tuple[float, bool]:
        try:
            if text.endswith("%"):
                return positive(language)(text[:-1]) / 100, True
            return positive(language)(text), False
        except argparse.ArgumentTypeError as error:
            raise argparse.ArgumentTypeError(say("not_a_width", language, text=text)) from error

    return read


def figure(name: str, language: str) -> dict:
    """The definition of the key figure of --of. Raises BadInput for an unknown one."""
    from sim.files.bad_input import BadInput, nearest
    from sim.season.kpi import definitions

    if name not in definitions():
        near = nearest(name, definitions())
        if near is not None:
            raise BadInput(say("no_such_figure_near", language, name=name, near=near))
        raise BadInput(say("no_such_figure", language, name=name, figures=", ".join(definitions())))
    return definitions()[name]


def in_unit(value: float, unit: str) -> float:
    """A number as it is typed, in the unit of the table, in the unit of the model: 1.5 per cent is 0.015."""
    return value / tables.SCALE.get(unit, 1.0)


def goal_of(arguments: argparse.Namespace) -> Goal | None:
    """What --half-width asks for; none without it. Raises BadInput if it can't be meant."""
    from sim.experiment.stopping import FIRST_STAGE, Goal
    from sim.scenario.file import BadInput

    language, cap = arguments.language, arguments.at_most
    unit = figure(arguments.of, language)["unit"]
    if arguments.half_width is None:
        if cap is not None:
            raise BadInput(say("cap_alone", language, cap=cap))
        return None
    width, relative = arguments.half_width
    first = max(FIRST_STAGE, arguments.replications)
    cap = max(USUAL_CAP, first) if cap is None else cap
    if cap < first:
        raise BadInput(say("cap_too_low", language, cap=cap, first=first))
    return Goal(arguments.of, width if relative else in_unit(width, unit), relative, cap, first)


def reach(stages: Iterator[Stage], goal: Goal, currency: str, language: str) -> Stage:
    """The last stage, with its progress on standard error."""
    unit, stage = figure(goal.kpi, language)["unit"], None
    progress = Progress(language, key="until_progress", asked=asked(goal, currency, language))
    with contextlib.closing(stages):  # type: ignore[type-var]
        try:
            for stage in stages:
                progress.show(stage.n, goal.cap, now=tables.numbers([stage.found.half_width], unit)[0])
        finally:
            progress.close()
    return stage


def asked(goal: Goal, currency: str, language: str) -> str:
    """± 20,000 CNY, or ± 1 % of the mean."""
    if goal.relative:
        return say("until_share", language, share=typed(100 * goal.half_width))
    entry = figure(goal.kpi, language)
    width = typed(goal.half_width * tables.SCALE.get(entry["unit"], 1.0))
    return f"± {width}{_unit(entry, currency, language)}"


def typed(value: float) -> str:
    """A number as it was typed, with its thousands parted."""
    return f"{value:,.10g}"


def closing_lines(
    found: Controlled, kpi: str, stage: Stage | None, currency: str, language: str, difference: bool = False
) -> list[str]:
    """Sentences below a table: what known luck is worth, and whether the goal was reached."""
    entry, lines = figure(kpi, language), []
    name = entry["name"][language]
    name = say("difference_in", language, name=name) if difference else name
    unit = _unit(entry, currency, language)

    mean = tables.numbers([found.mean], entry["unit"], signed=difference)[0]
    half, plain = (f"{tables.numbers([x], entry['unit'])[0]}{unit}" for x in (found.half_width, found.plain_half_width))
    if found.used:
        key = "known_luck" if found.gain > 1 else "known_luck_idle"
        gain = tables.number(found.gain, "ratio", 1)
        lines.append(say(key, language, name=name, mean=mean, half=half, plain=plain, gain=gain))
    if stage is not None:
        facts = {"n": found.n, "half": half, "asked": asked(stage.goal, currency, language)}
        if stage.reached:
            lines.append(say("until_reached", language, name=name, **facts))
        else:
            needed = tables.number(math.ceil(stage.needed) if math.isfinite(stage.needed) else math.nan, "count", 0)
            lines.append(say("until_missed", language, name=name, **facts, needed=needed))
    return lines


def document(stage: Stage) -> dict:
    """The goal and how it ended, for --json."""
    goal, found = stage.goal, stage.found
    return {
        "of": goal.kpi,
        "half_width_asked": goal.half_width,
        "relative": goal.relative,
        "at_most": goal.cap,
        "reached": stage.reached,
        "mean": found.mean,
        "half_width": found.half_width,
        "plain_mean": found.plain_mean,
        "plain_half_width": found.plain_half_width,
        "controls": list(found.used),
    }


def _unit(entry: dict, currency: str, language: str) -> str:
    """As it stands behind a number: in Chinese without a space."""
    unit = tables.unit_label(entry["unit"], currency, language)
    return f" {unit}" if unit and language == "en" else unit
