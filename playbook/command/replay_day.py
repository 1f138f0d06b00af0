"""One real day and its replays: as text, as JSON and as a figure."""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from playbook.command import replay_notes, say, tables

if TYPE_CHECKING:
    from playbook.charts.figure import Figure
    from sim.calibrate.checks import Found
    from sim.calibrate.duty import Duty
    from sim.calibrate.laws import Law
    from sim.calibrate.replay import Replay

DIGITS = {"hours": 2}
SLOT_COLUMNS = ("half_hour", "contacts", "on_duty", "gave_up_real", "gave_up_replay", "range", "wait_real",
                "wait_replay", "range")  # fmt: skip
TYPE_COLUMNS = ("type", "contacts", "gave_up_real", "gave_up_replay", "range", "wait_real", "wait_replay", "range")
KEPT = ("p10", "p50", "p90", "mean")


@dataclass(frozen=True)
class Report:
    """Everything there is to say of one replayed day."""

    result: Replay
    duty: Duty
    others: bool
    certain: bool
    found: Found
    ends: tuple[float, float] | None
    arguments: argparse.Namespace

    @property
    def laws(self) -> tuple[str, ...]:
        return self.result.laws

    @property
    def language(self) -> str:
        return str(self.arguments.language)

    def text(self) -> str:
        """Title, oddities of the file, the day's figures, types, half hours, what it rests on and why it may differ."""
        result, language = self.result, self.language
        free = [tables.number(value, "hours", 1) for value in (result.actual["free_while_waiting"],
                result.range("free_while_waiting").mean)]  # fmt: skip
        distance = {
            "gave_up": tables.number(result.slot_error("abandonment"), "share", 1),
            "wait": tables.number(result.slot_error("mean_wait"), "seconds", 1),
        }
        odd = replay_notes.oddities(self.found, language)
        parts = [
            "\n".join([self.title(), say("replay_legend", language)]),
            *(["\n".join([say("replay_odd", language), *(f"  {note}" for note in odd)])] if odd else []),
            _figure_table(result, language),
            *self._types(),
            "\n".join([say("replay_half_hours", language), _slot_table(result, language)]),
            say("replay_distance", language, **distance),
            "\n".join([say("replay_rests_on", language), *(f"  {note}" for note in self.notes())]),
            "\n".join([*self.doubts(), say("replay_differs", language, real=free[0], replayed=free[1])]),
        ]
        return "\n\n".join(parts)

    def _types(self) -> list[str]:
        """The table of types, where there are several."""
        if len(self.result.given.day.kinds) < 2:
            return []
        table = "\n".join([say("replay_by_type", self.language), _type_table(self.result, self.language)])
        chance = replay_notes.chance_lines(self.chances(), self.language)
        return [table, "\n".join(chance)] if chance else [table]

    def chances(self) -> list[replay_notes.Chance]:
        """Types of which so few came that chance alone exceeds what is asked of a type."""
        rows = type_rows(self.result)
        every = [replay_notes.Chance(row["type"], row["contacts"], row["abandonment_chance"]) for row in rows]
        return [one for one in every if one.points > replay_notes.ASKED]

    def title(self) -> str:
        day = self.result.given.day
        date = day.dates[int(day.day[0])]
        facts = {"contacts": f"{len(day):,}", "n": self.result.n, "seed": self.result.seed}
        facts["date"] = say("replay_one_day", self.language) if date is None else str(date)
        return say("replay_title", self.language, **facts)

    def notes(self) -> list[str]:
        return replay_notes.foundations(self.result.given, self.others, self.certain, self.arguments)

    def doubts(self) -> list[str]:
        """What the range holds, and how much hangs on the ends of duty."""
        lines = [] if self.others else [say("replay_same_day", self.language)]
        if self.ends is not None:
            lines.append(ends_sentence(self.ends, self.result.actual["abandonment"], self.language))
        return lines

    def document(self) -> dict[str, Any]:
        """What --json writes."""
        result, measured = self.result, self.result.given.measured
        given = result.given
        date = given.day.dates[int(given.day.day[0])]
        return {
            "format": "playbook replay 2",
            "date": None if date is None else date.isoformat(),
            "contacts": len(given.day),
            "seed": result.seed,
            "replications": result.n,
            "estimates": "others" if self.others else "day",
            "target_s": given.target,
            "checks": asdict(self.found),
            "figures": figure_rows(result),
            "values": result.figures | {"occupancy_with_wrap_up": result.busy},
            "types": type_rows(result),
            "beyond_replay": [asdict(one) for one in self.chances()],
            "half_hours": slot_rows(result),
            "types_by_half_hour": cell_rows(result),
            "distance": {name: result.slot_error(name) for name in result.slots},
            "window_ends": None if self.ends is None else {"shortest": self.ends[0], "longest": self.ends[1]},
            "patience": curve_row(measured.patience, measured.kinds),
            "wrap_up": curve_row(measured.wrapup, measured.kinds),
            "line": segment_rows(result),
            "line_found": line_rows(result),
            "laws": list(result.laws),
        }

    def figure(self) -> Figure:
        from playbook.charts.replayed import Row, replayed
        from playbook.language import words

        shown = words(self.language)
        groups = [(say("replay_all", self.language), figure_rows(self.result)[0])]
        groups += [(row["type"], _abandonment(row)) for row in type_rows(self.result)]
        rows = [Row(name, row["actual"], row["p10"], row["mean"], row["p90"]) for name, row in groups]
        rows += [Row(row["from"], *(row[f"abandonment_{key}"] for key in ("actual", "p10", "mean", "p90")))
                 for row in slot_rows(self.result)]  # fmt: skip
        return replayed(shown, rows, title=self.title(), what=say("replay_abandonment", self.language),
                        note=replay_notes.figure_note(self.chances(), self.language))  # fmt: skip


