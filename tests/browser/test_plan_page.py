"""The plan page in a browser: a duty taken away by keyboard shows its fault, and what came is judged."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import expect

from playbook.language import words
from playbook.pages import PLAN
from playbook.workspace import PlanEntry, Promise, Workspace
from sim.files.messages import phrase
from sim.scenario.file import team
from tests.browser.conftest import settled
from tests.browser.test_app_pages import assert_for_readers, opened

PROMISE = Promise(change={"service_level": (0.01, 0.03, 0.05), "profit": (-900.0, 1200.0, 3000.0)}, n=16, seed=1,
                  team="a", plan="b", outlay=2400.0, hours=12.0)  # fmt: skip
SAID = {
    "en": ("Li Na", "Four temps from the evening before", "Longest wait at eight o'clock", "waits stay as they are"),
    "zh": ("李娜", "前一晚起加4个临时客服", "晚八点最长等待", "等待还是超过两分钟"),
}  # fmt: skip


def planned(folder, language: str) -> None:
    """A small shop with two steps in its plan."""
    workspace = Workspace.open(folder)
    workspace.set_scenario(team("starter"))
    owner, change, number, wrong = SAID[language]
    entry = PlanEntry(owner=owner, date=dt.date(2026, 6, 10), change=change, number_to_watch=number, wrong_if=wrong,
                      levers={"peak.temps": 4}, promise=PROMISE)  # fmt: skip
    workspace.commit("peak-time", entry)
    workspace.commit("training", entry.model_copy(update={"levers": {}, "promise": None, "wrong_if": ""}))


@pytest.mark.parametrize("language, width, other", [("en", 390, 1200), ("zh", 1200, 390)])
def test_the_plan_is_kept_checked_and_looked_back_on(
    served, workspace, page, screenshots, language, width, other
) -> None:
    """On a phone in one language and on a page in the other; then what there is, with all results, the other way."""
    planned(workspace, language)
    said = words(language)
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, served.page(f"{language}/{PLAN}.ipynb"))
    steps, duties, after = (page.locator(f".pb-plan_{name}") for name in ("steps", "responsibility", "afterwards"))
    expect(steps.locator(".pb-card")).to_have_count(2)
    owner = steps.locator(".pb-card").first.get_by_label(said.t("plan_steps.owner"), exact=True)
    owner.fill("Wang")
    steps.get_by_role("button", name=said.t("plan_steps.save")).first.click()
    expect(steps.locator(".pb-good")).to_contain_text("Wang")

    expect(duties.locator("tbody tr")).to_have_count(16)
    task = duties.locator("tbody th span").nth(1).inner_text()
    duties.locator("tbody select").nth(1).select_option(value="")
    expect(duties.get_by_text(phrase("responsibility.no_owner", task=task).text(language))).to_be_visible()
    box = duties.locator("tbody tr").nth(1).locator("input[type=checkbox]").first
    box.focus()
    page.keyboard.press("Space")
    expect(duties.locator("tr.pb-wrong")).not_to_have_count(0)

    fields = after.locator(".pb-came input")
    fields.nth(0).fill("120,000")
    fields.nth(8).fill("72%")
    after.get_by_label(said.t("plan_afterwards.seasons"), exact=True).select_option(index=1)
    after.get_by_role("button", name=said.t("plan_afterwards.run")).click()
    expect(after.locator(".pb-big").first).to_be_visible()
    expect(after.get_by_role("img").first).to_be_visible()
    for wide in (width, other):
        page.set_viewport_size({"width": wide, "height": 900})
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= wide
        assert_for_readers(page)
        expect(after.get_by_role("img").locator("visible=true").first).to_be_visible()
        for name, section in (("steps", steps), ("duties", duties), ("afterwards", after)):
            section.screenshot(path=screenshots / f"planpage-{name}-{language}-{wide}.png")
    assert any(duty.task == task and not duty.answers for duty in Workspace.open(workspace).duties)
