"""What every section of a page is: a box with one look, errors as sentences, and a stable form for saved notebooks."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import ipywidgets as W

from playbook import look
from playbook.charts import Figure, source
from playbook.lab.access import Access
from playbook.lab.browser import Browser
from playbook.lab.links import in_app, page_link
from playbook.lab.page import error_line, sentence_of
from playbook.lab.seasons import SEED
from playbook.language import Words, escape
from playbook.pages import OPEN

if TYPE_CHECKING:
    from playbook.lab import Lab
    from playbook.lab.kpi import KpiWords
    from sim.scenario import Scenario

STYLE = (
    f"<style>{look.RULES}"
    + """
.pb-app { font-size: 16px; line-height: 1.5; max-width: 980px; width: 100%; overflow: visible; }
.pb-app p, .pb-app li, .pb-app td, .pb-app th { font-size: 16px; line-height: 1.5; }
.pb-app .widget-html-content { line-height: 1.5; white-space: normal; overflow-wrap: anywhere; width: 100%; }
.pb-app .widget-html { height: auto; max-width: 100%; }
.pb-app .widget-hbox { flex-wrap: wrap; gap: 8px; overflow: visible; }
.pb-app .jupyter-widgets { max-width: 100%; margin-left: 0; margin-right: 0; }
.pb-app ul { margin: 4px 0 8px; padding-left: 1.4em; }
.pb-app a { color: var(--pb-link); text-decoration: underline; }
.pb-app input, .pb-app select, .pb-app textarea { font-family: inherit; font-size: 16px; }
.pb-app input[type="date"] { min-width: 11em; }
/* The arrow of ipywidgets is a dark picture; the browser's own follows the page. */
.pb-app .widget-dropdown select { appearance: auto; background-image: none; }
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
  { outline: 3px solid var(--pb-accent); outline-offset: 2px; }
.pb-app .widget-radio-box { height: auto; flex-wrap: wrap; gap: 2px 14px; }
.pb-app .widget-radio-box label { display: flex; align-items: flex-start; width: auto; height: auto; padding: 2px 0;
  font-size: 16px; line-height: 24px; white-space: normal; }
.pb-app .widget-radio-box input { flex: none; margin: 4px 8px 0 0; order: -1; }
.pb-app .widget-radio { height: auto; width: auto; }
.pb-line { margin: 6px 0; } .pb-note { margin: 6px 0; color: var(--pb-soft); }
.pb-app .pb-small { color: var(--pb-soft); font-size: 13px; }
.pb-app .pb-big { margin: 8px 0; font-size: 17px; font-weight: 600; }
.pb-error { margin: 6px 0; padding: 8px 12px; border-left: 4px solid var(--pb-wrong-edge); background: var(--pb-wrong);
  color: var(--pb-wrong-ink); }
.pb-good { margin: 6px 0; padding: 8px 12px; border-left: 4px solid var(--pb-accent); background: var(--pb-tint); }
.pb-near { margin: 6px 0; padding: 8px 12px; border-left: 4px solid var(--pb-near-edge); background: var(--pb-near); }
.pb-table { border-collapse: collapse; width: 100%; margin: 8px 0; }
.pb-table caption { text-align: left; font-weight: 600; padding: 4px 0; }
.pb-table th, .pb-table td { border-bottom: 1px solid var(--pb-line); padding: 6px 10px 6px 0; text-align: left;
  vertical-align: top; font-weight: normal; }
.pb-app .pb-table { overflow-wrap: break-word; }
.pb-whole { white-space: nowrap; }
.pb-table thead th { font-weight: 600; white-space: nowrap; border-bottom: 2px solid var(--pb-edge); }
.pb-app button.pb-off, .pb-app button.pb-off:hover { background: var(--pb-shade); color: var(--pb-soft);
  box-shadow: none;
  cursor: default; }
.pb-app .pb-team { margin: 10px 0 0; color: var(--pb-soft); font-size: 14px; }
.pb-app { container: pb-app / inline-size; }
/* Words and figure side by side: both are seen while a slider moves. A figure that narrow takes its phone's layout,
   whose type is the larger. */
.pb-app .pb-ends.widget-box { display: grid; gap: 0 24px;
  grid-template-columns: repeat(auto-fit, minmax(min(180px, 100%), 1fr)); }
@container pb-app (min-width: 880px) {
  .pb-app.pb-more ul { columns: 2; }
  .pb-app .pb-beside.widget-box { display: grid; grid-template-columns: minmax(0, 1fr) 410px; gap: 0 36px; }
}
/* Lines with nothing in them, and the line that holds this style sheet, take no room. */
.pb-app .widget-html:has(> .widget-html-content:empty) { display: none; }
.pb-app > .widget-html:first-child { position: absolute; }
.pb-why.widget-box { flex-flow: row wrap; gap: 0 24px; }
.pb-why > * { flex: 0 0 100%; }
.pb-why > .pb-fold:not(.pb-open) { flex: none; width: auto; }
.pb-fold { margin: 0; }
.pb-fold:not(.pb-open) > :nth-child(n+2) { display: none !important; }
.pb-app .pb-fold-head { font: inherit; color: var(--pb-link); background: none; border: 0; padding: 6px 2px;
  min-height: 32px;
  cursor: pointer; text-align: left; }
