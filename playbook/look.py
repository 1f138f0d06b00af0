"""The colours of the page around the figures, by day and by night, as custom properties `--pb-NAME`.

The page says whether it is dark (`color-scheme`) and `light-dark()` follows; a browser that doesn't know the function
keeps the day. Figures have a palette of their own in `playbook.charts.night`, with the same paper and ink.
"""

from __future__ import annotations

# name: (day, night)
COLOURS = {
    "ink": ("#1b1f24", "#e8edf2"),
    "soft": ("#57606a", "#aebac6"),  # what explains
    "link": ("#0b4f8a", "#8ec5ff"),
    "paper": ("#ffffff", "#12181f"),
    "raised": ("#ffffff", "#1a2129"),  # cards, fields to type in
    "shade": ("#eef1f4", "#262f39"),  # what rests or waits
    "line": ("#d0d7de", "#36414c"),  # between rows, around cards that are not pressed
    "edge": ("#828c96", "#7d8b99"),  # around what can be pressed or typed in
    "accent": ("#0b5fa5", "#74bdf0"),
    "on-accent": ("#ffffff", "#12181f"),
    "tint": ("#eef5fb", "#1b3144"),  # chosen, passed
    "near": ("#fdf6ea", "#382d14"),
    "near-edge": ("#a15c00", "#e0a03a"),
    "wrong": ("#fdf0ee", "#3b201e"),
    "wrong-edge": ("#b3261e", "#ff8a80"),
    "wrong-ink": ("#5c130e", "#ffd9d4"),
    "focus": ("#b35900", "#ffb454"),
}


def _rules() -> str:
    day = "".join(f"--pb-{name}:{one};" for name, (one, _) in COLOURS.items())
    both = "".join(f"--pb-{name}:light-dark({one},{other});" for name, (one, other) in COLOURS.items())
    return (
        f":root{{{day}}}@supports (color:light-dark(#000,#fff)){{:root{{{both}}}}}"
        # JupyterLab's dark theme says so on the page's body, whatever the system prefers.
        "@media screen{body[data-jp-theme-light=false] .pb-app{color-scheme:dark}}"
    )


RULES = _rules()
