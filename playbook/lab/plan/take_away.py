"""The plan as files: one press plays the team's seasons and makes all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import ipywidgets as W

from playbook.lab.jobs import checkpoint
from playbook.lab.page import sentence_of
from playbook.lab.paper import SHEET, file_link
from playbook.lab.plan.shared import PlanSection
from playbook.lab.pool import shared_pool
from playbook.lab.run import RunBar
from playbook.workspace import Workspace
from sim.scenario import Scenario

SEASONS = 20  # pairs: with the plan and without it
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Kind = Literal["word", "excel", "html", "wall", "calendar"]
SAID: dict[Kind, str] = {
    "word": "plan_take_away.word", "excel": "plan_take_away.excel", "html": "plan_take_away.html",
    "wall": "plan_take_away.wall", "calendar": "plan_take_away.calendar",
}  # fmt: skip
Told = Callable[[int, int], None]  # seasons played so far, of all


@dataclass(frozen=True)
class File:
    """A file to take away: its name, its MIME type and its bytes."""

    kind: Kind
    name: str
    mime: str
    content: bytes


def files_of(
    team: Scenario, workspace: Workspace, language: str, *, seasons: int = SEASONS, made: dt.date, progress: Told,
) -> tuple[File, ...]:  # fmt: skip
    """Every file of the plan in a language; `progress` is told after each season and may raise to stop the work."""
    from playbook.documents.docx import docx_bytes
    from playbook.documents.html import html
    from playbook.documents.ics import ics_bytes
    from playbook.documents.plan import of_workspace, plan_of
    from playbook.documents.wall import wall_html
    from playbook.documents.xlsx import xlsx_bytes

    decided = of_workspace(workspace)
    document = plan_of(
        team, decided, language, seasons=seasons, made=made, executor=shared_pool(), progress=progress
    )  # fmt: skip
    name = f"plan-{team.id}-{made:%Y-%m-%d}"
    return (
        File("word", f"{name}.docx", WORD, docx_bytes(document)),
        File("excel", f"{name}.xlsx", SHEET, xlsx_bytes(document)),
        File("html", f"{name}.html", "text/html", html(document).encode()),
        File("wall", f"{name}-wall.html", "text/html", wall_html(document).encode()),
        File("calendar", f"{name}.ics", "text/calendar", ics_bytes(document)),
    )


class TakeAwaySection(PlanSection):
    """A button that makes the files, and a link for each of them."""

    kind = "plan_take_away"
    files_of = staticmethod(files_of)

    def build(self) -> list[W.Widget]:
        self.bar = RunBar(self.words, self.t("plan_take_away.make"), self.make)
        self.links = W.HTML()
        return [self.bar, self.links]

    def make(self) -> None:
        page, total = self.page, SEASONS  # before it is known what else is played

        def told(n: int, of: int) -> None:
            nonlocal total
            checkpoint()
            total = of
            self.bar.progress(n, of)

        def work() -> Iterator[tuple[File, ...]]:
            yield self.files_of(page.team, page.workspace, self.words.language, made=dt.date.today(), progress=told)

        self.links.value = ""
        self.bar.go(work, self.show, total, reached=lambda files: total, extent=lambda files: total)

    def show(self, files: tuple[File, ...]) -> None:
        """A link for each file, with what it is for."""
        lines = [file_link(self.t(SAID[one.kind]), one.name, one.content, one.mime) for one in files]
        items = "".join(f"<li>{line}</li>" for line in lines)
        self.links.value = sentence_of(self.t("plan_take_away.made")) + f"<ul>{items}</ul>"
