"""What makes a page usable by keyboard and by ear where ipywidgets does not: folds, groups and buttons at rest.

A fold opens in the browser, without the kernel. Radio buttons that belong together get one name, so that Tab stops at
them once and the arrows move among them, and their group is named by its question. A button that must not be pressed
now keeps the focus (a disabled one throws it to the top of the page) and says that it is off. The heading of a section
that waits for the bet waits with it.
"""

from __future__ import annotations

import anywidget
import ipywidgets as W

from playbook.language import escape

OFF = "pb-off"  # the class of a button that does nothing just now

_SCRIPT = """
const group = box => {
  const widget = box.closest(".widget-radio");
  if (!widget || widget.dataset.pbGroup) return;
  widget.dataset.pbGroup = "true";
  const name = `pb-radio-${Math.random().toString(36).slice(2)}`;
  const card = box.closest(".pb-card");
  const question = card && card.querySelector(".pb-big");
  const label = widget.querySelector(":scope > .widget-label");
  widget.setAttribute("role", "radiogroup");
  widget.setAttribute("aria-label",
    [question, label].filter(Boolean).map(one => one.textContent.trim()).filter(Boolean).join(": "));
  for (const one of box.querySelectorAll("input[type=radio]")) one.name = name;
};
const rest = button => button.setAttribute("aria-disabled", String(button.classList.contains("pb-off")));
const headings = () => {
  const cells = [...document.querySelectorAll(".jp-Cell")];
  cells.forEach((cell, i) => {
    if (!cell.classList.contains("jp-MarkdownCell")) return;
    const waits = Boolean(cells[i + 1] && cells[i + 1].querySelector(".pb-locked"));
    if (waits !== cell.classList.contains("pb-waits")) cell.classList.toggle("pb-waits", waits);
  });
};
const look = root => {
  if (!root.querySelectorAll) return;
  for (const box of root.querySelectorAll(".pb-app .widget-radio-box")) group(box);
  for (const button of root.querySelectorAll(".pb-app button.pb-rests")) rest(button);
  headings();
};
export default {
  render({ el }) {
    el.style.display = "none";
    if (!window.playbookAccess) {
      window.playbookAccess = true;
      document.addEventListener("click", ({ target }) => {
        const head = target.closest && target.closest(".pb-fold-head");
        if (!head) return;
        const open = head.closest(".pb-fold").classList.toggle("pb-open");
        head.setAttribute("aria-expanded", String(open));
      });
      new MutationObserver(all => {
        for (const one of all) {
          if (one.type === "attributes") {
            if (one.target.matches("button.pb-rests")) rest(one.target);
            else if (one.target.matches(".pb-app")) headings();
          }
          else if (one.addedNodes.length) { look(document); return; }
        }
      }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
    }
    look(document);
  },
};
"""


class Access(anywidget.AnyWidget):
    """Invisible; one on a page is enough, more do no harm."""

    _esm = _SCRIPT


class Fold(W.VBox):
    """Widgets behind a heading that opens them. They are there all the time: what changes them need not know."""

    def __init__(self, label: str, children: list[W.Widget]) -> None:
        head = f'<button type="button" class="pb-fold-head" aria-expanded="false">{escape(label)}</button>'
        super().__init__([W.HTML(head), *children])
        self.add_class("pb-fold")


class Beside(W.VBox):
    """What is said or set, and beside it what it shows; one above the other where there is no room for both."""

    def __init__(self, said: list[W.Widget], shown: list[W.Widget]) -> None:
        super().__init__([W.VBox(said), W.VBox(shown)])
        self.add_class("pb-beside")


def may_rest(button: W.Button) -> W.Button:
    """The same button, which `set_off` can put to rest."""
    button.add_class("pb-rests")
    return button


def set_off(button: W.Button, off: bool) -> None:
    """Put a button to rest, or wake it: it keeps the focus either way. Whoever listens asks `is_off`."""
    if off:
        button.add_class(OFF)
    else:
        button.remove_class(OFF)


def is_off(button: W.Button) -> bool:
    """Whether a press does nothing just now."""
    return button.disabled or OFF in button._dom_classes
