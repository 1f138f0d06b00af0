"""A document as one file for the browser, that prints on A4 and reads on a phone; nothing in it runs or is fetched."""

from __future__ import annotations

from playbook.charts.figure import RULES
from playbook.documents.blocks import Block, Bullets, Decide, Document, Facts, Paragraph, Picture, Section, Table
from playbook.documents.said import BOX, Said, clean, say_facts, say_table
from playbook.documents.widths import shares
from playbook.language import Words, escape, words

LANGUAGES = {"en": "en", "zh": "zh-CN"}
FONTS = 'system-ui, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'
CELL = 1.2  # em beside a cell's text
MARKED = ' class="marked"'
SMALL_FROM = 7  # columns from which a table's type is smaller

BLOCKS = """
*{box-sizing:border-box}
p,li,td,th,h1,h2,h3,h4,figcaption{overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.25em .5em;border:1px solid #8a96a3}
thead th{background:#e4edf5} thead{display:table-header-group} tr{break-inside:avoid}
.facts th,.facts td{border-width:0 0 1px} .facts th{width:36%}
.right{text-align:right;white-space:nowrap} thead .right{white-space:normal} .band th{background:#f4f7fa}
td small{display:block;color:#4a545e;font-size:.8em;white-space:normal}
tr.marked td{background:#fbe3d6} tr.totals td{font-weight:700;border-top:2px solid #1b1f24}
.decide{border:1px solid #8a96a3;border-left:4px solid #0b5fa5;background:#f4f7fa;padding:.5em .8em;margin:.8em 0;
break-inside:avoid} .decide p{margin:.15em 0} .note{color:#4a545e;font-size:.85em;margin:.3em 0 .8em}
.boxes{list-style:"□ "}
.narrow>.wide table{font-size:.75em} .narrow td,.narrow th{padding:.1em .3em}
.marked td,thead th,.decide{-webkit-print-color-adjust:exact;print-color-adjust:exact}
"""
_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>{title}</title><style>{rules}</style></head><body>{body}</body></html>
"""
_RULES = (
    """
