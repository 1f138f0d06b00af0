"""The showroom opened from its folder: no server, no Python."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from playbook import showroom
from playbook.showroom import pages


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With one practice: all of them are written and read in tests/playbook/test_showroom.py."""
    out = tmp_path_factory.mktemp("showroom") / "out"
    every = pages.of_practice
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "of_practice", lambda slug, *rest: every(slug, *rest) if slug == "peak-time" else ())
        showroom.write(out)
    return out


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [390, 1920])
def test_bet_answer_lever_and_why_without_a_server(folder: Path, page: Page, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((folder / "index.html").as_uri())
    page.locator(f'a[lang="{language}"]').click()
    page.get_by_role("radio").nth(4).check()
    expect(page.locator('[data-of="team"]:visible')).to_have_count(1)
    page.locator('[data-of="team"]:visible a[href="peak-time.html"]').click()
    expect(page.locator("#lever")).to_be_hidden()  # nothing of the result before the bet
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    expect(page.locator('[data-of="answer"]:visible')).to_have_count(1)
    lever = page.locator("#lever")
    before = page.locator('[data-of="setting"]:visible .big').inner_text()
    lever.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator('[data-of="setting"]:visible')).to_have_count(1)
    assert page.locator('[data-of="setting"]:visible .big').inner_text() != before
    assert lever.get_attribute("aria-valuetext") == page.locator('output[for="lever"]').inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator('a[href="peak-time-night.html"]').click()
    expect(page.get_by_role("slider").first).to_be_visible()
