"""The trainer's tables on a phone: a figure's name has room for words, a time leaves its room to the sentence."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Server
from tests.browser.test_app_pages import opened

PHONE = {"width": 390, "height": 844}
WIDTHS = """table => [...table.querySelectorAll("thead th")].map(cell => cell.getBoundingClientRect().width)"""


@pytest.mark.parametrize("language", ["en", "zh"])
def test_columns_are_as_wide_as_what_stands_in_them(served: Server, page: Page, language: str) -> None:
    page.set_viewport_size(PHONE)
    opened(page, served.page(f"{language}/trainers/compliance.ipynb"))
    timing = page.locator(".jp-RenderedMarkdown table").first.evaluate(WIDTHS)
    assert len(timing) == 3 and timing[2] > timing[0] + timing[1]
    numbers = page.locator(".jp-RenderedHTML table").first
    letter = numbers.evaluate("table => parseFloat(getComputedStyle(table).fontSize)")
    assert numbers.evaluate(WIDTHS)[0] >= 5 * letter
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
