"""Section 7: where are we? Ratings against written anchors, and what one step up is worth to this team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import ipywidgets as W

from playbook import charts
from playbook.lab.ballot import Ballot
from playbook.lab.base import Section, radio, text_box
from playbook.lab.page import bullets, sentence_of, table, unbroken
from playbook.lab.run import RunBar
from playbook.lab.seasons import Seasons
from playbook.lab.slider import lever_value
from playbook.lab.study import Study
from playbook.practices import LEVELS, Row

CASH = "cash_end"
WORTH = "end_state"  # what the season leaves behind, in money
ANSWERED = "service_level"


@dataclass(frozen=True)
class Price:
    """What the step from `level` to `level` + 1 changes, season by season."""

    row: str
    level: int
    before: Seasons
    after: Seasons

    @property
    def still(self) -> bool:
        """Whether the step leaves every figure of every season as it was."""
        n, before, after = min(self.before.n, self.after.n), self.before.totals, self.after.totals
        return all((after[kpi][:n] == before[kpi][:n]).all() for kpi in before if kpi in after)


def rated(study: Study, levels: Mapping[str, int]) -> dict[str, float]:
    """Scenario fields of a team that stands at these levels of the rubric, row id -> level."""
    rows = {row.id: row for row in study.practice.rubric}
    return {rows[name].path: rows[name].value(level) for name, level in levels.items()}


def price(study: Study, row: Row, levels: Mapping[str, int]) -> Iterator[Price]:
    """The price of one step up in `row` for a team at `levels`, refined season by season.

    What the row names `beside` is there before and after: when temps begin is worth something where there are temps.
    """
    level = levels[row.id]
    before = study.base.with_levers(row.beside | rated(study, levels))
    after = study.base.with_levers(row.beside | rated(study, {**levels, row.id: level + 1}))
    theirs, ours = study.replicate(before), study.replicate(after)
    a = b = None
    while True:
        x, y = next(theirs, None), next(ours, None)
        if x is None and y is None:
            return
        a, b = x or a, y or b
        found = Price(row.id, level, a, b)
        yield found
        if found.still:  # every further season would say so, too
            return


class RubricSection(Section):
    """Ratings per person, kept in the workspace; the price of a step for every row that has one."""

    kind = "rubric"

    def build(self) -> list[W.Widget]:
        self.choices: dict[str, W.RadioButtons] = {}
        cards = [self._card(row) for row in self.practice.rubric]
        self.bar = RunBar(self.words, self.t("rubric.price"), self.run, "run.steps")
        self.figure, self.middle, self.prices = W.HTML(), W.HTML(), W.HTML()
        self.found: dict[str, Price] = {}
        self.ballot = Ballot(
            self.words, self.lab.workspace, self.practice.slug, self.choices, cards, lambda: self._draw()
        )
        self.study.observe(self.guarded(lambda _: self._rebased()), "base")
        questions = W.HTML(bullets(self.text.questions))
        intro = text_box(self.t("rubric.intro"))
        return [intro, questions, self.ballot, self.figure, self.middle, self.bar, self.prices]

    def _card(self, row: Row) -> W.Widget:
        text = self.text.rubric[row.id]
        levels = {1: text.anchors.one, 3: text.anchors.three, 5: text.anchors.five}
        anchors = bullets([self.t("rubric.anchor", level=level, text=said) for level, said in levels.items()])
        options = [(self.t("rubric.unrated"), 0), *((str(level), level) for level in LEVELS)]
        self.choices[row.id] = radio(options, self.t("rubric.level"))
        look = text_box(self.t("rubric.look", text=text.look), "pb-note")
        box = W.VBox([text_box(text.question, "pb-big"), W.HTML(anchors), look, self.choices[row.id]])
        box.add_class("pb-card")
        return box

    def arrived(self) -> None:
        """Somebody may have rated since this page was made ready."""
        self.ballot.refresh()

    def returned(self) -> None:
        super().returned()
        self.guarded(self.ballot.refresh)()

    # ------------------------------------------------------------------------------------------------- ratings

    def ratings(self) -> dict[str, dict[str, int]]:
        """Row -> person -> level; nothing while the ratings are secret."""
        return self.ballot.ratings() if self.ballot.shown else {}

    def levels(self) -> dict[str, int]:
        """Row -> the team's level: the middle of its people's ratings, the lower one of two middles."""
        out = {}
        for row, people in self.ratings().items():
            if people:
                out[row] = sorted(people.values())[(len(people) - 1) // 2]
        return out

    def _two_middles(self) -> bool:
        """Whether the lower of two different middle ratings was taken for some row."""
        sorts = [sorted(people.values()) for people in self.ratings().values()]
        return any(len(one) % 2 == 0 and one and one[len(one) // 2 - 1] != one[len(one) // 2] for one in sorts)

    def _draw(self) -> None:
        if not hasattr(self, "ballot"):  # it draws before it is there
            return
        levels, ratings = self.levels(), self.ratings()
        if not levels:
            self.figure.value = self.middle.value = ""
            return
        rows, several = [], False
        for row in self.practice.rubric:
            text, people = self.text.rubric[row.id], ratings[row.id].values()
            spread = (min(people), max(people)) if len(people) > 1 else None
            several = several or spread is not None
            rows.append(charts.Row(text.question, levels.get(row.id), spread=spread, note=self._note(row.id)))
        charts.rubric_strip(self.words, rows).update(self.figure)
        said = [self.t("rubric.shown_intro")] if several else []
        said += [self.t("rubric.even")] if self._two_middles() else []
        self.middle.value = "".join(sentence_of(line, "pb-note") for line in said)

    # -------------------------------------------------------------------------------------------------- prices

    def run(self) -> None:
        """Price one step of every rated row below 5, for the team as rated."""
        levels = self.levels()
        rows = [row for row in self.practice.rubric if levels.get(row.id, 5) < 5]
        if not rows:
            key = "rubric.first_show" if self.ballot.people() and not self.ballot.shown else "rubric.nothing"
            self.bar.line.value = sentence_of(self.t(key), "pb-near")
            return
        self.found = {}

        def work() -> Iterator[Price]:
            for row in rows:
                yield from price(self.study, row, levels)

        self.bar.go(work, self._show, len(rows) * self.study.effort.seasons, done=self._draw)

    def _show(self, found: Price) -> None:
        self.found[found.row] = found
        head = [self.t(f"rubric.{name}") for name in ("row", "step", "cash", "answered", "end")]
        rows = []
        for row in self.practice.rubric:
            if (one := self.found.get(row.id)) is None:
                continue
            step = self.t("rubric.from_to", low=one.level, high=one.level + 1) + self._beside(row)
            left = [kpi for kpi in dict.fromkeys((WORTH, *self.practice.end_state)) if kpi in one.before.totals]
            end = [self.t("rubric.end_item", kpi=self.kpis.name(kpi), change=self._change(one, kpi)) for kpi in left]
            if one.still:
                end = [self.t("rubric.still")]
            cash, answered = (unbroken(self._change(one, kpi)) for kpi in (CASH, ANSWERED))
            rows.append([self.text.rubric[row.id].question, step, cash, answered, self.t("common.stop").join(end)])
        n = max(one.before.n for one in self.found.values())  # a row where nothing moves needs one
        caption = self.t("rubric.prices", n=self.words.number(n))
        self.prices.value = table(head, rows, caption, safe=frozenset({2, 3}))

    def _beside(self, row: Row) -> str:
        """What is there before and after the step, so that it can move something."""
        levers = {lever.path: lever for lever in self.practice.levers}
        said = []
        for path, value in row.beside.items():
            text = self.text.levers[levers[path].id]
            shown = lever_value(self.words, levers[path], text, value)
            said.append(self.t("lever.setting", lever=text.label, value=shown))
        return self.t("rubric.beside", settings=self.words.list(said)) if said else ""

    def _change(self, one: Price, kpi: str) -> str:
        return self.kpis.change_if_any(kpi, one.after.change(one.before, kpi))

    def _note(self, row: str) -> str:
        if (one := self.found.get(row)) is None:
            return ""
        return self.t("rubric.note", cash=self._change(one, CASH))

    def _rebased(self) -> None:
        self.bar.runner.cancel()
        self.found = {}
        self.prices.value = ""
        self._draw()

    # ------------------------------------------------------------------------------------------ saved notebooks

    def told(self) -> str:
        """The lines with their anchors, as a table; on the page they stand in the cards and nowhere else."""
        rows = [self.text.rubric[row.id] for row in self.practice.rubric]
        cells = [[text.question, text.anchors.one, text.anchors.three, text.anchors.five] for text in rows]
        return table([self.t("rubric.row"), "1", "3", "5"], cells)
