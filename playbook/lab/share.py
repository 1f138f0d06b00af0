"""What was found, to hand on: a page to print, a picture and the scenario, as downloads or as files."""

from __future__ import annotations

import base64
from pathlib import Path

import ipywidgets as W

from playbook.lab.base import Section
from playbook.lab.page import sentence_of
from playbook.lab.seasons import SEED
from playbook.lab.sheet import Sheet, version
from playbook.lab.why import change_sentence
from playbook.language import escape

KINDS = {".html": "text/html", ".png": "image/png", ".toml": "application/toml"}


class ShareSection(Section):
    """Links that save the three files of what the lever's sentence says; they are made anew with each result."""

    kind = "share"

    def build(self) -> list[W.Widget]:
        self.said, self.links = W.HTML(), W.HTML()
        self.study.observe(self.guarded(lambda _: self._draw()), ["bet", "base", "result"])
        self._draw()
        return [self.said, self.links]

    def sheet(self, setting: float | None = None) -> Sheet:
        """What a setting of the main lever changes; the reader's own where none is named, else the practice's example.

        Seasons that are not known yet are played first.
        """
        lever, section, study = self.practice.main, self.lab.lever, self.study
        if setting is None:
            setting = study.moved if study.moved is not None else self.practice.why.get(lever.id, section.setting)
        setting = lever.clip(setting)
        changed = study.scenario({lever.id: setting})
        for scenario in (study.base, changed):
            for _ in study.replicate(scenario):
                pass
        curve = section.curve(setting)
        here, start = curve[setting], curve[section._start()]
        kpi, kpis, t = self.practice.kpi, self.kpis, self.t
        label, found, change = self.text.levers[lever.id], here.range(kpi), here.change(start, kpi)
        why = study.shipped_why({lever.id: setting})
        facts = (
            (t("bet.team"), self.words.pick(study.team.title)),
            (label.label, t("share.setting", value=section._value(setting), before=section._value(section._start()))),
            (kpis.name(kpi), kpis.span(kpi, found)),
            (t("lever.against", kpi=kpis.name(kpi)), kpis.change_if_any(kpi, change)),
            (t("share.luck"), t("share.seasons", n=self.words.number(min(here.n, start.n)), seed=SEED)),
            (t("share.version"), version()),
        )
        return Sheet(
            f"{self.practice.slug}-{self.words.language}", self.words, self.text.title,
            section.sentence_about(here, start, setting), change_sentence(kpis, why.folded()) if why else "", facts,
            section.curve_figure(curve, kpi, setting), changed, min(here.n, start.n), SEED,
        )  # fmt: skip

    def save(self, folder: str | Path = ".", setting: float | None = None) -> list[Path]:
        """Write page, picture and scenario into a folder and return their paths; `setting` as in `sheet`."""
        return self.sheet(setting).save(folder)

    def _draw(self) -> None:
        """Nothing before the bet, one sentence before the lever has moved, then the three links."""
        open_ = self.study.bet is not None
        self.locked(not open_)
        for part in (self.said, self.links):
            part.layout.display = None if open_ else "none"
        if self.study.moved is None or self.study.result is None:
            self.said.value, self.links.value = sentence_of(self.t("share.first")), ""
            return
        setting, n = self.study.result
        if n < self.study.effort.seasons:
            return
        self.said.value = ""  # the files name the team
        links = self.t("lab.dot").join(self._link(*file) for file in self.sheet(setting).files().items())
        self.links.value = f'<p class="pb-line">{escape(self.t("share.intro"))} {links}</p>'

    def _link(self, name: str, content: bytes) -> str:
        ending = Path(name).suffix
        address = f"data:{KINDS[ending]};base64,{base64.b64encode(content).decode()}"
        label = escape(self.t(f"share.{ending.removeprefix('.')}"))
        return f'<a download="{escape(name)}" href="{address}">{label}</a>'

    # ------------------------------------------------------------------------------------------ saved notebooks

    def told(self) -> str:
        return sentence_of(self.t("share.saved"))
