"""The page for the browser and the one for the wall, read by Python's own parser."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from playbook.documents.blocks import Bullets, Facts, Number, Paragraph, Table
from playbook.documents.html import html
from playbook.documents.wall import wall_html
from playbook.language import languages
from tests.documents.sample import sample, texts

VOID = {"meta", "br", "col", "img", "path", "rect", "line", "circle", "polyline", "polygon", "ellipse", "use", "stop"}


class Reader(HTMLParser):
    """Collects tags, attributes and texts, and holds that every element is closed in its turn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.attributes if key == name]


@pytest.mark.parametrize("make", [html, wall_html])
@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("hostile", [False, True])
def test_a_page_is_whole_says_its_language_and_neither_runs_nor_fetches_anything(make, language, hostile):
    document = sample(language, hostile)
    if hostile:
        document = replace(document, wall=document.sections[-1].blocks, title="<script>x</script>")
    page = make(document)
    assert page == make(document)
    read = Reader(page)
    assert read.values("lang")[0] == {"en": "en", "zh": "zh-CN"}[language]
    assert not {"script", "iframe", "link", "object", "embed", "form"} & set(read.tags)
    assert not [name for name, _ in read.attributes if name.startswith("on")]
    assert all(value.startswith("#") for value in read.values("href"))
    assert not [value for value in read.values("src") if not value.startswith("data:")]
    assert not re.search(r"url\((?!#)|@import", page)
    assert "\x0b" not in page and "\u202e" not in page
    assert "{{ 7*7 }}" in "".join(read.texts) or not hostile


@pytest.mark.parametrize("language", languages)
def test_the_contents_lead_to_every_section(language):
    document = sample(language)
    read = Reader(html(document))
    targets = [value[1:] for value in read.values("href")]
    assert len(targets) == len(document.sections) + 1 + len(document.appendix)
    ids = read.values("id")
    assert set(targets) <= set(ids) and len(set(targets)) == len(targets)
    assert set(texts(document)) <= set(read.texts)
    assert [tag for tag in read.tags if tag in ("h1", "h2")] == ["h1", *["h2"] * (1 + len(document.sections) + 1)]


def test_figures_stand_in_the_page_and_tables_have_heads():
    read = Reader(html(sample("en")))
    assert read.tags.count("svg") == 2  # for a page and for a phone
    assert read.values("scope").count("col") == 6 + 3 + 12
    assert read.values("class").count("marked") == 1


def test_the_wall_takes_the_largest_type_that_holds_all():
    def size(*blocks) -> float:
        return float(re.search(r"body\{font:([\d.]+)pt", wall_html(replace(sample("en"), wall=blocks)))[1])

    short, long = Bullets(("one", "two")), Bullets(tuple("some words that say what is to be done" for _ in range(30)))
    assert size() == size(short) == 20
    assert 9 <= size(long) < 20
    assert size(long, long) <= size(long)


def test_what_the_wall_cannot_hold_is_counted():
    rows = tuple((f"row {n}", Number(n, "count", "x")) for n in range(500))
    items = Bullets(tuple(f"item {n}" for n in range(500)))
    document = replace(sample("en"), wall=(items, Table(("a", "b"), rows, totals=(1,)), Facts(rows)))
    text = "|".join(Reader(wall_html(document)).texts)
    shown = len(re.findall(r"item \d+", text))
    assert 5 <= shown < 500 and f"… and {500 - shown} more" in text
    assert "Total" not in text  # of the rows that are left it would be a wrong one
    many = Reader(wall_html(replace(document, wall=tuple(Paragraph(f"par {n}: {'word ' * 60}") for n in range(90)))))
    left = 90 - len(re.findall(r"par \d+:", "|".join(many.texts)))
    assert 0 < left < 90 and f"… and {left} more" in "|".join(many.texts)
