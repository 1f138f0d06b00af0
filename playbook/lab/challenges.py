"""Section 6: three challenges, then all levers, each with three other players to compare with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import ipywidgets as W

from playbook import charts
from playbook.lab.answer import watch_strip
from playbook.lab.base import Section, radio, text_box
from playbook.lab.page import bullets, sentence_of
from playbook.lab.peak import PeakWeek
from playbook.lab.run import RunBar
from playbook.lab.seasons import Seasons
from playbook.lab.slider import lever_slider, lever_value
from playbook.practices import Bots, Bound
from sim.scenario import Scenario

FINAL = "final"
PLAYERS = ("naive", "rule", "near")


@dataclass(frozen=True)
class Task:
    """A challenge, or the last round: there the goal is to beat the rule of thumb."""

    id: str
    title: str
    text: str
    hint: str
    passed: str
    levers: tuple[str, ...]
    start: dict[str, float]
    goal: Bound | None
    budget: Bound | None
    bots: Bots

    def player(self, name: str) -> dict[str, float]:
        return {**self.start, **getattr(self.bots, name)}


@dataclass(frozen=True)
class Line:
    """One condition of a task and how a setting meets it: the middle season counts."""

    kpi: str
    value: float
    limit: float
    at_least: bool
    holds: bool


def judge(task: Task, mine: Seasons, start: Seasons, rule: Seasons | None, kpi: str) -> list[Line]:
    """The conditions of `task` against the P50 of each total, over the replications that all have. The last round needs
    `rule`, the rule of thumb's seasons, and asks for a middle season above theirs in `kpi`."""
    n = min(seasons.n for seasons in (mine, start, rule) if seasons)
    mine, start, rule = mine.first(n), start.first(n), rule and rule.first(n)
    if task.goal is None:
        value, limit = mine.range(kpi).p50, rule.range(kpi).p50
        return [Line(kpi, value, limit, True, value > limit)]
    lines = []
    for bound in filter(None, (task.goal, task.budget)):
        value, begin = mine.range(bound.kpi).p50, start.range(bound.kpi).p50
        at_least = bound.at_least is not None
        lines.append(Line(bound.kpi, value, bound.limit(begin), at_least, bound.holds(value, begin)))
    return lines


