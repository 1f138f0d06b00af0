"""The team made of the files: one press, progress in words, and how near it comes to days that it was not fitted to."""

from __future__ import annotations

from collections.abc import Iterator

import ipywidgets as W

from playbook.lab.access import Fold
from playbook.lab.jobs import checkpoint
from playbook.lab.my_shop.fit_figure import fit_figure
from playbook.lab.my_shop.section import ShopSection
from playbook.lab.page import bullets, sentence_of
from playbook.lab.run import RunBar
from playbook.language import Words
from playbook.my_files.team import STEPS, Made, made_team
from sim.calibrate.team.report import too_few
from sim.exports.contact_file import ContactFile
from sim.exports.intervals import Intervals
from sim.files.messages import said, visible

# What stands before the fold, under how near the team comes: above all why the team has not the people of the file.
FIRST_SENTENCES = ("fit.read", "fit.few", "fit.people", "fit.in_team", "fit.rest_law")
MUCH = 2.0  # times what a perfect model is off by: further off is no likeness to decide by


class TeamSection(ShopSection):
    """See the module's docstring."""

    kind = "shop_team"

    def build(self) -> list[W.Widget]:
        self.bar = RunBar(self.words, self.t("shop_team.start"), self.start, unit="shop_team.steps")
        self.stage, self.head, self.figure, self.rest, self.sources = (W.HTML() for _ in range(5))
        self.details = Fold(self.t("shop_team.details"), [self.rest])
        self.origins = Fold(self.t("shop_team.origins"), [self.sources])
        self.shop.desk.listen(self._changed)
        self._changed()
        return [self.bar, self.stage, self.head, self.figure, self.details, self.origins]

    def start(self) -> None:
        """Fit the team to the files as they are now."""
        desk, language = self.shop.desk, self.words.language
        readings, zone, before = desk.readings, desk.zone, desk.files

        def step(through: int) -> None:
            checkpoint()
            self.bar.progress(through, STEPS)
            self.stage.value = sentence_of(self.t(f"shop_team.step_{through}"), "pb-note") if through < STEPS else ""

        def each_day(played: int, days: int) -> None:
            checkpoint()
            if days:
                self.stage.value = sentence_of(self.t("shop_team.day", played=played, days=days), "pb-note")

        def work() -> Iterator[Made]:
            try:
                yield made_team(readings, language, zone=zone, step=step, each_day=each_day)
            finally:
                self.stage.value = ""

        def each(made: Made) -> None:
            if desk.files is before:  # nothing was brought or taken away meanwhile
                desk.fit(made)

        self.bar.go(work, each, STEPS, reached=lambda made: STEPS)

    def _changed(self) -> None:
        """Files or team are others than before."""
        desk = self.shop.desk
        has = any(isinstance(reading.read, ContactFile | Intervals) for reading in desk.readings)
        if not (desk.made or self.bar.runner.running):
            self.bar.ready(has, self.t("shop_team.no_contacts"))
        elif desk.made is None:
            self.bar.clear()
        self._draw(desk.made)

    def _draw(self, made: Made | None) -> None:
        shown = None if made else "none"
        for part in (self.details, self.origins):
            part.layout.display = shown
        if made is None:
            for line in (self.head, self.figure, self.rest, self.sources):
                line.value = ""
            return
        language = self.words.language
        sentences = [(one.key, visible(said(one, language))) for one in made.sentences]
        origins = ("fit.from_file", "fit.bounded", "fit.kept")
        first = [_sentence(self.words, text) for key, text in sentences if key in FIRST_SENTENCES]
        near = nearness(self.words, made)
        self.head.value = (sentence_of(near, "pb-big") if near else "") + "".join(map(sentence_of, first))
        self.rest.value = bullets([text for key, text in sentences if key not in (*FIRST_SENTENCES, *origins)])
        sources = [text for key, text in sentences if key in origins]
        self.sources.value = bullets([*sources, self.t("shop_team.unknown")])
        figure = fit_figure(self.words, made)
        self.figure.value = figure.html() if figure else ""

    def told(self) -> str:
        return sentence_of(self.t("shop_team.saved"))


def nearness(words: Words, made: Made) -> str:
    """How like the shop the team is, in one breath: customers who gave up on days left out, as played and as they were,
    and how far off one day is beside what luck alone gives a perfect model. "" where too few days can tell."""
    checked = made.checked
    if checked is None or too_few(made.fit):
        return ""
    both, one_day = checked.score("abandonment"), checked.score("abandonment", own_pace=False)
    perfect = checked.ceiling("abandonment")
    if both is None or one_day is None or perfect is None:
        return ""
    low, _, high = perfect.distance
    far = one_day.distance / max(high, 1e-9)
    facts = {
        "real": words.percent(both.actual, 1), "played": words.percent(both.replayed, 1),
        **{name: words.number(100 * x, 1) for name, x in (("miss", one_day.distance), ("low", low), ("high", high))},
    }  # fmt: skip
    if far <= 1:
        return words.t("shop_team.near_as_can_be", **facts)
    return words.t("shop_team.near_enough" if far <= MUCH else "shop_team.near_little", **facts)


def _sentence(words: Words, text: str) -> str:
    """A line of a list as a sentence of its own."""
    text = text[:1].upper() + text[1:]
    return text if text[-1:] in ".。" else text + words.t("common.stop").strip()
