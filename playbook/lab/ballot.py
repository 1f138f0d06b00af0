"""Ratings of a group at one keyboard: each rates and hands in, nobody sees a rating before all are in, then they show.

Names that have handed in are told, their ratings are not; a name is never rated over without a second press.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import ipywidgets as W

from playbook.lab.page import error_line, sentence_of
from playbook.language import Words
from playbook.workspace import Workspace
from playbook.workspace.kept import MOST_RATERS, RUBRIC, Group, Rating, rater_name


class Ballot(W.VBox):
    """`choices` are the rows' radio buttons, 0 for no rating; `changed` is called when what may be seen has changed."""

    def __init__(
        self, words: Words, workspace: Workspace, practice: str, choices: Mapping[str, W.RadioButtons],
        cards: Iterable[W.Widget], changed: Callable[[], None],
    ) -> None:  # fmt: skip
        self.words, self.workspace, self.practice, self.choices, self.changed = (
            words, workspace, practice, choices, changed,
        )  # fmt: skip
        t, wide = words.t, W.Layout(width="auto")
        self.raters = W.Dropdown(options=range(1, MOST_RATERS + 1), description=t("rubric.raters"), layout=wide)
        self.who = W.Text(description=t("rubric.who"), placeholder=t("rubric.who_hint"))
        self.hand_in = self._button("hand_in", lambda: self.take(replace=False), "primary")
        self.replace = self._button("replace", lambda: self.take(replace=True))
        self.show = self._button("show", self.reveal, "primary")
        self.new = self._button("new_group", self.begin_anew)
        self.said, self.state = W.HTML(), W.HTML()
        self._sure = False  # whether "new group" was pressed once
        self.raters.observe(lambda change: self._guarded(lambda: self._set_raters(change.new)), "value")
        self._filling = False
        super().__init__([
            self.raters, self.who, *cards, W.HBox([self.hand_in, self.replace]), self.said, self.state,
            W.HBox([self.show, self.new]),
        ])  # fmt: skip
        self.refresh()

    # ------------------------------------------------------------------------------------------------- reading

    @property
    def group(self) -> Group:
        return self.workspace.group(self.practice)

    def ratings(self) -> dict[str, dict[str, int]]:
        """Row -> person -> level, from the workspace, whether they may be seen or not."""
        return {
            row: {who: rating.level for who, rating in by.items() if rating.level is not None}
            for row, by in self._kept().items()
        }

    def people(self) -> list[str]:
        """Who has handed in, in that order; with them who could not tell any line."""
        return list(dict.fromkeys(who for row in self._kept().values() for who in row))

    def _kept(self) -> dict[str, dict[str, Rating]]:
        kept = self.workspace.ratings.get(self.practice, {})
        return {row: kept.get(RUBRIC + row, {}) for row in self.choices}

    @property
    def shown(self) -> bool:
        """Whether the ratings are on the table."""
        return self.group.shown and bool(self.people())

    # ------------------------------------------------------------------------------------------------- rating

    def take(self, replace: bool) -> None:
        """Keep what one person chose, and clear the form for the next."""
        levels = {RUBRIC + row: choice.value for row, choice in self.choices.items() if choice.value}
        if not levels:
            self._say("rubric.rate_one", "pb-near")
            return
        people, name = self.people(), self._name()
        if name is None:  # nobody's name: one alone needs none
            alone = self.group.raters == 1
            name = "" if alone else self._free(people)
            replace = replace or alone
        elif same := next((one for one in people if one.casefold() == name.casefold()), None):
            name = same
        if name in people and not replace:
            self._say("rubric.again", "pb-near", name=name)
            self.replace.layout.display = None
            return
        self.workspace.rate_all(self.practice, levels, name)
        if self.group.raters == 1:
            self.workspace.set_group(self.practice, Group(raters=1, shown=True))
            self._say("")
        else:
            self._clear()
            last = len(self.people()) >= self.group.raters
            self._say("rubric.all_in" if last else "rubric.handed_in", "pb-good", name=name)
        self.refresh()

    def reveal(self) -> None:
        """All cards on the table."""
        self.workspace.set_group(self.practice, Group(raters=self.group.raters, shown=True))
        self._say("")
        self.refresh()

    def begin_anew(self) -> None:
        """Another group: remove all ratings of this practice, at the second press."""
        if not self._sure:
            self._say("rubric.new_group_ask", "pb-near")
            self._sure = True
            return
        self.workspace.forget_ratings(self.practice)
        self._clear()
        self._say("")
        self.refresh()

    def refresh(self) -> None:
        """Show how far the group is."""
        group, people, t = self.group, self.people(), self.words.t
        self._filling = True
        try:
            self.raters.value = group.raters
        finally:
            self._filling = False
        facts = {"n": self.words.number(len(people)), "of": self.words.number(group.raters)}
        alone = group.raters == 1
        self.who.layout.display = "none" if alone else None
        self.replace.layout.display = "none"
        state = "" if people or alone else t("rubric.nobody")
        if people and not self.shown:
            names = self.words.list([name or t("rubric.no_name", n=1) for name in people])
            state = t("rubric.in_so_far", names=names, **facts)
        self.state.value = sentence_of(state, "pb-note")
        self.show.description = t("rubric.show") if len(people) >= group.raters else t("rubric.show_now", **facts)
        self.show.layout.display = None if people and not self.shown else "none"
        self.new.layout.display = None if people else "none"
        self.changed()

    def _set_raters(self, raters: int) -> None:
        if not self._filling:
            self.workspace.set_group(self.practice, Group(raters=raters, shown=self.group.shown))
            self.refresh()

    def _name(self) -> str | None:
        return rater_name(self.who.value) or None

    def _free(self, people: list[str]) -> str:
        """A name for somebody who gave none."""
        numbers = range(len(people) + 1, 2 * len(people) + 2)
        names = (self.words.t("rubric.no_name", n=n) for n in numbers)
        return next(name for name in names if name not in people)

    def _clear(self) -> None:
        self.who.value = ""
        for choice in self.choices.values():
            choice.value = 0

    def _say(self, key: str, kind: str = "pb-note", **facts: str) -> None:
        self._sure = False
        said = sentence_of(self.words.t(key, **facts), kind) if key else ""
        self.said.value = f'<div role="status">{said}</div>'

    def _button(self, key: str, callback: Callable[[], None], style: str = "") -> W.Button:
        text = self.words.t(f"rubric.{key}", n="", of="")
        button = W.Button(description=text, button_style=style, layout=W.Layout(width="auto"))
        button.on_click(lambda _: self._guarded(callback))
        return button

    def _guarded(self, callback: Callable[[], None]) -> None:
        try:
            callback()
        except Exception as error:
            self.said.value = error_line(self.words, error)
