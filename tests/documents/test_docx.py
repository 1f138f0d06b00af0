"""The Word file, opened by python-docx: what it says, how it is set, and a template of somebody else's."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from playbook.documents.docx import docx_bytes
from playbook.language import languages
from sim.files.bad_input import BadInput
from tests.documents.sample import MADE, sample, texts

# Children of a table's, a paragraph's and a run's properties in the order that the standard lays down (ECMA-376);
# Word refuses files that stray from it, where other programs do not mind.
ORDER = {
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
             "tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
           "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi "
           "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection "
           "textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
           "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs "
           "em lang eastAsianLayout specVanish oMath",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
}  # fmt: skip


def opened(language: str = "en", hostile: bool = False) -> Any:
    return docx.Document(io.BytesIO(docx_bytes(sample(language, hostile))))


def everything(made: Any) -> str:
    """Every text of a document's body, lines apart."""
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in made.element.body.iter(qn("w:p")))


@pytest.mark.parametrize("language", languages)
def test_headings_stand_in_their_order_and_level(language):
    made, document = opened(language), sample(language)
    levels = [(int(p.style.name[-1]), p.text) for p in made.paragraphs if p.style.name.startswith("Heading")]
    appendix = {"en": "Appendix", "zh": "附录"}[language]
    titles = [one.title for one in document.sections]
    assert [text for level, text in levels if level == 1] == [*titles, appendix]
    assert [text for level, text in levels if level == 2] == [
        document.sections[1].subsections[0].title, document.appendix[0].title,
    ]  # fmt: skip
    assert set(texts(document)) <= {p.text for p in made.paragraphs}


@pytest.mark.parametrize("language", languages)
def test_the_same_document_is_the_same_file_with_one_date(language):
    content = docx_bytes(sample(language))
    assert content == docx_bytes(sample(language))
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        assert held.testzip() is None
        assert {one.date_time for one in held.infolist()} == {(2026, 9, 1, 0, 0, 0)}
        assert not [one for one in held.namelist() if "thumbnail" in one]
    facts = docx.Document(io.BytesIO(content)).core_properties
    moment = dt.datetime.combine(MADE, dt.time(), dt.UTC)
    assert (facts.created, facts.modified) == (moment, moment)
    assert (facts.title, facts.language) == (sample(language).title, {"en": "en-GB", "zh": "zh-CN"}[language])
    assert (facts.author, facts.comments) == ("", "")


@pytest.mark.parametrize("language", languages)
def test_chinese_fonts_and_their_language_stand_on_defaults_and_every_style_in_use(language):
    made = opened(language)
    defaults = made.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    used = {p.style.name for p in made.paragraphs}
    used |= {p.style.name for table in made.tables for cell in table._cells for p in cell.paragraphs}
    assert {"Title", "Heading 1", "Playbook Text", "Playbook Cell", "Playbook Decide", "Playbook List"} <= used
    for held in [defaults, *(made.styles[name].element.rPr for name in used)]:
        assert held.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "Microsoft YaHei"
        assert held.find(qn("w:rFonts")).get(qn("w:asciiTheme")) is None
        assert held.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
        assert held.find(qn("w:lang")).get(qn("w:val")) == {"en": "en-GB", "zh": "zh-CN"}[language]
    assert made.settings.element.find(qn("w:themeFontLang")).get(qn("w:eastAsia")) == "zh-CN"


@pytest.mark.parametrize("hostile", [False, True])
def test_tables_repeat_their_head_keep_rows_whole_and_fit_the_paper(hostile):
    made = opened("zh", hostile)
    room = {False: 170, True: 257}  # mm of an upright and a turned page
    for table in made.tables:
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert table._tbl.tblPr.find(qn("w:tblLayout")).get(qn("w:type")) == "fixed"
        widths = sum(cell.width for cell in table.rows[0].cells) / 36000
        assert widths <= room[len(table.columns) > 8] + 0.1
        facts = len(table.columns) == 2 and table._tbl.tblPr.find(qn("w:tblBorders")).find(qn("w:top")) is None
        assert facts or table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    turned = [s.orientation == 1 for s in made.sections]
    assert turned == ([False, True, False] if not hostile else [False, True, False, True, False])
    assert {round(s.page_width / 36000) for s in made.sections} == {210, 297}


def test_numbers_stand_right_with_the_range_under_them_and_marked_rows_have_a_sign():
    made = opened("en")
    table = next(t for t in made.tables if t.cell(0, 0).text == "Key figure")
    assert table.cell(1, 1).text == "71%\n66%–77%\u00a0¹"
    line = table.cell(1, 1).paragraphs[0]
    assert line.alignment == 2 and line.runs[1].font.size < line.runs[0].font.size
    assert table.cell(3, 0).text == "▲ Longest wait"
    fills = [cell._tc.tcPr.find(qn("w:shd")) is not None for cell in table.columns[0].cells]
    assert fills == [True, False, False, True, False]
    budget = next(t for t in made.tables if t.cell(0, 0).text == "Item")
    assert [cell.text for cell in budget.rows[-1].cells] == ["Total", "¥80,000", ""]


def test_what_is_not_decided_is_framed_and_pictures_say_what_they_show():
    made = opened("en")
    line = next(p for p in made.paragraphs if p.style.name == "Playbook Decide")
    assert "Who stands in" in line.text and "The model says: The most experienced" in line.text
    assert len(made.styles["Playbook Decide"].element.pPr.find(qn("w:pBdr"))) == 5
    (shape,) = made.inline_shapes
    figure = sample("en").sections[2].blocks[0].figure
    assert shape._inline.docPr.get("descr") == figure.alt
    assert shape.width <= 170 * 36000


