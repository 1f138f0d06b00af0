"""What the code cells of a trainer's notebook show, and the files that a trainer hands out."""

from __future__ import annotations

import base64
import html
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as W

from playbook import language as languages
from playbook import practices
from playbook.lab.base import PICTURE_WIDTH, in_app
from playbook.lab.paper import download
from playbook.lab.plays import play_page, slip_page
from playbook.lab.seasons import BASELINES
from playbook.language import escape
from playbook.trainer.quiz import quiz_page
from playbook.trainer.shipped import Shipped, Table
from sim.files.atomic import write_atomic

if TYPE_CHECKING:
    from playbook.charts import Figure


class Lesson:
    """A practice in one language, as its trainer sees it. PracticeError for one that does not exist.

    `numbers` and `rounds` are tables and `curve` a figure of the shipped results; `sheets` saves what is handed out,
    and so does `save(folder)`.
    """

    def __init__(self, slug: str, language: str = "en", folder: Path = BASELINES) -> None:
        self.practice, self.text = practices.load(slug, language)
        self.words = languages.words(language)
        self._folder = folder

    def __repr__(self) -> str:
        return f"{self.text.title} ({self.words.language})"

    @cached_property
    def _shipped(self) -> Shipped:
        return Shipped(self.words, self.practice, self.text, self._folder)

    @property
    def numbers(self) -> Shown:
        return Shown(self._shipped.key_figures(), self._shipped.settings())

    @property
    def curve(self) -> Picture:
        return Picture(self._shipped.curve())

    @property
    def rounds(self) -> Shown:
        return Shown(self._shipped.rounds())

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    def pages(self) -> Iterator[tuple[str, str, str]]:
        """Label, file name and content of every page to print."""
        t, name = self.words.t, f"{self.practice.slug}-{{}}-{self.words.language}.html"
        whole = (self.words, self.practice, self.text)
        yield t("trainer.print_quiz"), name.format("quiz"), quiz_page(self.words, self.text)
        yield t("play.print_slip"), name.format("sheet"), slip_page(*whole)
        yield t("play.print"), name.format("play"), play_page(*whole)

    def save(self, folder: str | Path) -> list[Path]:
        """Write every page to print into a folder, which is made where it is missing; returns the files' paths."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for _, name, content in self.pages():
            write_atomic(folder / name, content.encode())
            paths.append(folder / name)
        return paths


@dataclass(frozen=True)
class Shown:
    """A table as a notebook shows and saves it, with a sentence beneath."""

    table: Table
    below: str = ""

    def _repr_html_(self) -> str:
        table = self.table
        head = "".join(f'<th scope="col" style="text-align:left">{escape(name)}</th>' for name in table.head)
        rows = []
        for first, *rest in table.rows:
            cells = "".join(f'<td style="text-align:left">{escape(cell)}</td>' for cell in rest)
            rows.append(f'<tr><th scope="row" style="text-align:left">{escape(first)}</th>{cells}</tr>')
        caption = f'<caption style="text-align:left">{escape(table.caption)}</caption>'
        below = f"<p>{escape(self.below)}</p>" if self.below else ""
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{below}"

    def __repr__(self) -> str:
        lines = [self.table.caption, *(" | ".join(row) for row in (self.table.head, *self.table.rows)), self.below]
        return "\n".join(line for line in lines if line)


@dataclass(frozen=True)
class Picture:
    """A figure as a notebook shows and saves it: a picture anywhere, its words where there is none."""

    figure: Figure

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        if in_app():  # a picture without words would keep some readers out
            return {"text/html": self.figure.html(), "text/plain": repr(self)}
        picture = base64.b64encode(self.figure.png(width=PICTURE_WIDTH)).decode()
        return {"image/png": picture, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return html.unescape(self.figure.alt)


class Sheets(W.HTML):
    """Links that save the pages to print."""

    def __init__(self, lesson: Lesson) -> None:
        self._names = [name for _, name, _ in lesson.pages()]
        super().__init__("".join(f"<p>{download(*one)}</p>" for one in lesson.pages()))

    def __repr__(self) -> str:
        return ", ".join(self._names)

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        return {**super()._repr_mimebundle_(**options), "text/plain": repr(self)}
