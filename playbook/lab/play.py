"""The play on paper. The words stand in the page; this makes the sheet."""

from __future__ import annotations

import base64

import ipywidgets as W

from playbook.lab.base import Section
from playbook.lab.prose import play_page
from playbook.language import escape


class PlaySection(Section):
    """A link that saves the play as a page to print, made here and not fetched from anywhere."""

    kind = "play"

    def build(self) -> list[W.Widget]:
        page = base64.b64encode(play_page(self.words, self.practice, self.text).encode()).decode()
        name = escape(f"{self.practice.slug}-{self.words.language}.html")
        label = escape(self.t("play.print"))
        return [W.HTML(f'<p><a download="{name}" href="data:text/html;base64,{page}">{label}</a></p>')]
