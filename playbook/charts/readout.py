"""The read-out of figures in a browser: a script, and the look of its box."""

from __future__ import annotations

from pathlib import Path

from playbook.charts.ink import ACCENT, CARD, INK
from playbook.charts.night import shade

# Defines `readOut()`, which listens on the whole page, once, however often it is called.
SCRIPT = (Path(__file__).parent / "readout.js").read_text(encoding="utf-8")

STYLE = (
    # within the picture: the box around it cuts off what stands out
    f".pb-figure svg:focus-visible{{outline:3px solid;{shade('outline-color', ACCENT)};outline-offset:-3px}}"
    ".pb-readout{position:absolute;z-index:2;pointer-events:none;max-width:min(320px,100%);box-sizing:border-box;"
    f"padding:6px 10px;border-radius:6px;font-size:14px;line-height:1.35;{shade('background', INK)};"
    f"{shade('color', CARD)}}}.pb-readout b{{display:block}}"
    ".pb-here{position:absolute;z-index:1;pointer-events:none;width:14px;height:14px;margin:-7px 0 0 -7px;"
    f"box-sizing:border-box;border-radius:50%;border:2.5px solid;{shade('border-color', INK)}}}"
    ".pb-said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}"
    "@media (min-width:1600px){.pb-readout{font-size:22px;max-width:min(520px,100%)}}"
)
