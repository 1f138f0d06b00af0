"""Five numbers that make a shop of the reader's own; what is wrong with one is said below it."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as W
from pydantic import ValidationError

from playbook import my_shop
from playbook.lab.links import page_link
from playbook.lab.page import error_line, sentence_of
from playbook.language import Words, escape, languages
from playbook.language import words as words_of
from playbook.my_shop import ENTRIES, Numbers
from playbook.pages import MY_SHOP
from sim.scenario import Scenario
from sim.scenario.file import team, team_names
from sim.shop.types import Text

NEAREST, AS_IT_IS = "nearest", "own"  # what everything else is taken from, beside the samples


class ShopForm(W.VBox):
    """Calls `made` with the reader's shop once the numbers can be used."""

    def __init__(self, words: Words, made: Callable[[Scenario], None], own: Scenario | None = None) -> None:
        self.words, self.made = words, made
        t, wide = words.t, W.Layout(width="auto")
        # A field tells its text when it is left: told letter by letter, the last ones could come after the click.
        once = {"layout": wide, "continuous_update": False}
        self.name = W.Text(description=t("start.field_name"), placeholder=t("start.my_shop"), **once)
        self.fields = {name: W.Text(description=t(f"start.field_{name}"), **once) for name in ENTRIES}
        self.wrong = {name: W.HTML() for name in ENTRIES}
        samples = [(words.pick(team(name).title), name) for name in team_names()]
        self.samples = [(t("start.like_nearest"), NEAREST), *samples]
        self.like = W.Dropdown(options=self.samples, description=t("start.field_like"), layout=wide)
        self.button = W.Button(description=t("start.use"), button_style="primary", layout=wide)
        self.button.on_click(lambda _: self.use())
        self.intro, self.said = W.HTML(), W.HTML()
        self.fill(own)
        rows = [W.VBox([self.fields[name], self.wrong[name]]) for name in ENTRIES]
        link = f'<a href="{escape(page_link(words.language, MY_SHOP))}">{escape(t("my_shop.title"))}</a>'
        later = W.HTML(f'<p class="pb-note">{escape(t("start.files"))} {link}</p>')
        super().__init__([self.intro, self.name, *rows, self.like, W.HBox([self.button]), self.said, later])
        self.add_class("pb-shop-form")
        self.add_class("pb-card")

    def fill(self, own: Scenario | None) -> None:
        """Show the numbers of the reader's shop; none where there is no shop yet."""
        self.own = own
        self.intro.value = sentence_of(self.words.t("start.five_own" if own else "start.five"))
        for line in (*self.wrong.values(), self.said):
            line.value = ""
        values = my_shop.typed(Numbers.of(own)) if own else dict.fromkeys(self.fields, "")
        for name, text in values.items():
            self.fields[name].value = text
        title = self.words.pick(own.title) if own else ""
        self.name.value = "" if title == self.words.t("start.my_shop") else title
        as_it_is = [(self.words.t("start.like_own"), AS_IT_IS)] if own else []
        self.like.options = [*as_it_is, *self.samples]
        self.like.value = AS_IT_IS if own else NEAREST

    def use(self) -> None:
        """Make the shop, or say what is wrong where it is wrong."""
        typed = {name: field.value for name, field in self.fields.items()}
        numbers, wrong = my_shop.read(typed)
        for name, line in self.wrong.items():
            line.value = self._wrong(name) if name in wrong else ""
        self.said.value = ""
        if numbers is None:
            return
        if self.own is not None:
            numbers = my_shop.unchanged(numbers, typed, self.own)
        name = my_shop.shop_name(self.name.value, self.words.t("start.my_shop"))
        sample, about = self._rest(numbers)
        try:
            shop = my_shop.shop(numbers, sample, about, name)
        except ValidationError as error:
            few = my_shop.fewest(numbers, sample)
            if few > numbers.people:  # a shop of several languages, say, whose desk is too small for them
                self.wrong["people"].value = _error(self.words.t("start.few_people", n=self.words.number(few)))
            else:
                self.said.value = error_line(self.words, error)
            return
        self.made(shop)

    def _rest(self, numbers: Numbers) -> tuple[Scenario, Text]:
        """What everything else is taken from, and how the shop is described."""
        if self.like.value == AS_IT_IS and self.own is not None:
            return self.own, self.own.description
        sample = team(my_shop.nearest(numbers) if self.like.value == NEAREST else self.like.value)
        told = {tongue.language: tongue.t("start.own_about", sample=tongue.pick(sample.title)) for tongue in _tongues()}
        return sample, Text(**told)

    def _wrong(self, name: str) -> str:
        entry, number = ENTRIES[name], self.words.number
        sentence = self.words.t(f"start.wrong_{name}", low=number(entry.low), high=number(entry.high))
        if my_shop.has_comma(self.fields[name].value):
            sentence = self.words.t("start.wrong_comma") + (" " if self.words.language == "en" else "") + sentence
        return _error(sentence)


def _error(sentence: str) -> str:
    return f'<p class="pb-error" role="alert">{escape(sentence)}</p>'


def _tongues() -> list[Words]:
    return [words_of(name) for name in languages]
