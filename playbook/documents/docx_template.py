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
from sim.files.bad_input import BadInput, bad

NAMES = ("title", "subtitle", "made", "body")
LARGEST_BYTES = 50_000_000
_BODY = re.compile(r"\s*\{\{p\s+body\s*\}\}\s*")


def filled(document: Document, template: Path) -> bytes:
    """The template with the document in it. BadInput, in the document's language, where it cannot be read, has no
    line {{p body }}, or asks for something else than NAMES."""
    import jinja2
    from docxtpl import DocxTemplate
    from jinja2.sandbox import SandboxedEnvironment

    from playbook.documents import docx_look as look
    from playbook.documents.docx import properties
    from playbook.documents.said import clean

    language = document.language
    held = _read(template, language)
    made = DocxTemplate(held)
    try:
        made.init_docx()
        lines = ["".join(run.text for run in line.runs) for line in made.docx.paragraphs]
    except Exception:  # whatever a damaged file does to its reader
        raise bad(template, say("plan_template_damaged", language)) from None
    if not any(_BODY.fullmatch(line) for line in lines):
        raise bad(template, say("plan_template_body", language))
    environment = SandboxedEnvironment(autoescape=True)
    try:
        asked = made.get_undeclared_template_variables(environment)
        strange = sorted(asked - set(NAMES))
        if strange:
            raise bad(template, say("plan_template_name", language, name=strange[0], names=", ".join(NAMES)))
        look.set_up(made.docx, language, own=False)
        facts = {
            "title": clean(document.title), "subtitle": clean(document.subtitle),
            "made": words(language).date(document.made, year=True),
            "body": _body(made, document),
        }  # fmt: skip
        made.render(facts, environment)
        properties(made.docx, document)
        saved = io.BytesIO()
        made.docx.save(saved)
    except BadInput:
        raise
    except jinja2.TemplateError as error:
        raise bad(template, say("plan_template_signs", language, reason=str(error))) from None
    return saved.getvalue()


def _read(template: Path, language: str) -> io.BytesIO:
    try:
        if template.stat().st_size > LARGEST_BYTES:
            raise bad(template, say("plan_template_damaged", language))
        content = template.read_bytes()
    except OSError as error:
        raise bad(template, say("plan_template_unread", language, reason=error.strerror or error)) from None
    held = io.BytesIO(content)
    if not zipfile.is_zipfile(held):
        raise bad(template, say("plan_template_damaged", language))
    held.seek(0)
    return held


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

