"""Hand-outs printed by a real browser: the script on one sheet of A4, both sides, a page each for the rest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from playbook.practices import LANGUAGES, names
from playbook.trainer import Lesson

PAGES = {"play": 2, "sheet": 1, "quiz": 2}  # at the most; the quiz has a page for each form


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_hand_out_fits_its_paper(language: str, page: Page, tmp_path: Path) -> None:
    """Pages of A4 that the browser makes of each file."""
    too_long = []
    for slug in names():
        for path in Lesson(slug, language).save(tmp_path):
            page.goto(path.as_uri())
            found = re.search(rb"/Count (\d+)", page.pdf(format="A4", prefer_css_page_size=True))
            assert found, path.name
            if int(found[1]) > PAGES[path.stem.split("-")[-2]]:
                too_long.append(path.name)
    assert not too_long
