"""The night in a page: shows evenings, hears which setting is pulled, and hands out the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

HERE = Path(__file__).parent
SCRIPT = "".join((HERE / name).read_text(encoding="utf-8") for name in ("drawing.js", "stage.js"))
STYLE = (HERE / "stage.css").read_text(encoding="utf-8")


class StageView(anywidget.AnyWidget):
    """`page` as `page_of` gives it, empty until there is a night; `nights`: number of a setting → its evening.

    `chosen(step)` when the lever was moved, `wanted(step)` when its evening is missing in the browser, `saved()` when
    the reader asks for the file.
    """

    _esm = SCRIPT
    _css = STYLE

    page = traitlets.Dict().tag(sync=True)
    nights = traitlets.Dict().tag(sync=True)

    def __init__(self, chosen: Callable[[int], None], wanted: Callable[[int], None], saved: Callable[[], None]) -> None:
        super().__init__()
        self._chosen, self._wanted, self._saved = chosen, wanted, saved
        self.on_msg(lambda _, content, buffers: self.heard(content))

    def heard(self, content: Any) -> None:
        """What the browser says comes from outside: only whole numbers of settings that there are are passed on."""
        if not isinstance(content, dict) or not self.page:
            return
        for name, then in (("chosen", self._chosen), ("want", self._wanted)):
            step = content.get(name)
            if type(step) is int and 0 <= step <= self._places():
                then(step)
        if content.get("save") is True:
            self._saved()

    def _places(self) -> int:
        lever = self.page["lever"]
        return round((lever["high"] - lever["low"]) / lever["step"])

    def give(self, step: int, evening: dict[str, list[int]]) -> None:
        """The evening of a setting, to every browser that shows this."""
        self.send({"step": step, "night": evening})

    def move(self, step: int) -> None:
        """The lever was moved elsewhere on the page."""
        self.send({"move": step})

    def hand_out(self, name: str, file: str) -> None:
        """A file for the reader to keep."""
        self.send({"name": name, "file": file})
