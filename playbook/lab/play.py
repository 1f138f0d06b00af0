"""The play on paper. The words stand in the page; this makes the sheet."""

from __future__ import annotations

import ipywidgets as W

from playbook.lab.base import Section
from playbook.lab.paper import download
from playbook.lab.plays import play_page, slip_page


class PlaySection(Section):
    """Links that save the script and the sheet for participants, made here and not fetched from anywhere."""

    kind = "play"

    def build(self) -> list[W.Widget]:
        name = f"{self.practice.slug}-{{}}-{self.words.language}.html"
        sheets = (("print", "play", play_page), ("print_slip", "sheet", slip_page))
        links = [
            download(self.t(f"play.{key}"), name.format(kind), made(self.words, self.practice, self.text))
            for key, kind, made in sheets
        ]
        return [W.HTML("".join(f"<p>{link}</p>" for link in links))]