.pb-fold-head::before { content: "▸ "; } .pb-fold-head[aria-expanded="true"]::before { content: "▾ "; }
/* Nothing stands under the heading of a section that waits for the bet: the heading waits, too. */
.jp-Cell.pb-waits { display: none; }
.pb-card { border: 1px solid var(--pb-line); border-radius: 8px; padding: 10px 14px; margin: 8px 0; }
@media print { .pb-fold-head { display: none; } }
@media (max-width: 620px) {
  .pb-app .widget-radio-box { gap: 2px 10px; }
  .pb-app .widget-radio-box input { margin-right: 5px; }
  .pb-commit .widget-inline-hbox { flex-wrap: wrap; }
  .pb-commit .widget-inline-hbox > .widget-label { width: 100%; }
  .pb-table thead { position: absolute; left: -10000px; }
  .pb-table tr { display: block; border-bottom: 2px solid var(--pb-line); padding: 6px 0; }
  .pb-table th, .pb-table td { display: block; border: 0; padding: 2px 0; }
  .pb-table tbody th { font-weight: 600; }
  .pb-table td::before { content: attr(data-label) ": "; color: var(--pb-soft); }
}
</style>"""
)


class Panel(W.VBox):
    """A part of any page. `kind` names its interface words; `page_title` is what the page is called; `rules` are style
    rules beyond the common ones."""

    kind = rules = ""

    def __init__(self, words: Words, page_title: str) -> None:
        self.words, self.page_title = words, page_title
        self.alert, self.notice = W.HTML(), W.HTML()
        super().__init__()
        self.add_class("pb-app")
        self.add_class(f"pb-{self.kind}")
        browser = Browser(self.guarded(self.arrived), self.returned)
        self.children = [W.HTML(STYLE + self.rules), self.notice, *self.build(), self.alert, Access(), browser]

    def build(self) -> list[W.Widget]:
        """The widgets of the section, top to bottom."""
        raise NotImplementedError

    def arrived(self) -> None:
        """The section has been drawn in a browser."""

    def returned(self) -> None:
        """The reader came back to this page from another window."""

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
        """The shipped figure, for a reader without a kernel; None where there is none."""
        return None

    def told(self) -> str:
        """HTML of what the section says without a kernel: sentences and a table of the shipped numbers, or ""."""
        return ""

    def summary(self) -> str:
        """One line for readers without a kernel; the same whatever is in the workspace."""
        return self.t("lab.saved", title=self.page_title, section=self.t(f"{self.kind}.title"))

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        bundle = super()._repr_mimebundle_(**kwargs)
        return with_picture(bundle, self.summary(), self.picture, self.told)


class Section(Panel):
    """A section of a practice's page. `lab` gives the study, the words and the workspace."""

    def __init__(self, lab: Lab) -> None:
        self.lab, self.study = lab, lab.study
        self.practice, self.text = lab.practice, lab.text
        lab.speaker = lab.speaker or self
        super().__init__(lab.words, lab.text.title)

    def returned(self) -> None:
        """The reader came back to this page: one section of it says what another page has changed meanwhile."""
        if self.lab.speaker is self:
            try:
                self.notice.value = self._elsewhere() if self.lab.changed_elsewhere() else ""
            except Exception as error:
                self.notice.value = error_line(self.words, error)

    def _elsewhere(self) -> str:
        again = self.t("lab.load_again")
        again = f'<a href="">{escape(again)}</a>' if in_app() else escape(again)
        join = "" if self.words.language == "zh" else " "
        return f'<p class="pb-near" role="status">{escape(self.t("lab.elsewhere"))}{join}{again}</p>'

    def locked(self, locked: bool) -> None:
        """Whether the section waits for the bet. Then it shows nothing, and in a browser neither does its heading."""
        self.add_class("pb-locked") if locked else self.remove_class("pb-locked")

    def header(self, seasons: int = 0, said: str = "") -> str:
        """Whose result this is: the team, how many seasons it rests on, and what else is `said` of it."""
        parts = [self.words.pick(self.study.team.title)]
        if seasons:
            parts.append(self.t("lab.simulated", n=self.words.number(seasons)))
        return sentence_of(self.t("lab.dot").join(filter(None, [*parts, said])), "pb-team")

    def bet_first(self) -> str:
        """The one line of a section that waits for the bet on another part of the page, with the way there."""
        address = page_link(self.words.language, self.practice.slug, OPEN)
        return f'<p class="pb-note"><a href="{escape(address)}">{escape(self.t("lab.bet_first"))}</a></p>'

    @property
    def kpis(self) -> KpiWords:
        """Key figures in this language and the team's currency."""
        return self.lab.kpis

    def source(self, n: int, team: Scenario | None = None) -> str:
        """The foot of a figure of `n` simulated seasons, of the section's team unless another is given."""
        return source(self.words, self.words.pick((team or self.study.base).title), n, SEED)


def with_picture(
    bundle: dict[str, Any],
    summary: str,
    picture: Callable[[], Figure | None],
    told: Callable[[], str] = lambda: "",
) -> dict[str, Any]:
    """What a notebook saves of a widget beside the live view: a stable line of text, HTML with numbers, a picture.

    A code host and an exported page show these; the app needs none and is spared the work.
    """
    bundle["text/plain"] = summary
    if in_app():
        return bundle
    if html := told():
        bundle["text/html"] = html
    if (figure := picture()) is not None:
        bundle["image/png"] = base64.b64encode(figure.png(width=PICTURE_WIDTH)).decode()
    return bundle


PICTURE_WIDTH = 820  # pixels: legible on a code host, well below 40 KB


def text_box(text: str = "", kind: str = "pb-line") -> W.HTML:
    return W.HTML(sentence_of(text, kind))


def radio(options: list[tuple[str, Any]], label: str) -> W.RadioButtons:
    """Choices side by side: the browser's own radio buttons, so that arrow keys and screen readers know them."""
    return W.RadioButtons(options=options, description=label, orientation="horizontal", layout=W.Layout(width="auto"))
