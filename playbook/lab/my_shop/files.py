"""Files in: dropped or named by a path, read at once, and shown as what they are, with what they leave open asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import ipywidgets as W

from playbook.lab.jobs import Runner, checkpoint
from playbook.lab.links import in_app
from playbook.lab.my_shop import zones
from playbook.lab.my_shop.card import TableCard
from playbook.lab.my_shop.section import ShopSection
from playbook.lab.page import error_line, sentence_of
from playbook.lab.upload import MEGABYTE, Sent, Upload, plain_name
from playbook.my_files import told
from playbook.my_files.reading import Brought, opened
from sim.exports.presets import Preset, fitting
from sim.exports.reading import Answers
from sim.exports.sources import Source, from_bytes, from_path
from sim.exports.together import together

MOST_BYTES = 200_000_000  # of all files together: their cells stay in memory until they are removed


class FilesSection(ShopSection):
    """See the module's docstring. Reading is done beside the page, one file after the other."""

    kind = "shop_files"

    def build(self) -> list[W.Widget]:
        self.upload = Upload(self.words, self.guarded(self.came))
        self.path = W.Text(
            description=self.t("shop_files.path"), placeholder=self.t("shop_files.path_hint"),
            style={"description_width": "initial"}, layout=W.Layout(width="auto"),
        )  # fmt: skip
        by_path = W.HBox([self.path, self.button("shop_files.read_path", self.read_path)])
        by_path.add_class("pb-path")
        # A page without code reads what its reader sends it; a notebook can open any file anyhow.
        by_path.layout.display = "none" if in_app() else None
        self.zone = W.Dropdown(
            options=zones.options(self.words, self.shop.desk.zone), value=self.shop.desk.zone,
            description=self.t("shop_files.zone"), style={"description_width": "initial"},
            layout=W.Layout(width="auto"),
        )  # fmt: skip
        self.on_change(self.zone, self.zone_chosen)
        self.status, self.cards, self.beside = W.HTML(), W.VBox(), W.HTML()
        self.stop = self.button("shop_files.still", self.stop_reading)
        self.stop.layout.display = "none"
        self.runner = Runner()
        self._waiting: list[tuple[str, Callable[[], None]]] = []
        self._sizes: dict[str, int] = {}
        self._drawn: dict[int, W.Widget] = {}  # cards by file
        self._draw()
        return [self.upload, by_path, self.zone, W.HBox([self.status, self.stop]), self.cards, self.beside]

    # ---------------------------------------------------------------------------------------------------- files in

    def came(self, sent: Sent) -> None:
        """A file has come from the reader's computer."""
        others = sum(size for name, size in self._sizes.items() if name != sent.name)
        if others + len(sent.data) > MOST_BYTES:
            said = self.t("shop_files.too_much", file=sent.name, most=MOST_BYTES // MEGABYTE)
            self.status.value = sentence_of(said, "pb-error")
            return
        self._sizes[sent.name] = len(sent.data)
        self._open(lambda: from_bytes(sent.name, sent.data), sent.name)

    def read_path(self) -> None:
        """The file that a path names, where a notebook's kernel may read it."""
        path = Path(self.path.value.strip().strip('"')).expanduser()
        if not self.path.value.strip():
            return

        def get() -> Source:
            found = from_path(path)
            return Source(plain_name(found.name), found.data)

        self._open(get, plain_name(path.name))

    def _open(self, get: Callable[[], Source], name: str) -> None:
        def work() -> None:
            presets = self.shop.presets()
            brought = opened(get, name, Answers(zone=self.shop.desk.zone), presets)
            checkpoint()
            self._show(self.shop.desk.add(brought))

        self._after(name, work)

    def _after(self, name: str, work: Callable[[], None]) -> None:
        """Do this once what is under way is done."""
        with self.runner.lock:
            self._waiting.append((name, work))
            if len(self._waiting) == 1:
                self._next()

    def _next(self) -> None:
        name, work = self._waiting[0]
        self.status.value = sentence_of(self.t("shop_files.reading", file=name), "pb-note")
        self.stop.layout.display = None

        def steps():  # type: ignore[no-untyped-def]
            work()
            yield None

        def ended(problem: Exception | None = None) -> None:
            self._waiting.pop(0)
            self.status.value = "" if problem is None else error_line(self.words, problem)
            if self._waiting:
                self._next()
            else:
                self.stop.layout.display = "none"

        self.runner.start(steps, lambda _: None, lambda cancelled: ended(), ended)

    def stop_reading(self) -> None:
        """Take none of the files that are still to be read."""
        with self.runner.lock:
            del self._waiting[1:]
            self.runner.cancel()

    # ----------------------------------------------------------------------------------------------------- answers

    def zone_chosen(self, zone: str) -> None:
        """The shop is elsewhere: every file is read anew."""
        self.shop.desk.zone = zone
        for number, file in self.shop.desk.files.items():
            for place, reading in enumerate(file.readings):
                self._again(number, place, Answers(zone, reading.answers.clock, reading.answers.order), None)

    def _again(self, number: int, place: int, answers: Answers, preset: Preset | None) -> None:
        """Read one table by other answers or columns; columns that can be read are kept for the next file like it."""
        file = self.shop.desk.files[number]

        def work() -> None:
            now = self.shop.desk.files.get(number)
            if now is None:
                return
            before = now.readings[place]
            known = preset or fitting(self.shop.presets(), before.table)
            if known is not None:  # what is said now goes before what was kept, also where it is less
                known = replace(known, zone=answers.zone, clock=answers.clock, order=answers.order)
            new = now.again(place, answers, known)
            checkpoint()
            if known is not None and new.readings[place].read is not None:
                self.shop.keep_preset(new.readings[place].preset())
            self.shop.desk.put(number, new)
            self._show(number)

        self._after(file.name, work)

    def remove(self, number: int) -> None:
        file = self.shop.desk.files[number]
        self._sizes.pop(file.name, None)
        self.shop.desk.remove(number)
        self._draw()

    def told(self) -> str:
        return sentence_of(self.t("shop_files.saved"))

    # ------------------------------------------------------------------------------------------------------- cards

    def _show(self, number: int) -> None:
        """The card of one file, made anew; the others stay as they are."""
        self._drawn.pop(number, None)
        self._draw()

    def _draw(self) -> None:
        drawn, files = self._drawn, self.shop.desk.files
        for number in set(drawn) - set(files):
            del drawn[number]
        for number, file in files.items():
            if number not in drawn:
                drawn[number] = self._card(number, file)
        self.zone.layout.display = None if files else "none"
        empty = [W.HTML(sentence_of(self.t("shop_files.nothing"), "pb-note"))]
        self.cards.children = [drawn[number] for number in files] if files else empty
        said = together(self.shop.desk.readings) if len(files) > 1 else ()
        self.beside.value = "".join(sentence_of(one.text(self.words.language), "pb-near") for one in said)

    def _card(self, number: int, file: Brought) -> W.Widget:
        presets = self.shop.presets()
        tables = [
            TableCard(
                self.words, reading, self.shop.desk.zone,
                lambda answers, preset, place=place: self._again(number, place, answers, preset),
                ours=file.ours, known=fitting(presets, reading.table) is not None,
            )
            for place, reading in enumerate(file.readings)
        ]  # fmt: skip
        said = (
            [W.HTML(sentence_of(told.refusal(file.problem, self.words.language), "pb-error"))] if file.problem else []
        )
        gone = W.Button(description=self.t("shop_files.remove", file=file.name), layout=W.Layout(width="auto"))
        self.on_click(gone, lambda: self.remove(number))
        card = W.VBox([*said, *tables, W.HBox([gone])])
        card.add_class("pb-card")
        return card
