"""The playbook's own font and the way from SVG to PNG without a browser.

`sans-regular.otf` and `sans-bold.otf` are subsets of Noto Sans CJK SC (SIL Open Font License 1.1, LICENSE-OFL.txt):
Latin with accents, figures, signs and all 6,763 characters of GB 2312. They are made once by `playbook.fonts.make`.
With them a PNG needs no font on the machine and has the same bytes everywhere. A character outside them (a rare
character in somebody's name) is taken from the machine's fonts; where no font has it, a question mark stands in and
a warning says so, so that no empty box is ever drawn.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import warnings
from functools import cache
from html import unescape
from pathlib import Path

FOLDER = Path(__file__).parent
FAMILY = "Playbook Sans"
FILES = (FOLDER / "sans-regular.otf", FOLDER / "sans-bold.otf")
_TEXT = re.compile(r"(<text\b[^>]*>)([^<]*)(</text>)")
_NOBODY = "\uf8f0"  # a private-use character that no font is expected to draw


@cache
def covered(file: Path = FILES[0]) -> frozenset[str]:
    """The characters that a font file can draw (its character map, format 4)."""
    data = file.read_bytes()
    tables = {data[12 + 16 * i : 16 + 16 * i]: struct.unpack(">II", data[20 + 16 * i : 28 + 16 * i])
              for i in range(struct.unpack(">H", data[4:6])[0])}  # fmt: skip
    start = tables[b"cmap"][0]
    offset = start + struct.unpack(">I", data[start + 8 : start + 12])[0]
    if struct.unpack(">H", data[offset : offset + 2])[0] != 4:
        raise ValueError(f"{file.name}: the first character map is not of format 4")
    count = struct.unpack(">H", data[offset + 6 : offset + 8])[0] // 2

    def column(number: int, extra: int = 0) -> tuple[int, ...]:
        first = offset + 14 + 2 * count * number + extra
        return struct.unpack(f">{count}H", data[first : first + 2 * count])

    pairs = zip(column(1, 2), column(0), strict=True)
    return frozenset(chr(code) for first, last in pairs for code in range(first, last + 1) if code != 0xFFFF)


def rasterize(svg: str, width: int) -> bytes:
    """PNG bytes of an SVG of `playbook.charts`, `width` pixels wide."""
    svg = re.sub(r'font-family="[^"]*"', f'font-family="{FAMILY}"', svg)
    strange = {c for text in _TEXT.findall(svg) for c in unescape(text[1])} - covered()
    if not strange:
        return _render(svg, width)
    unseen = {c for c in strange if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")}  # marks without a picture
    lost = {c for c in strange - unseen if _same_as_nobody(c)}
    if lost:
        warnings.warn(f"no font on this machine draws {' '.join(sorted(lost))}; '?' stands in", stacklevel=3)
    gone = lost | unseen

    def replaced(match: re.Match[str]) -> str:
        from playbook.language import escape

        text = "".join(("?" if c in lost else "") if c in gone else c for c in unescape(match[2]))
        return match[1] + escape(text) + match[3]

    return _render(_TEXT.sub(replaced, svg), width, system=bool(strange - gone))


def _same_as_nobody(char: str) -> bool:
    """Whether the machine's fonts draw `char` as they draw a character that nobody has: not at all, or as a box."""

    def picture(text: str) -> bytes:
        return _render(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 24">'
            f'<text x="4" y="18" font-size="16" font-family="{FAMILY}">&#x{ord(text):x};</text></svg>',
            80, system=True,
        )  # fmt: skip

    return picture(char) == picture(_NOBODY)


def _render(svg: str, width: int, system: bool = False) -> bytes:
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, background="#ffffff", width=int(width), skip_system_fonts=not system,
            font_files=[str(file) for file in FILES], font_family=FAMILY, sans_serif_family=FAMILY,
        )
    )  # fmt: skip
