"""Many real days and their replays: how near they come, in total and by type."""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from playbook.command import replay_notes, say, tables
from playbook.command.replay_day import KEPT, ends_sentence
from playbook.command.replay_notes import ASKED, Chance, chance_lines, figure_note

if TYPE_CHECKING:
    from playbook.charts.figure import Figure
    from sim.calibrate.months import ReplayedDay

SCALES = {"abandonment": "share", "mean_wait": "seconds", "service_level": "share"}
DAY_COLUMNS = ("day", "contacts", "gave_up_real", "gave_up_replay", "range", "inside", "wait_real", "wait_replay",
               "range", "inside")  # fmt: skip
SCORE_COLUMNS = ("type", "days", "contacts", "month_real", "month_replay", "bias", "mae", "luck", "r", "held")


@dataclass(frozen=True)
class Report:
    """Everything there is to say of the days of a file."""

    days: list[ReplayedDay]
    kinds: tuple[str, ...]
    left_out: list[dt.date | None]
    files: Any
    arguments: argparse.Namespace

    @property
    def laws(self) -> tuple[str, ...]:
        return tuple(f"{day.date}: {law}" for day in self.days for law in day.laws)

    @property
    def language(self) -> str:
        return str(self.arguments.language)

    def text(self) -> str:
        """Title, oddities, scores of each figure in total and by type, the days, and what hangs on the ends of duty."""
        language = self.language
        odd = replay_notes.oddities(self.files.found, language)
        parts = ["\n".join([self.title(), say("replay_month_legend", language)])]
        if odd:
            parts.append("\n".join([say("replay_odd", language), *(f"  {note}" for note in odd)]))
        for name, unit in SCALES.items():
            label = say(f"replay_{name}", language, target=self.arguments.target)
            parts.append("\n".join([f"{label} ({tables.unit_label(unit, '', language)})", self._scores(name)]))
        chance = chance_lines(self.chances(), language)
        if chance:
            parts.append("\n".join(chance))
        parts.append("\n".join([say("replay_each_day", language), self._days()]))
        parts.append("\n".join(self.remarks()))
        return "\n\n".join(parts)

    def title(self) -> str:
        facts = {"days": len(self.days), "first": self.days[0].date, "last": self.days[-1].date}
        contacts = sum(day.contacts[0] for day in self.days)
        return say(
            "replay_month_title", self.language, **facts, contacts=f"{contacts:,.0f}",
            n=self.arguments.replications, seed=self.arguments.seed,
        )  # fmt: skip

    def remarks(self) -> list[str]:
        """Whom people were measured by, days left out, and how much hangs on the ends of duty."""
        language = self.language
        same = self.arguments.estimates == "day"
        lines = [say("replay_month_same" if same else "replay_month_others", language)]
        if self.left_out:
            named = say("replay_comma", language).join(str(date) for date in self.left_out)
            lines.append(say("replay_left_out", language, count=len(self.left_out), days=named))
        ends = self.ends()
        if ends is not None:
            real = np.average([day.actual["abandonment"][0] for day in self.days],
                              weights=[day.contacts[0] for day in self.days])  # fmt: skip
            lines.append(ends_sentence(ends, float(real), language))
        return lines

    def chances(self) -> list[Chance]:
        """Types for which chance alone exceeds what is asked of a type."""
        rows = [row for row in self.score_rows() if row["figure"] == "abandonment" and row["type"] is not None]
        every = [Chance(row["type"], row["contacts"] / row["days"], row["chance"]) for row in rows]
        return [one for one in every if one.points > ASKED]

    def ends(self) -> tuple[float, float] | None:
        """Abandonment over all days whose windows are inferred, with the shortest and the longest duty."""
        some = [day for day in self.days if day.ends is not None]
        if not some:
            return None
        short, long = np.average([day.ends for day in some if day.ends], axis=0,
                                 weights=[day.contacts[0] for day in some])  # fmt: skip
        return float(short), float(long)

    def document(self) -> dict[str, Any]:
        """What --json writes: scores, and every day with its types."""
        ends = self.ends()
        return {
            "format": "playbook replayed days 1",
            "estimates": "day" if self.arguments.estimates == "day" else "others",
            "seed": self.arguments.seed,
            "replications": self.arguments.replications,
            "target_s": self.arguments.target,
            "checks": asdict(self.files.found),
            "scores": self.score_rows(),
            "beyond_replay": [asdict(one) for one in self.chances()],
            "days": [row for day in self.days for row in self._day_rows(day)],
            "left_out": [None if date is None else date.isoformat() for date in self.left_out],
            "window_ends": None if ends is None else {"shortest": ends[0], "longest": ends[1]},
            "laws": list(self.laws),
        }

    def score_rows(self) -> list[dict[str, Any]]:
        """A row for each figure and group (type null: all contacts). Shares as fractions, `inside` counts days."""
        from sim.calibrate.months import score

        rows = []
        for name, unit in SCALES.items():
            for group, kind in enumerate((None, *self.kinds)):
                found = score(self.days, name, group)
                if found is not None:
                    row = {"figure": name, "unit": unit, "type": kind} | asdict(found)
                    rows.append(row | {"inside_share": found.inside / found.days})
        return rows

    def _day_rows(self, day: ReplayedDay) -> list[dict[str, Any]]:
        rows = []
        for group, kind in enumerate((None, *self.kinds)):
            if day.contacts[group]:
                row: dict[str, Any] = {"date": None if day.date is None else day.date.isoformat(), "type": kind}
                row["contacts"] = day.contacts[group]
                for name in SCALES:
                    row[f"{name}_actual"] = day.actual[name][group]
                    row |= {f"{name}_{key}": day.found[name][key][group] for key in KEPT}
                rows.append(row)
        return rows

    def _scores(self, name: str) -> str:
        language, unit = self.language, SCALES[name]
        rows = [[say(f"replay_{column}", language) for column in SCORE_COLUMNS]]
        for row in self.score_rows():
            if row["figure"] == name:
                rows.append([
                    say("replay_all", language) if row["type"] is None else row["type"],
                    f"{row['days']}",
                    f"{row['contacts']:,}",
                    tables.number(row["actual"], unit, 1),
                    tables.number(row["replayed"], unit, 1),
                    tables.number(row["bias"], unit, 1, signed=True),
                    tables.number(row["distance"], unit, 2 if unit == "share" else 1),
                    tables.number(row["luck"], unit, 2 if unit == "share" else 1),
                    tables.number(row["correlation"], "ratio", 3),
                    tables.number(row["inside_share"], "share", 0) + "%",
                ])  # fmt: skip
        return tables.aligned(rows)

    def _days(self) -> str:
        rows = [[say(f"replay_{column}", self.language) for column in DAY_COLUMNS]]
        for day in self.days:
            row = [str(day.date), f"{day.contacts[0]:,.0f}"]
            for name in ("abandonment", "mean_wait"):
                real, found = day.actual[name][0], day.found[name]
                low, mean, high = (found[key][0] for key in ("p10", "mean", "p90"))
                shown = [tables.number(value, SCALES[name], 1) for value in (real, mean, low, high)]
                held = say("replay_yes" if low <= real <= high else "replay_no", self.language)
                row += [shown[0], shown[1], f"{shown[2]}–{shown[3]}", held]
            rows.append(row)
        return tables.aligned(rows)

    def figure(self) -> Figure:
        from playbook.charts.replayed import Row, replayed
        from playbook.language import words

        rows = []
        for row in self.score_rows():
            if row["figure"] == "abandonment":
                group = 0 if row["type"] is None else 1 + self.kinds.index(row["type"])
                some = [day for day in self.days if day.contacts[group]]
                weights = [day.contacts[group] for day in some]
                low, high = (np.average([day.found["abandonment"][key][group] for day in some], weights=weights)
                             for key in ("p10", "p90"))  # fmt: skip
                name = say("replay_all", self.language) if row["type"] is None else row["type"]
                rows.append(Row(name, row["actual"], float(low), row["replayed"], float(high)))
        for day in self.days:
            values = [day.found["abandonment"][key][0] for key in ("p10", "mean", "p90")]
            rows.append(Row(str(day.date), day.actual["abandonment"][0], *values))
        return replayed(words(self.language), rows, title=self.title(), what=say("replay_abandonment", self.language),
                        note=figure_note(self.chances(), self.language))  # fmt: skip
