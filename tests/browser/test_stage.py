"""The saved night in a real browser, from a file: the lever by key and pointer, time, stills, every width."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from playbook import language as languages
from playbook.lab import Lab
from playbook.stage import document
from playbook.workspace import Bet, Workspace

LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module", params=LANGUAGES)
def lab(request, tmp_path_factory) -> Lab:
    lab = Lab("peak-time", request.param, workspace=Workspace.open(tmp_path_factory.mktemp("stage-workspace")))
    lab.study.bet = Bet(kpi="peak_service_level", low=0.3, high=0.6)
    return lab


@pytest.fixture(scope="module")
def saved(lab, tmp_path_factory) -> Path:
    return lab.stage.save(tmp_path_factory.mktemp("night") / "night.html")


def opened(page: Page, file: Path) -> Locator:
    """The night in `file`, drawn."""
    page.goto(file.as_uri())
    night = page.locator(".pb-night")
    expect(night.locator(".pb-stage-time path").first).to_be_attached()
    return night


def lever(night: Locator) -> Locator:
    return night.get_by_role("slider").first


def number(night: Locator, name: str) -> int:
    return int(re.sub(r"\D", "", night.locator(f".pb-stage-{name} strong").inner_text()))


def scrub(night: Locator, minute: int) -> None:
    night.locator("input[type=range]").fill(str(minute))


def axes(night: Locator) -> list[str]:
    return night.locator(".pb-stage-time text").all_text_contents()


def test_the_lever_by_keyboard_changes_the_queue_and_nothing_moves_its_place(page, saved):
    """People come, fewer wait and leave; time, scales and size stay; the start's evening is traced."""
    night = opened(page, saved)
    scrub(night, 240)  # two hours into the sale
    before = {name: number(night, name) for name in ("people", "waiting", "lost", "kept")}
    said, scales, box = night.locator(".pb-stage-finding").inner_text(), axes(night), night.bounding_box()
    assert night.locator(".pb-stage-time .pb-stage-old").count() == 0
    queue = night.locator(".pb-stage-time .pb-stage-line").first.get_attribute("d")
    lever(night).focus()
    page.keyboard.press("End")
    assert lever(night).get_attribute("aria-valuetext") == "60%"
    assert number(night, "people") > before["people"] and number(night, "kept") > 2 * before["kept"]
    assert number(night, "lost") < before["lost"] / 2
    assert night.locator(".pb-stage-time .pb-stage-line").first.get_attribute("d") != queue
    assert night.locator(".pb-stage-finding").inner_text() != said
    assert axes(night) == scales and night.bounding_box()["width"] == box["width"]
    assert night.locator(".pb-stage-time .pb-stage-old").first.get_attribute("d") == queue
    expect(night.locator(".pb-stage-said")).to_have_text(night.locator(".pb-stage-finding").inner_text())
    page.keyboard.press("Home")
    assert {name: number(night, name) for name in before} == before
    assert night.locator(".pb-stage-time .pb-stage-old").count() == 0


def test_the_lever_by_pointer(page, saved):
    night = opened(page, saved)
    box = lever(night).bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2, steps=4)
    assert lever(night).get_attribute("aria-valuetext") == "45%"
    page.mouse.up()
    page.mouse.move(box["x"], box["y"])
    assert lever(night).get_attribute("aria-valuetext") == "45%"


def test_time_runs_stops_and_is_scrubbed_by_key(page, saved):
    night = opened(page, saved)
    clock, time = night.locator(".pb-stage-clock"), night.locator("input[type=range]")
    assert clock.inner_text() == "19:30"
    time.focus()
    page.keyboard.press("ArrowRight")
    assert clock.inner_text() == "19:31" and "19:31" in time.get_attribute("aria-valuetext")
    page.keyboard.press(" ")
    expect(clock).not_to_have_text("19:31")
    page.keyboard.press(" ")
    stood = clock.inner_text()
    page.wait_for_timeout(400)
    assert clock.inner_text() == stood
    scrub(night, 479)
    night.get_by_role("button").first.click()  # from the end it begins again
    expect(clock).to_have_text(re.compile("^18:"))


def test_in_a_zoomed_page_the_floor_is_sharp_and_the_pointer_hits_its_minute(page, saved):
    night = opened(page, saved)
    page.evaluate("document.documentElement.style.zoom = 1.6")
    scene = night.locator(".pb-stage-scene")
    expect(scene).to_have_js_property("width", round(scene.bounding_box()["width"]))
    hour = night.locator(".pb-stage-time text", has_text="22:00")
    hour.scroll_into_view_if_needed()
    box, panels = hour.bounding_box(), night.locator(".pb-stage-time").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, panels["y"] + panels["height"] / 2)
    hours, minutes = map(int, night.locator(".pb-stage-clock").inner_text().split(":"))
    assert abs(60 * hours + minutes - 22 * 60) <= 1


