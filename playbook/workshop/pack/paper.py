"""The pack as one file for the browser, laid out for A4: cards and slips with cut lines, half a page for a sheet."""

from __future__ import annotations

from playbook.documents.blocks import Document, Section
from playbook.documents.html import BLOCKS, FONTS, block, head, page, shown
from playbook.language import Words, words

CUT = ("cards", "slips")  # sections whose parts are cut out
HALVES = ("decisions",)  # whose parts take half a page

_RULES = """
:root{color-scheme:light}
@page{size:A4;margin:12mm 14mm}
body{font:10pt/1.42 FONTS;color:#1b1f24;background:#fff;max-width:182mm;margin:0 auto}
@media screen{body{padding:8mm}}
h1{font-size:18pt;line-height:1.2;margin:0 0 .2em} .subtitle{font-size:11.5pt;color:#4a545e;margin:0 0 .2em}
h2{font-size:15pt;color:#0b5fa5;margin:0 0 .4em} h3{font-size:11.5pt;color:#0b5fa5;margin:.9em 0 .25em}
h2,h3{break-after:avoid} p{margin:.35em 0} ul,ol{margin:.4em 0;padding-left:1.6em} li{margin:.25em 0;break-inside:avoid}
caption{text-align:left} .wide{margin:.5em 0} .wide.small table{font-size:.85em}
nav ol{columns:2;padding-left:1.4em} a{color:#0b5fa5;text-decoration:none}
main>section+section{break-before:page} main>section{margin-top:1em}
.agenda section{break-inside:avoid} .facts th{width:16%;font-weight:600}
.cut{display:grid;grid-template-columns:1fr 1fr;border-top:1px dashed #555;border-left:1px dashed #555;margin-top:3mm}
.cut section{border-right:1px dashed #555;border-bottom:1px dashed #555;padding:5mm;break-inside:avoid}
.cut h3{margin:0 0 .3em} .cards .cut section{min-height:62mm;font-size:11pt} .slips .cut section{min-height:36mm}
.slips .cut p{margin:.55em 0}
.halves section{break-inside:avoid;border-bottom:1px dashed #555;padding:3mm 0 5mm;min-height:80mm}
.halves h3{font-size:13pt;margin:0 0 .3em} .halves td{padding:.5em .6em;line-height:1.7}
.halves td:first-child{width:38%}
.rubrics section{break-inside:avoid} .rubrics td:last-child{white-space:nowrap;width:10mm}
.rubrics td:first-child{width:34%} .questions section+section{break-before:page} .questions .boxes{margin-bottom:1.1em}
.questions p{font-weight:600;margin-top:1em}
.answers .wide{break-inside:avoid;margin:.8em 0 .2em} .answers th:first-child{width:24%} .answers th{width:19%}
.answers td small{white-space:nowrap;font-size:7pt} .answers .note{display:none}
.answers>p.note{display:block} .key td:nth-child(2){width:24%} .key td:first-child{width:40%}
""".replace("FONTS", FONTS)


def pack_html(document: Document) -> str:
    """The whole pack, complete in one file."""
    w = words(document.language)
    contents = "".join(f'<li><a href="#{one.key}">{shown(one.title)}</a></li>' for one in document.sections)
    body = "".join(_section(one, w) for one in document.sections)
    return page(
        document.language, document.title, BLOCKS + _RULES,
        f"<header>{head(document, w)}</header><nav><ol>{contents}</ol></nav><main>{body}</main>",
    )  # fmt: skip


def _section(section: Section, w: Words) -> str:
    parts = "".join(_part(one, w) for one in section.subsections)
    layout = "cut" if section.key in CUT else "halves" if section.key in HALVES else ""
    inner = f'<div class="{layout}">{parts}</div>' if layout else parts
    blocks = "".join(block(one, w) for one in section.blocks)
    return f'<section id="{section.key}" class="{section.key}"><h2>{shown(section.title)}</h2>{blocks}{inner}</section>'


def _part(part: Section, w: Words) -> str:
    return f"<section><h3>{shown(part.title)}</h3>{''.join(block(one, w) for one in part.blocks)}</section>"
