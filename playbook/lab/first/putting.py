"""What is ticked goes into the plan; what stands there already is replaced at a second press only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ipywidgets as W

from playbook.first.said import short
from playbook.lab.first.promise import Taken
from playbook.lab.first.shared import Shared
from playbook.lab.page import sentence_of
from playbook.workspace import PlanEntry


class Putting:
    """`said` is the line that tells what came of it."""

    def __init__(self, page: Shared, said: W.HTML) -> None:
        self.page, self.said = page, said
        self._asked_for: set[str] = set()  # practices whose entry the next press replaces

    def clear(self) -> None:
        self.said.value, self._asked_for = "", set()

    def put(self, forms: Iterable[Any], entry: Callable[[Any, Taken], PlanEntry]) -> None:
        """An entry for each ticked form; none while one of them lacks something."""
        t, words, forms = self.page.words.t, self.page.words, list(forms)
        chosen = [form for form in forms if form.include.value]
        if not chosen:
            self.said.value = sentence_of(t("first_page.none_ticked"), "pb-near")
            return
        entries: dict[str, PlanEntry] = {}
        for form in chosen:
            if (taken := form.taken()) is not None:
                entries[form.slug] = entry(form, taken)
        if len(entries) < len(chosen):
            self.said.value = sentence_of(t("first_page.not_all"), "pb-near")
            return
        there = {slug for slug in entries if slug in self.page.workspace.plan}
        if there - self._asked_for:
            self._asked_for = there
            names = words.list([short(words, slug) for slug in entries if slug in there])
            self.said.value = sentence_of(t("first_page.replace", names=names), "pb-near")
            return
        for slug, one in entries.items():
            self.page.workspace.commit(slug, one)
        self._asked_for = set()
        for form in forms:
            form.told()
        key = "first_page.put_one" if len(entries) == 1 else "first_page.put_many"
        self.said.value = sentence_of(t(key, n=words.number(len(entries))), "pb-good")
