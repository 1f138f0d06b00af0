"""The days to come: contacts and orders a day with their range, from the files that lie on the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

import ipywidgets as W
import numpy as np

from playbook import charts
from playbook.lab.access import Fold
from playbook.lab.my_shop.section import ShopSection
from playbook.lab.page import bullets, sentence_of
from playbook.lab.run import RunBar
from sim.files.messages import said
from sim.scenario.file import team

if TYPE_CHECKING:
    from sim.calibrate.team.ahead import Ahead

WEEKS = 12  # foretold, as a team's season has
SAMPLE = "flagship"  # whose prices and discounts a sale takes that no file tells of
KINDS = ("contacts", "orders")


class PeakSection(ShopSection):
    """A button, a figure with the range that eight days in ten lie in, and what it rests on."""

    kind = "shop_peak"

    def build(self) -> list[W.Widget]:
        self.figure, self.said, self.lines = W.HTML(), W.HTML(), W.HTML()
        self.ahead: Ahead | None = None
        self.rests = Fold(self.t("shop_peak.rests"), [self.lines])
        self.bar = RunBar(self.words, self.t("shop_peak.run"), self.run, "run.steps")
        self.shop.desk.listen(self.guarded(self.moved))
        self.moved()
        return [self.bar, self.figure, self.said, self.rests]

    def moved(self) -> None:
        """Other files: what was foretold is of the older ones."""
        self.bar.clear()
        self.ahead, self.figure.value, self.said.value, self.lines.value = None, "", "", ""
        self.rests.layout.display = "none"
        self.bar.ready(bool(self.shop.desk.readings), self.t("shop_peak.no_files"))

    def run(self) -> None:
        """Foretell the days after the last one of the files."""
        readings, zone = list(self.shop.desk.readings), self.shop.desk.zone
        found: list[Ahead] = []

        def work() -> Iterator[None]:
            from playbook.my_files.times import contact_counts, order_counts
            from sim.calibrate.team.ahead import look_ahead

            contacts, orders = contact_counts(readings), order_counts(readings)
            yield
            known = [one for one in (contacts, orders) if one is not None]
            if known:
                start = max(one.date(len(one) - 1) for one in known) + dt.timedelta(days=1)
                found.append(look_ahead(contacts, orders, start, WEEKS, team(SAMPLE), zone))
            yield

        def done() -> None:
            if found:
                self.show(found[0])
            else:
                self.said.value = sentence_of(self.t("shop_peak.no_dates"), "pb-near")

        self.bar.go(work, lambda step: None, 2, done=done)

    def show(self, ahead: Ahead) -> None:
        """The figure, and the sentences that the forecast has of itself."""
        self.ahead, self.rests.layout.display = ahead, None
        known = [(name, one) for name in KINDS if (one := getattr(ahead, name)) is not None]
        expected = ahead.campaigns or any(one.coming for one in (ahead.contacts, ahead.orders) if one is not None)
        first_line = [] if expected or not known else [self.t("shop_peak.no_sale")]
        self.lines.value = bullets([*first_line, *(said(one, self.words.language) for one in ahead.sentences)])
        if not known:
            self.figure.value = ""
            return
        first = min(one.first for _, one in known)
        days = max((one.first - first).days + one.quantiles.shape[1] for _, one in known)
        panels = []
        for name, one in known:
            values = np.full((3, days), np.nan)
            at = (one.first - first).days
            values[:, at : at + one.quantiles.shape[1]] = one.quantiles
            panels.append(charts.Panel(self.t(f"shop_peak.{name}"), "count", *values))
        named = {event.day: self.words.pick(event.name) for event in ahead.campaigns}
        marks = [charts.Mark(day, name) for day, name in sorted(named.items())]
        charts.season_band(
            self.words, panels, first, marks, title=self.t("shop_peak.figure"), note=self.t("shop_peak.note")
        ).update(self.figure)  # fmt: skip

    def told(self) -> str:
        return sentence_of(self.t("shop_peak.saved"))
