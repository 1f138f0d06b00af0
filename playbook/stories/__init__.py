"""Stories: notebooks about the model itself, for readers who doubt it.

A story is a folder with one file of words a language. Each section has prose and a figure drawn from results that
ship with the product; `playbook.stories.figures` holds the figures by id, and `playbook.build` makes the results anew.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import ipywidgets as W
from pydantic import Field

from playbook import language as languages
from playbook.charts import Figure, Strip
from playbook.lab.base import STYLE, with_picture
from playbook.lab.browser import Browser
from playbook.lab.page import sentence_of
from playbook.language import escape
from playbook.practices.parts import Id, Line, Part, no_twins

HERE = Path(__file__).parent


class StorySection(Part):
    """A section: paragraphs, and the figure called `id` with what its note says."""

    id: Id
    title: Line
    text: tuple[Line, ...] = Field(min_length=1)
    note: str = ""
    fold: str = Field("", description="what opens a figure too long for a page; its sentence stands before it")


class StoryWords(Part):
    """A story in one language."""

    title: Line
    promise: Line
    sections: tuple[StorySection, ...] = Field(min_length=1)
    limits: tuple[Line, ...] = ()


def names() -> tuple[str, ...]:
    """All stories, sorted."""
    return tuple(sorted(path.parent.name for path in HERE.glob("*/en.toml")))


@cache
def load(name: str, language: str) -> StoryWords:
    """The words of a story. KeyError for one that does not exist; pydantic.ValidationError for a wrong file."""
    if name not in names():
        raise KeyError(f"there is no story {name!r}: write one of {', '.join(names())}")
    words = StoryWords.model_validate(tomllib.loads((HERE / name / f"{language}.toml").read_text(encoding="utf-8")))
    no_twins("sections", [section.id for section in words.sections])
    return words


class Story:
    """A story in one language: `story.theory` is the section of that id."""

    def __init__(self, name: str, language: str = "en") -> None:
        self.name, self.text, self.words = name, load(name, language), languages.words(language)

    def __getattr__(self, name: str) -> Exhibit:
        for section in self.__dict__["text"].sections:
            if section.id == name:
                return Exhibit(self, section)
        raise AttributeError(f"{self.name} has no section {name!r}")

    def __dir__(self) -> list[str]:
        return [section.id for section in self.text.sections]

    def __repr__(self) -> str:
        return f"{self.text.title} ({self.words.language})"


class Exhibit(W.VBox):
    """The figure of a section, live in an app and a picture in a saved notebook; a very long one is a table there."""

    def __init__(self, story: Story, section: StorySection) -> None:
        self.figure, self.told = draw(story, section), as_table(story, section)
        fold = section.fold and isinstance(self.figure, Figure)  # what is no picture folds itself
        shown = W.HTML(folded(section.fold, self.figure)) if fold else self.figure.widget()
        super().__init__([W.HTML(STYLE), shown, Browser()])
        self.summary = f"{section.title}{story.words.t('common.colon')}{self.figure.summary}"
        self.add_class("pb-app")

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        bundle = super()._repr_mimebundle_(**kwargs)
        return with_picture(bundle, self.summary, lambda: None if self.told else self.figure, lambda: self.told)


def folded(label: str, figure: Figure) -> str:
    """HTML of the figure's sentence, and of the figure behind `label`."""
    opened = f"<details><summary>{escape(label)}</summary>{figure.html()}</details>"
    return sentence_of(figure.summary, "pb-big") + opened


def draw(story: Story, section: StorySection) -> Figure | Strip:
    """The figure of a section, or what it shows in place of one."""
    from playbook.stories import figures

    return getattr(figures, section.id)(story.words, section)


def as_table(story: Story, section: StorySection) -> str:
    """The figure of a section as a table in HTML, where it has more rows than a saved picture should; else nothing."""
    from playbook.stories import figures

    told = figures.AS_TABLE.get(section.id)
    return told(story.words, section) if told else ""
