"""What only the browser can do for a page: keep its keys, read its figures out, and say that somebody has opened it.

JupyterLab takes arrow keys and Enter for moving between cells wherever the focus is not in a text field, so that
radio buttons, sliders and buttons in an output could not be used by keyboard. A control that gets the focus is marked
as one whose keys are its own.

Figures say their numbers under the pointer and by the arrow keys: `playbook.charts.readout`.

Another tab, or another server, may work on the same workspace. So a page says when it is drawn, and when its reader
comes back to it from another window.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import anywidget
import traitlets

from playbook.charts import readout

_SCRIPT = """
export default {
  render({ model, el }) {
    el.style.display = "none";
    readOut();
    if (!window.playbookKeys) {
      window.playbookKeys = true;
      document.addEventListener("focusin", ({ target }) => {
        if (!target.closest || !target.closest(".pb-app")) return;
        target.setAttribute("data-lm-suppress-shortcuts", "true");
      }, true);
    }
    // A page that is left while it is still being drawn has let go of its kernel: nobody is there to be told.
    const tell = what => { try { model.send(what); } catch (gone) { console.debug(gone); } };
    tell({ arrived: true });
    if (!model.get("returns")) return;
    // Coming back is both seen and focused: told once.
    let soon = 0;
    const back = () => {
      if (document.visibilityState !== "visible") return;
      window.clearTimeout(soon);
      soon = window.setTimeout(() => tell({ returned: true }), 50);
    };
    window.addEventListener("focus", back);
    document.addEventListener("visibilitychange", back);
    return () => {
      window.clearTimeout(soon);
      window.removeEventListener("focus", back);
      document.removeEventListener("visibilitychange", back);
    };
  },
};
"""


class Browser(anywidget.AnyWidget):
    """Invisible. Calls `then` whenever the page is drawn in a browser, `again` when its reader comes back to it."""

    _esm = readout.SCRIPT + _SCRIPT
    _css = readout.STYLE

    returns = traitlets.Bool().tag(sync=True)

    def __init__(self, then: Callable[[], None] | None = None, again: Callable[[], None] | None = None) -> None:
        super().__init__(returns=again is not None)
        told = {"arrived": then, "returned": again}
        self.on_msg(lambda _, content, buffers: self._heard(content, told))

    @staticmethod
    def _heard(content: Any, told: Mapping[str, Callable[[], None] | None]) -> None:
        for name, call in told.items():
            if isinstance(content, dict) and content.get(name) is True and call is not None:
                call()
