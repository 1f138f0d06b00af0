"""The page "What can happen" in a browser: an event drawn by keyboard, on a page and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from playbook.language import words
from playbook.pages import EVENTS
from sim.shop.events import deck
from tests.browser.test_app_pages import assert_for_readers, opened


@pytest.mark.parametrize("language, width", [("en", 1200), ("zh", 390)])
def test_an_event_is_drawn_and_says_what_it_did(served, page, screenshots, language, width):
    """The sentence and the figure come as seasons are played; choosing another event takes them away."""
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, served.page(f"{language}/{EVENTS}.ipynb"))
    said, name = words(language), words(language).pick(deck()["shop_closed"].name)
    section = page.locator(".pb-events_draw")
    section.get_by_label(said.t("events.choose"), exact=True).select_option(label=name)
    expect(section.get_by_text(said.pick(deck()["shop_closed"].what))).to_be_visible()
    play = section.get_by_role("button", name=said.t("events.after"))
    play.focus()
    page.keyboard.press("Enter")
    expect(section.locator(".pb-big")).to_contain_text(name)
    expect(section.get_by_role("img").first).to_be_visible()
    section.screenshot(path=screenshots / f"event-{language}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_for_readers(page)
    section.get_by_label(said.t("events.choose"), exact=True).select_option(label=said.pick(deck()["snow"].name))
    expect(section.locator(".pb-big")).to_have_count(0)
