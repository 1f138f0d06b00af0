"""A document as a PDF, by Typst, which comes with the extra "pdf"; the same document gives the same bytes.

The playbook's own font holds the 6,763 characters of GB 2312. Where a document has others (a rare character in a name,
an emoji) fonts of the machine help out; without such a character none of them is asked.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from playbook.command import say
from playbook.documents.blocks import Block, Bullets, Decide, Document, Facts, Paragraph, Picture, Section, Table
from playbook.documents.docx import A4, EDGE, LARGEST, PT, WIDE, fitting
from playbook.documents.said import BOX, BULLET, Said, clean, say_facts, say_table
from playbook.documents.widths import facts_share
from playbook.language import Words, words
from sim.files.bad_input import BadInput

PAPER = Path(__file__).with_name("paper.typ")
HELPERS = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "Noto Sans", "Segoe UI")
LONGEST_WORD, PIECE = 24, 12  # letters: Typst breaks no word by itself
LONGEST_CELL = 600  # letters of a cell that may be divided between two pages
_LONG = re.compile(rf"[^\s\u2e80-\u9fff\uff00-\uffef]{{{LONGEST_WORD},}}")
_FONT = re.compile(r'font-family="[^"]*"')


def check(language: str) -> None:
    """BadInput, with how to install it, where Typst is missing: before any work."""
    if find_spec("typst") is None:
        raise BadInput(say("plan_pdf_missing", language))


def pdf_bytes(document: Document) -> bytes:
    """The PDF. BadInput where Typst is missing."""
    check(document.language)
    import typst

    from playbook.fonts import FAMILY, FOLDER, covered

    data = _data(document, FAMILY)
    text = json.dumps(data, ensure_ascii=False)
    strange = set(text) - covered() - {"\n", "\u200b"}
    data["fonts"] = [FAMILY, *(HELPERS if strange else ())]
    made = dt.datetime.combine(document.made, dt.time(), dt.UTC)
    fonts = typst.Fonts(include_system_fonts=bool(strange), include_embedded_fonts=False, font_paths=[str(FOLDER)])
    compiler = typst.Compiler(PAPER.read_bytes(), root=str(PAPER.parent), font_paths=fonts)
    inputs = {"document": json.dumps(data, ensure_ascii=False)}
    return bytes(compiler.compile(format="pdf", sys_inputs=inputs, timestamp=made))


def _data(document: Document, family: str) -> dict[str, Any]:
    w = words(document.language)
    blocks = [part for one in document.sections for part in _section(one, 1, w, family)]
    if document.appendix:
        blocks.append({"kind": "heading", "level": 1, "text": w.t("written.appendix")})
        blocks += [part for one in document.appendix for part in _section(one, 2, w, family)]
    day = document.made
    return {
        "lang": document.language, "region": "cn" if document.language == "zh" else "gb", "fonts": [family],
        "title": _text(document.title).replace("\n", " "), "subtitle": _text(document.subtitle),
        "made": w.t("written.made", date=w.date(day, year=True)), "day": [day.year, day.month, day.day],
        "blocks": blocks,
    }  # fmt: skip


def _section(section: Section, level: int, w: Words, family: str) -> Iterator[dict[str, Any]]:
    yield {"kind": "heading", "level": min(level, 3), "text": _text(section.title)}
    for one in section.blocks:
        yield from _block(one, w, family)
    for part in section.subsections:
        yield from _section(part, level + 1, w, family)


def _block(one: Block, w: Words, family: str) -> Iterator[dict[str, Any]]:
    match one:
        case Paragraph():
            yield {"kind": "note" if one.small else "text", "text": _text(one.text)}
        case Bullets() if one.items:
            sign = BOX if one.boxes else BULLET
            yield {"kind": "numbered" if one.numbered else "list", "sign": sign, "items": [_text(i) for i in one.items]}
        case Facts() if one.rows:
            rows, notes = say_facts(one, w)
            held = [{"name": _text(name), **_cell(said)} for name, said in rows]
            part = facts_share([name for name, _ in rows], (A4[0] - 2 * EDGE) / PT / LARGEST)
            yield {"kind": "facts", "share": part, "rows": held, "notes": _text("  ".join(notes))}
        case Table():
            yield _table(one, w)
        case Picture():
            svg = _FONT.sub(f'font-family="{family}"', one.figure.svg)
            alt = clean(one.figure.alt or one.figure.summary)
            yield {"kind": "picture", "svg": svg, "alt": alt, "says": _text(one.says)}
        case Decide():
            lines = [f"{BOX} {w.t('written.decide')}", _text(one.question)]
            lines += [_text(w.t("written.suggests", text=one.suggestion))] if one.suggestion else []
            lines += [_text(w.t("written.where", text=one.where))] if one.where else []
            yield {"kind": "decide", "lines": lines}


def _table(one: Table, w: Words) -> dict[str, Any]:
    said = say_table(one, w)
    wide = len(said.head) > WIDE
    size, parts = fitting(said, A4[wide] - 2 * EDGE)
    rows = [
        {"cells": [_cell(cell) for cell in row], "marked": number in said.marked, "last": number == len(said.rows),
         "breaks": any(len(cell.text) > LONGEST_CELL for cell in row)}
        for number, row in enumerate([*said.rows, *([said.totals] if said.totals else [])])
    ]  # fmt: skip
    return {
        "kind": "table", "wide": wide, "caption": _text(one.caption), "head": [_text(name) for name in said.head],
        "right": list(said.right), "rows": rows, "notes": _text("  ".join(said.notes)), "size": size,
        "shares": parts,
    }  # fmt: skip


def _cell(said: Said) -> dict[str, str]:
    return {"text": _text(said.text), "range": _text(said.range)}


def _text(text: str) -> str:
    """A text with places where a very long word may be broken."""
    return _LONG.sub(lambda found: "\u200b".join(re.findall(f".{{1,{PIECE}}}", found[0])), clean(text))
