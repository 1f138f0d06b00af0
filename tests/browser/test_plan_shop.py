"""My shop in a browser: the people that a promise takes for the starter shop, pressed for and read out on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from playbook.language import words
from playbook.pages import MY_SHOP
from playbook.workspace import Workspace
from sim.scenario.file import team
from tests.browser.conftest import Server, leave

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def page(browser: Browser, served: Server, workspace: Path) -> Iterator[Page]:
    Workspace.open(workspace).set_scenario(team("starter"))
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.goto(served.page(f"en/{MY_SHOP}.ipynb"), wait_until="commit")
    page.wait_for_selector("body[data-ready]")
    yield page
    leave(context)


def test_heads_are_worked_out_stopped_and_shown_on_a_phone(page: Page) -> None:
    t, section = words("en").t, page.locator(".pb-shop_heads")
    run = section.get_by_role("button", name=t("shop_heads.run"))
    stop = section.get_by_role("button", name=t("run.cancel"))
    expect(section.get_by_text(words("en").pick(team("starter").title))).to_be_visible()
    run.click()
    stop.click()
    expect(run).to_have_attribute("aria-disabled", "false")
    expect(section.locator(".pb-narrow svg")).to_have_count(0)
    run.click()
    week = section.get_by_role("img").locator("visible=true")
    expect(week).to_have_count(2)  # the week and its worst day
    choice = section.get_by_label(t("shop_heads.which_day"), exact=True)
    first = choice.locator("option").first.text_content().replace("\xa0", " ")  # as a list shows spaces
    choice.select_option(index=0)
    expect(week.nth(1)).to_have_attribute("aria-label", re.compile(first))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    with page.expect_download() as saving:
        section.get_by_role("button", name=t("shop_heads.numbers")).click()
        section.get_by_role("link", name=t("shop_heads.download")).click()
    assert saving.value.suggested_filename.endswith(".xlsx")
