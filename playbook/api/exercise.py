"""A task for learners, from the practice's last round, and a verdict that says what each part of an answer does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from playbook import charts
from playbook.api.names import Names
from playbook.api.results import Result, View, about, numbers
from playbook.lab import bounds as said_of
from playbook.lab.judging import Line, judge, reached
from playbook.lab.page import bullets
from playbook.lab.seasons import Seasons, clear, range_of
from playbook.lab.slider import lever_value
from playbook.language import escape
from playbook.practices import Practice


class Exercise:
    """The task in words: what to reach, with which levers, and how to answer."""

    def __init__(self, view: View, practice: Practice, text: Any) -> None:
        words, final = view.words, text.final
        self.practice = practice
        self.title = words.t("api.exercise", title=final.title)
        self.goals = said_of.conditions(view.kpis, practice.rounds[-1].bounds)
        call = ", ".join(f"{one.id}=…" for one in practice.levers[:2])  # a number might give the answer away
        answer = words.t("api.exercise_answer", call=f"check({call})")
        self.lines = [final.text, answer]
        self.levers = []
        for lever in practice.levers:
            low, high = (lever_value(words, lever, text.levers[lever.id], x) for x in (lever.low, lever.high))
            ends = words.t("units.range_words", low=low, high=high)
            told = text.levers[lever.id].label + words.t("common.clause") + ends
            self.levers.append(lever.id + words.t("common.colon") + told)

    def __repr__(self) -> str:
        points = [f"- {line}" for line in (*self.goals, *self.levers)]
        return "\n".join(
            [self.title, self.lines[0], *points[: len(self.goals)], self.lines[1], *points[len(self.goals) :]]
        )

    def _repr_html_(self) -> str:
        parts = [
            f"<p><strong>{escape(self.title)}</strong></p>",
            f"<p>{escape(self.lines[0])}</p>",
            bullets(self.goals),
        ]
        parts += [f"<p>{escape(self.lines[1])}</p>", bullets(self.levers)]
        return '<div class="pb-app">' + "".join(parts) + "</div>"


class Verdict(Result):
    """Whether an answer meets the exercise, and what each lever of it does for the goal.

    `passed`; `sure`: whether other seasons would say the same. frame and table: lever, field, and the change of the
    goal's key figure that the lever brings: the plan against the plan with this lever alone taken back.
    """

    headed = False

    def __init__(
        self, view: View, names: Names, goal: str, lines: Sequence[Line], told: Sequence[Sequence[str]],
        setting: str, brings: Mapping[str, np.ndarray], n: int, sure: bool,
    ) -> None:  # fmt: skip
        self.names, self.goal, self.lines, self.brings = names, goal, tuple(lines), dict(brings)
        self.passed, self.sure = all(line.holds for line in lines), sure
        t = view.words.t
        title = t("api.verdict", verdict=t("api.passed" if self.passed else "api.not_yet"), setting=setting)
        super().__init__(view, title, n, [t("api.kpi"), t("api.reached"), t("api.goal"), ""], told)
        self.notes.insert(0, t("api.sure" if sure else "api.unsure"))
        self.notes += self._said()
        self.figure = self._draw() if self.brings else None

    def _said(self) -> list[str]:
        """What each lever brings, the largest first; those whose part could be chance, together."""
        words, kpis = self.words, self.view.kpis
        found = {path: range_of(x) for path, x in self.brings.items()}
        able = sorted((path for path in found if clear(found[path])), key=lambda path: -abs(found[path].mean))
        said = [
            words.t("api.added", lever=self._lever(path), change=kpis.change(self.goal, found[path])) for path in able
        ]
        idle = [self._lever(path) for path in found if path not in able]
        notes = [words.t("common.semicolon").join(said) + words.t("common.stop").strip()] if said else []
        return notes + ([words.t("api.idle", levers=words.t("common.comma").join(idle))] if idle else [])

    def _lever(self, path: str) -> str:
        return self.names.label(path)

    def _draw(self) -> charts.Figure:
        view, kpis = self.view, self.view.kpis
        rows = [charts.Dot(self._lever(path), view.span(self.goal, range_of(x))[0]) for path, x in self.brings.items()]
        _, unit, digits = view.span(self.goal, range_of(next(iter(self.brings.values()))))
        title = self.words.t("api.adds")
        return charts.dots(
            self.words, rows, unit, digits=digits, better=kpis.better(self.goal) or "higher", title=title,
            note=kpis.name(self.goal),
        )  # fmt: skip

    def _columns(self) -> Mapping[str, Any]:
        none = np.zeros(0)
        return {
            "lever": np.repeat([self._id(path) for path in self.brings], self.n),
            "replication": np.tile(np.arange(self.n), len(self.brings)),
            "kpi": np.repeat([self.goal] * len(self.brings), self.n),
            "change": np.concatenate([none, *self.brings.values()]),
        }

    def _ranges(self) -> list[dict[str, Any]]:
        return [
            {"lever": self._id(path), "field": path} | about(self.view, self.goal) | numbers(range_of(x))
            | {"clear": clear(range_of(x))}
            for path, x in self.brings.items()
        ]  # fmt: skip

    def _id(self, path: str) -> str:
        lever = self.names.lever_at(path)
        return lever.id if lever else path


def judged(
    view: View, names: Names, practice: Practice, fields: Mapping[str, Any], plan: Seasons, start: Seasons,
    without: Sequence[Seasons],
) -> Verdict:  # fmt: skip
    """The verdict on a plan; `without`: its seasons with each of `fields` taken back alone, in their order.

    With one field, the start is the plan without it.
    """
    bounds, words = practice.rounds[-1].bounds, view.words
    found = judge(bounds, plan, start)
    told = [
        [view.kpis.name(line.bound.kpi), said_of.reached(view.kpis, line.bound, reached(line.bound, plan, start)),
         said_of.limit(view.kpis, line.bound), words.t("challenge.met" if line.holds else "challenge.unmet")]
        for line in found.lines
    ]  # fmt: skip
    goal = bounds[0].kpi
    others = list(without) or ([start] if fields else [])
    brings = {path: plan.totals[goal] - other.totals[goal] for path, other in zip(fields, others, strict=True)}
    setting = names.setting(fields) or words.t("api.at_start")
    return Verdict(view, names, goal, found.lines, told, setting, brings, plan.n, found.sure)