def test_lists_are_lists_and_each_numbered_one_begins_at_one():
    made = opened("en")
    items = [p._p.pPr.numPr.numId.val for p in made.paragraphs if p.style.name == "Playbook List"]
    assert items == [items[0]] * 2 + [items[2]] * 2 + [items[4]] * 2 and len(set(items)) == 3


def test_the_footer_counts_pages():
    made = opened("en")
    codes = [one.text for one in made.sections[0].footer._element.iter(qn("w:instrText"))]
    assert codes == [" PAGE ", " NUMPAGES "]
    assert all(s.footer.is_linked_to_previous for s in list(made.sections)[1:])


@pytest.mark.parametrize("hostile", [False, True])
def test_properties_stand_in_the_order_that_word_asks_for(hostile):
    with zipfile.ZipFile(io.BytesIO(docx_bytes(sample("zh", hostile)))) as held:
        parts = re.findall(r"word/(?:document|styles|numbering|footer\d)\.xml", "\n".join(held.namelist()))
        roots = [docx.oxml.parse_xml(held.read(name)) for name in parts]
    assert len(roots) == 4
    for name, order in ORDER.items():
        places = {qn(f"w:{one}"): place for place, one in enumerate(order.split())}
        held = [one for root in roots for one in root.iter(qn(f"w:{name}"))]
        assert held, name
        for one in held:
            found = [places[child.tag] for child in one]
            assert found == sorted(found), [child.tag for child in one]


def test_strange_texts_are_texts():
    text = everything(opened("en", hostile=True))
    for one in ("=1+1", "<script>alert(1)</script>", "{{ 7*7 }}", "]]>&amp;", "W" * 120, "退换货" * 40):
        assert one in text
    assert "\x0b" not in text and "\u202e" not in text


# ------------------------------------------------------------------------------------------------------- templates


def template(path: Path, *lines: str, header: str = "") -> Path:
    made = docx.Document()
    for style in ("Heading 1",):
        made.styles[style].font.name = "Client Sans"
    for line in lines:
        made.add_paragraph(line)
    if header:
        made.sections[0].header.paragraphs[0].text = header
    made.save(path)
    return path


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("hostile", [False, True])
def test_a_template_keeps_its_looks_and_gets_the_plan(tmp_path, language, hostile):
    lines = ("{{ title }}", "as of {{ made }}", "{{p body }}", "The end")
    held = template(tmp_path / "t.docx", *lines, header="ACME {{ subtitle }}")
    document = replace(sample(language, hostile), title="R&D <b> {{ 7*7 }}")
    content = docx_bytes(document, held)
    assert content == docx_bytes(document, held)
    made = docx.Document(io.BytesIO(content))
    lines = [p.text for p in made.paragraphs]
    assert lines[0] == "R&D <b> {{ 7*7 }}" and lines[-1] == "The end" and "{{p" not in "".join(lines)
    assert made.sections[0].header.paragraphs[0].text == f"ACME {document.subtitle}"
    assert made.styles["Heading 1"].font.name == "Client Sans"
    assert made.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    assert next(p.text for p in made.paragraphs if p.style.name == "Heading 1") == document.sections[0].title
    assert len(made.inline_shapes) == 1 and len(made.sections) == 1
    width = made.sections[0].page_width - made.sections[0].left_margin - made.sections[0].right_margin
    assert all(sum(cell.width for cell in table.rows[0].cells) <= width + 36000 for table in made.tables)
    if hostile:
        assert all(text in everything(made) for text in ("{{ 7*7 }}", "{% for x in y %}", "<script>alert(1)</script>"))


def test_a_template_without_lists_and_headings_gets_what_it_lacks(tmp_path):
    path = template(tmp_path / "t.docx", "{{p body }}")
    bare = docx.Document(path)
    for name in ("Heading 1", "Heading 2", "List Bullet"):
        bare.styles[name].delete()
    bare.save(path)
    made = docx.Document(io.BytesIO(docx_bytes(sample("en"), path)))
    assert "Objectives" in [p.text for p in made.paragraphs if p.style.name == "Heading 1"]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (("{{ title }}",), "{{p body }}"),
        (("{{ body }}",), "{{p body }}"),
        (("text {{p body }}",), "{{p body }}"),
        (("{{p body }}", "{{ client }}"), "client"),
        (("{{p body }}", "{{ title"), "braces"),
        (("{{p body }}", "{{ title.__class__.__mro__ }}"), "braces"),
        (("{{p body }}", "{{ 1 / 0 }}"), "braces"),
    ],
)
def test_a_template_that_cannot_be_used_is_told_in_one_sentence(tmp_path, lines, says):
    path = template(tmp_path / "t.docx", *lines)
    with pytest.raises(BadInput) as error:
        docx_bytes(sample("en"), path)
    assert str(path)[-20:] in str(error.value) and says in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize("content", [b"", b"no zip", None])
def test_a_file_that_is_no_word_file_is_told_so(tmp_path, content):
    path = tmp_path / "t.docx"
    if content is None:
        with zipfile.ZipFile(path, "w") as held:
            held.writestr("a.txt", "b")
    else:
        path.write_bytes(content)
    with pytest.raises(BadInput, match="Word"):
        docx_bytes(sample("en"), path)
    with pytest.raises(BadInput, match="cannot be read"):
        docx_bytes(sample("en"), tmp_path / "none.docx")