class Round(W.VBox):
    """One task: its sliders, a check, a hint, the other players."""

    def __init__(self, section: ChallengesSection, task: Task) -> None:
        self.section, self.task = section, task
        words, study = section.words, section.study
        setting = study.setting(task.start)
        self.sliders = {
            name: lever_slider(words, section.practice.lever(name), section.text.levers[name], setting[name])
            for name in task.levers
        }
        for slider in self.sliders.values():
            section.on_change(slider, lambda _: self.moved())
        self.week = PeakWeek(section)
        self.bar = RunBar(words, section.t("challenge.check"), self.check)
        self.compare = RunBar(words, section.t("challenge.bots"), self.play_bots)
        self.compare.ready(False, section.t("challenge.bots_later"))
        self.hint = W.HTML()
        hint = section.button("challenge.hint", self._hint)
        self.verdict, self.figure, self.settings, self.strip = W.HTML(), W.HTML(), W.HTML(), W.HTML()
        self.mine: Seasons | None = None
        parts = [text_box(task.title, "pb-big"), text_box(task.text), W.HTML(self._conditions())]
        parts += [*self.sliders.values(), self.week, self.bar, self.verdict, self.figure, self.settings, self.strip]
        parts += [W.HBox([hint]) if task.hint else W.HTML(), self.hint, self.compare]
        super().__init__(parts)

    @property
    def setting(self) -> dict[str, float]:
        lever = self.section.practice.lever
        return {**self.task.start, **{name: lever(name).clip(x.value) for name, x in self.sliders.items()}}

    def check(self) -> None:
        """Run the setting, and what it is judged against."""
        self._choose()
        self.week.clear()
        work = partial(self._seasons, *self._judged())
        self.bar.go(
            work, lambda pair: self.show(pair[1], pair[0]), self._enough, done=self._checked,
            reached=lambda pair: min(seasons.n for seasons in pair if seasons),
        )  # fmt: skip

    def moved(self) -> None:
        """A slider was let go: the peak week at once, then the same as `check`, shown when it is through."""
        study = self.section.study
        self._choose()
        self._forget()
        if study.bet is None:
            return
        other, here = self._judged()

        def judge_it() -> None:
            self.show(study.known_of(here), study.known_of(other))
            self._checked()

        def left() -> int:
            return study.missing(self._enough, other, here)

        if left():
            self.week.go(here, self._shown(), partial(self._seasons, other, here), left, done=judge_it)
        else:
            self.week.clear()
            judge_it()

    @property
    def _enough(self) -> int:
        return self.section.study.effort.check

    def _choose(self) -> None:
        """The setting is what goes into the plan."""
        study, setting = self.section.study, self.setting
        study.chosen = {**study.chosen, **{name: setting[name] for name in self.sliders}}

    def _judged(self) -> tuple[Scenario, Scenario]:
        """What the setting is judged against, and the setting."""
        study = self.section.study
        other = study.base if self.task.goal else study.scenario(self.task.player("rule"))
        return other, study.scenario(self.setting)

    def _seasons(self, other: Scenario, here: Scenario) -> Iterator[tuple[Seasons, Seasons]]:
        study = self.section.study
        return _together(study.replicate(other, self._enough), study.replicate(here, self._enough))

    def _forget(self) -> None:
        """Nothing of an older setting stays."""
        self.bar.runner.cancel()
        self.compare.runner.cancel()
        self.mine = None
        self._checked()
        for part in (self.verdict, self.figure, self.settings, self.strip):
            part.value = ""

    def show(self, mine: Seasons, other: Seasons) -> None:
        """The verdict on the replications so far."""
        section, task, kpis = self.section, self.task, self.section.kpis
        self.mine = mine
        lines = judge(task, mine, other, other, section.practice.kpi)
        done = all(line.holds for line in lines)
        shown = []
        for line in lines:
            key = "challenge.at_least" if line.at_least else "challenge.at_most"
            limit = section.t(key, limit=kpis.value(line.kpi, line.limit))
            mark = section.t("challenge.met" if line.holds else "challenge.unmet")
            value = kpis.span(line.kpi, mine.range(line.kpi))
            shown.append(section.t("challenge.line", kpi=kpis.name(line.kpi), value=value, limit=limit, mark=mark))
        head = section.t("challenge.done" if done else "challenge.near")
        words = sentence_of(head + (" " + task.passed if done else ""), "pb-good" if done else "pb-near")
        self.verdict.value = words + bullets(shown)
        self.figure.value = ""
        self._draw({}, lines[0])
        watch_strip(section, mine, section.practice.watch, other if task.goal else None).update(self.strip)

    def play_bots(self) -> None:
        """The three players, on the same seasons."""
        study, task, n = self.section.study, self.task, self.section.study.effort.check

        def work() -> Iterator[dict[str, Seasons]]:
            found: dict[str, Seasons] = {}
            for name in PLAYERS:
                for seasons in study.replicate(study.scenario(task.player(name)), n):
                    found = {**found, name: seasons}
                    yield found

        self.compare.go(
            work, lambda found: self._draw(found, None), n * len(PLAYERS),
            reached=lambda found: sum(min(seasons.n, n) for seasons in found.values()),
        )  # fmt: skip

    def _draw(self, bots: Mapping[str, Seasons], line: Line | None) -> None:
        section, task = self.section, self.task
        kpi = task.goal.kpi if task.goal else section.practice.kpi
        rows = [charts.Dot(section.t("challenge.you"), self.mine.range(kpi), kind="you")]
        said = [f"{section.t('challenge.you')}{section.t('common.colon')}{self._said(self.setting)}"]
        for name, seasons in bots.items():
            kind = "best" if name == "near" else "bot"
            label = section.t(f"challenge.player_{name}")
            rows.append(charts.Dot(label, seasons.first(self.mine.n).range(kpi), kind=kind))
            said.append(f"{label}{section.t('common.colon')}{self._said(task.player(name))}")
        if line is not None:
            self._goal = line.limit
        charts.dots(
            section.words,
            rows,
            section.kpis.unit(kpi),
            digits=section.kpis.digits(kpi),
            goal=self._goal,
            better=section.kpis.better(kpi) or "higher",
            title=section.kpis.name(kpi),
            params=self._shown(),
        ).update(self.figure)
        self.settings.value = bullets(said) if bots else ""

    def _said(self, setting: Mapping[str, float]) -> str:
        """What of a setting differs from the start."""
        section, study = self.section, self.section.study
        full = study.setting(setting)
        moved = [name for name in self.task.levers if full[name] != study.start_of(name)]
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

    def _conditions(self) -> str:
        """The conditions in words, before anything has run."""
        section, kpis = self.section, self.section.kpis
        lines = []
        for bound in filter(None, (self.task.goal, self.task.budget)):
            at_least = bound.at_least is not None
            number = bound.at_least if at_least else bound.at_most
            side = "least" if at_least else "most"
            shown = {
                "value": lambda: kpis.value(bound.kpi, number),  # noqa: B023 - called at once
                "start": lambda: section.words.percent(number),  # noqa: B023
                "change": lambda: kpis.signed(bound.kpi, number),  # noqa: B023
            }[bound.of]()
            key = f"challenge.{side}_{bound.of}"
            if bound.of == "change" and at_least and number < 0:  # "at least −1.6 pp" is no sentence for people
                key, shown = "challenge.fall", kpis.size(bound.kpi, number)
            lines.append(section.t(key, kpi=kpis.name(bound.kpi), number=shown))
        return bullets(lines) if lines else ""

    def _hint(self) -> None:
        self.hint.value = sentence_of(self.task.hint, "pb-note")

    def _checked(self) -> None:
        self.compare.ready(self.mine is not None, self.section.t("challenge.bots_later"))


