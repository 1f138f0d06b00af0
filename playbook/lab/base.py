"""What every section of a page is: a box with one look, errors as sentences, and a stable form for saved notebooks."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import ipywidgets as W

from playbook.charts import Figure, source
from playbook.lab.browser import Browser
from playbook.lab.page import error_line, sentence_of
from playbook.lab.seasons import SEED

if TYPE_CHECKING:
    from playbook.lab import Lab
    from playbook.lab.kpi import KpiWords

STYLE = """<style>
.pb-app { font-size: 16px; line-height: 1.5; max-width: 980px; width: 100%; overflow: visible; }
.pb-app p, .pb-app li, .pb-app td, .pb-app th { font-size: 16px; line-height: 1.5; }
.pb-app .widget-html-content { line-height: 1.5; white-space: normal; overflow-wrap: anywhere; width: 100%; }
.pb-app .widget-html { height: auto; max-width: 100%; }
.pb-app .widget-hbox { flex-wrap: wrap; gap: 8px; overflow: visible; }
.pb-app .jupyter-widgets { max-width: 100%; margin-left: 0; margin-right: 0; }
.pb-app ul { margin: 4px 0 8px; padding-left: 1.4em; }
.pb-app a { color: #0b4f8a; text-decoration: underline; }
.pb-app input, .pb-app select, .pb-app textarea { font-family: inherit; font-size: 16px; }
.pb-app input[type="date"] { min-width: 11em; }
.pb-app .widget-label { width: auto; min-width: 0; text-align: left; }
.pb-app .widget-inline-hbox { height: auto; }
.pb-app .widget-dropdown, .pb-app .widget-text { max-width: 560px; }
.pb-app .widget-checkbox, .pb-app .widget-checkbox label { width: auto; height: auto; white-space: normal; }
.pb-app .widget-checkbox .widget-label-basic { display: flex; align-items: flex-start; gap: 8px; line-height: 1.5; }
.pb-app .widget-checkbox input { margin-top: 5px; }
.pb-commit .widget-inline-hbox > .widget-label { min-width: 10em; }
.pb-app .jupyter-button { min-height: 34px; height: auto; padding: 4px 16px; line-height: 1.5; white-space: normal;
  border-radius: 6px; }
.pb-app button:focus-visible, .pb-app input:focus-visible, .pb-app select:focus-visible,
.pb-app textarea:focus-visible, .pb-app a:focus-visible, .pb-app summary:focus-visible
  { outline: 3px solid #0b5fa5; outline-offset: 2px; }
.pb-app .widget-radio-box { height: auto; flex-wrap: wrap; gap: 2px 14px; }
.pb-app .widget-radio-box label { display: flex; align-items: flex-start; width: auto; height: auto; padding: 2px 0;
  font-size: 16px; line-height: 24px; white-space: normal; }
.pb-app .widget-radio-box input { flex: none; margin: 4px 8px 0 0; order: -1; }
.pb-app .widget-radio { height: auto; width: auto; }
.pb-line { margin: 6px 0; } .pb-note { margin: 6px 0; color: #555; } .pb-app .pb-small { color: #555; font-size: 13px; }
.pb-app .pb-big { margin: 8px 0; font-size: 17px; font-weight: 600; }
.pb-error { margin: 6px 0; padding: 8px 12px; border-left: 4px solid #b3261e; background: #fdf0ee; color: #5c130e; }
.pb-good { margin: 6px 0; padding: 8px 12px; border-left: 4px solid #0b5fa5; background: #eef5fb; }
.pb-near { margin: 6px 0; padding: 8px 12px; border-left: 4px solid #a15c00; background: #fdf6ea; }
.pb-table { border-collapse: collapse; width: 100%; margin: 8px 0; }
.pb-table caption { text-align: left; font-weight: 600; padding: 4px 0; }
.pb-table th, .pb-table td { border-bottom: 1px solid #d6d6d6; padding: 6px 10px 6px 0; text-align: left;
  vertical-align: top; font-weight: normal; }
.pb-app .pb-table { overflow-wrap: break-word; }
.pb-whole { white-space: nowrap; }
.pb-table thead th { font-weight: 600; white-space: nowrap; border-bottom: 2px solid #888; }
.pb-card { border: 1px solid #d6d6d6; border-radius: 8px; padding: 10px 14px; margin: 8px 0; }
@media (max-width: 620px) {
  .pb-app .widget-radio-box { gap: 2px 10px; }
  .pb-app .widget-radio-box input { margin-right: 5px; }
  .pb-commit .widget-inline-hbox { flex-wrap: wrap; }
  .pb-commit .widget-inline-hbox > .widget-label { width: 100%; }
  .pb-table thead { position: absolute; left: -10000px; }
  .pb-table tr { display: block; border-bottom: 2px solid #d6d6d6; padding: 6px 0; }
  .pb-table th, .pb-table td { display: block; border: 0; padding: 2px 0; }
  .pb-table tbody th { font-weight: 600; }
  .pb-table td::before { content: attr(data-label) ": "; color: #555; }
}
</style>"""


def in_app() -> bool:
    """Whether this kernel serves a page without code (Voilà) rather than a notebook somebody edits."""
    return any(name.startswith("VOILA_") for name in os.environ)


class Section(W.VBox):
    """A section of a page. `kind` names its interface words; `lab` gives the study, the words and the workspace."""

    kind = ""

    def __init__(self, lab: Lab) -> None:
        self.lab, self.study, self.words = lab, lab.study, lab.words
        self.practice, self.text = lab.practice, lab.text
        self.alert = W.HTML()
        super().__init__()
        self.add_class("pb-app")
        self.add_class(f"pb-{self.kind}")
        self.children = [W.HTML(STYLE), *self.build(), self.alert, Browser(self.guarded(self.arrived))]

    def build(self) -> list[W.Widget]:
        """The widgets of the section, top to bottom."""
        raise NotImplementedError

    def arrived(self) -> None:
        """The section has been drawn in a browser."""

    @property
    def kpis(self) -> KpiWords:
        """Key figures in this language and the team's currency."""
        return self.lab.kpis

    def source(self, n: int) -> str:
        """The foot of a figure of `n` simulated seasons of this section's team."""
        return source(self.words, self.words.pick(self.study.base.title), n, SEED)

    def t(self, key: str, **values: Any) -> str:
        return self.words.t(key, **values)

    def guarded(self, callback: Callable[..., None]) -> Callable[..., None]:
        """`callback` with every exception turned into a sentence in the page."""

        @wraps(callback)
        def call(*args: Any, **kwargs: Any) -> None:
            try:
                callback(*args, **kwargs)
                self.alert.value = ""
            except Exception as error:
                self.alert.value = error_line(self.words, error)

        return call

    def on_click(self, button: W.Button, callback: Callable[[], None]) -> None:
        button.on_click(self.guarded(lambda _: callback()))

    def on_change(self, widget: Any, callback: Callable[[Any], None], name: str = "value") -> None:
        widget.observe(self.guarded(lambda change: callback(change.new)), name)

    def button(self, key: str, callback: Callable[[], None], style: str = "") -> W.Button:
        button = W.Button(description=self.t(key), button_style=style, layout=W.Layout(width="auto"))
        self.on_click(button, callback)
        return button

    # ------------------------------------------------------------------------------------------ saved notebooks

    def picture(self) -> Figure | None:
        """What a reader without a kernel sees of this section; None for most."""
        return None

    def summary(self) -> str:
        """One line for readers without a kernel; the same whatever is in the workspace."""
        return self.t("lab.saved", title=self.text.title, section=self.t(f"{self.kind}.title"))

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        return with_picture(super()._repr_mimebundle_(**kwargs), self.summary(), self.picture)


def with_picture(bundle: dict[str, Any], summary: str, picture: Callable[[], Figure | None]) -> dict[str, Any]:
    """What a notebook saves of a widget: beside the live view a stable line of text and a picture.

    A code host and an exported page show the picture; the app needs neither, so it is spared the drawing.
    """
    bundle["text/plain"] = summary
    if not in_app() and (figure := picture()) is not None:
        bundle["image/png"] = base64.b64encode(figure.png(width=PICTURE_WIDTH)).decode()
    return bundle


PICTURE_WIDTH = 820  # pixels: legible on a code host, well below 40 KB


def text_box(text: str = "", kind: str = "pb-line") -> W.HTML:
    return W.HTML(sentence_of(text, kind))


def radio(options: list[tuple[str, Any]], label: str) -> W.RadioButtons:
    """Choices side by side: the browser's own radio buttons, so that arrow keys and screen readers know them."""
    return W.RadioButtons(options=options, description=label, orientation="horizontal", layout=W.Layout(width="auto"))