:root{color-scheme:light}
@page{size:A4;margin:13mm 17mm}
body{font:11pt/1.5 FONTS;color:#1b1f24;background:#fff;max-width:190mm;margin:0 auto;padding:8mm 5mm}
h1{font-size:1.9em;line-height:1.2;margin:0 0 .2em} .subtitle{font-size:1.15em;color:#4a545e;margin:0 0 .2em}
h2{font-size:1.4em;color:#0b5fa5;margin:1.4em 0 .4em} h3{font-size:1.15em;color:#0b5fa5;margin:1.1em 0 .3em}
h4{font-size:1em;margin:1em 0 .3em} h2,h3,h4,caption{break-after:avoid} a{color:#0b5fa5}
p{margin:.4em 0} ul,ol{margin:.4em 0;padding-left:1.6em} nav ol{columns:2 14em}
caption{text-align:left;font-weight:700;padding:.4em 0} .wide{overflow-x:auto;margin:.6em 0}
.wide.small table{font-size:.8em} .wide.short{break-inside:avoid} figure{margin:.8em 0;break-inside:avoid}
.wide.small td,.wide.small th{padding:.2em .3em}
@media (max-width:600px){body{padding:4mm} .wide table{width:max-content;min-width:100%}
.wide td,.wide th{max-width:14em}}
@media (min-width:601px){.narrow{columns:2;column-gap:6mm} .narrow>h3{margin-top:.2em}}
@media print{body{padding:0;max-width:none;font-size:9pt;line-height:1.28} .narrow{columns:2;column-gap:6mm}
.narrow .wide{margin:.3em 0} td,th{padding:.1em .4em} .decide{padding:.25em .6em;margin:.4em 0} .wide{overflow:visible}
.pb-figure .pb-wide{display:block!important} .pb-figure .pb-narrow{display:none!important}}
""".replace("FONTS", FONTS)
    + BLOCKS
)


def page(language: str, title: str, rules: str, body: str) -> str:
    """A whole file around `body`, whose texts are escaped already."""
    return _PAGE.format(lang=LANGUAGES[language], title=shown(title), rules=rules, body=body)


def shown(text: str) -> str:
    """A text in HTML: safe, with its line ends."""
    return escape(clean(text)).replace("\n", "<br>")


def html(document: Document) -> str:
    """The whole document."""
    w = words(document.language)
    sections, appendix = list(enumerate(document.sections, 1)), list(enumerate(document.appendix, 1))
    contents = "".join(f'<li><a href="#s{n}">{shown(one.title)}</a></li>' for n, one in sections)
    body = "".join(_section(one, f"s{n}", 2, w) for n, one in sections)
    if appendix:
        inner = "".join(f'<li><a href="#a{n}">{shown(one.title)}</a></li>' for n, one in appendix)
        contents += f'<li><a href="#a">{escape(w.t("written.appendix"))}</a><ol>{inner}</ol></li>'
        body += f'<h2 id="a">{escape(w.t("written.appendix"))}</h2>'
        body += "".join(_section(one, f"a{n}", 3, w) for n, one in appendix)
    label = escape(w.t("written.contents"))
    return page(
        document.language, document.title, RULES + _RULES,
        f"<header>{head(document, w)}</header>"
        f'<nav aria-label="{label}"><h2>{label}</h2><ol>{contents}</ol></nav><main>{body}</main>',
    )  # fmt: skip


def head(document: Document, w: Words) -> str:
    made = escape(w.t("written.made", date=w.date(document.made, year=True)))
    return (
        f'<h1>{shown(document.title)}</h1><p class="subtitle">{shown(document.subtitle)}</p><p class="note">{made}</p>'
    )


def _section(section: Section, name: str, level: int, w: Words) -> str:
    shift = min(level, 4)
    parts = "".join(_section(one, f"{name}-{n}", level + 1, w) for n, one in enumerate(section.subsections, 1))
    blocks = "".join(
        _table(one, w, None, bands=one.once) if section.narrow and isinstance(one, Table) else block(one, w)
        for one in section.blocks
    )
    form = ' class="narrow"' if section.narrow else ""
    return f'<section id="{name}"{form}><h{shift}>{shown(section.title)}</h{shift}>{blocks}{parts}</section>'


def block(one: Block, w: Words, room: float | None = None) -> str:
    """HTML of a block. `room`: width of its column in em, where tables should have the widths that are reckoned for it;
    else the browser finds them."""
    match one:
        case Paragraph():
            return f'<p class="note">{shown(one.text)}</p>' if one.small else f"<p>{shown(one.text)}</p>"
        case Bullets():
            return _bullets(one)
        case Facts():
            return _facts(one, w)
        case Table():
            return _table(one, w, room)
        case Picture():
            return f'<figure>{one.figure.bare()}<figcaption class="note">{shown(one.says)}</figcaption></figure>'
        case Decide():
            return _decide(one, w)


def _bullets(one: Bullets) -> str:
    if not one.items:
        return ""
    kind, look = ("ol", "") if one.numbered else ("ul", ' class="boxes"' if one.boxes else "")
    return f"<{kind}{look}>{''.join(f'<li>{shown(item)}</li>' for item in one.items)}</{kind}>"


def _decide(one: Decide, w: Words) -> str:
    label = escape(w.t("written.decide") + w.t("common.colon"))
    lines = [f"<b>{BOX} {label}{shown(one.question)}</b>"]
    if one.suggestion:
        lines.append(shown(w.t("written.suggests", text=one.suggestion)))
    if one.where:
        lines.append(shown(w.t("written.where", text=one.where)))
    return f'<div class="decide">{"".join(f"<p>{line}</p>" for line in lines)}</div>'


def _facts(one: Facts, w: Words) -> str:
    if not one.rows:
        return ""
    rows, notes = say_facts(one, w)
    lines = "".join(f'<tr><th scope="row">{shown(name)}</th>{_cell(said, False)}</tr>' for name, said in rows)
    return f'<table class="facts"><tbody>{lines}</tbody></table>{_notes(notes)}'


def _table(one: Table, w: Words, room: float | None, bands: bool = False) -> str:
    """`bands`: texts of the first column stand over the rows that they are of."""
    said, over = say_table(one, w).banded() if bands else (say_table(one, w), {})
    parts = [] if room is None else shares(said, room, CELL)
    widths = "".join(f'<col style="width:{100 * part:.2f}%">' for part in parts)
    head = "".join(
        f'<th scope="col"{_right(right)}>{shown(name)}</th>' for name, right in zip(said.head, said.right, strict=True)
    )
    rows = "".join(
        (_band(over[number], len(said.head)) if number in over else "")
        + f"<tr{MARKED if number in said.marked else ''}>{_cells(row, said.right)}</tr>"
        for number, row in enumerate(said.rows)
    )
    if said.totals:
        rows += f'<tr class="totals">{_cells(said.totals, said.right)}</tr>'
    caption = f"<caption>{shown(one.caption)}</caption>" if one.caption else ""
    form = " small" * (len(one.head) >= SMALL_FROM) + " short" * said.short
    label = escape(clean(one.caption or " · ".join(one.head)))
    return (
        f'<div class="wide{form}" tabindex="0" role="region" aria-label="{label}">'
        f"<table>{caption}{widths}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>{_notes(said.notes)}"
    )


def _band(said: Said, columns: int) -> str:
    return f'<tr class="band"><th scope="rowgroup" colspan="{columns}">{shown(said.text)}</th></tr>'


def _cells(cells: tuple[Said, ...], right: tuple[bool, ...]) -> str:
    return "".join(_cell(cell, one) for cell, one in zip(cells, right, strict=True))


def _cell(said: Said, right: bool) -> str:
    small = f"<small>{shown(said.range)}</small>" if said.range else ""
    return f"<td{_right(right)}>{shown(said.text)}{small}</td>"


def _right(right: bool) -> str:
    return ' class="right"' if right else ""


def _notes(notes: tuple[str, ...]) -> str:
    return f'<p class="note">{"<br>".join(shown(note) for note in notes)}</p>' if notes else ""