class ChallengesSection(Section):
    """Chooses a round; each is built when it is first looked at."""

    kind = "challenge"

    def build(self) -> list[W.Widget]:
        names = [x.id for x in self.practice.challenges] + [FINAL]
        options = [(self.t("challenge.number", n=i + 1), name) for i, name in enumerate(names[:-1])]
        options.append((self.t("challenge.all"), FINAL))
        self.choice = radio(options, self.t("challenge.choose"))
        self.rounds: dict[str, Round] = {}
        self.place = W.VBox()
        self.on_change(self.choice, lambda name: self.show(name))
        self.study.observe(self.guarded(lambda _: self._gate()), "bet")
        self.study.observe(self.guarded(lambda _: self._rebased()), "base")
        self.show(self.choice.value)
        return [text_box(self.t("challenge.intro")), self.choice, self.place]

    def show(self, name: str) -> Round:
        """Show a round."""
        if name not in self.rounds:
            self.rounds[name] = Round(self, self.task(name))
        self.place.children = [self.rounds[name]]
        self._gate()
        return self.rounds[name]

    def task(self, name: str) -> Task:
        if name == FINAL:
            text, levers = self.text.final, tuple(lever.id for lever in self.practice.levers)
            return Task(name, text.title, text.text, "", text.passed, levers, {}, None, None, self.practice.final)
        item = next(x for x in self.practice.challenges if x.id == name)
        text = self.text.challenges[name]
        return Task(
            name, text.title, text.text, text.hint, text.passed, item.levers, dict(item.start), item.goal, item.budget,
            item.bots,
        )  # fmt: skip

    def _gate(self) -> None:
        for round_ in self.rounds.values():
            round_.bar.ready(self.study.bet is not None, self.t("run.bet_first"))

    def _rebased(self) -> None:
        for round_ in self.rounds.values():
            round_.bar.runner.cancel()
            round_.compare.runner.cancel()
            round_.week.clear()
        self.rounds = {}
        self.show(self.choice.value)


def _together(first: Iterator[Seasons], second: Iterator[Seasons]) -> Iterator[tuple[Seasons, Seasons]]:
    """Pairs of the latest of both, until both are through; the shorter one waits with its last."""
    a = b = None
    while True:
        x, y = next(first, None), next(second, None)
        if x is None and y is None:
            return
        a, b = x or a, y or b
        yield a, b
