"""A search for a promise in words: how far it is, what it found, what that costs and how sure it is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from playbook import charts
from playbook.first.said import VALUE, short
from playbook.lab.first.goal_form import said
from playbook.lab.first.shared import Shared
from playbook.lab.kpi import kpis
from playbook.lab.page import bullets, table, unbroken

if TYPE_CHECKING:
    from playbook.first.sought import Reached
    from sim.experiment.goal_parts import Trial

MOST_ALONE = 6  # levers of the figure, those that reach farthest
IN_TABLE = ("value", "profit", "quits")  # beside the promised figure
STAGES = {"base": "stage_base", "single": "stage_single", "set": "stage_set", "trim": "stage_trim",
          "fresh": "stage_fresh"}  # fmt: skip


class Told:
    """See the module's docstring."""

    def __init__(self, page: Shared, found: Reached) -> None:
        self.page, self.found, self.sought, self.promise = page, found, found.sought, found.promise
        self.words, self.t, self.kpis = page.words, page.words.t, page.kpis

    # ---------------------------------------------------------------------------------------------------- on the way

    def stage(self) -> str:
        """What is being played."""
        so, words = self.sought, self.words
        if so.stage == "done":
            return self.t("goal_page.stage_parts")
        now = self.t(
            f"goal_page.{STAGES[so.stage]}", part=words.number(so.part), parts=words.number(so.parts),
            now=words.number(so.now), of=words.number(so.of),
        )  # fmt: skip
        return now if so.base is None else now + self.t("lab.dot") + self.now()

    def now(self) -> str:
        """What the team could promise as it is."""
        base = self.sought.base
        assert base is not None
        level = self.level(base)
        return self.t("goal_page.now", level=level, sure=self.words.percent(self.promise.sure))

    def level(self, trial: Trial) -> str:
        return self.kpis.value(self.promise.kpi, trial.level) if math.isfinite(trial.level) else "–"

    # -------------------------------------------------------------------------------------------------------- the end

    def answer(self) -> str:
        """The verdict of the seasons that nothing was chosen by."""
        fresh, words = self.sought.fresh, self.words
        assert fresh is not None
        one = kpis()[self.promise.kpi]
        low, high = (words.percent(x, 1) for x in fresh.interval)
        if fresh.feasible:
            key = "goal_page.found" if fresh.size else "goal_page.nothing"
        else:
            key = "goal_page.nearest" if fresh.size else "goal_page.no_help"
        return self.t(
            key, kpi=words.pick(one.name), number=self.kpis.value(one.id, self.promise.number),
            side=self.t("goal_page.side_least" if self.promise.at_least else "goal_page.side_most"),
            share=words.percent(fresh.share, 1), n=words.number(fresh.n), low=low, high=high,
            sure=words.percent(self.promise.sure),
        )  # fmt: skip

    def figure(self) -> charts.Figure:
        """What could be promised: as it is, by the best levers alone, by the set."""
        words, t, so, one = self.words, self.t, self.sought, kpis()[self.promise.kpi]
        assert so.base is not None and so.fresh is not None
        rows = [charts.Dot(t("goal_page.as_it_is"), so.base.level, "result")]
        best: dict[int, tuple[int, Trial]] = {}
        for (i, place), trial in so.singles.items():
            if math.isfinite(trial.level) and (i not in best or trial.reached > best[i][1].reached):
                best[i] = place, trial
        moved = [(i, *one) for i, one in best.items() if one[1].reached > so.base.reached]
        for i, place, trial in sorted(moved, key=lambda row: -row[2].reached)[:MOST_ALONE]:
            ladder = self.found.ladders[i]
            label = words.t("lever.setting", lever=ladder.label(words), value=ladder.shown(words, ladder.values[place]))
            rows.append(charts.Dot(label, trial.level, "result"))
        if so.fresh.size:
            rows.append(charts.Dot(t("goal_page.the_set"), so.fresh.level, "best"))
        rows = [row for row in rows if math.isfinite(row.span)]
        return charts.dots(
            words, rows, self.kpis.unit(one.id), digits=self.kpis.digits(one.id), goal=self.promise.number,
            better=one.better, title=t("goal_page.shown", kpi=words.pick(one.name)),
            found=t("goal_page.figure_found", level=self.level(so.fresh), now=self.level(so.base)),
            note=t("goal_page.figure_note", sure=words.percent(self.promise.sure)),
            source=charts.source(words, words.pick(self.page.team.title), so.fresh.n, self.found.seed),
        )  # fmt: skip

    def facts(self) -> str:
        """What the set costs or brings, and what it could promise, as a list."""
        fresh, words = self.sought.fresh, self.words
        assert fresh is not None
        lines = [self.now()]
        if fresh.size:
            gain = fresh.gain
            key = "goal_page.costs" if gain.mean < 0 else "goal_page.brings"
            lines.append(self.t(
                key, mean=self.kpis.size(VALUE, gain.mean), half=self.kpis.size(VALUE, gain.half_width),
                low=self.kpis.signed(VALUE, gain.p10), high=self.kpis.signed(VALUE, gain.p90), n=words.number(gain.n),
            ))  # fmt: skip
            lines.append(self.t("goal_page.could", level=self.level(fresh), sure=words.percent(self.promise.sure)))
        return bullets(lines)

    def changes(self) -> str:
        """Practice, lever, from, to."""
        words, t, fresh = self.words, self.t, self.sought.fresh
        assert fresh is not None
        pairs = zip(self.found.ladders, fresh.chosen, strict=True)
        rows = [
            [one.label(words), short(words, one.slug), one.shown(words, one.before),
             one.shown(words, one.values[place])]
            for one, place in pairs if place is not None
        ]  # fmt: skip
        if not rows:
            return ""
        head = [t(f"goal_page.{name}") for name in ("lever", "practice", "from", "to")]
        return table(head, rows, t("goal_page.set_caption"))

    def notes(self) -> list[str]:
        so, number = self.sought, self.words.number
        sets = len({one.chosen for one in so.sets})
        levers = len(self.found.ladders)
        return [self.t(
            "goal_page.tried", settings=number(len(so.singles)), levers=number(levers), sets=number(sets),
            played=number(self.found.played),
        )]  # fmt: skip


def cost_rows(page: Shared, found: Reached) -> tuple[list[str], list[list[str]]]:
    """What each practice of the set does alone: the promised figure, money, people, money out at one time. All columns
    between the first and the last are HTML."""
    words, t, show = page.words, page.words.t, page.kpis
    figures = list(dict.fromkeys((found.promise.kpi, *IN_TABLE)))
    names = {"value": t("goal_page.value"), "profit": t("first_page.this_season"), "quits": t("first_page.quits")}
    head = [t("goal_page.practice"), *(names.get(kpi) or show.name(kpi) for kpi in figures), t("first_page.outlay")]
    rows = []
    for one in found.parts:
        out = show.value("profit", one.outlay) if one.outlay >= 0.5 else t("first_page.no_outlay")
        what = short(words, one.slug) + words.t("lab.dot") + said(words, one)
        rows.append([what, *(unbroken(show.change_if_any(kpi, one.change[kpi])) for kpi in figures), out])
    return head, rows
