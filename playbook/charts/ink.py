"""Colours, text widths and the pen that every figure is drawn with.

The palette is Okabe and Ito's (distinguishable with any colour vision), one accent on greys. Text colours keep a
contrast of at least 4.5 to 1 on the card, lines and marks 3 to 1, by day and by night. Nothing is told by colour
alone. A picture is written in the colours of the day, which is what a file shows; on a page, `playbook.charts.night`
exchanges them where the page is dark.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from playbook.language import escape

INK = "#17212b"  # titles, values
SOFT = "#52606d"  # labels, 6.4 : 1 on white
FAINT = "#84919d"  # lines of the second rank, 3.2 : 1
GRID = "#e4e9ee"
PALE = "#f3f6f8"
CARD = "#ffffff"
ACCENT = "#00639f"  # Okabe–Ito blue, darkened to 6.3 : 1 so that it can also be text
TINT = "#cfe4f2"  # its band
BAD = "#b8470a"  # vermillion as text, 5.4 : 1
BAD_TINT = "#f7d9c9"
GOOD = "#00704f"  # bluish green as text, 6.2 : 1
GOOD_TINT = "#cdebe0"
ASIDE = "#8a4672"  # reddish purple as text, 6.6 : 1: what is not in the sum

# The only sizes of type: the finding (smaller on a phone), names and values, everything that explains.
HEAD, HEAD_NARROW, BODY, SMALL = 18.0, 16.0, 13.0, 12.0

# What a screen has; a PNG is drawn with the playbook's own font instead (playbook.fonts). Latin fonts come first:
# the Chinese ones have Latin letters too, and quotation marks as wide as a character.
SCREEN_FONTS = (
    "'Segoe UI',Roboto,'Helvetica Neue',Arial,'PingFang SC','Microsoft YaHei','Noto Sans SC',"
    "'Noto Sans CJK SC','Source Han Sans SC',sans-serif"
)

# In English, where the playbook's own font has quotation marks as wide as a Chinese character.
_STRAIGHT = str.maketrans({"“": "&quot;", "”": "&quot;", "‘": "'", "’": "'"})

_NARROW, _WIDE = set("iljtfrI.,:;'|!()[]·1 -"), set("mwMW%@—…")
_NO_START = set("，。、；：！？）》」』】”’％…,.;:!?)%～–")
_NO_END = set("（《「『【“‘(")


def number(x: float) -> str:
    """A coordinate with one decimal at most; ValueError for one that is not finite (a figure must filter first)."""
    if not math.isfinite(x):
        raise ValueError(f"{x} is no coordinate")
    text = f"{round(float(x), 1):.1f}"
    text = text[:-2] if text.endswith(".0") else text
    return "0" if text == "-0" else text


def _em(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    if char in _NARROW:
        return 0.32
    if char in _WIDE:
        return 0.88
    return 0.66 if char.isupper() else 0.56


def text_width(text: str, size: float, bold: bool = False) -> float:
    """About how wide `text` stands, on the safe side of the fonts named above."""
    return sum(map(_em, text)) * size * (1.06 if bold else 1.0)


def _pieces(text: str) -> list[str]:
    """Parts between which a line may break: after spaces, and around Chinese characters."""
    parts: list[str] = []
    glue = False
    for char in text:
        wide = unicodedata.east_asian_width(char) in "WF"
        fresh = not parts or parts[-1][-1] == " " or wide or unicodedata.east_asian_width(parts[-1][-1]) in "WF"
        if not parts or (fresh and not glue and char != " " and char not in _NO_START):
            parts.append(char)
        else:
            parts[-1] += char
        glue = char in _NO_END
    return parts


def wrap(text: str, width: float, size: float, lines: int = 0, bold: bool = False) -> list[str]:
    """`text` in lines not wider than `width`; at most `lines` of them (0 = any), the last cut with an ellipsis."""
    text = " ".join(text.split())
    out: list[str] = []
    for piece in _pieces(text):
        while text_width(piece.rstrip(), size, bold) > width and len(piece) > 1:  # longer than a line: cut it anywhere
            fit = next((n for n in range(len(piece), 1, -1) if text_width(piece[:n], size, bold) <= width), 1)
            out.append(piece[:fit])
            piece = piece[fit:]
        if out and text_width((out[-1] + piece).rstrip(), size, bold) <= width:
            out[-1] += piece
        else:
            out.append(piece)
    out = [line.strip() for line in out if line.strip()]
    if lines and len(out) > lines:
        out = [*out[: lines - 1], clip("".join(_joined(out[lines - 1 :])), width, size, bold, always=True)]
    return out


def _joined(lines: list[str]) -> str:
    text = lines[0]
    for line in lines[1:]:
        wide = unicodedata.east_asian_width(line[0]) in "WF" or unicodedata.east_asian_width(text[-1]) in "WF"
        text += line if wide else " " + line
    return text


def clip(text: str, width: float, size: float, bold: bool = False, always: bool = False) -> str:
    """`text`, cut with an ellipsis where it is wider than `width`."""
    if text_width(text, size, bold) <= width:
        return text
    while text and text_width(text + "…", size, bold) > width:
        text = text[:-1]
    return text.rstrip() + "…"


@dataclass
class Pen:
    """Collects the marks of a figure. x to the right, y down, units of the view box."""

    width: float
    marks: list[str] = field(default_factory=list)
    read_out: bool = False  # whether there is something to read out point by point

    def rect(self, x, y, w, h, fill, radius=0.0, stroke="", stroke_width=1.0, dash="", opacity=1.0) -> None:
        attributes = f'x="{number(x)}" y="{number(y)}" width="{number(max(w, 0))}" height="{number(max(h, 0))}"'
        attributes += f' fill="{fill}"' + (f' rx="{number(radius)}"' if radius else "")
        self._add("rect", attributes + _stroke(stroke, stroke_width, dash) + _opacity(opacity))

    def plate(self, x, y, w, h, points: Sequence[tuple[float, float, str, str]], along: str = "x") -> None:
        """An unseen area with what is read out in it: points as (x, y, name, what is said), in order `along` x or y.

        `playbook.charts.readout` shows the nearest of them under the pointer, and each in turn by the arrow keys. All
        points stand in four attributes: an element for each would make a season's figure three times as heavy.
        """
        if not points:
            return
        place = f'x="{number(x)}" y="{number(y)}" width="{number(max(w, 0))}" height="{number(max(h, 0))}"'
        across, down = (" ".join(number(point[i]) for point in points) for i in (0, 1))
        # names are mostly one for all points; a line end separates, written so that XML keeps it
        names = [" ".join(point[2].split()) for point in points]
        named = names[:1] if len(set(names)) == 1 else names
        said = [" ".join(point[3].split()) for point in points]
        texts = " ".join(
            f'data-{key}="{"&#10;".join(map(escape, lines))}"' for key, lines in (("name", named), ("say", said))
        )
        data = f'data-along="{along}" data-x="{across}" data-y="{down}" {texts}'
        self._add("rect", f'{place} fill="none" pointer-events="all" {data}')
        self.read_out = True

    def line(self, x1, y1, x2, y2, stroke=GRID, width=1.0, dash="") -> None:
        ends = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
        self._add("line", ends + _stroke(stroke, width, dash))

    def path(self, points, stroke="", width=2.0, fill="none", close=False, dash="", opacity=1.0) -> None:
        """A line through `points`, or an area when closed. Fewer than two points draw nothing."""
        if len(points) < 2:
            return
        route = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points) + ("Z" if close else "")
        join = ' stroke-linejoin="round" stroke-linecap="round"' if stroke else ""
        self._add("path", f'd="{route}" fill="{fill}"{join}' + _stroke(stroke, width, dash) + _opacity(opacity))

    def curve(self, start, control, end, stroke, width=1.5, dash="") -> None:
        (a, b), (c, d), (e, f) = start, control, end
        route = f"M{number(a)} {number(b)}Q{number(c)} {number(d)} {number(e)} {number(f)}"
        self._add("path", f'd="{route}" fill="none" stroke-linecap="round"' + _stroke(stroke, width, dash))

    def dot(self, x, y, radius, fill, stroke="", stroke_width=1.5) -> None:
        centre = f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"'
        self._add("circle", centre + _stroke(stroke, stroke_width, ""))

    def text(self, x, y, text, size=BODY, fill=INK, anchor="start", bold=False, halo=False) -> None:
        """One line of text on its baseline; `halo` puts the card's colour around it where it crosses lines."""
        if not text:
            return
        extra = "" if anchor == "start" else f' text-anchor="{anchor}"'
        extra += ' font-weight="600"' if bold else ""
        if halo:
            extra += f' stroke="{CARD}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
        place = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}" fill="{fill}"'
        self.marks.append(f"<text {place}{extra}>{escape(text)}</text>")

    def lines(self, x, y, lines, size=BODY, leading=1.35, **style) -> float:
        """Lines of text under each other; returns the y of the last baseline."""
        for index, line in enumerate(lines):
            self.text(x, y + index * size * leading, line, size, **style)
        return y + max(len(lines) - 1, 0) * size * leading

    def _add(self, tag: str, attributes: str) -> None:
        self.marks.append(f"<{tag} {attributes}/>")

    def svg(self, height: float, alt: str, summary: str, language: str) -> str:
        """The finished picture: a white card with everything on it."""
        tag = {"en": "en", "zh": "zh-CN"}.get(language, language)
        width, height = number(self.width), number(height)
        focus = ' tabindex="0"' if self.read_out else ""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'role="img"{focus} aria-label="{escape(alt)}" lang="{tag}" xml:lang="{tag}" font-family="{SCREEN_FONTS}">'
        )
        card = f'<rect width="{width}" height="{height}" rx="8" fill="{CARD}"/>'
        marks = "".join(self.marks)
        marks = marks.translate(_STRAIGHT) if language == "en" else marks
        return f"{head}<desc>{escape(summary)}</desc>{card}{marks}</svg>"


def _stroke(colour: str, width: float, dash: str) -> str:
    if not colour:
        return ""
    return f' stroke="{colour}" stroke-width="{number(width)}"' + (f' stroke-dasharray="{dash}"' if dash else "")


def _opacity(value: float) -> str:
    return "" if value >= 1 else f' opacity="{value:g}"'
