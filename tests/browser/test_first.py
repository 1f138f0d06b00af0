"""The page "What first" in a browser, on a page and on a phone: asked by keyboard, ranked, put into the plan.

The race and the search for a promise are stand-ins with made-up figures: what is tested is the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from playbook.language import currency_word, words
from playbook.pages import WHAT_FIRST
from playbook.workspace import Workspace
from sim.scenario.file import team
from tests.browser.conftest import Server, settled, start_server, stop_server
from tests.browser.test_app_pages import assert_for_readers, figures, opened

# Python reads it when it starts: whoever asks for the race gets the stand-in.
STAND_IN = """
import sys, types

def what_first(*arguments, executor=None, **options):
    from tests.playbook.fake_race import Race
    if executor is not None:  # the kernel's own processes, which play on a machine with several cores
        assert executor.submit(len, "work").result(120) == 4
    yield from Race()(*arguments, **options)

def reach(*arguments, **options):
    from tests.playbook.fake_search import Search
    yield from Search()(*arguments, **options)

for name, call in {"playbook.first.race": what_first, "playbook.first.reaching": reach}.items():
    module = types.ModuleType(name)
    setattr(module, call.__name__, call)
    sys.modules[name] = module
"""
HOSTILE = '<img src=x onerror="document.title=1"> & Li'


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("first-workspace")


@pytest.fixture(scope="module")
def server(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    before = tmp_path_factory.mktemp("stand-in")
    (before / "sitecustomize.py").write_text(STAND_IN, encoding="utf-8")
    one = start_server("--language", "en", workspace=kept, before=before)
    yield one
    stop_server(one)


@pytest.mark.parametrize("language, width, other", [("en", 390, 1200), ("zh", 1200, 390)])
def test_asked_ranked_and_put_into_the_plan(server, kept, page, screenshots, language, width, other):
    """By keyboard: the answer, its figure and cards come; an owner's name is shown as it was typed.

    On a phone in one language and on a page in the other; each time the other way, too, where the width is judged.
    """

    def nothing_runs_off_the_side() -> None:
        for wide in (other, width):
            page.set_viewport_size({"width": wide, "height": 900})
            settled(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= wide
            expect(figures(ranking)).to_have_count(1)
            assert_for_readers(page)

    workspace, said = Workspace.open(kept), words(language)
    workspace.reset()
    workspace.set_scenario(team("starter"))
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, server.page(f"{language}/{WHAT_FIRST}.ipynb"))
    ask, ranking, chosen = (page.locator(f".pb-first_{name}") for name in ("ask", "ranking", "chosen"))
    ask.get_by_label(said.t("first_page.money", currency=currency_word("CNY", language))).fill("80,000")
    ask.get_by_role("button", name=said.t("first_page.run")).focus()
    page.keyboard.press("Enter")
    expect(ask.locator(".pb-big")).to_contain_text("84%")
    expect(figures(ranking)).to_have_count(1)
    expect(ranking.get_by_role("listitem").first).to_contain_text("84%")
    expect(chosen.locator(".pb-big")).to_contain_text(said.money(80_000))
    assert_for_readers(page)
    page.screenshot(path=screenshots / f"first-{language}-{width}.png", full_page=True)
    for fold in page.locator(".pb-first_ranking .pb-fold-head").all():
        fold.focus()
        page.keyboard.press("Enter")
    ranking.screenshot(path=screenshots / f"first-open-{language}-{width}.png")
    nothing_runs_off_the_side()

    put = chosen.get_by_role("button", name=said.t("first_page.put"))
    put.click()
    expect(chosen.get_by_text(said.t("first_page.not_all"))).to_be_visible()
    assert workspace.plan == {}
    for owner in chosen.get_by_label(said.t("first_page.owner"), exact=True).all():
        owner.fill(HOSTILE)
    put.focus()
    page.keyboard.press("Enter")
    expect(chosen.get_by_text(said.t("first_page.put_many", n="2"))).to_be_visible()
    expect(chosen.get_by_text(HOSTILE).first).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    assert [one.owner for one in workspace.plan.values()] == [HOSTILE] * 2
    chosen.screenshot(path=screenshots / f"first-plan-{language}-{width}.png")
    put.click()
    expect(chosen.locator(".pb-near").last).to_be_visible()  # asks before it replaces
    nothing_runs_off_the_side()


@pytest.mark.parametrize("language, width, other", [("zh", 390, 1200), ("en", 1200, 390)])
def test_a_promise_is_sought_and_put_into_the_plan(server, kept, page, screenshots, language, width, other):
    """By keyboard, as the ranking: what is promised, the set with its figure, then its practices into the plan."""
    workspace, said = Workspace.open(kept), words(language)
    workspace.reset()
    workspace.set_scenario(team("starter"))
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, server.page(f"{language}/{WHAT_FIRST}.ipynb"))
    goal = page.locator(".pb-first_goal")
    number = goal.get_by_label(said.t("goal_page.at_least", unit=said.t("goal_page.in_share")))
    number.fill("140")
    run = goal.get_by_role("button", name=said.t("goal_page.run"))
    run.focus()
    page.keyboard.press("Enter")
    expect(goal.get_by_role("alert")).to_contain_text("140")
    number.fill("60")
    fold = goal.locator(".pb-fold-head")
    fold.focus()
    page.keyboard.press("Enter")
    expect(goal.get_by_role("checkbox").first).to_be_visible()
    goal.screenshot(path=screenshots / f"goal-asked-{language}-{width}.png")
    fold.focus()
    page.keyboard.press("Enter")
    run.focus()
    page.keyboard.press("Enter")
    expect(goal.locator(".pb-big").first).to_contain_text("96.0%")
    expect(figures(goal)).to_have_count(1)
    assert_for_readers(page)
    for wide in (other, width):
        page.set_viewport_size({"width": wide, "height": 900})
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= wide
        goal.screenshot(path=screenshots / f"goal-{language}-{wide}.png")
    for owner in goal.get_by_label(said.t("first_page.owner"), exact=True).all():
        owner.fill(HOSTILE)
    put = goal.get_by_role("button", name=said.t("first_page.put"))
    put.focus()
    page.keyboard.press("Enter")
    expect(goal.locator(".pb-good").last).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    assert workspace.plan and {one.owner for one in workspace.plan.values()} == {HOSTILE}
