"""A plan's pages in a real browser: the one for the wall on one sheet, the long one on paper and on a phone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from playbook.documents.blocks import Block, Bullets, Document, Facts, Number, Paragraph, Table
from playbook.documents.html import html
from playbook.documents.wall import wall_html
from playbook.language import languages
from tests.documents.sample import sample

# How far what stands on the sheet reaches, and the sheet's own end, in px; then what is cut off at a side.
_REACH = """[
  Math.max(...[...document.querySelectorAll('main *')].map(e => e.getBoundingClientRect().bottom)),
  document.querySelector('.wall').getBoundingClientRect().bottom,
  [...document.querySelectorAll('main div')].filter(e => e.scrollWidth > e.clientWidth + 1).length]"""


def walls(language: str) -> dict[str, tuple[Block, ...]]:
    """Blocks of very different kinds and lengths."""
    plain, strange = sample(language), sample(language, hostile=True)
    rows = tuple((f"{plain.title} {n}", Number(1234.5 * n, "money", "x", n, 2345.6 * n, "x")) for n in range(60))
    words = Paragraph(" ".join(one.text for one in plain.sections[0].blocks if isinstance(one, Paragraph)) * 12)
    return {
        "nothing": (),
        "sample": plain.wall,
        "strange": strange.wall + strange.sections[-1].blocks,
        "figure": (*plain.sections[2].blocks, *plain.wall),
        "wide": (plain.sections[3].blocks[1], *plain.wall),
        "long": (Facts(rows), Bullets(tuple(name for name, _ in rows), boxes=True), Table(("a", "b"), rows)),
        "words": (words, words, Bullets((words.text, "W" * 300))),
    }


@pytest.mark.parametrize("language", languages)
def test_the_wall_is_one_sheet_across_and_nothing_is_cut_off(language: str, page: Page) -> None:
    for name, blocks in walls(language).items():
        title = sample(language).title * (1 + len(name))
        page.set_content(wall_html(replace(sample(language), wall=blocks, title=title)))
        printed = page.pdf(prefer_css_page_size=True)
        assert re.findall(rb"/Count (\d+)", printed) == [b"1"], name
        assert re.search(rb"/MediaBox \[0 0 84[12][.\d]* 59[45]", printed), name
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 1123, "height": 794})
        lowest, end, wide = page.evaluate(_REACH) if blocks else (0, 1, 0)
        assert lowest <= end and wide == 0, (name, lowest, end, wide)
        page.emulate_media(media="screen")


@pytest.mark.parametrize("language", languages)
@pytest.mark.parametrize("hostile", [False, True])
def test_the_plan_reads_on_a_phone_and_prints_on_a4(language: str, hostile: bool, page: Page) -> None:
    document: Document = sample(language, hostile)
    said: list[str] = []
    page.on("request", lambda request: said.append(request.url))
    page.set_content(html(document))
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    printed = page.pdf(prefer_css_page_size=True)
    assert 3 <= int(re.search(rb"/Count (\d+)", printed)[1]) <= 14
    assert re.search(rb"/MediaBox \[0 0 59[45][.\d]* 84[12]", printed)
    assert said == []


@pytest.mark.parametrize("make", [html, wall_html])
def test_no_rule_of_accessibility_is_broken(make, browser: Browser) -> None:
    """The pages forbid all scripts, that of the checker, too: it is let in here."""
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    for language in languages:
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.set_content(make(sample(language, hostile=True)))
            found = Axe().run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    context.close()
