"""How a Word document looks: its styles, fonts, languages and lists, and the few pieces of XML that python-docx lacks.

Fonts and language stand on the styles: whoever edits the document goes on in the same font, and a program without
Microsoft YaHei takes a font with Chinese characters and not their Japanese forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

LATIN, CHINESE = "Calibri", "Microsoft YaHei"
INK, SOFT, BLUE = "1B1F24", "4A545E", "0B5FA5"
HEAD_FILL, MARK_FILL, FRAME_FILL, LINE = "E4EDF5", "FBE3D6", "F4F7FA", "8A96A3"
LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}
BODY, NOTE, DECIDE, CAPTION = "Playbook Text", "Playbook Note", "Playbook Decide", "Playbook Caption"
LIST, CELL = "Playbook List", "Playbook Cell"
MM = 36000  # in EMU, the unit of lengths


def set_up(document: Any, language: str, own: bool) -> None:
    """The styles that a document is written in. `own`: the document is ours and its headings and defaults are set as
    well; in a template of somebody else's only styles that it lacks are added."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    styles = document.styles
    if own:
        _defaults(document, language)
        _plain(styles["Normal"], 10, INK, language)
        for name, size, colour in (("Title", 22, INK), ("Subtitle", 12, SOFT)):
            _plain(styles[name], size, colour, language, bold=name == "Title")
            _borderless(styles[name])
    else:
        _chinese(styles["Normal"])
    for level, size in ((1, 14), (2, 12), (3, 10.5)):
        name = f"Heading {level}"
        missing = name not in [style.name for style in styles]
        if missing:
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        if own or missing:
            _plain(styles[name], size, BLUE, language, bold=True)
            spaced(styles[name], 12 if level == 1 else 8, 3)
            styles[name].paragraph_format.keep_with_next = True
            _outline(styles[name], level)
    small = {NOTE: (8.5, SOFT), CAPTION: (9.5, INK), CELL: (9, INK), DECIDE: (9, INK)}
    for name in (BODY, NOTE, DECIDE, CAPTION, LIST, CELL):
        if name in [style.name for style in styles]:
            continue
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        if own:
            _plain(style, *small.get(name, (10, INK)), language, bold=name == CAPTION)
        elif name in small:
            style.font.size, style.font.bold = Pt(small[name][0]), name == CAPTION or None
        spaced(style, 2 if name == NOTE else 0, 0 if name == CELL else 2 if name == LIST else 6)
        if name in (CELL, DECIDE):
            style.paragraph_format.line_spacing = 1.0
    _close(styles[CELL].element.get_or_add_pPr())
    styles[CAPTION].paragraph_format.keep_with_next = True
    styles[DECIDE].paragraph_format.keep_together = True
    _framed(styles[DECIDE])


def element(name: str, **attributes: str) -> Any:
    """A piece of XML of the name "w:…" with attributes of the same kind."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def spaced(style: Any, before: float, after: float) -> None:
    from docx.shared import Pt

    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.15


def thin(paragraph: Any) -> None:
    """Make an empty paragraph as low as the space that it is."""
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt

    form = paragraph.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(8)


def columns(section: Any, number: int, gap: float) -> None:
    """Text of a section in so many columns, `gap` mm apart."""
    from docx.oxml.ns import qn

    held = section._sectPr.find(qn("w:cols"))
    if held is None:
        section._sectPr.append(held := element("w:cols"))
    held.set(qn("w:num"), str(number))
    held.set(qn("w:space"), str(round(gap * MM / 635)))


def _defaults(document: Any, language: str) -> None:
    from docx.oxml.ns import qn

    theme = document.settings.element.find(qn("w:themeFontLang"))
    theme.set(qn("w:val"), LANGUAGES[language])
    theme.set(qn("w:eastAsia"), "zh-CN")
    held = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _fonts(held)
    _language(held, language)
    _close(document.styles.element.find(qn("w:docDefaults")).find(qn("w:pPrDefault")).find(qn("w:pPr")))


def _close(held: Any) -> None:
    """No space between a number and the Chinese beside it, as everywhere in the product's Chinese."""
    from docx.oxml.ns import qn

    if held.find(qn("w:autoSpaceDE")) is None:
        place = held.find(qn("w:spacing"))  # their order is laid down
        for name in ("autoSpaceDE", "autoSpaceDN"):
            place.addprevious(element(f"w:{name}", val="0"))


def _plain(style: Any, size: float, colour: str, language: str, bold: bool = False) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    font = style.font
    font.size, font.bold, font.italic, font.color.rgb = Pt(size), bold, False, RGBColor.from_string(colour)
    held = style.element.get_or_add_rPr()
    for old in held.findall(qn("w:spacing")):
        held.remove(old)
    _fonts(held)
    _language(held, language)


def _fonts(held: Any) -> None:
    from docx.oxml.ns import qn

    fonts = held.find(qn("w:rFonts"))
    if fonts is not None:
        held.remove(fonts)
    held.insert(0, element("w:rFonts", ascii=LATIN, hAnsi=LATIN, cs=LATIN, eastAsia=CHINESE))


