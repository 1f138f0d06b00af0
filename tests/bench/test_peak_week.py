"""How long a person waits for the peak week after letting a slider go: in Python, and in the browser."""

from __future__ import annotations

import itertools
import threading

import pytest

from playbook.lab import Lab
from playbook.practices import load
from playbook.workspace import Bet, Workspace
from sim.experiment.peak_week import peak_weeks, prepare_peak_weeks
from sim.scenario.file import team
from tests.browser.conftest import FLAGS, chromium, start_server, stop_server

PLANS = {
    "packers, three days early": {"peak.temps_packing": 6, "peak.temps_days_before": 3},
    "a night crew": {"peak.night_crew": 0.3},
    "temps, two weeks early": {"peak.temps": 12, "peak.temps_days_before": 14},
}
WEEKS = 30


@pytest.fixture(scope="module")
def flagship():
    base = team("flagship")
    list(prepare_peak_weeks(base, WEEKS))
    return base


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("weeks", [1, WEEKS])
def test_paired_peak_weeks_of_the_flagship(benchmark, flagship, plan, weeks):
    """The model alone, its base prepared."""
    benchmark.extra_info["target_s"] = 0.3 if weeks == 1 else 2.0
    changed = flagship.with_levers(PLANS[plan])
    found = benchmark.pedantic(lambda: list(peak_weeks(flagship, changed, weeks)), rounds=3, warmup_rounds=1)
    assert found[-1].n == weeks and found[-1].window.exact


@pytest.mark.parametrize("weeks", [1, WEEKS])
def test_from_a_slider_let_go_to_the_figure(benchmark, tmp_path, weeks):
    """The round with all levers, on the flagship: each move is a setting that has not been seen."""
    workspace = Workspace.open(tmp_path)
    lab = Lab("peak-time", workspace=workspace, baselines=tmp_path)
    bet = lab.practice.bet
    workspace.record_bet("peak-time", Bet(kpi=bet.kpi, low=bet.low, high=bet.high))
    lab.study.bet = workspace.bet("peak-time")
    lab.preparing.start(lab.study.prepare_peak_weeks, lambda ready: None)
    assert lab.preparing.wait(600)
    round_ = lab.challenges.show("final")
    seen, settings = threading.Event(), itertools.count(1)
    show = round_.week.show

    def note(found, setting):
        show(found, setting)
        if found.n >= weeks:
            seen.set()

    round_.week.show = note

    def calm() -> None:
        round_.week.clear()
        assert round_.week.runner.wait(60)
        seen.clear()

    def let_go() -> None:
        round_.sliders["packing"].value = next(settings)
        assert seen.wait(60)

    benchmark.extra_info["target_s"] = 0.3 if weeks == 1 else 2.0
    benchmark.pedantic(let_go, setup=calm, rounds=8)
    calm()


STOPWATCH = """section => {
  const slider = [...section.querySelectorAll('input[type=range]')].at(-1);
  window.playbookWait = new Promise(done => {
    slider.addEventListener('change', () => {
      const start = performance.now();
      const drawn = `.pb-peak svg[aria-label*="${slider.labels[0].textContent} = ${slider.value},"]`;
      const observer = new MutationObserver(() => {
        if (!section.querySelector(drawn)) return;
        observer.disconnect();
        done(performance.now() - start);
      });
      observer.observe(section, {childList: true, subtree: true});
      setTimeout(() => done(NaN), 20000);
    }, {once: true});
  });
}"""


@pytest.mark.timeout(1800)
def test_in_the_browser_from_a_slider_let_go_to_the_drawn_week(tmp_path):
    """Printed: how long until the first peak week of the new setting is drawn in the page."""
    from playwright.sync_api import expect, sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        server = start_server("--language", "en", workspace=tmp_path)
        try:
            page = browser.new_page()
            page.set_default_timeout(240_000)
            page.goto(server.page("en/peak-time.ipynb"), wait_until="commit")
            page.wait_for_selector("body[data-ready]")
            page.get_by_label("At least", exact=True).focus()
            page.keyboard.press("ArrowRight")
            page.get_by_role("button", name="Record my bet").click()
            section = page.locator(".pb-challenge")
            section.get_by_label("All levers").check()
            expect(section.locator("input[type=range]")).to_have_count(len(load("peak-time")[0].levers))
            section.locator("input[type=range]").first.focus()
            page.keyboard.press("ArrowRight")  # with it, no setting of the last slider is a shipped one
            slider = section.locator("input[type=range]").last
            page.wait_for_timeout(60_000)  # the base's part is being played
            for _ in range(6):
                section.evaluate(STOPWATCH)
                slider.focus()
                page.keyboard.press("ArrowRight")
                print(f"{page.evaluate('window.playbookWait'):.0f} ms")
        finally:
            stop_server(server)
            browser.close()
