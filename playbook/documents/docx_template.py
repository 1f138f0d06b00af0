"""A document in somebody's own Word template: its styles, header and logo, our words."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from playbook.command import say
from playbook.documents.blocks import Document
from playbook.language import words
from sim.files.bad_input import bad

NAMES = ("title", "subtitle", "made", "body")
LARGEST_BYTES = 50_000_000
_BODY = re.compile(r"\s*\{\{p\s+body\s*\}\}\s*")


def template_bytes(template: Path, language: str) -> bytes:
    """What a template holds. BadInput, in `language`, where it cannot be read, has no line {{p body }}, or asks for
    something else than NAMES."""
    import jinja2
    from docxtpl import DocxTemplate

    content = _read(template, language)
    made = DocxTemplate(io.BytesIO(content))
    try:
        made.init_docx()
        lines = [line.text for line in made.docx.paragraphs]
        asked = made.get_undeclared_template_variables(_signs())
    except jinja2.TemplateError as error:
        raise bad(template, say("plan_template_signs", language, reason=str(error))) from None
    except Exception:  # whatever a damaged file does to its reader
        raise bad(template, say("plan_template_damaged", language)) from None
    if strange := sorted(asked - set(NAMES)):
        raise bad(template, say("plan_template_name", language, name=strange[0], names=", ".join(NAMES)))
    if not any(_BODY.fullmatch(line) for line in lines):
        raise bad(template, say("plan_template_body", language))
    return content


def filled(document: Document, template: Path) -> bytes:
    """The template with the document in it. BadInput as `template_bytes` says."""
    import jinja2
    from docxtpl import DocxTemplate

    from playbook.documents import docx_look as look
    from playbook.documents.docx import properties
    from playbook.documents.said import clean

    language = document.language
    made = DocxTemplate(io.BytesIO(template_bytes(template, language)))
    made.init_docx()
    look.set_up(made.docx, language, own=False)
    facts = {
        "title": clean(document.title), "subtitle": clean(document.subtitle),
        "made": words(language).date(document.made, year=True), "body": _body(made, document),
    }  # fmt: skip
    try:
        made.render(facts, _signs())
    except (jinja2.TemplateError, ArithmeticError, AttributeError, TypeError, ValueError) as error:
        raise bad(template, say("plan_template_signs", language, reason=str(error))) from None
    properties(made.docx, document)
    saved = io.BytesIO()
    made.docx.save(saved)
    return saved.getvalue()


def _signs() -> Any:
    """What fills a template in: a template of somebody else's reaches nothing but the four texts."""
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(autoescape=True)


def _read(template: Path, language: str) -> bytes:
    try:
        large = template.stat().st_size > LARGEST_BYTES
        content = b"" if large else template.read_bytes()
    except OSError as error:
        raise bad(template, say("plan_template_unread", language, reason=error.strerror or error)) from None
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise bad(template, say("plan_template_damaged", language))
    return content


class _Xml(str):
    """XML that a template takes as it is."""

    def __html__(self) -> str:
        return self


def _body(made: Any, document: Document) -> _Xml:
    """The document's blocks as XML: written to the end of the template, so that their pictures and lists are parts of
    it, and taken off again."""
    from playbook.documents import docx_look as look
    from playbook.documents.docx import Writer

    docx = made.docx
    body, section = docx.element.body, docx.sections[-1]
    before = set(body)
    width = (section.page_width - section.left_margin - section.right_margin) / look.MM
    Writer(docx, document.language, turns=False, width=width).sections(document)
    new = [one for one in body if one not in before]
    for one in new:
        body.remove(one)
    return _Xml("".join(made.xml_to_string(one) for one in new))