def test_lines_across_the_panels_leave_their_titles_free(page, saved):
    night = opened(page, saved)
    titles = night.locator(".pb-stage-time .pb-stage-label").evaluate_all(
        "all => all.map(one => one.getBBox()).map(box => [box.y, box.y + box.height])"
    )
    assert len(titles) == 4
    for line in ("opens", "now"):
        path = night.locator(f".pb-stage-time .pb-stage-{line}").get_attribute("d")
        pieces = [(float(top), float(bottom)) for top, bottom in re.findall(r"M0 ([\d.]+)V([\d.]+)", path)]
        assert len(pieces) == len(titles)
        assert not [title for title in titles for top, bottom in pieces if top < title[1] and title[0] < bottom]


def test_a_dark_page_is_printed_light(page, saved):
    """The floor is painted anew for the paper, and again for the screen."""
    page.emulate_media(color_scheme="dark")
    night = opened(page, saved)
    bar = """canvas => Math.max(...canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height - 2, 1, 1)
             .data.slice(0, 3))"""  # between those who left and those who were answered
    painted = night.locator(".pb-stage-scene").evaluate
    assert painted(bar) < 100
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert painted(bar) > 200
    page.emulate_media(color_scheme="dark", media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.pb-night')).colorScheme") == "light"
    page.emulate_media(color_scheme="dark", media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert painted(bar) < 100


def test_the_bet_is_drawn_and_said(page, saved):
    share = opened(page, saved).locator(".pb-stage-share")
    assert share.locator(".pb-stage-bet").count() == 1
    assert re.search("30%[–～]60%", share.get_attribute("aria-label"))


def test_before_the_bet_the_outcome_is_not_on_the_page(page, lab, tmp_path):
    file = tmp_path / "closed.html"
    evening = {lab.stage.start: lab.stage.evening(lab.stage.start), 12: lab.stage.evening(12)}
    file.write_text(document(lab.stage.page() | {"open": False, "bet": None}, evening), encoding="utf-8")
    night = opened(page, file)
    assert night.locator(".pb-stage-finding").inner_text() == lab.words.t("stage.closed")
    assert night.locator(".pb-stage-waiting strong").inner_text() == "?"
    assert lab.words.t("stage.panel_waiting") not in axes(night)
    lever(night).focus()
    page.keyboard.press("End")
    assert lever(night).get_attribute("aria-valuetext") == "0%"


@pytest.mark.parametrize("width", [390, 1920])
def test_nothing_runs_off_the_side(page, saved, width):
    page.set_viewport_size({"width": width, "height": 900})
    night = opened(page, saved)
    lever(night).focus()
    page.keyboard.press("End")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate("Math.min(...[...document.querySelectorAll('.pb-stage-time text')]"
                          ".map(x => parseFloat(getComputedStyle(x).fontSize)))")  # fmt: skip
    assert small >= (10 if width == 390 else 16)


def test_without_motion_there_are_six_moments_and_nothing_plays(browser: Browser, saved, lab):
    with browser.new_context(reduced_motion="reduce", viewport={"width": 1000, "height": 900}) as context:
        page = context.new_page()
        night = opened(page, saved)
        stills = night.locator(".pb-stage-stills button")
        assert stills.count() == 6
        assert night.get_by_role("button", name=lab.words.t("stage.play")).count() == 0
        assert stills.nth(2).inner_text().startswith("21:00")
        before = stills.nth(2).inner_text()
        stills.nth(2).click()
        assert night.locator(".pb-stage-clock").inner_text() == "21:00"
        page.keyboard.press(" ")
        page.wait_for_timeout(300)
        assert night.locator(".pb-stage-clock").inner_text() == "21:00"
        lever(night).focus()
        page.keyboard.press("End")
        assert stills.nth(2).inner_text() != before


def test_a_title_is_text(page, lab, tmp_path):
    """Whatever a shop is called, nothing of it runs, and nothing is asked of anybody."""
    file = tmp_path / "title.html"
    title = "</script><img src=x onerror=alert(1)>&amp;"
    evening = {lab.stage.start: lab.stage.evening(lab.stage.start)}
    file.write_text(document(lab.stage.page() | {"title": title}, evening), encoding="utf-8")
    night = opened(page, file)
    assert night.locator(".pb-stage-title").inner_text() == title and page.title() == title
    assert page.locator("img").count() == 0


def test_every_word_on_the_figure_is_of_its_language(page, saved, lab):
    night = opened(page, saved)
    other = languages.words("zh" if lab.words.language == "en" else "en")
    text = night.inner_text() + " ".join(axes(night))
    assert other.t("stage.panel_waiting") not in text and lab.words.t("stage.panel_people") in text
    assert "{" not in text and "undefined" not in text and "NaN" not in text
