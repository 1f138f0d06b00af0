"""What each setting of one field changes: a figure with its knee, and the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playbook import charts
from playbook.api.names import Names
from playbook.api.results import Result, View, about, numbers
from playbook.lab.lever import knee_of
from playbook.lab.seasons import Seasons, clear, shared

FEWEST = 4  # settings from which a knee is looked for


class Curve(Result):
    """Settings of one field against its value at present, season by season under the same luck.

    frame: setting, replication, kpi, value, change. table: setting, kpi, name, unit, the range of the change, clear.
    `knee`: the setting nearest to the present one that brings nine tenths of the most; `best`: the one that brings
    most. Both None where nothing beats the present setting by more than chance.
    """

    def __init__(self, view: View, names: Names, path: str, start: float, curve: Mapping[float, Seasons]) -> None:
        self.names, self.path, self.start = names, path, start
        self.curve = {x: curve[x] for x in sorted(curve)}
        self.field = names.label(path)
        t, kpis, kpi = view.words.t, view.kpis, view.kpi
        changes = {x: seasons.change(curve[start], kpi) for x, seasons in self.curve.items()}
        rows = [
            [names.shown(path, x), kpis.value(kpi, self.curve[x].range(kpi).mean), kpis.change_if_any(kpi, change)]
            for x, change in changes.items()
        ]
        title = t("api.curve", lever=self.field)
        super().__init__(view, title, curve[start].n, [self.field, kpis.name(kpi), t("api.change")], rows)
        self.knee, self.best = self._bend(changes)
        value = names.shown(path, start)
        self.notes.insert(0, t("api.curve_from", lever=self.field, value=value))
        if self.best is None and len(changes) >= FEWEST:
            self.notes.insert(1, t("api.curve_none", value=value))
        elif self.best is not None:
            change = kpis.change(kpi, changes[self.best])
            self.notes.insert(1, t("api.curve_best", best=names.shown(path, self.best), change=change))
        self.figure = self._draw(changes)

    def _bend(self, changes: Mapping[float, Any]) -> tuple[float | None, float | None]:
        better = self.view.kpis.better(self.view.kpi)
        if len(changes) < FEWEST or not better:
            return None, None
        found = knee_of({x: change.mean for x, change in changes.items()}, self.start, better)
        return found if found and clear(changes[found[1]]) else (None, None)

    def _draw(self, changes: Mapping[float, Any]) -> charts.Figure:
        kpi, kpis = self.view.kpi, self.view.kpis
        spans = [self.view.span(kpi, change) for change in changes.values()]
        lever = self.names.lever_at(self.path)
        unit = "share" if lever and lever.percent else self.names.labels[lever.id].unit if lever else ""
        kpi_against = self.words.t("api.changed", kpi=kpis.name(kpi), other=self.names.shown(self.path, self.start))
        bend = self.knee if self.knee != self.best else None  # a curve that rises to its end has none
        return charts.lever_curve(
            self.words, self.field, unit, list(changes), kpi_against,
            spans[0][1], [span for span, _, _ in spans], current=self.start, start=self.start, knee=bend,
            best=self.best, kpi_digits=spans[0][2], better=kpis.better(kpi) or "higher", change=True, source=self.note,
        )  # fmt: skip

    def _columns(self) -> Mapping[str, Any]:
        start = self.curve[self.start]
        cells = [(x, kpi) for x in self.curve for kpi in shared(self.curve.values())]
        value = np.concatenate([self.curve[x].totals[kpi] for x, kpi in cells])
        return {
            "setting": np.repeat([x for x, _ in cells], self.n),
            "replication": np.tile(np.arange(self.n), len(cells)),
            "kpi": np.repeat([kpi for _, kpi in cells], self.n),
            "value": value,
            "change": value - np.concatenate([start.totals[kpi] for _, kpi in cells]),
        }

    def _ranges(self) -> list[dict[str, Any]]:
        start, rows = self.curve[self.start], []
        for x, seasons in self.curve.items():
            for kpi in shared((start, seasons)):
                change = seasons.change(start, kpi)
                rows.append({"setting": x} | about(self.view, kpi) | numbers(change) | {"clear": clear(change)})
        return rows
