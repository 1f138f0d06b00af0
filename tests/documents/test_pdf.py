"""The PDF by Typst: the same bytes, our font, nothing of a text taken for Typst's signs."""

from __future__ import annotations

import json
import re

import pytest

from playbook.documents import pdf
from playbook.documents.pdf import pdf_bytes
from playbook.language import languages
from sim.files.bad_input import BadInput
from tests.documents.sample import sample


def pages(content: bytes) -> int:
    """Pages that a PDF of Typst counts."""
    (found,) = re.findall(rb"/Type/Pages/Count (\d+)", content)
    return int(found)


@pytest.mark.parametrize("language", languages)
def test_the_same_document_is_the_same_file_in_our_own_font(language):
    content = pdf_bytes(sample(language))
    assert content == pdf_bytes(sample(language))
    assert content.startswith(b"%PDF-") and b"PlaybookSans" in content
    assert pages(content) == 4


@pytest.mark.parametrize("language", languages)
def test_strange_texts_are_texts(language):
    """`#set page(width: 1pt)` would make thousands of pages."""
    assert 5 <= pages(pdf_bytes(sample(language, hostile=True))) <= 14


def test_a_text_goes_into_typst_as_data():
    data = json.dumps(pdf._data(sample("en", hostile=True), "F"), ensure_ascii=False)
    assert "#set page(width: 1pt)" in data
    assert "#set page(width: 1pt)" not in pdf.PAPER.read_text(encoding="utf-8")


def test_a_very_long_word_can_be_broken_and_others_stay_as_they_are():
    assert pdf._text("W" * 30) == "\u200b".join(("W" * 12, "W" * 12, "W" * 6))
    assert pdf._text("an ordinary sentence, 普通的句子") == "an ordinary sentence, 普通的句子"


def test_without_typst_one_sentence_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(pdf, "find_spec", lambda name: None)
    for language, word in (("en", "install"), ("zh", "安装")):
        with pytest.raises(BadInput) as error:
            pdf.check(language)
        assert "team-playbook[pdf]" in str(error.value) and word in str(error.value)
