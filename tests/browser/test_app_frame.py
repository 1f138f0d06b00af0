"""What the app puts around a page: words before the kernel, large type, dark, the ways of finding a place again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settled

PEAK = "/en/peak-time"


def test_the_words_are_there_while_the_kernel_starts(served, page):
    """Read at the moment when the first cell's output arrives: all headings stand already, in their order."""
    page.add_init_script(
        "new MutationObserver(() => { if (!window.early && document.querySelector('.pb-made'))"
        " window.early = [...document.querySelectorAll('main h2')].map(h => h.textContent); })"
        ".observe(document, {childList: true, subtree: true});"
    )
    page.goto(served.at(PEAK), wait_until="commit")
    page.wait_for_selector("body[data-ready]")
    headings = page.eval_on_selector_all("main .jp-MarkdownCell h2", "all => all.map(h => h.textContent)")
    assert headings and page.evaluate("window.early") == headings
    # What a cell shows lies where its place was: between the words around it, none left over.
    assert page.locator(".pb-place").count() == 0


def test_the_projector_s_type_comes_by_key_button_and_address_and_stays_for_the_tab(served, page):
    page.goto(served.at(PEAK), wait_until="commit")
    page.wait_for_selector("body[data-ready]")
    heading, button = page.locator("main h1").first, page.locator("#pb-projector")
    small = heading.bounding_box()["height"]
    page.keyboard.press("p")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert heading.bounding_box()["height"] > 1.4 * small
    assert page.evaluate("document.documentElement.scrollWidth") <= 1200
    page.goto(served.at("/en/"), wait_until="commit")
    expect(page.locator("html.pb-projected")).to_have_count(1)
    page.locator("#pb-projector").click()
    expect(page.locator("html.pb-projected")).to_have_count(0)
    page.goto(served.at(PEAK) + "&projector=1", wait_until="commit")
    expect(page.locator("html.pb-projected")).to_have_count(1)


@pytest.mark.parametrize("path", [PEAK, "/zh/"])
def test_in_the_dark_words_and_controls_can_be_read(served, page, path):
    """Every piece of text against what lies behind it: contrast of 4.5 at least, as for any reader."""
    page.emulate_media(color_scheme="dark")
    page.goto(served.at(path), wait_until="commit")
    page.wait_for_selector("body[data-ready]")
    settled(page)
    assert page.evaluate(POOR) == []


POOR = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const channels = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = ([r, g, b]) => { const f = v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
    return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
  const behind = e => { for (; e; e = e.parentElement) { const c = channels(getComputedStyle(e).backgroundColor);
    if (c[3] > 250) return c; } return [255, 255, 255, 255]; };
  const poor = [];
  for (const e of document.querySelectorAll(
      'header a, header button, main :is(h1, h2, h3, p, li, th, td, a, label, select, input)')) {
    // a slider has a value and shows no text
    if (e.closest('svg') || e.matches('[type=range]') || !e.checkVisibility() || e.disabled) continue;
    if (!(e.textContent || e.value)) continue;
    const a = light(channels(getComputedStyle(e).color)), b = light(behind(e));
    const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (contrast < 4.5) poor.push([e.tagName, e.className, (e.textContent || '').slice(0, 30), contrast.toFixed(1)]);
  }
  return poor;
}"""


def test_a_bookmark_of_an_earlier_start_says_what_to_do(served, page):
    page.goto(served.at("/zh/peak-time").partition("?")[0] + "?token=yesterday")
    expect(page.get_by_role("heading", name="团队手册已经重新启动过")).to_be_visible()
    expect(page.get_by_role("heading", name="The playbook was started anew")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_yesterday_s_address_of_a_page_goes_on(served, page):
    page.goto(served.at("/voila/render/zh/peak-time.ipynb"), wait_until="commit")
    page.wait_for_url(re.compile(r"/zh/peak-time(\?|$)"), wait_until="commit")
    page.wait_for_selector("body[data-ready]")


def test_the_focus_stays_while_the_page_is_being_finished(served, page):
    """Somebody who tabs to a link before the widgets are there is not thrown back to the top."""
    page.goto(served.at(PEAK), wait_until="commit")
    page.locator("main a").first.focus()
    target = page.evaluate("document.activeElement.getAttribute('href')")
    page.wait_for_selector("body[data-ready]")
    assert page.evaluate("document.activeElement.getAttribute('href')") == target
