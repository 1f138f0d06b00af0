"""A slider that says its name: the browser's own range control with a label, a value in words and a description.

The slider of ipywidgets has a handle without an accessible name. This one is a native `<input type="range">`: arrow
keys, Page Up and Page Down, Home and End work, and the value is sent when the handle is released or a key pressed,
not while it is dragged.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from playbook.practices import Lever

_SCRIPT = """
function render({ model, el }) {
  // Each slider runs a copy of this script of its own: neither a counter here nor the clock tells two of them apart.
  const id = `pb-slider-${Math.random().toString(36).slice(2)}`;
  const label = document.createElement("label");
  const input = document.createElement("input");
  const shown = document.createElement("output");
  const help = document.createElement("small");
  label.htmlFor = id;
  input.id = id;
  input.type = "range";
  help.id = id + "-help";
  shown.htmlFor = id;
  input.setAttribute("aria-describedby", help.id);
  const text = (x) => {
    const [before, after] = model.get("around");
    const locale = model.get("locale");
    const digits = model.get("digits");
    const number = (Number(x) * model.get("scale")).toLocaleString(locale, {
      minimumFractionDigits: 0, maximumFractionDigits: digits });
    return before + number + after;
  };
  const say = () => {
    shown.textContent = text(input.value);
    input.setAttribute("aria-valuetext", shown.textContent);
  };
  const load = () => {
    label.textContent = model.get("label");
    help.textContent = model.get("help");
    input.min = model.get("low");
    input.max = model.get("high");
    input.step = model.get("step");
    input.value = model.get("value");
    input.disabled = model.get("disabled");
    say();
  };
  input.addEventListener("input", say);
  input.addEventListener("change", () => {
    model.set("value", Number(input.value));
    model.save_changes();
  });
  // A changed value waits for the one before to be dealt with; a message does not. So the last value is in the kernel
  // before the click on a button for which the slider was left.
  input.addEventListener("blur", () => model.send({ value: Number(input.value) }));
  for (const name of ["label", "help", "low", "high", "step", "value", "disabled", "around"])
    model.on(`change:${name}`, load);
  el.classList.add("pb-slider");
  el.append(label, shown, input, help);
  load();
}
export default { render };
"""

_STYLE = """
.pb-slider { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 12px; align-items: center;
  max-width: 560px; width: 100%; margin: 6px 0; font-size: 15px; }
.pb-slider label { grid-column: 1; font-weight: 600; }
.pb-slider output { grid-column: 2; font-variant-numeric: tabular-nums; font-weight: 600; white-space: nowrap; }
.pb-slider input { grid-column: 1 / -1; width: 100%; height: 28px; margin: 0; accent-color: var(--pb-accent); }
.pb-slider input:focus-visible { outline: 3px solid var(--pb-accent); outline-offset: 2px; border-radius: 4px; }
.pb-slider small { grid-column: 1 / -1; color: var(--pb-soft); font-size: 13px; }
.pb-slider small:empty { display: none; }
"""


class Slider(anywidget.AnyWidget):
    """`value` moves between `low` and `high` in `step`s; shown times `scale` between the two texts of `around`."""

    _esm = _SCRIPT
    _css = _STYLE

    value = traitlets.CFloat(0.0).tag(sync=True)
    low = traitlets.CFloat(0.0).tag(sync=True)
    high = traitlets.CFloat(1.0).tag(sync=True)
    step = traitlets.CFloat(1.0).tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    help = traitlets.Unicode("").tag(sync=True)
    around = traitlets.List(traitlets.Unicode(), default_value=["", ""]).tag(sync=True)
    scale = traitlets.CFloat(1.0).tag(sync=True)
    digits = traitlets.CInt(0).tag(sync=True)
    locale = traitlets.Unicode("en").tag(sync=True)
    disabled = traitlets.Bool(False).tag(sync=True)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.on_msg(self._left)

    def _left(self, _: Any, content: dict[str, Any], __: Any) -> None:
        self.value = content["value"]

    @traitlets.validate("value")
    def _inside(self, proposal: Any) -> float:
        """A value from the browser is a value from outside: it is moved into the range."""
        return min(max(proposal["value"], self.low), self.high) if self.low < self.high else proposal["value"]


def decimals(step: float, scale: float = 1.0) -> int:
    """Decimals that tell neighbouring settings apart: step 0.05 shown in per cent needs none, 0.5 hours needs one."""
    for digits in range(4):
        if abs(round(step * scale, digits) - step * scale) < 1e-9:
            return digits
    return 4


def lever_slider(words: Any, lever: Lever, text: Any, value: float) -> Slider:
    """The slider of a lever with its words `text` (label, unit, help) in the language of `words`."""
    scale = 100.0 if lever.percent else 1.0
    after = "%" if lever.percent else unit_after(words, text.unit)
    return Slider(
        low=lever.low,
        high=lever.high,
        step=lever.step,
        value=value,
        label=text.label,
        help=text.help,
        around=["", after],
        scale=scale,
        digits=decimals(lever.step, scale),
        locale=words.language,
    )


def unit_after(words: Any, unit: str) -> str:
    """A unit as it follows a number in this language: with a space in English, without in Chinese."""
    return "" if not unit else unit if words.language == "zh" else f" {unit}"


def lever_value(words: Any, lever: Lever, text: Any, value: float) -> str:
    """A setting as text, with no more decimals than it needs: 6 people, 35%, 2% and 0.25% of one lever."""
    scale = 100.0 if lever.percent else 1.0
    digits = min(decimals(lever.step, scale), decimals(value, scale))
    return words.percent(value, digits) if lever.percent else words.number(value, digits) + unit_after(words, text.unit)
