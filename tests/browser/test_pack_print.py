"""The facilitator's pack printed by a real browser: A4, nothing cut off, cards and sheets whole."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from playbook.practices import LANGUAGES
from playbook.workshop.answers import answers
from playbook.workshop.pack import PARTS, pack_of
from playbook.workshop.pack.paper import pack_html
from playbook.workshop.session import shipped
from playbook.workshop.suited import suited
from sim.experiment.results import last
from sim.scenario.file import team

MOST_PAGES = 40  # of the 90 minutes for six teams
A4 = (794, 1123)  # pixels of 1/96 inch
EDGES = 14 * 2 * 96 / 25.4  # left and right together
PAGE = (297 - 2 * 12) * 96 / 25.4  # pixels of height that a page leaves


@pytest.fixture(scope="module")
def found():
    own = team("starter")
    session = suited(shipped("ninety"), own)
    return session, own, last(answers(session, own, 2, 3))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pack_fits_its_paper(language: str, page: Page, tmp_path: Path, found) -> None:
    session, own, told = found
    path = tmp_path / "pack.html"
    path.write_text(pack_html(pack_of(session, own, told, language, dt.date(2026, 10, 1))), encoding="utf-8")
    page.set_viewport_size({"width": round(A4[0] - EDGES), "height": A4[1]})
    page.emulate_media(media="print")
    page.goto(path.as_uri())
    assert page.evaluate("[...document.querySelectorAll('main>section')].map(one => one.id)") == list(PARTS)
    wide = page.evaluate(
        "[...document.querySelectorAll('main *')].filter(one => one.getBoundingClientRect().right > "
        "document.documentElement.clientWidth + 1 || one.scrollWidth > one.clientWidth + 1 && "
        "getComputedStyle(one).display != 'inline').map(one => one.textContent.slice(0, 60))"
    )
    assert wide == []
    tall = page.evaluate(
        "limit => [...document.querySelectorAll('.cut>section, .halves>section, .rubrics>section, .agenda>section')]"
        ".filter(one => one.getBoundingClientRect().height > limit).map(one => one.textContent.slice(0, 60))",
        PAGE,
    )
    assert tall == []
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    pages = re.search(rb"/Count (\d+)", pdf)
    assert pages and int(pages[1]) <= MOST_PAGES
    assert page.locator(".decisions h3").count() == 6 * len(session.rounds)
