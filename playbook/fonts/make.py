"""Makes the two font files from Noto Sans CJK: `python -m playbook.fonts.make FOLDER`.

FOLDER holds NotoSansCJK-Regular.ttc and NotoSansCJK-Bold.ttc (Debian's package fonts-noto-cjk puts them in
/usr/share/fonts/opentype/noto). The files in the tree were made from version 2.004; they change only when somebody
runs this again.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playbook.fonts import FAMILY, FOLDER

SIGNS = "–—‘’“”…•−×÷≈≠≤≥±→←↑↓▲▼△▽●○◆◇■□★☆¥€£￥‰°′″①②③④⑤⑥⑦⑧⑨⑩✓✔✗½¼¾²³™©®"


def wanted() -> set[int]:
    """Code points of the subset."""
    chinese = set()
    for row in (*range(0xA1, 0xAA), *range(0xB0, 0xF8)):
        for cell in range(0xA1, 0xFF):
            chinese.update(map(ord, bytes((row, cell)).decode("gb2312", errors="ignore")))
    return chinese | {*range(0x20, 0x7F), *range(0xA0, 0x180)} | set(map(ord, SIGNS))


def make(source: Path, weight: str) -> Path:
    """One weight, subset and renamed (a changed font should not carry the original's name)."""
    from fontTools import subset
    from fontTools.ttLib import TTCollection

    fonts = TTCollection(source / f"NotoSansCJK-{weight}.ttc", lazy=True).fonts
    named = {f["name"].getDebugName(4).removesuffix(" Bold"): f for f in fonts}
    font = named["Noto Sans CJK SC"]
    # Chinese quotation marks and dots are as wide as a character, which tears English apart: the Korean ones aren't
    narrow = named["Noto Sans CJK KR"].getBestCmap()
    for table in font["cmap"].tables:
        table.cmap.update({code: narrow[code] for code in map(ord, "‘’“”…·") if code in table.cmap})
    options = subset.Options()
    options.layout_features, options.hinting = ["kern"], False
    options.name_IDs, options.notdef_outline = ["*"], True
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "DSIG", "GSUB"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted())
    cutter.subset(font)
    short = f"{FAMILY.replace(' ', '')}-{weight}"
    names = {1: FAMILY, 3: short, 4: f"{FAMILY} {weight}", 6: short, 16: FAMILY}
    for record in list(font["name"].names):
        if record.nameID in names:
            place = record.nameID, record.platformID, record.platEncID, record.langID
            font["name"].setName(names[record.nameID], *place)
    font["CFF "].cff.fontNames = [short]
    font["head"].modified = font["head"].created  # the same bytes whenever it is made
    font.recalcTimestamp = False
    path = FOLDER / f"sans-{weight.lower()}.otf"
    font.save(path)
    return path


if __name__ == "__main__":
    for name in ("Regular", "Bold"):
        made = make(Path(sys.argv[1]), name)
        print(made, made.stat().st_size)
