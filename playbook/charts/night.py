"""The colours of a figure on a dark page.

A picture is written in plain colours, so that a file or a viewer without style sheets shows it as it is. On a page,
rules made here give each of them its partner of the night by `light-dark()`: the page says whether it is dark
(`color-scheme`), and where a browser doesn't know the function, the colours of the day stay.
"""

from __future__ import annotations

from playbook.charts import ink

NIGHT = {
    ink.INK: "#e8edf2",
    ink.SOFT: "#aebac6",
    ink.FAINT: "#7d8b99",
    ink.GRID: "#36414c",
    ink.PALE: "#262f39",
    ink.CARD: "#1a2129",
    ink.ACCENT: "#74bdf0",
    ink.TINT: "#1f445f",
    ink.BAD: "#ff9d6b",
    ink.BAD_TINT: "#5b311c",
    ink.GOOD: "#56cba5",
    ink.GOOD_TINT: "#14483a",
    ink.ASIDE: "#dd9fcb",
}

# JupyterLab's dark theme says so on the page's body, whatever the system prefers.
THEME = 'body[data-jp-theme-light="false"] :is(.pb-figure,.pb-strip){color-scheme:dark}'


def rules() -> str:
    """The style sheet of the figures' colours."""
    both = ((day, f"light-dark({day},{night})") for day, night in NIGHT.items())
    return THEME + "".join(
        f'.pb-figure [{part}="{day}"]{{{part}:{pair}}}' for day, pair in both for part in ("fill", "stroke")
    )


def shade(part: str, colour: str) -> str:
    """A declaration for the `style` of an element: the colour, and after it the pair for browsers that know pairs."""
    return f"{part}:{colour};{part}:light-dark({colour},{NIGHT[colour]})"
