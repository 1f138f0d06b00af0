"""The playbook's own font and the way from SVG to PNG without a browser.

`sans-regular.otf` and `sans-bold.otf` are subsets of Noto Sans CJK SC (SIL Open Font License 1.1, LICENSE-OFL.txt):
Latin with accents, figures, signs and all 6,763 characters of GB 2312. They are made once by `playbook.fonts.make`.
With them a PNG needs no font on the machine and has the same bytes everywhere. A character outside them (a rare
character in somebody's name) is taken from the machine's fonts; where no font has it, a question mark stands in and
a warning says so, so that no empty box is ever drawn.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from functools import cache
from html import unescape
from pathlib import Path

from playbook.fonts.machine import code_points, files_for

FOLDER = Path(__file__).parent
FAMILY = "Playbook Sans"
FILES = (FOLDER / "sans-regular.otf", FOLDER / "sans-bold.otf")
_TEXT = re.compile(r"(<text\b[^>]*>)([^<]*)(</text>)")


@cache
def covered(file: Path = FILES[0]) -> frozenset[str]:
    """The characters that a font file can draw, by its character map."""
    return frozenset(map(chr, code_points(file)))


def rasterize(svg: str, width: int) -> bytes:
    """PNG bytes of an SVG of `playbook.charts`, `width` pixels wide."""
    svg = re.sub(r'font-family="[^"]*"', f'font-family="{FAMILY}"', svg)
    strange = {c for text in _TEXT.findall(svg) for c in unescape(text[1])} - covered()
    if not strange:
        return _render(svg, width)
    unseen = {c for c in strange if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")}  # marks without a picture
    helpers = files_for(sorted(strange - unseen))
    lost = strange - unseen - helpers.keys()
    if lost:
        warnings.warn(f"no font on this machine draws {' '.join(sorted(lost))}; '?' stands in", stacklevel=3)
    gone = lost | unseen

    def replaced(match: re.Match[str]) -> str:
        from playbook.language import escape

        text = "".join(("?" if c in lost else "") if c in gone else c for c in unescape(match[2]))
        return match[1] + escape(text) + match[3]

    return _render(_TEXT.sub(replaced, svg), width, tuple(dict.fromkeys(helpers.values())))


def _render(svg: str, width: int, helpers: tuple[Path, ...] = ()) -> bytes:
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, background="#ffffff", width=int(width), skip_system_fonts=True,
            font_files=[str(file) for file in (*FILES, *helpers)], font_family=FAMILY, sans_serif_family=FAMILY,
        )
    )  # fmt: skip
