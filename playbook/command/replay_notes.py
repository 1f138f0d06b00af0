"""What a replay rests on and what was odd about its file, a sentence each."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from playbook.command import say, tables

if TYPE_CHECKING:
    from sim.calibrate.checks import Found
    from sim.calibrate.laws import Law
    from sim.calibrate.people import Measured
    from sim.calibrate.replay import GivenDay

ASKED = 0.03  # mean distance in giving up that is asked of a type
MANY = 0.1  # of the services: no longer single slips
MANY_AHEAD = 5  # contacts in the line that are named in the sentence about it
FEW_HEAD_STARTS = 6  # named in the sentence about the order in the line


def oddities(found: Found, language: str) -> list[str]:
    """What cannot have been as the file has it, and what was done with it."""
    notes = []
    if found.repeated:
        notes.append(say("replay_odd_repeated", language, count=found.repeated))
    if found.endless:
        notes.append(say("replay_odd_endless", language, count=found.endless, hours=f"{found.longest_h:.1f}"))
    if found.endless > MANY * found.services:
        notes.append(say("replay_odd_tickets", language))
    if found.overlaps:
        share = tables.number(found.overlaps / found.services, "share", 1)
        facts = {"count": f"{found.overlaps:,}", "services": f"{found.services:,}", "share": share}
        name = "replay_odd_parallel" if found.parallel else "replay_odd_overlap"
        notes.append(say(name, language, **facts, most=found.most_at_once, hours=f"{found.overlap_h:.1f}"))
    return notes


def foundations(given: GivenDay, others: bool, certain: bool, arguments: argparse.Namespace) -> list[str]:
    """What the replay of one day rests on."""
    from sim.calibrate.checks import overruns
    from sim.calibrate.duty import served_outside

    language, day, measured = arguments.language, given.day, given.measured

    def note(name: str, **values: Any) -> str:
        return say(f"replay_{name}", language, **values)

    on_duty = sorted({int(agent) for agent in given.windows[:, 0]})
    notes = people(measured, others, arguments)
    facts: dict[str, Any] = {"agents": len(on_duty)}
    if given.edges is not None:
        short, middle, long = (f"{given.edges.hours(share):,.1f}" for share in (0.0, 0.5, 1.0))
        notes.append(note("windows_inferred", gap=arguments.gap, short=short, hours=middle, long=long, **facts))
    else:
        notes.append(note("windows_given", hours=_hours(given.windows), **facts))
    if len(day.kinds) > 1:
        known = given.serves[day.answered & (day.agent >= 0)]
        notes.append(note("skills", kinds=len(day.kinds), mean=f"{known.sum(axis=1).mean():.1f}", **facts))
    unnamed = int((day.answered & (day.agent < 0)).sum())
    if certain:
        outside, (late, hours) = served_outside(day, given.windows), overruns(day, given.windows)
        if outside:
            notes.append(note("outside", count=outside))
        if late:
            notes.append(note("overrun", count=late, hours=f"{hours:.1f}"))
    if unnamed:
        notes.append(note("unnamed", count=unnamed))
    return notes


def people(measured: Measured, others: bool, arguments: argparse.Namespace) -> list[str]:
    """Patience, wrap-up, order and contacts outside the line."""
    language = arguments.language
    where = say("replay_from_others" if others else "replay_from_day", language)
    notes = [_patience(measured.patience, where, language)]
    notes += [_by_type("patience", measured.patience, measured, arguments), _line_found(measured, language)]
    notes += [_wrapup(measured.wrapup, where, arguments), _by_type("wrap", measured.wrapup, measured, arguments)]
    notes.append(_order(measured, where, arguments))
    rung = [kind for kind, is_so in zip(measured.kinds, measured.aside.rung, strict=True) if is_so]
    if rung:
        notes.append(say("replay_rung", language, kinds=_listed(rung, language)))
    hidden = [kind for kind, unseen in zip(measured.kinds, measured.segments.hidden, strict=True) if unseen]
    if hidden and arguments.head_start == "measured":
        notes.append(say("replay_hidden", language, kinds=_listed(hidden, language)))
    return [one for one in notes if one]


def _hours(windows: Any) -> str:
    from sim.files.csv_rows import HOUR_S

    return f"{float((windows[:, 2] - windows[:, 1]).sum()) / HOUR_S:,.1f}"


def _listed(names: list[str], language: str) -> str:
    return say("replay_comma", language).join(names)


def _by_type(name: str, law: Law, measured: Measured, arguments: argparse.Namespace) -> str:
    """How types differ: the medians of those that were seen, each drawn to the whole where few were."""
    from sim.calibrate.pooling import MOST_PRIOR

    language = arguments.language
    if law.types is None or len(measured.kinds) < 2:
        return ""
    if law.types.prior >= MOST_PRIOR:
        return say(f"replay_{name}_alike", language)
    half = np.full(len(measured.kinds), 0.5)
    medians = law.draw(half, law.types.mean)
    seen = [k for k in np.argsort(-law.types.expected, kind="stable") if law.types.expected[k] > 0]
    parts = [say("replay_of_type", language, kind=measured.kinds[k], seconds=f"{medians[k]:,.0f}") for k in seen]
    weight = f"{law.types.prior:,.1f}"
    return say(f"replay_{name}_types", language, types=_listed(parts, language), weight=weight)


@dataclass(frozen=True)
class Chance:
    """A type of so few contacts a day that chance alone makes its share of hang-ups differ by much."""

    type: str
    contacts: float  # a day
    points: float  # share: mean distance of a day by chance


def chance_lines(chances: list[Chance], language: str) -> list[str]:
    """Which types no replay can come near to, a sentence each under a title."""
    if not chances:
        return []
    lines = [say("replay_chance_title", language, target=tables.number(ASKED, "share", 0))]
    for one in chances:
        facts = {"contacts": f"{one.contacts:,.0f}", "points": tables.number(one.points, "share", 1)}
        lines.append("  " + say("replay_chance", language, kind=one.type, **facts))
    return lines


def figure_note(chances: list[Chance], language: str) -> str:
    """What stands under the figure."""
    note = say("replay_figure_note", language)
    if not chances:
        return note
    parts = [say("replay_chance_of", language, kind=one.type, points=tables.number(one.points, "share", 1))
             for one in chances]  # fmt: skip
    return note + say("replay_space", language) + say("replay_chance_short", language, types=_listed(parts, language))


def _line_found(measured: Measured, language: str) -> str:
    """How much sooner callers hang up who find a long line: of the type for which most hang-ups hang on it."""
    from sim.calibrate.ahead import LENGTHS

    ahead = measured.ahead
    if not ahead.counts:
        return ""
    early = ahead.early.mean.reshape(-1, LENGTHS)
    seen = ahead.early.seen.reshape(early.shape).sum(axis=1)
    most = int((seen * np.abs(np.log(early[:, MANY_AHEAD] / early[:, 0]))).argmax())
    facts = {"none": f"{early[most, 0]:.1f}", "many": f"{early[most, MANY_AHEAD]:.1f}", "ahead": MANY_AHEAD}
    return say("replay_line_found", language, kind=measured.kinds[most], **facts)


def _order(measured: Measured, where: str, arguments: argparse.Namespace) -> str:
    from sim.calibrate.segments import LEVELS

    language, order = arguments.language, measured.order
    if arguments.head_start != "measured":
        return say("replay_head_start", language, seconds=arguments.head_start)
    if not order.choices:
        return say("replay_order_first", language)
    seen = measured.segments.waited.ravel()
    most = [s for s in np.argsort(-seen, kind="stable") if seen[s] > 0][:FEW_HEAD_STARTS]
    last = min(order.ahead[s] for s in most)
    parts = [
        say(
            "replay_ahead_of", language,
            kind=measured.kinds[s // LEVELS], level=s % LEVELS, seconds=f"{order.ahead[s] - last:,.0f}",
        )
        for s in sorted(most, key=lambda s: -order.ahead[s])
    ]  # fmt: skip
    facts = {"choices": f"{order.choices:,}", "share": tables.number(order.in_turn, "share", 0), "where": where}
    return say("replay_order", language, segments=_listed(parts, language), **facts)


def _patience(law: Law, where: str, language: str) -> str:
    patience = law.curve
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


def _wrapup(law: Law, where: str, arguments: argparse.Namespace) -> str:
    wrapup = law.curve
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
