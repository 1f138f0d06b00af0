"""A finding to hand on: one A4 page to print, the figure as a picture, the scenario that gives the same numbers."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path

from playbook.charts import Figure
from playbook.language import Words, escape
from sim.files.atomic import write_all_atomic
from sim.scenario import Scenario
from sim.scenario.file import write_scenario


@dataclass(frozen=True)
class Sheet:
    """What somebody found with one setting of a practice's lever.

    `facts`: (name, value) of team, setting, range, luck and version, as they stand on the page.
    """

    name: str  # of its files, without ending
    words: Words
    title: str
    finding: str
    reason: str
    facts: tuple[tuple[str, str], ...]
    figure: Figure
    scenario: Scenario
    seasons: int
    seed: int

    @cached_property
    def page(self) -> str:
        """A complete page for paper: no script, nothing from elsewhere, every text escaped."""
        rows = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in self.facts)
        again = escape(self.words.t("share.again", file=f"{self.name}.toml", n=self.seasons, seed=self.seed))
        reason = f"<p>{escape(self.reason)}</p>" if self.reason else ""
        body = (
            f"<h1>{escape(self.title)}</h1><p class='finding'>{escape(self.finding)}</p>"
            f"<figure>{self.figure.svg}</figure>{reason}<table>{rows}</table><p class='small'>{again}</p>"
        )
        return _PAGE.format(lang=self.words.language, title=escape(self.title), body=body)

    @cached_property
    def png(self) -> bytes:
        return self.figure.png()

    @cached_property
    def toml(self) -> bytes:
        """The scenario's file."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "scenario.toml"
            write_scenario(self.scenario, path)
            return path.read_bytes()

    def files(self) -> dict[str, bytes]:
        """Name -> content: the page, the picture, the scenario."""
        return {f"{self.name}.html": self.page.encode(), f"{self.name}.png": self.png, f"{self.name}.toml": self.toml}

    def save(self, folder: str | Path = ".") -> list[Path]:
        """Write the three files into a folder, which is made where it is missing; all of them or none."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        files = {folder / name: content for name, content in self.files().items()}
        write_all_atomic(files)
        return list(files)


def version() -> str:
    """The playbook's version, as it stands on what leaves the page."""
    return metadata.version("team-playbook")


_PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><style>
@page {{ size: A4; margin: 16mm; }}
body {{ font: 11pt/1.45 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #1b1f24;
  background: #fff; max-width: 178mm; margin: 8mm auto; padding: 0 4mm; }}
h1 {{ font-size: 17pt; margin: 0 0 4mm; }} .finding {{ font-size: 14pt; font-weight: 600; margin: 0 0 4mm; }}
figure {{ margin: 0 0 4mm; }} figure svg {{ width: 100%; height: auto; max-height: 110mm; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; vertical-align: top; padding: 1.2mm 4mm 1.2mm 0; border-bottom: 1px solid #d0d7de; }}
th {{ font-weight: 600; white-space: nowrap; }} .small {{ font-size: 9.5pt; color: #555; }}
@media print {{ body {{ margin: 0; padding: 0; max-width: none; font-size: 10pt; }} .finding {{ font-size: 12pt; }}
  figure svg {{ max-height: 88mm; }} td, th {{ padding: .8mm 4mm .8mm 0; }} }}
</style></head><body>{body}</body></html>"""