def ends_sentence(ends: tuple[float, float], actual: float, language: str) -> str:
    """How much of the agreement hangs on when duty ends."""
    short, long = (tables.number(value, "share", 1) for value in ends)
    points = tables.number(abs(ends[0] - ends[1]), "share", 1)
    return say("replay_ends", language, short=short, long=long, points=points, real=tables.number(actual, "share", 1))


def _abandonment(row: dict[str, Any]) -> dict[str, Any]:
    return {key: row[f"abandonment_{key}"] for key in ("actual", *KEPT)}


def figure_rows(result: Replay) -> list[dict[str, Any]]:
    """A row for each figure: figure, unit, actual, p10, p50, p90, mean, half_width. Shares are fractions."""
    from sim.calibrate.figures import UNITS

    rows = []
    for name, unit in UNITS.items():
        found = result.range(name)
        spread = {key: getattr(found, key) for key in (*KEPT, "half_width")}
        rows.append({"figure": name, "unit": unit, "actual": result.actual[name]} | spread)
    return rows


def type_rows(result: Replay) -> list[dict[str, Any]]:
    """A row for each type of the day: type, contacts, each figure's actual, p10, p50, p90, mean, and what chance does.

    `abandonment_chance`: mean distance of the share by chance alone.
    """
    from sim.calibrate.figures import by_chance, ranges

    found = {name: ranges(values) for name, values in result.types.items()}
    rows = []
    for k, kind in enumerate(result.given.day.kinds):
        if result.actual_types["contacts"][k]:
            row = {"type": kind, "contacts": result.actual_types["contacts"][k]}
            row |= _figures(found, result.actual_types, k)
            row["abandonment_chance"] = float(by_chance(np.array(row["contacts"]), np.array(row["abandonment_mean"])))
            rows.append(row)
    return rows


def slot_rows(result: Replay) -> list[dict[str, Any]]:
    """A row for each half hour of arrival: from, contacts, on_duty, and each figure's actual, p10, p50, p90, mean."""
    from sim.calibrate.figures import ranges

    found = {name: ranges(values) for name, values in result.slots.items()}
    return [
        {"from": clock(edge)}
        | {name: result.actual_slots[name][i] for name in ("contacts", "on_duty")}
        | _figures(found, result.actual_slots, i)
        for i, edge in enumerate(result.edges[:-1])
    ]


