"""Three challenges, then all levers, each with three other players to compare with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import ipywidgets as W

from playbook import charts
from playbook.lab import bounds
from playbook.lab.access import Fold
from playbook.lab.answer import watch_strip
from playbook.lab.base import Section, radio, text_box
from playbook.lab.bounds import conditions
from playbook.lab.judging import judge
from playbook.lab.page import bullets, sentence_of, table
from playbook.lab.peak import PeakWeek
from playbook.lab.run import RunBar
from playbook.lab.seasons import Seasons, range_of
from playbook.lab.slider import lever_slider, lever_value
from playbook.practices import BOTS, FINAL, UNTOUCHED, Challenge
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.experiment import Range


@dataclass(frozen=True)
class Task:
    """A round with its words."""

    title: str
    text: str
    hint: str
    passed: str
    round: Challenge

    def player(self, name: str) -> dict[str, float]:
        return self.round.played(name)


class Round(W.VBox):
    """One task: its sliders, a check, a hint, the other players."""

    def __init__(self, section: ChallengesSection, task: Task) -> None:
        self.section, self.task = section, task
        words, study = section.words, section.study
        setting = study.setting(task.player(UNTOUCHED))
        self.sliders = {
            name: lever_slider(words, section.practice.lever(name), section.text.levers[name], setting[name])
            for name in task.round.levers
        }
        for slider in self.sliders.values():
            section.on_change(slider, lambda _: self.moved())
        self.week = PeakWeek(section)
        self.bar = RunBar(words, section.t("challenge.check"), self.check)
        self.compare = RunBar(words, section.t("challenge.bots"), self.play_bots)
        self.hint = W.HTML()
        hint = section.button("challenge.hint", self._hint)
        self.head, self.verdict, self.figure, self.strip = W.HTML(), W.HTML(), W.HTML(), W.HTML()
        self.others, self.settings = W.HTML(), W.HTML()
        self.span: tuple[float, float] | None = None  # of the figures' axis, which only grows
        self.mine: Seasons | None = None
        self.start: Seasons | None = None
        self.more = Fold(section.t("run.more"), [self.strip])
        asked = W.HTML(bullets(conditions(section.kpis, task.round.bounds)))
        parts = [text_box(task.title, "pb-big"), text_box(task.text), asked]
        parts += [*self.sliders.values(), self.week, self.bar, self.head, self.verdict, self.figure, self.more]
        # What a button brings stands below it.
        parts += [W.HBox([hint]) if task.hint else W.HTML(), self.hint, self.compare, self.others, self.settings]
        super().__init__(parts)
        self._forget()

    @property
    def setting(self) -> dict[str, float]:
        lever = self.section.practice.lever
        return {**self.task.player(UNTOUCHED), **{name: lever(name).clip(x.value) for name, x in self.sliders.items()}}

    def check(self) -> None:
        """Run the setting, and what it is judged against."""
        self._choose()
        self.week.clear()
        study = self.section.study
        work = partial(self._seasons, study.base, study.scenario(self.setting))
        self.bar.go(
            work, lambda pair: self.show(pair[1], pair[0]), self._enough, done=self._checked,
            reached=lambda pair: min(seasons.n for seasons in pair),
        )  # fmt: skip

    def moved(self) -> None:
        """A slider was let go: the peak week at once, then the same as `check`, shown when it is through."""
        study = self.section.study
        self._choose()
        self._forget()
        if study.bet is None:
            return
        base, here = study.base, study.scenario(self.setting)

        def judge_it() -> None:
            self.show(study.known_of(here), study.known_of(base))
            self._checked()

        def left() -> int:
            return study.missing(base, here)

        if left():
            self.week.go(here, self._shown(), partial(self._seasons, base, here), left, done=judge_it)
        else:
            self.week.clear()
            judge_it()

    @property
    def _enough(self) -> int:
        return self.section.study.effort.seasons

    def _choose(self) -> None:
        """The setting is what goes into the plan."""
        study, setting = self.section.study, self.setting
        study.chosen = {**study.chosen, **{name: setting[name] for name in self.sliders}}

    def _seasons(self, base: Scenario, here: Scenario) -> Iterator[tuple[Seasons, Seasons]]:
        study = self.section.study
        return together(study.replicate(base), study.replicate(here))

    def _forget(self) -> None:
        """Nothing of an older setting stays."""
        self.bar.clear()
        self.compare.clear()
        self.mine = self.start = None
        self._checked()
        for part in (self.head, self.verdict, self.figure, self.others, self.settings, self.strip):
            part.value = ""
        self.more.layout.display = "none"

    def show(self, mine: Seasons, start: Seasons) -> None:
        """The verdict on the replications so far."""
        section, task = self.section, self.task
        self.mine, self.start = mine, start
        verdict = judge(task.round.bounds, mine, start)
        shown = []
        for line in verdict.lines:
            kpis, bound = section.kpis, line.bound
            facts = {"kpi": kpis.name(bound.kpi), "value": bounds.reached(kpis, bound, line.value)}
            mark = section.t("challenge.met" if line.holds else "challenge.unmet")
            shown.append(section.t("challenge.line", **facts, limit=bounds.limit(kpis, bound), mark=mark))
        head = section.t("challenge.done" if verdict.passed else "challenge.near")
        passed = " " + task.passed if verdict.passed else ""
        words = sentence_of(head + passed, "pb-good" if verdict.passed else "pb-near")
        self.head.value = section.header(min(mine.n, start.n))
        self.verdict.value = words + bullets(shown)
        self._draw({}, self.figure)
        self.others.value = self.settings.value = ""
        watch_strip(section, mine, section.practice.watch, start).update(self.strip)
        self.more.layout.display = None
        if verdict.passed and mine.n >= self._enough:
            section.lab.note(f"challenge.{task.round.id}")

    def play_bots(self) -> None:
        """The three players, on the same seasons."""
        study, task, n = self.section.study, self.task, self._enough

        def work() -> Iterator[dict[str, Seasons]]:
            found: dict[str, Seasons] = {}
            for name in BOTS:
                for seasons in study.replicate(study.scenario(task.player(name))):
                    found = {**found, name: seasons}
                    yield found

        self.compare.go(
            work, partial(self._draw, figure=self.others), n * len(BOTS),
            reached=lambda found: sum(seasons.n for seasons in found.values()),
        )  # fmt: skip

    def _draw(self, bots: Mapping[str, Seasons], figure: W.HTML) -> None:
        """The reader, and the other players so far, on the scale of the goal."""
        section, task, goal = self.section, self.task, self.task.round.goal
        rows = [charts.Dot(section.t("challenge.you"), self._on_scale(self.mine), kind="you")]
        said = [f"{section.t('challenge.you')}{section.t('common.colon')}{self._said(self.setting)}"]
        for name, seasons in bots.items():
            kind = "best" if name == "near" else "bot"
            label = section.t(f"challenge.player_{name}")
            rows.append(charts.Dot(label, self._on_scale(seasons), kind=kind))
            said.append(f"{label}{section.t('common.colon')}{self._said(task.player(name))}")
        kpi, unit = section.kpis.name(goal.kpi), section.kpis.unit(goal.kpi)
        share = unit == "share" and goal.of == "change"  # a change of a share is in percentage points
        drawn = charts.dots(
            section.words,
            rows,
            "share" if goal.of == "start" else "pp" if share else unit,
            digits=1 if share else None if goal.of == "start" else section.kpis.digits(goal.kpi),
            goal=goal.number * (100 if share else 1),
            better=section.kpis.better(goal.kpi) or "higher",
            title=kpi if goal.of == "value" else section.t(f"challenge.scale_{goal.of}", kpi=kpi),
            params=self._shown(),
            source=section.source(self.mine.n),
            span=self.span,
        )
        self.span = drawn.span
        drawn.update(figure)
        self.settings.value = bullets(said) if bots else ""

    def _on_scale(self, seasons: Seasons) -> Range:
        """A player's seasons as the goal reads them: totals, shares of the start's mean, or changes."""
        goal, start = self.task.round.goal, self.start
        n = min(seasons.n, start.n)
        here, there = seasons.totals[goal.kpi][:n], start.totals[goal.kpi][:n]
        if goal.of == "value":
            return range_of(here)
        if goal.of == "start":
            return range_of(here / there.mean())
        return range_of((here - there) * (100 if self.section.kpis.unit(goal.kpi) == "share" else 1))

    def _said(self, setting: Mapping[str, float]) -> str:
        """What of a setting differs from the start."""
        section, study = self.section, self.section.study
        full = study.setting(setting)
        moved = [name for name in self.task.round.levers if full[name] != study.start_of(name)]
        shown = [
            section.t("lever.setting", lever=section.text.levers[name].label, value=self._one(name, full[name]))
            for name in moved
        ]
        return section.t("common.comma").join(shown) or section.t("challenge.as_start")

    def _shown(self) -> dict[str, str]:
        """The sliders as they stand: label -> value."""
        return {self.section.text.levers[name].label: self._one(name, x.value) for name, x in self.sliders.items()}

    def _one(self, name: str, value: float) -> str:
        lever = self.section.practice.lever(name)
        return lever_value(self.section.words, lever, self.section.text.levers[name], lever.clip(value))

    def _hint(self) -> None:
        self.hint.value = sentence_of(self.task.hint, "pb-note")

    def _checked(self) -> None:
        self.compare.ready(self.mine is not None, self.section.t("challenge.bots_later"))


class ChallengesSection(Section):
    """Chooses a round; each is built when it is first looked at."""

    kind = "challenge"

    def build(self) -> list[W.Widget]:
        names = [x.id for x in self.practice.rounds]
        options = [(self.t("challenge.number", n=i + 1), name) for i, name in enumerate(names[:-1])]
        options.append((self.t("challenge.all"), FINAL))
        self.choice = radio(options, self.t("challenge.choose"))
        self.rounds: dict[str, Round] = {}
        self.place, self.before = W.VBox(), W.HTML()
        self.on_change(self.choice, lambda name: self.show(name))
        self.study.observe(self.guarded(lambda _: self._gate()), "bet")
        self.study.observe(self.guarded(lambda _: self._rebased()), "base")
        self.show(self.choice.value)
        return [text_box(self.t("challenge.intro")), self.choice, self.before, self.place]

    def show(self, name: str) -> Round:
        """Show a round."""
        if name not in self.rounds:
            self.rounds[name] = Round(self, self.task(name))
        self.place.children = [self.rounds[name]]
        self._gate()
        return self.rounds[name]

    def task(self, name: str) -> Task:
        round_ = next(x for x in self.practice.rounds if x.id == name)
        if name == FINAL:
            text = self.text.final
            return Task(text.title, text.text, "", text.passed, round_)
        text = self.text.challenges[name]
        return Task(text.title, text.text, text.hint, text.passed, round_)

    def _gate(self) -> None:
        open_ = self.study.bet is not None
        self.before.value = "" if open_ else self.bet_first()
        for round_ in self.rounds.values():
            round_.bar.ready(open_)

    def _rebased(self) -> None:
        for round_ in self.rounds.values():
            round_.bar.clear()
            round_.compare.clear()
            round_.week.clear()
        self.rounds = {}
        self.show(self.choice.value)

    # ------------------------------------------------------------------------------------------ saved notebooks

    def told(self) -> str:
        """The tasks with their conditions; what a setting brings is for the reader to find."""
        kpis, stop = self.lab.shipped_kpis, self.t("common.semicolon")
        tasks = [self.task(one.id) for one in self.practice.rounds]
        rows = [[task.title, task.text, stop.join(conditions(kpis, task.round.bounds))] for task in tasks]
        return table([self.t("challenge.choose"), self.t("challenge.task"), self.t("challenge.asked")], rows)


def together(first: Iterator[Seasons], second: Iterator[Seasons]) -> Iterator[tuple[Seasons, Seasons]]:
    """Pairs of the latest of both, until both are through; the shorter one waits with its last."""
    a = b = None
    while True:
        x, y = next(first, None), next(second, None)
        if x is None and y is None:
            return
        a, b = x or a, y or b
        yield a, b
