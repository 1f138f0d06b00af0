"""Figures in a browser without any server: what pointer and arrow keys read out, and how they look by night."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from playbook.charts import Figure, readout
from playbook.language import languages, words
from tests.playbook.sample_figures import FIGURES


def show(page: Page, *figures: Figure, style: str = "") -> None:
    """Each figure in a box of its own, as widgets hold them."""
    boxes = "".join(f'<div class="box">{figure.html()}</div>' for figure in figures)
    page.set_content(
        f"<!doctype html><style>{readout.STYLE}{style}</style>{boxes}<script>{readout.SCRIPT}; readOut();</script>"
    )


def read(page: Page) -> str:
    """What the box says; "" without one."""
    box = page.locator(".pb-readout")
    return box.inner_text().replace("\n", " | ") if box.count() else ""


def points(page: Page, nth: int = 0) -> list[str]:
    """What one area of the visible figure has to say, in order."""
    return page.evaluate(
        "n => document.querySelector('.pb-wide svg').querySelectorAll('[data-say]')[n].dataset.say.split('\\n')", nth
    )


@pytest.mark.parametrize("language", languages)
def test_arrow_keys_go_from_point_to_point_and_from_panel_to_panel(page, language):
    figure = FIGURES["season"](words(language))
    show(page, figure)
    first, second = points(page), points(page, 1)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == figure.alt
    assert read(page) == ""
    seen = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight", "ArrowDown", "Home"):
        page.keyboard.press(key)
        seen.append(read(page).split(" | ")[1])
    assert seen == [first[0], first[1], first[0], first[-1], first[-1], second[-1], second[0]]
    said = page.locator("[aria-live=polite]")
    assert said.inner_text() == ": ".join(read(page).split(" | "))
    page.keyboard.press("Escape")
    assert read(page) == "" and page.evaluate("document.activeElement.tagName") == "svg"


def test_the_pointer_reads_the_nearest_point_and_says_nothing_aloud(page):
    show(page, FIGURES["season"](words("en")))
    said = points(page)
    area = page.locator(".pb-wide svg [data-say]").first.bounding_box()
    page.mouse.move(area["x"] + area["width"] - 3, area["y"] + 10)
    assert read(page) == f"Mean wait | {said[-1]}"
    page.mouse.move(area["x"] + 3, area["y"] + 10)
    assert read(page) == f"Mean wait | {said[0]}"
    assert page.locator("[aria-live]").count() == 0
    page.mouse.move(2, 2)
    assert read(page) == ""


def test_rows_are_read_down_and_up(page):
    show(page, FIGURES["bots"](words("en")))
    said = points(page)
    page.keyboard.press("Tab")
    for key, place in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("End", -1)):
        page.keyboard.press(key)
        assert read(page).endswith(said[place])


def test_a_figure_drawn_anew_while_it_is_read_keeps_focus_and_place(page):
    """A run replaces its figure every second."""
    show(page, FIGURES["season"](words("en")))
    page.keyboard.press("Tab")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    before = read(page)
    page.evaluate("html => { document.querySelector('.box').innerHTML = html }", FIGURES["season"](words("zh")).html())
    page.wait_for_function("document.querySelector('.pb-readout') !== null")
    assert read(page) != before and read(page).endswith(points(page)[2])
    page.keyboard.press("ArrowRight")
    assert read(page).endswith(points(page)[3])
    page.evaluate("document.querySelector('.box').innerHTML = ''")
    page.wait_for_function("document.querySelector('.pb-readout') === null")


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("width", [800, 390])
def test_the_box_stays_within_the_figure(page, name, width):
    page.set_viewport_size({"width": width, "height": 900})
    show(page, FIGURES[name](words("en")), style="body{margin:0}")
    if not page.locator("svg[tabindex]:visible").count():
        return  # nothing to read out: a causal picture
    page.keyboard.press("Tab")
    for key in ("Home", "End"):
        page.keyboard.press(key)
        box = page.locator(".pb-readout").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["y"] >= 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_figure_is_dark_where_its_page_is(page):
    """On a page that knows no night it stays bright, whatever the system prefers; JupyterLab's theme says so itself."""
    card = "getComputedStyle(document.querySelector('.pb-wide svg > rect')).fill"
    page.emulate_media(color_scheme="dark")
    show(page, FIGURES["bet"](words("en")))
    assert page.evaluate(card) == "rgb(255, 255, 255)"
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    assert page.evaluate(card) == "rgb(26, 33, 41)"
    show(page, FIGURES["bet"](words("en")), style=":root{color-scheme:light dark}")
    assert page.evaluate(card) == "rgb(26, 33, 41)"
    page.emulate_media(color_scheme="light")
    assert page.evaluate(card) == "rgb(255, 255, 255)"


def test_type_grows_with_the_column_on_a_projector(page):
    """Small type is 22 px high where the page gives 1,400 px; beside it nothing outgrows a page of text."""
    size = "el => el.getBoundingClientRect().width / el.viewBox.baseVal.width * 12"
    show(page, FIGURES["bet"](words("en")))
    assert page.locator(".pb-wide svg").evaluate(size) < 14
    page.set_viewport_size({"width": 1920, "height": 1080})
    assert page.locator(".pb-wide svg").evaluate(size) >= 22
