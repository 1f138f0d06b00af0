"""What else the page has: one line for each part, what one gets there and how long it takes."""

from __future__ import annotations

import ipywidgets as W

from playbook.lab.base import Section
from playbook.lab.links import in_app, page_link
from playbook.language import escape
from playbook.pages import OPEN, PARTS

MINUTES = {"challenges": 8, "rate": 6, "shop": 3, "evidence": 4, "plan": 2}  # the play has its own


class MoreSection(Section):
    """A list of links; in a notebook, where the parts follow below, a list without them."""

    kind = "more"

    def build(self) -> list[W.Widget]:
        return [W.HTML(self.lines())]

    def lines(self) -> str:
        play = sum(step.minutes for step in self.practice.play)
        items = []
        for part in PARTS:
            if part == OPEN:
                continue
            minutes = self.t("play.minutes", n=MINUTES.get(part, play))
            title, gain = escape(self.t(f"more.{part}")), escape(self.t(f"more.{part}_gain"))
            if in_app():
                title = f'<a href="{escape(page_link(self.words.language, self.practice.slug, part))}">{title}</a>'
            items.append(f"<li>{title} · {gain} · {escape(minutes)}</li>")
        return f"<ul>{''.join(items)}</ul>"

    def told(self) -> str:
        return self.lines()