def _language(held: Any, language: str) -> None:
    from docx.oxml.ns import qn

    for old in held.findall(qn("w:lang")):
        held.remove(old)
    held.append(element("w:lang", val=LANGUAGES[language], eastAsia="zh-CN"))


def _chinese(style: Any) -> None:
    """Say that a template's Chinese is Chinese, where it says nothing or something else: its signs are then set as in
    China and not as in Japan."""
    from docx.oxml.ns import qn

    held = style.element.get_or_add_rPr()
    said = held.find(qn("w:lang"))
    if said is None:
        held.append(said := element("w:lang"))
    if not (said.get(qn("w:eastAsia")) or "").startswith("zh"):
        said.set(qn("w:eastAsia"), "zh-CN")


def _outline(style: Any, level: int) -> None:
    from docx.oxml.ns import qn

    held = style.element.get_or_add_pPr()
    for old in held.findall(qn("w:outlineLvl")):
        held.remove(old)
    held.append(element("w:outlineLvl", val=str(level - 1)))


def _borderless(style: Any) -> None:
    from docx.oxml.ns import qn

    held = style.element.get_or_add_pPr()
    for old in held.findall(qn("w:pBdr")):
        held.remove(old)


def cut_out(paragraphs: Sequence[Any]) -> None:
    """A broken line around paragraphs that stand one under the other, on one page."""
    for number, one in enumerate(paragraphs, start=1):
        form = one.paragraph_format
        form.keep_together, form.keep_with_next = True, number < len(paragraphs)
        form.left_indent = form.right_indent = 4 * MM  # alike, else each paragraph has a frame of its own
        frame = element("w:pBdr")
        for side in ("top", "left", "bottom", "right"):
            frame.append(element(f"w:{side}", val="dashed", sz="6", space="6", color=LINE))
        held = one._p.get_or_add_pPr()
        held.insert_element_before(
            frame, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct",
            "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid",
            "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc",
            "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle",
            "w:rPr", "w:sectPr", "w:pPrChange",
        )  # fmt: skip


def _framed(style: Any) -> None:
    """A frame on all four sides, with a heavy one on the left."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    held = style.element.get_or_add_pPr()
    if held.find(qn("w:pBdr")) is not None:
        return
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Pt(8)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(4), Pt(4)
    frame = element("w:pBdr")
    for side in ("top", "left", "bottom", "right", "between"):  # the last parts two that stand one under the other
        weight, colour = ("24", BLUE) if side == "left" else ("4", LINE)
        frame.append(element(f"w:{side}", val="single", sz=weight, space="3", color=colour))
    # the order of a paragraph's properties is laid down: frame and fill come before spacing and indents
    place = next(i for i, one in enumerate(held) if one.tag in (qn("w:spacing"), qn("w:ind")))
    held.insert(place, frame)
    held.insert(place + 1, element("w:shd", val="clear", color="auto", fill=FRAME_FILL))


class Lists:
    """Lists of a document as Word knows them, so that the next item of whoever edits it is one, too."""

    def __init__(self, document: Any) -> None:
        self.root = _numbering(document).element

    def new(self, form: str, sign: str) -> str:
        """A list of its own: `form` "bullet" with its sign, or "decimal" from 1. Returns its number."""
        from docx.oxml.ns import qn

        taken = [int(one.get(qn("w:abstractNumId"))) for one in self.root.findall(qn("w:abstractNum"))]
        number = max(taken, default=0) + 1
        kind = element("w:abstractNum", abstractNumId=str(number))
        kind.append(element("w:multiLevelType", val="singleLevel"))
        level = element("w:lvl", ilvl="0")
        for name, value in (("start", "1"), ("numFmt", form), ("lvlText", sign), ("lvlJc", "left")):
            level.append(element(f"w:{name}", val=value))
        held = element("w:pPr")
        held.append(element("w:ind", left="397", hanging="397"))
        level.append(held)
        kind.append(level)
        # all kinds stand before all lists
        first = self.root.find(qn("w:num"))
        self.root.append(kind) if first is None else first.addprevious(kind)
        one = element("w:num", numId=str(max(self._lists(), default=0) + 1))
        one.append(element("w:abstractNumId", val=str(number)))
        last = self.root.findall(qn("w:num"))
        last[-1].addnext(one) if last else kind.addnext(one)
        return str(one.get(qn("w:numId")))

    def _lists(self) -> list[int]:
        from docx.oxml.ns import qn

        return [int(one.get(qn("w:numId"))) for one in self.root.findall(qn("w:num"))]


def _numbering(document: Any) -> Any:
    """The part that holds a document's lists, made where a template has none."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.parts.numbering import NumberingPart

    try:
        return document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:
        name = PackURI("/word/numbering.xml")
        made = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, element("w:numbering"), document.part.package)
        document.part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
        return made


def listed(paragraph: Any, number: str) -> None:
    """Make a paragraph an item of a list."""
    held = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    held.get_or_add_ilvl().val = 0
    held.get_or_add_numId().val = int(number)


def field(paragraph: Any, code: str) -> None:
    """A number that Word counts: PAGE or NUMPAGES."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
        elif kind:
            run._r.append(element("w:fldChar", fldCharType=kind))
        else:
            held = element("w:instrText")
            held.text = f" {text} "
            run._r.append(held)
