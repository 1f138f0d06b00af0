"""What this computer keeps: put the shop away under a name, take one out again, start clean, delete everything."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import ipywidgets as W

from playbook.lab.page import error_line, sentence_of
from playbook.language import Words
from playbook.workspace import Workspace
from playbook.workspace.removal import delete_all
from playbook.workspace.saves import Saves


class Keeping(W.VBox):
    """The saves of a workspace. `changed` is called after what is kept of the present shop has been replaced."""

    def __init__(self, words: Words, workspace: Workspace, changed: Callable[[], None]) -> None:
        self.words, self.workspace, self.saves, self.changed = words, workspace, Saves(workspace), changed
        t = words.t
        self.name = W.Text(description=t("workspace.save_name"), placeholder=t("workspace.save_hint"))
        self.choice = W.Dropdown(description=t("workspace.kept_shops"))
        self.save_as, self.take = self._button("save_as", self._save), self._button("open", self._ask_open)
        self.delete, self.reset = self._button("delete", self._ask_delete), self._button("reset", self._ask_reset)
        self.delete_all = self._button("delete_all", self._ask_delete_all)
        self.question, self.yes, self.no = (
            W.HTML(),
            self._button("yes", self._confirmed),
            self._button("no", self._drop),
        )
        self.asking = W.VBox([self.question, W.HBox([self.yes, self.no])])
        self.said = W.HTML()
        self._action: Callable[[], str] | None = None
        self.shelf = W.HBox([self.choice, self.take, self.delete])
        intro = W.HTML(sentence_of(t("workspace.intro", folder=str(workspace.folder)), "pb-note"))
        super().__init__([
            intro, W.HBox([self.name, self.save_as]), self.shelf, W.HBox([self.reset, self.delete_all]), self.asking,
            self.said,
        ])  # fmt: skip
        self.add_class("pb-keeping")
        self._drop()
        self.show()

    def show(self) -> None:
        """What is there now."""
        kept, chosen = self.saves.all(), self.choice.value
        t, date = self.words.t, self.words.date
        self.choice.options = [
            (t("workspace.kept_line", name=one.name, date=date(one.at.date(), year=True)), one.name) for one in kept
        ]
        names = [one.name for one in kept]
        self.choice.value = chosen if chosen in names else names[0] if names else None
        self.shelf.layout.display = None if kept else "none"

    # ------------------------------------------------------------------------------------------------- buttons

    def _button(self, key: str, callback: Callable[[], None]) -> W.Button:
        button = W.Button(description=self.words.t(f"workspace.{key}"), layout=W.Layout(width="auto"))

        def pressed(_: object) -> None:
            try:
                callback()
            except Exception as error:
                self.said.value = error_line(self.words, error)
                self._drop()
                with contextlib.suppress(Exception):  # the same trouble again
                    self.show()  # another page may have deleted or opened what stood here

        button.on_click(pressed)
        return button

    def _ask(self, key: str, action: Callable[[], str], **facts: str) -> None:
        """Put the question before what cannot be undone; `action` gives the sentence that says it is done."""
        self._action, self.said.value = action, ""
        self.question.value = (
            f'<div role="alert">{sentence_of(self.words.t(f"workspace.{key}", **facts), "pb-near")}</div>'
        )
        self.asking.layout.display = None
        self.yes.focus()

    def _confirmed(self) -> None:
        action = self._action
        self._drop()
        if action is not None:
            self._done(action())

    def _drop(self) -> None:
        self._action, self.question.value = None, ""
        self.asking.layout.display = "none"

    def _done(self, sentence: str) -> None:
        self.show()
        self.said.value = f'<div role="status">{sentence_of(sentence, "pb-good")}</div>'

    # ------------------------------------------------------------------------------------------------- actions

    def _save(self) -> None:
        self._drop()
        if self.name.value.strip() and self.saves.has(self.name.value):
            self._ask("ask_replace", lambda: self._saved(replace=True), name=self.name.value.strip())
        else:
            self._done(self._saved(replace=False))

    def _saved(self, replace: bool) -> str:
        return self.words.t("workspace.saved", name=self.saves.save(self.name.value, replace).name)

    def _ask_open(self) -> None:
        name = self.choice.value
        self._ask("ask_open", lambda: self._opened(name), name=name)

    def _opened(self, name: str) -> str:
        self.saves.open(name)
        self.changed()
        return self.words.t("workspace.opened", name=name)

    def _ask_delete(self) -> None:
        name = self.choice.value
        self._ask("ask_delete", lambda: self._deleted(name), name=name)

    def _deleted(self, name: str) -> str:
        self.saves.delete(name)
        return self.words.t("workspace.deleted", name=name)

    def _ask_reset(self) -> None:
        self._ask("ask_reset", self._reset)

    def _reset(self) -> str:
        self.workspace.reset()
        self.name.value = ""
        self.changed()
        return self.words.t("workspace.reset_done")

    def _ask_delete_all(self) -> None:
        self._ask("ask_delete_all", self._delete_all)

    def _delete_all(self) -> str:
        delete_all(self.workspace)
        self.name.value = ""
        self.changed()
        return self.words.t("workspace.delete_all_done")
