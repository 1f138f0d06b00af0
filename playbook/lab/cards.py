"""One question with several answers as cards: a fieldset with its legend and native radio buttons, one stop of Tab."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

_SCRIPT = """
function render({ model, el }) {
  const name = `pb-cards-${Math.random().toString(36).slice(2)}`;
  const set = document.createElement("fieldset"), legend = document.createElement("legend");
  const grid = document.createElement("div");
  set.append(legend, grid);
  el.classList.add("pb-choice");
  el.append(set);
  const mark = () => {
    for (const input of grid.querySelectorAll("input")) input.checked = input.value === model.get("value");
  };
  const load = () => {
    legend.textContent = model.get("legend");
    const held = grid.contains(document.activeElement);
    grid.replaceChildren(...model.get("options").map(([value, title, lines]) => {
      const label = document.createElement("label"), input = document.createElement("input");
      const text = document.createElement("span"), head = document.createElement("b");
      input.type = "radio";
      input.name = name;
      input.value = value;
      input.addEventListener("change", () => { model.set("value", value); model.save_changes(); });
      head.textContent = title;
      text.append(head, ...lines.map((line) => {
        const small = document.createElement("small");
        small.textContent = line;
        return small;
      }));
      label.append(input, text);
      return label;
    }));
    mark();
    if (held) grid.querySelector("input:checked")?.focus();
  };
  model.on("change:legend", load);
  model.on("change:options", load);
  model.on("change:value", mark);
  load();
}
export default { render };
"""

_STYLE = """
.pb-choice { width: 100%; }
.pb-choice fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
.pb-choice legend { font-size: 20px; font-weight: 650; padding: 0; margin: 4px 0 8px; }
.pb-choice fieldset > div { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr));
  gap: 10px; }
.pb-choice label { display: flex; gap: 10px; align-items: flex-start; border: 1px solid var(--pb-edge);
  border-radius: 8px;
  padding: 10px 12px; cursor: pointer; background: var(--pb-raised); font-size: 16px; line-height: 1.4; }
.pb-choice label:hover { border-color: var(--pb-accent); }
.pb-choice label:has(input:checked) { border: 2px solid var(--pb-accent); padding: 9px 11px;
  background: var(--pb-tint); }
.pb-choice label:has(input:focus-visible) { outline: 3px solid var(--pb-accent); outline-offset: 2px; }
.pb-choice input { flex: none; margin: 4px 0 0; width: 16px; height: 16px; accent-color: var(--pb-accent); }
.pb-choice b, .pb-choice small { display: block; }
.pb-choice small { font-size: 14px; color: var(--pb-soft); }
"""


class Cards(anywidget.AnyWidget):
    """`options` are (value, title, lines below it); `value` is the one chosen, or "" before there is one."""

    _esm = _SCRIPT
    _css = _STYLE

    legend = traitlets.Unicode("").tag(sync=True)
    options = traitlets.List().tag(sync=True)
    value = traitlets.Unicode("").tag(sync=True)

    @traitlets.validate("value")
    def _one_of_them(self, proposal: Any) -> str:
        """A value from the browser is a value from outside: what is no option leaves the choice as it was."""
        return proposal["value"] if proposal["value"] in {option[0] for option in self.options} else self.value
