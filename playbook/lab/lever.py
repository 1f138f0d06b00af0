"""One lever, its curve and its knee."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import ipywidgets as W

from playbook import charts
from playbook.lab.access import Beside, Fold
from playbook.lab.base import Section
from playbook.lab.page import sentence_of, table, unbroken
from playbook.lab.peak import PeakWeek
from playbook.lab.run import RunBar
from playbook.lab.seasons import SEED, Seasons, clear
from playbook.lab.slider import lever_slider, lever_value

if TYPE_CHECKING:
    from playbook.lab.study import Study
    from playbook.practices import Lever

SAVED_ROWS = 5  # settings in a saved notebook's table
MOST_SETTINGS = 201  # of a lever that are looked up
ENOUGH = 0.9  # the knee brings this share of the most that the lever can bring


def knee_of(curve: Mapping[float, float], start: float, better: str = "higher") -> tuple[float, float] | None:
    """(knee, best) of a curve setting -> value: best is its best setting; the knee is the one nearest to `start`, on
    the way there, that brings nine tenths of the gain. None where nothing beats the start.
    """
    sign = -1.0 if better == "lower" else 1.0
    origin = min(curve, key=lambda x: abs(x - start))
    best = max(curve, key=lambda x: sign * curve[x])
    most = sign * (curve[best] - curve[origin])
    if most <= 0:
        return None
    between = [x for x in curve if min(origin, best) <= x <= max(origin, best)]
    enough = [x for x in between if sign * (curve[x] - curve[origin]) >= ENOUGH * most]
    return min(enough, key=lambda x: abs(x - origin)), best


def on_the_same_luck(curve: Mapping[float, Seasons], enough: int) -> dict[float, Seasons]:
    """The curve with every setting cut to the replications that all well-known settings share, so that neighbours
    differ by the lever and not by their seasons. Settings known from fewer than `enough` keep what they have."""
    counts = [seasons.n for seasons in curve.values()]
    shared = min([n for n in counts if n >= enough] or counts, default=0)
    return {x: seasons.first(shared) for x, seasons in curve.items()}


def shipped_curve(study: Study, lever: Lever) -> dict[float, Seasons]:
    """The settings of a lever for which a study has results and plays none, with every other lever at its start."""
    steps = round((lever.high - lever.low) / lever.step) + 1
    curve = {x: study.known({lever.id: x}) for x in lever.points(min(steps, MOST_SETTINGS))}
    known = {x: seasons for x, seasons in curve.items() if seasons is not None}
    return on_the_same_luck(known, study.effort.seasons)


def as_well_known(curve: Mapping[float, Seasons]) -> dict[float, Seasons]:
    """The settings known from as many seasons as any; nothing while one season is all there is."""
    most = max((seasons.n for seasons in curve.values()), default=0)
    return {x: seasons for x, seasons in curve.items() if seasons.n == most > 1}


class LeverSection(Section):
    """The main lever: a curve over its whole range, and a slider that runs its setting when it is let go."""

    kind = "lever"

    def build(self) -> list[W.Widget]:
        self.lever = self.practice.main
        self.resetting = self.asked = False  # the reader moves the lever before the curve shows where it leads
        self.label = self.text.levers[self.lever.id]
        self.bar = RunBar(self.words, self.t("lever.curve"), self.draw_curve)
        self.week = PeakWeek(self)
        self.spans: dict[str, tuple[float, float] | None] = {}  # by key figure: the ends of its axis, which only grows
        self.slider = lever_slider(self.words, self.lever, self.label, self._start())
        options = list(dict.fromkeys([self.practice.kpi, self.practice.bet.kpi, *self.practice.watch]))
        shown = [(self.kpis.name(kpi), kpi) for kpi in options]
        self.shown = W.Dropdown(options=shown, description=self.t("lever.show"), layout=W.Layout(width="auto"))
        self.head, self.sentence, self.figure, self.knee_line, self.strip = (W.HTML() for _ in range(5))
        self.sentence.add_class("pb-live")
        self.on_change(self.slider, lambda _: self.moved())
        self.on_change(self.shown, lambda _: self.draw())
        self.study.observe(self.guarded(lambda _: self._gate()), "bet")
        self.study.observe(self.guarded(lambda _: self._rebased()), "base")
        self.study.observe(self.guarded(lambda _: self._follow()), "moved")
        self.more = Fold(self.t("lever.more"), [self.shown, self.strip])
        said = [self.slider, self.week, self.head, self.sentence, self.knee_line, self.bar, self.more]
        self.parts = [*said, self.figure]
        self._gate()
        return [Beside(said, [self.figure])]

    # ------------------------------------------------------------------------------------------------- results

    def curve(self, asked: float | None = None) -> dict[float, Seasons]:
        """Every setting of this lever known so far, `asked` among them, the others at their start."""
        steps = round((self.lever.high - self.lever.low) / self.lever.step) + 1
        # A lever with very many steps is only looked up where a curve may have put a point.
        settings = self.lever.points(steps) if steps <= 200 else self.lever.points(self.study.effort.points)
        settings = sorted({*settings, self._start(), self.setting if asked is None else asked})
        known = {x: self.study.known({self.lever.id: x}) for x in settings}
        return on_the_same_luck(
            {x: seasons for x, seasons in known.items() if seasons is not None}, self.study.effort.seasons
        )

    def draw_curve(self) -> None:
        """Compute the curve: one replication of every setting first, then the next ones."""
        effort, self.asked = self.study.effort, True
        settings = tuple(dict.fromkeys([self._start(), *self.lever.points(effort.points)]))

        def work() -> Iterator[None]:
            runs = [self.study.replicate(self.study.scenario({self.lever.id: x})) for x in settings]
            while runs:
                left = []
                for run in runs:
                    if next(run, None) is not None:
                        left.append(run)
                        yield
                runs = left

        self.bar.go(work, lambda _: self.draw(), effort.seasons * len(settings))

    def moved(self) -> None:
        """The slider was let go: its season where that is known, else its peak week while the season is played."""
        if self.resetting:
            return
        self.asked = True
        self.study.moved = self.setting
        self.lab.note("lever")
        self.study.chosen = {**self.study.chosen, self.lever.id: self.setting}
        study = self.study
        here, start = study.scenario({self.lever.id: self.setting}), study.base

        def seasons() -> Iterator[Seasons]:
            # The start is needed too: the sentence says what the setting changes.
            yield from study.replicate(start)
            yield from study.replicate(here)

        def left() -> int:
            return study.missing(start, here)

        if study.bet is not None and left():
            setting = {self.label.label: self._value(self.setting)}
            self.week.go(here, setting, seasons, left, lambda _: self.draw(), self.draw)
        else:
            self.week.clear()
        self.draw()

    def _follow(self) -> None:
        """The lever was moved in the night above: so it is here."""
        if self.study.moved is not None and self.study.moved != self.setting:
            self.slider.value = self.study.moved

    def draw(self) -> None:
        """Figure, sentence and strip from all that is known."""
        with self.bar.runner.lock:
            self._draw()

    def _draw(self) -> None:
        curve = self.curve()
        # A curve that is there, shipped or drawn, needs no button.
        self.bar.layout.display = "none" if self._covered(as_well_known(curve)) else None
        there = self.study.bet is not None and bool(curve) and self.asked
        self.more.layout.display = None if there else "none"
        if not there:
            return
        kpi = self.shown.value
        # Whose seasons they are, and how many, stands beside it.
        figure = self.curve_figure(curve, kpi, self.setting, self.spans.get(kpi))
        self.spans[kpi] = figure.span
        figure.update(self.figure)
        self.knee_line.value = sentence_of(self.knee_sentence(curve))
        here, start = curve.get(self.setting), curve.get(self._start())
        if here is None or start is None or self.week.pending:
            text = self.t("lever.waiting", lever=self.label.label, value=self._value(self.setting))
            self.sentence.value = sentence_of(text, "pb-note")
            self.head.value = self.strip.value = ""
            self.study.result = None
            return
        self.head.value = self.header(min(here.n, start.n))
        self.sentence.value = sentence_of(self.sentence_about(here, start, self.setting), "pb-big")
        from playbook.lab.answer import numbers

        other = start if self.setting != self._start() else None
        self.strip.value = numbers(self, here, other)
        self.study.result = (self.setting, here.n)

    def curve_figure(
        self,
        curve: Mapping[float, Seasons],
        kpi: str,
        current: float | None,
        span: tuple[float, float] | None = None,
        source: str = "",
    ) -> charts.Figure:
        """What each setting changes against the start, season by season: the luck of the season, which would hide the
        lever, is the same in both and drops out. The bet was on the start, so it has no place here. `span` are ends
        that the axis reaches at least.
        """
        xs = sorted(curve)
        found = self._knee(curve, kpi)
        params = {} if current is None else {self.label.label: self._value(current)}
        scale, unit, digits = self.kpis.scale_of_change(kpi)
        changes = [charts.Span.of(curve[x].change(self._origin(curve), kpi)).times(scale) for x in xs]
        return charts.lever_curve(
            self.words,
            self.label.label,
            "share" if self.lever.percent else self.label.unit,
            xs,
            self.t("lever.against", kpi=self.kpis.name(kpi)),
            unit,
            changes,
            current=current,
            start=self._start(),
            knee=found[0] if found else None,
            best=found[1] if found else None,
            kpi_digits=digits,
            better=self.kpis.better(kpi) or "higher",
            change=True,
            span=span,
            x_span=(self.lever.low, self.lever.high),
            # The axis names the lever; the present setting, too, where there is one.
            title=None if current is None else self.t("lever.against", kpi=self.kpis.name(kpi)),
            params=params,
            source=source,
        )

    def sentence_about(self, here: Seasons, start: Seasons, setting: float) -> str:
        """What a setting changes against the start."""
        kpi, bet = self.practice.kpi, self.practice.bet.kpi
        result = here.range(kpi)
        return self.text.sentences.lever.format(
            lever=self.label.label,
            value=self._value(setting),
            kpi=self.kpis.name(kpi),
            p10=self.kpis.value(kpi, result.p10),
            mean=self.kpis.value(kpi, result.mean),
            p90=self.kpis.value(kpi, result.p90),
            bet_kpi=self.kpis.name(bet),
            bet_mean=self.kpis.value(bet, here.range(bet).mean),
            change=self.kpis.change_if_any(kpi, here.change(start, kpi)),
        )

    def knee_sentence(self, curve: Mapping[float, Seasons]) -> str:
        kpi, curve = self.practice.kpi, as_well_known(curve)
        found = self._knee(curve, kpi)
        if not self._covered(curve):
            return ""
        if found is None:
            return self.t("lever.no_knee", lever=self.label.label, kpi=self.kpis.name(kpi))
        knee, best = found
        gain = curve[best].change(self._origin(curve), kpi)
        if knee == best:  # "60% brings 90% of what 60% brings" says nothing
            size = self.kpis.size(kpi, gain.mean)
            return self.t(
                "lever.knee_best", lever=self.label.label, best=self._value(best), kpi=self.kpis.name(kpi), gain=size
            )
        return self.text.sentences.knee.format(
            lever=self.label.label,
            knee=self._value(knee),
            best=self._value(best),
            kpi=self.kpis.name(kpi),
            gain=self.kpis.size(kpi, gain.mean),
        )

    def _knee(self, curve: Mapping[float, Seasons], kpi: str) -> tuple[float, float] | None:
        """The knee, where the best setting differs from the start beyond noise."""
        curve, better = as_well_known(curve), self.kpis.better(kpi)
        if not self._covered(curve) or not better:
            return None
        changes = {x: seasons.change(self._origin(curve), kpi) for x, seasons in curve.items()}
        found = knee_of({x: change.mean for x, change in changes.items()}, self._start(), better)
        return found if found and clear(changes[found[1]]) else None

    def _origin(self, curve: Mapping[float, Seasons]) -> Seasons:
        """The start's seasons, or those of the nearest setting known."""
        return curve[min(curve, key=lambda x: abs(x - self._start()))]

    def _covered(self, curve: Mapping[float, Seasons]) -> bool:
        """Whether the curve spans the whole range: before that nothing can be said about a knee."""
        ends = {self.lever.clip(self.lever.low), self.lever.clip(self.lever.high)}
        return ends <= set(curve) and len(curve) >= min(5, len(self.lever.points(5)))

    # --------------------------------------------------------------------------------------------------- state

    @property
    def setting(self) -> float:
        return self.lever.clip(self.slider.value)

    def _start(self) -> float:
        return self.study.start_of(self.lever.id)

    def _value(self, x: float) -> str:
        return lever_value(self.words, self.lever, self.label, x)

    def _gate(self) -> None:
        """Nothing of the result shows before the bet."""
        open_ = self.study.bet is not None
        self.locked(not open_)
        self.bar.ready(open_)
        for part in self.parts:
            part.layout.display = None if open_ else "none"
        if open_:
            self.draw()

    def _rebased(self) -> None:
        self.asked = False
        self.bar.clear()
        self.week.clear()
        for part in (self.head, self.sentence, self.figure, self.knee_line, self.strip):
            part.value = ""
        self.spans = {}
        self.study.result = None
        self.resetting = True  # nobody has moved the slider
        self.slider.value = self._start()
        self.resetting = False
        self.draw()
        self.lab.prepare(again=True)

    def arrived(self) -> None:
        self.lab.prepare()

    # ------------------------------------------------------------------------------------------ saved notebooks

    def picture(self) -> charts.Figure | None:
        """The shipped curve: what a reader without a kernel sees of the whole practice."""
        curve = self.lab.shipped_curve()
        if not self._covered(curve):
            return None
        foot = self.source(min(seasons.n for seasons in curve.values()), self.lab.shipped.team)
        return self.curve_figure(curve, self.practice.kpi, None, source=foot)

    def summary(self) -> str:
        curve = self.lab.shipped_curve()
        return " ".join(filter(None, [super().summary(), self.knee_sentence(curve)]))

    def told(self) -> str:
        """What some settings change, and where the curve bends."""
        curve, kpi, kpis = self.lab.shipped_curve(), self.practice.kpi, self.lab.shipped_kpis
        if not self._covered(curve):
            return ""
        start, n = self._origin(curve), min(seasons.n for seasons in curve.values())
        rows = [
            [self._value(x), unbroken(kpis.change_if_any(kpi, curve[x].change(start, kpi)))]
            for x in self.lever.points(SAVED_ROWS)
            if x in curve
        ]
        head = [self.label.label, self.t("lever.against", kpi=kpis.name(kpi))]
        team = self.words.pick(self.lab.shipped.team.title)
        caption = self.t("lab.shipped", team=team, n=n, seed=SEED)
        return sentence_of(self.knee_sentence(curve)) + table(head, rows, caption, safe=frozenset({1}))
