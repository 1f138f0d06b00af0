"""What the calls of a practice give: a figure with a short table in a notebook, and the numbers as pandas frames.

Every result has `figure` (a `playbook.charts.Figure`, with `.save("curve.png")`), `frame` (tidy: one number a row,
every replication and key figure) and `table` (a row for each number shown, with P10, P50, P90, the mean and the half
width of its 95 % interval). Ranges are of the luck of the season; `text` is what a reader without pictures gets.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from playbook import charts
from playbook.lab.base import PICTURE_WIDTH, in_app
from playbook.lab.explained import Why, amount, money_figure
from playbook.lab.kpi import KpiWords
from playbook.lab.page import table as html_table
from playbook.lab.seasons import SEED, Seasons, clear, range_of, shared
from playbook.language import Words, escape
from playbook.money import LATER, label

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment import Range


@dataclass(frozen=True)
class View:
    """In whose words, for which team, and which key figures a result shows; the first is what it is about."""

    words: Words
    kpis: KpiWords
    team: str
    shown: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def kpi(self) -> str:
        return self.shown[0]

    def caption(self, n: int) -> str:
        """Team, seasons, seed."""
        words = self.words
        seasons = words.t("run.seasons_one" if n == 1 else "run.seasons", n=words.number(n))
        return words.t("api.caption", team=self.team, n=seasons, seed=SEED)

    def alike(self, known: Iterable[str]) -> list[str]:
        """Of the key figures shown, those that share the first one's scale."""
        unit = self.kpis.unit(self.kpi)
        return [kpi for kpi in self.shown if kpi in known and self.kpis.unit(kpi) == unit]

    def span(self, kpi: str, change: Range) -> tuple[charts.Span, str, int | None]:
        """A difference on its scale, with the scale's unit and digits: of shares in percentage points."""
        scale, unit, digits = self.kpis.scale_of_change(kpi)
        return charts.Span.of(change).times(scale), unit, digits