def cell_rows(result: Replay) -> list[dict[str, Any]]:
    """A row for each type and half hour in which one came: type, from, contacts, and the figures as elsewhere."""
    from sim.calibrate.figures import ranges

    found = {name: ranges(values) for name, values in result.cells.items()}
    rows = []
    for k, i in np.argwhere(result.actual_cells["contacts"] > 0):
        row = {"type": result.given.day.kinds[k], "from": clock(result.edges[i])}
        row["contacts"] = result.actual_cells["contacts"][k, i]
        rows.append(row | _figures(found, result.actual_cells, (k, i)))
    return rows


def segment_rows(result: Replay) -> list[dict[str, Any]]:
    """A row for each type and priority that waited: how many, seconds ahead in the line, hazard ratio of patience."""
    from sim.calibrate.segments import LEVELS

    measured = result.given.measured
    ratio = measured.patience.ratio
    rows = []
    for s, count in enumerate(measured.segments.waited.ravel()):
        if count:
            row = {"type": measured.kinds[s // LEVELS], "priority": s % LEVELS, "waited": count}
            rows.append(row | {"ahead_s": measured.order.ahead[s], "gives_up_ratio": ratio[s]})
    return rows


def line_rows(result: Replay) -> list[dict[str, Any]]:
    """A row for each type and length of the line found: hazard of hanging up ÷ that of the type, early and late."""
    from sim.calibrate.ahead import LENGTHS

    measured = result.given.measured
    ahead, rows = measured.ahead, []
    if ahead.counts:
        for g in np.flatnonzero(ahead.early.expected > 0):
            row = {"type": measured.kinds[g // LENGTHS], "ahead": int(g % LENGTHS)}
            rows.append(row | {"early_ratio": ahead.early.mean[g], "late_ratio": ahead.late.mean[g],
                               "hung_up_early": ahead.early.seen[g], "hung_up_late": ahead.late.seen[g]})  # fmt: skip
    return rows


def curve_row(law: Law, kinds: tuple[str, ...]) -> dict[str, Any]:
    """A measured distribution: the curve of all, and by type the hazard ratio and what it was read from."""
    curve = law.curve
    row = {key: getattr(curve, key) for key in ("times", "survival", "low", "high", "tail", "ended", "cut_short")}
    row |= {"median": curve.median, "mean": curve.mean}
    if law.types is not None:
        columns = zip(kinds, law.types.mean, law.types.seen, law.types.expected, strict=True)
        row["prior_weight"] = law.types.prior
        row["types"] = [{"type": k, "ratio": r, "seen": s, "expected": e} for k, r, s, e in columns]
    return row


def clock(seconds: float) -> str:
    minutes = int(seconds) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _figures(found: dict[str, dict[str, Any]], actual: dict[str, Any], at: Any) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, one in found.items():
        row[f"{name}_actual"] = actual[name][at]
        row |= {f"{name}_{key}": one[key][at] for key in KEPT}
    return row


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


def _cells(row: dict[str, Any]) -> list[str]:
    cells = []
    for name, unit in (("abandonment", "share"), ("mean_wait", "seconds")):
        low, high = (tables.number(row[f"{name}_{key}"], unit, 1) for key in ("p10", "p90"))
        cells += [tables.number(row[f"{name}_{key}"], unit, 1) for key in ("actual", "mean")]
        cells.append(f"{low}–{high}" if low != "–" else "–")
    return cells


def _type_table(result: Replay, language: str) -> str:
    rows = [[say(f"replay_{name}", language) for name in TYPE_COLUMNS]]
    rows += [[row["type"], f"{row['contacts']:,.0f}", *_cells(row)] for row in type_rows(result)]
    return tables.aligned(rows)


def _slot_table(result: Replay, language: str) -> str:
    rows = [[say(f"replay_{name}", language) for name in SLOT_COLUMNS]]
    for row in slot_rows(result):
        rows.append([row["from"], f"{row['contacts']:,.0f}", f"{row['on_duty']:.1f}", *_cells(row)])
    return tables.aligned(rows)
