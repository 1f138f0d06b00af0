"""What only the browser can do for a page: keep its keys, read its figures out, and say that somebody has opened it.

JupyterLab takes arrow keys and Enter for moving between cells wherever the focus is not in a text field, so that
radio buttons, sliders and buttons in an output could not be used by keyboard. A control that gets the focus is marked
as one whose keys are its own.

Figures say their numbers under the pointer and by the arrow keys: `playbook.charts.readout`.

The app keeps one start page ready in a kernel that ran before anybody came; what that read from the workspace may be
old by now. So the page sends a message when it is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget

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
    try { model.send({ arrived: true }); } catch (gone) { console.debug(gone); }
  },
};
"""


class Browser(anywidget.AnyWidget):
    """Invisible. Calls `then` whenever the page is drawn in a browser."""

    _esm = readout.SCRIPT + _SCRIPT
    _css = readout.STYLE

    def __init__(self, then: Callable[[], None] | None = None) -> None:
        super().__init__()
        if then is not None:
            self.on_msg(lambda _, content, buffers: self._heard(content, then))

    @staticmethod
    def _heard(content: Any, then: Callable[[], None]) -> None:
        if isinstance(content, dict) and content.get("arrived"):
            then()