class Result:
    """See the module's docstring. `title`, `caption`, `head`, `rows` and `notes` are in the user's language."""

    figure: charts.Figure | None = None
    headed = True  # whether the figure bears the title and the caption

    def __init__(self, view: View, title: str, n: int, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.view, self.words, self.title, self.n = view, view.words, title, n
        self.caption, self.head, self.rows = view.caption(n), list(head), [list(row) for row in rows]
        self.notes = list(view.notes)

    @property
    def note(self) -> str:
        """The caption as a sentence under a figure's title."""
        return self.caption + self.words.t("common.stop").strip()

    @cached_property
    def frame(self) -> pd.DataFrame:
        """Every number, one a row."""
        import pandas as pd

        return pd.DataFrame(self._columns())

    @cached_property
    def table(self) -> pd.DataFrame:
        """What is shown, a row for each number, with its range."""
        import pandas as pd

        return pd.DataFrame(self._ranges())

    def _columns(self) -> Mapping[str, Any]:
        raise NotImplementedError

    def _ranges(self) -> list[dict[str, Any]]:
        raise NotImplementedError

    @property
    def text(self) -> str:
        """Title, caption, the short table and notes as lines; the same at every run."""
        colon = self.words.t("common.colon")
        lines = [row[0] + colon + self.words.t("common.semicolon").join(self._cells(row)) for row in self.rows]
        return "\n".join([self.title, self.caption, *lines, *self.notes])

    def _cells(self, row: Sequence[str]) -> list[str]:
        """Cells with the name of their column, where there is more than one."""
        if len(row) < 3:
            return list(row[1:])
        return [f"{name} {cell}".strip() for name, cell in zip(self.head[1:], row[1:], strict=True)]

    @property
    def html(self) -> str:
        """Figure and short table. The figure is an image: a notebook from elsewhere may show images, but no SVG."""
        parts = []
        if self.figure is None or not self.headed:
            parts.append(f"<p><strong>{escape(self.title)}</strong><br>{escape(self.caption)}</p>")
        if self.figure is not None:
            # who hears the figure hears for which team it is, as who sees it does
            alt = f"{self.figure.alt} {self.note}" if self.headed else self.figure.alt
            data = base64.b64encode(self.figure.svg.encode()).decode()
            parts.append(
                f'<img alt="{escape(alt)}" src="data:image/svg+xml;base64,{data}" '
                f'style="width:100%;max-width:{PICTURE_WIDTH}px;height:auto;background:#fff">'
            )
        parts.append(html_table(self.head, self.rows) if self.rows else "")
        parts += [f"<p>{escape(note)}</p>" for note in self.notes]
        return '<div class="pb-app">' + "".join(parts) + "</div>"

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        bundle = {"text/plain": self.text, "text/html": self.html}
        if self.figure is not None and not in_app():
            bundle["image/png"] = base64.b64encode(self.figure.png(width=PICTURE_WIDTH)).decode()
        return bundle


class Season(Result):
    """Replications of one plan. frame: replication, kpi, value. table: kpi, name, unit and ranges."""

    def __init__(self, view: View, title: str, seasons: Seasons) -> None:
        self.seasons = seasons
        t, kpis = view.words.t, view.kpis
        known = [kpi for kpi in view.shown if kpi in seasons.totals]
        ranges = {kpi: seasons.range(kpi) for kpi in known}
        rows = [[kpis.name(x), kpis.value(x, r.mean), kpis.range(x, r.p10, r.p90)] for x, r in ranges.items()]
        super().__init__(view, title, seasons.n, [t("api.kpi"), t("api.mean"), t("api.range")], rows)
        dots = [charts.Dot(kpis.name(kpi), ranges[kpi]) for kpi in view.alike(known)]
        unit, digits = kpis.unit(view.kpi), kpis.digits(view.kpi)
        self.figure = charts.dots(view.words, dots, unit, digits=digits, title=title, source=self.note)

    def _columns(self) -> Mapping[str, Any]:
        totals = self.seasons.totals
        return {
            "replication": np.tile(np.arange(self.n), len(totals)),
            "kpi": np.repeat(list(totals), self.n),
            "value": np.concatenate(list(totals.values())),
        }

    def _ranges(self) -> list[dict[str, Any]]:
        return [about(self.view, kpi) | numbers(self.seasons.range(kpi)) for kpi in self.seasons.totals]


class Days(Result):
    """One key figure day by day. frame: replication, day, date, kpi, value. table: day, date and ranges.

    `day` counts from 0, the first day of the season.
    """

    def __init__(self, view: View, title: str, kpi: str, seasons: Seasons, scenario: Any, unit: str = "") -> None:
        self.kpi, self.values, self.scenario = kpi, seasons.days[kpi], scenario
        super().__init__(view, title, seasons.n, [], [])
        calendar = scenario.calendar
        panel = charts.Panel(title, unit, *seasons.band(kpi))
        marks = [charts.Mark(event.day, self.words.pick(event.name)) for event in calendar.campaigns]
        self.figure = charts.season_band(
            self.words, [panel], calendar.start, marks, title=self.words.t("api.by_day"), source=self.note
        )
        self.notes = [self.figure.summary, *self.notes]

    def _dates(self) -> Any:
        import pandas as pd

        return pd.date_range(self.scenario.calendar.start, periods=self.values.shape[1])

    def _columns(self) -> Mapping[str, Any]:
        days = self.values.shape[1]
        return {
            "replication": np.repeat(np.arange(self.n), days),
            "day": np.tile(np.arange(days), self.n),
            "date": np.tile(self._dates(), self.n),
            "kpi": self.kpi,
            "value": self.values.ravel(),
        }

    def _ranges(self) -> list[dict[str, Any]]:
        dates = self._dates()
        return [{"day": day, "date": dates[day]} | numbers(range_of(x)) for day, x in enumerate(self.values.T)]


class Comparison(Result):
    """Plans against one start, season by season under the same luck.

    frame: setting, replication, kpi, start, value, change. table: setting, kpi, name, unit, start and value (means),
    the range of the change, and `clear`: whether it is away from zero by more than its interval.
    """

    def __init__(self, view: View, title: str, other: str, start: Seasons, plans: Mapping[str, Seasons]) -> None:
        self.start, self.plans = start, dict(plans)
        t, kpis = view.words.t, view.kpis
        there = shared((start, *plans.values()))
        known = [kpi for kpi in view.shown if kpi in there]
        told = {
            name: [kpis.change_if_any(kpi, plan.change(start, kpi)) for kpi in known] for name, plan in plans.items()
        }
        means = [[kpis.name(kpi), kpis.value(kpi, start.range(kpi).mean)] for kpi in known]
        if len(plans) == 1:
            ((name, plan),) = plans.items()
            after = [kpis.value(kpi, plan.range(kpi).mean) for kpi in known]
            rows = [[*mean, now, change] for mean, now, change in zip(means, after, told[name], strict=True)]
            head = [t("api.kpi"), first_large(other), t("api.plan"), t("api.change")]
        else:
            rows = [[*mean, *(told[name][i] for name in plans)] for i, mean in enumerate(means)]
            head = [t("api.kpi"), first_large(other), *plans]
        super().__init__(view, title, start.n, head, rows)
        self.figure = self._draw(other, known)

    def _cells(self, row: Sequence[str]) -> list[str]:
        return [f"{row[1]} → {row[2]}", row[3]] if len(self.plans) == 1 else super()._cells(row)

    def _draw(self, other: str, known: Sequence[str]) -> charts.Figure:
        """The change of one key figure for each plan; for a single plan, of all key figures on the same scale."""
        kpi, kpis = self.view.kpi, self.view.kpis
        if len(self.plans) == 1:
            (plan,) = self.plans.values()
            found = {kpis.name(x): plan.change(self.start, x) for x in self.view.alike(known)}
            title = self.title
        else:
            found = {name: plan.change(self.start, kpi) for name, plan in self.plans.items()}
            title = self.words.t("api.changed", kpi=kpis.name(kpi), other=other)
        rows = [charts.Dot(name, self.view.span(kpi, change)[0]) for name, change in found.items()]
        _, unit, digits = self.view.span(kpi, next(iter(found.values())))
        return charts.dots(
            self.words, rows, unit, digits=digits, better=kpis.better(kpi) or "higher", title=title, source=self.note
        )

    def _kpis(self) -> list[str]:
        return shared((self.start, *self.plans.values()))

    def _columns(self) -> Mapping[str, Any]:
        cells = [(name, kpi) for name in self.plans for kpi in self._kpis()]
        start = np.concatenate([self.start.totals[kpi] for _, kpi in cells])
        value = np.concatenate([self.plans[name].totals[kpi] for name, kpi in cells])
        return {
            "setting": np.repeat([name for name, _ in cells], self.n),
            "replication": np.tile(np.arange(self.n), len(cells)),
            "kpi": np.repeat([kpi for _, kpi in cells], self.n),
            "start": start, "value": value, "change": value - start,
        }  # fmt: skip

    def _ranges(self) -> list[dict[str, Any]]:
        rows = []
        for name, plan in self.plans.items():
            for kpi in self._kpis():
                change = plan.change(self.start, kpi)
                means = {"start": self.start.range(kpi).mean, "value": plan.range(kpi).mean}
                row = {"setting": name} | about(self.view, kpi) | means | numbers(change)
                rows.append(row | {"clear": clear(change)})
        return rows


class WhyResult(Result):
    """A change of profit in money words that add up.

    frame: replication, part, counts, amount. table: part, name, counts and ranges.
    `counts`: "now" for what makes up the change of profit, "later" for what is left for next year, which does not.
    """

    headed = False

    def __init__(self, view: View, title: str, why: Why) -> None:
        self.why = why
        t, folded = view.words.t, why.folded()
        rows = [[name, amount(view.kpis, x)] for name, x in self._named(view.words, folded.parts, "")]
        rows.append([t("api.sum"), amount(view.kpis, why.change)])
        if folded.later:
            rows += [[name, amount(view.kpis, x)] for name, x in self._named(view.words, folded.later, LATER)]
        super().__init__(view, title, why.n, [t("api.part"), t("api.change")], rows)
        self.figure = money_figure(view.words, view.kpis, why, {t("run.count"): view.words.number(why.n)})

    @staticmethod
    def _named(words: Words, parts: Mapping[str, np.ndarray], prefix: str) -> list[tuple[str, np.ndarray]]:
        return [(label(words, prefix + name, float(x.mean())), x) for name, x in parts.items()]

    def _parts(self) -> list[tuple[str, str, np.ndarray]]:
        now = [("now", name, values) for name, values in self.why.parts.items()]
        return now + [("later", name, values) for name, values in self.why.later.items()]

    def _columns(self) -> Mapping[str, Any]:
        parts = self._parts()
        return {
            "replication": np.tile(np.arange(self.n), len(parts)),
            "part": np.repeat([name for _, name, _ in parts], self.n),
            "counts": np.repeat([counts for counts, _, _ in parts], self.n),
            "amount": np.concatenate([values for _, _, values in parts]),
        }

    def _ranges(self) -> list[dict[str, Any]]:
        rows = []
        for counts, name, values in self._parts():
            told = label(self.words, (LATER if counts == "later" else "") + name, float(values.mean()))
            rows.append({"part": name, "name": told, "counts": counts} | numbers(range_of(values)))
        return rows


def first_large(text: str) -> str:
    """A text as it begins a cell of its own."""
    return text[:1].upper() + text[1:]


def about(view: View, kpi: str) -> dict[str, Any]:
    return {"kpi": kpi, "name": view.kpis.name(kpi), "unit": view.kpis.unit(kpi)}


def numbers(found: Range) -> dict[str, float]:
    return {
        "mean": found.mean, "half_width": found.half_width, "p10": found.p10, "p50": found.p50, "p90": found.p90
    }  # fmt: skip
